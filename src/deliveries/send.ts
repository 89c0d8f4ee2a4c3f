/**
 * Sending: claim → intent → hand over → settle, for one organisation and lane. Each turn is one transaction that writes
 * down what has come back and commits the intents of as many as there are free slots; while it is written, more comes
 * back. So a crash leaves at most as many `ambiguous` as there are slots.
 */
import { setTimeout as delay } from "node:timers/promises"
import type { Clock } from "../base/clock.ts"
import { type Db, isUnavailable, json, type OrgSql } from "../base/db.ts"
import { makeReady } from "../base/ready.ts"
import { type Outcome, retry, unknown } from "../channels/channel.ts"
import { announceDeliveries } from "./announce.ts"
import { type Claimed, claim, type Lane, leaseSeconds } from "./claim.ts"
import { type Prepared, prepare } from "./content.ts"
import { hashOf } from "./contents.ts"
import { boundsOf } from "./ids.ts"
import { intend, renew, renewSeconds, type Settled, settle, takeBack, type Unanswered } from "./settle.ts"
import type { UnsubscribeUrl } from "./unsubscribe.ts"

/** Rows taken at once, at most. */
const claimLimit = 250
/** How often more is looked for while something is under way: one slow server doesn't keep the free slots idle. */
const lookMs = 1000
/** How soon a first failure is tried again. */
const soonMs = 50
/** A mistake of ours is tried this often before the lane is left; a database that is away is waited for. */
const mostFailures = 3
/** Told to stop, it waits no longer than this for a database that is away. */
const mostFailuresStopping = 10

/** A way out: a connection with the slots this process holds on it, which its lanes share. */
export type Carrier = {
  connectionId: string
  /** How many this lane claims at once: what it may be rid of in a few seconds. */
  batch: number
  /** Takes every slot that is free for this lane; null where the connection isn't this process's any more. */
  reserve(): number | null
  /** Slots that aren't used, or not any more. */
  giveBack(slots: number): void
  /** When some are next given back. */
  freed(): Promise<void>
  /** @param isHeld whether the intent's lease still holds: asked last of all before the first byte */
  handOver(prepared: Prepared, isHeld: () => boolean): Promise<Outcome>
}

/** What is answered for a message whose lease ran out before its first byte: it was never begun. */
export const tooLate = (): Outcome =>
  retry("called_off", "connection", "Its lease ran out before it was begun: nothing was sent.")

export type Sending = {
  db: Db
  clock: Clock
  random: () => number
  unsubscribeUrl: UnsubscribeUrl
}

/** Why it stopped: nothing is due any more, the connection said no or was changed, or it was told to. */
export type Ended = { why: "empty" | "stopped" | "lost" } | { why: "tripped"; outcome: Outcome }

/**
 * Sends what is due over one connection until nothing is left, the connection fails, or `signal` says stop.
 *
 * What came back is kept until it is written down, however long the database is away. A commit whose answer got lost does
 * no harm: what was settled is settled once, and what was intended and never begun is taken back.
 */
