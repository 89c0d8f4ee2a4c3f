/**
 * Fetching the attachments of events, once each, before they are planned. An event is claimed for one download at a time
 * and what came is written down at once, so that a killed process costs no more than the download it was in. Nothing is
 * sent without its attachments: an event whose files can't be had fails, and says which and why.
 */
import type { Timer } from "../base/clock.ts"
import { isUnavailable, type OrgSql } from "../base/db.ts"
import { newRandom } from "../base/ids.ts"
import { type HttpAnswer, OutboundError } from "../base/outbound.ts"
import { leaveLane, makeReady, takeLane } from "../base/ready.ts"
import type { Install } from "../base/route.ts"
import { sha256 } from "../base/secrets.ts"
import { keepFile, mostBytes } from "../channels/email/attachments.ts"
import { readMediaType } from "../channels/email/mime.ts"
import { backoff } from "../deliveries/backoff.ts"
import { announceAll } from "../webhooks/announce.ts"
import { askedSeconds, wordsOf } from "../webhooks/judge.ts"
import { inspectUrl } from "../webhooks/url.ts"

/** Events of one organisation whose files one process fetches at a time; each file is in memory until it is kept. */
const atOnce = 2
/** From the look-up of the name to the last byte. */
const fileSeconds = 60
/** How long a claim holds, in database time: longer than one file takes and is written down. */
const claimSeconds = 90
/** Times that an event's files are asked for; with the waits between them about half an hour. */
const mostTries = 8
/** While files are waited for, what became due meanwhile is looked for this often. */
const lookMs = 1000

export type FetchDoors = Pick<Install, "db" | "outbound" | "clock"> & { timer: Timer }

type Wanted = { number: number; name: string; url: string; mediaType: string | null; askedHash: string | null }
type Claimed = {
  id: string
  fence: number
  tries: number
  source: string
  externalId: string
  typeKey: string
  dueAt: Temporal.Instant
  /** Those that are still to be fetched. */
  wanted: Wanted[]
  /** Bytes of those that were. */
  had: number
}

/** `again` may come right by itself, `never` won't; `words` say which file it was and what was answered. */
type Fetched =
  | { kind: "file"; bytes: Buffer; mediaType: string }
  | { kind: "again"; words: string; seconds: number }
  | { kind: "never"; words: string }
  | { kind: "stopped" }

/**
 * Fetches what is due in one organisation until nothing is, or `signal` says stop: then what is under way is called off and
 * goes back. Any number of processes may do so at once.
 */
export async function fetchDue(doors: FetchDoors, orgId: string, signal: AbortSignal): Promise<void> {
  const { db, clock, timer } = doors
  const flying = new Set<Promise<void>>()
  const failures: unknown[] = []
  try {
    while (failures.length === 0) {
      const room = signal.aborted ? 0 : atOnce - flying.size
      const claimed = room ? await db.org(orgId, (tx) => claim(tx, room, clock())) : []
      for (const event of claimed) {
        const task: Promise<void> = bring(doors, orgId, event, signal)
          .catch((error: unknown) => void failures.push(error))
          .finally(() => flying.delete(task))
        flying.add(task)
      }
      if (flying.size === 0) break
      const looked = Promise.withResolvers<void>()
      const cancel = timer(lookMs, looked.resolve)
      await Promise.race([...flying, looked.promise]).finally(cancel)
    }
  } finally {
    await Promise.all(flying)
  }
  if (failures.length) throw failures[0]
  if (!signal.aborted)
    await db.org(orgId, async (tx) => {
      const taken = await takeLane(tx, "attachments", clock())
      if (taken) await leaveLane(tx, "attachments", taken, await nextDue(tx), clock())
    })
}

async function nextDue(tx: OrgSql): Promise<Temporal.Instant | null> {
  const [row] = await tx<{ at: Temporal.Instant | null }>`
    select min(greatest(due_at, claim_until)) as at from fetches where org_id = ${tx.orgId}`
  return row?.at ?? null
}

/**
 * Takes events that are due, so that no other process takes them meanwhile. Those that were called off while the
 * organisation paused end here; those about somebody who was erased have nothing to wait for.
 * @param now decides what is due; how long the claim holds is the database's time
 */
