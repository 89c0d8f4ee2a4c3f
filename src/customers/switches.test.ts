import { expect, test } from "vitest"
import { organisationWith } from "../../test/catalogue.ts"
import { signedInAs } from "../../test/people.ts"
import { type Answer, type Api, makeWorld } from "../../test/world.ts"
import { telephony } from "../catalogue/starting/telephony.ts"

const world = await makeWorld()
const words = { en: "Offer", pl: "Oferta", it: "Offerta", da: "Tilbud" }

type Row = { typeId: string; key: string; audience: string; channel: string; on: boolean; hasMessage: boolean }
const rowsOf = ({ body }: Answer) => body.switches as unknown as Row[]
const ticked = (answer: Answer) => rowsOf(answer).flatMap(({ key, channel, on }) => (on ? [`${key} ${channel}`] : []))

async function telco() {
  const made = await organisationWith(world, telephony)
  const { api, type } = made
  const set = async (name: string, managedBy: string | null = null) =>
    String((await api("POST /v1/template-sets", { name, managedBy })).body.id)
  return {
    ...made,
    set,
    /** A class that has this set. */
    addClass: async (name: string, templateSetId: string | null, managedBy: string | null = null) =>
      String((await api("POST /v1/customer-classes", { name, templateSetId, managedBy })).body.id),
    /** The class gets this set, or none. */
    assign: async (classId: string, templateSetId: string | null) => {
      const read = await api(`GET /v1/customer-classes/${classId}`)
      const { id: _i, isDefault: _d, version, createdAt: _c, ...input } = read.body
      const headers = { "if-match": `"${String(version)}"` }
      expect((await api(`PUT /v1/customer-classes/${classId}`, { ...input, templateSetId }, headers)).status).toBe(200)
    },
    box: (text: string) => {
      const [key = "", channel] = text.split(" ")
      return { typeId: type(key).id, audience: "customer", channel }
    },
  }
}

/** Saves boxes under the version last read. */
async function tick(api: Api, address: string, on: readonly object[]): Promise<Answer> {
  const read = await api(`GET ${address}`)
  return await api(`PUT ${address}`, { on }, { "if-match": String(read.headers.etag) })
}
const switchesOf = (classId: string, setId?: string) =>
  `/v1/customer-classes/${classId}/switches${setId ? `?templateSetId=${setId}` : ""}`

test("PO-A9 PO-A10 what is sent is chosen for each class on its own, for e-mail and for SMS", async () => {
  const { api, set, addClass, box } = await telco()
  const shared = await set("Standard")
  const [small, large] = [await addClass("Small", shared), await addClass("Large", shared)]
  const before = await api(`GET ${switchesOf(small)}`)
  expect(before).toMatchObject({ status: 200, body: { version: 1, templateSet: { id: shared, name: "Standard" } } })
  expect(ticked(before)).toEqual([])
  const offered = telephony.types.flatMap(({ key }) => [`${key} email`, `${key} sms`])
  expect(rowsOf(before).map(({ key, channel }) => `${key} ${channel}`)).toEqual(offered)
  expect(new Set(rowsOf(before).map(({ hasMessage }) => hasMessage))).toEqual(new Set([true]))
  const boxes = ["invoice.issued email", "invoice.overdue sms"]
  const saved = await tick(api, switchesOf(small), boxes.map(box))
  expect(saved).toMatchObject({ status: 200, body: { version: 2 }, headers: { etag: '"2"' } })
  expect(ticked(await api(`GET ${switchesOf(small)}`))).toEqual(boxes)
  expect(ticked(await api(`GET ${switchesOf(large)}`))).toEqual([])
})

test("PO-A17 clearing a box of one class leaves the other's as it is", async () => {
  const { api, set, addClass, box } = await telco()
  const shared = await set("Standard")
  const [small, large] = [await addClass("Small", shared), await addClass("Large", shared)]
  const both = ["invoice.issued email", "account.welcome email"]
  for (const each of [small, large]) await tick(api, switchesOf(each), both.map(box))
  await tick(api, switchesOf(small), [box("account.welcome email")])
  expect(ticked(await api(`GET ${switchesOf(small)}`))).toEqual(["account.welcome email"])
  expect(ticked(await api(`GET ${switchesOf(large)}`))).toEqual(both)
})

