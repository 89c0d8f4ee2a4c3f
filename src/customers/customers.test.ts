import { expect, test } from "vitest"
import { addCustomer, found, idOf, missing, sizes, type Customer } from "../../test/customers.ts"
import { type Api, makeWorld } from "../../test/world.ts"

const world = await makeWorld()

const audit = async (api: Api, subjectId: string) =>
  (await api(`GET /v1/audit?subjectId=${subjectId}`)).body.items as unknown as Record<string, unknown>[]
const stopsOf = async (orgId: string, customerId: string) => {
  const [row] = await world.db.org(
    orgId,
    (tx) => tx<{ stops: bigint; stopsEmail: bigint; stopsSms: bigint }>`
      select stops, stops_email, stops_sms from customers where org_id = ${orgId} and id = ${customerId}`,
  )
  return row && [row.stops, row.stopsEmail, row.stopsSms].map(Number)
}
test("AL-D25 PO-D13 a customer is made with its own BCC, found by id and by number, changed, archived and restored", async () => {
  const { api } = await world.organisation()
  const made = await addCustomer(api, {
    externalId: "LX 1/ą",
    name: "  Zażółć  ",
    bcc: ["Boss@Example.com", "boss@example.com"],
  })
  expect(made).toMatchObject({ name: "Zażółć", bcc: ["boss@example.com"], state: "active", version: 1, language: null })
  expect((await api(`GET /v1/customers/${made.id}`)).body).toEqual(made)
  expect((await api(`GET /v1/customers/by-external-id/${encodeURIComponent("LX 1/ą")}`)).body).toEqual(made)
  const changed = await api(
    `PATCH /v1/customers/${made.id}`,
    { name: "Anna", language: "pl", timeZone: "Europe/Rome" },
    { "if-match": '"1"' },
  )
  expect(changed).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { name: "Anna", version: 2 } })
  expect(await api(`PATCH /v1/customers/${made.id}`, { name: "Ewa" }, { "if-match": '"1"' })).toMatchObject({
    status: 412,
  })
  expect((await api(`PATCH /v1/customers/${made.id}`, { name: "Anna" })).body.version, "nothing changed").toBe(2)
  const archived = await api(`POST /v1/customers/${made.id}/archive`)
  expect(archived.body).toMatchObject({ state: "archived", version: 3, archivedAt: expect.any(String) })
  expect((await api(`POST /v1/customers/${made.id}/archive`)).body.version, "archived already").toBe(3)
  expect([await found(api, ""), await found(api, "state=archived")]).toEqual([[], ["Anna"]])
  expect((await api(`POST /v1/customers/${made.id}/restore`)).body).toMatchObject({ state: "active", archivedAt: null })
  expect((await audit(api, made.id)).map(({ action }) => action)).toEqual([
    "customer.restored",
    "customer.archived",
    "customer.updated",
    "customer.created",
  ])
})

test("a number of a customer is taken once, whoever asks", async () => {
  const { api } = await world.organisation()
  const made = await addCustomer(api, { externalId: "A" })
  const taken = { status: 409, body: { code: "name_taken", errors: [{ pointer: "/externalId" }] } }
  expect(await api("POST /v1/customers", { externalId: "A", name: "B" })).toMatchObject(taken)
  const other = await addCustomer(api, { externalId: "B" })
  expect(await api(`PATCH /v1/customers/${other.id}`, { externalId: "A" })).toMatchObject(taken)
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => api("POST /v1/customers", { externalId: "C", name: "C" })),
  )
  expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
    201, 409, 409, 409, 409, 409, 409, 409,
  ])
  expect(made.version).toBe(1)
  expect(await sizes(api)).toEqual({ Customers: 3 })
})

