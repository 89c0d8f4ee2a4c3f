/** The words of this room: what an author writes, what is compiled from it, and what a recipient gets. Types only. */

import type { Channel } from "../base/words.ts"

export type { Channel }

/**
 * What rendering needs of an entry of a notification type's variable schema: a top-level name of the event's data.
 * A list describes the fields of its items in `of`; `channels` limits where the name is known (all when absent).
 */
export type Variable = {
  name: string
  kind: "text" | "number" | "money" | "date" | "datetime" | "url" | "boolean" | "list"
  required: boolean
  maxLength?: number
  sample: unknown
  channels?: Channel[]
  of?: Variable[]
}

/** What an author writes. `subject` is the title of a push or inbox message and is ignored for SMS. */
export type Source = { channel: Channel; subject: string | null; body: string; format: "html" | "mjml" | "text" }

export type LayoutSource = { format: "html" | "mjml"; source: string }

/** Stable: the console translates by code, with `found` and `suggestion` as its parts. */
export type FaultCode =
  | "empty"
  | "too_long"
  | "too_deep"
  | "syntax"
  | "unknown_tag"
  | "unknown_filter"
  | "unknown_variable"
  | "unknown_token"
  | "reserved_name"
  | "misplaced"
  | "mjml"
  | "content_slot"
  | "not_gsm"
  | "link_missing"
  | "too_slow"
  | "too_large"
  | "failed"

/** One mistake of a template. `line` and `column` count from 1, in UTF-16 units, in the field as it was written. */
export type Fault = {
  field: "subject" | "body"
  line: number
  column: number
  code: FaultCode
  message: string
  found?: string
  suggestion?: string
}

/**
 * A message ready to render, as plain JSON: keep it with the message's version, so that nothing but its publishing
 * ever runs MJML or sanitises.
 */
export type Compiled = {
  channel: Channel
  /** Liquid, rendered as plain text; null for SMS. */
  subject: string | null
  /** Liquid; for e-mail a sanitised HTML fragment. */
  body: string
  /** E-mail: the `<style>` elements its MJML asked for. */
  head: string
  /** Dotted paths used, in order of appearance; `items[].sender` for a field of an item. */
  variables: string[]
  /** Those of `variables` that the schema requires. */
  required: string[]
}

/** A layout ready to render, as plain JSON: a sanitised HTML document in Liquid with one `{{ content }}`. */
export type CompiledLayout = { html: string }

export type Compilation<T> = { ok: true; message: T } | { ok: false; faults: Fault[] }

/** All that a rendering may depend on. Plain JSON, so that it crosses into a worker thread and into a stored copy. */
export type Context = {
  /** BCP 47 */
  locale: string
  /** IANA */
  timeZone: string
  /** ISO 4217: the currency of amounts that name none */
  currency: string
  data: Record<string, unknown>
  customer: { name: string; salutation?: string | null; externalId?: string | null }
  /** `unsubscribeUrl` only for a recipient who may unsubscribe; never for a copy. */
  recipient: { name: string; unsubscribeUrl?: string | null }
  /** `accent` is a CSS colour, `footer` plain text of one or more lines. */
  organisation: {
    name: string
    email?: string | null
    phone?: string | null
    url?: string | null
    accent?: string | null
    logoUrl?: string | null
    footer?: string | null
  }
  /** RFC 3339 */
  event: { time: string }
}

export type Rendered =
  | { channel: "email"; subject: string; html: string; text: string }
  | { channel: "sms"; text: string }
  | { channel: "push" | "inbox"; title: string; body: string }