test("PO-D2 a set chosen again has its boxes as they were, one chosen for the first time has none", async () => {
  const { api, set, addClass, assign, box } = await telco()
  const [first, second] = [await set("First"), await set("Second")]
  const classId = await addClass("Small", first)
  await tick(api, switchesOf(classId), [box("invoice.issued email")])
  await assign(classId, second)
  const other = await api(`GET ${switchesOf(classId)}`)
  expect([other.body.version, ticked(other)]).toEqual([1, []])
  await tick(api, switchesOf(classId), [box("account.welcome sms")])
  await assign(classId, null)
  await assign(classId, first)
  const again = await api(`GET ${switchesOf(classId)}`)
  expect([again.body.version, ticked(again)]).toEqual([2, ["invoice.issued email"]])
})

test("PO-D15 another set's boxes are seen, and can be saved, before it is chosen", async () => {
  const { api, set, addClass, assign, box } = await telco()
  const [first, second] = [await set("First"), await set("Second")]
  const classId = await addClass("Small", first)
  await tick(api, switchesOf(classId), [box("invoice.issued email")])
  await tick(api, switchesOf(classId, second), [box("account.welcome email")])
  expect(ticked(await api(`GET ${switchesOf(classId)}`))).toEqual(["invoice.issued email"])
  const seen = await api(`GET ${switchesOf(classId, second)}`)
  expect(seen.body.templateSet).toEqual({ id: second, name: "Second" })
  await assign(classId, second)
  expect((await api(`GET ${switchesOf(classId)}`)).body).toEqual(seen.body)
})

test("PO-D15 the list counts the boxes that the class's panel shows ticked", async () => {
  const { orgId, api, set, addClass, box, type } = await telco()
  const classId = await addClass("Small", await set("Standard"))
  const counted = async () => {
    const { items } = (await api("GET /v1/customer-classes")).body as unknown as {
      items: { id: string; boxesOn: number }[]
    }
    const shown = ticked(await api(`GET ${switchesOf(classId)}`)).length
    return [items.find(({ id }) => id === classId)?.boxesOn, shown]
  }
  const boxes = ["invoice.issued email", "invoice.issued sms", "account.welcome email"]
  await tick(api, switchesOf(classId), boxes.map(box))
  expect(await counted()).toEqual([3, 3])
  await tick(api, switchesOf(classId), boxes.slice(1).map(box))
  expect(await counted()).toEqual([2, 2])
  await world.db.org(
    orgId,
    (tx) => tx`
      update notification_types set retired_at = now() where org_id = ${orgId} and id = ${type("invoice.issued").id}`,
  )
  expect(await counted()).toEqual([1, 1])
})

test("a class without a set has no boxes to tick", async () => {
  const { api, addClass, box } = await telco()
  const classId = await addClass("Small", null)
  const read = await api(`GET ${switchesOf(classId)}`)
  expect(read).toMatchObject({ status: 200, body: { templateSet: null, switches: [] } })
  expect(await tick(api, switchesOf(classId), [box("invoice.issued email")])).toMatchObject({
    status: 409,
    body: { code: "no_template_set" },
  })
})

test("PO-D4 a box needs words in the set: a type of one's own can be ticked once it has them", async () => {
  const { api, set, addClass } = await telco()
  const setId = await set("Standard")
  const classId = await addClass("Small", setId)
  const { body: type } = await api("POST /v1/notification-types", {
    key: "own.offer",
    name: words,
    purpose: words,
    category: "billing",
    level: "customer",
    switchOwner: "class",
    trigger: "manual",
    audiences: { customer: ["email", "sms"] },
    variables: [],
  })
  const boxes = ["email", "sms"].map((channel) => ({ typeId: type.id, audience: "customer", channel }))
  expect(await tick(api, switchesOf(classId), boxes)).toMatchObject({
    status: 409,
    body: { code: "message_missing", errors: [{ pointer: "/on/0" }, { pointer: "/on/1" }] },
  })
  await api(`POST /v1/template-sets/${setId}/messages`, {
    ...boxes[0],
    locale: "pl",
    subject: "Oferta",
    body: "<p>Dla Ciebie.</p>",
    format: "html",
  })
  expect(await tick(api, switchesOf(classId), boxes)).toMatchObject({ body: { errors: [{ pointer: "/on/1" }] } })
  expect(ticked(await tick(api, switchesOf(classId), boxes.slice(0, 1)))).toEqual(["own.offer email"])
})

