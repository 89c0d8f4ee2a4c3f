import { expect, test } from "vitest"
import { addMember, newEmail, ownClock, signedIn } from "../../test/people.ts"
import { makeWorld } from "../../test/world.ts"
import { newId } from "../base/ids.ts"
import { findCaller, readCredential } from "./callers.ts"
import type { Member } from "./members.ts"

const world = await makeWorld()
const { db, install } = world
ownClock(world)

const namesOf = (body: Record<string, unknown>) => (body.items as Member[]).map(({ name }) => name)
const version = (member: Record<string, unknown>) => ({ "if-match": `"${String(member.version)}"` })

test("members are found by the beginnings of their names or their address, and filtered", async () => {
  const { orgId, api } = await world.organisation()
  const { body: north } = await api("POST /v1/areas", { name: "North" })
  for (const member of [
    { name: "Łucja Wiśniewska", email: "lucja@example.com", role: "employee" },
    { name: "Anna Nowak", email: "wisla@example.com", role: "supervisor", areaIds: [north.id] },
    { name: "Søren Kjær", role: "reseller" },
    { name: "100% Off_ice", role: "employee" },
  ])
    expect((await api("POST /v1/members", member)).status).toBe(201)
  await addMember(world, orgId, { name: "Zofia" })
  const found = async (query: string) => namesOf((await api(`GET /v1/members?${query}`)).body)
  expect(await found("")).toEqual(["100% Off_ice", "Anna Nowak", "Łucja Wiśniewska", "Søren Kjær", "Zofia"])
  expect(await found("search=wisn")).toEqual(["Łucja Wiśniewska"])
  expect(await found("search=wis")).toEqual(["Anna Nowak", "Łucja Wiśniewska"])
  expect(await found("search=WIŚNIEWSKA%20łu")).toEqual(["Łucja Wiśniewska"])
  expect(await found("search=owak")).toEqual([])
  expect(await found("search=100%25")).toEqual(["100% Off_ice"])
  expect(await found("search=%25")).toEqual([])
  expect(await found("search=off_")).toEqual(["100% Off_ice"])
  expect(await found("search=")).toHaveLength(5)
  expect(await found("role=employee")).toEqual(["100% Off_ice", "Łucja Wiśniewska"])
  expect(await found("state=active")).toEqual(["Zofia"])
  expect(await found(`areaId=${north.id}`)).toEqual(["Anna Nowak"])
  const { body: page } = await api("GET /v1/members?limit=2&role=employee")
  expect([namesOf(page).length, page.next]).toEqual([2, null])
  const first = await api("GET /v1/members?limit=3")
  expect(await found(`limit=3&cursor=${first.body.next}`)).toEqual(["Søren Kjær", "Zofia"])
})

test("CA-D11 an employee is a member with or without sign-in, known by an external id", async () => {
  const { api } = await world.organisation()
  const { body } = await api("POST /v1/members", {
    name: "Ola",
    email: " OLA@Example.com",
    phone: "+48 450-000-001",
    language: "pl",
    role: "employee",
    externalId: "E-1",
  })
  expect(body).toMatchObject({
    email: "ola@example.com",
    phone: "+48450000001",
    state: "receiver",
    externalId: "E-1",
    areaIds: [],
    version: 1,
  })
  expect(await api("POST /v1/members", { name: "Ela", role: "employee", externalId: "E-1" })).toMatchObject({
    status: 409,
    body: { code: "name_taken", errors: [{ pointer: "/externalId", code: "taken" }] },
  })
  expect((await api("POST /v1/members", { name: "Ela", role: "employee" })).body).toMatchObject({ email: null })
})

