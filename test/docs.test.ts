/** What the pages for operators list is what the code knows: settings, commands, start errors, problem codes. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { settingNames } from "../src/base/config.ts"
import { states, withheldReasons } from "../src/deliveries/states.ts"
import { run } from "../src/doors/cli.ts"
import { routes } from "../src/doors/routes.ts"

const root = join(import.meta.dirname, "..")
const read = (file: string) => readFileSync(join(root, file), "utf8")
const operate = read("docs/operate.md")

/** What stands between backticks in the first column of the tables under a heading. */
function firstColumn(heading: string, page = operate): string[] {
  const section = page.split(/^## /m).find((each) => each.startsWith(heading)) ?? ""
  const cells = [...section.matchAll(/^\| *(`[^|]*?) *\|/gm)].map(([, cell]) => cell as string)
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, words]) => words as string))
}

test("the page about states explains each state and each reason for withholding, in their order, and no other", () => {
  const page = read("docs/states.md")
  expect(firstColumn("States", page).toSorted()).toEqual([...states].toSorted())
  expect(firstColumn("Withheld", page)).toEqual([...withheldReasons])
})

test("the page for operators lists every setting, and no other", () => {
  expect(firstColumn("Settings").toSorted()).toEqual(settingNames.toSorted())
})

test("the page for operators lists every start error, and no other", () => {
  const text = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => read(join("src", file)))
    .join("\n")
  const codes = new Set([...text.matchAll(/new StartError\(\s*"([a-z_]+)"/g)].map(([, code]) => code as string))
  expect(firstColumn("What a command may refuse").toSorted()).toEqual([...codes].toSorted())
})

const isRoute = (words: string) => routes.some(({ name }) => name === words || name.startsWith(`${words} `))

/** The commands under one, with all below; those made from routes are left out. */
async function commandsOf(...parents: string[]): Promise<string[]> {
  let text = ""
  const out = { write: (part: string) => (text += part) }
  await run([...parents, "--help"], {}, out, out)
  const found: string[] = []
  for (const [, name = ""] of (text.split("Commands:\n")[1] ?? "").matchAll(/^ {2}([a-z]\S*)/gm)) {
    if (name === "help") continue
    const words = [...parents, name]
    const below = await commandsOf(...words)
    if (below.length) found.push(...below)
    else if (!isRoute(words.join(" "))) found.push(words.join(" "))
  }
  return found
}

test("the page for operators lists every command of the machine itself, and no other", async () => {
  const listed = new Set(firstColumn("Commands").map((words) => words.replace(/ (--|[A-Z]).*/, "")))
  expect([...listed].toSorted()).toEqual((await commandsOf()).toSorted())
})
