/** When a notice is due: the cases of the rule, and any invoice against a clock that is read minute by minute. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { instantIn } from "../base/clock.ts"
import { daysSince, dueDays, noticesDue } from "./dueDates.ts"

const zone = "Europe/Warsaw"
const sendTime = Temporal.PlainTime.from("07:15")
const long = Temporal.Instant.from("2020-01-01T00:00:00Z")
const at = (text: string) => Temporal.Instant.from(text)
const date = (text: string) => Temporal.PlainDate.from(text)
const lists = { daysBeforeDue: [3, 7, 14], daysAfterDue: [0, 7, 20] }
const days = dueDays(lists, daysSince({}, lists, long))
const invoice = { dueDate: date("2026-03-24"), isPaid: false, knownSince: long, made: new Set<number>() }

const due = (now: string, more: Partial<typeof invoice> = {}, list = days) =>
  noticesDue({ ...invoice, ...more }, list, at(now), zone, sendTime).map(({ day }) => day)

test("PO-D8 CM-D1 a notice is due from the send time of its day on, in the organisation's zone", () => {
  const known = { knownSince: at("2026-03-16T12:00:00Z") }
  expect(due("2026-03-17T06:14:59Z", known)).toEqual([])
  expect(due("2026-03-17T06:15:00Z", known)).toEqual([-7])
  expect(noticesDue({ ...invoice, ...known }, days, at("2026-03-17T06:15:00Z"), zone, sendTime)).toEqual([
    { day: -7, kind: "due_soon", at: at("2026-03-17T06:15:00Z"), isTooLate: false },
  ])
})

test("PO-D8 days past when the invoice becomes known are not caught up; today's still is", () => {
  expect(due("2026-03-18T12:00:00Z", { knownSince: at("2026-03-18T11:00:00Z") })).toEqual([])
  expect(due("2026-03-17T12:00:00Z", { knownSince: at("2026-03-17T11:00:00Z") })).toEqual([-7])
  // 23:30 in London is tomorrow in Warsaw.
  expect(due("2026-03-18T12:00:00Z", { knownSince: at("2026-03-17T23:30:00Z") })).toEqual([])
})

test("PO-D8 a paid invoice has no notices, and what was made is not made again", () => {
  expect(due("2026-04-20T12:00:00Z")).toEqual([-14, -7, -3, 0, 7, 20])
  expect(due("2026-04-20T12:00:00Z", { made: new Set([-14, -7, -3, 0, 7]) })).toEqual([20])
  expect(due("2026-04-20T12:00:00Z", { isPaid: true })).toEqual([])
})

test("PO-D8 a day that a class lists anew is not caught up where it is past; days that stay keep their time", () => {
  const now = at("2026-03-19T12:00:00Z")
  const since = daysSince({ "-7": long.toString() }, { daysBeforeDue: [5, 6, 7], daysAfterDue: [] }, now)
  const listed = dueDays({ daysBeforeDue: [5, 6, 7], daysAfterDue: [] }, since)
  expect(due("2026-03-19T12:00:00Z", {}, listed)).toEqual([-7, -5])
})

test("CM-D1 a notice found more than a day late is known to be too late", () => {
  const found = (now: string) =>
    noticesDue({ ...invoice, made: new Set([-14]) }, days, at(now), zone, sendTime).map(({ isTooLate }) => isTooLate)
  expect(found("2026-03-18T06:15:00Z")).toEqual([false])
  expect(found("2026-03-18T06:15:01Z")).toEqual([true])
})

test("PO-D8 the due date itself is told of once: as overdue where the class lists it after the due date", () => {
  const both = { daysBeforeDue: [0], daysAfterDue: [0] }
  expect(dueDays(both, {}).map(({ kind }) => kind)).toEqual(["overdue"])
  expect(dueDays({ ...both, daysAfterDue: [] }, {}).map(({ kind }) => kind)).toEqual(["due_soon"])
})

test.each([
  ["Europe/Warsaw", "2026-03-29", "02:30", "2026-03-29T01:00:00Z"], // 02:00–03:00 is passed over
  ["Europe/Warsaw", "2026-10-25", "02:30", "2026-10-25T00:30:00Z"], // shown twice
  ["Europe/Warsaw", "2026-10-25", "03:00", "2026-10-25T02:00:00Z"],
  ["Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30:00Z"], // half an hour only
  ["America/Havana", "2026-03-08", "00:00", "2026-03-08T05:00:00Z"], // a day that begins at one
  ["Pacific/Apia", "2011-12-30", "07:15", "2011-12-30T10:00:00Z"], // a day that wasn't
])("CM-D1 in %s %s %s is %s", (inZone, day, time, expected) => {
  expect(instantIn(inZone, date(day), Temporal.PlainTime.from(time)).toString()).toBe(expected)
})

/** The first minute whose local date and time is not before the one asked for. */
function firstMinute(inZone: string, day: Temporal.PlainDate, time: Temporal.PlainTime): Temporal.Instant {
  const shows = new Intl.DateTimeFormat("sv-SE", { timeZone: inZone, dateStyle: "short", timeStyle: "short" })
  const asked = `${day.toString()} ${time.toString().slice(0, 5)}`
  let minute = day.toPlainDateTime("00:00").toZonedDateTime("UTC").toInstant().subtract({ hours: 15 })
  // By quarters of a day first, then by minutes: local time never goes back further than that.
  while (shows.format(new Date(minute.add({ hours: 6 }).epochMilliseconds)) < asked) minute = minute.add({ hours: 3 })
  while (shows.format(new Date(minute.epochMilliseconds)) < asked) minute = minute.add({ minutes: 1 })
  return minute
}

