import { expect, test } from "vitest"
import { digitsOf, readNumber } from "./phone.ts"

const mobile = (number: string) => ({ number, warning: null })
const mistake = { mistake: expect.stringMatching(/^[A-Z].*\.$/) }

test.each([
  ["601 234 567", "PL", mobile("+48601234567")],
  ["+48 601-234-567", null, mobile("+48601234567")],
  ["0048601234567", "PL", mobile("+48601234567")],
  ["07911 123456", "GB", mobile("+447911123456")],
  ["0151 23456789", "DE", mobile("+4915123456789")],
  ["312 345 6789", "IT", mobile("+393123456789")],
  ["20 12 34 56", "DK", mobile("+4520123456")],
  ["+48 22 123 45 67", null, { number: "+48221234567", warning: expect.stringContaining("mobile") }],
  ["06 1234 5678", "IT", { number: "+390612345678", warning: expect.stringContaining("mobile") }],
  ["601", "PL", mistake],
  ["601 234 567 890 123", "PL", mistake],
  ["601234567", null, mistake],
  ["+49 151 23456789", "PL", mistake],
  ["601 234 567 ext 5", "PL", mistake],
  ["call 601 234 567", "PL", mistake],
  ["601234567", "XX", mistake],
  ["", "PL", mistake],
  ["+", null, mistake],
  ["112", "PL", mistake],
] as const)("the number %j of %s", (text, country, read) => {
  expect(readNumber(text, country)).toEqual(read)
})

test("a number is found by its digits with the dial code, without it, and as dialled at home", () => {
  expect(digitsOf("+447911123456")).toEqual(["447911123456", "7911123456", "07911123456"])
  expect(digitsOf("+48601234567")).toEqual(["48601234567", "601234567"])
})
