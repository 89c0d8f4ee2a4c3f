/**
 * Who is told, on which channel, in whose words, and who isn't and why. Pure: the same facts give the same answer. One
 * function asks the gates, for planning and for explaining alike.
 */
import type { Audience, Channel } from "../base/words.ts"
import type { Lane } from "../deliveries/claim.ts"
import { deliveryId } from "../deliveries/ids.ts"
import type { WithheldReason } from "../deliveries/states.ts"

export type PlanType = {
  id: string
  key: string
  audiences: Readonly<Partial<Record<Audience, readonly Channel[]>>>
  switchOwner: "class" | "organisation" | "reminder" | "subscription" | "none"
  transactional: boolean
  priority: "urgent" | "normal" | "bulk"
  attempts: number
  expiryHours: number
  ambiguous: Readonly<Partial<Record<Channel, "at_least_once" | "once">>>
  isRetired: boolean
  isMandatory: boolean
  isSystem: boolean
  stops: bigint
}

/** An owner's boxes by `switchOf`: those that were ever on, with the counter that turning one off raises. */
export type Sheet = ReadonlyMap<string, { isOn: boolean; stops: bigint }>
export const switchOf = (typeId: string, audience: Audience, channel: Channel): string =>
  `${typeId} ${audience} ${channel}`

export type PlanClass = {
  id: string
  name: string
  setId: string | null
  managedBy: string | null
  stops: bigint
  /** The boxes it has for its present set. */
  sheet: Sheet
}

export type PlanCustomer = {
  id: string
  name: string
  isArchived: boolean
  language: string | null
  classId: string
  areaId: string
  sendEmail: boolean
  sendSms: boolean
  bcc: readonly string[]
  stops: bigint
  stopsEmail: bigint
  stopsSms: bigint
  points: readonly { channel: Channel; address: string }[]
}

/** Somebody of the staff; for those audiences that are told about a customer. */
export type PlanMember = {
  id: string
  externalId: string | null
  name: string
  role: string
  language: string | null
  email: string | null
  phone: string | null
  areaIds: readonly string[]
}

/** The version of a message in force. */
export type Wording = { messageId: string; version: number; bcc: readonly string[]; stops: bigint }

export type Facts = {
  organisation: {
    language: string
    companyEmail: string
    companyPhone: string
    /** The set whose words all types but class-switched ones take. */
    setId: string
    sheet: Sheet
    layout: number | null
  }
  /** Is the module active that this channel needs? Channels that need none are absent. */
  modules: ReadonlyMap<Channel, { isActive: boolean; stops: bigint }>
  types: ReadonlyMap<string, PlanType>
  classes: ReadonlyMap<string, PlanClass>
  sets: ReadonlyMap<string, { language: string }>
  /** By `wordsKey`, then by locale. */
  words: ReadonlyMap<string, ReadonlyMap<string, Wording>>
  customers: ReadonlyMap<string, PlanCustomer>
  members: readonly PlanMember[]
  /** `channel address` for everything, `channel address type` for one type. */
  suppressed: ReadonlySet<string>
  /** Who was already told at an address, by `event channel address`: earlier pages of a fan-out. */
  told: ReadonlyMap<string, string>
}

export const wordsKey = (setId: string, typeId: string, audience: Audience, channel: Channel): string =>
  `${setId} ${typeId} ${audience} ${channel}`

/** What of Tidings' own somebody is written: to one reader, or to everybody of the audience (`reader` null). */
export type PlanLetter = {
  audience: Audience
  reader: Recipient | null
  /** When its link ends, which it need not outlive. */
  expiresAt: Temporal.Instant | null
}

export type PlanEvent = {
  id: string
  typeId: string
  dueAt: Temporal.Instant
  stops: bigint
  isTrial: boolean
  /** External ids of the employees it concerns (`data.employees`). */
  employees: readonly string[]
  letter?: PlanLetter | null
}

/** One row to be: queued, or withheld with its reason. */
export type Planned = {
  id: string
  eventId: string
  typeId: string
  customerId: string | null
  classId: string | null
  memberId: string | null
  recipient: string
  audience: Audience | "copy"
  /** Whose words it carries; of a copy, those of whom it is a copy for. */
  wordsFor: Audience
  channel: Channel
  address: string
  locale: string
  wording: Wording | null
  reason: WithheldReason | null
  detail: string | null
  priority: Lane["priority"]
  expiresAt: Temporal.Instant
  maxTries: number
  ambiguous: "at_least_once" | "once"
  stops: readonly bigint[]
  isTrial: boolean
}

