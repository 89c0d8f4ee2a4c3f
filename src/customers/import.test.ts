import { once } from "node:events"
import { type IncomingMessage, request } from "node:http"
import { Readable } from "node:stream"
import { json } from "node:stream/consumers"
import { expect, test } from "vitest"
import { signedInAs } from "../../test/people.ts"
import { type Api, makeWorld } from "../../test/world.ts"
import { createKey } from "../access/keys.ts"
import { installCall } from "../access/organisations.ts"
import { systemClock } from "../base/clock.ts"
import { routes } from "../doors/routes.ts"
import { makeServer } from "../doors/server.ts"

const world = await makeWorld()

type Import = Record<"rows" | "created" | "updated" | "unchanged" | "failed", number> & { id: string; state: string }
type ImportError = { line: number; externalId: string | null; field: string; value: string; detail: string }

async function begin(api: Api, more: Record<string, unknown> = {}): Promise<string> {
  const answer = await api("POST /v1/imports", { format: "csv", ...more })
  expect(answer.status, answer.text).toBe(201)
  return String(answer.body.id)
}
const send = (api: Api, importId: string, content: unknown, type = "text/csv") =>
  api(`PUT /v1/imports/${importId}/content`, content, { "content-type": type })
async function bring(api: Api, content: unknown, more: Record<string, unknown> = {}) {
  const importId = await begin(api, more)
  const answer = await send(api, importId, content, more.format === "json" ? "application/x-ndjson" : "text/csv")
  const errors = (await api(`GET /v1/imports/${importId}/errors?limit=200`)).body.items as unknown as ImportError[]
  return { answer, result: answer.body as unknown as Import, errors }
}
const everybody = async (api: Api) =>
  (await api("GET /v1/customers?limit=200")).body.items as unknown as Record<string, unknown>[]
const pointsOf = async (api: Api, customerId: unknown) =>
  (await api(`GET /v1/customers/${String(customerId)}/contact-points`)).body
const figures = ({ rows, created, updated, unchanged, failed }: Import) => [rows, created, updated, unchanged, failed]

test("a CSV file adds customers, changes those that are otherwise, and leaves the rest of them alone", async () => {
  const { orgId, api } = await world.organisation()
  await api("POST /v1/customer-classes", { name: "Small" })
  await api("POST /v1/areas", { name: "North" })
  const first = await bring(
    api,
    "externalId,name,class,area,emails,numbers,sendSms,bcc\r\n" +
      '1,"Kowalska, Anna",small,NORTH,Anna@Example.com; b@example.com,601 234 567,yes,boss@example.com\r\n' +
      "2,Ewa,,,,+4915123456789,,\r\n" +
      "3,Zofia,,,,,,\r\n",
  )
  expect(first.answer).toMatchObject({ status: 200, body: { state: "finished", failure: null, createdBy: "test" } })
  expect([figures(first.result), first.errors]).toEqual([[3, 3, 0, 0, 0], []])
  const [ewa, anna] = (await everybody(api)) as [Record<string, unknown>, Record<string, unknown>]
  expect([ewa, anna]).toMatchObject([
    { name: "Ewa", sendSms: false, sendEmail: true },
    { name: "Kowalska, Anna", sendSms: true, bcc: ["boss@example.com"] },
  ])
  expect(await pointsOf(api, anna.id)).toMatchObject({
    emails: [{ address: "anna@example.com" }, { address: "b@example.com" }],
    numbers: [{ number: "+48601234567" }],
  })
  const second = await bring(
    api,
    "externalId;name;numbers;salutation\n1;Kowalska, Anna;;\n2;Ewa Nowak;;Pani Ewo\n4;New;;\n",
  )
  expect(figures(second.result)).toEqual([3, 1, 2, 0, 0])
  expect(await pointsOf(api, anna.id), "an empty list empties, a column that isn't there leaves").toMatchObject({
    emails: [{ address: "anna@example.com" }, { address: "b@example.com" }],
    numbers: [],
  })
  const sizes = (await api("GET /v1/customer-classes")).body.items
  expect(sizes).toMatchObject([{ customers: 3 }, { name: "Small", customers: 1 }])
  const versions = () =>
    world.db.org(
      orgId,
      (tx) => tx<{ xmin: string }>`select xmin::text from customers where org_id = ${orgId} order by id`,
    )
  const before = await versions()
  const again = await bring(api, "externalId\tname\n1\tKowalska, Anna\n2\tEwa Nowak\n")
  expect([figures(again.result), await versions()]).toEqual([[2, 0, 0, 2, 0], before])
  const { items } = (await api("GET /v1/audit?action=customers.imported")).body as unknown as { items: unknown[] }
  expect(items, "one record an import, not a row").toHaveLength(3)
})