test("PO-D8 CM-D1 whenever one looks, what is due is what a clock on the wall has shown", () => {
  const zones = fc.constantFrom(
    "Europe/Warsaw",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Pacific/Chatham",
  )
  // Around the changes of clocks, and at the hours they happen.
  const dueDates = fc.constantFrom(
    "2026-03-08",
    "2026-03-29",
    "2026-04-05",
    "2026-09-27",
    "2026-10-04",
    "2026-10-25",
    "2026-11-01",
  )
  const times = fc.constantFrom("00:00", "01:30", "02:00", "02:30", "02:45", "03:00", "07:15", "23:45")
  const dayList = fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })
  const hours = fc.integer({ min: -24 * 6, max: 24 * 6 })
  fc.assert(
    fc.property(
      fc.record({
        zone: zones,
        dueDate: dueDates,
        time: times,
        before: dayList,
        after: dayList,
        known: hours,
        now: hours,
      }),
      (made) => {
        const dueDate = date(made.dueDate)
        const time = Temporal.PlainTime.from(made.time)
        const noon = dueDate.toPlainDateTime("12:00").toZonedDateTime("UTC").toInstant()
        const [known, now] = [noon.add({ hours: made.known }), noon.add({ hours: made.now })]
        const both = { daysBeforeDue: made.before, daysAfterDue: made.after }
        const answer = noticesDue(
          { dueDate, isPaid: false, knownSince: known, made: new Set() },
          dueDays(both, daysSince({}, both, long)),
          now,
          made.zone,
          time,
        )
        const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: made.zone, dateStyle: "short" })
        const knownDate = shown.format(new Date(known.epochMilliseconds))
        const expected = new Map<number, string>()
        for (let day = -3; day <= 3; day++) {
          const on = dueDate.add({ days: day })
          const isListed = made.before.includes(-day) || made.after.includes(day)
          const first = isListed ? firstMinute(made.zone, on, time) : null
          if (first && on.toString() >= knownDate && first.epochMilliseconds <= now.epochMilliseconds)
            expected.set(day, first.toString())
        }
        expect(new Map(answer.map((notice) => [notice.day, notice.at.toString()]))).toEqual(expected)
      },
    ),
    { numRuns: 300 },
  )
})
