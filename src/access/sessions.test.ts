import { randomUUID } from "node:crypto"
import { Secret, TOTP } from "otpauth"
import { expect, test } from "vitest"
import { makeWorld } from "../../test/world.ts"
import type { Role } from "../base/route.ts"
import { createMember } from "./members.ts"
import { installCall, mainArea } from "./organisations.ts"

const world = await makeWorld()
const { install, db } = world

// The tests' own clock: a test moves it, nothing else does. Each test begins a new window of counted attempts.
let now = Temporal.Instant.fromEpochMilliseconds(
  Math.floor(install.clock().epochMilliseconds / 900_000) * 900_000 + 1000,
)
install.clock = () => now
const pass = (duration: Temporal.DurationLike) => {
  now = now.add(duration)
}

const password = "correct horse battery"
const newEmail = () => `anna.${randomUUID().slice(0, 8)}@example.com`

type Person = { email?: string; role?: Role; name?: string }

async function addMember(orgId: string, { email = newEmail(), role = "supervisor", name = "Anna" }: Person = {}) {
  const memberId = await db.org(orgId, async (tx) => {
    const areaIds = role === "supervisor" ? [await mainArea(tx)] : []
    return await createMember(installCall(tx, now), { name, email, role, areaIds, password })
  })
  return { email, memberId }
}

const signIn = (body: Record<string, unknown>) => world.anonymous("POST /v1/sessions", { password, ...body })

/** The API as somebody with a session sees it. */
async function session(body: Record<string, unknown>, agent = "Firefox") {
  const answer = await world.anonymous("POST /v1/sessions", { password, ...body }, { "user-agent": agent })
  expect(answer.status, answer.text).toBe(201)
  const headers = { authorization: `Bearer ${answer.body.token}` }
  return Object.assign((address: string, sent?: unknown) => world.anonymous(address, sent, headers), {
    id: String(answer.body.id),
  })
}

const codeOf = (secret: unknown) =>
  TOTP.generate({ secret: Secret.fromBase32(String(secret)), timestamp: now.epochMilliseconds })

async function setUpTwoStep(api: Awaited<ReturnType<typeof session>>) {
  const { secret } = (await api("POST /v1/profile/totp")).body
  const confirmed = await api("POST /v1/profile/totp/confirm", { code: codeOf(secret) })
  expect(confirmed.status, confirmed.text).toBe(200)
  return { secret, recoveryCodes: confirmed.body.recoveryCodes as unknown as string[] }
}

test("a member signs in and is told who they are and what they may, by cookie or by token", async () => {
  const { orgId } = await world.organisation(undefined, "system")
  const { email, memberId } = await addMember(orgId)
  const answer = await signIn({ email: ` ${email.toUpperCase()} ` })
  expect(answer).toMatchObject({
    status: 201,
    body: { member: { id: memberId, name: "Anna" }, organisation: { id: orgId }, role: "supervisor" },
  })
  const cookie = String(answer.headers["set-cookie"])
  expect(cookie).toBe(`tidings=${answer.body.token}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax`)
  const credentials: Record<string, string>[] = [
    { cookie: cookie.split(";")[0] as string },
    { authorization: `Bearer ${answer.body.token}` },
  ]
  for (const headers of credentials) {
    const { body } = await world.anonymous("GET /v1/session", undefined, headers)
    expect(body).toMatchObject({
      member: { id: memberId, email },
      role: "supervisor",
      permissions: { "customers:see": "areas", "profile:edit": "own" },
      twoStep: false,
      otherOrganisations: [],
    })
    expect(body.permissions).not.toHaveProperty("members:edit")
  }
})

test("on https the cookie is pinned to the host and travels encrypted only", async () => {
  const { orgId } = await world.organisation(undefined, "system")
  const { email } = await addMember(orgId)
  const plain = install.config
  install.config = { ...plain, publicUrl: "https://tidings.example" }
  const answer = await signIn({ email })
  install.config = plain
  expect(answer.headers["set-cookie"]).toMatch(/^__Host-tidings=tds_\w+; Path=\/; .*; Secure$/)
})