async function claim(tx: OrgSql, limit: number, now: Temporal.Instant): Promise<Claimed[]> {
  const rows = await tx<Omit<Claimed, "wanted" | "had"> & { isDropped: boolean; isErased: boolean }>`
    select e.id, f.fence + 1 as fence, f.tries, e.source, e.external_id, e.type_key, e.due_at,
           coalesce(e.due_at < o.drop_before, false) as is_dropped,
           not exists (select from attachments a where a.org_id = f.org_id and a.event_id = f.event_id) as is_erased
      from fetches f
      join events e on e.org_id = f.org_id and e.id = f.event_id
      join organisations o on o.id = f.org_id and o.state = 'active' and o.paused_at is null
     where f.org_id = ${tx.orgId} and f.due_at <= ${now} and (f.claim_until is null or f.claim_until < clock_timestamp())
     order by f.due_at, f.event_id limit ${limit}
       for update of f, e skip locked`
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  await tx`
    update fetches set fence = fence + 1, claim_until = clock_timestamp() + ${claimSeconds} * interval '1 second'
     where org_id = ${tx.orgId} and event_id = any (${ids})`
  const attachments = await tx<Wanted & { eventId: string; size: number | null }>`
    select event_id, number, name, url, media_type, asked_hash, size from attachments
     where org_id = ${tx.orgId} and event_id = any (${ids}) order by event_id, number`
  const over = rows.filter(({ isDropped, isErased }) => isDropped || isErased)
  for (const { id, isDropped, dueAt } of over)
    await end(tx, id, isDropped ? { state: "cancelled", reason: null } : { state: "accepted", dueAt }, now)
  return rows
    .filter((row) => !over.includes(row))
    .map(({ isDropped: _, isErased: __, ...event }) => {
      const mine = attachments.filter(({ eventId }) => eventId === event.id)
      const had = mine.reduce((sum, { size }) => sum + (size ?? 0), 0)
      return { ...event, wanted: mine.filter(({ size }) => size === null), had }
    })
}

/** Fetches one event's files, one after the other: none has more room than the others left. */
async function bring(doors: FetchDoors, orgId: string, event: Claimed, signal: AbortSignal): Promise<void> {
  const { db, clock } = doors
  let had = event.had
  for (const [index, wanted] of event.wanted.entries()) {
    const fetched = await fetchOne(doors, wanted, mostBytes - had, signal)
    const isLast = index === event.wanted.length - 1
    const write = (came: Fetched) => db.org(orgId, (tx) => settle(tx, event, wanted, came, isLast, clock()))
    const goesOn = await write(fetched).catch(async (error: unknown) => {
      // What can't be kept counts as tried, so that it isn't fetched for ever.
      if (!isUnavailable(error))
        await write({ kind: "again", words: `${wanted.name}: it could not be kept.`, seconds: 0 })
      throw error
    })
    if (!goesOn) return
    if (fetched.kind === "file") had += fetched.bytes.length
  }
  // A process died between the last of them and the word that all are there.
  if (event.wanted.length === 0)
    await db.org(orgId, async (tx) => {
      if (await isMine(tx, event)) await end(tx, event.id, { state: "accepted", dueAt: event.dueAt }, clock())
    })
}

/** Asks for a file; whatever happens on the way is said. */
async function fetchOne(
  { outbound, clock, timer }: FetchDoors,
  wanted: Wanted,
  room: number,
  signal: AbortSignal,
): Promise<Fetched> {
  try {
    // Plain http is for the operator's own hosts: a name that no longer leads to one is refused.
    if (wanted.url.startsWith("http:")) await inspectUrl(outbound, wanted.url, timer)
    const answer = await outbound.request(wanted.url, {
      headers: { "user-agent": "Tidings", accept: "*/*", "accept-encoding": "identity" },
      signal,
      seconds: fileSeconds,
      maxBytes: room + 1, // what is larger is known by that byte, and no more of it is read
      beyond: "cut",
    })
    return judge(answer, wanted, room, clock())
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    if (signal.aborted) return { kind: "stopped" }
    const words = `${wanted.name}: ${error.message}`
    return error.code === "not_allowed" ? { kind: "never", words } : { kind: "again", words, seconds: 0 }
  }
}

