/** Deliveries as people ask about them: what was sent, what wasn't and why, what became of it, word for word. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { Problem } from "../base/problem.ts"
import { type Call, found, id, instant, listRoute, moment, route } from "../base/route.ts"
import { audiences, channels } from "../base/words.ts"
import { announceDeliveries } from "./announce.ts"
import type { Claimed } from "./claim.ts"
import { load, type Loaded, prepare } from "./content.ts"
import { enclosed, toEnclosed } from "./enclosed.ts"
import { hashOf, masked } from "./contents.ts"
import { hourOf, readCounts } from "./counts.ts"
import { states } from "./states.ts"
import { linksOf } from "./unsubscribe.ts"
import { joins, visible } from "./visible.ts"

const delivery = z.object({
  id,
  eventId: id,
  type: z.string().meta({ examples: ["balance.near_limit"] }),
  customerId: id.nullable(),
  recipient: z.string().meta({ description: "The name of whom it is for." }),
  audience: z.enum([...audiences, "copy"]).meta({ description: "`copy` is a BCC." }),
  channel: z.enum(channels),
  address: z.string(),
  locale: z.string(),
  state: z.enum(states),
  reason: z.string().nullable().meta({ description: "Why it was not sent, failed, or waits." }),
  detail: z.string().nullable(),
  dueAt: instant,
  tries: z.int(),
  isTrial: z.boolean(),
  isCaptured: z.boolean().meta({
    description: "The channel had no provider: it went to the captured outbox, and nobody got it.",
  }),
  createdAt: instant,
  settledAt: instant.nullable(),
})
export const DeliveryListItem = delivery.meta({ id: "DeliveryListItem" })
const DeliveryAnswer = delivery
  .extend({
    messageId: id.nullable(),
    messageVersion: z.int().nullable(),
    expiresAt: instant,
    timeline: z
      .array(z.object({ at: instant, what: z.string(), reason: z.string().nullable(), words: z.string().nullable() }))
      .meta({ description: "The road it took, oldest first, with what the provider said." }),
  })
  .meta({ id: "Delivery" })

export type DeliveryRow = z.output<typeof delivery>
const columns = sql`
  d.id, d.event_id, t.key as type, d.customer_id, d.recipient, d.audience, d.channel, d.address, d.locale, d.state, d.reason,
  d.detail, d.due_at, d.tries, d.is_trial,
  d.state = 'sent' and d.connection_id is null and d.channel <> 'inbox' as is_captured, d.created_at, d.settled_at`

/** The delivery of the call's id, within reach. @throws Problem not_found */
export const readDelivery = async (call: Call<{ id: string }>, lock = sql``) =>
  found(
    (
      await call.tx<
        DeliveryRow & { messageId: string | null; messageVersion: number | null; expiresAt: Temporal.Instant }
      >`
        select ${columns}, d.message_id, d.message_version, d.expires_at
          from deliveries d ${joins}
         where d.org_id = ${call.tx.orgId} and d.id = ${call.params.id} and ${visible(call)} ${lock}`
    )[0],
  )

/** A delivery just made, as answers tell it. */
export async function told(call: Call, deliveryId: string): Promise<z.output<typeof DeliveryListItem>> {
  const {
    messageId: _,
    messageVersion: __,
    expiresAt: ___,
    ...made
  } = await readDelivery({ ...call, params: { id: deliveryId } })
  return made
}

