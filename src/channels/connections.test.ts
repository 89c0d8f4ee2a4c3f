import { afterAll, expect, test } from "vitest"
import { makeSmtp } from "../../test/world/smtp.ts"
import { makeWorld } from "../../test/world.ts"
import { systemClock } from "../base/clock.ts"
import { sql } from "../base/db.ts"
import { findProviders } from "./registry.ts"
import { usable } from "./connections.ts"

const smtp = await makeSmtp({ users: { tidings: "correct horse" } })
afterAll(() => smtp.close())
const world = await makeWorld({ outbound: smtp.outbound })

const server = { host: "mail.example.com", domain: "example.com" }

test("of each secret of a connection it is told whether it is set; left out it stays, null removes it", async () => {
  const { orgId, api } = await world.organisation()
  const input = { channel: "email", provider: "smtp", name: "Mail" }
  const made = await api("POST /v1/connections", {
    ...input,
    settings: { ...server, user: "anna", password: "s3cret" },
  })
  expect(made).toMatchObject({ status: 201, body: { settings: { user: "anna", password: { isSet: true } } } })
  const address = `/v1/connections/${String(made.body.id)}`
  /** What a hand-over is given. */
  const opened = async () => {
    const { connections } = await world.db.org(orgId, (tx) => usable(tx, world.install.secrets, "email", systemClock()))
    return connections[0]?.settings
  }
  const change = async (settings: Record<string, unknown>) => (await api(`PATCH ${address}`, { settings })).body

  expect(await change({ ...server, host: "other.example.com", user: "anna" })).toMatchObject({
    settings: { host: "other.example.com", password: { isSet: true } },
  })
  expect(await opened()).toMatchObject({ host: "other.example.com", user: "anna", password: "s3cret" })
  await api(`PATCH ${address}`, { name: "Post" })
  expect(await opened()).toMatchObject({ password: "s3cret" })
  expect(await change({ ...server, user: "anna", password: "another" })).toMatchObject({
    settings: { password: { isSet: true } },
  })
  expect(await opened()).toMatchObject({ password: "another" })

  // A user without a password is none: it goes together with it.
  expect(await change({ ...server, user: "anna", password: null })).toMatchObject({
    code: "invalid",
    errors: [{ pointer: "/settings/password" }],
  })
  expect(await change({ ...server, password: null })).toMatchObject({ settings: { password: { isSet: false } } })
  expect(await opened()).not.toHaveProperty("password")
  expect((await api(`GET ${address}`)).body).toMatchObject({ settings: { password: { isSet: false } } })
  expect((await api("GET /v1/connections")).body.items).toMatchObject([{ settings: { password: { isSet: false } } }])
  // Only a secret is removed by null; anything else is left out.
  expect((await api(`PATCH ${address}`, { settings: { ...server, host: null } })).status).toBe(422)
})

test("of several secrets each is told by itself", async () => {
  const { orgId, api } = await world.organisation()
  const secrets = (await findProviders()).get("email/smtp")?.secrets ?? []
  const made = await api("POST /v1/connections", { channel: "email", provider: "smtp", name: "Mail", settings: server })
  const shown = async (names: readonly string[]) => {
    await world.db.org(
      orgId,
      (tx) =>
        tx`update connections set secret_names = ${names}, secrets_sealed = ${sql`'sealed'`} where org_id = ${orgId}`,
    )
    return (await api(`GET /v1/connections/${String(made.body.id)}`)).body.settings
  }
  for (const name of secrets) expect(await shown([name])).toMatchObject({ [name]: { isSet: true } })
  for (const name of secrets) expect(await shown(["another"])).toMatchObject({ [name]: { isSet: false } })
})

/** How far a trial came: each part with its state. */
const stepsOf = (body: Record<string, unknown>) => body.steps as { part: string; state: string }[]
const partsOf = (body: Record<string, unknown>) => stepsOf(body).map(({ part, state }) => `${part} ${state}`)

