import { parsePhoneNumberFromString } from "libphonenumber-js/max"
import { describe, expect, test } from "vitest"
import { type StartingCatalogue, typeDefinition } from "../catalogue/definition.ts"
import { telephony } from "../catalogue/starting/telephony.ts"
import type { Sample } from "./sample.ts"
import { telco } from "./telco.ts"

const keysOf = (list: readonly { key: string }[]) => list.map((each) => each.key)

const samples: [string, Sample, StartingCatalogue][] = [["telco", telco, telephony]]

describe.each(samples)("the sample %s", (name, sample, catalogue) => {
  const { areas, classes, customers, members, templateSets = [] } = sample
  const emails = [
    sample.organisation.companyContact.email,
    ...members.map((member) => member.email),
    ...classes.flatMap((each) => each.replyTo ?? []),
    ...customers.flatMap((customer) => [...(customer.email ?? []), ...(customer.bcc ?? [])]),
  ]
  const numbers = [
    sample.organisation.companyContact.phone,
    ...members.flatMap((member) => member.phone ?? []),
    ...customers.flatMap((customer) => customer.sms ?? []),
  ]

  test("names what it names once, and refers to nothing that it does not have", () => {
    expect([sample.key, sample.catalogue]).toEqual([name, catalogue.key])
    for (const keys of [
      [areas, classes, members, templateSets].map((list) => list.map((each) => each.key)),
      [customers.map((customer) => customer.externalId), customers.map((customer) => customer.name)],
    ].flat()) {
      expect(new Set(keys).size).toBe(keys.length)
    }
    const resellers = [undefined, ...keysOf(members.filter((member) => member.role === "reseller"))]
    for (const set of templateSets) expect(resellers).toContain(set.managedBy)
    for (const each of classes) {
      expect(resellers).toContain(each.managedBy)
      expect([undefined, ...keysOf(templateSets)]).toContain(each.templateSet)
    }
    for (const customer of customers) {
      expect([undefined, ...keysOf(classes)]).toContain(customer.class)
      expect([undefined, ...keysOf(areas)]).toContain(customer.area)
    }
    for (const member of members) for (const area of member.areas ?? []) expect(keysOf(areas)).toContain(area)
  })

  test("CM-D9 a supervisor has an area, and nobody else has one", () => {
    for (const member of members) expect((member.areas ?? []).length > 0).toBe(member.role === "supervisor")
    expect(members.some((member) => member.role === "administrator")).toBe(true)
  })

  test("PO-D4 a box is on only for a type that a class switches, on a channel it has", () => {
    const types = new Map(catalogue.types.map((type) => [type.key, typeDefinition.parse(type)]))
    for (const { switches = {} } of classes) {
      for (const [key, channels] of Object.entries(switches)) {
        const type = types.get(key)
        expect([key, type?.switchOwner]).toEqual([key, "class"])
        expect(type?.audiences.customer).toEqual(expect.arrayContaining([...channels]))
      }
    }
  })

  test("DE-D8 has addresses under .example, and numbers that are possible and each used once", () => {
    expect(emails.filter((email) => !/^[a-z.]+@[a-z.-]+\.example$/.test(email))).toEqual([])
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers.filter((number) => parsePhoneNumberFromString(number)?.isPossible() !== true)).toEqual([])
  })

  test("DE-D12 has a price for each country that its customers' numbers are in", () => {
    const countries = customers.flatMap((customer) => customer.sms ?? []).map((number) => country(number))
    expect(Object.keys(sample.smsPrices ?? {})).toEqual(expect.arrayContaining(countries))
  })
})

/** The country of a number by its dial code; numbers kept for drama have none in the metadata. */
const country = (number: string) =>
  ({ "+48": "PL", "+39": "IT", "+45": "DK", "+44": "GB", "+46": "SE" })[number.slice(0, 3)] ?? number

describe("telco", () => {
  test("PO-A11 two classes share one set, PO-D16 a reseller manages the third", () => {
    expect(telco.classes.map(({ name, templateSet, managedBy }) => [name, templateSet, managedBy])).toEqual([
      ["Small business", "standard", undefined],
      ["Large business", "standard", undefined],
      ["Partner customers", "partner", "karol"],
    ])
  })

  test("has sixty customers, in every class, area and language", () => {
    expect(telco.customers).toHaveLength(60)
    expect(new Set(telco.customers.map((each) => each.class))).toEqual(new Set(keysOf(telco.classes)))
    expect(new Set(telco.customers.map((each) => each.area))).toEqual(new Set(keysOf(telco.areas)))
    expect(new Set(telco.customers.map((each) => each.locale))).toEqual(new Set(telco.organisation.languages))
  })
})
