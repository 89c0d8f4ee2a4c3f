import { randomUUID } from "node:crypto"
import { expect, test } from "vitest"
import { signedIn } from "../../test/people.ts"
import { type Api, makeWorld } from "../../test/world.ts"
import { newId } from "../base/ids.ts"

const world = await makeWorld()

type Class = { id: string; name: string; version: number; isDefault: boolean } & Record<string, unknown>

async function addClass(api: Api, more: Record<string, unknown> = {}): Promise<Class> {
  const answer = await api("POST /v1/customer-classes", { name: `Class ${randomUUID().slice(0, 8)}`, ...more })
  expect(answer.status, answer.text).toBe(201)
  return answer.body as unknown as Class
}

/** A template set, as another room will make it. */
async function addSet(orgId: string, { kind = "customer_class", managedBy = null as string | null } = {}) {
  const setId = newId()
  await world.db.org(
    orgId,
    (tx) => tx`
    insert into template_sets (org_id, id, name, name_key, kind, managed_by, main_language)
    values (${orgId}, ${setId}, ${setId}, ${setId}, ${kind}, ${managedBy}, 'en')`,
  )
  return setId
}

const documentOf = ({ id: _, isDefault: __, version: ___, createdAt: ____, ...rest }: Class) => rest
const save = (api: Api, made: Class, change: Record<string, unknown>, version = made.version) =>
  api(`PUT /v1/customer-classes/${made.id}`, { ...documentOf(made), ...change }, { "if-match": `"${version}"` })

const stopsOf = async (orgId: string, classId: string) =>
  (
    await world.db.org(
      orgId,
      (tx) => tx<{ stops: bigint }>`select stops from customer_classes where org_id = ${orgId} and id = ${classId}`,
    )
  )[0]?.stops

test("PO-D10 an organisation is made with a default class, which can be renamed and never deleted", async () => {
  const { api } = await world.organisation()
  const [standard] = (await api("GET /v1/customer-classes")).body.items as unknown as Class[]
  expect(standard).toMatchObject({ isDefault: true, name: "Customers", customers: 0, boxesOn: 0, managedBy: null })
  const { id } = standard as Class
  expect(await api(`DELETE /v1/customer-classes/${id}`)).toMatchObject({ status: 409, body: { code: "protected" } })
  const present = (await api(`GET /v1/customer-classes/${id}`)).body as unknown as Class
  expect(await save(api, present, { name: "Everybody" })).toMatchObject({
    status: 200,
    body: { name: "Everybody", isDefault: true, version: 2 },
  })
})

test("PO-D14 PO-D15 a class is saved whole under the version that was read, and its name is taken once", async () => {
  const { api } = await world.organisation()
  const made = await addClass(api, { name: "Small business" })
  expect(await api("POST /v1/customer-classes", { name: " SMALL  Business" })).toMatchObject({
    status: 409,
    body: { code: "name_taken", errors: [{ pointer: "/name", code: "taken" }] },
  })
  const change = {
    fromName: "Lumivox",
    fromEmail: "Billing@Łódź.pl",
    replyTo: "help@example.com",
    smsSender: "Lumivox",
    daysBeforeDue: [3, 14, 7, 3],
    daysAfterDue: [20, 0],
    thresholds: [{ amountLeft: "10.00" }, { percentUsed: 80 }],
  }
  expect(await save(api, made, change)).toMatchObject({
    status: 200,
    body: {
      ...change,
      fromEmail: "billing@xn--d-uga0v4h.pl",
      daysBeforeDue: [3, 7, 14],
      daysAfterDue: [0, 20],
      version: 2,
    },
  })
  expect(await save(api, made, {})).toMatchObject({ status: 412, body: { code: "version_conflict", version: 2 } })
  expect(await api(`PUT /v1/customer-classes/${made.id}`, documentOf(made))).toMatchObject({ status: 428 })
  const two = await addClass(api)
  expect(await save(api, two, { name: "small business" })).toMatchObject({ status: 409, body: { code: "name_taken" } })
})

