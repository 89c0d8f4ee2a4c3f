/**
 * Notification types: what an organisation can tell people about. Those of a starting catalogue come with it, those of
 * `system` are in every organisation, others are the organisation's own.
 */
import type { RawBuilder } from "kysely"
import { type Actor, record } from "../audit/audit.ts"
import { json, type OrgSql, sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { comparable } from "../base/text.ts"
import { type StartingCatalogue, type TypeDefinition, typeDefinition } from "./definition.ts"

export type NotificationType = TypeDefinition & {
  id: string
  /** The starting catalogue it came with, or `system`; null for one of the organisation's own. */
  origin: string | null
  /** Its place within its category. */
  position: number
  retiredAt: Temporal.Instant | null
  /** Raised by whatever stops what waits; a delivery planned under another number is withheld. */
  stops: bigint
  version: number
  createdAt: Temporal.Instant
}

/** A type's columns, for statements that call the table `t`. */
export const typeColumns = sql`
  t.id, t.key, t.name, t.purpose, t.category, t.audiences, t.level, t.switch_owner, t.trigger, t.variables,
  t.transactional, t.critical, t.priority, t.mandatory, t.attempts, t.expiry_hours, t.ambiguous, t.origin, t.position,
  t.retired_at, t.stops, t.version, t.created_at`

/** Every type of the organisation, retired ones too, as screens show them: by category, then by place. */
export const allTypes = async (tx: OrgSql): Promise<NotificationType[]> =>
  await tx<NotificationType>`
  select ${typeColumns}
    from notification_types t join categories c on c.org_id = t.org_id and c.key = t.category
   where t.org_id = ${tx.orgId}
   order by c.position, c.key, t.position, t.key`

/** The type of this id, retired or not. */
export const typeById = async (tx: OrgSql, typeId: string): Promise<NotificationType | undefined> =>
  (
    await tx<NotificationType>`
      select ${typeColumns} from notification_types t where t.org_id = ${tx.orgId} and t.id = ${typeId}`
  )[0]

/** The type of this key, retired or not. */
export const typeByKey = async (tx: OrgSql, key: string): Promise<NotificationType | undefined> =>
  (
    await tx<NotificationType>`
      select ${typeColumns} from notification_types t where t.org_id = ${tx.orgId} and t.key = ${key}`
  )[0]

/** What a type is found by. */
export const termsOf = ({ key, name }: Pick<TypeDefinition, "key" | "name">): string =>
  comparable([key, ...Object.values(name)].join(" "))

/** The values of one new row of `notification_types`, in the order of `insertTypes`. */
const rowOf = (call: Actor, type: TypeDefinition, origin: string | null, position: RawBuilder<unknown> | number) => sql`
  (${call.tx.orgId}, ${newId()}, ${type.key}, ${json(type.name)}, ${json(type.purpose)}, ${type.category},
   ${json(type.audiences)}, ${type.level}, ${type.switchOwner}, ${type.trigger}, ${json(type.variables)},
   ${type.transactional}, ${type.critical}, ${type.priority}, ${type.mandatory}, ${type.attempts}, ${type.expiryHours},
   ${json(type.ambiguous)}, ${origin}, ${position}, ${termsOf(type)}, ${call.now})`

const insertTypes = sql`
  insert into notification_types as t
    (org_id, id, key, name, purpose, category, audiences, level, switch_owner, trigger, variables, transactional,
     critical, priority, mandatory, attempts, expiry_hours, ambiguous, origin, position, terms, created_at)
  values`

/** Adds a type of the organisation's own, last in its category. What is wrong with it is for `createType` to say. */
export async function insertOwnType(call: Actor, type: TypeDefinition): Promise<NotificationType> {
  const { orgId } = call.tx
  const last = sql`(select coalesce(max(position), 0) + 1 from notification_types
                     where org_id = ${orgId} and category = ${type.category})`
  const [made] = await call.tx<NotificationType>`
    ${insertTypes} ${rowOf(call, type, null, last)} returning ${typeColumns}`
  return made as NotificationType
}

/** System categories come after all others: their positions begin here. */
export const systemFrom = 1_000_000

/**
 * Gives the organisation the categories and types of a starting catalogue, or of `system`, which every organisation
 * has. Once: done again it adds nothing and changes nothing, and a key that the organisation has already stays its own.
 * @returns the types it has of this catalogue, in the catalogue's order
 */
export async function installCatalogue(call: Actor, catalogue: StartingCatalogue): Promise<NotificationType[]> {
  const { tx } = call
  const origin = catalogue.key
  const types = catalogue.types.map((type) => typeDefinition.parse(type))
  const [{ last } = { last: 0 }] = await tx<{ last: number }>`
    select coalesce(max(position), 0) as last from categories where org_id = ${tx.orgId} and position < ${systemFrom}`
  const before = origin === "system" ? systemFrom : last + 1
  const categories = await tx`
    insert into categories (org_id, key, name, origin, position)
    values ${sql.join(catalogue.categories.map(({ key, name }, index) => sql`(${tx.orgId}, ${key}, ${json(name)}, ${origin}, ${before + index})`))}
    on conflict (org_id, key) do nothing`
  const added = await tx`
    ${insertTypes} ${sql.join(types.map((type, index) => rowOf(call, type, origin, index + 1)))}
    on conflict (org_id, key) do nothing`
  if (categories.count + added.count > 0)
    await record(call, {
      action: "catalogue.installed",
      subject: { kind: "catalogue", id: null },
      after: { catalogue: origin, categories: categories.count, types: added.count },
    })
  return await tx<NotificationType>`
    select ${typeColumns} from notification_types t
     where t.org_id = ${tx.orgId} and t.origin = ${origin} order by t.position, t.key`
}
