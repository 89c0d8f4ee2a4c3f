import { Webhook } from "standardwebhooks"
import { afterAll, expect, test } from "vitest"
import { makeWorld } from "../../test/world.ts"
import { type HttpFault, makeHttp } from "../../test/world/http.ts"
import { handTimer } from "../../test/world/timer.ts"
import { systemClock, systemTimer } from "../base/clock.ts"
import type { OrgSql } from "../base/db.ts"
import { readAllowed } from "../base/networks.ts"
import { openOutbound, type Outbound } from "../base/outbound.ts"
import { readyNow } from "../base/ready.ts"
import { type Announcement, announce, announceAll } from "./announce.ts"
import { claim } from "./claim.ts"
import { type WebhookDoors, sendWebhooksDue } from "./send.ts"
import type { Disabled, TellDisabled } from "./settle.ts"
import { webhookTypes } from "./types.ts"

const http = await makeHttp()
const addresses: Record<string, string[]> = {}
const outboundOf = (timer = systemTimer): Outbound =>
  openOutbound({
    allow: readAllowed("127.0.0.1, 127.0.0.2"),
    resolve: async (host) => addresses[host] ?? Promise.reject(new Error("ENOTFOUND")),
    timer,
  })
const outbound = outboundOf()
const world = await makeWorld({ outbound })
afterAll(async () => {
  await outbound.close()
  await http.close()
})

const data = webhookTypes["delivery.failed"].data
const never = new AbortController().signal

type Message = {
  id: string
  state: string
  reason: string | null
  dueAt: string | null
  attempts: { status: number | null; words: string }[]
}
type Endpoint = { id: string; state: string; reason: string | null; secret: string; failingSince: string | null }
const many = (times: number): Announcement[] => Array.from({ length: times }, () => ({ type: "delivery.failed", data }))

/** An organisation with its own clock and sender. */
async function make(doors: Partial<WebhookDoors> = {}) {
  const { orgId, api } = await world.organisation()
  let now = systemClock()
  const clock = () => now
  const disabled: Disabled[] = []
  const tellDisabled: TellDisabled = async (_, each) => void disabled.push(each)
  const all = {
    db: world.db,
    secrets: world.install.secrets,
    outbound,
    clock,
    timer: systemTimer,
    tellDisabled,
    ...doors,
  }
  let paths = 0
  return {
    orgId,
    api,
    clock,
    doors: all,
    /** The endpoints whose organisation was told that they are disabled. */
    disabled,
    pass: (duration: Temporal.DurationLike) => {
      now = now.add(duration)
    },
    /** An endpoint at a path of the web server that is its alone. */
    endpoint: async (types = ["*"], url?: string) => {
      const path = `/${orgId}/${(paths += 1)}`
      const { body, status } = await api("POST /v1/webhooks", { url: url ?? `${http.url}${path}`, types })
      expect(status).toBe(201)
      return { path, ...(body as unknown as Endpoint) }
    },
    announce: (times = 1) => world.db.org(orgId, (tx) => announceAll(tx, many(times), now)),
    send: (more: Partial<WebhookDoors> = {}) => sendWebhooksDue({ ...all, ...more }, orgId, never),
    messages: async (id: string) =>
      (await api(`GET /v1/webhooks/${id}/messages?limit=200`)).body.items as unknown as Message[],
    read: async (id: string) => (await api(`GET /v1/webhooks/${id}`)).body as unknown as Endpoint,
    isReady: async () => (await readyNow(world.db, ["webhooks"], now)).some(({ orgId: ready }) => ready === orgId),
    claimsRunOut: () =>
      world.db.org(
        orgId,
        (tx) => tx`
          update webhook_messages set claim_until = clock_timestamp() - interval '1 second'
           where org_id = ${orgId} and claim_until is not null`,
      ),
  }
}

