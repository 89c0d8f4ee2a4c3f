/** What an event would do, and a test of it to oneself. */
import { expect, test } from "vitest"
import { announcements } from "../catalogue/starting/announcements.ts"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { addMember, signedIn, signedInAs } from "../../test/people.ts"
import { makeWorld } from "../../test/world.ts"
import { typeByKey } from "../catalogue/types.ts"

const world = await makeWorld()
const { settle } = makeWorker(world, world.install.outbound)

const data = { subject: "Closed on Friday", text: "We are closed & back on Monday.\nSee you" }
const mail = { type: "announcement.email", data }

async function makeSender() {
  const line = await makeTelco(world)
  await line.customer("K-1", ["anna@example.org"])
  await line.customer("K-2", ["ewa@example.org", "+48601234567"])
  await line.customer("K-3", [])
  await line.customer("K-4", ["anna@example.org"])
  const person = await addMember(world, line.orgId)
  return { ...line, person, me: await signedIn(world, person) }
}

test("AL-D28 before it is sent, an announcement says whom it would reach, why not the others, and what they would read", async () => {
  const { api, ok, orgId, deliveries } = await makeSender()
  expect(await ok("POST /v1/events/preview", { ...mail, subject: "class/Small business" })).toMatchObject({
    customers: 4,
    lookedAt: 4,
    told: 2,
    outcomes: [
      { channel: "email", reason: null, count: 2 },
      { channel: "email", reason: "duplicate_recipient", count: 1 },
      { channel: "email", reason: "no_address", count: 1 },
    ],
    messages: [
      {
        channel: "email",
        recipient: "Firma K-1",
        address: "anna@example.org",
        subject: "Closed on Friday",
        html: expect.stringContaining("closed &amp; back on Monday.<br>"),
        text: expect.stringContaining("unsubscribe"),
      },
    ],
  })
  const one = { type: "announcement.sms", subject: "customer/K-1", data: { text: "Closed" } }
  expect(await ok("POST /v1/events/preview", one)).toMatchObject({
    customers: 1,
    told: 0,
    outcomes: [{ channel: "sms", reason: "no_address", count: 1 }],
    messages: [],
  })
  const all = await ok("POST /v1/events/preview", { type: "announcement.email", subject: "customers" })
  expect(all).toMatchObject({ customers: 4, messages: [{ subject: announcements.types[0]?.variables[0]?.sample }] })
  const refused = await api("POST /v1/events/preview", { ...mail, subject: "customer/K-9", data: { text: "" } })
  expect(refused).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/subject" }, { pointer: "/data/subject" }, { pointer: "/data/text" }] },
  })
  expect(await deliveries()).toEqual([])
  const type = await world.db.org(orgId, (tx) => typeByKey(tx, "announcement.email"))
  expect(type).toMatchObject({ trigger: "manual", transactional: false, switchOwner: "none" })
})

test("AL-D28 what was previewed is what is sent, with a way to unsubscribe that works", async () => {
  const { ok, deliveries } = await makeSender()
  const accepted = (await ok("POST /v1/events", {
    ...mail,
    specversion: "1.0",
    id: "1",
    source: "/console",
    subject: "class/Small business",
  })) as { events: [{ id: string }] }
  expect(await ok(`GET /v1/events/${accepted.events[0].id}`)).toMatchObject({
    state: "accepted",
    customers: 0,
    about: 4,
  })
  await settle()
  expect(await ok(`GET /v1/events/${accepted.events[0].id}`)).toMatchObject({
    state: "planned",
    customers: 4,
    about: 4,
  })
  const rows = await deliveries()
  expect(rows.map(({ state }) => state).toSorted()).toEqual(["sent", "sent", "withheld", "withheld"])
})

test("AL-D28 a test of it goes to oneself only, marked as one, and is left out of what is counted", async () => {
  const { me, api, person, deliveries, ok } = await makeSender()
  const made = await me("POST /v1/events/test", { ...mail, subject: "class/Small business" })
  expect([made.status, made.body]).toMatchObject([
    201,
    { items: [{ isTrial: true, address: person.email, customerId: null, state: "queued" }] },
  ])
  await settle()
  const [{ id }] = made.body.items as unknown as [{ id: string }]
  expect(await ok(`GET /v1/captured/${id}`)).toMatchObject({ subject: "Test: Closed on Friday" })
  expect(await deliveries()).toHaveLength(1)
  expect(await ok("GET /v1/audit?action=event.tested")).toMatchObject({ items: [{ after: { deliveries: [id] } }] })
  // A key has no address of its own.
  expect(await api("POST /v1/events/test", { ...mail, subject: "customer/K-1" })).toMatchObject({
    status: 409,
    body: { code: "no_own_address" },
  })
  expect(await me("POST /v1/events/test", { ...mail, subject: "customer/K-3" })).toMatchObject({
    status: 409,
    body: { code: "nobody_told" },
  })
})

test("AL-D7 AL-D28 whoever looks after some customers previews and tests what goes to them, and to nobody else", async () => {
  const { orgId, ok } = await makeSender()
  const { id: areaId } = (await ok("POST /v1/areas", { name: "North" })) as { id: string }
  const here = await signedInAs(world, orgId, "supervisor")
  const elsewhere = await signedInAs(world, orgId, "supervisor", [areaId])
  const to = (subject: string) => ({ ...mail, subject })
  expect((await here.api("POST /v1/events/preview", to("customer/K-1"))).body).toMatchObject({ told: 1 })
  expect((await here.api("POST /v1/events/test", to("customer/K-1"))).status).toBe(201)
  for (const [api, subject] of [
    [elsewhere.api, "customer/K-1"],
    [here.api, "class/Small business"],
    [here.api, "customers"],
  ] as const)
    for (const route of ["POST /v1/events/preview", "POST /v1/events/test"] as const)
      expect(await api(route, to(subject))).toMatchObject({ status: 422, body: { errors: [{ pointer: "/subject" }] } })
})
