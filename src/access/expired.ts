/** What has run out and is of no more use: sessions, one-time links, counts of attempts, devices long not used. */
import type { OrgSql } from "../base/db.ts"
import { sessionIdleDays } from "./callers.ts"

/** A link that ran out is still told from one that never was, for this long. */
const linkDays = 30
/** Longer than any window that attempts are counted in. */
const counterDays = 2
/** What nobody signed in with for so long is new again. */
const deviceDays = 180

/** Removes up to `limit` of each kind. @returns how many sessions, links, counts and devices */
export async function removeExpired(tx: OrgSql, now: Temporal.Instant, limit: number): Promise<number[]> {
  const ago = (days: number) => now.subtract({ hours: days * 24 })
  const sessions = await tx`
    delete from sessions
     where org_id = ${tx.orgId}
       and id = any (array(select id from sessions
                            where org_id = ${tx.orgId} and (expires_at < ${now} or last_seen_at < ${ago(sessionIdleDays)})
                            limit ${limit}))`
  const links = await tx`
    delete from one_time_links
     where org_id = ${tx.orgId}
       and id = any (array(select id from one_time_links
                            where org_id = ${tx.orgId} and expires_at < ${ago(linkDays)}
                            limit ${limit}))`
  const counters = await tx`
    delete from rate_counters
     where org_id = ${tx.orgId}
       and (name, window_start) in (select name, window_start from rate_counters
                                     where org_id = ${tx.orgId} and window_start < ${ago(counterDays)}
                                     limit ${limit})`
  const devices = await tx`
    delete from devices
     where org_id = ${tx.orgId}
       and (member_id, device) in (select member_id, device from devices
                                    where org_id = ${tx.orgId} and last_at < ${ago(deviceDays)}
                                    limit ${limit})`
  return [sessions.count, links.count, counters.count, devices.count]
}
