/**
 * Taking what is due: the rows of one organisation and lane, oldest first, so that no other worker takes them meanwhile.
 * What may not be sent any more is settled here: run out, stopped, or suppressed since it was planned.
 */
import { json, type OrgSql, sql } from "../base/db.ts"
import { firstId, openMarks } from "../base/marks.ts"
import type { Lane as ReadyLane } from "../base/ready.ts"
import type { Channel } from "../base/words.ts"
import { priorities } from "../catalogue/definition.ts"
import { announceDeliveries } from "./announce.ts"
import { boundsOf, eventBounds } from "./ids.ts"
import type { WithheldReason } from "./states.ts"
import { readStops } from "./stops.ts"

/** How long a claim or an intent holds without being renewed, in database time. */
export const leaseSeconds = 10

/** What Tidings itself writes comes before all else, over the operator's connection where there is no other. */
export const deliveryPriorities = ["system", ...priorities] as const

export type Lane = { channel: Channel; priority: (typeof deliveryPriorities)[number] }

/** Every lane that hands over, the urgent ones first. What Tidings itself writes goes by e-mail only. */
export const deliveryLanes: readonly Lane[] = [
  { channel: "email", priority: "system" },
  ...(["urgent", "normal", "bulk"] as const).flatMap((priority) =>
    (["email", "sms", "push"] as const).map((channel) => ({ channel, priority })),
  ),
]

/** The lane's name among those that are ready. */
export const nameOf = ({ channel, priority }: Lane) => `${channel} ${priority}` as ReadyLane

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

/** From when on this process looks for what waits in a lane. */
const marks = openMarks()
export const markOf = (orgId: string, lane: Lane) => `${orgId} ${nameOf(lane)}`

/** What waits in a lane is due from then on, as far as this process knows. */
export const waitingFrom = (orgId: string, lane: Lane, now: Temporal.Instant) => marks.peek(markOf(orgId, lane), now)

/** Some of these were put back that may be due before anything that waits. */
export const lookFromTheBeginning = (orgId: string, lane: Lane) => marks.forget(markOf(orgId, lane))

const oldestOf = (tx: OrgSql, { channel, priority }: Lane, from: Temporal.Instant) => sql`
  (select min(due_at) from deliveries
    where org_id = ${tx.orgId} and channel = ${channel} and priority = ${priority} and state = 'queued' and due_at >= ${from})`

async function readOldest(tx: OrgSql, lane: Lane, from: Temporal.Instant): Promise<Temporal.Instant | null> {
  const [row] = await tx<{ oldest: Temporal.Instant | null }>`select ${oldestOf(tx, lane, from)} as oldest`
  return row?.oldest ?? null
}

/**
 * When there is something to claim in the lane: at once where a due one is nobody's; what somebody has claimed may be given
 * up when the claim runs out. Null where nothing waits.
 */
export async function nextDue(tx: OrgSql, lane: Lane, now: Temporal.Instant): Promise<Temporal.Instant | null> {
  const { channel, priority } = lane
  const from = waitingFrom(tx.orgId, lane, now)
  const waiting = sql`
    org_id = ${tx.orgId} and channel = ${channel} and priority = ${priority} and state = 'queued'
      and (due_at, id) >= (${from}, ${firstId})`
  const [free] = await tx<{ dueAt: Temporal.Instant }>`
    select due_at from deliveries
     where ${waiting} and (claim_until is null or claim_until < clock_timestamp()) order by due_at, id limit 1`
  if (free && Temporal.Instant.compare(free.dueAt, now) <= 0) return free.dueAt
  const again = now.add({ seconds: leaseSeconds })
  if (free && Temporal.Instant.compare(free.dueAt, again) <= 0) return free.dueAt
  const [claimed] = await tx`
    select 1 from deliveries
     where ${waiting} and due_at <= ${now} and claim_until >= clock_timestamp() order by due_at, id limit 1`
  return claimed ? again : (free?.dueAt ?? null)
}

type Row = Claimed & {
  classId: string | null
  wordsFor: string
  stops: string[]
  expiresAt: Temporal.Instant
  dueAt: Temporal.Instant
  /** What was due before this instant was called off when the organisation went on after a pause. */
  dropBefore: Temporal.Instant | null
  /** When the oldest is due that waits in the lane, taken by others too. */
  oldest: Temporal.Instant
}

/** What became of the rows that were looked at. */
export type Claim = { claimed: Claimed[]; looked: number }

/**
 * Takes up to `limit` due deliveries.
 * @param now decides what is due and what ran out; how long the claim holds is the database's time
 */
export async function claim(tx: OrgSql, lane: Lane, limit: number, now: Temporal.Instant): Promise<Claim> {
  const { channel, priority } = lane
  const mark = markOf(tx.orgId, lane)
  const from = marks.from(mark, now)
  // What Tidings itself writes passes a pause, and isn't dropped with what waited in it.
  const isSystem = priority === "system"
  const rows = await tx<Row>`
    select id, attempt, tries, max_tries, ambiguous, event_id, type_id, class_id, customer_id, words_for, recipient, audience, channel,
           priority, address, locale, message_id, message_version, layout_number, is_trial, stops::text[] as stops, expires_at, due_at,
           (select drop_before from organisations where id = ${tx.orgId} and not ${isSystem}) as drop_before, ${oldestOf(tx, lane, from)} as oldest
      from deliveries
     where org_id = ${tx.orgId} and channel = ${channel} and priority = ${priority} and state = 'queued'
       and (due_at, id) >= (${from}, ${firstId}) and due_at <= ${now}
       and (claim_until is null or claim_until < clock_timestamp())
       and exists (select from organisations
                    where id = ${tx.orgId} and state = 'active' and (paused_at is null or ${isSystem}))
     order by due_at, id
     limit ${limit}
       for update skip locked`
  const [first] = rows
  // Read before anything is changed here, so it is true whether or not this transaction is committed.
  marks.saw(mark, first ? first.oldest : await readOldest(tx, lane, from), now)
  if (!first) return { claimed: [], looked: 0 }
  const bounds = boundsOf(rows)
  const stopped = await readStops(tx, rows)
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
    else claimed.push({ ...row, attempt: row.attempt + 1 })
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
