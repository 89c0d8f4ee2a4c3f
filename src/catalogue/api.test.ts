import { describe, expect, test } from "vitest"
import { organisationWith } from "../../test/catalogue.ts"
import { type Answer, makeWorld } from "../../test/world.ts"
import { checkData } from "./check.ts"
import { typeDefinition } from "./definition.ts"
import { misfits } from "./own.ts"
import { carrier } from "./starting/carrier.ts"
import { system } from "./starting/system.ts"
import { telephony } from "./starting/telephony.ts"
import { startingCatalogues } from "./starting.ts"
import { typeById } from "./types.ts"

const world = await makeWorld()

const words = (text: string) => ({ en: text, pl: text, it: text, da: text })
const title = { name: "title", title: words("Title"), kind: "text", required: true, maxLength: 80, sample: "Hello" }
const offer = {
  key: "offer.published",
  name: words("Nowa oferta łódzka"),
  purpose: words("Tells of an offer."),
  category: "billing",
  audiences: { customer: ["email", "sms"] },
  level: "customer",
  switchOwner: "class",
  trigger: "manual",
  variables: [title],
}
type Item = { id: string; key: string; category: string; origin: string | null }
const items = ({ body }: Answer) => body.items as unknown as Item[]
const keys = (answer: Answer) => items(answer).map(({ key }) => key)
const pointers = ({ body }: Answer) =>
  (body.errors as unknown as { pointer: string; code: string }[]).map(({ pointer, code }) => `${code} ${pointer}`)

/** A document as it was read, without what the server adds. */
const asSent = ({ body }: Answer): Record<string, unknown> => {
  const { id: _i, origin: _o, retiredAt: _r, version: _v, createdAt: _c, exampleData: _e, ...sent } = body
  return sent
}

test("PO-D9 the list shows the telephony types in their categories, page by page, then the system's", async () => {
  const { api } = await organisationWith(world, telephony)
  const seen: Item[] = []
  let cursor: string | null = null
  do {
    const answer: Answer = await api(`GET /v1/notification-types?limit=7${cursor ? `&cursor=${cursor}` : ""}`)
    seen.push(...items(answer))
    cursor = answer.body.next as unknown as string | null
  } while (cursor)
  const expected = [telephony, system].flatMap(({ categories, types }) =>
    categories.flatMap(({ key }) => types.filter((type) => type.category === key).map((type) => type.key)),
  )
  expect(seen.map(({ key }) => key)).toEqual(expected)
})

test("types are found by what they are, and by any part of their key or name", async () => {
  const { api } = await organisationWith(world, telephony)
  await api("POST /v1/notification-types", offer)
  const { body: old } = await api("POST /v1/notification-types", { ...offer, key: "offer.old" })
  await api(`POST /v1/notification-types/${old.id}/retire`)
  const list = (query: string) => api(`GET /v1/notification-types?limit=200&${query}`)
  const all = await list("")
  const parts = await Promise.all(["own", "starting", "system"].map((origin) => list(`origin=${origin}`)))
  expect(parts.map((part) => items(part).length)).toEqual([2, telephony.types.length, system.types.length])
  expect(items(all)).toHaveLength(parts.flatMap(items).length)
  expect(keys(await list("retired=true"))).toEqual(["offer.old"])
  expect(keys(await list("retired=false&origin=own"))).toEqual(["offer.published"])
  expect(keys(await list("q=OFERTA%20%C5%81%C3%93dz&retired=false"))).toEqual(["offer.published"])
  expect(keys(await list("q=offer.o"))).toEqual(["offer.old"])
  expect(keys(await list("q=%25"))).toEqual([])
  expect(keys(await list("category=reports"))).toEqual(["statistics.summary"])
  expect(keys(await list("switchOwner=class&channel=push"))).toEqual([])
  expect(new Set(keys(await list("audience=customer")))).toEqual(
    new Set([...telephony.types.map(({ key }) => key), "offer.published", "offer.old"]),
  )
  const told = system.types.filter(({ audiences }) => audiences.administrator?.includes("inbox"))
  expect(new Set(keys(await list("audience=administrator&channel=inbox")))).toEqual(new Set(told.map(({ key }) => key)))
  expect(await list("audience=everybody")).toMatchObject({ status: 422, body: { errors: [{ parameter: "audience" }] } })
})

test("AL-D15 a type tells an example event, which would be accepted", async () => {
  const { api, type } = await organisationWith(world, telephony)
  const { body } = await api(`GET /v1/notification-types/${type("statistics.summary").id}`)
  expect(body).toMatchObject({ key: "statistics.summary", origin: "telephony", retiredAt: null, version: 1 })
  expect(checkData(type("statistics.summary"), body.exampleData)).toEqual([])
  expect(Object.keys(body.exampleData as unknown as object).length).toBeGreaterThan(3)
})