/** What was true of everybody of a class: counted, not listed. */
export type Group = {
  eventId: string
  classId: string | null
  audience: Audience
  channel: Channel
  reason: WithheldReason
  count: number
}

/** A gate as it was answered; `null` was not asked, because one before it said no. */
export type Gate = { gate: WithheldReason; open: boolean | null; values?: Readonly<Record<string, unknown>> }

export type Question = {
  type: PlanType
  audience: Audience
  channel: Channel
  customer: PlanCustomer | null
  /** The one whom a letter is for. */
  reader?: Recipient | null
}

/** The channels that go to an address outside; what is shown in the system has no provider. */
export const sendable: readonly Channel[] = ["email", "sms", "push"]

type Recipient = {
  id: string
  name: string
  language: string | null
  addresses: readonly string[]
  memberId: string | null
}
/** A recipient with the words that were found in a language of his; null where there are none. */
type Reader = Recipient & { locale: string | null; wording: Wording | null }

/**
 * What all gates said, up to the first that is shut, and whose it is: what is true of everybody of a class is counted;
 * what is true of the customer, whoever would be told, is one row; what is the readers' own is a row for each of them.
 */
export type Answer =
  | { shut: WithheldReason; of: "everybody" }
  | { shut: WithheldReason; of: "customer" }
  | { shut: "no_message" | "no_address" | null; of: "readers"; readers: readonly Reader[] }

/**
 * Asks the gates that hold for a customer on one channel, in the order of `withheldReasons`. Those of each address
 * (suppressed, the same address twice) are asked by `plan` and `explain` with `addressGate`.
 * @param note told each gate as it is answered
 */
export function ask(
  facts: Facts,
  question: Question,
  employees: readonly string[],
  note: (gate: Gate) => void = () => {},
): Answer {
  const { type, audience, channel, customer } = question
  const shut = <G extends WithheldReason>(gate: G, values?: Gate["values"]): G => {
    note({ gate, open: false, ...(values ? { values } : {}) })
    return gate
  }
  const everybody = (gate: WithheldReason, values?: Gate["values"]): Answer => ({
    shut: shut(gate, values),
    of: "everybody",
  })
  const open = (gate: WithheldReason, values?: Gate["values"]) =>
    note({ gate, open: true, ...(values ? { values } : {}) })

  const recipients = recipientsOf(facts, question, employees)
  if (recipients.length === 0) return { shut: shut("no_receiver"), of: "customer" }
  open("no_receiver")
  if (customer?.isArchived) return { shut: shut("customer_archived"), of: "customer" }
  open("customer_archived")
  const module = facts.modules.get(channel)
  if (module && !module.isActive && !type.isSystem) return everybody("module_inactive")
  open("module_inactive")
  open("channel_off")
  if (!type.audiences[audience]?.includes(channel)) return everybody("channel_unsupported")
  open("channel_unsupported")

  const owner = customer ? facts.classes.get(customer.classId) : undefined
  const byClass = type.switchOwner === "class"
  if (type.isRetired) return everybody("switched_off", { retired: true })
  if (byClass && owner?.setId === null) {
    // Without a set there are no boxes to ask: the set is what is missing.
    open("switched_off")
    return everybody("no_template_set")
  }
  if (!isOn(facts, question)) return everybody("switched_off")
  open("switched_off")
  const setId = byClass ? (owner?.setId ?? null) : facts.organisation.setId
  if (setId === null) return everybody("no_template_set")
  open("no_template_set", { setId })

  const words = facts.words.get(wordsKey(setId, type.id, audience, channel))
  if (!words?.size) return everybody("no_message")
  const readers = recipients.map((recipient) => {
    const locale = localeFor(facts, setId, words, recipient.language)
    return { ...recipient, locale, wording: locale === null ? null : (words.get(locale) ?? null) }
  })
  const read = readers.find(({ wording }) => wording !== null)
  if (!read) return { shut: shut("no_message", { languages: [...words.keys()] }), of: "readers", readers }
  open("no_message", { locale: read.locale, version: read.wording?.version })

  const ownSwitch = channel === "email" ? customer?.sendEmail : channel === "sms" ? customer?.sendSms : true
  if (audience === "customer" && !type.isSystem && ownSwitch === false)
    return { shut: shut("customer_channel_off"), of: "customer" }
  open("customer_channel_off")
  open("not_subscribed")
  const reached = readers.some(({ addresses }) => addresses.length > 0)
  return { shut: reached ? null : shut("no_address"), of: "readers", readers }
}

