/** Every measurement of this folder, one after the other: npm run bench [-- NAME …] */
import { spawnSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { join } from "node:path"

const wanted = process.argv.slice(2)
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.replace(/\.ts$/, ""))
  .filter((name) => name !== "run" && (wanted.length === 0 || wanted.includes(name)))
  .toSorted()

const unknown = wanted.filter((name) => !names.includes(name))
if (unknown.length) console.error(`There is no bench/${unknown.join(".ts, bench/")}.ts`)
let failed = unknown.length
for (const name of names) {
  console.log(`== ${name}`)
  if (spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], { stdio: "inherit" }).status !== 0)
    failed += 1
}
process.exitCode = failed ? 1 : 0
