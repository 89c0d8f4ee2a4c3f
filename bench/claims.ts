/**
 * Does what a turn of the line costs grow with what waits, or with what was done before? One claim with its settling, one
 * page of planning, and the looks in between, where a thousand wait and where a million do; then both again after 200,000
 * were planned and sent under an old snapshot, which keeps every row version that they left.
 *
 *     npm run bench -- claims                       about five minutes
 *     WAITING=50000 CHURN=20000 node bench/claims.ts
 */
import { loadavg } from "node:os"
import { claim, type Lane, nextDue } from "../src/deliveries/claim.ts"
import { intend, settle } from "../src/deliveries/settle.ts"
import { nextSweep, sweep } from "../src/deliveries/sweep.ts"
import { planDue } from "../src/notifications/notify.ts"
import { routes } from "../src/doors/routes.ts"
import { makeServer } from "../src/doors/server.ts"
import { type Backlog, makeBacklog } from "../test/backlog.ts"
import { openStage, type Organisation, typeKey } from "./line/stage.ts"

const most = Number(process.env.WAITING ?? 1_000_000)
const churn = Number(process.env.CHURN ?? 200_000)
const batch = 250
const page = 500
const rounds = 40
const lane: Lane = { channel: "email", priority: "normal" }

const stage = await openStage()
const { db, clock } = stage.install
const server = await makeServer(stage.install, routes)
console.log(`load ${loadavg()[0]?.toFixed(1)} before`)
const all: [string, Organisation & Backlog][] = []
for (const waiting of [1000, most]) {
  const organisation = await stage.organisation(`waiting-${waiting}`, 1000)
  const ever = most + 2 * churn + 100_000
  const backlog = await makeBacklog({ db, admin: stage.admin }, { orgId: organisation.orgId, typeKey, most: ever })
  await backlog.add(waiting, "accepted", true)
  all.push([`${waiting.toLocaleString("en")} waiting`, { ...organisation, ...backlog }])
}
await stage.admin.bare((sql) => sql`analyze`)
for (const [what, backlog] of all) await measure(what, backlog)
/** Taken before and held: nothing that dies from now on may be removed. */
const over = Promise.withResolvers<void>()
const holding = stage.admin.bare(async (sql) => {
  await sql`begin isolation level repeatable read`
  await sql`select count(*) from organisations`
  await over.promise
})
for (const [, backlog] of all) await backlog.turnOver(churn)
for (const [what, backlog] of all)
  await measure(`${what}, ${churn.toLocaleString("en")} done under an old snapshot`, backlog)
over.resolve()
await holding
console.log(`load ${loadavg()[0]?.toFixed(1)} after`)
await server.close()
await stage.close()

async function measure(what: string, backlog: Organisation & Backlog): Promise<void> {
  const { orgId, key } = backlog
  const took: Record<string, number[]> = {}
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now()
    const result = await work()
    ;(took[name] ??= []).push(performance.now() - began)
    return result
  }
  for (let round = 0; round < rounds; round++) {
    const { claimed } = await timed("claim", () => db.org(orgId, (tx) => claim(tx, lane, batch, clock())))
    if (claimed.length !== batch) throw new Error(`${claimed.length} were claimed in round ${round}`)
    await timed("settle", () =>
      db.org(orgId, async (tx) => {
        const now = clock()
        await intend(tx, claimed, null, now)
        const answered = {
          outcome: { kind: "sent" as const, refs: [], words: "" },
          connectionId: null,
          contentHash: null,
        }
        const settled = claimed.map((delivery) => ({ delivery, beganAt: now, ...answered }))
        await settle(tx, settled, now, Math.random)
      }),
    )
    await backlog.add(batch, "planned", true)
  }
  for (let round = 0; round < 10; round++) {
    await timed("plan", () => planDue(db, orgId, clock()))
    await backlog.add(page, "accepted", false)
  }
  for (let round = 0; round < 7; round++) {
    await timed("nextDue", () => db.org(orgId, (tx) => nextDue(tx, lane, clock())))
    await timed("sweep", () => db.org(orgId, (tx) => sweep(tx, clock())))
    await timed("nextSweep", () => db.org(orgId, (tx) => nextSweep(tx, clock())))
    await timed("queues", async () => {
      const headers = { authorization: `Bearer ${key}` }
      const answer = await server.inject({ method: "GET", url: "/v1/queues", headers })
      if (answer.statusCode !== 200) throw new Error(answer.body)
    })
  }
  // The first one of each kind is told apart: it may look from the beginning.
  const figures = Object.entries(took).map(([name, [first = 0, ...others]]) => {
    const sorted = others.toSorted((a, b) => a - b)
    const part = (of: number) => sorted[Math.floor(sorted.length * of)] ?? 0
    return [name, [first, part(0), part(0.5), part(0.9)].map((ms) => Number(ms.toFixed(1)))] as const
  })
  console.log(JSON.stringify({ what, firstLeastMedianP90Ms: Object.fromEntries(figures) }))
}
