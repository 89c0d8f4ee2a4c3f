import { expect, test } from "vitest"
import { makeWorld } from "../../test/world.ts"
import { systemClock } from "../base/clock.ts"
import { sql } from "../base/db.ts"
import { findProviders } from "./registry.ts"
import { usable } from "./connections.ts"

const world = await makeWorld()

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
