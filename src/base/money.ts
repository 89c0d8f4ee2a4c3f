/** Money as everywhere here: whole millionths of the organisation's currency inside, decimal text outside. */
import { z } from "zod"

/** An amount of the organisation's currency, not below 0: at most 12 digits before the point and 6 after it. */
export const amount = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})?$/, "an amount such as 10.00, with at most 6 decimals")
  .meta({ examples: ["10.00"] })

/** The same, or less than nothing. */
export const signedAmount = z
  .string()
  .regex(/^-?\d{1,12}(\.\d{1,6})?$/, "an amount such as 431.20, with at most 6 decimals")
  .meta({ examples: ["431.20"] })

/** @param text as the schemas above take it */
export function toMicros(text: string): bigint {
  const [whole = "", decimals = ""] = text.replace("-", "").split(".")
  const micros = BigInt(whole + decimals.padEnd(6, "0"))
  return text.startsWith("-") ? -micros : micros
}

/** With two decimals, and more only where there is more: 431.20, 0.0085. */
export function fromMicros(micros: bigint): string {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, "0")
  const decimals = digits.slice(-6).replace(/0{1,4}$/, "")
  return `${micros < 0n ? "-" : ""}${digits.slice(0, -6)}.${decimals}`
}