test("what happened is told to those who subscribed, in a body that their library verifies", async () => {
  const { endpoint, announce: tell, send, messages, clock, isReady, orgId } = await make()
  const [all, family, other] = [await endpoint(), await endpoint(["delivery.*"]), await endpoint(["event.*"])]
  await tell()
  expect(await isReady()).toBe(true)
  expect(await send()).toBe(2)
  expect(http.to(other.path)).toEqual([])
  for (const { path, secret, id } of [all, family]) {
    const [entry, more] = http.to(path)
    expect(more).toBeUndefined()
    expect(entry).toMatchObject({ method: "POST", headers: { "content-type": "application/json" } })
    expect(entry?.headers["webhook-timestamp"]).toBe(String(Math.floor(clock().epochMilliseconds / 1000)))
    expect(new Webhook(secret).verify(entry?.body ?? "", entry?.headers ?? {})).toEqual({
      type: "delivery.failed",
      timestamp: clock().round("microsecond").toString(),
      data,
    })
    expect(await messages(id)).toMatchObject([
      { id: entry?.headers["webhook-id"], state: "delivered", dueAt: null, attempts: [{ status: 200, words: "ok" }] },
    ])
  }
  expect(await send()).toBe(0)
  // Without endpoints nothing is written, and nothing that is rolled back is told.
  const { orgId: quiet } = await world.organisation()
  await world.db.org(quiet, (tx) => announce(tx, "delivery.failed", data, clock()))
  const count = await world.db.org(quiet, (tx) => tx`select 1 from webhook_messages where org_id = ${quiet}`)
  expect(count).toHaveLength(0)
  const undone = world.db.org(orgId, async (tx) => {
    await announce(tx, "delivery.failed", data, clock())
    throw new Error("undone")
  })
  await expect(undone).rejects.toThrow("undone")
  expect(await send()).toBe(0)
})

test("announcing takes one query without an endpoint, and as many for hundreds as for one with it", async () => {
  const { orgId, endpoint, clock } = await make()
  const count = (times: number) =>
    world.db.org(orgId, async (tx) => {
      let queries = 0
      const counting = ((...args: Parameters<typeof tx>) => {
        queries += 1
        return tx(...args)
      }) as typeof tx
      const all = many(times)
      await announceAll(Object.assign(counting, { orgId }), all, clock())
      return queries
    })
  expect(await count(300)).toBe(1)
  expect(await count(0)).toBe(0)
  await endpoint()
  await endpoint()
  const once = await count(1)
  expect(await count(300)).toBeLessThanOrEqual(once)
})

const faults: [string, HttpFault, number | null, RegExp][] = [
  ["a server error", { status: 500, body: "out of order" }, 500, /^out of order$/],
  ["not found", { status: 404 }, 404, /^$/],
  ["a redirect", { status: 302, headers: { location: "/elsewhere" } }, 302, /^$/],
  ["a permanent redirect", { status: 308, headers: { location: "http://127.0.0.1:1/" } }, 308, /^$/],
  ["a server error with a huge body", { status: 500, body: "e".repeat(1 << 20) }, 500, /^e{500}$/],
  ["a connection closed before the answer", "close", null, /127\.0\.0\.1/],
  ["a connection reset before the answer", "reset", null, /127\.0\.0\.1/],
  ["a connection closed within the answer", "close_midway", null, /127\.0\.0\.1/],
  ["something that isn't HTTP", { garbage: "SSH-2.0-OpenSSH_9.9\r\n" }, null, /127\.0\.0\.1/],
]
test.each(faults)(
  "I27 after %s it is sent again, under the same id and signed anew",
  async (_, fault, status, words) => {
    const { endpoint, announce, send, messages, pass, clock, isReady } = await make()
    const { path, id, secret } = await endpoint()
    http.at(path, fault, 1)
    await announce()
    expect(await send()).toBe(1)
    const [failed] = await messages(id)
    expect(failed).toMatchObject({ state: "waiting", attempts: [{ status, words: expect.stringMatching(words) }] })
    const wait = Temporal.Instant.from(failed?.dueAt ?? "")
      .since(clock())
      .total("seconds")
    expect(wait).toBeGreaterThanOrEqual(4.5)
    expect(wait).toBeLessThanOrEqual(5.5)
    expect(await send()).toBe(0)
    pass({ seconds: 10 })
    expect(await isReady()).toBe(true)
    expect(await send()).toBe(1)
    expect(await messages(id)).toMatchObject([{ id: failed?.id, state: "delivered", attempts: [{}, { status: 200 }] }])
    const [first, second] = http.to(path)
    expect(http.to(path)).toHaveLength(2)
    expect(second?.body).toBe(first?.body)
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"])
    expect(Number(second?.headers["webhook-timestamp"])).toBe(Number(first?.headers["webhook-timestamp"]) + 10)
    expect(() => new Webhook(secret).verify(second?.body ?? "", second?.headers ?? {})).not.toThrow()
  },
)