test("AL-D8 a class switches its own types only, and has no audience or channel that they don't", async () => {
  const { api, set, addClass, type, box } = await telco()
  const classId = await addClass("Small", await set("Standard"))
  const system = { typeId: type("system.invitation").id, audience: "employee", channel: "email" }
  const push = { ...box("invoice.issued email"), channel: "push" }
  const staff = { ...box("invoice.issued email"), audience: "employee" }
  expect(await tick(api, switchesOf(classId), [system, push, staff])).toMatchObject({
    status: 422,
    body: {
      code: "invalid",
      errors: [
        { pointer: "/on/0/typeId", code: "other_owner" },
        { pointer: "/on/1/channel", code: "switch_fixed" },
        { pointer: "/on/2/audience", code: "audience_unsupported" },
      ],
    },
  })
})

test("AL-D7 a reseller ticks the boxes of the classes they manage, and sees no others", async () => {
  const { api, orgId, set, addClass, box } = await telco()
  const reseller = await signedInAs(world, orgId, "reseller")
  const [standard, own] = [await set("Standard"), await set("Partner", reseller.memberId)]
  const [mine, theirs] = [await addClass("Mine", standard, reseller.memberId), await addClass("Theirs", standard)]
  expect(ticked(await tick(reseller.api, switchesOf(mine), [box("invoice.issued email")]))).toEqual([
    "invoice.issued email",
  ])
  await tick(reseller.api, switchesOf(mine, own), [box("account.welcome email")])
  expect(ticked(await api(`GET ${switchesOf(mine, own)}`))).toEqual(["account.welcome email"])
  const missing = await reseller.api(`GET ${switchesOf("00000000-0000-4000-8000-000000000000")}`)
  expect(missing.status).toBe(404)
  const put = (address: string) => reseller.api(`PUT ${address}`, { on: [] }, { "if-match": '"1"' })
  const another = await set("Another")
  for (const answer of [
    await reseller.api(`GET ${switchesOf(theirs)}`),
    await put(switchesOf(theirs)),
    // A set they could not choose for the class.
    await reseller.api(`GET ${switchesOf(mine, another)}`),
    await put(switchesOf(mine, another)),
    await reseller.api("GET /v1/switches"),
    await put("/v1/switches"),
  ])
    expect(answer.text).toBe(missing.text)
})

test("supervisors and employees tick nothing", async () => {
  const { api, orgId, set, addClass } = await telco()
  const classId = await addClass("Small", await set("Standard"))
  const { body: areas } = await api("GET /v1/areas")
  const areaIds = (areas.items as unknown as { id: string }[]).map((area) => area.id)
  for (const role of ["supervisor", "employee"] as const) {
    const person = await signedInAs(world, orgId, role, role === "supervisor" ? areaIds : [])
    for (const address of [switchesOf(classId), "/v1/switches"])
      expect((await person.api(`PUT ${address}`, { on: [] }, { "if-match": '"1"' })).status).toBe(403)
  }
})

test("the organisation's own set, and another organisation's, are no class's", async () => {
  const [{ api, addClass, set, orgId }, stranger] = [await telco(), await telco()]
  const classId = await addClass("Small", await set("Standard"))
  const { body } = await api("GET /v1/template-sets")
  const own = (body.items as unknown as { id: string; kind: string }[]).find(({ kind }) => kind === "organisation")
  const foreign = await stranger.set("Standard")
  for (const other of [own?.id as string, foreign])
    expect((await api(`GET ${switchesOf(classId, other)}`)).status).toBe(404)
  expect((await stranger.api(`GET ${switchesOf(classId)}`)).status).toBe(404)
  expect(orgId).not.toBe(stranger.orgId)
})

test("CA-D5 of two who save a class's boxes at once, the second gets a conflict and none of theirs is kept", async () => {
  const { api, set, addClass, box } = await telco()
  const classId = await addClass("Small", await set("Standard"))
  const documents = telephony.types.slice(0, 6).map(({ key }) => [box(`${key} email`)])
  const answers = await Promise.all(
    documents.map((on) => api(`PUT ${switchesOf(classId)}`, { on }, { "if-match": '"1"' })),
  )
  const won = answers.flatMap(({ status }, index) => (status === 200 ? [index] : []))
  expect(won).toHaveLength(1)
  for (const { status, body } of answers.filter((answer) => answer.status !== 200))
    expect([status, body.code, body.version]).toEqual([412, "version_conflict", 2])
  const { key } = telephony.types[won[0] as number] as { key: string }
  expect(ticked(await api(`GET ${switchesOf(classId)}`))).toEqual([`${key} email`])
})
