/** Attempts that are counted, so that passwords can't be tried out and nobody's mailbox is flooded. */
import type { OrgSql } from "../base/db.ts"
import { Problem } from "../base/problem.ts"
import { found, type OpenCall } from "../base/route.ts"
import { sha256 } from "../base/secrets.ts"

const windowSeconds = 15 * 60

/** How many attempts of a kind one e-mail address, and one network address, have in a window. */
const allowed = { "sign-in": { email: 10, address: 50 }, reset: { email: 5, address: 50 } } as const

const windowAt = (now: Temporal.Instant) => {
  const seconds = Math.floor(now.epochMilliseconds / 1000)
  const elapsed = seconds % windowSeconds
  return {
    start: Temporal.Instant.fromEpochMilliseconds((seconds - elapsed) * 1000),
    secondsLeft: windowSeconds - elapsed,
  }
}

async function count(tx: OrgSql, name: string, start: Temporal.Instant): Promise<number> {
  await tx`delete from rate_counters where org_id = ${tx.orgId} and name = ${name} and window_start < ${start}`
  const [row] = await tx<{ count: number }>`
    insert into rate_counters (org_id, name, window_start, count) values (${tx.orgId}, ${name}, ${start}, 1)
    on conflict (org_id, name, window_start) do update set count = rate_counters.count + 1
    returning count`
  return found(row).count
}

/**
 * Counts one attempt, in a transaction of its own, so that it stays counted when the attempt fails.
 * @throws Problem too_many_requests with the seconds until the window ends
 */
export async function countAttempt(
  { install, now, address }: Pick<OpenCall, "install" | "now" | "address">,
  kind: keyof typeof allowed,
  email: string,
): Promise<void> {
  const { start, secondsLeft } = windowAt(now)
  const exceeded = await install.db.org(install.platformId, async (tx) => {
    const byEmail = await count(tx, `${kind} e-mail ${sha256(email)}`, start)
    const byAddress = address === null ? 0 : await count(tx, `${kind} address ${address}`, start)
    return byEmail > allowed[kind].email || byAddress > allowed[kind].address
  })
  if (exceeded) throw new Problem("too_many_requests", undefined, { retryAfterSeconds: secondsLeft })
}

/**
 * Counts one e-mail that a member asked for, or is invited by, in the transaction that sends it.
 * @throws Problem too_many_requests after ten in a quarter of an hour
 */
export async function countLetter(tx: OrgSql, memberId: string, now: Temporal.Instant): Promise<void> {
  const { start, secondsLeft } = windowAt(now)
  if ((await count(tx, `letter ${memberId}`, start)) > 10)
    throw new Problem("too_many_requests", undefined, { retryAfterSeconds: secondsLeft })
}
