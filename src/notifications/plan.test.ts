import { describe, expect, test } from "vitest"
import type { Audience, Channel } from "../base/words.ts"
import { deliveryId } from "../deliveries/ids.ts"
import { stopNames, type WithheldReason } from "../deliveries/states.ts"
import {
  ask,
  type Facts,
  type Gate,
  type PlanClass,
  type PlanCustomer,
  type PlanEvent,
  type PlanMember,
  type PlanType,
  plan,
  type Sheet,
  stopsOf,
  switchOf,
  type Wording,
  wordsKey,
} from "./plan.ts"

const now = Temporal.Instant.from("2026-03-02T08:00:00Z")
const eventId = "01900000-0000-7000-8000-000000000001"

type Slot = readonly [Audience, Channel]
const on = (...slots: readonly Slot[]): Sheet =>
  new Map(slots.map(([audience, channel]) => [switchOf("type", audience, channel), { isOn: true, stops: 4n }]))

/** Texts by "set audience channel": the locales there are, each with its BCC. */
type Texts = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
const wordsOf = (texts: Texts): Facts["words"] =>
  new Map(
    Object.entries(texts).map(([slot, byLocale]) => {
      const [set, audience, channel] = slot.split(" ") as [string, Audience, Channel]
      const wordings = Object.entries(byLocale).map(([locale, bcc]): [string, Wording] => [
        locale,
        { messageId: `${slot} ${locale}`, version: 1, bcc, stops: 0n },
      ])
      return [wordsKey(set, "type", audience, channel), new Map(wordings)]
    }),
  )

type Given = {
  type?: Partial<PlanType>
  event?: Partial<PlanEvent>
  owner?: Partial<PlanClass>
  customers?: readonly Partial<PlanCustomer>[]
  members?: readonly Partial<PlanMember>[]
  organisation?: Partial<Facts["organisation"]>
  sets?: Readonly<Record<string, string>>
  texts?: Texts
  hasSms?: boolean
  suppressed?: readonly string[]
  told?: Readonly<Record<string, string>>
}

const anna: PlanCustomer = {
  id: "00000000-0000-4000-8000-00000000000a",
  name: "Anna",
  isArchived: false,
  language: "pl",
  classId: "large",
  areaId: "north",
  sendEmail: true,
  sendSms: true,
  bcc: [],
  stops: 5n,
  stopsEmail: 10n,
  stopsSms: 20n,
  points: [{ channel: "email", address: "anna@example.com" }],
}

const nobody: PlanMember = {
  id: "00000000-0000-4000-8000-0000000000aa",
  externalId: null,
  name: "Maria",
  role: "administrator",
  language: "pl",
  email: "maria@example.com",
  phone: "+48600000009",
  areaIds: [],
}

const inPolish = { pl: [] }
const texts: Texts = {
  "telephony customer email": inPolish,
  "telephony customer sms": inPolish,
  "telephony customer push": inPolish,
  "own administrator email": inPolish,
  "own supervisor email": inPolish,
  "own supervisor sms": inPolish,
  "own reseller email": inPolish,
  "own employee email": inPolish,
  "own employee sms": inPolish,
  "own employee push": inPolish,
  "own customer email": inPolish,
  "own customer sms": inPolish,
}

/** Anna of the class Large, which has the set "telephony" with all boxes on, is told by e-mail, unless given otherwise. */
function made(given: Given = {}) {
  const type: PlanType = {
    id: "type",
    key: "balance.near_limit",
    audiences: { customer: ["email"] },
    switchOwner: "class",
    transactional: true,
    priority: "normal",
    attempts: 5,
    expiryHours: 48,
    ambiguous: {},
    isRetired: false,
    isMandatory: false,
    isSystem: false,
    stops: 1n,
    ...given.type,
  }
  const owner: PlanClass = {
    id: "large",
    name: "Large business",
    setId: "telephony",
    managedBy: null,
    stops: 3n,
    sheet: on(["customer", "email"], ["customer", "sms"]),
    ...given.owner,
  }
  const customers = (given.customers ?? [{}]).map((each): PlanCustomer => ({ ...anna, ...each }))
  const facts: Facts = {
    organisation: {
      language: "pl",
      companyEmail: "",
      companyPhone: "",
      setId: "own",
      sheet: on(
        ["customer", "email"],
        ["customer", "sms"],
        ["administrator", "email"],
        ["supervisor", "email"],
        ["supervisor", "sms"],
        ["reseller", "email"],
        ["employee", "email"],
        ["employee", "sms"],
      ),
      layout: 1,
      ...given.organisation,
    },
    modules: new Map([["sms", { isActive: given.hasSms ?? true, stops: 2n }]]),
    types: new Map([["type", type]]),
    classes: new Map([
      [owner.id, owner],
      ["small", { ...owner, id: "small", name: "Small business", setId: null, managedBy: null, sheet: new Map() }],
    ]),
    sets: new Map(
      Object.entries(given.sets ?? { telephony: "pl", own: "pl" }).map(([id, language]) => [id, { language }]),
    ),
    words: wordsOf(given.texts ?? texts),
    customers: new Map(customers.map((each) => [each.id, each])),
    members: (given.members ?? []).map((each) => ({ ...nobody, ...each })),
    suppressed: new Set(given.suppressed),
    told: new Map(Object.entries(given.told ?? {}).map(([place, name]) => [`${eventId} ${place}`, name])),
  }
  const event: PlanEvent = {
    id: eventId,
    typeId: "type",
    dueAt: now,
    stops: 6n,
    isTrial: false,
    employees: [],
    ...given.event,
  }
  return { facts, type, event, customers }
}

