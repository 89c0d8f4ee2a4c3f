/** Invoices of customers, as the business's own systems tell them: what is owed by when, and whether it was paid. */
import { record } from "../audit/audit.ts"
import type { Actor } from "../audit/audit.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { found } from "../base/route.ts"
import { stopEvents } from "./found.ts"
import { expectNotices, makeNotices, type OpenInvoice } from "./notices.ts"

export type InvoiceInput = {
  /** Millionths of the organisation's currency. */
  amount: bigint
  issued: Temporal.PlainDate
  dueDate: Temporal.PlainDate
  paidAt: Temporal.Instant | null
}

type Row = {
  id: string
  amount: bigint
  issued: string
  dueDate: string
  paidAt: Temporal.Instant | null
}

/**
 * Saves an invoice by its number, for a customer that the caller keeps. Payment, and another due date, stop the notices
 * that wait; a notice whose day is today and whose time has come is made at once.
 * @returns the invoice's id
 */
export async function saveInvoice(
  call: Actor,
  customerId: string,
  number: string,
  input: InvoiceInput,
): Promise<string> {
  const { tx, now } = call
  // The lane first: it is held before invoices everywhere.
  const hours = input.paidAt === null ? await expectNotices(tx, now) : null
  const before = (await addInvoice(tx, customerId, number, input, now))
    ? null
    : await holdInvoice(tx, customerId, number)
  if (before && isSame(before, input)) return before.id
  const { id, ...after } = await write(tx, customerId, number, before, input, now)
  if (before && (after.paidAt !== null || before.dueDate !== after.dueDate))
    await stopEvents(tx, await waitingEvents(tx, id, now), now)
  if (hours) await makeNotices(tx, [await openInvoice(tx, id)], hours, now)
  await record(call, {
    action: before ? "customer_invoice.updated" : "customer_invoice.created",
    subject: { kind: "customer", id: customerId },
    ...(before ? { before: { number, ...shown(before) } } : {}),
    after: { number, ...shown(after) },
    personal: ["number", "amount"],
  })
  return id
}

const columns = sql`id, amount, issued, due_date, paid_at`

async function addInvoice(
  tx: OrgSql,
  customerId: string,
  number: string,
  { amount, issued, dueDate, paidAt }: InvoiceInput,
  now: Temporal.Instant,
): Promise<boolean> {
  const added = await tx`
    insert into customer_invoices (org_id, id, customer_id, number, amount, issued, due_date, paid_at, known_at, created_at)
    values (${tx.orgId}, ${newId()}, ${customerId}, ${number}, ${amount}, ${issued}, ${dueDate}, ${paidAt}, ${now}, ${now})
    on conflict (org_id, customer_id, number) do nothing`
  return added.count === 1
}

const holdInvoice = async (tx: OrgSql, customerId: string, number: string): Promise<Row> =>
  found(
    (
      await tx<Row>`
        select ${columns} from customer_invoices
         where org_id = ${tx.orgId} and customer_id = ${customerId} and number = ${number} for update`
    )[0],
  )

/** Another due date, or unpaid again, is news: days past by now are not caught up. */
async function write(
  tx: OrgSql,
  customerId: string,
  number: string,
  before: Row | null,
  { amount, issued, dueDate, paidAt }: InvoiceInput,
  now: Temporal.Instant,
): Promise<Row> {
  if (before === null) return await holdInvoice(tx, customerId, number)
  const isNews = before.dueDate !== dueDate.toString() || (before.paidAt !== null && paidAt === null)
  const [row] = await tx<Row>`
    update customer_invoices
       set amount = ${amount}, issued = ${issued}, due_date = ${dueDate}, paid_at = ${paidAt},
           known_at = ${isNews ? sql`${now}::timestamptz` : sql`known_at`}
     where org_id = ${tx.orgId} and id = ${before.id}
    returning ${columns}`
  return found(row)
}

const isSame = (row: Row, { amount, issued, dueDate, paidAt }: InvoiceInput): boolean =>
  row.amount === amount &&
  row.issued === issued.toString() &&
  row.dueDate === dueDate.toString() &&
  (row.paidAt === null || paidAt === null ? row.paidAt === paidAt : row.paidAt.equals(paidAt))

const shown = ({ amount, issued, dueDate, paidAt }: Omit<Row, "id">) => ({ amount, issued, dueDate, paidAt })

/** Events of its notices that may have something unsent: older ones are sent or have expired. */
async function waitingEvents(tx: OrgSql, invoiceId: string, now: Temporal.Instant): Promise<string[]> {
  const rows = await tx<{ eventId: string }>`
    select event_id from due_notices
     where org_id = ${tx.orgId} and invoice_id = ${invoiceId} and event_id is not null
       and at > ${now.subtract({ hours: 24 * 7 })}`
  return rows.map(({ eventId }) => eventId)
}

const openInvoice = async (tx: OrgSql, id: string): Promise<OpenInvoice> =>
  found(
    (
      await tx<OpenInvoice>`
        select i.id, i.customer_id, c.class_id, i.number, i.amount, i.due_date,
               greatest(i.known_at, (select max(h.since) from class_history h
                                      where h.org_id = c.org_id and h.customer_id = c.id)) as known_since
          from customer_invoices i join customers c on c.org_id = i.org_id and c.id = i.customer_id
         where i.org_id = ${tx.orgId} and i.id = ${id}`
    )[0],
  )
