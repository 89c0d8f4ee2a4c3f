import fc from "fast-check"
import { expect, test } from "vitest"
import { type Outcome, refused, retry, sent, unknown } from "../channels/channel.ts"
import { backoff } from "./backoff.ts"
import type { Claimed } from "./claim.ts"
import { deliveryId } from "./ids.ts"
import { turnFor } from "./settle.ts"
import { turns } from "./states.ts"

const now = Temporal.Instant.from("2026-03-03T06:15:00Z")
const delivery = { tries: 0, maxTries: 3, ambiguous: "at_least_once", channel: "email" } as Claimed
const seconds = (dueAt: Temporal.Instant) => now.until(dueAt).total("seconds")

const outcomes: [string, Outcome, string, string | null][] = [
  ["sent", sent(["q1"], "250 ok"), "sent", null],
  ["refused for its recipient", refused("recipient_refused", "recipient", "550"), "failed", "refused"],
  ["refused for its sender", refused("sender_refused", "sender", "553"), "queued", "retry"],
  ["refused by the connection", refused("credentials_refused", "connection", "535"), "queued", "retry"],
  ["put off for its recipient", retry("not_now", "recipient", "451"), "queued", "retry"],
  ["put off by the connection", retry("busy", "connection", "421"), "queued", "retry"],
  ["unclear", unknown("connection_lost", ""), "ambiguous", "connection_lost"],
]
test.each(outcomes)("a hand-over that was %s turns the delivery", (_, outcome, state, reason) => {
  expect(turnFor({ delivery, outcome }, now, 0.5)).toMatchObject({ state, reason })
  expect(turns.sending).toContain(state)
})

test("only what is about the recipient uses a try up, and the last one fails it", () => {
  const last = { ...delivery, tries: 2 }
  expect(turnFor({ delivery: last, outcome: retry("not_now", "recipient", "451") }, now, 0)).toMatchObject({
    state: "failed",
    reason: "attempts_exhausted",
  })
  expect(turnFor({ delivery: last, outcome: retry("busy", "connection", "421") }, now, 0).state).toBe("queued")
})

test("an unclear one is sent again soon where its type allows it, and otherwise waits for its deadline", () => {
  const due = (of: Partial<Claimed>) =>
    seconds(turnFor({ delivery: { ...delivery, ...of }, outcome: unknown("timed_out", "") }, now, 0).dueAt)
  expect(due({})).toBe(60)
  expect(due({ ambiguous: "once" })).toBe(24 * 3600)
  expect(due({ ambiguous: "once", channel: "sms" })).toBe(72 * 3600)
})

test("waiting grows to an hour, is spread evenly, and never undercuts what the provider asked for", () => {
  expect([1, 2, 3, 7, 8, 50].map((tries) => backoff(tries, 0, 1))).toEqual([30, 60, 120, 1920, 3600, 3600])
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.nat(10_000),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (tries, asked, random) => {
        const wait = backoff(tries, asked, random)
        expect(wait).toBeGreaterThanOrEqual(asked)
        expect(wait).toBeLessThanOrEqual(asked + 3600)
      },
    ),
  )
  expect(() => backoff(0, 0, 0)).toThrow(RangeError)
})

test("I2 a delivery's id lies in its event's moment and is its own by event, recipient, audience, channel, address and step", () => {
  const eventId = "019c4f2e-5f1b-7c3a-9c55-0a1b2c3d4e5f"
  const id = (...parts: Partial<Parameters<typeof deliveryId>>) =>
    deliveryId(
      ...(Object.assign([eventId, "r", "customer", "email", "a@b.co", 0], parts) as Parameters<typeof deliveryId>),
    )
  expect(id()).toMatch(/^019c4f2e-5f1b-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(id()).toBe(id())
  const made = [
    id(),
    id(eventId, "s"),
    id(eventId, "r", "copy"),
    id(eventId, "r", "customer", "sms"),
    id(eventId, "r", "customer", "email", "c@b.co"),
    id(eventId, "r", "customer", "email", "a@b.co", 1),
  ]
  expect(new Set(made).size).toBe(made.length)
})
