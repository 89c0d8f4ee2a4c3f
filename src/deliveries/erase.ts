/** Erasing a person from what was sent to them: that something was sent, when, and what became of it stays. */
import { json, type OrgSql, sql } from "../base/db.ts"
import { boundsOf, eventBounds } from "./ids.ts"
import { hashedAddress } from "./suppressions.ts"

/**
 * Takes name, addresses, words and contents from a customer's deliveries. What waits isn't sent any more: a claim made
 * before is worth nothing afterwards.
 * @returns the addresses that were there; null, with nothing done, while one is being handed over: its answer may name them
 */
export async function forgetDeliveries(tx: OrgSql, customerId: string): Promise<string[] | null> {
  const all = await tx<{
    id: string
    eventId: string
    state: string
    address: string
    recipient: string
    own: boolean
  }>`
    select id, event_id, state, address, recipient, member_id is null as own from deliveries
     where org_id = ${tx.orgId} and customer_id = ${customerId} order by id for update`
  if (all.length === 0) return []
  if (all.some(({ state }) => state === "sending")) return null
  const ids = all.map(({ id }) => id)
  const { from, to } = boundsOf(all)
  const ofEvents = eventBounds({ from, to })
  await tx`delete from captured where org_id = ${tx.orgId} and delivery_id = any (${ids})`
  await tx`delete from receipts where org_id = ${tx.orgId} and delivery_id = any (${ids})`
  await tx`
    update attempts set words = null
     where org_id = ${tx.orgId} and delivery_id = any (${ids}) and delivery_id between ${from} and ${to} and words is not null`
  const own = all.filter((row) => row.own)
  // Who was left out because of them, as a second with one address, says their name.
  await tx`
    update deliveries set detail = null
     where org_id = ${tx.orgId} and event_id = any (${[...new Set(own.map(({ eventId }) => eventId))]})
       and reason = 'duplicate_recipient' and detail = any (${[...new Set(own.map(({ recipient }) => recipient))]})
       and id between ${ofEvents.from} and ${ofEvents.to}`
  await tx`
    update deliveries
       set recipient = case when member_id is null then 'Erased' else recipient end,
           address = case when member_id is null then '' else address end,
           detail = null, content_hash = null, claim_until = null,
           attempt = attempt + case when state in ('queued', 'ambiguous') then 1 else 0 end
     where org_id = ${tx.orgId} and id = any (${ids}) and id between ${from} and ${to}`
  const addresses = [...new Set(own.map(({ address }) => address).filter((address) => address !== ""))]
  // Why a connection rests is told in its provider's words as well.
  await tx`
    update connections set open_reason = null
     where org_id = ${tx.orgId} and exists (select from unnest(${addresses}::text[]) a where position(a in lower(open_reason)) > 0)`
  return addresses
}

/**
 * Keeps of the suppressions of these addresses only what is needed to go on sending them nothing: a hash in place of the
 * address. An address that somebody else has as well stays as it is.
 */
export async function hideSuppressions(tx: OrgSql, addresses: readonly string[]): Promise<void> {
  const found = await tx<{ id: string; address: string }>`
    select s.id, s.address from suppressions s
     where s.org_id = ${tx.orgId} and s.address = any (${[...addresses]})
       and not exists (select from contact_points p
                        where p.org_id = s.org_id and p.channel = s.channel and p.address = s.address)
     order by s.id for update`
  if (found.length) {
    const rows = found.map(({ id, address }) => ({ id, hash: hashedAddress(tx.orgId, address) }))
    // One that was suppressed, erased, suppressed and erased again has its hash already.
    await tx`
      insert into suppressions (org_id, id, channel, address, type_id, reason, created_at, created_by)
      select s.org_id, gen_random_uuid(), s.channel, h.hash, s.type_id, s.reason, s.created_at, s.created_by
        from suppressions s join jsonb_to_recordset(${json(rows)}) as h(id uuid, hash text) on h.id = s.id
       where s.org_id = ${tx.orgId}
      on conflict do nothing`
    await tx`delete from suppressions where org_id = ${tx.orgId} and id = any (${found.map(({ id }) => id)})`
  }
  // Also of those that were released since.
  await tx`
    delete from audit_values
     where org_id = ${tx.orgId} and value = any (${sql`${[...addresses].map((address) => JSON.stringify(address))}::jsonb[]`})`
}
