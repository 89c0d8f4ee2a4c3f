import fc from "fast-check"
import { expect, test } from "vitest"
import { type EmailMessage, compose as inPieces } from "./message.ts"
import { parse, whole } from "../../../test/world/mime.ts"

const compose = (message: EmailMessage) => whole(inPieces(message))

const sample: EmailMessage = {
  id: "019c4f2e-5f1b-8c3a-9c55-0a1b2c3d4e5f",
  domain: "tidings.example.com",
  returnPath: "b+0abc@bounces.example.com",
  date: Temporal.Instant.from("2026-03-03T06:15:00.999Z"),
  from: { name: "Wirtualne Biuro", address: "biuro@example.com" },
  replyTo: { name: 'Ann "the" Boss\\', address: "ann@example.com" },
  to: { name: "Łukasz Żółć", address: "lukasz@example.org" },
  subject: "Zażółć gęślą jaźń",
  text: "Dzień dobry,\nprzyszła poczta.\n",
  html: "<p>Dzień dobry</p>",
  enclosures: [],
  unsubscribeUrl: "https://tidings.example.com/u/abc?x=1",
  dkim: null,
}

test("an e-mail says who, to whom, when and what, and how to end it", () => {
  const { headers, parts } = parse(compose(sample))
  expect(Object.fromEntries(headers)).toEqual({
    date: "Tue, 03 Mar 2026 06:15:00 +0000",
    from: '"Wirtualne Biuro" <biuro@example.com>',
    "reply-to": '"Ann \\"the\\" Boss\\\\" <ann@example.com>',
    to: "Łukasz Żółć <lukasz@example.org>",
    subject: "Zażółć gęślą jaźń",
    "message-id": "<019c4f2e-5f1b-8c3a-9c55-0a1b2c3d4e5f@tidings.example.com>",
    "list-unsubscribe": "<https://tidings.example.com/u/abc?x=1>",
    "list-unsubscribe-post": "List-Unsubscribe=One-Click",
    "auto-submitted": "auto-generated",
    "mime-version": "1.0",
    "content-type": 'multipart/alternative; boundary="=_019c4f2e-5f1b-8c3a-9c55-0a1b2c3d4e5f"',
  })
  expect(parts).toEqual([
    { type: "text/plain; charset=utf-8", text: "Dzień dobry,\r\nprzyszła poczta.\r\n" },
    { type: "text/html; charset=utf-8", text: "<p>Dzień dobry</p>\r\n" },
  ])
})

test("the same delivery is the same bytes, whenever it is composed", () => {
  expect(compose(sample)).toEqual(compose({ ...sample }))
})

test("what is not asked for isn't there: no HTML, no names, no link, no second address", () => {
  const bare = { ...sample, html: null, replyTo: null, unsubscribeUrl: null, from: { ...sample.from, name: "" } }
  const { headers, parts } = parse(compose(bare))
  expect(headers.map(([name]) => name)).toEqual([
    "date",
    "from",
    "to",
    "subject",
    "message-id",
    "auto-submitted",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
  ])
  expect(new Map(headers).get("from")).toBe("biuro@example.com")
  expect(parts).toHaveLength(1)
})

test("one press unsubscribes only over https; a link that is none is refused", () => {
  const names = (unsubscribeUrl: string) => parse(compose({ ...sample, unsubscribeUrl })).headers.map(([name]) => name)
  expect(names("http://localhost:8080/u/a")).toContain("list-unsubscribe")
  expect(names("http://localhost:8080/u/a")).not.toContain("list-unsubscribe-post")
  expect(names("https://example.com/a b>c\r\nBcc: x@y.z")).toEqual(names("https://example.com/"))
  for (const link of ["javascript:alert(1)", "mailto:a@b.c", "nonsense", "", `https://example.com/${"a".repeat(900)}`])
    expect(() => compose({ ...sample, unsubscribeUrl: link })).toThrow(RangeError)
})

