/**
 * The words of notifications: templates in Liquid, checked when they are saved, compiled when they are published, and
 * rendered for one recipient. Pure: the same input gives the same bytes; there is no clock, no randomness and no file.
 *
 *     const made = await compile(source, schema)          // faults with line and column, or a message as plain JSON
 *     if (made.ok) render(made.message, layout, context)  // thousands a second: keep the compiled objects, they are cached by
 *
 * Texts that nobody published are compiled and rendered by sandbox.ts, through these same functions.
 */
import type { Template } from "liquidjs"
import { check, faultAt, layoutNames, messageNames } from "./check.ts"
import { compileHtml, contentSlot, join, type Problem, saysNothing, textPart } from "./email.ts"
import { clean, engines, formats, Html, safeUrl, scope } from "./filters.ts"
import { defaultLayout } from "./layout.ts"
import type {
  Compilation,
  Compiled,
  CompiledLayout,
  Context,
  Fault,
  FaultCode,
  LayoutSource,
  Rendered,
  Source,
  Variable,
} from "./message.ts"

export { filterNames, tagNames } from "./filters.ts"
export { defaultLayout } from "./layout.ts"
export type * from "./message.ts"

/** UTF-16 units an author may write. A push payload holds 4 kB in all (RFC 8030 §7.2). */
const sourceChars = { subject: 1_000, email: 200_000, sms: 10_000, push: 4_000, inbox: 20_000 }
/** What a rendering may come to: characters, and bytes for HTML. RFC 5322 §2.1.1 ends a line at 998. */
const renderedLimits = { subject: 998, text: 10_000, htmlBytes: 500_000 }

/**
 * Checks and compiles one message. All faults at once, in order; a message with a fault is never compiled.
 * @param schema the type's variables; the standard ones (customer, recipient, organisation, event) are added
 */
export async function compile(source: Source, schema: Variable[]): Promise<Compilation<Compiled>> {
  const { channel } = source
  const written = channel === "sms" ? null : (source.subject ?? "")
  const faults = [
    ...(written === null ? [] : measured("subject", written, sourceChars.subject, written.trim() === "")),
    ...measured("body", source.body, sourceChars[channel], source.body.trim() === ""),
  ]
  if (faults.some(({ code }) => code === "too_long")) return { ok: false, faults }

  const names = messageNames(schema, channel)
  const subject = written === null ? null : check("subject", written, names, "kept")
  const body = check("body", source.body, names, channel === "sms" ? "refused" : "kept")
  faults.push(...(subject?.faults ?? []), ...body.faults)
  if (faults.length > 0) return { ok: false, faults }

  let html = { html: body.liquid, head: "" }
  if (channel === "email") {
    const made = await compileHtml(body.liquid, source.format === "mjml" ? "mjml" : "html", false)
    const found = [
      ...made.problems.map((problem) => faultOf(problem, source.body, body.origin)),
      ...unparsed(made.html),
    ]
    if (found.length > 0) return { ok: false, faults: found }
    if (saysNothing(made.html)) return { ok: false, faults: measured("body", "", 0, true) }
    html = made
  }
  const variables = [...new Set([...(subject?.used ?? []), ...body.used])]
  const message: Compiled = {
    channel,
    subject: subject?.liquid ?? null,
    body: html.html,
    head: html.head,
    variables,
    required: requiredOf(schema, "").filter((path) => variables.includes(path)),
  }
  return { ok: true, message }
}

/** Checks and compiles an organisation's e-mail layout: a document with `{{ content }}` once, in its text. */
export async function compileLayout(layout: LayoutSource): Promise<Compilation<CompiledLayout>> {
  const { source } = layout
  const measure = measured("body", source, sourceChars.email, source.trim() === "")
  if (measure.length > 0) return { ok: false, faults: measure }
  const checked = check("body", source, layoutNames, "kept")
  if (checked.faults.length > 0) return { ok: false, faults: checked.faults }
  const made = await compileHtml(checked.liquid, layout.format, true)
  const faults = [...made.problems.map((problem) => faultOf(problem, source, checked.origin)), ...unparsed(made.html)]
  if (faults.length > 0) return { ok: false, faults }

  const slots = made.html.replace(/<[a-z!][^<>]*>|<(style|title)\b[\s\S]*?<\/\1>/gi, "").match(contentSlot)?.length ?? 0
  const all = [...source.matchAll(contentSlot)]
  if (slots !== 1 || all.length !== 1) {
    const message = "A layout shows {{ content }} exactly once, in its text."
    return {
      ok: false,
      faults: [faultAt("body", source, all[1]?.index ?? all[0]?.index ?? 0, "content_slot", message)],
    }
  }
  const document = /<\/head>/i.test(made.html)
    ? made.html
    : `<html><head><meta charset="utf-8"></head><body>${made.html}</body></html>`
  return { ok: true, message: { html: document.replace(/^\s*(<!doctype html>)?\s*/i, "<!doctype html>\n") } }
}

