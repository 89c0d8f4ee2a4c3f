/** The lanes of a worker: what is due in which organisation, and how its lane is left. */
import { type Db, json, type OrgSql } from "../base/db.ts"
import { type Lane as ReadyLane, leaveLane, makeReady, putLaneOff, takeLane } from "../base/ready.ts"
import { deliveryLanes, type Lane, nameOf, nextDue } from "./claim.ts"
import type { Prepared } from "./content.ts"
import { nextReceipt, receiveKept } from "./receipts.ts"
import { capture } from "./send.ts"
import { nextSweep, sweep } from "./sweep.ts"
import type { Links } from "./unsubscribe.ts"

/**
 * Captures one batch of a lane that has no provider.
 * @param tell told of each before it is committed: what is captured has been told
 * @returns whether there was any
 */
export async function captureDue(
  db: Db,
  orgId: string,
  lane: Lane,
  now: Temporal.Instant,
  random: () => number,
  links: Links,
  tell: (captured: Prepared) => void,
): Promise<boolean> {
  return await db.org(orgId, async (tx) => {
    const taken = await takeLane(tx, nameOf(lane), now)
    if (!taken) return false
    const { looked, captured } = await capture(tx, lane, now, random, links)
    captured.forEach(tell)
    await leaveLane(tx, nameOf(lane), taken, await nextDue(tx, lane, now), now)
    return looked > 0
  })
}

/** Leaves a lane that was sent until nothing was due. */
export async function leaveSent(db: Db, orgId: string, lane: Lane, now: Temporal.Instant): Promise<void> {
  await db.org(orgId, async (tx) => {
    const taken = await takeLane(tx, nameOf(lane), now)
    if (taken) await leaveLane(tx, nameOf(lane), taken, await nextDue(tx, lane, now), now)
  })
}

/** Puts a lane off: until one of its connections may be tried again, or behind those that wait for their turn. */
export async function putOff(
  db: Db,
  orgId: string,
  lane: ReadyLane,
  at: Temporal.Instant,
  now: Temporal.Instant,
): Promise<void> {
  await db.org(orgId, async (tx) => {
    if (await takeLane(tx, lane, now)) await putLaneOff(tx, lane, at)
  })
}

/** Sweeps one organisation, as much as fits a transaction. @returns whether there is more to sweep now */
export async function sweepDue(db: Db, orgId: string, now: Temporal.Instant): Promise<boolean> {
  return await db.org(orgId, async (tx) => {
    const taken = await takeLane(tx, "unclear", now)
    if (!taken) return false
    const more = await sweep(tx, now)
    await leaveLane(tx, "unclear", taken, more ? now : await nextSweep(tx, now), now)
    return more
  })
}

/** Tries the receipts of one organisation again that came too early. */
export async function receiveDue(db: Db, orgId: string, now: Temporal.Instant): Promise<void> {
  await db.org(orgId, async (tx) => {
    const taken = await takeLane(tx, "receipts", now)
    if (taken) await leaveLane(tx, "receipts", taken, await receiveKept(tx, now), now)
  })
}

/** The minute's repair: lanes with work that nobody announced, or that was announced for too late. */
export async function sweepLanes(tx: OrgSql, now: Temporal.Instant): Promise<void> {
  const due = await tx<{ lane: ReadyLane; dueAt: Temporal.Instant }>`
    select l.lane, d.due_at
      from jsonb_to_recordset(${json(deliveryLanes.map((lane) => ({ lane: nameOf(lane), ...lane })))}) as l(lane text, channel text, priority text)
     cross join lateral (select due_at from deliveries
                          where org_id = ${tx.orgId} and channel = l.channel and priority = l.priority and state = 'queued'
                          order by due_at, id limit 1) d
    union all
    (select 'plan', due_at from events
      where org_id = ${tx.orgId} and state in ('accepted', 'planning') order by due_at, id limit 1)
    union all
    (select 'attachments', due_at from fetches where org_id = ${tx.orgId} order by due_at, event_id limit 1)`
  for (const { lane, dueAt } of due) await makeReady(tx, lane, dueAt)
  const unclear = await nextSweep(tx, now)
  if (unclear) await makeReady(tx, "unclear", unclear)
  const receipt = await nextReceipt(tx)
  if (receipt) await makeReady(tx, "receipts", receipt)
}

/** The minute's repair: links whose letter will not be handed over any more, however that came, are forgotten. */
export async function sweepLinks(tx: OrgSql, now: Temporal.Instant): Promise<void> {
  await tx`
    update one_time_links k set secret_sealed = null
     where k.org_id = ${tx.orgId} and k.secret_sealed is not null
       and (k.expires_at <= ${now}
            or not exists (select from deliveries d
                            where d.org_id = k.org_id and d.event_id = k.event_id
                              and d.state in ('queued', 'sending', 'ambiguous')))`
}
