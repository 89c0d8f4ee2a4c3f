import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { channels } from "../base/words.ts"
import { checkData, checkValue, sampleData } from "./check.ts"
import { typeDefinition, type Variable } from "./definition.ts"
import { system } from "./starting/system.ts"
import { startingCatalogues } from "./starting.ts"
import { narrowings } from "./widening.ts"

const title = { en: "T", pl: "T", it: "T", da: "T" }
const a = (kind: Exclude<Variable["kind"], "list">, more: Partial<Variable> = {}): Variable =>
  ({ name: "value", title, kind, required: true, sample: "", ...more }) as Variable
const codes = (variable: Variable, value: unknown) => checkValue(variable, value, "/data/value").map(({ code }) => code)

// ── schemas and data, at random ────────────────────────────────────────────────────────────────────────────────────

const name = fc.constantFrom("balance", "dueOn", "invoice", "link", "count", "isLate", "note", "startsAt")
const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(""))
const amount = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 999_999_999_999n }), fc.option(digits(1, 6)))
  .map(([minus, whole, part]) => `${minus ? "-" : ""}${whole}${part === null ? "" : `.${part}`}`)
const day = fc
  .integer({ min: -300_000, max: 300_000 })
  .map((days) => Temporal.PlainDate.from("2026-03-17").add({ days }).toString())
const moment = fc
  .tuple(fc.integer({ min: -2e9, max: 4e9 }), fc.constantFrom("UTC", "+05:45", "-11:00"))
  .map(([seconds, timeZone]) =>
    Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toString(timeZone === "UTC" ? {} : { timeZone }),
  )

const valueOf: Record<Exclude<Variable["kind"], "list">, (variable: Variable) => fc.Arbitrary<unknown>> = {
  text: ({ maxLength = 5000 }) =>
    fc
      .string({ minLength: 1, maxLength: Math.min(maxLength, 20), unit: "grapheme-ascii" })
      .map((text) => `x${text}`.slice(0, maxLength)),
  number: () => fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, min: -1e9, max: 1e9 })),
  money: () => fc.oneof(amount, fc.record({ amount, currency: fc.constantFrom("EUR", "PLN", "DKK") })),
  date: () => day,
  datetime: () => moment,
  url: () => fc.webUrl({ validSchemes: ["http", "https"] }).filter((url) => url.length <= 60),
  boolean: () => fc.boolean(),
}
const shared = {
  title: fc.constant(title),
  required: fc.boolean(),
  sample: fc.constant(""),
  channels: fc.option(fc.subarray([...channels], { minLength: 1 }), { nil: undefined }),
}
const scalar = fc.record({
  ...shared,
  name,
  kind: fc.constantFrom(...(Object.keys(valueOf) as (keyof typeof valueOf)[])),
  maxLength: fc.option(fc.integer({ min: 60, max: 5000 }), { nil: undefined }),
})
const uniqueNames = { selector: (variable: { name: string }) => variable.name, minLength: 1 }
const list = fc.record({
  ...shared,
  name,
  kind: fc.constant("list" as const),
  sample: fc.constant<Record<string, string>[]>([]),
  maxLength: fc.constant(undefined),
  of: fc.uniqueArray(scalar, { ...uniqueNames, maxLength: 3 }),
})
const variables = fc.uniqueArray(fc.oneof({ weight: 4, arbitrary: scalar }, list), {
  ...uniqueNames,
  maxLength: 6,
}) as fc.Arbitrary<Variable[]>

const dataOf = (schema: readonly Variable[]): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .tuple(
      ...schema.map((variable) => {
        const value =
          variable.kind === "list"
            ? fc.array(dataOf(variable.of), { minLength: 1, maxLength: 3 })
            : valueOf[variable.kind](variable)
        const entry = value.map((each): [string, unknown] => [variable.name, each])
        return variable.required ? entry : fc.option(entry)
      }),
    )
    .map((entries) => Object.fromEntries(entries.filter((entry) => entry !== null)))
const schemaWithData = variables.chain((schema) => fc.tuple(fc.constant(schema), dataOf(schema)))

// ── the tests ──────────────────────────────────────────────────────────────────────────────────────────────────────

test("data made after any schema are accepted", () => {
  fc.assert(
    fc.property(schemaWithData, ([schema, data]) => {
      expect(checkData({ variables: schema }, data)).toEqual([])
    }),
  )
})

