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

/** One of 128 bits for each beginning of up to four letters: whoever has the word has all of the word's bits. */
function marksOf(terms: readonly string[]): { low: bigint; high: bigint } {
  const bits = new Int32Array(4)
  for (const term of terms) {
    let hash = 2166136261 // FNV-1a
    for (const letter of Array.from(term.slice(0, 8)).slice(0, 4)) {
      hash = Math.imul(hash ^ (letter.codePointAt(0) as number), 16777619)
      const bit = (hash ^ (hash >>> 15)) & 127
      bits[bit >> 5] = (bits[bit >> 5] as number) | (1 << (bit & 31))
    }
  }
  const [low, high] = new BigInt64Array(bits.buffer)
  return { low: low as bigint, high: high as bigint }
}

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

/** The range of an organisation's terms, of active customers or of others, that begin with the word: in collation C nothing sorts after U+10FFFF. */
export const begins = (tx: OrgSql, word: string, state: Kept["state"]): RawBuilder<unknown> => sql`
  t.org_id = ${tx.orgId} and t.is_active = ${state === "active"} and t.term >= ${word} and t.term < ${`${word}\u{10ffff}`}`

/** The customer's terms that begin with the word. A function in place of a range: its few terms are read, not all there are. */
const itsTerms = (tx: OrgSql, customerId: RawBuilder<unknown>, word: string) => sql`
  from customer_terms t
 where t.org_id = ${tx.orgId} and t.customer_id = ${customerId} and left(t.term, ${Array.from(word).length}::int) = ${word}`

/** `offset 0` keeps it from becoming a join: it is asked for one customer at a time. */
const has = (tx: OrgSql, word: string) => sql`exists (select ${itsTerms(tx, sql`f.id`, word)} offset 0)`

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
function marked(words: readonly string[]): RawBuilder<unknown> {
  if (words.length === 0) return sql``
  const { low, high } = marksOf(words)
  return sql`and t.marks_low & ${low}::bigint = ${low}::bigint and t.marks_high & ${high}::bigint = ${high}::bigint`
}

/** Each class, area and position of the switches that is asked for, and who of `customers c` is there: one range of an index. */
function placesOf(tx: OrgSql, { classIds, areaIds, state, sendEmail, sendSms }: Kept) {
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
  return { places: sql.join(places, sql` cross join `), equal: sql.join(equal, sql` and `) }
}

/** A customer who was found, and where it stands in the list: behind the word that leads, the term that begins with it. */
export type Found = { id: string; at: readonly string[] }

/** A page of all who are kept, by name: a page for each place, and the first of them all. */
async function byName(tx: OrgSql, kept: Kept, paging: Paging): Promise<Found[]> {
  const { after, order } = keyset(paging, [sql`c.name_key`, sql`c.id`])
  const { places, equal } = placesOf(tx, kept)
  const rows = await tx<{ nameKey: string; id: string }>`
    select c.name_key, c.id
      from ${places}
     cross join lateral (select c.name_key, c.id from customers c where ${equal} ${after} ${order}) c
     ${order}`
  return rows.map(({ nameKey, id }) => ({ id, at: [nameKey, id] }))
}

/** Those who are kept, where they are so few that each may be looked at. */
async function fewKept(tx: OrgSql, kept: Kept, most: number): Promise<string[] | null> {
  const { classIds, areaIds, state, sendEmail, sendSms } = kept
  if (state === "active" && [classIds, areaIds, sendEmail, sendSms].every((asked) => (asked ?? null) === null))
    return null
  const { places, equal } = placesOf(tx, kept)
  const rows = await tx<{ id: string }>`
    select c.id from ${places} cross join lateral (select c.id from customers c where ${equal}) c limit ${most}`
  return rows.length < most ? rows.map(({ id }) => id) : null
}

/** A page of those of the few who have all the words. */
async function ofFew(tx: OrgSql, ids: readonly string[], lead: string, others: readonly string[], paging: Paging) {
  const { after, order } = keyset(paging, [sql`f.term`, sql`f.id`])
  const fits = [sql`true`, ...others.map((word) => has(tx, word))]
  return await tx<{ term: string; id: string }>`
    select f.term, f.id
      from (select c.id, (select min(t.term) ${itsTerms(tx, sql`c.id`, lead)}) as term
              from unnest(${ids}::uuid[]) as c (id)) f
     where f.term is not null and ${sql.join(fits, sql` and `)} ${after} ${order}`
}

