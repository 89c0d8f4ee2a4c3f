/**
 * What a delivery can be and become. A delivery is one message to one address: the unit of work and of truth.
 *
 *     queued → sending → sent → delivered
 *     queued → withheld(reason) | cancelled | expired
 *     sending → queued (a retry) | failed(reason) | ambiguous | cancelled (asked meanwhile, and the answer was a retry)
 *     ambiguous → sent | delivered | failed | queued
 *     sent → failed (a bounce)
 *
 * `ambiguous` says the truth: the provider may have got it. Sending again would double, dropping would lose.
 */

export const states = [
  "queued",
  "sending",
  "sent",
  "delivered",
  "withheld",
  "cancelled",
  "expired",
  "failed",
  "ambiguous",
] as const
export type State = (typeof states)[number]

export const turns: Readonly<Record<State, readonly State[]>> = {
  queued: ["sending", "withheld", "cancelled", "expired"],
  sending: ["sent", "delivered", "queued", "failed", "ambiguous", "cancelled"],
  sent: ["delivered", "failed"],
  ambiguous: ["sent", "delivered", "failed", "queued"],
  delivered: [],
  withheld: [],
  cancelled: [],
  expired: [],
  failed: [],
}

/** Why a delivery is not made, in the order they are asked: the first that applies is the answer. */
export const withheldReasons = [
  "no_receiver",
  "customer_archived",
  "module_inactive",
  "channel_off",
  "channel_unsupported",
  "switched_off",
  "no_template_set",
  "no_message",
  "customer_channel_off",
  "not_subscribed",
  "suppressed",
  "no_address",
  "domain_not_allowed",
  "country_not_allowed",
  "duplicate_recipient",
  "frequency_capped",
  "text_not_permitted",
  "no_price",
  "insufficient_funds",
  "quota_exhausted",
] as const
export type WithheldReason = (typeof withheldReasons)[number]

/** What can stop a delivery that waits, in the order its counters are kept in `deliveries.stops`. */
export const stopNames = ["type", "module", "switch", "class", "customer", "event", "message"] as const
export type StopName = (typeof stopNames)[number]
