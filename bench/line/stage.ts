/** An install for measurements: PostgreSQL with durable commits in a temporary folder, organisations with customers. */
import { randomUUID } from "node:crypto"
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import type { FastifyInstance } from "fastify"
import { createKey } from "../../src/access/keys.ts"
import { installCall } from "../../src/access/organisations.ts"
import { scopes } from "../../src/access/permissions.ts"
import { systemClock } from "../../src/base/clock.ts"
import { readConfig } from "../../src/base/config.ts"
import { type Db, openDb } from "../../src/base/db.ts"
import { startEmbedded } from "../../src/base/embedded.ts"
import { newId } from "../../src/base/ids.ts"
import { registerInstance } from "../../src/base/instance.ts"
import { openLog } from "../../src/base/log.ts"
import { migrate } from "../../src/base/migrate.ts"
import { readAllowed } from "../../src/base/networks.ts"
import { openOutbound } from "../../src/base/outbound.ts"
import type { Install } from "../../src/base/route.ts"
import { openSecrets } from "../../src/base/secrets.ts"
import { sampleData } from "../../src/catalogue/check.ts"
import { telephony } from "../../src/catalogue/starting/telephony.ts"
import { letterWriter } from "../../src/events/letters.ts"
import { routes } from "../../src/doors/routes.ts"
import { makeServer } from "../../src/doors/server.ts"
import { found, foundPlatform } from "../../src/samples/found.ts"

/** The type that is measured: an e-mail of three paragraphs and a table, normal priority. */
export const typeKey = "invoice.issued"

/** An install on a migrated database. */
export function openInstall(url: string, platformId: string): Install {
  const [config, secrets] = [readConfig({}), openSecrets("a key of the benchmark that is long enough")]
  return {
    config,
    db: openDb({ url }),
    secrets,
    writeLetter: letterWriter({ config, secrets }),
    clock: systemClock,
    log: openLog("warn", process.stderr),
    outbound: openOutbound({ allow: readAllowed("127.0.0.0/8") }),
    platformId,
  }
}

export type Organisation = { orgId: string; key: string }

export type Stage = {
  install: Install
  url: string
  adminUrl: string
  /** As superuser, past row security. */
  admin: Db
  /** One that sends `typeKey` by e-mail to customers C-0, C-1 …, over a mail server on this machine where a port is given. */
  organisation(name: string, customers: number, smtpPort?: number): Promise<Organisation>
  /** CPU seconds that the database server has used so far; 0 where that isn't known. */
  serverCpu(): number
  close(): Promise<void>
}

const place = { country: "PL", language: "pl", timeZone: "Europe/Warsaw", currency: "PLN" }