test("an id, a domain or an address that could be more than that is refused", () => {
  for (const id of ["", "a b", "a>b", "a\r\nb", "a".repeat(58), "=_"])
    expect(() => compose({ ...sample, id })).toThrow(RangeError)
  for (const domain of ["", "localhost", "a b.com", "A.com", "a.com\r\n"])
    expect(() => compose({ ...sample, domain })).toThrow(RangeError)
  for (const address of ["", "a", "a@b", "a@b.com, c@d.com", "<a@b.com>", "a@b.com\r\nBcc: c@d.com", '"a"@b.com'])
    for (const field of ["from", "to", "replyTo"] as const)
      expect(() => compose({ ...sample, [field]: { name: "", address } })).toThrow(RangeError)
})

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\u2028",
        "\u0085",
        "\v",
        "\f",
        "\r\n ",
        "\r\n\t",
        "\r\n\r\n",
        " ",
        "\t",
      ),
      fc.constantFrom("Bcc: spy@evil.example", "To: spy@evil.example", "X-Evil: 1", "Content-Type: text/html", "--=_"),
      fc.constantFrom(
        '"',
        "\\",
        "<",
        ">",
        ",",
        ";",
        ":",
        "(",
        ")",
        "@",
        "=?UTF-8?Q?=0D=0ABcc:_spy@evil.example?=",
        "=?",
        "?=",
      ),
      fc.constantFrom(
        "spy@evil.example",
        "Ł",
        "日本語",
        "👩‍👩‍👧",
        "\ud800",
        "\u202e",
        "\ufeff",
        "a".repeat(80),
        ".",
        "From ",
      ),
      fc.string({ unit: "binary", maxLength: 20 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""))

const expectedNames = parse(compose(sample)).headers.map(([name]) => name)

test("no name, subject or text adds a header, a recipient or a part, whatever it holds", () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, hostile, (subject, fromName, toName, text, html) => {
      const bytes = compose({
        ...sample,
        subject,
        from: { ...sample.from, name: fromName },
        to: { ...sample.to, name: toName },
        text,
        html,
      })
      const raw = bytes.toString("latin1")
      expect(raw).toMatch(/^[\t\r\n\x20-\x7e]*$/)
      expect(raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/)
      for (const line of raw.split("\r\n")) {
        expect(line.length).toBeLessThanOrEqual(78)
        expect(line.startsWith(".") || line.startsWith("From ")).toBe(false)
      }
      const { headers, parts } = parse(bytes)
      expect(headers.map(([name]) => name)).toEqual(expectedNames)
      const header = new Map(headers)
      expect(header.get("from")?.endsWith("<biuro@example.com>") || header.get("from") === "biuro@example.com").toBe(
        true,
      )
      expect(header.get("to")?.endsWith("<lukasz@example.org>") || header.get("to") === "lukasz@example.org").toBe(true)
      const head = raw.slice(0, raw.indexOf("\r\n\r\n"))
      expect(head.match(/^(from|to|cc|bcc):/gim)).toEqual(["From:", "To:"])
      expect(parts.map(({ text: found }) => found)).toEqual([text, html].map(asSent))
    }),
    { numRuns: 5000 },
  )
})

const asSent = (text: string) =>
  `${text.toWellFormed().replace(/\r\n?/g, "\n").replace(/\n$/, "").replaceAll("\n", "\r\n")}\r\n`

test("what is read is what was written, in any language and of any length", () => {
  const texts = [
    "Zażółć gęślą jaźń",
    "Perché è così, città?",
    "Æblegrød på øen",
    "Καλημέρα κόσμε",
    "日本語のメール",
    "👩‍👩‍👧‍👦 family",
    "=?UTF-8?B?not=20a=20word?=",
    `one ${"very ".repeat(300)}long line`,
    "x".repeat(5000),
    "tab\tand trailing \t",
    "  indented",
    "",
    ".",
    "...",
    "From me",
    "a=b=c",
  ]
  for (const text of texts) {
    const message = parse(compose({ ...sample, subject: text, text: `${text}\n\n${text}`, html: text }))
    const words = text.trim()
    expect(new Map(message.headers).get("subject")).toBe(words.replace(/\t/g, " "))
    expect(message.parts.map((part) => part.text)).toEqual([asSent(`${text}\n\n${text}`), asSent(text)])
  }
})
