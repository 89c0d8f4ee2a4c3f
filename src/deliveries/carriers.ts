/**
 * The ways out of this process: sessions with providers, kept open while they are used, and the slots it holds on each
 * connection. A slot is leased in the database, so all processes together never do more at once than a connection may.
 */
import { setTimeout as delay } from "node:timers/promises"
import type { Clock } from "../base/clock.ts"
import { type Db, isUnavailable, type OrgSql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import type { Install } from "../base/route.ts"
import { type Outcome, refused, retry } from "../channels/channel.ts"
import { type Configured, type Failing, mend, trip, usable } from "../channels/connections.ts"
import type { Doors, Session } from "../channels/provider.ts"
import { openLink, showsMaskedLink, unmasked } from "../access/links.ts"
import { openKey, type SigningDomain, signingDomains } from "../channels/email/domains.ts"
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

export function openCarriers(
  install: Pick<Install, "config" | "db" | "secrets" | "clock" | "platformId" | "writeLetter">,
  doors: Doors,
): Carriers {
  const { db, secrets, platformId } = install
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

  /** The operator's connections: what Tidings itself writes leaves by them where an organisation has none that works. */
  const borrow = (channel: string, now: Temporal.Instant): Promise<Lent> =>
    db.org(platformId, async (tx) => ({
      ...(await usable(tx, secrets, channel, now)),
      domains: await signingDomains(tx),
    }))

  /** Once in a row of failures. Operators see theirs at the connection: whose messages wait isn't theirs to see. */
  async function tellFailing(tx: OrgSql, { id, channel, name, failingSince }: Failing, words: string): Promise<void> {
    if (tx.orgId === platformId) return
    const [row] = await tx<{ count: number }>`
      select count(*)::int as count from deliveries where org_id = ${tx.orgId} and channel = ${channel} and state = 'queued'`
    const data = {
      connectionName: name,
      failingSince: failingSince.toString(),
      waitingCount: row?.count ?? 0,
      ...(words ? { lastError: words.slice(0, 500) } : {}),
      page: `${install.config.publicUrl}/connections/${id}`,
    }
    await install.writeLetter(tx, { type: "system.connection_failing", to: "administrator", link: null, data }, clock())
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
      const own = await db.org(orgId, (tx) => usable(tx, secrets, channel, now))
      const isBorrowing =
        priority === "system" && orgId !== platformId && own.connections.every((one) => isFailing(one, now))
      const lent = isBorrowing ? await borrow(channel, now) : null
      const connections = [...(lent?.connections ?? []), ...own.connections]
      if (!own.any && !lent?.any) return { kind: "captured" }
      for (const connection of connections) {
        const mine = await hold(connection)
        if (!mine) continue
        const session = await sessionOf(connection)
        let isThrough = false
        const carrier: Carrier = {
          connectionId: connection.id,
          batch: Math.ceil(connection.perSecond * batchSeconds),
          reserve: () => mine.reserve(priority === "urgent" || priority === "system"),
          giveBack: (slots) => mine.giveBack(slots),
          freed: () => mine.freed(),
          async handOver(prepared, isHeld) {
            await mine.pace()
            const files = await holdFiles(orgId, prepared)
            if ("kind" in files) return files
            try {
              if (!isHeld()) return tooLate()
              const message = messageOf(prepared, files.lines, orgId, connection, lent, secrets)
              if (!message) return tooLate()
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
            if (isThrough) await db.org(connection.orgId, (tx) => mend(tx, connection.id))
          },
          async trip(outcome) {
            await letGo(connection, mine)
            await db.org(connection.orgId, async (tx) => {
              const failing = await trip(tx, connection.id, outcome.words || outcome.kind, clock())
              if (failing?.failures === toldFailures) await tellFailing(tx, failing, outcome.words)
            })
          },
        }
      }
      // One that others use up is free again soon; one whose breaker is open says when it is tried again.
      const soon = now.add({ seconds: 2 })
      const openUntil = [own.again, lent?.again ?? null].filter((at) => at !== null)
      const again = openUntil.toSorted((a, b) => Temporal.Instant.compare(a, b))[0]
      return { kind: "later", at: connections.length || !again ? soon : again }
    },
    async close() {
      stopping.abort()
      await Promise.all([...sessions.values()].map(({ session }) => session.close()))
    },
  }
}

type Lent = Awaited<ReturnType<typeof usable>> & { domains: ReadonlyMap<string, SigningDomain> }

/** A letter doesn't try a connection out that has just failed; other mail does. */
const distrustSeconds = 300
const isFailing = ({ openUntil }: Configured, now: Temporal.Instant) =>
  openUntil !== null && openUntil.until(now).total("seconds") < distrustSeconds

/** Failures in a row after which the organisation's administrators are told: it has been away for some minutes. */
const toldFailures = 6

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

/**
 * A message as its connection sends it. Over the operator's it leaves from the install's address, with the
 * organisation's name, and answers go where they always would.
 * @returns null where its link was taken back since it was claimed
 */
function messageOf(
  { delivery, eventTime, from, unsubscribeUrl, domains, link, attachments, content }: Prepared,
  files: readonly Buffer[],
  orgId: string,
  connection: Configured,
  lent: Lent | null,
  secrets: Install["secrets"],
) {
  if (content?.channel !== "email") throw new Error(`no provider of this channel carries ${delivery.channel}`)
  if (delivery.priority === "system" && !link && showsMaskedLink(content.text)) return null
  const secret = link ? openLink(secrets, orgId, link) : null
  const shown = (text: string) => (secret === null ? text : unmasked(text, secret))
  const isLent = connection.orgId !== orgId
  const domain = String(connection.settings.domain)
  const address = (isLent ? null : from.address) ?? `no-reply@${domain}`
  const replyTo = from.replyTo ?? (isLent ? from.address : null)
  const signing = (isLent ? lent?.domains : domains)?.get(address.slice(address.indexOf("@") + 1))
  return {
    id: delivery.id,
    domain,
    returnPath: returnPath(secrets, orgId, delivery.id, domain),
    date: eventTime,
    from: { name: from.name, address },
    replyTo: replyTo ? { name: from.name, address: replyTo } : null,
    to: { name: delivery.audience === "copy" ? "" : delivery.recipient, address: delivery.address },
    subject: shown(content.subject),
    text: shown(content.text),
    html: shown(content.html),
    enclosures: attachments.map(({ name, mediaType }, at) => ({ name, mediaType, lines: files[at] as Buffer })),
    unsubscribeUrl,
    dkim: signing ? openKey(secrets, connection.orgId, signing) : null,
  }
}
