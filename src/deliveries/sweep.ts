/** Sweeping: what was left lying by a process that died or hangs, and what nobody knows about for too long. */
import { json, type OrgSql, sql } from "../base/db.ts"
import { openMarks } from "../base/marks.ts"
import { makeReady } from "../base/ready.ts"
import type { Channel } from "../base/words.ts"
import { announceDeliveries } from "./announce.ts"
import { type Claimed, deliveryLanes, type Lane, leaseSeconds, markOf, nameOf, waitingFrom } from "./claim.ts"
import { againSeconds, ambiguousHours } from "./settle.ts"

/** Rows turned in one transaction. */
const sweepLimit = 1000

/** From when on what is being sent is due, lane by lane. */
const marks = openMarks()

const lanesFrom = (from: (lane: Lane) => object) =>
  sql`jsonb_to_recordset(${json(deliveryLanes.map((lane) => ({ ...lane, ...from(lane) })))}) as l(
        channel text, priority text, since timestamptz, waiting timestamptz)`
/** The state as a word of the statement: for one that is a parameter the partial index can't be used. */
const inLane = (tx: OrgSql, state: "sending" | "queued") =>
  sql`org_id = ${tx.orgId} and state = ${sql.lit(state)} and channel = l.channel and priority = l.priority`

/**
 * Intents whose lease ran out: their process died or hangs. Nobody knows, so that is what they say. And unclear ones
 * whose time is over: sent again under the same identity where the type allows it, otherwise lost. Rows that somebody is
 * just writing are passed by.
 * @returns whether there may be more
 */
export async function sweep(tx: OrgSql, now: Temporal.Instant): Promise<boolean> {
  type Row = { id: string; attempt: number; state: string; channel: Channel; priority: Claimed["priority"] }
  const since = new Map(deliveryLanes.map((lane) => [lane, marks.from(markOf(tx.orgId, lane), now)]))
  await mark(tx, since, now)
  const lost = await tx<Row>`
    update deliveries
       set state = 'ambiguous', reason = 'lease_ran_out', claim_until = null,
           due_at = ${now}::timestamptz + case when ambiguous = 'at_least_once' then ${againSeconds}::int
                                               when channel = 'sms' then ${ambiguousHours.sms * 3600}::int
                                               else ${ambiguousHours.email * 3600}::int end * interval '1 second'
     where org_id = ${tx.orgId}
       and id = any (array(select d.id from ${lanesFrom((lane) => ({ since: since.get(lane) }))}
                            cross join lateral (select id from deliveries
                                                 where ${inLane(tx, "sending")} and due_at >= l.since
                                                   and claim_until < clock_timestamp()
                                                 order by due_at, id limit ${sweepLimit}
                                                   for update skip locked) d
                            limit ${sweepLimit}))
    returning id, attempt, state, channel, priority`
  const over = await tx<Row>`
    update deliveries
       set state = case when ambiguous = 'at_least_once' and tries < max_tries then 'queued' else 'failed' end,
           reason = case when ambiguous = 'at_least_once' and tries < max_tries then 'retry' else 'unknown' end,
           settled_at = case when ambiguous = 'at_least_once' and tries < max_tries then null else ${now}::timestamptz end
     where org_id = ${tx.orgId}
       and id = any (array(select id from deliveries
                            where org_id = ${tx.orgId} and state = 'ambiguous' and due_at <= ${now}
                            order by channel, priority, due_at, id limit ${sweepLimit}
                              for update skip locked))
    returning id, attempt, state, channel, priority`
  const turned = [...lost, ...over].map(({ id, attempt, state }) => ({ id, attempt, state }))
  if (turned.length)
    await tx`
      insert into attempts (org_id, delivery_id, number, state, reason, at)
      select ${tx.orgId}, t.id, t.attempt, t.state, 'unclear', ${now}
        from jsonb_to_recordset(${json(turned)}) as t(id uuid, attempt int, state text)
      on conflict (org_id, delivery_id, number, state) do nothing`
  const again = over.filter(({ state }) => state === "queued")
  for (const lane of [...new Set(again.map(nameOf))].toSorted()) await makeReady(tx, lane, now)
  await announceDeliveries(
    tx,
    turned.map(({ id }) => id),
    now,
  )
  return lost.length === sweepLimit || over.length === sweepLimit
}

/** What will be sent is what waits now or comes later, so it is due no earlier than either. */
async function mark(tx: OrgSql, since: ReadonlyMap<Lane, Temporal.Instant>, now: Temporal.Instant): Promise<void> {
  const seen = await tx<Lane & { oldest: Temporal.Instant | null }>`
    select l.channel, l.priority,
           least((select min(due_at) from deliveries where ${inLane(tx, "sending")} and due_at >= l.since),
                 (select min(due_at) from deliveries where ${inLane(tx, "queued")} and due_at >= l.waiting)) as oldest
      from ${lanesFrom((lane) => ({ since: since.get(lane), waiting: waitingFrom(tx.orgId, lane, now) }))}`
  for (const { oldest, ...lane } of seen) marks.saw(markOf(tx.orgId, lane), oldest, now)
}

/** When there is something to sweep next, or null. */
export async function nextSweep(tx: OrgSql, now: Temporal.Instant): Promise<Temporal.Instant | null> {
  const [row] = await tx<{ sending: boolean; unclear: Temporal.Instant | null }>`
    select (select min((select min(due_at) from deliveries where ${inLane(tx, "sending")} and due_at >= l.since))
              from ${lanesFrom((lane) => ({ since: marks.peek(markOf(tx.orgId, lane), now) }))}) is not null as sending,
           (select min(due_at) from deliveries where org_id = ${tx.orgId} and state = 'ambiguous') as unclear`
  const soon = row?.sending ? now.add({ seconds: leaseSeconds }) : null
  const unclear = row?.unclear ?? null
  if (soon === null || unclear === null) return soon ?? unclear
  return Temporal.Instant.compare(soon, unclear) < 0 ? soon : unclear
}
