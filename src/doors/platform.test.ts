import { expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { addMember, newEmail, password, signedIn } from "../../test/people.ts"
import { makeWorld } from "../../test/world.ts"
import { createOperator } from "../access/platform.ts"
import { installCall } from "../access/organisations.ts"
import { readMigrations } from "../base/migrate.ts"
import { takeTurn } from "./maintain.ts"

const world = await makeWorld()
const { db, install } = world
const { settle } = makeWorker(world, install.outbound)
const email = newEmail("operator")
await db.org(install.platformId, (tx) =>
  createOperator(installCall(tx, install.clock()), { name: "Ola Operator", email, password }),
)
const operator = await signedIn(world, { email })
type Row = { id: string; use: Record<string, unknown> }
const rowOf = async (orgId: string) =>
  ((await operator("GET /v1/organisations?limit=200")).body.items as unknown as Row[]).find(({ id }) => id === orgId)

test("AL-D31 the operator sees how an organisation fares by figures: what it sent this month, how long what waits has waited, what fails", async () => {
  const telco = await makeTelco(world)
  expect((await rowOf(telco.orgId))?.use).toEqual({ month: [], oldest: null, failing: null })
  await telco.boxes([
    ["balance.near_limit", "email"],
    ["balance.near_limit", "sms"],
  ])
  await telco.customer("A", ["a@acme.example", "+48601000512"])
  await telco.tell(telco.event("balance.near_limit", "customer/A"), telco.event("balance.near_limit", "customer/A"))
  await settle()
  expect((await rowOf(telco.orgId))?.use.month).toEqual([
    { channel: "email", count: 2 },
    { channel: "sms", count: 2 },
  ])
  await telco.ok("POST /v1/organisation/pause")
  await telco.tell(telco.event("balance.near_limit", "customer/A"))
  const made = await telco.ok("POST /v1/connections", {
    channel: "email",
    provider: "smtp",
    name: "Mail server",
    settings: { host: "mail.acme.example", domain: "acme.example" },
  })
  await db.org(
    telco.orgId,
    (tx) => tx`
      update connections set failures = 3, failing_since = ${install.clock()}, open_reason = '550 anna@acme.example is unknown'
       where org_id = ${tx.orgId} and id = ${String(made.id)}`,
  )
  const { body } = await operator(`GET /v1/organisations/${telco.orgId}`)
  expect(body.use).toMatchObject({
    oldest: expect.stringMatching(/^\d{4}-/),
    failing: { connection: "Mail server", since: expect.stringMatching(/^\d{4}-/) },
  })
  expect(JSON.stringify(body), "what a provider said may name a customer").not.toContain("anna@acme.example")
})

test("AL-D31 the company that runs the install is one document, and its contact is told to everybody who signs in", async () => {
  const { body: empty } = await operator("GET /v1/company")
  expect(empty).toMatchObject({ name: "", version: 1 })
  const company = {
    name: "Nordwind Hosting",
    address: "Długa 1\n00-001 Warszawa",
    country: "PL",
    vatId: "pl 526-000-12-46",
    contact: { email: "help@nordwind.example", phone: "+48225550100", hours: "Monday to Friday, 8 to 16" },
  }
  const save = (change: object, read: number) =>
    operator("PUT /v1/company", { ...company, ...change }, { "if-match": `"${read}"` })
  expect((await save({ vatId: "526" }, 1)).body).toMatchObject({ code: "invalid", errors: [{ pointer: "/vatId" }] })
  const [one, other] = await Promise.all([save({}, 1), save({ name: "Another" }, 1)])
  expect(one.status + other.status, "of two at once the second is told").toBe(200 + 412)
  const version = Number((await operator("GET /v1/company")).body.version)
  expect((await save({}, version)).body).toMatchObject({ vatId: "PL5260001246", version: version + 1 })
  const { orgId, api } = await world.organisation()
  const employee = await signedIn(world, await addMember(world, orgId, { role: "employee" }))
  expect((await employee("GET /v1/help-contact")).body).toEqual({ name: company.name, contact: company.contact })
  expect((await api("GET /v1/company")).status).toBe(403)
})

test("AL-D32 Health tells versions, migrations, database, clocks, workers and what waits", async () => {
  const { body } = await operator("GET /v1/install")
  expect(body).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    node: process.versions.node,
    database: {
      version: expect.stringMatching(/^1[5-9]/),
      migration: readMigrations().at(-1)?.name,
      waiting: [],
      isEmbedded: true,
    },
    paused: null,
    due: [],
  })
  expect(Math.abs(Number(body.clockMs))).toBeLessThan(1000)
  const now = install.clock()
  await db.org(install.platformId, (tx) => takeTurn(tx, "sweep", 60, now))
  const { body: later } = await operator("GET /v1/install")
  expect((later.worker as unknown as { sweptAt: string }).sweptAt.slice(0, 19)).toBe(now.toString().slice(0, 19))
})

