/**
 * Return paths (VERP): the address that a message comes back to names its organisation and delivery, and can't be made
 * up. Both ids and the proof are one number in letters and digits of one case, since servers on the way change cases.
 */
import { isId } from "../../base/ids.ts"
import type { Secrets } from "../../base/secrets.ts"

const purpose = "return path"
// A local part has 64 bytes (RFC 5321 §4.5.3.1): "b+" leaves room for 62 letters and digits, which hold 40 bytes.
const [idBytes, proofBytes, codeLength] = [32, 7, 61]
const before = "b+"

export function returnPath(secrets: Pick<Secrets, "sign">, orgId: string, deliveryId: string, domain: string): string {
  const ids = `${orgId}${deliveryId}`.replaceAll("-", "")
  const proof = Buffer.from(secrets.sign(ids, purpose, proofBytes), "base64url").toString("hex")
  return `${before}${BigInt(`0x${ids}${proof}`).toString(36).padStart(codeLength, "0")}@${domain}`
}

/** What an address names, where it is a return path of ours; its domain is the mail server's affair. */
export function readReturnPath(
  secrets: Pick<Secrets, "isSigned">,
  address: string,
): { orgId: string; deliveryId: string } | null {
  const [, code] = /^b\+([0-9a-z]{61})@/i.exec(address) ?? []
  if (!code) return null
  let number = 0n
  for (const digit of code) number = number * 36n + BigInt(Number.parseInt(digit, 36))
  const hex = number.toString(16).padStart((idBytes + proofBytes) * 2, "0")
  if (hex.length > (idBytes + proofBytes) * 2) return null
  const ids = hex.slice(0, idBytes * 2)
  const proof = Buffer.from(hex.slice(idBytes * 2), "hex").toString("base64url")
  if (!secrets.isSigned(ids, proof, purpose, proofBytes)) return null
  const [orgId, deliveryId] = [ids.slice(0, 32), ids.slice(32)].map((each) =>
    each.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
  ) as [string, string]
  return isId(orgId) && isId(deliveryId) ? { orgId, deliveryId } : null
}
