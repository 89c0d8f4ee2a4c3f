import { expect, test } from "vitest"
import { addMember, linkTo, newEmail, ownClock, password, signedIn, work } from "../../test/people.ts"
import { makeWorld } from "../../test/world.ts"

const world = await makeWorld()
const { pass } = ownClock(world)

const confirm = (link: string) => world.anonymous("POST /v1/email-changes/confirm", { link })
const signInStatus = async (email: string, organisation?: string) =>
  (await world.anonymous("POST /v1/sessions", { email, password, ...(organisation ? { organisation } : {}) })).status

async function person() {
  const organisation = await world.organisation(undefined, "system")
  const member = await addMember(world, organisation.orgId, { role: "employee" })
  return { ...organisation, ...member, session: await signedIn(world, member) }
}

test("AL-D30 everybody changes their own name, phone, language, zone and theme", async () => {
  const { session, email, memberId } = await person()
  expect((await session("GET /v1/profile")).body).toMatchObject({ id: memberId, email, theme: "system", version: 1 })
  const change = { name: "Anna Nowak", phone: "+48450000001", language: "pl", timeZone: "Europe/Rome", theme: "dark" }
  const changed = await session("PATCH /v1/profile", change, { "if-match": '"1"' })
  expect(changed).toMatchObject({ status: 200, body: { ...change, version: 2 }, headers: { etag: '"2"' } })
  expect((await session("PATCH /v1/profile", { theme: "light" }, { "if-match": '"1"' })).status).toBe(412)
  expect((await session("PATCH /v1/profile", { phone: null, language: null })).body).toMatchObject({
    phone: null,
    language: null,
    name: "Anna Nowak",
  })
  expect(
    await session("PATCH /v1/profile", { role: "administrator", timeZone: "Mars/Base", phone: "12" }),
  ).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/phone" }, { pointer: "/timeZone" }, { pointer: "/role" }] },
  })
})

test("AL-D14 a new sign-in address counts once confirmed; the old one is told and other sessions end", async () => {
  const { session, email, api, memberId, orgId } = await person()
  const elsewhere = await world.organisation(undefined, "system")
  await addMember(world, elsewhere.orgId, { email, name: "Anna there" })
  const other = await signedIn(world, { email, organisation: orgId })
  const there = await signedIn(world, { email, organisation: elsewhere.orgId })
  const next = newEmail("nowak")
  expect((await session("PUT /v1/profile/email", { email: next, password: "wrong" })).body).toMatchObject({
    errors: [{ pointer: "/password", code: "wrong_password" }],
  })
  expect((await session("PUT /v1/profile/email", { email: ` ${next.toUpperCase()}`, password })).status).toBe(202)
  expect((await session("GET /v1/profile")).body.email).toBe(email)
  expect(await signInStatus(next)).toBe(401)

  const link = await linkTo(world, next)
  expect((await confirm(link)).status).toBe(204)
  await work(world)
  const { items } = (await api(`GET /v1/captured?address=${email}`)).body as { items?: { id: string }[] }
  const told = await api(`GET /v1/captured/${items?.[0]?.id}`)
  expect(told.body).toMatchObject({ type: "system.address_changed", text: expect.stringContaining(next) })
  expect((await session("GET /v1/profile")).body.email).toBe(next)
  for (const ended of [other, there]) expect((await ended("GET /v1/session")).status).toBe(401)
  expect(await signInStatus(email, orgId)).toBe(401)
  const again = await signedIn(world, { email: next, organisation: elsewhere.orgId })
  expect((await again("GET /v1/profile")).body.email, "the address is the person's everywhere").toBe(next)
  expect((await confirm(link)).body.code).toBe("link_used")

  const { body, text } = await api(`GET /v1/audit?subjectId=${memberId}`)
  expect(body.items).toMatchObject([
    { action: "email.changed", actorId: memberId, before: { email }, after: { email: next } },
    { action: "email.change_requested", after: { email: next } },
    {},
    {},
    {},
  ])
  expect(text).not.toContain("tdl_")
  const rows = await world.db.org(orgId, (tx) => tx`select before, after from audit_records where org_id = ${tx.orgId}`)
  for (const address of [email, next]) expect(JSON.stringify(rows)).not.toContain(address)
})

test("an address somebody signs in with is found out only by whoever holds it", async () => {
  const [{ session }, stranger] = [await person(), await person()]
  expect((await session("PUT /v1/profile/email", { email: stranger.email, password })).status).toBe(202)
  expect(await confirm(await linkTo(world, stranger.email))).toMatchObject({
    status: 409,
    body: { code: "name_taken", errors: [{ pointer: "/email" }] },
  })
  expect(await signInStatus(stranger.email)).toBe(201)
})

test("a link to a new address lasts a day; a newer one, a changed password or a reset ends it", async () => {
  const { session, email } = await person()
  const ask = async () => {
    const next = newEmail("next")
    expect((await session("PUT /v1/profile/email", { email: next, password })).status).toBe(202)
    return await linkTo(world, next)
  }
  const late = await ask()
  pass({ hours: 24 })
  expect((await confirm(late)).status).toBe(410)
  const replaced = await ask()
  const dead = await ask()
  expect((await confirm(replaced)).status).toBe(410)
  await world.anonymous("POST /v1/password-resets", { email })
  await world.anonymous("POST /v1/password-resets/confirm", { link: await linkTo(world, email), password })
  expect((await confirm(dead)).status).toBe(410)
})

test("two confirmations at once change the address once, and a person is not flooded with letters", async () => {
  const { session, api, memberId } = await person()
  const next = newEmail("next")
  await session("PUT /v1/profile/email", { email: next, password })
  const link = await linkTo(world, next)
  const statuses = (await Promise.all([confirm(link), confirm(link)])).map(({ status }) => status)
  expect(statuses.filter((status) => status === 204)).toHaveLength(1)
  const { body } = await api(`GET /v1/audit?subjectId=${memberId}&action=email.changed`)
  expect(body.items).toHaveLength(1)
  const asked: number[] = []
  for (let letter = 0; letter < 10; letter++)
    asked.push((await session("PUT /v1/profile/email", { email: newEmail(), password })).status)
  expect([asked.filter((status) => status === 202).length, asked.at(-1)]).toEqual([9, 429])
})

test("an API key has no profile", async () => {
  const { api } = await world.organisation(undefined, "system")
  for (const address of ["GET /v1/profile", "PATCH /v1/profile"])
    expect((await api(address, address.startsWith("PATCH") ? {} : undefined)).status).toBe(403)
})
