import { expect, test } from "vitest"
import { addMember, newEmail, ownClock, password, signedIn } from "../../test/people.ts"
import { makeWorld } from "../../test/world.ts"
import { theInstall } from "../audit/audit.ts"
import { newId } from "../base/ids.ts"
import { lineInput, startOf, upsert } from "../customers/upsert.ts"
import { inviteFirstAdministrator } from "./invitations.ts"
import { createKey } from "./keys.ts"
import { readLink, takeLink } from "./links.ts"
import { addOrganisation, installCall } from "./organisations.ts"
import { platformScopes } from "./permissions.ts"
import { createOperator, firstStartLink, inviteOperator } from "./platform.ts"

const world = await makeWorld()
const { db, install } = world
const { now, pass } = ownClock(world)

const inPlatform = <T>(work: (call: ReturnType<typeof installCall> & { install: typeof install }) => Promise<T>) =>
  db.org(install.platformId, (tx) => work({ ...installCall(tx, now()), install }))

async function operator() {
  const email = newEmail("operator")
  await inPlatform((call) => createOperator(call, { name: "Ola Operator", email, password }))
  return await signedIn(world, { email })
}

test("AL-D9 an install without an operator offers one link to set itself up, taken once", async () => {
  const first = await firstStartLink(install)
  const second = await firstStartLink(install)
  const text = (link: typeof first) => link?.url.split("#")[1] as string
  expect(second?.expiresAt.equals(now().add({ hours: 24 }))).toBe(true)
  const email = newEmail("first")
  const take = (link: string) =>
    inPlatform(async (call) => {
      await takeLink(call.tx, readLink(link), "first_start", now())
      return await createOperator(call, { name: "First", email, password })
    })
  await expect(take(text(first))).rejects.toMatchObject({ code: "link_used" })
  await take(text(second))
  await expect(take(text(second))).rejects.toMatchObject({ code: "link_used" })
  const session = await signedIn(world, { email })
  expect((await session("GET /v1/session")).body).toMatchObject({
    role: "operator",
    permissions: { "platform:manage": "all" },
  })
  expect(await firstStartLink(install)).toBeNull()
})

test("a first-start link is good for a day", async () => {
  await inPlatform(({ tx }) => tx`update members set state = 'deactivated' where org_id = ${tx.orgId}`)
  const link = await firstStartLink(install)
  pass({ hours: 24 })
  const taken = inPlatform(({ tx }) => takeLink(tx, readLink(link?.url.split("#")[1] as string), "first_start", now()))
  await expect(taken).rejects.toMatchObject({ code: "link_used" })
})

test("AL-D9 an operator is invited for a day; asking again renews the invitation", async () => {
  const email = newEmail("operator")
  const asked = () => inPlatform((call) => inviteOperator(call, { name: "Ola", email }))
  const [former, letter] = [await asked(), await asked()]
  const accept = (url: string) => world.anonymous("POST /v1/invitations/accept", { link: url.split("#")[1], password })
  expect(letter.memberId).toBe(former.memberId)
  expect(letter.link.expiresAt.equals(now().add({ hours: 24 }))).toBe(true)
  expect((await accept(former.link.url)).status).toBe(410)
  expect((await accept(letter.link.url)).status).toBe(200)
  await expect(asked()).rejects.toMatchObject({ code: "in_use" })
})

test("AL-D23 an organisation's first administrator accepts an invitation", async () => {
  const [orgId, email] = [newId(), newEmail("boss")]
  const key = `new-${orgId.slice(-8)}`
  const place = { name: "New", country: "IT", language: "it", timeZone: "Europe/Rome", currency: "EUR" }
  const { link } = await db.org(orgId, async (tx) => {
    const call = { ...installCall(tx, now()), install }
    await addOrganisation(call, { key, ...place })
    return await inviteFirstAdministrator(call, { name: "Boss", email, language: "it" })
  })
  const [at, secret] = link.url.split("#")
  expect(at).toBe(`${install.config.publicUrl}/link`)
  const accepted = await world.anonymous("POST /v1/invitations/accept", { link: secret, password })
  expect(accepted.body.organisation).toEqual({ id: orgId, key, name: "New" })
  const session = await signedIn(world, { email })
  expect((await session("GET /v1/session")).body).toMatchObject({ role: "administrator" })
})

