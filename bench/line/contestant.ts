/**
 * One way of sending, in a process of its own so that its CPU time and memory are its own:
 * `tidings` (API and worker), `graphile` (graphile-worker's queue, then nodemailer's pool), `graphile recorded` (each outcome
 * written down by its job, as who wants to know what was sent does), or `nodemailer` (its pool alone).
 * The words are rendered by the same function in each.
 */
import { createTransport } from "nodemailer"
import { makeWorkerUtils, run } from "graphile-worker"
import { routes } from "../../src/doors/routes.ts"
import { makeServer } from "../../src/doors/server.ts"
import { startWorker } from "../../src/doors/worker.ts"
import { render, type Compiled, type Context } from "../../src/templates/render.ts"
import { atOnce, data, openInstall } from "./stage.ts"

export type Start = {
  way: "tidings" | "graphile" | "graphile recorded" | "nodemailer"
  url: string
  adminUrl: string
  platformId: string
  smtpPort: number
  words: Compiled
}
/** What it is asked: to begin working (tidings), to send `count` mails (the others), or how it stands. */
export type Ask = "work" | "usage" | { count: number }
export type Usage = { cpuSeconds: number; peakMegabytes: number; statements: number }

const start = await new Promise<Start>((resolve) => process.once("message", resolve))
const tell = (message: unknown) => void process.send?.(message)
let statements = 0

if (start.way === "tidings") {
  const install = openInstall(start.url, start.platformId)
  const times = new Map<string, { calls: number; ms: number }>()
  install.db.pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>
    client.query = (async (...given: [string | { text: string }]) => {
      statements += 1
      if (!process.env.PROFILE) return await query(...given)
      const text = typeof given[0] === "string" ? given[0].slice(0, 6) : given[0].text.replaceAll(/\s+/g, " ")
      const began = performance.now()
      try {
        return await query(...given)
      } finally {
        const known = times.get(text) ?? { calls: 0, ms: 0 }
        times.set(text, { calls: known.calls + 1, ms: known.ms + performance.now() - began })
      }
    }) as unknown as typeof client.query
  })
  const server = await makeServer(install, routes)
  tell({ origin: await server.listen({ host: "127.0.0.1", port: 0 }) })
  listen((ask) => {
    if (ask === "work") startWorker(install)
    tell({})
  })
  process.on("disconnect", () => {
    for (const [text, { calls, ms }] of [...times].toSorted((a, b) => b[1].ms - a[1].ms).slice(0, 40))
      console.log(`${ms.toFixed(0).padStart(7)} ms ${String(calls).padStart(6)} ×  ${text.slice(0, 200)}`)
    process.exit()
  })
} else {
  const transport = createTransport({
    pool: true,
    host: "127.0.0.1",
    port: start.smtpPort,
    maxConnections: atOnce,
    maxMessages: 100,
    ignoreTLS: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const { words } = start
  let sequence = 0
  const send = async (customer: number) => {
    const context: Context = {
      locale: "pl",
      timeZone: "Europe/Warsaw",
      currency: "PLN",
      data,
      customer: { name: `Firma ${customer}` },
      recipient: { name: `Firma ${customer}` },
      organisation: { name: "speed" },
      event: { time: "2026-03-01T09:00:00Z" },
    }
    const made = render(words, null, context)
    if (made.channel !== "email") throw new Error("an e-mail was meant")
    const to = `biuro${customer}@firma.example`
    const id = `${process.pid}-${sequence++}`
    const { response } = await transport.sendMail({
      from: { name: "speed", address: "no-reply@example.com" },
      to: { name: `Firma ${customer}`, address: to },
      subject: made.subject,
      text: made.text,
      html: made.html,
      messageId: `<${id}@example.com>`,
      envelope: { from: `bounce+${id}@example.com`, to },
      headers: { "Auto-Submitted": "auto-generated" },
    })
    return response
  }
  process.on("disconnect", () => process.exit())
  if (start.way === "nodemailer") {
    tell({})
    listen(async ({ count }) => {
      let next = 0
      const one = async () => {
        while (next < count) await send(next++)
      }
      await Promise.all(Array.from({ length: atOnce }, one))
      tell({})
    })
  } else {
    const logger = { debug() {}, info() {}, warn: console.warn, error: console.error, scope: () => logger } as never
    const utils = await makeWorkerUtils({ connectionString: start.adminUrl, logger })
    await utils.migrate()
    await utils.withPgClient((client) =>
      client.query(`create table if not exists sent_mails (
        job_id bigint primary key, customer int not null, state text not null, words text not null, at timestamptz not null default now())`),
    )
    const task = start.way.replace(" ", "_")
    let waiting = 0
    let done = () => {}
    // As its own performance test does: a local queue that reads ahead, completions in batches.
    const runner = await run({
      logger,
      noHandleSignals: true,
      taskList: {
        [task]: async (payload, helpers) => {
          const { customer } = payload as { customer: number }
          const words = await send(customer)
          if (start.way === "graphile recorded")
            await helpers.query("insert into sent_mails (job_id, customer, state, words) values ($1, $2, 'sent', $3)", [
              helpers.job.id,
              customer,
              words,
            ])
        },
      },
      preset: {
        worker: {
          connectionString: start.adminUrl,
          concurrentJobs: atOnce,
          maxPoolSize: 16,
          pollInterval: 200,
          localQueue: { size: 500 },
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
    })
    runner.events.on("job:complete", () => {
      if (--waiting === 0) done()
    })
    tell({})
    listen(async ({ count }) => {
      waiting = count
      const ended = new Promise<void>((resolve) => (done = resolve))
      let next = 0
      const add = async () => {
        while (next < count) {
          const from = next
          next = Math.min(count, from + 100)
          const jobs = Array.from({ length: next - from }, (_, index) => ({
            identifier: task,
            payload: { customer: from + index, data },
          }))
          await utils.addJobs(jobs)
        }
      }
      await Promise.all(Array.from({ length: 4 }, add))
      await ended
      // Its completions are written behind the event: they count as well.
      while (
        Number(
          await utils.withPgClient(
            async (client) => (await client.query("select count(*) from graphile_worker.jobs")).rows[0].count,
          ),
        )
      )
        await new Promise((resolve) => setTimeout(resolve, 20))
      tell({})
    })
  }
}

function listen(work: (ask: never) => unknown): void {
  process.on("message", (ask: Ask) => {
    if (ask !== "usage") return void work(ask as never)
    const { user, system } = process.cpuUsage()
    const peakMegabytes = process.resourceUsage().maxRSS / 1024
    tell({ cpuSeconds: (user + system) / 1e6, peakMegabytes, statements } satisfies Usage)
  })
}