function planned(given: Given = {}) {
  const { facts, event, customers } = made(given)
  return plan(facts, [{ event, customers }], now)
}

/** "audience address" of what goes out, "audience address: reason" of what doesn't, "3 × audience channel: reason" of counts. */
function told(given: Given = {}): string[] {
  const { deliveries, groups } = planned(given)
  return [
    ...deliveries.map(({ audience, address, reason, detail }) =>
      [`${audience} ${address}`.trim(), ...(reason ? [detail ? `${reason} (${detail})` : reason] : [])].join(": "),
    ),
    ...groups.map(({ audience, channel, reason, count }) => `${count} × ${audience} ${channel}: ${reason}`),
  ]
}

const byPhone = { points: [{ channel: "sms" as const, address: "+48600000001" }] }
const second = { id: "00000000-0000-4000-8000-00000000000b", name: "Jan" }
const third = { id: "00000000-0000-4000-8000-00000000000c", name: "Ewa" }

describe("the gates", () => {
  /** What shuts each gate alone, for Anna by SMS, in the order in which they are asked. */
  const shutters: readonly (readonly [WithheldReason, Given, string])[] = [
    ["customer_archived", { customers: [{ isArchived: true }] }, "customer: customer_archived"],
    ["module_inactive", { hasSms: false }, "1 × customer sms: module_inactive"],
    ["switched_off", { owner: { sheet: on(["customer", "email"]) } }, "1 × customer sms: switched_off"],
    ["no_message", { texts: {} }, "1 × customer sms: no_message"],
    ["customer_channel_off", { customers: [{ sendSms: false }] }, "customer: customer_channel_off"],
    ["suppressed", { suppressed: ["sms +48600000001"] }, "customer +48600000001: suppressed"],
    [
      "duplicate_recipient",
      { told: { "sms +48600000001": "Ewa" } },
      "customer +48600000001: duplicate_recipient (Ewa)",
    ],
  ]
  const merged = (all: readonly Given[]): Given => {
    const customer = Object.assign({}, byPhone, ...all.map(({ customers }) => customers?.[0]))
    return { ...Object.assign({}, ...all), type: { audiences: { customer: ["sms"] } }, customers: [customer] }
  }

  test("all open, Anna is told", () => {
    expect(told(merged([]))).toEqual(["customer +48600000001"])
  })

  test.each(shutters)("AL-D1 %s alone withholds", (_reason, given, answer) => {
    expect(told(merged([given]))).toEqual([answer])
  })

  test.each(shutters)("AL-D1 %s is the answer whatever is shut behind it", (reason, _given, answer) => {
    const behind = shutters.slice(shutters.findIndex(([each]) => each === reason)).map(([, given]) => given)
    expect(told(merged(behind))).toEqual([answer])
  })

  test("AL-D1 a customer without an address is told why, and of nothing behind it", () => {
    expect(told({ customers: [{ points: [] }] })).toEqual(["customer: no_address"])
    expect(told({ customers: [{ points: [], sendEmail: false }] })).toEqual(["customer: customer_channel_off"])
  })

  test("no receiver is asked before all else", () => {
    const given: Given = { type: { audiences: { administrator: ["sms"] }, isRetired: true }, hasSms: false, texts: {} }
    expect(told({ ...given, customers: [{ isArchived: true }] })).toEqual(["administrator: no_receiver"])
  })

  test("DE-A23 DE-D11 do not send keeps the number and stops only that channel of the customer's own", () => {
    const { points } = byPhone
    const both = [...anna.points, ...points]
    const type = {
      audiences: { customer: ["email", "sms"], supervisor: ["sms"] },
      switchOwner: "organisation",
    } as const
    const members = [{ role: "supervisor", areaIds: ["north"], phone: "+48600000003" }]
    expect(told({ type, members, customers: [{ points: both, sendSms: false }] })).toEqual([
      "customer anna@example.com",
      "customer: customer_channel_off",
      "supervisor +48600000003",
    ])
    expect(told({ type, members, customers: [{ points: both, sendEmail: false }] })).toEqual([
      "customer: customer_channel_off",
      "customer +48600000001",
      "supervisor +48600000003",
    ])
  })

  test("AL-D16 who took back one type by unsubscribing still gets the others", () => {
    expect(told({ suppressed: ["email anna@example.com type"] })).toEqual(["customer anna@example.com: suppressed"])
    expect(told({ suppressed: ["email anna@example.com another"] })).toEqual(["customer anna@example.com"])
    expect(told({ suppressed: ["sms anna@example.com"] })).toEqual(["customer anna@example.com"])
  })

  test("explaining hears each gate once, in order, up to the first that is shut", () => {
    const hear = (given: Given) => {
      const { facts, type, customers } = made(given)
      const heard: Gate[] = []
      const customer = customers[0] as PlanCustomer
      ask(facts, { type, audience: "customer", channel: "email", customer }, [], (gate) => heard.push(gate))
      return heard.map(({ gate, open }) => `${gate} ${open}`)
    }
    const before = ["no_receiver", "customer_archived", "module_inactive", "channel_off", "channel_unsupported"]
    const behind = ["switched_off", "no_template_set", "no_message", "customer_channel_off", "not_subscribed"]
    const open = (gates: string[]) => gates.map((gate) => `${gate} true`)
    expect(hear({})).toEqual(open([...before, ...behind]))
    expect(hear({ owner: { sheet: new Map() } })).toEqual([...open(before), "switched_off false"])
    expect(hear({ type: { audiences: { customer: ["sms"] } } })).toEqual([
      ...open(before.slice(0, -1)),
      "channel_unsupported false",
    ])
    expect(hear({ customers: [{ points: [] }] })).toEqual([...open([...before, ...behind]), "no_address false"])
  })
})