test.each([
  ["/name", { name: " " }],
  ["/name", { name: "x".repeat(201) }],
  ["/name", { name: "Anna\u202ek" }],
  ["/externalId", { externalId: "" }],
  ["/language", { language: "Polish" }],
  ["/timeZone", { timeZone: "+01:00" }],
  ["/classId", { classId: missing }],
  ["/areaId", { areaId: missing }],
  ["/bcc/0", { bcc: ["boss"] }],
  ["/sendPush", { sendPush: true }],
  ["/emails/0/address", { emails: [{ address: "a@b" }] }],
  ["/emails/1", { emails: [{ address: "a@b.com" }, { address: "A@B.com" }] }],
  ["/numbers/0", { numbers: [{ number: "+48601" }] }],
  ["/numbers/1", { numbers: [{ number: "+48601234567" }, { country: "PL", national: "601 234 567" }] }],
])("DE-D8 what a customer cannot have is refused at its place: %s %j", async (pointer, more) => {
  const { api } = await world.organisation()
  const answer = await api("POST /v1/customers", { externalId: "1", name: "Anna", ...more })
  expect(answer).toMatchObject({ status: 422, body: { code: "invalid", errors: [{ pointer }] } })
  expect(await found(api, "")).toEqual([])
})

test("DE-D11 a new customer's switches start as the organisation says, and a later change of that touches nobody", async () => {
  const { orgId, api } = await world.organisation()
  const before = await addCustomer(api)
  expect(before).toMatchObject({ sendEmail: true, sendSms: false })
  await world.db.org(orgId, (tx) => tx`update organisation_settings set sms_start = 'send' where org_id = ${orgId}`)
  expect(await addCustomer(api)).toMatchObject({ sendEmail: true, sendSms: true })
  expect(await addCustomer(api, { sendSms: false, sendEmail: false })).toMatchObject({
    sendEmail: false,
    sendSms: false,
  })
  const { body } = await api("PUT /v1/customers/by-external-id/new", { name: "New" })
  expect(body).toMatchObject({ sendEmail: true, sendSms: true })
  expect((await api(`GET /v1/customers/${before.id}`)).body.sendSms).toBe(false)
})

test("DE-A23 AL-D10 giving up a channel stops what waits on it and nothing else; archiving stops all", async () => {
  const { orgId, api } = await world.organisation()
  const { id } = await addCustomer(api, { sendSms: true, numbers: [{ number: "+48601234567" }] })
  const patch = (body: unknown) => api(`PATCH /v1/customers/${id}`, body)
  await patch({ sendSms: false })
  expect(await stopsOf(orgId, id)).toEqual([0, 0, 1])
  await patch({ sendSms: true, name: "Ewa" })
  expect(await stopsOf(orgId, id), "never lowered").toEqual([0, 0, 1])
  await patch({ sendEmail: false })
  expect(await stopsOf(orgId, id)).toEqual([0, 1, 1])
  await api("POST /v1/customers/bulk", { ids: [id], set: { sendSms: false } })
  expect(await stopsOf(orgId, id)).toEqual([0, 1, 2])
  await api("PUT /v1/customers/by-external-id/x", { name: "X", sendSms: true })
  await api(`POST /v1/customers/${id}/archive`)
  await api(`POST /v1/customers/${id}/restore`)
  expect(await stopsOf(orgId, id)).toEqual([1, 1, 2])
  expect((await api(`GET /v1/customers/${id}/contact-points`)).body.numbers, "the numbers stay").toHaveLength(1)
})

test("AL-D14 DE-A18 DE-A19 DE-A20 DE-A21 a customer has several numbers, each with its own dial code, saved as one document", async () => {
  const { api } = await world.organisation()
  const { id } = await addCustomer(api)
  const save = (body: unknown, version: number) =>
    api(`PUT /v1/customers/${id}/contact-points`, body, { "if-match": `"${version}"` })
  const saved = await save(
    {
      emails: [{ address: "Anna@Example.com", label: "office" }, { address: "b@example.com" }],
      numbers: [
        { country: "PL", national: "601 234 567" },
        { country: "DE", national: "0151 23456789" },
        { number: "+48221234567" },
      ],
    },
    1,
  )
  expect(saved.body).toEqual({
    emails: [
      { address: "anna@example.com", label: "office" },
      { address: "b@example.com", label: "" },
    ],
    numbers: [
      { number: "+48601234567", label: "" },
      { number: "+4915123456789", label: "" },
      { number: "+48221234567", label: "" },
    ],
    version: 2,
    warnings: [{ pointer: "/numbers/2", detail: expect.stringContaining("mobile") }],
  })
  expect((await api(`GET /v1/customers/${id}`)).headers.etag).toBe('"2"')
  expect(await save({ emails: [], numbers: [] }, 1)).toMatchObject({ status: 412 })
  expect(await api(`PUT /v1/customers/${id}/contact-points`, { emails: [], numbers: [] })).toMatchObject({
    status: 428,
  })
  // In another order, one gone; what isn't said about a label stays.
  const again = await save(
    { emails: [{ address: "b@example.com", label: "b" }, { address: "anna@example.com" }], numbers: [] },
    2,
  )
  expect(again.body).toMatchObject({
    emails: [{ address: "b@example.com" }, { address: "anna@example.com", label: "office" }],
    numbers: [],
    version: 3,
  })
  const { warnings: _, ...points } = again.body
  expect((await api(`GET /v1/customers/${id}/contact-points`)).body).toEqual(points)
  expect((await audit(api, id))[0]).toMatchObject({ action: "customer.updated", after: { numbers: [] } })
})

