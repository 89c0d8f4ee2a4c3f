/** What is left of somebody who was erased. */
import pg from "pg"
import { afterAll, expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { makeSmtp } from "../../test/world/smtp.ts"
import { makeWorld } from "../../test/world.ts"
import { claim } from "../deliveries/claim.ts"
import { receive } from "../deliveries/receipts.ts"
import { intend } from "../deliveries/settle.ts"
import { sweep } from "../deliveries/sweep.ts"
import { hideSuppressions } from "../deliveries/erase.ts"
import { planDue } from "../notifications/notify.ts"
import { forgetLate } from "./erase.ts"

const world = await makeWorld()
const smtp = await makeSmtp()
afterAll(() => smtp.close())
const { settle } = makeWorker(world, smtp.outbound)

/** Each test has a person of its own. */
let people = 0

/** Tables and columns in which the person still stands: every text and JSON column of the database is read, as a superuser. */
async function traces(canary: string, number: string): Promise<string[]> {
  const admin = new pg.Client({ connectionString: world.adminUrl })
  await admin.connect()
  const { rows: columns } = await admin.query<{ table: string; column: string }>(`
    select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'public' and data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY')`)
  const found: string[] = []
  for (const { table, column } of columns) {
    const { rows } = await admin.query(
      `select 1 from ${pg.escapeIdentifier(table)} where ${pg.escapeIdentifier(column)}::text ~* '${canary}|${number.slice(-9)}' limit 1`,
    )
    if (rows.length) found.push(`${table}.${column}`)
  }
  await admin.end()
  // A partition says what its table says.
  return found.filter((place) => !/_\d{4}_?\d{2}\./.test(place)).toSorted()
}

const connection = {
  channel: "email",
  provider: "smtp",
  name: "Mail",
  settings: { host: "mail.example.com", port: 587, domain: "out.example.com" },
}

async function makeBusiness() {
  const line = await makeTelco(world)
  people += 1
  const canary = `canarinsky${people}`
  const [address, number, externalId] = [`anna.${canary}@example.org`, `+4860177712${people}`, `${canary}-7`]
  await line.boxes([
    ["account.welcome", "email"],
    ["account.welcome", "sms"],
  ])
  const customerId = await line.customer(externalId, [address, number], {
    name: `Anna ${canary}`,
    salutation: `Pani ${canary}`,
    bcc: [`boss@${canary}.example`],
  })
  return {
    ...line,
    customerId,
    canary,
    address,
    number,
    externalId,
    traces: () => traces(canary, number),
    welcome: () => line.tell(line.event("account.welcome", `customer/${externalId}`)),
    erase: () => line.api(`POST /v1/customers/${customerId}/erase`),
  }
}

test("I23 after erasing, nothing in the database names the person or says an address, but a hash that goes on stopping mail", async () => {
  const business = await makeBusiness()
  const { orgId, api, ok, act, customer, customerId, event, tell, welcome, erase, deliveries } = business
  const { canary, address, number, externalId, traces } = business
  await ok("POST /v1/webhooks", { url: "https://crm.example.com/hook", types: ["*"] })
  const released = await ok(`POST /v1/suppressions`, { channel: "email", address: `boss@${canary}.example` })
  await ok(`DELETE /v1/suppressions/${String(released.id)}`)
  // Captured, while there is no way out; then sent, refused with the address in the answer, and bounced.
  await welcome()
  await settle()
  expect(await ok("GET /v1/captured")).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ address })]),
  })
  await ok("POST /v1/connections", connection)
  await act(({ tx }) => tx`update connections set open_reason = ${`554 <${address}>: no`} where org_id = ${orgId}`)
  // Somebody with the same address is left out because of them.
  const twin = await customer("K-2", [address], { name: "Zofia" })
  await tell(event("account.welcome", "class/Small business"))
  await settle()
  expect(await deliveries("&reason=duplicate_recipient")).toMatchObject([{ detail: `Anna ${canary}` }])
  smtp.at("rcpt", { say: `451 4.2.1 <${address}>: ${canary} try later` }, 1)
  await welcome()
  await settle()
  smtp.at("rcpt", { say: `550 5.1.1 <${address}>: ${canary} is unknown` }, 1)
  const eventId = await welcome()
  await settle()
  await ok(`POST /v1/suppressions`, { channel: "sms", address: number, detail: `${canary} asked by phone` })
  // What was said of them; what came back later; an answer kept to be repeated; a line of an import.
  await api("POST /v1/suppressions", { channel: "email", address })
  await tell({
    ...event("account.welcome", `customer/${externalId}`),
    data: { login: canary, portalUrl: "https://example.com" },
  })
  const [sent] = await deliveries(`&eventId=${eventId}`)
  await act(({ tx, now }) =>
    receive(
      tx,
      [
        {
          deliveryId: sent?.id as string,
          state: "delayed",
          reason: "delayed",
          words: `<${address}>`,
          suppress: false,
          at: now,
        },
      ],
      now,
    ),
  )
  const explain = { customer: externalId, type: "account.welcome", channel: "email" }
  await api("POST /v1/explain", explain, { "idempotency-key": "explain" })
  const { id: importId } = await ok("POST /v1/imports", { format: "csv" })
  await api(`PUT /v1/imports/${String(importId)}/content`, `externalId,emails\n,${address} x\n`, {
    "content-type": "text/csv",
  })
  await settle()
  // The other one has nothing of theirs any more.
  await ok(`PUT /v1/customers/${twin}/contact-points`, { emails: [], numbers: [] }, { "if-match": "*" })
  await act(
    ({ tx }) =>
      tx`update deliveries set address = 'zofia@example.org' where org_id = ${orgId} and customer_id = ${twin}`,
  )
  await act(({ tx }) => tx`delete from audit_values where org_id = ${orgId} and subject_id = ${twin}`)

  expect((await traces()).length).toBeGreaterThan(12)
  expect(await erase()).toMatchObject({ status: 200, body: { state: "erased" } })
  expect(await traces()).toEqual([])

  // What became of it stays, and nothing more is sent to them, whoever they are next.
  const rows = await deliveries(`&customerId=${customerId}`)
  expect(rows.length).toBeGreaterThan(3)
  for (const row of rows) expect(row).toMatchObject({ address: "", recipient: "Erased" })
  expect(await api(`GET /v1/deliveries/${rows[0]?.id}/copy`)).toMatchObject({ status: 410, body: { code: "erased" } })
  const hashed = { items: [{ address: expect.stringMatching(/^sha256:/), detail: "" }] }
  expect(await ok(`GET /v1/suppressions?address=${encodeURIComponent(number)}`)).toMatchObject(hashed)
  await customer("K-9", [address])
  await tell(event("account.welcome", "customer/K-9"))
  await settle()
  expect(await deliveries(`&address=${address}`)).toMatchObject([{ state: "withheld", reason: "suppressed" }])
  // Suppressed once more and erased once more, it is one hash.
  await ok("POST /v1/suppressions", { channel: "sms", address: number })
  await act(({ tx }) => hideSuppressions(tx, [number]))
  expect(((await ok(`GET /v1/suppressions?channel=sms`)).items as unknown[]).length).toBe(1)
})

