/** The routes of a customer's invoices. */
import { z } from "zod"
import { sql } from "../base/db.ts"
import { amount, fromMicros, toMicros } from "../base/money.ts"
import { keyset, toPage } from "../base/page.ts"
import { found, id, instant, line, listRoute, route } from "../base/route.ts"
import { byEither, date, findCustomer, keepCustomer, moment, type Named } from "./customer.ts"
import { saveInvoice } from "./invoices.ts"

const number = line(20).meta({ description: "Unique for the customer.", examples: ["2026/03/0417"] })

const invoiceInput = z
  .strictObject({
    amount,
    issued: date.meta({ examples: ["2026-03-10"] }),
    dueDate: date,
    paidAt: moment
      .nullable()
      .default(null)
      .meta({ description: "When it was paid; null: it is open.", examples: ["2026-03-20T09:30:00Z"] }),
  })
  .meta({ id: "CustomerInvoiceInput" })

const InvoiceAnswer = z
  .object({
    id,
    number,
    amount: z.string().meta({ examples: ["248.60"] }),
    issued: date,
    dueDate: date,
    paidAt: instant.nullable(),
    notices: z
      .array(
        z.object({
          day: z.int().meta({ description: "Days from the due date: -7 is a week before.", examples: [-7] }),
          dueDate: date,
          at: z.string().meta({ format: "date-time", examples: ["2026-03-17T08:00:00Z"] }),
          eventId: id.nullable().meta({ description: "null: found too late, and nobody was told." }),
        }),
      )
      .meta({ description: "What was told of it, the earliest first." }),
    createdAt: instant,
  })
  .meta({ id: "CustomerInvoice" })
type Row = Omit<z.output<typeof InvoiceAnswer>, "amount"> & { amount: bigint }

const columns = sql`i.id, i.number, i.amount, i.issued, i.due_date, i.paid_at, i.created_at,
  coalesce((select jsonb_agg(jsonb_build_object('day', n.day, 'dueDate', n.due_date, 'at', n.at, 'eventId', n.event_id) order by n.at, n.day)
              from due_notices n where n.org_id = i.org_id and n.invoice_id = i.id), '[]') as notices`
const toAnswer = (row: Row) => ({ ...row, amount: fromMicros(row.amount) })

export const invoiceRoutes = [
  listRoute("GET /v1/customers/{id}/invoices", {
    name: "customers invoices list",
    summary: "A customer's invoices with the notices made of them, the last due first.",
    needs: "balances:see",
    params: z.object({ id }),
    query: z.object({
      isOpen: z.stringbool().optional().meta({ description: "Only those not paid, or only paid ones." }),
    }),
    item: InvoiceAnswer,
    run: async (call) => {
      const { tx, paging, query } = call
      const customerId = await findCustomer(call, call.params)
      const { after, order } = keyset(paging, [sql`i.due_date`, sql`i.id`], "desc")
      const open = query.isOpen
      const rows = await tx<Row>`
        select ${columns} from customer_invoices i
         where i.org_id = ${tx.orgId} and i.customer_id = ${customerId}
           ${open === undefined ? sql`` : sql`and (i.paid_at is null) = ${open}`} ${after} ${order}`
      const page = toPage(paging, rows, (row) => [row.dueDate, row.id])
      return { ...page, items: page.items.map(toAnswer) }
    },
  }),
  ...byEither.map(({ path, verbs, params }) =>
    route(`PUT ${path}/invoices/{number}`, {
      name: `customers invoices ${verbs.write}`,
      summary:
        "Add an invoice of a customer, or change the one with this number. On its class's days the customer is told.",
      needs: "balances:edit",
      params: params.extend({ number }) as z.ZodType<Named & { number: string }>,
      body: invoiceInput,
      example: { amount: "248.60", issued: "2026-03-10", dueDate: "2026-03-24" },
      answer: InvoiceAnswer,
      run: async (call) => {
        const { tx, body } = call
        const customerId = await keepCustomer(call, call.params)
        const invoiceId = await saveInvoice(call, customerId, call.params.number, {
          amount: toMicros(body.amount),
          issued: Temporal.PlainDate.from(body.issued),
          dueDate: Temporal.PlainDate.from(body.dueDate),
          paidAt: body.paidAt === null ? null : Temporal.Instant.from(body.paidAt),
        })
        const [row] = await tx<Row>`
          select ${columns} from customer_invoices i where i.org_id = ${tx.orgId} and i.id = ${invoiceId}`
        return toAnswer(found(row))
      },
    }),
  ),
]
