/** What a walk in the browser needs: a server that was really started, with the telephony sample in it, and Chromium. */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { Secret, TOTP } from "otpauth"
import sharp from "sharp"
import { afterAll, expect, vi } from "vitest"
import { buildConsole } from "../../scripts/console.mjs"
import { freePort, type Running, tidings } from "../process.ts"
import { needsChromium } from "../world/chromium.ts"
import { cloneDatabase } from "../world.ts"

/** Those that keep it quiet, and let it run as root. */
const flags =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"

/** Where the pictures of a run are left. */
export const pictures = join(import.meta.dirname, "pictures")

/** Where the pictures of the how-to pages are kept. */
const illustrations = join(import.meta.dirname, "../../docs/pictures")

/** A picture for a how-to page, taken anew only when it is asked for: `PICTURES=1 npx vitest run test/journeys`. */
export async function illustrate(page: Page, name: string): Promise<void> {
  if (process.env.PICTURES !== "1") return
  mkdirSync(illustrations, { recursive: true })
  const before = page.viewportSize()
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" })
  const picture = await page.screenshot({ animations: "disabled" })
  // A palette tells what is on a screen in a third of the bytes.
  await sharp(picture)
    .png({ palette: true, quality: 95, effort: 8 })
    .toFile(join(illustrations, `${name}.png`))
  if (before) await page.setViewportSize(before)
}

export type Person = { email: string; password: string; name: string }

export type Stage = {
  baseURL: string
  /** The database, past the API: for what takes weeks, or a disaster. */
  databaseUrl: string
  /** The people of the sample, by role; none without a sample. */
  people: Record<"administrator" | "supervisor" | "reseller" | "employee", Person>
  /** All that the server said, such as the links it would have sent. */
  output: () => string
  /** A command of the program, on the same database. */
  run: (...args: string[]) => Promise<string>
  /** The API as somebody with a session sees it. */
  api: (person: Person) => Promise<Call>
  /** A browser of its own: nothing is remembered from another. With somebody's session, if one is given. */
  visit: (options?: BrowserContextOptions, session?: Call) => Promise<Page>
}

export type Call = ((address: string, body?: unknown, headers?: object) => Promise<Answer>) & { token: string }

type Answer = { status: number; body: Record<string, never> & { [name: string]: unknown } }

/**
 * Opened once a file, closed at its end; whatever a page's console complained of fails it.
 * @param settings of the server beside the usual ones
 */
