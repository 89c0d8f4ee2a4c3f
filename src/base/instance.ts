/** The instance: which database this is, and whether the key at hand opens what is stored in it. */
import type { Db } from "./db.ts"
import { StartError } from "./problem.ts"
import type { Secrets } from "./secrets.ts"

export type Instance = { platformId: string; epoch: bigint; pausedReason: string | null }

const checkText = "tidings"
const place = "instance secret_check"

/**
 * The server's own identifier, the number of the database in it and of this table in that: a restored dump gets new ones,
 * a clone of a database too. The timeline tells a failover, and a recovery to an earlier point.
 */
type Identity = { identity: string; timeline: number }

const identityOf = async (db: Db): Promise<Identity> =>
  db.bare(async (sql) => {
    const [row] = await sql<Identity>`
      select concat_ws('/', s.system_identifier, d.oid, 'instance'::regclass::oid) as identity, c.timeline_id as timeline
        from pg_control_system() s, pg_control_checkpoint() c, pg_database d
       where d.datname = current_database()`
    return row as Identity
  })

/** Writes down which database this is, once. */
export async function registerInstance(
  db: Db,
  secrets: Secrets,
  platformId: string,
  now: Temporal.Instant,
): Promise<void> {
  const { identity, timeline } = await identityOf(db)
  await db.global(
    (tx) => tx`
    insert into instance (platform_id, identity, timeline, secret_check, created_at)
    values (${platformId}, ${identity}, ${timeline}, ${secrets.seal(checkText, place)}, ${now})
    on conflict do nothing`,
  )
}

/**
 * The instance as it is known; null in a database that holds none yet. A database that was restored or failed over is
 * found by its identity and timeline: sending is then paused until somebody has looked.
 * @throws StartError secret_key_wrong
 */
export async function openInstance(db: Db, secrets: Secrets, now: Temporal.Instant): Promise<Instance | null> {
  const [row] = await db.global(
    (tx) => tx<Instance & Identity & { secretCheck: string }>`
    select platform_id, epoch, paused_reason, identity, timeline, secret_check from instance`,
  )
  if (!row) return null
  try {
    secrets.open(row.secretCheck, place)
  } catch (error) {
    throw new StartError(
      "secret_key_wrong",
      "SECRET_KEY does not open what is stored in this database.",
      "Start with the key it was made with (secret.key in the data folder of old). To change keys, set both, the new one first: SECRET_KEY=new,old",
      error,
    )
  }
  const { identity, timeline } = await identityOf(db)
  if (identity === row.identity && timeline === row.timeline) return row
  const reason = row.pausedReason ?? "The database was restored or failed over."
  await db.global(
    (tx) => tx`
    update instance set paused_reason = ${reason}, paused_at = coalesce(paused_at, ${now})`,
  )
  return { ...row, pausedReason: reason }
}

/** Lets sending go on in the database as it is now. @returns the new epoch */
export async function release(db: Db): Promise<bigint> {
  const { identity, timeline } = await identityOf(db)
  const [row] = await db.global(
    (tx) => tx<{ epoch: bigint }>`
    update instance set identity = ${identity}, timeline = ${timeline}, epoch = epoch + 1,
                        paused_reason = null, paused_at = null
    returning epoch`,
  )
  return row?.epoch ?? 0n
}
