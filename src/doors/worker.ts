/** The worker: what happens by itself. Every process may run one; each piece of work is taken by one of them. */
import { setTimeout as delay } from "node:timers/promises"
import { sealAll } from "../audit/audit.ts"
import { isUnavailable } from "../base/db.ts"
import { Problem } from "../base/problem.ts"
import type { Install } from "../base/route.ts"

export type Worker = { stop(): Promise<void> }

/** Seals the audit once a second. A database that is away is waited for; anything else is logged and tried again. */
export function startWorker({ db, clock, log }: Install): Worker {
  const stopping = new AbortController()
  const loop = async () => {
    while (!stopping.signal.aborted) {
      try {
        await sealAll(db, clock())
      } catch (error) {
        if (!isUnavailable(error) && !(error instanceof Problem && error.code === "unavailable"))
          log.error({ error }, "sealing failed")
      }
      await delay(1000, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const running = loop()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
