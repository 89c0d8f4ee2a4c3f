/**
 * Customers: who is served. Every write goes through `insertCustomers` and `updateCustomers`, for one as for a thousand,
 * so that what hangs on a customer (class sizes, class history, what it is found by, what its switches stop) is kept in
 * one place.
 */
import { z } from "zod"
import { language, timeZone } from "../access/organisations.ts"
import { emailAddress } from "../base/address.ts"
import { type OrgSql, sql, violates } from "../base/db.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { found, id, instant, line, version } from "../base/route.ts"
import { lookAgain } from "./dueDates.ts"
import { type Point, readPoints, samePoints, writePoints } from "./points.ts"
import { type Reach, within } from "./scope.ts"
import { nameKeyOf, placeTerms, writeTerms } from "./search.ts"
import { SizeChanges } from "./sizes.ts"

export const fields = {
  externalId: line(100).meta({ description: "The customer's number in your own systems.", examples: ["LX-1001"] }),
  name: line(200).meta({ examples: ["Anna Kowalska"] }),
  salutation: line(100, 0).meta({ description: "How a message greets them.", examples: ["Pani Anno"] }),
  language: language.nullable().meta({ description: "null: the organisation's." }),
  timeZone: timeZone.nullable().meta({ description: "null: the organisation's." }),
  classId: id,
  areaId: id,
  bcc: z
    .array(emailAddress)
    .max(10)
    .transform((list) => [...new Set(list)])
    .meta({ description: "Who gets a copy of every e-mail to this customer.", examples: [["boss@example.com"]] }),
  sendEmail: z.boolean(),
  sendSms: z.boolean(),
}
const shape = z.object(fields)
export type Fields = z.output<typeof shape>

export const states = ["active", "archived", "erased"] as const

export const CustomerAnswer = z
  .object({
    id,
    externalId: z.string().meta({ examples: ["LX-1001"] }),
    name: z.string().meta({ examples: ["Anna Kowalska"] }),
    salutation: z.string(),
    language: z.string().nullable(),
    timeZone: z.string().nullable(),
    classId: id,
    areaId: id,
    bcc: z.array(z.string()),
    sendEmail: z.boolean(),
    sendSms: z.boolean(),
    state: z.enum(states).meta({ description: "An erased one is a stub: who it was is nowhere any more." }),
    version,
    createdAt: instant,
    archivedAt: instant.nullable(),
  })
  .meta({ id: "Customer" })
export type Customer = z.output<typeof CustomerAnswer>

export const columns = sql`c.id, c.external_id, c.name, c.salutation, c.language, c.time_zone, c.class_id, c.area_id, c.bcc,
  c.send_email, c.send_sms, c.state, c.version, c.created_at, c.archived_at`

/** What the audit keeps apart, to be erased with the person. */
export const personal = ["externalId", "name", "salutation", "bcc", "emails", "numbers"] as const

export const fieldsOf = (customer: Fields): Fields =>
  shape.keyof().options.reduce((picked, name) => ({ ...picked, [name]: customer[name] }), {} as Fields)

type Scoped = Reach & { tx: OrgSql }

/** One within reach. @throws Problem not_found */
export const readCustomer = async (call: Scoped, customerId: string): Promise<Customer> =>
  found(
    (
      await call.tx<Customer>`
        select ${columns} from customers c where c.org_id = ${call.tx.orgId} and c.id = ${customerId} and ${within(call)}`
    )[0],
  )

/** The same, held until the transaction ends: nobody changes it meanwhile. @throws Problem not_found, erased */
export async function holdCustomer(call: Scoped, customerId: string): Promise<Customer> {
  const [row] = await call.tx<Customer>`
    select ${columns} from customers c
     where c.org_id = ${call.tx.orgId} and c.id = ${customerId} and ${within(call)}
       for update`
  if (found(row).state === "erased") throw new Problem("erased")
  return found(row)
}

export type NewCustomer = { id: string; fields: Fields; points: readonly Point[] }

/**
 * Adds customers, all active. Rows go in in the order of their external ids, so that two writers of the same ones wait
 * for each other in one order.
 * @returns the ids of those added: an external id that is taken adds nothing
 */
export async function insertCustomers(
  tx: OrgSql,
  now: Temporal.Instant,
  customers: readonly NewCustomer[],
): Promise<Set<string>> {
  if (!customers.length) return new Set()
  const rows = customers
    .toSorted((one, other) => (one.fields.externalId < other.fields.externalId ? -1 : 1))
    .map(
      ({ id, fields: f }) => sql`(${tx.orgId}, ${id}, ${f.externalId}, ${f.name}, ${nameKeyOf(f.name)}, ${f.salutation},
        ${f.language}, ${f.timeZone}, ${f.classId}, ${f.areaId}, ${f.bcc}, ${f.sendEmail}, ${f.sendSms}, ${now})`,
    )
  const added = await tx<{ id: string }>`
    insert into customers (org_id, id, external_id, name, name_key, salutation, language, time_zone, class_id, area_id, bcc,
                           send_email, send_sms, created_at)
    values ${sql.join(rows)}
    on conflict (org_id, external_id) do nothing
    returning id`
  const ids = new Set(added.map(({ id }) => id))
  const present = customers.filter(({ id }) => ids.has(id))
  if (!present.length) return ids
  await tx`
    insert into class_history (org_id, customer_id, since, class_id)
    values ${sql.join(present.map(({ id, fields }) => sql`(${tx.orgId}, ${id}, ${now}, ${fields.classId})`))}`
  await writePoints(
    tx,
    now,
    present.map(({ id, points }) => ({ id, before: [], after: points })),
  )
  await writeTerms(
    tx,
    present.map(({ id, fields, points }) => ({ id, ...fields, points, isNew: true })),
  )
  const sizes = new SizeChanges()
  for (const { fields } of present) sizes.add(fields.classId, 1)
  await sizes.write(tx)
  return ids
}

