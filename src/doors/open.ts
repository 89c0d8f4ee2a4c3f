/** Opens the install for a command or a server: the database (embedded or named), the secret key, the instance. */
import { existsSync } from "node:fs"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { installCall, organisationByKey } from "../access/organisations.ts"
import { type Clock, systemClock } from "../base/clock.ts"
import type { Config } from "../base/config.ts"
import { type Db, openDb } from "../base/db.ts"
import { type Embedded, startEmbedded } from "../base/embedded.ts"
import { newId, newSecret } from "../base/ids.ts"
import { openInstance, registerInstance } from "../base/instance.ts"
import type { Log } from "../base/log.ts"
import { checkMigrated, migrate } from "../base/migrate.ts"
import { openOutbound } from "../base/outbound.ts"
import { Problem, StartError } from "../base/problem.ts"
import type { Install } from "../base/route.ts"
import { openSecrets } from "../base/secrets.ts"
import { letterWriter } from "../events/letters.ts"
import { foundPlatform } from "../samples/found.ts"

export type Opened = Install & {
  embedded: boolean
  isNew: boolean
  pausedReason: string | null
  close(): Promise<void>
}

/** What a server's settings must be for what we promise: each with the sentence an operator needs. */
async function checkDurability(db: Db, clock: Clock): Promise<void> {
  const [row] = await db.bare(
    (sql) => sql<{ fsync: string; synchronousCommit: string; time: Temporal.Instant }>`
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
           clock_timestamp() as time`,
  )
  if (row?.fsync !== "on")
    throw new StartError(
      "fsync_off",
      "The database runs with fsync off: a power cut would lose acknowledged messages.",
      "Set fsync = on in postgresql.conf and restart it.",
    )
  if (!["on", "remote_write", "remote_apply"].includes(row.synchronousCommit))
    throw new StartError(
      "synchronous_commit_off",
      `The database runs with synchronous_commit = ${row.synchronousCommit}: what is acknowledged could be lost.`,
      "Set synchronous_commit = on for the server, the database and the login.",
    )
  const apart = Math.abs(row.time.since(clock()).total("seconds"))
  if (apart > 5)
    throw new StartError(
      "clock_wrong",
      `The clocks of this machine and of the database are ${apart.toFixed(1)} s apart.`,
      "Synchronise both (NTP); more than 5 s is refused.",
    )
}

/** The wall between organisations is tried, not assumed: a role that could look over it is refused. */
async function checkWall(db: Db, platformId: string): Promise<void> {
  const [role] = await db.bare(
    (sql) => sql<{ super: boolean; bypass: boolean; owner: boolean }>`
    select rolsuper as super, rolbypassrls as bypass, pg_has_role('tidings_app', 'tidings_owner', 'MEMBER') as owner
      from pg_roles where rolname = 'tidings_app'`,
  )
  if (!role || role.super || role.bypass || role.owner)
    throw new StartError(
      "role_too_mighty",
      "The role tidings_app could look past row security.",
      "Run as an administrator: alter role tidings_app nosuperuser nobypassrls; revoke tidings_owner from tidings_app;",
    )
  const count = (rows: { count: number }[]) => rows[0]?.count
  const without = await db.global(
    (tx) => tx<{ count: number }>`select count(*)::int as count from organisation_settings`,
  )
  const within = await db.org(
    platformId,
    (tx) => tx<{ count: number }>`select count(*)::int as count from organisation_settings`,
  )
  if (count(without) !== 0 || count(within) !== 1)
    throw new StartError(
      "canary_not_seen",
      `Row security does not hold here: ${count(without)} rows are seen without an organisation (0 expected), ${count(within)} with one (1 expected).`,
      "Was the database changed by hand, or restored without its policies? What is not as it should be is told by: npx tidings migrate --check",
    )
}