test("whatever is sent, the answer is a list of places within it, never a failure", () => {
  fc.assert(
    fc.property(variables, fc.jsonValue(), (schema, data) => {
      const faults = checkData({ variables: schema }, data)
      expect(faults.length).toBeLessThanOrEqual(100)
      for (const { pointer, code, detail } of faults) {
        expect(pointer).toMatch(/^\/data(\/|$)/)
        expect(code).toMatch(/^[a-z_]+$/)
        expect(detail.length).toBeLessThan(200)
      }
    }),
  )
})

test("a value of another kind is one fault, at its place", () => {
  fc.assert(
    fc.property(schemaWithData, fc.nat(), ([schema, data], pick) => {
      const variable = schema[pick % schema.length] as Variable
      const wrong = variable.kind === "boolean" ? "yes" : true
      expect(checkData({ variables: schema }, { ...data, [variable.name]: wrong })).toMatchObject([
        { pointer: `/data/${variable.name}`, code: "wrong_kind" },
      ])
    }),
  )
})

test("what is required and missing, null or empty is told by name", () => {
  fc.assert(
    fc.property(schemaWithData, fc.constantFrom(undefined, null), ([schema, data], nothing) => {
      const missing = Object.fromEntries(schema.map(({ name: each }) => [each, nothing]))
      expect(checkData({ variables: schema }, { ...data, ...missing }).map(({ pointer }) => pointer)).toEqual(
        schema.filter(({ required }) => required).map(({ name: each }) => `/data/${each}`),
      )
    }),
  )
  expect(codes(a("text"), " \n")).toEqual(["empty"])
  expect(codes(a("text", { required: false }), "")).toEqual([])
})

test("an unknown name is refused, and the nearest known one is offered", () => {
  const type = { variables: [a("money", { name: "balance" }), a("text", { name: "note", required: false })] }
  expect(checkData(type, { balance: "1.00", notte: "x", "a/b~c": 1, toString: 2 })).toEqual([
    {
      pointer: "/data/notte",
      code: "unknown_variable",
      detail: 'There is no variable "notte". Did you mean "note"?',
      values: { suggestion: "note" },
    },
    { pointer: "/data/a~1b~0c", code: "unknown_variable", detail: 'There is no variable "a/b~c".' },
    { pointer: "/data/toString", code: "unknown_variable", detail: 'There is no variable "toString".' },
  ])
  expect(checkData({ variables: [a("text", { name: "constructor" })] }, {})).toMatchObject([{ code: "missing" }])
})

describe("money", () => {
  test("is a decimal of at most 18 digits, 6 of them behind the point, and never a JSON number", () => {
    fc.assert(
      fc.property(digits(1, 22), fc.option(digits(0, 9)), fc.boolean(), (whole, part, minus) => {
        const text = `${minus ? "-" : ""}${whole}${part === null ? "" : `.${part}`}`
        const isCanonical = BigInt(whole).toString() === whole
        const fits =
          whole.length + (part?.length ?? 0) <= 18 && (part === null || (part.length >= 1 && part.length <= 6))
        expect(codes(a("money"), text)).toEqual(isCanonical && fits ? [] : ["wrong_kind"])
      }),
    )
    for (const value of [12.5, "12,50", "1e3", "+1", ".5", "1.", " 1", "", "NaN", "٣", "1_000"])
      expect([value, codes(a("money"), value)]).toEqual([value, ["wrong_kind"]])
  })

  test("may name another currency, and nothing else", () => {
    expect(codes(a("money"), { amount: "129.50", currency: "EUR" })).toEqual([])
    const pointers = (value: unknown) => checkValue(a("money"), value, "/data/price").map(({ pointer }) => pointer)
    expect(pointers({ amount: 5, currency: "EUR" })).toEqual(["/data/price/amount"])
    expect(pointers({ amount: "5", currency: "eur" })).toEqual(["/data/price/currency"])
    expect(pointers({ amount: "5", currency: "EUX" })).toEqual(["/data/price/currency"])
    expect(pointers({ amount: "5" })).toEqual(["/data/price/currency"])
    expect(pointers({ amount: "5", currency: "EUR", vat: "1" })).toEqual(["/data/price"])
    expect(pointers(["5", "EUR"])).toEqual(["/data/price"])
  })
})

