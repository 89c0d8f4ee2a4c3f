/**
 * Migrations: plain SQL files, forward only, each in a transaction of its own as the role `tidings_owner`. What was
 * applied is remembered with its checksum. Two processes that migrate at once take turns, and each is applied once.
 */
import { readdirSync, readFileSync } from "node:fs"
import type pg from "pg"
import type { Db } from "./db.ts"
import { ensurePartitions } from "./partitions.ts"
import { StartError } from "./problem.ts"
import { sha256 } from "./secrets.ts"

const folder = new URL("../../sql/", import.meta.url)

/** How a table lies on a cluster, and what the application may do to it. */
export type TableDeclaration = {
  table: string
  place: "distributed" | "reference" | "local"
  appendOnly: boolean
  partitioned: boolean
  /** How full, in percent, the pages of its partitions are made: the rest is for newer versions of their rows. */
  filledTo: number
  /** Holds ids and times only, so that it is read across organisations: no row security. */
  idsOnly: boolean
  /** Written by group commits: rows of several organisations in one statement. */
  acceptedTogether: boolean
}

export type Migration = { name: string; text: string; checksum: string; tables: TableDeclaration[] }

/** Reads `--! table: distributed, append only, partitioned by month` lines. @throws Error on a line it can't read */
export function readDeclarations(text: string): TableDeclaration[] {
  return [...text.matchAll(/^--! (.*)$/gm)].map(([, line]) => {
    const match =
      /^([a-z_]+): (distributed|reference|local)(, append only)?(, accepted together)?(, partitioned by month)?(?:, filled to (\d+) %)?(, ids only)?$/.exec(
        line ?? "",
      )
    if (!match) throw new Error(`declaration not understood: ${line}`)
    return {
      table: match[1] as string,
      place: match[2] as TableDeclaration["place"],
      appendOnly: match[3] !== undefined,
      acceptedTogether: match[4] !== undefined,
      partitioned: match[5] !== undefined,
      filledTo: Number(match[6] ?? 100),
      idsOnly: match[7] !== undefined,
    }
  })
}

export function readMigrations(): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_[a-z_]+\.sql$/.test(name))
    .toSorted()
    .map((name) => {
      const text = readFileSync(new URL(name, folder), "utf8")
      return { name, text, checksum: sha256(text), tables: readDeclarations(text) }
    })
}

/** What a declaration means: row security and grants for an organisation's table, grants alone for a global one. */
export function guard({ table, place, appendOnly, idsOnly, acceptedTogether }: TableDeclaration): string {
  const verbs = appendOnly ? "select, insert" : "select, insert, update, delete"
  if (place !== "distributed" || idsOnly) return `grant ${verbs} on ${table} to tidings_app;`
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy own_organisation on ${table}
      using (org_id = nullif(current_setting('tidings.org_id', true), '')::uuid);${
        acceptedTogether
          ? `
    create policy accepted_together on ${table}
      using (org_id = any (nullif(current_setting('tidings.org_ids', true), '')::uuid[]));`
          : ""
      }
    grant ${verbs} on ${table} to tidings_app;`
}

/** The oldest servers that carry the fixes row security needs (CVE-2025-8713), by major version. */
const oldest: Record<number, number> = { 15: 150014, 16: 160010, 17: 170006, 18: 180000 }

/** @throws StartError database_too_old */
export function checkVersion(serverVersion: number): void {
  const least = oldest[Math.floor(serverVersion / 10000)]
  const shown = `${Math.floor(serverVersion / 10000)}.${serverVersion % 10000}`
  if (least === undefined ? serverVersion < 190000 : serverVersion < least)
    throw new StartError(
      "database_too_old",
      `The database is PostgreSQL ${shown}.`,
      "Tidings needs 15.14, 16.10, 17.6, 18.0 or newer. Update the server, or leave DATABASE_URL out to use the one that comes with it.",
    )
}

const makeRoles = `
  do $$ begin
    if not exists (select from pg_roles where rolname = 'tidings_owner') then create role tidings_owner nologin; end if;
    if not exists (select from pg_roles where rolname = 'tidings_app') then create role tidings_app nologin; end if;
  end $$;`

/**
 * The two roles: `tidings_owner` owns the tables, `tidings_app` works in them under row security. Needs a login that may
 * create roles, once; `DATABASE_ADMIN_URL` gives it where the everyday login may not.
 * @throws StartError roles_missing with the statements an administrator can run by hand
 */
async function ensureRoles(db: Db, admin: Db): Promise<void> {
  const login = await db.bare(async (sql) => (await sql<{ name: string }>`select current_user::text as name`)[0]?.name)
  const has = async () =>
    db
      .bare(async (sql) => {
        const [row] = await sql<{ ok: boolean }>`
        select count(*) = 2 and bool_and(pg_has_role(current_user, rolname, 'MEMBER'))
               and has_schema_privilege('tidings_owner', 'public', 'CREATE') as ok
          from pg_roles where rolname in ('tidings_owner', 'tidings_app')`
        return row?.ok === true
      })
      .catch((error: Error & { code?: string }) => {
        if (error.code === "42704") return false // the role does not exist yet
        throw error
      })
  if (await has()) return
  const name = `"${login?.replaceAll('"', '""')}"`
  const grants = `grant tidings_owner, tidings_app to ${name};
    grant usage, create on schema public to tidings_owner;
    grant usage on schema public to tidings_app;`
  try {
    await admin.bare(async (_, client) => {
      await client.query("begin")
      await client.query("select pg_advisory_xact_lock(7233001)")
      await client.query(makeRoles)
      await client.query(grants)
      await client.query("commit")
    })
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    if (code !== "42501") throw error
    throw new StartError(
      "roles_missing",
      `The database roles are not there and ${login} may not make them (${message}).`,
      `Set DATABASE_ADMIN_URL to a login that may, or have an administrator run in this database:\n  create role tidings_owner nologin; create role tidings_app nologin;\n  ${grants.replace(/\s+/g, " ")}`,
    )
  }
}

