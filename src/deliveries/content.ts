/**
 * What a delivery says: its words, its event's data and who it is about, rendered by the one function that previews use
 * as well. Loaded set-wise; published words never change, so they are kept by version.
 */
import { type SealedLink, sealedLinks, showsMaskedLink } from "../access/links.ts"
import type { OrgSql } from "../base/db.ts"
import { organisationContext } from "../templates/organisation.ts"
import {
  type Compiled,
  type CompiledLayout,
  type Context,
  render,
  type Rendered,
  Unrenderable,
} from "../templates/render.ts"
import { type Attachment, loadAttachments } from "../channels/email/attachments.ts"
import { type SigningDomain, signingDomains } from "../channels/email/domains.ts"
import type { Claimed } from "./claim.ts"
import { boundsOf } from "./ids.ts"
import type { Links } from "./unsubscribe.ts"

/** A delivery with all that it is made from. */
export type Loaded = {
  delivery: Claimed
  eventTime: Temporal.Instant
  /** `address` is null where it leaves from the install's own. */
  from: { name: string; address: string | null; replyTo: string | null }
  /** Null for what can't be unsubscribed from. */
  unsubscribeUrl: string | null
  /** Those of the organisation that it may sign for, by name. */
  domains: ReadonlyMap<string, SigningDomain>
  /** What it carries, where it is an e-mail. */
  attachments: readonly Attachment[]
  /** What stands masked in a letter of Tidings' own, and is put in when it is handed over. */
  link: SealedLink | null
  /** @throws Unrenderable */
  words: () => Rendered
}

/** A delivery with what it says, or with why it can't be said. */
export type Prepared = Omit<Loaded, "words"> & { content: Rendered | null; fault: string | null }

/** Published versions by organisation, message and number. */
const versions = new Map<string, Compiled>()
const layouts = new Map<string, CompiledLayout>()
const mostKept = 5000
function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (map.size >= mostKept) map.delete(map.keys().next().value as string)
  map.set(key, value)
}

/**
 * Loads what they are made from, set-wise.
 * @param purpose who only looks sees what it says also when its attachments are no longer kept
 */
export async function load(
  tx: OrgSql,
  deliveries: readonly Claimed[],
  { publicUrl, unsubscribe }: Links,
  purpose: "send" | "look" = "send",
): Promise<Loaded[]> {
  if (deliveries.length === 0) return []
  const [events, customers, own, domains, optional, trials, links] = await Promise.all([
    loadEvents(tx, deliveries),
    loadCustomers(tx, deliveries),
    organisationContext(tx, publicUrl),
    signingDomains(tx),
    loadOptional(tx, deliveries),
    loadTrials(tx, deliveries),
    sealedLinks(
      tx,
      deliveries.flatMap(({ priority, eventId }) => (priority === "system" ? eventId : [])),
    ),
    loadWords(tx, deliveries),
  ])
  const attachments = await loadAttachments(tx, carrying(deliveries, events))
  const ofOrg = (rest: string) => `${tx.orgId} ${rest}`
  return deliveries.map((delivery): Loaded => {
    const event = events.get(delivery.eventId)
    const words = versions.get(ofOrg(`${delivery.messageId} ${delivery.messageVersion}`))
    const layout = delivery.layoutNumber === null ? null : (layouts.get(ofOrg(`${delivery.layoutNumber}`)) ?? null)
    const customer = delivery.customerId === null ? undefined : customers.get(delivery.customerId)
    const mayEnd = optional.has(delivery.typeId) && delivery.channel === "email" && delivery.audience !== "copy"
    const url = mayEnd ? unsubscribe(tx.orgId, delivery.id) : null
    const mine = delivery.channel === "email" ? (attachments.get(delivery.eventId) ?? []) : []
    const link = links.get(delivery.eventId) ?? null
    const trial = trials.get(delivery.id)
    return {
      delivery,
      eventTime: event?.time ?? Temporal.Instant.fromEpochMilliseconds(0),
      from: senderOf(customer, own.organisation, domains),
      unsubscribeUrl: url,
      domains,
      link,
      attachments: mine,
      words: () => {
        if (trial) return asTrial(trial)
        if (!event || !words) throw new Unrenderable("failed", event ? "its words are gone" : "its event is gone")
        // Whoever only looks sees what it says all the same.
        if (delivery.channel === "email" && event.attachments > mine.length && purpose === "send")
          throw new Unrenderable("failed", "its attachments are no longer kept")
        const context: Context = {
          locale: delivery.locale,
          timeZone: customer?.timeZone ?? own.timeZone,
          currency: own.currency,
          data: event.data,
          customer: customer ?? { name: delivery.recipient },
          recipient: { name: delivery.recipient, unsubscribeUrl: url },
          organisation: own.organisation,
          event: { time: event.time.toString() },
        }
        const content = render(words, layout, context)
        if (link && !("text" in content && showsMaskedLink(content.text)))
          throw new Unrenderable("failed", "its link is not in it")
        return delivery.isTrial ? asTrial(content) : content
      },
    }
  })
}

/** How often what takes too long to render is tried: a machine that is busy for a moment must fail nobody's message. */
const mostRenderings = 3

/** Renders it. What can't be rendered says why. */
export function prepare({ words, ...loaded }: Loaded): Prepared {
  for (let times = 1; ; times++)
    try {
      return { ...loaded, content: words(), fault: null }
    } catch (error) {
      if (!(error instanceof Unrenderable)) throw error
      if (error.code !== "too_slow" || times === mostRenderings)
        return { ...loaded, content: null, fault: error.message }
    }
}