test("AL-D15 an administrator adds a type of the organisation's own, changes it and retires it", async () => {
  const { api } = await organisationWith(world, telephony)
  const made = await api("POST /v1/notification-types", offer)
  expect(made).toMatchObject({
    status: 201,
    body: { ...offer, origin: null, attempts: 12, transactional: true, version: 1 },
    headers: { etag: '"1"', location: `/v1/notification-types/${made.body.id}` },
  })
  const address = `/v1/notification-types/${made.body.id}`
  const wider = [
    { ...title, maxLength: 120 },
    { ...title, name: "note", required: false },
  ]
  const changed = await api(
    `PUT ${address}`,
    { ...asSent(made), name: words("Special offer"), category: "account", variables: wider, transactional: false },
    { "if-match": '"1"' },
  )
  expect(changed).toMatchObject({
    status: 200,
    body: { name: words("Special offer"), category: "account", transactional: false, version: 2 },
  })
  expect(keys(await api("GET /v1/notification-types?q=special"))).toEqual(["offer.published"])
  const retired = await api(`POST ${address}/retire`)
  expect(retired).toMatchObject({ status: 200, body: { version: 3 } })
  expect(retired.body.retiredAt).not.toBeNull()
  expect(await api("POST /v1/notification-types", offer)).toMatchObject({
    status: 409,
    body: { code: "name_taken", errors: [{ pointer: "/key" }] },
  })
  expect(await api(`POST ${address}/restore`)).toMatchObject({ status: 200, body: { retiredAt: null, version: 4 } })
  const { body: audit } = await api(`GET /v1/audit?subjectId=${made.body.id}`)
  expect(audit.items).toMatchObject([
    { action: "notification_type.restored" },
    { action: "notification_type.retired" },
    { action: "notification_type.updated", before: { category: "billing" }, after: { category: "account" } },
    { action: "notification_type.created", before: null, after: { key: "offer.published" } },
  ])
})

test("AL-D10 retiring a type stops what waits, restoring it revives nothing, and neither counts twice", async () => {
  const { api, orgId } = await organisationWith(world, telephony)
  const { body: made } = await api("POST /v1/notification-types", offer)
  const stops = () => world.db.org(orgId, async (tx) => (await typeById(tx, String(made.id)))?.stops)
  const address = `POST /v1/notification-types/${made.id}`
  expect(await stops()).toBe(0n)
  const retired = await api(`${address}/retire`)
  expect(await stops()).toBe(1n)
  expect((await api(`${address}/retire`)).body).toEqual(retired.body)
  expect(await stops()).toBe(1n)
  await api(`${address}/restore`)
  await api(`${address}/restore`)
  expect(await stops()).toBe(1n)
  await api(`${address}/retire`)
  expect(await stops()).toBe(2n)
})

test("AL-D15 the variables of a type only widen, and each narrowing is told at its place", async () => {
  const { api } = await organisationWith(world, telephony)
  const made = await api("POST /v1/notification-types", offer)
  const put = (variables: unknown[]) =>
    api(`PUT /v1/notification-types/${made.body.id}`, { ...asSent(made), variables }, { "if-match": '"1"' })
  const optional = { ...title, name: "note", required: false }
  expect(pointers(await put([]))).toEqual(["removed /variables"])
  expect(
    pointers(
      await put([
        { ...title, maxLength: 79 },
        { ...optional, required: true },
      ]),
    ),
  ).toEqual(["shortened /variables/0/maxLength", "added_required /variables/1/required"])
  expect(pointers(await put([{ ...title, kind: "url", sample: "https://a.example/" }]))).toEqual([
    "kind_changed /variables/0/kind",
  ])
  expect(await put([title, optional])).toMatchObject({ status: 200, body: { version: 2 } })
})

test("the key of a type and the owner of its switch stay", async () => {
  const { api } = await organisationWith(world, telephony)
  const made = await api("POST /v1/notification-types", offer)
  const change = { ...asSent(made), key: "offer.new", switchOwner: "organisation" }
  const answer = await api(`PUT /v1/notification-types/${made.body.id}`, change, { "if-match": '"1"' })
  expect(answer.status).toBe(422)
  expect(pointers(answer)).toEqual(["fixed /key", "fixed /switchOwner"])
})

