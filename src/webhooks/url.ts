/** Where webhooks may go: https anywhere public, and what the operator allows, over plain http as well. */
import { systemTimer, type Timer } from "../base/clock.ts"
import { deadline, type Outbound, OutboundError } from "../base/outbound.ts"

/** Long enough for a name to be looked up. */
const lookUpMs = 5_000

/**
 * Checks an address as it is just now; each send checks again by itself.
 * @throws OutboundError saying why nothing can be sent there
 */
export async function inspectUrl(outbound: Outbound, url: string, timer: Timer = systemTimer): Promise<void> {
  const at = URL.canParse(url) ? new URL(url) : null
  if (!at || !/^https?:$/.test(at.protocol)) throw new OutboundError("not_allowed", "An address begins with https://.")
  if (at.username || at.password) throw new OutboundError("not_allowed", "An address has no password in it.")
  const port = Number(at.port || (at.protocol === "https:" ? 443 : 80))
  const limit = deadline(timer, lookUpMs)
  try {
    const reach = await outbound.inspect({ host: at.hostname, port }, limit.signal)
    if (at.protocol === "http:" && reach === "public")
      throw new OutboundError("not_allowed", "An address begins with https://; plain http reaches only allowed hosts.")
  } finally {
    limit.clear()
  }
}
