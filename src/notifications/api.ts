/** Asking why, and asking again. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { makeReady } from "../base/ready.ts"
import { type Call, found, id, route } from "../base/route.ts"
import { type Audience, audiences, channels } from "../base/words.ts"
import { typeByKey } from "../catalogue/types.ts"
import { type Reach, within } from "../customers/scope.ts"
import { DeliveryListItem, type DeliveryRow, readDelivery } from "../deliveries/api.ts"
import { touch } from "../deliveries/counts.ts"
import { deliveryId } from "../deliveries/ids.ts"
import { nameOf } from "../deliveries/claim.ts"
import { withheldReasons } from "../deliveries/states.ts"
import { explain } from "./explain.ts"
import { loadFacts } from "./facts.ts"
import { addressGate, ask, type PlanType, stopsOf } from "./plan.ts"

const reason = z.enum(withheldReasons)
const ExplainedAnswer = z
  .object({
    would: z.boolean().meta({ description: "Would it be sent to at least one address, as things are now?" }),
    reason: reason.nullable().meta({ description: "The first gate that is shut." }),
    gates: z.array(
      z.object({
        gate: reason,
        open: z.boolean().nullable().meta({ description: "null: not asked, because one before it is shut." }),
        values: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
    addresses: z.array(z.object({ address: z.string(), locale: z.string(), reason: reason.nullable() })),
  })
  .meta({ id: "Explained" })

async function customerByExternalId(tx: OrgSql, reach: Reach, externalId: string): Promise<string> {
  // Whoever sees only his own has no customers to ask about.
  const [row] =
    reach.extent === "own"
      ? []
      : await tx<{ id: string }>`
          select c.id from customers c
           where c.org_id = ${tx.orgId} and c.external_id = ${externalId} and ${within(reach)}`
  if (!row) throw fieldProblem("invalid", "/customer", "unknown", `There is no customer ${externalId}.`)
  return row.id
}

type Again = { row: DeliveryRow & { messageId: string | null }; step: number }

/** The delivery once more, with the words it was pinned to; every gate is asked again, as things are now. */
async function planAgain({ tx, now }: Call<{ id: string }>, { row, step }: Again): Promise<string> {
  const [before] = await tx<{
    typeId: string
    wordsFor: Audience
    messageStops: bigint
    employees: string[] | null
    stops: bigint
    first: string | null
  }>`
    select d.type_id, d.words_for, coalesce(m.stops, 0) as message_stops, case when jsonb_typeof(e.data->'employees') = 'array'
                           then array(select jsonb_array_elements_text(e.data->'employees')) end as employees, e.stops,
           (select o.recipient from deliveries o
             where o.org_id = d.org_id and o.event_id = d.event_id and o.channel = d.channel and o.address = d.address
               and o.id <> d.id and o.audience <> 'copy' and d.audience <> 'copy'
               and o.state in ('queued', 'sending', 'sent', 'delivered', 'ambiguous') limit 1) as first
      from deliveries d join events e on e.org_id = d.org_id and e.id = d.event_id
      left join messages m on m.org_id = d.org_id and m.id = d.message_id
     where d.org_id = ${tx.orgId} and d.id = ${row.id}`
  const { typeId, wordsFor, messageStops, employees, stops, first } = found(before)
  const facts = await loadFacts(tx, { typeIds: [typeId], customerIds: row.customerId ? [row.customerId] : [] })
  const type = facts.types.get(typeId) as PlanType
  const customer = row.customerId ? (facts.customers.get(row.customerId) ?? null) : null
  const question = { type, audience: wordsFor, channel: row.channel, customer }
  const answer = ask(facts, question, employees ?? [])
  const isTheirs =
    row.audience === "copy" ||
    (answer.of === "readers" && answer.readers.some(({ addresses }) => addresses.includes(row.address)))
  const shut =
    answer.shut ??
    (isTheirs ? (addressGate(facts, type, row.channel, row.address, first ?? undefined)?.reason ?? null) : "no_address")
  const again = deliveryId(row.eventId, row.id, row.audience, row.channel, row.address, step)
  await tx`
    insert into deliveries (org_id, id, event_id, type_id, customer_id, class_id, member_id, recipient, audience, words_for, channel,
                            address, locale, message_id, message_version, layout_number, step, again_of, state, reason,
                            priority, due_at, expires_at, max_tries, ambiguous, stops, is_trial, created_at, settled_at)
    select org_id, ${again}, event_id, type_id, customer_id, class_id, member_id, recipient, audience, words_for, channel,
           address, locale, message_id, message_version, layout_number, ${step}, id, ${shut ? "withheld" : "queued"}, ${shut},
           priority, ${now}, ${now.add({ hours: 72 })}, max_tries, ambiguous, ${stopsOf(facts, question, { stops }, { stops: messageStops }).map(String)}::bigint[],
           is_trial, ${now}, ${shut ? now : null}
      from deliveries where org_id = ${tx.orgId} and id = ${row.id}`
  await touch(tx, [again], now)
  return again
}

export const notificationRoutes = [
  route("POST /v1/explain", {
    name: "explain create",
    summary: "Would this customer get this, as things are now, and if not, why not? Nothing is sent.",
    needs: "activity:see",
    body: z
      .strictObject({
        customer: z.string().min(1).max(100).meta({ description: "The customer's external id." }),
        type: z.string().min(1).max(100),
        channel: z.enum(channels),
        audience: z.enum(audiences).default("customer"),
        employees: z.array(z.string().max(100)).max(100).default([]),
      })
      .meta({ id: "ExplainInput" }),
    example: { customer: "LX-1001", type: "balance.near_limit", channel: "sms" },
    answer: ExplainedAnswer,
    run: async (call) => {
      const { tx, body } = call
      const type = await typeByKey(tx, body.type)
      if (!type) throw fieldProblem("invalid", "/type", "unknown", `There is no notification type ${body.type}.`)
      const customerId = await customerByExternalId(tx, call, body.customer)
      return await explain(tx, { ...body, typeId: type.id, customerId })
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
      const { tx, now } = call
      const row = await readDelivery(call, sql`for update of d`)
      if (row.type.startsWith("system."))
        throw new Problem(
          "protected",
          "What Tidings itself writes isn't sent again. Ask for a new one where it came from.",
        )
      if (!["withheld", "failed", "expired"].includes(row.state) || row.messageId === null || row.address === "")
        throw new Problem("not_waiting", "Only what has words and an address, and was not sent, can be sent now.")
      const [last] = await tx<{ step: number }>`
        select max(step) as step from deliveries
         where org_id = ${tx.orgId} and event_id = ${row.eventId} and channel = ${row.channel} and address = ${row.address}`
      const again = await planAgain(call, { row, step: (last?.step ?? 0) + 1 })
      const [{ priority }] = (await tx<{ priority: PlanType["priority"] }>`
        select priority from deliveries where org_id = ${tx.orgId} and id = ${again}`) as unknown as [
        Pick<PlanType, "priority">,
      ]
      if (row.channel !== "inbox") await makeReady(tx, nameOf({ channel: row.channel, priority }), now)
      await record(call, {
        action: "delivery.sent_again",
        subject: { kind: "delivery", id: row.id },
        after: { again },
      })
      const {
        messageId: _,
        messageVersion: __,
        expiresAt: ___,
        ...made
      } = await readDelivery({ ...call, params: { id: again } })
      return made
    },
  }),
]
