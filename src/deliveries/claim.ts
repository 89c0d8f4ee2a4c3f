/**
 * Taking what is due: the rows of one organisation and lane, oldest first, so that no other worker takes them meanwhile.
 * What may not be sent any more is settled here: run out, stopped, or suppressed since it was planned.
 */
import { json, type OrgSql } from "../base/db.ts"
import type { Channel } from "../base/words.ts"
import { announceDeliveries } from "./announce.ts"
import { boundsOf } from "./ids.ts"
import type { WithheldReason } from "./states.ts"
import { readStops } from "./stops.ts"

/** How long a claim or an intent holds without being renewed, in database time. */
export const leaseSeconds = 10

export type Lane = { channel: Channel; priority: "urgent" | "normal" | "bulk" }

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
  classId: string | null
  wordsFor: string
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
  const rows = await tx<Row>`
    select id, attempt, tries, max_tries, ambiguous, event_id, type_id, class_id, customer_id, words_for, recipient, audience, channel,
           priority, address, locale, message_id, message_version, layout_number, is_trial, stops::text[] as stops, expires_at, due_at,
           (select drop_before from organisations where id = ${tx.orgId}) as drop_before
      from deliveries
     where org_id = ${tx.orgId} and channel = ${channel} and priority = ${priority} and state = 'queued' and due_at <= ${now}
       and (claim_until is null or claim_until < clock_timestamp())
       and exists (select from organisations where id = ${tx.orgId} and state = 'active' and paused_at is null)
     order by due_at, id
     limit ${limit}
       for update skip locked`
  if (rows.length === 0) return { claimed: [], looked: 0 }
  const bounds = boundsOf(rows)
  const stopped = await readStops(tx, rows)
  const claimed: Claimed[] = []
  const refused: { id: string; state: "withheld" | "expired" | "cancelled"; reason: WithheldReason | null }[] = []
  for (const row of rows) {
    const reason = stopped.get(row.id)
    if (Temporal.Instant.compare(row.expiresAt, now) <= 0) refused.push({ id: row.id, state: "expired", reason: null })
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