test.each([
  ["date", ["2026-03-17", "2024-02-29"], ["2026-02-29", "2026-3-1", "17.03.2026", "2026-03-17T10:00:00Z", 20260317]],
  [
    "datetime",
    ["2026-03-17T14:30:00Z", "2026-03-17T14:30:00.123456789+01:00", "2026-03-17T23:59:59-11:30"],
    [
      "2026-03-17T14:30:00",
      "2026-03-17 14:30:00Z",
      "2026-03-17T14:30Z",
      "2026-03-17T24:00:00Z",
      "2026-03-17T14:30:60Z",
      "2026-02-30T14:30:00Z",
      "2026-03-17T14:30:00+25:00",
      "2026-03-17T14:30:00+01:00[Europe/Warsaw]",
      1773754200,
    ],
  ],
  [
    "url",
    ["https://pay.example/i/1?x=%20#top", "http://localhost:8080/", "HTTPS://ÅRHUS.example/ø"],
    [
      "javascript:alert(1)",
      "ftp://files.example/a",
      "//pay.example",
      "https:pay.example",
      "https://",
      "https://bank.example@evil.example/",
      "https://pay.example/a b",
      "https://pay.example/\u0007",
      'https://pay.example/"><script>',
      "data:text/html,x",
    ],
  ],
  ["number", [0, -1.5, 9007199254740991], ["1", 9007199254740992, Number.POSITIVE_INFINITY, true]],
  ["boolean", [true, false], ["true", 0, 1]],
  ["text", ["Łódź\n\tzażółć 👩‍👩‍👧", "x"], [1, ["x"], { en: "x" }, "bell\u0007", "ab\u202Ecd"]],
] as const)("a %s is read as it is written, or refused", (kind, good, bad) => {
  for (const value of good) expect([value, codes(a(kind), value)]).toEqual([value, []])
  for (const value of bad) expect([value, codes(a(kind), value)]).toEqual([value, ["wrong_kind"]])
})

test("a text or an address is at most as long as its variable says", () => {
  expect(codes(a("text", { maxLength: 5 }), "12345")).toEqual([])
  expect(checkValue(a("text", { maxLength: 5 }), "123456", "/data/value")).toEqual([
    { pointer: "/data/value", code: "too_long", detail: "At most 5 characters.", values: { max: 5 } },
  ])
  expect(codes(a("text"), "x".repeat(5001))).toEqual(["too_long"])
  expect(codes(a("url", { maxLength: 30 }), `https://pay.example/${"x".repeat(20)}`)).toEqual(["too_long"])
})

test("the items of a list are checked each at its place", () => {
  const items = {
    ...a("text"),
    name: "items",
    kind: "list" as const,
    of: [a("text", { name: "sender" }), a("money", { name: "amount", required: false })] as never,
  } as Variable
  const check = (value: unknown) => checkData({ variables: [items] }, { items: value })
  expect(check([{ sender: "ZUS" }, { sender: "PGE", amount: "1.20" }])).toEqual([])
  expect(check([{ sender: "ZUS" }, { amount: 1 }, "ZUS", { sender: "x", sendr: "y" }])).toMatchObject([
    { pointer: "/data/items/1/sender", code: "missing" },
    { pointer: "/data/items/1/amount", code: "wrong_kind" },
    { pointer: "/data/items/2", code: "wrong_kind" },
    { pointer: "/data/items/3/sendr", code: "unknown_variable", values: { suggestion: "sender" } },
  ])
  expect(check([])).toMatchObject([{ pointer: "/data/items", code: "empty" }])
  expect(check({ 0: { sender: "x" } })).toMatchObject([{ pointer: "/data/items", code: "wrong_kind" }])
  expect(check(Array.from({ length: 1001 }, () => ({ sender: "x" })))).toMatchObject([
    { code: "too_long", values: { max: 1000 } },
  ])
  expect(check(Array.from({ length: 1000 }, () => ({ sender: 1 })))).toHaveLength(100)
})

test("data that are no object are refused as a whole", () => {
  for (const data of [null, undefined, "x", 1, []])
    expect(checkData({ variables: [] }, data)).toMatchObject([{ pointer: "/data", code: "wrong_kind" }])
})

test("the samples of every type that comes with Tidings are an event that would be accepted", () => {
  for (const type of [...startingCatalogues, system].flatMap((catalogue) => catalogue.types)) {
    const definition = typeDefinition.parse(type)
    expect([type.key, checkData(definition, sampleData(definition))]).toEqual([type.key, []])
  }
})

// ── widening ───────────────────────────────────────────────────────────────────────────────────────────────────────

