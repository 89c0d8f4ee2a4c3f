import pg from "pg"
import { afterAll, expect, test, vi } from "vitest"
import { makeWorld } from "../../test/world.ts"
import { newId } from "../base/ids.ts"
import { maintain, sweep, takeTurn } from "./maintain.ts"
import { startWorker } from "./worker.ts"

const world = await makeWorld()
const now = world.install.clock()
const ago = (hours: number) => now.subtract({ hours })
const admin = new pg.Client({ connectionString: world.adminUrl })
await admin.connect()
afterAll(() => admin.end())

/** An organisation with one of each that has run out and one that hasn't, and how many of them are there. */
async function furnished() {
  const { orgId } = await world.organisation()
  await world.db.org(orgId, async (tx) => {
    const [personId, memberId] = [newId(), newId()]
    await tx`insert into people (id, email) values (${personId}, ${`${personId}@acme.example`})`
    await tx`
      insert into members (org_id, id, person_id, name, name_key, role, state)
      values (${orgId}, ${memberId}, ${personId}, 'Ann', 'ann', 'employee', 'active')`
    for (const age of [1, 23, 25, 200])
      await tx`insert into idempotency_keys (org_id, slot, fingerprint, created_at) values (${orgId}, ${newId()}, 'x', ${ago(age)})`
    const session = (seen: number, expires: Temporal.Instant) => tx`
      insert into sessions (org_id, id, member_id, person_id, secret_hash, credential_version, last_seen_at, expires_at)
      values (${orgId}, ${newId()}, ${memberId}, ${personId}, ${newId()}, 1, ${ago(seen)}, ${expires})`
    await session(1, now.add({ hours: 24 }))
    await session(1, ago(1))
    await session(24 * 365, now.add({ hours: 24 }))
    for (const expired of [-1, 24, 24 * 31])
      await tx`
        insert into one_time_links (org_id, id, purpose, secret_hash, expires_at)
        values (${orgId}, ${newId()}, 'invitation', ${newId()}, ${ago(expired)})`
    for (const days of [1, 29, 31])
      await tx`
        insert into captured (org_id, delivery_id, content, captured_at)
        values (${orgId}, ${newId()}, '{}', ${ago(days * 24)})`
    for (const age of [0, 47, 49])
      await tx`insert into rate_counters (org_id, name, window_start, count) values (${orgId}, 'sign-in', ${ago(age)}, 3)`
  })
  const left = async () => {
    const { rows } = await admin.query(
      `select (select count(*)::int from idempotency_keys where org_id = $1) as keys,
              (select count(*)::int from sessions where org_id = $1) as sessions,
              (select count(*)::int from one_time_links where org_id = $1) as links,
              (select count(*)::int from captured where org_id = $1) as captured,
              (select count(*)::int from rate_counters where org_id = $1) as counters`,
      [orgId],
    )
    return rows[0]
  }
  return { orgId, left }
}

test("what has run out is removed in every organisation, what hasn't is kept, and again changes nothing", async () => {
  const organisations = [await furnished(), await furnished()]
  expect(await organisations[0]?.left()).toEqual({ keys: 4, sessions: 3, links: 3, captured: 3, counters: 3 })
  expect((await maintain(world.db, now)).removed).toBe(2 * (2 + 2 + 1 + 1 + 1))
  for (const { left } of organisations)
    expect(await left()).toEqual({ keys: 2, sessions: 1, links: 2, captured: 2, counters: 2 })
  expect(await maintain(world.db, now)).toMatchObject({ partitions: [], removed: 0 })
})

test("more than one batch of old keys goes in one run", async () => {
  const { orgId } = await world.organisation()
  await admin.query(
    `insert into idempotency_keys (org_id, slot, fingerprint, created_at)
     select $1, n::text, 'x', $2 from generate_series(1, 4500) as n`,
    [orgId, ago(48).toString()],
  )
  await admin.query("select pg_stat_force_next_flush()")
  await admin.query("select 1")
  const { removed, analysed } = await maintain(world.db, now)
  expect(removed).toBe(4500)
  expect(analysed).toContain("idempotency_keys")
})