test("AL-D31 an operator sees the organisations, and nothing in them", async () => {
  const session = await operator()
  const { orgId, api } = await world.organisation()
  await addMember(world, orgId)
  await db.org(orgId, async (tx) => {
    const caller = { ...theInstall, orgId, areaIds: [] }
    const call = { ...installCall(tx, install.clock()), caller, extent: "all" as const }
    const lines = Array.from({ length: 7 }, (_, n) => lineInput.parse({ externalId: `K-${n}`, name: "Anna" }))
    await upsert(call, lines, await startOf(tx), false)
  })
  const { body } = await session("GET /v1/organisations?limit=1")
  expect(body.items).toMatchObject([{ id: orgId, state: "active", reason: null, signIns: 1 }])
  expect((await session(`GET /v1/organisations/${orgId}`)).body).toMatchObject({ id: orgId, signIns: 1, customers: 7 })
  expect((await session(`GET /v1/organisations/${install.platformId}`)).status, "the platform is none").toBe(404)
  expect((await session(`GET /v1/organisations/${newId()}`)).status).toBe(404)
  for (const address of [
    "GET /v1/members",
    "GET /v1/audit",
    "GET /v1/organisation",
    "GET /v1/api-keys",
    "GET /v1/areas",
  ])
    expect((await session(address)).body.code, address).toBe("forbidden")
  for (const address of [
    "GET /v1/organisations",
    `GET /v1/organisations/${orgId}`,
    `POST /v1/organisations/${orgId}/resume`,
  ])
    expect((await api(address)).body.code).toBe("forbidden")
})

test("AL-D31 a suspended organisation lets nobody in, says why, and comes back as it was", async () => {
  const session = await operator()
  const { orgId, api } = await world.organisation()
  const anna = await addMember(world, orgId)
  const inside = await signedIn(world, anna)
  const place = `/v1/organisations/${orgId}`
  expect((await session(`POST ${place}/suspend`, {})).status).toBe(422)
  const suspended = await session(`POST ${place}/suspend`, { reason: "An invoice is unpaid." })
  expect(suspended).toMatchObject({ status: 200, body: { state: "suspended", reason: "An invoice is unpaid." } })
  expect((await session(`POST ${place}/suspend`, { reason: "An invoice is unpaid." })).body).toEqual(suspended.body)
  const refused = {
    status: 403,
    body: { code: "organisation_suspended", detail: "This organisation is suspended: An invoice is unpaid." },
  }
  expect(await inside("GET /v1/session")).toMatchObject(refused)
  expect(await api("GET /v1/areas")).toMatchObject(refused)
  expect(await world.anonymous("POST /v1/sessions", { email: anna.email, password })).toMatchObject(refused)
  expect((await session(`POST ${place}/resume`)).body).toMatchObject({ state: "active", reason: null })
  expect((await inside("GET /v1/session")).status).toBe(200)
  const records = await db.org(
    install.platformId,
    (tx) => tx`select action from audit_records where org_id = ${tx.orgId} and subject_id = ${orgId} order by id`,
  )
  expect([...records]).toMatchObject([{ action: "organisation.suspended" }, { action: "organisation.resumed" }])
})

test("AL-D31 an organisation is deleted by whoever repeats its key", async () => {
  const session = await operator()
  const { orgId, api } = await world.organisation("to-delete")
  const anna = await addMember(world, orgId)
  const place = `/v1/organisations/${orgId}`
  expect((await session(`DELETE ${place}`)).status).toBe(422)
  expect((await session(`DELETE ${place}?key=another`)).body).toMatchObject({ errors: [{ parameter: "key" }] })
  expect((await api("GET /v1/areas")).status).toBe(200)
  expect((await session(`DELETE ${place}?key=to-delete`)).status).toBe(204)
  expect((await api("GET /v1/areas")).status).toBe(401)
  expect((await world.anonymous("POST /v1/sessions", { email: anna.email, password })).body.code).toBe(
    "credentials_wrong",
  )
  const listed = async (query: string) =>
    ((await session(`GET /v1/organisations?${query}`)).body.items as unknown as { id: string }[]).map(({ id }) => id)
  expect(await listed("")).not.toContain(orgId)
  expect(await listed("state=deleted")).toContain(orgId)
  for (const act of ["resume", "suspend"])
    expect((await session(`POST ${place}/${act}`, act === "suspend" ? { reason: "x" } : undefined)).body.code).toBe(
      "in_use",
    )
})

test("an API key of the platform acts as an operator", async () => {
  const { key } = await inPlatform((call) => createKey(call, { name: "ops", scopes: platformScopes }))
  const answer = await world.anonymous("GET /v1/organisations", undefined, { authorization: `Bearer ${key}` })
  expect(answer.status).toBe(200)
})