async function timeline(tx: OrgSql, row: DeliveryRow): Promise<z.output<typeof DeliveryAnswer>["timeline"]> {
  const [event] = await tx<{ acceptedAt: Temporal.Instant; source: string; externalId: string }>`
    select accepted_at, source, external_id from events where org_id = ${tx.orgId} and id = ${row.eventId}`
  const attempts = await tx<{
    state: string
    reason: string | null
    words: string | null
    beganAt: Temporal.Instant | null
    at: Temporal.Instant
  }>`
    select state, reason, words, began_at, at, number from attempts where org_id = ${tx.orgId} and delivery_id = ${row.id}
     union all
    select d.state, null, d.detail, d.sending_at, d.settled_at, d.attempt from deliveries d
     where d.org_id = ${tx.orgId} and d.id = ${row.id} and d.state = 'sent'
       and not exists (select from attempts a where a.org_id = d.org_id and a.delivery_id = d.id and a.state = 'sent' and a.number = d.attempt)
     order by at, number`
  const plain = (at: Temporal.Instant, what: string, words: string | null = null) => ({ at, what, reason: null, words })
  return [
    ...(event ? [plain(event.acceptedAt, "accepted", `${event.source} ${event.externalId}`)] : []),
    plain(row.createdAt, "planned"),
    ...attempts.flatMap(({ state, reason, words, beganAt, at }) => [
      ...(beganAt ? [plain(beganAt, "sending")] : []),
      { at, what: state, reason, words },
    ]),
    ...(row.settledAt && ["withheld", "expired", "cancelled"].includes(row.state)
      ? [{ at: row.settledAt, what: row.state, reason: row.reason, words: row.detail }]
      : []),
  ]
}

/** How far back counts over time go. */
const mostDays = 92

