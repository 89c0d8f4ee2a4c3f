/** What leaves here is what a real Postfix delivers, byte by byte, and a DKIM verifier of another make agrees. */
import { spawnSync } from "node:child_process"
import { generateKeyPairSync, randomBytes } from "node:crypto"
import PostalMime from "postal-mime"
import { afterAll, expect, test } from "vitest"
import { systemTimer } from "../../src/base/clock.ts"
import { converse, usualLimits } from "../../src/channels/email/conversation.ts"
import { dkimKey } from "../../src/channels/email/dkim.ts"
import { compose, type EmailMessage } from "../../src/channels/email/message.ts"
import { base64Lines } from "../../src/channels/email/mime.ts"
import smtp from "../../src/channels/email/smtp.ts"
import { needsProgram } from "../world/debian.ts"
import { parse, whole } from "../world/mime.ts"
import { startPostfix } from "../world/postfix.ts"
import { leadingTo } from "../world/smtp.ts"

const postfix = await startPostfix(20_025, ["anna", "żółć"])
afterAll(() => postfix.stop())
const doors = { outbound: leadingTo(postfix.port, postfix.roots), timer: systemTimer }
const forever = new AbortController().signal
const session = smtp.open({ host: "mail.example.org", port: 25, domain: "bounces.example.com" }, doors)
afterAll(() => session.close())

const keys = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "der" },
})
const dkim = dkimKey("example.com", "s1", keys.privateKey)

let sequence = 0
const message = (more: Partial<EmailMessage>): EmailMessage => ({
  id: `019c4f2e-5f1b-8c3a-9c55-${String(sequence++).padStart(12, "0")}`,
  domain: "tidings.example.com",
  returnPath: "b+0abc@bounces.example.com",
  date: Temporal.Instant.from("2026-03-03T06:15:00Z"),
  from: { name: "Wirtualne Biuro", address: "biuro@example.com" },
  replyTo: { name: "Nobody", address: "nobody@example.com" },
  to: { name: "Anna", address: "anna@example.org" },
  subject: "A subject",
  text: "Text",
  html: null,
  enclosures: [],
  unsubscribeUrl: "https://tidings.example.com/u/abc",
  dkim,
  ...more,
})

/** What stands below the three headers that Postfix adds, in CRLF lines. */
const received = async (user: string) => {
  const [head = "", ...rest] = (await postfix.next(user))
    .toString("latin1")
    .split(/(?=^(?:DKIM-Signature|Date|From): )/m)
  expect(head).toMatch(/^Return-Path: .*\nX-Original-To: .*\nDelivered-To: .*\nReceived: /)
  return Buffer.from(rest.join("").replaceAll("\n", "\r\n"), "latin1")
}

