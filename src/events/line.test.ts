/** The way of one notification, from an event to a message that can be read. */
import { afterAll, expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { signedInAs } from "../../test/people.ts"
import { makeSmtp } from "../../test/world/smtp.ts"
import { makeWorld } from "../../test/world.ts"
import { planDue } from "../notifications/notify.ts"

const world = await makeWorld()
const smtp = await makeSmtp()
afterAll(() => smtp.close())
const { settle } = makeWorker(world, smtp.outbound)
const smtpSettings = { host: "mail.example.com", port: 587, domain: "example.com", perSecond: 5000 }

test("an event becomes an e-mail in the customer's language that can be read", async () => {
  const { ok, customer, boxes, event, tell } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example", "+48600100200"])
  await boxes([["balance.near_limit", "email"]])
  const eventId = await tell(event("balance.near_limit", "customer/K-1"))
  await settle()
  expect(await ok(`GET /v1/events/${eventId}`)).toMatchObject({
    state: "planned",
    counts: [{ state: "sent", reason: null, count: 1 }],
    groups: [{ channel: "sms", reason: "switched_off", count: 1, className: "Small business" }],
  })
  const [mail] = (await ok("GET /v1/captured")).items as [{ id: string; subject: string }]
  expect(mail).toMatchObject({ type: "balance.near_limit", address: "biuro@firma.example", channel: "email" })
  expect((await ok(`GET /v1/captured/${mail.id}`)).text).toContain("431,20")
  const { timeline } = (await ok(`GET /v1/deliveries/${mail.id}`)) as { timeline: { what: string }[] }
  expect(timeline.map(({ what }) => what)).toEqual(["accepted", "planned", "sending", "sent"])
  expect((await ok(`GET /v1/deliveries/${mail.id}/copy`)).text).toContain("431,20")
})

test("what was sent since an instant is counted by channel and state, without tests, as far as one may see", async () => {
  const { ok, customer, boxes, event, tell, orgId } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example", "+48600100200"])
  await customer("K-2", ["sklep@firma.example"])
  await boxes([
    ["balance.near_limit", "email"],
    ["balance.near_limit", "sms"],
  ])
  await tell(event("balance.near_limit", "customer/K-1"))
  await tell(event("balance.near_limit", "customer/K-2"))
  await settle()
  const counted = [
    { channel: "email", state: "sent", count: 2 },
    { channel: "sms", state: "sent", count: 1 },
    { channel: "sms", state: "withheld", count: 1 },
  ]
  const { from: since, counts } = await ok("GET /v1/deliveries/counts")
  expect(counts).toEqual(expect.arrayContaining(counted.map((each) => ({ at: since, ...each }))))
  expect(counts).toHaveLength(counted.length)
  const later = world.install.clock().add({ hours: 1 }).toString()
  expect((await ok(`GET /v1/deliveries/counts?from=${later}`)).counts).toEqual([])
  const { from } = await ok("GET /v1/deliveries/counts?from=2020-01-01T00:00:00Z")
  const back = Temporal.Instant.from(String(from)).until(world.install.clock()).total("hours")
  expect(Math.floor(back), "with the hour it lies in").toBe(92 * 24)
  // What went to others is not an employee's to count.
  const { api } = await signedInAs(world, orgId, "employee")
  expect((await api("GET /v1/deliveries/counts")).body.counts).toEqual([])
  // An area without these customers, and theirs.
  const [main] = (await ok("GET /v1/areas")).items as [{ id: string }]
  const other = (await ok("POST /v1/areas", { name: "Elsewhere" })) as { id: string }
  for (const [areaId, seen] of [
    [main.id, 3],
    [other.id, 0],
  ] as const) {
    const supervisor = await signedInAs(world, orgId, "supervisor", [areaId])
    expect((await supervisor.api("GET /v1/deliveries/counts")).body.counts).toHaveLength(seen)
  }
})

test("I1 the same event again is told once; another body under its identity is refused", async () => {
  const { api, deliveries, customer, boxes, event } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example"])
  await boxes([["account.welcome", "email"]])
  const sent = event("account.welcome", "customer/K-1", { id: "e-1" })
  const answers = await Promise.all(Array.from({ length: 30 }, () => api("POST /v1/events", sent)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
  const ids = answers.map(({ body }) => (body.events as unknown as [{ id: string; isNew: boolean }])[0])
  expect(new Set(ids.map(({ id }) => id)).size).toBe(1)
  expect(ids.filter(({ isNew }) => isNew)).toHaveLength(1)
  expect(await api("POST /v1/events", { ...sent, time: "2026-01-01T00:00:00Z" })).toMatchObject({
    status: 409,
    body: { code: "event_conflict", errors: [{ pointer: "/id" }] },
  })
  await settle()
  expect(await deliveries()).toHaveLength(1)
})

test("a batch with one bad member names it and accepts none", async () => {
  const { api, customer, event } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example"])
  const refused = await api("POST /v1/events", [
    event("account.welcome", "customer/K-1"),
    event("account.welcome", "customer/K-2"),
    { ...event("balance.near_limit", "customer/K-1"), data: { blance: "1.00" } },
  ])
  expect(refused.status).toBe(422)
  const faults = refused.body.errors as unknown as { pointer: string; detail: string }[]
  expect(faults.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(["/1/subject", "/2/data/blance"]))
  expect(faults.find(({ pointer }) => pointer === "/2/data/blance")?.detail).toContain("balance")
  expect((await api("GET /v1/events")).body.items).toEqual([])
})

test.each([
  ["application/cloudevents+json", {}, true],
  ["application/json", {}, true],
  [
    "application/json",
    {
      "ce-specversion": "1.0",
      "ce-id": "b-1",
      "ce-source": "/crm",
      "ce-type": "account.welcome",
      "ce-subject": "customer/K-1",
    },
    false,
  ],
  ["application/cloudevents-batch+json", {}, "batch"],
] as const)("a CloudEvent is understood as %s with %j", async (contentType, headers, whole) => {
  const { api, customer, event } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example"])
  const sent = event("account.welcome", "customer/K-1")
  const body = whole === "batch" ? [sent, { ...sent, id: "another" }] : whole ? sent : sent.data
  const answer = await api("POST /v1/events", JSON.stringify(body), { "content-type": contentType, ...headers })
  expect([answer.status, (answer.body.events as unknown as object[])?.length], answer.text).toEqual([
    202,
    whole === "batch" ? 2 : 1,
  ])
})

test("what is no CloudEvent is refused with the place", async () => {
  const { api, customer, event } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example"])
  const good = event("account.welcome", "customer/K-1")
  const tries: [object, string][] = [
    [{ ...good, specversion: "0.3" }, "/specversion"],
    [{ ...good, id: "" }, "/id"],
    [{ ...good, source: undefined }, "/source"],
    [{ ...good, source: "has blanks" }, "/source"],
    [{ ...good, type: "account.welcom" }, "/type"],
    [{ ...good, type: "system.invitation" }, "/type"],
    [{ ...good, subject: "anna" }, "/subject"],
    [{ ...good, subject: undefined }, "/subject"],
    [{ ...good, subject: "class/None" }, "/subject"],
    [{ ...good, time: "yesterday" }, "/time"],
    [{ ...good, deliverAt: "2026-12-01T00:00:00Z" }, "/deliverAt"],
    [{ ...good, deliverat: "2036-12-01T00:00:00Z" }, "/deliverat"],
    [{ ...good, datacontenttype: "text/plain" }, "/datacontenttype"],
    [{ ...good, data: [] }, "/data"],
    [{ ...good, extension: {} }, "/extension"],
  ]
  for (const [sent, pointer] of tries) {
    const { status, body } = await api("POST /v1/events", sent)
    expect([status, (body.errors as unknown as { pointer: string }[])?.[0]?.pointer]).toEqual([422, pointer])
  }
  expect((await api("POST /v1/events", [])).status).toBe(400)
  expect((await api("POST /v1/events", "x", { "content-type": "text/csv" })).status).toBe(415)
  expect(
    (
      await api(
        "POST /v1/events",
        Array.from({ length: 1001 }, () => good),
      )
    ).status,
  ).toBe(400)
  expect((await api("GET /v1/events")).body.items).toEqual([])
})

test("AL-D10 PO-A17 PO-A18 switching off stops what waits, and on again revives none", async () => {
  const { act, deliveries, customer, boxes, event, tell } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example", "+48600100200"])
  const both: Parameters<typeof boxes>[0] = [
    ["balance.near_limit", "email"],
    ["balance.near_limit", "sms"],
  ]
  await boxes(both)
  await tell(event("balance.near_limit", "customer/K-1"))
  await act(({ tx, now }) => planDue(world.db, tx.orgId, now))
  await boxes(both.slice(0, 1))
  await boxes(both)
  await settle()
  expect(await deliveries()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ channel: "email", state: "sent" }),
      expect.objectContaining({ channel: "sms", state: "withheld", reason: "switched_off" }),
    ]),
  )
})

