import { expect, test } from "vitest"
import { reasons, scopes } from "../channel.ts"
import { failureKinds, judge, type Phase, phases, type Reply } from "./judge.ts"

const enhanced = [
  null,
  "4.2.2",
  "4.7.1",
  "5.1.1",
  "5.1.2",
  "5.1.3",
  "5.1.6",
  "5.1.10",
  "5.2.2",
  "5.3.4",
  "5.6.7",
  "5.7.8",
]
const codes = Array.from({ length: 400 }, (_, index) => 200 + index)
const replies = codes.flatMap((code) => enhanced.map((status): Reply => ({ code, enhanced: status, lines: ["words"] })))
const every = phases.flatMap((phase) => [
  ...failureKinds.map((kind) => ({ phase, kind, reply: null, words: "words" })),
  ...replies.map((reply) => ({ phase, kind: "answered" as const, reply, words: "words" })),
])
const isBefore = (phase: Phase, other: Phase) => phases.indexOf(phase) < phases.indexOf(other)

test("after the final dot nothing but a refusal in the server's own words is called not sent; before it, nothing is in doubt", () => {
  expect(every.length).toBeGreaterThan(50_000)
  for (const failure of every) {
    const outcome = judge(failure)
    const isRefusal = failure.kind === "answered" && failure.reply !== null && failure.reply.code >= 400
    expect(outcome.kind).not.toBe("sent")
    expect(outcome.kind === "unknown").toBe(failure.phase === "dot" && !isRefusal)
  }
})

test("only what was said about the recipient fails a delivery, and only four codes make an address nobody's", () => {
  for (const failure of every) {
    const outcome = judge(failure)
    expect(reasons).toContain("reason" in outcome && outcome.reason)
    if (outcome.kind === "unknown" || outcome.kind === "sent") continue
    expect(scopes).toContain(outcome.scope)
    expect(outcome.words.length).toBeGreaterThan(0)
    const { phase, kind, reply } = failure
    if (outcome.scope === "sender") expect(phase).toBe("mail")
    if (outcome.scope === "recipient" && isBefore(phase, "rcpt")) {
      // Before RCPT only what the message itself is can be the reason.
      expect(["message_too_large", "address_unsupported"]).toContain(outcome.reason)
    }
    if (outcome.kind === "refused" && outcome.suppress) {
      expect(["5.1.1", "5.1.2", "5.1.6", "5.1.10"]).toContain(reply?.enhanced)
      expect(kind === "answered" && (reply?.code ?? 0) >= 500 && !isBefore(phase, "rcpt")).toBe(true)
    }
    if (reply && [530, 534, 535, 538].includes(reply.code))
      expect(outcome).toMatchObject({ kind: "refused", scope: "connection" })
    if (reply && reply.code >= 400 && reply.code < 500) expect(outcome.kind).toBe("retry")
  }
})
