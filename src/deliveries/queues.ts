/**
 * What waits in an organisation, tests to oneself left aside (AL-D28), and holding it back: pause, and resume with or without
 * what waited meanwhile.
 */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import type { RawBuilder } from "kysely"
import { json, type OrgSql, sql } from "../base/db.ts"
import { type Call, found, instant, route } from "../base/route.ts"
import { channels } from "../base/words.ts"
import { deliveryLanes, deliveryPriorities } from "./claim.ts"

const QueuesAnswer = z
  .object({
    pausedAt: instant.nullable().meta({ description: "Since when everything is held back; null while it isn't." }),
    lanes: z.array(
      z.object({
        channel: z.enum(channels),
        priority: z
          .enum(deliveryPriorities)
          .meta({ description: "`system`: what Tidings itself writes; a pause doesn't hold it back." }),
        waiting: z.int().meta({ description: "Due now. At most 10,000 of a kind are counted." }),
        scheduled: z.int().meta({ description: "Due later: retries." }),
        sending: z.int(),
        unclear: z.int(),
        oldest: instant.nullable().meta({ description: "Since when the oldest is due." }),
      }),
    ),
    events: z.object({ waiting: z.int(), scheduled: z.int(), oldest: instant.nullable() }),
    connections: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        slots: z.int(),
        busy: z.int().meta({ description: "Slots that processes hold just now." }),
        openUntil: instant.nullable(),
        openReason: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "Queues" })

/**
 * As many are counted when one looks, and when sending goes on: a million takes a second, and looking should cost what is
 * shown, not what waits.
 */
const mostLookedAt = 10_000
const mostResumed = 1_000_000

/**
 * How many rows fit, but no more than are counted, and when the first is due: in the order of the index, so that nothing
 * else is looked through.
 */
const count = (rows: RawBuilder<unknown>, most = mostLookedAt) =>
  sql`(select count(*)::int as count, min(due_at) as oldest
         from (select due_at ${rows} order by due_at, id limit ${most}) counted)`
const eventsWhere = (tx: OrgSql, due: RawBuilder<unknown>) =>
  sql`from events where org_id = ${tx.orgId} and state in ('accepted', 'planning') and not is_trial and due_at ${due}`
/** Events whose files are being fetched. */
const fetchesWhere = (tx: OrgSql, due: RawBuilder<unknown>) =>
  sql`from (select due_at, event_id as id from fetches where org_id = ${tx.orgId} and due_at ${due}) f`

const read = async ({ tx, now }: Pick<Call, "tx" | "now">): Promise<z.output<typeof QueuesAnswer>> => {
  // The state as a word of the statement: for one that is a parameter the partial index can't be used.
  const inLane = (state: "queued" | "sending" | "ambiguous") =>
    sql`from deliveries where org_id = ${tx.orgId} and channel = l.channel and priority = l.priority and state = ${sql.lit(state)} and not is_trial`
  const lanes = await tx<z.output<typeof QueuesAnswer>["lanes"][number]>`
    select l.channel, l.priority, w.count as waiting, s.count as scheduled, f.count as sending, u.count as unclear, w.oldest
      from jsonb_to_recordset(${json(deliveryLanes)}) as l(channel text, priority text)
     cross join lateral ${count(sql`${inLane("queued")} and due_at <= ${now}`)} w
     cross join lateral ${count(sql`${inLane("queued")} and due_at > ${now}`)} s
     cross join lateral ${count(inLane("sending"))} f
     cross join lateral ${count(inLane("ambiguous"))} u
     where w.count + s.count + f.count + u.count > 0
     order by l.channel, l.priority`
  const [events] = await tx<z.output<typeof QueuesAnswer>["events"]>`
    select w.count + fw.count as waiting, s.count + fs.count as scheduled, least(w.oldest, fw.oldest) as oldest
      from ${count(eventsWhere(tx, sql`<= ${now}`))} w cross join ${count(eventsWhere(tx, sql`> ${now}`))} s
     cross join ${count(fetchesWhere(tx, sql`<= ${now}`))} fw cross join ${count(fetchesWhere(tx, sql`> ${now}`))} fs`
  const connections = await tx<z.output<typeof QueuesAnswer>["connections"][number]>`
    select c.id, c.name, c.slots, c.open_until, c.open_reason,
           (select count(*)::int from connection_slots s
             where s.org_id = c.org_id and s.connection_id = c.id and s.lease_until > clock_timestamp()) as busy
      from connections c where c.org_id = ${tx.orgId} order by c.channel, c.priority, c.id`
  return { pausedAt: await pausedAt(tx), lanes: [...lanes], events: found(events), connections: [...connections] }
}

