/** The public API as the console calls it: typed by openapi.json, by the session's cookie, problems thrown as one error. */
import createClient from "openapi-fetch"
import type { components, paths } from "./schema.d.ts"

export type Schemas = components["schemas"]
export type Fault = {
  pointer?: string
  parameter?: string
  code: string
  detail: string
  values?: Record<string, unknown>
}
/** Problem details as ours are (RFC 9457): some codes add members of their own. */
export type Problem = { code: string; title: string; detail: string; status: number; errors?: Fault[] } & Record<
  string,
  unknown
>

export const api = createClient<paths>({ baseUrl: "", credentials: "same-origin" })

/** What the server refused, or that it wasn't reached (code `unreachable`). */
export class Refused extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

export const isRefused = (error: unknown, code: string): error is Refused =>
  error instanceof Refused && error.problem.code === code

const unreachable: Problem = { code: "unreachable", title: "", detail: "", status: 0 }

/** The answer of a call. @throws Refused */
export async function ask<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T> | (T extends undefined ? undefined : never)> {
  const answer = await call.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause
    throw new Refused(unreachable)
  })
  if (answer.response.ok) return answer.data as never
  const { error } = answer
  if (typeof error === "object" && error !== null && "code" in error) throw new Refused(error as Problem)
  throw new Refused({ ...unreachable, status: answer.response.status })
}

/** The header that lets a change through only where the document is still the one that was read. */
export const ifMatch = (version: number) => ({ "If-Match": `"${version}"` })
