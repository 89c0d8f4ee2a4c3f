/**
 * Reads a template as its author wrote it: finds every mistake with its place, and rewrites what is ours rather than
 * Liquid's (bracket tokens, money and dates written without a filter). Pure.
 */
import { LiquidError, TokenKind, Tokenizer } from "liquidjs"
import type {
  FilteredValueToken,
  PropertyAccessToken,
  QuotedToken,
  RangeToken,
  TagToken,
  Token,
  TopLevelToken,
} from "liquidjs"
import { engines, filterNames, icu, icuArguments, tagNames } from "./filters.ts"
import type { Channel, Fault, FaultCode, Variable } from "./message.ts"

/** What a name stands for: enough to know which names may follow it. */
type Shape =
  | { kind: "any" }
  | { kind: Exclude<Variable["kind"], "list"> }
  | { kind: "list"; item: Shape }
  | { kind: "object"; fields: Map<string, Shape> }
export type Names = Map<string, Shape>

const any: Shape = { kind: "any" }
const object = (fields: Record<string, Shape>): Shape => ({ kind: "object", fields: new Map(Object.entries(fields)) })
const text: Shape = { kind: "text" }
const number: Shape = { kind: "number" }
const url: Shape = { kind: "url" }

/** Always there, whatever the type: who is told, about whom, by whom, and when it happened. */
const standard: Record<string, Shape> = {
  customer: object({ name: text, salutation: text, externalId: text }),
  recipient: object({ name: text }),
  organisation: object({ name: text, email: text, phone: text, url }),
  event: object({ time: { kind: "datetime" } }),
}

/** What is always there, as an author writes it. */
export const standardNames: string[] = Object.entries(standard).flatMap(([name, shape]) =>
  shape.kind === "object" ? [...shape.fields.keys()].map((field) => `${name}.${field}`) : [name],
)

/** The names a message of this channel may use. */
export function messageNames(schema: Variable[], channel: Channel): Names {
  const here = schema.filter(({ channels }) => !channels || channels.includes(channel))
  return new Map([...fieldsOf(here), ...Object.entries(standard)])
}

/** The names a layout may use: the standard ones and its slots. */
export const layoutNames: Names = new Map<string, Shape>([
  ...Object.entries(standard),
  ...["content", "subject", "accent", "footer", "locale", "unsubscribeLabel"].map((name) => [name, text] as const),
  ...["logoUrl", "unsubscribeUrl"].map((name) => [name, url] as const),
])

const fieldsOf = (variables: Variable[]): [string, Shape][] =>
  variables.map(({ name, kind, of }) => [
    name,
    kind === "list" ? { kind, item: of?.length ? { kind: "object", fields: new Map(fieldsOf(of)) } : any } : { kind },
  ])

const forloop = object(
  Object.fromEntries("index index0 rindex rindex0 first last length name".split(" ").map((name) => [name, any])),
)

/** Tags that open a block, with what else may stand in it. */
const blocks: Record<string, string[]> = {
  if: ["elsif", "else"],
  unless: ["elsif", "else"],
  case: ["when", "else"],
  for: ["else"],
  capture: [],
  comment: [],
}
/** Deeper than any message of words; far below where a recursive renderer's stack ends. */
const DEPTH = 20

