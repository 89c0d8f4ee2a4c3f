/** The health of an install, for its operator: what runs it, what waits, whether it is released after a restore. */
import { readFileSync } from "node:fs"
import { statfs } from "node:fs/promises"
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { release } from "../base/instance.ts"
import { readMigrations, waitingMigrations } from "../base/migrate.ts"
import { Problem } from "../base/problem.ts"
import { type Call, found, instant, route } from "../base/route.ts"
import { dueNow } from "./verify.ts"
import { maintainSeconds, sweepSeconds } from "./worker.ts"

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string
}

const bytes = z.number().meta({ description: "Bytes.", examples: [52_428_800] })
const HealthAnswer = z
  .object({
    version: z.string().meta({ examples: ["0.1.0"] }),
    node: z.string().meta({ examples: ["26.10.0"] }),
    database: z.object({
      version: z.string().meta({ examples: ["18.4"] }),
      bytes,
      isEmbedded: z.boolean().meta({ description: "Started by Tidings itself, on this machine." }),
      migration: z.string().meta({ description: "The last this version has.", examples: ["0012_platform.sql"] }),
      waiting: z.array(z.string()).meta({ description: "Migrations that were not applied yet." }),
    }),
    disk: z
      .object({ free: bytes, total: bytes })
      .nullable()
      .meta({ description: "Where the embedded database lies; null for a database elsewhere." }),
    clockMs: z.int().meta({ description: "How far the clock of this machine is ahead of the database's." }),
    worker: z
      .object({ sweptAt: instant.nullable(), maintainedAt: instant.nullable() })
      .meta({ description: "When some worker last swept, which one does each minute, and maintained, each hour." }),
    lanes: z
      .array(z.object({ lane: z.string(), organisations: z.int(), oldest: instant }))
      .meta({ description: "Work that is due now, by its kind." }),
    paused: z
      .object({ reason: z.string(), at: instant })
      .nullable()
      .meta({ description: "Why nothing is sent until it is released: the database was restored or failed over." }),
    due: z
      .array(z.object({ name: z.string(), events: z.int(), deliveries: z.int(), oldest: instant }))
      .meta({ description: "While paused: what a release lets go, by organisation." }),
  })
  .meta({ id: "InstallHealth" })

async function read({ tx, install, now }: Call): Promise<z.output<typeof HealthAnswer>> {
  const { db, config } = install
  const asked = install.clock()
  const [row] = await tx<{
    version: string
    bytes: bigint
    at: Temporal.Instant
    swept: Temporal.Instant | null
    maintained: Temporal.Instant | null
  }>`
    select split_part(current_setting('server_version'), ' ', 1) as version, pg_database_size(current_database()) as bytes,
           clock_timestamp() as at,
           (select due_at from ready where org_id = ${tx.orgId} and lane = 'sweep') as swept,
           (select due_at from ready where org_id = ${tx.orgId} and lane = 'maintain') as maintained`
  const answered = install.clock()
  const server = found(row)
  // Half of the time the question took, as NTP does.
  const here = asked.add({ milliseconds: Math.round(asked.until(answered).total("milliseconds") / 2) })
  const waiting = await waitingMigrations(db)
  const lanes = await tx<{ lane: string; organisations: number; oldest: Temporal.Instant }>`
    select lane, count(*)::int as organisations, min(due_at) as oldest from ready
     where due_at <= ${now} and parked_since is null and lane not in ('sweep', 'maintain', 'audit')
     group by lane order by min(due_at)`
  const [instance] = await tx<{ reason: string | null; at: Temporal.Instant | null }>`
    select paused_reason as reason, paused_at as at from instance`
  const paused = instance?.reason && instance.at ? { reason: instance.reason, at: instance.at } : null
  const place =
    config.databaseUrl === null && config.dataDir !== null ? await statfs(config.dataDir).catch(() => null) : null
  return {
    version,
    node: process.versions.node,
    database: {
      version: server.version,
      bytes: Number(server.bytes),
      isEmbedded: config.databaseUrl === null,
      migration: readMigrations().at(-1)?.name ?? "",
      waiting,
    },
    disk: place && { free: place.bavail * place.bsize, total: place.blocks * place.bsize },
    clockMs: Math.round(server.at.until(here).total("milliseconds")),
    worker: {
      sweptAt: server.swept?.subtract({ seconds: sweepSeconds }) ?? null,
      maintainedAt: server.maintained?.subtract({ seconds: maintainSeconds }) ?? null,
    },
    lanes: [...lanes],
    paused,
    due: paused ? await dueNow(db, now) : [],
  }
}

export const installRoutes = [
  route("GET /v1/install", {
    name: "install get",
    summary: "The health of this install: versions, database, disk, clocks, workers, what waits.",
    needs: "platform:manage",
    answer: HealthAnswer,
    run: read,
  }),
  route("POST /v1/install/release", {
    name: "install release",
    summary: "Let sending go on after a restore or a failover. What was due then goes out.",
    needs: "platform:manage",
    answer: z.object({ epoch: z.int() }).meta({ id: "Released" }),
    run: async (call) => {
      const { tx, install } = call
      const [instance] = await tx<{ reason: string | null }>`select paused_reason as reason from instance`
      if (!instance?.reason) throw new Problem("not_waiting", "Sending is not paused.")
      const epoch = Number(await release(install.db))
      await record(call, {
        action: "install.released",
        subject: { kind: "organisation", id: tx.orgId },
        before: { reason: instance.reason },
        after: { epoch },
      })
      return { epoch }
    },
  }),
]