test("one JSON object a line does the same, and may carry labels", async () => {
  const { api } = await world.organisation()
  const lines = [
    {
      externalId: "1",
      name: "Anna",
      emails: [{ address: "a@example.com", label: "office" }],
      numbers: [{ country: "PL", national: "601234567" }],
    },
    { externalId: "2", name: "Ewa", language: "pl", sendEmail: false },
  ]
  const { result } = await bring(api, `\ufeff${lines.map((each) => JSON.stringify(each)).join("\n")}\n\n`, {
    format: "json",
  })
  expect(figures(result)).toEqual([2, 2, 0, 0, 0])
  const [anna, ewa] = await everybody(api)
  expect(await pointsOf(api, anna?.id)).toMatchObject({
    emails: [{ label: "office" }],
    numbers: [{ number: "+48601234567" }],
  })
  expect(ewa).toMatchObject({ language: "pl", sendEmail: false })
  const wrong = await bring(
    api,
    `{"externalId":"3"\n[1]\nnull\n{"externalId":"4","nmae":"X"}\n{"__proto__":{"a":1}}\n`,
    { format: "json" },
  )
  expect(figures(wrong.result)).toEqual([5, 0, 0, 0, 5])
  expect(wrong.errors.map(({ line, field }) => [line, field])).toEqual([
    [1, ""],
    [2, ""],
    [3, ""],
    [4, "nmae"],
    [5, "externalId"],
    [5, "__proto__"],
  ])
})

test("a line with a mistake is told with its number, field, value and reason, and the others are done", async () => {
  const { api } = await world.organisation()
  await api("POST /v1/customers", { externalId: "old", name: "Old" })
  const { answer, result, errors } = await bring(
    api,
    `externalId,name,class,area,emails,numbers,sendSms,language,timeZone
1,Anna,,,,,,,
,Nobody,,,,,,,
2,,,,,,,,
3,Ewa,No such,,,,,,
4,Ewa,,No such,,,,,
5,Ewa,,,a@b,,,,
6,Ewa,,,a@b.com;a@b.com,,,,
7,Ewa,,,,601,,,
8,Ewa,,,,,maybe,,
9,Ewa,,,,,,Polish,
10,Ewa,,,,,,,Mars/Base
"11","two
lines",,,,,,,
1,Again,,,,,,,
12,Ewa
old,,,,,,,,
13,Last,,,,,,,
`,
  )
  expect(answer.status).toBe(200)
  expect(figures(result)).toEqual([16, 2, 0, 1, 13])
  expect(errors.map(({ line, externalId, field, value }) => [line, externalId, field, value])).toEqual([
    [3, null, "externalId", ""],
    [4, "2", "name", ""],
    [5, "3", "class", "No such"],
    [6, "4", "area", "No such"],
    [7, "5", "emails/0/address", "a@b"],
    [8, "6", "emails/1", '{"address":"a@b.com"}'],
    [9, "7", "numbers/0", '{"country":"PL","national":"601"}'],
    [10, "8", "sendSms", "maybe"],
    [11, "9", "language", "Polish"],
    [12, "10", "timeZone", "Mars/Base"],
    [13, "11", "name", "two\nlines"],
    [15, "1", "externalId", "1"],
    [16, null, "", ""],
  ])
  for (const { detail } of errors) expect(detail).toMatch(/\w/)
  expect((await everybody(api)).map(({ name }) => name)).toEqual(["Anna", "Last", "Old"])
  const file = await api(`GET /v1/imports/${result.id}/errors/export`)
  expect(file.headers["content-disposition"]).toBe('attachment; filename="import-errors.csv"')
  expect(file.text.split("\r\n").slice(0, 3)).toEqual([
    "\ufeffline,externalId,field,value,detail",
    "3,,externalId,,A value is needed.",
    "4,2,name,,A new customer needs a name.",
  ])
  // Page by page they are the same.
  const seen: number[] = []
  let cursor: string | null = null
  do {
    const { body } = await api(`GET /v1/imports/${result.id}/errors?limit=4${cursor ? `&cursor=${cursor}` : ""}`)
    seen.push(...(body.items as unknown as ImportError[]).map(({ line }) => line))
    cursor = body.next as unknown as string | null
  } while (cursor)
  expect(seen).toEqual(errors.map(({ line }) => line))
})

