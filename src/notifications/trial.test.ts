/** A test send to oneself. */
import { afterAll, expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { addMember, signedIn } from "../../test/people.ts"
import { makeSmtp } from "../../test/world/smtp.ts"
import { makeWorld } from "../../test/world.ts"
import { forgetTrials } from "./trial.ts"

const world = await makeWorld()
const smtp = await makeSmtp()
afterAll(() => smtp.close())
const { settle } = makeWorker(world, smtp.outbound)

async function makeAuthor(channel: "email" | "sms" = "email") {
  const line = await makeTelco(world)
  const { ok, orgId, setId } = line
  await line.customer("K-1", ["anna@example.org"])
  await line.boxes([["balance.near_limit", "email"]])
  const person = await addMember(world, orgId)
  const api = await signedIn(world, person)
  const { items } = await ok(
    `GET /v1/template-sets/${setId}/messages?type=balance.near_limit&channel=${channel}&locale=en`,
  )
  const [message] = items as [{ id: string; version: number; subject: string }]
  const path = `/v1/template-sets/${setId}/messages/${message.id}`
  return { ...line, person, api, key: line.api, message, path }
}

test("AL-D28 a test goes to oneself only, says that it is one, and leaves by the way of any other", async () => {
  const { ok, api, person, path, deliveries } = await makeAuthor()
  await ok("POST /v1/connections", {
    channel: "email",
    provider: "smtp",
    name: "Mail",
    settings: { host: "mail.example.com", port: 587, domain: "out.example.com" },
  })
  const made = await api(`POST ${path}/test`, {})
  expect([made.status, made.body]).toMatchObject([
    201,
    { isTrial: true, address: person.email, state: "queued", customerId: null },
  ])
  await settle()
  expect(smtp.journal.map(({ to }) => to)).toEqual([[person.email]])
  const text = smtp.journal[0]?.bytes.toString() ?? ""
  expect(text).toMatch(/^Subject: Test: \S/m)
  expect(text).not.toMatch(/^List-Unsubscribe/m)
  expect(await deliveries()).toMatchObject([{ state: "sent", address: person.email, isTrial: true }])
  const { timeline } = (await ok(`GET /v1/deliveries/${made.body.id}`)) as { timeline: { what: string }[] }
  expect(timeline.map(({ what }) => what)).toEqual(["accepted", "planned", "sending", "sent"])
})

test("AL-D28 words that nobody saved can be tested, and stay unsaved", async () => {
  const { ok, api, path, message } = await makeAuthor()
  const body = "<p>{{ customer.name }}, look: {{ balance }}</p>"
  const made = await api(`POST ${path}/test`, { subject: "Look", body, format: "html" })
  await settle()
  const shown = await ok(`GET /v1/captured/${made.body.id}`)
  expect(shown).toMatchObject({ subject: "Test: Look", html: expect.stringContaining("look:") })
  expect(await ok(`GET /v1/deliveries/${made.body.id}/copy`)).toMatchObject({ subject: "Test: Look" })
  expect(await ok(`GET ${path}`)).toMatchObject({ version: message.version, subject: message.subject })
  const { status, body: problem } = await api(`POST ${path}/test`, {
    subject: "Look",
    body: "{{ blance }}",
    format: "html",
  })
  expect([status, problem]).toMatchObject([422, { code: "template_invalid", errors: [{ pointer: "/body" }] }])
  expect(await ok("GET /v1/audit")).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ action: "message.tested" })]),
  })
})

test("AL-D28 who has no address of his own on the channel, such as a key, tests nothing", async () => {
  const { api, key, path, deliveries } = await makeAuthor("sms")
  expect(await api(`POST ${path}/test`, {})).toMatchObject({ status: 409, body: { code: "no_own_address" } })
  expect(await key(`POST ${path}/test`, {})).toMatchObject({
    status: 409,
    body: { code: "no_own_address" },
  })
  expect(await deliveries()).toEqual([])
})

test("AL-D28 a suppressed address gets no test either, and what tests said is forgotten after a month", async () => {
  const { ok, act, api, path, person, deliveries } = await makeAuthor()
  await ok("POST /v1/suppressions", { channel: "email", address: person.email })
  await api(`POST ${path}/test`, {})
  await settle()
  expect(await deliveries()).toMatchObject([{ state: "withheld", reason: "suppressed" }])
  const later = world.install.clock().add({ hours: 31 * 24 })
  expect(await act(({ tx, now }) => forgetTrials(tx, now, 10))).toBe(0)
  expect(await act(({ tx }) => forgetTrials(tx, later, 10))).toBe(1)
})

test("AL-D28 tests are left out of the figures", async () => {
  const { ok, api, path, event, tell } = await makeAuthor()
  await ok("POST /v1/organisation/pause")
  await api(`POST ${path}/test`, {})
  expect(await ok("GET /v1/queues")).toMatchObject({ lanes: [], events: { waiting: 0 } })
  await tell(event("balance.near_limit", "customer/K-1"))
  expect(await ok("GET /v1/queues")).toMatchObject({ lanes: [], events: { waiting: 1 } })
  expect(await ok("POST /v1/organisation/resume", { drop: false })).toMatchObject({ waited: 1 })
})

test("AL-D28 AL-D11 every e-mail of the organisation's own set can be tested, those of the system too", async () => {
  const { ok, api, deliveries } = await makeAuthor()
  const sets = (await ok("GET /v1/template-sets")).items as { id: string; kind: string }[]
  const own = sets.find(({ kind }) => kind === "organisation")?.id
  const { items } = await ok(`GET /v1/template-sets/${own}/messages?channel=email&locale=pl&limit=200`)
  const messages = items as { id: string; type: string }[]
  expect(messages.length).toBeGreaterThan(5)
  for (const { id } of messages)
    expect((await api(`POST /v1/template-sets/${own}/messages/${id}/test`, {})).status).toBe(201)
  await settle()
  expect((await deliveries()).map(({ state }) => state)).toEqual(messages.map(() => "sent"))
})