describe("switches", () => {
  test("PO-A4 PO-A9 PO-A17 each class's own boxes decide, for each channel", () => {
    const type = { audiences: { customer: ["email", "sms"] } } as const
    const customers = [{ points: [...anna.points, ...byPhone.points] }]
    const sheet = on(["customer", "sms"])
    expect(told({ type, customers, owner: { sheet } })).toEqual([
      "customer +48600000001",
      "1 × customer email: switched_off",
    ])
    const off = new Map([[switchOf("type", "customer", "sms"), { isOn: false, stops: 1n }]])
    expect(told({ type, customers, owner: { sheet: off } })).toEqual([
      "1 × customer email: switched_off",
      "1 × customer sms: switched_off",
    ])
  })

  test("PO-A16 AL-D5 a class without a set is told nothing it switches, and all else", () => {
    const customers = [{ classId: "small" }]
    expect(told({ customers })).toEqual(["1 × customer email: no_template_set"])
    const shutBehind = [{ classId: "small", sendEmail: false, points: [] }]
    expect(told({ customers: shutBehind, texts: {} })).toEqual(["1 × customer email: no_template_set"])
    expect(told({ customers, type: { switchOwner: "organisation" } })).toEqual(["customer anna@example.com"])
    const push = { audiences: { customer: ["push"] } } as const
    expect(told({ customers, type: push })).toEqual(["1 × customer push: no_template_set"])
  })

  test("PO-D2 a set with no box on yet tells nothing", () => {
    expect(told({ owner: { sheet: new Map() } })).toEqual(["1 × customer email: switched_off"])
  })

  test("AL-D8 only the owner of the switch is asked, and gives the words", () => {
    const none = { owner: { sheet: new Map() }, organisation: { sheet: new Map() } }
    const words = (given: Given) => planned(given).deliveries.map(({ wording }) => wording?.messageId)
    const own = ["own customer email pl"]
    expect(words({ owner: none.owner, type: { switchOwner: "organisation" } })).toEqual(own)
    expect(words({ organisation: none.organisation })).toEqual(["telephony customer email pl"])
    expect(words({ ...none, type: { switchOwner: "reminder" } })).toEqual(own)
    expect(words({ ...none, type: { switchOwner: "subscription" } })).toEqual(own)
    expect(told({ ...none, type: { switchOwner: "organisation" } })).toEqual(["1 × customer email: switched_off"])
  })

  test("CA-D4 a switch is of one audience and channel: the customer's e-mail on, the employee's SMS off", () => {
    const type = { audiences: { customer: ["email"], employee: ["sms"] }, switchOwner: "organisation" } as const
    const given: Given = { type, members: [{ role: "employee", externalId: "E-1" }], event: { employees: ["E-1"] } }
    expect(told({ ...given, organisation: { sheet: on(["customer", "email"]) } })).toEqual([
      "customer anna@example.com",
      "1 × employee sms: switched_off",
    ])
    expect(told({ ...given, organisation: { sheet: on(["employee", "sms"]) } })).toEqual([
      "employee +48600000009",
      "1 × customer email: switched_off",
    ])
  })

  test("CA-A9 push goes without a switch, also when e-mail and SMS are off, and whatever the customer's switches say", () => {
    const type = { audiences: { customer: ["email", "push"] } } as const
    const points = [...anna.points, { channel: "push" as const, address: "token" }]
    expect(
      told({ type, owner: { sheet: new Map() }, customers: [{ points, sendEmail: false, sendSms: false }] }),
    ).toEqual(["customer token", "1 × customer email: switched_off"])
    expect(told({ type: { audiences: { customer: ["push"] } } })).toEqual(["customer: no_address"])
  })

  test("AL-D5 a mandatory type goes to staff without a switch", () => {
    const type = { audiences: { administrator: ["email"] }, switchOwner: "organisation", isMandatory: true } as const
    const given: Given = { type, members: [{}], organisation: { sheet: new Map() } }
    expect(told(given)).toEqual(["administrator maria@example.com"])
    expect(told({ ...given, type: { ...type, isMandatory: false } })).toEqual(["1 × administrator email: switched_off"])
  })

  test("AL-D15 a retired type is told to nobody, whoever owns its switch", () => {
    for (const switchOwner of ["class", "organisation", "reminder", "subscription"] as const)
      for (const classId of ["large", "small"])
        expect(told({ type: { isRetired: true, switchOwner }, customers: [{ classId }] })).toEqual([
          "1 × customer email: switched_off",
        ])
    const type = {
      audiences: { administrator: ["email"], customer: ["push"] },
      isMandatory: true,
      isRetired: true,
    } as const
    expect(told({ type, members: [{}] })).toEqual([
      "1 × administrator email: switched_off",
      "1 × customer push: switched_off",
    ])
  })

  test("AL-D11 what is of the system asks no switch, set, module, suppression or customer, and has no copies", () => {
    const type = { audiences: { customer: ["email", "sms"] }, isSystem: true, switchOwner: "none" } as const
    const points = [...anna.points, ...byPhone.points]
    const off = { sendEmail: false, sendSms: false, bcc: ["boss@example.com"], classId: "small", points }
    const given: Given = {
      type,
      customers: [off],
      hasSms: false,
      organisation: { sheet: new Map() },
      suppressed: ["email anna@example.com", "sms +48600000001 type"],
      texts: { "own customer email": { pl: ["all@example.com"] }, "own customer sms": inPolish },
    }
    expect(told(given)).toEqual(["customer anna@example.com", "customer +48600000001"])
  })
})

