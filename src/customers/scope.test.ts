import { expect, test } from "vitest"
import { addCustomer, found, idOf, missing, type Customer } from "../../test/customers.ts"
import { signedInAs } from "../../test/people.ts"
import { makeWorld } from "../../test/world.ts"

const world = await makeWorld()

test("CM-A3 AL-D7 a supervisor sees and edits customers of his areas only, and keeps them there", async () => {
  const { orgId, api } = await world.organisation()
  const [north, south] = [
    await idOf(api("POST /v1/areas", { name: "North" })),
    await idOf(api("POST /v1/areas", { name: "South" })),
  ]
  const reseller = await signedInAs(world, orgId, "reseller")
  const partner = await idOf(api("POST /v1/customer-classes", { name: "Partner", managedBy: reseller.memberId }))
  const [own, foreign] = [await addCustomer(api, { areaId: north }), await addCustomer(api, { areaId: south })]
  const managed = await addCustomer(api, { areaId: north, classId: partner })
  const supervisor = (await signedInAs(world, orgId, "supervisor", [north])).api
  expect(
    ((await supervisor("GET /v1/customers")).body.items as unknown as Customer[]).map(({ id }) => id).toSorted(),
  ).toEqual([own.id, managed.id].toSorted())
  for (const query of [`areaId=${south}`, "q=anna&areaId=" + south]) expect(await found(supervisor, query)).toEqual([])
  const outside = { status: 403, body: { code: "forbidden", errors: [{ code: "outside" }] } }
  expect(await supervisor(`PATCH /v1/customers/${own.id}`, { name: "Ewa" })).toMatchObject({ status: 200 })
  expect(await supervisor(`PATCH /v1/customers/${own.id}`, { areaId: south })).toMatchObject(outside)
  expect(
    await supervisor("POST /v1/customers", { externalId: "n", name: "N" }),
    "the main area isn't his",
  ).toMatchObject(outside)
  expect(await supervisor("POST /v1/customers", { externalId: "n", name: "N", areaId: north })).toMatchObject({
    status: 201,
  })
  expect(
    await supervisor(`PATCH /v1/customers/${managed.id}`, { classId: own.classId }),
    "only an administrator",
  ).toMatchObject(outside)
  expect(await supervisor("POST /v1/customers/bulk", { filter: {}, set: { classId: own.classId } })).toMatchObject(
    outside,
  )
  expect(await supervisor("POST /v1/customers/bulk", { filter: {}, set: { areaId: south } })).toMatchObject(outside)
  expect(
    (await supervisor("POST /v1/customers/bulk", { ids: [own.id, foreign.id], set: { sendSms: true } })).body,
  ).toEqual({
    changed: 1,
    unchanged: 1,
    remaining: 0,
    waiting: null,
  })
  expect((await api(`GET /v1/customers/${foreign.id}`)).body).toEqual(foreign)
  expect((await supervisor("GET /v1/customers/export")).text).not.toContain(foreign.externalId)
  expect(await supervisor(`POST /v1/customers/${own.id}/erase`)).toMatchObject({ status: 403 })
  // Moved away by an administrator it is gone for him at once.
  await api(`PATCH /v1/customers/${own.id}`, { areaId: south })
  expect(await supervisor(`GET /v1/customers/${own.id}`)).toMatchObject({ status: 404 })
})

test("AL-D7 a reseller sees and edits the customers of his classes, and only an administrator moves one out", async () => {
  const { orgId, api } = await world.organisation()
  const reseller = await signedInAs(world, orgId, "reseller")
  const mine = await idOf(api("POST /v1/customer-classes", { name: "Partner", managedBy: reseller.memberId }))
  const mineToo = await idOf(api("POST /v1/customer-classes", { name: "Partner 2", managedBy: reseller.memberId }))
  const [own, foreign] = [await addCustomer(api, { classId: mine }), await addCustomer(api)]
  expect(((await reseller.api("GET /v1/customers")).body.items as unknown as Customer[]).map(({ id }) => id)).toEqual([
    own.id,
  ])
  const unknown = { status: 422, body: { errors: [{ pointer: "/classId", code: "unknown" }] } }
  expect(await reseller.api(`PATCH /v1/customers/${own.id}`, { classId: foreign.classId })).toMatchObject(unknown)
  expect(
    await reseller.api("POST /v1/customers", { externalId: "n", name: "N" }),
    "the default class isn't his",
  ).toMatchObject(unknown)
  expect(await reseller.api(`PATCH /v1/customers/${own.id}`, { classId: mineToo })).toMatchObject({ status: 200 })
  expect(
    await reseller.api("POST /v1/customers/bulk", { filter: {}, set: { classId: foreign.classId } }),
  ).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/set/classId" }] },
  })
  expect(await reseller.api("POST /v1/customers/bulk", { filter: {}, set: { sendSms: true } })).toMatchObject({
    body: { changed: 1 },
  })
  expect(await reseller.api(`PUT /v1/customers/by-external-id/${foreign.externalId}`, { name: "Mine" })).toMatchObject({
    status: 409,
    body: { code: "name_taken" },
  })
  expect((await api(`GET /v1/customers/${foreign.id}`)).body).toEqual(foreign)
  expect(await api(`PATCH /v1/customers/${own.id}`, { classId: foreign.classId })).toMatchObject({ status: 200 })
  expect(await reseller.api(`GET /v1/customers/${own.id}`)).toMatchObject({ status: 404 })
})

test("out of reach answers with the same bytes as what is not there", async () => {
  const [{ orgId, api }, { api: stranger }] = [await world.organisation(), await world.organisation()]
  const south = await idOf(api("POST /v1/areas", { name: "South" }))
  const { id, externalId } = await addCustomer(api)
  const [supervisor, reseller] = [
    (await signedInAs(world, orgId, "supervisor", [south])).api,
    (await signedInAs(world, orgId, "reseller")).api,
  ]
  const points = { emails: [], numbers: [] }
  const requests: [string, (key: string) => string, unknown?, Record<string, string>?][] = [
    ["GET", (key) => `/v1/customers/${key}`],
    ["PATCH", (key) => `/v1/customers/${key}`, { name: "Mine" }],
    ["POST", (key) => `/v1/customers/${key}/archive`],
    ["POST", (key) => `/v1/customers/${key}/restore`],
    ["GET", (key) => `/v1/customers/${key}/contact-points`],
    ["PUT", (key) => `/v1/customers/${key}/contact-points`, points, { "if-match": "*" }],
  ]
  for (const who of [supervisor, reseller, stranger]) {
    for (const [method, path, body, headers] of requests) {
      const [hidden, none, never] = await Promise.all(
        [id, missing, "no-id"].map((key) => who(`${method} ${path(key)}`, body, headers)),
      )
      expect([hidden?.status, hidden?.text, never?.text]).toEqual([404, none?.text, none?.text])
    }
    const [hidden, none] = await Promise.all(
      [externalId, "nobody"].map((key) => who(`GET /v1/customers/by-external-id/${key}`)),
    )
    expect([hidden?.status, hidden?.text]).toEqual([404, none?.text])
  }
  expect(await (await signedInAs(world, orgId, "employee")).api("GET /v1/customers")).toMatchObject({ status: 403 })
})
