/**
 * Builds the console when its sources are not those of the last build. Plain JavaScript for Node 18 and later, as
 * runtime.mjs is; Vite itself runs on the Node that was prepared.
 */
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import { join } from "node:path"
import { lock, root, Trouble } from "./runtime.mjs"

const folder = join(root, "console")
const dist = join(folder, "dist")
const stampFile = join(dist, "built-from")

/**
 * Build the console unless it is built from what is there now.
 * @param {{ node: string, env: NodeJS.ProcessEnv }} runtime as `prepare` gives it
 * @throws {Trouble}
 */
export async function buildConsole(runtime) {
  if (!fs.existsSync(folder) || isBuilt()) return
  const unlock = await lock("build the console")
  try {
    if (!isBuilt()) await build(runtime)
  } finally {
    unlock()
  }
}

const isBuilt = () => {
  try {
    return fs.readFileSync(stampFile, "utf8") === stamp()
  } catch {
    return false
  }
}

/** Names, sizes and times of all that the build reads, as one hash: a file that was taken away shows too. */
function stamp() {
  const hash = createHash("sha256")
  const look = (path, name) => {
    const stats = fs.statSync(path)
    if (stats.isDirectory())
      // oxlint-disable-next-line unicorn/no-array-sort -- Node 18 has no toSorted
      for (const entry of fs.readdirSync(path).sort()) {
        if (entry !== "dist") look(join(path, entry), `${name}/${entry}`)
      }
    else hash.update(`${name} ${stats.size} ${Math.round(stats.mtimeMs)}\n`)
  }
  look(folder, "console")
  // What the help is made of.
  look(join(root, "docs"), "docs")
  look(join(root, "package-lock.json"), "package-lock.json")
  return hash.digest("hex")
}

async function build({ node, env }) {
  const began = performance.now()
  process.stderr.write("Building the console … ")
  const before = stamp()
  const vite = join(root, "node_modules", "vite", "bin", "vite.js")
  const args = [vite, "build", "--logLevel", "warn", "--config", join(folder, "vite.config.ts")]
  const child = spawn(node, args, {
    cwd: root,
    env: { ...env, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk))
  const code = await new Promise((ended, failed) => child.on("error", failed).on("close", ended))
  if (code !== 0) {
    process.stderr.write("failed\n")
    throw new Trouble(`The console could not be built:\n\n${output.trim().split("\n").slice(0, 30).join("\n")}`)
  }
  fs.writeFileSync(stampFile, before)
  process.stderr.write(`${Math.round((performance.now() - began) / 1000)} s\n`)
}
