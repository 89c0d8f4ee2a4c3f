import { afterAll, expect, test } from "vitest"
import { makeWorld } from "../../test/world.ts"
import { makeHttp } from "../../test/world/http.ts"
import { systemClock, systemTimer } from "../base/clock.ts"
import { readAllowed } from "../base/networks.ts"
import { openOutbound } from "../base/outbound.ts"
import { announceAll } from "./announce.ts"
import { maintainWebhooks } from "./messages.ts"
import { sendWebhooksDue } from "./send.ts"
import { webhookTypes } from "./types.ts"

const http = await makeHttp()
const addresses: Record<string, string[]> = {
  "hooks.example.com": ["93.184.215.14"],
  "inside.example.com": ["10.0.0.5"],
  "both.example.com": ["93.184.215.14", "169.254.169.254"],
  "crm.internal": ["10.1.0.9"],
}
const outbound = openOutbound({
  allow: readAllowed("127.0.0.1, crm.internal:8080"),
  resolve: async (host) => addresses[host] ?? Promise.reject(new Error("ENOTFOUND")),
})
const world = await makeWorld({ outbound })
afterAll(async () => {
  await outbound.close()
  await http.close()
})
const url = "https://hooks.example.com/tidings"
const missing = "00000000-0000-4000-8000-000000000000"
type Item = Record<string, unknown> & { id: string }

const doors = { ...world.install, timer: systemTimer, tellDisabled: async () => {} }
const send = (orgId: string) => sendWebhooksDue(doors, orgId, new AbortController().signal)
const many = (times: number) =>
  Array.from({ length: times }, () => ({ type: "event.failed" as const, data: webhookTypes["event.failed"].data }))

async function make(address = url) {
  const { orgId, api, withScopes } = await world.organisation()
  const { body } = await api("POST /v1/webhooks", { url: address, types: ["*"] })
  return { orgId, api, withScopes, id: body.id as unknown as string, secret: body.secret as unknown as string }
}

test("a webhook's secret is shown when it is made and when it is rotated, and nowhere else", async () => {
  const { orgId, api, id, secret } = await make(`${http.url}/secret`)
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  const rotated = await api(`POST /v1/webhooks/${id}/rotate-secret`, undefined, { "idempotency-key": "a" })
  const second = rotated.body.secret as unknown as string
  expect(second).not.toBe(secret)
  await api(`POST /v1/webhooks/${id}/test`)
  http.at("/secret", { status: 500, body: "no" })
  await send(orgId)
  const replayed = await api(`POST /v1/webhooks/${id}/rotate-secret`, undefined, { "idempotency-key": "a" })
  expect(replayed).toMatchObject({ status: 200, headers: { "idempotent-replayed": "true" } })
  const said = [
    replayed.text,
    (await api("GET /v1/webhooks")).text,
    (await api(`GET /v1/webhooks/${id}`)).text,
    (await api(`PATCH /v1/webhooks/${id}`, { description: "CRM" })).text,
    (await api(`GET /v1/webhooks/${id}/messages`)).text,
    (await api("GET /v1/audit")).text,
    ...world.logged,
  ]
  const stored = await world.db.org(orgId, (tx) => tx`select * from webhook_endpoints where org_id = ${orgId}`)
  for (const text of [...said, JSON.stringify(stored)])
    for (const each of [secret, second]) expect(text).not.toContain(each.slice(6, 40))
})

test.each([
  ["http://hooks.example.com/", "not_allowed"],
  ["https://inside.example.com/", "not_allowed"],
  ["https://both.example.com/", "not_allowed"],
  ["https://10.0.0.5/", "not_allowed"],
  ["https://[::ffff:10.0.0.5]/", "not_allowed"],
  ["https://2130706434/", "not_allowed"],
  ["https://127.0.0.2/", "not_allowed"],
  ["https://169.254.169.254/latest/meta-data", "not_allowed"],
  ["http://crm.internal/", "not_allowed"],
  ["https://crm.internal/", "not_allowed"],
  ["https://user:password@hooks.example.com/", "not_allowed"],
  ["https://nowhere.example.com/", "unresolved"],
  ["ftp://hooks.example.com/", "not_allowed"],
  ["file:///etc/passwd", "not_allowed"],
  ["javascript:alert(1)", "not_allowed"],
  ["hooks.example.com", "not_allowed"],
  ["https://", "not_allowed"],
])("%s is refused as an address, when it is made and when it is changed", async (address, code) => {
  const { api, id } = await make()
  const refused = { status: 422, body: { code: "webhook_address_refused", errors: [{ pointer: "/url", code }] } }
  expect(await api("POST /v1/webhooks", { url: address, types: ["*"] })).toMatchObject(refused)
  expect(await api(`PATCH /v1/webhooks/${id}`, { url: address })).toMatchObject(refused)
  expect((await api(`GET /v1/webhooks/${id}`)).body.url).toBe(url)
})

