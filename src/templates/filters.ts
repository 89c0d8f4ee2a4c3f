/**
 * The Liquid that authors may use: an allow-list of tags and filters, and the two engines that render it, one for plain
 * text and one for HTML. No file, clock or randomness can be reached from here.
 */
import { IntlMessageFormat } from "intl-messageformat"
import { Liquid, Tag } from "liquidjs"
import type { Context as LiquidContext, Emitter, Parser, TagToken, Template, TopLevelToken } from "liquidjs"
import type { Context } from "./message.ts"

/** Text that is HTML already and is not escaped again. Only this room makes it; no value of an author's can be one. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toString(): string {
    return this.text
  }
}

/**
 * What one value looks like in a message: lists are joined, an amount with its currency is money, other objects are
 * nothing. Control characters are dropped (an XML, SMS or header encoder downstream cannot carry them).
 */
function shown(value: unknown, style: Formats): string {
  if (value === null || value === undefined) return ""
  if (typeof value === "string") return clean(value)
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value)
  if (Array.isArray(value)) return value.map((each) => shown(each, style)).join(", ")
  if (value instanceof Html) return value.text
  return isAmount(value) ? style.money(value) : ""
}

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]/g
/** Without the control characters (tab and line ends stay) and lone surrogates that no channel can carry. */
export const clean = (text: string) => text.replace(control, "").toWellFormed()

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)

type Amount = { amount: unknown; currency: unknown }
const isAmount = (value: unknown): value is Amount =>
  typeof value === "object" && value !== null && Object.hasOwn(value, "amount") && Object.hasOwn(value, "currency")

type Style = "short" | "long" | undefined
const moments: Record<"date" | "time" | "datetime", (style: Style) => Intl.DateTimeFormatOptions> = {
  date: (style) => ({ dateStyle: style ?? "medium" }),
  time: (style) =>
    style === "long" ? { hour: "numeric", minute: "2-digit", timeZoneName: "short" } : { timeStyle: "short" },
  datetime: (style) => ({ dateStyle: style ?? "medium", timeStyle: "short" }),
}

/** How one (locale, time zone, currency) writes numbers, money, dates and plurals. */
export class Formats {
  readonly #locale: string
  readonly #timeZone: string
  readonly #currency: string
  readonly #numbers = new Map<string, Intl.NumberFormat>()
  readonly #moments = new Map<string, Intl.DateTimeFormat>()
  readonly #messages = new Map<string, { format: IntlMessageFormat; parts: Map<string, "number" | "text"> }>()

  constructor(locale: string, timeZone: string, currency: string) {
    this.#locale = locale
    this.#timeZone = timeZone
    this.#currency = currency
  }

  /** Exact: a decimal string never becomes a float. What is no amount is shown as it is. */
  money(value: unknown): string {
    const amount = isAmount(value) ? value.amount : value
    const currency = isAmount(value) ? shown(value.currency, this) : this.#currency
    const decimal = asDecimal(amount)
    if (decimal === null) return amount === null || amount === undefined ? "" : shown(amount, this)
    // ISO 4217 §5.1: three letters; anything else makes Intl throw.
    if (!/^[A-Za-z]{3}$/.test(currency)) return `${decimal} ${currency}`
    return this.#number({ style: "currency", currency }).format(decimal)
  }

