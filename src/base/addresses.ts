/** Addresses as people type them and as they are kept: e-mail in lower case, phone numbers in E.164. */
import { parsePhoneNumberFromString } from "libphonenumber-js/max"
import { z } from "zod"

/** An e-mail address that mail can be sent to. */
export const emailAddress = z
  .string()
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.email("an e-mail address such as anna@example.com").max(254))
  .meta({ examples: ["anna@example.com"] })

/** A phone number as it is typed internationally, kept in E.164. One whose length its country has not is refused. */
export const phoneNumber = z
  .string()
  .max(40)
  .transform((text, context) => {
    const number = parsePhoneNumberFromString(text.trim())
    if (number?.isPossible() && !number.ext) return number.number as string
    context.addIssue({ code: "custom", message: "a number with its country code, such as +48 450 000 001" })
    return z.NEVER
  })
  .meta({ examples: ["+48450000001"] })