export async function send(
  { db, clock, random, unsubscribeUrl }: Sending,
  orgId: string,
  lane: Lane,
  carrier: Carrier,
  signal: AbortSignal,
): Promise<Ended> {
  let waiting: Prepared[] = []
  let claimedAt = clock()
  const flying = new Set<Claimed>()
  let done: Settled[] = []
  let unanswered: Unanswered[] = []
  let more = true
  let tripped: Outcome | null = null
  let isLost = false
  let renewed = clock()
  let failures = 0
  let wake = () => {}
  const age = (since: Temporal.Instant) => since.until(clock()).total("seconds")

  const fly = async (prepared: Prepared, beganAt: Temporal.Instant) => {
    const { delivery } = prepared
    const isHeld = () => Math.min(age(beganAt), age(renewed)) < leaseSeconds - 1
    // A provider throws only for a mistake of ours: then nobody knows how far it came.
    const outcome = await carrier
      .handOver(prepared, isHeld)
      .catch((error: Error): Outcome => unknown("connection_lost", error.message))
    flying.delete(delivery)
    carrier.giveBack(1)
    done.push({ delivery, outcome, connectionId: carrier.connectionId, beganAt, contentHash: hashOf(prepared) })
    if ("scope" in outcome && outcome.scope !== "recipient" && outcome.reason !== "called_off") tripped = outcome
    wake()
  }
  /** Until something comes back, or what else is waited for, or for so long. */
  const pause = async (milliseconds: number, ...others: Promise<void>[]) => {
    const over = new AbortController()
    const back = new Promise<void>((resolve) => {
      wake = resolve
    })
    await Promise.race([back, ...others, delay(milliseconds, undefined, { signal: over.signal }).catch(() => {})])
    over.abort()
  }

  for (;;) {
    const now = clock()
    const settled = done
    done = []
    const reserved = signal.aborted || tripped || isLost ? 0 : carrier.reserve()
    if (reserved === null) isLost = true
    const free = reserved ?? 0
    const ending = signal.aborted || tripped !== null || isLost
    const isRenewing = flying.size > 0 && age(renewed) >= renewSeconds
    let begun: Prepared[] = []
    let kept: Prepared[] = []
    let next: Prepared[] = []
    let isFresh = false
    try {
      begun = await db.org(orgId, async (tx) => {
        // Lanes are touched in one order everywhere (see base/ready.ts).
        if (free) await makeReady(tx, "unclear", now.add({ seconds: leaseSeconds }))
        await settle(tx, settled, now, random)
        for (const each of unanswered) await takeBack(tx, each)
        if (isRenewing) await renew(tx, [...flying])
        // What waited for longer than its claim holds is asked all questions again.
        const isStale = age(claimedAt) > leaseSeconds - 2
        if (ending || isStale) await giveBack(tx, waiting)
        else kept = waiting
        if (isStale) more = true
        if (!ending && more && kept.length < free) {
          const limit = Math.min(Math.max(carrier.batch, free), claimLimit)
          const { claimed, looked } = await claim(tx, lane, limit, now)
          more = looked === limit
          const prepared = await prepare(tx, claimed, unsubscribeUrl)
          await failUnrenderable(tx, prepared, now)
          // One whose claim ran out while this turn waited for a connection may be among them again.
          const again = new Set(claimed.map(({ id }) => id))
          kept = kept.filter(({ delivery: { id } }) => !again.has(id))
          kept.push(...prepared.filter(({ content }) => content !== null))
          if (isStale || waiting.length === 0) isFresh = true
        }
        next = kept.slice(0, free)
        const intended = await intend(
          tx,
          next.map(({ delivery }) => delivery),
          carrier.connectionId,
          now,
        )
        return next.filter(({ delivery: { id } }) => intended.has(id))
      })
      failures = 0
      unanswered = []
    } catch (error) {
      carrier.giveBack(free)
      done = [...settled, ...done]
      // What this turn claimed isn't kept: whether it was committed isn't known, and a claim runs out by itself.
      if (next.length)
        unanswered.push({
          deliveries: next.map(({ delivery }) => delivery),
          connectionId: carrier.connectionId,
          at: now,
        })
      more = true
      failures += 1
      if (failures >= (isUnavailable(error) ? (signal.aborted ? mostFailuresStopping : Infinity) : mostFailures))
        throw error
      await pause(failures === 1 ? soonMs : lookMs)
      continue
    }
    if (isFresh) claimedAt = now
    waiting = kept.slice(free)
    carrier.giveBack(free - begun.length)
    if (isRenewing) renewed = now
    for (const prepared of begun) {
      flying.add(prepared.delivery)
      void fly(prepared, now)
    }
    const isDone = flying.size === 0 && done.length === 0
    if (isDone && ending) {
      if (tripped) return { why: "tripped", outcome: tripped }
      return { why: signal.aborted ? "stopped" : "lost" }
    }
    if (isDone && waiting.length === 0 && !more) return { why: "empty" }
    if (done.length === 0 && (flying.size || free === 0) && !(more && begun.length < free)) {
      await pause(lookMs, ...(flying.size ? [] : [carrier.freed()]))
      if (done.length === 0) more = true
    }
  }
}

/** What can't be rendered fails before anything is handed over. */
export async function failUnrenderable(
  tx: OrgSql,
  prepared: readonly Prepared[],
  now: Temporal.Instant,
): Promise<void> {
  const bad = prepared.filter(({ content }) => content === null)
  if (bad.length === 0) return
  const rows = bad.map(({ delivery, fault }) => ({ id: delivery.id, attempt: delivery.attempt, detail: fault }))
  const { from, to } = boundsOf(rows)
  await tx`
    update deliveries d set state = 'failed', reason = 'unrenderable', detail = b.detail, settled_at = ${now}, claim_until = null
      from jsonb_to_recordset(${json(rows)}) as b(id uuid, attempt int, detail text)
     where d.org_id = ${tx.orgId} and d.id = b.id and d.attempt = b.attempt and d.state = 'queued' and d.id between ${from} and ${to}`
  await announceDeliveries(
    tx,
    rows.map(({ id }) => id),
    now,
  )
}

/** Claims that won't be used go back at once. */
async function giveBack(tx: OrgSql, prepared: readonly Prepared[]): Promise<void> {
  if (prepared.length === 0) return
  const rows = prepared.map(({ delivery: { id, attempt } }) => ({ id, attempt }))
  const { from, to } = boundsOf(rows)
  await tx`
    update deliveries d set claim_until = null
      from jsonb_to_recordset(${json(rows)}) as b(id uuid, attempt int)
     where d.org_id = ${tx.orgId} and d.id = b.id and d.attempt = b.attempt and d.state = 'queued' and d.id between ${from} and ${to}`
}

/**
 * The outbox of an organisation without a provider: messages are kept to be read, in the transaction that settles them,
 * so that each is there exactly once.
 * @returns how many rows were looked at
 */
export async function capture(
  tx: OrgSql,
  lane: Lane,
  now: Temporal.Instant,
  random: () => number,
  unsubscribeUrl: UnsubscribeUrl,
): Promise<number> {
  const { claimed, looked } = await claim(tx, lane, claimLimit, now)
  const prepared = await prepare(tx, claimed, unsubscribeUrl)
  await failUnrenderable(tx, prepared, now)
  const good = prepared.filter(({ content }) => content !== null)
  await intend(
    tx,
    good.map(({ delivery }) => delivery),
    null,
    now,
  )
  if (good.length)
    await tx`
      insert into captured (org_id, delivery_id, content, captured_at)
      select ${tx.orgId}, c.id, c.content, ${now}
        from jsonb_to_recordset(${json(good.map(({ delivery: { id }, content, from }) => ({ id, content: { ...content, from } })))})
          as c(id uuid, content jsonb)
      on conflict (org_id, delivery_id) do nothing`
  await settle(
    tx,
    good.map((each) => ({
      delivery: each.delivery,
      outcome: { kind: "sent", refs: [], words: "" },
      connectionId: null,
      beganAt: now,
      contentHash: hashOf(each),
    })),
    now,
    random,
  )
  return looked
}
