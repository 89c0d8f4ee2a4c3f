/** Verifies DKIM signatures, for tests. */
import { createHash, createPublicKey, verify } from "node:crypto"

/**
 * A verifier by the letter of RFC 6376 §6.1, of its own: no line of it is the product's.
 * @returns the names that the signature covers, or what is wrong
 */
export function checkSignature(message: Buffer, publicKey: string): { covered: string[] } | { fault: string } {
  const raw = message.toString("latin1")
  const split = raw.indexOf("\r\n\r\n")
  const fields = raw.slice(0, split + 2).match(/[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*/g) ?? []
  const at = fields.findIndex((field) => /^dkim-signature:/i.test(field))
  if (at < 0) return { fault: "no signature" }
  const signature = fields[at] as string
  const tags = new Map(
    signature
      .slice(signature.indexOf(":") + 1)
      .split(";")
      .map((tag) => [tag.split("=")[0]?.trim() ?? "", tag.slice(tag.indexOf("=") + 1).replace(/\s+/g, "")] as const),
  )
  const relaxed = (field: string) => {
    const [name = "", ...rest] = field.split(":")
    const value = rest
      .join(":")
      .replaceAll("\r\n", "")
      .replace(/[\t ]+/g, " ")
    return `${name.toLowerCase().trimEnd()}:${value.trim()}`
  }
  const lines = raw
    .slice(split + 4)
    .split("\r\n")
    .map((line) => line.replace(/[\t ]+/g, " ").replace(/ $/, ""))
  while (lines.at(-1) === "") lines.pop()
  const body = lines.map((line) => `${line}\r\n`).join("")
  const hash = createHash("sha256").update(Buffer.from(body, "latin1")).digest("base64")
  if (tags.get("bh") !== hash) return { fault: "body" }
  const left = fields.filter((_, index) => index !== at)
  const covered: string[] = []
  let data = ""
  for (const name of tags.get("h")?.split(":") ?? []) {
    const index = left.findLastIndex((field) => field.toLowerCase().startsWith(`${name}:`))
    covered.push(name)
    if (index >= 0) data += `${relaxed(left.splice(index, 1)[0] as string)}\r\n`
  }
  data += relaxed(signature.replace(/([;\s]b=)[^;]*/, "$1"))
  const isGood = verify(
    "sha256",
    Buffer.from(data, "latin1"),
    createPublicKey(publicKey),
    Buffer.from(tags.get("b") ?? "", "base64"),
  )
  return isGood ? { covered } : { fault: "signature" }
}