test("a wrong password and an unknown address get the same answer", async () => {
  const { orgId } = await world.organisation(undefined, "system")
  const { email } = await addMember(orgId)
  const [wrong, unknown] = [await signIn({ email, password: "wrong" }), await signIn({ email: newEmail() })]
  expect(wrong).toMatchObject({ status: 401, body: { code: "credentials_wrong" } })
  expect(unknown.status).toBe(401)
  expect({ ...unknown.body, instance: null }).toEqual({ ...wrong.body, instance: null })
})

test("a deactivated member can't sign in, nor use a session they have", async () => {
  const { orgId } = await world.organisation(undefined, "system")
  const { email, memberId } = await addMember(orgId)
  const api = await session({ email })
  await db.org(orgId, (tx) => tx`update members set state = 'deactivated' where org_id = ${orgId} and id = ${memberId}`)
  expect((await signIn({ email })).body.code).toBe("credentials_wrong")
  expect((await api("GET /v1/session")).status).toBe(401)
})

test("a person of several organisations chooses one, and is told of the others", async () => {
  const [one, two, strange] = [
    await world.organisation(undefined, "system"),
    await world.organisation(undefined, "system"),
    await world.organisation(undefined, "system"),
  ]
  const { email } = await addMember(one.orgId)
  await addMember(two.orgId, { email, role: "administrator" })
  const asked = await signIn({ email })
  expect(asked).toMatchObject({ status: 409, body: { code: "organisation_required" } })
  const choices = asked.body.organisations as unknown as { id: string }[]
  expect(new Set(choices.map(({ id }) => id))).toEqual(new Set([one.orgId, two.orgId]))
  const api = await session({ email, organisation: two.orgId })
  expect((await api("GET /v1/session")).body).toMatchObject({
    organisation: { id: two.orgId },
    role: "administrator",
    otherOrganisations: [{ id: one.orgId }],
  })
  for (const organisation of [strange.orgId, randomUUID()])
    expect(await signIn({ email, organisation })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/organisation", code: "not_a_member" }] },
    })
})

test("a suspended organisation lets nobody in", async () => {
  const { orgId } = await world.organisation(undefined, "system")
  const { email } = await addMember(orgId)
  await db.org(orgId, (tx) => tx`update organisations set state = 'suspended' where id = ${orgId}`)
  expect(await signIn({ email })).toMatchObject({ status: 403, body: { code: "organisation_suspended" } })
  expect((await signIn({ email, password: "wrong" })).body.code).toBe("credentials_wrong")
})

test("the eleventh attempt for an address in a quarter of an hour waits, even with the right password", async () => {
  pass({ minutes: 15 })
  const { orgId } = await world.organisation(undefined, "system")
  const { email } = await addMember(orgId)
  pass({ seconds: 100 })
  for (let attempt = 0; attempt < 10; attempt++) expect((await signIn({ email, password: "wrong" })).status).toBe(401)
  const refused = await signIn({ email })
  expect(refused).toMatchObject({ status: 429, body: { code: "too_many_requests" } })
  expect(Number(refused.headers["retry-after"])).toBe(900 - 101)
  expect((await signIn({ email: newEmail() })).status).toBe(401)
  pass({ seconds: 900 - 101 })
  expect((await signIn({ email })).status).toBe(201)
  pass({ seconds: 1 })
})

test("one network address has fifty attempts in a quarter of an hour", async () => {
  pass({ minutes: 15 })
  const statuses = await Promise.all(
    Array.from({ length: 51 }, async () => (await signIn({ email: newEmail() })).status),
  )
  expect(statuses.filter((status) => status === 401)).toHaveLength(50)
  expect(statuses.filter((status) => status === 429)).toHaveLength(1)
  pass({ minutes: 15 })
})

