/** Events that Tidings finds out by itself: a threshold reached, a day come. */
import canonicalize from "canonicalize"
import type { OrgSql } from "../base/db.ts"
import { sha256 } from "../base/secrets.ts"
import type { NewEvent } from "./accept.ts"

/** Nobody else's events come from there. */
export const ownSources = "/tidings/"

type Type = { id: string; key: string }

/** Types of a starting catalogue that can still be told of, by key. */
export async function findTypes(
  tx: OrgSql,
  origin: "telephony" | "system",
  keys: readonly string[],
): Promise<Map<string, Type>> {
  const types = await tx<Type>`
    select id, key from notification_types
     where org_id = ${tx.orgId} and key = any (${[...keys]}) and origin = ${origin} and retired_at is null`
  return new Map(types.map((type) => [type.key, type]))
}

/**
 * An event about one customer, or none.
 * @param name what it is known by at its source: the same always for the same, so that it happens once
 */
export function foundEvent(
  source: "thresholds" | "due-dates" | "letters",
  name: string,
  type: Type,
  customerId: string | null,
  time: Temporal.Instant,
  data: Record<string, unknown>,
  now: Temporal.Instant,
): NewEvent {
  const from = `${ownSources}${source}`
  return {
    source: from,
    externalId: name,
    bodyHash: sha256(
      canonicalize({ source: from, id: name, type: type.key, customerId, time: time.toString(), data }) ?? "",
    ),
    typeId: type.id,
    typeKey: type.key,
    subjectKind: customerId === null ? "none" : "customer",
    subjectId: customerId,
    time,
    data,
    dueAt: now,
    isTrial: false,
    madeBy: "Tidings",
  }
}

/** Stops what of these events has not been handed over. */
export async function stopEvents(tx: OrgSql, ids: readonly string[], now: Temporal.Instant): Promise<void> {
  if (ids.length === 0) return
  await tx`
    update events
       set stops = stops + 1, state = case when state = 'planned' then state else 'cancelled' end,
           planned_at = coalesce(planned_at, ${now})
     where org_id = ${tx.orgId} and id = any (${[...ids]}::uuid[]) and state in ('fetching', 'accepted', 'planning', 'planned')`
  await tx`delete from fetches where org_id = ${tx.orgId} and event_id = any (${[...ids]}::uuid[])`
}
