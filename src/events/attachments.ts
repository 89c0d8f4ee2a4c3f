/**
 * What an event says of its attachments, beside the variables of its type: files that its e-mails carry, by reference.
 * They stand in the data and not among the attributes, which are simple values only (docs/decisions/0010).
 */
import { isIP } from "node:net"
import { didYouMean } from "../base/config.ts"
import { readHost } from "../base/networks.ts"
import { type Outbound, OutboundError } from "../base/outbound.ts"
import type { Fault } from "../base/problem.ts"
import { mostAttachments } from "../channels/email/attachments.ts"
import { readMediaType } from "../channels/email/mime.ts"
import { inspectUrl } from "../webhooks/url.ts"

/** `url` is as URL writes it; `sha256` in lower case. */
export type NewAttachment = { url: string; name: string; mediaType: string | null; sha256: string | null }

/** The data without their attachments, which are no variable of any type. */
export function takeAttachments(data: unknown): { variables: unknown; attachments: unknown } {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return { variables: data, attachments: null }
  const { attachments = null, ...variables } = data as Record<string, unknown>
  return { variables, attachments }
}

/** @returns the attachments, or what is wrong with them, with pointers behind `at` */
export function readAttachments(given: unknown, at: string): NewAttachment[] | { faults: Fault[] } {
  if (given === null) return []
  const faults: Fault[] = []
  const fault = (pointer: string, code: Fault["code"], detail: string) =>
    void faults.push({ pointer: at + pointer, code, detail })
  if (!Array.isArray(given)) fault("", "invalid", "The attachments are a list.")
  else if (given.length > mostAttachments) fault("", "too_long", `An event has at most ${mostAttachments} attachments.`)
  if (faults.length) return { faults }
  const read = (given as unknown[]).map((each, index) =>
    readOne(each, (name, code, detail) => fault(`/${index}${name}`, code, detail)),
  )
  return faults.length ? { faults } : (read as NewAttachment[])
}

const fields = ["url", "name", "mediaType", "sha256"]

function readOne(
  given: unknown,
  fault: (name: string, code: Fault["code"], detail: string) => void,
): NewAttachment | undefined {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return fault("", "invalid", "An attachment is an object with url and name.") as undefined
  const whole = given as Record<string, unknown>
  for (const name of Object.keys(whole)) {
    if (fields.includes(name)) continue
    const near = didYouMean(name, fields)
    fault("", "unknown", `An attachment has no ${JSON.stringify(name)}.${near ? ` Did you mean ${near}?` : ""}`)
  }
  const { url, name, mediaType = null, sha256 = null } = whole
  const address = typeof url === "string" ? readAddress(url) : null
  if (url === undefined) fault("/url", "missing", '"url" is missing.')
  else if (address === null)
    fault("/url", "invalid", "The url is an address such as https://files.example.com/invoice.pdf, without a password.")
  const wrong = typeof name === "string" ? whyNoName(name) : "The name is a text."
  if (name === undefined) fault("/name", "missing", '"name" is missing.')
  else if (wrong) fault("/name", "invalid", wrong)
  const type = typeof mediaType === "string" && !mediaType.includes(";") ? readMediaType(mediaType) : null
  if (mediaType !== null && type === null)
    fault(
      "/mediaType",
      "invalid",
      "The media type is one such as application/pdf; not of a message, nor of several parts.",
    )
  const hash = typeof sha256 === "string" && /^[0-9a-f]{64}$/i.test(sha256) ? sha256.toLowerCase() : null
  if (sha256 !== null && hash === null) fault("/sha256", "invalid", "The SHA-256 is 64 hexadecimal digits.")
  return {
    url: address ?? "",
    name: typeof name === "string" ? name.normalize("NFC") : "",
    mediaType: type,
    sha256: hash,
  }
}

/** Null for what is none; what URL would drop or mend without a word, such as a line break, is none. */
function readAddress(text: string): string | null {
  if (text.length > 2000 || !/^https?:\/\/[!-~]+$/i.test(text) || !URL.canParse(text)) return null
  const at = new URL(text)
  at.hash = ""
  return at.username || at.password || readHost(at.hostname) === null ? null : at.href
}

const mostLetters = 150
// Controls, halves of surrogate pairs, line ends, and what makes a name read as another (ends in "exe" from the right).
const hidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u

/** A name that is no path, and that every computer can save a file under; null where it is one. */
function whyNoName(name: string): string | null {
  if (name.length < 1 || name.length > mostLetters) return `A file name has 1 to ${mostLetters} characters.`
  if (hidden.test(name)) return "A file name has no control or direction characters."
  if (/[\\/:*?"<>|]/.test(name)) return 'A file name has no path in it, and none of \\ / : * ? " < > |.'
  if (/^[\s.]|[\s.]$/u.test(name)) return "A file name begins and ends with neither a space nor a dot."
  return null
}

/** Hosts that are looked at before a request is answered; what is behind others is seen when they are fetched. */
const mostLooks = 20

/**
 * What can't be allowed whatever a file server answers: an address that isn't public, and plain http to one that is. A name
 * of https is looked up when it is fetched: here, somebody's slow name server would keep whoever tells of events waiting.
 * @returns a fault for each of those refused
 */
export async function refuseAddresses(
  outbound: Outbound,
  asked: readonly { url: string; pointer: string }[],
): Promise<Fault[]> {
  const origins = Map.groupBy(asked, ({ url }) => new URL(url).origin)
  const looked = origins
    .entries()
    .filter(([origin]) => origin.startsWith("http:") || isIP(readHost(new URL(origin).hostname) ?? "") !== 0)
    .take(mostLooks)
  const faults = await Promise.all(
    looked.map(async ([origin, all]): Promise<Fault[]> => {
      try {
        await inspectUrl(outbound, origin)
        return []
      } catch (error) {
        // A name without an address may have one by the time it is fetched.
        if (!(error instanceof OutboundError)) throw error
        if (error.code !== "not_allowed") return []
        return all.map(({ pointer }) => ({ pointer, code: "not_allowed", detail: error.message }))
      }
    }),
  )
  return faults.flat()
}
