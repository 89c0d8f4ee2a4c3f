/** The one place that makes random things. */
import { randomBytes, randomInt, randomUUIDv7 } from "node:crypto"

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/** A time-ordered id (UUIDv7, RFC 9562 §5.7). */
export const newId = (): string => randomUUIDv7()

/** A secret of 43 letters and digits, 256 bits; safe in URLs, headers and shells. */
export function newSecret(): string {
  let number = BigInt(`0x${randomBytes(32).toString("hex")}`)
  let text = ""
  for (let place = 0; place < 43; place++) {
    text = base62[Number(number % 62n)] + text
    number /= 62n
  }
  return text
}

/** A password a person can read out and type: five groups of four without look-alikes, 98 bits. */
export function newPassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789"
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("")
  return Array.from({ length: 5 }, group).join("-")
}

/** Bytes for keys, salts and nonces. */
export const newBytes = (length: number): Buffer => randomBytes(length)

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isId = (text: string): boolean => uuidShape.test(text)

/** A number in [0, 1), for jitter. */
export const newRandom = (): number => randomInt(2 ** 47) / 2 ** 47