describe("audiences", () => {
  test("PO-D12 every address of a customer on the channel is told, and no contact of what a class switches", () => {
    const points = ["anna@example.com", "office@example.com"].map((address) => ({ channel: "email" as const, address }))
    const type = { audiences: { customer: ["email"], contact: ["email"] } } as const
    expect(told({ type, customers: [{ points: [...points, ...byPhone.points] }] })).toEqual([
      "customer anna@example.com",
      "customer office@example.com",
    ])
  })

  const staff = [
    { ...second, role: "administrator", email: "admin@example.com" },
    { id: "n1", name: "North 1", role: "supervisor", email: "north1@example.com", areaIds: ["south", "north"] },
    { id: "n2", name: "North 2", role: "supervisor", email: "north2@example.com", areaIds: ["north"] },
    { id: "s1", name: "South 1", role: "supervisor", email: "south1@example.com", areaIds: ["south"] },
    { id: "r1", name: "Reseller 1", role: "reseller", email: "reseller1@example.com" },
    { id: "r2", name: "Reseller 2", role: "reseller", email: "reseller2@example.com" },
    { id: "e1", name: "Employee 1", role: "employee", email: "e1@example.com", externalId: "E-1" },
    { id: "e2", name: "Employee 2", role: "employee", email: "e2@example.com", externalId: "E-2" },
    { id: "e3", name: "Employee 3", role: "employee", email: "e3@example.com" },
  ] as const
  const to = (audience: Audience, more: Given = {}): Given => ({
    members: staff,
    ...more,
    type: { audiences: { [audience]: ["email"] }, switchOwner: "organisation", ...more.type },
  })

  test("AL-D2 administrators are told about everybody, and about what concerns no customer", () => {
    expect(told(to("administrator"))).toEqual(["administrator admin@example.com"])
    expect(told(to("administrator", { customers: [] }))).toEqual(["administrator admin@example.com"])
    expect(planned(to("administrator", { customers: [] })).deliveries).toMatchObject([
      { customerId: null, classId: null, memberId: second.id, recipient: "Jan" },
    ])
  })

  test("CM-A21 CM-A22 all supervisors of the customer's area are told, and no other", () => {
    expect(told(to("supervisor"))).toEqual(["supervisor north1@example.com", "supervisor north2@example.com"])
    expect(told(to("supervisor", { customers: [{ areaId: "east" }] }))).toEqual(["supervisor: no_receiver"])
    expect(told(to("supervisor", { customers: [] }))).toEqual(["supervisor: no_receiver"])
  })

  test("AL-D7 the reseller who manages the customer's class is told, and no other", () => {
    expect(told(to("reseller", { owner: { managedBy: "r2" } }))).toEqual(["reseller reseller2@example.com"])
    expect(told(to("reseller", { owner: { managedBy: "n1" } }))).toEqual(["reseller: no_receiver"])
    expect(told(to("reseller"))).toEqual(["reseller: no_receiver"])
  })

  test("CA-D11 the employees that the event names are told", () => {
    expect(told(to("employee", { event: { employees: ["E-2", "E-9"] } }))).toEqual(["employee e2@example.com"])
    expect(told(to("employee"))).toEqual(["employee: no_receiver"])
  })

  test("CA-D7 CA-D11 an employee without an address is reached through the company, without one through nobody", () => {
    const type = { audiences: { employee: ["email", "sms", "push"] }, switchOwner: "organisation" } as const
    const members = [{ role: "employee", externalId: "E-1", email: null, phone: "" }]
    const organisation = { companyEmail: "biuro@example.com", companyPhone: "+48220000000" }
    const given: Given = { type, members, event: { employees: ["E-1"] } }
    expect(told({ ...given, organisation })).toEqual([
      "employee biuro@example.com",
      "employee +48220000000",
      "employee: no_address",
    ])
    expect(told(given)).toEqual(["employee: no_address", "employee: no_address", "employee: no_address"])
    const inDanish = { "own employee email": { da: [] } }
    expect(told({ ...given, texts: inDanish })[0]).toBe("employee: no_message")
    const supervisor = { type: { ...type, audiences: { supervisor: ["email"] } } } as const
    const withoutMail = [{ role: "supervisor", areaIds: ["north"], email: null }]
    expect(told({ ...supervisor, members: withoutMail, organisation })).toEqual(["supervisor: no_address"])
  })

  test("CA-D11 each employee without an address is named, also when all are", () => {
    const members = ["E-1", "E-2"].map((externalId) => ({
      id: externalId,
      name: externalId,
      role: "employee",
      externalId,
      email: null,
    }))
    const { deliveries } = planned(to("employee", { members, event: { employees: ["E-1", "E-2"] } }))
    expect(deliveries.map(({ recipient, memberId, reason }) => [recipient, memberId, reason])).toEqual([
      ["E-1", "E-1", "no_address"],
      ["E-2", "E-2", "no_address"],
    ])
  })

  test("AL-D22 what is shown in the system goes to no address", () => {
    expect(planned({ type: { audiences: { customer: ["inbox"] } } })).toEqual({ deliveries: [], groups: [] })
  })

  test("what is about a customer tells no customer when it is about none", () => {
    expect(planned({ customers: [] })).toEqual({ deliveries: [], groups: [] })
  })

  test("a member about whom several customers of an event would tell is told once", () => {
    expect(told(to("administrator", { customers: [{}, second, third] }))).toEqual(["administrator admin@example.com"])
  })
})

