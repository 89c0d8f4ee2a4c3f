/** The demonstration, as it is typed. */
import { expect, test, vi } from "vitest"
import { freePort, tidings } from "./process.ts"
import { cloneDatabase } from "./world.ts"

const secretKey = "a key of the tests that is long enough"

async function begin() {
  const { url } = await cloneDatabase()
  const port = await freePort()
  const env = { DATABASE_URL: url, SECRET_KEY: secretKey, PORT: String(port), PUBLIC_URL: `http://localhost:${port}` }
  const run = async (...args: string[]) => {
    const command = tidings(args, env)
    return [await command.ended, command.output()] as const
  }
  const [, key] = [
    await run("sample", "load", "telco"),
    (await run("keys", "create", "telco", "--name", "Test"))[1].trim(),
  ]
  const ask = async (path: string, body?: object) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" }
    const told = body ? { method: "POST", body: JSON.stringify(body) } : {}
    return (await (await fetch(`http://localhost:${port}/v1/${path}`, { headers, ...told })).json()) as Record<
      string,
      never
    >
  }
  return { env, run, ask }
}

test("a month is played within moments: messages delivered, withheld and failed, readers unsubscribed; it stops in order", async () => {
  const { env, run, ask } = await begin()
  const demo = tidings(["demo", "--seconds-a-day", "0.3"], env)
  await demo.said("The month is over")
  expect(demo.output()).toContain("Day 30 of 30")
  expect(demo.output()).not.toContain("refused")
  const states = async () => {
    const { counts } = await ask("deliveries/counts?from=2020-01-01T00:00:00Z")
    return new Set((counts as unknown as { state: string }[]).map(({ state }) => state))
  }
  await vi.waitFor(
    async () => {
      const found = await states()
      for (const state of ["sent", "delivered", "failed", "withheld"]) expect(found).toContain(state)
    },
    { timeout: 30_000 },
  )
  const { items } = await ask("suppressions?limit=200")
  const reasons = (items as unknown as { reason: string }[]).map(({ reason }) => reason)
  expect(reasons).toContain("unsubscribe")
  expect(reasons).toContain("bounce")
  // Its key is no good any more.
  const keys = (await ask("api-keys?limit=50")).items as unknown as { name: string; revokedAt: string | null }[]
  expect(keys.find(({ name }) => name === "Demonstration")?.revokedAt).not.toBeNull()
  demo.child.kill("SIGINT")
  expect(await demo.ended).toBe(0)
  expect(await run("verify")).toEqual([0, expect.stringContaining("0 broken")])
})

test("an organisation that could really send is refused, and told what to do", async () => {
  const { env, ask } = await begin()
  const server = tidings(["start"], env)
  await server.said("Tidings is at")
  const settings = { host: "smtp.example.com", port: 587, domain: "lumivox.example" }
  await ask("connections", { channel: "email", provider: "smtp", name: "Real", settings })
  server.child.kill("SIGTERM")
  await server.ended
  const demo = tidings(["demo"], env)
  expect(await demo.ended).toBe(1)
  expect(demo.output()).toContain("could really send")
})
