/**
 * What `npm start`, `npm test` and the other scripts call: fetches Node 26 and the packages where they are missing,
 * builds the console where that is needed, then hands over.
 *
 *   node scripts/bootstrap.mjs test …         the tests; ends with a line `N passed, N failed`
 *   node scripts/bootstrap.mjs run FILE …     a script, or a program of node_modules/.bin, or `node`
 *   node scripts/bootstrap.mjs COMMAND …      a command of Tidings, such as `start`
 */
import { existsSync, realpathSync } from "node:fs"
import { join } from "node:path"
import { buildConsole } from "./console.mjs"
import { fail, handOver, prepare, root } from "./runtime.mjs"

function argumentsFor([command, ...rest]) {
  if (command === "test") {
    const reporters = ["--reporter=default", `--reporter=${join(root, "scripts", "totals-reporter.mjs")}`]
    return [join(root, "node_modules", "vitest", "vitest.mjs"), "run", ...reporters, ...rest]
  }
  if (command !== "run") return [join(root, "src", "main.ts"), command ?? "start", ...rest]
  const [program, ...args] = rest
  if (program === "node") return args
  const bin = join(root, "node_modules", ".bin", program ?? "")
  return [program && !existsSync(program) && existsSync(bin) ? realpathSync(bin) : program, ...args]
}

try {
  const [command, ...rest] = process.argv.slice(2)
  const runtime = await prepare()
  if (command !== "run") await buildConsole(runtime)
  handOver(runtime, argumentsFor([command, ...rest]))
} catch (error) {
  fail(error)
}
