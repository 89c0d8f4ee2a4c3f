/**
 * The ways out of this process: sessions with providers, kept open while they are used, and the slots it holds on each
 * connection. A slot is leased in the database, so all processes together never do more at once than a connection may.
 */
import { setTimeout as delay } from "node:timers/promises"
import type { Clock } from "../base/clock.ts"
import { type Db, isUnavailable } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import type { Install } from "../base/route.ts"
import { type Outcome, refused, retry } from "../channels/channel.ts"
import { type Configured, mend, trip, usable } from "../channels/connections.ts"
import type { Doors, Session } from "../channels/provider.ts"
import { openKey } from "../channels/email/domains.ts"
import { type Held, openShelf } from "../channels/email/shelf.ts"
import { returnPath } from "../channels/email/returnPath.ts"
import type { Prepared } from "./content.ts"
import { type Lane, leaseSeconds } from "./claim.ts"
import { type Carrier, tooLate } from "./send.ts"
import { renewSeconds } from "./settle.ts"

/** How to send on a channel now: over a connection, to the outbox, or not before some instant. */
export type Way =
  | { kind: "connection"; carrier: Carrier; release(): Promise<void>; trip(outcome: Outcome): Promise<void> }
  | { kind: "captured" }
  | { kind: "later"; at: Temporal.Instant }

export type Carriers = {
  /** The first usable connection that this process has slots of. */
  take(orgId: string, lane: Lane): Promise<Way>
  close(): Promise<void>
}

export function openCarriers(install: Pick<Install, "db" | "secrets" | "clock">, doors: Doors): Carriers {
  const { db, secrets } = install
  const clock = () => install.clock()
  const shelf = openShelf(db)
  const sessions = new Map<string, { version: number; session: Session }>()
  const stopping = new AbortController()

  async function sessionOf({ id, version, provider, settings }: Configured): Promise<Session> {
    const known = sessions.get(id)
    if (known?.version === version) return known.session
    const session = provider.open(settings, doors)
    sessions.set(id, { version, session })
    await known?.session.close()
    return session
  }

  /** What this process holds of each connection: its lanes share it, and the last one lets it go. */
  const holds = new Map<string, Hold>()

  const ending = new Map<string, Promise<void>>()

  async function hold(connection: Configured): Promise<Hold | null> {
    await ending.get(connection.id)
    const known = holds.get(connection.id)
    const mine = known?.version === connection.version ? known : openHold(db, clock, connection)
    holds.set(connection.id, mine)
    mine.lanes += 1
    const isHeld = await mine.begun.then(
      () => mine.isHeld(),
      async (error: unknown) => {
        await letGo(connection, mine)
        throw error
      },
    )
    if (isHeld) return mine
    await letGo(connection, mine)
    return null
  }

  async function letGo({ id }: Configured, mine: Hold): Promise<void> {
    mine.lanes -= 1
    if (mine.lanes > 0) return
    if (holds.get(id) === mine) holds.delete(id)
    // Where the database is away, what is held runs out by itself.
    const ended = mine.end().catch(() => {})
    ending.set(id, ended)
    await ended
    if (ending.get(id) === ended) ending.delete(id)
  }

  /** What it carries, in memory until it is released; or why it can't be handed over. */
  async function holdFiles(orgId: string, { attachments }: Prepared): Promise<Held | Outcome> {
    if (attachments.length === 0) return { lines: [], release() {} }
    try {
      const gone = () => refused("message_refused", "recipient", "Its attachments are no longer kept.")
      return (await shelf.hold(orgId, attachments)) ?? gone()
    } catch (error) {
      // Nothing was begun: it is neither unclear nor the connection's fault.
      if (isUnavailable(error)) return retry("called_off", "connection", "Its attachments could not be read just now.")
      return retry("not_now", "recipient", `Its attachments could not be read: ${(error as Error).message}`)
    }
  }

  return {
    async take(orgId, { channel, priority }) {
      const now = clock()
      const { connections, any, again } = await db.org(orgId, (tx) => usable(tx, secrets, channel, now))
      if (!any) return { kind: "captured" }
      for (const connection of connections) {
        const mine = await hold(connection)
        if (!mine) continue
        const session = await sessionOf(connection)
        let isThrough = false
        const carrier: Carrier = {
          connectionId: connection.id,
          batch: Math.ceil(connection.perSecond * batchSeconds),
          reserve: () => mine.reserve(priority === "urgent"),
          giveBack: (slots) => mine.giveBack(slots),
          freed: () => mine.freed(),
          async handOver(prepared, isHeld) {
            await mine.pace()
            const files = await holdFiles(orgId, prepared)
            if ("kind" in files) return files
            try {
              if (!isHeld()) return tooLate()
              const message = messageOf(prepared, files.lines, connection, secrets)
              const outcome = await session.send(message, stopping.signal)
              isThrough ||= outcome.kind === "sent" || ("scope" in outcome && outcome.scope === "recipient")
              return outcome
            } finally {
              files.release()
            }
          },
        }
        return {
          kind: "connection",
          carrier,
          async release() {
            await letGo(connection, mine)
            if (isThrough) await db.org(orgId, (tx) => mend(tx, connection.id))
          },
          async trip(outcome) {
            await letGo(connection, mine)
            await db.org(orgId, (tx) => trip(tx, connection.id, outcome.words || outcome.kind, clock()))
          },
        }
      }
      // One that others use up is free again soon; one whose breaker is open says when it is tried again.
      const soon = now.add({ seconds: 2 })
      return { kind: "later", at: connections.length || !again ? soon : again }
    },
    async close() {
      stopping.abort()
      await Promise.all([...sessions.values()].map(({ session }) => session.close()))
    },
  }
}

