/**
 * The ways out of this process: sessions with providers, kept open while they are used, and the slots it holds on each
 * connection. A slot is leased in the database, so all processes together never do more at once than a connection may.
 */
import { setTimeout as delay } from "node:timers/promises"
import type { Clock } from "../base/clock.ts"
import type { Db } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import type { Install } from "../base/route.ts"
import type { Channel } from "../base/words.ts"
import type { Outcome } from "../channels/channel.ts"
import { type Configured, mend, trip, usable } from "../channels/connections.ts"
import type { Doors, Session } from "../channels/provider.ts"
import { openKey } from "../channels/email/domains.ts"
import { returnPath } from "../channels/email/returnPath.ts"
import type { Prepared } from "./content.ts"
import type { Carrier } from "./send.ts"
import { leaseSeconds } from "./claim.ts"

/** How to send on a channel now: over a connection, to the outbox, or not before some instant. */
export type Way =
  | { kind: "connection"; carrier: Carrier; release(): Promise<void>; trip(outcome: Outcome): Promise<void> }
  | { kind: "captured" }
  | { kind: "later"; at: Temporal.Instant }

export type Carriers = {
  /** The first usable connection with a free slot. */
  take(orgId: string, channel: Channel): Promise<Way>
  close(): Promise<void>
}

export function openCarriers(install: Pick<Install, "db" | "secrets" | "clock">, doors: Doors): Carriers {
  const { db, secrets } = install
  const clock = () => install.clock()
  const holder = newId()
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

  return {
    async take(orgId, channel) {
      const now = clock()
      const { connections, any, again } = await db.org(orgId, (tx) => usable(tx, secrets, channel, now))
      if (!any) return { kind: "captured" }
      for (const connection of connections) {
        const slots = await leaseSlots(db, connection, holder)
        if (slots.length === 0) continue
        const session = await sessionOf(connection)
        const pace = pacer(clock, (connection.perSecond * slots.length) / connection.slots)
        const renewing = setInterval(() => void leaseSlots(db, connection, holder, slots).catch(() => {}), 3000)
        const carrier: Carrier = {
          connectionId: connection.id,
          slots: slots.length,
          async handOver(prepared) {
            await pace()
            return await session.send(messageOf(prepared, connection, secrets), stopping.signal)
          },
        }
        return {
          kind: "connection",
          carrier,
          async release() {
            clearInterval(renewing)
            await freeSlots(db, connection, holder)
            await db.org(orgId, (tx) => mend(tx, connection.id))
          },
          async trip(outcome) {
            clearInterval(renewing)
            await freeSlots(db, connection, holder)
            await db.org(orgId, (tx) => trip(tx, connection.id, outcome.words || outcome.kind, clock()))
          },
        }
      }
      return { kind: "later", at: again ?? now.add({ seconds: 2 }) }
    },
    async close() {
      stopping.abort()
      await Promise.all([...sessions.values()].map(({ session }) => session.close()))
    },
  }
}

/** Takes the free slots of a connection, or holds on to those named. @returns their numbers */
async function leaseSlots(
  db: Db,
  { id, orgId, slots }: Configured,
  holder: string,
  held: readonly number[] = Array.from({ length: slots }, (_, number) => number),
): Promise<number[]> {
  return await db.org(orgId, async (tx) => {
    const [{ now }] = (await tx<{ now: Temporal.Instant }>`select clock_timestamp() as now`) as unknown as [
      { now: Temporal.Instant },
    ]
    const rows = await tx<{ number: number }>`
      insert into connection_slots (org_id, connection_id, number, holder, lease_until)
      select ${orgId}, ${id}, n, ${holder}, ${now.add({ seconds: leaseSeconds })}
        from jsonb_array_elements_text(${JSON.stringify(held)}::jsonb) as t(n_text), lateral (select n_text::int as n) x
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
function pacer(clock: Clock, perSecond: number): () => Promise<void> {
  let next = 0
  return async () => {
    const now = clock().epochMilliseconds
    next = Math.max(now - 200, next) + 1000 / perSecond
    if (next > now) await delay(next - now)
  }
}

function messageOf(
  { delivery, eventTime, from, unsubscribeUrl, domains, content }: Prepared,
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
    unsubscribeUrl,
    dkim: signing ? openKey(secrets, orgId, signing) : null,
  }
}
