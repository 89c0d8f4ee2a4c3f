/**
 * The rules of who is told, written a second time: slowly, one (event, customer, audience, channel, recipient, address) at
 * a time, without any grouping, early return or lookup table. What `plan` must agree with.
 */
import type { Facts, PlanCustomer, PlanEvent, PlanMember } from "../../src/notifications/plan.ts"

/** One delivery: what makes it this one and no other, and what is to become of it. */
export type Verdict = {
  event: string
  /** A customer, a member, or the event itself where it concerns no customer and nobody is told. */
  recipient: string
  customer: string | null
  audience: string
  channel: string
  address: string
  reason: string | null
  detail: string | null
  /** The message and version it is told in; null where no text was found. */
  words: string | null
}

/** How often the same was true of everybody of a class. */
export type Tally = Readonly<Record<string, number>>

const gates = [
  "no_receiver",
  "customer_archived",
  "module_inactive",
  "channel_unsupported",
  "switched_off",
  "no_template_set",
  "no_message",
  "customer_channel_off",
  "suppressed",
  "no_address",
  "duplicate_recipient",
]

type Case = {
  event: PlanEvent
  customer: PlanCustomer | null
  audience: string
  channel: string
  /** Nobody: an audience in which no one was found. */
  recipient: PlanCustomer | PlanMember | null
  /** None: a recipient who has no address on the channel. */
  address: string | null
}

/** @param events each with the customers it is about, in the order in which they are told */
export function judge(
  facts: Facts,
  events: readonly { event: PlanEvent; customers: readonly PlanCustomer[] }[],
): { verdicts: Verdict[]; tally: Tally } {
  const verdicts: Verdict[] = []
  const tally: Record<string, number> = {}
  const counted = new Set<string>()
  for (const one of allCases(facts, events)) {
    const reason = firstShut(facts, one, verdicts)
    if (isTrueOfEverybody(facts, one, reason)) {
      const slot = [one.event.id, one.customer?.id, one.audience, one.channel].join("|")
      const name = [one.event.id, one.customer?.classId ?? null, one.audience, one.channel, reason].join("|")
      if (!counted.has(slot)) tally[name] = (tally[name] ?? 0) + 1
      counted.add(slot)
      continue
    }
    const isOfCustomer = reason === "no_receiver" || reason === "customer_archived" || reason === "customer_channel_off"
    const hasNoPlace = isOfCustomer || reason === "no_message" || reason === "no_address"
    const words = isOfCustomer ? null : wordsFor(facts, one)
    const verdict: Verdict = {
      event: one.event.id,
      recipient: (isOfCustomer ? one.customer?.id : one.recipient?.id) ?? one.event.id,
      customer: one.customer?.id ?? null,
      audience: one.audience,
      channel: one.channel,
      address: hasNoPlace ? "" : (one.address as string),
      reason,
      detail: reason === "duplicate_recipient" ? firstTold(facts, one, verdicts) : null,
      words: words ? `${words.messageId} ${words.version}` : null,
    }
    for (const each of [verdict, ...(hasNoPlace ? [] : copiesOf(facts, one, verdict))])
      if (!verdicts.some((other) => isSame(other, each))) verdicts.push(each)
  }
  return { verdicts, tally }
}

const isSame = (a: Verdict, b: Verdict) =>
  a.event === b.event &&
  a.recipient === b.recipient &&
  a.audience === b.audience &&
  a.channel === b.channel &&
  a.address === b.address

function allCases(facts: Facts, events: readonly { event: PlanEvent; customers: readonly PlanCustomer[] }[]): Case[] {
  const cases: Case[] = []
  for (const { event, customers } of events)
    for (const customer of customers.length > 0 ? customers : [null])
      for (const [audience, channels] of Object.entries(typeOf(facts, event).audiences))
        for (const channel of channels) {
          // What is shown in the system goes to no address; contacts hear by subscription (PO-D12).
          if (channel === "inbox" || audience === "contact") continue
          if (audience === "customer" && customer === null) continue
          const found = recipients(facts, event, customer, audience)
          for (const recipient of found.length > 0 ? found : [null]) {
            const places = recipient === null ? [] : addresses(facts, recipient, audience, channel)
            for (const address of places.length > 0 ? places : [null])
              cases.push({ event, customer, audience, channel, recipient, address })
          }
        }
  return cases
}

