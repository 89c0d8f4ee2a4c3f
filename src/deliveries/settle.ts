/**
 * The turns of deliveries that are being sent: the intent, written before the first byte leaves, and what became of it.
 * Both write only where the fence still matches, so a worker that was away for too long changes nothing.
 */
import { forgetLinks } from "../access/links.ts"
import { json, type OrgSql, sql } from "../base/db.ts"
import { makeReady } from "../base/ready.ts"
import type { Outcome } from "../channels/channel.ts"
import { announceDeliveries, isListenedTo } from "./announce.ts"
import { backoff } from "./backoff.ts"
import { type Claimed, leaseSeconds, lookFromTheBeginning, nameOf } from "./claim.ts"
import { boundsOf } from "./ids.ts"
import type { State } from "./states.ts"
import { suppressAddresses } from "./suppressions.ts"

/** How often intents are renewed. */
export const renewSeconds = 3

/** How long nobody may know what became of a message that isn't sent again, before it counts as lost. */
export const ambiguousHours = { email: 24, sms: 72, push: 24, inbox: 24 } as const
/** How long a late answer is waited for before a message whose type allows it is sent again. */
export const againSeconds = 60

/** Until when an unclear delivery stays unclear: then it is sent again, or counts as lost, as its policy says. */
const unclearUntil = ({ ambiguous, channel }: Claimed, now: Temporal.Instant) =>
  ambiguous === "at_least_once" ? now.add({ seconds: againSeconds }) : now.add({ hours: ambiguousHours[channel] })

/**
 * Is it in one of these states? Said so that rows are found by their ids: the index by state would lead past every row that
 * was in it and can't be removed yet (settling 250 took 73 ms rather than 18 after 200,000 sent under an old snapshot).
 */
export const isIn = (...states: readonly State[]) =>
  sql`(d.state || '') in (${sql.join(states.map((state) => sql.lit(state)))})`

/**
 * Commits the intent to send: after this, a crash makes them `ambiguous`, never queued again by itself.
 * @returns the ids that may be sent: those still queued under this fence
 */
export async function intend(
  tx: OrgSql,
  deliveries: readonly Claimed[],
  connectionId: string | null,
  now: Temporal.Instant,
): Promise<Set<string>> {
  if (deliveries.length === 0) return new Set()
  const bounds = boundsOf(deliveries)
  const rows = await tx<{ id: string }>`
    update deliveries d
       set state = 'sending', tries = tries + 1, sending_at = ${now}, connection_id = ${connectionId},
           claim_until = clock_timestamp() + ${leaseSeconds} * interval '1 second'
      from jsonb_to_recordset(${json(deliveries.map(({ id, attempt }) => ({ id, attempt })))}) as f(id uuid, attempt int)
     where d.org_id = ${tx.orgId} and d.id = f.id and d.attempt = f.attempt and ${isIn("queued")}
       and d.id between ${bounds.from} and ${bounds.to}
    returning d.id`
  return new Set(rows.map(({ id }) => id))
}

/**
 * Gives back what was claimed and not begun, whether its intent was committed or not, as after a commit whose answer got
 * lost. Under the same fence nobody else has it.
 */
export async function takeBack(tx: OrgSql, deliveries: readonly Claimed[]): Promise<void> {
  const [first] = deliveries
  if (!first) return
  lookFromTheBeginning(tx.orgId, first)
  const bounds = boundsOf(deliveries)
  await tx`
    update deliveries d
       set state = 'queued', claim_until = null, reason = null,
           tries = tries - case when state = 'queued' then 0 else 1 end,
           due_at = case when state = 'queued' then due_at else least(due_at, sending_at) end
      from jsonb_to_recordset(${json(deliveries.map(({ id, attempt }) => ({ id, attempt })))}) as f(id uuid, attempt int)
     where d.org_id = ${tx.orgId} and d.id = f.id and d.attempt = f.attempt and ${isIn("queued", "sending", "ambiguous")}
       and d.id between ${bounds.from} and ${bounds.to}`
}

/** Holds on to what was taken and to what is being sent, however long the provider takes. */
export async function renew(tx: OrgSql, deliveries: readonly Claimed[]): Promise<void> {
  if (deliveries.length === 0) return
  const bounds = boundsOf(deliveries)
  await tx`
    update deliveries d set claim_until = clock_timestamp() + ${leaseSeconds} * interval '1 second'
      from jsonb_to_recordset(${json(deliveries.map(({ id, attempt }) => ({ id, attempt })))}) as f(id uuid, attempt int)
     where d.org_id = ${tx.orgId} and d.id = f.id and d.attempt = f.attempt and ${isIn("queued", "sending")}
       and d.id between ${bounds.from} and ${bounds.to}`
}

export type Settled = {
  delivery: Claimed
  outcome: Outcome
  connectionId: string | null
  /** When it was begun. */
  beganAt: Temporal.Instant
  contentHash: string | null
}

