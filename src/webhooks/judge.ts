/** What becomes of a message by the answer to it. Pure. */
import type { HttpAnswer } from "../base/outbound.ts"

/** What a try came to: an answer of HTTP, or none. */
export type Outcome = {
  /** Null where there was no answer. */
  status: number | null
  words: string
  durationMs: number
  /** Seconds the receiver asked to be left alone (429 or 503 with Retry-After), 0 if it didn't. */
  askedSeconds: number
}

/** Seconds from a failure to the next try: Standard Webhooks' own schedule, a little over three days in all. */
const schedule = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600]

/** A longer Retry-After is not waited for: a slip of the receiver's would stop it hearing anything. */
const mostAskedSeconds = 24 * 3600

export type Turn =
  | { state: "delivered" }
  | { state: "waiting"; dueAt: Temporal.Instant }
  | { state: "dead"; reason: "gave_up" | "gone" }

export const isSuccess = ({ status }: Outcome): boolean => status !== null && status >= 200 && status < 300

/** The receiver doesn't want to hear anything any more. */
export const isGone = ({ status }: Outcome): boolean => status === 410

/**
 * @param tries made before this one in this round
 * @param at when the answer came
 * @param random in [0, 1): each wait is a tenth shorter to a tenth longer, so that what failed together comes apart
 */
export function turnFor(outcome: Outcome, tries: number, at: Temporal.Instant, random: number): Turn {
  if (isSuccess(outcome)) return { state: "delivered" }
  if (isGone(outcome)) return { state: "dead", reason: "gone" }
  const wait = schedule[tries]
  if (wait === undefined) return { state: "dead", reason: "gave_up" }
  const seconds = Math.max(wait * (0.9 + 0.2 * random), outcome.askedSeconds)
  return { state: "waiting", dueAt: at.add({ milliseconds: Math.round(seconds * 1000) }) }
}

/** Reads an answer that came. */
export function outcomeOf({ status, headers, body }: HttpAnswer, durationMs: number, at: Temporal.Instant): Outcome {
  const asked = status === 429 || status === 503 ? headers["retry-after"] : undefined
  return { status, words: wordsOf(body), durationMs, askedSeconds: askedSeconds(String(asked ?? ""), at) }
}

/** Retry-After, seconds or a date (RFC 9110 §10.2.3), as seconds from `at`; 0 where it can't be read. */
export function askedSeconds(text: string, at: Temporal.Instant): number {
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - at.epochMilliseconds) / 1000
  return Number.isNaN(seconds) ? 0 : Math.min(Math.max(0, Math.ceil(seconds)), mostAskedSeconds)
}

/** The beginning of what was said, as text that can be stored and shown. */
export function wordsOf(body: Buffer | string): string {
  const text = body
    .toString()
    .slice(0, 4096)
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .trim()
  return text.slice(0, 500).toWellFormed()
}