const typeOf = (facts: Facts, event: PlanEvent) => {
  const type = facts.types.get(event.typeId)
  if (!type) throw new Error(`no type ${event.typeId}`)
  return type
}

/** AL-D2, AL-D7, CM-A21, CM-A22, CA-D11. */
function recipients(facts: Facts, event: PlanEvent, customer: PlanCustomer | null, audience: string) {
  if (audience === "customer") return customer ? [customer] : []
  const found: PlanMember[] = []
  for (const member of facts.members) {
    if (audience === "administrator" && member.role === "administrator") found.push(member)
    if (audience === "supervisor" && member.role === "supervisor")
      for (const area of new Set(member.areaIds)) if (area === customer?.areaId) found.push(member)
    if (audience === "reseller" && member.role === "reseller")
      for (const each of facts.classes.values())
        if (each.id === customer?.classId && each.managedBy === member.id) found.push(member)
    if (audience === "employee" && member.role === "employee")
      if (event.employees.some((externalId) => externalId === member.externalId)) found.push(member)
  }
  return found
}

const isCustomer = (recipient: PlanCustomer | PlanMember): recipient is PlanCustomer => "points" in recipient

/** PO-D12 for customers, CA-A12 for staff, CA-D7 and CA-D11 for an employee without an address. */
function addresses(facts: Facts, recipient: PlanCustomer | PlanMember, audience: string, channel: string): string[] {
  if (isCustomer(recipient)) {
    const found = new Set<string>()
    for (const point of recipient.points) if (point.channel === channel) found.add(point.address)
    return [...found]
  }
  const tried: (string | null)[] = []
  if (channel === "email") tried.push(recipient.email)
  if (channel === "sms") tried.push(recipient.phone)
  if (channel === "email" && audience === "employee") tried.push(facts.organisation.companyEmail)
  if (channel === "sms" && audience === "employee") tried.push(facts.organisation.companyPhone)
  return tried.filter((address) => address !== null && address !== "").slice(0, 1) as string[]
}

/** Every gate is asked, and the first in the order of the rules is the answer. */
function firstShut(facts: Facts, one: Case, before: readonly Verdict[]): string | null {
  const { event, customer, audience, channel, recipient, address } = one
  const type = typeOf(facts, event)
  const owner = customer ? facts.classes.get(customer.classId) : undefined
  const shut = new Set<string>()
  if (recipient === null) shut.add("no_receiver")
  if (customer?.isArchived) shut.add("customer_archived")
  if (!type.isSystem && facts.modules.get(channel as "sms")?.isActive === false) shut.add("module_inactive")

  // AL-D5, AL-D11, CA-A9: what has no switch can't be off. PO-A16: without a set there is no box that could be.
  const sheet = type.switchOwner === "class" ? owner?.sheet : facts.organisation.sheet
  const isSwitched = type.switchOwner === "class" || type.switchOwner === "organisation"
  const isOn = sheet?.get(`${type.id} ${audience} ${channel}`)?.isOn ?? false
  const hasNoBoxes = type.switchOwner === "class" && owner !== undefined && owner.setId === null
  if (isSwitched && !isOn && !type.isMandatory && !type.isSystem && channel !== "push" && !hasNoBoxes)
    shut.add("switched_off")
  if (type.isRetired) shut.add("switched_off")

  const setId = setFor(facts, one)
  if (setId === null) shut.add("no_template_set")
  if (setId !== null && wordsFor(facts, one) === null) shut.add("no_message")
  if (audience === "customer" && customer && !type.isSystem) {
    if (channel === "email" && !customer.sendEmail) shut.add("customer_channel_off")
    if (channel === "sms" && !customer.sendSms) shut.add("customer_channel_off")
  }
  if (address === null) shut.add("no_address")
  else {
    if (isSuppressed(facts, event, channel, address)) shut.add("suppressed")
    if (firstTold(facts, one, before) !== null) shut.add("duplicate_recipient")
  }
  return gates.find((gate) => shut.has(gate)) ?? null
}

