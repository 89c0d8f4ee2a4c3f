/** What people read: every link in a page leads somewhere, and nothing promises itself for later. */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, statSync } from "node:fs"
import { dirname, join, relative } from "node:path"

const root = join(import.meta.dirname, "..")
const tracked = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .stdout.split("\0")
  .filter((file) => file && existsSync(join(root, file)))
const read = (file: string) => readFileSync(join(root, file), "utf8")
const faults: string[] = []

/** The page without its code, in which brackets mean something else. */
const proseOf = (page: string) => page.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "")

/** The anchors of a page, as GitHub makes them of its headings: a second one of the same words gets -1. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ""] of page.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase()
    const slug = words.replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "").replace(/\s/g, "-")
    let anchor = slug
    for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`
    anchors.add(anchor)
  }
  return anchors
}

/** What is wrong with a link of a page; null when it leads somewhere. */
function faultOf(file: string, target: string): string | null {
  if (/^https?:/.test(target)) return URL.canParse(target) && !/\s/.test(target) ? null : "is no address"
  if (target.startsWith("mailto:")) return null
  const [path = "", anchor] = target.split("#")
  const place = path ? join(dirname(file), decodeURIComponent(path)) : file
  if (relative(root, join(root, place)).startsWith("..")) return "leads out of the checkout"
  if (!existsSync(join(root, place))) return "leads nowhere"
  if (anchor === undefined) return null
  if (statSync(join(root, place)).isDirectory() || !place.endsWith(".md")) return "has an anchor where there are none"
  return anchorsOf(read(place)).has(anchor) ? null : "names a heading that isn't there"
}

let links = 0
for (const file of tracked.filter((each) => each.endsWith(".md")))
  for (const [, target = ""] of proseOf(read(file)).matchAll(/\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)) {
    links += 1
    const fault = faultOf(file, target)
    if (fault) faults.push(`${file}: ${target} ${fault}`)
  }

const laterWords = /TO[D]O|FIX[M]E/
const texts = tracked.filter(
  (file) => /\.(tsx?|css|mjs|sql|md|json|sh|yaml)$|Dockerfile$/.test(file) && !file.includes("lock"),
)
for (const file of texts)
  for (const [index, line] of read(file).split("\n").entries())
    if (laterWords.test(line)) faults.push(`${file}:${index + 1}: ${line.trim()}`)

for (const fault of faults) console.error(fault)
console.log(`${links} links and ${texts.length} files, ${faults.length} faults`)
process.exitCode = faults.length ? 1 : 0