test("the operator's own hosts are reached over plain http as well", async () => {
  const { api } = await make()
  for (const address of ["http://crm.internal:8080/hook", `${http.url}/x`])
    expect(await api("POST /v1/webhooks", { url: address, types: ["*"] })).toMatchObject({ status: 201 })
})

test("an address is kept as it is called, whatever way it was written", async () => {
  const { api } = await make()
  const create = (address: string) => api("POST /v1/webhooks", { url: address, types: ["*"] })
  expect(await create(" HTTPS://Hooks.Example.COM:443/a b")).toMatchObject({
    status: 201,
    body: { url: "https://hooks.example.com/a%20b" },
  })
  expect(await create(`${url}/${"ż".repeat(1500)}`)).toMatchObject({ status: 422, body: { code: "invalid" } })
  expect(await create("HTTP://Hooks.Example.COM/")).toMatchObject({ body: { code: "webhook_address_refused" } })
})

test("only types of the catalogue, their families and * can be subscribed to, and a slip is told", async () => {
  const { api } = await make()
  const { body } = await api("GET /v1/webhook-types")
  const listed = body.items as unknown as { type: string; example: { type: string; data: unknown } }[]
  expect(listed.map(({ type }) => type)).toEqual(Object.keys(webhookTypes))
  for (const { type, example } of listed) expect(example).toMatchObject({ type, timestamp: expect.any(String) })
  const attempt = (types: unknown) => api("POST /v1/webhooks", { url, types })
  expect(await attempt(["event.*", "delivery.failed", "event.*"])).toMatchObject({
    status: 201,
    body: { types: ["delivery.failed", "event.*"] },
  })
  expect(await attempt(["event.*", "delivery.faild"])).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/types/1", detail: "There is no such type. Did you mean delivery.failed?" }] },
  })
  for (const wrong of [[], ["**"], ["delivery"], ["*.failed"], ["deliver*"], "*", null])
    expect(await attempt(wrong)).toMatchObject({ status: 422 })
})

test("a change names the version it read, and leaves one record of what changed", async () => {
  const { api, id } = await make()
  expect(await api(`PATCH /v1/webhooks/${id}`, { types: ["event.*"] }, { "if-match": '"1"' })).toMatchObject({
    status: 200,
    body: { types: ["event.*"], url, version: 2 },
    headers: { etag: '"2"' },
  })
  expect(await api(`PATCH /v1/webhooks/${id}`, { types: ["*"] }, { "if-match": '"1"' })).toMatchObject({
    status: 412,
    body: { code: "version_conflict", version: 2 },
  })
  await api(`POST /v1/webhooks/${id}/disable`)
  await api(`POST /v1/webhooks/${id}/disable`)
  await api(`POST /v1/webhooks/${id}/enable`)
  await api(`POST /v1/webhooks/${id}/enable`)
  await api(`POST /v1/webhooks/${id}/rotate-secret`)
  await api(`DELETE /v1/webhooks/${id}/old-secret`)
  await api(`DELETE /v1/webhooks/${id}/old-secret`)
  await api(`DELETE /v1/webhooks/${id}`)
  const { body } = await api(`GET /v1/audit?subjectId=${id}`)
  expect(body.items).toMatchObject([
    { action: "webhook.deleted", before: { url } },
    { action: "webhook.old_secret_removed" },
    { action: "webhook.secret_rotated" },
    { action: "webhook.enabled", before: { state: "disabled", reason: "manual" }, after: { state: "active" } },
    { action: "webhook.disabled", after: { state: "disabled", reason: "manual" } },
    { action: "webhook.updated", before: { types: ["*"] }, after: { types: ["event.*"] } },
    { action: "webhook.created", after: { url, types: ["*"] } },
  ])
})

test("a disabled webhook is sent nothing: no test, no resend", async () => {
  const { api, id } = await make()
  const tested = await api(`POST /v1/webhooks/${id}/test`)
  expect(tested).toMatchObject({ status: 202, body: { type: "webhook.test", state: "waiting", attempts: [] } })
  await api(`POST /v1/webhooks/${id}/disable`)
  const range = { from: "2026-03-03T06:00:00Z", to: "2026-03-03T18:00:00Z" }
  for (const [address, body] of [["test"], ["resend", range], [`messages/${String(tested.body.id)}/resend`]] as [
    string,
    object?,
  ][])
    expect(await api(`POST /v1/webhooks/${id}/${address}`, body)).toMatchObject({
      status: 409,
      body: { code: "webhook_disabled" },
    })
})

test("a range to be sent again has a beginning, an end and a size", async () => {
  const { api, id } = await make()
  for (const to of ["2026-03-03T06:00:00Z", "2026-03-01T06:00:00Z", "2026-05-03T06:00:00Z"])
    expect(await api(`POST /v1/webhooks/${id}/resend`, { from: "2026-03-03T06:00:00Z", to })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/to", code: "range" }] },
    })
})