/** A message that cannot be rendered from this data within its limits; asking again would not help. */
export class Unrenderable extends Error {
  readonly code: Extract<FaultCode, "too_slow" | "too_large" | "failed">
  constructor(code: Unrenderable["code"], message: string) {
    super(message)
    this.code = code
  }
}

/**
 * What one recipient gets. Missing data is empty (ask `missing` first).
 * @param layout e-mail only; null is the built-in one
 * @throws Unrenderable when the text is longer than its channel can take, or takes longer to make than it may
 */
export function render(message: Compiled, layout: CompiledLayout | null, context: Context): Rendered {
  const { channel } = message
  const words = formats(context)
  const names = scope(
    {
      ...context.data,
      customer: context.customer,
      recipient: { name: context.recipient.name },
      organisation: context.organisation,
      event: context.event,
    },
    words,
  )
  const { subject: title, body } = parsed(message)
  const subject = title ? oneLine(run("text", title, names)) : ""
  if (channel !== "email") {
    const plain = clean(run("text", body(), names))
      .replace(/\r\n?/g, "\n")
      .trim()
    if (plain.length > renderedLimits.text)
      throw new Unrenderable("too_large", `The text has ${plain.length} characters.`)
    if (channel !== "sms") return { channel, title: subject, body: plain }
    // The no-break spaces of Intl are not in GSM 03.38: one would double the price of the message.
    return { channel, text: plain.replace(/[\u00a0\u202f]/g, " ") }
  }
  const { shell, content } = linked(message, layout ?? builtIn)
  const { organisation, recipient } = context
  const label = unsubscribeLabels[context.locale.slice(0, 2)] ?? "Unsubscribe"
  const footer = organisation.footer || organisation.name
  const url = recipient.unsubscribeUrl || null
  const slots = {
    subject,
    accent: organisation.accent || "#0f6b73",
    logoUrl: organisation.logoUrl || null,
    footer,
    locale: context.locale,
    unsubscribeUrl: url,
    unsubscribeLabel: label,
  }
  // The message sees the slots too: the layout's styles are written into it.
  const inner = run("html", content, scope({ ...slots, ...names }, words))
  const html = run("html", shell, scope({ ...names, ...slots, content: new Html(inner) }, words))
  if (Buffer.byteLength(html) > renderedLimits.htmlBytes)
    throw new Unrenderable("too_large", `The e-mail has more than ${renderedLimits.htmlBytes} bytes.`)
  return {
    channel,
    subject,
    html,
    text: textPart(inner, [clean(footer), url === null ? "" : `${label}: ${safeUrl(url)}`]),
  }
}

/** The dotted paths a message uses, for hints in the editor. */
export const variables = (message: Compiled): string[] => message.variables

/** The required variables this message uses and this data lacks: `balance`, `items[2].sender`. */
export function missing(message: Compiled, data: Record<string, unknown>): string[] {
  return message.required.flatMap((path) => lacking(data, path.split("."), ""))
}

function lacking(from: unknown, [step, ...rest]: string[], path: string): string[] {
  if (step === undefined) return []
  const name = step.replace("[]", "")
  const here = path === "" ? name : `${path}.${name}`
  const value =
    typeof from === "object" && from !== null && Object.hasOwn(from, name) ? Reflect.get(from, name) : undefined
  const items = Array.isArray(value) ? value : []
  // An item's field can only lack in an item there is; the list itself is a path of its own.
  if (rest.length > 0) return items.flatMap((item, index) => lacking(item, rest, `${here}[${index}]`))
  const blank = value === undefined || value === null || value === "" || (Array.isArray(value) && items.length === 0)
  return blank ? [here] : []
}