test("CM-D9 CM-D16 a customer is in one class and one area; sizes and history follow each move", async () => {
  const { orgId, api } = await world.organisation()
  const [classId, areaId] = [
    await idOf(api("POST /v1/customer-classes", { name: "Small" })),
    await idOf(api("POST /v1/areas", { name: "North" })),
  ]
  const made = await addCustomer(api)
  expect(await sizes(api)).toEqual({ Customers: 1, Small: 0 })
  expect(await api(`PATCH /v1/customers/${made.id}`, { classId, areaId })).toMatchObject({ body: { classId, areaId } })
  expect(await sizes(api)).toEqual({ Customers: 0, Small: 1 })
  await api(`POST /v1/customers/${made.id}/archive`)
  expect(await sizes(api)).toEqual({ Customers: 0, Small: 0 })
  await api(`PATCH /v1/customers/${made.id}`, { classId: made.classId })
  await api(`POST /v1/customers/${made.id}/restore`)
  expect(await sizes(api)).toEqual({ Customers: 1, Small: 0 })
  const history = await world.db.org(
    orgId,
    (tx) => tx<{ classId: string }>`
      select class_id from class_history where org_id = ${orgId} and customer_id = ${made.id} order by since`,
  )
  expect(history.map((row) => row.classId)).toEqual([made.classId, classId, made.classId])
  expect(await api(`DELETE /v1/areas/${areaId}`), "CM-D16").toMatchObject({ status: 409, body: { code: "in_use" } })
})

test("many who move customers between classes at once leave every class its size", async () => {
  const { api } = await world.organisation()
  const classIds = [
    await idOf(api("POST /v1/customer-classes", { name: "A" })),
    await idOf(api("POST /v1/customer-classes", { name: "B" })),
  ]
  const made = await Promise.all(Array.from({ length: 12 }, () => addCustomer(api)))
  const moves = Array.from({ length: 60 }, (_, move) => {
    const { id } = made[(move * 7) % 12] as Customer
    const classId = classIds[move % 2]
    if (move % 5 === 0) return api("POST /v1/customers/bulk", { ids: made.map((each) => each.id), set: { classId } })
    if (move % 7 === 0) return api(`POST /v1/customers/${id}/${move % 2 ? "archive" : "restore"}`)
    return api(`PATCH /v1/customers/${id}`, { classId })
  })
  for (const { status, text } of await Promise.all(moves)) expect(status, text).toBe(200)
  const total = Object.values(await sizes(api)).reduce((sum, each) => sum + each, 0)
  expect(total).toBe((await found(api, "limit=200")).length)
})

