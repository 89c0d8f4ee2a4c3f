/**
 * Finding customers by the beginning of a word of their name, their external id, an address, or the digits of a number.
 * What can be typed stands as terms beside the customer, each with all that a list asks before it looks at anybody: so a
 * search costs what its rarest word costs, whatever else is asked for.
 */
import type { RawBuilder } from "kysely"
import { json, type OrgSql, sql } from "../base/db.ts"
import { keyset, type Paging } from "../base/page.ts"
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

/** Sorted, each once. */
export function termsOf(
  customer: { name: string; externalId: string },
  points: readonly Pick<Point, "channel" | "address">[],
): string[] {
  const terms = new Set([...wordsIn(customer.name), ...wordsIn(customer.externalId), comparable(customer.externalId)])
  for (const { channel, address } of points)
    for (const term of channel === "email" ? [address] : digitsOf(address)) terms.add(term)
  // What another term begins with is found by that one's beginning.
  const sorted = [...terms].filter((term) => term !== "").toSorted()
  const longest = sorted.filter((term, place) => !sorted[place + 1]?.startsWith(term))
  return [...new Set(longest.map((term) => term.slice(0, 254).toWellFormed()))]
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

/** One of 64 bits for each beginning of up to four letters: whoever has the word has all of the word's bits. */
function marksOf(terms: readonly string[]): bigint {
  const halves: [number, number] = [0, 0]
  for (const term of terms) {
    let hash = 2166136261 // FNV-1a
    for (const letter of Array.from(term.slice(0, 8)).slice(0, 4)) {
      hash = Math.imul(hash ^ (letter.codePointAt(0) as number), 16777619)
      const bit = (hash ^ (hash >>> 15)) & 63
      halves[bit >> 5 === 0 ? 0 : 1] |= 1 << (bit & 31)
    }
  }
  return BigInt.asIntN(64, (BigInt(halves[1] >>> 0) << 32n) | BigInt(halves[0] >>> 0))
}

/** The marks of all that a customer is found by. */
export const marksFor = (...about: Parameters<typeof termsOf>): bigint => marksOf(termsOf(...about))

/** How many letters two texts begin with alike. */
function alike(one: string, other: string): number {
  let letters = 0
  while (letters < one.length && one[letters] === other[letters]) letters += 1
  return letters
}

/** A class or an area in four bytes: it tells nearly all others apart, and the customer itself is asked in the end. */
const tagOf = (id: string): number => Number.parseInt(id.slice(-8), 16) | 0

/** The same in a statement. */
const tagIn = (id: RawBuilder<unknown>) => sql`('x' || right(${id}::text, 8))::bit(32)::int`

/** The range of all texts that begin with the word: in collation C nothing sorts after U+10FFFF. */
export const begins = (word: string): RawBuilder<unknown> => sql`t.term >= ${word} and t.term < ${`${word}\u{10ffff}`}`

/**
 * A function in place of a range keeps the index by term out of it, which the planner takes for the better one where it
 * misjudges how many begin alike. Measured with a million customers: 15 ms rather than 5 s. `offset 0` keeps it from
 * becoming a join: it is asked for one customer at a time.
 */
const has = (tx: OrgSql, word: string) => sql`exists (
  select from customer_terms t
   where t.org_id = ${tx.orgId} and t.customer_id = f.id and left(t.term, ${Array.from(word).length}::int) = ${word} offset 0)`

/** Who is listed: those in one of the classes and in one of the areas, null being any. */
export type Kept = {
  classIds: readonly string[] | null
  areaIds: readonly string[] | null
  state: "active" | "archived"
  sendEmail: boolean | undefined
  sendSms: boolean | undefined
}

const either = (value: boolean | undefined) => (value === undefined ? [true, false] : [value])
const when = (list: unknown, then: RawBuilder<unknown>) => (list === null ? [] : [then])

/** Passes over most of those who lack one of the words. */
const marked = (column: RawBuilder<unknown>, words: readonly string[]) => {
  const marks = marksOf(words)
  return words.length ? sql`and ${column} & ${marks}::bigint = ${marks}::bigint` : sql``
}

/**
 * A page by name of the kept ones who, as far as marks tell, have the words. Read off the one index that begins with what
 * is asked for: a page for each class, area and position of the switches, and the first of them all.
 */
function byName(
  tx: OrgSql,
  words: readonly string[],
  { classIds, areaIds, state, sendEmail, sendSms }: Kept,
  paging: Paging,
) {
  const { after, order } = keyset(paging, [sql`c.name_key`, sql`c.id`])
  const places = [
    ...when(classIds, sql`unnest(${classIds}::uuid[]) as p (class_id)`),
    ...when(areaIds, sql`unnest(${areaIds}::uuid[]) as a (area_id)`),
    sql`unnest(${either(sendEmail)}::boolean[]) as e (send_email)`,
    sql`unnest(${either(sendSms)}::boolean[]) as s (send_sms)`,
  ]
  const equal = [
    sql`c.org_id = ${tx.orgId} and c.state = ${state} and c.send_email = e.send_email and c.send_sms = s.send_sms`,
    ...when(classIds, sql`c.class_id = p.class_id`),
    ...when(areaIds, sql`c.area_id = a.area_id`),
  ]
  return sql`
    select c.name_key, c.id
      from ${sql.join(places, sql` cross join `)}
     cross join lateral (select c.name_key, c.id from customers c where ${sql.join(equal, sql` and `)}
                           ${marked(sql`c.marks`, words)} ${after} ${order}) c
     ${order}`
}

/** A page by name of those who have the leading word and, as far as marks and tags tell, all the rest. */
function byTerm(tx: OrgSql, lead: string, others: readonly string[], kept: Kept, paging: Paging) {
  const { after, order } = keyset(paging, [sql`t.name_key`, sql`t.customer_id`])
  const equal = (column: RawBuilder<unknown>, value: boolean | undefined) =>
    value === undefined ? [] : [sql`and ${column} = ${value}`]
  const conditions = [
    marked(sql`t.marks`, others),
    ...when(kept.classIds, sql`and t.class_tag = any (${(kept.classIds ?? []).map(tagOf)}::int[])`),
    ...when(kept.areaIds, sql`and t.area_tag = any (${(kept.areaIds ?? []).map(tagOf)}::int[])`),
    ...equal(sql`t.send_email`, kept.sendEmail),
    ...equal(sql`t.send_sms`, kept.sendSms),
  ]
  // A customer two of whose terms begin with the word is taken by the first of them.
  return sql`
    select t.name_key, t.customer_id as id from customer_terms t
     where t.org_id = ${tx.orgId} and ${begins(lead)} and t.shared < ${lead.length}::int
       and t.is_active = ${kept.state === "active"} ${sql.join(conditions, sql` `)} ${after} ${order}`
}

/** The word that the fewest terms begin with, counted up to `most`. */
async function rarest(tx: OrgSql, words: readonly string[], most: number): Promise<{ word: string; found: number }> {
  const counts = await tx<{ word: string; found: number }>`
    ${sql.join(
      words.map(
        (word) => sql`
        select ${word} as word, (select count(*)::int from (
          select 1 from customer_terms t where t.org_id = ${tx.orgId} and ${begins(word)} limit ${most}) f) as found`,
      ),
      sql` union all `,
    )}`
  return counts.reduce((least, each) => (each.found < least.found ? each : least))
}

/** Up to how many terms are counted to find a rare word among several, and how many are read at once. */
const usual = { few: 3_000, read: 60_000 }

/**
 * The kept customers who have all the words, in the order of their names, some ids at a time, for as long as the caller
 * wants more. The rarest word leads: all terms that begin with it are passed through. Where so many have each of the words
 * that this takes long, the names are read in order for as long as one in fifty of those who seem to have them does.
 * @param limits given by tests
 */
export async function* inOrder(
  tx: OrgSql,
  words: readonly string[],
  kept: Kept,
  paging: Paging,
  limits = usual,
): AsyncGenerator<string[]> {
  let { at } = paging
  const look = async (
    size: number,
    candidates: (paging: Paging) => RawBuilder<unknown>,
    asked: readonly string[],
  ): Promise<{ ids: string[]; isEnd: boolean }> => {
    const fits = [sql`true`, ...asked.map((word) => has(tx, word))]
    const { order } = keyset({ ...paging, limit: size - 1 }, [sql`f.name_key`, sql`f.id`])
    const rows = await tx<{ nameKey: string; id: string; fits: boolean }>`
      select f.name_key, f.id, ${sql.join(fits, sql` and `)} as fits
        from (${candidates({ ...paging, at, limit: size - 1 })}) f ${order}`
    const last = rows.at(-1)
    if (last) at = [last.nameKey, last.id]
    return { ids: rows.filter((row) => row.fits).map(({ id }) => id), isEnd: rows.length < size }
  }
  let lead = words.length ? await rarest(tx, words, limits.few) : null
  if (lead?.found === 0) return
  if (lead?.found === limits.few) lead = await rarest(tx, words, limits.read)
  const wanted = paging.limit + 1
  let isLed = lead !== null && lead.found < limits.read
  // Among those who seem to have the words some don't.
  let size = words.length > (isLed ? 1 : 0) ? 4 * wanted : wanted
  const others = words.filter((word) => word !== lead?.word)
  for (;;) {
    const { ids, isEnd } = isLed
      ? await look(size, (page) => byTerm(tx, lead?.word ?? "", others, kept, page), others)
      : await look(size, (page) => byName(tx, words, kept, page), words)
    yield ids
    if (isEnd) return
    if (isLed) size *= 8
    else isLed = ids.length * 50 < size
  }
}

type Placed = { classId: string; areaId: string; sendEmail: boolean; sendSms: boolean }

/** Replaces what some customers are found by, who are written already. */
export async function writeTerms(
  tx: OrgSql,
  customers: readonly { id: string; name: string; externalId: string; points: readonly Point[]; isNew: boolean }[],
): Promise<void> {
  const known = customers.filter(({ isNew }) => !isNew).map(({ id }) => id)
  if (known.length)
    await tx`delete from customer_terms where org_id = ${tx.orgId} and customer_id = any (${known}::uuid[])`
  const rows = customers.flatMap(({ id, ...customer }) =>
    termsOf(customer, customer.points).map((term, place, terms) => ({
      id,
      term,
      shared: place ? alike(term, terms[place - 1] as string) : 0,
    })),
  )
  await tx`
    insert into customer_terms (org_id, customer_id, term, shared, name_key, marks, class_tag, area_tag, send_email, send_sms,
                                is_active)
    select c.org_id, c.id, t.term, t.shared, c.name_key, c.marks, ${tagIn(sql`c.class_id`)}, ${tagIn(sql`c.area_id`)},
           c.send_email, c.send_sms, c.state = 'active'
      from jsonb_to_recordset(${json(rows)}) as t (id uuid, term text, shared smallint)
      join customers c on c.org_id = ${tx.orgId} and c.id = t.id
    on conflict do nothing`
}

/** Notes at the terms of some customers where these are now, all alike. */
export async function placeTerms(
  tx: OrgSql,
  customerIds: readonly string[],
  { classId, areaId, sendEmail, sendSms, isActive }: Partial<Placed & { isActive: boolean }>,
): Promise<void> {
  const columns = {
    class_tag: classId && tagOf(classId),
    area_tag: areaId && tagOf(areaId),
    send_email: sendEmail,
    send_sms: sendSms,
    is_active: isActive,
  }
  const assignments = Object.entries(columns)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => sql`${sql.ref(name)} = ${value}`)
  await tx`
    update customer_terms set ${sql.join(assignments)}
     where org_id = ${tx.orgId} and customer_id = any (${customerIds}::uuid[])`
}
