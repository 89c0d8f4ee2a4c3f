/** One change of many customers at once. */
import type { RawBuilder } from "kysely"
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { sql } from "../base/db.ts"
import { fieldProblem } from "../base/problem.ts"
import { type Call, id } from "../base/route.ts"
import { type Fields, noteClasses } from "./customers.ts"
import { type Filter, filter, selection } from "./list.ts"
import { areaFault, classFault, findPlaces, placeProblem, within } from "./scope.ts"
import { placeTerms } from "./search.ts"
import { SizeChanges } from "./sizes.ts"

/** Customers a call changes: more would keep the others who write waiting for longer than a transaction may take. */
export const mostAtOnce = 2_000

const settings = z
  .strictObject({
    classId: id.optional(),
    areaId: id.optional(),
    sendEmail: z.boolean().optional(),
    sendSms: z.boolean().optional(),
    state: z
      .enum(["active", "archived"])
      .optional()
      .meta({ description: "archived: nothing more is sent, and what waits is stopped." }),
  })
  .refine((set) => Object.values(set).some((value) => value !== undefined), "name at least one field")

export const bulkInput = z
  .strictObject({
    ids: z.array(id).min(1).max(1000).optional().meta({ description: "These customers …" }),
    filter: filter.optional().meta({ description: "… or all of the filtered list." }),
    set: settings,
    dryRun: z.boolean().default(false).meta({ description: "Tells what would be done, and does nothing." }),
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), "name either ids or a filter")
  .meta({ id: "CustomersBulkChange" })

export const BulkAnswer = z
  .object({
    changed: z
      .int()
      .meta({ description: "How many customers were changed; for a dry run, how many there are to change." }),
    unchanged: z
      .int()
      .nullable()
      .meta({ description: "How many of the ids were so already, archived, or not there; null for a filter." }),
    waiting: z.int().nullable().meta({
      description:
        "For a dry run: how many messages that wait would not be sent any more; at most 100,000 are counted.",
    }),
    remaining: z.int().meta({
      description: `How many are left, since a call changes at most ${mostAtOnce.toLocaleString("en")}: send the same again until none is.`,
    }),
  })
  .meta({ id: "CustomersBulkResult" })

type Setting = z.output<typeof settings>
type BulkCall = Call<unknown, unknown, z.output<typeof bulkInput>>
const columnOf = {
  classId: "class_id",
  areaId: "area_id",
  sendEmail: "send_email",
  sendSms: "send_sms",
  state: "state",
} as const

/** @throws Problem invalid, forbidden: no place of the caller's to put a customer */
async function checkPlace(call: BulkCall, { classId, areaId }: Setting): Promise<void> {
  if (classId === undefined && areaId === undefined) return
  const places = await findPlaces(call.tx, { classes: classId ? [classId] : [], areas: areaId ? [areaId] : [] })
  const fault =
    (classId && classFault(call, places, null, places.classOf(classId))) ||
    (areaId && areaFault(call, places.areaOf(areaId)))
  if (fault) throw placeProblem(fault, { class: "/set/classId", area: "/set/areaId" })
}

const chosen = (call: BulkCall, ids: string[] | undefined, given: Filter | undefined): RawBuilder<unknown> =>
  ids
    ? sql`c.org_id = ${call.tx.orgId} and c.id = any (${ids}::uuid[]) and c.state <> 'erased' and ${within(call)}`
    : selection(call, given ?? filter.parse({}))

/** What is counted of messages that would be stopped. */
const mostWaiting = 100_000

/** What a change would do. @param where who would be changed */
async function foresee({ tx, body }: BulkCall, where: RawBuilder<unknown>): Promise<z.output<typeof BulkAnswer>> {
  const { ids, set } = body
  const [row] = await tx<{ count: number }>`select count(*)::int as count from customers c where ${where}`
  const count = row?.count ?? 0
  const stopped = [
    ...(set.state === "archived" ? [sql`true`] : []),
    ...(set.sendEmail === false ? [sql`(d.channel = 'email' and d.words_for = 'customer')`] : []),
    ...(set.sendSms === false ? [sql`(d.channel = 'sms' and d.words_for = 'customer')`] : []),
  ]
  const [stops] = stopped.length
    ? await tx<{ count: number }>`
        select count(*)::int as count
          from (select 1 from deliveries d join customers c on c.org_id = d.org_id and c.id = d.customer_id
                 where d.org_id = ${tx.orgId} and d.state = 'queued' and (${sql.join(stopped, sql` or `)}) and ${where}
                 limit ${mostWaiting}) w`
    : []
  return {
    changed: count,
    unchanged: ids ? new Set(ids).size - count : null,
    waiting: stops?.count ?? 0,
    remaining: Math.max(count - mostAtOnce, 0),
  }
}

