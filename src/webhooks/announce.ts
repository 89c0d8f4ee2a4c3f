/** Announcing: what happened is written down for every endpoint that subscribed to it, in the transaction it happened in. */
import { json, type OrgSql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { makeReady } from "../base/ready.ts"
import { type DataOf, hears, type WebhookType } from "./types.ts"

/** Something to be told. */
export type Announcement = { [T in WebhookType]: { type: T; data: DataOf<T> } }[WebhookType]

/** Tells the endpoints that subscribed to `type`. One query where there is none; rolled back with the transaction. */
export async function announce<T extends WebhookType>(
  tx: OrgSql,
  type: T,
  data: DataOf<T>,
  now: Temporal.Instant,
): Promise<void> {
  await announceAll(tx, [{ type, data } as unknown as Announcement], now)
}

/** The same for many at once: as many statements as for one. */
export async function announceAll(tx: OrgSql, all: readonly Announcement[], now: Temporal.Instant): Promise<void> {
  if (all.length === 0) return
  const endpoints = await tx<{ id: string; types: string[] }>`
    select id, types from webhook_endpoints where org_id = ${tx.orgId} and state = 'active'`
  const messages = all.flatMap(({ type, data }) =>
    endpoints
      .filter(({ types }) => hears(types, type))
      .map((endpoint) => ({ id: newId(), endpoint_id: endpoint.id, type, data })),
  )
  await addMessages(tx, messages, now)
}

/** Writes messages that are due now. */
export async function addMessages(
  tx: OrgSql,
  messages: readonly { id: string; endpoint_id: string; type: string; data: unknown }[],
  now: Temporal.Instant,
): Promise<void> {
  if (messages.length === 0) return
  await tx`
    insert into webhook_messages (org_id, id, endpoint_id, type, data, state, due_at, created_at)
    select ${tx.orgId}, m.id, m.endpoint_id, m.type, m.data, 'waiting', ${now}, ${now}
      from jsonb_to_recordset(${json(messages)}) as m(id uuid, endpoint_id uuid, type text, data jsonb)`
  await makeReady(tx, "webhooks", now)
}
