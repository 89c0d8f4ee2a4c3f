/** Behind a pooler that lends its few connections for one transaction each, so that nothing set on one stays ours. */
import { type ChildProcess, spawn } from "node:child_process"
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest"
import { createArea } from "../../src/access/areas.ts"
import { installCall } from "../../src/access/organisations.ts"
import { systemClock } from "../../src/base/clock.ts"
import { readConfig } from "../../src/base/config.ts"
import { openLog } from "../../src/base/log.ts"
import { wallFaults } from "../../src/base/walls.ts"
import { maintain } from "../../src/doors/maintain.ts"
import { openInstall } from "../../src/doors/open.ts"
import { createOrganisation, inNamedDatabase } from "../world.ts"
import { needsProgram } from "../world/debian.ts"

const program = "/usr/sbin/pgbouncer"
const name = "test_pooled"
const port = 16_000 + (process.pid % 16_000)
const url = `postgres://tidings@127.0.0.1:${port}/${name}`
let folder: string
let pooler: ChildProcess

beforeAll(async () => {
  needsProgram(program, "pgbouncer")
  const socket = new URL(inject("appUrl").replace("@/", "@host/")).searchParams
  const admin = new pg.Client({ connectionString: inNamedDatabase(inject("adminUrl"), "postgres") })
  await admin.connect()
  await admin.query(`create database ${name}`)
  await admin.end()
  folder = mkdtempSync(join(tmpdir(), "tidings-pooler-"))
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, "users"), '"tidings" ""\n')
  writeFileSync(
    join(folder, "pgbouncer.ini"),
    `[databases]
${name} = host=${socket.get("host")} port=${socket.get("port")} dbname=${name} user=tidings
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
auth_file = ${join(folder, "users")}
pool_mode = transaction
default_pool_size = 3
`,
  )
  // Whoever owns the server's private socket may connect to it; and the pooler refuses to run as root.
  const { uid, gid } = statSync(socket.get("host") as string)
  chownSync(folder, uid, gid)
  pooler = spawn(program, [join(folder, "pgbouncer.ini")], { uid, gid, cwd: "/", stdio: "ignore" })
  await vi.waitFor(
    async () => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.end()
    },
    { timeout: 20_000, interval: 50 },
  )
})
afterAll(() => {
  if (!pooler) return
  pooler.kill("SIGTERM")
  rmSync(folder, { recursive: true, force: true })
})

test("with three connections lent for transactions, starts at once and work at once go well", async () => {
  const log = openLog("silent", { write: () => {} })
  const config = readConfig({
    DATABASE_URL: url,
    DATABASE_ADMIN_URL: inNamedDatabase(inject("adminUrl"), name),
    DATABASE_POOLER: "transaction",
    SECRET_KEY: "a key of the tests that is long enough",
  })
  const installs = await Promise.all([1, 2, 3].map(() => openInstall(config, { log, migrating: true })))
  const { db } = installs[0] as (typeof installs)[number]
  const now = systemClock()
  const organisations = await Promise.all(
    ["one", "two", "three"].map((key) =>
      createOrganisation(db, { key, name: key, country: "PL", language: "pl", timeZone: "UTC", currency: "PLN" }, now),
    ),
  )
  // Each kind of transaction in between the others: an organisation's, the owner's, none's.
  const areas = installs.flatMap((install, number) =>
    organisations.flatMap((orgId) =>
      Array.from({ length: 10 }, (_, each) =>
        install.db.org(orgId, (tx) => createArea(installCall(tx, now), `area ${number} ${each}`)),
      ),
    ),
  )
  const upkeep = [maintain(db, now), maintain(db, now.add({ hours: 24 * 40 })), wallFaults(db)]
  const [, , faults] = (await Promise.all([...upkeep, ...areas])) as [unknown, unknown, string[]]
  expect(faults).toEqual([])
  for (const orgId of organisations)
    for (const { db: any } of installs) {
      const [row] = await any.org(orgId, (tx) => tx<{ count: number }>`select count(*)::int as count from areas`)
      expect(row, "no where: the policy alone").toEqual({ count: 31 })
    }
  for (const install of installs) await install.close()
})