/** A lane claims what leaves within so many seconds, so that what stops sending is asked shortly before. */
const batchSeconds = 2
/** The part of the slots that only urgent lanes use. */
const keptForUrgent = 1 / 5

/** The slots of one connection that this process holds, and its share of the rate. */
type Hold = {
  version: number
  /** Lanes that use it. */
  lanes: number
  /** When it was first tried to lease slots. */
  begun: Promise<void>
  isHeld(): boolean
  /** Takes all that are free; null where none is held. */
  reserve(isUrgent: boolean): number | null
  giveBack(slots: number): void
  freed(): Promise<void>
  pace(): Promise<void>
  end(): Promise<void>
}

function openHold(db: Db, clock: Clock, connection: Configured): Hold {
  const holder = newId()
  let [held, used] = [0, 0]
  let leasedAt = clock()
  let freed = Promise.withResolvers<void>()
  const renew = async () => {
    const asked = clock()
    held = (await leaseSlots(db, connection, holder)).length
    leasedAt = asked
  }
  // One after the other, so that nothing is leased again behind the end.
  let last = renew()
  const renewing = setInterval(() => {
    last = last.then(renew).catch(() => {}) // tried again; what is held runs out by itself
  }, renewSeconds * 1000)
  const isHeld = () => held > 0 && leasedAt.until(clock()).total("seconds") < leaseSeconds
  return {
    version: connection.version,
    lanes: 0,
    begun: last,
    isHeld,
    reserve(isUrgent) {
      if (!isHeld()) return null
      const kept = isUrgent ? 0 : Math.floor(held * keptForUrgent)
      const free = Math.max(0, held - kept - used)
      used += free
      return free
    },
    giveBack(slots) {
      used -= slots
      if (slots === 0) return
      freed.resolve()
      freed = Promise.withResolvers<void>()
    },
    freed: () => freed.promise,
    pace: pacer(clock, () => (connection.perSecond * held) / connection.slots),
    async end() {
      clearInterval(renewing)
      await last.catch(() => {})
      await freeSlots(db, connection, holder)
    },
  }
}

/**
 * Takes the free slots of a connection and holds on to those taken before; none of one that was changed, switched off,
 * or deleted meanwhile.
 * @returns their numbers
 */
async function leaseSlots(db: Db, { id, orgId, version, slots }: Configured, holder: string): Promise<number[]> {
  return await db.org(orgId, async (tx) => {
    const [{ now }] = (await tx<{ now: Temporal.Instant }>`select clock_timestamp() as now`) as unknown as [
      { now: Temporal.Instant },
    ]
    const rows = await tx<{ number: number }>`
      insert into connection_slots (org_id, connection_id, number, holder, lease_until)
      select ${orgId}, c.id, n, ${holder}, ${now.add({ seconds: leaseSeconds })}
        from connections c, generate_series(0, ${slots - 1}::int) n
       where c.org_id = ${orgId} and c.id = ${id} and c.version = ${version} and c.state = 'active'
       order by n
      on conflict (org_id, connection_id, number)
        do update set holder = excluded.holder, lease_until = excluded.lease_until
        where connection_slots.holder = excluded.holder or connection_slots.lease_until < ${now}
      returning number`
    return rows.map(({ number }) => number)
  })
}

const freeSlots = async (db: Db, { id, orgId }: Configured, holder: string): Promise<void> => {
  await db.org(
    orgId,
    (tx) => tx`delete from connection_slots where org_id = ${orgId} and connection_id = ${id} and holder = ${holder}`,
  )
}

/** Lets so many a second pass, evenly. */
function pacer(clock: Clock, perSecond: () => number): () => Promise<void> {
  let next = 0
  return async () => {
    const now = clock().epochMilliseconds
    next = Math.max(now - 200, next) + 1000 / Math.max(perSecond(), 0.1)
    if (next > now) await delay(next - now)
  }
}

function messageOf(
  { delivery, eventTime, from, unsubscribeUrl, domains, attachments, content }: Prepared,
  files: readonly Buffer[],
  { orgId, settings }: Configured,
  secrets: Install["secrets"],
) {
  if (content?.channel !== "email") throw new Error(`no provider of this channel carries ${delivery.channel}`)
  const domain = String(settings.domain)
  const address = from.address ?? `no-reply@${domain}`
  const signing = domains.get(address.slice(address.indexOf("@") + 1))
  return {
    id: delivery.id,
    domain,
    returnPath: returnPath(secrets, orgId, delivery.id, domain),
    date: eventTime,
    from: { name: from.name, address },
    replyTo: from.replyTo ? { name: from.name, address: from.replyTo } : null,
    to: { name: delivery.audience === "copy" ? "" : delivery.recipient, address: delivery.address },
    subject: content.subject,
    text: content.text,
    html: content.html,
    enclosures: attachments.map(({ name, mediaType }, at) => ({ name, mediaType, lines: files[at] as Buffer })),
    unsubscribeUrl,
    dkim: signing ? openKey(secrets, orgId, signing) : null,
  }
}
