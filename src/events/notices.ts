/**
 * Notices around due dates. Each organisation's days are gone through once, at its send time: whichever invoices have a
 * notice on that day are found by their due dates, a page a transaction. What was made is kept for each invoice and day,
 * so going through a day again makes nothing twice.
 */
import { instantIn } from "../base/clock.ts"
import { type Db, json, type OrgSql } from "../base/db.ts"
import { fromMicros } from "../base/money.ts"
import { leaveLane, makeReady, parkSeconds, takeLane } from "../base/ready.ts"
import { found } from "../base/route.ts"
import { dayBefore, type DaysSince, type DueDay, dueDays, localDate, noticesDue } from "../customers/dueDates.ts"
import { acceptWithin } from "./accept.ts"
import { findTypes, foundEvent } from "./found.ts"

/** Invoices looked at in one transaction. */
const pageSize = 500

/** An unpaid invoice, held by the transaction. */
export type OpenInvoice = {
  id: string
  customerId: string
  classId: string
  number: string
  amount: bigint
  /** A local date, as all dates here: YYYY-MM-DD. */
  dueDate: string
  /** Since when it, and its customer in this class, are known. */
  knownSince: Temporal.Instant
}

type Hours = { zone: string; sendTime: Temporal.PlainTime }
type Run = { through: string; running: string | null; behind: string | null }

/**
 * Goes on with the days of one organisation.
 * @returns whether there is more to do now
 */
export async function makeNoticesDue(db: Db, orgId: string, now: Temporal.Instant): Promise<boolean> {
  return await db.org(orgId, async (tx) => {
    const lane = await takeLane(tx, "dates", now)
    if (!lane) return false
    const hours = await readHours(tx)
    await beginRuns(tx, now)
    const run = await readRun(tx)
    const today = localDate(now, hours.zone)
    const sendAt = (day: Temporal.PlainDate) => instantIn(hours.zone, day, hours.sendTime)
    const last = Temporal.Instant.compare(sendAt(today), now) <= 0 ? today : today.subtract({ days: 1 })
    // An invoice that was being written when the day's time came may be seen only now: the day is done with after that.
    const settledAt = sendAt(last).add({ seconds: parkSeconds })
    const isSettled = Temporal.Instant.compare(settledAt, now) <= 0
    const next = isSettled ? sendAt(last.add({ days: 1 })) : settledAt
    const days = daysBetween(Temporal.PlainDate.from(run.through), last)
    if (days.length) {
      const behind = run.running === last.toString() ? run.behind : null
      const page = await readPage(tx, days, behind)
      await makeNotices(tx, page, hours, now)
      if (page.length === pageSize) {
        await tx`
          update notice_runs set running = ${last}, behind = ${page.at(-1)?.id} where org_id = ${orgId}`
        await leaveLane(tx, "dates", lane, now, now)
        return true
      }
      await tx`
        update notice_runs set through = ${isSettled ? last : run.through}, running = null, behind = null
         where org_id = ${orgId}`
    }
    await leaveLane(tx, "dates", lane, (await hasOpen(tx)) ? next : null, now)
    return false
  })
}

const daysBetween = (through: Temporal.PlainDate, last: Temporal.PlainDate): Temporal.PlainDate[] =>
  Array.from({ length: Math.max(0, through.until(last).days) }, (_, at) => through.add({ days: at + 1 }))

/** Says that an organisation has an invoice to be told of, from its next send time on; part of saving one. */
export async function expectNotices(tx: OrgSql, now: Temporal.Instant): Promise<Hours> {
  const hours = await readHours(tx)
  const today = localDate(now, hours.zone)
  const times = [today, today.add({ days: 1 })].map((day) => instantIn(hours.zone, day, hours.sendTime))
  await makeReady(tx, "dates", times.find((at) => Temporal.Instant.compare(at, now) > 0) ?? now)
  await beginRuns(tx, now)
  return hours
}

/** The minute's repair: an organisation with invoices that nobody will look at. */
export async function sweepNotices(tx: OrgSql, now: Temporal.Instant): Promise<void> {
  if (!(await hasOpen(tx))) return
  await tx`
    insert into ready (org_id, lane, due_at) values (${tx.orgId}, 'dates', ${now})
    on conflict (org_id, lane) do nothing`
}

async function readHours(tx: OrgSql): Promise<Hours> {
  const [row] = await tx<{ zone: string; sendTime: string }>`
    select time_zone as zone, send_time::text from organisation_settings where org_id = ${tx.orgId}`
  const { zone, sendTime } = found(row)
  return { zone, sendTime: Temporal.PlainTime.from(sendTime) }
}

const beginRuns = (tx: OrgSql, now: Temporal.Instant) => tx`
  insert into notice_runs (org_id, through) values (${tx.orgId}, ${dayBefore(now)}) on conflict (org_id) do nothing`

const readRun = async (tx: OrgSql): Promise<Run> =>
  found((await tx<Run>`select through, running, behind from notice_runs where org_id = ${tx.orgId} for update`)[0])

async function hasOpen(tx: OrgSql): Promise<boolean> {
  const rows = await tx`select 1 from customer_invoices where org_id = ${tx.orgId} and paid_at is null limit 1`
  return rows.length > 0
}

