/** Types of the organisation's own: made, changed, retired; and the little that may be changed of those that came along. */
import { isDeepStrictEqual } from "node:util"
import { type Actor, record } from "../audit/audit.ts"
import { json, type OrgSql, violates } from "../base/db.ts"
import { type Fault, fieldProblem, Problem } from "../base/problem.ts"
import { checkVersion, found } from "../base/route.ts"
import type { Channel } from "../base/words.ts"
import { checkValue } from "./check.ts"
import type { TypeDefinition, Variable } from "./definition.ts"
import { dropSwitches } from "./switches.ts"
import { insertOwnType, type NotificationType, termsOf, typeColumns } from "./types.ts"
import { narrowings } from "./widening.ts"

/** What a type says of itself, without what the organisation's table says of it. */
export function definitionOf(type: NotificationType): TypeDefinition {
  const { id: _id, origin: _origin, position: _position, retiredAt: _retired, ...rest } = type
  const { stops: _stops, version: _version, createdAt: _created, ...definition } = rest
  return definition
}

/** What may be changed of a type that came with a starting catalogue. */
const adaptable = ["name", "purpose", "category", "priority", "expiryHours", "attempts", "ambiguous"] as const

/** What stays of one's own type as it was made. */
const lasting = ["key", "switchOwner"] as const

/** Why a definition can't be a type of the organisation's own; pointers into it. Pure. */
export function misfits(type: TypeDefinition): Fault[] {
  const { audiences, switchOwner } = type
  const faults: Fault[] = []
  const refuse = (pointer: string, code: Fault["code"], detail: string) => void faults.push({ pointer, code, detail })
  if (type.key.startsWith("system."))
    refuse("/key", "reserved", "Keys that begin with system. belong to Tidings. Choose another.")
  if (Object.keys(audiences).length === 0) refuse("/audiences", "empty", "Say who is told, and on which channels.")
  if (audiences.operator)
    refuse("/audiences/operator", "audience_unsupported", "Only types of the system are written for operators.")
  if (audiences.contact && switchOwner !== "subscription")
    refuse("/audiences/contact", "audience_unsupported", "A contact hears only what it subscribed to.")
  if (switchOwner === "subscription")
    for (const audience of Object.keys(audiences).filter((each) => each !== "contact"))
      refuse(`/audiences/${audience}`, "audience_unsupported", "Only contacts subscribe.")
  if (type.mandatory && (audiences.customer || audiences.contact))
    refuse("/mandatory", "not_allowed", "Only what is written for staff can be made mandatory.")
  return [...faults, ...variableMisfits(type.variables, "/variables")]
}

function variableMisfits(variables: readonly Variable[], at: string): Fault[] {
  const seen = new Set<string>()
  return variables.flatMap((variable, index) => {
    const pointer = `${at}/${index}`
    const twice = seen.has(variable.name)
    seen.add(variable.name)
    return [
      ...(twice
        ? [{ pointer: `${pointer}/name`, code: "duplicate" as const, detail: `"${variable.name}" stands here twice.` }]
        : []),
      ...checkValue(variable, variable.sample, `${pointer}/sample`),
      ...(variable.kind === "list" ? variableMisfits(variable.of, `${pointer}/of`) : []),
    ]
  })
}

/** Fields of `after` that had to stay as they are. */
const fixedFaults = (before: TypeDefinition, after: TypeDefinition, isFixed: (field: string) => boolean): Fault[] =>
  (Object.keys(before) as (keyof TypeDefinition)[])
    .filter((field) => isFixed(field) && !isDeepStrictEqual(before[field], after[field]))
    .map((field) => ({ pointer: `/${field}`, code: "fixed", detail: "This can't be changed any more." }))

/** @throws Problem name_taken at `/key`, invalid at `/category` */
const refuseConflict = (error: unknown, type: TypeDefinition): never => {
  if (violates(error, "notification_types_key"))
    throw fieldProblem("name_taken", "/key", "taken", `There is a type with the key ${type.key}, maybe a retired one.`)
  if (violates(error, "notification_types_category"))
    throw fieldProblem("invalid", "/category", "unknown", `There is no category ${type.category}.`)
  throw error
}

/**
 * Adds a type of the organisation's own.
 * @throws Problem invalid with the faults, name_taken at `/key`
 */