const wider = (variable: Variable): fc.Arbitrary<Variable> =>
  fc.tuple(fc.nat({ max: 500 }), fc.boolean()).chain(([longer, everywhere]) => {
    const shared = {
      title: { ...title, en: "Another" },
      maxLength: variable.maxLength && Math.min(5000, variable.maxLength + longer),
      channels: everywhere ? undefined : variable.channels,
    }
    const of = variable.kind === "list" ? allWider(variable.of) : fc.constant(undefined)
    return of.map((items) => ({ ...variable, ...shared, ...(items && { of: items }) }) as Variable)
  })
const allWider = (schema: readonly Variable[]): fc.Arbitrary<Variable[]> =>
  fc
    .tuple(fc.boolean(), fc.tuple(...schema.map(wider)))
    .map(([isAdding, all]) => [
      ...(isAdding ? [a("text", { name: "addedLater", required: false })] : []),
      ...all.toReversed(),
    ])

test("AL-D15 what only widens is no narrowing, and every event that was valid stays valid", () => {
  const change = schemaWithData.chain(([schema, data]) =>
    fc.tuple(fc.constant([schema, data] as const), allWider(schema)),
  )
  fc.assert(
    fc.property(change, ([[before, data], after]) => {
      expect(narrowings(before, after)).toEqual([])
      expect(checkData({ variables: after }, data)).toEqual([])
    }),
  )
})

test("AL-D15 an event that was valid and is no longer means that a narrowing is told", () => {
  // Each variable stays, widens, or becomes any other of its name; one may go and one may come.
  const change = schemaWithData.chain(([schema, data]) =>
    fc.tuple(
      fc.constant([schema, data] as const),
      fc.tuple(
        ...schema.map((variable) =>
          fc.oneof(
            fc.constant(variable),
            wider(variable),
            fc.oneof(scalar, list).map((other) => ({ ...other, name: variable.name })),
          ),
        ),
      ),
      fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.constant(1)),
      fc.option(fc.boolean()),
    ),
  )
  let refused = 0
  fc.assert(
    fc.property(change, ([[before, data], after, gone, added]) => {
      const then = after.slice(gone)
      if (added !== null) then.push(a("text", { name: "addedLater", required: added }))
      const isNarrower = narrowings(before, then).length > 0
      if (!isNarrower) expect(checkData({ variables: then }, data)).toEqual([])
      refused += Number(isNarrower)
    }),
    { numRuns: 500 },
  )
  expect(refused).toBeGreaterThan(50)
  expect(refused).toBeLessThan(450)
})

test("AL-D15 each way of narrowing is found, with its place", () => {
  const text = a("text", { name: "note", maxLength: 60, channels: ["email", "sms"] })
  const items = { ...text, name: "items", kind: "list", of: [text] } as unknown as Variable
  const before = [a("money", { name: "balance" }), text, items]
  const after = (index: number, change: object) =>
    before.map((variable, at) => (at === index ? { ...variable, ...change } : variable))
  const found = (to: Variable[]) => narrowings(before, to).map(({ pointer, code }) => `${code} ${pointer}`)
  expect(found(before)).toEqual([])
  expect(found(before.slice(1))).toEqual(["removed /variables"])
  expect(found([...before, a("text", { name: "later" })])).toEqual(["added_required /variables/3/required"])
  expect(found([...before, a("text", { name: "later", required: false })])).toEqual([])
  expect(found(after(0, { kind: "text" }))).toEqual(["kind_changed /variables/0/kind"])
  expect(found(after(1, { required: false }))).toEqual(["now_optional /variables/1/required"])
  expect(narrowings(after(1, { required: false }), before).map(({ code }) => code)).toEqual(["now_required"])
  expect(found(after(1, { maxLength: 59 }))).toEqual(["shortened /variables/1/maxLength"])
  expect(found(after(1, { maxLength: undefined }))).toEqual([])
  expect(found(after(0, { maxLength: 4999 }))).toEqual(["shortened /variables/0/maxLength"])
  expect(found(after(1, { channels: ["email", "push"] }))).toEqual(["channel_removed /variables/1/channels"])
  expect(found(after(0, { channels: ["email"] }))).toEqual(["channel_removed /variables/0/channels"])
  expect(found(after(2, { of: [{ ...text, maxLength: 1 }, a("date")] }))).toEqual([
    "shortened /variables/2/of/0/maxLength",
    "added_required /variables/2/of/1/required",
  ])
  // A variable renamed is one removed and another added.
  expect(found(after(0, { name: "amount" }))).toEqual(["removed /variables", "added_required /variables/0/required"])
})