test("a huge body is read to 4 kB: it came, and that is what counts", async () => {
  const { endpoint, announce, send, messages } = await make()
  const { path, id } = await endpoint()
  http.at(path, { huge: 50 << 20 })
  await announce(3)
  expect(await send()).toBe(3)
  for (const { state, attempts } of await messages(id)) {
    expect(state).toBe("delivered")
    expect(attempts[0]?.words).toBe("x".repeat(500))
  }
})

test("an answer must be whole within 20 seconds", async () => {
  const hand = handTimer()
  const slowly = outboundOf(hand.timer)
  const { endpoint, announce, send, messages } = await make({ outbound: slowly })
  const [silent, slow] = [await endpoint(), await endpoint()]
  http.at(silent.path, "silence")
  const released = Promise.withResolvers<void>()
  http.at(slow.path, { slow: released.promise })
  await announce()
  const sending = send()
  await Promise.all([http.reached(silent.path, 1), http.reached(slow.path, 1)])
  await hand.ring(20_000)
  await hand.ring(20_000)
  expect(await sending).toBe(2)
  for (const { id } of [silent, slow])
    expect(await messages(id)).toMatchObject([
      { state: "waiting", attempts: [{ status: null, words: expect.stringContaining("No answer within 20 s") }] },
    ])
  released.resolve()
  await slowly.close()
})

test("a slow endpoint does not hold up what is told to another, not even what happens meanwhile", async () => {
  const hand = handTimer()
  const { endpoint, announce, send, messages } = await make({ timer: hand.timer })
  const [slow, fast] = [await endpoint(), await endpoint()]
  const released = Promise.withResolvers<void>()
  http.at(slow.path, { hold: released.promise })
  await announce(20)
  const sending = send()
  await Promise.all([http.reached(fast.path, 20), http.reached(slow.path, 8)])
  await announce()
  while (http.to(fast.path).length < 21) await hand.ring(1000)
  expect(http.to(slow.path)).toHaveLength(8)
  released.resolve()
  expect(await sending).toBe(42)
  expect(http.mostAtOnce(slow.path)).toBe(8)
  for (const { id } of [slow, fast])
    expect((await messages(id)).filter(({ state }) => state === "delivered")).toHaveLength(21)
})

test("two workers at once send each message once, and no more than eight at a time to one endpoint", async () => {
  const { endpoint, announce, send } = await make()
  const { path } = await endpoint()
  await announce(60)
  const counts = await Promise.all([send(), send(), send()])
  await send()
  expect(counts.reduce((a, b) => a + b)).toBeLessThanOrEqual(60)
  const ids = http.to(path).map(({ headers }) => headers["webhook-id"])
  expect(ids).toHaveLength(60)
  expect(new Set(ids).size).toBe(60)
  expect(http.mostAtOnce(path)).toBeLessThanOrEqual(8)
})

test("of two processes that claim at the same moment one passes by the endpoint of the other", async () => {
  const { endpoint, announce, orgId, clock } = await make()
  await endpoint()
  await announce(20)
  const claimIn = async (tx: OrgSql) => (await claim(tx, world.install.secrets, clock())).claimed.length
  await world.db.org(orgId, async (tx) => {
    expect(await claimIn(tx)).toBe(8)
    expect(await world.db.org(orgId, claimIn)).toBe(0)
  })
  expect(await world.db.org(orgId, claimIn)).toBe(0)
})