/** Words for the customer and for the sender of post, in the console's languages. */
const clientTokens = new Set(["client", "cliente", "klient", "kunde"])
const senderTokens = new Set(["sender", "mittente", "nadawca", "afsender"])
const bracketed = /\\\[|\[(\p{L}[\p{L}\p{M}\p{N}_-]{0,40})\]/gu

export type Checked = {
  faults: Fault[]
  /** The template in plain Liquid. */
  liquid: string
  /** Dotted paths used, in order of appearance. */
  used: string[]
  /** Where each Liquid tag or output of `liquid` came from in what was written: for faults found later. */
  origin: (offset: number) => number
}

/**
 * @param names what may be used
 * @param otherTokens what becomes of a `[word]` that is no token of ours: an SMS is refused, other texts keep it
 */
export function check(field: Fault["field"], source: string, names: Names, otherTokens: "refused" | "kept"): Checked {
  const faults: Fault[] = []
  const fault = (at: number, code: FaultCode, message: string, more: { found?: string; suggestion?: string } = {}) => {
    if (faults.length < 50) faults.push({ ...faultAt(field, source, at, code, message), ...more })
  }
  const edits: { begin: number; end: number; text: string }[] = []
  const used = new Set<string>()
  const locals: Names = new Map()
  const open: { name: string; at: number; loop?: [string, Shape] }[] = []

  const tokens = topLevel(source, fault)
  // Names given by assign and capture are Liquid globals: known everywhere, as a loop may use what its end assigns.
  for (const token of tokens) {
    const given = isTag(token) && /^(assign|capture)$/.test(token.name) && /^\s*([\w-]+)/.exec(token.args)?.[1]
    if (!given) continue
    if (names.has(given)) {
      fault(token.begin, "reserved_name", `"${given}" is a name of the message; assign to another.`, { found: given })
    } else locals.set(given, any)
  }

  for (const token of tokens) {
    const inComment = open.at(-1)?.name === "comment"
    if (isTag(token)) {
      if (!inComment || token.name === "endcomment") readTag(token)
    } else if (inComment) continue
    else if (isOutput(token)) readOutput(token)
    else readWords(token.begin, token.end)
  }
  for (const { name, at } of open)
    fault(at, "syntax", `{% ${name} %} is never closed.`, { found: name, suggestion: `end${name}` })
  if (faults.length === 0) lastWord()
  faults.sort((a, b) => a.line - b.line || a.column - b.column)
  return { faults, used: [...used], ...rewritten(source, edits) }

  function readOutput(token: Delimited): void {
    const value = readValue(token)
    const only = value?.initial.postfix.length === 1 ? value.initial.postfix[0] : undefined
    if (!value || value.filters.length > 0 || !isAccess(only)) return
    const { kind } = shapeOf(only, false)
    // As its reader writes it: an amount or a date is never shown bare.
    if (kind === "money" || kind === "date" || kind === "datetime")
      edits.push({ begin: only.end, end: only.end, text: ` | ${kind}` })
  }

  function readTag(tag: TagToken): void {
    const { name, begin } = tag
    const top = open.at(-1)
    if (name.startsWith("end") && Object.hasOwn(blocks, name.slice(3))) {
      if (top?.name === name.slice(3)) open.pop()
      else
        fault(
          begin,
          "syntax",
          top ? `{% ${name} %} closes {% ${top.name} %}.` : `{% ${name} %} closes nothing.`,
          top ? { found: name, suggestion: `end${top.name}` } : { found: name },
        )
      return
    }
    if (name === "else" || name === "elsif" || name === "when") {
      if (!top || !blocks[top.name]?.includes(name))
        fault(begin, "syntax", `{% ${name} %} stands outside its block.`, { found: name })
      else if (name === "when") readList(tag)
      else if (name === "elsif") readValue(tag)
      return
    }
    if (!tagNames.includes(name)) {
      const known = [...tagNames, ...Object.keys(blocks).map((block) => `end${block}`), "else", "elsif", "when"]
      fault(begin, "unknown_tag", `There is no tag {% ${name} %}.`, suggested(name, known))
      return
    }
    if ((name === "break" || name === "continue") && !open.some((block) => block.name === "for"))
      fault(begin, "syntax", `{% ${name} %} stands outside a loop.`, { found: name })
    if (name === "if" || name === "unless" || name === "case") readValue(tag)
    if (name === "assign") readAssign(tag)
    if (name === "capture" && !/^[\w-]+\s*$/.test(tag.args)) fault(begin, "syntax", "{% capture %} needs one name.")
    const loop = name === "for" ? readFor(tag) : undefined
    if (Object.hasOwn(blocks, name)) open.push({ name, at: begin, ...(loop && { loop }) })
    if (open.length === DEPTH + 1) fault(begin, "too_deep", `Blocks are nested more than ${DEPTH} deep.`)
  }

  function readAssign(tag: TagToken): void {
    const begin = tag.tokenizer.p
    const [, end] = tag.contentRange
    const head = /^\s*[\w-]+\s*=/.exec(source.slice(begin, end))
    if (!head) return fault(tag.begin, "syntax", "{% assign %} needs a name, = and a value.")
    const value = readExpression(begin + head[0].length, end)
    const given = /[\w-]+/.exec(head[0])?.[0] ?? ""
    if (value && locals.has(given)) locals.set(given, shapeOfValue(value))
  }

  function readFor(tag: TagToken): [string, Shape] | undefined {
    const [, end] = tag.contentRange
    const reader = tag.tokenizer
    const found = attempt(tag.begin, () => {
      const variable = reader.readIdentifier().content
      const word = reader.readIdentifier().content
      const collection = reader.readValue()
      if (!variable || word !== "in" || !collection) throw new Error("write {% for item in items %}")
      const options = reader.readHashes()
      return { variable, collection, options }
    })
    if (!found) return undefined
    const rest = source.slice(reader.p, end).trim()
    if (rest !== "" && rest !== "reversed")
      fault(reader.p, "syntax", `"${rest}" does not belong here.`, { found: rest })
    for (const option of found.options) {
      const name = option.name.content
      if (!["limit", "offset", "reversed"].includes(name))
        fault(
          option.begin,
          "syntax",
          `A loop has no option "${name}".`,
          suggested(name, ["limit", "offset", "reversed"]),
        )
      if (option.value) readOperand(option.value)
    }
    readOperand(found.collection)
    const list = isAccess(found.collection) ? shapeOf(found.collection, false) : any
    return [found.variable, list.kind === "list" ? list.item : any]
  }

  function readList(tag: TagToken): void {
    const reader = tag.tokenizer
    attempt(tag.begin, () => {
      for (;;) {
        const value = reader.readValue()
        if (!value) throw new Error("{% when %} needs a value")
        readOperand(value)
        reader.skipBlank()
        if (reader.end()) return
        if (reader.peek() === ",") reader.advance()
        else if (reader.readIdentifier().content !== "or") throw new Error("separate values by a comma or `or`")
      }
    })
  }

  /** The expression of an output, or of a tag after its name. */
  function readValue(token: Delimited): FilteredValueToken | undefined {
    const [begin, end] = token.contentRange
    return readExpression(isTag(token) ? token.tokenizer.p : begin, end)
  }

  function readExpression(begin: number, end: number): FilteredValueToken | undefined {
    const written = source.slice(begin, end).trimEnd()
    if (written.trim() === "") {
      fault(begin, "syntax", "A value is missing here.")
      return undefined
    }
    return attempt(begin, () => {
      const reader = new Tokenizer(source, engines.text.options.operators, undefined, [begin, end])
      const value = reader.readFilteredValue()
      const last = begin + written.length
      reader.skipBlank()
      const binary = value.initial.postfix.filter((part) => isOperator(part) && part.operator !== "not").length
      const operands = value.initial.postfix.filter((part) => !isOperator(part))
      if (operands.length !== binary + 1) {
        const odd = operands.length > binary + 1 ? operands.at(-1) : undefined
        fault(
          odd?.begin ?? last,
          "syntax",
          odd ? `"${odd.getText()}" does not belong here.` : "A value is missing here.",
        )
      } else if (!reader.end()) fault(reader.p, "syntax", "This does not belong here.")
      else if (/[|.:,]$/.test(written)) fault(last - 1, "syntax", `Something is missing after "${written.at(-1)}".`)
      for (const operand of operands) readOperand(operand)
      for (const filter of value.filters) {
        if (!filterNames.includes(filter.name))
          fault(
            filter.begin,
            "unknown_filter",
            `There is no filter "${filter.name}".`,
            suggested(filter.name, filterNames),
          )
        for (const argument of filter.args) {
          const operand = Array.isArray(argument) ? argument[1] : argument
          if (operand) readOperand(operand)
        }
      }
      if (value.filters.some(({ name }) => name === "t")) readIcu(value)
      shapeOfValue(value, true)
      return value
    })
  }

  function readIcu(value: FilteredValueToken): void {
    const [message] = value.initial.postfix
    if (value.filters[0]?.name !== "t" || value.initial.postfix.length !== 1 || !isQuoted(message))
      return fault(value.begin, "syntax", "The filter t takes a message in quotes, so that it can be checked.")
    const given = value.filters[0].args.flatMap((argument) =>
      Array.isArray(argument) && argument[0] ? [argument[0]] : [],
    )
    try {
      for (const name of icuArguments(icu(message.content, "en")).keys())
        if (!given.includes(name))
          fault(
            message.begin,
            "unknown_variable",
            `The message names {${name}}, which t is not given.`,
            suggested(name, given),
          )
    } catch (error) {
      if (!(error instanceof Error)) throw error
      fault(
        message.begin,
        "syntax",
        `This is not ICU MessageFormat: ${error.message.toLowerCase().replaceAll("_", " ")}.`,
      )
    }
  }

  function readOperand(operand: Token): void {
    if (isAccess(operand)) shapeOf(operand, true)
    else if (isRange(operand)) {
      readOperand(operand.lhs)
      readOperand(operand.rhs)
    }
  }

  /** Follows `a.b[c].d` through what is known; says what is not, where `report`. */
  function shapeOf(access: PropertyAccessToken, report: boolean): Shape {
    let shape: Shape = any
    let path = ""
    if (access.variable) return any
    for (const [index, prop] of access.props.entries()) {
      const bare = prop.kind === TokenKind.Word
      const name = bare ? prop.getText() : isQuoted(prop) ? prop.content : null
      if (name === null) {
        if (report) readOperand(prop)
        // A number or a name within brackets picks an item.
        shape = shape.kind === "list" ? shape.item : any
        path += "[]"
        continue
      }
      const next: Shape | undefined = index === 0 ? lookup(name) : member(shape, name)
      if (!next) {
        const known = index === 0 ? everyPath() : membersOf(shape)
        const whole = source.slice(access.begin, prop.end)
        if (report)
          fault(prop.begin, "unknown_variable", `There is no variable "${whole}".`, suggested(name, known, whole))
        return any
      }
      path =
        index === 0
          ? (aliasOf(name) ?? name)
          : shape.kind === "list" && /^(first|last)$/.test(name)
            ? `${path}[]`
            : `${path}.${name}`
      shape = next
    }
    if (report && isMessageName(path)) used.add(path)
    return shape
  }

  function shapeOfValue(value: FilteredValueToken, report = false): Shape {
    const [first] = value.initial.postfix
    let shape = value.initial.postfix.length === 1 && isAccess(first) ? shapeOf(first, false) : any
    for (const { name, args } of value.filters) {
      const key = args[0] && !Array.isArray(args[0]) && isQuoted(args[0]) ? args[0] : undefined
      if (shape.kind === "list" && key && /^(map|where|sort|sort_natural|sum|compact|uniq)$/.test(name)) {
        const named = member(shape.item, key.content)
        if (!named && report)
          fault(
            key.begin,
            "unknown_variable",
            `The items have no "${key.content}".`,
            suggested(key.content, membersOf(shape.item)),
          )
        if (report && named && isAccess(first)) used.add(`${first.getText()}[].${key.content}`)
        if (name === "map") shape = { kind: "list", item: named ?? any }
        continue
      }
      if (shape.kind === "list" && (name === "first" || name === "last")) shape = shape.item
      else if (!/^(where|sort|sort_natural|reverse|uniq|unique|compact|default)$/.test(name)) shape = any
    }
    return shape
  }

  function lookup(name: string): Shape | undefined {
    const loop = open.findLast((block) => block.loop?.[0] === name)?.loop
    if (loop) return loop[1]
    if (name === "forloop" && open.some((block) => block.name === "for")) return forloop
    return locals.get(name) ?? names.get(name)
  }

  /** A loop variable is told as what it stands for, so that `item.sender` is known as `items[].sender`. */
  function aliasOf(name: string): string | undefined {
    const loop = open.findLast((block) => block.loop?.[0] === name)?.loop
    if (!loop) return undefined
    for (const [list, shape] of names)
      if (shape.kind === "list" && shape.item === loop[1] && shape.item !== any) return `${list}[]`
    return name
  }

  function isMessageName(path: string): boolean {
    return names.has(/^[^.[]+/.exec(path)?.[0] ?? "")
  }

  function everyPath(): string[] {
    const paths = [...locals.keys(), ...open.flatMap(({ loop }) => (loop ? [loop[0]] : []))]
    for (const [name, shape] of names)
      paths.push(name, ...membersOf(shape.kind === "object" ? shape : any).map((each) => `${name}.${each}`))
    return paths
  }

  function readWords(begin: number, end: number): void {
    for (const match of source.slice(begin, end).matchAll(bracketed)) {
      const at = begin + match.index
      const to = at + match[0].length
      const word = match[1]?.toLowerCase()
      if (word === undefined) edits.push({ begin: at, end: to, text: "[" })
      else if (clientTokens.has(word)) {
        used.add("customer.name")
        edits.push({ begin: at, end: to, text: "{{ customer.name }}" })
      } else if (senderTokens.has(word)) readSender(at, to, match[0])
      else if (otherTokens === "refused") {
        const offered = [...clientTokens, ...(hasSenders() ? senderTokens : [])]
        const { suggestion } = suggested(word, offered)
        fault(at, "unknown_token", `${match[0]} is no token; a literal bracket is typed \\[.`, {
          found: match[0],
          ...(suggestion && { suggestion: `[${suggestion}]` }),
        })
      }
    }
  }

  function readSender(begin: number, end: number, found: string): void {
    if (!hasSenders())
      return fault(begin, "unknown_token", `${found} needs items with a sender, which this type has not.`, { found })
    used.add("items").add("items[].sender")
    edits.push({ begin, end, text: '{{ items | map: "sender" | unique | join: ", " }}' })
  }

  function hasSenders(): boolean {
    const items = names.get("items")
    return items?.kind === "list" && items.item.kind === "object" && items.item.fields.has("sender")
  }

  /** Liquid's own parser has the last word: what it refuses must not be saved, whatever was understood above. */
  function lastWord(): void {
    attempt(0, () => engines.text.parse(source))
  }

  function attempt<T>(at: number, read: () => T): T | undefined {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof Error)) throw error
      fault(placeOf(error) ?? at, "syntax", sentence(error))
      return undefined
    }
  }
}

