/**
 * Planning: takes an organisation's accepted events, loads the facts, asks `plan`, and writes the deliveries, in one
 * transaction. One planner an organisation at a time, so that "the same address twice" can't race.
 */
import { type Db, isUnavailable, json, type OrgSql, sql } from "../base/db.ts"
import { announceDeliveries } from "../deliveries/announce.ts"
import { touch } from "../deliveries/counts.ts"
import { announceAll } from "../webhooks/announce.ts"
import { firstId, openMarks } from "../base/marks.ts"
import { leaveLane, makeReady, takeLane } from "../base/ready.ts"
import { loadFacts } from "./facts.ts"
import { type Facts, type Group, type Planned, type PlanEvent, type PlanLetter, plan, type Wording } from "./plan.ts"

/** Events, or customers of a fan-out, planned in one transaction. */
const pageSize = 500
/** Failures after which an event is set aside. */
const mostTries = 5

/** What a fan-out says, from its first page on: one event never mixes two versions. */
type Pins = { layout: number | null; words: Record<string, [string, number, string[], string]> }

type EventRow = {
  id: string
  source: string
  externalId: string
  typeKey: string
  typeId: string
  subjectKind: "customer" | "class" | "all" | "none"
  subjectId: string | null
  dueAt: Temporal.Instant
  data: Record<string, unknown>
  tries: number
  cursor: string | null
  pins: Pins | null
  stops: bigint
  isTrial: boolean
}

/** From when on this process looks for an organisation's events. */
const marks = openMarks()

const isFanOut = ({ subjectKind }: EventRow) => subjectKind === "class" || subjectKind === "all"

/**
 * Plans what is due in one organisation, as much as fits a transaction: all that concern one customer each, then one page
 * of the first fan-out, so that neither keeps the other waiting for long.
 * @returns whether there is more to do now
 */
export async function planDue(db: Db, orgId: string, now: Temporal.Instant): Promise<boolean> {
  let at: EventRow[] = []
  let page: EventRow | undefined
  try {
    const seen = await db.org(orgId, async (tx) => {
      const lane = await takeLane(tx, "plan", now)
      if (!lane) return null
      const from = marks.from(orgId, now)
      await callOff(tx, from, now)
      const due = await readDue(tx, from, now)
      at = due.filter((event) => !isFanOut(event))
      page = due.find(isFanOut)
      await planEvents(tx, at, now)
      const next = await nextDue(tx, from)
      await leaveLane(tx, "plan", lane, next, now)
      return { next }
    })
    if (seen) marks.saw(orgId, seen.next, now)
  } catch (error) {
    if (mayPass(error) || at.length === 0) throw error
    await planOneByOne(db, orgId, at, now)
  }
  if (page) await planOneByOne(db, orgId, [page], now)
  return at.length > 0 || page !== undefined
}

/** Is it no fault of the event's: the database is away, or two transactions were in each other's way? */
const mayPass = (error: unknown): boolean =>
  isUnavailable(error) ||
  (error instanceof Error && "code" in error && ["40001", "40P01", "55P03"].includes(String(error.code)))

const eventColumns = sql`
  id, source, external_id, type_key, type_id, subject_kind, subject_id, due_at, data, tries, cursor, pins, stops, is_trial`

const readDue = async (tx: OrgSql, from: Temporal.Instant, now: Temporal.Instant): Promise<EventRow[]> =>
  await tx<EventRow>`
    select ${eventColumns} from events
     where org_id = ${tx.orgId} and state in ('accepted', 'planning')
       and (due_at, id) >= (${from}, ${firstId}) and due_at <= ${now}
     order by due_at, id limit ${pageSize}
       for update`

/** What waited while the organisation was paused, and was not wanted any more when it went on. */
async function callOff(tx: OrgSql, from: Temporal.Instant, now: Temporal.Instant): Promise<void> {
  await tx`
    update events set state = 'cancelled', planned_at = ${now}
     where org_id = ${tx.orgId} and state in ('accepted', 'planning') and due_at >= ${from}
       and due_at < (select drop_before from organisations where id = ${tx.orgId})`
}

async function nextDue(tx: OrgSql, from: Temporal.Instant): Promise<Temporal.Instant | null> {
  const [row] = await tx<{ dueAt: Temporal.Instant }>`
    select due_at from events where org_id = ${tx.orgId} and state in ('accepted', 'planning') and due_at >= ${from}
     order by due_at limit 1`
  return row?.dueAt ?? null
}

