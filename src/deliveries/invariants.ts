/** What must hold of every organisation's events and deliveries; `tidings verify` and every test that sends ask it. */
import type { OrgSql } from "../base/db.ts"
import { leaseSeconds } from "./claim.ts"
import { receiptStates } from "./receipts.ts"
import { turns } from "./states.ts"

export type Broken = { invariant: string; count: number; what: string }

/** Longer than anything that is looked after stays overdue: the minute's sweep finds what nobody announced. */
const overdueSeconds = 150

type Check = {
  /** Its number in docs/reliability.md. */
  invariant: string
  what: string
  /** Counts what breaks it. */
  count: (tx: OrgSql, now: Temporal.Instant) => ReturnType<OrgSql>
}

/** What a hand-over, or what is learnt of it later, can turn a delivery to: nothing else is an attempt's state. */
const attempted = [...new Set([...turns.sending, ...turns.ambiguous, ...turns.sent, ...receiptStates])]

export const checks: readonly Check[] = [
  {
    invariant: "I1",
    what: "an accepted event is a row that says what was accepted",
    count: (tx) => tx`
      select count(*)::int as count
        from event_keys k left join events e on e.org_id = k.org_id and e.id = k.event_id
       where k.org_id = ${tx.orgId} and (e.id is null or e.body_hash <> k.body_hash)`,
  },
  {
    invariant: "I2",
    what: "one event makes at most one delivery to an address, but for what was sent again by hand",
    count: (tx) => tx`
      select count(*)::int as count from (
        select from deliveries
         where org_id = ${tx.orgId} and again_of is null and address <> '' and state not in ('withheld', 'cancelled', 'expired')
         group by event_id, coalesce(customer_id, member_id), audience, channel, address having count(*) > 1) doubled`,
  },
  {
    invariant: "I3",
    what: "every delivery has its event",
    count: (tx) => tx`
      select count(*)::int as count from deliveries d
       where d.org_id = ${tx.orgId} and not exists (select from events e where e.org_id = d.org_id and e.id = d.event_id)`,
  },
  {
    invariant: "I21",
    what: "a link's text is kept only while its letter has yet to be handed over",
    count: (tx) => tx`
      select count(*)::int as count from one_time_links k
       where k.org_id = ${tx.orgId} and k.secret_sealed is not null
         and (k.used_at is not null
              or exists (select from deliveries d
                          where d.org_id = k.org_id and d.event_id = k.event_id and d.state in ('sent', 'delivered')))`,
  },
  {
    invariant: "I4",
    what: "what was delivered has its hand-over on record",
    count: (tx) => tx`
      select count(*)::int as count from deliveries d
       where d.org_id = ${tx.orgId} and d.state = 'delivered'
         and not exists (select from attempts a where a.org_id = d.org_id and a.delivery_id = d.id and a.state = 'sent')`,
  },
  {
    invariant: "I4",
    what: "an attempt says a state that a hand-over can turn to",
    count: (tx) => tx`
      select count(*)::int as count from attempts
       where org_id = ${tx.orgId} and state <> all (${attempted})`,
  },
  {
    invariant: "I5",
    what: "what is over has its time, and what isn't has none",
    count: (tx) => tx`
      select count(*)::int as count from deliveries
       where org_id = ${tx.orgId}
         and (settled_at is null) = (state in ('sent', 'delivered', 'withheld', 'cancelled', 'expired', 'failed'))
         and channel <> 'inbox'`,
  },
  {
    invariant: "I5",
    what: "what was withheld or failed says why",
    count: (tx) => tx`
      select count(*)::int as count from deliveries
       where org_id = ${tx.orgId} and state in ('withheld', 'failed', 'ambiguous') and reason is null`,
  },
  {
    invariant: "I5",
    what: "an unclear delivery isn't unclear for longer than its policy says",
    count: (tx, now) => tx`
      select count(*)::int as count from deliveries
       where org_id = ${tx.orgId} and state = 'ambiguous' and due_at < ${now.subtract({ seconds: overdueSeconds })}
         and exists (select from organisations where id = ${tx.orgId} and state = 'active' and paused_at is null)
         and not exists (select from ready r where r.org_id = ${tx.orgId} and r.lane = 'unclear')`,
  },
  {
    invariant: "I5",
    what: "whoever has work due is known to have it",
    count: (tx, now) => tx`
      select count(*)::int as count from (
        select channel || ' ' || priority as lane, min(due_at) as due_at from deliveries
         where org_id = ${tx.orgId} and state = 'queued' group by channel, priority
        union all
        select 'plan', min(due_at) from events where org_id = ${tx.orgId} and state in ('accepted', 'planning') having count(*) > 0
        union all
        select 'attachments', min(due_at) from fetches where org_id = ${tx.orgId} having count(*) > 0) w
       where w.due_at < ${now.subtract({ seconds: 1 })}::timestamptz
         and not exists (select from ready r where r.org_id = ${tx.orgId} and r.lane = w.lane and r.due_at <= ${now.add({ seconds: 60 })})`,
  },
  {
    invariant: "I6",
    what: "nothing is tried more often than it was intended, nor more often than it may be",
    count: (tx) => tx`
      select count(*)::int as count from deliveries
       where org_id = ${tx.orgId} and (tries < 0 or tries > attempt or tries > max_tries)`,
  },
  {
    invariant: "I7",
    what: "nothing was handed over without an intent",
    count: (tx) => tx`
      select count(*)::int as count from deliveries
       where org_id = ${tx.orgId} and state in ('sending', 'sent', 'delivered', 'ambiguous') and (sending_at is null or tries < 1)`,
  },
  {
    invariant: "I8",
    what: "no attempt is written under a fence that was never given",
    count: (tx) => tx`
      select count(*)::int as count from attempts a
        left join deliveries d on d.org_id = a.org_id and d.id = a.delivery_id
       where a.org_id = ${tx.orgId} and (d.id is null or a.number > d.attempt)`,
  },
  {
    invariant: "I8",
    what: "one hand-over comes to one end",
    count: (tx) => tx`
      select count(*)::int as count from (
        select from (
          select delivery_id, number from attempts where org_id = ${tx.orgId} and state = 'sent'
           union select id, attempt from deliveries where org_id = ${tx.orgId} and state = 'sent') sent
         group by delivery_id having count(*) > 1) doubled`,
  },
  {
    invariant: "I10",
    what: "nothing is begun after it expired",
    count: (tx) => tx`
      select count(*)::int as count from deliveries
       where org_id = ${tx.orgId} and state in ('sending', 'sent', 'delivered')
         and sending_at > expires_at + ${leaseSeconds} * interval '1 second'`,
  },
  {
    invariant: "I25",
    what: "what is to be sent has words that exist",
    count: (tx) => tx`
      select count(*)::int as count from deliveries d
       where d.org_id = ${tx.orgId} and d.state in ('queued', 'sending', 'sent')
         and not exists (select from message_versions v
                          where v.org_id = d.org_id and v.message_id = d.message_id and v.number = d.message_version)`,
  },
  {
    invariant: "I25",
    what: "one event never mixes two versions of a message",
    count: (tx) => tx`
      select count(*)::int as count from (
        select from deliveries where org_id = ${tx.orgId} and message_id is not null and again_of is null
         group by event_id, message_id having min(message_version) <> max(message_version)) mixed`,
  },
  {
    invariant: "I5",
    what: "an event waits for its attachments as long as somebody is to fetch them, and no longer",
    count: (tx) => tx`
      select count(*)::int as count
        from (select id from events where org_id = ${tx.orgId} and state = 'fetching') e
        full join (select event_id from fetches where org_id = ${tx.orgId}) f on f.event_id = e.id
       where e.id is null or f.event_id is null`,
  },
  {
    invariant: "I25",
    what: "what was planned had its attachments fetched",
    count: (tx) => tx`
      select count(*)::int as count
        from attachments a join events e on e.org_id = a.org_id and e.id = a.event_id
       where a.org_id = ${tx.orgId} and a.file_hash is null and e.state in ('accepted', 'planning', 'planned')`,
  },
  {
    invariant: "I25",
    what: "a file is what its hash says, and is kept only for events that have it",
    count: (tx) => tx`
      select count(*)::int as count from files f
       where f.org_id = ${tx.orgId}
         and (f.hash <> encode(sha256(f.bytes), 'hex')
              or not exists (select from attachments a where a.org_id = f.org_id and a.file_hash = f.hash))`,
  },
  {
    invariant: "I26",
    what: "a provider's reference names a delivery that was handed over",
    count: (tx) => tx`
      select count(*)::int as count from provider_refs r
       where r.org_id = ${tx.orgId}
         and not exists (select from deliveries d
                          where d.org_id = r.org_id and d.id = r.delivery_id and d.state in ('sent', 'delivered', 'failed'))`,
  },
  {
    invariant: "I27",
    what: "every webhook message is known to be due, was delivered, or is visibly dead",
    count: (tx, now) => tx`
      select count(*)::int as count
        from (select min(due_at) as due_at from webhook_messages where org_id = ${tx.orgId} and state = 'waiting') w
       where w.due_at < ${now.subtract({ seconds: overdueSeconds })}
         and not exists (select from ready r where r.org_id = ${tx.orgId} and r.lane = 'webhooks')`,
  },
  {
    invariant: "I5",
    what: "what is planned has its time and keeps nothing to go on from",
    count: (tx) => tx`
      select count(*)::int as count from events
       where org_id = ${tx.orgId}
         and (state = 'planned' and (planned_at is null or pins is not null)
              or state in ('accepted', 'planning') and planned_at is not null)`,
  },
  {
    invariant: "I32",
    what: "no lease is older than twice its length",
    count: (tx) => tx`
      select count(*)::int as count from deliveries
       where org_id = ${tx.orgId} and state = 'sending'
         and claim_until < clock_timestamp() - ${leaseSeconds} * interval '1 second'`,
  },
]

/**
 * Counts what is broken; all zero in a healthy organisation.
 * @param now decides what is overdue
 */
export async function brokenDeliveries(tx: OrgSql, now: Temporal.Instant): Promise<Broken[]> {
  // It looks through all there is: on a big database longer than what is done on the line may take.
  await tx`set local statement_timeout = '10min'`
  const broken: Broken[] = []
  for (const { invariant, what, count } of checks) {
    const [row] = (await count(tx, now)) as unknown as [{ count: number }]
    broken.push({ invariant, what, count: row.count })
  }
  return broken
}
