/**
 * The one check of e-mail addresses: what passes here is what Tidings stores, shows and hands to a mail server. It is
 * stricter than RFC 5322, which also knows quotes, comments and groups: parsers disagree about those, and a disagreement
 * sends mail to somebody else.
 */
import { domainToASCII } from "node:url"
import { z } from "zod"

/** An address in lower case with its domain in ASCII, or the sentence that says what is wrong with it. */
export type ReadAddress = { address: string } | { mistake: string }

/** RFC 5321 §4.5.3.1: 64 octets before the @, 254 in all (255 for a path with its brackets, erratum 1690). */
const [localBytes, addressBytes] = [64, 254]

const atom = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
/** Letters, their marks, digits, hyphens and dots: all that a domain is made of in any script. */
const domainText = /^[\p{L}\p{M}\p{N}.\u3002\uff0e\uff61-]+$/u

/** Reads one address, as people type it: blanks around it are left out, an IDN domain becomes ASCII (UTS #46). */
export function readAddress(text: string): ReadAddress {
  const typed = text.trim().normalize("NFC")
  if (typed === "") return { mistake: "An address is needed." }
  if (/[\p{Cc}\p{Cs}\p{Z}\p{Cf}]/u.test(typed)) return { mistake: "Blanks and invisible characters are not allowed." }
  const parts = typed.split("@")
  if (parts.length !== 2) return { mistake: "An address has exactly one @, such as anna@example.com." }
  const [local, given] = [(parts[0] as string).toLowerCase(), parts[1] as string]
  if (local === "") return { mistake: "Something is missing before the @." }
  if (/[^\0-\x7f]/.test(local))
    return { mistake: "Only letters without accents, digits and signs can stand before the @." }
  if (local.length > localBytes) return { mistake: `At most ${localBytes} characters can stand before the @.` }
  if (!atom.test(local))
    return { mistake: "Before the @, quotes, brackets, commas and dots at an end or side by side are not allowed." }
  if (given === "") return { mistake: "The domain after the @ is missing." }
  if (!domainText.test(given)) return { mistake: "The domain after the @ has characters that no domain has." }
  const domain = /[^\0-\x7f]/.test(given) ? domainToASCII(given) : given.toLowerCase()
  const labels = domain.split(".")
  if (domain === "" || !labels.every((each) => label.test(each)))
    return { mistake: "The domain after the @ is not written like one." }
  if (labels.length < 2 || /^\d+$/.test(labels.at(-1) as string))
    return { mistake: "The domain after the @ needs an ending, such as .com." }
  const address = `${local}@${domain}`
  if (address.length > addressBytes) return { mistake: `An address has at most ${addressBytes} characters.` }
  return { address }
}

/** A field that holds one address. */
export const emailAddress = z
  .string()
  .max(1000)
  .transform((text, context) => {
    const read = readAddress(text)
    if ("address" in read) return read.address
    context.addIssue({ code: "custom", message: read.mistake, params: { fault: "address" } })
    return z.NEVER
  })
  .meta({ format: "email", examples: ["anna@example.com"] })
