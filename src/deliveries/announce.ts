/** Tells what became of deliveries, in the transaction it became so: webhooks, and the figures. */
import { type OrgSql, sql } from "../base/db.ts"
import { type Announcement, announceAll } from "../webhooks/announce.ts"
import type { DeliveryData } from "../webhooks/types.ts"
import { touch } from "./counts.ts"
import { boundsOf } from "./ids.ts"
import type { State } from "./states.ts"

const typeOf: Readonly<Partial<Record<State, Extract<Announcement["type"], `delivery.${string}`>>>> = {
  sent: "delivery.sent",
  delivered: "delivery.delivered",
  failed: "delivery.failed",
  withheld: "delivery.withheld",
  ambiguous: "delivery.unclear",
  cancelled: "delivery.cancelled",
  expired: "delivery.expired",
}

/** Whether any webhook is told about the organisation's deliveries; in a statement, asked once. */
export const isListenedTo = (tx: OrgSql) =>
  sql`exists (select from webhook_endpoints where org_id = ${tx.orgId} and state = 'active')`

/**
 * Announces how these deliveries stand now; one cheap query where nobody listens.
 * @param isHeard whether anybody listens, where the caller has asked already
 */
export async function announceDeliveries(
  tx: OrgSql,
  ids: readonly string[],
  now: Temporal.Instant,
  isHeard?: boolean,
): Promise<void> {
  await touch(tx, ids, now)
  if (ids.length === 0 || isHeard === false) return
  if (isHeard === undefined && !(await tx<{ isHeard: boolean }>`select ${isListenedTo(tx)} as is_heard`)[0]?.isHeard)
    return
  const { from, to } = boundsOf(ids.map((id) => ({ id })))
  const rows = await tx<DeliveryData & { state: State }>`
    select d.id, d.event_id, t.key as type, d.customer_id, d.audience, d.channel, d.state, d.reason
      from deliveries d join notification_types t on t.org_id = d.org_id and t.id = d.type_id
     where d.org_id = ${tx.orgId} and d.id = any (${[...ids]}) and d.id between ${from} and ${to}`
  const announcements = rows.flatMap((data): Announcement[] => {
    const type = typeOf[data.state]
    return type ? [{ type, data }] : []
  })
  await announceAll(tx, announcements, now)
}