test("what was under way when its endpoint was disabled may still be delivered; what had not begun is not", async () => {
  const hand = handTimer()
  const { endpoint, announce, send, messages, api } = await make({ timer: hand.timer })
  const { path, id } = await endpoint()
  const released = Promise.withResolvers<void>()
  http.at(path, { hold: released.promise })
  await announce(9)
  const sending = send()
  await http.reached(path, 8)
  expect((await api(`POST /v1/webhooks/${id}/disable`)).status).toBe(200)
  while (!(await messages(id)).some(({ state }) => state === "dead")) await hand.ring(1000)
  released.resolve()
  expect(await sending).toBe(8)
  const states = (await messages(id)).map(({ state, reason }) => `${state} ${reason}`)
  expect(states.toSorted()).toEqual(["dead endpoint_disabled", ...Array(8).fill("delivered null")])
})

test("I27 I8 a worker that was killed while sending: it goes again under the same id, and a late answer changes nothing", async () => {
  const { endpoint, announce, send, messages, claimsRunOut, pass } = await make()
  const { path, id } = await endpoint()
  const [revived, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const frozen: Outbound = {
    ...outbound,
    async request(url, request) {
      const answer = await outbound.request(url, request)
      left.resolve()
      await revived.promise
      return answer
    },
  }
  await announce()
  const killed = send({ outbound: frozen })
  await left.promise
  expect(await send()).toBe(0)
  expect(await messages(id)).toMatchObject([{ state: "waiting", attempts: [] }])
  await claimsRunOut()
  http.at(path, { status: 500 }, 1)
  expect(await send()).toBe(1)
  revived.resolve()
  expect(await killed).toBe(1)
  // The late 200 is kept as evidence; the try that came after it says what is to be done.
  expect(await messages(id)).toMatchObject([{ state: "waiting", attempts: [{ status: 200 }, { status: 500 }] }])
  pass({ minutes: 1 })
  expect(await send()).toBe(1)
  expect(await messages(id)).toMatchObject([{ state: "delivered" }])
  expect(http.to(path)).toHaveLength(3)
  expect(new Set(http.to(path).map(({ headers }) => headers["webhook-id"])).size).toBe(1)
})

test("a worker that is told to stop waits for what is under way and begins nothing", async () => {
  const { endpoint, announce, doors, orgId, isReady } = await make()
  const { path } = await endpoint()
  const released = Promise.withResolvers<void>()
  http.at(path, { hold: released.promise })
  await announce(20)
  const stop = new AbortController()
  const sending = sendWebhooksDue(doors, orgId, stop.signal)
  await http.reached(path, 8)
  stop.abort()
  released.resolve()
  expect(await sending).toBe(8)
  expect(http.to(path)).toHaveLength(8)
  expect(await isReady()).toBe(true)
})

test("410 disables the endpoint: what waits for it is given up, nothing more is told, and the audit says so", async () => {
  const { endpoint, announce, send, messages, read, api, disabled } = await make()
  const { path, id } = await endpoint()
  http.at(path, { status: 410, body: "moved out" }, 1)
  http.at(path, { status: 500 })
  await announce(12)
  await send()
  expect(await read(id)).toMatchObject({ state: "disabled", reason: "gone" })
  expect(disabled).toMatchObject([{ id, url: `${http.url}${path}`, reason: "gone" }])
  const states = (await messages(id)).map(({ state, reason }) => `${state} ${reason}`)
  expect(states.toSorted()).toEqual([...Array(11).fill("dead endpoint_disabled"), "dead gone"])
  const told = http.to(path).length
  await announce()
  expect(await send()).toBe(0)
  expect(http.to(path)).toHaveLength(told)
  expect(await messages(id)).toHaveLength(12)
  expect((await api(`GET /v1/audit?subjectId=${id}`)).body.items).toMatchObject([
    { action: "webhook.disabled", actorKind: "install", after: { state: "disabled", reason: "gone" } },
    { action: "webhook.created" },
  ])
  http.clear()
  expect(await api(`POST /v1/webhooks/${id}/enable`)).toMatchObject({ status: 200, body: { state: "active" } })
  await announce()
  expect(await send()).toBe(1)
})

test.each([429, 503])("Retry-After of %s is obeyed by everything that is told to the endpoint", async (status) => {
  const { endpoint, announce, send, messages, pass, isReady, api } = await make()
  const { path, id } = await endpoint()
  http.at(path, { status, headers: { "retry-after": "600" } }, 1)
  await announce()
  await send()
  await announce(3)
  expect(await send()).toBe(0)
  expect((await api(`GET /v1/webhooks/${id}`)).body.pausedUntil).not.toBeNull()
  pass({ seconds: 10 })
  expect(await send()).toBe(0)
  pass({ seconds: 589 })
  expect(await isReady()).toBe(false)
  expect(await send()).toBe(0)
  pass({ seconds: 2 })
  expect(await isReady()).toBe(true)
  expect(await send()).toBe(4)
  expect((await messages(id)).every(({ state }) => state === "delivered")).toBe(true)
})

/** Hours from each try of a message to the next, a little later than the schedule has them. */
const tryHours = [0.01, 0.1, 1, 2.3, 6, 11.5, 16, 23, 27, 0]

test("I27 what fails ten times in three days is dead, and seen; after five days of failures the endpoint is disabled", async () => {
  const { endpoint, announce, send, messages, read, pass, disabled } = await make()
  const { path, id } = await endpoint()
  const giveUp = async () => {
    http.at(path, { status: 500, body: "out of order" }, 10)
    await announce()
    for (const hours of tryHours) {
      expect(await send()).toBe(1)
      pass({ seconds: Math.round(hours * 3600) })
    }
    const [last] = await messages(id)
    expect(last).toMatchObject({ state: "dead", reason: "gave_up", dueAt: null })
    expect(last?.attempts).toHaveLength(10)
  }
  await giveUp()
  expect(await read(id)).toMatchObject({ state: "active", failingSince: expect.any(String) })
  await announce()
  expect(await send()).toBe(1)
  expect(await read(id)).toMatchObject({ state: "active", failingSince: null })
  await giveUp()
  const { failingSince } = await read(id)
  expect(disabled).toEqual([])
  await giveUp()
  expect(await read(id)).toMatchObject({ state: "disabled", reason: "failing" })
  expect(disabled).toMatchObject([{ id, reason: "failing", words: "out of order" }])
  expect(String(disabled[0]?.failingSince)).toBe(failingSince)
})

test("after a rotation both secrets sign for a day, unless the old one is removed", async () => {
  const { endpoint, announce, send, pass, api } = await make()
  const { path, id, secret: first } = await endpoint()
  const rotate = async () => (await api(`POST /v1/webhooks/${id}/rotate-secret`)).body.secret as unknown as string
  const verified = async () => {
    await announce()
    await send()
    const entry = http.to(path).at(-1)
    const signatures = entry?.headers["webhook-signature"]?.split(" ").length
    const by = (secret: string) => {
      try {
        return Boolean(new Webhook(secret).verify(entry?.body ?? "", entry?.headers ?? {}))
      } catch {
        return false
      }
    }
    return { signatures, by }
  }
  const second = await rotate()
  let sent = await verified()
  expect([sent.signatures, sent.by(first), sent.by(second)]).toEqual([2, true, true])
  const third = await rotate()
  sent = await verified()
  expect([sent.signatures, sent.by(first), sent.by(second), sent.by(third)]).toEqual([2, false, true, true])
  expect((await api(`DELETE /v1/webhooks/${id}/old-secret`)).status).toBe(204)
  sent = await verified()
  expect([sent.signatures, sent.by(second), sent.by(third)]).toEqual([1, false, true])
  await rotate()
  expect((await verified()).signatures).toBe(2)
  pass({ hours: 25 })
  expect((await verified()).signatures).toBe(1)
})

test("one message is sent again under its id, and a range of them; what waits is left alone", async () => {
  const { endpoint, announce, send, messages, api, pass } = await make()
  const { path, id } = await endpoint()
  await announce(3)
  await send()
  const [newest] = await messages(id)
  expect(await api(`POST /v1/webhooks/${id}/messages/${newest?.id}/resend`)).toMatchObject({
    status: 202,
    body: { id: newest?.id, state: "waiting" },
  })
  pass({ minutes: 1 })
  expect(await send()).toBe(1)
  expect(http.to(path).at(-1)?.headers["webhook-id"]).toBe(newest?.id)
  expect((await messages(id))[0]).toMatchObject({ state: "delivered", attempts: [{ status: 200 }, { status: 200 }] })
  const now = systemClock()
  const hours = { from: now.subtract({ hours: 1 }).toString(), to: now.add({ hours: 1 }).toString() }
  const range = async (more: object = {}) => {
    const asked = new URLSearchParams({ ...hours, ...more })
    const counted = await api(`GET /v1/webhooks/${id}/messages/count?${asked.toString()}`)
    const answer = await api(`POST /v1/webhooks/${id}/resend`, { ...hours, ...more })
    expect(counted.body, "as many as were told before").toEqual(answer.body)
    return answer
  }
  expect(await range({ state: "dead" })).toMatchObject({ status: 202, body: { count: 0 } })
  expect(await range({ state: "delivered" })).toMatchObject({ status: 202, body: { count: 3 } })
  expect(await range()).toMatchObject({ status: 202, body: { count: 0 } })
  pass({ minutes: 1 })
  expect(await send()).toBe(3)
  expect(await range()).toMatchObject({ status: 202, body: { count: 3 } })
  expect(await range({ to: now.subtract({ minutes: 30 }).toString() })).toMatchObject({ body: { count: 0 } })
})

test("a deleted endpoint is told nothing more, and what waited for it is given up", async () => {
  const { endpoint, announce, send, api, orgId } = await make()
  const { path, id } = await endpoint()
  await announce(5)
  expect((await api(`DELETE /v1/webhooks/${id}`)).status).toBe(204)
  expect(await send()).toBe(0)
  expect(http.to(path)).toEqual([])
  const rows = await world.db.org(
    orgId,
    (tx) => tx<{ state: string }>`select state from webhook_messages where org_id = ${orgId}`,
  )
  expect(rows.map(({ state }) => state)).toEqual(Array(5).fill("dead"))
})

test("a name that comes to lead to a private address is not sent to, nor by plain http to a public one", async () => {
  const { endpoint, announce, send, messages } = await make()
  const inside = await makeHttp({ host: "127.0.0.3" })
  addresses["rebinding.example"] = ["127.0.0.1"]
  const { id, path } = await endpoint(["*"], `http://rebinding.example:${http.port}/rebinding`)
  await announce()
  await send()
  expect(http.to("/rebinding")).toHaveLength(1)
  addresses["rebinding.example"] = ["127.0.0.3"]
  // The old connection leads to the address that was checked; a new one is checked anew.
  const fresh = outboundOf()
  await announce()
  await send({ outbound: fresh })
  addresses["rebinding.example"] = ["93.184.215.14"]
  await announce()
  await send({ outbound: fresh })
  addresses["rebinding.example"] = ["127.0.0.1", "127.0.0.3"]
  await announce()
  await send({ outbound: fresh })
  expect(await messages(id)).toMatchObject([
    { state: "waiting", attempts: [{ status: null, words: expect.stringContaining("127.0.0.3") }] },
    { state: "waiting", attempts: [{ status: null, words: expect.stringContaining("https") }] },
    { state: "waiting", attempts: [{ status: null, words: expect.stringContaining("has not allowed") }] },
    { state: "delivered" },
  ])
  expect(inside.journal).toEqual([])
  expect(http.to(path)).toEqual([])
  await fresh.close()
  await inside.close()
})

test("over TLS the certificate must be valid for the name", async () => {
  const secure = await makeHttp({ tls: "hooks.example" })
  addresses["hooks.example"] = ["127.0.0.1"]
  const trusting = openOutbound({
    allow: readAllowed("127.0.0.1"),
    resolve: async () => ["127.0.0.1"],
    roots: secure.roots,
  })
  const { endpoint, announce, send, messages, pass } = await make()
  const { id } = await endpoint(["*"], `https://hooks.example:${secure.port}/a`)
  await announce()
  await send()
  expect(secure.journal).toEqual([])
  pass({ minutes: 1 })
  await send({ outbound: trusting })
  expect(await messages(id)).toMatchObject([{ state: "delivered", attempts: [{ status: null }, { status: 200 }] }])
  expect(secure.to("/a")).toHaveLength(1)
  await trusting.close()
  await secure.close()
})
