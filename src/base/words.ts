/** The words every part of Tidings shares: channels, audiences, languages. Each list stands here once. */

/** The ways a message can travel, in the order screens show them. */
export const channels = ["email", "sms", "push", "inbox"] as const
export type Channel = (typeof channels)[number]

/** Who a message is written for; a dimension of types, messages and switches. `copy` (BCC) is not among them: it has no words of its own. */
export const audiences = [
  "customer",
  "contact",
  "administrator",
  "supervisor",
  "reseller",
  "employee",
  "operator",
] as const
export type Audience = (typeof audiences)[number]

/** The languages the console and the starting texts speak (BCP 47). Messages may be in any other as well. */
export const consoleLocales = ["en", "pl", "it", "da"] as const
export type ConsoleLocale = (typeof consoleLocales)[number]

/** A short text in every console language. */
export type Words = Readonly<Record<ConsoleLocale, string>>
