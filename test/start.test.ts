/** The program as it is typed: real processes, a real embedded database, real signals. */
import { createServer } from "node:http"
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test, vi } from "vitest"
import { freePort, tidings } from "./process.ts"
import { cloneDatabase } from "./world.ts"

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A data folder that the database's own user can get to. */
function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tidings-start-"))
  chmodSync(folder, 0o755)
  folders.push(folder)
  return join(folder, "data")
}

/** A curl call as it was printed, made without curl, which a bare machine lacks. */
function typed(call: string): Promise<Response> {
  const words = [...call.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "")
  const after = (flag: string) => words.flatMap((word, at) => (word === flag ? [words[at + 1] as string] : []))
  const headers = Object.fromEntries(after("-H").map((header) => header.split(": ") as [string, string]))
  const [body] = after("-d")
  return fetch(words.at(-1) as string, { headers, ...(body === undefined ? {} : { method: "POST", body }) })
}

const secretKey = "a key of the tests that is long enough"

test("AL-D9 the first start loads the sample and prints a call that works; the second keeps everything", async () => {
  const env = { DATA_DIR: dataFolder(), PORT: String(await freePort()) }
  const first = tidings(["start"], env)
  await first.said("Tidings is at")
  const [, key] = /Bearer (tdg_\w+)'/.exec(first.output()) ?? []
  const url = `http://localhost:${env.PORT}/v1`
  const ask = (path: string) => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } })
  const areas = () => ask("/areas")
  const before = await (await areas()).text()
  expect(JSON.parse(before).items.length).toBeGreaterThan(1)
  expect((await fetch(`http://localhost:${env.PORT}/readyz`)).status).toBe(200)
  expect(await (await fetch(`http://localhost:${env.PORT}/metrics`)).text()).toContain(
    "tidings_http_request_seconds_count",
  )

  // The calls it prints work as they are.
  const calls = [...first.output().matchAll(/^ {2}(curl .*)$/gm)].map(([, call]) => call as string)
  expect(calls).toHaveLength(2)
  const [accepted, listed] = [await typed(calls[0] as string), async () => (await typed(calls[1] as string)).text()]
  expect(await accepted.json()).toMatchObject({ events: [{ isNew: true }] })
  const kept = async () =>
    ((await (await ask("/captured")).json()) as { items: { id: string; channel: string }[] }).items.filter(
      ({ channel }) => channel === "email",
    )
  // The sample's own invoices may be told of at the same time.
  const told = async () => {
    for (const { id } of await kept()) {
      const { html } = (await (await ask(`/captured/${id}`)).json()) as { html: string }
      if (html.includes("431,20")) return id
    }
    throw new Error("it has not come yet")
  }
  const mail = await vi.waitFor(told, { timeout: 20_000, interval: 50 })
  expect(await listed()).toContain(mail)

  const remote = { TIDINGS_URL: `http://localhost:${env.PORT}`, TIDINGS_API_KEY: key as string }
  const asked = async (...args: string[]) => {
    const { ended, output } = tidings(args, remote)
    return [await ended, output()] as const
  }
  const [, made] = await asked("areas", "create", "--name", "Północ", "--json")
  expect(JSON.parse(made)).toMatchObject({ name: "Północ", isMain: false })
  expect(await asked("areas", "list")).toEqual([0, expect.stringMatching(/^id +name[\s\S]+Północ/)])
  expect(await asked("areas", "create", "--name", "polnoc")).toEqual([
    1,
    expect.stringContaining("/name: There is an area"),
  ])
  expect(await asked("areas", "delete", JSON.parse(made).id)).toEqual([0, "Done.\n"])

  // Files go in and come out, and a batch is an array.
  const folder = mkdtempSync(join(tmpdir(), "tidings-files-"))
  folders.push(folder)
  const [csv, exported] = [join(folder, "new.csv"), join(folder, "all.csv")]
  writeFileSync(csv, "externalId,name,emails\nCLI-1,Żaneta,zaneta@firma.example\n")
  const [, waits] = await asked("imports", "create", "--format", "csv", "--dry-run", "false", "--json")
  expect(await asked("imports", "send", JSON.parse(waits).id, "--file", csv)).toEqual([
    0,
    expect.stringMatching(/created +1/),
  ])
  expect(await asked("customers", "export", "--q", "zaneta", "--out", exported)).toEqual([0, ""])
  expect(readFileSync(exported, "utf8")).toContain("CLI-1")
  const event = {
    specversion: "1.0",
    source: "/cli",
    type: "account.welcome",
    subject: "customer/CLI-1",
    data: { login: "z", portalUrl: "https://my.example.com" },
  }
  const batch = JSON.stringify([
    { ...event, id: "1" },
    { ...event, id: "2" },
  ])
  expect(await asked("events", "create", "--input", batch)).toEqual([0, expect.stringContaining("isNew")])

  const other = tidings(["start"], { ...env, PORT: String(await freePort()) })
  expect(await other.ended).toBe(1)
  expect(other.output()).toContain(`Tidings is already running on ${env.DATA_DIR} (process ${first.child.pid}).`)

  first.child.kill("SIGTERM")
  expect(await first.ended).toBe(0)

  const second = tidings(["start"], env)
  await second.said("Tidings is at")
  expect(second.output()).not.toContain("passwords")
  expect(await (await areas()).text()).toBe(before)
  second.child.kill("SIGKILL")
  await second.ended

  const third = tidings(["start"], env)
  await third.said("Tidings is at")
  expect(await (await areas()).text()).toBe(before)
  third.child.kill("SIGINT")
  expect(await third.ended).toBe(0)
  const verify = tidings(["verify"], env)
  expect([await verify.ended, verify.output()]).toEqual([0, expect.stringContaining("0 broken")])
})

