/** Ids that say what they are for: the same delivery planned twice has the same id, and is one row. */
import { createHash } from "node:crypto"

/**
 * A delivery's id: its event's 48-bit time, then a hash of what makes it this delivery and no other (UUIDv8, RFC 9562
 * §5.8). So it lies in its event's month, and its primary key is what makes it happen once.
 * @param step 0 as planned; each Send now is a step of its own
 */
export function deliveryId(
  eventId: string,
  recipientId: string,
  audience: string,
  channel: string,
  address: string,
  step = 0,
): string {
  const hash = createHash("sha256")
    .update(`${eventId}\n${recipientId}\n${audience}\n${channel}\n${address}\n${step}`)
    .digest("hex")
  const variant = "89ab"[Number.parseInt(hash[3] as string, 16) % 4]
  return `${eventId.slice(0, 13)}-8${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`
}

/** The first and last id of some rows: tells the planner which months they lie in. */
export const boundsOf = (rows: readonly { id: string }[]): { from: string; to: string } => {
  let [from, to] = [rows[0]?.id ?? "", rows[0]?.id ?? ""]
  for (const { id } of rows) {
    if (id < from) from = id
    if (id > to) to = id
  }
  return { from, to }
}

/** The bounds of the events that deliveries came from, which share their time. */
export const eventBounds = ({ from, to }: { from: string; to: string }) => ({
  from: `${from.slice(0, 13)}-0000-0000-000000000000`,
  to: `${to.slice(0, 13)}-ffff-ffff-ffffffffffff`,
})