test("as time goes on the months ahead are made, by several at once as well as by one", async () => {
  const months = async () =>
    (await admin.query("select from pg_inherits where inhparent = 'audit_records'::regclass")).rowCount
  const before = await months()
  const later = now.add({ hours: 24 * 62 })
  const all = await Promise.all(Array.from({ length: 8 }, () => maintain(world.db, later)))
  expect(await months()).toBe((before ?? 0) + 2)
  const made = all.flatMap(({ partitions }) => partitions).filter((name) => name.startsWith("audit_records"))
  expect(new Set(made).size).toBe(2)
  const { rows } = await admin.query(
    `select from pg_class where oid in (select inhrelid from pg_inherits where inhparent = 'audit_records'::regclass)
        and not (relrowsecurity and relforcerowsecurity)`,
  )
  expect(rows).toEqual([])
})

test("a month to come whose lock can't be had is left to the next run; the present one is not", async () => {
  const later = now.add({ hours: 24 * 150 })
  const holder = new pg.Client({ connectionString: world.adminUrl })
  await holder.connect()
  await holder.query("begin; lock table audit_records in access exclusive mode")
  const ofAudit = async () =>
    (await maintain(world.db, later)).partitions.filter((name) => name.startsWith("audit_records"))
  expect(await ofAudit()).toEqual([])
  await expect(maintain(world.db, now.add({ hours: 24 * 365 * 3 }))).rejects.toThrow(/lock timeout/)
  await holder.query("commit")
  await holder.end()
  expect((await ofAudit()).length).toBeGreaterThan(0)
})

test("of many processes one has the turn, and the next comes when its time is up", async () => {
  const turn = (seconds: number) =>
    world.db.org(world.install.platformId, (tx) => takeTurn(tx, "maintain", 3600, now.add({ seconds })))
  const turns = async (seconds: number) =>
    (await Promise.all(Array.from({ length: 8 }, () => turn(seconds)))).filter(Boolean)
  expect(await turns(0)).toHaveLength(1)
  expect(await turns(3599)).toHaveLength(0)
  expect(await turns(3600)).toHaveLength(1)
})

test("records that wait unannounced are found by the sweep", async () => {
  const { orgId } = await world.organisation()
  const announced = async () =>
    (await admin.query("select from ready where org_id = $1 and lane = 'audit'", [orgId])).rowCount
  await admin.query("delete from ready where org_id = $1", [orgId])
  await sweep(world.db, now)
  expect(await announced()).toBe(1)
})

test("one organisation that can't be swept keeps no other from it", async () => {
  const [first, second] = [await world.organisation(), await world.organisation()]
  await admin.query("delete from ready where lane = 'audit'")
  const holder = new pg.Client({ connectionString: world.adminUrl })
  await holder.connect()
  for (const { orgId } of [first, second]) {
    // Somebody is just writing what the sweep wants to write, and takes too long.
    await holder.query("begin")
    await holder.query("insert into ready (org_id, lane, due_at) values ($1, 'audit', now())", [orgId])
    await expect(sweep(world.db, now)).rejects.toThrow(/statement timeout/)
    await holder.query("rollback")
    const other = orgId === first.orgId ? second.orgId : first.orgId
    const { rowCount } = await admin.query("delete from ready where org_id = $1 and lane = 'audit'", [other])
    expect(rowCount).toBe(1)
  }
  await holder.end()
})

test("a worker maintains by itself", async () => {
  const { left } = await furnished()
  await admin.query("delete from ready where lane = 'maintain'")
  const worker = startWorker(world.install)
  await vi.waitFor(async () => expect(await left()).toMatchObject({ keys: 2 }), { timeout: 20_000, interval: 50 })
  await worker.stop()
})
