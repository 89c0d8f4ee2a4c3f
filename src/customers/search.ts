/**
 * Finding customers by the beginning of a word of their name, their external id, an address, or the digits of a number.
 * What can be typed stands as terms beside the customer.
 */
import type { RawBuilder } from "kysely"
import { type OrgSql, sql } from "../base/db.ts"
import { digitsOf } from "../base/phone.ts"
import { comparable } from "../base/text.ts"
import type { Point } from "./points.ts"

/** A name as the list is sorted by it; cut, since an index takes at most 2,700 bytes a row. */
export const nameKeyOf = (name: string): string => comparable(name).slice(0, 200).toWellFormed()

/** "anna-maria" is found by "maria" as well. */
const wordsIn = (text: string): string[] =>
  comparable(text)
    .split(" ")
    .flatMap((word) => [word, ...word.split(/[^\p{L}\p{N}]+/u)])

export function termsOf(
  customer: { name: string; externalId: string },
  points: readonly Pick<Point, "channel" | "address">[],
): string[] {
  const terms = new Set([...wordsIn(customer.name), ...wordsIn(customer.externalId), comparable(customer.externalId)])
  for (const { channel, address } of points)
    for (const term of channel === "email" ? [address] : digitsOf(address)) terms.add(term)
  // What another term begins with is found by that one's beginning.
  const sorted = [...terms].filter((term) => term !== "").toSorted()
  return sorted
    .filter((term, place) => !sorted[place + 1]?.startsWith(term))
    .map((term) => term.slice(0, 254).toWellFormed())
}

/** More words than this narrow nothing down any more. */
const mostWords = 8

/**
 * What was typed, as beginnings of terms that must all be there. Digits are a number where they are grouped by blanks, or
 * begin with + or, long enough, 00; otherwise they may as well be an external id.
 */
export function wordsOf(typed: string): string[] {
  const text = comparable(typed)
  if (/^[\d\s+()./-]+$/.test(text) && /[\s+(]|^00\d{9}/.test(text)) {
    const digits = text.replace(/\D/g, "").replace(/^00/, "")
    return digits ? [digits] : []
  }
  // Quotes, brackets and commas come along with what is pasted.
  const words = text.split(" ").map((word) => word.replace(/^["'„“”«»<>()[\]{},;:]+|["'„“”«»<>()[\]{},;:]+$/gu, ""))
  return [...new Set(words.filter((word) => word !== ""))].slice(0, mostWords)
}

/** The range of all texts that begin with the word: in collation C nothing sorts after U+10FFFF. */
const begins = (word: string) => sql`t.term >= ${word} and t.term < ${`${word}\u{10ffff}`}`

/**
 * How many terms are looked at: of one word, up to `sorted` and those found are sorted; of two words, up to `compared`
 * each and those who have both are sorted. Beyond that the names are read in order until a page is full.
 */
const usual = { sorted: 5_000, compared: 50_000 }

/** What a list of customers is read from: `customers c` and its sort key. */
export type Source = { from: RawBuilder<unknown>; where: RawBuilder<unknown>; key: RawBuilder<unknown>[] }

export const everybody: Source = { from: sql`customers c`, where: sql``, key: [sql`c.name_key`, sql`c.id`] }

/**
 * A function in place of a range keeps the index by term out of it, which the planner takes for the better one where it
 * misjudges how many begin alike. Measured with a million customers: 15 ms rather than 5 s.
 */
const beginsBy = (word: string) => sql`left(t.term, ${Array.from(word).length}::int) = ${word}`

/**
 * Customers who have all the words. The rarest word leads: its customers are found by the index of terms, together with
 * those of the next rarest; or, where many begin alike, by the index of first letters in the order of the names. Words
 * that are left are asked of each customer found.
 * @param limits given by tests
 */
export async function searched(tx: OrgSql, words: readonly string[], limits = usual): Promise<Source> {
  if (!words.length) return everybody
  const most = words.length === 1 ? limits.sorted : limits.compared
  const counts = await tx<{ word: string; found: number }>`
    ${sql.join(
      words.map(
        (word) => sql`
        select ${word} as word, (select count(*)::int from (
          select 1 from customer_terms t where t.org_id = ${tx.orgId} and ${begins(word)} limit ${most}) f) as found`,
      ),
      sql` union all `,
    )}`
  const sorted = counts.toSorted((one, other) => one.found - other.found)
  const [rarest, next] = sorted as [(typeof sorted)[number], (typeof sorted)[number] | undefined]
  // `offset 0` keeps both of these from becoming joins: each is asked by the primary key, for one customer at a time.
  const customer = sql`cross join lateral (select * from customers where org_id = ${tx.orgId} and id = f.customer_id offset 0) c`
  const having = (asked: readonly string[]) =>
    sql.join(
      [
        sql``,
        ...words
          .filter((word) => !asked.includes(word))
          .map(
            (word) => sql`and exists (select from customer_terms t
              where t.org_id = ${tx.orgId} and t.customer_id = f.customer_id and ${beginsBy(word)} offset 0)`,
          ),
      ],
      sql` `,
    )
  if (next && next.found < most) {
    const have = (word: string) =>
      sql`select t.customer_id from customer_terms t where t.org_id = ${tx.orgId} and ${begins(word)}`
    return {
      from: sql`(${have(rarest.word)} intersect ${have(next.word)}) f ${customer}`,
      where: having([rarest.word, next.word]),
      key: everybody.key,
    }
  }
  const isRare = rarest.found < limits.sorted
  const { word } = (isRare ? undefined : sorted.find((each) => startOf(each.word) !== null)) ?? rarest
  const start = isRare ? null : startOf(word)
  return {
    from: sql`(
      select distinct t.name_key, t.customer_id from customer_terms t
       where t.org_id = ${tx.orgId} and ${start === null ? begins(word) : sql`t.start = ${start} and ${beginsBy(word)}`}) f
      ${customer}`,
    where: having([word]),
    key: [sql`f.name_key`, sql`f.customer_id`],
  }
}

/** The first two letters; null for a single one, which no index is sorted by. */
const startOf = (term: string): string | null => {
  const letters = Array.from(term).slice(0, 2)
  return letters.length < 2 ? null : letters.join("")
}

const rowsAtOnce = 10_000

/** Replaces what some customers are found by. */
export async function writeTerms(
  tx: OrgSql,
  customers: readonly { id: string; name: string; externalId: string; points: readonly Point[]; isNew: boolean }[],
): Promise<void> {
  const known = customers.filter(({ isNew }) => !isNew).map(({ id }) => id)
  if (known.length)
    await tx`delete from customer_terms where org_id = ${tx.orgId} and customer_id = any (${known}::uuid[])`
  const rows = customers.flatMap((customer) => {
    const nameKey = nameKeyOf(customer.name)
    return termsOf(customer, customer.points).map(
      (term) => sql`(${tx.orgId}, ${customer.id}, ${term}, ${startOf(term) ?? term}, ${nameKey})`,
    )
  })
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await tx`
      insert into customer_terms (org_id, customer_id, term, start, name_key)
      values ${sql.join(rows.slice(from, from + rowsAtOnce))} on conflict do nothing`
}