/** `before` is held by this transaction. */
export type Change = {
  before: Customer
  after: Fields
  points: { before: readonly Point[]; after: readonly Point[] }
}

const differs = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other)
export const isChange = ({ before, after, points }: Change): boolean =>
  differs(fieldsOf(before), fieldsOf(after)) || !samePoints(points.before, points.after)

/** What of a customer's own stands at its terms. */
const foundBy = ["name", "externalId", "classId", "areaId", "sendEmail", "sendSms"] as const

/**
 * Writes what changed about customers; each gets its next version. A switch turned off raises its counter, which stops
 * what waits on that channel.
 * @throws Problem name_taken at `/externalId`
 */
export async function updateCustomers(tx: OrgSql, now: Temporal.Instant, changes: readonly Change[]): Promise<void> {
  if (!changes.length) return
  const rows = changes.map(
    ({
      before,
      after: f,
    }) => sql`(${before.id}::uuid, ${f.externalId}::text, ${f.name}::text, ${nameKeyOf(f.name)}::text,
      ${f.salutation}::text, ${f.language}::text, ${f.timeZone}::text, ${f.classId}::uuid, ${f.areaId}::uuid,
      ${f.bcc}::text[], ${f.sendEmail}::boolean, ${f.sendSms}::boolean)`,
  )
  await tx`
    update customers c
       set external_id = v.external_id, name = v.name, name_key = v.name_key, salutation = v.salutation,
           language = v.language, time_zone = v.time_zone, class_id = v.class_id, area_id = v.area_id, bcc = v.bcc,
           send_email = v.send_email, send_sms = v.send_sms, version = c.version + 1,
           stops_email = c.stops_email + (c.send_email and not v.send_email)::int,
           stops_sms = c.stops_sms + (c.send_sms and not v.send_sms)::int
      from (values ${sql.join(rows)})
           v (id, external_id, name, name_key, salutation, language, time_zone, class_id, area_id, bcc, send_email, send_sms)
     where c.org_id = ${tx.orgId} and c.id = v.id`.catch((error) => {
    if (violates(error, "customers_external_id"))
      throw fieldProblem("name_taken", "/externalId", "taken", "There is a customer with this number already.")
    throw error
  })
  const otherwiseFound = changes.filter(
    ({ before, after, points }) =>
      foundBy.some((name) => before[name] !== after[name]) ||
      differs(
        points.before.map(({ address }) => address),
        points.after.map(({ address }) => address),
      ),
  )
  const moved = changes.filter(({ before, after }) => before.classId !== after.classId)
  await noteClasses(
    tx,
    now,
    moved.map(({ before }) => before.id),
  )
  if (moved.length) await lookAgain(tx, now)
  const repointed = changes.filter(({ points }) => !samePoints(points.before, points.after))
  await writePoints(
    tx,
    now,
    repointed.map(({ before, points }) => ({ id: before.id, ...points })),
  )
  await writeTerms(
    tx,
    otherwiseFound.map(({ before, after, points }) => ({
      id: before.id,
      ...after,
      points: points.after,
      isNew: false,
    })),
  )
  const sizes = new SizeChanges()
  for (const { before, after } of moved.filter(({ before }) => before.state === "active")) {
    sizes.add(before.classId, -1)
    sizes.add(after.classId, 1)
  }
  await sizes.write(tx)
}

/**
 * Notes which class customers are in from now on. Of two that change one customer at once the later to commit may be the
 * earlier to have begun; history never goes back in time.
 */
export async function noteClasses(tx: OrgSql, now: Temporal.Instant, ids: readonly string[]): Promise<void> {
  if (!ids.length) return
  await tx`
    insert into class_history (org_id, customer_id, since, class_id)
    select c.org_id, c.id,
           greatest(${now}::timestamptz, (select max(h.since) from class_history h where h.org_id = c.org_id and h.customer_id = c.id)),
           c.class_id
      from customers c where c.org_id = ${tx.orgId} and c.id = any (${ids}::uuid[])
    on conflict (org_id, customer_id, since) do update set class_id = excluded.class_id`
}

/**
 * Archives a customer, which stops all that waits for it, or brings it back, which sends nothing that was missed.
 * @returns as it is now
 */
export async function setState(
  tx: OrgSql,
  now: Temporal.Instant,
  before: Customer,
  state: "active" | "archived",
): Promise<Customer> {
  const [after] = await tx<Customer>`
    update customers c
       set state = ${state}, archived_at = ${state === "archived" ? now : null}, version = version + 1,
           stops = stops + ${state === "archived" ? 1 : 0}
     where c.org_id = ${tx.orgId} and c.id = ${before.id}
    returning ${columns}`
  await placeTerms(tx, [before.id], { isActive: state === "active" })
  const sizes = new SizeChanges()
  sizes.add(before.classId, state === "active" ? 1 : -1)
  await sizes.write(tx)
  return found(after)
}

/** A customer with its points, held, to be changed. @throws Problem not_found, erased */
export async function holdWithPoints(call: Scoped, customerId: string): Promise<{ before: Customer; points: Point[] }> {
  const before = await holdCustomer(call, customerId)
  return { before, points: (await readPoints(call.tx, [customerId])).get(customerId) ?? [] }
}
