/** The days around a due date on which a class tells of an invoice. Pure, but for `lookAgain`. */
import { instantIn } from "../base/clock.ts"
import type { OrgSql } from "../base/db.ts"
import { makeReady } from "../base/ready.ts"

type Lists = { daysBeforeDue: readonly number[]; daysAfterDue: readonly number[] }
/** Since when each day is on a class's lists, by days from the due date: {"-7": "2026-03-01T10:00:00Z"}. */
export type DaysSince = Readonly<Record<string, string>>

const daysOf = ({ daysBeforeDue, daysAfterDue }: Lists): number[] => [
  ...new Set([...daysBeforeDue.map((days) => (days === 0 ? 0 : -days)), ...daysAfterDue]),
]

/** The same after the lists were saved: days that stay keep their time. */
export const daysSince = (before: DaysSince, lists: Lists, now: Temporal.Instant): DaysSince =>
  Object.fromEntries(daysOf(lists).map((day) => [day, before[day] ?? now.toString()]))

/** A day as a class has it. The due date itself is overdue where the class lists it after the due date. */
export type DueDay = { day: number; kind: "due_soon" | "overdue"; since: Temporal.Instant }

export const dueDays = (lists: Lists, since: DaysSince): DueDay[] =>
  daysOf(lists).map((day) => ({
    day,
    kind: day < 0 || (day === 0 && !lists.daysAfterDue.includes(0)) ? "due_soon" : "overdue",
    since: Temporal.Instant.from(since[day] ?? "1970-01-01T00:00:00Z"),
  }))

export type Invoice = {
  dueDate: Temporal.PlainDate
  isPaid: boolean
  /** Since when it is known to be due then: days past by then aren't caught up. */
  knownSince: Temporal.Instant
  /** The days of this due date that were told of, or found too late. */
  made: ReadonlySet<number>
}

export type Notice = {
  day: number
  kind: DueDay["kind"]
  /** When its time was. */
  at: Temporal.Instant
  /** More than a day ago: nobody is told any more, and it is noted that it was missed. */
  isTooLate: boolean
}

/** Hours a notice may be late and still be told (as the reminders of CM-D1). */
const latestHours = 24

/** The notices whose time has come and that were not made, the earliest first. None of a paid invoice. */
export const noticesDue = (...asked: Parameters<typeof noticesOf>): Notice[] =>
  noticesOf(...asked).filter(({ at }) => Temporal.Instant.compare(at, asked[2]) <= 0)

/** The notices that are still to be told, as things stand, the earliest first. None of a paid invoice. */
export const noticesAhead = (...asked: Parameters<typeof noticesOf>): Notice[] =>
  noticesOf(...asked).filter(({ isTooLate }) => !isTooLate)

/** Every notice of an invoice that was not made and is no older than what is known of it. */
function noticesOf(
  { dueDate, isPaid, knownSince, made }: Invoice,
  days: readonly DueDay[],
  now: Temporal.Instant,
  zone: string,
  sendTime: Temporal.PlainTime,
): Notice[] {
  if (isPaid) return []
  return days
    .filter(({ day }) => !made.has(day))
    .flatMap(({ day, kind, since }) => {
      const date = dueDate.add({ days: day })
      const at = instantIn(zone, date, sendTime)
      const first = localDate(later(knownSince, since), zone)
      if (Temporal.PlainDate.compare(date, first) < 0) return []
      return [{ day, kind, at, isTooLate: Temporal.Instant.compare(at.add({ hours: latestHours }), now) < 0 }]
    })
    .toSorted((one, other) => one.day - other.day)
}

const later = (one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(one, other) > 0 ? one : other

export const localDate = (at: Temporal.Instant, zone: string): Temporal.PlainDate =>
  at.toZonedDateTimeISO(zone).toPlainDate()

/** A local day that is over everywhere. */
export const dayBefore = (now: Temporal.Instant): Temporal.PlainDate => localDate(now, "UTC").subtract({ days: 2 })

/** Has today gone through once more: who is told on which day has changed. What was told is not told again. */
export async function lookAgain(tx: OrgSql, now: Temporal.Instant): Promise<void> {
  await makeReady(tx, "dates", now)
  await tx`
    update notice_runs set through = least(through, ${dayBefore(now)}), running = null, behind = null
     where org_id = ${tx.orgId} and (through > ${dayBefore(now)} or running is not null)`
}
