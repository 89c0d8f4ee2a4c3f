/** DKIM signatures (RFC 6376): relaxed/relaxed, rsa-sha256, the one kind that every receiver verifies. */
import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto"
import { readDomain } from "./address.ts"
import type { Piece } from "./mime.ts"

/** A domain's key, made ready once and used for many messages. */
export type DkimKey = {
  domain: string
  selector: string
  /** The DKIM-Signature header over `headers` (one string each, folded or not) and `body`, both as they will be sent. */
  sign(headers: readonly string[], body: readonly Piece[], at: Temporal.Instant): string
}

// Those that are signed where they are present. RFC 8058 §4 wants the last two covered.
const signed =
  "from reply-to to subject date message-id mime-version content-type content-transfer-encoding auto-submitted list-unsubscribe list-unsubscribe-post".split(
    " ",
  )
// Named once more than they occur: a second one added on the way breaks the signature (RFC 6376 §8.15).
const sealed = ["from", "reply-to", "to", "subject", "date", "message-id"]

/**
 * @param privateKey PEM, RSA of at least 2048 bits
 * @throws RangeError for another kind of key (a signature by Ed25519 is passed over by most receivers), a shorter one, a
 *   selector or a domain that is none
 */
export function dkimKey(domain: string, selector: string, privateKey: string): DkimKey {
  const key = readKey(privateKey)
  if (key.asymmetricKeyType !== "rsa") throw new RangeError("DKIM takes RSA keys only")
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) throw new RangeError("a DKIM key has at least 2048 bits")
  if (readDomain(domain) !== domain) throw new RangeError("the domain is none")
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(selector) || selector.length > 63)
    throw new RangeError("the selector is none")
  return {
    domain,
    selector,
    sign(headers, body, at) {
      const named = headers
        .map((header) => ({ name: header.slice(0, header.indexOf(":")).toLowerCase(), header }))
        .filter(({ name }) => signed.includes(name))
      const names = [...named.map(({ name }) => name), ...sealed]
      const fields = [
        `v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain};`,
        `s=${selector}; t=${Math.floor(at.epochMilliseconds / 1000)};`,
        `h=${folded(names)};`,
        `bh=${bodyHash(body)};`,
        "b=",
      ]
      const unsigned = `DKIM-Signature: ${fields.join("\r\n ")}`
      const data = [...named.map(({ header }) => header), unsigned].map(relaxedHeader).join("\r\n")
      const signature = sign("sha256", Buffer.from(data), key).toString("base64")
      return unsigned + signature.replace(/.{1,72}(?=.)/g, "$&\r\n ")
    },
  }
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (error) {
    throw new RangeError("the DKIM key cannot be read", { cause: error })
  }
}

const folded = (names: string[]) => names.join(":").replace(/.{1,60}:(?=.)/g, "$&\r\n  ")

/** RFC 6376 §3.4.2 */
function relaxedHeader(header: string): string {
  const colon = header.indexOf(":")
  const value = header.slice(colon + 1).replace(/\r\n/g, "")
  return `${header.slice(0, colon).trim().toLowerCase()}:${value.replace(/[ \t]+/g, " ").trim()}`
}

/** Over the body as RFC 6376 §3.4.4 has it. Base64 is that already. */
function bodyHash(body: readonly Piece[]): string {
  const hash = createHash("sha256")
  for (const [at, { bytes, isBase64 }] of body.entries()) {
    const lines = isBase64 ? bytes : relaxedLines(bytes)
    hash.update(at < body.length - 1 ? lines : withoutEmptyEnd(lines))
  }
  return hash.digest("base64")
}

const relaxedLines = (lines: Buffer): Buffer =>
  Buffer.from(
    lines
      .toString("latin1")
      .replace(/[ \t]+/g, " ")
      .replaceAll(" \r\n", "\r\n"),
    "latin1",
  )

/** Empty lines at the end don't count; what is left ends its last one. */
function withoutEmptyEnd(lines: Buffer): Buffer {
  let end = lines.length
  while (end >= 2 && lines[end - 2] === 13 && lines[end - 1] === 10) end -= 2
  if (end === 0) return Buffer.alloc(0)
  return end + 2 <= lines.length ? lines.subarray(0, end + 2) : Buffer.concat([lines, Buffer.from("\r\n")])
}