test.each([
  ["/thresholds", { thresholds: [{ amountLeft: "10.00" }, { amountLeft: "10" }] }],
  ["/thresholds", { thresholds: [{ percentUsed: 80 }, { percentUsed: 80 }] }],
  ["/thresholds/0/amountLeft", { thresholds: [{ amountLeft: "10.0000001" }] }],
  ["/thresholds/0/amountLeft", { thresholds: [{ amountLeft: "-1" }] }],
  ["/thresholds/0/percentUsed", { thresholds: [{ percentUsed: 101 }] }],
  ["/thresholds/0/percentUsed", { thresholds: [{ percentUsed: 0 }] }],
  ["/thresholds/0", { thresholds: [{ amountLeft: "1", percentUsed: 1 }] }],
  ["/daysBeforeDue/0", { daysBeforeDue: [366] }],
  ["/daysAfterDue/0", { daysAfterDue: [-1] }],
  ["/daysAfterDue/0", { daysAfterDue: [1.5] }],
  ["/fromEmail", { fromEmail: '"a"@example.com' }],
  ["/replyTo", { replyTo: "nobody" }],
  ["/smsSender", { smsSender: "12345" }],
  ["/smsSender", { smsSender: "Lumivox Telekom" }],
  ["/name", { name: "" }],
  ["/customers", { customers: 5 }],
  ["/managedBy", { managedBy: newId() }],
  ["/templateSetId", { templateSetId: newId() }],
])("PO-D7 PO-D8 what a class cannot hold is refused at its place: %s %j", async (pointer, change) => {
  const { api } = await world.organisation()
  const made = await addClass(api)
  const answer = await save(api, made, change)
  expect(answer).toMatchObject({ status: 422, body: { code: "invalid", errors: [{ pointer }] } })
  expect((await api(`GET /v1/customer-classes/${made.id}`)).body.version).toBe(1)
})

test("PO-A8 PO-A16 AL-D5 a set is assigned to a class by choosing it; taking it away stops what waits", async () => {
  const { orgId, api } = await world.organisation()
  const [one, two] = [await addSet(orgId), await addSet(orgId)]
  const made = await addClass(api)
  const stops = () => stopsOf(orgId, made.id)
  const assigned = (await save(api, made, { templateSetId: one })).body as unknown as Class
  expect([assigned.templateSetId, await stops()]).toEqual([one, 0n])
  const same = (await save(api, assigned, { templateSetId: one, fromName: "Us" })).body as unknown as Class
  expect(await stops()).toBe(0n)
  const other = (await save(api, same, { templateSetId: two })).body as unknown as Class
  expect(await stops()).toBe(1n)
  const none = (await save(api, other, { templateSetId: null })).body as unknown as Class
  expect([none.templateSetId, await stops()]).toEqual([null, 2n])
  await save(api, none, { templateSetId: one })
  expect(await stops(), "never lowered, and nothing was stopped").toBe(2n)
})

test("PO-A11 one set serves several classes, and the list shows each with its set and what is ticked", async () => {
  const { orgId, api } = await world.organisation()
  const setId = await addSet(orgId)
  const [one] = [
    await addClass(api, { name: "A", templateSetId: setId }),
    await addClass(api, { name: "B", templateSetId: setId }),
  ]
  await world.db.org(orgId, async (tx) => {
    const [sheetId, typeId] = [newId(), newId()]
    await tx`insert into categories (org_id, key, name, position) values (${orgId}, 'billing', '{}', 0)`
    await tx`
      insert into notification_types (org_id, id, key, name, purpose, category, audiences, level, switch_owner, trigger, variables,
             transactional, critical, priority, mandatory, attempts, expiry_hours, ambiguous, position)
      values (${orgId}, ${typeId}, 'invoice.issued', '{}', '{}', 'billing', '{}', 'customer', 'class', 'event', '[]',
              true, false, 'normal', false, 5, 24, '{}', 0)`
    await tx`insert into switch_sheets (org_id, id, owner, class_id, set_id) values (${orgId}, ${sheetId}, 'class', ${one?.id}, ${setId})`
    for (const channel of ["email", "sms"])
      await tx`insert into switches (org_id, sheet_id, type_id, audience, channel) values (${orgId}, ${sheetId}, ${typeId}, 'customer', ${channel})`
  })
  const { body } = await api("GET /v1/customer-classes")
  expect(body.items).toMatchObject([
    { name: "A", templateSetName: setId, boxesOn: 2 },
    { name: "B", templateSetName: setId, boxesOn: 0 },
    { name: "Customers", templateSetName: null, boxesOn: 0 },
  ])
})

