import pg from "pg"
import { afterAll, expect, test } from "vitest"
import { cloneDatabase, createOrganisation } from "../../test/world.ts"
import { systemClock } from "./clock.ts"
import { type Db, openDb } from "./db.ts"
import { distribute, distribution, type ForeignKey } from "./distribute.ts"
import { readMigrations } from "./migrate.ts"

const open: { end(): Promise<void> }[] = []
afterAll(async () => {
  for (const each of open) await each.end()
})
function opened(url: string): Db {
  const db = openDb({ url, poolSize: 2 })
  open.push({ end: () => db.close() })
  return db
}

const tables = readMigrations().flatMap((migration) => migration.tables)
const placeOf = (table: string) => tables.find((each) => each.table === table)?.place

/** Stands in for a cluster: Citus's catalogue and its two functions, which write down that they were called. */
const pretendCitus = (version: string) => `
  set allow_system_table_mods = on;
  insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
  values (999999, 'citus', 10, 'public'::regnamespace, false, '${version}');
  create table pg_dist_partition (logicalrelid regclass, call text, at int generated always as identity);
  create function create_reference_table(t regclass) returns void language plpgsql as $$
    begin insert into pg_dist_partition (logicalrelid, call) values (t, 'reference'); end $$;
  create function create_distributed_table(t regclass, by text, colocate_with text) returns void language plpgsql as $$
    begin insert into pg_dist_partition (logicalrelid, call) values
      (t, by || ' with ' || colocate_with || ', ' || current_setting('citus.multi_shard_modify_mode')); end $$;`

async function cluster(version = "13.0-1") {
  const { url, adminUrl } = await cloneDatabase()
  const client = new pg.Client({ connectionString: adminUrl })
  open.push(client)
  await client.connect()
  await client.query(pretendCitus(version))
  return { client, url, admin: opened(adminUrl) }
}

const make = (db: Db, kind: "platform" | "business") =>
  createOrganisation(
    db,
    { key: kind, name: kind, kind, country: "PL", language: "pl", timeZone: "Europe/Warsaw", currency: "PLN" },
    systemClock(),
  )

test("every table is laid out once, global ones first, parents before children, together by organisation", async () => {
  const { client, admin } = await cluster()
  const lines: string[] = []
  const done = await distribute(admin, { log: (line) => lines.push(line) })
  expect(done.toSorted()).toEqual(
    tables
      .filter(({ place }) => place !== "local")
      .map(({ table }) => table)
      .toSorted(),
  )
  expect(lines).toHaveLength(done.length)
  const { rows } = await client.query<{ table: string; call: string }>(
    `select logicalrelid::text as "table", call from pg_dist_partition order by at`,
  )
  expect(rows.map(({ table }) => table)).toEqual(done)
  const firstOfOrganisations = done.find((table) => placeOf(table) === "distributed")
  for (const { table, call } of rows)
    expect([table, call]).toEqual([
      table,
      placeOf(table) === "reference"
        ? "reference"
        : `org_id with ${table === firstOfOrganisations ? "none" : firstOfOrganisations}, sequential`,
    ])
  const { rows: links } = await client.query<ForeignKey>(
    `select conrelid::regclass::text as "from", confrelid::regclass::text as "to" from pg_constraint where contype = 'f'`,
  )
  expect(links.length).toBeGreaterThan(20)
  for (const { from, to } of links)
    if (from !== to) expect(done.indexOf(to), `${from} → ${to}`).toBeLessThan(done.indexOf(from))
  const { rows: settings } = await client.query(
    "select setconfig from pg_db_role_setting where setdatabase = (select oid from pg_database where datname = current_database())",
  )
  expect(settings).toEqual([{ setconfig: ["citus.propagate_set_commands=local"] }])

  expect(await distribute(admin)).toEqual([])
  await client.query("delete from pg_dist_partition where logicalrelid = 'layouts'::regclass")
  expect(await distribute(admin, {}), "what a migration added").toEqual(["layouts"])
})

test("a ring of foreign keys and a global table that refers to an organisation's are refused", () => {
  const place = "distributed" as const
  const ring = [
    { table: "a", place },
    { table: "b", place },
  ]
  expect(() =>
    distribution(ring, [
      { from: "a", to: "b" },
      { from: "b", to: "a" },
    ]),
  ).toThrow("in a ring: a, b")
  expect(
    distribution(ring, [
      { from: "a", to: "b" },
      { from: "a", to: "a" },
    ]).map(({ table }) => table),
  ).toEqual(["b", "a"])
  const outward = [
    { table: "a", place },
    { table: "g", place: "reference" as const },
  ]
  expect(() => distribution(outward, [{ from: "g", to: "a" }])).toThrow("the global table g refers to a")
  expect(distribution([{ table: "l", place: "local" }], [])).toEqual([])
})

test("a database without Citus, with an old one, or a login that is no superuser is refused in a sentence", async () => {
  const { adminUrl } = await cloneDatabase()
  await expect(distribute(opened(adminUrl))).rejects.toMatchObject({
    code: "citus_missing",
    hint: expect.stringContaining("Citus 13 on PostgreSQL 15–17"),
  })
  const old = await cluster("12.1-1")
  await expect(distribute(old.admin)).rejects.toMatchObject({ code: "citus_unsupported" })
  const { url } = await cluster()
  await expect(distribute(opened(url))).rejects.toMatchObject({ code: "superuser_needed" })
})

test("a database that holds an organisation is refused; the platform's own rows are in nobody's way", async () => {
  const { client, url, admin } = await cluster()
  const db = opened(url)
  await make(db, "platform")
  await make(db, "business")
  await expect(distribute(admin)).rejects.toMatchObject({ code: "database_filled" })
  const placed = async () => (await client.query("select from pg_dist_partition")).rowCount
  expect(await placed()).toBe(0)
  const platformOnly = await cluster()
  await make(opened(platformOnly.url), "platform")
  expect(await distribute(platformOnly.admin)).toHaveLength(tables.length)
})

test("a table that lost rows on the way stops the run", async () => {
  const { client, url, admin } = await cluster()
  await make(opened(url), "platform")
  await client.query(`
    create or replace function create_distributed_table(t regclass, by text, colocate_with text) returns void
    language plpgsql as $$ begin execute 'delete from ' || t; end $$`)
  await expect(distribute(admin)).rejects.toMatchObject({
    code: "distribution_failed",
    message: "organisation_settings had 1 rows and has 0 since it was distributed.",
  })
})
