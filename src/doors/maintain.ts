/** What keeps a database tidy: partitions made ahead, what has run out removed, statistics after large changes. */
import { removeExpired } from "../access/expired.ts"
import { everyOrganisation } from "../access/organisations.ts"
import { sweepUnsealed } from "../audit/audit.ts"
import { type Db, isUnavailable, type OrgSql } from "../base/db.ts"
import { readMigrations } from "../base/migrate.ts"
import { analyseChanged, ensurePartitions } from "../base/partitions.ts"
import { forgetAttachments } from "../channels/email/attachments.ts"
import { countHours } from "../deliveries/counts.ts"
import { forgetCaptured } from "../deliveries/captured.ts"
import { sweepLanes, sweepLinks } from "../deliveries/lanes.ts"
import { forgetEventKeys } from "../events/accept.ts"
import { forgetLate } from "../events/erase.ts"
import { sweepNotices } from "../events/notices.ts"
import { forgetTrials } from "../notifications/trial.ts"
import { maintainWebhooks } from "../webhooks/messages.ts"
import { forgetKeys } from "./idempotency.ts"

export type Maintained = { partitions: string[]; removed: number; analysed: string[] }

/** Rows removed in one transaction, of each kind: far below the 5 s one may take. */
const batch = 2000

/**
 * Safe while everything runs, as often and by as many at once as you like. Needs a login that may become `tidings_owner`,
 * as the one that migrates does.
 */
export async function maintain(db: Db, now: Temporal.Instant): Promise<Maintained> {
  const big = readMigrations().flatMap(({ tables }) => tables.filter(({ partitioned }) => partitioned))
  const [partitions, analysed] = await db.bare(async (_, client) => {
    return [await ensurePartitions(client, big, now), await analyseChanged(client, now)] as const
  })
  let removed = 0
  for (const orgId of await everyOrganisation(db)) {
    let counts: number[]
    do {
      counts = await db.org(orgId, async (tx) => [
        await forgetKeys(tx, now, batch),
        await forgetEventKeys(tx, now, batch),
        await forgetTrials(tx, now, batch),
        await forgetCaptured(tx, now, batch),
        await forgetAttachments(tx, now, batch),
        ...(await removeExpired(tx, now, batch)),
      ])
      removed += counts.reduce((sum, count) => sum + count, 0)
    } while (counts.includes(batch))
    while (await db.org(orgId, (tx) => maintainWebhooks(tx, now)));
    await db.org(orgId, (tx) => forgetLate(tx, now))
  }
  return { partitions, removed, analysed }
}

/**
 * Says so where an organisation has work that nobody announced.
 * @throws what failed first, when all were looked at: one that takes too long hides no other
 */
export async function sweep(db: Db, now: Temporal.Instant): Promise<void> {
  let failure: unknown = null
  for (const orgId of await everyOrganisation(db))
    try {
      await db.org(orgId, async (tx) => {
        await sweepUnsealed(tx, now)
        await sweepLanes(tx, now)
        await sweepLinks(tx, now)
        await sweepNotices(tx, now)
      })
      while (await db.org(orgId, (tx) => countHours(tx, now)));
    } catch (error) {
      if (isUnavailable(error)) throw error
      failure ??= error
    }
  if (failure !== null) throw failure
}

/**
 * Is it our turn? Among all processes one gets a yes, and then nobody for `seconds`: a row of the install's own tells when
 * the next turn is. A turn that fails is simply missed.
 */
export async function takeTurn(
  tx: OrgSql,
  lane: "sweep" | "maintain",
  seconds: number,
  now: Temporal.Instant,
): Promise<boolean> {
  await tx`insert into ready (org_id, lane, due_at) values (${tx.orgId}, ${lane}, ${now}) on conflict do nothing`
  const taken = await tx`
    update ready set due_at = ${now.add({ seconds })} where org_id = ${tx.orgId} and lane = ${lane} and due_at <= ${now}`
  return taken.count === 1
}
