import pg from "pg"
import { expect, test } from "vitest"
import { makeWorld } from "../../test/world.ts"
import { brokenSeals, sealAll } from "../audit/audit.ts"
import { systemClock } from "./clock.ts"
import { sql } from "./db.ts"
import { readMigrations } from "./migrate.ts"

const world = await makeWorld()
const declared = readMigrations().flatMap(({ tables }) => tables)
const ours = declared.filter(({ place, idsOnly }) => place === "distributed" && !idsOnly).map(({ table }) => table)

test("row security alone shows no row of another organisation in 2,000 random reads", async () => {
  const organisations = await Promise.all(Array.from({ length: 20 }, () => world.organisation()))
  let foreign = 0
  for (let read = 0; read < 2000; read++) {
    const orgId = organisations[read % 20]?.orgId as string
    const table = ours[(read * 7) % ours.length] as string
    // No `where`: only the policy stands between the organisations.
    const [row] = await world.db.org(
      orgId,
      (tx) => tx<{ count: number }>`
      select count(*)::int as count from ${sql.table(table)} where org_id <> ${orgId}`,
    )
    foreign += row?.count ?? 0
  }
  expect(foreign).toBe(0)
})

test("a connection that dies within a transaction is a database that is away, and nothing worse", async () => {
  const { orgId } = await world.organisation()
  const admin = new pg.Client({ connectionString: world.adminUrl })
  await admin.connect()
  const cut = world.db.org(orgId, async (tx) => {
    const [own] = await tx<{ pid: number }>`select pg_backend_pid() as pid`
    await admin.query("select pg_terminate_backend($1, 5000)", [own?.pid])
    await new Promise(setImmediate) // the end is heard of between two statements
    await tx`select 1`
  })
  await expect(cut).rejects.toMatchObject({ code: "unavailable" })
  await admin.end()
  expect([...(await world.db.org(orgId, (tx) => tx`select 1 as one`))]).toEqual([{ one: 1 }])
})

test("a row cannot be written into another organisation", async () => {
  const [{ orgId }, { orgId: other }] = [await world.organisation(), await world.organisation()]
  const write = world.db.org(
    orgId,
    (tx) => tx`
    insert into areas (org_id, id, name, name_key) values (${other}, gen_random_uuid(), 'x', 'x')`,
  )
  await expect(write).rejects.toThrow(/row-level security/)
})

test("every table is declared, and has what a cluster and row security need of it", async () => {
  const admin = new pg.Client({ connectionString: world.adminUrl })
  await admin.connect()
  const rows = async <Row>(text: string) => (await admin.query(text)).rows as Row[]
  const tables = await rows<{ table: string; forced: boolean; enabled: boolean; policies: number; owner: string }>(`
    select c.relname as table, relforcerowsecurity as forced, relrowsecurity as enabled, r.rolname as owner,
           (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
      from pg_class c join pg_roles r on r.oid = c.relowner
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migrations'`)
  expect(tables.map(({ table }) => table).toSorted()).toEqual(declared.map(({ table }) => table).toSorted())
  for (const { table, forced, enabled, policies, owner } of tables) {
    expect(owner, table).toBe("tidings_owner")
    expect([enabled, forced, policies > 0], table).toEqual(Array(3).fill(ours.includes(table)))
  }
  const distributed = declared.filter(({ place }) => place === "distributed").map(({ table }) => table)
  const keys = await rows<{ table: string; first: string }>(`
    select i.indrelid::regclass::text as table, a.attname as first
      from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] where i.indisunique`)
  for (const { table, first } of keys.filter((key) => distributed.includes(key.table)))
    expect(`${table}.${first}`).toBe(`${table}.org_id`)
  expect(distributed.filter((table) => !keys.some((key) => key.table === table))).toEqual([])
  // A foreign key of an organisation's table points at a global one, or takes org_id along, first on both sides.
  const links = await rows<{ from: string; to: string; first: string; target: string; partitioned: boolean }>(`
    select c.conrelid::regclass::text as from, c.confrelid::regclass::text as to, a.attname as first, b.attname as target,
           t.relkind = 'p' as partitioned
      from pg_constraint c join pg_class t on t.oid = c.confrelid
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1] where c.contype = 'f'`)
  for (const { from, to, first, target, partitioned } of links) {
    expect(partitioned, `${from} → ${to}`).toBe(false)
    if (distributed.includes(to)) expect([first, target], `${from} → ${to}`).toEqual(["org_id", "org_id"])
    if (distributed.includes(to)) expect(distributed, `${from} → ${to}`).toContain(from)
  }
  expect(await rows("select 1 from pg_trigger where not tgisinternal")).toEqual([])
  expect(await rows("select 1 from pg_class where relkind = 'S'")).toEqual([])
  const shown = await rows<{ rolsuper: boolean }>(
    "select rolsuper from pg_roles where rolname = 'tidings_app' and not rolbypassrls and not rolcanlogin",
  )
  expect(shown).toEqual([{ rolsuper: false }])
  await admin.end()
})

test("I22 a record changed behind the audit's back is found", async () => {
  const { orgId, api } = await world.organisation()
  const { body: area } = await api("POST /v1/areas", { name: "North" })
  await sealAll(world.db, systemClock())
  const broken = () => world.db.org(orgId, brokenSeals)
  expect(await broken()).toBe(0)
  const admin = new pg.Client({ connectionString: world.adminUrl })
  await admin.connect()
  const tamper = (name: string) =>
    admin.query(
      `update audit_records set after = jsonb_build_object('name', $1::text, 'isMain', false) where subject_id = $2`,
      [name, area.id],
    )
  await tamper("Somewhere else")
  expect(await broken()).toBe(1)
  await tamper("North")
  expect(await broken()).toBe(0)
  await admin.end()
})

test("the application may add to the audit, never change or remove", async () => {
  const { orgId } = await world.organisation()
  for (const table of ["audit_records", "audit_seals"]) {
    await expect(
      world.db.org(orgId, (tx) => tx`delete from ${sql.table(table)} where org_id = ${orgId}`),
    ).rejects.toThrow(/permission denied/)
  }
})
