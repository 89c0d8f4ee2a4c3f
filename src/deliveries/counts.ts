/**
 * How many deliveries of which channel and state, over time. A million rows are not counted each time somebody looks: hours
 * that are over are counted once by the minute's sweep, and again when something of them changed.
 *
 * A delivery's hour is its event's, which its id begins with, so an hour is a range of the primary key. What changes a
 * delivery calls `touch`: of an hour that runs it does nothing, of one that is over it leaves a note. The sweep takes a
 * note, waits until every transaction that may have passed it by is over, counts, and removes it.
 */
import { json, type OrgSql, sql } from "../base/db.ts"
import { firstIdAt } from "../base/partitions.ts"
import type { Channel } from "../base/words.ts"
import type { Reach } from "../customers/scope.ts"
import type { State } from "./states.ts"
import { joins, visible } from "./visible.ts"

const hourMs = 3_600_000
/** Changes of an hour are noted from so long after its end on. */
const notedAfterMinutes = 2
/** It is counted from so long after its end on: processes whose clocks differ by less lose nothing. */
const countedAfterMinutes = 5
/** Longer than any transaction of ours lives. */
const settledSeconds = 10
/** Hours counted in one transaction. */
const hoursAtOnce = 48
/** Of hours that wait to be counted again, as many rows are counted when somebody looks. */
const mostLive = 20_000

const hourAt = (ms: number) => Temporal.Instant.fromEpochMilliseconds(Math.floor(ms / hourMs) * hourMs)
export const hourOf = (at: Temporal.Instant): Temporal.Instant => hourAt(at.epochMilliseconds)
const msOfId = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
const hourOfId = (id: string) => hourAt(msOfId(id))
/** The first hour that may still run. */
const openHour = (now: Temporal.Instant, minutes: number) => hourOf(now.subtract({ minutes }))

/** Says that deliveries changed, in the transaction that changes them. Costs a statement only for hours that are over. */
export async function touch(tx: OrgSql, ids: readonly string[], now: Temporal.Instant): Promise<void> {
  const open = openHour(now, notedAfterMinutes).epochMilliseconds
  const over = new Set(ids.filter((id) => msOfId(id) < open).map((id) => hourOfId(id).toString()))
  if (over.size === 0) return
  const hours = [...over].toSorted()
  const noted = await tx<{ hour: Temporal.Instant }>`
    select hour from delivery_counts_stale
     where org_id = ${tx.orgId} and hour = any (${hours}::timestamptz[]) and taken_at is null`
  const known = new Set(noted.map(({ hour }) => hour.toString()))
  const missing = hours.filter((hour) => !known.has(hour))
  if (missing.length)
    await tx`
      insert into delivery_counts_stale (org_id, hour)
      select ${tx.orgId}, h.hour from jsonb_to_recordset(${json(missing.map((hour) => ({ hour })))}) as h(hour timestamptz)
       order by h.hour
      on conflict (org_id, hour) do update set taken_at = excluded.taken_at`
}

/** Hours as ranges of ids. */
const ranges = (hours: readonly Temporal.Instant[]) =>
  sql`jsonb_to_recordset(${json(
    hours.map((hour) => ({
      hour: hour.toString(),
      from: firstIdAt(hour),
      to: firstIdAt(hour.add({ hours: 1 })),
    })),
  )}) as h(hour timestamptz, "from" uuid, "to" uuid)`

function hoursBetween(from: Temporal.Instant, to: Temporal.Instant): Temporal.Instant[] {
  const hours: Temporal.Instant[] = []
  for (let at = from; Temporal.Instant.compare(at, to) < 0; at = at.add({ hours: 1 })) hours.push(at)
  return hours
}

/**
 * Counts hours that came to their end, and those that changed since they were counted; as much as fits a transaction.
 * @returns whether there is more to count now
 */
export async function countHours(tx: OrgSql, now: Temporal.Instant): Promise<boolean> {
  const [row] = await tx<{ until: Temporal.Instant | null; first: string | null }>`
    select (select "until" from delivery_counts_until where org_id = ${tx.orgId}) as "until",
           (select id from deliveries where org_id = ${tx.orgId} order by id limit 1) as first`
  if (!row?.first) return false
  const end = openHour(now, countedAfterMinutes)
  const all = hoursBetween(row.until ?? hourOfId(row.first), end)
  const next = all.slice(0, hoursAtOnce)
  const taken = await tx<{ hour: Temporal.Instant }>`
    select hour from delivery_counts_stale
     where org_id = ${tx.orgId} and taken_at < ${now.subtract({ seconds: settledSeconds })} order by hour limit ${hoursAtOnce}`
  const until = next.at(-1)?.add({ hours: 1 }) ?? row.until ?? end
  const again = taken.map(({ hour }) => hour).filter((hour) => Temporal.Instant.compare(hour, until) < 0)
  await count(tx, [...next, ...again])
  if (next.length)
    await tx`
      insert into delivery_counts_until (org_id, "until") values (${tx.orgId}, ${until})
      on conflict (org_id) do update set "until" = excluded."until"`
  if (again.length)
    await tx`
      delete from delivery_counts_stale
       where org_id = ${tx.orgId} and hour = any (${again}::timestamptz[]) and taken_at is not null`
  await tx`update delivery_counts_stale set taken_at = ${now} where org_id = ${tx.orgId} and taken_at is null and hour < ${until}`
  return all.length > next.length || taken.length === hoursAtOnce
}

