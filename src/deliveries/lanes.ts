/** The lanes of a worker: what is due in which organisation, and how its lane is left. */
import { type Db, json, type OrgSql } from "../base/db.ts"
import { type Lane as ReadyLane, leaveLane, makeReady, putLaneOff, takeLane } from "../base/ready.ts"
import type { Lane } from "./claim.ts"
import { nextReceipt, receiveKept } from "./receipts.ts"
import { capture } from "./send.ts"
import { nextSweep, sweep } from "./settle.ts"
import type { UnsubscribeUrl } from "./unsubscribe.ts"

export const nameOf = ({ channel, priority }: Lane) => `${channel} ${priority}` as ReadyLane

/** Every lane that hands over, the urgent ones first. */
export const deliveryLanes: readonly Lane[] = (["urgent", "normal", "bulk"] as const).flatMap((priority) =>
  (["email", "sms", "push"] as const).map((channel) => ({ channel, priority })),
)

/** When the lane's oldest waiting delivery is due; null where none waits. */
export async function nextDue(tx: OrgSql, { channel, priority }: Lane): Promise<Temporal.Instant | null> {
  const [row] = await tx<{ dueAt: Temporal.Instant }>`
    select due_at from deliveries
     where org_id = ${tx.orgId} and channel = ${channel} and priority = ${priority} and state = 'queued'
     order by due_at, id limit 1`
  return row?.dueAt ?? null
}

/** Captures one batch of a lane that has no provider. @returns whether there was any */
export async function captureDue(
  db: Db,
  orgId: string,
  lane: Lane,
  now: Temporal.Instant,
  random: () => number,
  unsubscribeUrl: UnsubscribeUrl,
): Promise<boolean> {
  return await db.org(orgId, async (tx) => {
    const taken = await takeLane(tx, nameOf(lane), now)
    if (!taken) return false
    const looked = await capture(tx, lane, now, random, unsubscribeUrl)
    await leaveLane(tx, nameOf(lane), taken, await nextDue(tx, lane), now)
    return looked > 0
  })
}

/** Leaves a lane that was sent until nothing was due. */
export async function leaveSent(db: Db, orgId: string, lane: Lane, now: Temporal.Instant): Promise<void> {
  await db.org(orgId, async (tx) => {
    const taken = await takeLane(tx, nameOf(lane), now)
    if (taken) await leaveLane(tx, nameOf(lane), taken, await nextDue(tx, lane), now)
  })
}

/** Leaves a lane whose connections are all out of order, until one may be tried again. */
export async function putOff(
  db: Db,
  orgId: string,
  lane: Lane,
  at: Temporal.Instant,
  now: Temporal.Instant,
): Promise<void> {
  await db.org(orgId, async (tx) => {
    if (await takeLane(tx, nameOf(lane), now)) await putLaneOff(tx, nameOf(lane), at)
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
