/**
 * Who has work: one row an organisation and lane, ids and times only, so that it is read across organisations.
 *
 * Whoever makes work calls `makeReady` in the same transaction. It passes by a row that is early enough, so that makers
 * don't wait for each other; therefore a worker may not put such a row off at once. An empty lane is first *parked*:
 * makers no longer pass it by, and it is looked at again soon, then less and less soon, for what was being written
 * meanwhile. Only when it stood empty for longer than a transaction can live, the row may go.
 *
 * A transaction that touches several lanes does so in one order, so that two of them never wait for each other: plan,
 * attachments, unclear, those that hand over by name, webhooks.
 */
import { type Db, json, type OrgSql, type Sql, sql } from "./db.ts"

export type Lane =
  | "audit"
  | "plan"
  | "attachments"
  | "dates"
  | "unclear"
  | "receipts"
  | "webhooks"
  | "email system"
  | `${"email" | "sms" | "push"} ${"urgent" | "normal" | "bulk"}`

/** Longer than any transaction of ours lives. */
export const parkSeconds = 6
/** How soon a lane is looked at again that was just found empty; each further look comes after twice as long. */
const lookAgainMs = 250
/** Lanes for which it is soon enough to look again when the park is over. */
const patient: ReadonlySet<Lane> = new Set<Lane>(["audit", "dates", "unclear", "receipts"])

/**
 * Lanes that a pause doesn't hold back: an organisation's people must get in to end it, so what Tidings itself writes to
 * them goes on; and what became of messages that were under way is always found out.
 */
const unpaused: readonly Lane[] = ["email system", "unclear"]

/** Says that there is work in a lane, from `at` on. */
export async function makeReady(tx: OrgSql, lane: Lane, at: Temporal.Instant): Promise<void> {
  const rows = await tx<{ early: boolean }>`
    select due_at <= ${at} and parked_since is null as early from ready where org_id = ${tx.orgId} and lane = ${lane}`
  if (!rows[0]?.early) await lower(tx, tx.orgId, lane, at)
}

async function lower(tx: Sql, orgId: string, lane: Lane, at: Temporal.Instant): Promise<void> {
  const lowered = await tx`
    update ready set due_at = least(due_at, ${at}::timestamptz), parked_since = null
     where org_id = ${orgId} and lane = ${lane}`
  if (lowered.count === 0)
    await tx`
      insert into ready (org_id, lane, due_at) values (${orgId}, ${lane}, ${at})
      on conflict (org_id, lane) do update set due_at = excluded.due_at, parked_since = excluded.parked_since
        where ready.due_at > excluded.due_at or ready.parked_since is not null`
}

/** The same for several organisations at once, each from its own instant on (RFC 3339). */
export async function makeReadyTogether(tx: Sql, lane: Lane, at: ReadonlyMap<string, string>): Promise<void> {
  const asked = json([...at].map(([org_id, due_at]) => ({ org_id, due_at })))
  const late = await tx<{ orgId: string; dueAt: Temporal.Instant }>`
    select a.org_id, a.due_at
      from jsonb_to_recordset(${asked}) as a(org_id uuid, due_at timestamptz)
      left join ready r on r.org_id = a.org_id and r.lane = ${lane}
     where r.org_id is null or r.parked_since is not null or r.due_at > a.due_at
     order by a.org_id`
  for (const { orgId, dueAt } of late) await lower(tx, orgId, lane, dueAt)
}

export type Taken = { parkedSince: Temporal.Instant | null }

/**
 * Takes an organisation's lane for this transaction; null where somebody else has it, it isn't due, or the organisation
 * was suspended meanwhile, or paused.
 */
export async function takeLane(tx: OrgSql, lane: Lane, now: Temporal.Instant): Promise<Taken | null> {
  const [row] = await tx<Taken>`
    select parked_since from ready
     where org_id = ${tx.orgId} and lane = ${lane} and due_at <= ${now}
       and exists (select from organisations
                    where id = ${tx.orgId} and state = 'active' and (paused_at is null or ${unpaused.includes(lane)}))
       for update skip locked`
  return row ?? null
}

/**
 * Leaves the lane after it was worked on, in the transaction that took it.
 * @param next when there is more to do, as far as can be seen; null where there is nothing
 */
export async function leaveLane(
  tx: OrgSql,
  lane: Lane,
  { parkedSince }: Taken,
  next: Temporal.Instant | null,
  now: Temporal.Instant,
): Promise<void> {
  const isDue = next !== null && Temporal.Instant.compare(next, now) <= 0
  const since = parkedSince ?? now
  const parkedMs = since.until(now).total("milliseconds")
  // Whoever has more to do has had a turn, and stands behind those that wait for theirs.
  if (isDue) return await putLaneOff(tx, lane, now)
  if (next !== null && parkedMs >= parkSeconds * 1000) return await putLaneOff(tx, lane, next)
  if (parkedMs >= parkSeconds * 1000)
    return void (await tx`delete from ready where org_id = ${tx.orgId} and lane = ${lane}`)
  const milliseconds = patient.has(lane) ? parkSeconds * 1000 : Math.max(lookAgainMs, Math.round(parkedMs))
  const again = now.add({ milliseconds })
  const dueAt = next !== null && Temporal.Instant.compare(next, again) < 0 ? next : again
  await tx`update ready set due_at = ${dueAt}, parked_since = ${since} where org_id = ${tx.orgId} and lane = ${lane}`
}

/** Puts the whole lane off until then, whatever is in it. */
export async function putLaneOff(tx: OrgSql, lane: Lane, until: Temporal.Instant): Promise<void> {
  await tx`update ready set due_at = ${until}, parked_since = null where org_id = ${tx.orgId} and lane = ${lane}`
}

/**
 * The organisations that have work in these lanes: lane by lane as they are named, in each those that waited longest
 * first. None of an organisation that is suspended, little of one that is paused, and none at all while the install is (see base/instance.ts).
 * @param most of one lane
 */
export const readyNow = async (
  db: Db,
  lanes: readonly Lane[],
  now: Temporal.Instant,
  most = 200,
): Promise<{ orgId: string; lane: Lane }[]> =>
  // Each lane by itself, so that one with thousands hides no other and costs no more than what is taken of it.
  await db.global(
    (tx) => tx<{ orgId: string; lane: Lane }>`
      select org_id, lane
        from (${sql.join(
          lanes.map(
            (lane, place) => sql`
              (select r.org_id, r.lane, r.due_at, ${sql.lit(place)} as place
                 from ready r join organisations o on o.id = r.org_id
                where r.lane = ${lane} and r.due_at <= ${now} and o.state = 'active'
                  and (o.paused_at is null or ${unpaused.includes(lane)})
                order by r.due_at, r.org_id limit ${most})`,
          ),
          sql` union all `,
        )}) r
       where not exists (select from instance where paused_reason is not null)
       order by place, due_at, org_id`,
  )

/** Those of this process that wait for work, by database. */
const waiting = new WeakMap<Db, PromiseWithResolvers<void>>()

/** When somebody in this process next makes work. Others are found by looking. */
export function nextReady(db: Db): Promise<void> {
  const known = waiting.get(db) ?? Promise.withResolvers<void>()
  waiting.set(db, known)
  return known.promise
}

/** Says in this process, after the commit, that there is work. */
export function tellReady(db: Db): void {
  waiting.get(db)?.resolve()
  waiting.delete(db)
}
