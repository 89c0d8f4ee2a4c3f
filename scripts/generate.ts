/** Writes what is made from the code and committed. With `--check`, fails when any of it is stale instead. */
import { readFile, writeFile } from "node:fs/promises"
import { openApi } from "../src/doors/openapi.ts"
import { routes } from "../src/doors/routes.ts"
import { clientTypes } from "./client.ts"
import { rulesPage } from "./rules.ts"
import { schemaText } from "./schema.ts"

const api = openApi(routes)
const made: Record<string, string> = {
  "openapi.json": `${JSON.stringify(api, null, 2)}\n`,
  "console/api/schema.d.ts": clientTypes(api),
  "docs/rules.md": rulesPage(),
  "sql/schema.sql": await schemaText(),
}

let stale = 0
for (const [file, text] of Object.entries(made)) {
  const path = new URL(`../${file}`, import.meta.url)
  if (!process.argv.includes("--check")) await writeFile(path, text)
  else if ((await readFile(path, "utf8").catch(() => "")) !== text) {
    console.error(`${file} is stale. Run: node scripts/generate.ts`)
    stale += 1
  }
}
console.log(`${Object.keys(made).length} files, ${stale} stale`)
process.exitCode = stale ? 1 : 0