/** The next invoices that have a notice on one of these days, by the lists of any class. */
async function readPage(
  tx: OrgSql,
  days: readonly Temporal.PlainDate[],
  behind: string | null,
): Promise<OpenInvoice[]> {
  const lists = await tx<{ day: number }>`
    select distinct day
      from customer_classes k, lateral (select -b as day from unnest(k.days_before_due) b
                                         union select a from unnest(k.days_after_due) a) d
     where k.org_id = ${tx.orgId}`
  const dates = new Set(days.flatMap((date) => lists.map(({ day }) => date.subtract({ days: day }).toString())))
  if (dates.size === 0) return []
  return await tx<OpenInvoice>`
    select i.id, i.customer_id, c.class_id, i.number, i.amount, i.due_date,
           greatest(i.known_at, (select max(h.since) from class_history h
                                  where h.org_id = c.org_id and h.customer_id = c.id)) as known_since
      from customer_invoices i join customers c on c.org_id = i.org_id and c.id = i.customer_id
     where i.org_id = ${tx.orgId} and i.paid_at is null and i.due_date = any (${[...dates]}::date[])
       and i.id > ${behind ?? "00000000-0000-0000-0000-000000000000"}
     order by i.id limit ${pageSize}
       for update of i`
}

/** Makes the notices of these invoices whose time has come. The caller holds them. */
export async function makeNotices(
  tx: OrgSql,
  invoices: readonly OpenInvoice[],
  { zone, sendTime }: Hours,
  now: Temporal.Instant,
): Promise<void> {
  if (invoices.length === 0) return
  const types = await findTypes(tx, "telephony", ["invoice.due_soon", "invoice.overdue"])
  const listed = await readDays(tx, [...new Set(invoices.map(({ classId }) => classId))])
  const made = await readMade(tx, invoices)
  const due = invoices.flatMap((invoice) => {
    const days = listed.get(invoice.classId) ?? []
    const facts = {
      dueDate: Temporal.PlainDate.from(invoice.dueDate),
      isPaid: false,
      knownSince: invoice.knownSince,
      made: made.get(invoice.id) ?? new Set<number>(),
    }
    return noticesDue(facts, days, now, zone, sendTime).flatMap((notice) => {
      const type = types.get(`invoice.${notice.kind}`)
      return type ? [{ invoice, notice, type }] : []
    })
  })
  const told = due.filter(({ notice }) => !notice.isTooLate)
  const events = await acceptWithin(
    tx,
    told.map(({ invoice, notice: { day, at }, type }) => {
      const name = `${invoice.id} ${invoice.dueDate} ${day}`
      return foundEvent("due-dates", name, type, invoice.customerId, at, dataOf(invoice, type.key, day), now)
    }),
    now,
  )
  const eventOf = new Map(told.map(({ notice }, index) => [notice, events[index]?.id]))
  if (due.length)
    await tx`
      insert into due_notices (org_id, invoice_id, due_date, day, at, event_id)
      select ${tx.orgId}, n.invoice_id, n.due_date, n.day, n.at, n.event_id
        from jsonb_to_recordset(${json(
          due.map(({ invoice, notice }) => ({
            invoice_id: invoice.id,
            due_date: invoice.dueDate,
            day: notice.day,
            at: notice.at.toString(),
            event_id: eventOf.get(notice) ?? null,
          })),
        )}) as n(invoice_id uuid, due_date date, day int, at timestamptz, event_id uuid)`
}

const dataOf = ({ number, amount, dueDate }: OpenInvoice, type: string, day: number): Record<string, unknown> => ({
  invoiceNumber: number,
  amount: fromMicros(amount),
  dueDate,
  ...(type === "invoice.due_soon" ? { daysLeft: Math.abs(day) } : { daysOverdue: day }),
})

async function readDays(tx: OrgSql, classIds: readonly string[]): Promise<Map<string, DueDay[]>> {
  const rows = await tx<{ id: string; daysBeforeDue: number[]; daysAfterDue: number[]; dueDaysSince: DaysSince }>`
    select id, days_before_due, days_after_due, due_days_since from customer_classes
     where org_id = ${tx.orgId} and id = any (${[...classIds]}::uuid[])`
  return new Map(rows.map((row) => [row.id, dueDays(row, row.dueDaysSince)]))
}

/** The days that were made of each invoice's present due date. */
async function readMade(tx: OrgSql, invoices: readonly OpenInvoice[]): Promise<Map<string, Set<number>>> {
  const dueDates = new Map(invoices.map(({ id, dueDate }) => [id, dueDate]))
  const rows = await tx<{ invoiceId: string; dueDate: string; day: number }>`
    select invoice_id, due_date, day from due_notices
     where org_id = ${tx.orgId} and invoice_id = any (${[...dueDates.keys()]}::uuid[])`
  const made = new Map<string, Set<number>>()
  for (const { invoiceId, dueDate, day } of rows)
    if (dueDates.get(invoiceId) === dueDate) made.set(invoiceId, (made.get(invoiceId) ?? new Set()).add(day))
  return made
}
