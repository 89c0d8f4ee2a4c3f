/** An organisation where a great many wait: copies of one event and one delivery that were really accepted and planned. */
import { systemClock } from "../src/base/clock.ts"
import type { Db } from "../src/base/db.ts"
import { sha256 } from "../src/base/secrets.ts"
import { sampleData } from "../src/catalogue/check.ts"
import { telephony } from "../src/catalogue/starting/telephony.ts"
import { acceptanceOf } from "../src/events/accept.ts"
import { planDue } from "../src/notifications/notify.ts"

/** Rows written in one statement. */
const chunk = 10_000

export type Backlog = {
  /** Adds events that are `accepted` or `planned`, and deliveries of theirs where asked, each due behind all before. */
  add(count: number, events: "accepted" | "planned", deliveries: boolean): Promise<void>
  /** Adds so many of both and turns as many of the oldest, in the steps in which they are planned and sent. */
  turnOver(count: number): Promise<void>
}

/**
 * @param admin a superuser's, past row security
 * @param orgId one of the telephony catalogue that tells customers of `typeKey` by e-mail, and has some
 * @param most how many it may ever hold: their due times are spread over the hour before
 */
export async function makeBacklog(
  { db, admin }: { db: Db; admin: Db },
  { orgId, typeKey, most }: { orgId: string; typeKey: string; most: number },
): Promise<Backlog> {
  const began = systemClock().subtract({ hours: 1 })
  const [type] = await admin.bare(
    (sql) => sql<{ id: string }>`select id from notification_types where org_id = ${orgId} and key = ${typeKey}`,
  )
  const [about] = await admin.bare(
    (sql) => sql<{ id: string }>`select id from customers where org_id = ${orgId} limit 1`,
  )
  const definition = telephony.types.find(({ key }) => key === typeKey)
  const event = {
    source: "/backlog",
    externalId: "first",
    bodyHash: sha256("first"),
    typeKey,
    data: sampleData(definition as Parameters<typeof sampleData>[0]),
    typeId: type?.id as string,
    subjectKind: "customer" as const,
    subjectId: about?.id as string,
    time: began,
    dueAt: began,
    isTrial: false,
    madeBy: "backlog",
  }
  // An hour ago, so that nothing of this process has looked past what is added.
  const [first] = await acceptanceOf(db).accept(orgId, [event], began)
  await planDue(db, orgId, began)
  const copied = await admin.bare(async (sql) => {
    await sql`create table if not exists copied_customers (org_id uuid, n int, id uuid, address text, primary key (org_id, n))`
    return await sql`
      insert into copied_customers
      select org_id, row_number() over (order by customer_id) - 1, customer_id, address
        from contact_points where org_id = ${orgId} and channel = 'email'`
  })
  const apartMs = 3_500_000 / most
  const dueOf = (number: number) => began.add({ milliseconds: Math.floor(number * apartMs) })
  let made = 0

  const inChunks = async (from: number, to: number, work: (from: number, to: number) => Promise<unknown>) => {
    for (let at = from; at < to; at += chunk) await work(at, Math.min(to, at + chunk))
  }
  const add: Backlog["add"] = async (count, events, deliveries) => {
    await inChunks(made, made + count, (from, to) =>
      admin.bare(async (sql) => {
        // As ids are made: 48 bits of time, then what tells them apart.
        await sql`
          create temporary table copies as
          select n.n, c.id as customer_id, c.address, due_at,
                 (head || '7' || lpad(to_hex(n.n % 4096), 3, '0') || '8' || lpad(to_hex(n.n), 15, '0'))::uuid as event_id,
                 (head || '8' || substr(md5(n.n::text), 1, 3) || '8' || substr(md5(n.n::text), 4, 15))::uuid as id
            from generate_series(${from}::int, ${to - 1}::int) as n(n)
            cross join lateral (select ${began}::timestamptz + floor(n.n * ${apartMs}::float8) * interval '1 millisecond' as due_at) t
            cross join lateral (select lpad(to_hex((extract(epoch from due_at) * 1000)::bigint), 12, '0') as head) h
            join copied_customers c on c.org_id = ${orgId} and c.n = n.n % ${copied.count}`
        await sql`
          insert into events
          select e.* from events first, copies c, jsonb_populate_record(first, jsonb_build_object(
                 'id', c.event_id, 'external_id', 'copy ' || c.n, 'subject_id', c.customer_id, 'state', ${events}::text,
                 'due_at', c.due_at, 'planned_at', null, 'recipients', 0)) e
           where first.org_id = ${orgId} and first.id = ${first?.id}`
        if (deliveries)
          await sql`
            insert into deliveries
            select d.* from deliveries first, copies c, jsonb_populate_record(first, jsonb_build_object(
                   'id', c.id, 'event_id', c.event_id, 'customer_id', c.customer_id, 'address', c.address,
                   'due_at', c.due_at, 'state', 'queued', 'attempt', 0, 'tries', 0, 'claim_until', null, 'sending_at', null,
                   'settled_at', null, 'detail', null)) d
             where first.org_id = ${orgId} and first.event_id = ${first?.id}`
      }),
    )
    made += count
  }
  return {
    add,
    async turnOver(count) {
      await add(count, "accepted", true)
      const [oldest] = await admin.bare(
        (sql) => sql<{ event: Temporal.Instant; delivery: Temporal.Instant }>`
          select (select min(due_at) from events where org_id = ${orgId} and state = 'accepted') as event,
                 (select min(due_at) from deliveries where org_id = ${orgId} and state = 'queued') as delivery`,
      )
      const numberOf = (due?: Temporal.Instant) =>
        Math.round((due ? began.until(due).total("milliseconds") : 0) / apartMs)
      const [event, delivery] = [numberOf(oldest?.event), numberOf(oldest?.delivery)]
      await inChunks(event, event + count, (from, to) =>
        admin.bare(
          (sql) => sql`
            update events set state = 'planned', planned_at = now()
             where org_id = ${orgId} and state in ('accepted', 'planning') and due_at >= ${dueOf(from)} and due_at < ${dueOf(to)}`,
        ),
      )
      await inChunks(delivery, delivery + count, (from, to) =>
        admin.bare(async (sql) => {
          await sql`
            update deliveries set attempt = attempt + 1, claim_until = now() + interval '10 seconds'
             where org_id = ${orgId} and state = 'queued' and due_at >= ${dueOf(from)} and due_at < ${dueOf(to)}`
          await sql`
            update deliveries set state = 'sending', tries = tries + 1, sending_at = now()
             where org_id = ${orgId} and state = 'queued' and due_at >= ${dueOf(from)} and due_at < ${dueOf(to)}`
          await sql`
            update deliveries set state = 'sent', claim_until = null, settled_at = now(), due_at = now()
             where org_id = ${orgId} and state = 'sending' and due_at >= ${dueOf(from)} and due_at < ${dueOf(to)}`
        }),
      )
    },
  }
}
