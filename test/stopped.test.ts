/** A worker that is stopped for longer than its lease, while its messages are on their way, and goes on later. */
import { expect, test } from "vitest"
import { systemClock } from "../src/base/clock.ts"
import { arrivals, eventOf, keepRunning, say, stage, states, until } from "./campaign.ts"
import { freePort, tidings } from "./process.ts"
import { makeSmtp } from "./world/smtp.ts"

const slots = 4
const events = 20

/** Stops a worker while `slots` answers are due, until another has done what can be done without it. */
async function stopped(policy: "once" | "at_least_once") {
  const smtp = await makeSmtp({ tls: "none" })
  const held = Promise.withResolvers<void>()
  smtp.at("dot", { hold: held.promise }, slots)
  const staged = await stage(smtp.port, { slots, policy, customers: events })
  const { env, db, orgId, key } = staged
  const port = await freePort()
  const api = keepRunning("serve", { ...env, PORT: String(port) })
  const told = Array.from({ length: events }, (_, n) => eventOf(n, `customer/C-${n}`))
  await say(port, key, told)
  const first = tidings(["work"], env)
  await until(
    async () => smtp.journal.length,
    (count) => count === slots,
    60,
  )
  first.child.kill("SIGSTOP")
  const second = keepRunning("work", env)
  await until(
    () => states(staged),
    ({ sent, ambiguous }) => sent === events - slots && ambiguous === slots,
    60,
  )
  return {
    ...staged,
    /** Lets the first one go on, and waits until it has written down what it knows. */
    goOn: async () => {
      held.resolve()
      first.child.kill("SIGCONT")
      first.child.kill("SIGTERM")
      expect(await first.ended).toBe(0)
    },
    end: async () => {
      const rows = await db.org(
        orgId,
        (tx) => tx<{ id: string; state: string; attempts: string }>`
          select d.id, d.state,
                 (select string_agg(a.number || ' ' || a.state, ', ' order by a.at, a.number) from attempts a
                   where a.org_id = d.org_id and a.delivery_id = d.id) as attempts
            from deliveries d where d.org_id = ${orgId}`,
      )
      await Promise.all([second.stop(), api.stop()])
      const verified = tidings(["verify"], env)
      expect([await verified.ended, verified.output()]).toEqual([0, expect.stringContaining(" 0 broken")])
      await db.close()
      await smtp.close()
      const arrived = arrivals(smtp.journal)
      return rows.map(({ id, ...row }) => ({ ...row, arrived: arrived.get(id) ?? 0 }))
    },
  }
}

test.concurrent("I7 I8 a worker stopped beyond its lease says late what became of its messages, and nothing is sent twice", async () => {
  const { goOn, end } = await stopped("once")
  await goOn()
  const rows = await end()
  expect(rows.map(({ state, arrived }) => [state, arrived])).toEqual(rows.map(() => ["sent", 1]))
  expect(rows.filter(({ attempts }) => attempts === "1 ambiguous")).toHaveLength(slots)
})

test.concurrent("I8 what was sent again meanwhile is not written over by the one that was stopped", async () => {
  const { db, orgId, goOn, end } = await stopped("at_least_once")
  // The minute that a late answer is waited for, gone by at once.
  await db.org(orgId, async (tx) => {
    await tx`update deliveries set due_at = ${systemClock()} where org_id = ${orgId} and state = 'ambiguous'`
    await tx`
      insert into ready (org_id, lane, due_at) values (${orgId}, 'unclear', ${systemClock()})
      on conflict (org_id, lane) do update set due_at = excluded.due_at, parked_since = excluded.parked_since`
  })
  await until(
    () => states({ db, orgId }),
    ({ sent }) => sent === events,
    60,
  )
  await goOn()
  const rows = await end()
  expect(rows.every(({ state }) => state === "sent")).toBe(true)
  const again = rows.filter(({ arrived }) => arrived > 1)
  expect(again.map(({ arrived, attempts }) => [arrived, attempts])).toEqual(
    Array.from({ length: slots }, () => [2, "1 ambiguous, 1 queued"]),
  )
})
