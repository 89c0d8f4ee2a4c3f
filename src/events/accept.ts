/**
 * Accepting events: what was said to have happened becomes a row before the answer is given. Requests that arrive
 * together, of any organisations, share one insert and one commit; while it is being written the next ones gather.
 */
import { type Db, isUnavailable, json, type OrgSql, type Sql, tookTooLong } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { Problem } from "../base/problem.ts"
import { makeReadyTogether, tellReady } from "../base/ready.ts"
import type { NewAttachment } from "./attachments.ts"

/** An event that was checked: its type and subject exist, its data fit the type. */
export type NewEvent = {
  /** (source, externalId) is its identity. */
  source: string
  externalId: string
  /** SHA-256 of its canonical JSON (RFC 8785): "the same event" means the same bytes of it. */
  bodyHash: string
  typeId: string
  typeKey: string
  subjectKind: "customer" | "class" | "all" | "none"
  subjectId: string | null
  time: Temporal.Instant
  data: Record<string, unknown>
  /** Fetched, when it is due, before it is planned. None unless told. */
  attachments?: readonly NewAttachment[]
  dueAt: Temporal.Instant
  isTrial: boolean
  madeBy: string
}

/** The event's id; `isNew` is false where it had been accepted before. */
export type Accepted = { id: string; isNew: boolean }

type Asked = {
  orgId: string
  events: readonly NewEvent[]
  resolve: (accepted: Accepted[]) => void
  reject: (error: unknown) => void
}

/** Events in one commit, and events that may wait for theirs in one process. */
const groupSize = 2000
const mostWaiting = 20_000

export type Acceptance = {
  /**
   * All of them are durable when it returns, or none is.
   * @throws Problem event_conflict naming the member whose identity belongs to another event; overloaded
   */
  accept(orgId: string, events: readonly NewEvent[], now: Temporal.Instant): Promise<Accepted[]>
}

const acceptances = new WeakMap<Db, Acceptance>()

/** The one queue of this process for this database. */
export function acceptanceOf(db: Db): Acceptance {
  const known = acceptances.get(db) ?? openAcceptance(db)
  acceptances.set(db, known)
  return known
}

function openAcceptance(db: Db): Acceptance {
  const waiting: (Asked & { now: Temporal.Instant })[] = []
  let count = 0
  let running = false

  async function run(): Promise<void> {
    running = true
    while (waiting.length) {
      const group: typeof waiting = []
      for (let size = 0; waiting.length && size < groupSize; ) {
        const asked = waiting.shift() as (typeof waiting)[number]
        size += asked.events.length
        group.push(asked)
      }
      try {
        const answers = await commitGroup(db, group)
        for (const [index, asked] of group.entries()) {
          const answer = answers[index]
          if (answer instanceof Problem) asked.reject(answer)
          else asked.resolve(answer as Accepted[])
        }
        tellReady(db)
      } catch (error) {
        // Those behind would wait as long and hear the same: they are told now, and come again.
        if (isUnavailable(error) || tookTooLong(error)) group.push(...waiting.splice(0))
        await alone(group, error)
      }
      for (const { events } of group) count -= events.length
    }
    running = false
  }

  /** What one of them can't be written for isn't the others' affair. */
  async function alone(group: typeof waiting, error: unknown): Promise<void> {
    for (const asked of group) {
      if (isUnavailable(error) || tookTooLong(error) || group.length === 1) asked.reject(error)
      else {
        const [answer] = await commitGroup(db, [asked]).catch((own: unknown) => [own])
        if (Array.isArray(answer)) asked.resolve(answer)
        else asked.reject(answer)
      }
    }
  }

  return {
    accept(orgId, events, now) {
      if (count + events.length > mostWaiting)
        return Promise.reject(new Problem("overloaded", undefined, { retryAfterSeconds: 1 }))
      count += events.length
      return new Promise((resolve, reject) => {
        waiting.push({ orgId, events, now, resolve, reject })
        if (!running) void run()
      })
    },
  }
}

/**
 * The same within a transaction of one organisation: for what Tidings finds out by itself while it writes something else.
 * @param isPlanned the caller plans them in the same transaction, so no planner need look
 * @returns in their order; none is new where it had been accepted before
 */