test("settings are tried before they are saved, part by part, and what failed names the setting to look at", async () => {
  const { api } = await world.organisation()
  const settings = { host: "mail.example.com", user: "tidings", password: "correct horse", domain: "example.com" }
  const trial = (change: object, provider = "smtp") =>
    api("POST /v1/connections/test", { channel: "email", provider, settings: { ...settings, ...change } })

  const works = await trial({})
  expect(works).toMatchObject({ status: 200, body: { isWorking: true, sentTo: null } })
  expect(partsOf(works.body)).toEqual(["connect passed", "hello passed", "tls passed", "auth passed", "sender passed"])
  expect(smtp.heard.filter((line) => line.includes("DATA"))).toEqual([])

  const wrong = await trial({ password: "battery staple" })
  expect(partsOf(wrong.body).slice(3)).toEqual(["auth failed", "sender not_tried"])
  expect(stepsOf(wrong.body)[3]).toMatchObject({
    reason: "credentials_refused",
    field: "password",
    words: "535 5.7.8 Authentication credentials invalid",
  })
  expect(wrong.text).not.toContain("battery staple")

  const plain = await trial({ user: undefined, password: undefined, security: "none" })
  expect(partsOf(plain.body)).toEqual(["connect passed", "hello passed", "tls skipped", "sender passed"])

  smtp.at("mail", { say: "550 5.7.1 not from this domain" }, 1)
  expect(stepsOf((await trial({})).body)[4]).toMatchObject({ reason: "sender_refused", field: "domain" })
  smtp.at("starttls", { say: "454 4.7.0 no TLS just now" }, 1)
  expect(stepsOf((await trial({})).body)[2]).toMatchObject({ part: "tls", state: "failed", field: "security" })
  smtp.at("greeting", "close", 1)
  expect(stepsOf((await trial({})).body)[1]).toMatchObject({ part: "hello", reason: "connection_lost", field: "port" })

  expect(await trial({ host: "not a host" })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/settings/host", code: "host" }] },
  })
  expect(await trial({}, "pigeon")).toMatchObject({ status: 422, body: { errors: [{ pointer: "/provider" }] } })
  const { items } = (await api("GET /v1/audit?action=connection.tested")).body as unknown as { items: object[] }
  expect(items).toHaveLength(6)
  expect(JSON.stringify(items)).not.toContain("correct horse")
})

test("a connection is tried with the password it has, or with another before it is saved", async () => {
  const { api } = await world.organisation()
  const settings = { host: "mail.example.com", user: "tidings", domain: "example.com" }
  const made = await api("POST /v1/connections", {
    channel: "email",
    provider: "smtp",
    name: "Mail",
    settings: { ...settings, password: "correct horse" },
  })
  const trial = async (body: object) => (await api(`POST /v1/connections/${String(made.body.id)}/test`, body)).body
  expect(await trial({})).toMatchObject({ isWorking: true })
  expect(await trial({ settings })).toMatchObject({ isWorking: true })
  expect(await trial({ settings: { ...settings, password: "wrong" } })).toMatchObject({ isWorking: false })
  expect(await trial({ settings: { ...settings, user: undefined, password: null } })).toMatchObject({ isWorking: true })
  expect(await trial({ settings: { ...settings, host: "elsewhere.example.com" } })).toMatchObject({ isWorking: false })
  const { items } = (await api("GET /v1/audit?action=connection.tested")).body as unknown as { items: object[] }
  expect(items[0], "whom a password was shown is written down").toMatchObject({
    after: { name: "Mail", host: "elsewhere.example.com", isWorking: false },
  })
  // A key has no mailbox to send a message to.
  expect(await trial({ sendsMessage: true })).toMatchObject({ code: "no_own_address" })
  expect(smtp.journal).toEqual([])
})

test("connections of a channel are put in order, all of them at once", async () => {
  const { api } = await world.organisation()
  const made = await Promise.all(
    ["First", "Second", "Third"].map(async (name) => {
      const input = { channel: "email", provider: "smtp", name, settings: server }
      return String((await api("POST /v1/connections", input)).body.id)
    }),
  )
  const order = async () =>
    ((await api("GET /v1/connections")).body.items as unknown as { id: string }[]).map(({ id }) => id)
  const [first, second, third] = made as [string, string, string]
  for (const ids of [
    [third, first, second],
    [second, third, first],
  ]) {
    expect((await api("PUT /v1/connections/order", { channel: "email", ids })).status).toBe(204)
    expect(await order()).toEqual(ids)
  }
  for (const ids of [[], [first, second], [first, second, second], [first, second, third, third]])
    expect(await api("PUT /v1/connections/order", { channel: "email", ids })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/ids", code: "not_all" }] },
    })
  expect(await order()).toEqual([second, third, first])
})