async function readSecretKey(config: Config): Promise<string> {
  if (config.secretKey) return config.secretKey
  const folder = config.dataDir as string
  const file = join(folder, "secret.key")
  if (existsSync(file)) return (await readFile(file, "utf8")).trim()
  await mkdir(folder, { recursive: true })
  const made = newSecret()
  await writeFile(file, `${made}\n`, { mode: 0o600, flag: "wx" })
  return made
}

/** The database alone, embedded or named: for commands that look at it or bring it up to date. */
export type OpenedDatabase = {
  db: Db
  /** A login that may do what the everyday one may not; the same one where no other is given. */
  adminUrl: string
  embedded: boolean
  close(): Promise<void>
}

export async function openDatabase(config: Config, log: Log): Promise<OpenedDatabase> {
  const server: Embedded | null = config.databaseUrl
    ? null
    : await startEmbedded({ dataDir: config.dataDir as string, log: (line) => log.debug(line) })
  const url = config.databaseUrl ?? (server as Embedded).url
  const db = openDb({
    url,
    poolSize: config.poolSize,
    prepared: config.pooler === "none",
    onError: (error: Error) => log.warn({ error }, "database connection lost"),
  })
  return {
    db,
    adminUrl: config.databaseAdminUrl ?? server?.adminUrl ?? url,
    embedded: server !== null,
    async close() {
      await db.close()
      await server?.stop()
    },
  }
}

/** Does something that needs the login of an administrator. */
export async function asAdministrator<T>({ adminUrl }: OpenedDatabase, work: (admin: Db) => Promise<T>): Promise<T> {
  const admin = openDb({ url: adminUrl, poolSize: 1 })
  try {
    return await work(admin)
  } finally {
    await admin.close()
  }
}

/** @throws StartError database_unreachable in the place of the Problem a request would be answered */
export async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Problem && error.code === "unavailable")
      throw new StartError(
        "database_unreachable",
        "The database cannot be reached.",
        "Check DATABASE_URL, and that the server runs and accepts connections from here.",
        error,
      )
    throw error
  }
}

/** The organisation that stands for the install. Of several first starts at once one makes it, and so it is found again. */
async function makePlatform(db: Db, now: Temporal.Instant): Promise<string> {
  const platformId = newId()
  try {
    await db.org(platformId, (tx) => foundPlatform(installCall(tx, now)))
    return platformId
  } catch (error) {
    const made =
      error instanceof Problem && error.code === "name_taken" ? await organisationByKey(db, "platform") : null
    if (made === null) throw error
    return made
  }
}

/**
 * @param migrating brings the database up to date first; otherwise one that lags is refused
 * @throws StartError with what to do
 */
export async function openInstall(
  config: Config,
  {
    log,
    migrating = false,
    clock = systemClock,
    tell = () => {},
  }: { log: Log; migrating?: boolean; clock?: Clock; tell?: (line: string) => void },
): Promise<Opened> {
  const database = await openDatabase(config, log)
  const { db, embedded } = database
  const outbound = openOutbound({ allow: config.outboundAllow })
  const close = async () => {
    await outbound.close()
    await database.close()
  }
  try {
    return await reaching(async () => {
      await checkDurability(db, clock)
      if (migrating) {
        const options = { now: clock(), log: tell }
        const applied = await asAdministrator(database, (admin) => migrate(db, { ...options, admin }))
        if (applied.length) log.debug({ applied }, "migrated")
      } else await checkMigrated(db)
      const secrets = openSecrets(await readSecretKey(config))
      let instance = await openInstance(db, secrets, clock())
      const isNew = instance === null
      if (!instance) {
        await registerInstance(db, secrets, await makePlatform(db, clock()), clock())
        instance = await openInstance(db, secrets, clock())
      }
      if (!instance) throw new Error("the instance was registered and isn't there")
      const { platformId, pausedReason } = instance
      await checkWall(db, platformId)
      const writeLetter = letterWriter({ config, secrets })
      const install = { config, db, secrets, outbound, writeLetter, clock, log, platformId }
      return { ...install, embedded, isNew, pausedReason, close }
    })
  } catch (error) {
    await close()
    throw error
  }
}