test("sessions are listed with the present one marked, and end one by one", async () => {
  const { orgId } = await world.organisation(undefined, "system")
  const { email } = await addMember(orgId)
  const { email: another } = await addMember(orgId)
  const [laptop, phone, stranger] = [
    await session({ email }, "Laptop"),
    await session({ email }, "Phone"),
    await session({ email: another }),
  ]
  const { body } = await phone("GET /v1/sessions")
  expect(body.items).toMatchObject([
    { id: phone.id, current: true, userAgent: "Phone", address: "127.0.0.1" },
    { id: laptop.id, current: false, userAgent: "Laptop" },
  ])
  expect((await stranger(`DELETE /v1/sessions/${laptop.id}`)).status).toBe(404)
  expect((await phone(`DELETE /v1/sessions/${laptop.id}`)).status).toBe(204)
  expect((await laptop("GET /v1/session")).status).toBe(401)
  const out = await phone("DELETE /v1/session")
  expect(out.status).toBe(204)
  expect(out.headers["set-cookie"]).toMatch(/^tidings=; Path=\/; Max-Age=0;/)
  expect((await phone("GET /v1/session")).status).toBe(401)
})

test("a session ends after 14 days unused, and after 30 however much it is used", async () => {
  const { orgId } = await world.organisation(undefined, "system")
  const { email } = await addMember(orgId)
  const [idle, used] = [await session({ email }), await session({ email })]
  for (let week = 1; week <= 4; week++) {
    pass({ hours: 7 * 24 })
    expect((await used("GET /v1/session")).status).toBe(200)
    if (week === 2) expect((await idle("GET /v1/session")).status).toBe(401)
  }
  pass({ hours: 2 * 24 })
  expect((await used("GET /v1/session")).status).toBe(401)
})

test("a changed password ends every other session in every organisation and keeps this one", async () => {
  const [one, two] = [await world.organisation(undefined, "system"), await world.organisation()]
  const { email } = await addMember(one.orgId)
  await addMember(two.orgId, { email })
  const [here, there, elsewhere] = [
    await session({ email, organisation: one.orgId }),
    await session({ email, organisation: one.orgId }),
    await session({ email, organisation: two.orgId }),
  ]
  const change = (current: string, next: string) => here("PUT /v1/profile/password", { current, password: next })
  expect(await change("wrong", "another fine password")).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/current", code: "wrong_password" }] },
  })
  expect((await change(password, "too short")).body).toMatchObject({ errors: [{ pointer: "/password" }] })
  expect((await there("GET /v1/session")).status).toBe(200)
  expect((await change(password, "ﬁne wörds and more")).status).toBe(204)
  expect((await here("GET /v1/session")).status).toBe(200)
  for (const ended of [there, elsewhere]) expect((await ended("GET /v1/session")).status).toBe(401)
  expect((await signIn({ email, organisation: one.orgId })).body.code).toBe("credentials_wrong")
  // The same words in another Unicode form: NFKC makes them one.
  const again = await signIn({ email, organisation: one.orgId, password: "fine wo\u0308rds and more" })
  expect(again.status).toBe(201)
})