/**
 * Changes those of the chosen customers that are otherwise, which makes it safe to repeat. They are found first and then
 * held, in the order of their ids and if they are still among the chosen: so no more rows are locked than are changed.
 * One act, one record: with the ids where ids were given, with the filter's fields where not.
 * @throws Problem invalid; forbidden, with nothing changed, if one of them may not be moved
 */
export async function bulk(call: BulkCall): Promise<z.output<typeof BulkAnswer>> {
  const { tx, now, body } = call
  const { ids, set } = body
  await checkPlace(call, set)
  const wanted = Object.entries(set).filter(([, value]) => value !== undefined) as [keyof typeof columnOf, unknown][]
  const otherwise = sql.join(
    wanted.map(([name, value]) => sql`${sql.ref(`c.${columnOf[name]}`)} is distinct from ${value}`),
    sql` or `,
  )
  const where = chosen(call, ids, body.filter)
  if (body.dryRun) return await foresee(call, sql`${where} and (${otherwise})`)
  const picked = await tx<{ id: string }>`
    select c.id from customers c where ${where} and (${otherwise}) limit ${mostAtOnce}`
  const still = chosen(call, ids, body.filter && { ...body.filter, q: undefined })
  const held = await tx<Pick<Fields, "classId"> & { id: string; state: string; fromReseller: boolean }>`
    select c.id, c.class_id, c.state,
           exists (select from customer_classes k where k.org_id = c.org_id and k.id = c.class_id and k.managed_by is not null) as from_reseller
      from customers c where ${still} and c.id = any (${picked.map(({ id }) => id)}::uuid[]) and (${otherwise})
     order by c.id for update of c`
  const leavesReseller =
    set.classId !== undefined &&
    call.extent === "areas" &&
    held.some((row) => row.fromReseller && row.classId !== set.classId)
  if (leavesReseller)
    throw fieldProblem(
      "forbidden",
      "/set/classId",
      "outside",
      "Only an administrator moves customers out of a reseller's class.",
    )
  if (held.length) {
    const changed = held.map(({ id }) => id)
    const assignments = wanted.map(([name, value]) => sql`${sql.ref(columnOf[name])} = ${value}`)
    await tx`
      update customers c
         set ${sql.join(assignments)}, version = c.version + 1
             ${set.state === undefined ? sql`` : sql`, archived_at = ${set.state === "archived" ? now : null}::timestamptz`}
             ${set.state === "archived" ? sql`, stops = c.stops + 1` : sql``}
             ${set.sendEmail === false ? sql`, stops_email = c.stops_email + c.send_email::int` : sql``}
             ${set.sendSms === false ? sql`, stops_sms = c.stops_sms + c.send_sms::int` : sql``}
       where c.org_id = ${tx.orgId} and c.id = any (${changed}::uuid[])`
    const { state, ...places } = set
    await placeTerms(tx, changed, state === undefined ? places : { ...places, isActive: state === "active" })
    const moved = held.filter(({ classId }) => set.classId !== undefined && classId !== set.classId)
    await noteClasses(
      tx,
      now,
      moved.map(({ id }) => id),
    )
    const sizes = new SizeChanges()
    for (const row of held) {
      if (row.state === "active") sizes.add(row.classId, -1)
      if ((state ?? row.state) === "active") sizes.add(set.classId ?? row.classId, 1)
    }
    await sizes.write(tx)
    // What was searched for may be somebody's name: the record says only that something was.
    const { q, ...rest } = body.filter ?? {}
    await record(call, {
      action: "customers.changed",
      subject: { kind: "customers", id: null },
      after: { set, customers: held.length, ...(ids ? { ids: changed } : { filter: rest, searched: Boolean(q) }) },
    })
  }
  const remaining =
    picked.length < mostAtOnce
      ? []
      : await tx<{ count: number }>`select count(*)::int as count from customers c where ${where} and (${otherwise})`
  return {
    changed: held.length,
    unchanged: ids ? new Set(ids).size - held.length : null,
    waiting: null,
    remaining: remaining[0]?.count ?? 0,
  }
}
