/**
 * Telling whether a message would still read as it was handed over. Of what was handed over only a hash is kept: the same
 * words, data and people make the same parts (see docs/decisions/0008).
 */
import { hash } from "node:crypto"
import type { Prepared } from "./content.ts"
import type { Links } from "./unsubscribe.ts"

/** What in a link is its reader's alone, such as the token of unsubscribing, is left out: shown, and hashed. */
const mask = (url: string): string => url.replace(/[\w-]+$/, (token) => "-".repeat(token.length))

/** Links as they are shown to people who may read a message but not act for its reader. */
export const masked = (links: Links): Links => ({
  ...links,
  unsubscribe: (orgId, deliveryId) => mask(links.unsubscribe(orgId, deliveryId)),
})

/** 128 bits of SHA-256 over sender and parts, the same whether links are masked or not; null for what has no words. */
export function hashOf({ content, from, unsubscribeUrl }: Prepared): string | null {
  if (!content) return null
  const text = [from.name, from.address, from.replyTo, ...Object.values(content)].join("\0")
  const bare = unsubscribeUrl === null ? text : text.replaceAll(unsubscribeUrl, mask(unsubscribeUrl))
  return hash("sha256", bare, "base64url").slice(0, 22)
}
