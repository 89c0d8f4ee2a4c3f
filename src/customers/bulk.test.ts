import { expect, test } from "vitest"
import { addCustomer, found, idOf, missing, sizes } from "../../test/customers.ts"
import { makeWorld } from "../../test/world.ts"
import { newId } from "../base/ids.ts"

const world = await makeWorld()

test("AL-D25 many are changed at once, by ids or by the list's filter, with counts and one record", async () => {
  const { api } = await world.organisation()
  const classId = await idOf(api("POST /v1/customer-classes", { name: "Small" }))
  const made = await Promise.all(["Anna", "Anna", "Ewa"].map((name) => addCustomer(api, { name })))
  const bulk = async (body: unknown) => api("POST /v1/customers/bulk", body)
  expect((await bulk({ filter: { q: "anna" }, set: { classId, sendSms: true } })).body).toEqual({
    changed: 2,
    unchanged: null,
    waiting: null,
    remaining: 0,
  })
  expect(await sizes(api)).toEqual({ Customers: 1, Small: 2 })
  expect(await found(api, `classId=${classId}&sendSms=true`)).toEqual(["Anna", "Anna"])
  expect((await bulk({ filter: { q: "anna" }, set: { classId } })).body).toMatchObject({ changed: 0 })
  expect((await bulk({ ids: made.map(({ id }) => id).concat(missing), set: { classId } })).body).toEqual({
    changed: 1,
    unchanged: 3,
    waiting: null,
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

test("AL-D25 many are archived and restored at once, after a dry run that says how many and changes nothing", async () => {
  const { api } = await world.organisation()
  const made = await Promise.all(["Anna", "Anna", "Ewa"].map((name) => addCustomer(api, { name })))
  const bulk = async (body: unknown) => (await api("POST /v1/customers/bulk", body)).body
  const archive = { filter: { q: "anna" }, set: { state: "archived" } }
  expect(await bulk({ ...archive, dryRun: true })).toEqual({ changed: 2, unchanged: null, waiting: 0, remaining: 0 })
  expect(await found(api, "")).toEqual(["Anna", "Anna", "Ewa"])
  expect(await bulk(archive)).toMatchObject({ changed: 2, remaining: 0 })
  expect([await found(api, ""), await found(api, "state=archived")]).toEqual([["Ewa"], ["Anna", "Anna"]])
  expect(await found(api, "q=ann&state=archived")).toEqual(["Anna", "Anna"])
  expect(await sizes(api)).toEqual({ Customers: 1 })
  const { body } = await api(`GET /v1/customers/${made[0]?.id}`)
  expect(body).toMatchObject({ state: "archived", archivedAt: expect.any(String) })
  const ids = made.map(({ id }) => id)
  expect(await bulk({ ids, set: { state: "active" } })).toMatchObject({ changed: 2, unchanged: 1 })
  expect(await sizes(api)).toEqual({ Customers: 3 })
  expect((await api(`GET /v1/customers/${made[0]?.id}`)).body).toMatchObject({ state: "active", archivedAt: null })
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

test("more than a call may change are changed by the same call again, until none remains", async () => {
  const { api } = await world.organisation()
  const more = 2_020
  const importId = await idOf(api("POST /v1/imports", { format: "csv" }))
  const file = `externalId,name\n${Array.from({ length: more }, (_, row) => `${row},Customer ${row}\n`).join("")}`
  await api(`PUT /v1/imports/${importId}/content`, file, { "content-type": "text/csv" })
  const classId = await idOf(api("POST /v1/customer-classes", { name: "Small" }))
  const change = async () => (await api("POST /v1/customers/bulk", { filter: { q: "cust" }, set: { classId } })).body
  expect(await change()).toEqual({ changed: 2_000, unchanged: null, waiting: null, remaining: 20 })
  expect(await change()).toEqual({ changed: 20, unchanged: null, waiting: null, remaining: 0 })
  expect(await change()).toEqual({ changed: 0, unchanged: null, waiting: null, remaining: 0 })
  expect(await sizes(api)).toEqual({ Customers: 0, Small: more })
})
