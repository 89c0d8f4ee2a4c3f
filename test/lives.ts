/** Processes that end at a chosen step (see world/mortal.ts): how one lives, and what is found when it is gone. */
import { systemTimer } from "../src/base/clock.ts"
import { type Db, isUnavailable, type OrgSql } from "../src/base/db.ts"
import type { Install } from "../src/base/route.ts"
import { openCarriers } from "../src/deliveries/carriers.ts"
import { openTurns } from "../src/doors/turns.ts"
import { acceptanceOf, type NewEvent } from "../src/events/accept.ts"
import type { Mortal } from "./world/mortal.ts"
import type { makeSmtp } from "./world/smtp.ts"

/** Begins, and works as one process until nothing is due any more or it died. */
export async function live(
  { db, outbound, died }: Mortal,
  install: Install,
  smtp: Awaited<ReturnType<typeof makeSmtp>>,
  begin: (install: Install) => Promise<unknown>,
): Promise<void> {
  const stopping = new AbortController()
  const own = { ...install, db }
  const carriers = openCarriers(own, { outbound, timer: systemTimer })
  const turns = openTurns(own, carriers, stopping.signal)
  const work = async () => {
    await begin(own)
    for (let idle = 0; idle < 2; ) {
      await turns.quiet()
      idle = (await turns.pass().catch((error: unknown) => isUnavailable(error) || Promise.reject(error)))
        ? 0
        : idle + 1
    }
    await carriers.close()
  }
  await Promise.race([work(), died])
  stopping.abort()
  smtp.dropAll() // its sockets end with it
  await smtp.quiet()
}

/** Says what happened until it is answered that it was accepted. */
export async function insist(db: Db, orgId: string, events: readonly NewEvent[], now: Temporal.Instant): Promise<void> {
  for (;;) {
    try {
      await acceptanceOf(db).accept(orgId, events, now)
      return
    } catch (error) {
      if (!isUnavailable(error)) throw error
    }
  }
}

/** As if the leases of whoever died had run out. */
export async function endLeases(tx: OrgSql): Promise<void> {
  await tx`
    update fetches set claim_until = clock_timestamp() - interval '1 second'
     where org_id = ${tx.orgId} and claim_until is not null`
  await tx`
    update deliveries set claim_until = clock_timestamp() - interval '1 second'
     where org_id = ${tx.orgId} and claim_until is not null`
  await tx`delete from connection_slots where org_id = ${tx.orgId}`
}