function switchFor(facts: Facts, { type, audience, channel, customer }: Question) {
  const owner = type.switchOwner === "class" && customer ? facts.classes.get(customer.classId) : undefined
  const sheet = type.switchOwner === "organisation" ? facts.organisation.sheet : owner?.sheet
  return sheet?.get(switchOf(type.id, audience, channel))
}

function isOn(facts: Facts, question: Question): boolean {
  const { type, channel } = question
  const asked = type.switchOwner === "class" || type.switchOwner === "organisation"
  // A reminder's or subscription's own field is the switch; system types and push have none, a mandatory one is on.
  return !asked || channel === "push" || type.isMandatory || switchFor(facts, question)?.isOn === true
}

/** The reader's language, then the organisation's, then the set's own; each shortened at its end (RFC 4647 §3.4). */
function localeFor(
  facts: Facts,
  setId: string,
  words: ReadonlyMap<string, Wording>,
  language: string | null,
): string | null {
  for (const tag of [language, facts.organisation.language, facts.sets.get(setId)?.language]) {
    for (let range = tag ?? ""; range; range = range.slice(0, Math.max(range.lastIndexOf("-"), 0)))
      if (words.has(range)) return range
  }
  return null
}

function recipientsOf(
  facts: Facts,
  { audience, channel, customer, reader }: Question,
  employees: readonly string[],
): Recipient[] {
  if (reader) return [reader]
  if (audience === "customer" && customer)
    return [
      {
        id: customer.id,
        name: customer.name,
        language: customer.language,
        addresses: customer.points.filter((point) => point.channel === channel).map(({ address }) => address),
        memberId: null,
      },
    ]
  const owner = customer ? facts.classes.get(customer.classId) : undefined
  const told = facts.members.filter((member) => {
    if (member.role !== audience) return false
    if (audience === "supervisor") return customer !== null && member.areaIds.includes(customer.areaId)
    if (audience === "reseller") return owner?.managedBy === member.id
    if (audience === "employee") return member.externalId !== null && employees.includes(member.externalId)
    return true
  })
  const { companyEmail, companyPhone } = facts.organisation
  return told.map((member) => {
    const own = channel === "email" ? member.email : channel === "sms" ? member.phone : null
    // An employee without an address is reached through the company (CA-D7, CA-D11).
    const company =
      audience !== "employee" ? "" : channel === "email" ? companyEmail : channel === "sms" ? companyPhone : ""
    const address = own || company
    return {
      id: member.id,
      name: member.name,
      language: member.language,
      addresses: address ? [address] : [],
      memberId: member.id,
    }
  })
}

/** What one address says of its own: taken back by its owner, or told already in this event. */
export function addressGate(
  facts: Facts,
  type: PlanType,
  channel: Channel,
  address: string,
  first: string | undefined,
): { reason: "suppressed" | "duplicate_recipient"; detail: string | null } | null {
  const all = `${channel} ${address}`
  if (!type.isSystem && (facts.suppressed.has(all) || facts.suppressed.has(`${all} ${type.id}`)))
    return { reason: "suppressed", detail: null }
  if (first !== undefined) return { reason: "duplicate_recipient", detail: first }
  return null
}

/** The counters a delivery is planned under, in the order of `stopNames`. */
export function stopsOf(
  facts: Facts,
  question: Question,
  event: { stops: bigint },
  wording: Pick<Wording, "stops"> | null,
): bigint[] {
  const { type, channel, customer } = question
  const owner = type.switchOwner === "class" && customer ? facts.classes.get(customer.classId) : undefined
  const { audience } = question
  const ofChannel = channel === "email" ? customer?.stopsEmail : channel === "sms" ? customer?.stopsSms : 0n
  return [
    type.stops,
    type.isSystem ? 0n : (facts.modules.get(channel)?.stops ?? 0n),
    switchFor(facts, question)?.stops ?? 0n,
    owner?.stops ?? 0n,
    // A customer's own switch is about what the customer is told; the staff isn't asked for it.
    type.isSystem || !customer ? 0n : customer.stops + (audience === "customer" ? (ofChannel ?? 0n) : 0n),
    event.stops,
    wording?.stops ?? 0n,
  ]
}