test("an organisation's own set is not for classes", async () => {
  const { orgId, api } = await world.organisation()
  const setId = await addSet(orgId, { kind: "organisation" })
  expect(await save(api, await addClass(api), { templateSetId: setId })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/templateSetId", code: "unknown" }] },
  })
})

test("a class with customers is kept, an empty one goes", async () => {
  const { api } = await world.organisation()
  const made = await addClass(api)
  const { body: customer } = await api("POST /v1/customers", { externalId: "1", name: "Anna", classId: made.id })
  const remove = () => api(`DELETE /v1/customer-classes/${made.id}`)
  expect(await remove()).toMatchObject({ status: 409, body: { code: "in_use" } })
  await api(`POST /v1/customers/${customer.id}/archive`)
  expect(await remove()).toMatchObject({ status: 409, body: { code: "in_use" } })
  await api(`POST /v1/customers/${customer.id}/erase`)
  expect(await remove()).toMatchObject({ status: 204 })
  expect(await remove()).toMatchObject({ status: 404 })
})

test("AL-D7 a reseller sees and edits the classes he manages, offers his own sets, and hands none on", async () => {
  const { orgId, api } = await world.organisation()
  const [reseller, other] = [await signedIn(world, orgId, "reseller"), await signedIn(world, orgId, "reseller")]
  const [own, foreign] = [await addClass(api, { managedBy: reseller.memberId }), await addClass(api)]
  const [ownSet, foreignSet] = [await addSet(orgId, { managedBy: reseller.memberId }), await addSet(orgId)]
  expect((await reseller.api("GET /v1/customer-classes")).body.items).toMatchObject([
    { id: own.id, managedByName: "A reseller" },
  ])
  const missing = await reseller.api(`GET /v1/customer-classes/${newId()}`)
  const hidden = await reseller.api(`GET /v1/customer-classes/${foreign.id}`)
  expect([hidden.status, hidden.text]).toEqual([404, missing.text])
  expect(await save(reseller.api, foreign, { name: "Mine" })).toMatchObject({ status: 404 })
  const saved = await save(reseller.api, own, { templateSetId: ownSet, replyTo: "me@example.com" })
  expect(saved).toMatchObject({ status: 200, body: { templateSetId: ownSet, version: 2 } })
  const present = saved.body as unknown as Class
  expect(await save(reseller.api, present, { templateSetId: foreignSet })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/templateSetId", code: "unknown" }] },
  })
  for (const managedBy of [null, other.memberId])
    expect(await save(reseller.api, present, { managedBy })).toMatchObject({
      status: 403,
      body: { code: "forbidden", errors: [{ pointer: "/managedBy" }] },
    })
  expect(await reseller.api("POST /v1/customer-classes", { name: "New" })).toMatchObject({ status: 403 })
  expect(await reseller.api(`DELETE /v1/customer-classes/${own.id}`)).toMatchObject({ status: 403 })
  // What an administrator gave him he may keep.
  const given = (await save(api, present, { templateSetId: foreignSet })).body as unknown as Class
  expect(await save(reseller.api, given, { fromName: "Me" })).toMatchObject({ status: 200 })
})

test("a class is managed by a reseller of the organisation who is still there", async () => {
  const [{ orgId, api }, stranger] = [await world.organisation(), await world.organisation()]
  const made = await addClass(api)
  const supervisor = await signedIn(world, orgId, "supervisor")
  const foreign = await signedIn(world, stranger.orgId, "reseller")
  for (const { memberId } of [supervisor, foreign])
    expect(await save(api, made, { managedBy: memberId })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/managedBy", code: "unknown" }] },
    })
})

test("each change of a class leaves one audit record with what changed", async () => {
  const { api } = await world.organisation()
  const made = await addClass(api, { name: "A" })
  await save(api, made, { name: "B", daysAfterDue: [7] })
  await api(`DELETE /v1/customer-classes/${made.id}`)
  expect((await api(`GET /v1/audit?subjectId=${made.id}`)).body.items).toMatchObject([
    { action: "customer_class.deleted", before: { name: "B" } },
    {
      action: "customer_class.updated",
      before: { name: "A", daysAfterDue: [] },
      after: { name: "B", daysAfterDue: [7] },
    },
    { action: "customer_class.created", after: { name: "A" } },
  ])
})
