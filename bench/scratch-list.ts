/**
 * A million customers: how long their import takes and in how much memory, and how long the list takes to read then.
 * node bench/customers.ts [ROWS]
 */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { once } from "node:events"
import { type IncomingMessage, request } from "node:http"
import { Readable } from "node:stream"
import { json } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"
import { createKey } from "../src/access/keys.ts"
import { addOrganisation, installCall } from "../src/access/organisations.ts"
import { scopes } from "../src/access/permissions.ts"
import { systemClock } from "../src/base/clock.ts"
import { readConfig } from "../src/base/config.ts"
import { openDb, type OrgSql } from "../src/base/db.ts"
import { startEmbedded } from "../src/base/embedded.ts"
import { newId } from "../src/base/ids.ts"
import { registerInstance } from "../src/base/instance.ts"
import { openLog } from "../src/base/log.ts"
import { openOutbound } from "../src/base/outbound.ts"
import { migrate } from "../src/base/migrate.ts"
import type { Install } from "../src/base/route.ts"
import { openSecrets } from "../src/base/secrets.ts"
import { createDefaultClass } from "../src/customers/classes.ts"
import { filterQuery, readRows } from "../src/customers/list.ts"
import { letterWriter } from "../src/events/letters.ts"
import { routes } from "../src/doors/routes.ts"
import { makeServer } from "../src/doors/server.ts"
import { foundPlatform } from "../src/samples/found.ts"

const rows = Number(process.argv[2] ?? 1_000_000)
const queries = Number(process.argv[3] ?? 300)
const dataDir = "/var/tmp/custbench"
const url = "postgresql://tidings@/tidings?host=%2Fvar%2Ftmp%2Fcustbench%2Fdata%2Fsocket&port=5432"
const db = openDb({ url })
const embedded = { version: "18.4", stop: async () => {} }
const admin = { close: async () => {} }
const platformId = (await db.bare((sql) => sql<{ id: string }>`select platform_id as id from instance`))[0]
  ?.id as string
const secrets = openSecrets("a key of the benchmark that is long enough")
const config = readConfig({})
const install: Install = {
  config,
  writeLetter: letterWriter({ config, secrets }),
  db,
  secrets,
  clock: systemClock,
  log: openLog("warn", process.stderr),
  outbound: openOutbound({}),
  platformId,
}
const orgId = "01a212d2-e09e-7853-b2bb-351e9351de88"
const key = "tdg_01a212d2e09e7853b2bb351e9351de88_lYmIRHjI42vNSKvrwWe3hWaLLIksYII3bNJL7kdp1N9"
const server = await makeServer(install, routes)
const origin = await server.listen({ host: "127.0.0.1", port: 0 })
const authorization = `Bearer ${key}`

async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(`${origin}${path}`, {
    method,
    headers: { authorization, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
  return (await answer.json()) as Answer
}

// ── Made-up customers, the same in every run ──

let seed = 1
const random = (below: number) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed % below
}
const syllables = "ka ma no ri ta wi zo le bu sza do pe go fi jo an el os ur ik".split(" ")
const word = (least: number) => Array.from({ length: least + random(2) }, () => syllables[random(20)]).join("")
const capital = (text: string) => text[0]?.toUpperCase() + text.slice(1)
const firstNames = Array.from({ length: 300 }, () => capital(word(2)))
const lastNames = Array.from({ length: 20_000 }, () => capital(word(3)))
const [classes, areas] = [20, 50]

const customer = (number: number) => {
  const [first, last] = [firstNames[random(300)] as string, lastNames[random(20_000)] as string]
  return {
    externalId: `C-${String(number).padStart(7, "0")}`,
    name: `${first} ${last}`,
    email: `${first}.${last}${number % 1000}@example.com`.toLowerCase(),
    mobile: `+48${600_000_000 + number}`,
  }
}

function* file(): Generator<string> {
  seed = 7
  yield "externalId,name,class,area,emails,numbers,sendSms\n"
  for (let from = 0; from < rows; from += 1000) {
    let text = ""
    for (let number = from; number < Math.min(from + 1000, rows); number++) {
      const { externalId, name, email, mobile } = customer(number)
      text += `${externalId},${name},Class ${1 + random(classes)},Area ${1 + random(areas)},${email},${mobile},${number % 10 === 0}\n`
    }
    yield text
  }
}

// ── The import ──

type Figures = Record<"rows" | "created" | "updated" | "unchanged" | "failed", number>

/** Over a socket, as a file arrives in life. */
async function send(url: string): Promise<Figures> {
  const sending = request(url, { method: "PUT", headers: { authorization, "content-type": "text/csv" } })
  const [[answer]] = (await Promise.all([once(sending, "response"), pipeline(Readable.from(file()), sending)])) as [
    [IncomingMessage],
    void,
  ]
  const body = await json(answer)
  if (answer.statusCode !== 200) throw new Error(JSON.stringify(body))
  return body as Figures
}

async function importAll(): Promise<{ figures: Figures; seconds: number; peakMegabytes: number }> {
  const { id } = await call<{ id: string }>("POST", "/v1/imports", { format: "csv" })
  let peak = 0
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 100)
  const started = performance.now()
  const answer = await send(`${origin}/v1/imports/${id}/content`)
  clearInterval(watch)
  const { rows: read, created, updated, unchanged, failed } = answer
  return {
    figures: { rows: read, created, updated, unchanged, failed },
    seconds: (performance.now() - started) / 1000,
    peakMegabytes: peak / 1024 / 1024,
  }
}