test("every mistake in the settings is told at once, with the name that was meant", async () => {
  const { ended, output } = tidings(["serve"], {
    PORT: "eighty",
    DATABSE_URL: "postgres://localhost/x",
    TIDINGS_COLOUR: "blue",
    SECRET_KEY: "short",
  })
  expect(await ended).toBe(1)
  for (const part of ["PORT", "Did you mean DATABASE_URL?", "TIDINGS_COLOUR", "at least 32 characters"])
    expect(output()).toContain(part)
})

test("a taken port is told with another to try", async () => {
  const { url } = await cloneDatabase()
  const blocker = createServer().listen(0)
  await new Promise((ready) => blocker.once("listening", ready))
  const { port } = blocker.address() as AddressInfo
  const { ended, output } = tidings(["serve"], { DATABASE_URL: url, SECRET_KEY: secretKey, PORT: String(port) })
  expect(await ended).toBe(1)
  expect(output()).toContain(`Port ${port} is taken.`)
  blocker.close()
})

test("a key that does not open what is stored is refused before it can do harm", async () => {
  const { url } = await cloneDatabase()
  const made = tidings(["organisation", "create", "acme", "--name", "Acme", "--administrator", "ann@acme.example"], {
    DATABASE_URL: url,
    SECRET_KEY: secretKey,
  })
  expect([await made.ended, made.output()]).toEqual([0, expect.stringContaining("Made Acme")])
  const wrong = tidings(["verify"], { DATABASE_URL: url, SECRET_KEY: "another key of the tests that is long" })
  expect([await wrong.ended, wrong.output()]).toEqual([1, expect.stringContaining("SECRET_KEY does not open")])
  const rotated = tidings(["verify"], {
    DATABASE_URL: url,
    SECRET_KEY: `a new key of the tests that is long too,${secretKey}`,
  })
  expect([await rotated.ended, rotated.output()]).toEqual([0, expect.stringContaining("2 organisations, 0 broken")])
})

test("AL-D9 a start without samples and without an operator logs a link to set the install up", async () => {
  const { url } = await cloneDatabase()
  const env = { DATABASE_URL: url, SECRET_KEY: secretKey, PORT: String(await freePort()) }
  const server = tidings(["serve"], env)
  await server.said("Tidings is at")
  server.child.kill("SIGTERM")
  await server.ended
  expect(server.output()).toMatch(
    /There is no operator yet\. Set the install up until .* once: http\S+\/link#tdl_\w{76}"/,
  )
})

test("a database that isn't there is told in a sentence", async () => {
  const env = { DATABASE_URL: `postgres://127.0.0.1:${await freePort()}/none`, SECRET_KEY: secretKey }
  const { ended, output } = tidings(["verify"], env)
  expect([await ended, output()]).toEqual([1, expect.stringContaining("The database cannot be reached.")])
})

test("a value can be in a file, and an unknown command is helped", async () => {
  const { url } = await cloneDatabase()
  const folder = mkdtempSync(join(tmpdir(), "tidings-file-"))
  folders.push(folder)
  writeFileSync(join(folder, "url"), `${url}\n`)
  const good = tidings(["verify"], { DATABASE_URL_FILE: join(folder, "url"), SECRET_KEY: secretKey })
  expect(await good.ended).toBe(0)
  const slip = tidings(["verfy"], {})
  expect([await slip.ended, slip.output()]).toEqual([1, expect.stringContaining("Did you mean verify?")])
})
