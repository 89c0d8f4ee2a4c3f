/**
 * Pages of a list by key, not by number: stable while rows come and go, as cheap at the end as at the start. A cursor is
 * opaque and signed; it holds the sort key of the row next to which the page begins, and the way to read.
 */
import type { RawBuilder } from "kysely"
import { z } from "zod"
import { sql } from "./db.ts"
import { Problem } from "./problem.ts"
import type { Secrets } from "./secrets.ts"

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: "Rows on a page." }),
  cursor: z.string().max(2000).optional().meta({ description: "`next` or `previous` of another page of this list." }),
})

export type Page<Row> = { items: Row[]; next: string | null; previous: string | null }

/** The answer of a paged route. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: "Cursor of the next page; null on the last." }),
    previous: z.string().nullable().meta({ description: "Cursor of the page before; null on the first." }),
  })

/** Where a list is to be read; made by the server from the query of one request. */
export type Paging = {
  limit: number
  at: readonly string[] | null
  back: boolean
  cursor(at: readonly string[], back: boolean): string
}

/**
 * @param list what the cursor belongs to: the organisation, the route and its filters; another list refuses it
 * @throws Problem cursor_invalid
 */
export function readPaging(
  secrets: Secrets,
  list: string,
  query: { limit: number; cursor?: string | undefined },
): Paging {
  const cursor = (at: readonly string[], back: boolean) => {
    const text = Buffer.from(JSON.stringify([back ? 1 : 0, ...at])).toString("base64url")
    return `${text}.${secrets.sign(`${list}\0${text}`, "cursor")}`
  }
  if (query.cursor === undefined) return { limit: query.limit, at: null, back: false, cursor }
  const [text = "", signature = ""] = query.cursor.split(".")
  if (!secrets.isSigned(`${list}\0${text}`, signature, "cursor")) throw new Problem("cursor_invalid")
  const [back, ...at] = JSON.parse(Buffer.from(text, "base64url").toString()) as [number, ...string[]]
  return { limit: query.limit, at, back: back === 1, cursor }
}

/**
 * The two clauses that make a statement read one page.
 * @param columns the sort key, unique as a whole, such as sql`c.name_sort`, sql`c.id`
 * @returns `after` to stand behind `where …`, `order` in place of order by and limit
 */
export function keyset(paging: Paging, columns: readonly RawBuilder<unknown>[], direction: "asc" | "desc" = "asc") {
  const forward = (direction === "asc") !== paging.back
  const key = sql.join([...columns])
  const sorted = sql.join(columns.map((column) => (forward ? sql`${column} asc` : sql`${column} desc`)))
  const after = paging.at
    ? forward
      ? sql`and (${key}) > (${sql.join([...paging.at])})`
      : sql`and (${key}) < (${sql.join([...paging.at])})`
    : sql``
  return { after, order: sql`order by ${sorted} limit ${paging.limit + 1}` }
}

/** The page made of rows read with `keyset`: they hold one row more than asked, if there is one. */
export function toPage<Row>(paging: Paging, rows: readonly Row[], keyOf: (row: Row) => readonly string[]): Page<Row> {
  const more = rows.length > paging.limit
  const items = rows.slice(0, paging.limit)
  if (paging.back) items.reverse()
  const [first, last] = [items[0], items.at(-1)]
  const hasNext = paging.back ? paging.at !== null : more
  const hasPrevious = paging.back ? more : paging.at !== null
  return {
    items,
    next: hasNext && last !== undefined ? paging.cursor(keyOf(last), false) : null,
    previous: hasPrevious && first !== undefined ? paging.cursor(keyOf(first), true) : null,
  }
}
