/**
 * A database laid out over a cluster by Citus, the distributed PostgreSQL. Each migration declares how its tables lie;
 * from that and from the foreign keys follows what is run. The rest of the code is the same on one server and on many.
 */
import type { Db } from "./db.ts"
import { readMigrations, type TableDeclaration } from "./migrate.ts"
import { StartError } from "./problem.ts"

export type ForeignKey = { from: string; to: string }
type Place = Pick<TableDeclaration, "table" | "place">

/**
 * What lays the tables out, one statement a table, in an order in which each finds what it refers to: global tables
 * first, then an organisation's, parents before children, all together by org_id. Partitions go with their table.
 * @throws Error where tables refer to each other in a ring, or a global table to an organisation's
 */
export function distribution(
  declarations: readonly Place[],
  foreignKeys: readonly ForeignKey[],
): { table: string; statement: string }[] {
  const reference = inOrder(declarations, "reference", foreignKeys)
  const distributed = inOrder(declarations, "distributed", foreignKeys)
  const outward = foreignKeys.find(({ from, to }) => reference.includes(from) && distributed.includes(to))
  if (outward) throw new Error(`the global table ${outward.from} refers to ${outward.to}, which is an organisation's`)
  const [first] = distributed
  return [
    ...reference.map((table) => ({ table, statement: `select create_reference_table('${table}')` })),
    ...distributed.map((table) => ({
      table,
      statement: `select create_distributed_table('${table}', 'org_id', colocate_with => '${table === first ? "none" : first}')`,
    })),
  ]
}

/** Parents before children; otherwise as declared. */
function inOrder(
  declarations: readonly Place[],
  place: TableDeclaration["place"],
  foreignKeys: readonly ForeignKey[],
): string[] {
  const waiting = new Set(declarations.filter((each) => each.place === place).map(({ table }) => table))
  const ordered: string[] = []
  while (waiting.size) {
    const next = [...waiting].find((table) =>
      foreignKeys.every(({ from, to }) => from !== table || to === table || !waiting.has(to)),
    )
    if (!next) throw new Error(`these tables refer to each other in a ring: ${[...waiting].join(", ")}`)
    waiting.delete(next)
    ordered.push(next)
  }
  return ordered
}

/**
 * Distributes what isn't yet: the whole of an empty database, later the tables that a migration added. Each table is a
 * statement of its own, so that a run that broke off is taken up by the next.
 * @param admin a superuser's connections: only one sees the rows it copies, which the owner doesn't under row security
 * @returns the tables distributed by this run
 * @throws StartError citus_missing, citus_unsupported, superuser_needed, database_filled, distribution_failed
 */
export async function distribute(
  admin: Db,
  { log = () => {} }: { log?: (line: string) => void } = {},
): Promise<string[]> {
  return await admin.bare(async (_, client) => {
    const rows = async <Row>(text: string) => (await client.query(text)).rows as Row[]
    const [citus] = await rows<{ version: string }>(
      "select extversion as version from pg_extension where extname = 'citus'",
    )
    if (!citus)
      throw new StartError(
        "citus_missing",
        "This database has no Citus, the extension that makes several PostgreSQL servers one database.",
        "Tidings needs Citus 13 on PostgreSQL 15–17: install it on every node, add it to shared_preload_libraries, and run in this database: create extension citus;",
      )
    if (Number.parseInt(citus.version, 10) < 13)
      throw new StartError(
        "citus_unsupported",
        `This database has Citus ${citus.version}.`,
        "Tidings needs Citus 13 on PostgreSQL 15–17.",
      )
    const [login] = await rows<{ mighty: boolean }>(
      "select rolsuper as mighty from pg_roles where rolname = current_user",
    )
    if (!login?.mighty)
      throw new StartError(
        "superuser_needed",
        "Only a superuser can distribute tables: any other copies none of the rows that row security hides.",
        "Set DATABASE_ADMIN_URL to a superuser of this database, for this command only.",
      )
    const placed = new Set(
      (await rows<{ name: string }>("select logicalrelid::text as name from pg_dist_partition")).map(
        ({ name }) => name,
      ),
    )
    const foreignKeys = await rows<ForeignKey>(
      `select distinct conrelid::regclass::text as "from", confrelid::regclass::text as "to"
         from pg_constraint where contype = 'f' and conparentid = 0`,
    )
    const waiting = distribution(
      readMigrations().flatMap(({ tables }) => tables),
      foreignKeys,
    ).filter(({ table }) => !placed.has(table))
    if (waiting.some(({ table }) => table === "organisations")) {
      const [filled] = await rows("select from organisations where kind = 'business' limit 1")
      if (filled)
        throw new StartError(
          "database_filled",
          "There are organisations in this database already, and only an empty one can be distributed.",
          "Make a new database, migrate it (npx tidings migrate) and distribute that one.",
        )
    }
    // One connection to a node at a time: foreign keys to global tables ask for it.
    await client.query("set citus.multi_shard_modify_mode = 'sequential'")
    // Else Citus takes over what still waits, and then refuses to distribute the parent of a table it took over.
    await client.query("set citus.enable_local_reference_table_foreign_keys = off")
    const countOf = async (table: string) =>
      (await rows<{ count: string }>(`select count(*) as count from ${table}`))[0]?.count
    for (const { table, statement } of waiting) {
      const before = await countOf(table)
      await client.query(statement)
      const after = await countOf(table)
      if (before !== after)
        throw new StartError(
          "distribution_failed",
          `${table} had ${before} rows and has ${after} since it was distributed.`,
          "Don't use this database: make a new one, and report this.",
        )
      log(`Distributed ${table}`)
    }
    // Without it `set local tidings.org_id` stays on the coordinator and the nodes show no row.
    await client.query(
      `do $$ begin execute format('alter database %I set citus.propagate_set_commands = ''local''', current_database()); end $$`,
    )
    return waiting.map(({ table }) => table)
  })
}