test("CM-D9 a supervisor has at least one area, nobody else has one, and operators are elsewhere", async () => {
  const { api } = await world.organisation()
  const [main] = (await api("GET /v1/areas")).body.items as unknown as { id: string }[]
  const refused = async (member: Record<string, unknown>) => {
    const { status, body } = await api("POST /v1/members", { name: "Anna", ...member })
    expect(status).toBe(422)
    return (body.errors as unknown as { pointer: string }[]).map(({ pointer }) => pointer)
  }
  expect(await refused({ role: "supervisor" })).toEqual(["/areaIds"])
  expect(await refused({ role: "employee", areaIds: [main?.id] })).toEqual(["/areaIds"])
  expect(await refused({ role: "supervisor", areaIds: [main?.id, newId()] })).toEqual(["/areaIds/1"])
  expect(await refused({ role: "operator" })).toEqual(["/role"])
  expect(await refused({ role: "employee", email: "not an address", phone: "+4812" })).toEqual(["/email", "/phone"])
  const { body: anna } = await api("POST /v1/members", {
    name: "Anna",
    role: "supervisor",
    areaIds: [main?.id, main?.id],
  })
  expect(anna.areaIds).toEqual([main?.id])
  const change = (body: unknown) => api(`PUT /v1/members/${anna.id}/role`, body, version(anna))
  expect((await change({ role: "supervisor", areaIds: [] })).status).toBe(422)
  expect((await change({ role: "employee" })).body).toMatchObject({ role: "employee", areaIds: [], version: 2 })
})

test("two areas deleted at once leave a supervisor one", async () => {
  const { api } = await world.organisation()
  const areas = await Promise.all(["A", "B"].map(async (name) => (await api("POST /v1/areas", { name })).body.id))
  const { body: anna } = await api("POST /v1/members", { name: "Anna", role: "supervisor", areaIds: areas })
  const answers = await Promise.all(areas.map((area) => api(`DELETE /v1/areas/${area}`)))
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409])
  expect((await api(`GET /v1/members/${anna.id}`)).body.areaIds).toHaveLength(1)
})

test("AL-D23 role and areas change at once: rights follow with the next request, another role ends the sessions", async () => {
  const { orgId } = await world.organisation()
  const [boss, anna] = [await addMember(world, orgId), await addMember(world, orgId, { role: "supervisor" })]
  const [administrator, session] = [await signedIn(world, boss), await signedIn(world, anna)]
  const { body: north } = await administrator("POST /v1/areas", { name: "North" })
  const place = `/v1/members/${anna.memberId}`
  const change = async (body: unknown) =>
    administrator(`PUT ${place}/role`, body, version((await administrator(`GET ${place}`)).body))
  const areasSeen = async () => {
    const credential = readCredential(session.token) as NonNullable<ReturnType<typeof readCredential>>
    return (await db.org(orgId, (tx) => findCaller(tx, credential, install.clock(), null))).areaIds
  }
  expect(await areasSeen()).not.toContain(north.id)
  expect((await change({ role: "supervisor", areaIds: [north.id] })).status).toBe(200)
  expect(await areasSeen()).toEqual([north.id])
  expect((await session("GET /v1/members")).status).toBe(200)

  expect((await change({ role: "employee", areaIds: [] })).status).toBe(200)
  expect((await session("GET /v1/session")).status).toBe(401)
  const again = await signedIn(world, anna)
  expect((await again("GET /v1/session")).body).toMatchObject({ role: "employee" })
  expect((await again("GET /v1/members")).body).toMatchObject({ code: "forbidden" })
  expect((await administrator(`PUT ${place}/role`, { role: "employee" })).status).toBe(428)
  expect((await administrator(`PUT ${place}/role`, { role: "reseller" }, { "if-match": '"1"' })).status).toBe(412)
  const { body } = await administrator(`GET /v1/audit?subjectId=${anna.memberId}&action=member.role_changed`)
  expect(body.items).toMatchObject([
    { before: { role: "supervisor", areaIds: [north.id] }, after: { role: "employee", areaIds: [] } },
    { after: { areaIds: [north.id] }, actorName: "Anna" },
  ])
})

test("AL-D23 the last administrator can be neither demoted nor deactivated", async () => {
  const { orgId, api } = await world.organisation()
  const boss = await addMember(world, orgId)
  await api("POST /v1/members", { name: "Never signed in", role: "administrator" })
  const place = `/v1/members/${boss.memberId}`
  for (const attempt of [
    api(`PUT ${place}/role`, { role: "employee" }, { "if-match": "*" }),
    api(`POST ${place}/deactivate`),
  ])
    expect(await attempt).toMatchObject({ status: 409, body: { code: "last_administrator" } })
  expect((await api(`PUT ${place}/role`, { role: "administrator" }, { "if-match": "*" })).status).toBe(200)
  await addMember(world, orgId)
  expect((await api(`POST ${place}/deactivate`)).status).toBe(200)
})