  number(value: unknown, digits?: unknown): string {
    const decimal = asDecimal(value)
    if (decimal === null) return shown(value, this)
    const exact = typeof digits === "number" && digits >= 0 ? Math.min(Math.trunc(digits), 20) : undefined
    return this.#number(
      exact === undefined
        ? { maximumFractionDigits: 20 }
        : { minimumFractionDigits: exact, maximumFractionDigits: exact },
    ).format(decimal)
  }

  /** 0.23 is 23 %. */
  percent(value: unknown, digits?: unknown): string {
    const decimal = asDecimal(value)
    if (decimal === null) return shown(value, this)
    const most = typeof digits === "number" && digits >= 0 ? Math.min(Math.trunc(digits), 20) : 2
    return this.#number({ style: "percent", maximumFractionDigits: most }).format(decimal)
  }

  /**
   * A date (`2026-03-12`) is the same day everywhere; an instant (with Z or an offset) is shown in the recipient's
   * zone; a local date and time stays as written. What is none of these is shown as it is.
   */
  moment(kind: "date" | "time" | "datetime", value: unknown, style: unknown): string {
    if (typeof value !== "string") return shown(value, this)
    const place = when(value)
    if (!place) return clean(value)
    const asked: Style = style === "short" || style === "long" ? style : undefined
    if (kind !== "date" && place.zone === "none") return this.moment("date", value, style)
    const timeZone = place.zone === "instant" ? this.#timeZone : "UTC"
    const key = `${kind} ${asked ?? ""} ${timeZone}`
    return once(
      this.#moments,
      key,
      () => new Intl.DateTimeFormat(this.#locale, { ...moments[kind](asked), timeZone }),
    ).format(place.epochMilliseconds)
  }

  /** An ICU message with its arguments; a missing one is empty, and 0 where a number is asked. */
  icu(message: string, values: Record<string, unknown>): string {
    const { format, parts } = once(this.#messages, message, () => {
      const parsed = icu(message, this.#locale)
      return { format: parsed, parts: icuArguments(parsed) }
    })
    const ready: Record<string, string | number> = {}
    for (const [name, kind] of parts) {
      const value = values[name]
      ready[name] = kind === "number" ? Number(value ?? 0) || 0 : shown(value, this)
    }
    return String(format.format(ready))
  }

  #number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    return once(this.#numbers, JSON.stringify(options), () => new Intl.NumberFormat(this.#locale, options))
  }
}

/** What was made before under this key, or made now; few keys are kept, as authors can think of many. */
function once<T>(made: Map<string, T>, key: string, make: () => T): T {
  const known = made.get(key)
  if (known !== undefined) return known
  if (made.size >= 200) made.clear()
  const fresh = make()
  made.set(key, fresh)
  return fresh
}

const formatsOf = new Map<string, Formats>()

/** Formatters are dear to make (0.05 ms each) and few: one a locale, zone and currency. A locale unknown to Intl is read as English. */
export function formats(context: Pick<Context, "locale" | "timeZone" | "currency">): Formats {
  return once(formatsOf, `${context.locale} ${context.timeZone} ${context.currency}`, () => {
    const locale = tolerated(context.locale, "en", (asked) => Intl.getCanonicalLocales(asked))
    const timeZone = tolerated(context.timeZone, "UTC", (asked) => new Intl.DateTimeFormat("en", { timeZone: asked }))
    return new Formats(locale, timeZone, context.currency)
  })
}

function tolerated(asked: string, fallback: string, tryIt: (value: string) => unknown): string {
  try {
    tryIt(asked)
    return asked
  } catch (error) {
    if (error instanceof RangeError) return fallback
    throw error
  }
}

/** A decimal that Intl formats exactly (ECMA-402 reads a numeric string as a mathematical value), or null. */
function asDecimal(value: unknown): Intl.StringNumericLiteral | number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null
  const text = typeof value === "string" ? value.trim() : ""
  return isDecimal(text) ? text : null
}

const isDecimal = (text: string): text is Intl.StringNumericLiteral => /^-?\d{1,40}(\.\d{1,20})?$/.test(text)

function when(text: string): { epochMilliseconds: number; zone: "none" | "local" | "instant" } | null {
  if (text.length > 40) return null
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(text))
      return { epochMilliseconds: Temporal.PlainDate.from(text).toZonedDateTime("UTC").epochMilliseconds, zone: "none" }
    if (/(Z|[+-]\d\d(:?\d\d)?)$/i.test(text))
      return { epochMilliseconds: Temporal.Instant.from(text).epochMilliseconds, zone: "instant" }
    const local = Temporal.PlainDateTime.from(text)
    return { epochMilliseconds: local.toZonedDateTime("UTC").epochMilliseconds, zone: "local" }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** @throws SyntaxError when the message is not ICU MessageFormat */
export function icu(message: string, locale: string): IntlMessageFormat {
  return new IntlMessageFormat(message, locale, undefined, { ignoreTag: true })
}

