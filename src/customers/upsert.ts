/** Customers by their external ids: those that aren't there are added, those that are otherwise changed, set-wise. */
import { z } from "zod"
import type { Actor } from "../audit/audit.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import type { Fault } from "../base/problem.ts"
import { found, line } from "../base/route.ts"
import * as customers from "./customers.ts"
import { joinPoints, emailList, numberList, type Point, readPoints, settle, shown, type Warnings } from "./points.ts"
import { areaFault, classFault, findPlaces, type PlaceFault, type Places, type Reach, within } from "./scope.ts"

const { fields } = customers
const place = line(100)

/** What is known of one customer: a line of a file, or the body of a PUT. What isn't named stays as it is. */
export const lineInput = z.strictObject({
  externalId: fields.externalId,
  name: fields.name.optional().meta({ description: "Needed for a new customer." }),
  salutation: fields.salutation.optional(),
  language: fields.language.optional(),
  timeZone: fields.timeZone.optional(),
  class: place.optional().meta({ description: "The class's name or id; a new customer is put in the default one." }),
  area: place.optional().meta({ description: "The area's name or id; a new customer is put in the main one." }),
  bcc: fields.bcc.optional(),
  sendEmail: fields.sendEmail.optional(),
  sendSms: fields.sendSms.optional(),
  emails: emailList.optional(),
  numbers: numberList.optional(),
})
export type Line = z.output<typeof lineInput>

/** What a new customer's switches start with (DE-D11). */
export type Start = { sendEmail: boolean; sendSms: boolean; country: string }

export async function startOf(tx: OrgSql): Promise<Start> {
  const [settings] = await tx<{ smsStart: string; country: string }>`
    select sms_start, country from organisation_settings where org_id = ${tx.orgId}`
  const { smsStart, country } = found(settings)
  return { sendEmail: true, sendSms: smsStart === "send", country }
}

type Written = { before: Record<string, unknown> | null; after: Record<string, unknown> }
export type Result =
  | ({ outcome: "created" | "updated" | "unchanged"; customerId: string; warnings: Warnings } & Written)
  | { outcome: "refused"; faults: Fault[] }

type Found = customers.Customer & { isWithin: boolean }
type Decision =
  | { kind: "create"; customer: customers.NewCustomer }
  | { kind: "update"; change: customers.Change }
  | { kind: "unchanged"; change: customers.Change }
  | { kind: "refused"; faults: Fault[] }

const refuse = ({ field, code, detail }: PlaceFault): Decision => ({
  kind: "refused",
  faults: [{ pointer: `/${field}`, code, detail }],
})

/** What a line means for the customer that is there, or isn't. Pure. */
function decide(
  reach: Reach,
  { externalId, class: className, area: areaName, emails, numbers, ...named }: Line,
  present: { customer: Found; points: readonly Point[] } | undefined,
  places: Places,
  start: Start,
): Decision {
  const { points: given, faults } = joinPoints({ emails, numbers })
  if (faults.length) return { kind: "refused", faults }
  const set = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
  if (!present) {
    const [to, area] = [places.classOf(className), places.areaOf(areaName)]
    const fault = classFault(reach, places, null, to) ?? areaFault(reach, area)
    if (fault) return refuse(fault)
    if (named.name === undefined)
      return {
        kind: "refused",
        faults: [{ pointer: "/name", code: "missing", detail: "A new customer needs a name." }],
      }
    const empty = { externalId, name: named.name, salutation: "", language: null, timeZone: null, bcc: [] }
    const { sendEmail, sendSms } = start
    const fields = { ...empty, sendEmail, sendSms, ...set, classId: found(to).id, areaId: found(area).id }
    return { kind: "create", customer: { id: newId(), fields, points: settle([], given) } }
  }
  const { customer: before, points } = present
  if (!before.isWithin)
    return {
      kind: "refused",
      faults: [{ pointer: "/externalId", code: "taken", detail: "There is a customer with this number already." }],
    }
  const to = className === undefined ? undefined : places.classOf(className)
  const area = areaName === undefined ? undefined : places.areaOf(areaName)
  const fault =
    (className !== undefined && to?.id !== before.classId && classFault(reach, places, before, to)) ||
    (areaName !== undefined && area?.id !== before.areaId && areaFault(reach, area))
  if (fault) return refuse(fault)
  const after = {
    ...customers.fieldsOf(before),
    ...set,
    classId: to?.id ?? before.classId,
    areaId: area?.id ?? before.areaId,
  }
  // A list that isn't named stays.
  const stays = points.filter(({ channel }) => (channel === "email" ? emails : numbers) === undefined)
  const change = { before, after, points: { before: points, after: inOrder([...stays, ...settle(points, given)]) } }
  return { kind: customers.isChange(change) ? "update" : "unchanged", change }
}

