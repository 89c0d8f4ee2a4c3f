/** The worker: what happens by itself. Every process may run one; each piece of work is taken by one of them. */
import { setTimeout as delay } from "node:timers/promises"
import { everyOrganisation } from "../access/organisations.ts"
import { systemTimer } from "../base/clock.ts"
import { sealAll } from "../audit/audit.ts"
import { isUnavailable } from "../base/db.ts"
import { nextReady } from "../base/ready.ts"
import type { Install } from "../base/route.ts"
import { recheckDomains } from "../channels/sendingDomains.ts"
import { openCarriers } from "../deliveries/carriers.ts"
import { maintain, sweep, takeTurn } from "./maintain.ts"
import { openTurns } from "./turns.ts"

/** How often a worker looks who has work, where nobody in its process says so: this alone must be quick enough. */
const lookSeconds = 0.2

/** How often one of all processes sweeps, and maintains. */
export const sweepSeconds = 60
export const maintainSeconds = 3600

export type Worker = { stop(): Promise<void> }

/**
 * Plans and sends what is due; seals the audit once a second; sweeps once a minute and maintains once an hour, one process
 * for all. A database that is away is waited for; anything else is logged and tried again.
 */
export function startWorker(install: Install): Worker {
  const { db, clock, log, platformId, outbound } = install
  const stopping = new AbortController()
  const carriers = openCarriers(install, { outbound, timer: systemTimer })
  const turns = openTurns(install, carriers, stopping.signal)
  /** @param sooner what it is done for before its time: each says when it comes next */
  const every = async (
    seconds: number,
    what: string,
    work: () => Promise<unknown>,
    sooner: (() => Promise<void>)[] = [],
  ) => {
    let called = Promise.withResolvers<void>()
    // Each is waited for once at a time: one that is raced anew with every look would gather all of them until it comes.
    const listen = async (next: () => Promise<void>) => {
      while (!stopping.signal.aborted) {
        await next()
        called.resolve()
      }
    }
    for (const next of sooner) void listen(next)
    while (!stopping.signal.aborted) {
      called = Promise.withResolvers() // what comes while it works counts for the next time
      const waiting = new AbortController()
      try {
        await work()
      } catch (error) {
        if (!isUnavailable(error)) log.error({ error }, `${what} failed`)
      }
      const signal = AbortSignal.any([stopping.signal, waiting.signal])
      await Promise.race([delay(seconds * 1000, undefined, { signal }).catch(() => {}), called.promise])
      waiting.abort()
    }
  }
  const isOurTurn = (lane: "sweep" | "maintain", seconds: number) =>
    db.org(platformId, (tx) => takeTurn(tx, lane, seconds, clock()))
  const running = [
    every(
      lookSeconds,
      "looking for work",
      async () => {
        while (!stopping.signal.aborted && (await turns.pass()));
      },
      [() => turns.ended(), () => nextReady(db)],
    ),
    every(1, "sealing", () => sealAll(db, clock())),
    every(20, "sweeping", async () => {
      if (await isOurTurn("sweep", sweepSeconds)) await sweep(db, clock())
    }),
    every(60, "maintenance", async () => {
      if (!(await isOurTurn("maintain", maintainSeconds))) return
      log.info(await maintain(db, clock()), "maintained")
      for (const orgId of await everyOrganisation(db)) await recheckDomains(install, orgId)
    }),
  ]
  return {
    async stop() {
      stopping.abort()
      await Promise.all(running)
      await turns.quiet()
      await carriers.close()
    },
  }
}