async function count(tx: OrgSql, hours: readonly Temporal.Instant[]): Promise<void> {
  if (hours.length === 0) return
  const counted = await tx<{ hour: Temporal.Instant; channel: Channel; state: State; count: number }>`
    select h.hour, d.channel, d.state, count(*)::int as count
      from ${ranges(hours)} join deliveries d on d.org_id = ${tx.orgId} and d.id >= h."from" and d.id < h."to"
     where not d.is_trial group by h.hour, d.channel, d.state`
  await tx`
    delete from delivery_counts where org_id = ${tx.orgId} and hour = any (${[...hours]}::timestamptz[])`
  if (counted.length)
    await tx`
      insert into delivery_counts (org_id, hour, channel, state, count)
      select ${tx.orgId}, c.hour, c.channel, c.state, c.count
        from jsonb_to_recordset(${json(counted.map(({ hour, ...rest }) => ({ hour: hour.toString(), ...rest })))})
          as c(hour timestamptz, channel text, state text, count int)
      on conflict (org_id, hour, channel, state) do update set count = excluded.count`
}

export type Counted = { at: Temporal.Instant; channel: Channel; state: State; count: number }

/**
 * Counts since an hour, together or in steps: of an hour, or of a day of a zone (where that is half an hour off, a day begins
 * with the hour in which it does). Who sees all of the organisation is answered from what was counted, anybody else from the rows.
 * @param from a whole hour
 */
export async function readCounts(
  tx: OrgSql,
  reach: Reach,
  from: Temporal.Instant,
  step: "all" | "hour" | "day",
  zone: string,
  now: Temporal.Instant,
): Promise<Counted[]> {
  const end = hourOf(now).add({ hours: 2 }) // of a process whose clock is ahead
  const isAll = reach.extent === "all"
  const [known] = isAll
    ? await tx<{ until: Temporal.Instant }>`select "until" from delivery_counts_until where org_id = ${tx.orgId}`
    : []
  const until = known && Temporal.Instant.compare(known.until, from) > 0 ? known.until : from
  const anew = known ? await staleButFew(tx, from, until) : []
  const live = [...anew, ...hoursBetween(until, end)]
  const at = step === "all" ? sql`${from}::timestamptz` : sql`date_trunc(${sql.lit(step)}, c.hour, ${zone})`
  return await tx<Counted>`
    select ${at} as at, c.channel, c.state, sum(c.count)::int as count
      from (select hour, channel, state, count from delivery_counts
             where org_id = ${tx.orgId} and hour >= ${from} and hour < ${until}
               and not hour = any (${anew}::timestamptz[])
            union all
            select h.hour, d.channel, d.state, count(*)::int
              from ${ranges(live)} join deliveries d on d.org_id = ${tx.orgId} and d.id >= h."from" and d.id < h."to"
              ${isAll || reach.extent === "own" ? sql`` : joins}
             where not d.is_trial and ${visible(reach)}
             group by h.hour, d.channel, d.state) c
     group by 1, 2, 3 order by 1, 2, 3`
}

/** Hours that wait to be counted again and are small enough to be counted on the spot, the newest first. */
async function staleButFew(tx: OrgSql, from: Temporal.Instant, until: Temporal.Instant): Promise<Temporal.Instant[]> {
  const stale = await tx<{ hour: Temporal.Instant; rows: number }>`
    select s.hour, (select coalesce(sum(c.count), 0)::int from delivery_counts c
                     where c.org_id = s.org_id and c.hour = s.hour) as rows
      from delivery_counts_stale s
     where s.org_id = ${tx.orgId} and s.hour >= ${from} and s.hour < ${until} order by s.hour desc limit ${hoursAtOnce}`
  let left = mostLive
  return stale.flatMap(({ hour, rows }) => {
    left -= rows
    return left < 0 ? [] : [hour]
  })
}

/** Hours whose count isn't what the rows say: none, but for what waits to be counted again, and what is under way. */
export async function wrongCounts(tx: OrgSql): Promise<number> {
  const over = sql`state not in ('queued', 'sending') and not exists (
                     select from delivery_counts_stale s where s.org_id = ${tx.orgId} and s.hour = c.hour)`
  const [row] = await tx<{ count: number }>`
    select count(*)::int as count
      from (select hour, channel, state, count from delivery_counts c where org_id = ${tx.orgId} and ${over}) kept
      full join (select hour, channel, state, count(*)::int as count
                   from (select date_trunc('hour', to_timestamp(
                                  ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)) as hour, channel, state
                           from deliveries where org_id = ${tx.orgId} and not is_trial) c
                  where hour < (select "until" from delivery_counts_until where org_id = ${tx.orgId}) and ${over}
                  group by hour, channel, state) are
        using (hour, channel, state)
     where kept.count is distinct from are.count`
  return row?.count ?? 0
}
