/** Send now: what was not sent or failed, once more with the same words; one, or all that a filter names. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { json, sql } from "../base/db.ts"
import { firstIdAt } from "../base/partitions.ts"
import { Problem } from "../base/problem.ts"
import { makeReady } from "../base/ready.ts"
import { type Call, found, id, instant, moment, route } from "../base/route.ts"
import { type Audience, type Channel, channels } from "../base/words.ts"
import { DeliveryListItem, readDelivery, told } from "../deliveries/api.ts"
import { nameOf } from "../deliveries/claim.ts"
import { touch } from "../deliveries/counts.ts"
import { deliveryId } from "../deliveries/ids.ts"
import { joins, visible } from "../deliveries/visible.ts"
import { loadFacts } from "./facts.ts"
import { addressGate, ask, type PlanType, stopsOf } from "./plan.ts"

/** How long one is tried that is sent again. */
const expiryHours = 72

type Row = {
  id: string
  eventId: string
  typeId: string
  customerId: string | null
  recipient: string
  audience: Audience | "copy"
  channel: Channel
  address: string
  priority: PlanType["priority"]
  wordsFor: Audience
  messageStops: bigint
  employees: string[] | null
  stops: bigint
  /** Who gets it at this address by now. */
  first: string | null
  step: number
}

/**
 * The deliveries once more, with the words they were pinned to; every gate is asked again, as things are now.
 * @param ids locked by the caller
 * @returns in their order; `shut` is why one isn't sent
 */
async function planAgain(
  { tx, now }: Pick<Call, "tx" | "now">,
  ids: readonly string[],
): Promise<{ id: string; shut: string | null }[]> {
  const rows = await tx<Row>`
    select d.id, d.event_id, d.type_id, d.customer_id, d.recipient, d.audience, d.channel, d.address, d.priority, d.words_for,
           coalesce(m.stops, 0) as message_stops, e.stops,
           case when jsonb_typeof(e.data->'employees') = 'array'
                then array(select jsonb_array_elements_text(e.data->'employees')) end as employees,
           (select o.recipient from deliveries o
             where o.org_id = d.org_id and o.event_id = d.event_id and o.channel = d.channel and o.address = d.address
               and o.id <> d.id and o.audience <> 'copy' and d.audience <> 'copy'
               and o.state in ('queued', 'sending', 'sent', 'delivered', 'ambiguous') limit 1) as first,
           (select max(o.step) from deliveries o
             where o.org_id = d.org_id and o.event_id = d.event_id and o.channel = d.channel and o.address = d.address) as step
      from deliveries d join events e on e.org_id = d.org_id and e.id = d.event_id
      left join messages m on m.org_id = d.org_id and m.id = d.message_id
     where d.org_id = ${tx.orgId} and d.id = any (${[...ids]}) order by d.id desc`
  const facts = await loadFacts(tx, {
    typeIds: [...new Set(rows.map(({ typeId }) => typeId))],
    customerIds: [...new Set(rows.flatMap(({ customerId }) => customerId ?? []))],
  })
  /** Of these, too, only the first at an address is told. */
  const readers = new Map<string, string>()
  const made = rows.map((row) => {
    const type = facts.types.get(row.typeId) as PlanType
    const customer = row.customerId ? (facts.customers.get(row.customerId) ?? null) : null
    const question = { type, audience: row.wordsFor, channel: row.channel, customer }
    const answer = ask(facts, question, row.employees ?? [])
    const isCopy = row.audience === "copy"
    const isTheirs =
      isCopy || (answer.of === "readers" && answer.readers.some(({ addresses }) => addresses.includes(row.address)))
    const place = `${row.eventId} ${row.channel} ${row.address}`
    const first = isCopy ? undefined : (row.first ?? readers.get(place))
    const gate = isTheirs ? (addressGate(facts, type, row.channel, row.address, first)?.reason ?? null) : "no_address"
    const shut = answer.shut ?? gate
    if (shut === null && !isCopy) readers.set(place, row.recipient)
    const step = row.step + 1
    return {
      id: deliveryId(row.eventId, row.id, row.audience, row.channel, row.address, step),
      again_of: row.id,
      step,
      state: shut ? "withheld" : "queued",
      shut,
      stops: stopsOf(facts, question, row, { stops: row.messageStops }).map(String),
      lane: nameOf(row),
      isInbox: row.channel === "inbox",
    }
  })
  await tx`
    insert into deliveries (org_id, id, event_id, type_id, customer_id, class_id, member_id, recipient, audience, words_for, channel,
                            address, locale, message_id, message_version, layout_number, step, again_of, state, reason,
                            priority, due_at, expires_at, max_tries, ambiguous, stops, is_trial, created_at, settled_at)
    select d.org_id, a.id, event_id, type_id, customer_id, class_id, member_id, recipient, audience, words_for, channel,
           address, locale, message_id, message_version, layout_number, a.step, d.id, a.state, a.shut,
           priority, ${now}, ${now.add({ hours: expiryHours })}, max_tries, ambiguous, a.stops, is_trial, ${now},
           case when a.shut is not null then ${now}::timestamptz end
      from jsonb_to_recordset(${json(made)}) as a(id uuid, again_of uuid, step int, state text, shut text, stops bigint[])
      join deliveries d on d.org_id = ${tx.orgId} and d.id = a.again_of`
  for (const lane of [
    ...new Set(made.flatMap(({ lane, shut, isInbox }) => (shut === null && !isInbox ? lane : []))),
  ].toSorted())
    await makeReady(tx, lane, now)
  await touch(
    tx,
    made.map(({ id: again }) => again),
    now,
  )
  return made.map(({ id: again, shut }) => ({ id: again, shut }))
}

