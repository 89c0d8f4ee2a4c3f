/**
 * PostgreSQL, the only truth. SQL is written as SQL in a tagged template; values become parameters, fragments made with
 * `sql` nest. Every piece of work is one short transaction under the role `tidings_app`, of one organisation or of none.
 */
import { createHash } from "node:crypto"
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql as raw,
} from "kysely"
import pg from "pg"
import { isId } from "./ids.ts"
import { Problem } from "./problem.ts"

/** Makes fragments to be nested in statements: sql`…`, sql.join, sql.ref. */
export const sql = raw

export type Rows<Row> = Row[] & { /** rows the statement read or changed */ count: number }

/** Runs a statement. Columns come back in camelCase; timestamptz as Temporal.Instant, bigint as bigint, date as text. */
export type Sql = <Row = Record<string, unknown>>(
  text: TemplateStringsArray,
  ...values: unknown[]
) => Promise<Rows<Row>>

/** The transaction of one organisation: row security shows it nothing else. */
export type OrgSql = Sql & { readonly orgId: string }

const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

const instantOf = (text: string) => Temporal.Instant.from(text)
const parsers: Record<number, (text: string) => unknown> = {
  [pg.types.builtins.INT8]: BigInt,
  [pg.types.builtins.TIMESTAMPTZ]: instantOf,
  [pg.types.builtins.DATE]: String,
}
const types = {
  getTypeParser: ((oid: Parameters<typeof pg.types.getTypeParser>[0], format: "text") =>
    parsers[oid] ?? pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

const camel = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const toParameter = (value: unknown): unknown =>
  value instanceof Temporal.Instant || value instanceof Temporal.PlainDate || value instanceof Temporal.PlainTime
    ? value.toString()
    : Array.isArray(value)
      ? value.map(toParameter)
      : value

/** Statement names by text, so that each is planned once a connection. Texts vary little: fragments are few. */
const names = new Map<string, string>()
function nameOf(text: string): string {
  let name = names.get(text)
  if (!name) {
    name = createHash("sha256").update(text).digest("base64url").slice(0, 22)
    if (names.size > 2000) names.clear()
    names.set(text, name)
  }
  return name
}

/**
 * Values a named statement may have. One of many rows has another text for each number of them, and to keep them all
 * would fill the server's memory; one that compares with many is planned by how many they are.
 */
const namedValues = 200
const valuesIn = (parameters: readonly unknown[]): number =>
  parameters.reduce<number>((sum, value) => sum + (Array.isArray(value) ? value.length : 1), 0)

/** JSON as a parameter: without it an array would become a PostgreSQL array. */
export const json = (value: unknown): RawBuilder<unknown> => raw`${JSON.stringify(value)}::jsonb`

/** @param limit what a single query is told about its time */
function sqlOn(client: pg.ClientBase, prepared: boolean, limit = (query: pg.QueryConfig) => query): Sql {
  return async <Row>(text: TemplateStringsArray, ...values: unknown[]) => {
    const query = raw(text, ...values).compile(compiler)
    const result = await client.query(
      limit({
        ...(prepared && query.parameters.length && valuesIn(query.parameters) <= namedValues
          ? { name: nameOf(query.sql) }
          : {}),
        text: query.sql,
        values: query.parameters.map(toParameter),
      }),
    )
    const columns = result.fields.map(({ name }) => [name, camel(name)] as const)
    const rows = result.rows.map((row: Record<string, unknown>) => {
      const renamed: Record<string, unknown> = {}
      for (const [name, key] of columns) renamed[key] = row[name]
      return renamed
    })
    return Object.assign(rows as Row[], { count: result.rowCount ?? 0 })
  }
}

/** Longest a transaction of ours may take; migrations and maintenance set their own. */
const transactionSeconds = 5
/**
 * Longest an answer is waited for. The server ends by itself what takes too long; this is for one that says nothing any
 * more: a host that is gone, a process that was stopped.
 */
const answerSeconds = transactionSeconds + 3
/** @types/pg lacks the option of a single query. */
const inTime = (query: pg.QueryConfig) => Object.assign(query, { query_timeout: answerSeconds * 1000 })

export type Db = {
  /**
   * One transaction of one organisation.
   * @param settings `arePlansKept` where planning a statement anew for its values would cost more than running it
   * @throws RangeError if `orgId` is not a UUID
   */
  org<T>(orgId: string, work: (tx: OrgSql) => Promise<T>, settings?: { arePlansKept: boolean }): Promise<T>
  /** One transaction of a group commit: it may write the accepted events of these organisations, nothing else of theirs. */
  together<T>(orgIds: readonly string[], work: (tx: Sql) => Promise<T>): Promise<T>
  /** One transaction that sees the global tables only. */
  global<T>(work: (tx: Sql) => Promise<T>): Promise<T>
  /** A plain connection as the login role, for start, migration and maintenance. Nothing is set on it. */
  bare<T>(work: (sql: Sql, client: pg.ClientBase) => Promise<T>): Promise<T>
  pool: pg.Pool
  close(): Promise<void>
}

export type DbOptions = {
  url: string
  poolSize?: number
  /** False behind a pooler in transaction mode: its connections change between statements. */
  prepared?: boolean
  onError?: (error: Error) => void
}

const unreachable = new Set(["ECONNREFUSED", "ENOENT", "ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOTFOUND", "EAI_AGAIN"])

/** Is this "the database is not there just now" rather than a mistake of ours? SQLSTATE classes 08, 53, 57P, 25006. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof Problem) return error.code === "unavailable"
  if (!(error instanceof Error)) return false
  const code = "code" in error ? String(error.code) : ""
  return (
    unreachable.has(code) ||
    /^(08...|53...|57P..|25006)$/.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect|not queryable|Query read timeout/.test(error.message)
  )
}

/** Did it take too long, or wait too long for a lock? Asking again may help, asking more at once doesn't. */
export const tookTooLong = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "57014" || error.code === "55P03")

/** Was the constraint of this name violated? For turning `unique` and `check` into Problems. */
export const violates = (error: unknown, constraint: string): boolean =>
  error instanceof Error && "constraint" in error && error.constraint === constraint

/** @throws RangeError */
export function openDb({ url, poolSize = 16, prepared = true, onError = () => {} }: DbOptions): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    types,
    // Statements that don't wait for each other's answers are sent together.
    pipeline: true,
    connectionTimeoutMillis: 5000,
    application_name: "tidings",
  })
  pool.on("error", onError) // an idle connection died; the pool replaces it
  // One that dies between two statements of a transaction: the next of them says so. Unheard, it would end the process.
  pool.on("connect", (client) => client.on("error", () => {}))

  async function connect(): Promise<pg.PoolClient> {
    try {
      return await pool.connect()
    } catch (error) {
      if (isUnavailable(error)) throw new Problem("unavailable", undefined, { retryAfterSeconds: 2 })
      throw error
    }
  }

  async function transaction<T>(settings: string, work: (tx: Sql) => Promise<T>): Promise<T> {
    const client = await connect()
    const ask = (text: string) => client.query(inTime({ text }))
    let broken: Error | undefined
    let isOver = false
    const run = sqlOn(client, prepared, inTime)
    // Whatever goes on beside a statement that failed must not reach the connection when it is somebody else's.
    const tx: Sql = (text, ...values) =>
      isOver ? Promise.reject(new Error("The transaction is over.")) : run(text, ...values)
    try {
      // One message: the settings live and die with the transaction, whichever connection a pooler gives. Its answer is
      // not waited for: where it fails the transaction is aborted, and every statement behind it is refused.
      const begun = ask(
        `begin; set local role tidings_app; set local timezone = 'UTC'; set local statement_timeout = '${transactionSeconds}s'; set local idle_in_transaction_session_timeout = '${transactionSeconds}s'; ${settings}`,
      )
      begun.catch(() => {}) // heard below, or from the statements behind it
      const result = await work(tx)
      await begun
      // A statement whose failure nobody heard has made it a rollback.
      if ((await ask("commit")).command !== "COMMIT") throw new Error("The transaction was not committed.")
      return result
    } catch (error) {
      isOver = true
      await ask("rollback").catch((failure: Error) => {
        broken = failure
      })
      if (isUnavailable(error)) {
        broken ??= error as Error
        throw new Problem("unavailable", undefined, { retryAfterSeconds: 2 })
      }
      throw error
    } finally {
      isOver = true
      client.release(broken)
    }
  }

  return {
    async org(orgId, work, settings) {
      if (!isId(orgId)) throw new RangeError(`"${orgId}" is not an organisation's id`)
      const plans = settings?.arePlansKept ? "; set local plan_cache_mode = force_generic_plan" : ""
      return await transaction(`set local tidings.org_id = '${orgId}'${plans}`, (tx) =>
        work(Object.assign(tx, { orgId })),
      )
    },
    async together(orgIds, work) {
      const odd = orgIds.find((orgId) => !isId(orgId))
      if (odd !== undefined) throw new RangeError(`"${odd}" is not an organisation's id`)
      return await transaction(
        `set local tidings.org_id = ''; set local tidings.org_ids = '{${orgIds.join(",")}}'`,
        work,
      )
    },
    global: (work) => transaction("set local tidings.org_id = ''", work),
    async bare(work) {
      const client = await connect()
      let broken: Error | undefined
      try {
        return await work(sqlOn(client, false), client)
      } catch (error) {
        broken = error as Error
        throw error
      } finally {
        client.release(broken ?? true) // its settings may have been changed: never reused
      }
    },
    pool,
    close: () => pool.end(),
  }
}
