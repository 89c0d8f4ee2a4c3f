/** Balances: what a value makes happen, on the real way from a PUT to a message. */
import { describe, expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { makeWorld } from "../../test/world.ts"

const world = await makeWorld()
const { settle } = makeWorker(world, world.install.outbound)

const thresholds = [{ percentUsed: 80 }, { amountLeft: "10.00" }]
const at = (minute: number) => Temporal.Instant.from("2026-03-02T08:00:00Z").add({ minutes: minute }).toString()

/** A customer of a class with two thresholds, and a way to tell what it owes. */
async function makeCustomer() {
  const line = await makeTelco(world)
  await line.saveClass({ thresholds })
  const id = await line.customer("K-1", ["biuro@firma.example"])
  const tell = (minute: number, balance: string, limit: string | null = "100.00") =>
    line.ok(`PUT /v1/customers/${id}/balance`, { balance, limit, at: at(minute) })
  const events = async () => {
    const { items } = await line.ok("GET /v1/events?limit=200")
    const all = items as { id: string; type: string; source: string; time: string; data: Record<string, unknown> }[]
    return await Promise.all(
      all.toReversed().map(async (each) => ({ ...each, ...(await line.ok(`GET /v1/events/${each.id}`)) })),
    )
  }
  return { ...line, id, tell, events }
}

test("PO-D7 a value that reaches a threshold becomes an event with the type's variables, and an e-mail", async () => {
  const { ok, tell, events, boxes } = await makeCustomer()
  await boxes([["balance.near_limit", "email"]])
  expect(await tell(0, "79.99")).toMatchObject({ isTaken: true, percentUsed: 79, amountLeft: "20.01" })
  expect(await events()).toEqual([])
  await tell(1, "86.5")
  expect(await events()).toMatchObject([
    {
      type: "balance.near_limit",
      source: "/tidings/thresholds",
      madeBy: "Tidings",
      time: at(1),
      data: { balance: "86.50", creditLimit: "100.00", amountLeft: "13.50", percentUsed: 86 },
    },
  ])
  await settle()
  const { items } = await ok("GET /v1/captured")
  expect(items).toMatchObject([{ type: "balance.near_limit", address: "biuro@firma.example" }])
})

test("PO-D7 over the limit is a type of its own, fired also for classes that tick nothing, so that explain can answer", async () => {
  const { ok, tell, events } = await makeCustomer()
  await tell(0, "123.75")
  await settle()
  expect(await events()).toMatchObject([
    {
      type: "balance.over_limit",
      state: "planned",
      data: { balance: "123.75", creditLimit: "100.00", amountOver: "23.75" },
      groups: [{ reason: "switched_off" }, { reason: "switched_off" }],
    },
  ])
  expect((await ok("GET /v1/captured")).items).toEqual([])
})

test("PO-D7 each threshold fires once until it is armed again; several at once give the most severe", async () => {
  const { tell, events } = await makeCustomer()
  const balances = [
    "50.00",
    "95.00",
    "96.00",
    "85.00",
    "95.00",
    "79.00",
    "81.00",
    "101.00",
    "150.00",
    "99.00",
    "100.01",
  ]
  for (const [minute, balance] of balances.entries()) await tell(minute, balance)
  expect((await events()).map(({ data, type }) => [type, data.balance])).toEqual([
    ["balance.near_limit", "95.00"],
    ["balance.near_limit", "95.00"],
    ["balance.near_limit", "81.00"],
    ["balance.over_limit", "101.00"],
    ["balance.over_limit", "100.01"],
  ])
})

test("PO-D7 values older than the last are ignored, and a value sent again says nothing new", async () => {
  const { ok, tell, events, id } = await makeCustomer()
  expect(await tell(5, "85.00")).toMatchObject({ isTaken: true })
  expect(await tell(4, "10.00")).toMatchObject({ isTaken: false, balance: "85.00" })
  expect(await tell(5, "85.00")).toMatchObject({ isTaken: false })
  expect(await tell(6, "86.00")).toMatchObject({ isTaken: true })
  expect(await events()).toHaveLength(1)
  expect(await ok(`GET /v1/customers/${id}/balance`)).toMatchObject({ balance: "86.00", at: at(6) })
})

test("PO-D7 a hundred senders of rising values at once make one event a threshold", async () => {
  const { api, id, events, tell } = await makeCustomer()
  await tell(0, "0.00")
  const send = (minute: number) =>
    api(`PUT /v1/customers/${id}/balance`, { balance: `${minute}.00`, limit: "100.00", at: at(minute) })
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => send(index + 1)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  const fired = (await events()).map(({ data }) => Number(data.balance))
  // Whichever values came too late to count: 80 and 90 are each reached once.
  expect(fired.length).toBeLessThanOrEqual(2)
  expect(fired.filter((balance) => balance >= 90)).toHaveLength(1)
})

test("PO-D7 a customer's own thresholds take the place of the class's, are judged with the next value, and can go again", async () => {
  const { ok, api, tell, events, id } = await makeCustomer()
  await tell(0, "70.00")
  const save = (own: object[] | null, version: number) =>
    api(`PUT /v1/customers/${id}/thresholds`, { thresholds: own }, { "if-match": `"${version}"` })
  expect((await api(`PUT /v1/customers/${id}/thresholds`, { thresholds: [] })).status).toBe(428)
  expect((await save([{ percentUsed: 60 }], 1)).body).toMatchObject({
    thresholds: [{ percentUsed: 60 }],
    classThresholds: thresholds,
    version: 2,
  })
  expect((await save([], 1)).body.code).toBe("version_conflict")
  expect(await events()).toEqual([])
  await tell(1, "70.00")
  await tell(2, "85.00")
  expect((await events()).map(({ data }) => data)).toMatchObject([{ percentUsed: 70 }])
  await save(null, 2)
  await tell(3, "86.00")
  expect((await events()).map(({ data }) => data)).toMatchObject([{ percentUsed: 70 }, { percentUsed: 86 }])
  expect(await ok(`GET /v1/customers/${id}/balance`)).toMatchObject({ thresholds: null })
})

test("a balance is told by the business's own number too, and a limit may be none", async () => {
  const { ok, events } = await makeCustomer()
  const told = { balance: "-12.5", limit: null, at: at(0) }
  const answer = { balance: "-12.50", limit: null, amountLeft: null, percentUsed: null }
  expect(await ok("PUT /v1/customers/by-external-id/K-1/balance", told)).toMatchObject(answer)
  expect(await ok("GET /v1/customers/by-external-id/K-1/balance")).toMatchObject(answer)
  expect(await events()).toEqual([])
})

test("AL-D26 a value that counts is in the audit once, and gone from it when the customer is erased", async () => {
  const { ok, api, act, tell, id } = await makeCustomer()
  await tell(0, "1234.56", "5000.00")
  await tell(0, "1234.56", "5000.00")
  const records = async () => (await ok(`GET /v1/audit?subjectId=${id}`)).items as { action: string }[]
  expect((await records()).filter(({ action }) => action === "customer_balance.updated")).toHaveLength(1)
  const invoice = { amount: "77.70", issued: "2026-03-01", dueDate: "2026-03-30" }
  await ok(`PUT /v1/customers/${id}/invoices/A`, invoice)
  await ok(`POST /v1/customers/${id}/erase`)
  const left = await act(
    ({ tx }) => tx`
      select customer_id from customer_balances where org_id = ${tx.orgId}
       union all select customer_id from customer_invoices where org_id = ${tx.orgId}`,
  )
  expect(left).toHaveLength(0)
  expect(JSON.stringify(await records())).not.toContain("1234.56")
  const told = { balance: "1.00", limit: "2.00", at: at(1) }
  expect((await api(`PUT /v1/customers/${id}/balance`, told)).body.code).toBe("erased")
})

describe("what is no value is refused with its field", () => {
  test.each([
    [{ balance: "1,50" }, "/balance"],
    [{ balance: 1.5 }, "/balance"],
    [{ balance: "1.0000001" }, "/balance"],
    [{ limit: "-1.00" }, "/limit"],
    [{ limit: undefined }, "/limit"],
    [{ at: "yesterday" }, "/at"],
    [{ at: "2026-03-02T08:00:00" }, "/at"],
    [{ at: "0000-01-01T00:00:00Z" }, "/at"],
    [{ at: "2099-01-01T00:00:00Z" }, "/at"],
  ])("%j", async (wrong, pointer) => {
    const { api, id } = await makeCustomer()
    const sent = { balance: "1.00", limit: "2.00", at: at(0), ...wrong }
    const { status, body } = await api(`PUT /v1/customers/${id}/balance`, sent)
    expect([status, (body.errors as unknown as { pointer: string }[])?.[0]?.pointer]).toEqual([422, pointer])
  })
})

test("nobody else's events come from where Tidings' own do", async () => {
  const { api, event } = await makeCustomer()
  const forged = event("balance.over_limit", "customer/K-1", { source: "/tidings/thresholds" })
  expect((await api("POST /v1/events", forged)).body).toMatchObject({ errors: [{ pointer: "/source" }] })
})
