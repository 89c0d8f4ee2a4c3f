/** Reading what was sent: refusals that hold for every route, and zod's issues as pointers. */
import type { z } from "zod"
import { faultCodeOf, faultValuesOf } from "../base/faults.ts"
import { type Fault, Problem } from "../base/problem.ts"

const deepest = 40

/**
 * Refuses what no field of ours can hold: NUL and lone surrogates (PostgreSQL's text has neither), nesting that only an
 * attack needs, and keys that reach for a prototype.
 * @throws Problem malformed with the place
 */
export function refuseUnprintable(value: unknown, at = "", depth = 0): void {
  if (depth > deepest) throw new Problem("malformed", `The body is nested deeper than ${deepest} levels.`)
  if (typeof value === "string") {
    if (value.includes("\0") || !value.isWellFormed())
      throw new Problem("malformed", `The text at ${at || "the top"} has characters that are not text.`, {
        faults: [{ pointer: at, code: "not_text", detail: "NUL or half a surrogate pair" }],
      })
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseUnprintable(item, `${at}/${index}`, depth + 1)
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === "__proto__" || key.includes("\0") || !key.isWellFormed())
        throw new Problem("malformed", "The body has a name that is not allowed.")
      refuseUnprintable(item, `${at}/${escape(key)}`, depth + 1)
    }
  }
}

/** RFC 6901 §3 */
const escape = (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1")

const pointerTo = (path: readonly PropertyKey[]) => path.map((key) => `/${escape(String(key))}`).join("")

/** Each of zod's issues as a fault: a pointer into the body, or the name of a query parameter. */
export const pointersOf = (error: z.ZodError, part: "query" | "body"): Fault[] =>
  error.issues.slice(0, 100).flatMap((issue): Fault[] => {
    const paths = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
    return paths.map((path) => ({
      ...(part === "query" ? { parameter: path.map(String).join(".") } : { pointer: pointerTo(path) }),
      code: faultCodeOf(issue),
      detail: issue.message,
      ...faultValuesOf(issue),
    }))
  })
