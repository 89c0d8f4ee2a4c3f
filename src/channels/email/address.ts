/**
 * What may stand as an address in a header or an SMTP command: nothing that either could take for something else, however
 * it came to be stored.
 */
import { domainToASCII } from "node:url"

// RFC 5321 §4.5.3.1: 64 bytes for the local part; 254 for all of it, so that it fits a path with its brackets.
const localBytes = 64
const addressBytes = 254

// RFC 5322 §3.2.3 dot-atom, RFC 6531 §3.3 for letters beyond ASCII. No quotes: no mailbox needs them, and parsers differ.
const localShape = /^[a-z0-9!#$%&'*+/=?^_`{|}~\p{L}\p{M}\p{N}-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~\p{L}\p{M}\p{N}-]+)*$/u
const domainShape = /^[\p{L}\p{M}\p{N}.-]+$/u
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** A domain name in the form DNS knows, in lower case: "Łódź.pl" → "xn--d-uga0v4h.pl"; null where it is none. */
export function readDomain(text: string): string | null {
  if (text.length > addressBytes || !domainShape.test(text)) return null
  const domain = domainToASCII(text.normalize("NFC")).toLowerCase()
  const labels = domain.split(".")
  const isName = labels.length > 1 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? "")
  return isName && domain.length <= 253 ? domain : null
}

/**
 * Whether a text is one address, written as it is sent: in lower case, its domain as DNS knows it, at most 254 bytes; one @,
 * no quotes, comments, spaces or control characters. Letters beyond ASCII may stand before the @ (RFC 6531).
 */
export function isAddress(text: string): boolean {
  const [local = "", domain = "", ...more] = text.split("@")
  return (
    more.length === 0 &&
    local === local.toLowerCase().normalize("NFC") &&
    localShape.test(local) &&
    readDomain(domain) === domain &&
    Buffer.byteLength(local) <= localBytes &&
    Buffer.byteLength(text) <= addressBytes
  )
}
