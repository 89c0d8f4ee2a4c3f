/**
 * Partitions by month. The key of a big table begins with its time (48 bits of milliseconds, UUIDv7 or v8), so the month
 * a row lies in is a range of its key. There is no default partition: months are made six ahead.
 */
import type pg from "pg"
import type { TableDeclaration } from "./migrate.ts"

const monthsAhead = 6

/** The smallest id of an instant: its milliseconds, then zeros. */
export function firstIdAt(instant: Temporal.Instant): string {
  const hex = instant.epochMilliseconds.toString(16).padStart(12, "0")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`
}

export type Month = { suffix: string; from: string; to: string }

/** The months whose partitions must exist at `now`: this one, and six to come. Months are UTC. */
export function monthsNeeded(now: Temporal.Instant): Month[] {
  const first = now.toZonedDateTimeISO("UTC").toPlainDate().toPlainYearMonth()
  return Array.from({ length: monthsAhead + 1 }, (_, offset) => {
    const start = (month: Temporal.PlainYearMonth) => month.toPlainDate({ day: 1 }).toZonedDateTime("UTC").toInstant()
    const month = first.add({ months: offset })
    const suffix = `${month.year}_${String(month.month).padStart(2, "0")}`
    return { suffix, from: firstIdAt(start(month)), to: firstIdAt(start(month.add({ months: 1 }))) }
  })
}

/** duplicate_table, or the same seen a moment later (of its type, of an index): another process made it meanwhile. */
const madeByAnother = new Set(["42P07", "42710", "23505"])

/**
 * Makes the partitions that are missing. Each is made beside the table and attached, which takes a lock that lets reads
 * and writes go on; where it can't be had within two seconds, months to come are left to the next run.
 * @param client a connection that may become the owner, outside a transaction
 * @returns the names made
 */
export async function ensurePartitions(
  client: pg.ClientBase,
  tables: readonly Pick<TableDeclaration, "table" | "filledTo">[],
  now: Temporal.Instant,
): Promise<string[]> {
  const made: string[] = []
  for (const { table, filledTo } of tables) {
    const { rows } = await client.query<{ name: string }>(
      "select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass",
      [table],
    )
    const present = new Set(rows.map(({ name }) => name))
    for (const [ahead, { suffix, from, to }] of monthsNeeded(now).entries()) {
      const name = `${table}_${suffix}`
      if (present.has(name)) continue
      await client.query("begin; set local role tidings_owner; set local lock_timeout = '2s'")
      try {
        await client.query(`create table ${name} (like ${table} including all) with (fillfactor = ${filledTo})`)
        // Nobody is granted anything on a partition: rows are reached through the table, under its policy.
        await client.query(`alter table ${name} enable row level security`)
        await client.query(`alter table ${name} force row level security`)
        await client.query(`alter table ${table} attach partition ${name} for values from ('${from}') to ('${to}')`)
        await client.query("commit")
        made.push(name)
      } catch (error) {
        await client.query("rollback")
        const { code } = error as { code?: string }
        if (madeByAnother.has(code ?? "")) continue
        if (code === "55P03" && ahead > 0) break
        throw error
      }
    }
  }
  return made
}

/**
 * Statistics where autovacuum has none or is behind: it never looks at a partitioned table as a whole, and comes late after
 * a bulk load, when claims would be planned for a small table.
 * @param client a connection that may become the owner, outside a transaction
 * @returns the tables analysed
 */
export async function analyseChanged(client: pg.ClientBase, now: Temporal.Instant): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name
       from pg_class c join pg_stat_user_tables s on s.relid = c.oid
      where c.relnamespace = 'public'::regnamespace and pg_get_userbyid(c.relowner) = 'tidings_owner'
        and case c.relkind
              when 'p' then greatest(s.last_analyze, '-infinity') < $1::timestamptz - interval '1 day'
              else s.n_mod_since_analyze > 1000 + greatest(c.reltuples, 0) / 10
            end
      order by 1`,
    [now.toString()],
  )
  const tables = rows.map(({ name }) => name)
  if (tables.length)
    await client.query(`begin; set local role tidings_owner; analyze (skip_locked) ${tables.join(", ")}; commit`)
  return tables
}