export async function acceptWithin(
  tx: OrgSql,
  events: readonly NewEvent[],
  now: Temporal.Instant,
  isPlanned = false,
): Promise<Accepted[]> {
  if (events.length === 0) return []
  const [answer] = await writeGroup(tx, [{ orgId: tx.orgId, events, now }], isPlanned)
  if (answer instanceof Problem) throw answer
  return answer as Accepted[]
}

type Row = NewEvent & { orgId: string; id: string; now: Temporal.Instant }
const keyOf = ({ orgId, source, externalId }: Pick<Row, "orgId" | "source" | "externalId">) =>
  `${orgId}\n${source}\n${externalId}`

/** @returns for each request what it is answered, in their order */
async function commitGroup(
  db: Db,
  group: readonly (Asked & { now: Temporal.Instant })[],
): Promise<(Accepted[] | Problem)[]> {
  const orgIds = [...new Set(group.map(({ orgId }) => orgId))].toSorted()
  // A key may be taken by another process between reading and writing: then nothing is kept, and all is tried again.
  for (let tries = 0; ; tries++) {
    try {
      return await db.together(orgIds, (tx) => writeGroup(tx, group))
    } catch (error) {
      if (!(error instanceof KeyTaken) || tries === 20) throw error
    }
  }
}

class KeyTaken extends Error {}

async function writeGroup(
  tx: Sql,
  group: readonly (Pick<Asked, "orgId" | "events"> & { now: Temporal.Instant })[],
  isPlanned = false,
): Promise<(Accepted[] | Problem)[]> {
  const known: Map<string, Known> = await readKeys(tx, group)
  const fresh: Row[] = []
  const answers = group.map(({ orgId, events, now }): Accepted[] | Problem => {
    const own: Row[] = []
    const met = new Map<string, Known>()
    const accepted: Accepted[] = []
    for (const [index, event] of events.entries()) {
      const key = keyOf({ ...event, orgId })
      const before = known.get(key) ?? met.get(key)
      if (before && before.bodyHash !== event.bodyHash) return conflict(event, index, events.length)
      const row = before ?? { ...event, orgId, id: newId(), now }
      if (!before) {
        own.push(row as Row)
        met.set(key, row)
      }
      accepted.push({ id: row.id, isNew: !before })
    }
    for (const [key, row] of met) known.set(key, row)
    fresh.push(...own)
    return accepted
  })
  // In one order everywhere, so that two processes wait for each other's keys and never in a circle.
  const rows = fresh.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  if (rows.length) await writeRows(tx, rows)
  if (!isPlanned) await makeLanesReady(tx, rows)
  return answers
}

const conflict = ({ source, externalId }: NewEvent, index: number, of: number): Problem => {
  const detail = `Another event was accepted from ${source} with the id ${externalId}.`
  const pointer = of > 1 ? `/${index}/id` : "/id"
  return new Problem("event_conflict", detail, { faults: [{ pointer, code: "taken", detail }] })
}

type Known = { id: string; bodyHash: string }

async function readKeys(tx: Sql, group: readonly Pick<Asked, "orgId" | "events">[]): Promise<Map<string, Known>> {
  const keys = group.flatMap(({ orgId, events }) =>
    events.map(({ source, externalId }) => ({ org_id: orgId, source, external_id: externalId })),
  )
  const rows = await tx<{ orgId: string; source: string; externalId: string; id: string; bodyHash: string }>`
    select k.org_id, k.source, k.external_id, k.event_id as id, k.body_hash
      from jsonb_to_recordset(${json(keys)}) as a(org_id uuid, source text, external_id text)
      join event_keys k on k.org_id = a.org_id and k.source = a.source collate "C" and k.external_id = a.external_id collate "C"`
  return new Map(rows.map((row) => [keyOf(row), row]))
}