describe("words", () => {
  const languages: readonly (readonly [string | null, string, string, readonly string[], string | null])[] = [
    // reader, organisation, set, texts in, told in
    ["it", "pl", "en", ["it", "pl", "en"], "it"],
    ["it", "pl", "en", ["pl", "en"], "pl"],
    ["it", "pl", "en", ["en"], "en"],
    ["it", "pl", "en", ["da"], null],
    [null, "pl", "en", ["it", "pl", "en"], "pl"],
    ["en-GB", "pl", "pl", ["en-GB", "en", "pl"], "en-GB"],
    ["en-GB", "pl", "pl", ["en", "pl"], "en"],
    ["sr-Latn-RS", "pl", "pl", ["sr-Latn", "sr", "pl"], "sr-Latn"],
    ["sr-Latn-RS", "pl", "pl", ["sr", "pl"], "sr"],
    ["en", "pl", "pl", ["en-GB", "pl"], "pl"],
    ["it", "de-AT", "pl", ["de", "pl"], "de"],
    ["it", "de", "pl-PL", ["pl"], "pl"],
  ]
  test.each(languages)(
    "AL-D20 reader %s, organisation %s, set %s, texts in %s: told in %s",
    (language, organisation, set, locales, locale) => {
      const given: Given = {
        customers: [{ language }],
        organisation: { language: organisation },
        sets: { telephony: set, own: "da" },
        texts: { "telephony customer email": Object.fromEntries(locales.map((each) => [each, []])) },
      }
      const { deliveries, groups } = planned(given)
      expect(groups).toEqual([])
      expect(deliveries).toMatchObject([
        locale === null
          ? { reason: "no_message", wording: null, address: "" }
          : { reason: null, locale, wording: { messageId: `telephony customer email ${locale}` } },
      ])
    },
  )

  test("AL-D20 each reader is told in a language of his own, and who has none is named", () => {
    const given: Given = {
      type: { audiences: { administrator: ["email"] }, switchOwner: "organisation" },
      members: [
        { id: "m1", name: "Giulia", language: "it", email: "giulia@example.com" },
        { id: "m2", name: "Maria", language: "da", email: "maria@example.com" },
      ],
      texts: { "own administrator email": { it: [] } },
    }
    expect(planned(given).deliveries).toMatchObject([
      { recipient: "Giulia", locale: "it", reason: null },
      { recipient: "Maria", locale: "da", reason: "no_message", wording: null },
    ])
    const none = { ...given, texts: { "own administrator email": { en: [] } } }
    expect(planned(none).deliveries).toMatchObject([
      { recipient: "Giulia", reason: "no_message" },
      { recipient: "Maria", reason: "no_message" },
    ])
  })
})

