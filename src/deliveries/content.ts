/**
 * What a delivery says: its words, its event's data and who it is about, rendered by the one function that previews use
 * as well. Loaded set-wise; published words never change, so they are kept by version.
 */
import { setImmediate as immediate } from "node:timers/promises"
import type { OrgSql } from "../base/db.ts"
import {
  type Compiled,
  type CompiledLayout,
  type Context,
  render,
  type Rendered,
  Unrenderable,
} from "../templates/render.ts"
import { type SigningDomain, signingDomains } from "../channels/email/domains.ts"
import type { Claimed } from "./claim.ts"
import { boundsOf } from "./ids.ts"
import type { UnsubscribeUrl } from "./unsubscribe.ts"

/** A delivery with what it says, or with why it can't be said. */
export type Prepared = {
  delivery: Claimed
  eventTime: Temporal.Instant
  /** `address` is null where it leaves from the install's own. */
  from: { name: string; address: string | null; replyTo: string | null }
  /** Null for what can't be unsubscribed from. */
  unsubscribeUrl: string | null
  /** Those of the organisation that it may sign for, by name. */
  domains: ReadonlyMap<string, SigningDomain>
  content: Rendered | null
  fault: string | null
}

/** Published versions by organisation, message and number. */
const versions = new Map<string, Compiled>()
const layouts = new Map<string, CompiledLayout>()
const mostKept = 5000
/** Messages rendered before others have a turn: a few milliseconds. */
const renderedAtOnce = 20

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (map.size >= mostKept) map.delete(map.keys().next().value as string)
  map.set(key, value)
}

/** Loads and renders. @param unsubscribeUrl null where a link would be somebody else's to press */
export async function prepare(
  tx: OrgSql,
  deliveries: readonly Claimed[],
  unsubscribeUrl: UnsubscribeUrl | null,
): Promise<Prepared[]> {
  if (deliveries.length === 0) return []
  await loadWords(tx, deliveries)
  const events = await loadEvents(tx, deliveries)
  const customers = await loadCustomers(tx, deliveries)
  const organisation = await loadOrganisation(tx)
  const domains = await signingDomains(tx)
  const optional = unsubscribeUrl === null ? new Set<string>() : await loadOptional(tx, deliveries)
  const trials = await loadTrials(tx, deliveries)
  const ofOrg = (rest: string) => `${tx.orgId} ${rest}`
  const one = (delivery: Claimed): Prepared => {
    const event = events.get(delivery.eventId)
    const words = versions.get(ofOrg(`${delivery.messageId} ${delivery.messageVersion}`))
    const customer = delivery.customerId === null ? undefined : customers.get(delivery.customerId)
    const from = senderOf(customer, organisation, domains)
    const eventTime = event?.time ?? Temporal.Instant.fromEpochMilliseconds(0)
    const mayEnd = optional.has(delivery.typeId) && delivery.channel === "email" && delivery.audience !== "copy"
    const url = mayEnd ? (unsubscribeUrl?.(tx.orgId, delivery.id) ?? null) : null
    const base = { delivery, eventTime, from, unsubscribeUrl: url, domains }
    const trial = trials.get(delivery.id)
    if (trial) return { ...base, content: asTrial(trial), fault: null }
    if (!event || !words) return { ...base, content: null, fault: event ? "its words are gone" : "its event is gone" }
    const context: Context = {
      locale: delivery.locale,
      timeZone: customer?.timeZone ?? organisation.timeZone,
      currency: organisation.currency,
      data: event.data,
      customer: customer ?? { name: delivery.recipient },
      recipient: { name: delivery.recipient, unsubscribeUrl: url },
      organisation,
      event: { time: event.time.toString() },
    }
    try {
      const layout = delivery.layoutNumber === null ? null : (layouts.get(ofOrg(`${delivery.layoutNumber}`)) ?? null)
      const content = render(words, layout, context)
      return { ...base, content: delivery.isTrial ? asTrial(content) : content, fault: null }
    } catch (error) {
      if (!(error instanceof Unrenderable)) throw error
      return { ...base, content: null, fault: error.message }
    }
  }
  const prepared: Prepared[] = []
  for (const delivery of deliveries) {
    prepared.push(one(delivery))
    // A claim takes 60 ms to render: whatever else this process does goes on in between.
    if (prepared.length % renderedAtOnce === 0) await immediate()
  }
  return prepared
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
  const rows = await tx<{ id: string; time: Temporal.Instant; data: Record<string, unknown> }>`
    select id, time, data from events where org_id = ${tx.orgId} and id = any (${ids}) and id between ${from} and ${to}`
  return new Map(rows.map((row) => [row.id, row]))
}

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

async function loadOrganisation(tx: OrgSql) {
  type Row = {
    name: string
    timeZone: string
    currency: string
    email: string
    phone: string
    url: string
    accent: string
    footer: string
  }
  const [row] = await tx<Row>`
    select o.name, s.time_zone, s.currency, s.company_email as email, s.company_phone as phone, s.website as url,
           s.accent, s.email_footer as footer
      from organisation_settings s join organisations o on o.id = s.org_id
     where s.org_id = ${tx.orgId}`
  if (!row) throw new Error(`organisation ${tx.orgId} has no settings`)
  return row
}
