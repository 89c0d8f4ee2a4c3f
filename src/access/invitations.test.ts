import { expect, test } from "vitest"
import { addMember, linkTo, newEmail, ownClock, password, signedIn } from "../../test/people.ts"
import { makeWorld } from "../../test/world.ts"
import { newCredential } from "./callers.ts"

const world = await makeWorld()
const { db } = world
const { now, pass } = ownClock(world)

const accept = (link: string, body: Record<string, unknown> = {}) =>
  world.anonymous("POST /v1/invitations/accept", { link, password, ...body })

async function invited(email = newEmail(), role = "employee") {
  const organisation = await world.organisation(undefined, "system")
  const { api } = organisation
  const { body: member } = await api("POST /v1/members", { name: "Anna", email, role })
  const answer = await api(`POST /v1/members/${member.id}/invite`)
  expect(answer.status, answer.text).toBe(200)
  return {
    ...organisation,
    email,
    place: `/v1/members/${member.id}`,
    link: await linkTo(world, email),
    member: answer.body,
  }
}

test("AL-D23 an invitation of seven days is accepted once, with a name and a password of one's own", async () => {
  const { api, email, place, link, member } = await invited()
  expect(member).toMatchObject({ state: "invited", invitationExpiresAt: now().add({ hours: 168 }).toString() })
  expect(await accept(link, { password: "too short" })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/password" }] },
  })
  const accepted = await accept(link, { name: "Anna Nowak" })
  expect(accepted).toMatchObject({ status: 200, body: { email } })
  expect((await api(`GET ${place}`)).body).toMatchObject({
    state: "active",
    name: "Anna Nowak",
    invitationExpiresAt: null,
  })
  await signedIn(world, { email })
  expect(await accept(link)).toMatchObject({ status: 410, body: { code: "link_used" } })
  expect((await api(`POST ${place}/invite`)).body.code).toBe("in_use")
})

test("of two who accept at once one does", async () => {
  const { link } = await invited()
  const answers = await Promise.all(Array.from({ length: 4 }, () => accept(link)))
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410, 410, 410])
})

test("a used, withdrawn, replaced, expired, foreign or made-up link gets one answer", async () => {
  const used = await invited()
  await accept(used.link)
  const withdrawn = await invited()
  expect((await withdrawn.api(`DELETE ${withdrawn.place}/invitation`)).status).toBe(204)
  expect((await withdrawn.api(`GET ${withdrawn.place}`)).body).toMatchObject({ state: "receiver" })
  expect((await withdrawn.api(`DELETE ${withdrawn.place}/invitation`)).status).toBe(404)
  const replaced = await invited()
  await replaced.api(`POST ${replaced.place}/invite`)
  const deactivated = await invited()
  await deactivated.api(`POST ${deactivated.place}/deactivate`)
  const moved = await invited()
  await moved.api(`PATCH ${moved.place}`, { email: newEmail() })
  const suspended = await invited()
  await db.org(suspended.orgId, (tx) => tx`update organisations set state = 'suspended' where id = ${tx.orgId}`)
  const expired = await invited()
  const madeUp = newCredential("link", expired.orgId).text
  const nowhere = newCredential("link", "00000000-0000-4000-8000-000000000000").text
  const key = newCredential("key", expired.orgId).text
  pass({ hours: 168 })
  const answers = await Promise.all(
    [
      ...[used, withdrawn, replaced, deactivated, moved, suspended, expired].map(({ link }) => link),
      madeUp,
      nowhere,
      key,
      "nonsense",
    ].map((link) => accept(link)),
  )
  const [first] = answers
  for (const { status, body } of answers)
    expect([status, { ...body, instance: null }]).toEqual([410, { ...first?.body, instance: null }])
  expect((await moved.api(`GET ${moved.place}`)).body).toMatchObject({ state: "receiver" })
})

test("a renewed invitation works and the one a second before its end does too", async () => {
  const { api, place, email } = await invited()
  await api(`POST ${place}/invite`)
  pass({ hours: 167, minutes: 59, seconds: 59 })
  expect((await accept(await linkTo(world, email))).status).toBe(200)
})

