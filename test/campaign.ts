/**
 * A campaign: real processes are killed while events become e-mails. What the mail server wrote down before it answered
 * is held against the database.
 */
import { setTimeout as delay } from "node:timers/promises"
import { expect } from "vitest"
import { installCall } from "../src/access/organisations.ts"
import { createKey } from "../src/access/keys.ts"
import { scopes } from "../src/access/permissions.ts"
import { theInstall } from "../src/audit/audit.ts"
import { systemClock } from "../src/base/clock.ts"
import { type Db, openDb } from "../src/base/db.ts"
import { newId } from "../src/base/ids.ts"
import { sampleData } from "../src/catalogue/check.ts"
import { telephony } from "../src/catalogue/starting/telephony.ts"
import { saveSheet } from "../src/catalogue/switches.ts"
import { newClassInput, saveClass } from "../src/customers/classes.ts"
import { lineInput, startOf, upsert } from "../src/customers/upsert.ts"
import { found } from "../src/samples/found.ts"
import { createSet } from "../src/templates/sets.ts"
import { freePort, type Running, tidings } from "./process.ts"
import { cloneDatabase } from "./world.ts"
import { type Entry, makeSmtp } from "./world/smtp.ts"

export type Campaign = {
  /** E-mails, each of an event of its own. */
  events: number
  /** Kills of workers and of API processes, spread evenly over what is handed over and accepted. */
  kills: number
  slots: number
  policy: "once" | "at_least_once"
  /** Of the moments of the kills. */
  seed: number
}

export type Report = {
  accepted: number
  sent: number
  unclear: number
  /** Unclear ones that the server had, and those it hadn't. */
  unclearArrived: number
  /** Arrived more often than once and than they were sent again since nobody knew. */
  doubled: number
  /** Arrived more than once, since nobody knew and their policy is to send them again. */
  again: number
  lost: number
  /** What is neither sent nor unclear, and why: there should be none. */
  others: string[]
  killed: number
}

const usualType = "account.welcome"
const usualCustomers = 200
const connections = 10
const batch = 20

export type Stage = Awaited<ReturnType<typeof stage>>

/** An organisation whose every event is one e-mail, on a database of its own. */
export async function stage(
  smtpPort: number,
  { slots, policy, customers = usualCustomers }: Pick<Campaign, "slots" | "policy"> & { customers?: number },
  database?: { url: string },
) {
  const { env, db } = await install(smtpPort, database)
  // More than one connection, since the slots of a killed process are nobody's for ten seconds.
  const options = { key: "campaign", type: usualType, customers, connections, slots, policy }
  return { env, db, customers, ...(await addOrganisation(db, smtpPort, options)) }
}

/** A database of its own, and what a process must be told to work on it. */
export async function install(smtpPort: number, database?: { url: string }) {
  const { url } = database ?? (await cloneDatabase())
  const env = {
    DATABASE_URL: url,
    SECRET_KEY: "a key of the tests that is long enough",
    OUTBOUND_ALLOW: `127.0.0.1:${smtpPort}`,
    LOG_LEVEL: "error",
  }
  // The first command makes the platform.
  expect(await tidings(["verify"], env).ended).toBe(0)
  return { env, db: openDb({ url, poolSize: 4 }) }
}

export type Sender = Pick<Campaign, "slots" | "policy"> & {
  key: string
  /** The only one that its class is told of. */
  type: string
  customers: number
  /** As many connections, each with the slots. */
  connections: number
}