console.log(
  `Node ${process.version}, PostgreSQL ${embedded.version}, ${cpus().length} × ${cpus()[0]?.model}, ${rows.toLocaleString("en")} customers`,
)
// ── The list ──

const ids = async (path: string) => {
  const { items } = await call<{ items: { id: string }[] }>("GET", `${path}?limit=200`)
  return items.map(({ id }) => id)
}
const [classIds, areaIds] = [await ids("/v1/customer-classes"), await ids("/v1/areas")]
const pick = <Value>(list: readonly Value[]) => list[random(list.length)] as Value
const some = () => customer(random(rows))
const part = (text: string) => text.slice(0, 3 + random(text.length - 3))
const kinds: Record<string, () => string> = {
  "list, first page": () => "",
  "by class": () => `classId=${pick(classIds)}`,
  "by area": () => `areaId=${pick(areaIds)}`,
  "by class and area": () => `classId=${pick(classIds)}&areaId=${pick(areaIds)}`,
  "by SMS switch": () => "sendSms=true",
  "by e-mail switch, nobody": () => "sendEmail=false",
  "first name": () => `q=${some().name.split(" ")[0]}`,
  "last name": () => `q=${some().name.split(" ")[1]}`,
  "both names": () => `q=${some().name}`,
  "beginning of a last name": () => `q=${part(some().name.split(" ")[1] as string)}`,
  "two letters": () => `q=${pick(syllables).padEnd(2, "a").slice(0, 2)}`,
  "one letter": () => `q=${pick(syllables).slice(0, 1)}`,
  "two letters in a class": () => `q=${pick(syllables).padEnd(2, "a").slice(0, 2)}&classId=${pick(classIds)}`,
  "two beginnings": () => `q=${some().name.split(" ").map(part).join(" ")}`,
  "external id": () => `q=${some().externalId}`,
  "beginning of an external id": () => `q=${part(some().externalId)}`,
  "e-mail": () => `q=${some().email}`,
  number: () => `q=${encodeURIComponent(some().mobile)}`,
  "national number": () => `q=${some().mobile.slice(3)}`,
  "beginning of a number": () => `q=${part(some().mobile.slice(3))}`,
  "two beginnings in an area": () => `q=${some().name.split(" ").map(part).join(" ")}&areaId=${pick(areaIds)}`,
  "first name in a class": () => `q=${some().name.split(" ")[0]}&classId=${pick(classIds)}`,
  nobody: () => `q=qqq${random(1000)}`,
}
/** Milliseconds that this process and the database's have been on a processor: what others do meanwhile isn't in it. Linux. */
function onProcessor(): number {
  const server = readFileSync(join(dataDir, "data/postgres/postmaster.pid"), "utf8").split("\n", 1)[0]
  const own = process.cpuUsage()
  const theirs = readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => {
      try {
        const isOurs =
          readFileSync(`/proc/${pid}/stat`, "utf8")
            .replace(/^.*\) /, "")
            .split(" ")[1] === server
        return isOurs ? Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6 : 0
      } catch {
        return 0 // it has ended
      }
    })
  return (own.user + own.system) / 1000 + theirs.reduce((sum, each) => sum + each, 0)
}

seed = 99
console.log(`load ${loadavg()[0]?.toFixed(1)}`)
console.log(`\n| list | median ms | p99 ms | most ms | p99 ms of processors |\n|---|--:|--:|--:|--:|`)
for (const [kind, query] of Object.entries(kinds)) {
  const [times, processor]: [number[], number[]] = [[], []]
  for (let number = 0; number < queries; number++) {
    const url = `/v1/customers?${query()}`
    const [started, before] = [performance.now(), onProcessor()]
    const asked = performance.now()
    await call("GET", url)
    times.push(performance.now() - asked)
    processor.push(onProcessor() - before - (asked - started))
  }
  const at = (values: number[], share: number) => {
    const sorted = values.toSorted((one, other) => one - other)
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(1)
  }
  console.log(`| ${kind} | ${at(times, 0.5)} | ${at(times, 0.99)} | ${at(times, 1)} | ${at(processor, 0.99)} |`)
}

// ── The plans ──

/** The list's own statements, each explained before it is answered. */
async function planOf(query: string): Promise<string> {
  return await db.org(orgId, async (tx) => {
    const plans: string[] = []
    const explained = async (text: TemplateStringsArray, ...values: unknown[]) => {
      const strings = [`explain (analyze, buffers, costs off, timing off) ${text[0]}`, ...text.slice(1)]
      const lines = await tx<{ "QUERY PLAN": string }>(Object.assign(strings, { raw: text.raw }), ...values)
      plans.push(lines.map((line) => line["QUERY PLAN"].replaceAll(/'[^']{30,}'/g, "'…'")).join("\n"))
      return await tx(text, ...values)
    }
    const call = {
      tx: Object.assign(explained, { orgId }) as OrgSql,
      caller: { orgId, memberId: null, areaIds: [] },
      extent: "all" as const,
    }
    const paging = { limit: 50, at: null, back: false, cursor: () => "" }
    await readRows(call, filterQuery.parse(Object.fromEntries(new URLSearchParams(query))), paging)
    return plans.join("\n--\n")
  })
}
seed = 99
for (const [kind, query] of Object.entries(kinds)) {
  const url = query()
  console.log(`\n${kind}: ${url}\n${await planOf(url)}`)
}

await server.close()
await db.close()
process.exit(0)