/** What a delivery turns into by its provider's answer. Pure. */
export function turnFor(
  { delivery, outcome }: Pick<Settled, "delivery" | "outcome">,
  now: Temporal.Instant,
  random: number,
): { state: "sent" | "queued" | "failed" | "ambiguous"; reason: string | null; dueAt: Temporal.Instant } {
  const tries = delivery.tries + 1
  const later = (seconds: number) => now.add({ milliseconds: Math.round(seconds * 1000) })
  switch (outcome.kind) {
    case "sent":
      return { state: "sent", reason: null, dueAt: now }
    case "refused":
      // Only what is wrong with the recipient fails the message; anything else is the connection's affair.
      if (outcome.scope === "recipient") return { state: "failed", reason: "refused", dueAt: now }
      return { state: "queued", reason: "retry", dueAt: later(30) }
    case "retry": {
      if (outcome.scope !== "recipient")
        return { state: "queued", reason: "retry", dueAt: later(outcome.afterSeconds ?? 5) }
      if (tries >= delivery.maxTries) return { state: "failed", reason: "attempts_exhausted", dueAt: now }
      return { state: "queued", reason: "retry", dueAt: later(backoff(tries, outcome.afterSeconds ?? 0, random)) }
    }
    case "unknown":
      return { state: "ambiguous", reason: outcome.reason, dueAt: unclearUntil(delivery, now) }
  }
}

/** A hand-over that says nothing about the recipient uses none of the delivery's tries. */
const usesTry = (outcome: Outcome) => !("scope" in outcome) || outcome.scope === "recipient"

/**
 * Writes down what became of hand-overs, in bulk. A late answer under the same fence still resolves an `ambiguous` one.
 * @param random gives numbers in [0, 1) for the back-off
 * @returns the ids that were written; others had gone on under another fence
 */
export async function settle(
  tx: OrgSql,
  settled: readonly Settled[],
  now: Temporal.Instant,
  random: () => number,
): Promise<Set<string>> {
  if (settled.length === 0) return new Set()
  const rows = settled.map((each) => {
    const turn = turnFor(each, now, random())
    const { delivery, outcome } = each
    return {
      id: delivery.id,
      attempt: delivery.attempt,
      state: turn.state,
      reason: turn.reason,
      words: outcome.words.slice(0, 500),
      due_at: turn.dueAt.toString(),
      used: usesTry(outcome) ? 0 : 1,
      connection_id: each.connectionId,
      began_at: each.beganAt.toString(),
      content_hash: each.contentHash,
    }
  })
  const bounds = boundsOf(rows)
  const written = await tx<{ id: string; isHeard: boolean }>`
    update deliveries d
       set state = s.state, reason = s.reason, detail = nullif(s.words, ''), due_at = s.due_at, claim_until = null,
           tries = d.tries - s.used, content_hash = coalesce(s.content_hash, d.content_hash),
           settled_at = case when s.state in ('sent', 'failed') then ${now}::timestamptz end
      from jsonb_to_recordset(${json(rows)}) as s(
             id uuid, attempt int, state text, reason text, words text, due_at timestamptz, used int, content_hash text)
     where d.org_id = ${tx.orgId} and d.id = s.id and d.attempt = s.attempt and ${isIn("sending", "ambiguous")}
       and d.id between ${bounds.from} and ${bounds.to}
    returning d.id, ${isListenedTo(tx)} as is_heard`
  const ids = new Set(written.map(({ id }) => id))
  // Of what was sent the delivery itself says all there is to say; as long as nothing is said of it later (see receipts.ts).
  const attempts = rows.filter(({ id, state }) => state !== "sent" && ids.has(id))
  const refs = settled.flatMap(({ delivery, outcome, connectionId }) =>
    outcome.kind === "sent" && connectionId !== null && ids.has(delivery.id)
      ? outcome.refs.map((ref, part) => ({ connection_id: connectionId, ref, part, delivery_id: delivery.id }))
      : [],
  )
  if (attempts.length)
    await tx`
      insert into attempts (org_id, delivery_id, number, state, reason, words, connection_id, began_at, at)
      select ${tx.orgId}, a.id, a.attempt, a.state, a.reason, nullif(a.words, ''), a.connection_id, a.began_at, ${now}
        from jsonb_to_recordset(${json(attempts)}) as a(
               id uuid, attempt int, state text, reason text, words text, connection_id uuid, began_at timestamptz)
      on conflict (org_id, delivery_id, number, state) do nothing`
  if (refs.length)
    await tx`
      insert into provider_refs (org_id, connection_id, ref, part, delivery_id, created_at)
      select ${tx.orgId}, r.connection_id, r.ref, r.part, r.delivery_id, ${now}
        from jsonb_to_recordset(${json(refs)}) as r(connection_id uuid, ref text, part int, delivery_id uuid)
      on conflict (org_id, connection_id, ref, part) do nothing`
  const again = settled.filter(({ delivery }, index) => ids.has(delivery.id) && rows[index]?.state === "queued")
  for (const lane of new Set(again.map(({ delivery }) => nameOf(delivery)))) {
    const dues = again.flatMap(({ delivery }) =>
      nameOf(delivery) === lane ? rows.filter(({ id }) => id === delivery.id) : [],
    )
    const first = dues.map(({ due_at }) => due_at).toSorted()[0] as string
    await makeReady(tx, lane, Temporal.Instant.from(first))
  }
  const bad = settled.flatMap(({ delivery, outcome }) =>
    outcome.kind === "refused" && outcome.suppress
      ? [
          {
            channel: delivery.channel,
            address: delivery.address,
            reason: "bounce" as const,
            detail: outcome.words,
            deliveryId: delivery.id,
          },
        ]
      : [],
  )
  await suppressAddresses(tx, bad, now)
  await forgetLinks(
    tx,
    settled.flatMap(({ delivery: { id, priority, eventId } }, index) =>
      priority === "system" && ids.has(id) && ["sent", "failed"].includes(rows[index]?.state ?? "") ? eventId : [],
    ),
  )
  await announceDeliveries(tx, [...ids], now, written[0]?.isHeard)
  return ids
}