test("AL-D23 of two administrators who demote each other at once, one stays", async () => {
  for (let round = 0; round < 5; round++) {
    const { orgId } = await world.organisation()
    const people = [await addMember(world, orgId), await addMember(world, orgId)] as const
    const sessions = [await signedIn(world, people[0]), await signedIn(world, people[1])] as const
    const act = (from: 0 | 1) =>
      round % 2
        ? sessions[from](`POST /v1/members/${people[from ? 0 : 1].memberId}/deactivate`)
        : sessions[from](
            `PUT /v1/members/${people[from ? 0 : 1].memberId}/role`,
            { role: "employee" },
            { "if-match": "*" },
          )
    const statuses = (await Promise.all([act(0), act(1)])).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    const [left] = await db.org(
      orgId,
      (tx) => tx<{ count: number }>`
        select count(*)::int as count from members where org_id = ${orgId} and role = 'administrator' and state = 'active'`,
    )
    expect(left?.count).toBe(1)
  }
})

test("whoever lost their rights while they waited changes nobody else's", async () => {
  const { orgId } = await world.organisation()
  const [one, two] = [await addMember(world, orgId), await addMember(world, orgId)]
  await addMember(world, orgId)
  const [first, second] = [await signedIn(world, one), await signedIn(world, two)]
  const demote = (memberId: string) =>
    [`PUT /v1/members/${memberId}/role`, { role: "employee" }, { "if-match": "*" }] as const
  const statuses = (await Promise.all([first(...demote(two.memberId)), second(...demote(one.memberId))])).map(
    ({ status }) => status,
  )
  expect(statuses.filter((status) => status === 200)).toHaveLength(1)
})

test("a reseller who manages classes or sets can't lose the role, and is told which", async () => {
  const { orgId, api } = await world.organisation()
  const { body: karol } = await api("POST /v1/members", { name: "Karol", role: "reseller" })
  await db.org(orgId, async (tx) => {
    await tx`
      insert into template_sets (org_id, id, name, name_key, kind, managed_by, main_language)
      values (${orgId}, ${newId()}, 'Partner texts', 'partner texts', 'customer_class', ${karol.id}, 'pl')`
    const classId = newId()
    await tx`
      insert into customer_classes (org_id, id, name, name_key, managed_by)
      values (${orgId}, ${classId}, 'Partner customers', 'partner customers', ${karol.id})`
    await tx`insert into class_sizes (org_id, class_id, customers) values (${orgId}, ${classId}, 0)`
  })
  expect(await api(`PUT /v1/members/${karol.id}/role`, { role: "employee" }, { "if-match": "*" })).toMatchObject({
    status: 409,
    body: {
      code: "in_use",
      detail: expect.stringContaining("the class Partner customers, the template set Partner texts"),
      managed: [{ name: "Partner customers" }, { name: "Partner texts" }],
    },
  })
  await db.org(orgId, async (tx) => {
    await tx`update customer_classes set managed_by = null where org_id = ${orgId}`
    await tx`update template_sets set managed_by = null where org_id = ${orgId}`
  })
  expect((await api(`PUT /v1/members/${karol.id}/role`, { role: "employee" }, { "if-match": "*" })).status).toBe(200)
})

