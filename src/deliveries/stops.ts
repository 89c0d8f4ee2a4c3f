/**
 * What stops deliveries that were planned: whatever can stop sending carries a counter that each stop raises and nothing
 * lowers, and a delivery keeps those it was planned under. A counter that moved is a stop, off and on again as well.
 */
import type { OrgSql } from "../base/db.ts"
import type { Channel } from "../base/words.ts"
import { moduleOf } from "../catalogue/modules.ts"
import { boundsOf, eventBounds } from "./ids.ts"
import { type StopName, stopNames, type WithheldReason } from "./states.ts"
import { suppressionsOf } from "./suppressions.ts"

/** A planned delivery with what could have stopped it since. */
export type Stoppable = {
  id: string
  eventId: string
  typeId: string
  classId: string | null
  customerId: string | null
  messageId: string | null
  wordsFor: string
  channel: Channel
  address: string
  /** The counters it was planned under, in the order of `stopNames`. */
  stops: readonly string[]
}

/** What these, of one channel, may not be sent for any more, by id. One query a kind of fact, all asked together. */
export async function readStops(
  tx: OrgSql,
  rows: readonly Stoppable[],
): Promise<Map<string, WithheldReason | "cancelled">> {
  const { channel } = rows[0] as Stoppable
  const each = (value: (row: Stoppable) => string | null) => [...new Set(rows.flatMap((row) => value(row) ?? []))]
  const typeIds = each(({ typeId }) => typeId)
  const classIds = each(({ classId }) => classId)
  const events = eventBounds(boundsOf(rows))
  type Counted = { id: string; stops: bigint }
  const [ofEvents, types, modules, customers, classes, switches, messages, suppressions] = await Promise.all([
    tx<Counted>`
      select id, stops from events
       where org_id = ${tx.orgId} and id = any (${each(({ eventId }) => eventId)}) and id between ${events.from} and ${events.to}`,
    tx<Counted & { isSystem: boolean; owner: string }>`
      select id, stops, origin = 'system' as is_system, switch_owner as owner from notification_types
       where org_id = ${tx.orgId} and id = any (${typeIds})`,
    tx<{ stops: bigint }>`select stops from modules where org_id = ${tx.orgId} and module = ${moduleOf[channel]}`,
    tx<Counted & { stopsEmail: bigint; stopsSms: bigint; isArchived: boolean }>`
      select id, stops, stops_email, stops_sms, state = 'archived' as is_archived from customers
       where org_id = ${tx.orgId} and id = any (${each(({ customerId }) => customerId)})`,
    tx<Counted & { hasSet: boolean }>`
      select id, stops, template_set_id is not null as has_set from customer_classes
       where org_id = ${tx.orgId} and id = any (${classIds})`,
    tx<{ classId: string | null; typeId: string; audience: string; stops: bigint }>`
      select w.class_id, s.type_id, s.audience, s.stops
        from switch_sheets w
        left join customer_classes c on c.org_id = w.org_id and c.id = w.class_id
        join switches s on s.org_id = w.org_id and s.sheet_id = w.id
       where w.org_id = ${tx.orgId} and s.type_id = any (${typeIds}) and s.channel = ${channel}
         and (w.owner = 'organisation' or w.class_id = any (${classIds}) and w.set_id = c.template_set_id)`,
    tx<Counted>`
      select id, stops from messages
       where org_id = ${tx.orgId} and id = any (${each(({ messageId }) => messageId)})`,
    suppressionsOf(
      tx,
      each(({ address }) => address),
    ),
  ])
  const byId = <Row extends { id: string }>(found: Row[]) => new Map(found.map((row) => [row.id, row]))
  const [eventOf, typeOf, customerOf, classOf, messageOf] = [
    byId(ofEvents),
    byId(types),
    byId(customers),
    byId(classes),
    byId(messages),
  ]
  const switchKey = (classId: string | null, typeId: string, audience: string) => `${classId} ${typeId} ${audience}`
  const switchOf = new Map(switches.map((row) => [switchKey(row.classId, row.typeId, row.audience), row.stops]))
  const moduleStops = modules[0]?.stops ?? 0n
  const suppressed = new Map<string, Set<string | null>>()
  for (const { channel: on, address, typeId } of suppressions)
    if (on === channel) suppressed.set(address, (suppressed.get(address) ?? new Set()).add(typeId))

  const stopped = new Map<string, WithheldReason | "cancelled">()
  for (const row of rows) {
    const type = typeOf.get(row.typeId)
    const customer = type?.isSystem || row.customerId === null ? undefined : customerOf.get(row.customerId)
    const ofClass = type?.owner === "class" && row.classId !== null ? classOf.get(row.classId) : undefined
    const sheetOf = type?.owner === "class" ? row.classId : null
    const ofCustomer = row.wordsFor !== "customer" ? 0n : stopsOn(channel, customer)
    const now: Record<StopName, bigint> = {
      type: type?.stops ?? 0n,
      module: type?.isSystem ? 0n : moduleStops,
      switch: switchOf.get(switchKey(sheetOf, row.typeId, row.wordsFor)) ?? 0n,
      class: ofClass?.stops ?? 0n,
      customer: (customer?.stops ?? 0n) + ofCustomer,
      event: eventOf.get(row.eventId)?.stops ?? 0n,
      message: messageOf.get(row.messageId ?? "")?.stops ?? 0n,
    }
    const moved = new Set(stopNames.filter((name, index) => String(now[name]) !== row.stops[index]))
    const setGone = ofClass !== undefined && !ofClass.hasSet
    const of = suppressed.get(row.address)
    if (moved.size) stopped.set(row.id, reasonFor(moved, setGone, customer?.isArchived ?? false))
    // System messages go out all the same.
    else if (!type?.isSystem && (of?.has(null) || of?.has(row.typeId))) stopped.set(row.id, "suppressed")
  }
  return stopped
}

const stopsOn = (channel: Channel, customer: { stopsEmail: bigint; stopsSms: bigint } | undefined): bigint =>
  channel === "email" ? (customer?.stopsEmail ?? 0n) : channel === "sms" ? (customer?.stopsSms ?? 0n) : 0n

function reasonFor(moved: ReadonlySet<StopName>, setGone: boolean, isArchived: boolean): WithheldReason | "cancelled" {
  if (moved.has("event")) return "cancelled"
  if (moved.has("customer") && isArchived) return "customer_archived"
  if (moved.has("module")) return "module_inactive"
  if (moved.has("class") && setGone) return "no_template_set"
  if (moved.has("type") || moved.has("switch") || moved.has("class")) return "switched_off"
  if (moved.has("message")) return "no_message"
  return "customer_channel_off"
}