async function appliedOf(client: pg.ClientBase): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>("select name, checksum from migrations")
  return new Map(rows.map(({ name, checksum }) => [name, checksum]))
}

/**
 * Brings the database to what the code expects.
 * @param now decides which partitions are needed: this month's and six ahead
 * @param migrations given by tests
 * @returns the names applied
 * @throws StartError migration_changed, migration_unknown, migration_failed, roles_missing, database_too_old
 */
export async function migrate(
  db: Db,
  {
    admin = db,
    now,
    migrations = readMigrations(),
    log = () => {},
  }: { admin?: Db; now: Temporal.Instant; migrations?: Migration[]; log?: (line: string) => void },
): Promise<string[]> {
  checkVersion(await versionOf(db))
  await ensureRoles(db, admin)
  return await db.bare(async (_, client) => {
    let hasTold = false
    /** One transaction as the owner, while nobody else is in one. The lock ends with it, even behind a pooler. */
    const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
      await client.query("begin; set local role tidings_owner")
      try {
        const { rows } = await client.query<{ got: boolean }>("select pg_try_advisory_xact_lock(7233000) as got")
        if (!rows[0]?.got) {
          if (!hasTold) log("Another process is migrating; waiting for it.")
          hasTold = true
          await client.query("select pg_advisory_xact_lock(7233000)")
        }
        const result = await work()
        await client.query("commit")
        return result
      } catch (error) {
        await client.query("rollback")
        throw error
      }
    }
    await inTurn(() =>
      client.query(`
        create table if not exists migrations (
          name text primary key, checksum text not null, applied_at timestamptz not null default now());
        grant select on migrations to tidings_app`),
    )
    const applied: string[] = []
    for (const migration of migrations) {
      const isOurs = await inTurn(async () => {
        const done = await appliedOf(client)
        checkHistory(done, migrations)
        if (done.has(migration.name)) return false
        await apply(client, migration)
        return true
      })
      if (!isOurs) continue
      applied.push(migration.name)
      log(`Applied ${migration.name}`)
    }
    await ensurePartitions(
      client,
      migrations.flatMap(({ tables }) => tables).filter(({ partitioned }) => partitioned),
      now,
    )
    return applied
  })
}

const versionOf = async (db: Db): Promise<number> =>
  (await db.bare((sql) => sql<{ version: number }>`select current_setting('server_version_num')::int as version`))[0]
    ?.version ?? 0

/**
 * The names of the migrations that `migrate` would apply; nothing is changed.
 * @throws StartError migration_changed, migration_unknown, database_too_old
 */
export async function waitingMigrations(db: Db, migrations = readMigrations()): Promise<string[]> {
  checkVersion(await versionOf(db))
  const applied = await db.bare(async (_, client) =>
    appliedOf(client).catch((error: Error & { code?: string }) => {
      if (error.code === "42P01") return new Map<string, string>() // no table: an empty database
      throw error
    }),
  )
  checkHistory(applied, migrations)
  return migrations.map(({ name }) => name).filter((name) => !applied.has(name))
}

/**
 * Is the database where this code expects it?
 * @throws StartError migrations_waiting, migration_changed, migration_unknown, database_too_old
 */
export async function checkMigrated(db: Db): Promise<void> {
  const waiting = await waitingMigrations(db)
  if (waiting.length)
    throw new StartError(
      "migrations_waiting",
      `The database lacks ${waiting.length} migrations, first ${waiting[0]}.`,
      "Run: npx tidings migrate",
    )
}

function checkHistory(applied: Map<string, string>, migrations: Migration[]): void {
  for (const [name, checksum] of applied) {
    const known = migrations.find((migration) => migration.name === name)
    if (!known)
      throw new StartError(
        "migration_unknown",
        `The database has migration ${name}, which this version of Tidings does not know.`,
        "It was migrated by a newer version. Start that one, or restore a backup from before.",
      )
    if (known.checksum !== checksum)
      throw new StartError(
        "migration_changed",
        `sql/${name} was edited after it had been applied.`,
        "Restore the file as it was released, and put the change into a new migration.",
      )
  }
}

/** In the transaction of the caller. @throws StartError migration_failed */
async function apply(client: pg.ClientBase, { name, text, checksum, tables }: Migration): Promise<void> {
  try {
    await client.query(text)
    for (const table of tables) await client.query(guard(table))
    await client.query("insert into migrations (name, checksum) values ($1, $2)", [name, checksum])
  } catch (error) {
    throw new StartError(
      "migration_failed",
      `sql/${name} failed: ${(error as Error).message}`,
      "Nothing of it was kept. If the database was changed by hand, undo that; otherwise this is a fault to report.",
    )
  }
}
