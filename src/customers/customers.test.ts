import fc from "fast-check"
import { expect, test } from "vitest"
import { signedIn } from "../../test/people.ts"
import { type Answer, type Api, makeWorld } from "../../test/world.ts"
import { newId } from "../base/ids.ts"

const world = await makeWorld()

type Customer = {
  id: string
  externalId: string
  name: string
  version: number
  classId: string
  areaId: string
} & Record<string, unknown>

let number = 0
async function addCustomer(api: Api, more: Record<string, unknown> = {}): Promise<Customer> {
  const answer = await api("POST /v1/customers", { externalId: `C-${++number}`, name: "Anna Kowalska", ...more })
  expect(answer.status, answer.text).toBe(201)
  const { warnings: _, ...customer } = answer.body
  return customer as unknown as Customer
}
const idOf = async (answer: Promise<Answer>) => String((await answer).body.id)
const namesOf = ({ body }: Answer) => (body.items as unknown as Customer[]).map(({ name }) => name)
const found = async (api: Api, query: string) => namesOf(await api(`GET /v1/customers?${query}`))
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
const sizes = async (api: Api) =>
  Object.fromEntries(
    (
      (await api("GET /v1/customer-classes?limit=200")).body.items as unknown as { name: string; customers: number }[]
    ).map(({ name, customers }) => [name, customers]),
  )
const missing = "00000000-0000-4000-8000-000000000000"

