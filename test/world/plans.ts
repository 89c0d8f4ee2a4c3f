/** Made-up organisations in which everything can be wrong at once, and the property that `plan` keeps to the rules in them. */
import fc from "fast-check"
import { audiences, type Channel, channels } from "../../src/base/words.ts"
import { deliveryId } from "../../src/deliveries/ids.ts"
import {
  type Facts,
  type PlanClass,
  type PlanCustomer,
  type PlanEvent,
  type PlanMember,
  type PlanType,
  plan,
  type Sheet,
  type Wording,
} from "../../src/notifications/plan.ts"
import { judge } from "./oracle.ts"

const idOf = (kind: string, number: number): string =>
  `01900000-0000-7000-8${kind.length.toString().padStart(3, "0")}-${number.toString().padStart(12, "0")}`

const now = Temporal.Instant.from("2026-03-02T08:00:00Z")
const mails = ["anna@example.com", "jan@example.com", "biuro@example.com", "ewa@example.com", "ola@example.com"]
const numbers = ["+48600000001", "+48600000002", "+48600000003"]
const tokens = ["token-a", "token-b"]
const placesOf = { email: mails, sms: numbers, push: tokens }
const locales = ["pl", "en", "en-GB", "it", "sr", "sr-Latn", "sr-Latn-RS"]
const setIds = [idOf("set", 0), idOf("set", 1), idOf("set", 2)]
const classIds = [idOf("class", 0), idOf("class", 1)]
const areaIds = [idOf("area", 0), idOf("area", 1)]
const typeIds = [idOf("type", 0), idOf("type", 1)]
const customerIds = Array.from({ length: 4 }, (_, number) => idOf("customer", number))
const memberIds = Array.from({ length: 5 }, (_, number) => idOf("member", number))
const externalIds = ["E-1", "E-2"]

/** True `part` times out of ten. */
const mostly = (part: number) => fc.nat(9).map((number) => number < part)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 4 })
const language = maybe(fc.constantFrom(...locales))
const stops = fc.constant(0n)

const types = fc.tuple(
  ...typeIds.map((id) =>
    fc
      .record({
        audiences: fc.record(
          Object.fromEntries(audiences.map((audience) => [audience, fc.subarray([...channels], { minLength: 1 })])),
          { requiredKeys: [] },
        ) as fc.Arbitrary<PlanType["audiences"]>,
        switchOwner: fc.constantFrom<PlanType["switchOwner"]>("class", "class", "organisation", "reminder", "none"),
        transactional: fc.boolean(),
        priority: fc.constantFrom("urgent", "normal", "bulk"),
        attempts: fc.integer({ min: 1, max: 9 }),
        expiryHours: fc.integer({ min: 1, max: 99 }),
        ambiguous: fc.constant({}),
        isRetired: mostly(1),
        isMandatory: mostly(1),
        isSystem: mostly(1),
        stops,
      })
      // A type of the system has no switch, and can't be retired (AL-D11).
      .map((type): PlanType => {
        const ofSystem = type.isSystem ? { switchOwner: "none" as const, isRetired: false } : {}
        return { ...type, ...ofSystem, id, key: `type.${id}` }
      }),
  ),
)

const slots = (owners: readonly string[]) =>
  owners.flatMap((owner) =>
    audiences.flatMap((audience) => channels.map((channel) => `${owner} ${audience} ${channel}`)),
  )

const sheet: fc.Arbitrary<Sheet> = fc
  .array(mostly(8), { minLength: slots(typeIds).length, maxLength: slots(typeIds).length })
  .map((on) => new Map(slots(typeIds).map((slot, at) => [slot, { isOn: on[at] as boolean, stops: 0n }])))

const bcc = fc.uniqueArray(fc.constantFrom(...mails), { maxLength: 2 })

const wording: fc.Arbitrary<ReadonlyMap<string, Wording>> = fc
  .tuple(fc.subarray(locales, { minLength: 1 }), fc.nat(9), bcc)
  .map(
    ([some, version, copies]) =>
      new Map(some.map((each) => [each, { messageId: each, version, bcc: copies, stops: 0n }])),
  )

const words = fc
  .array(maybe(wording), {
    minLength: slots(setIds.flatMap((set) => typeIds.map((type) => `${set} ${type}`))).length,
    maxLength: slots(setIds.flatMap((set) => typeIds.map((type) => `${set} ${type}`))).length,
  })
  .map((all) => {
    const keys = slots(setIds.flatMap((set) => typeIds.map((type) => `${set} ${type}`)))
    return new Map(keys.flatMap((key, at) => (all[at] ? [[key, all[at]] as const] : [])))
  })

const point = fc
  .constantFrom<"email" | "sms" | "push">("email", "email", "sms", "push")
  .chain((channel) =>
    fc.constantFrom(...placesOf[channel]).map((address) => ({ channel: channel as Channel, address })),
  )

const customers = fc.tuple(
  ...customerIds.map((id, number) =>
    fc
      .record({
        isArchived: mostly(1),
        language,
        classId: fc.constantFrom(...classIds),
        areaId: fc.constantFrom(...areaIds),
        sendEmail: mostly(8),
        sendSms: mostly(8),
        bcc,
        stops,
        stopsEmail: stops,
        stopsSms: stops,
        points: fc.array(point, { maxLength: 4 }),
      })
      .map((customer): PlanCustomer => ({ ...customer, id, name: `Customer ${number}` })),
  ),
)

const members = fc.tuple(
  ...memberIds.map((id, number) =>
    fc
      .record({
        externalId: maybe(fc.constantFrom(...externalIds)),
        role: fc.constantFrom("administrator", "supervisor", "reseller", "employee"),
        language,
        email: maybe(fc.constantFrom(...mails)),
        phone: maybe(fc.constantFrom(...numbers)),
        areaIds: fc.subarray(areaIds),
      })
      .map((member): PlanMember => ({ ...member, id, name: `Member ${number}` })),
  ),
)