test("with two-step sign-in a code is needed as well, and none is taken twice", async () => {
  const { orgId } = await world.organisation(undefined, "system")
  const { email } = await addMember(orgId)
  const [api, other] = [await session({ email }), await session({ email })]
  const { body: begun } = await api("POST /v1/profile/totp")
  expect(begun.url).toContain(`otpauth://totp/Tidings:${encodeURIComponent(email)}?`)
  expect((await signIn({ email })).status, "a secret that waits asks for nothing").toBe(201)
  const wrong = codeOf(begun.secret) === "000000" ? "111111" : "000000"
  expect((await api("POST /v1/profile/totp/confirm", { code: wrong })).body).toMatchObject({
    errors: [{ pointer: "/code", code: "wrong_code" }],
  })
  const { secret } = await setUpTwoStep(api)
  expect((await api("GET /v1/session")).body.twoStep).toBe(true)
  expect((await other("GET /v1/session")).status).toBe(401)
  expect((await api("POST /v1/profile/totp")).status).toBe(409)

  expect(await signIn({ email })).toMatchObject({ status: 401, body: { code: "code_required" } })
  const confirmedBy = codeOf(secret)
  expect((await signIn({ email, code: confirmedBy })).body.code, "the confirming code is used").toBe(
    "credentials_wrong",
  )
  pass({ seconds: 60 })
  expect((await signIn({ email, password: "wrong", code: codeOf(secret) })).body.code).toBe("credentials_wrong")
  const code = codeOf(secret)
  pass({ seconds: 30 })
  const both = await Promise.all([signIn({ email, code }), signIn({ email, code })])
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 401]))
  const old = codeOf(secret)
  pass({ seconds: 60 })
  expect((await signIn({ email, code: old })).body.code, "two steps ago").toBe("credentials_wrong")
})

test("a recovery code signs in once; two-step sign-in is removed with the password", async () => {
  pass({ minutes: 15 })
  const { orgId } = await world.organisation(undefined, "system")
  const { email } = await addMember(orgId)
  const api = await session({ email })
  const { recoveryCodes } = await setUpTwoStep(api)
  expect(new Set(recoveryCodes).size).toBe(10)
  const [code] = recoveryCodes as [string]
  expect((await signIn({ email, code: ` ${code.toUpperCase()}` })).status).toBe(201)
  expect((await signIn({ email, code })).body.code).toBe("credentials_wrong")
  expect((await api("POST /v1/profile/totp/remove", { password: "wrong" })).status).toBe(422)
  expect((await api("POST /v1/profile/totp/remove", { password })).status).toBe(204)
  expect((await api("GET /v1/session")).body.twoStep).toBe(false)
  expect((await signIn({ email })).status).toBe(201)
})

test("being asked for the organisation uses no code up", async () => {
  const [one, two] = [await world.organisation(undefined, "system"), await world.organisation()]
  const { email } = await addMember(one.orgId)
  const { secret } = await setUpTwoStep(await session({ email }))
  await addMember(two.orgId, { email })
  pass({ seconds: 60 })
  const code = codeOf(secret)
  expect((await signIn({ email, code })).body.code).toBe("organisation_required")
  expect((await signIn({ email, code, organisation: two.orgId })).status).toBe(201)
})

test("where two-step sign-in is asked for, setting it up is all one may do until it is done", async () => {
  const { orgId } = await world.organisation(undefined, "system")
  const { email } = await addMember(orgId, { role: "administrator" })
  await db.org(orgId, (tx) => tx`update organisation_settings set require_two_step = true where org_id = ${orgId}`)
  const api = await session({ email })
  expect((await api("GET /v1/areas")).body.code).toBe("two_step_required")
  expect((await api("GET /v1/session")).body).toMatchObject({
    mustSetUpTwoStep: true,
    permissions: { "profile:edit": "own" },
  })
  await setUpTwoStep(api)
  expect((await api("GET /v1/areas")).status).toBe(200)
})

test("signing in, out and each change of the sign-in is in the audit, without a secret", async () => {
  pass({ minutes: 15 })
  const { orgId, api: key } = await world.organisation(undefined, "system")
  const { email, memberId } = await addMember(orgId)
  const api = await session({ email })
  await api("PUT /v1/profile/password", { current: password, password: "another fine password" })
  const { secret } = await setUpTwoStep(api)
  await api("POST /v1/profile/totp/remove", { password: "another fine password" })
  await api("DELETE /v1/session")
  const { body, text } = await key(`GET /v1/audit?subjectId=${memberId}`)
  expect((body.items as unknown as { action: string }[]).map(({ action }) => action)).toEqual([
    "session.ended",
    "two_step.removed",
    "two_step.added",
    "password.changed",
    "session.created",
    "member.created",
  ])
  expect(body.items).toMatchObject([
    ...Array.from({ length: 5 }, () => ({ actorName: "Anna", actorKind: "person", actorId: memberId })),
    {},
  ])
  expect(text).toContain("Firefox")
  for (const hidden of [String(secret), password, "another fine password", "argon2"]) expect(text).not.toContain(hidden)
})

