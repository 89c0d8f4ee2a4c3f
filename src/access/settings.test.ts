import { Secret, TOTP } from "otpauth"
import { expect, test } from "vitest"
import { addMember, ownClock, signedIn } from "../../test/people.ts"
import { makeWorld } from "../../test/world.ts"

const world = await makeWorld()
const { now } = ownClock(world)

const settings = {
  name: "Acme",
  country: "DK",
  mainLanguage: "da",
  languages: ["da", "en"],
  timeZone: "Europe/Copenhagen",
  currency: "DKK",
  sendTime: "06:30",
  accent: "#AA0011",
  emailFooter: "Acme A/S\nHavnegade 1",
  companyContact: { email: "Office@acme.example", phone: "+45 50 00 00 01" },
  website: "https://acme.example",
  smsStart: "send",
  smsPolicy: "unicode",
  smsMaxSegments: 3,
  copyDays: 90,
  activityMonths: 12,
  requireTwoStep: false,
}

test("AL-D24 an organisation's settings are saved whole under their version", async () => {
  const { api } = await world.organisation()
  expect((await api("GET /v1/organisation")).body).toMatchObject({
    mainLanguage: "pl",
    sendTime: "07:15",
    smsStart: "do_not_send",
    smsPolicy: "gsm7_strict",
    version: 1,
    logoUrl: null,
  })
  expect((await api("PUT /v1/organisation", settings)).status).toBe(428)
  const kept = {
    ...settings,
    accent: "#aa0011",
    companyContact: { email: "office@acme.example", phone: "+4550000001" },
    version: 2,
    changedBy: "test",
    changedAt: now().toString(),
  }
  expect(await api("PUT /v1/organisation", settings, { "if-match": '"1"' })).toMatchObject({ status: 200, body: kept })
  expect((await api("GET /v1/organisation")).body).toMatchObject(kept)
  expect(await api("PUT /v1/organisation", settings, { "if-match": '"1"' })).toMatchObject({
    status: 412,
    body: { code: "version_conflict", version: 2 },
  })
  const { name: _, ...incomplete } = settings
  expect((await api("PUT /v1/organisation", incomplete, { "if-match": "*" })).status).toBe(422)
})

test("of two who save at once one is told of the conflict", async () => {
  const { api } = await world.organisation()
  const save = (name: string) => api("PUT /v1/organisation", { ...settings, name }, { "if-match": '"1"' })
  const statuses = (await Promise.all([save("One"), save("Two")])).map(({ status }) => status)
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 412])
})

test("what makes no sense is refused at its field", async () => {
  const { api } = await world.organisation()
  const pointers = async (change: Record<string, unknown>) => {
    const { status, body } = await api("PUT /v1/organisation", { ...settings, ...change }, { "if-match": "*" })
    expect(status).toBe(422)
    return (body.errors as unknown as { pointer: string }[]).map(({ pointer }) => pointer)
  }
  expect(await pointers({ mainLanguage: "pl" })).toEqual(["/mainLanguage"])
  expect(await pointers({ country: "XX", currency: "ABC", timeZone: "+02:00", sendTime: "24:00" })).toEqual(
    expect.arrayContaining(["/country", "/currency", "/timeZone", "/sendTime"]),
  )
  expect(await pointers({ accent: "red", website: "javascript:alert(1)", languages: [] })).toEqual(
    expect.arrayContaining(["/accent", "/website", "/languages"]),
  )
  expect(await pointers({ companyContact: { email: "x", phone: "123" } })).toEqual(
    expect.arrayContaining(["/companyContact/email", "/companyContact/phone"]),
  )
  expect(await pointers({ smsMaxSegments: 0, copyDays: 0, activityMonths: 1.5 })).toHaveLength(3)
  const empty = { companyContact: { email: "", phone: "" }, website: "", emailFooter: "" }
  expect((await api("PUT /v1/organisation", { ...settings, ...empty }, { "if-match": "*" })).body).toMatchObject(empty)
})

test("AL-D30 only an administrator who has two-step sign-in can ask everybody for it", async () => {
  const { orgId, api } = await world.organisation(undefined, "system")
  const session = await signedIn(world, await addMember(world, orgId))
  const demand = { ...settings, requireTwoStep: true }
  for (const caller of [session, api])
    expect(await caller("PUT /v1/organisation", demand, { "if-match": "*" })).toMatchObject({
      status: 403,
      body: { code: "two_step_required" },
    })
  const { secret } = (await session("POST /v1/profile/totp")).body
  const code = TOTP.generate({ secret: Secret.fromBase32(String(secret)), timestamp: now().epochMilliseconds })
  await session("POST /v1/profile/totp/confirm", { code })
  expect((await session("PUT /v1/organisation", demand, { "if-match": "*" })).status).toBe(200)
  expect((await session("GET /v1/organisation")).status).toBe(200)
  const colleague = await signedIn(world, await addMember(world, orgId))
  expect((await colleague("GET /v1/organisation")).body.code).toBe("two_step_required")
  // It is on already: others save other things without having it.
  expect((await api("PUT /v1/organisation", demand, { "if-match": "*" })).status).toBe(200)
})

test("a supervisor sees the settings and changes none, an employee sees none", async () => {
  const { orgId } = await world.organisation()
  const supervisor = await signedIn(world, await addMember(world, orgId, { role: "supervisor" }))
  const employee = await signedIn(world, await addMember(world, orgId, { role: "employee" }))
  expect((await supervisor("GET /v1/organisation")).status).toBe(200)
  expect((await supervisor("PUT /v1/organisation", settings, { "if-match": "*" })).body).toMatchObject({
    code: "forbidden",
    rolesThatMay: ["administrator"],
  })
  expect((await employee("GET /v1/organisation")).status).toBe(403)
})

test("AL-D26 a change of settings is in the audit, field by field, the company's contact beside it", async () => {
  const { orgId, api } = await world.organisation()
  await api("PUT /v1/organisation", settings, { "if-match": "*" })
  await api("PUT /v1/organisation", { ...settings, copyDays: 10 }, { "if-match": "*" })
  const { body } = await api("GET /v1/audit?action=organisation.updated")
  expect(body.items).toMatchObject([
    { before: { copyDays: 90 }, after: { copyDays: 10 } },
    { after: { currency: "DKK", companyContact: { phone: "+4550000001" } } },
  ])
  expect(Object.keys((body.items as unknown as { after: object }[])[0]?.after ?? {})).toEqual(["copyDays"])
  const rows = await world.db.org(orgId, (tx) => tx`select after from audit_records where org_id = ${tx.orgId}`)
  expect(JSON.stringify(rows)).not.toContain("office@acme.example")
})
