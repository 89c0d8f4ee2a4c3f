/**
 * What an event would do, before it is one: whom it would reach, why not the others, and what the first of them would
 * read. The gates, the words and the rendering are those of sending; nothing of it is kept.
 */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { json, type OrgSql, sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { type Call, found, route } from "../base/route.ts"
import { audiences, channels } from "../base/words.ts"
import { typeByKey, type NotificationType } from "../catalogue/types.ts"
import { signingDomains } from "../channels/email/domains.ts"
import { DeliveryListItem, told } from "../deliveries/api.ts"
import { senderOf } from "../deliveries/content.ts"
import { deliveryId } from "../deliveries/ids.ts"
import { withheldReasons } from "../deliveries/states.ts"
import { linksOf } from "../deliveries/unsubscribe.ts"
import { loadFacts } from "../notifications/facts.ts"
import { plan, type Planned, type Wording } from "../notifications/plan.ts"
import { insertTrial, readSelf } from "../notifications/trial.ts"
import type { CompiledLayout } from "../templates/message.ts"
import { unsubscribePage } from "../templates/examine.ts"
import { organisationContext } from "../templates/organisation.ts"
import { shown } from "../templates/preview.ts"
import { type Compiled, type Context, render, sampleData, Unrenderable } from "../templates/render.ts"
import type { NewEvent } from "./accept.ts"
import { customersOf } from "./api.ts"
import { check, lookUp } from "./examine.ts"

/** Customers that are looked at; of more, the first ones stand for all. */
export const mostLookedAt = 2_000

const EventPreviewInput = z
  .strictObject({
    type: z.string().min(1).max(100),
    subject: z
      .string()
      .min(1)
      .max(300)
      .meta({ description: "As an event has it: customer/EXTERNAL_ID, class/NAME, or customers for all." }),
    data: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: "What the event would carry; the type's samples when absent." }),
  })
  .meta({ id: "EventPreviewInput" })
type Asked = z.output<typeof EventPreviewInput>

const channel = z.enum(channels)
const EventPreviewAnswer = z
  .object({
    customers: z.int().meta({ description: "How many customers it would be about.", examples: [412] }),
    lookedAt: z.int().meta({
      description: `How many of them the rest is about: all, or the first ${mostLookedAt.toLocaleString("en")}.`,
    }),
    told: z.int().meta({ description: "Those who would get at least one message." }),
    outcomes: z
      .array(z.object({ channel, reason: z.enum(withheldReasons).nullable(), count: z.int() }))
      .meta({ description: "Messages by channel: those that would be sent (reason null), and why not the others." }),
    messages: z
      .array(
        z.object({
          channel,
          audience: z.enum([...audiences, "copy"]),
          recipient: z.string(),
          address: z.string(),
          locale: z.string(),
          from: z.object({ name: z.string(), address: z.string().nullable(), replyTo: z.string().nullable() }),
          subject: z.string().nullable(),
          html: z.string().nullable(),
          text: z.string(),
        }),
      )
      .meta({ description: "What the first recipient on each channel would read." }),
  })
  .meta({ id: "EventPreview" })

/** @throws Problem invalid, with each fault at its place in the event */
async function readEvent(call: Call, asked: Asked): Promise<{ event: NewEvent; type: NotificationType }> {
  const { tx, caller, now } = call
  const type = await typeByKey(tx, asked.type)
  const data = asked.data ?? (type ? sampleData(type.variables) : {})
  const { subject } = asked
  const written = { id: newId(), source: "/preview", type: asked.type, subject, time: null, deliverAt: null, data }
  const event = { ...written, whole: written }
  const lookups = await lookUp(tx, call, [event])
  const checked = check(event, "", lookups, { now, mayAll: call.extent === "all", madeBy: caller.name })
  if (Array.isArray(checked)) throw new Problem("invalid", undefined, { faults: checked })
  if (!type) throw fieldProblem("invalid", "/type", "unknown", `There is no notification type ${asked.type}.`)
  return { event: checked, type }
}

