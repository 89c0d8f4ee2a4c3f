/** Notices around due dates: who is told on which day, by a worker whose clock is given. */
import { afterEach, expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { makeWorld } from "../../test/world.ts"
import { makeNoticesDue, sweepNotices } from "./notices.ts"

const world = await makeWorld()
const { settle } = makeWorker(world, world.install.outbound)
const realClock = world.install.clock
afterEach(() => {
  world.install.clock = realClock
})

/** Moves time; the organisation's zone is Europe/Warsaw, its send time 07:15. */
const clockAt = (text: string) => {
  const instant = Temporal.Instant.from(text)
  world.install.clock = () => instant
}

/** Telephony with days 7 and 3 before, 0 and 7 after; made at the given time. */
async function makeBilling(start: string) {
  clockAt(start)
  const line = await makeTelco(world)
  await line.saveClass({ daysBeforeDue: [7, 3], daysAfterDue: [0, 7] })
  const id = await line.customer("K-1", ["biuro@firma.example"])
  const invoice = (dueDate: string, more: object = {}, number = "2026%2F03%2F0417") =>
    line.ok(`PUT /v1/customers/${id}/invoices/${number}`, {
      amount: "248.60",
      issued: "2026-03-01",
      dueDate,
      ...more,
    })
  /** The worker looks at this time, and all that follows from it happens. */
  const passes = async (text: string) => {
    clockAt(text)
    await settle()
  }
  const events = async () => {
    const { items } = await line.ok("GET /v1/events?limit=200")
    return (items as { id: string; type: string; time: string }[]).toReversed()
  }
  const told = async () => (await events()).map(({ type, time }) => `${type} ${time}`)
  const settings = async (change: object) => {
    const {
      id: _,
      key: __,
      logoUrl: ___,
      version: ____,
      changedAt: _____,
      changedBy: ______,
      ...now
    } = await line.ok("GET /v1/organisation")
    await line.ok("PUT /v1/organisation", { ...now, ...change }, { "if-match": "*" })
  }
  return { ...line, id, invoice, passes, events, told, settings }
}

test("PO-D8 CM-D1 on each listed day, at the send time across a change of clocks, the customer is told once", async () => {
  const { ok, invoice, passes, told, boxes, events } = await makeBilling("2026-03-20T10:00:00Z")
  await boxes([
    ["invoice.due_soon", "email"],
    ["invoice.overdue", "email"],
  ])
  await invoice("2026-03-30")
  for (let day = 20; day <= 31; day++)
    for (const hour of ["05:14:59", "05:15:00", "05:15:10", "06:15:00", "06:15:10", "12:00:00"])
      await passes(`2026-03-${day}T${hour}Z`)
  for (const day of ["05", "06", "07"]) await passes(`2026-04-${day}T05:15:00Z`)
  expect(await told()).toEqual([
    "invoice.due_soon 2026-03-23T06:15:00Z", // an hour ahead of UTC
    "invoice.due_soon 2026-03-27T06:15:00Z",
    "invoice.overdue 2026-03-30T05:15:00Z", // two
    "invoice.overdue 2026-04-06T05:15:00Z",
  ])
  const data = await Promise.all((await events()).map(async ({ id }) => (await ok(`GET /v1/events/${id}`)).data))
  const invoiceData = { invoiceNumber: "2026/03/0417", amount: "248.60", dueDate: "2026-03-30" }
  expect(data).toEqual([
    { ...invoiceData, daysLeft: 7 },
    { ...invoiceData, daysLeft: 3 },
    { ...invoiceData, daysOverdue: 0 },
    { ...invoiceData, daysOverdue: 7 },
  ])
  expect((await ok("GET /v1/captured")).items).toHaveLength(4)
})

test("PO-D8 days past when the invoice becomes known are not caught up; today's goes at once", async () => {
  const { invoice, passes, told } = await makeBilling("2026-03-23T10:00:00Z")
  await invoice("2026-03-30", {}, "A")
  await invoice("2026-03-29", {}, "B")
  expect(await told()).toEqual(["invoice.due_soon 2026-03-23T06:15:00Z"])
  await passes("2026-03-23T10:00:10Z")
  await passes("2026-03-24T10:00:00Z")
  expect(await told()).toHaveLength(1)
})

test("PO-D8 notices stop once the invoice is paid, those that wait as well, and begin again if it wasn't", async () => {
  const { ok, invoice, passes, told, events, boxes, deliveries, id, orgId } = await makeBilling("2026-03-20T10:00:00Z")
  await boxes([["invoice.due_soon", "email"]])
  await invoice("2026-03-30")
  clockAt("2026-03-23T06:15:00Z")
  await makeNoticesDue(world.db, orgId, world.install.clock())
  expect(await events()).toMatchObject([{ state: "accepted" }])
  await invoice("2026-03-30", { paidAt: "2026-03-23T06:16:00Z" })
  await passes("2026-03-23T06:20:00Z")
  expect(await events()).toMatchObject([{ state: "cancelled" }])
  expect(await deliveries()).toEqual([])
  await passes("2026-03-27T12:00:00Z")
  expect(await told()).toHaveLength(1)
  // The payment came back: what was missed meanwhile is not made up for.
  await passes("2026-03-28T12:00:00Z")
  await invoice("2026-03-30", { paidAt: null })
  await passes("2026-03-30T12:00:00Z")
  expect(await told()).toEqual(["invoice.due_soon 2026-03-23T06:15:00Z", "invoice.overdue 2026-03-30T05:15:00Z"])
  const { items } = await ok(`GET /v1/customers/${id}/invoices?isOpen=true`)
  expect(items).toMatchObject([
    { number: "2026/03/0417", paidAt: null, notices: [{ day: -7 }, { day: 0, dueDate: "2026-03-30" }] },
  ])
})

test("CM-D1 a run missed while nothing ran is caught up once; what is over a day late is noted and told nobody", async () => {
  const { ok, invoice, passes, told, id } = await makeBilling("2026-03-10T10:00:00Z")
  await invoice("2026-03-30", {}, "A") // 23 March, 27 March
  await invoice("2026-03-31", {}, "B") // 24 March, 28 March
  await invoice("2026-03-15", {}, "C") // 12 March, 15 March, 22 March
  for (const time of ["2026-03-28T06:00:00Z", "2026-03-28T06:00:10Z", "2026-03-28T06:00:20Z"]) await passes(time)
  expect(await told()).toEqual(["invoice.due_soon 2026-03-27T06:15:00Z"])
  for (const time of ["2026-03-28T06:15:00Z", "2026-03-28T06:15:10Z"]) await passes(time)
  expect(await told()).toHaveLength(2)
  const { items } = await ok(`GET /v1/customers/${id}/invoices`)
  const notices = (items as { number: string; notices: { day: number; eventId: string | null }[] }[]).map((each) => [
    each.number,
    ...each.notices.map(({ day, eventId }) => [day, eventId !== null]),
  ])
  expect(notices).toEqual([
    ["B", [-7, false], [-3, true]],
    ["A", [-7, false], [-3, true]],
    ["C", [-3, false], [0, false], [7, false]],
  ])
})

test("CM-D1 changing the send time fires no date twice, and none is lost", async () => {
  const { invoice, passes, told, settings } = await makeBilling("2026-03-20T10:00:00Z")
  await invoice("2026-03-30", {}, "A")
  await passes("2026-03-23T06:15:00Z")
  await passes("2026-03-23T06:15:10Z")
  await settings({ sendTime: "18:00" })
  await passes("2026-03-23T18:00:00Z")
  expect(await told()).toHaveLength(1)
  // An earlier time than now, on a day whose later time has not come: it goes at once.
  await passes("2026-03-27T10:00:00Z")
  expect(await told()).toHaveLength(1)
  await settings({ sendTime: "09:00" })
  await passes("2026-03-27T10:00:00Z")
  expect(await told()).toEqual(["invoice.due_soon 2026-03-23T06:15:00Z", "invoice.due_soon 2026-03-27T08:00:00Z"])
  await passes("2026-03-27T18:00:00Z")
  expect(await told()).toHaveLength(2)
})

test("CM-D1 changing the zone fires no date twice, whichever way the day moves", async () => {
  const { invoice, passes, told, settings } = await makeBilling("2026-03-20T10:00:00Z")
  await invoice("2026-03-30", {}, "A")
  await passes("2026-03-23T06:15:00Z")
  await passes("2026-03-23T06:15:10Z")
  for (const timeZone of ["Pacific/Honolulu", "Pacific/Auckland", "Europe/Warsaw"]) {
    await settings({ timeZone })
    for (const time of ["2026-03-23T07:00:00Z", "2026-03-23T17:15:00Z", "2026-03-23T18:15:10Z"]) await passes(time)
  }
  expect(await told()).toHaveLength(1)
})

test("AL-D4 PO-D8 changing a class's days counts from today on, and fires no date twice", async () => {
  const { invoice, passes, told, saveClass } = await makeBilling("2026-03-20T10:00:00Z")
  await invoice("2026-03-30", {}, "A")
  await passes("2026-03-23T12:00:00Z")
  expect(await told()).toHaveLength(1)
  await passes("2026-03-25T12:00:00Z")
  await saveClass({ daysBeforeDue: [], daysAfterDue: [] })
  await saveClass({ daysBeforeDue: [7, 6, 5], daysAfterDue: [] })
  await passes("2026-03-25T12:00:01Z")
  await passes("2026-03-25T12:00:10Z")
  // Six days before was yesterday: past when it was listed. Five days before is today.
  expect(await told()).toEqual(["invoice.due_soon 2026-03-23T06:15:00Z", "invoice.due_soon 2026-03-25T06:15:00Z"])
})

test("PO-D8 a customer that moves to another class is told on that class's days, from that day on", async () => {
  const { ok, invoice, passes, told, id } = await makeBilling("2026-03-20T10:00:00Z")
  const other = await ok("POST /v1/customer-classes", { name: "Large", daysBeforeDue: [9, 6] })
  await invoice("2026-03-30", {}, "A")
  await passes("2026-03-24T05:00:00Z")
  await passes("2026-03-24T12:00:00Z")
  await ok(`PATCH /v1/customers/${id}`, { classId: other.id })
  await passes("2026-03-24T12:00:01Z")
  expect(await told()).toEqual(["invoice.due_soon 2026-03-23T06:15:00Z", "invoice.due_soon 2026-03-24T06:15:00Z"])
})

test("PO-D8 another due date has notices of its own, and the old one's none", async () => {
  const { invoice, passes, told } = await makeBilling("2026-03-20T10:00:00Z")
  await invoice("2026-03-30")
  await passes("2026-03-23T12:00:00Z")
  await invoice("2026-04-30")
  await passes("2026-03-27T12:00:00Z")
  await passes("2026-04-23T12:00:00Z")
  await passes("2026-04-27T12:00:00Z")
  expect(await told()).toEqual([
    "invoice.due_soon 2026-03-23T06:15:00Z",
    "invoice.due_soon 2026-04-23T05:15:00Z",
    "invoice.due_soon 2026-04-27T05:15:00Z",
  ])
})

test("I12 eight workers at once make each notice once, over more invoices than a page holds", async () => {
  const { act, passes, events, orgId, id } = await makeBilling("2026-03-20T10:00:00Z")
  await act(
    ({ tx, now }) => tx`
      insert into customer_invoices (org_id, id, customer_id, number, amount, issued, due_date, known_at, created_at)
      select ${orgId}, gen_random_uuid(), ${id}, n::text, 1000000, '2026-03-01', '2026-03-30', ${now}, ${now}
        from generate_series(1, 1200) n`,
  )
  // Nobody said so: the minute's repair does.
  await world.db.org(orgId, (tx) => sweepNotices(tx, world.install.clock()))
  clockAt("2026-03-23T06:15:00Z")
  const work = async () => {
    for (let turn = 0; turn < 8; turn++) await makeNoticesDue(world.db, orgId, world.install.clock())
  }
  await Promise.all(Array.from({ length: 8 }, work))
  await passes("2026-03-23T06:15:10Z")
  const [counts] = await act(
    ({ tx }) => tx<{ events: number; notices: number }>`
      select (select count(*)::int from events where org_id = ${orgId}) as events,
             (select count(*)::int from due_notices where org_id = ${orgId} and event_id is not null) as notices`,
  )
  expect(counts).toEqual({ events: 1200, notices: 1200 })
  expect(await events()).toHaveLength(200)
})

test("I12 a run that is under way when the next day's time comes leaves no invoice out", async () => {
  const { act, orgId, id } = await makeBilling("2026-03-20T10:00:00Z")
  await act(
    ({ tx, now }) => tx`
      insert into customer_invoices (org_id, id, customer_id, number, amount, issued, due_date, known_at, created_at)
      select ${orgId}, gen_random_uuid(), ${id}, n::text, 1000000, '2026-03-01', '2026-03-30'::date + n % 2, ${now}, ${now}
        from generate_series(1, 1200) n`,
  )
  const { clock } = world.install
  await world.db.org(orgId, (tx) => sweepNotices(tx, clock()))
  await makeNoticesDue(world.db, orgId, Temporal.Instant.from("2026-03-23T06:15:00Z"))
  while (await makeNoticesDue(world.db, orgId, Temporal.Instant.from("2026-03-24T06:15:06Z")));
  const [notices] = await act(
    ({ tx }) => tx<{ count: number }>`select count(*)::int as count from due_notices where org_id = ${orgId}`,
  )
  expect(notices?.count).toBe(1200)
})

test("an invoice saved in the moment its time comes is seen by the next look", async () => {
  const { act, passes, told, orgId, id, invoice } = await makeBilling("2026-03-20T10:00:00Z")
  await invoice("2026-05-30", {}, "other")
  await passes("2026-03-23T06:15:00Z")
  await act(
    ({ tx }) => tx`
      insert into customer_invoices (org_id, id, customer_id, number, amount, issued, due_date, known_at, created_at)
      values (${orgId}, gen_random_uuid(), ${id}, 'slow', 1000000, '2026-03-01', '2026-03-30', '2026-03-23T06:14:59Z', '2026-03-23T06:14:59Z')`,
  )
  await passes("2026-03-23T06:15:06Z")
  expect(await told()).toEqual(["invoice.due_soon 2026-03-23T06:15:00Z"])
})

test("a lane without open invoices is given up, and the next invoice brings it back", async () => {
  const { act, invoice, passes } = await makeBilling("2026-03-20T10:00:00Z")
  const lane = () =>
    act(
      ({ tx }) => tx<{ dueAt: Temporal.Instant }>`
        select due_at from ready where org_id = ${tx.orgId} and lane = 'dates' and parked_since is null`,
    )
  await invoice("2026-05-30")
  await passes("2026-03-20T10:00:10Z")
  await passes("2026-03-20T10:00:20Z")
  expect((await lane()).map(({ dueAt }) => dueAt.toString())).toEqual(["2026-03-21T06:15:00Z"])
  await invoice("2026-05-30", { paidAt: "2026-03-20T11:00:00Z" })
  for (const time of ["2026-03-21T06:15:00Z", "2026-03-21T06:15:10Z", "2026-03-21T06:15:20Z"]) await passes(time)
  expect(await lane()).toHaveLength(0)
  await invoice("2026-05-30", { paidAt: null })
  expect((await lane()).map(({ dueAt }) => dueAt.toString())).toEqual(["2026-03-22T06:15:00Z"])
})

test.each([
  [{ amount: "-1.00" }, "/amount"],
  [{ amount: 248.6 }, "/amount"],
  [{ dueDate: "2026-02-30" }, "/dueDate"],
  [{ dueDate: "30.03.2026" }, "/dueDate"],
  [{ dueDate: "0000-01-01" }, "/dueDate"],
  [{ issued: undefined }, "/issued"],
  [{ paidAt: "2026-03-30" }, "/paidAt"],
  [{ paid: true }, ""],
])("what is no invoice is refused with its field: %j", async (wrong, pointer) => {
  const { api, id } = await makeBilling("2026-03-20T10:00:00Z")
  const sent = { amount: "1.00", issued: "2026-03-01", dueDate: "2026-03-30", ...wrong }
  const { status, body } = await api(`PUT /v1/customers/${id}/invoices/A`, sent)
  const [fault] = body.errors as unknown as { pointer: string }[]
  expect([status, fault?.pointer.startsWith(pointer)]).toEqual([422, true])
})

test("an invoice is saved by the business's own number of the customer, in the audit once for each change", async () => {
  const { ok, id } = await makeBilling("2026-03-20T10:00:00Z")
  const sent = { amount: "1.00", issued: "2026-03-01", dueDate: "2026-05-30" }
  const first = await ok("PUT /v1/customers/by-external-id/K-1/invoices/A", sent)
  expect(await ok(`PUT /v1/customers/${id}/invoices/A`, sent)).toEqual(first)
  await ok(`PUT /v1/customers/${id}/invoices/A`, { ...sent, amount: "2.00" })
  const records = (await ok(`GET /v1/audit?subjectId=${id}`)).items as { action: string }[]
  expect(records.map(({ action }) => action).filter((action) => action.startsWith("customer_invoice"))).toEqual([
    "customer_invoice.updated",
    "customer_invoice.created",
  ])
})