/** AL-D6, AL-D16; AL-D11 for what is of the system. */
function isSuppressed(facts: Facts, event: PlanEvent, channel: string, address: string): boolean {
  if (typeOf(facts, event).isSystem) return false
  return facts.suppressed.has(`${channel} ${address}`) || facts.suppressed.has(`${channel} ${address} ${event.typeId}`)
}

/** AL-D21: whoever was told at this address before, of the same event. A copy is not being told. */
function firstTold(facts: Facts, { event, channel, address }: Case, before: readonly Verdict[]): string | null {
  const earlier = facts.told.get(`${event.id} ${channel} ${address}`)
  for (const verdict of before)
    if (verdict.event === event.id && verdict.channel === channel && verdict.address === address)
      if (verdict.audience !== "copy" && verdict.reason === null) return nameOf(facts, verdict.recipient)
  return earlier ?? null
}

const nameOf = (facts: Facts, id: string): string => {
  const found = facts.customers.get(id) ?? facts.members.find((member) => member.id === id)
  if (!found) throw new Error(`nobody is ${id}`)
  return found.name
}

/** AL-D8: a class-switched type takes its words from the class's set, every other from the organisation's own. */
function setFor(facts: Facts, { event, customer }: Case): string | null {
  if (typeOf(facts, event).switchOwner !== "class") return facts.organisation.setId
  return (customer ? facts.classes.get(customer.classId)?.setId : null) ?? null
}

function texts(facts: Facts, one: Case) {
  return facts.words.get([setFor(facts, one), one.event.typeId, one.audience, one.channel].join(" ")) ?? new Map()
}

/** AL-D20: recipient, organisation, the set's main language; `sr-Latn-RS` is also told in `sr-Latn` and in `sr`. */
function wordsFor(facts: Facts, one: Case): { messageId: string; version: number; bcc: readonly string[] } | null {
  const wanted: string[] = []
  const main = facts.sets.get(setFor(facts, one) ?? "")?.language
  for (const language of [one.recipient?.language, facts.organisation.language, main]) {
    const parts = (language ?? "").split("-")
    for (let kept = parts.length; kept > 0; kept--) wanted.push(parts.slice(0, kept).join("-"))
  }
  for (const locale of wanted) if (texts(facts, one).has(locale)) return texts(facts, one).get(locale)
  return null
}

/** Off, without a set, without a text in any language: true of the whole class, so counted rather than listed. */
function isTrueOfEverybody(facts: Facts, one: Case, reason: string | null): boolean {
  if (reason === "no_message") return texts(facts, one).size === 0
  return ["module_inactive", "channel_unsupported", "switched_off", "no_template_set"].includes(reason ?? "")
}

/** PO-D5, PO-D13: of a message that goes by e-mail, for each BCC of its words and of the customer it is sent to. */
function copiesOf(facts: Facts, one: Case, original: Verdict): Verdict[] {
  const { event, audience, channel, recipient } = one
  if (channel !== "email" || recipient === null || typeOf(facts, event).isSystem) return []
  const asked = [...(wordsFor(facts, one)?.bcc ?? []), ...(isCustomer(recipient) ? recipient.bcc : [])]
  return asked
    .filter((address) => !addresses(facts, recipient, audience, channel).includes(address))
    .map((address) => {
      const reason = isSuppressed(facts, event, channel, address) ? "suppressed" : null
      return { ...original, audience: "copy", address, reason, detail: null }
    })
}