const inOrder = (points: Point[]): Point[] => [
  ...points.filter(({ channel }) => channel === "email"),
  ...points.filter(({ channel }) => channel === "sms"),
]

/**
 * Writes lines, each of another external id, in one statement a kind. A line that can't be done is refused and the rest
 * are done; a line that changes nothing writes nothing.
 * @param dryRun decides and writes nothing
 * @returns one result a line, in their order
 */
export async function upsert(
  call: Omit<Actor, "caller"> & Reach,
  lines: readonly Line[],
  start: Start,
  dryRun: boolean,
): Promise<Result[]> {
  const { tx, now } = call
  const present = await tx<Found>`
    select ${customers.columns}, ${within(call)} as is_within from customers c
     where c.org_id = ${tx.orgId} and c.external_id = any (${lines.map(({ externalId }) => externalId)}::text[])
     order by c.id ${dryRun ? sql`` : sql`for update`}`
  const points = await readPoints(
    tx,
    present.map(({ id }) => id),
  )
  const known = new Map(
    present.map((customer) => [customer.externalId, { customer, points: points.get(customer.id) ?? [] }]),
  )
  const named = <Value>(values: (Value | undefined)[]) => values.filter((value) => value !== undefined)
  const places = await findPlaces(tx, {
    classes: [...named(lines.map((each) => each.class)), ...present.map(({ classId }) => classId)],
    areas: named(lines.map(({ area }) => area)),
  })
  const decisions = lines.map((each) => decide(call, each, known.get(each.externalId), places, start))
  const created = decisions.flatMap((decision) => (decision.kind === "create" ? [decision.customer] : []))
  const added = dryRun ? null : await customers.insertCustomers(tx, now, created)
  if (!dryRun)
    await customers.updateCustomers(
      tx,
      now,
      decisions.flatMap((decision) => (decision.kind === "update" ? [decision.change] : [])),
    )
  // Somebody added the same external id since we looked: now it is there to be changed.
  const late = lines.filter((_, place) => {
    const decision = decisions[place]
    return decision?.kind === "create" && added !== null && !added.has(decision.customer.id)
  })
  const again = late.length ? await upsert(call, late, start, false) : []
  return lines.map((each, place): Result => {
    const retried = late.indexOf(each)
    if (retried >= 0) return again[retried] as Result
    return resultOf(decisions[place] as Decision, each)
  })
}

function resultOf(decision: Decision, { emails, numbers }: Line): Result {
  if (decision.kind === "refused") return { outcome: "refused", faults: decision.faults }
  const { warnings } = joinPoints({ emails, numbers })
  if (decision.kind === "create") {
    const { id, fields, points } = decision.customer
    return { outcome: "created", customerId: id, warnings, before: null, after: { ...fields, ...shown(points) } }
  }
  const { before, after, points } = decision.change
  return {
    outcome: decision.kind === "update" ? "updated" : "unchanged",
    customerId: before.id,
    warnings,
    before: { ...customers.fieldsOf(before), ...shown(points.before) },
    after: { ...after, ...shown(points.after) },
  }
}
