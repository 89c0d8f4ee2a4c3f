/** Addresses as people type them and as they are kept: e-mail in lower case, phone numbers in E.164. */
import { parsePhoneNumberFromString } from "libphonenumber-js/max"
import { z } from "zod"

/** An e-mail address that mail can be sent to. */
export const emailAddress = z
  .string()
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.email("an e-mail address such as anna@example.com").max(254))
  .meta({ examples: ["anna@example.com"] })

const isPossible = (number: string) => parsePhoneNumberFromString(number)?.isPossible() === true

/** A phone number in E.164 whose length its country has; spaces and dashes are taken out. */
export const phoneNumber = z
  .string()
  .transform((text) => text.replace(/[\s().-]/g, ""))
  .pipe(z.string().max(20).refine(isPossible, "a number with its country code, such as +48 450 000 001"))
  .meta({ examples: ["+48450000001"] })
