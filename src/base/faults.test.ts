import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { z } from "zod"
import { faultCodeOf, faultCodes, faultValuesOf } from "./faults.ts"
import { problems } from "./problem.ts"
import { consoleLocales } from "./words.ts"

const root = join(import.meta.dirname, "../..")

test.each(consoleLocales)("each code of a field's mistake has a sentence in %s", (locale) => {
  const words = JSON.parse(readFileSync(join(root, `console/words/${locale}.json`), "utf8")) as Record<string, string>
  expect(faultCodes.filter((code) => !words[`fault.${code}`])).toEqual([])
})

test.each(consoleLocales)("each problem has a sentence in %s", (locale) => {
  const words = JSON.parse(readFileSync(join(root, `console/words/${locale}.json`), "utf8")) as Record<string, string>
  expect(Object.keys(problems).filter((code) => !words[`problem.${code}`])).toEqual([])
})

test("each refinement that names a code names one that is listed, and each listed one is used", () => {
  const code = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && path !== "base/faults.ts")
    .map((path) => readFileSync(join(root, "src", path), "utf8"))
    .join("\n")
  const named = [...code.matchAll(/params: \{ fault: "(\w+)" \}/g)].map(([, each]) => each)
  expect(named.filter((each) => !faultCodes.some((listed) => listed === each))).toEqual([])
  const own = faultCodes.slice(faultCodes.indexOf("custom") + 1)
  expect(own.filter((each) => !code.includes(`"${each}"`))).toEqual([])
})

test("zod's own issues keep their codes, a refinement's own comes first, and limits are told beside", () => {
  const schema = z.object({
    name: z.string().max(3),
    count: z.number().min(2),
    domain: z.string().refine(() => false, { params: { fault: "domain" } }),
    other: z.string().refine(() => false),
  })
  const { error } = schema.safeParse({ name: "four", count: 1, domain: "", other: "" })
  const told = error?.issues.map((issue) => [issue.path[0], faultCodeOf(issue), faultValuesOf(issue).values])
  expect(told).toEqual([
    ["name", "too_big", { of: "string", max: 3 }],
    ["count", "too_small", { of: "number", min: 2 }],
    ["domain", "domain", undefined],
    ["other", "custom", undefined],
  ])
})
