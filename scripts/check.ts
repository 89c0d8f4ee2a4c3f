/** The whole gate: format, lint, types, dead code, prose, what is generated, tests. Each tool must have looked at files: one that passes over nothing fails. */
import { spawnSync } from "node:child_process"

const bin = (name: string) => `node_modules/.bin/${name}`

type Check = { name: string; command: string[] /** how many files or tests it says it looked at */; counted: RegExp }

const checks: Check[] = [
  { name: "format", command: [bin("biome"), "format", "."], counted: /Checked (\d+) files/ },
  { name: "lint", command: [bin("oxlint"), "--type-aware"], counted: /on (\d+) files/ },
  { name: "types", command: [bin("tsc"), "-p", ".", "--listFiles"], counted: /(src\/main\.ts)/ },
  {
    name: "types of the console",
    command: [bin("tsc"), "-p", "console", "--listFiles"],
    counted: /(console\/main\.tsx)/,
  },
  // Its table of times tells how many files it read; the exit code is the same with it.
  {
    name: "dead code",
    command: [bin("knip"), "--performance-fn", "getImportsAndExports"],
    counted: /getImportsAndExports +(\d+)/,
  },
  { name: "prose", command: [process.execPath, "scripts/prose.ts"], counted: /^(\d+) links and \d+ files, 0 faults$/m },
  {
    name: "words",
    command: [process.execPath, "scripts/words.ts"],
    counted: /^(\d+) ids in 4 languages, 0 faults$/m,
  },
  {
    name: "weight",
    command: [process.execPath, "scripts/weight.ts"],
    counted: /^first load (\d+\.\d) kB/m,
  },
  {
    name: "generated",
    command: [process.execPath, "scripts/generate.ts", "--check"],
    counted: /^(\d+) files, 0 stale/m,
  },
  { name: "tests", command: [process.execPath, "scripts/bootstrap.mjs", "test"], counted: /^(\d+) passed, 0 failed$/m },
]

let failed = 0
for (const { name, command, counted } of checks) {
  const [program, ...args] = command as [string, ...string[]]
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 })
  const looked = counted.exec(stdout + stderr)?.[1]
  const good = status === 0 && looked !== undefined && looked !== "0"
  console.log(`${good ? "ok    " : "FAILED"} ${name}${looked ? ` (${looked})` : ""}`)
  if (!good) {
    failed += 1
    console.log((stdout + stderr).split("\n").slice(-60).join("\n"))
  }
}
process.exit(failed ? 1 : 0)