test("a dry run reports what would be done and does nothing", async () => {
  const { api } = await world.organisation()
  await bring(api, "externalId,name\n1,Anna\n2,Ewa\n")
  const before = await everybody(api)
  const { result, errors } = await bring(api, "externalId,name\n1,Anna\n2,Eva\n3,New\n4,\n3,Twice\n", { dryRun: true })
  expect(figures(result)).toEqual([5, 1, 1, 1, 2])
  expect(errors.map(({ line }) => line)).toEqual([5, 6])
  expect(await everybody(api)).toEqual(before)
  expect((await api("GET /v1/audit?action=customers.imported")).body.items).toHaveLength(1)
})

test("yes and no are read in the four languages of the console", async () => {
  const { api } = await world.organisation()
  const words = ["yes", "Tak", "sì", "ja", "no", "nie", "nej"]
  const { result, errors } = await bring(
    api,
    `externalId,name,sendSms\n${words.map((word, row) => `${row},Anna ${row},${word}\n`).join("")}`,
  )
  expect([figures(result), errors]).toEqual([[7, 7, 0, 0, 0], []])
  expect((await everybody(api)).map(({ sendSms }) => sendSms)).toEqual([true, true, true, true, false, false, false])
})

test("columns of any name are mapped to fields, several to one list; the rest is passed over", async () => {
  const { api } = await world.organisation()
  const mapping = { Number: "externalId", Customer: "name", Mail: "emails", "Second mail": "emails" }
  const { result } = await bring(
    api,
    "Number,Note,Customer,Mail,Second mail\n7,hello,Anna,a@example.com,b@example.com\n",
    { mapping },
  )
  expect(figures(result)).toEqual([1, 1, 0, 0, 0])
  const [anna] = await everybody(api)
  expect(await pointsOf(api, anna?.id)).toMatchObject({
    emails: [{ address: "a@example.com" }, { address: "b@example.com" }],
  })
  expect(await api("POST /v1/imports", { format: "json", mapping })).toMatchObject({ status: 422 })
})

test("what was exported is imported again without a change", async () => {
  const { api } = await world.organisation()
  await bring(
    api,
    "externalId,name,salutation,numbers,emails,bcc\n-1,=1+1,@x,601234567|602234567,a@example.com,b@example.com\n+2,Ewa,,,,\n",
  )
  const exported = (await api("GET /v1/customers/export")).text
  const { result, errors } = await bring(api, exported)
  expect([figures(result), errors]).toEqual([[2, 0, 0, 2, 0], []])
})

test.each([
  ["latin-1", Buffer.from("externalId,name\n1,Andr\xe9\n", "latin1"), /UTF-8/],
  ["UTF-16", Buffer.from("\ufeffexternalId,name\n1,A\n", "utf16le"), /UTF-8/],
  ["an image", Buffer.from("89504e470d0a1a0a00", "hex"), /UTF-8/],
  ["nothing", "", /empty/],
  ["no externalId", "name\nAnna\n", /externalId/],
  ["an unknown column", "externalId,nmae\n1,Anna\n", /"nmae" is no field/],
  ["a column twice", "externalId,name,name\n1,A,B\n", /two columns/],
  ["a quote that isn't closed", `externalId,name\n1,"Anna\n${"2,Ewa\n".repeat(20_000)}`, /quote/],
  ["a quote in the middle", 'externalId,name\n1,An"na\n', /Line 2/],
  ["a line without end", `externalId,name\n1,${"x".repeat(200_000)}`, /no end/],
])("a file that cannot be read is refused with a sentence: %s", async (_, content, sentence) => {
  const { api } = await world.organisation()
  const importId = await begin(api)
  const answer = await send(api, importId, content === "" ? Readable.from([]) : content)
  expect(answer).toMatchObject({
    status: 422,
    body: { code: "import_unreadable", detail: expect.stringMatching(sentence) },
  })
  expect((await api(`GET /v1/imports/${importId}`)).body).toMatchObject({
    state: "failed",
    failure: expect.stringMatching(sentence),
  })
  // Mended, it is sent again under the same import.
  expect(await send(api, importId, "externalId,name\n1,Anna\n")).toMatchObject({
    status: 200,
    body: { state: "finished", created: 1, failure: null },
  })
  expect(await send(api, importId, "externalId,name\n1,Anna\n")).toMatchObject({
    status: 409,
    body: { code: "import_finished" },
  })
})

