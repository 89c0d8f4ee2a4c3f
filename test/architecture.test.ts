/** The rooms and the one way through them, read from the code itself. */
import { readdirSync, readFileSync } from "node:fs"
import { join, normalize, relative } from "node:path"
import { expect, test } from "vitest"

const rooms =
  "base audit access catalogue channels templates customers contacts wallet webhooks deliveries notifications reminders events samples doors".split(
    " ",
  )
const src = join(import.meta.dirname, "../src")
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"))
const product = files.filter((file) => !file.endsWith(".test.ts"))
const textOf = (file: string) => readFileSync(join(src, file), "utf8")
const importsOf = (file: string) =>
  [...textOf(file).matchAll(/^(?:import|export)\b[^"'`]*?from\s+"(\.[^"]+)"/gms)].map(([, path]) =>
    relative(src, normalize(join(src, file, "..", path ?? ""))),
  )
const roomOf = (file: string) => (file.includes("/") ? (file.split("/")[0] ?? "") : "doors")

test("a file imports only from its own room and from rooms to the left", () => {
  const seen = product.flatMap((file) => importsOf(file).map((target) => [file, target] as const))
  expect(seen.length).toBeGreaterThan(100)
  expect(new Set(product.map(roomOf)).difference(new Set(rooms))).toEqual(new Set())
  const wrong = seen.filter(([file, target]) => rooms.indexOf(roomOf(target)) > rooms.indexOf(roomOf(file)))
  expect(wrong.map(([file, target]) => `${file} → ${target}`)).toEqual([])
})

test("only base/clock asks for the time, and only base/ids makes random things", () => {
  const asks =
    /\bDate\.now\(|\bnew Date\(\)|\bTemporal\.Now\b|\bMath\.random\(|\brandomUUID|\brandomBytes\(|\brandomInt\(/
  const allowed = ["base/clock.ts", "base/ids.ts", "base/embedded.ts"]
  expect(product.filter((file) => !allowed.includes(file) && asks.test(textOf(file)))).toEqual([])
})

test("nothing in the product knows that it is being tested", () => {
  expect(product.filter((file) => /NODE_ENV|VITEST|isTest\b/.test(textOf(file)))).toEqual([])
})
