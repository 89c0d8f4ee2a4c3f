/** The lines of an import as the schema reads them, and what is wrong with those it can't. */
import type { Fault } from "../base/problem.ts"
import { CellCount, type RawLine } from "./rows.ts"
import { type Line, lineInput } from "./upsert.ts"

const longestValue = 200
/** Mistakes a line: the rest is found when these are mended. */
const mostMistakes = 5

/** A mistake of a line as it is listed. */
export type Mistake = {
  line: number
  position: number
  externalId: string | null
  field: string
  value: string
  detail: string
}

const shownValue = (value: unknown): string =>
  (typeof value === "string" ? value : value === undefined ? "" : (JSON.stringify(value) ?? ""))
    .slice(0, longestValue)
    .toWellFormed()
    .replaceAll("\0", "")

/** What a pointer such as /emails/1 leads to. */
const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : inner,
    value,
  )

const externalIdOf = (value: unknown): string | null => {
  const given = valueAt(value, ["externalId"])
  return typeof given === "string" ? shownValue(given) : null
}

export type Read = { line: number; raw: unknown; read: Line }

/** A line read by the schema, or its mistakes. */
export function readLine({ line, value }: RawLine): Read | Mistake[] {
  const mistake = (position: number, path: readonly PropertyKey[], detail: string): Mistake => ({
    line,
    position,
    externalId: externalIdOf(value),
    field: path.map(String).join("/"),
    value: path.length ? shownValue(valueAt(value, path)) : "",
    detail,
  })
  if (value instanceof CellCount) return [mistake(0, [], value.detail)]
  const result = lineInput.safeParse(value)
  if (result.success) return { line, raw: value, read: result.data }
  if (typeof value !== "object" || value === null) return [mistake(0, [], "The line is not a JSON object.")]
  return result.error.issues.slice(0, mostMistakes).map((issue, position) => {
    const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path
    return mistake(position, path, valueAt(value, path) === undefined ? "A value is needed." : issue.message)
  })
}

const pathOf = ({ pointer }: Fault): string[] => (pointer ?? "").split("/").slice(1)

/** The mistakes of a line that was read and then refused. */
export const mistakesOf = ({ line, raw, read }: Read, faults: readonly Fault[]): Mistake[] =>
  faults.map((fault, position) => ({
    line,
    position,
    externalId: read.externalId,
    field: pathOf(fault).join("/"),
    value: shownValue(valueAt(raw, pathOf(fault))),
    detail: fault.detail,
  }))

/** The mistake of a line about a customer whom an earlier one is about: which of two should hold? */
export const secondLine = ({ line, read: { externalId } }: Read): Mistake => ({
  line,
  position: 0,
  externalId,
  field: "externalId",
  value: externalId,
  detail: "An earlier line of the file is about this customer.",
})
