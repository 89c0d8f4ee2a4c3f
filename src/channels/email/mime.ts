/** The encodings of mail: words in headers, text in bodies. What comes out is ASCII in CRLF lines of at most 76 characters. */

/**
 * Bytes of a message, in whole CRLF lines. What is base64 is shared by all the messages that carry it, and needs no look at
 * each: nothing in it is a dot, a space or the start of another line.
 */
export type Piece = { bytes: Buffer; isBase64: boolean }

// Line breaks and other controls, and the direction marks that make a name read as another.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufeff]+/gu

/** Text as it may stand on one header line: whatever could end the line, or hide in it, is a space. */
export const oneLine = (text: string): string => text.toWellFormed().replace(unprintable, " ").trim()

const isPlain = (text: string) => /^[\x20-\x7e]*$/.test(text) && !text.includes("=?")

/**
 * Unstructured header text, such as a subject: as it is where it is short ASCII, otherwise in encoded words (RFC 2047).
 * @param nameChars length of the header's name with its colon and space
 */
export function headerText(text: string, nameChars: number): string {
  const line = oneLine(text)
  return isPlain(line) && line.length + nameChars <= 76 ? line : encodedWords(line)
}

/** A display name before an address: a quoted string where it is short ASCII, otherwise encoded words. */
export function displayName(text: string): string {
  const line = oneLine(text)
  return isPlain(line) && line.length <= 60 ? `"${line.replace(/["\\]/g, "\\$&")}"` : encodedWords(line)
}

// 39 bytes make 52 base64 characters and, with the frame, 64: with the longest name of ours before it still within 76.
const wordBytes = 39

function encodedWords(text: string): string {
  const words: string[] = []
  let word = ""
  let bytes = 0
  for (const letter of text) {
    const more = Buffer.byteLength(letter)
    if (bytes + more > wordBytes) {
      words.push(word)
      word = ""
      bytes = 0
    }
    word += letter
    bytes += more
  }
  words.push(word)
  return words.map((part) => `=?UTF-8?B?${Buffer.from(part).toString("base64")}?=`).join("\r\n ")
}

const hex = Buffer.from("0123456789ABCDEF")
const [cr, lf, tab, space, dot, equals, capitalF] = [13, 10, 9, 32, 46, 61, 70]
const isLiteral = new Uint8Array(256)
for (let byte = 33; byte < 127; byte++) isLiteral[byte] = byte === equals ? 0 : 1

/** Text as it is sent: every line break is CRLF, every string is well-formed. */
const normalised = (text: string) => Buffer.from(`${text.toWellFormed().replace(/\r\n?/g, "\n").replace(/\n$/, "")}\n`)

/**
 * A text body with its Content-Transfer-Encoding: quoted-printable, or base64 where that is shorter (Greek, Japanese).
 * No line begins with a dot or "From ", which some servers on the way would change.
 */
export function textBody(text: string): { encoding: "quoted-printable" | "base64"; body: Buffer } {
  const source = normalised(text)
  let beyond = 0
  for (let index = 0; index < source.length; index++) if ((source[index] as number) > 127) beyond++
  if (beyond * 6 > source.length) return { encoding: "base64", body: base64(source) }
  return { encoding: "quoted-printable", body: quotedPrintable(source) }
}

const base64 = (source: Buffer): Buffer =>
  base64Lines(Buffer.from(source.toString("latin1").replaceAll("\n", "\r\n"), "latin1"))

/** Bytes that fill whole base64 lines: 57 to one of 76 characters. */
export const base64LineBytes = 57

/** RFC 2045 §6.8. What is encoded in parts, each a multiple of `base64LineBytes` long but the last, is encoded as a whole. */
export const base64Lines = (source: Buffer): Buffer =>
  Buffer.from(source.toString("base64").replace(/.{1,76}/g, "$&\r\n"), "latin1")

/** How long `base64Lines` of so many bytes is. */
export const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4 + Math.ceil(bytes / base64LineBytes) * 2

/**
 * A media type as it may stand in a header, in lower case and without parameters (RFC 6838 §4.2). Null for what is none,
 * and for what isn't one file: a message or a multipart would be read as more of the e-mail.
 */
export function readMediaType(text: string): string | null {
  const [, type, subtype] = /^\s*([a-z0-9][\w!#$&^.+-]{0,62})\/([a-z0-9][\w!#$&^.+-]{0,62})\s*(?:;|$)/i.exec(text) ?? []
  if (!type || !subtype || /^(message|multipart)$/i.test(type)) return null
  return `${type}/${subtype}`.toLowerCase()
}

// 54 characters and a longest name of `filename*99*=` and its end: within 76.
const parameterChars = 54

/**
 * The name of an attached file as parameters of its Content-Disposition, each on a line of its own: a quoted string where
 * it is short ASCII, otherwise in UTF-8, percent-encoded and in pieces (RFC 2231 §3 and §4). No path is left in it.
 */
export function fileName(text: string): string[] {
  const name = oneLine(text).replace(/[\\/]/g, "_")
  if (isPlain(name) && !/["*]/.test(name) && name.length <= parameterChars) return [`filename="${name}"`]
  const letters = [...Buffer.from(name)].map((byte) => {
    const letter = String.fromCharCode(byte)
    return /[A-Za-z0-9._-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
  })
  const pieces = [""]
  for (const letter of letters) {
    const at = pieces.length - 1
    if ((pieces[at] as string).length + letter.length > parameterChars - (at === 0 ? "UTF-8''".length : 0))
      pieces.push(letter)
    else pieces[at] += letter
  }
  if (pieces.length === 1) return [`filename*=UTF-8''${pieces[0]}`]
  return pieces.map((piece, at) => `filename*${at}*=${at === 0 ? "UTF-8''" : ""}${piece}`)
}

/** RFC 2045 §6.7 of text in LF lines. */
function quotedPrintable(source: Buffer): Buffer {
  // Three bytes for each, and a soft break of three for every 73 of those at the most.
  const out = Buffer.allocUnsafe(source.length * 3 + Math.ceil(source.length / 20) * 3 + 8)
  let at = 0
  let column = 0
  for (let index = 0; index < source.length; index++) {
    const byte = source[index] as number
    if (byte === lf) {
      out[at++] = cr
      out[at++] = lf
      column = 0
      continue
    }
    let isAsIs = isLiteral[byte] === 1 || ((byte === space || byte === tab) && source[index + 1] !== lf)
    if (column + (isAsIs ? 1 : 3) > 75) {
      out[at++] = equals
      out[at++] = cr
      out[at++] = lf
      column = 0
    }
    if (column === 0 && (byte === dot || (byte === capitalF && startsFrom(source, index)))) isAsIs = false
    if (isAsIs) {
      out[at++] = byte
      column += 1
    } else {
      out[at++] = equals
      out[at++] = hex[byte >> 4] as number
      out[at++] = hex[byte & 15] as number
      column += 3
    }
  }
  return out.subarray(0, at)
}

const from = Buffer.from("From ")
const startsFrom = (source: Buffer, index: number) => source.subarray(index, index + from.length).equals(from)
