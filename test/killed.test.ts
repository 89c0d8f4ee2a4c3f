/** A server killed while many ask for the same thing: asked again, it was done once. */
import { expect, test } from "vitest"
import { freePort, tidings } from "./process.ts"
import { cloneDatabase } from "./world.ts"

test("I24 a server killed in the middle of identical requests has done what was asked once or not at all", async () => {
  const { url } = await cloneDatabase()
  const port = await freePort()
  const env = { DATABASE_URL: url, SECRET_KEY: "a key of the tests that is long enough", PORT: String(port) }
  const made = tidings(["organisation", "create", "acme", "--name", "Acme", "--administrator", "ann@acme.example"], env)
  expect(await made.ended).toBe(0)
  const keyed = tidings(["keys", "create", "acme", "--name", "test"], env)
  expect(await keyed.ended).toBe(0)
  const authorization = `Bearer ${/tdg_\w+/.exec(keyed.output())?.[0]}`
  const post = (name: string) =>
    fetch(`http://127.0.0.1:${port}/v1/areas`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json", "idempotency-key": name },
      body: JSON.stringify({ name }),
    })
  for (const [round, answersBefore] of [0, 1, 30, 60].entries()) {
    const server = tidings(["serve"], env)
    await server.said("Tidings is at")
    const name = `Area ${round}`
    let answers = 0
    const ask = async () => {
      await post(name)
      answers += 1
      if (answers === answersBefore) server.child.kill("SIGKILL")
    }
    const storm = Array.from({ length: 100 }, ask)
    if (answersBefore === 0) server.child.kill("SIGKILL")
    await Promise.allSettled(storm)
    server.child.kill("SIGKILL")
    await server.ended

    const next = tidings(["serve"], env)
    await next.said("Tidings is at")
    const [first, second] = [await post(name), await post(name)]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(await second.json()).toEqual(await first.json())
    const list = await fetch(`http://127.0.0.1:${port}/v1/areas?limit=200`, { headers: { authorization } })
    const { items } = (await list.json()) as { items: { name: string }[] }
    expect(items.filter((area) => area.name === name)).toHaveLength(1)
    next.child.kill("SIGTERM")
    expect(await next.ended).toBe(0)
  }
})
