import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto"
import DKIM from "nodemailer/lib/dkim"
import { expect, test } from "vitest"
import { dkimKey } from "./dkim.ts"
import { compose, type EmailMessage } from "./message.ts"

const pair = (bits: number) =>
  generateKeyPairSync("rsa", {
    modulusLength: bits,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  })
const keys = pair(2048)

const sample = (more: Partial<EmailMessage> = {}): EmailMessage => ({
  id: "019c4f2e-5f1b-8c3a-9c55-0a1b2c3d4e5f",
  domain: "tidings.example.com",
  date: Temporal.Instant.from("2026-03-03T06:15:00Z"),
  from: { name: "Żółte Biuro", address: "biuro@example.com" },
  replyTo: { name: "Ann", address: "ann@example.com" },
  to: { name: "Łukasz", address: "lukasz@example.org" },
  subject: "Zażółć  gęślą   jaźń, and a subject so long that it has to be folded more than once",
  text: "Dzień dobry,   \n\n\t tabs\n\n\n\n",
  html: "<p>Dzień   dobry</p>\n\n\n",
  unsubscribeUrl: "https://tidings.example.com/u/abc",
  dkim: dkimKey("example.com", "s1", keys.privateKey),
  ...more,
})

/**
 * A verifier by the letter of RFC 6376 §6.1, of its own: no line of it is the product's.
 * @returns the names that the signature covers, or what is wrong
 */
function check(message: Buffer, publicKey: string): { covered: string[] } | { fault: string } {
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

test("the verifier of these tests takes the signature of another program", async () => {
  const unsigned = compose(sample({ dkim: null }))
  const signer = new DKIM({ domainName: "example.com", keySelector: "s1", privateKey: keys.privateKey })
  const chunks: Buffer[] = []
  for await (const chunk of signer.sign(unsigned, {})) chunks.push(Buffer.from(chunk))
  expect(check(Buffer.concat(chunks), keys.publicKey)).toHaveProperty("covered")
})

test("a signature covers what a reader sees and both headers of one press, and seals what may occur once", () => {
  const result = check(compose(sample()), keys.publicKey)
  const covered = "covered" in result ? result.covered : []
  for (const name of ["mime-version", "content-type", "list-unsubscribe", "list-unsubscribe-post", "auto-submitted"])
    expect(covered.filter((one) => one === name)).toHaveLength(1)
  for (const name of ["from", "reply-to", "to", "subject", "date", "message-id"])
    expect(covered.filter((one) => one === name)).toHaveLength(2)
})

test("a change on the way breaks it: another word, a second From, a Reply-To that wasn't there", () => {
  const message = compose(sample({ replyTo: null })).toString("latin1")
  const after = (change: (text: string) => string) => check(Buffer.from(change(message), "latin1"), keys.publicKey)
  expect(after((text) => text)).toHaveProperty("covered")
  expect(after((text) => text.replace("poczta", "Poczta").replace("Dzie", "Dzi_"))).toEqual({ fault: "body" })
  expect(after((text) => text.replace("\r\nTo:", "\r\nFrom: <spy@evil.example>\r\nTo:"))).toEqual({
    fault: "signature",
  })
  expect(after((text) => text.replace("\r\nTo:", "\r\nReply-To: <spy@evil.example>\r\nTo:"))).toEqual({
    fault: "signature",
  })
  expect(after((text) => text.replace("https://tidings", "https://evil"))).toEqual({ fault: "signature" })
  // What a server on the way may do: fold anew, add headers of its own.
  expect(after((text) => `Received: from x by y\r\n${text.replace("Subject: ", "Subject:\r\n  ")}`)).toHaveProperty(
    "covered",
  )
})

test.each(["", "\n", "\n\n\n", "a", "a \n \n", " ", "\t", ".\n", "a\r\nb\r\n\r\n"])(
  "a body of %j is signed as it arrives",
  (text) => {
    expect(check(compose(sample({ text, html: null })), keys.publicKey)).toHaveProperty("covered")
    expect(check(compose(sample({ text, html: text })), keys.publicKey)).toHaveProperty("covered")
  },
)

test("a raw body without lines, or of nothing but them, is signed as the RFC says", () => {
  const key = dkimKey("example.com", "s1", keys.privateKey)
  const headers = ["From: a@example.com", "Subject:  x \t y "]
  for (const body of ["", "\r\n", "\r\n\r\n", "a", "a\r\n", " \r\n", " a  b \t\r\n\r\n \r\n"]) {
    const signature = key.sign(headers, Buffer.from(body), Temporal.Instant.fromEpochMilliseconds(0))
    const message = Buffer.from(`${[signature, ...headers].join("\r\n")}\r\n\r\n${body}`)
    expect([body, check(message, keys.publicKey)]).toEqual([body, { covered: expect.any(Array) }])
    for (const line of signature.split("\r\n")) expect(line.length).toBeLessThanOrEqual(78)
  }
})

test("keys that receivers don't verify, or that are too short, are refused", () => {
  const { privateKey: ed25519 } = generateKeyPairSync("ed25519", {
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  })
  expect(() => dkimKey("example.com", "s1", ed25519)).toThrow(/RSA/)
  expect(() => dkimKey("example.com", "s1", pair(1024).privateKey)).toThrow(/2048/)
  expect(() => dkimKey("example.com", "s1", "nonsense")).toThrow(/cannot be read/)
  expect(() => dkimKey("example.com", "s1", keys.publicKey)).toThrow(/cannot be read/)
  for (const selector of ["", "a b", "a;b", "a\r\nb", ".a", "a..b", "-a"])
    expect(() => dkimKey("example.com", selector, keys.privateKey)).toThrow(/selector/)
  for (const domain of ["", "localhost", "a;b.com", "Example.com"])
    expect(() => dkimKey(domain, "s1", keys.privateKey)).toThrow(/domain/)
})
