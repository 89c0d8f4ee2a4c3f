/** What became of tries: of the message, and of the endpoint that answers, stays away, or says that it is gone. */
import { record, theInstall } from "../audit/audit.ts"
import { json, type OrgSql } from "../base/db.ts"
import type { Claimed } from "./claim.ts"
import { isGone, isSuccess, type Outcome, turnFor } from "./judge.ts"

/** An endpoint where nothing arrived for so long is disabled when the next message is given up. */
const failingDays = 5

/** A try that is over; `at` is when its answer came. */
export type Sent = { message: Claimed; outcome: Outcome; at: Temporal.Instant }

/** An endpoint that was disabled because of what it answered; `words` are its last. */
export type Disabled = {
  id: string
  url: string
  reason: "gone" | "failing"
  failingSince: Temporal.Instant
  words: string
}
/** Tells the organisation's people, in the transaction that disables. */
export type TellDisabled = (tx: OrgSql, disabled: Disabled, now: Temporal.Instant) => Promise<void>

type Endpoint = {
  id: string
  url: string
  state: string
  failingSince: Temporal.Instant | null
  pausedUntil: Temporal.Instant | null
}

/**
 * Writes down tries, in bulk. An outcome under an old fence changes nothing; the try itself is kept.
 * Locks the endpoints by id, then the messages, as a claim does.
 */
export async function settle(
  tx: OrgSql,
  sent: readonly Sent[],
  now: Temporal.Instant,
  random: () => number,
  tell: TellDisabled,
): Promise<void> {
  if (sent.length === 0) return
  const endpointIds = [...new Set(sent.map(({ message }) => message.endpointId))]
  const endpoints = await tx<Endpoint>`
    select id, url, state, failing_since, paused_until from webhook_endpoints
     where org_id = ${tx.orgId} and id = any (${endpointIds}) order by id for no key update`
  const rows = sent.map(({ message, outcome, at }) => {
    const turn = turnFor(outcome, message.tries, at, random())
    return {
      id: message.id,
      fence: message.fence,
      state: turn.state,
      reason: turn.state === "dead" ? turn.reason : null,
      due_at: turn.state === "waiting" ? turn.dueAt.toString() : null,
      status: outcome.status,
      words: outcome.words,
      duration_ms: outcome.durationMs,
      at: at.toString(),
    }
  })
  const ids = rows.map(({ id }) => id).toSorted()
  await tx`
    update webhook_messages m
       set state = s.state, reason = s.reason, due_at = coalesce(s.due_at, m.due_at), tries = m.tries + 1,
           claim_until = null, settled_at = case when s.state <> 'waiting' then s.at end
      from jsonb_to_recordset(${json(rows)}) as s(
             id uuid, fence int, state text, reason text, due_at timestamptz, at timestamptz)
     where m.org_id = ${tx.orgId} and m.id = s.id and m.fence = s.fence and m.state = 'waiting'
       and m.id between ${ids[0]} and ${ids.at(-1)}`
  await tx`
    insert into webhook_attempts (org_id, message_id, number, status, words, duration_ms, at)
    select ${tx.orgId}, s.id, s.fence, s.status, s.words, s.duration_ms, s.at
      from jsonb_to_recordset(${json(rows)}) as s(
             id uuid, fence int, status int, words text, duration_ms int, at timestamptz)
    on conflict (org_id, message_id, number) do nothing`
  const given = new Set(rows.filter(({ reason }) => reason === "gave_up").map(({ id }) => id))
  await settleEndpoints(tx, endpoints, sent, given, now, tell)
}

/** @param given ids of messages that were given up */
async function settleEndpoints(
  tx: OrgSql,
  endpoints: readonly Endpoint[],
  sent: readonly Sent[],
  given: ReadonlySet<string>,
  now: Temporal.Instant,
  tell: TellDisabled,
): Promise<void> {
  const changed = endpoints.flatMap(({ id, url, state, ...endpoint }) => {
    const theirs = sent.filter(({ message }) => message.endpointId === id)
    const failed = theirs.filter(({ outcome }) => !isSuccess(outcome))
    const since = failed.map(({ at }) => at).reduce(earlier, endpoint.failingSince)
    const failingSince = failed.length === theirs.length ? since : null
    const pausedUntil = failed
      .filter(({ outcome }) => outcome.askedSeconds > 0)
      .map(({ outcome, at }) => at.add({ seconds: outcome.askedSeconds }))
      .reduce(later, endpoint.pausedUntil)
    const isGivenUp = theirs.some(({ message }) => given.has(message.id))
    const isFailing = isGivenUp && failingSince && now.since(failingSince).total("hours") >= failingDays * 24
    const reason = failed.some(({ outcome }) => isGone(outcome)) ? "gone" : isFailing ? "failing" : null
    const words = failed.at(-1)?.outcome.words ?? ""
    const disabled: Disabled | null =
      state === "active" && reason ? { id, url, reason, failingSince: since ?? now, words } : null
    const isSame = failingSince === endpoint.failingSince && pausedUntil === endpoint.pausedUntil && !disabled
    return isSame ? [] : [{ id, failingSince, pausedUntil, disabled }]
  })
  if (changed.length === 0) return
  const rows = changed.map(({ id, failingSince, pausedUntil, disabled }) => ({
    id,
    failing_since: failingSince?.toString(),
    paused_until: pausedUntil?.toString(),
    disabled: disabled?.reason,
  }))
  await tx`
    update webhook_endpoints e
       set failing_since = c.failing_since, paused_until = c.paused_until,
           state = case when c.disabled is null then e.state else 'disabled' end,
           reason = coalesce(c.disabled, e.reason),
           disabled_at = case when c.disabled is null then e.disabled_at else ${now}::timestamptz end,
           version = case when c.disabled is null then e.version else e.version + 1 end
      from jsonb_to_recordset(${json(rows)}) as c(
             id uuid, failing_since timestamptz, paused_until timestamptz, disabled text)
     where e.org_id = ${tx.orgId} and e.id = c.id`
  for (const { disabled } of changed) {
    if (!disabled) continue
    const call = { tx, caller: theInstall, now }
    await record(call, {
      action: "webhook.disabled",
      subject: { kind: "webhook", id: disabled.id },
      before: { state: "active", reason: null },
      after: { state: "disabled", reason: disabled.reason },
    })
    await tell(tx, disabled, now)
  }
}

const earlier = (a: Temporal.Instant | null, b: Temporal.Instant) =>
  a !== null && Temporal.Instant.compare(a, b) <= 0 ? a : b
const later = (a: Temporal.Instant | null, b: Temporal.Instant) =>
  a !== null && Temporal.Instant.compare(a, b) >= 0 ? a : b