/**
 * What becomes of events, each for the customers it is about (none for what concerns no customer).
 * @returns the rows to write and the counts to add, in a stable order
 */
export function plan(
  facts: Facts,
  events: readonly { event: PlanEvent; customers: readonly PlanCustomer[] }[],
  now: Temporal.Instant,
): { deliveries: Planned[]; groups: Group[] } {
  // By id: who is told about several customers of one event is told once.
  const deliveries = new Map<string, Planned>()
  const groups = new Map<string, Group>()
  for (const { event, customers } of events) {
    const type = facts.types.get(event.typeId)
    if (!type) throw new Error(`the type ${event.typeId} of event ${event.id} was not loaded`)
    const told = new Map<string, string>()
    const slots = (Object.entries(type.audiences) as [Audience, readonly Channel[]][]).flatMap(([audience, channels]) =>
      channels.filter((channel) => sendable.includes(channel)).map((channel) => ({ audience, channel })),
    )
    for (const customer of customers.length ? customers : [null])
      for (const { audience, channel } of slots) {
        if (event.letter && event.letter.audience !== audience) continue
        if (audience === "contact" || (audience === "customer" && !customer)) continue
        planOne({ type, audience, channel, customer, reader: event.letter?.reader ?? null }, event, told)
      }
  }
  return { deliveries: [...deliveries.values()], groups: [...groups.values()] }

  function planOne(question: Question, event: PlanEvent, told: Map<string, string>): void {
    const { type, audience, channel, customer } = question
    const answer = ask(facts, question, event.employees)
    if (answer.of === "everybody") {
      const classId = customer?.classId ?? null
      const key = `${event.id} ${classId} ${audience} ${channel} ${answer.shut}`
      const group = groups.get(key)
      if (group) group.count += 1
      else groups.set(key, { eventId: event.id, classId, audience, channel, reason: answer.shut, count: 1 })
      return
    }
    const base = {
      eventId: event.id,
      typeId: type.id,
      customerId: customer?.id ?? null,
      classId: customer?.classId ?? null,
      channel,
      priority: type.isSystem ? "system" : type.priority,
      expiresAt:
        event.letter?.expiresAt ??
        (Temporal.Instant.compare(event.dueAt, now) > 0 ? event.dueAt : now).add({ hours: type.expiryHours }),
      maxTries: type.attempts,
      ambiguous: type.ambiguous[channel] ?? (channel === "sms" ? "once" : "at_least_once"),
      isTrial: event.isTrial,
      wordsFor: audience,
    } as const
    const add = (who: string, row: Omit<Planned, keyof typeof base | "id" | "stops">) => {
      const id = deliveryId(event.id, who, row.audience, channel, row.address)
      const stops = stopsOf(facts, question, event, row.wording)
      if (!deliveries.has(id)) deliveries.set(id, { ...base, ...row, stops, id })
    }
    if (answer.of === "customer") {
      add(customer?.id ?? event.id, {
        memberId: null,
        recipient: customer?.name ?? "",
        audience,
        address: "",
        locale: customer?.language ?? facts.organisation.language,
        wording: null,
        reason: answer.shut,
        detail: null,
      })
      return
    }
    for (const { id, memberId, name, language, locale: found, wording, addresses } of answer.readers) {
      const row = { memberId, recipient: name, locale: found ?? language ?? facts.organisation.language, wording }
      if (wording === null || addresses.length === 0) {
        const reason = wording === null ? "no_message" : "no_address"
        add(id, { ...row, audience, address: "", reason, detail: null })
        continue
      }
      for (const address of addresses) {
        const place = `${event.id} ${channel} ${address}`
        const refused = addressGate(facts, type, channel, address, told.get(place) ?? facts.told.get(place))
        add(id, { ...row, audience, address, reason: refused?.reason ?? null, detail: refused?.detail ?? null })
        if (!refused) told.set(place, name)
      }
      if (channel !== "email" || type.isSystem) continue
      // The same words for each who shall have a copy, and none for the reader himself.
      const copies = new Set([...wording.bcc, ...(audience === "customer" ? (customer?.bcc ?? []) : [])])
      for (const address of copies.difference(new Set(addresses))) {
        const refused = addressGate(facts, type, channel, address, undefined)
        add(id, { ...row, audience: "copy", address, reason: refused?.reason ?? null, detail: null })
      }
    }
  }
}
