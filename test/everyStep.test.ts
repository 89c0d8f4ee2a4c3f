/** The line stopped at every step it takes, one after the other: what was promised holds whichever it was. */
import { randomUUID } from "node:crypto"
import { afterAll, expect, test } from "vitest"
import { acceptanceOf, type NewEvent } from "../src/events/accept.ts"
import { makeTelco, makeWorker } from "./line.ts"
import { endLeases, insist, live } from "./lives.ts"
import { makeWorld } from "./world.ts"
import { makeSmtp } from "./world/smtp.ts"
import { mortal, type Mortal } from "./world/mortal.ts"

const world = await makeWorld()
let told: (() => Promise<void>) | null = null
const smtp = await makeSmtp({ tls: "none", record: () => told?.() })
afterAll(() => smtp.close())
const { settle } = makeWorker(world, smtp.outbound)
const line = await makeTelco(world)
const { act, boxes, customer, event, ok, orgId, typeId } = line
const realClock = world.install.clock

const slots = 2
const settings = { host: "mail.example.com", port: 25, security: "none", domain: "example.com", slots, perSecond: 5000 }
for (const n of [0, 1, 2]) await customer(`K-${n}`, [`anna${n}@example.com`])
await boxes([
  ["account.welcome", "email"],
  ["balance.near_limit", "email"],
])
// One lane, so that the steps come in one order; one of the two is told once, whatever comes.
await act(
  ({ tx }) => tx`
    update notification_types
       set priority = 'normal', ambiguous = case key when 'account.welcome' then '{"email": "once"}'::jsonb else ambiguous end
     where org_id = ${orgId} and key = any ('{account.welcome,balance.near_limit}')`,
)
const subjects = await act(
  ({ tx }) => tx<{ id: string; externalId: string }>`
    select id, external_id from customers where org_id = ${orgId} order by external_id`,
)

/** Two things about one customer, told once whatever comes; one for all, told again where nobody knows. */
const happened = (): NewEvent[] =>
  ["account.welcome", "account.welcome", "balance.near_limit"].map((typeKey, n) => ({
    source: "/steps",
    externalId: randomUUID(),
    bodyHash: randomUUID(),
    typeId: typeId(typeKey),
    typeKey,
    subjectKind: n < 2 ? "customer" : "all",
    subjectId: n < 2 ? (subjects[n] as { id: string }).id : null,
    time: realClock(),
    data: event(typeKey, "").data,
    dueAt: realClock(),
    isTrial: false,
    madeBy: "test",
  }))
/** Deliveries that come of them. */
const expected = 2 + 3

/** Accepts and works as one process, until all is done or it died. */
async function acceptAndWork(process: Mortal, events: readonly NewEvent[]): Promise<void> {
  told = () => process.step()
  await live(process, world.install, smtp, ({ db }) => insist(db, orgId, events, realClock()))
  told = null
}

/** As if the leases of whoever died had run out, and a minute gone by. */
async function wait(): Promise<void> {
  await act(({ tx }) => endLeases(tx))
  // Whoever died may hold a row for a moment longer: then it is swept by the next look.
  for (const seconds of [20, 100, 180]) {
    world.install.clock = () => realClock().add({ seconds })
    await settle()
  }
  world.install.clock = realClock
}

async function outcome(events: readonly NewEvent[]) {
  const rows = await act(
    ({ tx }) => tx<{ id: string; state: string; ambiguous: string; unclear: boolean }>`
      select d.id, d.state, d.ambiguous,
             exists (select from attempts a where a.org_id = d.org_id and a.delivery_id = d.id and a.state = 'ambiguous') as unclear
        from events e join deliveries d on d.org_id = e.org_id and d.event_id = e.id
       where e.org_id = ${orgId} and e.external_id = any (${events.map(({ externalId }) => externalId)})`,
  )
  const texts = smtp.journal.map(({ bytes }) => bytes.toString("latin1"))
  return rows.map((row) => ({
    ...row,
    arrived: texts.filter((text) => text.includes(`Message-ID: <${row.id}@`)).length,
  }))
}

/** EVERY=1 stops at each; otherwise one kind of stop takes the odd steps, the other the even ones. */
const stride = Number(process.env.EVERY ?? 2)

/** One step after the other, until there is none left to stop at. @returns how many there are */
async function everyStep(kind: "death" | "cut", then: (events: readonly NewEvent[]) => Promise<void>): Promise<number> {
  for (let last = stride === 1 || kind === "death" ? 1 : 2; ; last += stride) {
    const events = happened()
    const process = mortal(world.db, smtp.outbound, last, kind)
    await acceptAndWork(process, events)
    if (process.steps() < last) return process.steps()
    await then(events)
    smtp.journal.splice(0)
  }
}

test("I1 I6 I7 I8 a process that dies at any step loses nothing and doubles nothing", async () => {
  await ok("POST /v1/connections", { channel: "email", provider: "smtp", name: "Mail", settings })
  const steps = await everyStep("death", async (events) => {
    await acceptanceOf(world.db).accept(orgId, events, realClock()) // its answer never came, so it is said again
    await wait()
    const rows = await outcome(events)
    expect(rows).toHaveLength(expected)
    expect(rows.filter(({ unclear }) => unclear).length).toBeLessThanOrEqual(slots)
    for (const { state, ambiguous, unclear, arrived } of rows) {
      if (!unclear) expect([state, arrived]).toEqual(["sent", 1])
      else if (ambiguous === "once") expect([state, arrived <= 1]).toEqual(["ambiguous", true])
      else expect([state, arrived === 1 || arrived === 2]).toEqual(["sent", true])
    }
  })
  expect(steps).toBeGreaterThan(50)
})

test("I6 a process cut off from its database at any step sends everything once, and leaves nothing unclear", async () => {
  const steps = await everyStep("cut", async (events) => {
    await wait()
    const rows = await outcome(events)
    expect(rows.map(({ state, unclear, arrived }) => [state, unclear, arrived])).toEqual(
      Array.from({ length: expected }, () => ["sent", false, 1]),
    )
  })
  expect(steps).toBeGreaterThan(50)
})