/** The tags, outputs and words of a template; an unclosed one is a fault, and what is before it is still read. */
function topLevel(source: string, fault: (at: number, code: FaultCode, message: string) => void) {
  const reader = new Tokenizer(source)
  const tokens: ReturnType<Tokenizer["readTopLevelTokens"]> = []
  try {
    while (reader.p < reader.N) tokens.push(reader.readTopLevelToken(engines.text.options))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    fault(placeOf(error) ?? reader.p, "syntax", sentence(error))
  }
  return tokens
}

type Delimited = Extract<TopLevelToken, { contentRange: [number, number] }>
/** Whether a token of a template's top level is a tag, `{% … %}`. */
export const isTag = (token: TopLevelToken): token is TagToken => token.kind === TokenKind.Tag
const isAccess = (token: Token | undefined): token is PropertyAccessToken => token?.kind === TokenKind.PropertyAccess
const isQuoted = (token: Token | undefined): token is QuotedToken => token?.kind === TokenKind.Quoted
const isRange = (token: Token): token is RangeToken => token.kind === TokenKind.Range
const isOperator = (token: Token): token is Token & { operator: string } => token.kind === TokenKind.Operator
const isOutput = (token: TopLevelToken): token is Delimited => token.kind === TokenKind.Output

const placeOf = (error: Error): number | undefined => (LiquidError.is(error) ? error.token.begin : undefined)

