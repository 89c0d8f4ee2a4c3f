/** The encodings of mail: words in headers, text in bodies. What comes out is ASCII in CRLF lines of at most 76 characters. */

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

function base64(source: Buffer): Buffer {
  const crlf = Buffer.from(source.toString("latin1").replaceAll("\n", "\r\n"), "latin1")
  return Buffer.from(crlf.toString("base64").replace(/.{1,76}/g, "$&\r\n"), "latin1")
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
