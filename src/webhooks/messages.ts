/** Messages as they are asked about: what was told to an endpoint, each try of it, and telling it again. */
import { z } from "zod"
import { type OrgSql, sql } from "../base/db.ts"
import { keyset, type Page, type Paging, toPage } from "../base/page.ts"
import { firstIdAt } from "../base/partitions.ts"
import { fieldProblem } from "../base/problem.ts"
import { makeReady } from "../base/ready.ts"
import { instant } from "../base/route.ts"

export const messageStates = ["waiting", "delivered", "dead"] as const
export type MessageState = (typeof messageStates)[number]

/** Most messages that one request sends again. */
const mostResent = 10_000
/** How long settled messages are kept. */
const keptDays = 30
const maintainLimit = 1000

/** A message's id as its receiver knows it, and back. */
export const nameOf = (id: string): string => `msg_${id.replaceAll("-", "")}`
const idOf = (name: string): string => name.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")

export const messageName = z
  .string()
  .regex(/^msg_[0-9a-f]{32}$/)
  .meta({ examples: ["msg_019c4f2e5f1b7c3a9c550a1b2c3d4e5f"] })

export const MessageAnswer = z
  .object({
    id: messageName.meta({ description: "The same for every try: `webhook-id`." }),
    type: z.string().meta({ examples: ["delivery.failed"] }),
    data: z.record(z.string(), z.unknown()),
    state: z.enum(messageStates),
    reason: z
      .enum(["gave_up", "gone", "endpoint_disabled"])
      .nullable()
      .meta({ description: "Why it is dead: every try failed, the endpoint answered 410, or it was disabled." }),
    dueAt: instant.nullable().meta({ description: "When it is tried next; null unless it waits." }),
    createdAt: instant,
    settledAt: instant.nullable(),
    attempts: z
      .array(
        z.object({
          at: instant,
          status: z.int().nullable().meta({ description: "Of HTTP; null where there was no answer." }),
          words: z.string().meta({ description: "The beginning of what was answered, or what went wrong." }),
          durationMs: z.int(),
        }),
      )
      .meta({ description: "Each try, oldest first." }),
  })
  .meta({ id: "WebhookMessage" })
export type Message = z.output<typeof MessageAnswer>

type Row = Omit<Message, "attempts">
const columns = sql`
  id, type, data, state, reason, case when state = 'waiting' then due_at end as due_at, created_at, settled_at`

async function withAttempts(tx: OrgSql, rows: readonly Row[]): Promise<Message[]> {
  const ids = rows.map(({ id }) => id).toSorted()
  const attempts = rows.length
    ? await tx<Message["attempts"][number] & { messageId: string }>`
        select message_id, at, status, words, duration_ms from webhook_attempts
         where org_id = ${tx.orgId} and message_id = any (${ids}) and message_id between ${ids[0]} and ${ids.at(-1)}
         order by message_id, number`
    : []
  const byMessage = Map.groupBy(attempts, ({ messageId }) => messageId)
  return rows.map((row) => ({
    ...row,
    id: nameOf(row.id),
    attempts: (byMessage.get(row.id) ?? []).map(({ messageId: _, ...attempt }) => attempt),
  }))
}

/** One message of an endpoint; undefined where there is none. */
export async function readMessage(tx: OrgSql, endpointId: string, name: string): Promise<Message | undefined> {
  const rows = await tx<Row>`
    select ${columns} from webhook_messages
     where org_id = ${tx.orgId} and id = ${idOf(name)} and endpoint_id = ${endpointId}`
  return (await withAttempts(tx, rows))[0]
}

/** Messages of an endpoint, newest first. */
export async function listMessages(
  tx: OrgSql,
  endpointId: string,
  paging: Paging,
  state: MessageState | undefined,
): Promise<Page<Message>> {
  const { after, order } = keyset(paging, [sql`id`], "desc")
  const rows = await tx<Row>`
    select ${columns} from webhook_messages
     where org_id = ${tx.orgId} and endpoint_id = ${endpointId} ${state ? sql`and state = ${state}` : sql``}
           ${after} ${order}`
  const page = toPage(paging, rows, ({ id }) => [id])
  return { ...page, items: await withAttempts(tx, page.items) }
}

