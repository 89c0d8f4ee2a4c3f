/**
 * E-mails as bytes: what is asked for and nothing else. Every header is named here, every value is encoded for its place,
 * so that no name, subject or address can add a header, a recipient or a part.
 */
import { isAddress, readDomain } from "./address.ts"
import type { DkimKey } from "./dkim.ts"
import { displayName, fileName, headerText, type Piece, readMediaType, textBody } from "./mime.ts"

export type Mailbox = { name: string; address: string }

/** A file that goes with a message; `lines` are its bytes as `base64Lines`, shared by all messages that carry it. */
export type Enclosure = { name: string; mediaType: string; lines: Buffer }

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
  enclosures: readonly Enclosure[]
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
export function compose(message: EmailMessage): Piece[] {
  if (!/^[A-Za-z0-9-]{1,57}$/.test(message.id)) throw new RangeError("the id is none")
  if (readDomain(message.domain) !== message.domain) throw new RangeError("the domain is none")
  const { head, body } = mixed(message)
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
  return joined([text(`${signed.join("\r\n")}\r\n\r\n`), ...body])
}

const text = (lines: string): Piece => ({ bytes: Buffer.from(lines), isBase64: false })

/** As few pieces as may be: those that aren't shared become one where they meet. */
function joined(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = []
  for (const piece of pieces) {
    const last = all.at(-1)
    if (!last || last.isBase64 || piece.isBase64) all.push(piece)
    else all[all.length - 1] = { bytes: Buffer.concat([last.bytes, piece.bytes]), isBase64: false }
  }
  return all
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

type Part = { head: string[]; body: Piece[] }

/** What is said, and behind it what goes with it. */
function mixed(message: EmailMessage): Part {
  if (message.enclosures.length === 0) return content(message)
  return multipart("mixed", `=_mixed_${message.id}`, [content(message), ...message.enclosures.map(enclosed)])
}

function content({ id, text, html }: EmailMessage): Part {
  const plain = part("plain", text)
  return html === null ? plain : multipart("alternative", `=_${id}`, [plain, part("html", html)])
}

/** @param boundary no encoding of ours makes a line that begins with "--=_", and of two none begins as the other */
function multipart(kind: "alternative" | "mixed", boundary: string, parts: readonly Part[]): Part {
  const pieces = parts.flatMap(({ head, body }) => [text(`--${boundary}\r\n${head.join("\r\n")}\r\n\r\n`), ...body])
  return {
    head: [`Content-Type: multipart/${kind};\r\n boundary="${boundary}"`],
    body: joined([...pieces, text(`--${boundary}--\r\n`)]),
  }
}

function part(kind: "plain" | "html", words: string): Part {
  const { encoding, body } = textBody(words)
  return {
    head: [`Content-Type: text/${kind}; charset=utf-8`, `Content-Transfer-Encoding: ${encoding}`],
    body: [{ bytes: body, isBase64: false }],
  }
}

function enclosed({ name, mediaType, lines }: Enclosure): Part {
  return {
    head: [
      `Content-Type: ${readMediaType(mediaType) ?? "application/octet-stream"}`,
      "Content-Transfer-Encoding: base64",
      ["Content-Disposition: attachment", ...fileName(name)].join(";\r\n "),
    ],
    // The line break before a boundary is the boundary's: an empty file has one of its own.
    body: lines.length ? [{ bytes: lines, isBase64: true }] : [text("\r\n")],
  }
}