/**
 * The arguments a message names, and whether each must be a number.
 * @throws SyntaxError for ICU dates and times, which would be written in the server's zone, and for number skeletons
 */
export function icuArguments(message: IntlMessageFormat): Map<string, "number" | "text"> {
  const found = new Map<string, "number" | "text">()
  const walk = (parts: ReturnType<IntlMessageFormat["getAst"]>) => {
    for (const part of parts) {
      // The parser's TYPE, which intl-messageformat doesn't hand on: 1 argument, 2 number, 3 date, 4 time, 5 select, 6 plural.
      const kind: number = part.type
      if (kind === 3 || kind === 4) throw new SyntaxError("use the filters date, time or datetime here")
      // A skeleton may ask for what Intl refuses, and only a rendering would find out.
      if ("style" in part && typeof part.style === "object" && part.style !== null)
        throw new SyntaxError("use the filters number, percent or money here")
      if ("value" in part && (kind === 2 || kind === 6)) found.set(part.value, "number")
      else if ("value" in part && (kind === 1 || kind === 5)) found.set(part.value, found.get(part.value) ?? "text")
      if ("options" in part) for (const option of Object.values(part.options)) walk(option.value)
    }
  }
  walk(message.getAst())
  return found
}

type Impl = { context: LiquidContext }
type Handler = (this: Impl, value: unknown, ...args: unknown[]) => unknown

const styles = new WeakMap<object, Formats>()
const english = new Formats("en", "UTC", "EUR")

/** The names a rendering sees, and how it writes what they hold. */
export function scope<T extends object>(names: T, style: Formats): T {
  styles.set(names, style)
  return names
}

const formatsIn = ({ context }: Impl) => styles.get(context.environments) ?? english

const text = (value: unknown, impl: Impl) => shown(value, formatsIn(impl))

/** Filters of Liquid's own that are harmless, deterministic and bounded by the memory limit. */
const kept = [
  "abs append at_least at_most capitalize ceil compact concat default divided_by downcase first floor join last lstrip",
  "map minus modulo plus prepend remove replace reverse round rstrip size slice sort sort_natural split strip",
  "strip_newlines times uniq upcase url_encode where",
].flatMap((line) => line.split(" "))

const own: Record<string, Handler> = {
  money(value) {
    return formatsIn(this).money(value)
  },
  number(value, digits) {
    return formatsIn(this).number(value, digits)
  },
  percent(value, digits) {
    return formatsIn(this).percent(value, digits)
  },
  date(value, style) {
    return formatsIn(this).moment("date", value, style)
  },
  time(value, style) {
    return formatsIn(this).moment("time", value, style)
  },
  datetime(value, style) {
    return formatsIn(this).moment("datetime", value, style)
  },
  /** ICU MessageFormat: `{{ "{n, plural, one {# item} other {# items}}" | t: n: items.size }}` */
  t(message, ...pairs) {
    const named = pairs.filter((pair): pair is [string, unknown] => Array.isArray(pair) && pair.length === 2)
    return formatsIn(this).icu(String(message), Object.fromEntries(named))
  },
  /** Each value once, blanks left out, in order of first appearance. */
  unique(list) {
    if (!Array.isArray(list)) return list
    this.context.memoryLimit.use(list.length)
    return [...new Set(list.filter((each) => each !== null && each !== undefined && text(each, this).trim() !== ""))]
  },
  /** At most `length` characters, the ellipsis included; never half a code point. */
  truncate(value, length = 50, ellipsis = "…") {
    const whole = text(value, this)
    this.context.memoryLimit.use(whole.length)
    const signs = Array.from(whole)
    const most = Math.max(0, Math.trunc(Number(length)) || 0)
    if (signs.length <= most) return whole
    const end = Array.from(text(ellipsis, this))
    return [...signs.slice(0, Math.max(0, most - end.length)), ...end].slice(0, Math.max(most, end.length)).join("")
  },
}

export const filterNames = [...kept, ...Object.keys(own), "newline_to_br"].toSorted()
export const tagNames = ["if", "unless", "case", "for", "assign", "capture", "comment", "break", "continue", "#"]