const stops: [
  string,
  (line: Awaited<ReturnType<typeof makeTelco>>, customerId: string, eventId: string) => Promise<unknown>,
  string,
  string | null,
][] = [
  [
    "PO-A16 the set is taken from the class",
    ({ saveClass }) => saveClass({ templateSetId: null }),
    "withheld",
    "no_template_set",
  ],
  [
    "DE-A23 the customer gives the channel up",
    ({ ok }, id) => ok(`PATCH /v1/customers/${id}`, { sendEmail: false }),
    "withheld",
    "customer_channel_off",
  ],
  [
    "AL-D25 the customer is archived",
    ({ ok }, id) => ok(`POST /v1/customers/${id}/archive`),
    "withheld",
    "customer_archived",
  ],
  [
    "AL-D16 the address is suppressed",
    ({ ok }) => ok("POST /v1/suppressions", { channel: "email", address: "biuro@firma.example" }),
    "withheld",
    "suppressed",
  ],
  ["AL-D10 the event is cancelled", ({ ok }, _, id) => ok(`POST /v1/events/${id}/cancel`), "cancelled", null],
]
test.each(stops)("I9 what waits is not sent once %s", async (_, stop, state, reason) => {
  const line = await makeTelco(world)
  const customerId = await line.customer("K-1", ["biuro@firma.example"])
  await line.boxes([["account.welcome", "email"]])
  const eventId = await line.tell(line.event("account.welcome", "customer/K-1"))
  await line.act(({ tx, now }) => planDue(world.db, tx.orgId, now))
  expect(await line.deliveries()).toMatchObject([{ state: "queued" }])
  await stop(line, customerId, eventId)
  await settle()
  expect(await line.deliveries()).toMatchObject([{ state, reason }])
})

