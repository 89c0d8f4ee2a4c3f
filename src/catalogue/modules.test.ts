import { expect, test } from "vitest"
import { makeWorld } from "../../test/world.ts"
import { installCall } from "../access/organisations.ts"
import { systemClock } from "../base/clock.ts"
import { installModules, isActive, type Module, modules } from "./modules.ts"

const world = await makeWorld()

async function organisation(active?: readonly Module[]) {
  const made = await world.organisation()
  const install = () => world.db.org(made.orgId, (tx) => installModules(installCall(tx, systemClock()), active))
  await install()
  const stops = () =>
    world.db.org(made.orgId, async (tx) => {
      const rows = await tx<{
        module: Module
        stops: bigint
      }>`select module, stops from modules where org_id = ${tx.orgId}`
      return Object.fromEntries(rows.map((row) => [row.module, row.stops]))
    })
  return {
    ...made,
    install,
    stops,
    isActive: (module: Module) => world.db.org(made.orgId, (tx) => isActive(tx, module)),
  }
}

test("CM-D11 the five modules are active from the start, in their order", async () => {
  const { api, isActive: active } = await organisation()
  const { body } = await api("GET /v1/modules")
  expect(body.items).toMatchObject(modules.map((module) => ({ module, active: true, state: "active", endsAt: null })))
  for (const module of modules) expect(await active(module)).toBe(true)
})

test("an organisation begins with the modules it is given, and beginning again changes nothing", async () => {
  const { api, install, isActive: active } = await organisation(["reminders"])
  expect([await active("reminders"), await active("sms")]).toEqual([true, false])
  await api("PUT /v1/modules/sms", { active: true })
  await install()
  expect(await active("sms")).toBe(true)
  const { body } = await api("GET /v1/audit?action=modules.installed")
  expect(body.items).toMatchObject([{ after: { active: ["reminders"] } }])
})

test("CM-D11 a module is deactivated and activated at once, and its data stay", async () => {
  const { api, isActive: active } = await organisation()
  expect(await api("PUT /v1/modules/sms", { active: false }, { "if-match": '"1"' })).toMatchObject({
    status: 200,
    body: { module: "sms", active: false, state: "inactive", version: 2 },
    headers: { etag: '"2"' },
  })
  expect(await active("sms")).toBe(false)
  expect(await active("reminders")).toBe(true)
  expect(await api("PUT /v1/modules/sms", { active: true }, { "if-match": '"1"' })).toMatchObject({
    status: 412,
    body: { version: 2 },
  })
  expect(await active("sms")).toBe(false)
  expect((await api("PUT /v1/modules/sms", { active: true })).body).toMatchObject({ active: true, version: 3 })
  const { body } = await api("GET /v1/audit?subjectKind=module&limit=2")
  expect(body.items).toMatchObject([
    { action: "module.activated", before: { sms: "inactive" }, after: { sms: "active" } },
    { action: "module.deactivated", before: { sms: "active" }, after: { sms: "inactive" } },
  ])
})

test("AL-D10 deactivating stops what waits, once; activating revives nothing", async () => {
  const { api, stops } = await organisation()
  const none = Object.fromEntries(modules.map((module) => [module, 0n]))
  expect(await stops()).toEqual(none)
  const set = (active: boolean) => api("PUT /v1/modules/post", { active })
  const first = await set(false)
  expect((await set(false)).body).toEqual(first.body)
  expect(await stops()).toEqual({ ...none, post: 1n })
  await set(true)
  await set(true)
  expect(await stops()).toEqual({ ...none, post: 1n })
  await set(false)
  expect(await stops()).toEqual({ ...none, post: 2n })
})

test("of many who deactivate a module at once, one stops it and all are told how it is", async () => {
  const { api, stops } = await organisation()
  const answers = await Promise.all(Array.from({ length: 5 }, () => api("PUT /v1/modules/sms", { active: false })))
  for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: { active: false, version: 2 } })
  expect((await stops()).sms).toBe(1n)
})

test("whoever sees the settings sees the modules, whoever edits them changes them", async () => {
  const { withScopes } = await organisation()
  const sees = await withScopes(["settings:see"])
  expect((await sees("GET /v1/modules")).status).toBe(200)
  expect(await sees("PUT /v1/modules/sms", { active: false })).toMatchObject({
    status: 403,
    body: { permission: "settings:edit" },
  })
  const strange = await withScopes(["types:see"])
  expect((await strange("GET /v1/modules")).status).toBe(403)
})

test("a module that doesn't exist isn't there, and a change says yes or no", async () => {
  const { api } = await organisation()
  expect((await api("PUT /v1/modules/fax", { active: true })).status).toBe(404)
  expect(await api("PUT /v1/modules/sms", { active: "yes" })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/active" }] },
  })
})