/** Liquid's own captures as text, which an HTML engine would escape a second time. */
const captureOf = (html: boolean) =>
  class extends Tag {
    readonly #name: string
    readonly #templates: Template[] = []
    constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, parser: Parser) {
      super(token, rest, liquid)
      this.#name = token.tokenizer.readIdentifier().content
      const stream = parser.parseStream(rest)
      stream
        .on("tag:endcapture", () => {
          stream.stop()
        })
        .on("template", (template: Template) => {
          this.#templates.push(template)
        })
        .on("end", () => {
          throw new Error(`tag ${token.getText()} not closed`)
        })
      stream.start()
    }
    *render(context: LiquidContext): Generator<unknown, void, string> {
      const captured = yield this.liquid.renderer.renderTemplates(this.#templates, context)
      const name: Record<string, unknown> = context.bottom()
      name[this.#name] = html ? new Html(captured) : captured
    }
  }

/** `{% safeurl %}…{% endsafeurl %}`: what an address in an attribute came to, or `#` where its scheme may run code. Not offered to authors. */
class SafeUrl extends Tag {
  readonly #templates: Template[] = []
  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, rest, liquid)
    const stream = parser.parseStream(rest)
    stream
      .on("tag:endsafeurl", () => {
        stream.stop()
      })
      .on("template", (template: Template) => {
        this.#templates.push(template)
      })
    stream.start()
  }
  *render(context: LiquidContext, emitter: Emitter): Generator<unknown, void, string> {
    emitter.write(safeUrl(yield this.liquid.renderer.renderTemplates(this.#templates, context)))
  }
}

/** @param url as it stands in an attribute, so with entities instead of quotes */
export function safeUrl(url: string): string {
  // Browsers ignore white space and control characters within a scheme.
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const bare = url.replace(/[\0-\x20\x7f-\xa0\u2028\u2029\ufeff]/g, "")
  if (/^(https?|mailto|tel|cid):/i.test(bare)) return url.trim()
  // Anything before the first / ? # with a colon is a scheme, and `//` names a host; an entity there may spell a colon.
  return /^[^/?#]*[:;]/.test(bare) || /^[/\\]{2}/.test(bare) ? "#" : url.trim()
}

/**
 * Milliseconds and objects a single parse or render may use (liquidjs's own counters); generous for a message of words,
 * small for a process. A published template obeys the same limits as a hostile one.
 */
const limits = { parseLimit: 600_000, renderLimit: 300, memoryLimit: 4_000_000 }

function engine(mode: "text" | "html"): Liquid {
  const html = mode === "html"
  const liquid = new Liquid({
    ...limits,
    ownPropertyOnly: true,
    strictFilters: true,
    relativeReference: false,
    dynamicPartials: false,
    templates: {},
    outputEscape: function (this: Impl, value: unknown) {
      const plain = text(value, this)
      this.context.memoryLimit.use(plain.length)
      return html && !(value instanceof Html) ? escapeHtml(plain) : plain
    } as (value: unknown) => string,
  })
  for (const name of Object.keys(liquid.filters)) if (!kept.includes(name)) delete liquid.filters[name]
  for (const [name, handler] of Object.entries(own)) liquid.registerFilter(name, handler)
  liquid.registerFilter("newline_to_br", function (this: Impl, value: unknown) {
    return html ? new Html(escapeHtml(text(value, this)).replace(/\r?\n/g, "<br>\n")) : text(value, this)
  } as (value: unknown) => unknown)
  for (const name of Object.keys(liquid.tags)) if (!tagNames.includes(name)) delete liquid.tags[name]
  liquid.registerTag("capture", captureOf(html))
  if (html) {
    liquid.registerTag("safeurl", SafeUrl)
    // What may stand in a style: a colour, a length, a name.
    liquid.registerFilter("style_value", function (this: Impl, value: unknown) {
      return text(value, this).replace(/[^\w#%., -]/g, "")
    } as (value: unknown) => unknown)
  }
  return liquid
}

export const engines = { text: engine("text"), html: engine("html") }
