/** What a customer would be told next about balance and invoices, and when: for whoever asks before it happens. */
import { z } from "zod"
import type { OrgSql } from "../base/db.ts"
import { fromMicros } from "../base/money.ts"
import { found, id, instant, route } from "../base/route.ts"
import { type Channel, channels } from "../base/words.ts"
import { readSheet } from "../catalogue/switches.ts"
import { type DaysSince, dueDays, noticesAhead } from "../customers/dueDates.ts"
import { levels, overLimit, type Threshold, threshold } from "../customers/thresholds.ts"
import { date, findCustomer } from "./customer.ts"

const types = ["balance.near_limit", "balance.over_limit", "invoice.due_soon", "invoice.overdue"] as const
type Type = (typeof types)[number]

const ticked = z.array(z.enum(channels)).meta({ description: "What the customer's class has ticked for it." })

const AheadAnswer = z
  .object({
    thresholds: z
      .array(
        z.object({
          type: z.enum(types),
          threshold: threshold.nullable().meta({ description: "null: the limit itself." }),
          balance: z.string().meta({ description: "Told once so much is owed.", examples: ["400.00"] }),
          isReached: z
            .boolean()
            .meta({ description: "The last value had reached it: told again only after it was below." }),
          channels: ticked,
        }),
      )
      .meta({ description: "The lowest first; none without a limit." }),
    notices: z
      .array(
        z.object({
          type: z.enum(types),
          invoiceNumber: z.string(),
          dueDate: date,
          day: z.int().meta({ description: "Days from the due date: -7 is a week before.", examples: [-7] }),
          at: instant,
          channels: ticked,
        }),
      )
      .meta({ description: "The earliest first, at most 50." }),
  })
  .meta({ id: "NextNotices" })

/** Open invoices looked at, those due first; and notices told of. */
const mostInvoices = 200
const mostNotices = 50

type Customer = {
  state: string
  classId: string
  templateSetId: string | null
  daysBeforeDue: number[]
  daysAfterDue: number[]
  dueDaysSince: DaysSince
  limit: bigint | null
  reached: string[]
  thresholds: Threshold[]
  classSince: Temporal.Instant
  zone: string
  sendTime: string
}

async function readCustomer(tx: OrgSql, customerId: string): Promise<Customer> {
  const [row] = await tx<Customer>`
    select c.state, c.class_id, k.template_set_id, k.days_before_due, k.days_after_due, k.due_days_since,
           b.credit_limit as limit, coalesce(b.reached, '{}') as reached, coalesce(b.thresholds, k.thresholds) as thresholds,
           (select max(h.since) from class_history h where h.org_id = c.org_id and h.customer_id = c.id) as class_since,
           o.time_zone as zone, o.send_time::text
      from customers c
      join customer_classes k on k.org_id = c.org_id and k.id = c.class_id
      join organisation_settings o on o.org_id = c.org_id
      left join customer_balances b on b.org_id = c.org_id and b.customer_id = c.id
     where c.org_id = ${tx.orgId} and c.id = ${customerId}`
  return found(row)
}

/** Which channels a class has ticked for each of the types, by key. */
async function readTicked(tx: OrgSql, { classId, templateSetId }: Customer): Promise<(type: Type) => Channel[]> {
  if (templateSetId === null) return () => []
  const keys = await tx<{ id: string; key: string }>`
    select id, key from notification_types where org_id = ${tx.orgId} and key = any (${[...types]})`
  const keyOf = new Map(keys.map((type) => [type.id, type.key]))
  const { on } = await readSheet(tx, { owner: "class", classId, setId: templateSetId })
  return (type) => on.filter(({ typeId }) => keyOf.get(typeId) === type).map(({ channel }) => channel)
}

type OpenInvoice = { id: string; number: string; dueDate: string; knownAt: Temporal.Instant; made: number[] }

const readOpen = async (tx: OrgSql, customerId: string): Promise<OpenInvoice[]> =>
  await tx<OpenInvoice>`
    select i.id, i.number, i.due_date, i.known_at,
           coalesce((select array_agg(n.day) from due_notices n
                      where n.org_id = i.org_id and n.invoice_id = i.id and n.due_date = i.due_date), '{}') as made
      from customer_invoices i
     where i.org_id = ${tx.orgId} and i.customer_id = ${customerId} and i.paid_at is null
     order by i.due_date, i.id limit ${mostInvoices}`

async function readAhead(tx: OrgSql, customerId: string, now: Temporal.Instant): Promise<z.output<typeof AheadAnswer>> {
  const customer = await readCustomer(tx, customerId)
  if (customer.state !== "active") return { thresholds: [], notices: [] }
  const channelsOf = await readTicked(tx, customer)
  const { limit, reached, zone } = customer
  const near = limit === null ? [] : levels(customer.thresholds, limit)
  const known = new Set(reached)
  const days = dueDays(customer, customer.dueDaysSince)
  const later = (at: Temporal.Instant) =>
    Temporal.Instant.compare(at, customer.classSince) > 0 ? at : customer.classSince
  const sendTime = Temporal.PlainTime.from(customer.sendTime)
  const notices = (await readOpen(tx, customerId)).flatMap(({ number, dueDate, knownAt, made }) =>
    noticesAhead(
      {
        dueDate: Temporal.PlainDate.from(dueDate),
        isPaid: false,
        knownSince: later(knownAt),
        made: new Set(made),
      },
      days,
      now,
      zone,
      sendTime,
    ).map(({ day, kind, at }) => ({ type: `invoice.${kind}` as const, invoiceNumber: number, dueDate, day, at })),
  )
  return {
    thresholds: [
      ...near.map(({ threshold: each, key, balance }) => ({
        type: "balance.near_limit" as const,
        threshold: each,
        balance: fromMicros(balance),
        isReached: known.has(key),
        channels: channelsOf("balance.near_limit"),
      })),
      ...(limit === null
        ? []
        : [
            {
              type: "balance.over_limit" as const,
              threshold: null,
              balance: fromMicros(limit),
              isReached: known.has(overLimit),
              channels: channelsOf("balance.over_limit"),
            },
          ]),
    ],
    notices: notices
      .toSorted((one, other) => Temporal.Instant.compare(one.at, other.at))
      .slice(0, mostNotices)
      .map((notice) => ({ ...notice, channels: channelsOf(notice.type) })),
  }
}

export const aheadRoutes = [
  route("GET /v1/customers/{id}/next-notices", {
    name: "customers next-notices get",
    summary: "What a customer would be told next about balance and invoices, and when.",
    needs: "balances:see",
    params: z.object({ id }),
    answer: AheadAnswer,
    run: async (call) => await readAhead(call.tx, await findCustomer(call, call.params), call.now),
  }),
]