test("another organisation's webhook answers with the same bytes as one that isn't there", async () => {
  const [{ api, id }, { api: stranger, id: own }] = [await make(), await make()]
  const { body } = await api(`POST /v1/webhooks/${id}/test`)
  const message = body.id as unknown as string
  const range = { from: "2026-03-03T06:00:00Z", to: "2026-03-03T18:00:00Z" }
  for (const [method, rest, sent] of [
    ["GET", ""],
    ["PATCH", "", { description: "Mine" }],
    ["DELETE", ""],
    ["GET", "/messages"],
    ["POST", "/rotate-secret"],
    ["DELETE", "/old-secret"],
    ["POST", "/enable"],
    ["POST", "/disable"],
    ["POST", "/test"],
    ["POST", "/resend", range],
    ["GET", `/messages/${message}`],
    ["GET", `/messages/count?${new URLSearchParams(range).toString()}`],
    ["POST", `/messages/${message}/resend`],
  ] as [string, string, object?][]) {
    const answers = await Promise.all(
      [id, missing, "not-an-id"].map((each) => stranger(`${method} /v1/webhooks/${each}${rest}`, sent)),
    )
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  }
  // A message belongs to its webhook.
  expect((await stranger(`POST /v1/webhooks/${own}/messages/${message}/resend`)).status).toBe(404)
})

test("only administrators manage webhooks, and an organisation has at most twenty", async () => {
  const { api, withScopes } = await make()
  const other = await withScopes(["api_keys:manage"])
  expect(await other("GET /v1/webhooks")).toMatchObject({ status: 403, body: { code: "scope_missing" } })
  for (let count = 1; count < 20; count++) await api("POST /v1/webhooks", { url, types: ["*"] })
  expect(await api("POST /v1/webhooks", { url, types: ["*"] })).toMatchObject({
    status: 409,
    body: { code: "webhooks_limit" },
  })
  const { body } = await api("GET /v1/webhooks")
  expect(body.items).toHaveLength(20)
})

test("messages are paged, newest first, by state, each with its tries", async () => {
  const { orgId, api, id } = await make(`${http.url}/paged`)
  const tell = (times: number) => world.db.org(orgId, (tx) => announceAll(tx, many(times), systemClock()))
  await tell(7)
  http.at("/paged", { status: 500, body: "no" }, 2)
  await send(orgId)
  const seen: Item[] = []
  let cursor: string | null = null
  do {
    const { body } = await api(`GET /v1/webhooks/${id}/messages?limit=3${cursor ? `&cursor=${cursor}` : ""}`)
    seen.push(...(body.items as unknown as Item[]))
    cursor = body.next as unknown as string | null
  } while (cursor)
  expect(seen.map((item) => item.id)).toEqual(
    seen
      .map((item) => item.id)
      .toSorted()
      .toReversed(),
  )
  expect(seen).toHaveLength(7)
  const states = async (state: string) =>
    ((await api(`GET /v1/webhooks/${id}/messages?state=${state}`)).body.items as unknown as Item[]).length
  expect([await states("delivered"), await states("waiting"), await states("dead")]).toEqual([5, 2, 0])
  expect((await api(`GET /v1/webhooks/${id}/messages?state=lost`)).status).toBe(422)
})

test("after 30 days what is settled goes, with its tries; what waits stays", async () => {
  const { orgId, api, id } = await make(`${http.url}/kept`)
  await world.db.org(orgId, (tx) => announceAll(tx, many(3), systemClock()))
  http.at("/kept", { status: 500 }, 1)
  await send(orgId)
  await api(`POST /v1/webhooks/${id}/rotate-secret`)
  const counts = async () =>
    await world.db.org(orgId, async (tx) => [
      (await tx`select 1 from webhook_messages where org_id = ${orgId}`).count,
      (await tx`select 1 from webhook_attempts where org_id = ${orgId}`).count,
      (await tx`select 1 from webhook_endpoints where org_id = ${orgId}`).count,
      (await tx`select 1 from webhook_endpoints where org_id = ${orgId} and old_secret_sealed is not null`).count,
    ])
  const maintain = (days: number) =>
    world.db.org(orgId, (tx) => maintainWebhooks(tx, systemClock().add({ hours: days * 24 })))
  expect(await maintain(0)).toBe(false)
  expect(await counts()).toEqual([3, 3, 1, 1])
  expect(await maintain(29)).toBe(false)
  expect(await counts()).toEqual([3, 3, 1, 0])
  await maintain(31)
  expect(await counts()).toEqual([1, 1, 1, 0])
  await api(`DELETE /v1/webhooks/${id}`)
  await send(orgId)
  await maintain(31)
  expect(await counts()).toEqual([0, 0, 0, 0])
})
