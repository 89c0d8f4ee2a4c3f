/**
 * Whose customers a caller reaches, and where he may put one. `within` is the one predicate of this room: every query
 * carries it, so that a customer out of reach is found nowhere, counted nowhere and changed by nothing.
 */
import type { RawBuilder } from "kysely"
import { type OrgSql, sql } from "../base/db.ts"
import { fieldProblem, type Problem } from "../base/problem.ts"
import type { Caller, Extent } from "../base/route.ts"
import { isId } from "../base/ids.ts"
import { comparable } from "../base/text.ts"

/** Who asks and how far his permission reaches; any call has it. */
export type Reach = { caller: Pick<Caller, "orgId" | "memberId" | "areaIds">; extent: Extent }

/** The condition on `customers c`. */
export function within({ caller, extent }: Reach): RawBuilder<unknown> {
  if (extent === "all") return sql`true`
  if (extent === "areas") return sql`c.area_id = any (${caller.areaIds}::uuid[])`
  if (extent === "classes")
    return sql`c.class_id in (select m.id from customer_classes m where m.org_id = ${caller.orgId} and m.managed_by = ${caller.memberId})`
  throw new RangeError("nobody has customers of his own")
}

/** The condition on `customer_classes k`. */
export function classesWithin({ caller, extent }: Reach): RawBuilder<unknown> {
  return extent === "classes" ? sql`k.managed_by = ${caller.memberId}` : sql`true`
}

type ClassPlace = { id: string; nameKey: string; isDefault: boolean; managedBy: string | null }
type AreaPlace = { id: string; nameKey: string; isMain: boolean }

/** The classes and areas that were named, and the ones that stand for no name. */
export type Places = {
  /** @param named an id or a name; undefined: the default class */
  classOf(named: string | undefined): ClassPlace | undefined
  /** @param named an id or a name; undefined: the main area */
  areaOf(named: string | undefined): AreaPlace | undefined
}

/** Looks places up by id or name, all at once. Those found stay until the transaction ends. */
export async function findPlaces(
  tx: OrgSql,
  named: { classes: Iterable<string>; areas: Iterable<string> },
): Promise<Places> {
  const split = (words: Iterable<string>) => {
    const all = [...new Set(words)]
    return { ids: all.filter(isId), keys: all.filter((word) => !isId(word)).map(comparable) }
  }
  const [forClasses, forAreas] = [split(named.classes), split(named.areas)]
  const classes = await tx<ClassPlace>`
    select id, name_key, is_default, managed_by from customer_classes
     where org_id = ${tx.orgId} and (id = any (${forClasses.ids}::uuid[]) or name_key = any (${forClasses.keys}::text[]) or is_default)
     order by id
       for key share`
  const areas = await tx<AreaPlace>`
    select id, name_key, is_main from areas
     where org_id = ${tx.orgId} and (id = any (${forAreas.ids}::uuid[]) or name_key = any (${forAreas.keys}::text[]) or is_main)
     order by id
       for key share`
  const finder = <Place extends { id: string; nameKey: string }>(places: Place[], standard: Place | undefined) => {
    const byName = new Map(places.flatMap((place) => [[place.id, place] as const, [place.nameKey, place] as const]))
    return (word: string | undefined) =>
      word === undefined ? standard : byName.get(isId(word) ? word : comparable(word))
  }
  return {
    classOf: finder(
      classes,
      classes.find(({ isDefault }) => isDefault),
    ),
    areaOf: finder(
      areas,
      areas.find(({ isMain }) => isMain),
    ),
  }
}

type Placed = { classId: string; areaId: string }

const fault = (field: "class" | "area", code: "unknown" | "outside", detail: string): PlaceFault => ({
  field,
  code,
  detail,
})
export type PlaceFault = { field: "class" | "area"; code: "unknown" | "outside"; detail: string }

/**
 * Why a caller may not put a customer in a class; null if he may. What he can't see is told as if it weren't there. Out
 * of a reseller's class only an administrator, or the reseller within his own, moves a customer.
 * @param before where the customer is now; null for a new one
 */
export function classFault(
  { caller, extent }: Reach,
  places: Places,
  before: Placed | null,
  to: ClassPlace | undefined,
): PlaceFault | null {
  if (!to || (extent === "classes" && to.managedBy !== caller.memberId))
    return fault("class", "unknown", "There is no such class.")
  const left = before && before.classId !== to.id ? places.classOf(before.classId) : undefined
  if (extent === "areas" && left?.managedBy)
    return fault("class", "outside", "Only an administrator moves a customer out of a reseller's class.")
  return null
}

/** Why a caller may not put a customer in an area; null if he may. A supervisor keeps his customers in his areas. */
export function areaFault({ caller, extent }: Reach, to: AreaPlace | undefined): PlaceFault | null {
  if (!to) return fault("area", "unknown", "There is no such area.")
  if (extent === "areas" && !caller.areaIds.includes(to.id))
    return fault("area", "outside", "This area isn't one of yours. An administrator can put a customer there.")
  return null
}

/** The Problem a fault is: invalid where nothing is there, forbidden where somebody else may. */
export const placeProblem = ({ field, code, detail }: PlaceFault, pointers: { class: string; area: string }): Problem =>
  fieldProblem(code === "outside" ? "forbidden" : "invalid", pointers[field], code, detail)
