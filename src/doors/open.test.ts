/** What a start refuses, on a server of this file's own: its settings and roles are changed for it. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { inNamedDatabase } from "../../test/world.ts"
import { systemClock } from "../base/clock.ts"
import { readConfig } from "../base/config.ts"
import { type Embedded, startEmbedded } from "../base/embedded.ts"
import { release } from "../base/instance.ts"
import { openLog } from "../base/log.ts"
import { run } from "./cli.ts"
import { openInstall } from "./open.ts"

const folder = mkdtempSync(join(tmpdir(), "tidings-refusals-"))
chmodSync(folder, 0o755) // as root the server runs as another user, who must get there
const SECRET_KEY = "a key of the tests that is long enough"
const start = (settings: Record<string, string>) =>
  startEmbedded({
    dataDir: join(folder, "data"),
    log: () => {},
    settings,
    ...(process.env.TEST_POSTGRES_BIN ? { binDir: process.env.TEST_POSTGRES_BIN } : {}),
  })

let server: Embedded
let admin: pg.Client
async function connect() {
  admin = new pg.Client({ connectionString: server.adminUrl })
  await admin.connect()
}
beforeAll(async () => {
  server = await start({ fsync: "off" })
  await connect()
})
afterAll(async () => {
  await admin.end()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const log = openLog("silent", { write: () => {} })
type Options = { env?: Record<string, string>; migrating?: boolean; secondsAhead?: number }

/** A start as far as it gets, ended again. */
async function opened({ env = {}, migrating = false, secondsAhead = 0 }: Options = {}) {
  const config = readConfig({ DATABASE_URL: server.url, SECRET_KEY, ...env })
  const clock = () => systemClock().add({ seconds: secondsAhead })
  const install = await openInstall(config, { log, migrating, clock })
  await install.close()
  const { platformId, isNew, pausedReason } = install
  return { platformId, isNew, pausedReason }
}
/** Something is done to the database, what a start then says is looked at, and it is undone. */
async function refused(done: string, code: string, undone: string) {
  await admin.query(done)
  await expect(opened(), done).rejects.toMatchObject({ code })
  await admin.query(undone)
  await opened()
}

test("a server that runs with fsync off is refused", async () => {
  await expect(opened({ migrating: true })).rejects.toMatchObject({
    code: "fsync_off",
    hint: expect.stringContaining("fsync = on"),
  })
  await admin.end()
  await server.stop()
  server = await start({})
  await connect()
})

test("a login that may not make the two roles is told what an administrator has to run", async () => {
  await expect(opened({ migrating: true })).rejects.toMatchObject({
    code: "roles_missing",
    hint: expect.stringMatching(/DATABASE_ADMIN_URL[\s\S]+create role tidings_owner nologin; create role tidings_app/),
  })
})

test("several first starts at once on an empty database all go on, with one install", async () => {
  const env = { DATABASE_ADMIN_URL: server.adminUrl }
  const all = await Promise.all([1, 2, 3].map(() => opened({ migrating: true, env })))
  expect(new Set(all.map(({ platformId }) => platformId)).size).toBe(1)
  expect(await opened({ migrating: true })).toMatchObject({ isNew: false, pausedReason: null })
})

test("a first start that died before it wrote down which database this is, is taken up by the next", async () => {
  const { platformId } = await opened()
  await admin.query("delete from instance")
  expect(await opened()).toEqual({ platformId, isNew: true, pausedReason: null })
})

test("commits that are not waited for are refused, wherever that is set", async () => {
  for (const value of ["off", "local"])
    await refused(
      `alter database tidings set synchronous_commit = ${value}`,
      "synchronous_commit_off",
      "alter database tidings reset synchronous_commit",
    )
  await refused(
    "alter role tidings set synchronous_commit = off",
    "synchronous_commit_off",
    "alter role tidings reset synchronous_commit",
  )
})

test("a clock more than five seconds from the database's is refused, before and after", async () => {
  for (const secondsAhead of [-7, 7])
    await expect(opened({ secondsAhead })).rejects.toMatchObject({
      code: "clock_wrong",
      message: expect.stringMatching(/are [67]\.\d s apart/),
    })
  for (const secondsAhead of [-3, 3]) await opened({ secondsAhead })
})