/** @throws KeyTaken when another process took one of the keys meanwhile */
async function writeRows(tx: Sql, rows: readonly Row[]): Promise<void> {
  const values = json(
    rows.map((row) => ({
      org_id: row.orgId,
      id: row.id,
      source: row.source,
      external_id: row.externalId,
      body_hash: row.bodyHash,
      type_id: row.typeId,
      type_key: row.typeKey,
      subject_kind: row.subjectKind,
      subject_id: row.subjectId,
      time: row.time.toString(),
      data: row.data,
      state: row.attachments?.length ? "fetching" : "accepted",
      attachments: row.attachments?.length ?? 0,
      due_at: row.dueAt.toString(),
      accepted_at: row.now.toString(),
      is_trial: row.isTrial,
      made_by: row.madeBy,
    })),
  )
  const keys = await tx`
    insert into event_keys (org_id, source, external_id, event_id, body_hash, accepted_at)
    select e.org_id, e.source, e.external_id, e.id, e.body_hash, e.accepted_at
      from jsonb_to_recordset(${values})
        as e(org_id uuid, source text, external_id text, id uuid, body_hash text, accepted_at timestamptz)
    on conflict (org_id, source, external_id) do nothing`
  if (keys.count !== rows.length) throw new KeyTaken()
  await tx`
    insert into events (org_id, id, source, external_id, body_hash, type_id, type_key, subject_kind, subject_id, time,
                        data, state, attachments, due_at, accepted_at, is_trial, made_by)
    select e.org_id, e.id, e.source, e.external_id, e.body_hash, e.type_id, e.type_key, e.subject_kind, e.subject_id,
           e.time, e.data, e.state, e.attachments, e.due_at, e.accepted_at, e.is_trial, e.made_by
      from jsonb_to_recordset(${values}) as e(
             org_id uuid, id uuid, source text, external_id text, body_hash text, type_id uuid, type_key text,
             subject_kind text, subject_id uuid, time timestamptz, data jsonb, state text, attachments int,
             due_at timestamptz, accepted_at timestamptz, is_trial boolean, made_by text)
    on conflict (org_id, id) do nothing`
  const fetching = rows.filter((row) => row.attachments?.length)
  if (fetching.length) await writeAttachments(tx, fetching)
}

/** When each organisation's first is due. */
function earliestOf(rows: readonly Row[]): Map<string, string> {
  const earliest = new Map<string, string>()
  for (const { orgId, dueAt } of rows) {
    const at = dueAt.toString()
    if (at < (earliest.get(orgId) ?? "9")) earliest.set(orgId, at)
  }
  return earliest
}

/** Those with attachments are planned once these are fetched. */
async function makeLanesReady(tx: Sql, rows: readonly Row[]): Promise<void> {
  const isFetching = ({ attachments }: Row) => attachments !== undefined && attachments.length > 0
  const plans = earliestOf(rows.filter((row) => !isFetching(row)))
  const fetches = earliestOf(rows.filter(isFetching))
  if (plans.size) await makeReadyTogether(tx, "plan", plans)
  if (fetches.size) await makeReadyTogether(tx, "attachments", fetches)
}

async function writeAttachments(tx: Sql, rows: readonly Row[]): Promise<void> {
  const attachments = rows.flatMap(({ orgId, id, attachments = [] }) =>
    attachments.map(({ name, url, mediaType, sha256 }, index) => {
      return { org_id: orgId, event_id: id, number: index + 1, name, url, media_type: mediaType, asked_hash: sha256 }
    }),
  )
  await tx`
    insert into attachments (org_id, event_id, number, name, url, media_type, asked_hash)
    select a.org_id, a.event_id, a.number, a.name, a.url, a.media_type, a.asked_hash
      from jsonb_to_recordset(${json(attachments)}) as a(
             org_id uuid, event_id uuid, number int, name text, url text, media_type text, asked_hash text)
    on conflict (org_id, event_id, number) do nothing`
  const fetches = rows.map(({ orgId, id, dueAt }) => ({ org_id: orgId, event_id: id, due_at: dueAt.toString() }))
  await tx`
    insert into fetches (org_id, event_id, due_at)
    select f.org_id, f.event_id, f.due_at
      from jsonb_to_recordset(${json(fetches)}) as f(org_id uuid, event_id uuid, due_at timestamptz)
    on conflict (org_id, event_id) do nothing`
}

/** How long an event sent again is known to be the same. */
const keyDays = 30

/** Forgets identities that are over. @returns how many; call again while it is `limit` */
export async function forgetEventKeys(tx: OrgSql, now: Temporal.Instant, limit: number): Promise<number> {
  const forgotten = await tx`
    delete from event_keys
     where org_id = ${tx.orgId}
       and (source, external_id) in (
             select source, external_id from event_keys
              where org_id = ${tx.orgId} and accepted_at < ${now.subtract({ hours: keyDays * 24 })}
              order by accepted_at limit ${limit})`
  return forgotten.count
}
