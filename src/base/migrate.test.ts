import pg from "pg"
import { afterAll, expect, test } from "vitest"
import { cloneDatabase } from "../../test/world.ts"
import { systemClock } from "./clock.ts"
import { type Db, openDb } from "./db.ts"
import {
  checkMigrated,
  checkVersion,
  type Migration,
  migrate,
  readDeclarations,
  readMigrations,
  waitingMigrations,
} from "./migrate.ts"
import { wallFaults } from "./walls.ts"

const open: { end(): Promise<void> }[] = []
afterAll(async () => {
  for (const each of open.toReversed()) await each.end()
})

async function database() {
  const { url, adminUrl } = await cloneDatabase()
  const db = openDb({ url, poolSize: 4 })
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  open.push({ end: () => db.close() }, admin)
  return { db, admin, adminUrl }
}
const now = systemClock()
const added = (text: string, name = "9999_added.sql"): Migration => ({
  name,
  text,
  checksum: text,
  tables: readDeclarations(text),
})
const tablesOf = async (db: Db) =>
  (await db.bare((sql) => sql<{ name: string }>`select relname as name from pg_class where relname like 'added%'`)).map(
    ({ name }) => name,
  )

test("PostgreSQL 15.14, 16.10, 17.6 and newer are taken; older ones are refused with their version", () => {
  for (const version of [150014, 150020, 160010, 170006, 180000, 180004, 190000, 200001])
    expect(() => checkVersion(version), `${version}`).not.toThrow()
  for (const [version, shown] of [
    [90624, "9.624"],
    [140020, "14.20"],
    [150013, "15.13"],
    [160009, "16.9"],
    [170005, "17.5"],
  ] as const)
    expect(() => checkVersion(version), shown).toThrow(
      expect.objectContaining({ code: "database_too_old", message: `The database is PostgreSQL ${shown}.` }),
    )
})

test("what waits is listed without a change, then applied once, with its wall", async () => {
  const { db } = await database()
  const migrations = [
    ...readMigrations(),
    added("--! added: distributed\ncreate table added (org_id uuid, id uuid, primary key (org_id, id));"),
  ]
  expect(await waitingMigrations(db, migrations)).toEqual(["9999_added.sql"])
  expect(await tablesOf(db)).toEqual([])
  expect(await migrate(db, { now, migrations })).toEqual(["9999_added.sql"])
  expect(await migrate(db, { now, migrations })).toEqual([])
  const [row] = await db.bare(
    (sql) => sql`
    select relforcerowsecurity as forced, pg_get_userbyid(relowner) as owner from pg_class where relname = 'added'`,
  )
  expect(row).toEqual({ forced: true, owner: "tidings_owner" })
  await expect(checkMigrated(db), "an older version of the code").rejects.toMatchObject({ code: "migration_unknown" })
})

test("a migration that fails leaves nothing of itself", async () => {
  const { db } = await database()
  const migrations = [...readMigrations(), added("create table added (id int); select 1 / 0;")]
  await expect(migrate(db, { now, migrations })).rejects.toMatchObject({
    code: "migration_failed",
    message: "sql/9999_added.sql failed: division by zero",
  })
  expect(await tablesOf(db)).toEqual([])
  expect(await waitingMigrations(db)).toEqual([])
})

test("of two that migrate at once one waits, and then finds nothing to do", async () => {
  const { db, admin } = await database()
  const migrations = [...readMigrations(), added("create table added (id int);")]
  await admin.query("select pg_advisory_lock(7233000)") // a third, that began before both
  const run = () => {
    const waits = Promise.withResolvers<void>()
    const log = (line: string) => line.startsWith("Another process is migrating") && waits.resolve()
    return { waits: waits.promise, done: migrate(db, { now, migrations, log }) }
  }
  const both = [run(), run()]
  await Promise.all(both.map(({ waits }) => waits))
  await admin.query("select pg_advisory_unlock(7233000)")
  const applied = await Promise.all(both.map(({ done }) => done))
  expect(applied.flat()).toEqual(["9999_added.sql"])
})

test("a migration that was edited after it had been applied is refused", async () => {
  const { db, admin } = await database()
  await admin.query("update migrations set checksum = 'of old' where name like '0002%'")
  const refused = { code: "migration_changed", message: expect.stringMatching(/^sql\/0002_\w+\.sql was edited/) }
  await expect(checkMigrated(db)).rejects.toMatchObject(refused)
  await expect(migrate(db, { now })).rejects.toMatchObject(refused)
})

test("a database that lags is told how far, and an empty one too", async () => {
  const { db, admin } = await database()
  await admin.query("delete from migrations where name > '0003'")
  const waiting = readMigrations().filter(({ name }) => name > "0003")
  await expect(checkMigrated(db)).rejects.toMatchObject({
    code: "migrations_waiting",
    message: `The database lacks ${waiting.length} migrations, first ${waiting[0]?.name}.`,
  })
  await admin.query("drop table migrations")
  expect(await waitingMigrations(db)).toEqual(readMigrations().map(({ name }) => name))
})

test("a migrated database is as it was declared", async () => {
  const { db } = await database()
  expect(await wallFaults(db)).toEqual([])
})

test("what was changed by hand is told, table by table", async () => {
  const { db, admin } = await database()
  const { rows } = await admin.query(
    "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'audit_records'::regclass order by 1 limit 1",
  )
  const partition = (rows[0] as { name: string }).name
  for (const [statement, fault] of [
    ["alter table areas no force row level security", "areas: row security is not forced"],
    ["alter table members disable row level security", "members: row security is off"],
    [
      "drop policy own_organisation on sessions",
      "sessions: the policy own_organisation is missing or says something else",
    ],
    [
      "create policy everything on customers using (true)",
      "customers: the policy everything lets through more than one's own organisation",
    ],
    [
      "grant update on audit_records to tidings_app",
      "audit_records: tidings_app may select, insert, update; it should be select, insert",
    ],
    [
      "revoke all on people from tidings_app",
      "people: tidings_app may nothing; it should be select, insert, update, delete",
    ],
    ["alter table api_keys owner to tidings_app", "api_keys belongs to tidings_app instead of tidings_owner"],
    [`grant select on ${partition} to tidings_app`, `${partition}: tidings_app may select past its table`],
    ["drop table import_errors", "import_errors is missing"],
  ] as const) {
    await admin.query(statement)
    expect(await wallFaults(db), statement).toContain(fault)
  }
  await admin.query("alter policy own_organisation on areas using (org_id is not null)")
  expect(await wallFaults(db)).toContain("areas: the policy own_organisation is missing or says something else")
})