test("the audit tells who and what a customer was; erasing takes every trace of the person and keeps the chain", async () => {
  const { orgId, api } = await world.organisation()
  const canary = "Canarinsky"
  const key = { "idempotency-key": "k" }
  const person = { externalId: "CANARY-7", name: `Anna ${canary}`, salutation: canary, bcc: [`${canary}@example.com`] }
  const points = { emails: [{ address: `${canary}@example.org` }], numbers: [{ number: "+48601777123" }] }
  const { body: made } = await api("POST /v1/customers", { ...person, ...points }, key)
  await api(`PATCH /v1/customers/${made.id}`, { name: `Ewa ${canary}` })
  const importId = await idOf(api("POST /v1/imports", { format: "csv" }))
  const send = { "content-type": "text/csv" }
  await api(`PUT /v1/imports/${importId}/content`, `externalId,emails\nCANARY-7,${canary}@nowhere\n`, send)
  expect((await audit(api, String(made.id)))[0]).toMatchObject({
    before: { name: `Anna ${canary}` },
    after: { name: `Ewa ${canary}` },
  })
  const traces = () =>
    world.db.org(orgId, async (tx) => {
      const [row] = await tx<{ text: string }>`
        select concat((select json_agg(t) from customers t where org_id = ${orgId}), (select json_agg(t) from contact_points t where org_id = ${orgId}),
               (select json_agg(t) from customer_terms t where org_id = ${orgId}), (select json_agg(t) from class_history t where org_id = ${orgId}),
               (select json_agg(t) from audit_records t where org_id = ${orgId}), (select json_agg(t) from audit_values t where org_id = ${orgId}),
               (select json_agg(t) from imports t where org_id = ${orgId}), (select json_agg(t) from import_errors t where org_id = ${orgId}),
               (select json_agg(t) from idempotency_keys t where org_id = ${orgId})) as text`
      return row?.text.match(/canar|601777123/gi)?.length ?? 0
    })
  expect(await traces()).toBeGreaterThan(10)
  expect(await api(`POST /v1/customers/${made.id}/erase`)).toMatchObject({
    status: 200,
    body: { state: "erased", externalId: made.id, salutation: "", bcc: [], sendEmail: false, sendSms: false },
  })
  expect(await traces()).toBe(0)
  expect((await audit(api, String(made.id))).map(({ action }) => action)).toEqual([
    "customer.erased",
    "customer.updated",
    "customer.created",
  ])
  expect((await audit(api, String(made.id)))[1]).toMatchObject({ before: { name: "erased" } })
  const gone = { status: 410, body: { code: "erased" } }
  expect(await api(`PATCH /v1/customers/${made.id}`, { name: "Back" })).toMatchObject(gone)
  for (const verb of ["archive", "restore", "erase"])
    expect(await api(`POST /v1/customers/${made.id}/${verb}`)).toMatchObject(gone)
  expect((await api("POST /v1/customers/bulk", { ids: [made.id], set: { sendSms: true } })).body).toMatchObject({
    changed: 0,
    unchanged: 1,
  })
  expect([await found(api, ""), await found(api, "state=archived"), await found(api, "q=can")]).toEqual([[], [], []])
  expect(await sizes(api)).toEqual({ Customers: 0 })
  expect(await api("POST /v1/customers", { ...person, name: "Somebody else" }), "the number is free").toMatchObject({
    status: 201,
  })
})

test("PUT by external id adds or changes as a line of an import does, and answers what may be wrong", async () => {
  const { api } = await world.organisation()
  await api("POST /v1/customer-classes", { name: "Small business" })
  const put = (body: unknown) => api("PUT /v1/customers/by-external-id/LX-1", body)
  expect(await put({ salutation: "Pani" })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/name", code: "missing" }] },
  })
  const made = await put({
    name: "Anna",
    class: "SMALL business",
    emails: [{ address: "a@example.com", label: "x" }],
    numbers: [{ number: "+48221234567" }],
  })
  expect(made).toMatchObject({ status: 200, body: { name: "Anna", version: 1, warnings: [{ pointer: "/numbers/0" }] } })
  expect((await put({ name: "Anna" })).body.version).toBe(1)
  const changed = await put({ salutation: "Pani Anno", numbers: [] })
  expect(changed.body).toMatchObject({ salutation: "Pani Anno", name: "Anna", classId: made.body.classId, version: 2 })
  expect((await api(`GET /v1/customers/${made.body.id}/contact-points`)).body).toMatchObject({
    emails: [{ address: "a@example.com", label: "x" }],
    numbers: [],
  })
  expect(await put({ class: "Nobody's" })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/class", code: "unknown" }] },
  })
  expect((await audit(api, String(made.body.id))).map(({ action }) => action)).toEqual([
    "customer.updated",
    "customer.created",
  ])
})
