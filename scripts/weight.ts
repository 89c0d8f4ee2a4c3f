/** What a first visit loads, and what each page adds: scripts and styles as they travel, by gzip. Fails above the limits. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { buildConsole } from "./console.mjs"
import { prepare } from "./runtime.mjs"

const dist = join(import.meta.dirname, "..", "console", "dist")
/** Of a first visit, to whichever of these, in the language that is the longest; and of what any other page adds. */
export const limitBytes = 300_000
const landings = ["pages/signIn.tsx", "pages/link.tsx", "pages/overview.tsx"]
export const pageLimitBytes = 45_000

type Chunk = { file: string; imports?: string[]; css?: string[]; dynamicImports?: string[] }

/** @returns bytes of the first load, and of each page beyond it */
export function weigh(): { first: number; pages: Record<string, number> } {
  const manifest = JSON.parse(readFileSync(join(dist, "manifest.json"), "utf8")) as Record<string, Chunk>
  const filesOf = (name: string, found = new Set<string>()): Set<string> => {
    const { file, css = [], imports = [] } = manifest[name] as Chunk
    if (found.has(file)) return found
    for (const each of [file, ...css]) found.add(each)
    for (const each of imports) filesOf(each, found)
    return found
  }
  const sizeOf = (files: Iterable<string>) =>
    [...files].reduce((sum, file) => sum + readFileSync(join(dist, `${file}.gz`)).length, 0)
  const base = filesOf("index.html")
  const beyond = (name: string) => sizeOf([...filesOf(name)].filter((file) => !base.has(file)))
  const names = Object.keys(manifest)
  const words = Math.max(...names.filter((name) => name.startsWith("words/")).map(beyond))
  const pages = Object.fromEntries(
    names.filter((name) => name.startsWith("pages/")).map((name) => [name, beyond(name)]),
  )
  return { first: sizeOf(base) + words + Math.max(...landings.map((name) => pages[name] as number)), pages }
}

if (import.meta.main) {
  await buildConsole(await prepare())
  const { first, pages } = weigh()
  for (const [page, bytes] of Object.entries(pages).toSorted(([, a], [, b]) => b - a))
    console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB  ${page}`)
  console.log(`first load ${(first / 1000).toFixed(1)} kB of ${limitBytes / 1000} kB`)
  process.exitCode = first > limitBytes || Math.max(...Object.values(pages)) > pageLimitBytes ? 1 : 0
}
