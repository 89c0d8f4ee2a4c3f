/**
 * E-mails as bytes: what is asked for and nothing else. Every header is named here, every value is encoded for its place,
 * so that no name, subject or address can add a header, a recipient or a part.
 */
import { isAddress, readDomain } from "./address.ts"
import type { DkimKey } from "./dkim.ts"
import { displayName, headerText, textBody } from "./mime.ts"

export type Mailbox = { name: string; address: string }

export type EmailMessage = {
  /** The delivery's id: the Message-ID is made of it, so that a second try has the same. */
  id: string
  /** The domain of the Message-ID. */
  domain: string
  /** Where it comes back to if it can't be delivered. */
  returnPath: string
  date: Temporal.Instant
  from: Mailbox
  replyTo: Mailbox | null
  to: Mailbox
  subject: string
  text: string
  html: string | null
  /** Where one press unsubscribes (RFC 8058); null for what can't be unsubscribed from. */
  unsubscribeUrl: string | null
  /** Signs for the domain of `from`; null where somebody on the way does. */
  dkim: DkimKey | null
}

/** The Message-ID of a delivery, with its brackets. */
const messageId = ({ id, domain }: { id: string; domain: string }): string => `<${id}@${domain}>`

/**
 * The message, signed, in CRLF lines of at most 998 bytes; ASCII unless an address's local part isn't.
 * @throws RangeError for an address, an id, a domain or a link that could be taken for something else
 */
export function compose(message: EmailMessage): Buffer {
  if (!/^[A-Za-z0-9-]{1,57}$/.test(message.id)) throw new RangeError("the id is none")
  if (readDomain(message.domain) !== message.domain) throw new RangeError("the domain is none")
  const { head, body } = content(message)
  const headers = [
    `Date: ${new Date(message.date.epochMilliseconds).toUTCString().replace("GMT", "+0000")}`,
    `From: ${mailbox(message.from)}`,
    ...(message.replyTo ? [`Reply-To: ${mailbox(message.replyTo)}`] : []),
    `To: ${mailbox(message.to)}`,
    `Subject: ${headerText(message.subject, "Subject: ".length)}`,
    `Message-ID: ${messageId(message)}`,
    ...(message.unsubscribeUrl === null ? [] : unsubscribe(message.unsubscribeUrl)),
    "Auto-Submitted: auto-generated", // RFC 3834 §5: nobody's out-of-office answers it
    "MIME-Version: 1.0",
    ...head,
  ]
  const signed = message.dkim ? [message.dkim.sign(headers, body, message.date), ...headers] : headers
  return Buffer.concat([Buffer.from(`${signed.join("\r\n")}\r\n\r\n`), body])
}

function mailbox({ name, address }: Mailbox): string {
  if (!isAddress(address)) throw new RangeError("an address is none")
  const words = displayName(name)
  return words === '""' ? address : `${words}\r\n <${address}>`
}

function unsubscribe(url: string): string[] {
  const at = URL.canParse(url) ? new URL(url) : null
  if (!at || !/^https?:$/.test(at.protocol) || !/^[!-;=?-~]{1,900}$/.test(at.href))
    throw new RangeError("the link to unsubscribe is none")
  const header = `List-Unsubscribe:\r\n <${at.href}>`
  return at.protocol === "https:" ? [header, "List-Unsubscribe-Post: List-Unsubscribe=One-Click"] : [header]
}

function content({ id, text, html }: EmailMessage): { head: string[]; body: Buffer } {
  const plain = part("plain", text)
  if (html === null) return plain
  // Neither encoding can make a line that begins with "--=_".
  const boundary = `=_${id}`
  const pieces = [plain, part("html", html)].flatMap(({ head, body }) => [
    Buffer.from(`--${boundary}\r\n${head.join("\r\n")}\r\n\r\n`),
    body,
  ])
  return {
    head: [`Content-Type: multipart/alternative;\r\n boundary="${boundary}"`],
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  }
}

function part(kind: "plain" | "html", text: string): { head: string[]; body: Buffer } {
  const { encoding, body } = textBody(text)
  return { head: [`Content-Type: text/${kind}; charset=utf-8`, `Content-Transfer-Encoding: ${encoding}`], body }
}