export async function openStage(): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), "tidings-bench-"))
  chmodSync(dataDir, 0o755)
  const embedded = await startEmbedded({ dataDir: join(dataDir, "data"), log: () => {} })
  const admin = openDb({ url: embedded.adminUrl, poolSize: 4 })
  const platformId = await (async () => {
    const db = openDb({ url: embedded.url, poolSize: 2 })
    await migrate(db, { admin, now: systemClock() })
    const id = newId()
    await db.org(id, (tx) => foundPlatform(installCall(tx, systemClock())))
    await db.close()
    return id
  })()
  const install = openInstall(embedded.url, platformId)
  await registerInstance(install.db, install.secrets, platformId, systemClock())
  const server = await makeServer(install, routes)
  return {
    install,
    admin,
    url: embedded.url,
    adminUrl: embedded.adminUrl,
    organisation: (name, customers, smtpPort) => makeOrganisation(install, server, name, customers, smtpPort),
    serverCpu: () => cpuOf(join(dataDir, "data", "postgres", "postmaster.pid")),
    async close() {
      await server.close()
      await Promise.all([install.db.close(), admin.close()])
      await embedded.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function makeOrganisation(
  install: Install,
  server: FastifyInstance,
  name: string,
  customers: number,
  smtpPort?: number,
): Promise<Organisation> {
  const orgId = newId()
  const { key } = await install.db.org(orgId, async (tx) => {
    const made = installCall(tx, systemClock())
    await found(made, { key: name, name, ...place, catalogue: telephony })
    return await createKey(made, { name: "bench", scopes })
  })
  const call = async (address: string, payload?: object | Readable, type = "application/json") => {
    const [method, url] = address.split(" ") as ["GET", string]
    const answer = await server.inject({
      method,
      url,
      headers: { authorization: `Bearer ${key}`, "if-match": "*", ...(payload ? { "content-type": type } : {}) },
      ...(payload ? { payload } : {}),
    })
    if (answer.statusCode >= 300) throw new Error(`${address}: ${answer.body}`)
    return answer.json()
  }
  const set = await call("POST /v1/template-sets", { name: "Standard", kind: "customer_class", managedBy: null })
  const [{ id: classId }] = (await call("GET /v1/customer-classes")).items
  const kept = await call(`GET /v1/customer-classes/${classId}`)
  const fields =
    "name managedBy fromName fromEmail replyTo smsSender daysBeforeDue daysAfterDue thresholds templateSetId".split(" ")
  const document = Object.fromEntries(fields.map((field) => [field, field === "templateSetId" ? set.id : kept[field]]))
  await call(`PUT /v1/customer-classes/${classId}`, document)
  const types = (await call("GET /v1/notification-types?limit=200")).items as { id: string; key: string }[]
  const typeId = types.find((type) => type.key === typeKey)?.id
  await call(`PUT /v1/customer-classes/${classId}/switches`, {
    on: [{ typeId, audience: "customer", channel: "email" }],
  })
  if (smtpPort)
    await call("POST /v1/connections", {
      channel: "email",
      provider: "smtp",
      name: "Mail",
      settings: {
        host: "127.0.0.1",
        port: smtpPort,
        security: "none",
        domain: "example.com",
        slots: atOnce,
        perSecond: 10_000,
      },
    })
  const { id: importId } = await call("POST /v1/imports", { format: "csv" })
  const lines = Array.from(
    { length: customers },
    (_, number) => `C-${number},Firma ${number},biuro${number}@firma.example,true\n`,
  )
  const csv = Readable.from(["externalId,name,emails,sendEmail\n", ...lines])
  const { failed } = await call(`PUT /v1/imports/${importId}/content`, csv, "text/csv")
  if (failed) throw new Error(`${failed} customers were not imported`)
  return { orgId, key }
}

/** Messages handed over at once, by whomever. */
export const atOnce = Number(process.env.SLOTS ?? 16)

/** An event about a customer, with the sample data of the type. */
export const eventAbout = (customer: number) => ({
  specversion: "1.0",
  id: randomUUID() as string,
  source: "/bench",
  type: typeKey,
  subject: `customer/C-${customer}`,
  data,
})
export const data = sampleData(telephony.types.find(({ key }) => key === typeKey) as Parameters<typeof sampleData>[0])

/** CPU seconds of a PostgreSQL server with all its processes, by /proc: those that ended are counted to the first. */
function cpuOf(pidFile: string): number {
  if (process.platform !== "linux") return 0
  const postmaster = Number(readFileSync(pidFile, "utf8").split("\n")[0])
  const ticks = (pid: number, withEnded: boolean): number => {
    try {
      // After the name in brackets: state, ppid …; utime and stime are fields 14 and 15, of ended children 16 and 17.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ")
      return fields.slice(11, withEnded ? 15 : 13).reduce((sum, each) => sum + Number(each), 0)
    } catch {
      return 0 // it ended meanwhile
    }
  }
  const isChild = (pid: string) => {
    try {
      return (
        readFileSync(`/proc/${pid}/stat`, "utf8")
          .replace(/^.*\) /, "")
          .split(" ")[1] === String(postmaster)
      )
    } catch {
      return false
    }
  }
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isChild(name))
  return (ticks(postmaster, true) + children.reduce((sum, pid) => sum + ticks(Number(pid), false), 0)) / 100
}