test("AL-D17 send now makes a new, linked delivery with the same words, and asks every gate again", async () => {
  const { ok, api, deliveries, customer, boxes, event, tell } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example"])
  await boxes([["account.welcome", "email"]])
  const made = await ok("POST /v1/suppressions", { channel: "email", address: "biuro@firma.example" })
  await tell(event("account.welcome", "customer/K-1"))
  await settle()
  const [withheld] = await deliveries()
  expect(withheld).toMatchObject({ state: "withheld", reason: "suppressed" })
  expect(await ok(`POST /v1/deliveries/${withheld?.id}/send-now`)).toMatchObject({
    state: "withheld",
    reason: "suppressed",
  })
  await api(`DELETE /v1/suppressions/${String(made.id)}`)
  expect(await ok(`POST /v1/deliveries/${withheld?.id}/send-now`)).toMatchObject({ state: "queued" })
  await settle()
  expect((await deliveries()).map(({ state }) => state).toSorted()).toEqual(["sent", "withheld", "withheld"])
  const sent = (await deliveries("&state=sent"))[0]
  expect((await api(`POST /v1/deliveries/${sent?.id}/send-now`)).status).toBe(409)
})

test("explain answers as planning would, gate by gate, and sends nothing", async () => {
  const { ok, deliveries, customer, boxes } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example"])
  const ask = (channel: string) => ok("POST /v1/explain", { customer: "K-1", type: "account.welcome", channel })
  expect(await ask("email")).toMatchObject({ would: false, reason: "switched_off" })
  await boxes([["account.welcome", "email"]])
  expect(await ask("email")).toMatchObject({
    would: true,
    reason: null,
    addresses: [{ address: "biuro@firma.example", locale: "pl", reason: null }],
  })
  expect(await ask("push")).toMatchObject({ would: false, reason: "channel_unsupported" })
  const { gates } = (await ask("sms")) as { gates: { gate: string; open: boolean | null }[] }
  expect(gates.find(({ gate }) => gate === "switched_off")?.open).toBe(false)
  expect(gates.find(({ gate }) => gate === "no_address")?.open).toBeNull()
  expect(await deliveries()).toEqual([])
})

