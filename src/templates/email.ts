/**
 * The HTML of e-mails: sanitising and MJML when a text is published, joining message and layout once, the plain-text part
 * of what was rendered. Liquid passes through as marks, so that no HTML tool ever reads it and no value ever becomes markup.
 */
import { inline } from "@css-inline/css-inline"
import { compile as textOf } from "html-to-text"
import { Tokenizer, TokenKind } from "liquidjs"
import sanitizeHtml from "sanitize-html"
import { isTag, suggested } from "./check.ts"
import { engines } from "./filters.ts"
import type { FaultCode } from "./message.ts"

/** A mistake at an offset of the Liquid given, or on a line of it where the tool tells no more. */
export type Problem = {
  at: { offset: number } | { line: number; near: string }
  code: FaultCode
  message: string
  found?: string
  suggestion?: string
}

type Masked = { text: string; marks: { liquid: string; offset: number }[] }

// Marks are written in private-use characters: no parser gives them a meaning, and they are taken out of what authors write.
const mark = (index: number) => `\ue000${index}\ue001`
const marks = /\ue000(\d+)\ue001/g

/** Each Liquid tag and output replaced by a mark. Liquid comments are dropped, with all that is in them. */
function mask(liquid: string): Masked {
  const found: Masked["marks"] = []
  let text = ""
  let inComment = false
  for (const token of new Tokenizer(liquid).readTopLevelTokens(engines.html.options)) {
    const written = liquid.slice(token.begin, token.end)
    const name = isTag(token) ? token.name : undefined
    if (name === "comment") inComment = true
    else if (name === "endcomment") inComment = false
    else if (inComment) continue
    else if (token.kind === TokenKind.HTML) text += written.replace(/[\ue000\ue001]|&#(x0*e00[01]|0*5734[45]);?/gi, "")
    else text += mark(found.push({ liquid: written, offset: token.begin }) - 1)
  }
  return { text, marks: found }
}

const unmask = (text: string, { marks: found }: Masked) =>
  text.replace(marks, (_, index: string) => found[Number(index)]?.liquid ?? "")

const globalAttributes =
  "align aria-* bgcolor border class dir height id lang role style title valign width hidden".split(" ")
const inlineTags =
  "a abbr b bdi bdo br cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup time u var wbr"
const blockTags =
  "address article aside blockquote caption center col colgroup dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr img li main nav ol p pre section table tbody td tfoot th thead tr ul"
const bodyTags = [...inlineTags.split(" "), ...blockTags.split(" "), "style"]
const documentTags = [...bodyTags, "html", "head", "body", "meta", "title"]
const mjmlTags = [
  "mjml mj-head mj-body mj-attributes mj-all mj-breakpoint mj-class mj-preview mj-style mj-title",
  "mj-button mj-column mj-divider mj-group mj-hero mj-image mj-raw mj-section mj-social mj-social-element mj-spacer mj-table",
  "mj-text mj-wrapper",
].flatMap((line) => line.split(" "))
/** Where MJML keeps components only: Liquid there has to be told to be passed through. */
const mjmlStructure = new Set(["mj-body", "mj-column", "mj-group", "mj-hero", "mj-section", "mj-wrapper"])

const imageSchemes = ["https", "cid"]
const urlAttributes = ["action", "background", "background-url", "cite", "href", "src"]
// No address, no script, no way out of the attribute.
const harmless = [/^(?!.*(url\s*\(|expression|javascript:|\\|@import))[^<>{};]*$/is]
const styleProperties = [
  "background background-color border border-bottom border-collapse border-color border-left border-radius border-right",
  "border-spacing border-style border-top border-width box-shadow box-sizing clear color direction display float font",
  "font-family font-size font-style font-weight height letter-spacing line-height list-style list-style-type margin",
  "margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width mso-hide mso-line-height-rule",
  "mso-padding-alt mso-table-lspace mso-table-rspace opacity overflow overflow-wrap padding padding-bottom padding-left",
  "padding-right padding-top table-layout text-align text-decoration text-indent text-overflow text-transform",
  "vertical-align visibility white-space width word-break word-spacing word-wrap -ms-interpolation-mode",
  "-webkit-text-size-adjust -ms-text-size-adjust",
].flatMap((line) => line.split(" "))

const rules = (tags: string[]): sanitizeHtml.IOptions => ({
  allowedTags: tags,
  allowedAttributes: {
    "*": globalAttributes,
    a: ["href", "name", "target", "rel"],
    img: ["src", "alt"],
    table: ["cellpadding", "cellspacing", "background"],
    td: ["colspan", "rowspan", "nowrap", "background", "abbr", "headers", "scope"],
    th: ["colspan", "rowspan", "nowrap", "background", "abbr", "headers", "scope"],
    col: ["span"],
    font: ["color", "face", "size"],
    ol: ["start", "type", "reversed"],
    time: ["datetime"],
    meta: ["charset", "name", "content"],
    style: ["media", "type"],
    ...Object.fromEntries(mjmlTags.map((tag) => [tag, ["*"]])),
  },
  allowedStyles: { "*": Object.fromEntries(styleProperties.map((property) => [property, harmless])) },
  allowedSchemes: ["http", "https", "mailto", "tel"],
  allowedSchemesByTag: Object.fromEntries(["img", "mj-image", "table", "td", "th"].map((tag) => [tag, imageSchemes])),
  allowedSchemesAppliedToAttributes: urlAttributes,
  allowProtocolRelative: false,
  allowVulnerableTags: true, // <style>: its text is cleaned below
  nonTextTags: [
    "script",
    "textarea",
    "option",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
    "xmp",
    "noembed",
    "noframes",
  ].concat(tags.includes("title") ? [] : ["title"]),
  nestingLimit: 100,
  parser: { recognizeSelfClosing: true },
})
const sanitised = {
  body: rules(bodyTags),
  document: rules(documentTags),
  mjml: rules([...bodyTags, ...mjmlTags]),
}

/** Style sheets without what loads or runs: imports, addresses, expressions, and the escapes that hide them. */
const cleanCss = (css: string) =>
  css
    .replace(/\\|<|@import[^;]*;?|@charset[^;]*;?/gi, "")
    .replace(/url\s*\([^)]*\)?/gi, "none")
    .replace(/expression\s*\(|javascript:|-moz-binding|behaviou?r\s*:/gi, "")

const styleElements = /(<style\b[^>]*>)([\s\S]*?)(<\/style>)/gi

/**
 * What is kept of an author's HTML or MJML, still in Liquid.
 * @param liquid Liquid that was found without a fault
 * @param whole a layout is a document, a message is what stands in one
 */
export async function compileHtml(
  liquid: string,
  format: "html" | "mjml",
  whole: boolean,
): Promise<{ html: string; head: string; problems: Problem[] }> {
  const masked = mask(liquid)
  const problems: Problem[] = []
  let html: string
  if (format === "mjml") {
    const made = await fromMjml(masked, problems)
    html = whole ? made : inner(made, "body")
    if (!whole) html = styles(inner(made, "head")) + html
  } else html = sanitizeHtml(masked.text, whole ? sanitised.document : sanitised.body)
  html = html.replace(styleElements, (_, open: string, css: string, close: string) => open + cleanCss(css) + close)

  const head = whole ? "" : styles(html)
  if (!whole)
    html = html.replace(/<!--\[if[\s\S]*?<!\[endif\]-->|<style\b[^>]*>[\s\S]*?<\/style>/gi, (found) =>
      found.startsWith("<!--") ? found : "",
    )
  for (const [index, { liquid: lost, offset }] of masked.marks.entries())
    if (!`${head}${html}`.includes(mark(index)))
      problems.push({
        at: { offset },
        code: "misplaced",
        message:
          "Liquid can stand in text and within an attribute's value; what it stands in here is taken out of e-mails.",
        found: lost.slice(0, 80),
      })
  const guarded = guard(html, masked, problems)
  return { html: unmask(guarded, masked), head: unmask(guard(head, masked, problems), masked), problems }
}

/** The `<style>` elements of some HTML that are not in a comment. */
const styles = (html: string) =>
  [...html.replace(/<!--[\s\S]*?-->/g, "").matchAll(styleElements)].map(([element]) => element).join("\n")

const inner = (html: string, tag: string) =>
  new RegExp(`<${tag}\\b[^>]*>([\\s\\S]*)</${tag}>`, "i").exec(html)?.[1] ?? ""

/** MJML's own defaults, without the web font that would tell a third party who reads. */
async function fromMjml(masked: Masked, problems: Problem[]): Promise<string> {
  const bare = masked.text.replace(/<!--[\s\S]*?(-->|$)/g, (comment) => comment.replace(/[^\n]/g, ""))
  for (const match of bare.matchAll(/<(mj[\w-]*)/gi)) {
    const tag = match[1]?.toLowerCase() ?? ""
    if (mjmlTags.includes(tag)) continue
    problems.push({
      at: { line: lineOf(bare, match.index, masked), near: match[0] },
      code: "mjml",
      message: `<${tag}> is not offered here.`,
      ...suggested(tag, mjmlTags),
    })
  }
  if (problems.length > 0) return ""
  const passed = passedThrough(/<mjml\b/i.test(bare) ? bare : `<mjml><mj-body>${bare}</mj-body></mjml>`)
  // Loaded where it is used: most processes and most messages never need it.
  const { default: mjml } = await import("mjml")
  const options = { ignoreIncludes: true, fonts: {}, keepComments: false, validationLevel: "soft" } as const
  try {
    const { errors } = await mjml(passed, options)
    for (const error of errors) {
      if (error.message.includes("\ue000")) continue // a value that only a rendering knows
      problems.push({
        at: { line: lineAt(passed, error.line, masked), near: `<${error.tagName}` },
        code: "mjml",
        message: `${error.message.slice(0, 200).replace(/\.$/, "")}.`,
        found: error.tagName,
      })
    }
    const { html } = await mjml(sanitizeHtml(passed, sanitised.mjml), { ...options, validationLevel: "skip" })
    return html.replaceAll("Ubuntu, Helvetica, Arial, sans-serif", "Helvetica, Arial, sans-serif")
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const message = error.message.split("\n")[0]?.slice(0, 200) ?? ""
    problems.push({ at: { offset: 0 }, code: "mjml", message: `${message.replace(/\.$/, "")}.` })
    return ""
  }
}

/** MJML drops words between components; Liquid there is wrapped in `<mj-raw>`, which it keeps. */
function passedThrough(mjml: string): string {
  const open: string[] = []
  return mjml.replace(/<(\/?)(mj[\w-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>|\ue000\d+\ue001/gi, (found, end, tag, rest) => {
    if (tag === undefined) return mjmlStructure.has(open.at(-1) ?? "") ? `<mj-raw>${found}</mj-raw>` : found
    const name = String(tag).toLowerCase()
    if (end) {
      const last = open.lastIndexOf(name)
      if (last >= 0) open.length = last
    } else if (!String(rest).endsWith("/")) open.push(name)
    return found
  })
}

/** The line, in the Liquid, of an offset of the masked text: a mark stands for as many lines as its Liquid had. */
const lineOf = (text: string, offset: number, { marks: found }: Masked) =>
  1 +
  [...text.slice(0, offset).matchAll(/\n|\ue000(\d+)\ue001/g)].reduce(
    (lines, [, index]) =>
      lines + (index === undefined ? 1 : (found[Number(index)]?.liquid.split("\n").length ?? 1) - 1),
    0,
  )

function lineAt(text: string, line: number, masked: Masked): number {
  const offset = text
    .split("\n")
    .slice(0, Math.max(0, line - 1))
    .join("\n").length
  return lineOf(text, line > 1 ? offset + 1 : 0, masked)
}

/**
 * Values in attributes and styles: an address is judged when it is known, a style takes only what a style needs, and a
 * block opened in an attribute must end in it, or what it skips could end the quote.
 */
function guard(html: string, masked: Masked, problems: Problem[]): string {
  const inStyle = (css: string) =>
    css.replace(marks, (found, index: string) => {
      const place = masked.marks[Number(index)]
      if (!place?.liquid.startsWith("{{") || place.liquid.includes("| style_value")) return found
      const end = place.liquid.endsWith("-}}") ? 3 : 2
      const liquid = `${place.liquid.slice(0, -end).trimEnd()} | style_value ${place.liquid.slice(-end)}`
      return mark(masked.marks.push({ ...place, liquid }) - 1)
    })
  const tag = (liquid: string) => mark(masked.marks.push({ liquid, offset: 0 }) - 1)
  return html
    .replace(styleElements, (_, open: string, css: string, close: string) => {
      for (const [, index] of css.matchAll(marks)) {
        const place = masked.marks[Number(index)]
        if (!place || place.liquid.startsWith("{{")) continue
        const message = "A style sheet can show values, but has no Liquid tags."
        problems.push({ at: place, code: "misplaced", message, found: place.liquid.slice(0, 80) })
      }
      return open + inStyle(css) + close
    })
    .replace(/<[a-z][^<>]*\ue000[^<>]*>/gi, (element) =>
      element.replace(/([\w:-]+)="([^"]*\ue000[^"]*)"/g, (_, name: string, value: string) => {
        const odd = unbalanced(value, masked)
        if (odd)
          problems.push({
            at: { offset: odd.offset },
            code: "misplaced",
            message: "A block that begins or ends in an attribute's value must do both in it.",
            found: odd.liquid.slice(0, 80),
          })
        if (urlAttributes.includes(name)) return `${name}="${tag("{% safeurl %}")}${value}${tag("{% endsafeurl %}")}"`
        return `${name}="${name === "style" ? inStyle(value) : value}"`
      }),
    )
}

function unbalanced(value: string, masked: Masked): Masked["marks"][number] | undefined {
  const open: Masked["marks"] = []
  for (const [, index] of value.matchAll(marks)) {
    const place = masked.marks[Number(index)]
    const name = /^\{%-?\s*(\w+)/.exec(place?.liquid ?? "")?.[1]
    if (!place || !name) continue
    if (/^(if|unless|case|for|capture)$/.test(name)) open.push(place)
    else if (/^(else|elsif|when|break|continue)$/.test(name) && open.length === 0) return place
    else if (name.startsWith("end") && !open.pop()) return place
  }
  return open[0]
}

/** Whether some compiled HTML has no word, image or value. */
export const saysNothing = (html: string) =>
  !/\{\{|<img\b/i.test(html) &&
  html.replace(/<!--[\s\S]*?-->|\{%[\s\S]*?%\}|<[^>]*>|&nbsp;|[\s\u00a0\u200b\ufeff]/g, "") === ""

/** Whether a layout's Liquid is the slot for the message. */
export const contentSlot = /\{\{-?\s*content\s*-?\}\}/g

/**
 * One message in one layout, in Liquid: the layout's styles are written into both, then they are taken apart again, so
 * that what one assigns the other doesn't see.
 */
export function join(layout: string, message: { head: string; body: string }): { shell: string; content: string } {
  const whole = layout
    .replace(contentSlot, () => `<!--content-->${message.body}<!--/content-->{{ content }}`)
    .replace(/<\/head>/i, (end) => message.head + end)
  const masked = mask(whole)
  // In a table a parser moves bare words before it; comments stay. In a style, a title, an attribute or a comment there are none.
  const commented = masked.text
    .replace(/<!--[\s\S]*?-->|<(style|title)\b[\s\S]*?<\/\1>|<[a-z/!][^<>]*>|\ue000\d+\ue001/gi, (found) =>
      found.startsWith("\ue000") ? `<!--${found}-->` : found,
    )
    .replace(/(<table\b[^<>]*>)((?:\s*<!--\ue000\d+\ue001-->)+\s*<tr\b)/gi, "$1<tbody>$2") // a loop over rows, not over bodies
  const inlined = inline(commented, {
    keepStyleTags: true,
    removeInlinedSelectors: true,
    keepAtRules: true,
    loadRemoteStylesheets: false,
  })
  // HTML writes < and > bare in attributes (WHATWG §13.3); here they could spell the marks that are looked for next.
  const plain = inlined.replace(/<!--[\s\S]*?-->|<[a-z](?:"[^"]*"|[^">])*>/gi, (found) =>
    found.startsWith("<!--")
      ? found
      : found.replace(/"[^"]*"/g, (value) => value.replaceAll("<", "&lt;").replaceAll(">", "&gt;")),
  )
  const [before = "", rest = ""] = plain.split("<!--content-->")
  const [content = "", after = ""] = rest.split("<!--/content-->")
  const bare = (html: string) => unmask(html.replace(/<!--(\ue000\d+\ue001)-->/g, "$1"), masked)
  return { shell: bare(before + after), content: bare(content) }
}

const toText = textOf({
  wordwrap: 78,
  limits: { maxInputLength: 600_000, maxDepth: 200 },
  selectors: [
    { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: ["<", ">"] } },
    { selector: "img", format: "skip" },
    { selector: "hr", options: { length: 40 } },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: "table", format: "dataTable", options: { uppercaseHeaderCells: false } },
    ...["table[role=presentation]", "tr", "td"].map((selector) => ({ selector, format: "block" })),
  ],
})

/** The plain-text part: the message's words, its links, then who sent it and how to hear no more. */
export function textPart(content: string, footer: string[]): string {
  const words = toText(content).trim()
  const foot = footer.filter((line) => line.trim() !== "").join("\n")
  return foot === "" ? `${words}\n` : `${words}\n\n-- \n${foot}\n`
}