test("of a type that came along, what is said of it may change, not what it is", async () => {
  const { api, type } = await organisationWith(world, telephony)
  const address = `/v1/notification-types/${type("invoice.overdue").id}`
  const read = await api(`GET ${address}`)
  const adapted = {
    name: words("Late invoice"),
    purpose: words("Says so."),
    category: "account",
    priority: "urgent",
    expiryHours: 5,
    attempts: 3,
    ambiguous: { email: "once" },
  }
  expect(await api(`PUT ${address}`, { ...asSent(read), ...adapted }, { "if-match": '"1"' })).toMatchObject({
    status: 200,
    body: { ...adapted, key: "invoice.overdue", version: 2 },
  })
  const refused = await api(
    `PUT ${address}`,
    { ...asSent(read), audiences: { customer: ["email"] }, critical: true, variables: [] },
    { "if-match": '"2"' },
  )
  expect(pointers(refused).toSorted()).toEqual(["fixed /audiences", "fixed /critical", "fixed /variables"])
  expect(await api(`POST ${address}/retire`)).toMatchObject({ status: 409, body: { code: "protected" } })
})

test("AL-D11 a type of the system can't be changed or retired", async () => {
  const { api, type } = await organisationWith(world, telephony)
  const address = `/v1/notification-types/${type("system.invitation").id}`
  const read = await api(`GET ${address}`)
  for (const answer of [
    await api(`PUT ${address}`, { ...asSent(read), name: words("x") }, { "if-match": '"1"' }),
    await api(`POST ${address}/retire`),
    await api(`POST ${address}/restore`),
  ])
    expect(answer).toMatchObject({ status: 409, body: { code: "protected" } })
})

test("a change of a type names the version it read, and an old one changes nothing", async () => {
  const { api } = await organisationWith(world, telephony)
  const made = await api("POST /v1/notification-types", offer)
  const address = `/v1/notification-types/${made.body.id}`
  const put = (name: string, headers: Record<string, string>) =>
    api(`PUT ${address}`, { ...asSent(made), name: words(name) }, headers)
  expect(await put("A", {})).toMatchObject({ status: 428, body: { code: "version_missing" } })
  expect((await put("A", { "if-match": '"1"' })).status).toBe(200)
  expect(await put("B", { "if-match": '"1"' })).toMatchObject({ status: 412, body: { version: 2 } })
  expect(await api(`POST ${address}/retire`, undefined, { "if-match": '"1"' })).toMatchObject({ status: 412 })
  const racing = await Promise.all(["C", "D", "E", "F"].map((name) => put(name, { "if-match": '"2"' })))
  expect(racing.filter(({ status }) => status === 412)).toHaveLength(3)
  const winner = racing.find(({ status }) => status === 200)
  expect((await api(`GET ${address}`)).body.name).toEqual(winner?.body.name)
})

test("of two who add a type of one key at once, one is told that it is taken", async () => {
  const { api } = await organisationWith(world, telephony)
  const answers = await Promise.all(Array.from({ length: 4 }, () => api("POST /v1/notification-types", offer)))
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409])
})

describe("a type that can't be", () => {
  test.each([
    ["AL-D5 mandatory for customers", { mandatory: true }, ["not_allowed /mandatory"]],
    ["told to nobody", { audiences: {} }, ["empty /audiences"]],
    ["for operators", { audiences: { operator: ["email"] } }, ["audience_unsupported /audiences/operator"]],
    [
      "subscribed to by staff",
      { switchOwner: "subscription", audiences: { contact: ["email"], supervisor: ["email"] } },
      ["audience_unsupported /audiences/supervisor"],
    ],
    ["of the system by its key", { key: "system.offer" }, ["reserved /key"]],
    ["with one name twice", { variables: [title, title] }, ["duplicate /variables/1/name"]],
    [
      "with a sample that its variable refuses",
      {
        variables: [
          { ...title, kind: "date" },
          { ...title, name: "b", maxLength: 4 },
        ],
      },
      ["wrong_kind /variables/0/sample", "too_long /variables/1/sample"],
    ],
    ["of a category that isn't there", { category: "bilingual" }, ["unknown /category"]],
    ["switched by nothing", { switchOwner: "none" }, ["invalid_value /switchOwner"]],
    ["with a channel twice", { audiences: { customer: ["sms", "sms"] } }, ["duplicate /audiences/customer"]],
    [
      "with a name that every message has",
      { variables: [{ ...title, name: "customer" }] },
      ["taken /variables/0/name"],
    ],
  ])("is refused: %s", async (_, change, expected) => {
    const { api } = await organisationWith(world, telephony)
    const answer = await api("POST /v1/notification-types", { ...offer, ...change })
    expect(answer).toMatchObject({ status: 422, body: { code: "invalid" } })
    expect(pointers(answer)).toEqual(expected)
  })

  test.each(["class", "organisation"])(
    "PO-D12 is refused when a contact is told what a %s switches",
    async (switchOwner) => {
      const { api } = await organisationWith(world, telephony)
      const audiences = { contact: ["email"], customer: ["email"] }
      const answer = await api("POST /v1/notification-types", { ...offer, switchOwner, audiences })
      expect(pointers(answer)).toEqual(["audience_unsupported /audiences/contact"])
    },
  )

  test("AL-D5 what is written for staff may be mandatory", async () => {
    const { api } = await organisationWith(world, telephony)
    const forStaff = { ...offer, audiences: { supervisor: ["email"] }, switchOwner: "organisation", mandatory: true }
    expect((await api("POST /v1/notification-types", forStaff)).status).toBe(201)
  })
})