describe("copies", () => {
  const withBcc = (bcc: readonly string[]): Texts => ({
    "telephony customer email": { pl: bcc },
    "telephony customer sms": { pl: bcc },
  })

  test("PO-D5 PO-D13 each BCC of the message and of the customer gets one copy in the same words", () => {
    const given = {
      texts: withBcc(["a@example.com", "b@example.com"]),
      customers: [{ bcc: ["b@example.com", "c@example.com"] }],
    }
    expect(told(given)).toEqual([
      "customer anna@example.com",
      "copy a@example.com",
      "copy b@example.com",
      "copy c@example.com",
    ])
    const [original, copy] = planned(given).deliveries
    const id = deliveryId(eventId, anna.id, "copy", "email", "a@example.com")
    expect(copy).toEqual({ ...original, id, audience: "copy", address: "a@example.com" })
  })

  test("PO-D5 whoever the message goes to gets no copy of it, and a customer with two addresses makes one", () => {
    const points = ["anna@example.com", "office@example.com"].map((address) => ({ channel: "email" as const, address }))
    const given = {
      texts: withBcc(["office@example.com", "a@example.com"]),
      customers: [{ points, bcc: ["anna@example.com"] }],
    }
    expect(told(given)).toEqual(["customer anna@example.com", "customer office@example.com", "copy a@example.com"])
  })

  test("PO-D5 copies are of e-mail only", () => {
    const type = { audiences: { customer: ["sms"] } } as const
    expect(told({ type, texts: withBcc(["a@example.com"]), customers: [byPhone] })).toEqual(["customer +48600000001"])
  })

  test("PO-D5 the customer's own BCC is of what the customer is told, not of what staff is told about him", () => {
    const type = { audiences: { administrator: ["email"] }, switchOwner: "organisation" } as const
    expect(told({ type, members: [{}], customers: [{ bcc: ["boss@example.com"] }] })).toEqual([
      "administrator maria@example.com",
    ])
  })

  test("PO-D13 a message that isn't made has no copies", () => {
    const bcc = ["boss@example.com"]
    expect(told({ customers: [{ bcc, points: [] }] })).toEqual(["customer: no_address"])
    expect(told({ customers: [{ bcc, sendEmail: false }] })).toEqual(["customer: customer_channel_off"])
    expect(told({ customers: [{ bcc, isArchived: true }] })).toEqual(["customer: customer_archived"])
    expect(told({ customers: [{ bcc }], owner: { setId: null } })).toEqual(["1 × customer email: no_template_set"])
  })

  test("PO-D13 a copy has an address of its own: it is withheld where that is suppressed, and only there", () => {
    const customers = [{ bcc: ["boss@example.com"] }]
    for (const suppressed of ["email boss@example.com", "email boss@example.com type"])
      expect(told({ customers, suppressed: [suppressed] })).toEqual([
        "customer anna@example.com",
        "copy boss@example.com: suppressed",
      ])
    expect(told({ customers, suppressed: ["email anna@example.com"] })).toEqual([
      "customer anna@example.com: suppressed",
      "copy boss@example.com",
    ])
  })

  test("PO-D13 each customer's message has its own copies, and having had a copy is not having been told", () => {
    const jan = { ...second, points: [{ channel: "email" as const, address: "jan@example.com" }] }
    expect(
      told({ texts: withBcc(["jan@example.com"]), customers: [{}, jan, { ...third, points: byPhone.points }] }),
    ).toEqual(["customer anna@example.com", "copy jan@example.com", "customer jan@example.com", "customer: no_address"])
    expect(told({ texts: withBcc(["a@example.com"]), customers: [{}, jan] })).toEqual([
      "customer anna@example.com",
      "copy a@example.com",
      "customer jan@example.com",
      "copy a@example.com",
    ])
  })
})

