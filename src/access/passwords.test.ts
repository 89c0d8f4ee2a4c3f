import { Secret, TOTP } from "otpauth"
import { expect, test } from "vitest"
import { addMember, linkTo, newEmail, ownClock, password, signedIn, work } from "../../test/people.ts"
import { makeWorld } from "../../test/world.ts"

const world = await makeWorld()
const { db } = world
const { now, pass } = ownClock(world)

const fresh = "a new and better password"
const ask = (email: string) => world.anonymous("POST /v1/password-resets", { email })
const confirm = (link: string, chosen = fresh) =>
  world.anonymous("POST /v1/password-resets/confirm", { link, password: chosen })
const trySignIn = async (email: string, body: Record<string, unknown> = {}) =>
  (await world.anonymous("POST /v1/sessions", { email, password, ...body })).status

async function newPerson() {
  const { orgId, api } = await world.organisation(undefined, "system")
  return { orgId, api, ...(await addMember(world, orgId, { role: "employee" })) }
}

test("a reset ends all sessions in every organisation, and its link works once", async () => {
  const { email, orgId, api } = await newPerson()
  const { orgId: other, api: otherApi } = await world.organisation(undefined, "system")
  await addMember(world, other, { email })
  const sessions = [
    await signedIn(world, { email, organisation: orgId }),
    await signedIn(world, { email, organisation: other }),
  ]
  expect((await ask(` ${email.toUpperCase()}`)).status).toBe(202)
  expect(await trySignIn(email, { organisation: orgId }), "until it is used nothing changes").toBe(201)
  const link = await linkTo(world, email)
  expect((await confirm(link, "too short")).status).toBe(422)
  expect((await confirm(link)).status).toBe(204)
  for (const session of sessions) expect((await session("GET /v1/session")).status).toBe(401)
  expect(await trySignIn(email, { organisation: orgId })).toBe(401)
  expect(await trySignIn(email, { organisation: orgId, password: fresh })).toBe(201)
  expect(await confirm(link)).toMatchObject({ status: 410, body: { code: "link_used" } })
  const recorded = await Promise.all(
    [api, otherApi].map(async (see) => (await see("GET /v1/audit?action=password.reset")).body.items),
  )
  const resets = (recorded.flat() as unknown as { action: string }[]).filter(
    ({ action }) => action === "password.reset",
  )
  expect(resets, "one record, in the organisation the link was of").toHaveLength(1)
})

test("the answer is the same, in bytes and in time, whether the address is known or not", async () => {
  const { email } = await newPerson()
  const deactivated = await newPerson()
  await db.org(deactivated.orgId, (tx) => tx`update members set state = 'deactivated' where org_id = ${tx.orgId}`)
  const told = world.told.length
  const answers = []
  for (const address of [email, newEmail("nobody"), "not an address", deactivated.email]) {
    const before = performance.now()
    const { status, text, headers } = await ask(address)
    const { "x-request-id": _, date: __, ...rest } = headers
    answers.push({ status, text, headers: rest, inTime: performance.now() - before >= 395 })
  }
  for (const answer of answers) expect(answer).toEqual({ ...answers[0], status: 202, text: "", inTime: true })
  await work(world)
  expect(world.told.length - told).toBe(1)
})

test("an address is sent five links in a quarter of an hour, known or not", async () => {
  const { email } = await newPerson()
  for (const address of [email, newEmail("nobody")]) {
    const statuses = await Promise.all(Array.from({ length: 6 }, async () => (await ask(address)).status))
    expect(statuses.toSorted((a, b) => a - b)).toEqual([202, 202, 202, 202, 202, 429])
  }
})

test("a reset link lasts an hour, and a newer one or a changed password ends it", async () => {
  const { email } = await newPerson()
  await ask(email)
  const replaced = await linkTo(world, email)
  await ask(email)
  const late = await linkTo(world, email)
  expect((await confirm(replaced)).status).toBe(410)
  pass({ minutes: 60 })
  expect((await confirm(late)).status).toBe(410)
  await ask(email)
  const session = await signedIn(world, { email })
  await session("PUT /v1/profile/password", { current: password, password: "chosen in the meantime" })
  expect((await confirm(await linkTo(world, email))).status).toBe(410)
})

test("of two who use a reset link at once one does", async () => {
  const { email } = await newPerson()
  await ask(email)
  const link = await linkTo(world, email)
  const answers = await Promise.all([
    confirm(link, `${fresh} 1`),
    confirm(link, `${fresh} 2`),
    confirm(link, `${fresh} 3`),
  ])
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 410, 410])
  const winner = answers.findIndex(({ status }) => status === 204)
  expect(await trySignIn(email, { password: `${fresh} ${winner + 1}` })).toBe(201)
})

test("a reset keeps two-step sign-in on", async () => {
  const { email } = await newPerson()
  const session = await signedIn(world, { email })
  const { secret } = (await session("POST /v1/profile/totp")).body
  const code = () => TOTP.generate({ secret: Secret.fromBase32(String(secret)), timestamp: now().epochMilliseconds })
  expect((await session("POST /v1/profile/totp/confirm", { code: code() })).status).toBe(200)
  await ask(email)
  await confirm(await linkTo(world, email))
  expect(await trySignIn(email, { password: fresh })).toBe(401)
  pass({ minutes: 1 })
  expect(await trySignIn(email, { password: fresh, code: code() })).toBe(201)
})

test("asking for and using a link is in the audit of the organisation, without the link", async () => {
  const { email, api, memberId } = await newPerson()
  await ask(email)
  const link = await linkTo(world, email)
  await confirm(link)
  const { body, text } = await api(`GET /v1/audit?subjectId=${memberId}`)
  expect(body.items).toMatchObject([
    { action: "password.reset", actorId: memberId },
    { action: "password.reset_requested", actorKind: "install" },
    { action: "member.created" },
  ])
  for (const hidden of [link, fresh]) expect(text).not.toContain(hidden)
})