/** One that tells its customers C-0, C-1 … by e-mail: at anna0@KEY.example and so on. */
export async function addOrganisation(
  db: Db,
  smtpPort: number,
  { key: name, type: typeKey, customers, connections, slots, policy }: Sender,
): Promise<{ orgId: string; key: string }> {
  const orgId = newId()
  const now = systemClock()
  const details = { key: name, name, country: "PL", language: "en", timeZone: "UTC", currency: "EUR" }
  const key = await db.org(orgId, async (tx) => {
    const caller = { ...theInstall, orgId, areaIds: [] }
    const call = { ...installCall(tx, now), caller, extent: "all" as const }
    const { types, defaultClass } = await found(call, { ...details, catalogue: telephony })
    const set = await createSet(call, { name: "Standard", managedBy: null })
    const type = types.find((each) => each.key === typeKey)
    await saveClass(call, defaultClass.id, newClassInput.parse({ name: "All", templateSetId: set.id }), null)
    const on = [{ typeId: type?.id as string, audience: "customer" as const, channel: "email" as const }]
    await saveSheet(call, { owner: "class", classId: defaultClass.id, setId: set.id }, on, null, () => true)
    await tx`update notification_types set ambiguous = ${JSON.stringify({ email: policy })} where org_id = ${orgId}`
    const settings = {
      host: "127.0.0.1",
      port: smtpPort,
      security: "none",
      domain: "example.com",
      slots,
      perSecond: 10_000,
    }
    for (let n = 0; n < connections; n++)
      await tx`
        insert into connections (org_id, id, channel, provider, name, settings, slots, per_second)
        values (${orgId}, ${newId()}, 'email', 'smtp', ${`Mail ${n}`}, ${JSON.stringify(settings)}, ${slots}, 10000)`
    return (await createKey(call, { name, scopes })).key
  })
  for (let first = 0; first < customers; first += 500)
    await db.org(orgId, async (tx) => {
      const call = { ...installCall(tx, now), caller: { ...theInstall, orgId, areaIds: [] }, extent: "all" as const }
      const lines = Array.from({ length: Math.min(500, customers - first) }, (_, n) => {
        const emails = [{ address: `anna${first + n}@${name}.example` }]
        return lineInput.parse({ externalId: `C-${first + n}`, name: `Anna ${first + n}`, emails })
      })
      await upsert(call, lines, await startOf(tx), false)
    })
  return { orgId, key }
}

/** One thing that happens, always the same under the same number. */
export const eventOf = (number: number | string, subject: string, typeKey = usualType) => ({
  specversion: "1.0",
  id: `e-${number}`,
  source: "/campaign",
  type: typeKey,
  subject,
  data: sampleData(telephony.types.find((type) => type.key === typeKey) as Parameters<typeof sampleData>[0]),
})