/** The first customers it is about. */
const readSome = async (tx: OrgSql, { subjectKind, subjectId }: NewEvent): Promise<string[]> => {
  if (subjectKind === "none") return []
  if (subjectKind === "customer") return [subjectId as string]
  const rows = await tx<{ id: string }>`
    select id from customers
     where org_id = ${tx.orgId} and state = 'active' ${subjectKind === "class" ? sql`and class_id = ${subjectId}` : sql``}
     order by id limit ${mostLookedAt}`
  return rows.map(({ id }) => id)
}

/** The first that would be sent on each channel; whoever only gets a copy of it reads the same. */
const firstOf = (deliveries: readonly Planned[]): (Planned & { wording: Wording })[] =>
  channels.flatMap((each) => {
    const first = deliveries.find((row) => row.channel === each && row.reason === null && row.audience !== "copy")
    return first?.wording ? [{ ...first, wording: first.wording }] : []
  })

async function outlook(call: Call, asked: Asked) {
  const { tx, now } = call
  const { event, type } = await readEvent(call, asked)
  const customerIds = await readSome(tx, event)
  const facts = await loadFacts(tx, { typeIds: [type.id], customerIds })
  const customers = customerIds.flatMap((id) => facts.customers.get(id) ?? [])
  const employees = Array.isArray(event.data.employees) ? event.data.employees.filter((e) => typeof e === "string") : []
  const planEvent = { id: newId(), typeId: type.id, dueAt: now, stops: 0n, isTrial: false, employees }
  const made =
    customers.length || event.subjectKind === "none"
      ? plan(facts, [{ event: planEvent, customers }], now)
      : { deliveries: [], groups: [] }
  return { event, type, lookedAt: customers.length, layout: facts.organisation.layout, ...made }
}

type Says = { delivery: Planned & { wording: Wording }; compiled: Compiled; layout: CompiledLayout | null }

async function readWords(tx: OrgSql, deliveries: readonly Planned[], layoutNumber: number | null): Promise<Says[]> {
  const first = firstOf(deliveries)
  const rows = await tx<{ messageId: string; number: number; compiled: Compiled }>`
    select v.message_id, v.number, v.compiled
      from jsonb_to_recordset(${json(first.map(({ wording: { messageId, version } }) => ({ id: messageId, number: version })))})
             as w(id uuid, number int)
      join message_versions v on v.org_id = ${tx.orgId} and v.message_id = w.id and v.number = w.number`
  const [own] = await tx<{ compiled: CompiledLayout | null }>`
    select compiled from layouts where org_id = ${tx.orgId} and number = ${layoutNumber}`
  return first.map((delivery) => {
    const { messageId, version } = delivery.wording
    const row = rows.find((each) => each.messageId === messageId && each.number === version)
    return { delivery, compiled: found(row).compiled, layout: own?.compiled ?? null }
  })
}

type Who = { name: string; salutation: string; externalId: string; timeZone: string | null }
type Sender = { fromName: string | null; fromEmail: string | null; replyTo: string | null }

/** What somebody would read. @throws Problem template_invalid where these data can't be said in these words */
async function says(
  { tx, install }: Call,
  { event }: { event: NewEvent },
  { delivery, compiled, layout }: Says,
  url: string | null,
) {
  const [customer] = await tx<Who & Sender>`
    select u.name, u.salutation, u.external_id, u.time_zone, k.from_name, k.from_email, k.reply_to
      from customers u join customer_classes k on k.org_id = u.org_id and k.id = u.class_id
     where u.org_id = ${tx.orgId} and u.id = ${delivery.customerId}`
  const own = await organisationContext(tx, install.config.publicUrl)
  const context: Context = {
    ...own,
    locale: delivery.locale,
    timeZone: customer?.timeZone ?? own.timeZone,
    data: event.data,
    customer: customer ?? { name: delivery.recipient },
    recipient: { name: delivery.recipient, unsubscribeUrl: delivery.channel === "email" ? url : null },
    event: { time: event.time.toString() },
  }
  const from = senderOf(customer, own.organisation, await signingDomains(tx))
  try {
    return { from, content: render(compiled, layout, context) }
  } catch (error) {
    if (!(error instanceof Unrenderable)) throw error
    throw fieldProblem("template_invalid", "/data", error.code, error.message)
  }
}