test("a customer isn't erased while a message is being handed over; what was claimed before isn't sent", async () => {
  const { orgId, act, welcome, erase, deliveries, boxes, address } = await makeBusiness()
  await boxes([["account.welcome", "email"]])
  await welcome()
  await act(({ tx, now }) => planDue(world.db, tx.orgId, now))
  const lane = { channel: "email", priority: "normal" } as const
  const { claimed } = await act(({ tx, now }) => claim(tx, lane, 10, now))
  expect(claimed.length).toBe(2)
  await act(({ tx, now }) => intend(tx, claimed.slice(0, 1), null, now))
  expect(await erase()).toMatchObject({ status: 409, body: { code: "sending_now" } })
  await act(
    ({ tx }) =>
      tx`update deliveries set claim_until = now() - interval '1 s' where org_id = ${orgId} and state = 'sending'`,
  )
  await act(({ tx, now }) => sweep(tx, now))
  expect(await erase(), world.logged.join()).toMatchObject({ status: 200 })
  expect((await act(({ tx, now }) => intend(tx, claimed, null, now))).size).toBe(0)
  // A bounce that comes later names nobody and suppresses nothing.
  const [unclear] = await deliveries("&state=ambiguous")
  const bounce = { state: "failed", reason: "bounced", words: `<${address}> is unknown`, suppress: true } as const
  await act(({ tx, now }) => receive(tx, [{ deliveryId: unclear?.id as string, ...bounce, at: now }], now))
  expect(await deliveries("&state=failed")).toMatchObject([{ address: "", detail: null }])
  await settle()
  expect((await deliveries()).map(({ state }) => state).toSorted()).toEqual(["failed", "withheld"])
})

test("what was being planned in the moment somebody was erased is taken away soon after", async () => {
  const { orgId, act, welcome, erase, customerId, canary, address, traces } = await makeBusiness()
  await welcome()
  await settle()
  await erase()
  await act(
    ({ tx }) => tx`
      update deliveries set recipient = ${canary}, address = ${address} where org_id = ${orgId} and customer_id = ${customerId}
         and id = (select id from deliveries where org_id = ${orgId} and customer_id = ${customerId} order by id limit 1)`,
  )
  expect(await traces()).not.toEqual([])
  await act(({ tx, now }) => forgetLate(tx, now))
  expect(await traces()).toEqual([])
})
