/**
 * A sample organisation, as data: what `tidings sample load` makes of nothing. References between parts are by `key`
 * or external id, and must be found within the same sample. Nothing here is a date: days are counted from the day of
 * loading (0), times are local to the organisation.
 */
import type { Audience, Channel, ConsoleLocale } from "../base/words.ts"

export type Sample = {
  /** The name it is loaded by, as in `tidings sample load telco`. */
  key: string
  /** The key of the starting catalogue its types and texts come from. */
  catalogue: string
  organisation: SampleOrganisation
  modules: readonly ("sms" | "reminders" | "subscriptions" | "post" | "bookings")[]
  /** How each channel is paid for; `free` when absent. */
  funding?: { email?: "free" | "credits"; sms?: "free" | "wallet" | "credits" }
  /** What there is to spend at the start: an amount of the organisation's currency, messages by channel. */
  wallet?: { topUp: string; lowAt: readonly string[] }
  credits?: { email?: number; sms?: number }
  /** Countries (ISO 3166-1 alpha-2) SMS may go to, with the net price of one segment. */
  smsPrices?: Readonly<Record<string, string>>
  /** The first is the main area. */
  areas: readonly { key: string; name: string }[]
  members: readonly SampleMember[]
  /** Sets for customer classes; the organisation's own set is made with it. `managedBy` is a reseller's key. */
  templateSets?: readonly { key: string; name: string; managedBy?: string }[]
  /** The first is the default class. */
  classes: readonly SampleClass[]
  /** What page Switches has on, for types that the organisation switches. */
  switches?: Readonly<Record<string, Readonly<Partial<Record<Audience, readonly Channel[]>>>>>
  customers: readonly SampleCustomer[]
  contacts?: readonly SampleContact[]
  reminderTypes?: readonly string[]
  reminders?: readonly SampleReminder[]
  /** Events that have happened, so that the first look shows something sent. */
  events?: readonly SampleEvent[]
}

export type SampleOrganisation = {
  name: string
  /** ISO 3166-1 alpha-2 */
  country: string
  /** The first is the main one. */
  languages: readonly ConsoleLocale[]
  /** IANA */
  timeZone: string
  /** ISO 4217 */
  currency: string
  /** `HH:MM` */
  sendTime?: string
  companyContact: { email: string; phone: string }
  url: string
  /** CSS colour */
  accent?: string
  emailFooter?: string
  /** What a new customer's switch for SMS starts from. */
  smsStart: "send" | "do_not_send"
  smsPolicy: "gsm7_strict" | "gsm7_transliterate" | "unicode"
  /** The approved SMS sender; the install's default when absent. */
  smsSender?: string
}

export type SampleMember = {
  key: string
  name: string
  email: string
  phone?: string
  locale: ConsoleLocale
  role: "administrator" | "supervisor" | "reseller" | "employee"
  /** A supervisor's areas. */
  areas?: readonly string[]
}

/** A notice when this much is left, or this much of the limit is used. */
export type SampleThreshold = { amountLeft: string } | { percentUsed: number }

export type SampleClass = {
  key: string
  name: string
  managedBy?: string
  templateSet?: string
  replyTo?: string
  /** Days before and after a due date. */
  dueDays?: { before: readonly number[]; after: readonly number[] }
  thresholds?: readonly SampleThreshold[]
  /** The boxes that are on, by type. */
  switches?: Readonly<Record<string, readonly Channel[]>>
}

export type SampleCustomer = {
  externalId: string
  name: string
  /** A whole greeting name, in the customer's language and the form its greetings ask for. */
  salutation?: string
  locale: ConsoleLocale
  /** The organisation's when absent. */
  timeZone?: string
  /** The default class and the main area when absent. */
  class?: string
  area?: string
  email?: readonly string[]
  /** E.164 */
  sms?: readonly string[]
  /** Channels this customer has switched on or off, against what the organisation starts with. */
  channels?: { email?: boolean; sms?: boolean }
  bcc?: readonly string[]
  /** What is owed, and the limit, in the organisation's currency. */
  credit?: { limit: string; balance: string }
  /** `dueInDays` is negative once the due date has passed. */
  invoices?: readonly { number: string; amount: string; dueInDays: number }[]
  accounts?: readonly {
    number: string
    name: string
    services?: readonly { number: string; name: string }[]
    billingAccounts?: readonly { number: string; name: string }[]
  }[]
}

export type SampleContact = {
  /** External id of the customer. */
  customer: string
  name: string
  email: string
  phone?: string
  locale: ConsoleLocale
  group?: boolean
  verified?: boolean
  /** Customer numbers in the profile of this person, who may sign in to the portal. */
  portal?: readonly { number: string; admin?: boolean }[]
  /** `on` is the number of an account, a service or a billing account. */
  subscriptions?: readonly {
    type: string
    on: string
    preferences?: Readonly<Record<string, string | number | boolean | readonly string[]>>
  }[]
}

export type SampleReminder = {
  /** External id of the customer. */
  customer: string
  type: string
  text: string
  activatedInDays: number
  /** Every so many days, weeks, months or years; never when absent. */
  repeat?: {
    each: "day" | "week" | "month" | "year"
    interval?: number
    /** ISO weekdays, Monday 1. */
    weekdays?: readonly number[]
    /** The 1st to 4th of the weekday in the month, rather than the date. */
    nth?: 1 | 2 | 3 | 4
    endsInDays?: number
  }
  how: "system" | "email" | "sms" | "email_and_sms"
  receiver: "administrator_and_supervisors" | "administrator" | "supervisors"
}

export type SampleEvent = {
  type: string
  /** External id of the customer; absent when the event names none. */
  customer?: string
  inDays: number
  /** `HH:MM` */
  at: string
  /** Checked against the type's variables. */
  data: Readonly<Record<string, unknown>>
}