const again = (now: Temporal.Instant) =>
  sql`state = 'waiting', reason = null, settled_at = null, tries = 0, due_at = ${now}`

/** Sends one message again under its id, whatever became of it. @returns whether there is one */
export async function resend(tx: OrgSql, endpointId: string, name: string, now: Temporal.Instant): Promise<boolean> {
  const { count } = await tx`
    update webhook_messages set ${again(now)}
     where org_id = ${tx.orgId} and id = ${idOf(name)} and endpoint_id = ${endpointId}`
  if (count) await makeReady(tx, "webhooks", now)
  return count > 0
}

/** A time; `state` only those, otherwise delivered ones as well. */
type Range = { from: Temporal.Instant; to: Temporal.Instant; state?: "delivered" | "dead" | undefined }

/** The settled messages of a time, at most one more than are sent again at once. */
export async function settledIds(
  tx: OrgSql,
  endpointId: string,
  { from, to, state }: Range,
  lock = sql``,
): Promise<{ id: string }[]> {
  const states = state ? [state] : ["delivered", "dead"]
  return await tx<{ id: string }>`
    select id from webhook_messages
     where org_id = ${tx.orgId} and endpoint_id = ${endpointId} and state = any (${states})
       and id >= ${firstIdAt(from)} and id < ${firstIdAt(to)}
     limit ${mostResent + 1}
       ${lock}`
}

/**
 * Sends again the settled messages of a time: all of them, or none where they are too many.
 * @returns how many
 * @throws Problem invalid at `/to`
 */
export async function resendRange(
  tx: OrgSql,
  endpointId: string,
  range: Range,
  now: Temporal.Instant,
): Promise<number> {
  const { from, to } = range
  const rows = await settledIds(tx, endpointId, range, sql`for update`)
  if (rows.length > mostResent)
    throw fieldProblem("invalid", "/to", "too_many", `More than ${mostResent} messages. Ask for a shorter time.`)
  if (rows.length === 0) return 0
  await tx`
    update webhook_messages set ${again(now)}
     where org_id = ${tx.orgId} and id = any (${rows.map(({ id }) => id)})
       and id >= ${firstIdAt(from)} and id < ${firstIdAt(to)}`
  await makeReady(tx, "webhooks", now)
  return rows.length
}

/**
 * Takes away what is over: settled messages after 30 days with their tries, deleted endpoints without messages, secrets
 * that no longer sign.
 * @returns whether there is more to take away
 */
export async function maintainWebhooks(tx: OrgSql, now: Temporal.Instant): Promise<boolean> {
  const before = firstIdAt(now.subtract({ hours: keptDays * 24 }))
  const gone = await tx<{ id: string }>`
    delete from webhook_messages
     where org_id = ${tx.orgId} and id < ${before}
       and id = any (array(select id from webhook_messages
                            where org_id = ${tx.orgId} and id < ${before} and state <> 'waiting'
                            order by id limit ${maintainLimit}
                              for update skip locked))
    returning id`
  if (gone.length)
    await tx`
      delete from webhook_attempts
       where org_id = ${tx.orgId} and message_id = any (${gone.map(({ id }) => id)}) and message_id < ${before}`
  await tx`
    delete from webhook_endpoints e
     where org_id = ${tx.orgId} and state = 'deleted'
       and disabled_at < ${now.subtract({ hours: 1 })} -- nobody who saw it active is still writing to it
       and not exists (select from webhook_messages m where m.org_id = e.org_id and m.endpoint_id = e.id)`
  await tx`
    update webhook_endpoints set old_secret_sealed = null, old_secret_until = null
     where org_id = ${tx.orgId} and old_secret_until <= ${now}`
  return gone.length === maintainLimit
}
