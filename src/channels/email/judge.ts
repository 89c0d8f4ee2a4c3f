/** What a failed SMTP conversation means for the message it carried. Pure. */
import { type Outcome, type Reason, refused, retry, type Scope, unknown } from "../channel.ts"

/**
 * How far a conversation is. `body`: the message is being written, its final dot is not. `dot`: the final dot is written,
 * or was about to be; from here on only an answer tells that the server didn't take the message.
 */
export const phases = [
  "connect",
  "greeting",
  "ehlo",
  "starttls",
  "tls",
  "auth",
  "mail",
  "rcpt",
  "data",
  "body",
  "dot",
] as const
export type Phase = (typeof phases)[number]

export type Reply = {
  code: number
  /** RFC 3463, such as "5.1.1"; null where the server gives none. */
  enhanced: string | null
  /** What follows the code on each line. */
  lines: readonly string[]
}

export const failureKinds = [
  "answered", // with a reply that isn't the one that leads on
  "closed",
  "silent", // for longer than the phase may take
  "called_off",
  "garbled", // what came is no reply, or none was due
  "not_allowed",
  "unreachable",
  "tls_failed",
  "tls_missing",
  "login_missing", // no way to sign in that is known here
  "too_large", // for what the server said it takes
  "ascii_only", // the server can't take such an address (RFC 6531)
] as const
export type FailureKind = (typeof failureKinds)[number]

export const wordsOf = ({ code, lines }: Pick<Reply, "code" | "lines">): string => `${code} ${lines.join(" ")}`.trim()

export type Failure = { phase: Phase; kind: FailureKind; reply: Reply | null; words: string }

/** RFC 3463 codes that say that the address is nobody's; RFC 7505 for 5.1.10. Nothing else suppresses an address. */
export const nobody: readonly string[] = ["5.1.1", "5.1.2", "5.1.6", "5.1.10"]

/** Failures from here on are about the message and its recipient; before, every other message would fare the same. */
const isAboutRecipient = (phase: Phase) => phases.indexOf(phase) >= phases.indexOf("rcpt")

export function judge({ phase, kind, reply, words }: Failure): Outcome {
  const scope: Scope = isAboutRecipient(phase) ? "recipient" : "connection"
  if (kind === "answered" && reply && reply.code >= 400) return judgeReply(phase, scope, reply)
  if (kind === "garbled" && phase === "starttls") return unsent.tls_failed(scope, words)
  return phase === "dot" ? unknown(lost[kind] ?? "unintelligible", words) : unsent[kind](scope, words)
}

const lost: Partial<Record<FailureKind, Reason>> = {
  closed: "connection_lost",
  silent: "timed_out",
  called_off: "called_off",
}

const unsent: Record<FailureKind, (scope: Scope, words: string) => Outcome> = {
  closed: (scope, words) => retry("connection_lost", scope, words),
  silent: (scope, words) => retry("timed_out", scope, words),
  called_off: (_, words) => retry("called_off", "connection", words),
  answered: (scope, words) => retry("unintelligible", scope, words),
  garbled: (scope, words) => retry("unintelligible", scope, words),
  unreachable: (_, words) => retry("unreachable", "connection", words),
  not_allowed: (_, words) => refused("not_allowed", "connection", words),
  tls_failed: (_, words) => refused("tls_failed", "connection", words),
  tls_missing: (_, words) => refused("tls_missing", "connection", words),
  login_missing: (_, words) => refused("credentials_refused", "connection", words),
  too_large: (_, words) => refused("message_too_large", "recipient", words),
  ascii_only: (_, words) => refused("address_unsupported", "recipient", words),
}

/** A reply of 4xx or 5xx: whoever answers so has not taken the message (RFC 5321 §4.2.1), however late. */
function judgeReply(phase: Phase, scope: Scope, reply: Reply): Outcome {
  const { code, enhanced } = reply
  const text = wordsOf(reply)
  if (code < 500) {
    const isFull = code === 452 || enhanced === "4.2.2"
    return retry(code === 421 ? "busy" : isFull && scope === "recipient" ? "mailbox_full" : "not_now", scope, text)
  }
  // RFC 4954 §6: these are about signing in, whichever command they answer.
  if ([530, 534, 535, 538].includes(code)) return refused("credentials_refused", "connection", text)
  if (phase === "auth") return refused("credentials_refused", "connection", text)
  if (phase === "starttls") return refused("tls_missing", "connection", text)
  const isTooLarge = enhanced === "5.3.4" || (code === 552 && enhanced !== "5.2.2")
  if (phase === "mail") {
    // Two refusals at MAIL are about this one message: its size (RFC 1870 §6.1), its letters (RFC 6531 §3.5).
    if (isTooLarge) return refused("message_too_large", "recipient", text)
    if (enhanced === "5.6.7") return refused("address_unsupported", "recipient", text)
    return refused("sender_refused", "sender", text)
  }
  if (scope === "connection") return refused("refused", scope, text)
  if (enhanced && nobody.includes(enhanced)) return refused("address_unknown", scope, text, true)
  if (enhanced === "5.2.2") return refused("mailbox_full", scope, text)
  if (isTooLarge) return refused("message_too_large", scope, text)
  return refused(phase === "rcpt" ? "recipient_refused" : "message_refused", scope, text)
}