/** Data in which nothing is missing: what previews show and default texts are tested with. */
export function sampleData(schema: Variable[]): Record<string, unknown> {
  return Object.fromEntries(
    schema.map(({ name, kind, sample, of = [] }) => {
      if (kind !== "list" || (Array.isArray(sample) && sample.length > 0)) return [name, sample]
      return [name, [sampleData(of)]]
    }),
  )
}

const unsubscribeLabels: Record<string, string> = {
  en: "Unsubscribe",
  pl: "Zrezygnuj z powiadomień",
  it: "Annulla la sottoscrizione",
  da: "Afmeld",
}

const requiredOf = (schema: Variable[], prefix: string): string[] =>
  schema.flatMap(({ name, required, of = [] }) => [
    ...(required ? [prefix + name] : []),
    ...requiredOf(of, `${prefix}${name}[].`),
  ])

function measured(field: Fault["field"], written: string, most: number, empty: boolean): Fault[] {
  if (empty) return [faultAt(field, "", 0, "empty", `The ${field} is empty.`)]
  if (written.length <= most) return []
  return [
    faultAt(field, written, most, "too_long", `The ${field} has ${written.length} characters, of ${most} at most.`),
  ]
}

function faultOf(problem: Problem, source: string, origin: (offset: number) => number): Fault {
  const { at, code, message, ...more } = problem
  if ("offset" in at) return { ...faultAt("body", source, origin(at.offset), code, message), ...more }
  const column = (source.split("\n")[at.line - 1]?.indexOf(at.near) ?? 0) + 1
  return { field: "body", line: at.line, column: Math.max(1, column), code, message, ...more }
}

/** Sanitising may take one of a pair of tags with it: what is left must still be Liquid. */
function unparsed(html: string): Fault[] {
  try {
    engines.html.parse(html)
    return []
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return [faultAt("body", "", 0, "misplaced", "A Liquid block begins or ends where e-mails cannot have it.")]
  }
}

type Parsed = { subject: Template[] | null; body: () => Template[] }
const parsedOf = new WeakMap<Compiled, Parsed>()

function parsed(message: Compiled): Parsed {
  const known = parsedOf.get(message)
  if (known) return known
  let body: Template[] | undefined
  const made: Parsed = {
    subject: message.subject === null ? null : engines.text.parse(message.subject),
    body: () => (body ??= engines.text.parse(message.body)),
  }
  parsedOf.set(message, made)
  return made
}

type Linked = { shell: Template[]; content: Template[] }
const linkedOf = new WeakMap<CompiledLayout, WeakMap<Compiled, Linked>>()

function linked(message: Compiled, layout: CompiledLayout): Linked {
  const within = linkedOf.get(layout) ?? new WeakMap<Compiled, Linked>()
  linkedOf.set(layout, within)
  const known = within.get(message)
  if (known) return known
  const { shell, content } = join(layout.html, message)
  const made = { shell: engines.html.parse(shell), content: engines.html.parse(content) }
  within.set(message, made)
  return made
}

function run(mode: "text" | "html", templates: Template[], names: object): string {
  try {
    return String(engines[mode].renderSync(templates, names))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (/render limit/.test(error.message)) throw new Unrenderable("too_slow", "It takes longer than a message may.")
    if (/memory/.test(error.message)) throw new Unrenderable("too_large", "It comes to more than a message may.")
    throw new Unrenderable("failed", `It cannot be rendered: ${error.message.slice(0, 200)}.`)
  }
}

/** A header's value: one line, whatever the data holds. */
function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- every line end and control character Unicode knows
  const line = text.replace(/[\0-\x20\x7f-\x9f\u2028\u2029]+/g, " ").trim()
  const signs = clean(line)
  if (signs.length <= renderedLimits.subject) return signs
  return `${signs
    .slice(0, renderedLimits.subject - 1)
    .toWellFormed()
    .replace(/\ufffd$/, "")}…`
}

const made = await compileLayout(defaultLayout)
if (!made.ok) throw new Error(`the built-in layout is broken: ${JSON.stringify(made.faults)}`)
const builtIn = made.message