test("AL-D23 deactivation ends sessions at once and keeps the history; reactivation gives the sign-in back", async () => {
  const { orgId, api } = await world.organisation()
  await addMember(world, orgId)
  const anna = await addMember(world, orgId, { role: "employee" })
  const session = await signedIn(world, anna)
  await session("PATCH /v1/profile", { name: "Anna Nowak" })
  const place = `/v1/members/${anna.memberId}`
  const { body } = await api(`POST ${place}/deactivate`)
  expect(body).toMatchObject({ state: "deactivated", name: "Anna Nowak", version: 3 })
  expect((await api(`POST ${place}/deactivate`)).body).toEqual(body)
  expect((await session("GET /v1/session")).status).toBe(401)
  expect(
    (await world.anonymous("POST /v1/sessions", { email: anna.email, password: "correct horse battery" })).status,
  ).toBe(401)
  expect((await api(`POST ${place}/reactivate`)).body).toMatchObject({ state: "active", deactivatedAt: null })
  expect((await session("GET /v1/session")).status, "an ended session stays ended").toBe(401)
  await signedIn(world, anna)
  const { body: audit } = await api(`GET /v1/audit?subjectId=${anna.memberId}`)
  expect((audit.items as unknown as { action: string }[]).map(({ action }) => action)).toEqual([
    "session.created",
    "member.reactivated",
    "member.deactivated",
    "profile.updated",
    "session.created",
    "member.created",
  ])
})

test("AL-D14 an administrator changes phone and name, and the address of those who don't sign in with it", async () => {
  const { orgId, api } = await world.organisation()
  const { body: ola } = await api("POST /v1/members", { name: "Ola", email: newEmail("ola"), role: "employee" })
  const email = newEmail("ola")
  expect((await api(`PATCH /v1/members/${ola.id}`, { email, phone: "+48450000009" }, version(ola))).body).toMatchObject(
    {
      email,
      phone: "+48450000009",
      name: "Ola",
      version: 2,
    },
  )
  expect((await api(`PATCH /v1/members/${ola.id}`, { name: "Olga" }, version(ola))).status).toBe(412)
  expect((await api(`PATCH /v1/members/${ola.id}`, { phone: null, externalId: "E-7" })).body).toMatchObject({
    phone: null,
  })
  const anna = await addMember(world, orgId)
  expect(await api(`PATCH /v1/members/${anna.memberId}`, { email: newEmail() })).toMatchObject({
    status: 409,
    body: { code: "protected", errors: [{ pointer: "/email" }] },
  })
  expect((await api(`PATCH /v1/members/${anna.memberId}`, { email: anna.email, name: "Anna N." })).status).toBe(200)
})

test("personal values of a member lie beside the audit, not in it", async () => {
  const { orgId, api } = await world.organisation(undefined, "system")
  const email = newEmail("ewa")
  const { body: ewa } = await api("POST /v1/members", {
    name: "Ewa Zielińska",
    email,
    phone: "+48450000077",
    role: "employee",
  })
  await api(`PATCH /v1/members/${ewa.id}`, { name: "Ewa Czarna" })
  await api(`POST /v1/members/${ewa.id}/invite`)
  const rows = await db.org(
    orgId,
    (tx) => tx`select before, after from audit_records where org_id = ${orgId} and subject_id = ${ewa.id}`,
  )
  const stored = JSON.stringify(rows)
  for (const value of ["Zielińska", "Czarna", email, "+48450000077", "tdl_"]) expect(stored).not.toContain(value)
  const { body } = await api(`GET /v1/audit?subjectId=${ewa.id}`)
  expect(body.items).toMatchObject([
    { action: "member.invited", after: { state: "invited" } },
    { action: "member.updated", before: { name: "Ewa Zielińska" }, after: { name: "Ewa Czarna" } },
    { action: "member.created", after: { name: "Ewa Zielińska", email } },
  ])
})

test("another organisation's member answers with the same bytes as one that isn't there", async () => {
  const [{ api }, { api: stranger }] = [await world.organisation(), await world.organisation()]
  const { body: ola } = await api("POST /v1/members", { name: "Ola", email: newEmail(), role: "employee" })
  for (const [address, body] of [
    ["GET /v1/members/ID"],
    ["PATCH /v1/members/ID", { name: "Mine" }],
    ["PUT /v1/members/ID/role", { role: "employee" }],
    ["POST /v1/members/ID/deactivate"],
    ["POST /v1/members/ID/reactivate"],
    ["POST /v1/members/ID/invite"],
    ["DELETE /v1/members/ID/invitation"],
  ] as [string, unknown?][]) {
    const [foreign, none] = await Promise.all(
      [String(ola.id), newId()].map((id) => stranger(address.replace("ID", id), body, { "if-match": "*" })),
    )
    expect([foreign?.status, foreign?.text]).toEqual([404, none?.text])
  }
})
