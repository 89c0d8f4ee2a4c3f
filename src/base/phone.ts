/** The one check of phone numbers: entered as country and national number or in E.164, stored in E.164. */
import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max"
import { z } from "zod"

/**
 * `warning` is a sentence where the number may not reach a mobile: the numbering plans known here may be old, so it is
 * for people to judge. An impossible number is a mistake.
 */
export type ReadNumber = { number: string; warning: string | null } | { mistake: string }

export const isCountry = (code: string): boolean => isSupportedCountry(code)

/**
 * @param text a national number as people write it, or one that begins with + and its country's dial code
 * @param country ISO 3166-1 alpha-2, whose national numbers are meant; null: only E.164 is understood
 */
export function readNumber(text: string, country: string | null): ReadNumber {
  const typed = text.trim()
  if (country === null && !typed.startsWith("+"))
    return { mistake: "Write the number with + and the country's dial code, or name the country." }
  if (country !== null && !isSupportedCountry(country)) return { mistake: `${country} is not a country with numbers.` }
  // `extract: false` takes the whole text for the number, or nothing of it.
  const parsed = parsePhoneNumberFromString(typed, {
    extract: false,
    ...(country === null ? {} : { defaultCountry: country }),
  })
  if (!parsed || parsed.ext || !parsed.isPossible() || !/^\+[1-9][0-9]{5,14}$/.test(parsed.number))
    return { mistake: "This is not a possible phone number." }
  if (country !== null && parsed.countryCallingCode !== getCountryCallingCode(country))
    return { mistake: `The number has the dial code of another country than ${country}.` }
  const isMobile = ["MOBILE", "FIXED_LINE_OR_MOBILE"].includes(parsed.getType() ?? "")
  return { number: parsed.number, warning: isMobile ? null : "This may not be a mobile number." }
}

/** A field that holds one number in E.164; the blanks and dashes people put in are taken out. */
export const phoneNumber = z
  .string()
  .max(100)
  .transform((text, context) => {
    const read = readNumber(text, null)
    if ("number" in read) return read.number
    context.addIssue({ code: "custom", message: read.mistake, params: { fault: "number" } })
    return z.NEVER
  })
  .meta({ examples: ["+48450000001"] })

/** What people may type to find a number: its digits with and without the dial code, and as it is dialled at home. */
export function digitsOf(number: string): string[] {
  const parsed = parsePhoneNumberFromString(number)
  const forms = parsed ? [parsed.number, parsed.nationalNumber, parsed.formatNational()] : [number]
  return [...new Set(forms.map((form) => form.replace(/\D/g, "")))]
}