type Sender = { fromName: string | null; fromEmail: string | null; replyTo: string | null }

/**
 * Whom a message is from: the class's address, else the organisation's, where its domain was verified; otherwise the
 * install's, and answers go to whom it would have been from. Pure.
 */
export function senderOf(
  ofClass: Sender | undefined,
  organisation: { name: string; email: string },
  verified: ReadonlyMap<string, unknown>,
): Prepared["from"] {
  const wanted = [ofClass?.fromEmail, organisation.email].filter((address) => !!address) as string[]
  const address = wanted.find((each) => verified.has(each.slice(each.indexOf("@") + 1))) ?? null
  const replyTo = ofClass?.replyTo || wanted[0] || null
  return { name: ofClass?.fromName || organisation.name, address, replyTo: replyTo === address ? null : replyTo }
}

/** Whoever gets a test sees that it is one. */
function asTrial(content: Rendered): Rendered {
  const mark = (text: string) => `Test: ${text}`
  if (content.channel === "email") return { ...content, subject: mark(content.subject) }
  if (content.channel === "sms") return { ...content, text: mark(content.text) }
  return { ...content, title: mark(content.title) }
}

/** The types that can be unsubscribed from. */
async function loadOptional(tx: OrgSql, deliveries: readonly Claimed[]): Promise<Set<string>> {
  const rows = await tx<{ id: string }>`
    select id from notification_types
     where org_id = ${tx.orgId} and id = any (${[...new Set(deliveries.map(({ typeId }) => typeId))]})
       and not transactional and origin is distinct from 'system'`
  return new Set(rows.map(({ id }) => id))
}

/** What test sends say: it was rendered when they were asked for, from words that nobody may have saved. */
async function loadTrials(tx: OrgSql, deliveries: readonly Claimed[]): Promise<Map<string, Rendered>> {
  const ids = deliveries.filter(({ isTrial }) => isTrial).map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const rows = await tx<{ deliveryId: string; content: Rendered }>`
    select delivery_id, content from trials where org_id = ${tx.orgId} and delivery_id = any (${ids})`
  return new Map(rows.map(({ deliveryId, content }) => [deliveryId, content]))
}

async function loadWords(tx: OrgSql, deliveries: readonly Claimed[]): Promise<void> {
  const lacking = new Map<string, { messageId: string; number: number }>()
  const lackingLayouts = new Set<number>()
  for (const { messageId, messageVersion: number, layoutNumber } of deliveries) {
    const key = `${tx.orgId} ${messageId} ${number}`
    if (!versions.has(key)) lacking.set(key, { messageId, number })
    if (layoutNumber !== null && !layouts.has(`${tx.orgId} ${layoutNumber}`)) lackingLayouts.add(layoutNumber)
  }
  if (lacking.size) {
    const rows = await tx<{ messageId: string; number: number; compiled: Compiled }>`
      select message_id, number, compiled from message_versions
       where org_id = ${tx.orgId} and message_id = any (${[...lacking.values()].map(({ messageId }) => messageId)})
         and number = any (${[...new Set([...lacking.values()].map(({ number }) => number))]})`
    for (const { messageId, number, compiled } of rows) {
      const key = `${tx.orgId} ${messageId} ${number}`
      if (lacking.has(key)) keep(versions, key, compiled)
    }
  }
  if (lackingLayouts.size) {
    const rows = await tx<{ number: number; compiled: CompiledLayout }>`
      select number, compiled from layouts where org_id = ${tx.orgId} and number = any (${[...lackingLayouts]})`
    for (const { number, compiled } of rows) keep(layouts, `${tx.orgId} ${number}`, compiled)
  }
}

async function loadEvents(tx: OrgSql, deliveries: readonly Claimed[]) {
  const ids = [...new Set(deliveries.map(({ eventId }) => eventId))]
  const { from, to } = boundsOf(ids.map((id) => ({ id })))
  const rows = await tx<{ id: string; time: Temporal.Instant; data: Record<string, unknown>; attachments: number }>`
    select id, time, data, attachments from events where org_id = ${tx.orgId} and id = any (${ids}) and id between ${from} and ${to}`
  return new Map(rows.map((row) => [row.id, row]))
}

/** The events whose attachments some of these e-mails carry; most have none. */
const carrying = (deliveries: readonly Claimed[], events: ReadonlyMap<string, { attachments: number }>): string[] => [
  ...new Set(
    deliveries
      .filter(({ channel, eventId }) => channel === "email" && (events.get(eventId)?.attachments ?? 0) > 0)
      .map(({ eventId }) => eventId),
  ),
]

async function loadCustomers(tx: OrgSql, deliveries: readonly Claimed[]) {
  const ids = [...new Set(deliveries.flatMap(({ customerId }) => customerId ?? []))]
  if (ids.length === 0) return new Map<string, never>()
  type Row = {
    id: string
    name: string
    salutation: string
    externalId: string
    timeZone: string | null
    fromName: string | null
    fromEmail: string | null
    replyTo: string | null
  }
  const rows = await tx<Row>`
    select u.id, u.name, u.salutation, u.external_id, u.time_zone, c.from_name, c.from_email, c.reply_to
      from customers u join customer_classes c on c.org_id = u.org_id and c.id = u.class_id
     where u.org_id = ${tx.orgId} and u.id = any (${ids})`
  return new Map(rows.map((row) => [row.id, row]))
}