const classes = fc.tuple(
  ...classIds.map((id, number) =>
    fc
      .record({
        setId: maybe(fc.constantFrom(...setIds)),
        managedBy: maybe(fc.constantFrom(...memberIds)),
        stops,
        sheet,
      })
      .map((owner): PlanClass => ({ ...owner, id, name: `Class ${number}` })),
  ),
)

const eventIds = [idOf("event", 0), idOf("event", 1), idOf("event", 2)]

const events = fc
  .array(
    fc.record({
      typeId: fc.constantFrom(...typeIds),
      employees: fc.subarray([...externalIds, "E-9"]),
      about: fc.shuffledSubarray(customerIds),
    }),
    { minLength: 1, maxLength: eventIds.length },
  )
  .map((all) =>
    all.map(({ typeId, employees, about }, number) => {
      const id = eventIds[number] as string
      const event: PlanEvent = { id, typeId, employees, dueAt: now, stops: 0n, isTrial: false }
      return { event, about }
    }),
  )

const place = fc.constantFrom(
  ...mails.map((each) => `email ${each}`),
  ...numbers.map((each) => `sms ${each}`),
  ...tokens.map((each) => `push ${each}`),
)

const world = fc
  .record({
    organisation: fc.record({
      language: fc.constantFrom(...locales),
      companyEmail: fc.constantFrom("", ...mails),
      companyPhone: fc.constantFrom("", ...numbers),
      setId: fc.constantFrom(...setIds),
      sheet,
      layout: fc.constant(null),
    }),
    hasSms: mostly(8),
    types,
    classes,
    sets: fc.tuple(...setIds.map(() => fc.constantFrom(...locales))),
    words,
    customers,
    members,
    suppressed: fc.uniqueArray(
      fc.oneof(
        place,
        fc.tuple(place, fc.constantFrom(...typeIds)).map((both) => both.join(" ")),
      ),
      {
        maxLength: 5,
      },
    ),
    told: fc.array(fc.tuple(fc.constantFrom(...eventIds), place), { maxLength: 2 }),
    events,
  })
  .map(({ hasSms, events, ...parts }) => {
    const facts: Facts = {
      organisation: parts.organisation,
      modules: new Map([["sms", { isActive: hasSms, stops: 0n }]]),
      types: byId(parts.types),
      classes: byId(parts.classes),
      sets: new Map(setIds.map((id, at) => [id, { language: parts.sets[at] as string }])),
      words: parts.words,
      customers: byId(parts.customers),
      members: parts.members,
      suppressed: new Set(parts.suppressed),
      told: new Map(parts.told.map(([event, at]) => [`${event} ${at}`, "Somebody before"])),
    }
    const asked = events.map(({ event, about }) => ({
      event,
      customers: about.map((id) => facts.customers.get(id) as PlanCustomer),
    }))
    return { facts, asked }
  })

function byId<T extends { id: string }>(all: readonly T[]): Map<string, T> {
  return new Map(all.map((each) => [each.id, each]))
}

const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).toSorted()

/** Thrown with both answers where they differ. */
function compare(what: string, planned: readonly string[], judged: readonly string[]): void {
  if (planned.join("\n") === judged.join("\n")) return
  const only = (some: readonly string[], others: readonly string[]) => some.filter((each) => !others.includes(each))
  throw new Error(
    `${what} differ\nonly planned:\n${only(planned, judged).join("\n")}\nonly by the rules:\n${only(judged, planned).join("\n")}`,
  )
}

/**
 * In any organisation, `plan` makes the deliveries, reasons and counts that the rules say, each id once, and the same
 * ids whatever the order of the customers.
 * @param seen told each answer that came up, and for whom, so that a test can see that the worlds were not tame
 */
export const planKeepsToTheRules = (seen: (word: string) => void) =>
  fc.property(world, ({ facts, asked }) => {
    const { deliveries, groups } = plan(facts, asked, now)
    const { verdicts, tally } = judge(facts, asked)
    const planned = deliveries.map((row) => ({
      event: row.eventId,
      recipient: row.memberId ?? row.customerId ?? row.eventId,
      customer: row.customerId,
      audience: row.audience,
      channel: row.channel,
      address: row.address,
      reason: row.reason,
      detail: row.detail,
      words: row.wording ? `${row.wording.messageId} ${row.wording.version}` : null,
    }))
    compare("the deliveries", lines(planned), lines(verdicts))
    const counts = groups.map((group) => ({
      slot: [group.eventId, group.classId, group.audience, group.channel, group.reason].join("|"),
      count: group.count,
    }))
    compare("the counts", lines(counts), lines(Object.entries(tally).map(([slot, count]) => ({ slot, count }))))
    const ids = deliveries.map(({ id }) => id).toSorted()
    const wanted = verdicts.map((each) =>
      deliveryId(each.event, each.recipient, each.audience, each.channel, each.address),
    )
    compare("the ids", ids, wanted.toSorted())
    if (new Set(ids).size !== ids.length) throw new Error("an id is there twice")
    const backwards = asked.map(({ event, customers }) => ({ event, customers: customers.toReversed() }))
    compare(
      "the ids planned backwards",
      plan(facts, backwards, now)
        .deliveries.map(({ id }) => id)
        .toSorted(),
      ids,
    )
    for (const { reason, audience } of [...deliveries, ...groups])
      seen(`${["customer", "copy"].includes(audience) ? audience : "staff"} ${reason ?? "sent"}`)
  })
