import { expect, test } from "vitest"
import { makeWorld } from "../../test/world.ts"

const world = await makeWorld()

test("100 identical requests with one key have one effect and one answer", async () => {
  const { api } = await world.organisation()
  const key = { "idempotency-key": "order-66" }
  const answers = await Promise.all(Array.from({ length: 100 }, () => api("POST /v1/areas", { name: "North" }, key)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  expect(answers.filter(({ headers }) => headers["idempotent-replayed"] === "true")).toHaveLength(99)
  expect((await api("GET /v1/areas")).body.items).toHaveLength(2)
})

test("a key used with another body is refused, and a refused request can be repeated", async () => {
  const { api } = await world.organisation()
  const key = { "idempotency-key": "k" }
  expect((await api("POST /v1/areas", { name: "" }, key)).status).toBe(422)
  expect((await api("POST /v1/areas", { name: "North" }, key)).status).toBe(201)
  expect(await api("POST /v1/areas", { name: "South" }, key)).toMatchObject({
    status: 422,
    body: { code: "idempotency_mismatch" },
  })
})

test("an answer with a secret is replayed without it", async () => {
  const { api } = await world.organisation()
  const make = () => api("POST /v1/api-keys", { name: "CRM", scopes: ["audit:see"] }, { "idempotency-key": "once" })
  const [first, second] = [await make(), await make()]
  expect(first.body.key).toMatch(/^tdg_/)
  expect(second.body).toEqual({ ...first.body, key: undefined })
})

test("bad input is a problem that names the place, and nothing is logged as a failure", async () => {
  const { api, withScopes } = await world.organisation()
  const narrow = await withScopes(["audit:see"])
  const tries: [string, unknown, number, string][] = [
    ["POST /v1/areas", { name: "" }, 422, "/name"],
    ["POST /v1/areas", { name: "x".repeat(101) }, 422, "/name"],
    ["POST /v1/areas", { name: "a\u0000b" }, 400, "/name"],
    ["POST /v1/areas", { name: "two\nlines" }, 422, "/name"],
    ["POST /v1/areas", { name: "North", "a/b": 1 }, 422, "/a~1b"],
    ["POST /v1/areas", [], 422, ""],
  ]
  for (const [address, body, status, pointer] of tries)
    expect(await api(address, body)).toMatchObject({ status, body: { errors: [{ pointer }] } })
  expect((await api("POST /v1/areas")).body.code).toBe("malformed")
  const raw = await api("POST /v1/areas", '{"name":', { "content-type": "application/json" })
  expect(raw).toMatchObject({ status: 400, body: { code: "malformed" } })
  expect((await api("POST /v1/areas", "a=b", { "content-type": "text/plain" })).status).toBe(415)
  expect((await api("POST /v1/areas", { name: "x".repeat(2_000_000) })).status).toBe(413)
  expect(await narrow("GET /v1/areas")).toMatchObject({
    status: 403,
    body: { code: "scope_missing", permission: "members:see" },
  })
  expect((await world.anonymous("GET /v1/areas")).body.code).toBe("unauthenticated")
  expect((await api("GET /v1/areas?limit=0")).body).toMatchObject({ errors: [{ parameter: "limit" }] })
})

test("a revoked key is as good as none", async () => {
  const { api } = await world.organisation()
  const { body: key } = await api("POST /v1/api-keys", { name: "CRM", scopes: ["audit:see"] })
  const headers = { authorization: `Bearer ${key.key}` }
  expect((await world.anonymous("GET /v1/audit", undefined, headers)).status).toBe(200)
  expect((await api(`DELETE /v1/api-keys/${key.id}`)).status).toBe(204)
  expect((await world.anonymous("GET /v1/audit", undefined, headers)).status).toBe(401)
})