const unsent = ["withheld", "failed", "expired"] as const
/** Sent again in one request, and counted at most. */
const mostAtOnce = 100
const mostCounted = 10_000
/** How far back a filter reaches: what is older is no news to anybody, and its months are not looked through. */
const mostDays = 31

const filter = {
  state: z.enum(unsent),
  reason: z.string().max(50).optional(),
  channel: z.enum(channels).optional(),
  type: z.string().max(100).optional(),
  customerId: id.optional(),
  eventId: id.optional(),
  address: z.string().max(300).optional(),
  from: moment.optional().meta({ description: "Planned not before this instant; at most 31 days ago." }),
}
const Filter = z.object(filter)
type Filter = z.output<typeof Filter>

/** What the filter names and can be sent now: it has words and an address, and wasn't sent again already. */
function sendable(call: Call, asked: Filter, until: Temporal.Instant) {
  const { tx } = call
  const earliest = until.subtract({ hours: mostDays * 24 })
  const from = asked.from && Temporal.Instant.compare(asked.from, earliest) > 0 ? asked.from : earliest
  return sql`
    from deliveries d ${joins}
   where d.org_id = ${tx.orgId} and d.id >= ${firstIdAt(earliest)} and ${visible(call)} and d.state = ${asked.state}
     and d.created_at >= ${from} and d.created_at < ${until}
     and d.message_id is not null and d.address <> '' and not d.is_trial and t.key not like 'system.%'
     ${asked.reason ? sql`and d.reason = ${asked.reason}` : sql``}
     ${asked.channel ? sql`and d.channel = ${asked.channel}` : sql``}
     ${asked.type ? sql`and t.key = ${asked.type}` : sql``}
     ${asked.customerId ? sql`and d.customer_id = ${asked.customerId}` : sql``}
     ${asked.eventId ? sql`and d.event_id = ${asked.eventId}` : sql``}
     ${asked.address ? sql`and d.address = ${asked.address}` : sql``}
     and not exists (select from deliveries n
                      where n.org_id = d.org_id and n.event_id = d.event_id and n.channel = d.channel
                        and n.address = d.address and n.again_of = d.id)`
}

export const againRoutes = [
  route("GET /v1/deliveries/unsent", {
    name: "deliveries unsent",
    summary: "How many of a filter can be sent now: what was not sent or failed, and was not sent again since.",
    needs: "deliveries:send",
    query: Filter,
    answer: z
      .object({
        count: z.int().meta({ description: "At most 10,000 are counted.", examples: [12] }),
        before: instant.meta({ description: "What was planned before then was counted; name it when you send them." }),
      })
      .meta({ id: "Unsent" }),
    run: async (call) => {
      const { tx, query, now } = call
      const [row] = await tx<{ count: number }>`
        select count(*)::int as count from (select ${sendable(call, query, now)} limit ${mostCounted}) counted`
      return { count: found(row).count, before: now }
    },
  }),
  route("POST /v1/deliveries/send-now", {
    name: "deliveries send-all-now",
    summary: "Send a hundred of a filter once more, the newest first. Ask again until none is left.",
    needs: "deliveries:send",
    body: z
      .strictObject({
        ...filter,
        before: moment.meta({ description: "As it was answered with the count: what is made now isn't sent again." }),
      })
      .meta({ id: "SendAllNow" }),
    example: { state: "failed", channel: "email", before: "2026-03-03T06:15:00Z" },
    answer: z
      .object({
        sent: z.int().meta({ description: "On their way." }),
        withheld: z.int().meta({ description: "Asked again, and not to be sent still." }),
        isMore: z.boolean().meta({ description: "There may be more to send." }),
      })
      .meta({ id: "SentAllNow" }),
    run: async (call) => {
      const { tx, body } = call
      const { before, ...asked } = body
      const rows = await tx<{ id: string }>`
        select d.id ${sendable(call, asked, before)} order by d.id desc limit ${mostAtOnce} for update of d skip locked`
      if (rows.length === 0) return { sent: 0, withheld: 0, isMore: false }
      const made = await planAgain(
        call,
        rows.map((row) => row.id),
      )
      const sent = made.filter(({ shut }) => shut === null).length
      await record(call, {
        action: "deliveries.sent_again",
        subject: { kind: "delivery", id: null },
        after: { filter: { ...asked, from: asked.from?.toString() ?? null }, sent, withheld: made.length - sent },
      })
      return { sent, withheld: made.length - sent, isMore: rows.length === mostAtOnce }
    },
  }),
  route("POST /v1/deliveries/{id}/send-now", {
    name: "deliveries send-now",
    summary: "Once more, with the same words, what was not sent or failed. Every gate is asked again.",
    needs: "deliveries:send",
    params: z.object({ id }),
    status: 201,
    answer: DeliveryListItem,
    run: async (call) => {
      const row = await readDelivery(call, sql`for update of d`)
      if (row.type.startsWith("system."))
        throw new Problem(
          "protected",
          "What Tidings itself writes isn't sent again. Ask for a new one where it came from.",
        )
      if (!unsent.some((state) => state === row.state) || row.messageId === null || row.address === "")
        throw new Problem("not_waiting", "Only what has words and an address, and was not sent, can be sent now.")
      const again = found((await planAgain(call, [row.id]))[0]).id
      await record(call, {
        action: "delivery.sent_again",
        subject: { kind: "delivery", id: row.id },
        after: { again },
      })
      return await told(call, again)
    },
  }),
]
