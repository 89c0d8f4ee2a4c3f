/**
 * Sending: claim → intent → hand over → settle, for one organisation and lane. Each turn is one transaction that writes
 * down what has come back and commits the intents of as many as there are free slots; while it is written, more comes
 * back, and the next ones are claimed. So a crash leaves at most as many `ambiguous` as there are slots.
 */
import { setImmediate as immediate, setTimeout as delay } from "node:timers/promises"
import type { Clock } from "../base/clock.ts"
import { type Db, isUnavailable, json, type OrgSql } from "../base/db.ts"
import { makeReady } from "../base/ready.ts"
import { type Outcome, retry, unknown } from "../channels/channel.ts"
import { announceDeliveries } from "./announce.ts"
import { type Claimed, claim, type Lane, leaseSeconds } from "./claim.ts"
import { type Loaded, load, type Prepared, prepare } from "./content.ts"
import { hashOf } from "./contents.ts"
import { boundsOf } from "./ids.ts"
import { intend, isIn, renew, renewSeconds, type Settled, settle, takeBack } from "./settle.ts"
import type { Links } from "./unsubscribe.ts"

/** Rows taken at once, at most. */
const claimLimit = 250
/** What was claimed is asked all questions again after so long: two seconds before its claim runs out. */
const keptSeconds = leaseSeconds - 2
/** How often it is said that something may become unclear: with this a transaction is over before a park is (see base/ready.ts). */
const announceSeconds = 1
/** How often more is looked for while something is under way: one slow server doesn't keep the free slots idle. */
const lookMs = 1000
/** How long a turn may render, and how long the outbox may within its transaction; what is left over waits for the next. */
const renderMs = 250
const capturedMs = 1500
/** Whatever else this process does goes on in between. */
const renderedAtOnce = 20
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
  links: Links
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
  { db, clock, random, links }: Sending,
  orgId: string,
  lane: Lane,
  carrier: Carrier,
  signal: AbortSignal,
): Promise<Ended> {
  let waiting: (Loaded & { claimedMs: number })[] = []
  const flying = new Set<Claimed>()
  let done: Settled[] = []
  let unanswered: Claimed[] = []
  let looking: Promise<void> | null = null
  let more = true
  let tripped: Outcome | null = null
  let isLost = false
  let renewed = clock()
  let announced: Temporal.Instant | null = null
  let failures = 0
  let failure: unknown = null
  let wake = () => {}
  const over = new AbortController()
  const age = (since: Temporal.Instant) => since.until(clock()).total("seconds")

  /** Claims the next ones. Where fewer are due than were asked for, it is looked again only after a while. */
  const look = async () => {
    const claimedAt = clock()
    const limit = Math.min(carrier.batch, claimLimit)
    try {
      const { loaded, looked } = await db.org(orgId, async (tx) => {
        const { claimed, looked } = await claim(tx, lane, limit, claimedAt)
        return { loaded: await load(tx, claimed, links), looked }
      })
      // One whose claim ran out while this was waited for may be among them again.
      const again = new Set(loaded.map(({ delivery: { id } }) => id))
      waiting = waiting.filter(({ delivery: { id } }) => !again.has(id))
      waiting.push(...loaded.map((each) => ({ ...each, claimedMs: claimedAt.epochMilliseconds })))
      more = looked === limit
      if (!more) void lookAgain()
    } catch (error) {
      failure = error
    }
    looking = null
    wake()
  }
  const lookAgain = async () => {
    await delay(lookMs, undefined, { signal: over.signal }).catch(() => {})
    more = true
    wake()
  }
  /** Takes as many as may begin from what waits, and renders them. */
  const prepareNext = (free: number): Prepared[] => {
    const prepared: Prepared[] = []
    for (const until = performance.now() + renderMs; prepared.length < free; ) {
      const next = waiting.shift()
      if (!next) break
      const { claimedMs: _, ...loaded } = next
      prepared.push(prepare(loaded))
      if (performance.now() > until) break
    }
    return prepared
  }
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
    const ended = new AbortController()
    const back = new Promise<void>((resolve) => {
      wake = resolve
    })
    await Promise.race([back, ...others, delay(milliseconds, undefined, { signal: ended.signal }).catch(() => {})])
    ended.abort()
  }

  try {
    for (;;) {
      const now = clock()
      const settled = done
      done = []
      const reserved = signal.aborted || tripped || isLost ? 0 : carrier.reserve()
      if (reserved === null) isLost = true
      const free = reserved ?? 0
      const ending = signal.aborted || tripped !== null || isLost
      const keptFrom = ending ? Infinity : now.epochMilliseconds - keptSeconds * 1000
      const stale = waiting.filter(({ claimedMs }) => claimedMs < keptFrom)
      if (stale.length) {
        waiting = waiting.filter(({ claimedMs }) => claimedMs >= keptFrom)
        more = true
      }
      if (!ending && !looking && more && !failure && waiting.length <= free + flying.size) looking = look()
      const prepared = prepareNext(free)
      const given = [...unanswered, ...stale.map(({ delivery }) => delivery)]
      const next = prepared.filter(({ content }) => content !== null)
      const isRenewing = flying.size > 0 && age(renewed) >= renewSeconds
      const isAnnouncing = next.length > 0 && (announced === null || age(announced) >= announceSeconds)
      let begun: Prepared[] = []
      try {
        if (failure) throw failure
        if (settled.length || prepared.length || given.length || isRenewing)
          begun = await db.org(
            orgId,
            async (tx) => {
              // Lanes are touched in one order everywhere (see base/ready.ts).
              if (isAnnouncing) await makeReady(tx, "unclear", now.add({ seconds: leaseSeconds }))
              const deliveries = next.map(({ delivery }) => delivery)
              // Rows apart: their statements are sent together.
              const [intended] = await Promise.all([
                intend(tx, deliveries, carrier.connectionId, now),
                settle(tx, settled, now, random),
                isRenewing && renew(tx, [...flying]),
                takeBack(tx, given),
              ])
              await failUnrenderable(tx, prepared, now)
              return next.filter(({ delivery: { id } }) => intended.has(id))
            },
            { arePlansKept: true },
          )
        failures = 0
        unanswered = []
      } catch (error) {
        carrier.giveBack(free)
        done = [...settled, ...done]
        // Whether it was committed isn't known: what was to begin goes back with the next turn.
        unanswered = [...given, ...prepared.map(({ delivery }) => delivery)]
        more = true
        failure = null
        failures += 1
        if (failures >= (isUnavailable(error) ? (signal.aborted ? mostFailuresStopping : Infinity) : mostFailures))
          throw error
        await pause(failures === 1 ? soonMs : lookMs)
        continue
      }
      carrier.giveBack(free - begun.length)
      if (isRenewing) renewed = now
      if (isAnnouncing) announced = now
      for (const each of begun) {
        flying.add(each.delivery)
        void fly(each, now)
      }
      if (done.length === 0 && flying.size === 0 && !looking && waiting.length === 0) {
        if (ending && tripped) return { why: "tripped", outcome: tripped }
        if (ending) return { why: signal.aborted ? "stopped" : "lost" }
        if (!more) return { why: "empty" }
      }
      const isIdle =
        done.length === 0 && (waiting.length === 0 ? ending || looking !== null || !more : begun.length === free)
      if (isIdle) await pause(lookMs, ...(flying.size || waiting.length === 0 ? [] : [carrier.freed()]))
    }
  } finally {
    over.abort()
    await looking
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
     where d.org_id = ${tx.orgId} and d.id = b.id and d.attempt = b.attempt and ${isIn("queued")} and d.id between ${from} and ${to}`
  await announceDeliveries(
    tx,
    rows.map(({ id }) => id),
    now,
  )
}

/**
 * The outbox of an organisation without a provider: messages are kept to be read, in the transaction that settles them,
 * so that each is there exactly once.
 * @returns how many rows were looked at, and what was captured
 */
export async function capture(
  tx: OrgSql,
  lane: Lane,
  now: Temporal.Instant,
  random: () => number,
  links: Links,
): Promise<{ looked: number; captured: Prepared[] }> {
  const { claimed, looked } = await claim(tx, lane, claimLimit, now)
  const loaded = await load(tx, claimed, links)
  const until = performance.now() + capturedMs
  const prepared: Prepared[] = []
  while (loaded.length && (prepared.length === 0 || performance.now() < until)) {
    prepared.push(prepare(loaded.shift() as Loaded))
    if (prepared.length % renderedAtOnce === 0) await immediate()
  }
  await takeBack(
    tx,
    loaded.map(({ delivery }) => delivery),
  )
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
        from jsonb_to_recordset(${json(good.map(({ delivery: { id }, content, from, attachments }) => ({ id, content: { ...content, from, attachments } })))})
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
  return { looked, captured: good }
}