test("an application role that could look past row security is refused", async () => {
  for (const [done, undone] of [
    ["alter role tidings_app bypassrls", "alter role tidings_app nobypassrls"],
    ["alter role tidings_app superuser", "alter role tidings_app nosuperuser"],
    ["grant tidings_owner to tidings_app", "revoke tidings_owner from tidings_app"],
  ] as const)
    await refused(done, "role_too_mighty", undone)
})

test("a wall that doesn't hold is noticed by the canary row, and told in full by migrate --check", async () => {
  for (const [done, undone, fault] of [
    [
      "alter table organisation_settings disable row level security",
      "alter table organisation_settings enable row level security",
      "organisation_settings: row security is off",
    ],
    [
      "create policy wide on organisation_settings using (true)",
      "drop policy wide on organisation_settings",
      "organisation_settings: the policy wide lets through more than one's own organisation",
    ],
    [
      "alter policy own_organisation on organisation_settings using (false)",
      "alter policy own_organisation on organisation_settings using (org_id = nullif(current_setting('tidings.org_id', true), '')::uuid)",
      "organisation_settings: the policy own_organisation is missing or says something else",
    ],
  ] as const) {
    await admin.query(done)
    await expect(opened(), done).rejects.toMatchObject({
      code: "canary_not_seen",
      hint: expect.stringContaining("npx tidings migrate --check"),
    })
    const checked = await command("migrate", "--check")
    expect(checked.text.split("\n")).toContain(fault)
    expect(checked.code).toBeGreaterThan(0)
    await admin.query(undone)
  }
  expect(await command("migrate", "--check")).toEqual({ code: 0, text: "The database is as it should be.\n" })
})

test("AL-D32 a restored or copied database pauses sending until it is released", async () => {
  const { platformId } = await opened()
  await admin.query("create database copied template tidings")
  const env = { DATABASE_URL: inNamedDatabase(server.url, "copied") }
  const pausedReason = "The database was restored or failed over."
  expect(await opened({ env })).toEqual({ platformId, isNew: false, pausedReason })
  expect(await opened({ env }), "for as long as nobody has looked").toMatchObject({ pausedReason })
  const install = await openInstall(readConfig({ SECRET_KEY, ...env }), { log })
  expect(await release(install.db)).toBe(2n)
  await install.close()
  expect(await opened({ env })).toMatchObject({ pausedReason: null })
  expect(await opened(), "the original").toMatchObject({ pausedReason: null })
})

async function command(...argv: string[]) {
  let text = ""
  const out = { write: (part: string) => (text += part) }
  const code = await run(argv, { DATABASE_URL: server.url, SECRET_KEY }, out, out)
  return { code, text }
}

test("migrate --dry-run lists what waits and changes nothing", async () => {
  expect(await command("migrate", "--dry-run")).toEqual({ code: 0, text: "The database is up to date.\n" })
  await admin.query("create database empty")
  const env = { DATABASE_URL: inNamedDatabase(server.url, "empty"), SECRET_KEY }
  let text = ""
  const out = { write: (part: string) => (text += part) }
  expect(await run(["migrate", "--dry-run"], env, out, out)).toBe(0)
  expect(text).toMatch(/^Would apply 0001_ground\.sql\nWould apply 0002_/)
  const client = new pg.Client({ connectionString: inNamedDatabase(server.adminUrl, "empty") })
  await client.connect()
  const { rows } = await client.query("select from pg_class where relnamespace = 'public'::regnamespace")
  await client.end()
  expect(rows).toEqual([])
})

test("maintain and db distribute say what they did, or what is lacking", async () => {
  expect(await command("maintain")).toEqual({
    code: 0,
    text: expect.stringMatching(/^Made 0 partitions, removed 0 rows, analysed \d+ tables\.\n$/),
  })
  expect(await command("db", "distribute")).toEqual({
    code: 1,
    text: expect.stringMatching(/^This database has no Citus[\s\S]+Citus 13 on PostgreSQL 15–17/),
  })
})
