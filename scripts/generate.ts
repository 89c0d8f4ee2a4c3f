/** Writes what is made from the code and committed: `openapi.json`. With `--check`, fails when it is stale instead. */
import { readFile, writeFile } from "node:fs/promises"
import { openApi } from "../src/doors/openapi.ts"
import { routes } from "../src/doors/routes.ts"

const file = new URL("../openapi.json", import.meta.url)
const text = `${JSON.stringify(openApi(routes), null, 2)}\n`

if (process.argv.includes("--check")) {
  if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    console.error("openapi.json is stale. Run: node scripts/generate.ts")
    process.exitCode = 1
  } else console.log(`${routes.length} routes`)
} else await writeFile(file, text)