export async function makeStage({
  sample = "telco",
  settings = {},
}: {
  sample?: "telco" | null
  settings?: Readonly<Record<string, string>>
} = {}): Promise<Stage> {
  const executablePath = needsChromium()
  await buildConsole({ node: process.execPath, env: process.env })
  mkdirSync(pictures, { recursive: true })
  const { url, adminUrl } = await cloneDatabase()
  const port = await freePort()
  const env = {
    DATABASE_URL: url,
    SECRET_KEY: "a key of the tests that is long enough",
    PORT: String(port),
    PUBLIC_URL: `http://localhost:${port}`,
    ...settings,
  }
  const run = async (...args: string[]) => {
    const command = tidings(args, env)
    expect(await command.ended, command.output()).toBe(0)
    return command.output()
  }
  const people = peopleOf(sample ? await run("sample", "load", sample) : "")
  const server: Running = tidings(["start"], env)
  await server.said("Tidings is at")

  const browser: Browser = await chromium.launch({ executablePath, args: flags.split(" ") })
  const complaints: string[] = []

  afterAll(async () => {
    await browser.close()
    server.child.kill("SIGTERM")
    await server.ended
    expect(complaints, "nothing failed in a page").toEqual([])
  })

  const baseURL = `http://localhost:${port}`
  return {
    baseURL,
    databaseUrl: adminUrl,
    people,
    run,
    output: server.output,
    async api({ email, password }) {
      const call = async (address: string, body?: unknown, headers: object = {}): Promise<Answer> => {
        const [method, path] = address.split(" ") as [string, string]
        const answer = await fetch(`${baseURL}${path}`, {
          method,
          headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        const text = await answer.text()
        return { status: answer.status, body: text ? JSON.parse(text) : {} }
      }
      const { body } = await call("POST /v1/sessions", { email, password })
      const token = String(body.token)
      const authorization = `Bearer ${token}`
      const asPerson = (address: string, sent?: unknown, headers?: object) =>
        call(address, sent, { authorization, ...headers })
      return Object.assign(asPerson, { token })
    },
    async visit(options = {}, session) {
      const context = await browser.newContext({
        baseURL,
        locale: "en-GB",
        timezoneId: "Europe/Copenhagen",
        viewport: { width: 1280, height: 860 },
        reducedMotion: "reduce",
        ...options,
      })
      context.setDefaultTimeout(30_000)
      if (session) await context.addCookies([{ name: "tidings", value: session.token, url: baseURL }])
      const page = await context.newPage()
      page.on("pageerror", (error) => complaints.push(String(error)))
      page.on("console", (message) => {
        // What a page asks in vain is told as well: signing in begins by asking who one is.
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
          complaints.push(message.text())
      })
      return page
    },
  }
}

function peopleOf(introduced: string): Stage["people"] {
  const lines = [...introduced.matchAll(/^ {2}(\w+) +(\S+@\S+) +(\S+) {2}(.+)$/gm)]
  return Object.fromEntries(
    lines.toReversed().map(([, role, email, password, name]) => [role, { email, password, name }]),
  ) as Stage["people"]
}

export const nameOf = { email: "E-mail", password: "Password", signIn: "Sign in" }

export async function signIn(page: Page, { email, password }: Pick<Person, "email" | "password">): Promise<void> {
  await page.goto("/sign-in")
  await page.locator("input[name=email]").fill(email)
  await page.locator("input[name=password]").fill(password)
  await page.locator("button[type=submit]").click()
}

/** What the authenticator app shows for a secret, now or some steps later. */
export const codeOf = (secret: string, steps = 0): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + steps * 30_000 })

/** A type of one's own that the organisation switches, not a class. */
export async function addVisits(api: Call): Promise<Answer["body"]> {
  const words = (text: string) => ({ en: text, pl: text, it: text, da: text })
  const { body } = await api("POST /v1/notification-types", {
    key: "visit.planned",
    name: words("Visit planned"),
    purpose: words("Says when we come."),
    category: "service",
    audiences: { customer: ["email", "sms"] },
    level: "customer",
    switchOwner: "organisation",
    trigger: "event",
    variables: [],
  })
  return body
}

/** Says that a customer's balance came near its limit. */
export async function tell(api: Call, customer: string): Promise<void> {
  const answer = await api("POST /v1/events", {
    specversion: "1.0",
    id: `walk-${customer}`,
    source: "/walk",
    type: "balance.near_limit",
    subject: `customer/${customer}`,
    data: {
      balance: "431.20",
      creditLimit: "500.00",
      amountLeft: "68.80",
      percentUsed: 86,
      payUrl: "https://pay.example.com/48213",
    },
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(202)
}

/** The same of several, and waits until it was planned and sent. */
export async function happen(api: Call, customers: readonly string[]): Promise<void> {
  for (const customer of customers) await tell(api, customer)
  const isDone = async () => {
    const { body } = await api("GET /v1/events?limit=50")
    const events = body.items as unknown as { state: string }[]
    const { body: queues } = await api("GET /v1/queues")
    const lanes = queues.lanes as unknown as { waiting: number; sending: number }[]
    return events.every(({ state }) => state === "planned") && lanes.every((lane) => lane.waiting + lane.sending === 0)
  }
  await vi.waitFor(async () => expect(await isDone()).toBe(true), { timeout: 30_000, interval: 100 })
}