export const deliveryRoutes = [
  listRoute("GET /v1/deliveries", {
    name: "deliveries list",
    summary: "What was sent and what wasn't, newest first.",
    needs: "activity:see",
    query: z.object({
      state: z.enum(states).optional(),
      reason: z.string().max(50).optional(),
      channel: z.enum(channels).optional(),
      type: z.string().max(100).optional(),
      customerId: id.optional(),
      eventId: id.optional(),
      address: z.string().max(300).optional(),
      from: moment.optional().meta({ description: "Planned not before this instant." }),
      to: moment.optional().meta({ description: "Planned before this instant." }),
    }),
    item: DeliveryListItem,
    run: async (call) => {
      const { tx, query, paging } = call
      const { after, order } = keyset(paging, [sql`d.id`], "desc")
      const rows = await tx<DeliveryRow>`
        select ${columns} from deliveries d ${joins}
         where d.org_id = ${tx.orgId} and ${visible(call)}
           ${query.state ? sql`and d.state = ${query.state}` : sql``}
           ${query.reason ? sql`and d.reason = ${query.reason}` : sql``}
           ${query.channel ? sql`and d.channel = ${query.channel}` : sql``}
           ${query.type ? sql`and t.key = ${query.type}` : sql``}
           ${query.customerId ? sql`and d.customer_id = ${query.customerId}` : sql``}
           ${query.eventId ? sql`and d.event_id = ${query.eventId}` : sql``}
           ${query.address ? sql`and d.address = ${query.address}` : sql``}
           ${query.from ? sql`and d.created_at >= ${query.from}` : sql``}
           ${query.to ? sql`and d.created_at < ${query.to}` : sql``}
           ${after} ${order}`
      return toPage(paging, rows, (row) => [row.id])
    },
  }),
  route("GET /v1/deliveries/counts", {
    name: "deliveries counts",
    summary: "How many of each channel and state, of the events since an hour; tests are left out.",
    needs: "activity:see",
    query: z.object({
      from: moment
        .optional()
        .meta({ description: "24 hours ago unless told; at most 92 days ago. Begins with the hour it lies in." }),
      step: z
        .enum(["all", "hour", "day"])
        .default("all")
        .meta({ description: "Counted together, or for each hour or day of your organisation's zone." }),
    }),
    answer: z
      .object({
        from: instant,
        counts: z.array(
          z.object({
            at: instant.meta({ description: "When the hour or day began; `from` where all is counted together." }),
            channel: z.enum(channels),
            state: z.enum(states),
            count: z.int(),
          }),
        ),
      })
      .meta({ id: "DeliveryCounts" }),
    run: async (call) => {
      const { tx, query, now } = call
      const [first, earliest] = [query.from ?? now.subtract({ hours: 24 }), now.subtract({ hours: mostDays * 24 })]
      const from = hourOf(Temporal.Instant.compare(first, earliest) < 0 ? earliest : first)
      const [settings] = await tx<{ zone: string }>`
        select time_zone as zone from organisation_settings where org_id = ${tx.orgId}`
      return { from, counts: await readCounts(tx, call, from, query.step, found(settings).zone, now) }
    },
  }),
  route("GET /v1/deliveries/{id}", {
    name: "deliveries get",
    summary: "One delivery: where it stands and the road it took.",
    needs: "activity:see",
    params: z.object({ id }),
    answer: DeliveryAnswer,
    run: async (call) => {
      const row = await readDelivery(call)
      return { ...row, timeline: await timeline(call.tx, row) }
    },
  }),
  route("GET /v1/deliveries/{id}/copy", {
    name: "deliveries copy",
    summary: "What it says, word for word, made again by the function that sent it. Personal links are masked.",
    needs: "activity:see",
    params: z.object({ id }),
    answer: z
      .object({
        subject: z.string().nullable(),
        text: z.string(),
        html: z.string().nullable(),
        from: z.object({ name: z.string(), address: z.string().nullable(), replyTo: z.string().nullable() }),
        attachments: z.array(enclosed).meta({ description: "None any more once copies are no longer kept." }),
        isAsSent: z.boolean().nullable().meta({
          description:
            "false: what it is made of, such as the customer's name or the footer, has changed since it was handed over, and it read otherwise. null: it was not handed over.",
        }),
      })
      .meta({ id: "DeliveryCopy" }),
    run: async (call) => {
      await readDelivery(call)
      const [row] = await call.tx<Claimed & { contentHash: string | null; isErased: boolean }>`
        select content_hash, id, attempt, tries, max_tries, ambiguous, event_id, type_id, customer_id, recipient, audience, channel,
               priority, address, locale, message_id, message_version, layout_number, is_trial,
               exists (select from customers c
                        where c.org_id = deliveries.org_id and c.id = customer_id and c.state = 'erased') as is_erased
          from deliveries where org_id = ${call.tx.orgId} and id = ${call.params.id} and message_id is not null`
      if (!row) throw new Problem("message_missing", "It was never given words, since it was not to be sent.")
      if (row.isErased) throw new Problem("erased")
      const [loaded] = (await load(call.tx, [row], masked(linksOf(call.install)), "look")) as [Loaded]
      const prepared = prepare(loaded)
      const { content, from, fault, attachments } = prepared
      if (!content) throw new Problem("message_missing", fault ?? undefined)
      const isAsSent = row.contentHash === null ? null : row.contentHash === hashOf(prepared)
      const plain = { from, html: null, subject: null, attachments: attachments.map(toEnclosed), isAsSent }
      if (content.channel === "email")
        return { ...plain, subject: content.subject, html: content.html, text: content.text }
      if (content.channel === "sms") return { ...plain, text: content.text }
      return { ...plain, subject: content.title, text: content.body }
    },
  }),
  route("POST /v1/deliveries/{id}/cancel", {
    name: "deliveries cancel",
    summary: "Stop a delivery that waits.",
    needs: "deliveries:send",
    params: z.object({ id }),
    answer: DeliveryListItem,
    run: async (call) => {
      const { tx, now } = call
      const row = await readDelivery(call, sql`for update of d`)
      if (row.state !== "queued") throw new Problem("not_waiting")
      await tx`
        update deliveries set state = 'cancelled', reason = null, settled_at = ${now}, attempt = attempt + 1, claim_until = null
         where org_id = ${tx.orgId} and id = ${row.id}`
      await announceDeliveries(tx, [row.id], now)
      await record(call, { action: "delivery.cancelled", subject: { kind: "delivery", id: row.id } })
      const { messageId: _, messageVersion: __, expiresAt: ___, ...cancelled } = await readDelivery(call)
      return cancelled
    },
  }),
]
