/**
 * Receipts: what became of a message after it was handed over, told by a bounce, a complaint or a provider. They come
 * late, twice, in any order, or before the hand-over was written down; a delivery never goes backwards by one.
 */
import { json, type OrgSql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { makeReady } from "../base/ready.ts"
import { announceDeliveries } from "./announce.ts"
import { boundsOf } from "./ids.ts"
import type { State } from "./states.ts"
import { suppressAddresses } from "./suppressions.ts"

/** `delayed`: the provider goes on trying. `complained`: its reader called it spam; it stays delivered. */
export const receiptStates = ["delivered", "failed", "delayed", "complained"] as const
export type ReceiptState = (typeof receiptStates)[number]

export type Receipt = (
  | { deliveryId: string }
  // The provider's own reference, as the hand-over was answered.
  | { connectionId: string; ref: string; part?: number }
) & {
  state: ReceiptState
  reason: string
  /** What was said, for people; at most 500 characters are kept. */
  words: string
  /** Whether nothing more may go to the address: it is nobody's, or its owner complained. */
  suppress: boolean
  at: Temporal.Instant
}

/** How long a receipt waits for what it is about, and how often it is tried. */
const keepHours = 24
const againSeconds = 30
/** Receipts tried in one transaction. */
const batch = 200

/** A receipt as it is kept. */
type Kept = {
  id: string
  deliveryId: string | null
  connectionId: string | null
  ref: string | null
  part: number | null
  state: ReceiptState
  reason: string
  words: string
  suppress: boolean
  at: Temporal.Instant
}

/** Takes receipts in. What can't be matched yet is kept; what is about a delivery that never was is dropped. */
export async function receive(tx: OrgSql, receipts: readonly Receipt[], now: Temporal.Instant): Promise<void> {
  if (receipts.length === 0) return
  const given = receipts.map(
    (receipt): Kept => ({
      id: newId(),
      deliveryId: "deliveryId" in receipt ? receipt.deliveryId : null,
      connectionId: "ref" in receipt ? receipt.connectionId : null,
      ref: "ref" in receipt ? receipt.ref : null,
      part: "ref" in receipt ? (receipt.part ?? 0) : null,
      state: receipt.state,
      reason: receipt.reason,
      words: receipt.words.replaceAll("\0", " ").slice(0, 500).toWellFormed(),
      suppress: receipt.suppress,
      at: receipt.at,
    }),
  )
  const early = await apply(tx, given, now)
  if (early.length === 0) return
  const again = now.add({ seconds: againSeconds })
  await tx`
    insert into receipts (org_id, id, delivery_id, connection_id, ref, part, state, reason, words, suppress, at, kept_at, due_at)
    select ${tx.orgId}, r.id, r."deliveryId", r."connectionId", r.ref, r.part, r.state, r.reason, r.words, r.suppress, r.at, ${now}, ${again}
      from jsonb_to_recordset(${json(early)}) as r(
             id uuid, "deliveryId" uuid, "connectionId" uuid, ref text, part int, state text, reason text, words text,
             suppress boolean, at timestamptz)`
  await makeReady(tx, "receipts", again)
}

/** Tries those again that came too early, as many as fit a transaction. @returns when the next are to be tried, or null */
export async function receiveKept(tx: OrgSql, now: Temporal.Instant): Promise<Temporal.Instant | null> {
  await tx`delete from receipts where org_id = ${tx.orgId} and kept_at < ${now.subtract({ hours: keepHours })}`
  const due = await tx<Kept>`
    select id, delivery_id, connection_id, ref, part, state, reason, words, suppress, at
      from receipts where org_id = ${tx.orgId} and due_at <= ${now} order by due_at, id limit ${batch} for update`
  const early = new Set((await apply(tx, due, now)).map(({ id }) => id))
  const done = due.map(({ id }) => id).filter((id) => !early.has(id))
  await tx`delete from receipts where org_id = ${tx.orgId} and id = any (${done})`
  await tx`
    update receipts set due_at = ${now.add({ seconds: againSeconds })} where org_id = ${tx.orgId} and id = any (${[...early]})`
  return await nextReceipt(tx)
}

export async function nextReceipt(tx: OrgSql): Promise<Temporal.Instant | null> {
  const [row] = await tx<{ dueAt: Temporal.Instant | null }>`
    select min(due_at) as due_at from receipts where org_id = ${tx.orgId}`
  return row?.dueAt ?? null
}

type Target = { id: string; state: State; attempt: number; channel: string; address: string }
/** `parts`: of a message in several parts, not all are delivered yet. */
type Turn = State | "early" | "parts" | null

/** What a delivery turns into by a receipt; null: it stays what it is. Pure. */
export function turnBy(receipt: ReceiptState, state: State, isWhole: boolean): Turn {
  if (state === "queued" || state === "sending") return "early"
  if (state !== "sent" && state !== "ambiguous") return null
  if (receipt === "failed") return "failed"
  if (receipt === "delivered") return isWhole ? "delivered" : "parts"
  // Whatever is said of a message by who got it, somebody got it.
  return state === "ambiguous" ? "sent" : null
}

/** Writes down what receipts say. @returns those that came too early */
async function apply(tx: OrgSql, receipts: readonly Kept[], now: Temporal.Instant): Promise<Kept[]> {
  if (receipts.length === 0) return []
  const deliveryOf = await matchRefs(tx, receipts)
  const ids = [...new Set(receipts.flatMap((receipt) => deliveryOf.get(receipt.id) ?? []))]
  const early = receipts.filter(({ id, ref }) => ref !== null && !deliveryOf.has(id))
  if (ids.length === 0) return early
  const bounds = boundsOf(ids.map((id) => ({ id })))
  const targets = await tx<Target>`
    select id, state, attempt, channel, address from deliveries
     where org_id = ${tx.orgId} and id = any (${ids}) and id between ${bounds.from} and ${bounds.to}
     order by id for update`
  const byId = new Map(targets.map((target) => [target.id, target]))
  const lacking = await lackingParts(tx, receipts, ids)
  const turned = new Map<string, { id: string; state: State; reason: string | null; words: string }>()
  const attempts: { id: string; number: number; state: string; reason: string; words: string; at: string }[] = []
  const suppressed: Parameters<typeof suppressAddresses>[1][number][] = []
  for (const receipt of receipts) {
    const target = byId.get(deliveryOf.get(receipt.id) ?? "")
    if (!target) continue
    const { id, attempt: number, channel, address } = target
    // Whoever it was for was erased: the words would name them again.
    const isErased = address === ""
    const { reason } = receipt
    const words = isErased ? "" : receipt.words
    if (receipt.suppress && !isErased)
      suppressed.push({
        channel,
        address,
        reason: receipt.state === "complained" ? "complaint" : "bounce",
        detail: words,
        deliveryId: id,
      })
    const was = target.state
    const turn = turnBy(receipt.state, was, !lacking.has(id))
    if (turn === "early") early.push(receipt)
    if (turn === "early" || turn === "parts") continue
    const note = (state: string, at = receipt.at) =>
      attempts.push({ id, number, state, reason, words, at: at.toString() })
    if (turn !== null) {
      // Nobody knew whether it was handed over; now it is known.
      if (was === "ambiguous" && turn !== "failed") note("sent")
      if (turn !== "sent") note(turn)
      target.state = turn
      turned.set(id, { id, state: turn, reason: turn === "failed" ? reason : null, words })
    }
    const isLive = was === "sent" || was === "ambiguous"
    if (receipt.state === "complained" || (receipt.state === "delayed" && isLive)) note(receipt.state)
  }
  await write(tx, [...turned.values()], attempts, bounds, now)
  await suppressAddresses(tx, suppressed, now)
  await announceDeliveries(tx, [...turned.keys()], now)
  return early
}

/** The deliveries that receipts are about, by receipt; and of each part that was named, what became of it. */
async function matchRefs(tx: OrgSql, receipts: readonly Kept[]): Promise<Map<string, string>> {
  const matched = new Map(receipts.flatMap(({ id, deliveryId }) => (deliveryId === null ? [] : [[id, deliveryId]])))
  const named = receipts
    .filter(({ ref }) => ref !== null)
    .map(({ id, connectionId, ref, part, state }) => ({ id, connectionId, ref, part, state }))
  if (named.length === 0) return matched
  const rows = await tx<{ id: string; deliveryId: string }>`
    select n.id, p.delivery_id
      from jsonb_to_recordset(${json(named)}) as n(id uuid, "connectionId" uuid, ref text, part int)
      join provider_refs p on p.org_id = ${tx.orgId} and p.connection_id = n."connectionId" and p.ref = n.ref and p.part = n.part`
  for (const { id, deliveryId } of rows) matched.set(id, deliveryId)
  const final = named.filter(({ id, state }) => matched.has(id) && (state === "delivered" || state === "failed"))
  if (final.length)
    await tx`
      update provider_refs p set state = n.state
        from jsonb_to_recordset(${json(final)}) as n("connectionId" uuid, ref text, part int, state text)
       where p.org_id = ${tx.orgId} and p.connection_id = n."connectionId" and p.ref = n.ref and p.part = n.part and p.state is null`
  return matched
}

/** Deliveries of which some part has not been delivered by any hand-over; only those that receipts name by parts are asked. */
async function lackingParts(tx: OrgSql, receipts: readonly Kept[], ids: readonly string[]): Promise<Set<string>> {
  if (receipts.every(({ ref }) => ref === null)) return new Set()
  const rows = await tx<{ deliveryId: string }>`
    select delivery_id from (
      select delivery_id, part, bool_or(coalesce(state, '') = 'delivered') as is_delivered
        from provider_refs where org_id = ${tx.orgId} and delivery_id = any (${ids}) group by delivery_id, part) parts
     group by delivery_id having not bool_and(is_delivered)`
  return new Set(rows.map(({ deliveryId }) => deliveryId))
}

async function write(
  tx: OrgSql,
  turned: readonly { id: string }[],
  attempts: readonly object[],
  bounds: { from: string; to: string },
  now: Temporal.Instant,
): Promise<void> {
  if (turned.length) {
    // What the hand-over came to lies on the delivery until now.
    await tx`
      insert into attempts (org_id, delivery_id, number, state, words, connection_id, began_at, at)
      select org_id, id, attempt, 'sent', detail, connection_id, sending_at, settled_at from deliveries
       where org_id = ${tx.orgId} and id = any (${turned.map(({ id }) => id)}) and state = 'sent'
         and id between ${bounds.from} and ${bounds.to}
      on conflict (org_id, delivery_id, number, state) do nothing`
    await tx`
      update deliveries d
         set state = t.state, reason = t.reason, detail = coalesce(nullif(t.words, ''), d.detail), claim_until = null,
             settled_at = coalesce(d.settled_at, ${now}::timestamptz)
        from jsonb_to_recordset(${json(turned)}) as t(id uuid, state text, reason text, words text)
       where d.org_id = ${tx.orgId} and d.id = t.id and d.state in ('sent', 'ambiguous')
         and d.id between ${bounds.from} and ${bounds.to}`
  }
  if (attempts.length)
    await tx`
      insert into attempts (org_id, delivery_id, number, state, reason, words, at)
      select ${tx.orgId}, a.id, a.number, a.state, a.reason, nullif(a.words, ''), a.at
        from jsonb_to_recordset(${json(attempts)}) as a(id uuid, number int, state text, reason text, words text, at timestamptz)
      on conflict (org_id, delivery_id, number, state) do nothing`
}