describe("the same address twice", () => {
  test("AL-D21 the second recipient at an address is withheld, naming the first", () => {
    expect(told({ customers: [{}, second, third] })).toEqual([
      "customer anna@example.com",
      "customer anna@example.com: duplicate_recipient (Anna)",
      "customer anna@example.com: duplicate_recipient (Anna)",
    ])
  })

  test("AL-D21 it holds across audiences, and across employees who share the company's address", () => {
    const type = { audiences: { customer: ["email"], employee: ["email"] }, switchOwner: "organisation" } as const
    const employee = { role: "employee", email: null }
    const members = [
      { ...employee, id: "e1", name: "Ola", externalId: "E-1" },
      { ...employee, id: "e2", name: "Iga", externalId: "E-2" },
      { ...employee, id: "e3", name: "Ula", externalId: "E-3", email: "anna@example.com" },
    ]
    const organisation = { companyEmail: "biuro@example.com" }
    expect(told({ type, members, organisation, event: { employees: ["E-1", "E-2", "E-3"] } })).toEqual([
      "customer anna@example.com",
      "employee biuro@example.com",
      "employee biuro@example.com: duplicate_recipient (Ola)",
      "employee anna@example.com: duplicate_recipient (Anna)",
    ])
  })

  test("AL-D21 whoever an earlier page of the fan-out told is the first", () => {
    expect(told({ told: { "email anna@example.com": "Jan" } })).toEqual([
      "customer anna@example.com: duplicate_recipient (Jan)",
    ])
    expect(told({ told: { "sms anna@example.com": "Jan", "email jan@example.com": "Jan" } })).toEqual([
      "customer anna@example.com",
    ])
  })

  test("AL-D21 another event, and another channel, are told again", () => {
    const { facts, event, customers } = made()
    const other = { ...event, id: "01900000-0000-7000-8000-000000000002" }
    const { deliveries } = plan(
      facts,
      [event, other].map((each) => ({ event: each, customers })),
      now,
    )
    expect(deliveries.map(({ eventId, reason }) => [eventId, reason])).toEqual([
      [event.id, null],
      [other.id, null],
    ])
  })

  test("a suppressed address counts as told to nobody", () => {
    expect(told({ customers: [{}, second], suppressed: ["email anna@example.com"] })).toEqual([
      "customer anna@example.com: suppressed",
      "customer anna@example.com: suppressed",
    ])
  })

  test("an address that a customer has twice is told once", () => {
    expect(told({ customers: [{ points: [...anna.points, ...anna.points] }] })).toEqual(["customer anna@example.com"])
  })
})