test("AL-D25 a customer is made, found by id and by number, changed, archived and restored", async () => {
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

test("DE-A18 DE-A19 DE-A20 DE-A21 a customer has several numbers, each with its own dial code, saved as one document", async () => {
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

test("CM-D9 a customer is in one class and one area; sizes and history follow each move", async () => {
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

test("customers are found by the beginning of a word, a number, an address or an external id, all words together", async () => {
  const { api } = await world.organisation()
  await addCustomer(api, {
    externalId: "LX-1001",
    name: "Anna-Maria Żółć",
    emails: [{ address: "anna.z@firma.example" }],
    numbers: [{ number: "+48601234567" }],
  })
  await addCustomer(api, { externalId: "LX-2002", name: "Søren Kjær", numbers: [{ number: "+447911123456" }] })
  await addCustomer(api, { externalId: "77 a", name: "Annika O'Neil" })
  const cases: [string, string[]][] = [
    ["ann", ["Anna-Maria Żółć", "Annika O'Neil"]],
    ["ANNA", ["Anna-Maria Żółć"]],
    ["maria", ["Anna-Maria Żółć"]],
    ["zolc", ["Anna-Maria Żółć"]],
    ["Żółć ann", ["Anna-Maria Żółć"]],
    ["ann o'ne", ["Annika O'Neil"]],
    ["neil", ["Annika O'Neil"]],
    ['"annika",', ["Annika O'Neil"]],
    ["soren", ["Søren Kjær"]],
    ["kjaer", ["Søren Kjær"]],
    ["lx", ["Anna-Maria Żółć", "Søren Kjær"]],
    ["LX-2002", ["Søren Kjær"]],
    ["77 a", ["Annika O'Neil"]],
    ["anna.z@", ["Anna-Maria Żółć"]],
    ["+48 601 234", ["Anna-Maria Żółć"]],
    ["0048601", ["Anna-Maria Żółć"]],
    ["601234567", ["Anna-Maria Żółć"]],
    ["(+48) 601-234", ["Anna-Maria Żółć"]],
    ["07911", ["Søren Kjær"]],
    ["7911 123456", ["Søren Kjær"]],
    ["anna soren", []],
    ["nna", []],
    ["%", []],
    ["_", []],
  ]
  for (const [q, names] of cases) expect([q, await found(api, `q=${encodeURIComponent(q)}`)]).toEqual([q, names])
  const { items } = (await api("GET /v1/customers?q=soren")).body as unknown as { items: Customer[] }
  await api(`PATCH /v1/customers/${items[0]?.id}`, { name: "Torben" })
  expect([await found(api, "q=soren"), await found(api, "q=torben"), await found(api, "q=7911")]).toEqual([
    [],
    ["Torben"],
    ["Torben"],
  ])
})

test("what was typed to find somebody never fails, whatever it is", async () => {
  const { api } = await world.organisation()
  await addCustomer(api)
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 30 }), async (q) => {
      expect((await api(`GET /v1/customers?q=${encodeURIComponent(q.replaceAll("\0", ""))}`)).status).toBe(200)
    }),
    { numRuns: 100 },
  )
})

test("pages of each list are the whole of it, each customer once, while others come and go", async () => {
  const { api } = await world.organisation()
  const classId = await idOf(api("POST /v1/customer-classes", { name: "A" }))
  const areaId = await idOf(api("POST /v1/areas", { name: "North" }))
  const names = ["Anna Nowak", "Anna Kowalska", "Ewa Nowak", "Żaneta Anna", "anna nowak"]
  const stay = await Promise.all(
    Array.from({ length: 20 }, (_, place) =>
      addCustomer(api, { name: names[place % 5], sendSms: place % 2 === 0, ...(place % 3 ? { classId } : { areaId }) }),
    ),
  )
  const filters = [
    "",
    "q=anna",
    "q=nowak%20an",
    `classId=${classId}`,
    `areaId=${areaId}`,
    "sendSms=true",
    "sendEmail=false",
    `q=a&classId=${classId}&sendSms=false`,
    "state=archived",
  ]
  const page = (filter: string, limit: number, cursor: string | null) =>
    api(`GET /v1/customers?limit=${limit}${filter && `&${filter}`}${cursor ? `&cursor=${cursor}` : ""}`)
  const ids = ({ body }: Answer) => (body.items as unknown as Customer[]).map(({ id }) => id)
  for (const filter of filters)
    for (const limit of [3, 7]) {
      const before = ids(await page(filter, 200, null))
      const kept = before.filter((id) => stay.some((each) => each.id === id))
      const seen: string[] = []
      let cursor: string | null = null
      let backwards: string | null = null
      do {
        const answer = await page(filter, limit, cursor)
        seen.push(...ids(answer))
        cursor = answer.body.next as unknown as string | null
        backwards = answer.body.previous as unknown as string | null
        if (seen.length % 3 === 0) {
          const added = await addCustomer(api, { name: names[seen.length % 5], classId, sendSms: true })
          if (seen.length % 2) await api(`POST /v1/customers/${added.id}/archive`)
        }
      } while (cursor)
      expect(new Set(seen).size, `${filter} ${limit}`).toBe(seen.length)
      expect(
        seen.filter((id) => kept.includes(id)),
        `${filter} ${limit}`,
      ).toEqual(kept)
      const back: string[] = []
      while (backwards) {
        const answer: Answer = await page(filter, limit, backwards)
        back.unshift(...ids(answer))
        backwards = answer.body.previous as unknown as string | null
      }
      const last = seen.length % limit || limit
      if (kept.length === before.length && filter === "sendEmail=false") expect(back).toEqual(seen.slice(0, -last))
      expect(new Set(back).size).toBe(back.length)
    }
})

test("CM-A3 AL-D7 a supervisor sees and edits customers of his areas only, and keeps them there", async () => {
  const { orgId, api } = await world.organisation()
  const [north, south] = [
    await idOf(api("POST /v1/areas", { name: "North" })),
    await idOf(api("POST /v1/areas", { name: "South" })),
  ]
  const reseller = await signedIn(world, orgId, "reseller")
  const partner = await idOf(api("POST /v1/customer-classes", { name: "Partner", managedBy: reseller.memberId }))
  const [own, foreign] = [await addCustomer(api, { areaId: north }), await addCustomer(api, { areaId: south })]
  const managed = await addCustomer(api, { areaId: north, classId: partner })
  const supervisor = (await signedIn(world, orgId, "supervisor", [north])).api
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
  const reseller = await signedIn(world, orgId, "reseller")
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
    (await signedIn(world, orgId, "supervisor", [south])).api,
    (await signedIn(world, orgId, "reseller")).api,
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
  expect(await (await signedIn(world, orgId, "employee")).api("GET /v1/customers")).toMatchObject({ status: 403 })
})

test("AL-D25 many are changed at once, by ids or by the list's filter, with counts and one record", async () => {
  const { api } = await world.organisation()
  const classId = await idOf(api("POST /v1/customer-classes", { name: "Small" }))
  const made = await Promise.all(["Anna", "Anna", "Ewa"].map((name) => addCustomer(api, { name })))
  const bulk = async (body: unknown) => api("POST /v1/customers/bulk", body)
  expect((await bulk({ filter: { q: "anna" }, set: { classId, sendSms: true } })).body).toEqual({
    changed: 2,
    unchanged: null,
    remaining: 0,
  })
  expect(await sizes(api)).toEqual({ Customers: 1, Small: 2 })
  expect(await found(api, `classId=${classId}&sendSms=true`)).toEqual(["Anna", "Anna"])
  expect((await bulk({ filter: { q: "anna" }, set: { classId } })).body).toMatchObject({ changed: 0 })
  expect((await bulk({ ids: made.map(({ id }) => id).concat(missing), set: { classId } })).body).toEqual({
    changed: 1,
    unchanged: 3,
    remaining: 0,
  })
  const { items } = (await api("GET /v1/audit?action=customers.changed")).body as unknown as {
    items: Record<string, unknown>[]
  }
  expect(items).toMatchObject([
    { after: { customers: 1, set: { classId }, ids: [made[2]?.id] } },
    { after: { customers: 2, searched: true } },
  ])
  expect(JSON.stringify(items)).not.toContain("anna")
  for (const body of [
    { set: { classId } },
    { ids: [missing], filter: {}, set: { classId } },
    { filter: {}, set: {} },
    { filter: {}, set: { name: "X" } },
  ])
    expect(await bulk(body)).toMatchObject({ status: 422 })
  expect(await bulk({ filter: {}, set: { classId: newId() } })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/set/classId" }] },
  })
})

test("AL-D25 the filtered list is exported as CSV that no spreadsheet takes for formulas, and audited once", async () => {
  const { api } = await world.organisation()
  await addCustomer(api, {
    externalId: "-1",
    name: '=HYPERLINK("http://evil.example","x")',
    salutation: "@SUM(1)",
    numbers: [{ number: "+48601234567" }, { number: "+48601234568" }],
  })
  await addCustomer(api, {
    externalId: "2",
    name: 'Łódź; "quoted", line',
    emails: [{ address: "a@example.com" }],
    sendSms: true,
  })
  await addCustomer(api, { externalId: "3", name: "Other" })
  const answer = await api("GET /v1/customers/export")
  expect(answer).toMatchObject({
    status: 200,
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="customers.csv"',
    },
  })
  expect(answer.text.split("\r\n")).toEqual([
    "\ufeffexternalId,name,salutation,language,timeZone,class,area,bcc,sendEmail,sendSms,emails,numbers,state",
    `'-1,"'=HYPERLINK(""http://evil.example"",""x"")",'@SUM(1),,,Customers,Main area,,true,false,,"'+48601234567; +48601234568",active`,
    `2,"Łódź; ""quoted"", line",,,,Customers,Main area,,true,true,a@example.com,,active`,
    "3,Other,,,,Customers,Main area,,true,false,,,active",
    "",
  ])
  expect((await api("GET /v1/customers/export?q=other&sendSms=false")).text.split("\r\n")).toHaveLength(3)
  const { items } = (await api("GET /v1/audit?action=customers.exported")).body as unknown as { items: unknown[] }
  expect(items).toMatchObject([
    { after: { searched: true, filter: { sendSms: false } } },
    { after: { searched: false } },
  ])
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