test("an API key has no sign-in of its own to change", async () => {
  const { api } = await world.organisation(undefined, "system")
  for (const address of ["GET /v1/session", "GET /v1/sessions", "DELETE /v1/session", "POST /v1/profile/totp"])
    expect(await api(address)).toMatchObject({ status: 403, body: { code: "scope_missing" } })
})

test("a person goes on in another organisation without a password; the session of before ends", async () => {
  const [here, there] = [await world.organisation(), await world.organisation()]
  const email = newEmail()
  await addMember(here.orgId, { email })
  const { memberId } = await addMember(there.orgId, { email, role: "administrator" })
  const api = await session({ email, organisation: here.orgId })
  expect((await api("PUT /v1/session/organisation", { organisation: here.orgId })).body.code).toBe("invalid")
  const moved = await api("PUT /v1/session/organisation", { organisation: there.orgId })
  expect(moved).toMatchObject({
    status: 200,
    body: { member: { id: memberId }, organisation: { id: there.orgId }, role: "administrator" },
  })
  expect(String(moved.headers["set-cookie"])).toContain(`tidings=${String(moved.body.token)};`)
  const headers = { authorization: `Bearer ${String(moved.body.token)}` }
  expect((await world.anonymous("GET /v1/session", undefined, headers)).body.organisation).toMatchObject({
    id: there.orgId,
  })
  expect((await api("GET /v1/session")).status).toBe(401)
})

test("nobody goes on where they don't work, or where they are deactivated; the session stays", async () => {
  const [here, there, elsewhere] = [await world.organisation(), await world.organisation(), await world.organisation()]
  const email = newEmail()
  await addMember(here.orgId, { email })
  const { memberId } = await addMember(there.orgId, { email })
  await db.org(
    there.orgId,
    (tx) => tx`update members set state = 'deactivated' where org_id = ${tx.orgId} and id = ${memberId}`,
  )
  const api = await session({ email, organisation: here.orgId })
  for (const { orgId } of [there, elsewhere])
    expect((await api("PUT /v1/session/organisation", { organisation: orgId })).body.errors).toMatchObject([
      { pointer: "/organisation", code: "not_a_member" },
    ])
  expect((await api("GET /v1/session")).status).toBe(200)
})

test("a second step that was taken counts in the next organisation too, and one that wasn't doesn't", async () => {
  const [here, there] = [await world.organisation(undefined, "system"), await world.organisation(undefined, "system")]
  const email = newEmail()
  await addMember(here.orgId, { email })
  await addMember(there.orgId, { email })
  await db.org(
    there.orgId,
    (tx) => tx`update organisation_settings set require_two_step = true where org_id = ${tx.orgId}`,
  )
  const move = async (api: Awaited<ReturnType<typeof session>>) => {
    const { body } = await api("PUT /v1/session/organisation", { organisation: there.orgId })
    const headers = { authorization: `Bearer ${String(body.token)}` }
    return (await world.anonymous("GET /v1/session", undefined, headers)).body.mustSetUpTwoStep
  }
  expect(await move(await session({ email, organisation: here.orgId }))).toBe(true)
  const { secret } = await setUpTwoStep(await session({ email, organisation: here.orgId }))
  pass({ minutes: 1 })
  expect(await move(await session({ email, organisation: here.orgId, code: codeOf(secret) }))).toBe(false)
})
