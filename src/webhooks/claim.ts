/** Taking the messages that are due, so that no other process takes them meanwhile. */
import type { OrgSql } from "../base/db.ts"
import type { Secrets } from "../base/secrets.ts"
import { nameOf } from "./messages.ts"

/** Tries under way at one endpoint at a time, over all processes. */
const atOnce = 8
/** How long a claim holds, in database time: longer than a try may take and be written down. */
const claimSeconds = 60
/** Messages of disabled endpoints that are given up at a time. */
const buryLimit = 1000

/** A message that was taken: `fence` is what its outcome is written under. */
export type Claimed = {
  id: string
  /** As its receiver knows it: msg_… */
  name: string
  endpointId: string
  url: string
  secrets: string[]
  type: string
  data: unknown
  fence: number
  tries: number
  createdAt: Temporal.Instant
}

type Endpoint = { id: string; url: string; state: string; isPaused: boolean; sealed: string; oldSealed: string | null }

/** Where an endpoint's secrets are sealed for: they open nowhere else. */
export const placeOf = (orgId: string, endpointId: string): string => `${orgId} webhook_endpoints ${endpointId}`

/**
 * Takes what is due, as many a endpoint as it has room for.
 * @param now decides what is due; how long the claim holds is the database's time
 * @returns `more` where the next turn has something to do at once
 */
export async function claim(
  tx: OrgSql,
  secrets: Secrets,
  now: Temporal.Instant,
): Promise<{ claimed: Claimed[]; more: boolean }> {
  // The lock makes the count of what is under way exact: of two processes, one counts, the other passes by.
  const endpoints = await tx<Endpoint>`
    select id, url, state, coalesce(paused_until > ${now}, false) as is_paused, secret_sealed as sealed,
           case when old_secret_until > ${now} then old_secret_sealed end as old_sealed
      from webhook_endpoints where org_id = ${tx.orgId} order by id for no key update skip locked`
  const more = await bury(tx, endpoints, now)
  const open = new Map(
    endpoints
      .filter(({ state, isPaused }) => state === "active" && !isPaused)
      .map((endpoint) => [endpoint.id, endpoint]),
  )
  if (open.size === 0) return { claimed: [], more }
  const rows = await tx<Omit<Claimed, "name" | "url" | "secrets">>`
    select m.id, m.endpoint_id, m.type, m.data, m.fence + 1 as fence, m.tries, m.created_at
      from unnest(${[...open.keys()]}::uuid[]) as e(id)
     cross join lateral (
           select id, endpoint_id, type, data, fence, tries, created_at
             from webhook_messages
            where org_id = ${tx.orgId} and endpoint_id = e.id and state = 'waiting' and due_at <= ${now}
              and (claim_until is null or claim_until < clock_timestamp())
            order by due_at, id
            limit greatest(0, ${atOnce} - (select count(*) from webhook_messages
                                            where org_id = ${tx.orgId} and endpoint_id = e.id
                                              and claim_until >= clock_timestamp()))
              for update skip locked) m`
  if (rows.length) {
    const ids = rows.map(({ id }) => id).toSorted()
    await tx`
      update webhook_messages
         set fence = fence + 1, claim_until = clock_timestamp() + ${claimSeconds} * interval '1 second'
       where org_id = ${tx.orgId} and id = any (${ids}) and id between ${ids[0]} and ${ids.at(-1)}`
  }
  const claimed = rows.map((row): Claimed => {
    const { url, sealed, oldSealed } = open.get(row.endpointId) as Endpoint
    const opened = [sealed, ...(oldSealed ? [oldSealed] : [])].map((each) =>
      secrets.open(each, placeOf(tx.orgId, row.endpointId)),
    )
    return { ...row, name: nameOf(row.id), url, secrets: opened }
  })
  return { claimed, more }
}

/** What waits for an endpoint that is no longer there, or disabled, is given up where it can be seen. */
async function bury(tx: OrgSql, endpoints: readonly Endpoint[], now: Temporal.Instant): Promise<boolean> {
  const silent = endpoints.filter(({ state }) => state !== "active").map(({ id }) => id)
  if (silent.length === 0) return false
  const { count } = await tx`
    update webhook_messages
       set state = 'dead', reason = 'endpoint_disabled', settled_at = ${now}, claim_until = null
     where org_id = ${tx.orgId}
       and id = any (array(select id from webhook_messages
                            where org_id = ${tx.orgId} and endpoint_id = any (${silent}) and state = 'waiting'
                              and (claim_until is null or claim_until < clock_timestamp())
                            limit ${buryLimit}
                              for update skip locked))`
  return count === buryLimit
}

/** When something is to be done next; null where nothing waits. */
export async function nextDue(tx: OrgSql): Promise<Temporal.Instant | null> {
  const [row] = await tx<{ at: Temporal.Instant | null }>`
    select min(at) as at
      from (select greatest(m.due_at, e.paused_until) as at
              from webhook_endpoints e
             cross join lateral (
                   select due_at from webhook_messages
                    where org_id = ${tx.orgId} and endpoint_id = e.id and state = 'waiting'
                      and (claim_until is null or claim_until < clock_timestamp())
                    order by due_at limit 1) m
             where e.org_id = ${tx.orgId}
             union all
            select claim_until from webhook_messages where org_id = ${tx.orgId} and claim_until is not null) n`
  return row?.at ?? null
}