test("AL-D32 after a restore Health says what a release lets go, and the operator releases it, once", async () => {
  const telco = await makeTelco(world)
  await telco.customer("A", ["a@acme.example"])
  await db.global((tx) => tx`update instance set paused_reason = 'The database was restored.', paused_at = now()`)
  try {
    await telco.tell(telco.event("balance.near_limit", "customer/A"))
    const { body } = await operator("GET /v1/install")
    expect(body.paused).toMatchObject({ reason: "The database was restored." })
    expect(body.due).toContainEqual(expect.objectContaining({ events: 1, deliveries: 0 }))
    expect((await operator("POST /v1/install/release")).status).toBe(200)
    expect((await operator("POST /v1/install/release")).status).toBe(409)
    expect((await operator("GET /v1/install")).body.paused).toBeNull()
  } finally {
    await db.global((tx) => tx`update instance set paused_reason = null, paused_at = null`)
  }
  const [told] = await db.org(
    install.platformId,
    (tx) => tx`select before from audit_records where org_id = ${tx.orgId} and action = 'install.released'`,
  )
  expect(told).toMatchObject({ before: { reason: "The database was restored." } })
  await settle()
})

test("AL-D31 an administrator takes all of the organisation's data along, without credentials, and the operator sees when", async () => {
  const telco = await makeTelco(world)
  await telco.boxes([["balance.near_limit", "email"]])
  const customers = 1203
  await telco.act(
    ({ tx }) => tx`
      insert into suppressions (org_id, id, channel, address, reason, created_at, created_by)
      select ${tx.orgId}, gen_random_uuid(), 'email', 'x' || n || '@acme.example', 'manual', now(), 'x'
        from generate_series(1, ${customers}::int) n`,
  )
  await telco.customer("A", ["a@acme.example"])
  await telco.tell(telco.event("balance.near_limit", "customer/A"))
  await settle()
  await telco.ok("POST /v1/connections", {
    channel: "email",
    provider: "smtp",
    name: "Mail server",
    settings: { host: "mail.acme.example", domain: "acme.example", user: "tidings", password: "s3cret-word" },
  })
  const { text, headers } = await telco.api("GET /v1/organisation/export")
  expect(headers["content-disposition"]).toContain(".ndjson")
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { table: string; row: Record<string, unknown> })
  const of = (table: string) => lines.filter((each) => each.table === table).map(({ row }) => row)
  expect(new Set(of("suppressions").map(({ address }) => address)).size, "page by page, each once").toBe(customers)
  expect(of("customers")).toMatchObject([{ external_id: "A" }])
  expect(of("captured")).toHaveLength(1)
  expect(of("organisation_settings")).toHaveLength(1)
  expect(of("connections")[0]).toMatchObject({ name: "Mail server", settings: { host: "mail.acme.example" } })
  expect(text).not.toMatch(/s3cret-word|_sealed|secret_hash/)
  expect(of("api_keys")).toEqual([])
  const { body } = await operator(`GET /v1/organisations/${telco.orgId}`)
  expect(body.exportedAt).toMatch(/^\d{4}-/)
  expect((await operator("GET /v1/organisation/export")).status, "the operator reads nothing of it").toBe(403)
})