describe("what is written", () => {
  test("a fact about everybody of a class is counted once per event, class, audience and channel", () => {
    const type = { audiences: { customer: ["email", "sms"] } } as const
    const customers = [{}, second, { ...third, classId: "small" }, { id: "archived", isArchived: true }]
    const { deliveries, groups } = planned({ type, customers, owner: { sheet: new Map() } })
    const group = { eventId, classId: "large", audience: "customer", reason: "switched_off", count: 2 }
    expect(groups).toEqual([
      { ...group, channel: "email" },
      { ...group, channel: "sms" },
      { ...group, channel: "email", classId: "small", reason: "no_template_set", count: 1 },
      { ...group, channel: "sms", classId: "small", reason: "no_template_set", count: 1 },
    ])
    expect(deliveries).toMatchObject([
      { channel: "email", customerId: "archived", reason: "customer_archived" },
      { channel: "sms", customerId: "archived", reason: "customer_archived" },
    ])
  })

  test("the same fact is counted for each class on its own", () => {
    const customers = [{}, { ...second, classId: "small" }, third]
    const given: Given = { type: { switchOwner: "organisation" }, organisation: { sheet: new Map() }, customers }
    expect(planned(given).groups).toMatchObject([
      { classId: "large", count: 2 },
      { classId: "small", count: 1 },
    ])
  })

  test("each audience in which nobody was found is told apart", () => {
    const type = { audiences: { supervisor: ["email"], administrator: ["email"] } } as const
    expect(told({ type })).toEqual(["supervisor: no_receiver", "administrator: no_receiver"])
  })

  test("what is true of everybody of what concerns no customer is counted without a class", () => {
    const type = { audiences: { administrator: ["email"] }, switchOwner: "organisation" } as const
    const { groups } = planned({ type, members: [{}], customers: [], organisation: { sheet: new Map() } })
    expect(groups).toEqual([
      { eventId, classId: null, audience: "administrator", channel: "email", reason: "switched_off", count: 1 },
    ])
  })

  test("the same facts give the same plan, and the order of customers changes no id", () => {
    const given: Given = {
      texts: { "telephony customer email": { pl: ["a@example.com"] } },
      customers: [{ bcc: ["b@example.com"] }, second, { ...third, points: [] }],
    }
    const print = (all: Given) =>
      JSON.stringify(planned(all), (_, value) => (typeof value === "bigint" ? `${value}` : value))
    expect(print(given)).toBe(print(given))
    const ids = (all: Given) =>
      planned(all)
        .deliveries.map(({ id }) => id)
        .toSorted()
    expect(ids({ ...given, customers: given.customers?.toReversed() ?? [] })).toEqual(ids(given))
    expect(new Set(ids(given)).size).toBe(6)
    expect(ids({})).toEqual([deliveryId(eventId, anna.id, "customer", "email", "anna@example.com")])
  })

  test("a delivery runs out so many hours after it was due, or planned if that was later", () => {
    const expiry = (dueAt: Temporal.Instant) => planned({ event: { dueAt } }).deliveries[0]?.expiresAt.toString()
    expect(expiry(now.subtract({ hours: 5 }))).toBe("2026-03-04T08:00:00Z")
    expect(expiry(now.add({ hours: 5 }))).toBe("2026-03-04T13:00:00Z")
  })

  test("a delivery carries its type's tries, priority and policy: by default SMS only once, e-mail again", () => {
    const type = { audiences: { customer: ["email", "sms"] }, attempts: 7, priority: "urgent" } as const
    const customers = [{ points: [...anna.points, ...byPhone.points] }]
    expect(planned({ type, customers, event: { isTrial: true } }).deliveries).toMatchObject([
      { channel: "email", maxTries: 7, priority: "urgent", ambiguous: "at_least_once", isTrial: true },
      { channel: "sms", maxTries: 7, priority: "urgent", ambiguous: "once", isTrial: true },
    ])
    const other = { ...type, ambiguous: { email: "once", sms: "at_least_once" } } as const
    expect(planned({ type: other, customers }).deliveries).toMatchObject([
      { ambiguous: "once" },
      { ambiguous: "at_least_once" },
    ])
  })

  test("AL-D10 a delivery keeps the counters it was planned under, in the order of their names", () => {
    const stops = (given: Given, channel: Channel) => {
      const { facts, type, event, customers } = made(given)
      const counters = stopsOf(facts, { type, audience: "customer", channel, customer: customers[0] ?? null }, event, {
        stops: 7n,
      })
      return Object.fromEntries(stopNames.map((name, at) => [name, Number(counters[at])]))
    }
    const large = { type: 1, module: 2, switch: 4, class: 3, customer: 25, event: 6, message: 7 }
    expect(stops({}, "sms")).toEqual(large)
    expect(stops({}, "email")).toEqual({ ...large, module: 0, customer: 15 })
    expect(stops({}, "push")).toEqual({ ...large, module: 0, switch: 0, customer: 5 })
    expect(stops({ type: { switchOwner: "organisation" } }, "sms")).toEqual({ ...large, class: 0 })
    expect(stops({ type: { switchOwner: "reminder" } }, "sms")).toEqual({ ...large, class: 0, switch: 0 })
    const system = { switchOwner: "none", isSystem: true } as const
    expect(stops({ type: system }, "sms")).toEqual({ ...large, module: 0, class: 0, switch: 0, customer: 0 })
    expect(stops({ customers: [], type: { switchOwner: "organisation" } }, "sms")).toEqual({
      ...large,
      class: 0,
      customer: 0,
    })
    expect(planned().deliveries[0]?.stops).toEqual([1n, 0n, 4n, 3n, 15n, 6n, 0n])
  })

  test("an event of a type that was not loaded is a mistake of ours", () => {
    const { facts, event } = made()
    expect(() => plan(facts, [{ event: { ...event, typeId: "another" }, customers: [] }], now)).toThrow(/another/)
  })
})