/** Each in a transaction of its own, so that only one that can't be planned is held back. */
async function planOneByOne(db: Db, orgId: string, events: readonly EventRow[], now: Temporal.Instant): Promise<void> {
  for (const { id } of events) {
    try {
      await db.org(orgId, async (tx) => {
        const lane = await takeLane(tx, "plan", now)
        if (!lane) return
        const [event] = await tx<EventRow>`
          select ${eventColumns} from events
           where org_id = ${orgId} and id = ${id} and state in ('accepted', 'planning') for update`
        if (event) await planEvents(tx, [event], now)
        await leaveLane(tx, "plan", lane, await nextDue(tx, marks.from(orgId, now)), now)
      })
    } catch (error) {
      if (mayPass(error)) throw error
      await db.org(orgId, (tx) => setAside(tx, id, (error as Error).message.slice(0, 500), now))
    }
  }
}

/** An event that can't be planned is tried again later, and after a few times left alone, where it can be seen. */
async function setAside(tx: OrgSql, id: string, reason: string, now: Temporal.Instant): Promise<void> {
  const [event] = await tx<EventRow & { state: string }>`
    update events
       set tries = tries + 1, due_at = ${now.add({ seconds: 30 })}, reason = ${reason},
           state = case when tries + 1 >= ${mostTries} then 'failed' else state end
     where org_id = ${tx.orgId} and id = ${id} and state in ('accepted', 'planning')
    returning ${eventColumns}, state`
  if (event?.state === "failed") await announceEvents(tx, [event], "failed", reason, now)
}

/**
 * Plans a letter of Tidings' own in the transaction that accepted it. It has no caps or doubles that another planner
 * could race for, and no pause or backlog to wait behind.
 */
export async function planLetter(
  tx: OrgSql,
  eventId: string,
  letter: PlanLetter,
  now: Temporal.Instant,
): Promise<void> {
  const events = await tx<EventRow>`select ${eventColumns} from events where org_id = ${tx.orgId} and id = ${eventId}`
  await planEvents(tx, events, now, letter)
}

async function planEvents(
  tx: OrgSql,
  events: readonly EventRow[],
  now: Temporal.Instant,
  letter: PlanLetter | null = null,
): Promise<void> {
  if (events.length === 0) return
  const [first] = events
  if (first && isFanOut(first)) return await planPage(tx, first, now)
  const customerIds = events.flatMap(({ subjectId }) => subjectId ?? [])
  const facts = await loadFacts(tx, {
    typeIds: [...new Set(events.map(({ typeId }) => typeId))],
    customerIds,
    ...(letter ? { audiences: letter.reader ? [] : [letter.audience] } : {}),
  })
  const made = plan(
    facts,
    events.flatMap((event) => {
      const customer = event.subjectId === null ? undefined : facts.customers.get(event.subjectId)
      // Whom it is about was erased or is gone: then it concerns nobody any more.
      if (event.subjectId !== null && !customer) return []
      return [{ event: { ...toPlan(event), letter }, customers: customer ? [customer] : [] }]
    }),
    now,
  )
  await write(tx, made, facts, now)
  await tx`
    update events set state = 'planned', planned_at = ${now}, recipients = 1
     where org_id = ${tx.orgId} and id = any (${events.map(({ id }) => id)})`
  await announceEvents(tx, events, "planned", null, now)
}

const announceEvents = (
  tx: OrgSql,
  events: readonly EventRow[],
  state: "planned" | "failed",
  reason: string | null,
  now: Temporal.Instant,
): Promise<void> =>
  announceAll(
    tx,
    events.map(({ id, source, externalId, typeKey }) => ({
      type: `event.${state}` as const,
      data: { id, source, externalId, type: typeKey, state, reason },
    })),
    now,
  )

/** The next customers of a fan-out, behind its cursor. */
async function planPage(tx: OrgSql, event: EventRow, now: Temporal.Instant): Promise<void> {
  const behind = event.cursor ?? "00000000-0000-0000-0000-000000000000"
  const page =
    event.subjectKind === "class"
      ? await tx<{ id: string }>`
          select id from customers
           where org_id = ${tx.orgId} and class_id = ${event.subjectId} and state = 'active' and id > ${behind}
           order by id limit ${pageSize}`
      : await tx<{ id: string }>`
          select id from customers where org_id = ${tx.orgId} and state = 'active' and id > ${behind}
           order by id limit ${pageSize}`
  const customerIds = page.map(({ id }) => id)
  const loaded = await loadFacts(tx, { typeIds: [event.typeId], customerIds }, event.cursor ? [event.id] : [])
  const facts = event.pins ? pinned(loaded, event.pins) : loaded
  const customers = customerIds.flatMap((id) => facts.customers.get(id) ?? [])
  await write(tx, plan(facts, customers.length ? [{ event: toPlan(event), customers }] : [], now), facts, now)
  const isLast = page.length < pageSize
  await tx`
    update events
       set state = ${isLast ? "planned" : "planning"}, planned_at = ${isLast ? now : null},
           cursor = ${customerIds.at(-1) ?? event.cursor}, recipients = recipients + ${page.length},
           pins = ${isLast ? null : json(pinsOf(facts))}
     where org_id = ${tx.orgId} and id = ${event.id}`
  if (isLast) await announceEvents(tx, [event], "planned", null, now)
}