test("deliverat waits for its time, and is decided then", async () => {
  const { ok, deliveries, customer, boxes, event, tell } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example"])
  await boxes([["account.welcome", "email"]])
  const { clock } = world.install
  const eventId = await tell(
    event("account.welcome", "customer/K-1", { deliverat: clock().add({ hours: 2 }).toString() }),
  )
  await settle()
  expect([await deliveries(), (await ok(`GET /v1/events/${eventId}`)).state]).toEqual([[], "accepted"])
  world.install.clock = () => clock().add({ hours: 3 })
  await settle()
  world.install.clock = clock
  expect(await deliveries()).toMatchObject([{ state: "sent" }])
})

test("AL-D21 a fan-out tells everybody of a class once, and names the first of two with one address", async () => {
  const { ok, act, deliveries, customer, boxes, event, tell } = await makeTelco(world)
  for (let n = 0; n < 12; n++) await customer(`K-${n}`, [`a${n}@firma.example`])
  await customer("K-twin", ["a0@firma.example"])
  await boxes([["account.welcome", "email"]])
  const eventId = await tell(event("account.welcome", "class/Small business"))
  await act(({ tx, now }) => planDue(world.db, tx.orgId, now))
  await settle()
  expect(await ok(`GET /v1/events/${eventId}`)).toMatchObject({ state: "planned", customers: 13 })
  const all = await deliveries()
  expect(all.filter(({ state }) => state === "sent")).toHaveLength(12)
  expect(all.filter(({ reason }) => reason === "duplicate_recipient")).toHaveLength(1)
})

test("with a connection it goes out over SMTP, once, and its answer is kept", async () => {
  const { ok, deliveries, customer, boxes, event, tell } = await makeTelco(world)
  for (let n = 0; n < 40; n++) await customer(`K-${n}`, [`anna${n}@example.com`])
  await boxes([["account.welcome", "email"]])
  expect(
    await ok("POST /v1/connections", { channel: "email", provider: "smtp", name: "Mail", settings: smtpSettings }),
  ).toMatchObject({ settings: { password: { isSet: false } } })
  await tell(...Array.from({ length: 40 }, (_, n) => event("account.welcome", `customer/K-${n}`)))
  await settle()
  expect(smtp.journal.filter(({ accepted }) => accepted)).toHaveLength(40)
  const sent = await deliveries("&state=sent")
  expect(sent).toHaveLength(40)
  const { timeline } = (await ok(`GET /v1/deliveries/${sent[0]?.id}`)) as { timeline: { words: string | null }[] }
  expect(timeline.at(-1)?.words).toContain("queued as")
})

test("AL-D29 a paused organisation holds everything back; it goes on with what waited, or without", async () => {
  for (const drop of [false, true]) {
    const { ok, deliveries, customer, boxes, event, tell } = await makeTelco(world)
    await customer("K-1", ["biuro@firma.example"])
    await boxes([["account.welcome", "email"]])
    await ok("POST /v1/organisation/pause")
    await tell(event("account.welcome", "customer/K-1"))
    await settle()
    expect(await deliveries()).toEqual([])
    expect(await ok("GET /v1/queues")).toMatchObject({ events: { waiting: 1 }, pausedAt: expect.any(String) })
    expect(await ok("POST /v1/organisation/resume", { drop })).toEqual({ waited: 1, dropped: drop })
    await tell(event("account.welcome", "customer/K-1"))
    await settle()
    expect(await deliveries("&state=sent")).toHaveLength(drop ? 1 : 2)
  }
})

test("a delivery says that it was captured, and stays so when there is a provider later", async () => {
  const { ok, customer, boxes, event, tell } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example"])
  await boxes([["balance.near_limit", "email"]])
  await tell(event("balance.near_limit", "customer/K-1"))
  await settle()
  await ok("POST /v1/connections", { channel: "email", provider: "smtp", name: "Mail", settings: smtpSettings })
  await tell({ ...event("balance.near_limit", "customer/K-1"), id: "another" })
  await settle()
  const { items } = (await ok("GET /v1/deliveries?channel=email&state=sent")) as {
    items: { id: string; isCaptured: boolean }[]
  }
  expect(items.map(({ isCaptured }) => isCaptured)).toEqual([false, true])
  expect(await ok(`GET /v1/deliveries/${items[1]?.id}`)).toMatchObject({ isCaptured: true })
})