export async function createType(call: Actor, definition: TypeDefinition): Promise<NotificationType> {
  const faults = misfits(definition)
  if (faults.length) throw new Problem("invalid", undefined, { faults })
  const type = await insertOwnType(call, definition).catch((error) => refuseConflict(error, definition))
  await record(call, {
    action: "notification_type.created",
    subject: { kind: "notification_type", id: type.id },
    after: definitionOf(type),
  })
  return type
}

/** The type, held until the transaction ends. Switch sheets wait for it, references to it don't. */
const hold = async (tx: OrgSql, typeId: string): Promise<NotificationType> =>
  found(
    (
      await tx<NotificationType>`
        select ${typeColumns} from notification_types t
         where t.org_id = ${tx.orgId} and t.id = ${typeId} for no key update`
    )[0],
  )

/** Does `after` lack an audience or a channel that `before` has? */
const isNarrower = (before: TypeDefinition["audiences"], after: TypeDefinition["audiences"]): boolean =>
  (Object.entries(before) as [keyof typeof before, Channel[]][]).some(([audience, channels]) =>
    channels.some((channel) => !after[audience]?.includes(channel)),
  )

/**
 * Changes a type as a whole: one's own all but its key and the owner of its switch, one that came along only in what is
 * said of it. An audience or channel taken away is switched off, and what waits for it is not sent.
 * @throws Problem not_found, protected, version_conflict, invalid with the faults
 */
export async function changeType(
  call: Actor,
  typeId: string,
  definition: TypeDefinition,
  ifMatch: number | null,
): Promise<NotificationType> {
  const { tx } = call
  const before = await hold(tx, typeId)
  if (before.origin === "system") throw new Problem("protected")
  checkVersion(ifMatch, before.version)
  const faults =
    before.origin === null
      ? [
          ...fixedFaults(before, definition, (field) => lasting.some((name) => name === field)),
          ...misfits(definition),
          ...narrowings(before.variables, definition.variables),
        ]
      : fixedFaults(definitionOf(before), definition, (field) => !adaptable.some((name) => name === field))
  if (faults.length) throw new Problem("invalid", undefined, { faults })
  const stopping = isNarrower(before.audiences, definition.audiences)
  const [type] = await tx<NotificationType>`
    update notification_types t
       set name = ${json(definition.name)}, purpose = ${json(definition.purpose)}, category = ${definition.category},
           audiences = ${json(definition.audiences)}, level = ${definition.level}, trigger = ${definition.trigger},
           variables = ${json(definition.variables)}, transactional = ${definition.transactional},
           critical = ${definition.critical}, priority = ${definition.priority}, mandatory = ${definition.mandatory},
           attempts = ${definition.attempts}, expiry_hours = ${definition.expiryHours},
           ambiguous = ${json(definition.ambiguous)}, terms = ${termsOf(definition)},
           stops = stops + ${stopping ? 1 : 0}, version = version + 1
     where t.org_id = ${tx.orgId} and t.id = ${typeId}
    returning ${typeColumns}`.catch((error) => refuseConflict(error, definition))
  const changed = found(type)
  if (stopping) await dropSwitches(tx, typeId, definition.audiences)
  await record(call, {
    action: "notification_type.updated",
    subject: { kind: "notification_type", id: typeId },
    before: definitionOf(before),
    after: definitionOf(changed),
  })
  return changed
}

/**
 * Retires one of the organisation's own types, or restores it. A retired one is offered nowhere and sent no more, what
 * waits included; its key, its texts and what was sent stay. Done again it changes nothing.
 * @throws Problem not_found, protected for a type that came along, version_conflict
 */
export async function setRetired(
  call: Actor,
  typeId: string,
  isRetired: boolean,
  ifMatch: number | null,
): Promise<NotificationType> {
  const { tx } = call
  const before = await hold(tx, typeId)
  if (before.origin !== null)
    throw new Problem("protected", "This type came with Tidings and stays. Switch it off where it isn't wanted.")
  checkVersion(ifMatch, before.version)
  if ((before.retiredAt !== null) === isRetired) return before
  const retiredAt = isRetired ? call.now : null
  const [type] = await tx<NotificationType>`
    update notification_types t
       set retired_at = ${retiredAt}, stops = stops + ${isRetired ? 1 : 0}, version = version + 1
     where t.org_id = ${tx.orgId} and t.id = ${typeId}
    returning ${typeColumns}`
  await record(call, {
    action: isRetired ? "notification_type.retired" : "notification_type.restored",
    subject: { kind: "notification_type", id: typeId },
    before: { retiredAt: before.retiredAt },
    after: { retiredAt },
  })
  return found(type)
}
