/**
 * Row security alone: every predicate of ours left out, 100,000 random reads over 20 organisations with something in
 * nearly every table show no row of another organisation.
 */
import pg from "pg"
import { expect, test } from "vitest"
import { sql } from "../../src/base/db.ts"
import { readMigrations } from "../../src/base/migrate.ts"
import { telco } from "../../src/samples/telco.ts"
import { loadSample } from "../../src/samples/load.ts"
import { makeWorker } from "../line.ts"
import { makeSmtp } from "../world/smtp.ts"
import { makeWorld } from "../world.ts"

const world = await makeWorld()
const smtp = await makeSmtp()
const { settle } = makeWorker(world, smtp.outbound)
const tables = readMigrations()
  .flatMap(({ tables }) => tables)
  .filter(({ place, idsOnly }) => place === "distributed" && !idsOnly)
  .map(({ table }) => table)

test("100,000 random reads without a predicate show no row of another organisation", async () => {
  const organisations: string[] = []
  for (let number = 0; number < 20; number++) {
    const members = telco.members.map((member) => ({ ...member, email: `${number}.${member.email}` }))
    const { orgId } = await loadSample(world.db, { ...telco, key: `telco-${number}`, members }, world.install.clock())
    organisations.push(orgId)
    await world.db.org(orgId, async (tx) => {
      await tx`
        insert into events (org_id, id, source, external_id, body_hash, type_id, type_key, subject_kind, subject_id, time, data,
                            state, due_at, accepted_at, made_by)
        select c.org_id, uuidv7(), '/walls', c.external_id, '', t.id, t.key, 'customer', c.id, now(), '{}', 'accepted', now(), now(), 'test'
          from customers c join notification_types t on t.org_id = c.org_id and t.key = 'account.welcome'
         where c.org_id = ${tx.orgId}`
      await tx`insert into ready (org_id, lane, due_at) values (${tx.orgId}, 'plan', now()) on conflict do nothing`
    })
  }
  await settle()
  const admin = new pg.Client({ connectionString: world.adminUrl })
  await admin.connect()
  const filled: string[] = []
  for (const table of tables) {
    const { rows } = await admin.query<{ count: number }>(`select count(distinct org_id)::int as count from ${table}`)
    if ((rows[0]?.count ?? 0) >= 20) filled.push(table)
  }
  await admin.end()
  expect(filled.length).toBeGreaterThan(25)

  let [reads, foreign, seen] = [0, 0, 0]
  const ask = (orgId: string) => {
    const table = sql.table(filled[(reads * 7919) % filled.length] as string)
    const other = organisations[(organisations.indexOf(orgId) + 1 + (reads % 19)) % 20] as string
    switch (reads % 4) {
      case 0:
        return sql`select org_id from ${table} limit 20`
      case 1:
        return sql`select org_id from ${table} where org_id = ${other}`
      case 2:
        return sql`select org_id from ${table} where org_id <> ${orgId}`
      default:
        return sql`select t.org_id from ${table} t join organisations o on o.id = t.org_id order by o.key desc limit 20`
    }
  }
  for (let turn = 0; turn < 400; turn++) {
    const orgId = organisations[turn % 20] as string
    await world.db.org(orgId, async (tx) => {
      for (let each = 0; each < 250; each++, reads++) {
        const rows = await tx<{ orgId: string }>`${ask(orgId)}`
        seen += rows.length
        foreign += rows.filter((row) => row.orgId !== orgId).length
      }
    })
  }
  console.info(`${reads} reads of ${filled.length} tables, ${seen} rows seen, ${foreign} of another organisation`)
  expect(seen).toBeGreaterThan(100_000)
  expect(foreign).toBe(0)
})