const toPlan = ({ id, typeId, dueAt, data, stops, isTrial }: EventRow): PlanEvent => ({
  id,
  typeId,
  dueAt,
  stops,
  isTrial,
  employees: Array.isArray(data.employees) ? data.employees.filter((each) => typeof each === "string") : [],
})

const pinsOf = ({ words, organisation: { layout } }: Facts): Pins => ({
  layout,
  words: Object.fromEntries(
    [...words].flatMap(([key, byLocale]) =>
      [...byLocale].map(([locale, { messageId, version, bcc, stops }]) => [
        `${key} ${locale}`,
        [messageId, version, [...bcc], stops.toString()] as const satisfies Pins["words"][string],
      ]),
    ),
  ),
})

/** Later pages take the words and the layout that earlier ones met. */
function pinned(facts: Facts, pins: Pins): Facts {
  const words = new Map<string, Map<string, Wording>>()
  for (const [name, [messageId, version, bcc, stops]] of Object.entries(pins.words)) {
    const at = name.lastIndexOf(" ")
    const key = name.slice(0, at)
    words.set(
      key,
      (words.get(key) ?? new Map()).set(name.slice(at + 1), { messageId, version, bcc, stops: BigInt(stops) }),
    )
  }
  return {
    ...facts,
    organisation: { ...facts.organisation, layout: pins.layout },
    words: new Map([...facts.words, ...words]),
  }
}

type Made = { deliveries: readonly Planned[]; groups: readonly Group[] }

async function write(tx: OrgSql, { deliveries, groups }: Made, facts: Facts, now: Temporal.Instant): Promise<void> {
  if (groups.length)
    await tx`
      insert into event_groups (org_id, event_id, class_id, audience, channel, reason, count)
      select ${tx.orgId}, g.event_id, coalesce(g.class_id, '00000000-0000-0000-0000-000000000000'), g.audience, g.channel, g.reason, g.count
        from jsonb_to_recordset(${json(groups.map((each) => snake(each)))})
          as g(event_id uuid, class_id uuid, audience text, channel text, reason text, count int)
      on conflict (org_id, event_id, class_id, audience, channel, reason)
        do update set count = event_groups.count + excluded.count`
  if (deliveries.length === 0) return
  const rows = deliveries.map(({ wording, reason, stops, ...row }) => ({
    ...snake(row),
    message_id: wording?.messageId ?? null,
    message_version: wording?.version ?? null,
    layout_number: row.channel === "email" ? facts.organisation.layout : null,
    state: reason === null ? "queued" : "withheld",
    reason,
    stops: stops.map(String),
  }))
  await tx`
    insert into deliveries (org_id, id, event_id, type_id, customer_id, class_id, member_id, recipient, audience, words_for, channel,
                            address, locale, message_id, message_version, layout_number, state, reason, detail, priority,
                            due_at, expires_at, max_tries, ambiguous, stops, is_trial, created_at, settled_at)
    select ${tx.orgId}, d.id, d.event_id, d.type_id, d.customer_id, d.class_id, d.member_id, d.recipient, d.audience,
           d.words_for, d.channel, d.address, d.locale, d.message_id, d.message_version, d.layout_number, d.state, d.reason, d.detail,
           d.priority, ${now}, d.expires_at, d.max_tries, d.ambiguous, d.stops, d.is_trial, ${now},
           case when d.state = 'withheld' then ${now}::timestamptz end
      from jsonb_to_recordset(${json(rows)}) as d(
             id uuid, event_id uuid, type_id uuid, customer_id uuid, class_id uuid, member_id uuid, recipient text,
             audience text, words_for text, channel text, address text, locale text, message_id uuid, message_version int,
             layout_number int, state text, reason text, detail text, priority text, expires_at timestamptz,
             max_tries int, ambiguous text, stops bigint[], is_trial boolean)
    on conflict (org_id, id) do nothing`
  const lanes = new Set(
    deliveries
      .filter(({ reason }) => reason === null)
      .map(({ channel, priority }) => `${channel} ${priority}` as const),
  )
  for (const lane of [...lanes].toSorted())
    if (!lane.startsWith("inbox")) await makeReady(tx, lane as Parameters<typeof makeReady>[1], now)
  await touch(
    tx,
    deliveries.map(({ id }) => id),
    now,
  )
  await announceDeliveries(
    tx,
    deliveries.filter(({ reason }) => reason !== null).map(({ id }) => id),
    now,
  )
}

/** A row's names as the database has them, its instants as text. */
const snake = (row: object) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value instanceof Temporal.Instant ? value.toString() : value,
    ]),
  )