/** Since when the oldest is due of all that waits in an organisation, what Tidings itself writes included. */
export async function oldestDue(tx: OrgSql, now: Temporal.Instant): Promise<Temporal.Instant | null> {
  const [row] = await tx<{ oldest: Temporal.Instant | null }>`
    select least((select min(w.due_at)
                    from jsonb_to_recordset(${json(deliveryLanes)}) as l(channel text, priority text)
                   cross join lateral (select due_at from deliveries
                                        where org_id = ${tx.orgId} and state = 'queued' and channel = l.channel
                                          and priority = l.priority and due_at <= ${now}
                                        order by due_at, id limit 1) w),
                 (select due_at ${eventsWhere(tx, sql`<= ${now}`)} order by due_at, id limit 1),
                 (select due_at ${fetchesWhere(tx, sql`<= ${now}`)} order by due_at, id limit 1)) as oldest`
  return row?.oldest ?? null
}

async function pausedAt(tx: OrgSql, lock = false): Promise<Temporal.Instant | null> {
  const rows = lock
    ? await tx<{ pausedAt: Temporal.Instant | null }>`
        select paused_at from organisations where id = ${tx.orgId} for update`
    : await tx<{ pausedAt: Temporal.Instant | null }>`select paused_at from organisations where id = ${tx.orgId}`
  return found(rows[0]).pausedAt
}

/** What is due and held back: counted before one decides what becomes of it. */
async function countWaiting({ tx, now }: Pick<Call, "tx" | "now">): Promise<number> {
  const deliveries = sql`from deliveries where org_id = ${tx.orgId} and state = 'queued' and priority <> 'system' and due_at <= ${now} and not is_trial`
  const [row] = await tx<{ count: number }>`
    select d.count + e.count + f.count as count
      from ${count(deliveries, mostResumed)} d cross join ${count(eventsWhere(tx, sql`<= ${now}`), mostResumed)} e
     cross join ${count(fetchesWhere(tx, sql`<= ${now}`), mostResumed)} f`
  return found(row).count
}

export const queueRoutes = [
  route("GET /v1/queues", {
    name: "queues get",
    summary: "What waits, how long, and on which connections.",
    needs: "settings:see",
    answer: QueuesAnswer,
    run: read,
  }),
  route("POST /v1/organisation/pause", {
    name: "organisation pause",
    summary: "Hold everything back until it is resumed, but what Tidings itself writes. Events are still accepted.",
    needs: "settings:edit",
    answer: z.object({ pausedAt: instant }).meta({ id: "Paused" }),
    run: async (call) => {
      const { tx, now } = call
      const before = await pausedAt(tx, true)
      if (before) return { pausedAt: before }
      await tx`update organisations set paused_at = ${now} where id = ${tx.orgId}`
      await record(call, { action: "organisation.paused", subject: { kind: "organisation", id: tx.orgId } })
      return { pausedAt: now }
    },
  }),
  route("POST /v1/organisation/resume", {
    name: "organisation resume",
    summary: "Send again: also what waited meanwhile, or without it.",
    needs: "settings:edit",
    body: z
      .strictObject({
        drop: z.boolean().meta({ description: "true: what is due by now is cancelled; false: it is sent." }),
      })
      .meta({ id: "ResumeInput" }),
    example: { drop: false },
    answer: z
      .object({
        waited: z
          .int()
          .meta({ description: "What was due and is sent, or dropped; at most 1,000,000 of a kind are counted." }),
        dropped: z.boolean(),
      })
      .meta({ id: "Resumed" }),
    run: async (call) => {
      const { tx, now, body } = call
      const before = await pausedAt(tx, true)
      const waited = before ? await countWaiting(call) : 0
      if (!before) return { waited, dropped: false }
      // One row, however many wait: what was due before this instant is cancelled when its turn comes.
      await tx`
        update organisations set paused_at = null, drop_before = case when ${body.drop} then ${now}::timestamptz else drop_before end
         where id = ${tx.orgId}`
      await record(call, {
        action: "organisation.resumed",
        subject: { kind: "organisation", id: tx.orgId },
        after: { waited, dropped: body.drop },
      })
      return { waited, dropped: body.drop }
    },
  }),
]
