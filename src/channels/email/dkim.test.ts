import { generateKeyPairSync } from "node:crypto"
import DKIM from "nodemailer/lib/dkim"
import { expect, test } from "vitest"
import { checkSignature } from "../../../test/world/dkim.ts"
import { whole } from "../../../test/world/mime.ts"
import { dkimKey } from "./dkim.ts"
import { type EmailMessage, compose as inPieces } from "./message.ts"
import { base64Lines } from "./mime.ts"

const compose = (message: EmailMessage) => whole(inPieces(message))

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
  returnPath: "b+0abc@bounces.example.com",
  date: Temporal.Instant.from("2026-03-03T06:15:00Z"),
  from: { name: "Żółte Biuro", address: "biuro@example.com" },
  replyTo: { name: "Ann", address: "ann@example.com" },
  to: { name: "Łukasz", address: "lukasz@example.org" },
  subject: "Zażółć  gęślą   jaźń, and a subject so long that it has to be folded more than once",
  text: "Dzień dobry,   \n\n\t tabs\n\n\n\n",
  html: "<p>Dzień   dobry</p>\n\n\n",
  enclosures: [],
  unsubscribeUrl: "https://tidings.example.com/u/abc",
  dkim: dkimKey("example.com", "s1", keys.privateKey),
  ...more,
})

test("the verifier of these tests takes the signature of another program", async () => {
  const unsigned = compose(sample({ dkim: null }))
  const signer = new DKIM({ domainName: "example.com", keySelector: "s1", privateKey: keys.privateKey })
  const chunks: Buffer[] = []
  for await (const chunk of signer.sign(unsigned, {})) chunks.push(Buffer.from(chunk))
  expect(checkSignature(Buffer.concat(chunks), keys.publicKey)).toHaveProperty("covered")
})

test("a signature covers what a reader sees and both headers of one press, and seals what may occur once", () => {
  const result = checkSignature(compose(sample()), keys.publicKey)
  const covered = "covered" in result ? result.covered : []
  for (const name of ["mime-version", "content-type", "list-unsubscribe", "list-unsubscribe-post", "auto-submitted"])
    expect(covered.filter((one) => one === name)).toHaveLength(1)
  for (const name of ["from", "reply-to", "to", "subject", "date", "message-id"])
    expect(covered.filter((one) => one === name)).toHaveLength(2)
})

test("a change on the way breaks it: another word, a second From, a Reply-To that wasn't there", () => {
  const message = compose(sample({ replyTo: null })).toString("latin1")
  const after = (change: (text: string) => string) =>
    checkSignature(Buffer.from(change(message), "latin1"), keys.publicKey)
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
    expect(checkSignature(compose(sample({ text, html: null })), keys.publicKey)).toHaveProperty("covered")
    expect(checkSignature(compose(sample({ text, html: text })), keys.publicKey)).toHaveProperty("covered")
  },
)

test("the signature covers what goes with a message, in whatever pieces it is", () => {
  const enclosures = ["", "a", "x".repeat(200_000)].map((text) => {
    return { name: "łąka.txt", mediaType: "text/plain", lines: base64Lines(Buffer.from(text)) }
  })
  for (const html of [null, "<p>.</p>"]) {
    const message = compose(sample({ html, enclosures }))
    expect(checkSignature(message, keys.publicKey)).toHaveProperty("covered")
    const at = message.lastIndexOf("eHh4")
    message.write("eHh5", at, "latin1")
    expect(checkSignature(message, keys.publicKey)).toEqual({ fault: "body" })
  }
})

test("a raw body without lines, or of nothing but them, is signed as the RFC says", () => {
  const key = dkimKey("example.com", "s1", keys.privateKey)
  const headers = ["From: a@example.com", "Subject:  x \t y "]
  for (const body of ["", "\r\n", "\r\n\r\n", "a", "a\r\n", " \r\n", " a  b \t\r\n\r\n \r\n"]) {
    const signature = key.sign(
      headers,
      [{ bytes: Buffer.from(body), isBase64: false }],
      Temporal.Instant.fromEpochMilliseconds(0),
    )
    const message = Buffer.from(`${[signature, ...headers].join("\r\n")}\r\n\r\n${body}`)
    expect([body, checkSignature(message, keys.publicKey)]).toEqual([body, { covered: expect.any(Array) }])
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
