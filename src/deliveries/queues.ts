/** What waits in an organisation, and holding it back: pause, and resume with or without what waited meanwhile. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import type { OrgSql } from "../base/db.ts"
import { type Call, found, instant, route } from "../base/route.ts"
import { channels } from "../base/words.ts"
import { priorities } from "../catalogue/definition.ts"

const QueuesAnswer = z
  .object({
    pausedAt: instant.nullable().meta({ description: "Since when everything is held back; null while it isn't." }),
    lanes: z.array(
      z.object({
        channel: z.enum(channels),
        priority: z.enum(priorities),
        waiting: z.int().meta({ description: "Due now." }),
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

const read = async ({ tx, now }: Pick<Call, "tx" | "now">): Promise<z.output<typeof QueuesAnswer>> => {
  const lanes = await tx<z.output<typeof QueuesAnswer>["lanes"][number]>`
    select channel, priority,
           (count(*) filter (where state = 'queued' and due_at <= ${now}))::int as waiting,
           (count(*) filter (where state = 'queued' and due_at > ${now}))::int as scheduled,
           (count(*) filter (where state = 'sending'))::int as sending,
           (count(*) filter (where state = 'ambiguous'))::int as unclear,
           min(due_at) filter (where state = 'queued' and due_at <= ${now}) as oldest
      from deliveries where org_id = ${tx.orgId} and state in ('queued', 'sending', 'ambiguous')
     group by channel, priority order by channel, priority`
  const [events] = await tx<z.output<typeof QueuesAnswer>["events"]>`
    select (count(*) filter (where due_at <= ${now}))::int as waiting, (count(*) filter (where due_at > ${now}))::int as scheduled,
           min(due_at) filter (where due_at <= ${now}) as oldest
      from (select due_at from events where org_id = ${tx.orgId} and state in ('accepted', 'planning')
            union all
            select due_at from fetches where org_id = ${tx.orgId}) e`
  const connections = await tx<z.output<typeof QueuesAnswer>["connections"][number]>`
    select c.id, c.name, c.slots, c.open_until, c.open_reason,
           (select count(*)::int from connection_slots s
             where s.org_id = c.org_id and s.connection_id = c.id and s.lease_until > clock_timestamp()) as busy
      from connections c where c.org_id = ${tx.orgId} order by c.channel, c.priority, c.id`
  return { pausedAt: await pausedAt(tx), lanes: [...lanes], events: found(events), connections: [...connections] }
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
  const [row] = await tx<{ count: number }>`
    select ((select count(*) from deliveries where org_id = ${tx.orgId} and state = 'queued' and due_at <= ${now})
          + (select count(*) from events where org_id = ${tx.orgId} and state in ('accepted', 'planning') and due_at <= ${now})
          + (select count(*) from fetches where org_id = ${tx.orgId} and due_at <= ${now}))::int as count`
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
    summary: "Hold everything back until it is resumed. Events are still accepted.",
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
      .object({ waited: z.int().meta({ description: "What was due and is sent, or dropped." }), dropped: z.boolean() })
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
