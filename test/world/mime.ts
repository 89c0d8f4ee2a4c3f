/** Reads an e-mail back, by the letter of the RFCs and by no code of the product. */

export type Parsed = { headers: [name: string, value: string][]; parts: { type: string; text: string }[] }

/** A message that was composed in pieces. */
export const whole = (pieces: readonly { bytes: Buffer }[]): Buffer => Buffer.concat(pieces.map(({ bytes }) => bytes))

/** Headers in order, names in lower case, values unfolded and decoded; the text of each part. */
export function parse(bytes: Buffer): Parsed {
  const { headers, body } = entity(bytes)
  const type = new Map(headers).get("content-type") ?? "text/plain"
  const boundary = /^multipart\/.*boundary="([^"]+)"/.exec(type)?.[1]
  if (!boundary) return { headers: headers.map(decoded), parts: [part(bytes)] }
  const raw = body.toString("latin1")
  const pieces = `\r\n${raw}`.split(`\r\n--${boundary}`)
  if (pieces.at(-1) !== "--\r\n") throw new Error("the multipart has no end")
  // The CRLF before a boundary belongs to the boundary (RFC 2046 §5.1.1); each text of ours ends in one of its own.
  const parts = pieces.slice(1, -1).map((piece) => part(Buffer.from(`${piece.replace(/^\r\n/, "")}\r\n`, "latin1")))
  return { headers: headers.map(decoded), parts }
}

function entity(bytes: Buffer): { headers: [string, string][]; body: Buffer } {
  const end = bytes.indexOf("\r\n\r\n")
  if (end < 0) throw new Error("there is no end of the headers")
  const lines = bytes
    .subarray(0, end)
    .toString()
    .replace(/\r\n[ \t]/g, " ")
    .split("\r\n")
  const headers = lines.map((line): [string, string] => {
    const [, name, value] = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined) throw new Error(`this is no header: ${JSON.stringify(line)}`)
    return [name.toLowerCase(), value]
  })
  return { headers, body: bytes.subarray(end + 4) }
}

function part(bytes: Buffer): { type: string; text: string } {
  const { headers, body } = entity(bytes)
  const header = new Map(headers)
  const raw = body.toString("latin1")
  const content =
    header.get("content-transfer-encoding") === "base64"
      ? Buffer.from(raw, "base64")
      : Buffer.from(
          raw
            .replace(/=\r\n/g, "")
            .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          "latin1",
        )
  return { type: header.get("content-type") ?? "", text: content.toString() }
}

/** RFC 2047: encoded words, with the space between two of them gone. */
function decoded([name, value]: [string, string]): [string, string] {
  const joined = value.replace(/\?=[ \t]+=\?/g, "?==?")
  return [
    name,
    joined.replace(/=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=/g, (_, word: string) => Buffer.from(word, "base64").toString()),
  ]
}