test("AL-D8 what comes with Tidings keeps the rules that one's own types are held to", () => {
  for (const type of startingCatalogues.flatMap(({ types }) => types))
    expect([type.key, misfits(typeDefinition.parse(type))]).toEqual([type.key, []])
})

test("types are seen by those who may see them, changed by those who may change them, and never by strangers", async () => {
  const [mine, stranger] = [await organisationWith(world, telephony), await organisationWith(world, carrier)]
  const sees = await mine.withScopes(["types:see"])
  const address = `/v1/notification-types/${mine.type("invoice.issued").id}`
  expect((await sees(`GET ${address}`)).status).toBe(200)
  for (const request of ["POST /v1/notification-types", "POST /v1/categories"])
    expect(await sees(request, request.includes("categories") ? { key: "a", name: words("a") } : offer)).toMatchObject({
      status: 403,
      body: { permission: "types:edit" },
    })
  const none = await stranger.api("GET /v1/notification-types/00000000-0000-4000-8000-000000000000")
  expect(none.status).toBe(404)
  expect((await stranger.api(`GET ${address}`)).text).toBe(none.text)
  const put = await stranger.api(`PUT ${address}`, asSent(await mine.api(`GET ${address}`)), { "if-match": '"1"' })
  expect(put.text).toBe(none.text)
  expect((await stranger.api(`POST ${address}/retire`)).text).toBe(none.text)
})

test("PO-D16 categories are listed in order, and one's own stand before the system's", async () => {
  const { api } = await organisationWith(world, telephony)
  expect(await api("POST /v1/categories", { key: "campaigns", name: words("Campaigns") })).toMatchObject({
    status: 201,
    body: { origin: null, version: 1 },
  })
  expect(keys(await api("GET /v1/categories"))).toEqual([
    "billing",
    "service",
    "account",
    "reports",
    "campaigns",
    ...system.categories.map(({ key }) => key),
  ])
  expect(await api("POST /v1/categories", { key: "campaigns", name: words("Again") })).toMatchObject({
    status: 409,
    body: { code: "name_taken", errors: [{ pointer: "/key" }] },
  })
})

test("a category is renamed and moved, deleted when empty, and the system's stay as they are", async () => {
  const { api } = await organisationWith(world, telephony)
  await api("POST /v1/categories", { key: "campaigns", name: words("Campaigns") })
  const change = (body: object, version: number) =>
    api("PATCH /v1/categories/campaigns", body, { "if-match": `"${version}"` })
  expect(await change({ name: words("Offers") }, 1)).toMatchObject({
    status: 200,
    body: { name: words("Offers"), version: 2 },
    headers: { etag: '"2"' },
  })
  expect(await change({ position: 1 }, 1)).toMatchObject({ status: 412, body: { version: 2 } })
  expect((await change({ position: 1 }, 2)).status).toBe(200)
  expect(keys(await api("GET /v1/categories")).slice(0, 2)).toEqual(["billing", "campaigns"])
  expect(await api("DELETE /v1/categories/billing")).toMatchObject({ status: 409, body: { code: "in_use" } })
  await api("POST /v1/notification-types", { ...offer, category: "campaigns" })
  expect(await api("DELETE /v1/categories/campaigns")).toMatchObject({ status: 409, body: { code: "in_use" } })
  for (const request of ["PATCH /v1/categories/security", "DELETE /v1/categories/security"])
    expect(await api(request, request.startsWith("PATCH") ? { position: 1 } : undefined)).toMatchObject({
      status: 409,
      body: { code: "protected" },
    })
  await api("POST /v1/categories", { key: "empty", name: words("Empty") })
  expect((await api("DELETE /v1/categories/empty")).status).toBe(204)
  expect((await api("DELETE /v1/categories/empty")).status).toBe(404)
  const { body: audit } = await api("GET /v1/audit?subjectKind=category")
  expect(audit.items).toMatchObject([
    { action: "category.deleted", before: { key: "empty" } },
    { action: "category.created" },
    { action: "category.updated", after: { campaigns: { position: 1 } } },
    { action: "category.updated", after: { campaigns: { name: words("Offers") } } },
    { action: "category.created", after: { key: "campaigns" } },
  ])
})