/** What an answer means for a file that is wanted. Pure. */
function judge(
  { status, headers, body }: HttpAnswer,
  { name, url, mediaType, askedHash }: Wanted,
  room: number,
  now: Temporal.Instant,
): Fetched {
  const host = new URL(url).host
  const never = (words: string): Fetched => ({ kind: "never", words: `${name}: ${words}` })
  if (status !== 200) {
    const words = `${name}: ${host} answered ${status}.`
    if (status >= 300 && status < 400)
      return never(`${host} answered ${status}, another address; name the one where the file itself is.`)
    if (status < 500 && ![408, 425, 429].includes(status)) return { kind: "never", words }
    const asked = status === 429 || status === 503 ? askedSeconds(String(headers["retry-after"] ?? ""), now) : 0
    return { kind: "again", words, seconds: asked }
  }
  if (body.length > room)
    return never(`it is too large: the attachments of an event have at most ${mostBytes / 1024 / 1024} MB in all.`)
  const coding = String(headers["content-encoding"] ?? "identity")
  if (coding !== "identity" && coding !== "") return never(`${host} answered with a coding that wasn't asked for.`)
  const hash = sha256(body)
  if (askedHash !== null && askedHash !== hash) return never(`what ${host} answered has another SHA-256: ${hash}.`)
  const told = readMediaType(String(headers["content-type"] ?? ""))
  return { kind: "file", bytes: body, mediaType: mediaType ?? told ?? "application/octet-stream" }
}

/** Locks the event and its fetch, in this order everywhere; false where the claim has run out or the event was called off. */
async function isMine(tx: OrgSql, { id, fence }: Claimed): Promise<boolean> {
  const events =
    await tx`select from events where org_id = ${tx.orgId} and id = ${id} and state = 'fetching' for update`
  if (events.count === 0) return false
  const fetches = await tx`
    select from fetches where org_id = ${tx.orgId} and event_id = ${id} and fence = ${fence} for update`
  return fetches.count === 1
}

/** Writes down what became of one file. @returns whether the next one is to be fetched */
async function settle(
  tx: OrgSql,
  event: Claimed,
  wanted: Wanted,
  fetched: Fetched,
  isLast: boolean,
  now: Temporal.Instant,
): Promise<boolean> {
  if (!(await isMine(tx, event))) return false
  const { id, tries, dueAt } = event
  if (fetched.kind === "file") {
    if (!(await keepFile(tx, { eventId: id, number: wanted.number }, fetched, now))) return false
    if (isLast) await end(tx, id, { state: "accepted", dueAt }, now)
    else
      await tx`
        update fetches set claim_until = clock_timestamp() + ${claimSeconds} * interval '1 second'
         where org_id = ${tx.orgId} and event_id = ${id}`
    return !isLast
  }
  if (fetched.kind === "stopped") {
    await tx`update fetches set claim_until = null where org_id = ${tx.orgId} and event_id = ${id}`
    return false
  }
  const reason = wordsOf(fetched.words)
  if (fetched.kind === "never" || tries + 1 >= mostTries) {
    await end(tx, id, { state: "failed", reason }, now)
    const { source, externalId, typeKey } = event
    const data = { id, source, externalId, type: typeKey, state: "failed", reason }
    await announceAll(tx, [{ type: "event.failed", data }], now)
    return false
  }
  const wait = Math.round(backoff(tries + 1, fetched.seconds, newRandom()) * 1000)
  const again = now.add({ milliseconds: wait })
  await tx`update events set reason = ${reason} where org_id = ${tx.orgId} and id = ${id}`
  await tx`
    update fetches set tries = tries + 1, due_at = ${again}, claim_until = null
     where org_id = ${tx.orgId} and event_id = ${id}`
  return false
}

type End =
  | { state: "accepted"; dueAt: Temporal.Instant }
  | { state: "failed"; reason: string }
  | { state: "cancelled"; reason: null }

/** The event goes on to be planned, or no further. */
async function end(tx: OrgSql, id: string, to: End, now: Temporal.Instant): Promise<void> {
  await tx`
    update events
       set state = ${to.state}, reason = ${to.state === "failed" ? to.reason : null},
           planned_at = ${to.state === "cancelled" ? now : null}
     where org_id = ${tx.orgId} and id = ${id} and state = 'fetching'`
  await tx`delete from fetches where org_id = ${tx.orgId} and event_id = ${id}`
  if (to.state === "accepted") await makeReady(tx, "plan", to.dueAt)
}
