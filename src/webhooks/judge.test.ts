import { expect, test } from "vitest"
import { isSuccess, type Outcome, outcomeOf, turnFor, wordsOf } from "./judge.ts"
import { hears } from "./types.ts"

const at = Temporal.Instant.from("2026-03-03T06:15:00Z")
const outcome = (status: number | null, askedSeconds = 0): Outcome => ({
  status,
  words: "",
  durationMs: 1,
  askedSeconds,
})
const waits = (tries: number, random: number, asked = 0) => {
  const turn = turnFor(outcome(500, asked), tries, at, random)
  return turn.state === "waiting" ? turn.dueAt.since(at).total("seconds") : turn
}

test("a failure is tried again after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h, a tenth earlier or later, then given up", () => {
  const hour = 3600
  const schedule = [5, 300, 1800, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]
  for (const [tries, seconds] of schedule.entries()) {
    expect(waits(tries, 0)).toBeCloseTo(seconds * 0.9)
    expect(waits(tries, 0.5)).toBeCloseTo(seconds)
    expect(waits(tries, 0.999999)).toBeCloseTo(seconds * 1.1, 0)
  }
  expect(waits(schedule.length, 0)).toEqual({ state: "dead", reason: "gave_up" })
})

test("2xx is delivered, 410 is gone, and anything else fails, a redirect too", () => {
  for (const status of [200, 201, 202, 204, 299])
    expect(turnFor(outcome(status), 9, at, 0)).toEqual({ state: "delivered" })
  expect(turnFor(outcome(410), 0, at, 0)).toEqual({ state: "dead", reason: "gone" })
  for (const status of [null, 100, 199, 300, 301, 302, 304, 307, 308, 400, 401, 404, 429, 500, 503, 599]) {
    expect(isSuccess(outcome(status))).toBe(false)
    expect(turnFor(outcome(status), 0, at, 0).state).toBe("waiting")
  }
})

test.each([
  ["120", 429, 120],
  ["120", 503, 120],
  ["0", 429, 0],
  ["120", 500, 0],
  ["120", 302, 0],
  ["Tue, 03 Mar 2026 06:16:00 GMT", 503, 60],
  ["Tue, 03 Mar 2026 06:14:00 GMT", 503, 0],
  ["999999999", 503, 86400],
  ["Fri, 03 Mar 2056 06:16:00 GMT", 429, 86400],
  ["-5", 429, 0],
  ["1e9", 429, 0],
  ["soon", 429, 0],
  ["", 429, 0],
])("Retry-After %j with %s asks for %s seconds, never more than a day", (text, status, seconds) => {
  const read = outcomeOf({ status, headers: { "retry-after": text }, body: Buffer.alloc(0) }, 1, at)
  expect(read.askedSeconds).toBe(seconds)
})

test("what was asked for is never undercut, and never shortens a wait", () => {
  expect(waits(0, 0, 120)).toBe(120)
  expect(waits(8, 0, 120)).toBeCloseTo(24 * 3600 * 0.9)
})

test("the words of an answer are text of at most 500 characters, whatever bytes they were", () => {
  expect(wordsOf(Buffer.from("a\0b\r\n\u001b[31mc\u202ed"))).toBe("a b [31mc d")
  expect(wordsOf(Buffer.from([0xff, 0xfe, 0x41]))).toBe("\ufffd\ufffdA")
  expect(wordsOf("x".repeat(4000))).toHaveLength(500)
  expect(wordsOf("😀".repeat(300)).isWellFormed()).toBe(true)
  expect(wordsOf(`${"x".repeat(499)}😀`)).toBe(`${"x".repeat(499)}\ufffd`)
})

test("one hears the types, the families and everything one subscribed to", () => {
  expect(hears(["delivery.failed"], "delivery.failed")).toBe(true)
  expect(hears(["delivery.*"], "delivery.failed")).toBe(true)
  expect(hears(["*"], "event.failed")).toBe(true)
  expect(hears(["delivery.failed", "event.*"], "delivery.sent")).toBe(false)
  expect(hears(["delivery.*"], "deliveryx.sent")).toBe(false)
})
