/**
 * All that an organisation has, as one file to take along: a line of JSON for each row, table by table. What lets somebody
 * in, such as hashes of passwords and keys and sealed credentials, is left out, and so are bytes of files.
 */
import { record } from "../audit/audit.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { readMigrations } from "../base/migrate.ts"
import { type Call, file, FileAnswer, route } from "../base/route.ts"

/** What is of use to this install only: who has work, who may come in, what was thought of on the way. */
const leftOut = new Set(
  "sessions one_time_links api_keys idempotency_keys rate_counters devices ready audit_unsealed audit_seals connection_slots event_keys fetches provider_refs receipts customer_terms class_sizes delivery_counts_until delivery_counts_stale trials notice_runs import_errors webhook_messages webhook_attempts files".split(
    " ",
  ),
)
const isSecret = ({ name, type }: Column) => type === "bytea" || /(^|_)(hash|sealed|secret)($|_)/.test(name)

type Column = { table: string; name: string; type: string; place: number | null }

const rowsAtOnce = 500

async function readColumns(tx: OrgSql): Promise<ReadonlyMap<string, Column[]>> {
  const tables = readMigrations().flatMap(({ tables: all }) =>
    all.flatMap(({ table, place }) => (place === "distributed" && !leftOut.has(table) ? table : [])),
  )
  const columns = await tx<Column>`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
           array_position(i.indkey::int2[], a.attnum) as place
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_index i on i.indrelid = c.oid and i.indisprimary
     where c.relnamespace = 'public'::regnamespace and c.relname = any (${tables}) order by a.attnum`
  return new Map(tables.map((table) => [table, columns.filter((column) => column.table === table)]))
}

async function* lines({ install, caller }: Call): AsyncGenerator<string> {
  const within = <T>(work: (tx: OrgSql) => Promise<T>) => install.db.org(caller.orgId, work)
  for (const [table, columns] of await within(readColumns)) {
    const key = columns
      .filter(({ name, place }) => place !== null && name !== "org_id")
      .toSorted((a, b) => (a.place as number) - (b.place as number))
    const names = key.map(({ name }) => sql.ref(name))
    const secret = columns.filter(isSecret).map(({ name }) => name)
    let after: string[] | null = null
    do {
      const rows: { row: object; at: string[] }[] = await within(
        (tx) => tx<{ row: object; at: string[] }>`
          select to_jsonb(t) - ${secret}::text[] - 'org_id' as row,
                 ${names.length ? sql`array[${sql.join(names.map((name) => sql`${name}::text`))}]` : sql`'{}'::text[]`} as at
            from ${sql.table(table)} t
           where org_id = ${tx.orgId}
             ${after === null ? sql`` : sql`and (${sql.join(names)}) > (${sql.join(after.map((value, at) => sql`${value}::${sql.raw(key[at]?.type ?? "text")}`))})`}
           ${names.length ? sql`order by ${sql.join(names)}` : sql``} limit ${rowsAtOnce}`,
      )
      yield rows.map(({ row }) => `${JSON.stringify({ table, row })}\n`).join("")
      after = rows.length === rowsAtOnce && names.length > 0 ? (rows.at(-1)?.at ?? null) : null
    } while (after !== null)
  }
}

export const exportRoutes = [
  route("GET /v1/organisation/export", {
    name: "organisation export",
    summary:
      "All that your organisation has, as lines of JSON: a table's name and a row each. No credentials are in it.",
    needs: "settings:edit",
    answer: file("application/x-ndjson"),
    run: async (call) => {
      const { tx } = call
      const [organisation] = await tx<{ key: string }>`select key from organisations where id = ${tx.orgId}`
      await record(call, { action: "organisation.exported", subject: { kind: "organisation", id: tx.orgId } })
      return new FileAnswer("application/x-ndjson", `${organisation?.key ?? "organisation"}.ndjson`, lines(call))
    },
  }),
]
