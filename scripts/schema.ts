/** The whole schema as one readable file: a migrated database's own catalogue, told table by table in alphabetical order. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type pg from "pg"
import { systemClock } from "../src/base/clock.ts"
import { openDb } from "../src/base/db.ts"
import { startEmbedded } from "../src/base/embedded.ts"
import { migrate } from "../src/base/migrate.ts"

type Table = {
  name: string
  forced: boolean
  partitionKey: string | null
  columns: string[]
  constraints: string[]
  indexes: string[]
  policies: string[]
  grants: string
}

/** Partitions are left out: which months there are depends on today. Checks of one column stand with the others, below. */
const catalogue = `
  select c.relname as name, c.relforcerowsecurity as forced, pg_get_partkeydef(c.oid) as "partitionKey",
         array(select quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)
                      || case when attcollation not in (0, t.typcollation) then ' collate ' || quote_ident(collname) else '' end
                      || case when attnotnull then ' not null' else '' end
                      || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
                 from pg_attribute a join pg_type t on t.oid = atttypid
                 left join pg_collation o on o.oid = attcollation
                 left join pg_attrdef d on adrelid = attrelid and adnum = attnum
                where attrelid = c.oid and attnum > 0 and not attisdropped order by attnum) as columns,
         array(select 'constraint ' || conname || ' ' || pg_get_constraintdef(oid)
                 from pg_constraint where conrelid = c.oid and contype <> 'n'
                order by array_position('{p,u,f,c}', contype), conname) as constraints,
         array(select pg_get_indexdef(indexrelid) from pg_index
                where indrelid = c.oid and not exists (select from pg_constraint where conindid = indexrelid and conrelid = c.oid)
                order by 1) as indexes,
         array(select 'create policy ' || polname || ' on ' || c.relname || ' using (' || pg_get_expr(polqual, polrelid) || ')'
                 from pg_policy where polrelid = c.oid order by polname) as policies,
         array_to_string(array(select lower(privilege_type) from aclexplode(c.relacl)
                                where grantee = 'tidings_app'::regrole order by privilege_type), ', ') as grants
    from pg_class c
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
   order by c.relname`

function told({ name, forced, partitionKey, columns, constraints, indexes, policies, grants }: Table): string {
  const inside = [...columns, ...constraints].map((line) => `  ${line}`).join(",\n")
  const statements = [
    `create table ${name} (\n${inside}\n)${partitionKey ? ` partition by ${partitionKey.toLowerCase()}` : ""}`,
    ...indexes.map((index) => index.replace("public.", "")),
    ...(forced
      ? [`alter table ${name} enable row level security`, `alter table ${name} force row level security`]
      : []),
    ...policies,
    ...(grants ? [`grant ${grants} on ${name} to tidings_app`] : []),
  ]
  return statements.map((statement) => `${statement};`).join("\n")
}

/** Starts an embedded database in a folder of its own, migrates it and reads its catalogue; two seconds. */
export async function schemaText(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tidings-schema-"))
  chmodSync(folder, 0o755) // as root the server runs as another user, who must get there
  const server = await startEmbedded({ dataDir: join(folder, "data"), log: () => {}, settings: { fsync: "off" } })
  const [db, admin] = [openDb({ url: server.url, poolSize: 2 }), openDb({ url: server.adminUrl, poolSize: 1 })]
  try {
    await migrate(db, { admin, now: systemClock() })
    const tables = await admin.bare(async (_, client: pg.ClientBase) => (await client.query<Table>(catalogue)).rows)
    const head =
      "-- The schema as the migrations make it, to read; partitions by month left out. Made by scripts/generate.ts."
    return `${[head, ...tables.map(told)].join("\n\n")}\n`
  } finally {
    await Promise.all([db.close(), admin.close()])
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
