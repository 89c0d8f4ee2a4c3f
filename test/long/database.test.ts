/** The database stopped hard, again and again, while events become e-mails: what was answered stays, and all goes on. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { expect, test } from "vitest"
import { systemClock } from "../../src/base/clock.ts"
import { openDb } from "../../src/base/db.ts"
import { startEmbedded } from "../../src/base/embedded.ts"
import { migrate } from "../../src/base/migrate.ts"
import { arrivals, eventOf, keepRunning, say, stage, states, until } from "../campaign.ts"
import { freePort, tidings } from "../process.ts"
import { makeSmtp } from "../world/smtp.ts"

const stops = 20 * Number(process.env.LONG ?? 1)
const slots = 8
/** Longest until events are accepted, and messages handed over, after the server answers again. */
const backMs = 10_000

test(`${stops} immediate stops of PostgreSQL under load lose nothing, leave nothing unclear, and are over in 10 s`, async () => {
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "tidings-stops-"))
  chmodSync(folder, 0o755)
  const dataDir = join(folder, "data")
  const start = () => startEmbedded({ dataDir, log: () => {} })
  let server = await start()
  const { url } = server
  const [own, admin] = [openDb({ url, poolSize: 2 }), openDb({ url: server.adminUrl, poolSize: 2 })]
  await migrate(own, { admin, now: systemClock() })
  await Promise.all([own.close(), admin.close()])

  // As slow as a mail server is, so that something is always on its way.
  const smtp = await makeSmtp({ tls: "none", record: () => delay(20) })
  const staged = await stage(smtp.port, { slots, policy: "once" }, { url })
  const port = await freePort()
  const api = keepRunning("serve", { ...staged.env, LOG_LEVEL: "silent", PORT: String(port) })
  const worker = keepRunning("work", { ...staged.env, LOG_LEVEL: "silent" })
  const accepted = new Set<string>()
  const over = new AbortController()
  const posting = (async () => {
    for (let number = 0; !over.signal.aborted; number += 5) {
      const numbers = Array.from({ length: 5 }, (_, n) => number + n)
      const events = numbers.map((n) => eventOf(n, `customer/C-${n % staged.customers}`))
      for (const id of await say(port, staged.key, events)) accepted.add(id)
      await delay(15)
    }
  })()
  const slowest = { accepting: 0, sending: 0 }
  for (let stop = 0; stop < stops; stop++) {
    const before = smtp.journal.length
    await until(
      async () => smtp.journal.length,
      (count) => count > before + 50,
      60,
    )
    const pid = Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0])
    process.kill(pid, "SIGQUIT")
    await until(
      async () => existsSync(`/proc/${pid}`),
      (isThere) => !isThere,
      30,
    )
    await server.stop()
    const [told, sent] = [accepted.size, smtp.journal.length]
    server = await start()
    expect(server.url).toBe(url)
    const from = Date.now()
    const wait = async (look: () => boolean) => {
      await until(async () => look(), Boolean, 60)
      return Date.now() - from
    }
    const [accepting, sending] = await Promise.all([
      wait(() => accepted.size > told),
      wait(() => smtp.journal.length > sent + slots),
    ])
    slowest.accepting = Math.max(slowest.accepting, accepting)
    slowest.sending = Math.max(slowest.sending, sending)
  }
  over.abort()
  await posting
  await until(
    () => states(staged),
    ({ events, queued = 0, sending = 0 }) => events === 0 && queued + sending === 0,
    120,
  )
  await Promise.all([api.stop(), worker.stop()])
  const { db, orgId } = staged
  const rows = await db.org(
    orgId,
    (tx) => tx<{ id: string; eventId: string; state: string; unclear: boolean }>`
      select d.id, d.event_id, d.state,
             exists (select from attempts a where a.org_id = d.org_id and a.delivery_id = d.id and a.state = 'ambiguous') as unclear
        from deliveries d where d.org_id = ${orgId}`,
  )
  const arrived = arrivals(smtp.journal)
  const told = new Set(rows.map(({ eventId }) => eventId))
  const report = {
    stops,
    accepted: accepted.size,
    lost: [...accepted].filter((id) => !told.has(id)).length,
    unclear: rows.filter(({ unclear }) => unclear).length,
    notOnce: rows
      .filter(({ id }) => arrived.get(id) !== 1)
      .map(({ id, ...row }) => ({ ...row, arrived: arrived.get(id) })),
    slowest,
  }
  console.info(JSON.stringify(report))
  expect(report).toMatchObject({ lost: 0, unclear: 0, notOnce: [] })
  expect(Math.max(slowest.accepting, slowest.sending)).toBeLessThan(backMs)
  const verified = tidings(["verify"], staged.env)
  expect([await verified.ended, verified.output()]).toEqual([0, expect.stringContaining(" 0 broken")])
  await db.close()
  await smtp.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})
