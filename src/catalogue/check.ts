/** What an event carries, held to its type's variables. Pure: the API, imports and forms ask the same. */
import { didYouMean } from "../base/config.ts"
import type { Fault } from "../base/problem.ts"
import type { TypeDefinition, Variable } from "./definition.ts"

/** Longest text or address where the variable names no `maxLength`, in UTF-16 units. */
export const longest = 5000
/** Most items of a list. */
const mostItems = 1000
/** Most faults told at once; whoever has more mends these first. */
const mostFaults = 100

type Scalar = Exclude<Variable, { kind: "list" }>
type Values = Readonly<Record<string, unknown>>

/**
 * Everything wrong with an event's data. Null stands for "not given"; unknown names are refused, so that a slip in one
 * is found by its sender and not by the reader of a message with a gap.
 * @returns faults with pointers such as `/data/services/0/amount`, at most 100; none when the data can be accepted
 */
export const checkData = (type: Pick<TypeDefinition, "variables">, data: unknown): Fault[] =>
  (isObject(data) ? faultsIn(type.variables, data, "/data") : [wrongKind("/data", "an object")].values())
    .take(mostFaults)
    .toArray()

/** Everything wrong with one value of a variable, its sample for example. */
export const checkValue = (variable: Variable, value: unknown, pointer: string): Fault[] =>
  faultsOf(variable, value, pointer).take(mostFaults).toArray()

/** The data of a believable event: each variable's sample. */
export const sampleData = (type: Pick<TypeDefinition, "variables">): Record<string, unknown> =>
  Object.fromEntries(type.variables.map(({ name, sample }) => [name, sample]))

function* faultsIn(variables: readonly Variable[], data: Values, at: string): Generator<Fault, undefined> {
  const known = new Map(variables.map((variable) => [variable.name, variable]))
  for (const name of Object.keys(data)) if (!known.has(name)) yield unknown(name, known.keys(), at)
  for (const variable of variables) {
    // Own properties only: an object's prototype knows names too.
    const value = Object.hasOwn(data, variable.name) ? data[variable.name] : undefined
    const pointer = `${at}/${variable.name}`
    if (value !== undefined && value !== null) yield* faultsOf(variable, value, pointer)
    else if (variable.required) yield { pointer, code: "missing", detail: `"${variable.name}" is missing.` }
  }
}

function* faultsOf(variable: Variable, value: unknown, pointer: string): Generator<Fault, undefined> {
  const fault = variable.kind === "list" ? listFault(variable, value, pointer) : scalarFault(variable, value, pointer)
  if (fault) yield fault
  else if (variable.kind === "list")
    for (const [index, item] of (value as unknown[]).entries())
      if (isObject(item)) yield* faultsIn(variable.of, item, `${pointer}/${index}`)
      else yield wrongKind(`${pointer}/${index}`, "an object")
}

function listFault({ required }: Variable, value: unknown, pointer: string): Fault | null {
  if (!Array.isArray(value)) return wrongKind(pointer, "a list")
  if (required && value.length === 0) return empty(pointer)
  return value.length > mostItems ? tooLong(pointer, `${mostItems} items`, mostItems) : null
}

function scalarFault(variable: Scalar, value: unknown, pointer: string): Fault | null {
  if (variable.kind === "money") return moneyFault(value, pointer)
  const { is, expected } = scalars[variable.kind]
  if (!is(value)) return wrongKind(pointer, expected)
  if (typeof value !== "string" || (variable.kind !== "text" && variable.kind !== "url")) return null
  if (variable.required && value.trim() === "") return empty(pointer)
  const { maxLength = longest } = variable
  return value.length > maxLength ? tooLong(pointer, `${maxLength} characters`, maxLength) : null
}

function moneyFault(value: unknown, pointer: string): Fault | null {
  if (!isObject(value)) return isAmount(value) ? null : wrongKind(pointer, anAmount)
  if (Object.keys(value).some((name) => !["amount", "currency"].includes(name)))
    return wrongKind(pointer, 'an amount such as "129.50", or {"amount": "129.50", "currency": "EUR"}')
  if (!isAmount(value.amount)) return wrongKind(`${pointer}/amount`, anAmount)
  return typeof value.currency === "string" && currencies.has(value.currency)
    ? null
    : wrongKind(`${pointer}/currency`, "a currency such as EUR (ISO 4217)")
}

const anAmount = 'an amount as text, such as "129.50": at most 18 digits, 6 of them decimals'
const currencies = new Set(Intl.supportedValuesOf("currency"))
const isAmount = (value: unknown): boolean =>
  typeof value === "string" && /^-?(0|[1-9]\d*)(\.\d{1,6})?$/.test(value) && value.replace(/[-.]/g, "").length <= 18 // what a bigint of millionths or cents can hold

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const parses = (parse: () => unknown): boolean => {
  try {
    parse()
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Names and passwords before the host are refused: they make one address look like another. */
function isWebAddress(text: string): boolean {
  const url = URL.parse(text)
  return /^https?:\/\/[^\s<>"\p{Cc}]+$/iu.test(text) && url !== null && url.username === "" && url.password === ""
}

/** Control characters other than tab and line breaks, and what turns the reading direction of the words around it. */
const unprintable = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/u

const text = (is: (text: string) => boolean) => (value: unknown) => typeof value === "string" && is(value)

/** What a value of each kind is, and how to say so. */
const scalars: Record<Exclude<Scalar["kind"], "money">, { is: (value: unknown) => boolean; expected: string }> = {
  text: { is: text((value) => !unprintable.test(value)), expected: "a text without control characters" },
  // Beyond 2^53 a JSON number is no longer what its sender wrote.
  number: {
    is: (value) => typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER,
    expected: "a number of at most 15 digits",
  },
  boolean: { is: (value) => typeof value === "boolean", expected: "true or false" },
  date: {
    is: text((value) => /^\d{4}-\d\d-\d\d$/.test(value) && parses(() => Temporal.PlainDate.from(value))),
    expected: "a date such as 2026-03-17",
  },
  // RFC 3339 §5.6 in capitals; no leap second, which a clock of ours could not show.
  datetime: {
    is: text(
      (value) =>
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(value) &&
        parses(() => Temporal.Instant.from(value)),
    ),
    expected: "a time with its offset, such as 2026-03-17T14:30:00+01:00 (RFC 3339)",
  },
  url: { is: text(isWebAddress), expected: "an address that begins with https:// or http://" },
}

const wrongKind = (pointer: string, expected: string): Fault => ({
  pointer,
  code: "wrong_kind",
  detail: `Expected ${expected}.`,
})
const empty = (pointer: string): Fault => ({ pointer, code: "empty", detail: "It is needed and may not be empty." })
const tooLong = (pointer: string, what: string, max: number): Fault => ({
  pointer,
  code: "too_long",
  detail: `At most ${what}.`,
  values: { max },
})

function unknown(name: string, known: Iterable<string>, at: string): Fault {
  const suggestion = didYouMean(name, known)
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name
  return {
    pointer: `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    code: "unknown_variable",
    detail: `There is no variable "${shown}".${suggestion ? ` Did you mean "${suggestion}"?` : ""}`,
    ...(suggestion ? { values: { suggestion } } : {}),
  }
}
