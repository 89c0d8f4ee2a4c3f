/** What a channel carries, and what may come of handing it over: the words the send path and every provider share. */
import type { Channel } from "../base/words.ts"
import type { EmailMessage } from "./email/message.ts"

/** What each channel's providers are handed. A new channel adds its message here. */
export type Messages = { email: EmailMessage }
export type Carried = Channel & keyof Messages

/**
 * Whom a refusal is about. `recipient`: this message to this address, and no other. `sender`: the address it leaves from.
 * `connection`: the provider or the way to it; every other message would fare the same, so none of them is to blame.
 */
export const scopes = ["recipient", "sender", "connection"] as const
export type Scope = (typeof scopes)[number]

/** Why a hand-over was not made, or isn't known to have been. Stable: the console translates by it. */
export const reasons = [
  // about the recipient
  "address_unknown",
  "recipient_refused",
  "message_refused",
  "message_too_large",
  "not_now",
  "mailbox_full",
  "address_unsupported",
  // about the sender
  "sender_refused",
  // about the connection
  "not_allowed",
  "unreachable",
  "tls_missing",
  "tls_failed",
  "credentials_refused",
  "refused",
  "busy",
  "unintelligible",
  // about either, by how far it had come
  "timed_out",
  "connection_lost",
  "called_off",
] as const
export type Reason = (typeof reasons)[number]

/** `words` is what the provider said, for people: at most 500 characters, one line, without a secret. */
export type Outcome =
  | { kind: "sent"; refs: string[]; words: string } // the provider's own message ids, one a part, where its receipts name them
  | { kind: "refused"; reason: Reason; scope: Scope; suppress: boolean; words: string } // asking again would not help
  | { kind: "retry"; reason: Reason; scope: Scope; afterSeconds: number | null; words: string }
  | { kind: "unknown"; reason: Reason; words: string } // it may have been sent: only the type's policy may risk it twice

export const sent = (refs: string[], words: string): Outcome => ({ kind: "sent", refs, words: oneLine(words) })

/** @param suppress whether the address is known to be nobody's: nothing more is sent to it */
export const refused = (reason: Reason, scope: Scope, words: string, suppress = false): Outcome => ({
  kind: "refused",
  reason,
  scope,
  suppress,
  words: oneLine(words),
})

export const retry = (reason: Reason, scope: Scope, words: string, afterSeconds: number | null = null): Outcome => ({
  kind: "retry",
  reason,
  scope,
  afterSeconds,
  words: oneLine(words),
})

export const unknown = (reason: Reason, words: string): Outcome => ({ kind: "unknown", reason, words: oneLine(words) })

const oneLine = (words: string) =>
  words
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim()
    .slice(0, 500)
    .toWellFormed()
