/**
 * A campaign: real processes are killed while events become e-mails. What the mail server wrote down before it answered
 * is held against the database.
 */
import { randomUUID } from "node:crypto"
import { setTimeout as delay } from "node:timers/promises"
import { expect } from "vitest"
import { installCall } from "../src/access/organisations.ts"
import { createKey } from "../src/access/keys.ts"
import { scopes } from "../src/access/permissions.ts"
import { theInstall } from "../src/audit/audit.ts"
import { systemClock } from "../src/base/clock.ts"
import { openDb } from "../src/base/db.ts"
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
import { makeSmtp } from "./world/smtp.ts"

export type Campaign = {
  /** E-mails, each of an event of its own. */
  events: number
  /** Kills of workers and of API processes, spread evenly over what is handed over and accepted. */
  kills: number
  slots: number
  policy: "once" | "at_least_once"
  signal?: "SIGKILL" | "SIGTERM"
}

export type Report = {
  accepted: number
  sent: number
  unclear: number
  /** Unclear ones that the server had, and those it hadn't. */
  unclearArrived: number
  doubled: number
  lost: number
  killed: number
}

const customers = 200
const connections = 10
const batch = 20

/** An organisation whose every event is one e-mail, on a database of its own. */
async function stage(smtpPort: number, { slots, policy }: Campaign) {
  const { url } = await cloneDatabase()
  const env = {
    DATABASE_URL: url,
    SECRET_KEY: "a key of the tests that is long enough",
    OUTBOUND_ALLOW: `127.0.0.1:${smtpPort}`,
    LOG_LEVEL: "error",
  }
  // The first command makes the platform.
  expect(await tidings(["verify"], env).ended).toBe(0)
  const db = openDb({ url, poolSize: 4 })
  const orgId = newId()
  const now = systemClock()
  const details = { key: "campaign", name: "Campaign", country: "PL", language: "en", timeZone: "UTC", currency: "EUR" }
  const key = await db.org(orgId, async (tx) => {
    const caller = { ...theInstall, orgId, areaIds: [] }
    const call = { ...installCall(tx, now), caller, extent: "all" as const }
    const { types, defaultClass } = await found(call, { ...details, catalogue: telephony })
    const set = await createSet(call, { name: "Standard", managedBy: null })
    const type = types.find((each) => each.key === "account.welcome")
    await saveClass(call, defaultClass.id, newClassInput.parse({ name: "All", templateSetId: set.id }), null)
    const on = [{ typeId: type?.id as string, audience: "customer" as const, channel: "email" as const }]
    await saveSheet(call, { owner: "class", classId: defaultClass.id, setId: set.id }, on, null, () => true)
    await tx`update notification_types set ambiguous = ${JSON.stringify({ email: policy })} where org_id = ${orgId}`
    const lines = Array.from({ length: customers }, (_, n) =>
      lineInput.parse({ externalId: `C-${n}`, name: `Anna ${n}`, emails: [{ address: `anna${n}@example.com` }] }),
    )
    await upsert(call, lines, await startOf(tx), false)
    // More than one, since the slots of a killed process are nobody's for ten seconds.
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
    return (await createKey(call, { name: "campaign", scopes })).key
  })
  return { env, db, orgId, key }
}

/** One process that is started again whenever it is killed. */
function keepRunning(command: "serve" | "work", env: Record<string, string>) {
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
  const { env, db, orgId, key } = await stage(smtp.port, campaign)
  const port = await freePort()
  const api = keepRunning("serve", { ...env, PORT: String(port) })
  const worker = keepRunning("work", env)
  const accepted = new Set<string>()
  try {
    // Kills come when so many were accepted, and when so many were handed over: at no moment of their own choosing.
    const killsOfApi = Math.floor(campaign.kills / 3)
    const killsOfWorker = campaign.kills - killsOfApi
    const post = async (numbers: readonly number[]) => {
      const events = numbers.map((number) => ({
        specversion: "1.0",
        id: `e-${number}`,
        source: "/campaign",
        type: "account.welcome",
        subject: `customer/C-${number % customers}`,
        data: sampleData(
          telephony.types.find((type) => type.key === "account.welcome") as Parameters<typeof sampleData>[0],
        ),
      }))
      for (;;) {
        const answer = await fetch(`http://127.0.0.1:${port}/v1/events`, {
          method: "POST",
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
          body: JSON.stringify(events),
        }).catch(() => null)
        if (answer?.status === 202) {
          const { events: told } = (await answer.json()) as { events: { id: string }[] }
          for (const { id } of told) accepted.add(id)
          return
        }
        await delay(20)
      }
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
          await delay(Math.random() * 30)
        } else await delay(2)
      }
    })()
    await Promise.all([posting, killing])
    const open = async () => {
      const [row] = await db.org(
        orgId,
        (tx) => tx<{ count: number }>`
          select (select count(*) from events where org_id = ${orgId} and state in ('accepted', 'planning'))::int
               + (select count(*) from deliveries where org_id = ${orgId}
                   and (state in ('queued', 'sending') or state = 'ambiguous' and ${campaign.policy} = 'at_least_once'))::int as count`,
      )
      return row?.count ?? 0
    }
    for (const end = Date.now() + 600_000; (await open()) > 0; await delay(100))
      if (Date.now() > end) throw new Error(`${await open()} are still open`)
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
      (tx) => tx<{ id: string; eventId: string; state: string; tries: number }>`
        select id, event_id, state, tries from deliveries where org_id = ${orgId}`,
    )
    const arrived = new Map<string, number>()
    for (const { bytes, accepted: taken } of smtp.journal) {
      const id = /^Message-ID: <([0-9a-f-]{36})@/im.exec(bytes.toString("latin1"))?.[1] ?? randomUUID()
      if (taken) arrived.set(id, (arrived.get(id) ?? 0) + 1)
    }
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
      doubled: rows.filter(({ id, tries }) => (arrived.get(id) ?? 0) > (campaign.policy === "once" ? 1 : tries)).length,
      lost: [...accepted].filter((id) => !planned.has(id)).length + sent.filter(({ id }) => !arrived.has(id)).length,
      killed: worker.kills(),
    }
  }
}