test("nobody is invited more than ten times in a quarter of an hour", async () => {
  const { api, place } = await invited()
  const statuses: number[] = []
  for (let n = 0; n < 10; n++) statuses.push((await api(`POST ${place}/invite`)).status)
  expect([new Set(statuses.slice(0, 9)), statuses[9]]).toEqual([new Set([200]), 429])
  pass({ minutes: 15 })
  expect((await api(`POST ${place}/invite`)).status).toBe(200)
})

test("whoever signs in here already joins with the password they have, which is not changed", async () => {
  const [there] = [await world.organisation(undefined, "system")]
  const { email } = await addMember(world, there.orgId)
  const { link, orgId } = await invited(email)
  expect(await accept(link, { password: "another fine password" })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/password", code: "wrong_password" }] },
  })
  expect((await accept(link)).status, "the link was not used up").toBe(200)
  const session = await signedIn(world, { email, organisation: orgId })
  expect((await session("GET /v1/session")).body.otherOrganisations).toMatchObject([{ id: there.orgId }])
})

test("passwords can't be tried out by an invitation", async () => {
  const { email } = await addMember(world, (await world.organisation(undefined, "system")).orgId)
  const { link } = await invited(email)
  for (let attempt = 0; attempt < 10; attempt++)
    expect((await accept(link, { password: `a wrong guess ${attempt}` })).status).toBe(422)
  expect((await accept(link)).status).toBe(429)
  pass({ minutes: 15 })
  expect((await accept(link)).status).toBe(200)
})

test("nobody is invited without an address, or to an address that signs in or was deactivated here", async () => {
  const { orgId, api } = await world.organisation(undefined, "system")
  await addMember(world, orgId)
  const active = await addMember(world, orgId, { role: "employee" })
  const member = async (email?: string) =>
    (await api("POST /v1/members", { name: "Ola", email, role: "employee" })).body.id as unknown as string
  const inviting = async (email?: string) => (await api(`POST /v1/members/${await member(email)}/invite`)).body
  expect(await inviting()).toMatchObject({ code: "invalid" })
  expect(await inviting(active.email)).toMatchObject({ code: "name_taken", errors: [{ pointer: "/email" }] })
  await api(`POST /v1/members/${active.memberId}/deactivate`)
  expect(await inviting(active.email)).toMatchObject({ code: "in_use" })
  expect((await api(`POST /v1/members/${active.memberId}/invite`)).body).toMatchObject({ code: "in_use" })
})

test("an administrator is named in the invitation, and the act of joining is the invited one's own", async () => {
  const { orgId, api } = await world.organisation(undefined, "system")
  const boss = await signedIn(world, await addMember(world, orgId, { name: "Zofia" }))
  const email = newEmail()
  const { body: member } = await boss("POST /v1/members", { name: "Anna", email, role: "employee" })
  await boss(`POST /v1/members/${member.id}/invite`)
  await accept(await linkTo(world, email))
  const { body, text } = await api(`GET /v1/audit?subjectId=${member.id}`)
  expect(body.items).toMatchObject([
    { action: "member.joined", actorId: member.id, after: { state: "active" } },
    { action: "member.invited", actorName: "Zofia" },
    { action: "member.created", actorName: "Zofia" },
  ])
  expect(text).not.toMatch(/tdl_|correct horse|argon2/)
})

test("a link says what it is for before it is taken, and looking doesn't use it up", async () => {
  const look = async (link: string) => world.anonymous("POST /v1/links", { link })
  const { orgId, email, link } = await invited()
  expect(await look(link)).toMatchObject({
    status: 200,
    body: { purpose: "invitation", email, name: "Anna", hasSignIn: false, organisation: expect.stringMatching(/./) },
  })
  expect((await look(link)).status).toBe(200)
  expect((await accept(link)).status).toBe(200)
  expect(await look(link)).toMatchObject({ status: 410, body: { code: "link_used" } })

  await world.anonymous("POST /v1/password-resets", { email })
  const reset = await linkTo(world, email)
  expect((await look(reset)).body).toMatchObject({
    purpose: "password_reset",
    email,
    hasSignIn: true,
    organisation: null,
  })
  pass({ hours: 1, seconds: 1 })
  expect((await look(reset)).body.code).toBe("link_used")

  const other = await invited(email)
  expect((await look(other.link)).body).toMatchObject({ purpose: "invitation", hasSignIn: true })
  for (const made of [newCredential("link", orgId).text, newCredential("key", orgId).text, "tdl_none"])
    expect((await look(made)).body.code).toBe("link_used")
})
