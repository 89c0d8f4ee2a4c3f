/**
 * Sending: claim → intent → hand over → settle, for one organisation and lane. Each turn is one transaction that writes
 * down what has come back and commits the intents of as many as there are free slots; while it is written, more comes
 * back. So a crash leaves at most as many `ambiguous` as there are slots.
 */
import { setTimeout as delay } from "node:timers/promises"
import type { Clock } from "../base/clock.ts"
import { type Db, isUnavailable, json, type OrgSql } from "../base/db.ts"
import { type Outcome, unknown } from "../channels/channel.ts"
import { announceDeliveries } from "./announce.ts"
import { type Claimed, claim, type Lane } from "./claim.ts"
import { type Prepared, prepare } from "./content.ts"
import { boundsOf } from "./ids.ts"
import type { UnsubscribeUrl } from "./unsubscribe.ts"
import { intend, renew, renewSeconds, type Settled, settle } from "./settle.ts"

/** Rows taken at once. */
const claimLimit = 250
/** A database that is away is asked again this often; by a process that stops, for ten seconds. */
const awayMs = 500
const mostAway = 20

/** A way out: a connection with the slots this process holds on it. */
export type Carrier = {
  connectionId: string
  slots: number
  handOver(prepared: Prepared): Promise<Outcome>
}

export type Sending = {
  db: Db
  clock: Clock
  random: () => number
  unsubscribeUrl: UnsubscribeUrl
}

/** Why it stopped: nothing is due any more, the connection said no, or it was told to. */
export type Ended = { why: "empty" | "stopped" } | { why: "tripped"; outcome: Outcome }

/** Sends what is due over one connection until nothing is left, the connection fails, or `signal` says stop. */
export async function send(
  { db, clock, random, unsubscribeUrl }: Sending,
  orgId: string,
  lane: Lane,
  carrier: Carrier,
  signal: AbortSignal,
): Promise<Ended> {
  let waiting: Prepared[] = []
  const flying = new Map<string, Claimed>()
  let done: Settled[] = []
  let more = true
  let tripped: Outcome | null = null
  let renewed = clock()
  let wake = () => {}
  let away = 0

  const begin = (prepared: Prepared, beganAt: Temporal.Instant) => {
    const { delivery } = prepared
    flying.set(delivery.id, delivery)
    void fly(prepared, beganAt)
  }
  const fly = async (prepared: Prepared, beganAt: Temporal.Instant) => {
    const { delivery } = prepared
    // A provider throws only for a mistake of ours: then nobody knows how far it came.
    const outcome = await carrier
      .handOver(prepared)
      .catch((error: Error): Outcome => unknown("connection_lost", error.message))
    flying.delete(delivery.id)
    done.push({ delivery, outcome, connectionId: carrier.connectionId, beganAt, contentHash: null })
    if ("scope" in outcome && outcome.scope === "connection") tripped = outcome
    wake()
  }

  const take = async (tx: OrgSql, now: Temporal.Instant) => {
    const { claimed, looked } = await claim(tx, lane, claimLimit, now)
    const prepared = await prepare(tx, claimed, unsubscribeUrl)
    await failUnrenderable(tx, prepared, now)
    return { fresh: prepared.filter(({ content }) => content !== null), looked }
  }

  for (;;) {
    const ending = signal.aborted || tripped !== null
    const now = clock()
    const settled = done
    done = []
    const free = ending ? 0 : carrier.slots - flying.size
    const turn = await db
      .org(orgId, async (tx) => {
        await settle(tx, settled, now, random)
        if (flying.size + waiting.length && renewed.until(now).total("seconds") >= renewSeconds) {
          await renew(tx, [...flying.values(), ...waiting.map(({ delivery }) => delivery)])
          renewed = now
        }
        const { fresh, looked } =
          !ending && more && waiting.length < free ? await take(tx, now) : { fresh: [], looked: null }
        const ready = [...waiting, ...fresh]
        const next = ready.slice(0, free)
        const ids = next.map(({ delivery }) => delivery)
        const intended = await intend(tx, ids, carrier.connectionId, now)
        if (ending && ready.length) await giveBack(tx, ready)
        return { ready, looked, begun: next.filter(({ delivery }) => intended.has(delivery.id)) }
      })
      .catch(async (error: unknown) => {
        // What came back is kept until it is written down: nobody else knows it.
        if (!isUnavailable(error) || (signal.aborted && (away += 1) > mostAway)) throw error
        done = [...settled, ...done]
        await delay(awayMs)
        return null
      })
    if (turn === null) continue
    if (turn.looked !== null) more = turn.looked === claimLimit
    waiting = ending ? [] : turn.ready.slice(free)
    for (const prepared of turn.begun) begin(prepared, now)
    if (flying.size === 0 && done.length === 0 && (ending || (waiting.length === 0 && !more))) {
      if (tripped) return { why: "tripped", outcome: tripped }
      return { why: signal.aborted ? "stopped" : "empty" }
    }
    if (done.length === 0 && flying.size) {
      const back = new Promise<void>((resolve) => {
        wake = resolve
      })
      const pause = new AbortController()
      await Promise.race([back, delay(renewSeconds * 1000, undefined, { signal: pause.signal }).catch(() => {})])
      pause.abort()
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
    good.map(({ delivery }) => ({
      delivery,
      outcome: { kind: "sent", refs: [], words: "" },
      connectionId: null,
      beganAt: now,
      contentHash: null,
    })),
    now,
    random,
  )
  return looked
}
