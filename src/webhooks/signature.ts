/** Signatures of Standard Webhooks 1.0.0: HMAC-SHA256 over id, time and body, under a secret of the endpoint's own. */
import { createHmac } from "node:crypto"
import { newBytes } from "../base/ids.ts"

const prefix = "whsec_"

/** A secret in the form its receiver's library takes. */
export const newWebhookSecret = (): string => prefix + newBytes(32).toString("base64")

/** @throws RangeError for what is no secret: `whsec_` and the base64 of 24 to 64 bytes */
function keyOf(secret: string): Buffer {
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : ""
  const key = Buffer.from(text, "base64")
  if (key.toString("base64") !== text || key.length < 24 || key.length > 64)
    throw new RangeError("a webhook's secret is whsec_ and the base64 of 24 to 64 bytes")
  return key
}

/**
 * The headers of one try.
 * @param id the message's, the same for every try
 * @param at when this try is made
 * @param body what is sent, byte for byte
 * @param secrets each signs: two while one takes over from the other
 * @throws RangeError
 */
export function signedHeaders(
  id: string,
  at: Temporal.Instant,
  body: string,
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = Math.floor(at.epochMilliseconds / 1000)
  const sign = (secret: string) =>
    `v1,${createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64")}`
  return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": secrets.map(sign).join(" ") }
}
