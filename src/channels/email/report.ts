/**
 * Reading what comes back: bounces and delays (RFC 3464, and what servers write that don't know it), complaints
 * (RFC 5965). Whatever else arrives, people's answers, holiday notices and receipts of reading, says nothing to us. A
 * reader of other people's bytes: it takes what it understands and never throws.
 */
import PostalMime, { type Email } from "postal-mime"
import { nobody } from "./judge.ts"

export type Report =
  | {
      kind: "bounce"
      state: "failed" | "delayed" | "delivered"
      /** RFC 3463, such as "5.1.1"; "5.0.0" where nothing better was said. */
      status: string
      /** Whether it says that the address is nobody's. */
      isNobody: boolean
      words: string
    }
  /** `returnPaths`: addresses found in it that may be return paths of ours; many leave out whom it was sent to. */
  | { kind: "complaint"; words: string; returnPaths: string[] }

const limits = { maxNestingDepth: 20, maxHeadersSize: 128 * 1024, forceRfc822Attachments: true } as const
/**
 * So much of a message is looked at: a report stands before the message that it is about, and what parses a megabyte of
 * blank lines takes a second for it.
 */
export const reportBytes = 64 * 1024

/**
 * @param bytes the message, or its beginning
 * @param sender whom the envelope names; "" is what bounces have
 */
export async function readReport(bytes: Buffer, sender: string): Promise<Report | null> {
  const mail = await PostalMime.parse(bytes.subarray(0, reportBytes), limits).catch(() => null)
  if (!mail) return null
  const parts = partsOf(mail)
  const feedback = parts.get("message/feedback-report")
  if (feedback !== undefined) return readComplaint(feedback, parts)
  if (parts.has("message/disposition-notification")) return null
  const status = parts.get("message/delivery-status") ?? parts.get("message/global-delivery-status")
  if (status !== undefined && /^(action|status)[ \t]*:/im.test(status)) return readStatus(status)
  return readProse(mail, sender)
}

/** The text of the first part of each type. */
function partsOf({ attachments }: Email): Map<string, string> {
  const parts = new Map<string, string>()
  for (const { mimeType, content } of attachments) {
    const type = (mimeType ?? "").toLowerCase()
    if (!/^(message\/|text\/rfc822-headers)/.test(type) || parts.has(type)) continue
    const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.from(content as ArrayBuffer)
    parts.set(type, bytes.toString("latin1"))
  }
  return parts
}

/**
 * The fields of a report, by name, all that occur. Groups are not told apart: a message of ours has one recipient, and
 * servers leave the blank line between them out.
 */
function fieldsOf(text: string): Map<string, string[]> {
  const fields = new Map<string, string[]>()
  for (const line of text
    .replace(/\r\n?/g, "\n")
    .replace(/\n[ \t]+/g, " ")
    .split("\n")) {
    const colon = line.indexOf(":")
    if (colon < 1) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    const known = fields.get(name)
    if (known) known.push(value)
    else fields.set(name, [value])
  }
  return fields
}

function readStatus(text: string): Report | null {
  const fields = fieldsOf(text)
  const actions = (fields.get("action") ?? []).map((action) => /^[a-z]+/i.exec(action)?.[0].toLowerCase())
  const diagnostic = (fields.get("diagnostic-code") ?? []).join(" ")
  const told = (fields.get("status") ?? []).map(codeIn).find((code) => code !== null) ?? null
  const status = better(told, diagnostic)
  if (actions.includes("failed")) return bounce("failed", status ?? "5.0.0", diagnostic)
  if (actions.includes("delayed")) return bounce("delayed", status ?? "4.0.0", diagnostic)
  if (actions.includes("delivered")) return bounce("delivered", status ?? "2.0.0", diagnostic)
  if (actions.length || !status) return null // relayed, expanded: nothing is known of the end
  return status.startsWith("5")
    ? bounce("failed", status, diagnostic)
    : status.startsWith("4")
      ? bounce("delayed", status, diagnostic)
      : null
}

const bounce = (state: "failed" | "delayed" | "delivered", status: string, words: string): Report => ({
  kind: "bounce",
  state,
  status,
  isNobody: state === "failed" && nobody.includes(status),
  words: words.includes(status) ? words : `${status} ${words}`.trim(),
})

/** A code that stands for itself, not within an address or a version. */
const codeShape = /(?<![\w.])([245])\.(\d{1,3})\.(\d{1,3})(?![\w]|\.\d)/
const codeIn = (text: string): string | null => codeShape.exec(text)?.slice(1).map(Number).join(".") ?? null

/** Some say x.0.0 in the field that is meant for it, and the truth in the other server's words. */
function better(told: string | null, diagnostic: string): string | null {
  const heard = codeIn(diagnostic)
  if (told === null) return heard ?? codeOfReply(diagnostic)
  return told.endsWith(".0.0") && heard?.[0] === told[0] ? heard : told
}

const codeOfReply = (text: string): string | null => {
  const [, reply] = /(?<![\w.-])([45])\d\d[ -]/.exec(text) ?? []
  return reply ? `${reply}.0.0` : null
}

/** Exim, qmail and many others write sentences. Only what is surely from a mail server is believed. */
function readProse({ headers, subject = "", text = "", from }: Email, sender: string): Report | null {
  const header = (name: string) => headers.find(({ key }) => key === name)?.value ?? ""
  const author = from && "address" in from ? (from.address ?? "") : ""
  const isServer = sender === "" || /^(mailer-daemon|postmaster)@/i.test(author) || /^mailer-daemon(@|$)/i.test(sender)
  const isBounce =
    header("x-failed-recipients") !== "" ||
    /^Hi\. This is the [^\n]{0,40}(qmail|deliver)/i.test(text.trimStart()) ||
    /undeliver|returned mail|delivery (status notification|failure|has failed|failed)|mail delivery (failed|system)|failure notice/i.test(
      subject,
    )
  if (!isServer || !isBounce) return null
  const isWarning = /delay|warning/i.test(subject)
  const code = codeIn(text.replace(/#(?=\d)/g, " ")) ?? codeOfReply(text)
  const status = code && !code.startsWith("2") ? code : isWarning ? "4.0.0" : "5.0.0"
  const words = text.split("\n").find((line) => code !== null && line.includes(code)) ?? ""
  return bounce(isWarning || status.startsWith("4") ? "delayed" : "failed", status, words.trim())
}

function readComplaint(feedback: string, parts: ReadonlyMap<string, string>): Report | null {
  const fields = fieldsOf(feedback)
  const type = (fields.get("feedback-type")?.[0] ?? "abuse").toLowerCase()
  // RFC 6430: it was no spam after all; RFC 6591: about signatures, not by a reader.
  if (type === "not-spam" || type === "auth-failure") return null
  const original = parts.get("message/rfc822") ?? parts.get("text/rfc822-headers") ?? ""
  const returnPaths = new Set(`${feedback}\n${original}`.match(/b\+[0-9a-z]{61}@[a-z0-9.-]{1,253}/gi)?.slice(0, 20))
  const agent = fields.get("user-agent")?.[0] ?? ""
  return { kind: "complaint", words: agent ? `${type}, told by ${agent}` : type, returnPaths: [...returnPaths] }
}