async function preview(call: Call<unknown, unknown, Asked>): Promise<z.output<typeof EventPreviewAnswer>> {
  const seen = await outlook(call, call.body)
  const { deliveries, groups, layout, type } = seen
  const counts = new Map<string, z.output<typeof EventPreviewAnswer>["outcomes"][number]>()
  for (const { channel: by, reason, count } of [...deliveries.map((row) => ({ ...row, count: 1 })), ...groups]) {
    const key = `${by} ${reason}`
    const former = counts.get(key)
    if (former) former.count += count
    else counts.set(key, { channel: by, reason, count })
  }
  const url = type.transactional ? null : unsubscribePage
  const messages = []
  for (const each of await readWords(call.tx, deliveries, layout)) {
    const { content, from } = await says(call, seen, each, url)
    const { channel: by, audience, recipient, address, locale } = each.delivery
    const { segments: _, ...parts } = shown(content)
    messages.push({ channel: by, audience, recipient, address, locale, from, ...parts })
  }
  const sent = deliveries.filter(({ reason }) => reason === null)
  return {
    customers: await customersOf(call.tx, seen.event),
    lookedAt: seen.lookedAt,
    told: new Set(sent.flatMap(({ customerId }) => customerId ?? [])).size,
    outcomes: [...counts.values()].toSorted((a, b) =>
      a.channel + (a.reason ?? "") < b.channel + (b.reason ?? "") ? -1 : 1,
    ),
    messages,
  }
}

/** Sends what the first recipient would read to the caller's own address, on each channel that he has one for. */
async function test(call: Call<unknown, unknown, Asked>) {
  const { tx, caller, install } = call
  const seen = await outlook(call, call.body)
  const all = await readWords(tx, seen.deliveries, seen.layout)
  if (all.length === 0) throw new Problem("nobody_told")
  const sent: string[] = []
  let lacking: Problem | null = null
  for (const each of all) {
    const { wording, audience, channel: by, locale, wordsFor } = each.delivery
    const self = await readSelf(tx, caller.memberId, by).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error
      lacking = error
      return null
    })
    if (!self) continue
    const eventId = newId()
    const trialId = deliveryId(eventId, self.memberId, audience, by, self.address)
    const url = seen.type.transactional ? null : linksOf(install).unsubscribe(caller.orgId, trialId)
    const { content } = await says(call, seen, each, url)
    const message = { messageId: wording.messageId, version: wording.version, audience: wordsFor, channel: by, locale }
    await insertTrial(call, { eventId, trialId, type: seen.type, data: seen.event.data, self, message, content })
    sent.push(trialId)
  }
  if (sent.length === 0) throw lacking ?? new Problem("no_own_address")
  await record(call, {
    action: "event.tested",
    subject: { kind: "notification_type", id: seen.type.id },
    after: { type: seen.type.key, deliveries: sent },
  })
  const items = []
  // They are about no customer, but one's own.
  for (const id of sent) items.push(await told({ ...call, extent: "own" }, id))
  return { items }
}

const example = {
  type: "announcement.email",
  subject: "customer/LX-1001",
  data: { subject: "Closed", text: "On Friday." },
}

export const eventPreviewRoutes = [
  route("POST /v1/events/preview", {
    name: "events preview",
    summary:
      "What an event would do: whom it would reach, why not the others, and what they would read. Nothing is sent.",
    needs: "deliveries:send",
    body: EventPreviewInput,
    example,
    answer: EventPreviewAnswer,
    run: preview,
  }),
  route("POST /v1/events/test", {
    name: "events test",
    summary: "Send yourself what an event would say, marked as a test. Nobody else gets anything.",
    needs: "deliveries:send",
    body: EventPreviewInput,
    example,
    status: 201,
    answer: z.object({ items: z.array(DeliveryListItem) }),
    run: test,
  }),
]
