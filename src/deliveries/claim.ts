/**
 * Taking what is due: the rows of one organisation and lane, oldest first, so that no other worker takes them meanwhile.
 * What may not be sent any more is settled here: run out, stopped, or suppressed since it was planned.
 */
import { json, type OrgSql } from "../base/db.ts"
import type { Channel } from "../base/words.ts"
import { priorities } from "../catalogue/definition.ts"
import { announceDeliveries } from "./announce.ts"
import { boundsOf } from "./ids.ts"
import { type StopName, stopNames, type WithheldReason } from "./states.ts"

/** How long a claim or an intent holds without being renewed, in database time. */
export const leaseSeconds = 10

/** What Tidings itself writes comes before all else, over the operator's connection where there is no other. */
export const deliveryPriorities = ["system", ...priorities] as const

export type Lane = { channel: Channel; priority: (typeof deliveryPriorities)[number] }

/** A delivery that was taken: `attempt` is the fence under which it may be written. */
export type Claimed = {
  id: string
  attempt: number
  tries: number
  maxTries: number
  ambiguous: "at_least_once" | "once"
  eventId: string
  typeId: string
  customerId: string | null
  recipient: string
  audience: string
  channel: Channel
  priority: Lane["priority"]
  address: string
  locale: string
  messageId: string
  messageVersion: number
  layoutNumber: number | null
  isTrial: boolean
}

type Row = Claimed & {
  stops: string[]
  expiresAt: Temporal.Instant
  dueAt: Temporal.Instant
  /** What was due before this instant was called off when the organisation went on after a pause. */
  dropBefore: Temporal.Instant | null
}

/** What became of the rows that were looked at. */
export type Claim = { claimed: Claimed[]; looked: number }

/**
 * Takes up to `limit` due deliveries.
 * @param now decides what is due and what ran out; how long the claim holds is the database's time
 */
export async function claim(
  tx: OrgSql,
  { channel, priority }: Lane,
  limit: number,
  now: Temporal.Instant,
): Promise<Claim> {
  // What Tidings itself writes passes a pause, and isn't dropped with what waited in it.
  const isSystem = priority === "system"
  const rows = await tx<Row>`
    select id, attempt, tries, max_tries, ambiguous, event_id, type_id, customer_id, recipient, audience, channel,
           priority, address, locale, message_id, message_version, layout_number, is_trial, stops::text[] as stops, expires_at, due_at,
           (select drop_before from organisations where id = ${tx.orgId} and not ${isSystem}) as drop_before
      from deliveries
     where org_id = ${tx.orgId} and channel = ${channel} and priority = ${priority} and state = 'queued' and due_at <= ${now}
       and (claim_until is null or claim_until < clock_timestamp())
       and exists (select from organisations
                    where id = ${tx.orgId} and state = 'active' and (paused_at is null or ${isSystem}))
     order by due_at, id
     limit ${limit}
       for update skip locked`
  if (rows.length === 0) return { claimed: [], looked: 0 }
  const bounds = boundsOf(rows)
  const [stopped, suppressed] = [await readStops(tx, rows, bounds), await readSuppressed(tx, rows)]
  const linkless = isSystem ? await readLinkless(tx, rows) : new Set<string>()
  const claimed: Claimed[] = []
  const refused: { id: string; state: "withheld" | "expired" | "cancelled"; reason: WithheldReason | null }[] = []
  for (const row of rows) {
    const reason = stopped.get(row.id)
    if (Temporal.Instant.compare(row.expiresAt, now) <= 0) refused.push({ id: row.id, state: "expired", reason: null })
    else if (linkless.has(row.eventId)) refused.push({ id: row.id, state: "cancelled", reason: null })
    else if (reason === "cancelled" || (row.dropBefore && Temporal.Instant.compare(row.dueAt, row.dropBefore) < 0))
      refused.push({ id: row.id, state: "cancelled", reason: null })
    else if (reason) refused.push({ id: row.id, state: "withheld", reason })
    else if (suppressed.has(row.id)) refused.push({ id: row.id, state: "withheld", reason: "suppressed" })
    else {
      const { stops: _, expiresAt: __, dueAt: ___, dropBefore: ____, ...taken } = row
      claimed.push({ ...taken, attempt: row.attempt + 1 })
    }
  }
  if (claimed.length)
    await tx`
      update deliveries set attempt = attempt + 1, claim_until = clock_timestamp() + ${leaseSeconds} * interval '1 second'
       where org_id = ${tx.orgId} and id = any (${claimed.map(({ id }) => id)}) and id between ${bounds.from} and ${bounds.to}`
  if (refused.length)
    await tx`
      update deliveries d set state = r.state, reason = r.reason, settled_at = ${now}, claim_until = null
        from jsonb_to_recordset(${json(refused)}) as r(id uuid, state text, reason text)
       where d.org_id = ${tx.orgId} and d.id = r.id and d.id between ${bounds.from} and ${bounds.to}`
  await announceDeliveries(
    tx,
    refused.map(({ id }) => id),
    now,
  )
  return { claimed, looked: rows.length }
}

/** The same for the events they came from, which share their time. */
const eventBounds = ({ from, to }: { from: string; to: string }) => ({
  from: `${from.slice(0, 13)}-0000-0000-000000000000`,
  to: `${to.slice(0, 13)}-ffff-ffff-ffffffffffff`,
})