function sentence(error: Error): string {
  const plain = error.message.replace(/, (file|line):.*$/s, "").slice(0, 200)
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`
}

function member(shape: Shape, name: string): Shape | undefined {
  if (shape.kind === "any") return any
  if (shape.kind === "object") return shape.fields.get(name)
  if (shape.kind === "list")
    return name === "size" ? number : name === "first" || name === "last" ? shape.item : undefined
  if (shape.kind === "money") return name === "amount" ? number : name === "currency" ? text : undefined
  return shape.kind === "text" && name === "size" ? number : undefined
}

function membersOf(shape: Shape): string[] {
  if (shape.kind === "object") return [...shape.fields.keys()]
  if (shape.kind === "list") return ["size", "first", "last"]
  return shape.kind === "money" ? ["amount", "currency"] : []
}

/** A fault at an offset of the source. */
export function faultAt(field: Fault["field"], source: string, at: number, code: FaultCode, message: string): Fault {
  const before = source.slice(0, Math.max(0, at))
  const line = before.split("\n").length
  return { field, line, column: before.length - before.lastIndexOf("\n"), code, message }
}

/** What was found, and the known name nearest to it, if one is near enough to be meant. */
export function suggested(found: string, known: string[], whole = found): { found: string; suggestion?: string } {
  let best: { name: string; far: number } | undefined
  for (const name of known) {
    const far = distance(plain(found), plain(name))
    if (far <= Math.max(1, Math.floor(plain(name).length / 3)) && far < (best?.far ?? Infinity)) best = { name, far }
  }
  return { found: whole, ...(best && { suggestion: best.name }) }
}

const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")

/** Damerau–Levenshtein (optimal string alignment): insertions, deletions, changes and swaps of neighbours. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8 || a.length > 60) return Infinity
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const up = rows[i - 1] ?? []
      const change = (up[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swap =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : change
      row.push(Math.min(change, swap, (up[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? Infinity
}

/** The source with its edits, and the way back from an offset of the result. */
function rewritten(source: string, edits: { begin: number; end: number; text: string }[]) {
  const ordered = edits.toSorted((a, b) => a.begin - b.begin)
  let liquid = ""
  let from = 0
  for (const { begin, end, text: replacement } of ordered) {
    liquid += source.slice(from, begin) + replacement
    from = end
  }
  liquid += source.slice(from)
  const origin = (offset: number): number => {
    let shift = 0
    for (const { begin, end, text: replacement } of ordered) {
      if (begin + shift >= offset) break
      shift += replacement.length - (end - begin)
    }
    return Math.min(source.length, Math.max(0, offset - shift))
  }
  return { liquid, origin }
}
