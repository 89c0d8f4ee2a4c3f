/**
 * What must be readable again but never in the clear: envelope encryption. Each value has a data key of its own
 * (AES-256-GCM), wrapped by a key derived from SECRET_KEY. The place it is stored in is authenticated with it, so that a
 * ciphertext moved to another row doesn't open. Hashes, signatures and passwords live here too.
 */
import {
  argon2 as argon2Callback,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  timingSafeEqual,
} from "node:crypto"
import { promisify } from "node:util"
import { newBytes } from "./ids.ts"

const argon2 = promisify(argon2Callback)

export type Secrets = {
  /** Encrypts `plain` for one place, such as "ORG people PERSON totp". */
  seal(plain: string, place: string): string
  /** @throws Error if no key at hand made it, it was changed, or it belongs to another place */
  open(sealed: string, place: string): string
  /**
   * A short proof that `text` came from this install, for one purpose (links, page cursors).
   * @param bytes 16 unless there is no room for them; the same is told to `isSigned`
   */
  sign(text: string, purpose: string, bytes?: number): string
  isSigned(text: string, signature: string, purpose: string, bytes?: number): boolean
}

type Key = { id: string; bytes: Buffer }

function encrypt(key: Buffer, plain: Buffer, aad: string): Buffer {
  const nonce = newBytes(12)
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(aad))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, sealed: Buffer, aad: string): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12)).setAAD(Buffer.from(aad))
  decipher.setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
}

/**
 * @param secretKey one or more keys separated by commas, each at least 32 characters: the first seals, all open; so a
 *   key is rotated by putting the new one in front and taking the old one away when nothing uses it any more
 */
export function openSecrets(secretKey: string): Secrets {
  const derive = (master: string, info: string) => Buffer.from(hkdfSync("sha256", master, "tidings", info, 32))
  const masters = secretKey.split(",").map((key) => key.trim())
  const keys: Key[] = masters.map((master) => ({ id: sha256(master).slice(0, 8), bytes: derive(master, "wrap") }))
  const current = keys[0] as Key
  const signingKeys = masters.map((master) => derive(master, "sign"))
  const signature = (key: Buffer, text: string, purpose: string, bytes: number) =>
    createHmac("sha256", key).update(`${purpose}\0${text}`).digest().subarray(0, bytes).toString("base64url")
  return {
    seal(plain, place) {
      const dataKey = newBytes(32)
      const wrapped = encrypt(current.bytes, dataKey, place).toString("base64url")
      return `1.${current.id}.${wrapped}.${encrypt(dataKey, Buffer.from(plain), place).toString("base64url")}`
    },
    open(sealed, place) {
      const [version, keyId, wrapped, body] = sealed.split(".")
      const key = keys.find(({ id }) => id === keyId)
      if (version !== "1" || !key || !wrapped || !body) throw new Error(`no key at hand opens this (key ${keyId})`)
      const dataKey = decrypt(key.bytes, Buffer.from(wrapped, "base64url"), place)
      return decrypt(dataKey, Buffer.from(body, "base64url"), place).toString()
    },
    sign: (text, purpose, bytes = 16) => signature(signingKeys[0] as Buffer, text, purpose, bytes),
    isSigned: (text, given, purpose, bytes = 16) =>
      signingKeys.some((key) => isSame(signature(key, text, purpose, bytes), given)),
  }
}

/** SHA-256 in hex. High-entropy secrets (keys, sessions, links) are stored as this; passwords never. */
export const sha256 = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex")

/** Compares in constant time for equal lengths. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

// OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 passes, 1 lane.
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

async function argon2id(password: string, salt: Buffer, { memory, passes, parallelism, tagLength } = cost) {
  return await argon2("argon2id", {
    message: password.normalize("NFKC"),
    nonce: salt,
    memory,
    passes,
    parallelism,
    tagLength,
  })
}

/** A password's hash with all that is needed to check it later, in PHC form. */
export async function hashPassword(password: string): Promise<string> {
  const salt = newBytes(16)
  const tag = await argon2id(password, salt)
  const encode = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "")
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(salt)}$${encode(tag)}`
}

/** A hash no password has: checked where there is no account, so that both answers take as long. */
export const nobodysHash = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${"A".repeat(22)}$${"A".repeat(43)}`

export async function isPassword(password: string, hash: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash)
  if (!match) return false
  const tag = Buffer.from(match[5] as string, "base64")
  const found = await argon2id(password, Buffer.from(match[4] as string, "base64"), {
    memory: Number(match[1]),
    passes: Number(match[2]),
    parallelism: Number(match[3]),
    tagLength: tag.length,
  })
  return timingSafeEqual(found, tag)
}