test("a JSON file that has no lines, and a mapping the file doesn't know, are refused", async () => {
  const { api } = await world.organisation()
  const json = await bring(api, `[${'{"externalId":"1","name":"A"},'.repeat(5000)}`, { format: "json" })
  expect(json.answer).toMatchObject({ status: 422, body: { code: "import_unreadable" } })
  const lost = await bring(api, "a,b\n1,2\n", { mapping: { Number: "externalId" } })
  expect(lost.answer).toMatchObject({ status: 422, body: { detail: expect.stringContaining("Number") } })
})

test("an import that stopped with its process is told from one that runs, and sent again has the same end", async () => {
  const { orgId, api } = await world.organisation()
  const lines = Array.from({ length: 2500 }, (_, row) => `${row},Customer ${row}\n`)
  const importId = await begin(api)
  // As a process leaves it that was killed after its second batch.
  await bring(api, `externalId,name\n${lines.slice(0, 2000).join("")}`)
  const beat = (ago: Temporal.DurationLike) =>
    world.db.org(
      orgId,
      (tx) => tx`
      update imports set state = 'running', attempt = 1, rows = 2000, created = 2000, beat_at = ${world.install.clock().subtract(ago)}
       where org_id = ${orgId} and id = ${importId}`,
    )
  await beat({ seconds: 5 })
  expect((await api(`GET /v1/imports/${importId}`)).body).toMatchObject({ state: "running", rows: 2000 })
  const file = `externalId,name\n${lines.join("")}`
  expect(await send(api, importId, file)).toMatchObject({ status: 409, body: { code: "import_running" } })
  await beat({ seconds: 60 })
  expect((await api("GET /v1/imports")).body.items).toMatchObject([
    { state: "finished" },
    { id: importId, state: "stopped" },
  ])
  const answer = await send(api, importId, file)
  expect(answer.body).toMatchObject({ state: "finished", rows: 2500, created: 500, unchanged: 2000, failed: 0 })
  const [row] = await world.db.org(
    orgId,
    (tx) => tx<{ count: number }>`select count(*)::int as count from customers where org_id = ${orgId}`,
  )
  expect(row?.count).toBe(2500)
})

test("a sending that was taken over writes nothing any more", async () => {
  const { orgId, api } = await world.organisation()
  const importId = await begin(api)
  let taken = false
  async function* file() {
    yield `externalId,name\n${Array.from({ length: 1010 }, (_, row) => `a${row},A\n`).join("")}`
    while (!taken) {
      const [row] = await world.db.org(
        orgId,
        (tx) => tx<{ rows: number }>`select rows from imports where org_id = ${orgId} and id = ${importId}`,
      )
      taken = row?.rows === 1000
    }
    await world.db.org(
      orgId,
      (tx) => tx`update imports set attempt = attempt + 1 where org_id = ${orgId} and id = ${importId}`,
    )
    yield Array.from({ length: 1000 }, (_, row) => `b${row},B\n`).join("")
  }
  expect(await send(api, importId, Readable.from(file()))).toMatchObject({
    status: 409,
    body: { code: "import_running" },
  })
  const [row] = await world.db.org(
    orgId,
    (tx) => tx<{ count: number }>`select count(*)::int as count from customers where org_id = ${orgId}`,
  )
  expect(row?.count).toBe(1000)
  expect((await api(`GET /v1/imports/${importId}`)).body).toMatchObject({ state: "running" })
})