/** Says what happened until it is answered that it was accepted. @returns the ids it was given */
export async function say(port: number, key: string, events: readonly object[]): Promise<string[]> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(events),
    }).catch(() => null)
    const body = await answer?.json().catch(() => null)
    if (answer?.status === 202 && body) return (body as { events: { id: string }[] }).events.map(({ id }) => id)
    if (answer && answer.status < 500 && body) throw new Error(JSON.stringify(body))
    await delay(20)
  }
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Looks until it is so. @throws Error with what was seen last */
export async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean, seconds = 600): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ; await delay(50)) {
    const seen = await look()
    if (isSo(seen)) return seen
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(seen)} after ${seconds} s`)
  }
}

/** How many deliveries are in each state, and how many `events` aren't planned. */
export async function states({ db, orgId }: Pick<Stage, "db" | "orgId">): Promise<Record<string, number>> {
  const rows = await db.org(
    orgId,
    (tx) => tx<{ state: string; count: number }>`
      select state, count(*)::int as count from deliveries where org_id = ${orgId} group by state
      union all select 'events', count(*)::int from events where org_id = ${orgId} and state in ('accepted', 'planning')`,
  )
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

const idOf = ({ bytes }: Entry): string => /^Message-ID: <([0-9a-f-]{36})@/im.exec(bytes.toString("latin1"))?.[1] ?? ""

/** How often each delivery came to the mail server, by what it says it is. */
export function arrivals(journal: readonly Entry[]): Map<string, number> {
  const arrived = new Map<string, number>()
  for (const entry of journal) if (entry.accepted) arrived.set(idOf(entry), (arrived.get(idOf(entry)) ?? 0) + 1)
  return arrived
}

/** One process that is started again whenever it is killed. */
export function keepRunning(command: "serve" | "work", env: Record<string, string>) {
  let running: Running | null = null
  let kills = 0
  const stopping = new AbortController()
  const live = async (): Promise<void> => {
    running = tidings([command], env)
    const code = await running.ended
    if (stopping.signal.aborted) return
    if (code !== null) throw new Error(`${command} ended by itself with ${code}:\n${running.output()}`)
    await live()
  }
  const lives = live()
  return {
    kills: () => kills,
    running: () => running as Running,
    kill(signal: NodeJS.Signals = "SIGKILL") {
      if (running?.child.kill(signal)) kills += 1
    },
    async stop() {
      stopping.abort()
      running?.child.kill("SIGTERM")
      await lives
    },
  }
}

export async function runCampaign(campaign: Campaign): Promise<Report> {
  const smtp = await makeSmtp({ tls: "none" })
  const staged = await stage(smtp.port, campaign)
  const { env, db, orgId, key } = staged
  const random = seeded(campaign.seed)
  const port = await freePort()
  const api = keepRunning("serve", { ...env, PORT: String(port) })
  const worker = keepRunning("work", env)
  const accepted = new Set<string>()
  try {
    // Kills come when so many were accepted, and when so many were handed over: at no moment of their own choosing.
    const killsOfApi = Math.floor(campaign.kills / 3)
    const killsOfWorker = campaign.kills - killsOfApi
    const post = async (numbers: readonly number[]) => {
      const events = numbers.map((number) => eventOf(number, `customer/C-${number % staged.customers}`))
      for (const id of await say(port, key, events)) accepted.add(id)
    }
    const due = (done: number, of: number, kills: number) => Math.floor((done / of) * kills)
    const posting = (async () => {
      for (let first = 0; first < campaign.events; first += batch) {
        await post(Array.from({ length: Math.min(batch, campaign.events - first) }, (_, n) => first + n))
        if (api.kills() < due(first + batch, campaign.events, killsOfApi)) api.kill()
      }
    })()
    const killing = (async () => {
      while (worker.kills() < killsOfWorker) {
        if (worker.kills() < due(smtp.journal.length, campaign.events * 0.9, killsOfWorker)) {
          worker.kill()
          await delay(random() * 30)
        } else await delay(2)
      }
    })()
    await Promise.all([posting, killing])
    const isOver = ({ events, queued = 0, sending = 0, ambiguous = 0 }: Record<string, number>) =>
      events === 0 && queued + sending + (campaign.policy === "at_least_once" ? ambiguous : 0) === 0
    await until(() => states(staged), isOver)
  } finally {
    await Promise.all([api.stop(), worker.stop()])
  }
  const report = await compare()
  expect(await tidings(["verify"], env).ended).toBe(0)
  await db.close()
  await smtp.close()
  return report

  async function compare(): Promise<Report> {
    const rows = await db.org(
      orgId,
      (tx) => tx<{ id: string; eventId: string; state: string; why: string; address: string; again: number }>`
        select d.id, d.event_id, d.state, d.address, concat_ws(' ', d.state, d.reason, d.detail, d.tries, d.attempt) as why,
               (select count(*)::int from attempts a
                 where a.org_id = d.org_id and a.delivery_id = d.id and a.state = 'queued' and a.reason = 'unclear') as again
          from deliveries d where d.org_id = ${orgId}`,
    )
    const addresses = new Map(rows.map(({ id, address }) => [id, address]))
    const astray = smtp.journal.filter((entry) => entry.to.join() !== addresses.get(idOf(entry)))
    expect(astray, "each went to whom it was planned for, and to nobody else").toEqual([])
    const arrived = arrivals(smtp.journal)
    const known = new Set(rows.map(({ id }) => id))
    expect(
      [...arrived.keys()].filter((id) => !known.has(id)),
      "the server has nothing that was never planned",
    ).toEqual([])
    const planned = new Set(rows.map(({ eventId }) => eventId))
    const unclear = rows.filter(({ state }) => state === "ambiguous")
    const sent = rows.filter(({ state }) => state === "sent")
    return {
      accepted: accepted.size,
      sent: sent.length,
      unclear: unclear.length,
      unclearArrived: unclear.filter(({ id }) => arrived.has(id)).length,
      // Sent again only where its policy said so, after nobody knew.
      doubled: rows.filter(({ id, again }) => (arrived.get(id) ?? 0) > 1 + again).length,
      again: rows.filter(({ id }) => (arrived.get(id) ?? 0) > 1).length,
      lost: [...accepted].filter((id) => !planned.has(id)).length + sent.filter(({ id }) => !arrived.has(id)).length,
      others: rows.filter(({ state }) => state !== "sent" && state !== "ambiguous").map(({ why }) => why),
      killed: worker.kills(),
    }
  }
}
