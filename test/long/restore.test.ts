/** Backup and restore as docs/operate.md tells them, with the real tools: pg_dump on one server, pg_restore on another. */
import { spawnSync } from "node:child_process"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { type Embedded, startEmbedded } from "../../src/base/embedded.ts"
import { run } from "../../src/doors/cli.ts"
import { inNamedDatabase } from "../world.ts"
import { needsProgram } from "../world/debian.ts"

const binDir = "/usr/lib/postgresql/15/bin"
needsProgram(join(binDir, "pg_dump"), "postgresql-15")
const folder = mkdtempSync(join(tmpdir(), "tidings-restore-"))
chmodSync(folder, 0o755) // as root the server runs as another user, who must get there
const servers: Embedded[] = []
afterAll(async () => {
  for (const server of servers) await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function startServer(name: string): Promise<Embedded> {
  const server = await startEmbedded({ dataDir: join(folder, name), log: () => {}, binDir })
  servers.push(server)
  return server
}

function tool(name: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(join(binDir, name), args, { encoding: "utf8" })
  return { status, text: stdout + stderr }
}

async function tidings(url: string, adminUrl: string, ...argv: string[]) {
  let text = ""
  const out = { write: (part: string) => (text += part) }
  const env = { DATABASE_URL: url, DATABASE_ADMIN_URL: adminUrl, SECRET_KEY: "a key of the tests that is long enough" }
  const code = await run(argv, env, out, out)
  return { code, text }
}

test("AL-D32 a dump restored on another server has everything, keeps its walls, and sends nothing until it is released", async () => {
  const old = await startServer("old")
  const made = ["organisation", "create", "acme", "--name", "Acme", "--administrator", "ann@acme.example"]
  expect(await tidings(old.url, old.adminUrl, "migrate")).toMatchObject({ code: 0 })
  expect(await tidings(old.url, old.adminUrl, ...made)).toMatchObject({ code: 0 })
  const file = join(folder, "tidings.dump")
  // The everyday login would copy nothing; pg_dump notices and says so.
  expect(tool("pg_dump", "--format=custom", `--file=${file}`, old.url)).toMatchObject({
    status: 1,
    text: expect.stringMatching(/permission denied|row-level security/),
  })
  expect(tool("pg_dump", "--format=custom", `--file=${file}`, old.adminUrl)).toEqual({ status: 0, text: "" })

  const fresh = await startServer("fresh")
  const [url, adminUrl] = [fresh.url, fresh.adminUrl].map((each) => inNamedDatabase(each, "restored")) as [
    string,
    string,
  ]
  const psql = (text: string) =>
    tool("psql", "--no-psqlrc", "--quiet", `--dbname=${fresh.adminUrl}`, `--command=${text}`)
  for (const statement of [
    "create role tidings_owner nologin",
    "create role tidings_app nologin",
    "create database restored",
  ])
    expect(psql(statement)).toEqual({ status: 0, text: "" })
  expect(tool("pg_restore", "--exit-on-error", `--dbname=${adminUrl}`, file)).toEqual({ status: 0, text: "" })

  expect(await tidings(url, adminUrl, "migrate")).toMatchObject({ code: 0 })
  expect(await tidings(url, adminUrl, "migrate", "--check")).toEqual({
    code: 0,
    text: "The database is as it should be.\n",
  })
  expect(await tidings(url, adminUrl, "verify")).toEqual({ code: 0, text: "2 organisations, 0 broken\n" })
  const counts = (at: string) =>
    tool(
      "psql",
      "--no-psqlrc",
      "--tuples-only",
      `--dbname=${at}`,
      "--command=select (select count(*) from members), (select count(*) from audit_records)",
    ).text
  expect(counts(adminUrl)).toBe(counts(old.adminUrl))
  const paused = () =>
    tool(
      "psql",
      "--no-psqlrc",
      "--tuples-only",
      "--no-align",
      `--dbname=${adminUrl}`,
      "--command=select paused_reason from instance",
    ).text.trim()
  expect(paused()).toBe("The database was restored or failed over.")
  expect(await tidings(url, adminUrl, "release")).toEqual({ code: 0, text: "Released; this is epoch 2.\n" })
  expect(paused()).toBe("")
})
