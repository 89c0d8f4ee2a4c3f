/**
 * What Tidings runs on: Node 26 and the packages of the lockfile, fetched where they are missing.
 * Plain JavaScript for Node 18 and later, with nothing but Node's own modules: it runs before anything is installed.
 */
import { spawn, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { constants, homedir, tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { fileURLToPath } from "node:url"

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const tools = join(root, "tools", "node")
const lockFile = join(root, ".bootstrap.lock")
const neededMajor = 26

/** What to tell the person at the terminal, without a stack. */
export class Trouble extends Error {}

/**
 * Make sure that Node 26 and the packages are there. Without anything to fetch it reads four files.
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} the Node to run and the environment to run it in
 * @throws {Trouble}
 */
export async function prepare() {
  if (!isReady()) {
    const unlock = await lock("fetch what is missing")
    try {
      if (!nodeFile()) await fetchNode()
      if (!isInstalled(root)) await fetchPackages()
    } finally {
      unlock()
    }
  }
  return runtime()
}

/** Run the prepared Node on `args` in this terminal, pass on what it is told, once each, and end as it ends. */
export function handOver({ node, env }, args) {
  const child = spawn(node, args, { stdio: "inherit", env })
  const isTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  const told = new Set()
  const tell = (signal) => {
    // A supervisor may signal npm, its shell and us alike, which would make one wish look like several.
    if (told.has(signal)) return
    told.add(signal)
    setTimeout(() => told.delete(signal), 1000).unref()
    // Ctrl-C and the like reach every process of the terminal: the child has got it too.
    if (!isTerminal || signal === "SIGTERM") child.kill(signal)
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) process.on(signal, tell)
  if (process.env.npm_lifecycle_event) {
    // npm passes a signal to the shell between us, which ends of it and tells nobody: then we are another's child.
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(watch)
      if (told.size === 0) tell("SIGTERM")
    }, 200)
  }
  child.on("error", (error) => fail(new Trouble(`${node} cannot be run: ${error.message}`)))
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

/** Tell what went wrong and end. */
export function fail(error) {
  console.error(error instanceof Trouble ? error.message : error)
  process.exit(1)
}

const isReady = () => nodeFile() !== undefined && isInstalled(root)

/** This Node if it is new enough, else the one in tools/node; undefined if that is yet to be fetched. */
function nodeFile() {
  if (Number.parseInt(process.versions.node, 10) >= neededMajor) return process.execPath
  const file = join(tools, "node_modules", nodePackage(), "bin", process.platform === "win32" ? "node.exe" : "node")
  return isInstalled(tools) && fs.existsSync(file) ? file : undefined
}

const nodePackage = () => `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`

function runtime() {
  const node = nodeFile()
  const isOurs = node !== process.execPath
  const folders = [dirname(node), ...(isOurs ? [join(tools, "node_modules", ".bin")] : [])]
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === "PATH") ?? "PATH"
  return { node, env: { ...process.env, [name]: [...folders, process.env[name]].filter(Boolean).join(delimiter) } }
}

/** Whether node_modules holds what package-lock.json says, by npm's own note, which it writes when all is in place. */
function isInstalled(folder) {
  const packages = (file) => JSON.parse(fs.readFileSync(join(folder, file), "utf8")).packages
  const wanted = packages("package-lock.json")
  const manifest = JSON.parse(fs.readFileSync(join(folder, "package.json"), "utf8"))
  for (const kind of ["dependencies", "devDependencies", "optionalDependencies"])
    if (!sameEntries(manifest[kind], wanted[""][kind])) return false
  let found
  try {
    found = packages("node_modules/.package-lock.json")
  } catch {
    return false
  }
  return Object.entries(wanted).every(([path, { version, optional, os, cpu, libc }]) => {
    if (path === "" || found[path]?.version === version) return true
    // An optional package may be missing, unless it was made for this platform: then they were fetched on another one.
    const isForUs = os?.includes(process.platform) && cpu?.includes(process.arch) && !libc
    return optional && !found[path] && !isForUs
  })
}

const sameEntries = (a = {}, b = {}) =>
  Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((key) => a[key] === b[key])

async function fetchNode() {
  const { optionalDependencies } = JSON.parse(fs.readFileSync(join(tools, "package.json"), "utf8"))
  const version = optionalDependencies[nodePackage()]
  const needs = `Tidings runs on Node ${neededMajor} or later; this is Node ${process.versions.node}`
  const install = `Install Node ${neededMajor} (https://nodejs.org/en/download), put it first on PATH and try again.`
  if (!version) throw new Trouble(`${needs}, and npm has none for ${process.platform} ${process.arch}.\n${install}`)
  try {
    await npm(`Node ${version}`, ["ci"], tools, process.execPath, oldNpm())
  } catch (error) {
    throw new Trouble(`${needs}, and Node ${version} could not be fetched:\n\n${error.message}\n\n${install}`)
  }
  const node = nodeFile()
  if (!node) throw new Trouble(`${needs}, and npm did not install ${nodePackage()}.\n${install}`)
  const { status, stderr, error } = spawnSync(node, ["--version"], { encoding: "utf8" })
  if (status === 0) return
  fs.rmSync(join(tools, "node_modules"), { recursive: true, force: true }) // looked at again by the next run
  const reason = (error?.message ?? stderr).trim()
  const remedy = reason.includes("libatomic")
    ? "Install that library (Debian, Ubuntu: apt-get install libatomic1; Fedora: dnf install libatomic) and try again."
    : install
  throw new Trouble(`${needs}, and Node ${version} does not run on this machine:\n\n${reason}\n\n${remedy}`)
}