test("two files about the same customers at once are both done, each customer once", async () => {
  const { orgId, api } = await world.organisation()
  const lines = (from: number) =>
    Array.from({ length: 1500 }, (_, row) => `${from ? row : 1499 - row},Customer ${row}${from}\n`).join("")
  const results = await Promise.all([0, 1].map((from) => bring(api, `externalId,name\n${lines(from)}`)))
  for (const { answer, result } of results) expect([answer.status, result.failed, result.rows]).toEqual([200, 0, 1500])
  expect(results.reduce((sum, { result }) => sum + result.created, 0)).toBe(1500)
  const [row] = await world.db.org(
    orgId,
    (tx) => tx<{ count: number }>`select count(*)::int as count from customers where org_id = ${orgId}`,
  )
  expect(row?.count).toBe(1500)
})

test("whoever reaches some of the customers imports those only, and sees only his own imports", async () => {
  const { orgId, api } = await world.organisation()
  const { body: area } = await api("POST /v1/areas", { name: "North" })
  await api("POST /v1/customers", { externalId: "foreign", name: "Foreign" })
  await bring(api, "externalId,name\n1,Anna\n")
  const { api: supervisor } = await signedInAs(world, orgId, "supervisor", [String(area.id)])
  const { result, errors } = await bring(
    supervisor,
    "externalId,name,area\nforeign,Mine,North\n2,Ewa,North\n3,Zofia,Main area\n4,Ola,\n",
  )
  expect(figures(result)).toEqual([4, 1, 0, 0, 3])
  expect(errors.map(({ line, field }) => [line, field])).toEqual([
    [2, "externalId"],
    [4, "area"],
    [5, "area"],
  ])
  expect((await everybody(supervisor)).map(({ name }) => name)).toEqual(["Ewa"])
  const all = (await api("GET /v1/imports")).body.items as unknown as Import[]
  expect((await supervisor("GET /v1/imports")).body.items).toMatchObject([{ id: result.id }])
  const other = all.find(({ id }) => id !== result.id)?.id as string
  for (const path of ["", "/errors", "/errors/export"])
    expect(await supervisor(`GET /v1/imports/${other}${path}`)).toMatchObject({ status: 404 })
  expect(await send(supervisor, other, "externalId\n1\n")).toMatchObject({ status: 404 })
  expect(await send(api, other, "{}", "application/json")).toMatchObject({ status: 415 })
})

test("over a socket a refused file gets its answer, and a sender who hangs up can send again", async () => {
  const { orgId, api } = await world.organisation()
  const { key } = await world.db.org(orgId, (tx) =>
    createKey(installCall(tx, systemClock()), { name: "socket", scopes: ["customers:edit"] }),
  )
  const server = await makeServer(world.install, routes)
  const origin = await server.listen({ host: "127.0.0.1", port: 0 })
  const headers = { authorization: `Bearer ${key}`, "content-type": "text/csv" }
  const put = (importId: string) => request(`${origin}/v1/imports/${importId}/content`, { method: "PUT", headers })

  const refused = put(await begin(api))
  const answered = once(refused, "response") as Promise<[IncomingMessage]>
  refused.write("nmae\n")
  for (let chunk = 0; chunk < 50; chunk++) refused.write("x,y\n".repeat(10_000))
  refused.end()
  const [answer] = await answered
  expect([answer.statusCode, await json(answer)]).toMatchObject([422, { code: "import_unreadable" }])

  const importId = await begin(api)
  const broken = put(importId)
  broken.on("error", () => {})
  broken.write(`externalId,name\n${Array.from({ length: 1500 }, (_, row) => `${row},A\n`).join("")}`)
  const state = async () => (await api(`GET /v1/imports/${importId}`)).body as unknown as Import
  while ((await state()).rows < 1000);
  broken.destroy()
  while ((await state()).state === "running");
  expect(await state()).toMatchObject({
    state: "failed",
    rows: 1000,
    failure: expect.stringContaining("Send it again"),
  })
  const again = await send(
    api,
    importId,
    `externalId,name\n${Array.from({ length: 1500 }, (_, row) => `${row},A\n`).join("")}`,
  )
  expect(again.body).toMatchObject({ state: "finished", created: 500, unchanged: 1000 })
  await server.close()
})
