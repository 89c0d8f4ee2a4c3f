import { expect, test } from "vitest"
import { emailAddress, phoneNumber } from "./addresses.ts"

const kept = (number: string) => phoneNumber.safeParse(number).data ?? null

test("a phone number is kept in E.164, however it is typed", () => {
  for (const typed of ["+48450000001", " +48 450 000 001", "+48-450.000-001", "+48 (450) 000001"])
    expect(kept(typed)).toBe("+48450000001")
  expect(kept("+44 (0)7700 900123")).toBe("+447700900123")
})

test("a number without its country, an impossible one and an extension are refused", () => {
  for (const typed of [
    "450000001",
    "0048450000001",
    "+48123",
    `+48${"1".repeat(20)}`,
    "+48450000001 ext. 5",
    "+999123456",
    "",
  ])
    expect(kept(typed), typed).toBeNull()
})

test("an e-mail address is kept in lower case", () => {
  expect(emailAddress.parse(" Anna.Nowak@Example.COM ")).toBe("anna.nowak@example.com")
  for (const typed of [
    "anna",
    "anna@",
    "@example.com",
    "anna@example",
    "a b@example.com",
    `${"a".repeat(250)}@example.com`,
  ])
    expect(emailAddress.safeParse(typed).success, typed).toBe(false)
})
