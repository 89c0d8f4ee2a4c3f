/** How hand-overs share a connection, and what they do when it is slow, broken or taken away. */
import { afterAll, expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { makeSmtp } from "../../test/world/smtp.ts"
import { makeWorld } from "../../test/world.ts"

const world = await makeWorld()
const smtp = await makeSmtp()
afterAll(() => smtp.close())
const { settle, turns } = makeWorker(world, smtp.outbound)
const clock = world.install.clock

/** An organisation with a connection, and customers K-0, K-1, … */
async function makeSender(slots: number, customers = 3) {
  const line = await makeTelco(world)
  for (let n = 0; n < customers; n++) await line.customer(`K-${n}`, [`anna${n}@example.com`])
  await line.boxes([["account.welcome", "email"]])
  const settings = { host: "mail.example.com", port: 587, domain: "example.com", slots, perSecond: 5000 }
  const { id } = await line.ok("POST /v1/connections", { channel: "email", provider: "smtp", name: "Mail", settings })
  const welcome = (n: number) => line.tell(line.event("account.welcome", `customer/K-${n}`))
  const connection = () => line.ok(`GET /v1/connections/${String(id)}`)
  const rows = async () => [
    ...(await line.act(
      ({ tx }) => tx<{ state: string; tries: number; isClaimed: boolean }>`
        select state, tries, claim_until is not null as is_claimed from deliveries where org_id = ${tx.orgId} order by id`,
    )),
  ]
  return { ...line, connectionId: String(id), connection, rows, welcome }
}

const later = (seconds: number) => {
  world.install.clock = () => clock().add({ seconds })
}
const arrived = (count: number) => expect.poll(() => smtp.journal.length, { timeout: 10_000, interval: 20 }).toBe(count)

test("one slow answer keeps no slot idle, and what comes meanwhile is sent", async () => {
  const { welcome, rows } = await makeSender(2)
  const slow = Promise.withResolvers<void>()
  smtp.journal.splice(0)
  smtp.at("dot", { hold: slow.promise }, 1)
  await welcome(0)
  await turns.pass()
  await turns.pass()
  await expect.poll(async () => ((await turns.pass()) ? 0 : smtp.journal.length), { timeout: 10_000 }).toBe(1)
  await welcome(1)
  await welcome(2)
  await expect.poll(async () => ((await turns.pass()) ? 0 : smtp.journal.length), { timeout: 10_000 }).toBe(3)
  await arrived(3)
  expect((await rows()).filter(({ state }) => state === "sending").length).toBeGreaterThan(0)
  slow.resolve()
  await settle()
  expect((await rows()).map(({ state }) => state)).toEqual(["sent", "sent", "sent"])
})

test("a connection that says no is left alone for longer each time, and uses up no try", async () => {
  const { welcome, rows, connection } = await makeSender(1)
  smtp.journal.splice(0)
  smtp.at("mail", { say: "553 5.7.1 not from here" })
  await welcome(0)
  await settle()
  expect(await rows()).toMatchObject([{ state: "queued", tries: 0 }])
  const first = Temporal.Instant.from((await connection()).openUntil as string)
  await settle()
  expect((await connection()).openUntil, "nothing is tried before").toBe(first.toString())
  later(40)
  await settle()
  expect(await rows()).toMatchObject([{ state: "queued", tries: 0 }])
  const second = Temporal.Instant.from((await connection()).openUntil as string)
  expect(second.since(first).total("seconds")).toBeGreaterThan(40)
  smtp.clear()
  later(100)
  await settle()
  world.install.clock = clock
  expect(await rows()).toMatchObject([{ state: "sent", tries: 1 }])
  expect(await connection()).toMatchObject({ openUntil: null, openReason: null })
})

test("what nobody could hand over shuts no breaker: a lane without work says nothing about its connection", async () => {
  const { welcome, connection, act } = await makeSender(1)
  smtp.at("greeting", { say: "554 5.7.1 go away" })
  await welcome(0)
  await settle()
  smtp.clear()
  const { openUntil } = await connection()
  expect(openUntil).not.toBeNull()
  later(20)
  await act(
    ({ tx, now }) => tx`
      insert into ready (org_id, lane, due_at) values (${tx.orgId}, 'email bulk', ${now})
      on conflict (org_id, lane) do update set due_at = excluded.due_at`,
  )
  await act(({ tx }) => tx`update deliveries set due_at = due_at + interval '1 hour' where org_id = ${tx.orgId}`)
  await settle()
  world.install.clock = clock
  expect((await connection()).openUntil).toBe(openUntil)
})

test("a connection switched off between two messages carries no more of them", async () => {
  const { welcome, rows, ok, connectionId } = await makeSender(1)
  const slow = Promise.withResolvers<void>()
  smtp.journal.splice(0)
  smtp.at("dot", { hold: slow.promise }, 1)
  for (const n of [0, 1, 2]) await welcome(n)
  await expect.poll(async () => ((await turns.pass()) ? 0 : smtp.journal.length), { timeout: 10_000 }).toBe(1)
  await ok("POST /v1/organisation/pause")
  await ok(`PATCH /v1/connections/${connectionId}`, { state: "off" })
  // Heard of when the slots are next renewed; then what was claimed goes back.
  const claimed = async () => (await rows()).filter(({ state, isClaimed }) => state === "queued" && isClaimed).length
  await expect.poll(claimed, { timeout: 10_000 }).toBe(0)
  slow.resolve()
  await settle()
  expect(smtp.journal).toHaveLength(1)
  expect((await rows()).map(({ state }) => state).toSorted()).toEqual(["queued", "queued", "sent"])
})
