import fc from "fast-check"
import { expect, test } from "vitest"
import { emailAddress, readAddress } from "./address.ts"

const a = (count: number) => "a".repeat(count)
const longDomain = `${a(63)}.${a(63)}.${a(57)}.com` // 189

const good: [string, string][] = [
  ["anna@example.com", "anna@example.com"],
  ["  Anna.Kowalska@Example.COM ", "anna.kowalska@example.com"],
  ["a@b.co", "a@b.co"],
  ["anna+bills@example.com", "anna+bills@example.com"],
  ["o'neil_x-1@mail.example.co.uk", "o'neil_x-1@mail.example.co.uk"],
  ["!#$%&'*+/=?^_`{|}~-@example.com", "!#$%&'*+/=?^_`{|}~-@example.com"],
  ["info@łódź.pl", "info@xn--d-uga0v4h.pl"],
  ["info@Bücher.example", "info@xn--bcher-kva.example"],
  ["info@bu\u0308cher.example", "info@xn--bcher-kva.example"], // decomposed
  ["info@xn--bcher-kva.example", "info@xn--bcher-kva.example"],
  ["info@例え。テスト", "info@xn--r8jz45g.xn--zckzah"], // with the ideographic full stop
  ["1@1and1.com", "1@1and1.com"],
  [`${a(64)}@${longDomain}`, `${a(64)}@${longDomain}`], // 254 in all
]

const bad = [
  "",
  " ",
  "anna",
  "anna@",
  "@example.com",
  "anna@@example.com",
  "anna@example.com@evil.example",
  "anna@localhost",
  "anna@example",
  "anna@example.123",
  "anna@1.2.3.4",
  "anna@[1.2.3.4]",
  "anna@[IPv6:::1]",
  "anna@-example.com",
  "anna@example-.com",
  "anna@exa_mple.com",
  "anna@example..com",
  "anna@.example.com",
  "anna@example.com.",
  "anna@%65xample.com",
  "anna@example.com/path",
  "anna@example.com:25",
  `anna@${a(64)}.com`,
  ".anna@example.com",
  "anna.@example.com",
  "an..na@example.com",
  '"anna"@example.com',
  '"anna@evil.example"@example.com',
  "anna(comment)@example.com",
  "anna@example.com(comment)",
  "Anna <anna@example.com>",
  "<anna@example.com>",
  "anna@example.com,bob@example.com",
  "anna@example.com;bob@example.com",
  "group:anna@example.com;",
  "anna\\@evil.example",
  "an na@example.com",
  "anna@exam ple.com",
  "anna@example.com\r\nBcc: all@example.com",
  "anna\0@example.com",
  "anna\u200b@example.com",
  "anna\u202e@example.com",
  "anna@exam\u00adple.com",
  "anna\ud800@example.com",
  "łukasz@example.com",
  "anna＠example.com",
  `${a(65)}@example.com`,
  `${a(64)}@a${longDomain}`, // 255
]

test.each(good)("%j is taken, as %s", (typed, address) => {
  expect(readAddress(typed)).toEqual({ address })
})

test.each(bad)("%j is refused with a sentence", (typed) => {
  expect(readAddress(typed)).toEqual({ mistake: expect.stringMatching(/^[A-Z].*\.$/) })
})

test("what was taken is taken again and stays as it is; it is short, ASCII and has one @", () => {
  const piece = fc.oneof(fc.constantFrom(...good.map(([typed]) => typed), ...bad), fc.string({ unit: "grapheme" }))
  const typed = fc.tuple(piece, fc.constantFrom("", "@", ".", "xn--", "ł"), piece).map((parts) => parts.join(""))
  fc.assert(
    fc.property(fc.oneof(typed, fc.emailAddress()), (text) => {
      const read = readAddress(text)
      if ("mistake" in read) return
      expect(read.address).toMatch(/^[\x21-\x3f\x41-\x7e]+@[a-z0-9.-]+$/)
      expect(read.address.length).toBeLessThanOrEqual(254)
      expect(readAddress(read.address)).toEqual(read)
    }),
    { numRuns: 2000 },
  )
})

test("as a field it carries the sentence", () => {
  expect(emailAddress.parse("Info@Łódź.pl")).toBe("info@xn--d-uga0v4h.pl")
  expect(emailAddress.safeParse("łukasz@example.com").error?.issues[0]?.message).toMatch(/before the @/)
})