/** What stops each row since it was planned. A counter is only ever raised, so off and on again stops as well. */
async function readStops(
  tx: OrgSql,
  rows: readonly Row[],
  bounds: { from: string; to: string },
): Promise<Map<string, WithheldReason | "cancelled">> {
  // In a statement of their own: joined to the one below, a claim of 250 took 72 ms rather than 19.
  const events = eventBounds(bounds)
  const counters = await tx<{ id: string; stops: string }>`
    select id, stops::text as stops from events
     where org_id = ${tx.orgId} and id = any (${[...new Set(rows.map(({ eventId }) => eventId))]})
       and id between ${events.from} and ${events.to}`
  const eventStops = new Map(counters.map(({ id, stops }) => [id, stops]))
  const found = await tx<{ id: string; now: string[]; setGone: boolean; isArchived: boolean }>`
    select d.id,
           array[t.stops,
                 case when t.origin = 'system' then 0 else coalesce(m.stops, 0) end,
                 coalesce(s.stops, 0),
                 coalesce(c.stops, 0),
                 case when t.origin = 'system' or u.id is null then 0
                      when d.words_for <> 'customer' then u.stops
                      else u.stops + case d.channel when 'email' then u.stops_email when 'sms' then u.stops_sms else 0 end end,
                 0,
                 coalesce(g.stops, 0)]::text[] as now,
           c.id is not null and c.template_set_id is null as set_gone,
           u.state = 'archived' as is_archived
      from deliveries d
      join notification_types t on t.org_id = d.org_id and t.id = d.type_id
      left join customers u on u.org_id = d.org_id and u.id = d.customer_id
      left join customer_classes c on c.org_id = d.org_id and c.id = d.class_id and t.switch_owner = 'class'
      left join modules m on m.org_id = d.org_id and m.module = 'sms' and d.channel = 'sms'
      left join switch_sheets w on w.org_id = d.org_id
            and (   t.switch_owner = 'class' and w.class_id = c.id and w.set_id = c.template_set_id
                 or t.switch_owner = 'organisation' and w.owner = 'organisation')
      left join switches s on s.org_id = d.org_id and s.sheet_id = w.id and s.type_id = d.type_id
            and s.audience = d.words_for and s.channel = d.channel
      left join messages g on g.org_id = d.org_id and g.id = d.message_id
     where d.org_id = ${tx.orgId} and d.id = any (${rows.map(({ id }) => id)}) and d.id between ${bounds.from} and ${bounds.to}`
  const stopped = new Map<string, WithheldReason | "cancelled">()
  const planned = new Map(rows.map((row) => [row.id, row]))
  for (const { id, now, setGone, isArchived } of found) {
    const row = planned.get(id) as Row
    const counted = (name: StopName, index: number) => (name === "event" ? eventStops.get(row.eventId) : now[index])
    const moved = new Set(stopNames.filter((name, index) => counted(name, index) !== row.stops[index]))
    if (moved.size) stopped.set(id, reasonFor(moved, setGone, isArchived))
  }
  return stopped
}

/** Events whose letter would carry a link that was used, replaced or taken back since, or that a changed sign-in ended. */
async function readLinkless(tx: OrgSql, rows: readonly Row[]): Promise<Set<string>> {
  const ids = [...new Set(rows.map(({ eventId }) => eventId))]
  const { from, to } = eventBounds(boundsOf(rows))
  const found = await tx<{ id: string }>`
    select e.id from events e
     where e.org_id = ${tx.orgId} and e.id = any (${ids}) and e.id between ${from} and ${to} and e.data->>'link' is not null
       and not exists (select from one_time_links k
                        where k.org_id = e.org_id and k.event_id = e.id and k.secret_sealed is not null
                          and (k.person_id is null
                               or exists (select from people p
                                           where p.id = k.person_id and p.credential_version = k.credential_version)))`
  return new Set(found.map(({ id }) => id))
}

function reasonFor(moved: ReadonlySet<StopName>, setGone: boolean, isArchived: boolean): WithheldReason | "cancelled" {
  if (moved.has("event")) return "cancelled"
  if (moved.has("customer") && isArchived) return "customer_archived"
  if (moved.has("module")) return "module_inactive"
  if (moved.has("class") && setGone) return "no_template_set"
  if (moved.has("type") || moved.has("switch") || moved.has("class")) return "switched_off"
  if (moved.has("message")) return "no_message"
  return "customer_channel_off"
}

/** Those whose address was suppressed after they were planned. System messages go out all the same. */
async function readSuppressed(tx: OrgSql, rows: readonly Row[]): Promise<Set<string>> {
  const found = await tx<{ channel: string; address: string; typeId: string | null }>`
    select s.channel, s.address, s.type_id from suppressions s
     where s.org_id = ${tx.orgId} and s.address = any (${[...new Set(rows.map(({ address }) => address))]})`
  if (found.length === 0) return new Set()
  const system = await tx<{ id: string }>`
    select id from notification_types where org_id = ${tx.orgId} and origin = 'system' and id = any (${[...new Set(rows.map(({ typeId }) => typeId))]})`
  const isSystem = new Set(system.map(({ id }) => id))
  return new Set(
    rows
      .filter(
        (row) =>
          !isSystem.has(row.typeId) &&
          found.some(
            ({ channel, address, typeId }) =>
              channel === row.channel && address === row.address && (typeId === null || typeId === row.typeId),
          ),
      )
      .map(({ id }) => id),
  )
}
