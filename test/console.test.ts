/** How the console is served, and what its files are held to. */
import { join } from "node:path"
import { beforeAll, expect, test } from "vitest"
import { buildConsole } from "../scripts/console.mjs"
import { limitBytes, pageLimitBytes, weigh } from "../scripts/weight.ts"
import { lookAtWords } from "../scripts/words.ts"
import { addConsole } from "../src/doors/console.ts"
import { routes } from "../src/doors/routes.ts"
import { makeServer } from "../src/doors/server.ts"
import { makeWorld } from "./world.ts"

const world = await makeWorld()
const server = await makeServer(world.install, routes)
const dist = join(import.meta.dirname, "..", "console", "dist")
const page = { accept: "text/html,application/xhtml+xml" }
const get = (url: string, headers: Record<string, string> = page) => server.inject({ method: "GET", url, headers })

beforeAll(async () => {
  await buildConsole({ node: process.execPath, env: process.env })
  expect(addConsole(server, join(dist, "nowhere"))).toBe(false)
  expect(addConsole(server, dist)).toBe(true)
  return () => server.close()
})

test("any address that a browser opens is the page, with a policy and a number used once", async () => {
  const numbers = new Set<string>()
  for (const url of ["/", "/activity/018f2c00?state=failed", "/link"]) {
    const { statusCode, headers, body } = await get(url)
    expect([statusCode, headers["content-type"], headers["cache-control"]]).toEqual([
      200,
      "text/html; charset=utf-8",
      "no-store",
    ])
    const policy = String(headers["content-security-policy"])
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    const [, number] = /'nonce-(\w{43})'/.exec(policy) ?? []
    expect(body).toContain(`nonce="${number}"`)
    expect(body).not.toContain("NONCE")
    numbers.add(number as string)
  }
  expect(numbers.size).toBe(3)
})

test("what programs ask for is never answered with a page", async () => {
  for (const url of ["/v1/nothing", "/v1", "/metrics", "/assets/none.js"]) {
    const { statusCode, headers } = await get(url)
    expect([url, statusCode, headers["content-type"]]).toEqual([url, 404, "application/problem+json; charset=utf-8"])
  }
  expect((await get("/activity", { accept: "application/json" })).statusCode).toBe(404)
  expect((await server.inject({ method: "POST", url: "/activity", headers: page })).statusCode).toBe(404)
})

test("files are named by their contents and kept for good, compressed as the browser likes", async () => {
  const { body } = await get("/")
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(body)?.[1] as string
  const codings = await Promise.all(
    ["br, gzip", "gzip", "identity"].map((coding) => get(script, { "accept-encoding": coding })),
  )
  expect(codings.map(({ headers }) => headers["content-encoding"])).toEqual(["br", "gzip", undefined])
  for (const { statusCode, headers } of codings)
    expect([statusCode, headers["cache-control"], headers.vary]).toEqual([
      200,
      "public, max-age=31536000, immutable",
      "accept-encoding",
    ])
  const [small, middle, whole] = codings.map(({ rawPayload }) => rawPayload.length) as [number, number, number]
  expect(small < middle && middle < whole).toBe(true)
})

test("the first load of scripts and styles, in the longest language, stays under its limit", () => {
  const { first, pages } = weigh()
  expect(Object.keys(pages).length).toBeGreaterThan(10)
  expect(first).toBeLessThan(limitBytes)
  expect(Math.max(...Object.values(pages)), "what a page adds").toBeLessThan(pageLimitBytes)
})

test("every word of the console is there in four languages, in the words of the glossary, and used", () => {
  const { ids, faults } = lookAtWords()
  expect(ids).toBeGreaterThan(400)
  expect(faults).toEqual([])
})