/** A page of those who have the leading word and, as far as marks and tags tell, all the rest; `fits` says whether they have. */
async function byTerm(tx: OrgSql, lead: string, others: readonly string[], kept: Kept, paging: Paging) {
  const { after, order } = keyset(paging, [sql`t.term`, sql`t.customer_id`])
  const equal = (column: RawBuilder<unknown>, value: boolean | undefined) =>
    value === undefined ? [] : [sql`and ${column} = ${value}`]
  const conditions = [
    marked(others),
    ...when(kept.classIds, sql`and t.class_tag = any (${(kept.classIds ?? []).map(tagOf)}::int[])`),
    ...when(kept.areaIds, sql`and t.area_tag = any (${(kept.areaIds ?? []).map(tagOf)}::int[])`),
    ...equal(sql`t.send_email`, kept.sendEmail),
    ...equal(sql`t.send_sms`, kept.sendSms),
  ]
  const fits = [sql`true`, ...others.map((word) => has(tx, word))]
  // A customer two of whose terms begin with the word is taken by the first of them.
  return await tx<{ term: string; id: string; fits: boolean }>`
    select f.term, f.id, ${sql.join(fits, sql` and `)} as fits
      from (select t.term, t.customer_id as id from customer_terms t
             where ${begins(tx, lead, kept.state)} and t.shared < ${lead.length}::int
               ${sql.join(conditions, sql` `)} ${after} ${order}) f`
}

/** The word that the fewest terms begin with. So many are counted as the rarest has, three times as many at most. */
async function rarest(tx: OrgSql, words: readonly string[], state: Kept["state"], most: number): Promise<string> {
  for (let upTo = Math.min(usual.counted, most); ; upTo = Math.min(3 * upTo, most)) {
    const counts = await tx<{ word: string; found: number }>`
      ${sql.join(
        words.map(
          (word) => sql`
          select ${word} as word, (select count(*)::int from (
            select 1 from customer_terms t where ${begins(tx, word, state)} limit ${upTo}) f) as found`,
        ),
        sql` union all `,
      )}`
    const least = counts.reduce((rare, each) => (each.found < rare.found ? each : rare))
    if (least.found < upTo || upTo === most) return least.word
  }
}

/**
 * Terms are counted to tell a rare word from others: so many at first, and at most. Where no more customers than `few` are
 * kept, each of them is looked at.
 */
const usual = { counted: 1_000, countedAtMost: 20_000, few: 1_000 }

/**
 * The kept customers who have all the words, some at a time, for as long as the caller wants more; more than are wanted
 * come with them. Without words they come by name. With words in the order of the terms that the leading one is the
 * beginning of, so that what was typed whole comes first and nothing is sorted: a page costs what it takes to pass the terms up
 * to its end. The rarest word leads; a cursor keeps to the word that led.
 * @param limits given by tests
 */
export async function* inOrder(
  tx: OrgSql,
  words: readonly string[],
  kept: Kept,
  paging: Paging,
  limits: Pick<typeof usual, "countedAtMost" | "few"> = usual,
): AsyncGenerator<Found[]> {
  const [first] = words
  if (first === undefined) return yield await byName(tx, kept, paging)
  const [led, ...at] = paging.at ?? []
  const few = await fewKept(tx, kept, limits.few)
  const choose = () => (few || words.length === 1 ? first : rarest(tx, words, kept.state, limits.countedAtMost))
  const lead = led ?? (await choose())
  const others = words.filter((word) => word !== lead)
  const found = ({ term, id }: { term: string; id: string }): Found => ({ id, at: [lead, term, id] })
  let place = at.length ? at : null
  if (few) return yield (await ofFew(tx, few, lead, others, { ...paging, at: place })).map(found)
  // Among those who seem to have the words some don't.
  for (let size = (others.length ? 4 : 1) * (paging.limit + 1); ; size *= 8) {
    const rows = await byTerm(tx, lead, others, kept, { ...paging, at: place, limit: size - 1 })
    yield rows.filter(({ fits }) => fits).map(found)
    const last = rows.at(-1)
    if (!last || rows.length < size) return
    place = [last.term, last.id]
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
  const rows = customers.flatMap(({ id, ...customer }) => {
    const terms = termsOf(customer, customer.points)
    const { low, high } = marksOf(terms)
    return terms.map((term, place) => ({
      id,
      term,
      shared: place ? alike(term, terms[place - 1] as string) : 0,
      low: String(low),
      high: String(high),
    }))
  })
  await tx`
    insert into customer_terms (org_id, customer_id, term, shared, marks_low, marks_high, class_tag, area_tag, send_email, send_sms,
                                is_active)
    select c.org_id, c.id, t.term, t.shared, t.low, t.high, ${tagIn(sql`c.class_id`)}, ${tagIn(sql`c.area_id`)}, c.send_email,
           c.send_sms, c.state = 'active'
      from jsonb_to_recordset(${json(rows)}) as t (id uuid, term text, shared smallint, low bigint, high bigint)
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
