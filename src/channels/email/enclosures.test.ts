/** What goes with an e-mail, read back by a mail program's parser. */
import fc from "fast-check"
import PostalMime from "postal-mime"
import { expect, test } from "vitest"
import { whole } from "../../../test/world/mime.ts"
import { compose, type EmailMessage } from "./message.ts"
import { base64Length, base64Lines, fileName, readMediaType } from "./mime.ts"

const sample: EmailMessage = {
  id: "019c4f2e-5f1b-8c3a-9c55-0a1b2c3d4e5f",
  domain: "tidings.example.com",
  returnPath: "b+0abc@bounces.example.com",
  date: Temporal.Instant.from("2026-03-03T06:15:00Z"),
  from: { name: "Biuro", address: "biuro@example.com" },
  replyTo: null,
  to: { name: "Anna", address: "anna@example.org" },
  subject: "Faktura",
  text: "Dzień dobry",
  html: "<p>Dzień dobry</p>",
  enclosures: [],
  unsubscribeUrl: null,
  dkim: null,
}
const enclosed = (name: string, mediaType = "application/pdf", bytes = Buffer.from("content")) => ({
  name,
  mediaType,
  lines: base64Lines(bytes),
})
async function read(message: EmailMessage) {
  const bytes = whole(compose(message))
  const { text, html, subject, headers, attachments } = await PostalMime.parse(bytes)
  const files = attachments.map(({ filename, mimeType, content }) => ({
    filename,
    mimeType,
    text: Buffer.from(content as ArrayBuffer).toString("latin1"),
  }))
  return { raw: bytes.toString("latin1"), text, html, subject, headers, files }
}

test.each([
  "faktura.pdf",
  "Invoice 12 of 2026 (final), with VAT; paid=yes.pdf",
  "Zażółć gęślą jaźń.pdf",
  "Blåbærgrød på øen – æblekage.pdf",
  "日本語の請求書.pdf",
  "👩‍👩‍👧‍👦.png",
  "100% of O'Neil's.pdf",
  "a*0*=b.pdf",
  `${"x".repeat(146)}.pdf`,
  `${"ż".repeat(146)}.pdf`,
])("a file called %s is called so where it arrives", async (name) => {
  for (const html of [sample.html, null]) {
    const { files, text, raw } = await read({ ...sample, html, enclosures: [enclosed(name)] })
    expect(files).toEqual([{ filename: name, mimeType: "application/pdf", text: "content" }])
    expect(text?.trim()).toBe("Dzień dobry")
    for (const line of raw.split("\r\n")) expect(line.length).toBeLessThanOrEqual(78)
  }
})

test.each([
  ['a"; filename=evil.exe; x="', 'a"; filename=evil.exe; x="'],
  ["../../etc/passwd", ".._.._etc_passwd"],
  ["C:\\autoexec.bat", "C:_autoexec.bat"],
  ["a\r\nBcc: spy@evil.example\r\n\r\nbody", "a Bcc: spy@evil.example body"],
  ["invoice\u202efdp.exe", "invoice fdp.exe"],
  ["a\0b\tc", "a b c"],
  ["half \ud800 a pair", "half \ufffd a pair"],
])("a hostile file name %j adds nothing to a message, were it to come so far", async (name, shown) => {
  const { files, headers, raw } = await read({ ...sample, enclosures: [enclosed(name)] })
  expect(files).toEqual([{ filename: shown, mimeType: "application/pdf", text: "content" }])
  expect(headers.map(({ key }) => key)).not.toContain("bcc")
  expect(raw).toMatch(/^[\t\r\n\x20-\x7e]*$/)
})

test("whatever a file is called and holds, it is one part more and nothing else", async () => {
  const letters = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("\r\n", '"', "\\", ";", "--=_mixed_", "filename*0*=", "UTF-8''", "%", "'", "*", "\u202e", "/"),
  )
  const name = fc.array(letters, { maxLength: 8 }).map((pieces) => pieces.join(""))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, fc.uint8Array({ maxLength: 300 })), { maxLength: 4 }), async (all) => {
      const enclosures = all.map(([each, bytes]) => enclosed(each, "text/plain", Buffer.from(bytes)))
      const { files, raw, subject } = await read({ ...sample, enclosures })
      expect(files.map(({ text }) => text)).toEqual(all.map(([, bytes]) => Buffer.from(bytes).toString("latin1")))
      expect(subject).toBe("Faktura")
      expect(raw).toMatch(/^[\t\r\n\x20-\x7e]*$/)
      expect(raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/)
      for (const line of raw.split("\r\n")) expect(line.length).toBeLessThanOrEqual(78)
    }),
    { numRuns: 500 },
  )
})

test("a media type is one file's, or none at all", async () => {
  expect(readMediaType(" Application/PDF ; charset=x")).toBe("application/pdf")
  expect(readMediaType("application/vnd.oasis.opendocument.text")).toBe("application/vnd.oasis.opendocument.text")
  for (const text of [
    "",
    "pdf",
    "a/b/c",
    "a /b",
    "a/b\r\nBcc: x",
    "message/rfc822",
    "Multipart/Mixed",
    "*/*",
    "text/",
    `a/${"b".repeat(64)}`,
  ])
    expect([text, readMediaType(text)]).toEqual([text, null])
  for (const type of ["message/rfc822", "multipart/mixed; boundary=x", "text/html\r\nX: y"]) {
    const { files } = await read({ ...sample, enclosures: [enclosed("a", type)] })
    expect(files).toEqual([{ filename: "a", mimeType: "application/octet-stream", text: "content" }])
  }
})

test("base64 is in lines of 76, as long as it is said to be, in parts as in one", () => {
  for (const size of [0, 1, 2, 3, 56, 57, 58, 113, 114, 115, 10_000]) {
    const bytes = Buffer.alloc(size, "é")
    const lines = base64Lines(bytes)
    expect(lines.length).toBe(base64Length(size))
    expect(Buffer.from(lines.toString(), "base64").equals(bytes)).toBe(true)
    const parts = [bytes.subarray(0, 57), bytes.subarray(57)].map(base64Lines)
    expect(Buffer.concat(parts).equals(lines)).toBe(true)
  }
})

test("a name that many programs read is written plainly", () => {
  expect(fileName("faktura.pdf")).toEqual(['filename="faktura.pdf"'])
  expect(fileName("ł.pdf")).toEqual(["filename*=UTF-8''%C5%82.pdf"])
  expect(fileName("ł".repeat(20))).toEqual([
    `filename*0*=UTF-8''${"%C5%82".repeat(7)}%C5`,
    `filename*1*=%82${"%C5%82".repeat(8)}%C5`,
    `filename*2*=%82${"%C5%82".repeat(3)}`,
  ])
})