/** dkimpy, a verifier in Python; the key is given to it as DNS would. */
function isVerified(bytes: Buffer): boolean {
  needsProgram("/usr/lib/python3/dist-packages/dkim/__init__.py", "python3-dkim")
  const record = `v=DKIM1; k=rsa; p=${keys.publicKey.toString("base64")}`
  const script = `import dkim, sys
print(dkim.verify(sys.stdin.buffer.read(), dnsfunc=lambda name, timeout=5: {b"s1._domainkey.example.com.": sys.argv[1].encode()}.get(name)))`
  const { stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", script, record], { input: bytes, encoding: "utf8" })
  if (!stdout) throw new Error(stderr)
  return stdout.trim() === "True"
}

const texts = {
  polish: "Dzień dobry Łukaszu,\nprzyszła poczta od: ZUS, Żółta Łódź.\n\nZażółć gęślą jaźń.",
  italian: "Perché è così?\nLa città è più bella, dall'èra però.",
  danish: "Kære Søren,\nrødgrød med fløde på øen, æblegrød.",
  english: "Dear Ann,\n\n.\n..\n.a line with a dot\n. \nFrom me\n>From you\nThe end.\n.",
  "long lines": `${"word ".repeat(2000)}\n${"x".repeat(10_000)}\n${"ż".repeat(3000)}`,
  japanese: "日本語のメール。\n。\n".repeat(50),
  spaces: "trailing  \t\n\n   \n\t\nleading\n\n\n\n",
  equals: "a=b&c=3D=\n=\n==\n=.\n",
}

test.each(Object.entries(texts))(
  "%s arrives byte by byte, reads as it was written, and its signature holds",
  async (_, text) => {
    const sent = message({
      subject: text.slice(0, 200),
      text,
      html: `<p>${text}</p>`,
      to: { name: text.slice(0, 80), address: "anna@example.org" },
    })
    expect(await session.send(sent, forever)).toMatchObject({
      kind: "sent",
      words: expect.stringMatching(/queued as [A-Z0-9]{6,}$/i),
    })
    const bytes = await received("anna")
    expect(bytes.equals(whole(compose(sent)))).toBe(true)
    expect(parse(bytes).parts[0]?.text).toBe(`${text.replace(/\n$/, "")}\n`.replaceAll("\n", "\r\n"))
    expect(isVerified(bytes)).toBe(true)
  },
)

test("files go through byte by byte, and the signature holds over them", async () => {
  const files = [randomBytes(2_000_000), Buffer.from("nazwa;kwota\r\n.\r\nŁódź;1,00\n"), Buffer.alloc(0)]
  const names = ["wykaz.pdf", "Zażółć gęślą jaźń – blåbærgrød på øen.csv", "empty.bin"]
  const enclosures = files.map((bytes, at) => {
    return { name: names[at] as string, mediaType: "application/octet-stream", lines: base64Lines(bytes) }
  })
  const sent = message({ enclosures })
  expect(await session.send(sent, forever)).toMatchObject({ kind: "sent" })
  const bytes = await received("anna")
  expect(bytes.equals(whole(compose(sent)))).toBe(true)
  expect(isVerified(bytes)).toBe(true)
  const { attachments } = await PostalMime.parse(bytes)
  expect(attachments.map(({ filename }) => filename)).toEqual(names)
  expect(attachments.map(({ content }, at) => Buffer.from(content as ArrayBuffer).equals(files[at] as Buffer))).toEqual(
    Array(3).fill(true),
  )
})

test("the verifier says no to a message that was changed", () => {
  const bytes = whole(compose(message({ text: "Pay 10 EUR" })))
  expect(isVerified(bytes)).toBe(true)
  expect(isVerified(Buffer.from(bytes.toString().replace("10 EUR", "99 EUR")))).toBe(false)
  expect(isVerified(Buffer.from(bytes.toString().replace("To: ", "From: spy@evil.example\r\nTo: ")))).toBe(false)
})

test("letters beyond ASCII before the @ arrive too", async () => {
  const sent = message({ to: { name: "Żółć", address: "żółć@example.org" } })
  expect(await session.send(sent, forever)).toMatchObject({ kind: "sent" })
  const bytes = await received("żółć")
  expect(bytes.equals(whole(compose(sent)))).toBe(true)
  expect(isVerified(bytes)).toBe(true)
})

test("raw lines of dots, empty lines and lines of 998 arrive as they are, one message each", async () => {
  const server = {
    host: "mail.example.org",
    port: 25,
    security: "starttls",
    login: null,
    ehloName: "here.example.com",
  } as const
  const conversation = await converse(server, doors, usualLimits, forever)
  const envelope = { from: "bounce@example.com", to: "anna@example.org", isUtf8: false }
  const head =
    "From: a@example.com\r\nDate: Tue, 03 Mar 2026 06:15:00 +0000\r\nMessage-ID: <1@example.com>\r\nTo: b@example.org\r\n\r\n"
  for (const body of [
    ".",
    "..",
    ".\r\n.\r\n",
    "\r\n.\r\n..\r\n...\r\n",
    `${"y".repeat(998)}\r\n.${"z".repeat(997)}`,
    "\r\n\r\n",
  ]) {
    await conversation.deliver(envelope, [{ bytes: Buffer.from(head + body), isBase64: false }], forever)
    const arrived = head + (body.endsWith("\r\n") ? body : `${body}\r\n`)
    expect((await received("anna")).toString()).toBe(arrived)
  }
  conversation.end()
})

test("what Postfix refuses is understood: no such user, no relaying, too large", async () => {
  const to = (address: string) => session.send(message({ to: { name: "", address } }), forever)
  expect(await to("nobody@example.org")).toMatchObject({
    kind: "refused",
    scope: "recipient",
    reason: "address_unknown",
    suppress: true,
  })
  expect(await to("anna@example.net")).toMatchObject({ scope: "recipient" })
  expect(await session.send(message({ text: "x".repeat(21_000_000) }), forever)).toMatchObject({
    kind: "refused",
    scope: "recipient",
    reason: "message_too_large",
  })
  expect(await to("anna@example.org")).toMatchObject({ kind: "sent" })
  await received("anna")
})
