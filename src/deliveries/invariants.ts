/** What must hold of every organisation's events and deliveries; `tidings verify` and every test that sends ask it. */
import type { OrgSql } from "../base/db.ts"
import { leaseSeconds } from "./claim.ts"

export type Broken = { invariant: string; count: number; what: string }

/**
 * Counts what is broken; all zero in a healthy organisation.
 * @param now decides what is overdue
 */
export async function brokenDeliveries(tx: OrgSql, now: Temporal.Instant): Promise<Broken[]> {
  const count = async (invariant: string, what: string, query: ReturnType<OrgSql>): Promise<Broken> => {
    const [row] = (await query) as unknown as [{ count: number }]
    return { invariant, what, count: row.count }
  }
  const { orgId } = tx
  return await Promise.resolve([
    await count(
      "I1",
      "an accepted event is a row that says what was accepted",
      tx`
        select count(*)::int as count
          from event_keys k left join events e on e.org_id = k.org_id and e.id = k.event_id
         where k.org_id = ${orgId} and (e.id is null or e.body_hash <> k.body_hash)`,
    ),
    await count(
      "I2",
      "one event makes at most one delivery to an address, but for what was sent again by hand",
      tx`
        select count(*)::int as count from (
          select from deliveries
           where org_id = ${orgId} and again_of is null and address <> '' and state not in ('withheld', 'cancelled', 'expired')
           group by event_id, coalesce(customer_id, member_id), audience, channel, address having count(*) > 1) doubled`,
    ),
    await count(
      "I3",
      "every delivery has its event",
      tx`
        select count(*)::int as count from deliveries d
         where d.org_id = ${orgId} and not exists (select from events e where e.org_id = d.org_id and e.id = d.event_id)`,
    ),
    await count(
      "I4",
      "what is handed over or failed at a provider has its attempt on record",
      tx`
        select count(*)::int as count from deliveries d
         where d.org_id = ${orgId} and d.state in ('sent', 'delivered')
           and not exists (select from attempts a where a.org_id = d.org_id and a.delivery_id = d.id and a.state = 'sent')`,
    ),
    await count(
      "I7",
      "nothing was handed over without an intent",
      tx`
        select count(*)::int as count from deliveries
         where org_id = ${orgId} and state in ('sending', 'sent', 'delivered', 'ambiguous') and (sending_at is null or tries < 1)`,
    ),
    await count(
      "I25",
      "what is to be sent has words that exist",
      tx`
        select count(*)::int as count from deliveries d
         where d.org_id = ${orgId} and d.state in ('queued', 'sending', 'sent')
           and not exists (select from message_versions v
                            where v.org_id = d.org_id and v.message_id = d.message_id and v.number = d.message_version)`,
    ),
    await count(
      "I32",
      "no lease is older than twice its length",
      tx`
        select count(*)::int as count from deliveries
         where org_id = ${orgId} and state = 'sending'
           and claim_until < clock_timestamp() - ${leaseSeconds} * interval '1 second'`,
    ),
    await count(
      "I5",
      "whoever has work due is known to have it",
      tx`
        select count(*)::int as count from (
          select channel || ' ' || priority as lane, min(due_at) as due_at from deliveries
           where org_id = ${orgId} and state = 'queued' group by channel, priority
          union all
          select 'plan', min(due_at) from events where org_id = ${orgId} and state in ('accepted', 'planning') having count(*) > 0) w
         where w.due_at < ${now.subtract({ seconds: 1 })}::timestamptz
           and not exists (select from ready r where r.org_id = ${orgId} and r.lane = w.lane and r.due_at <= ${now.add({ seconds: 60 })})`,
    ),
  ])
}
