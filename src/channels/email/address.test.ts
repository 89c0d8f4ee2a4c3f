import fc from "fast-check"
import { expect, test } from "vitest"
import { isAddress, readDomain } from "./address.ts"

test("an address stands as it is sent: in lower case, with its domain as DNS knows it", () => {
  const good = [
    "anna.kowalska+tag@example.com",
    "anna@xn--d-uga0v4h.pl",
    "żółć@example.com",
    "o'brien@mail.example.co.uk",
  ]
  for (const text of [...good, `${"a".repeat(64)}@example.com`]) expect([text, isAddress(text)]).toEqual([text, true])
  for (const text of ["Anna@example.com", "anna@Example.com", "anna@łódź.pl", "z\u0307@example.com"])
    expect([text, isAddress(text)]).toEqual([text, false])
  expect([readDomain("Mail.Example.com"), readDomain("Łódź.pl")]).toEqual(["mail.example.com", "xn--d-uga0v4h.pl"])
})

test.each([
  "",
  "@",
  "anna",
  "anna@",
  "@example.com",
  "a@b@example.com",
  '"a b"@example.com',
  '"a@evil.example"@example.com',
  "a(comment)@example.com",
  "a b@example.com",
  "a@example.com ",
  " a@example.com",
  "a@exam ple.com",
  "a@example.com\r\nBcc: b@example.com",
  "a\r\n@example.com",
  "a\0@example.com",
  "a@example.com\0",
  "a,b@example.com",
  "a;b@example.com",
  "<a@example.com>",
  "A <a@example.com>",
  "a@example.com>",
  "a@[127.0.0.1]",
  "a@127.0.0.1",
  "a@１２７.０.０.１",
  "a@localhost",
  "a@-example.com",
  "a@example-.com",
  "a@example..com",
  "a@.example.com",
  "a@example.com.",
  "a@exa%6dple.com",
  "a@exa_mple.com",
  "a@example.com:25",
  ".a@example.com",
  "a.@example.com",
  "a..b@example.com",
  "a\u200b@example.com",
  "a\u202e@example.com",
  "a\ud800@example.com",
  "a@example。com\u0000",
  "a\\@example.com",
  "a:b@example.com",
  "a%0d%0a@exam\nple.com",
  `${"a".repeat(65)}@example.com`,
  `${"ż".repeat(33)}@example.com`,
  `a@${"b".repeat(64)}.com`,
  `a@${`${"b".repeat(60)}.`.repeat(4)}example.com`,
])("%j is no address", (text) => {
  expect(isAddress(text)).toBe(false)
})

test("whatever is written, what is taken for an address is one, and plain", () => {
  const part = (...plain: string[]) =>
    fc
      .array(
        fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom(...plain) },
          fc.constantFrom("@", "\r", "\n", "\0", '"', "<", ">", ",", " ", "ż", "%0a", ".", "-"),
          fc.string({ unit: "binary", maxLength: 2 }),
        ),
        { minLength: 1, maxLength: 3 },
      )
      .map((pieces) => pieces.join(""))
  const text = fc.tuple(part("a", "anna", "a.b"), part("example.com", "b.co")).map((parts) => parts.join("@"))
  let taken = 0
  fc.assert(
    fc.property(text, (text) => {
      if (!isAddress(text)) return
      taken += 1
      expect(text).toMatch(/^[^\p{Cc}\p{Cf}\p{Z}\p{Cs}"<>(),:;@[\\\]]+@[a-z0-9.-]+$/u)
    }),
    { numRuns: 5000 },
  )
  expect(taken).toBeGreaterThan(100)
})