async function fetchPackages() {
  const { node, env } = runtime()
  const cli = join(tools, "node_modules", "npm", "bin", "npm-cli.js")
  try {
    // Not `npm ci`: it refuses a lockfile that was made where the registry lacks some other platform's optional package.
    // This installs the same versions and leaves the lockfile alone; what matters is looked at afterwards.
    const packages = ["install", "--no-save"]
    await npm("packages", packages, root, node, node === process.execPath ? oldNpm() : cli, env)
  } catch (error) {
    throw new Trouble(`The packages could not be fetched:\n\n${error.message}\n\nThis needs the npm registry once.`)
  }
  if (!isInstalled(root))
    throw new Trouble(
      "The packages that were fetched are not those of package-lock.json: bring it up to date (npm install).",
    )
}

/** The script of the npm that came with this Node: as told by npm itself when it runs us, else beside Node. */
function oldNpm() {
  const told = process.env.npm_execpath
  const beside = ["../lib/node_modules/npm/bin/npm-cli.js", "node_modules/npm/bin/npm-cli.js"]
  const nodeDir = dirname(fs.realpathSync(process.execPath))
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "npm"))
  const all = [told?.endsWith("npm-cli.js") ? told : "", ...beside.map((path) => join(nodeDir, path)), ...onPath]
  const found = all.find((file) => file && fs.existsSync(file))
  if (!found) throw new Trouble("There is no npm beside this Node; install the npm that belongs to it and try again.")
  return fs.realpathSync(found)
}

/** Run npm in a folder, telling what is fetched and how long that took; npm's own words only if it fails. */
async function npm(what, command, folder, node, cli, env = process.env) {
  const began = performance.now()
  const cache = writableCache()
  process.stderr.write(`Fetching ${what} … `)
  const args = [
    cli,
    ...command,
    "--prefix",
    folder,
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
  ]
  args.push("--include=dev", "--include=optional", "--include=peer", "--loglevel=error", "--no-progress")
  const child = spawn(node, args, {
    cwd: folder,
    env: { ...env, ...(cache && { npm_config_cache: cache }) },
    stdio: ["ignore", "pipe", "pipe"],
  })
  fs.renameSync(draftLock(`${process.pid} ${child.pid}`), lockFile)
  running = child
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk))
  const code = await new Promise((ended, failed) => child.on("error", failed).on("close", ended))
  running = undefined
  if (cache) fs.rmSync(cache, { recursive: true, force: true })
  if (code !== 0) {
    process.stderr.write("failed\n")
    throw new Error(output.trim().split("\n").slice(0, 12).join("\n") || `npm ended with ${code}`)
  }
  process.stderr.write(`${Math.round((performance.now() - began) / 1000)} s\n`)
}

/** A folder for npm's cache where its own cannot be written (no home, a read-only one); undefined where it can. */
function writableCache() {
  try {
    const usual = process.env.npm_config_cache ?? join(homedir(), ".npm")
    fs.mkdirSync(usual, { recursive: true })
    fs.accessSync(usual, fs.constants.W_OK)
    return undefined
  } catch {
    return fs.mkdtempSync(join(tmpdir(), "tidings-npm-"))
  }
}

// ── One at a time in a folder: `.bootstrap.lock` holds our process and npm's ──

let running // npm, while it runs

/** @param {string} what that is done under it, for whoever waits */
export async function lock(what) {
  let told = false
  while (true) {
    try {
      takeLock()
      break
    } catch (error) {
      if (error.code !== "EEXIST") throw new Trouble(`This folder cannot be written: ${error.message}`)
    }
    if (!breakIfStale()) {
      if (!told) process.stderr.write(`Waiting for another start in this folder to ${what}\n`)
      told = true
      await delay(100)
    }
  }
  for (const signal of stopSignals) process.on(signal, stopFetching)
  return () => {
    for (const signal of stopSignals) process.off(signal, stopFetching)
    unlock()
  }
}

const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"]

function stopFetching(signal) {
  running?.kill("SIGTERM")
  unlock()
  process.exit(128 + constants.signals[signal])
}

function takeLock() {
  const draft = draftLock(`${process.pid}`)
  try {
    fs.linkSync(draft, lockFile) // fails if it is there, and is never seen half written
  } finally {
    fs.rmSync(draft)
  }
}

function draftLock(text) {
  const draft = `${lockFile}.${process.pid}`
  fs.writeFileSync(draft, text)
  return draft
}

const unlock = () => fs.rmSync(lockFile, { force: true })

/** Remove a lock whose processes are gone. Moved away first: of two that find it stale, one gets it. */
function breakIfStale() {
  const text = readLock(lockFile)
  if (text === undefined) return true
  if (text.split(" ").some((pid) => isAlive(Number(pid)))) return false
  const aside = `${lockFile}.${process.pid}`
  try {
    fs.renameSync(lockFile, aside)
    if (readLock(aside) !== text) fs.linkSync(aside, lockFile) // another broke it before us, and this is the next one's
  } catch {}
  fs.rmSync(aside, { force: true })
  return true
}

function readLock(file) {
  try {
    return fs.readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === "EPERM"
  }
}
