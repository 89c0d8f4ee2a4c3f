/**
 * What an author wrote is examined before it is kept: compiled in the sandbox and held to the rules of its slot. It takes
 * as long as a hostile text may, so it is done outside transactions.
 */
import { Tokenizer, TokenKind } from "liquidjs"
import type { OrgSql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { fieldProblem, Problem, type Fault as ProblemFault } from "../base/problem.ts"
import { found } from "../base/route.ts"
import type { Channel } from "../base/words.ts"
import type { NotificationType } from "../catalogue/types.ts"
import { outsideGsm7 } from "../channels/sms/gsm.ts"
import { faultAt, isTag } from "./check.ts"
import { compileDefault, defaultSource, type Slot } from "./defaults.ts"
import { engines } from "./filters.ts"
import type { Compilation, Compiled, Context, Fault, Source } from "./message.ts"
import { sampleData } from "./render.ts"
import { compileUntrusted, renderUntrusted } from "./sandbox.ts"

/** What an author writes of a message. */
export type MessageWords = { subject: string | null; bcc: string[]; body: string; format: Source["format"] }
export type SmsPolicy = "gsm7_strict" | "gsm7_transliterate" | "unicode"

export const smsPolicyOf = async (tx: OrgSql): Promise<SmsPolicy> =>
  found(
    (await tx<{ smsPolicy: SmsPolicy }>`select sms_policy from organisation_settings where org_id = ${tx.orgId}`)[0],
  ).smsPolicy

export const sourceOf = ({ subject, body, format }: MessageWords, channel: Channel): Source => ({
  channel,
  subject,
  body,
  format,
})

/**
 * Compiles the words of a slot, or tells all that is wrong with them.
 * @throws Problem invalid for a field the channel doesn't have, template_invalid with each mistake and its place,
 * overloaded while too many texts of the organisation are being tried
 */
export async function examine(
  orgId: string,
  words: MessageWords,
  slot: Slot,
  type: NotificationType,
  policy: SmsPolicy,
): Promise<Compiled> {
  checkFields(words, slot, type)
  const source = sourceOf(words, slot.channel)
  return await inTurn(orgId, async () => {
    const compiled = orRefuse(await compileUntrusted(source, type.variables))
    const faults = [
      ...(slot.channel === "sms" && policy === "gsm7_strict" ? outsideGsm(words.body) : []),
      ...(type.origin === "system" ? await lostLinks(source, slot, type) : []),
    ]
    if (faults.length) throw refusal(faults)
    return compiled
  })
}

/** What the channel and the type have no room for. @throws Problem invalid with the field */
function checkFields({ subject, bcc, format }: MessageWords, { channel }: Slot, type: NotificationType): void {
  const invalid = (field: string, code: ProblemFault["code"], detail: string) =>
    fieldProblem("invalid", `/${field}`, code, detail)
  if (channel === "sms" && subject !== null) throw invalid("subject", "no_subject", "A text message has no subject.")
  const formats = channel === "email" ? ["html", "mjml"] : ["text"]
  if (!formats.includes(format)) throw invalid("format", "format", `Here a text is written as ${formats.join(" or ")}.`)
  if (bcc.length === 0) return
  if (channel !== "email") throw invalid("bcc", "email_only", "Only e-mails can have BCC addresses.")
  if (type.origin === "system")
    throw invalid("bcc", "system_type", "Messages of the system carry personal links, so nobody is sent a copy.")
}

/** The compiled or rendered text. @throws Problem template_invalid */
export function orRefuse<T>(compilation: Compilation<T>): T {
  if (compilation.ok) return compilation.message
  throw refusal(compilation.faults)
}

/** Mistakes of a text as the API tells them. `body` is the field of a message; a layout's is called otherwise. */
export function refusal(faults: readonly Fault[], body = "body"): Problem {
  const told = faults.map(
    ({ field, line, column, code, message, found: written, suggestion }): ProblemFault => ({
      pointer: `/${field === "body" ? body : field}`,
      code,
      detail: message,
      values: {
        line,
        column,
        ...(written === undefined ? {} : { found: written }),
        ...(suggestion ? { suggestion } : {}),
      },
    }),
  )
  return new Problem("template_invalid", undefined, { faults: told })
}

/** Texts of one organisation in the sandbox at a time: its hostile ones must not keep all others' authors waiting. */
const most = 8
const trying = new Map<string, number>()

/** @throws Problem overloaded */
export async function inTurn<T>(orgId: string, work: () => Promise<T>): Promise<T> {
  const count = trying.get(orgId) ?? 0
  if (count >= most) throw new Problem("overloaded", undefined, { retryAfterSeconds: 1 })
  trying.set(orgId, count + 1)
  try {
    return await work()
  } finally {
    const left = (trying.get(orgId) ?? 1) - 1
    if (left > 0) trying.set(orgId, left)
    else trying.delete(orgId)
  }
}

/**
 * Typed characters that GSM 03.38 lacks; what Liquid puts in is transliterated when it is sent. The no-break spaces are
 * let pass: rendering makes them plain.
 * @param body an SMS in which no other fault was found
 */
function outsideGsm(body: string): Fault[] {
  const seen = new Map<string, number>()
  let inComment = false
  for (const token of new Tokenizer(body).readTopLevelTokens(engines.text.options)) {
    if (isTag(token) && /^(end)?comment$/.test(token.name)) inComment = token.name === "comment"
    if (token.kind !== TokenKind.HTML || inComment) continue
    const typed = body.slice(token.begin, token.end)
    for (const character of outsideGsm7(typed.replace(/[\u00a0\u202f]/g, " ")))
      if (!seen.has(character)) seen.set(character, token.begin + typed.indexOf(character))
  }
  if (seen.size === 0) return []
  const named = [...seen.keys()].map((sign) => (/[\p{C}\p{Z}\p{M}]/u.test(sign) ? codeOf(sign) : sign)).join(" ")
  const message = `A text message cannot have these characters: ${named}`
  return [{ ...faultAt("body", body, Math.min(...seen.values()), "not_gsm", message), found: named }]
}

const codeOf = (sign: string) => `U+${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`

/**
 * The links that the default text of a system type leads to, and this one doesn't. It is rendered to see: a link that is
 * only asked for, or stands where nothing is shown, doesn't count.
 */
async function lostLinks(source: Source, slot: Slot, type: NotificationType): Promise<Fault[]> {
  const usual = defaultSource(type, slot) ?? defaultSource(type, { ...slot, locale: "en" })
  if (!usual) return []
  const { variables } = await compileDefault(type, usual)
  const links = type.variables.filter(
    ({ kind, required, name }) => kind === "url" && required && variables.includes(name),
  )
  if (links.length === 0) return []
  // Addresses that nobody could have typed.
  const addresses = Object.fromEntries(links.map(({ name }) => [name, `https://tidings.example/${newId()}`]))
  const data = { ...sampleData(type.variables), ...addresses }
  const rendered = orRefuse(
    await renderUntrusted(source, type.variables, null, { ...sampleContext, locale: slot.locale, data }),
  )
  const shown = "text" in rendered ? rendered.text : rendered.body
  return links
    .filter(({ name }) => !shown.includes(addresses[name] as string))
    .map(({ name }) => ({
      ...faultAt("body", "", 0, "link_missing", `The link {{ ${name} }} cannot be left out of this message.`),
      suggestion: name,
    }))
}

/** Somebody to render for where nobody in particular is meant. */
export const samplePerson = {
  customer: { name: "Alba & Nowak", salutation: "Anna Nowak", externalId: "10042" },
  recipient: { name: "Anna Nowak" },
}

/** A page where one would unsubscribe; it stands for the personal one. */
export const unsubscribePage = "https://tidings.example/unsubscribe"

const sampleContext: Omit<Context, "locale" | "data"> = {
  ...samplePerson,
  timeZone: "UTC",
  currency: "EUR",
  organisation: { name: "Alba" },
  event: { time: "2026-03-02T08:30:00Z" },
}
