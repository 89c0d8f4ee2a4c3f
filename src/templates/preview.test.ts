import { expect, test } from "vitest"
import { listOf, organisationWithTexts } from "../../test/templates.ts"
import { makeWorld } from "../../test/world.ts"
import { consoleLocales } from "../base/words.ts"

const world = await makeWorld()

test("PO-D1 every default of a class set is previewed from samples without a gap, in four languages", async () => {
  const { api } = await organisationWithTexts(world)
  const { body: set } = await api("POST /v1/template-sets", { name: "Business" })
  const { body: whole } = await api(`GET /v1/template-sets/${String(set.id)}`)
  let shown = 0
  for (const { typeId, audience, channel } of listOf(whole.slots))
    for (const locale of consoleLocales) {
      const { status, body } = await api(`POST /v1/template-sets/${String(set.id)}/preview`, {
        typeId,
        audience,
        channel,
        locale,
      })
      expect([status, body.channel, body.missing]).toEqual([200, channel, []])
      expect(body.subject === null).toBe(channel === "sms")
      expect(body.html === null).toBe(channel !== "email")
      for (const part of [body.subject ?? "x", body.html ?? "x", body.text])
        expect(part).not.toMatch(/undefined|\[object|\{\{|\{%|^\s*$/)
      shown += 1
    }
  expect(shown).toBe(28 * 4)
})

test("a preview shows the organisation as it is: name, contact, accent, zone, currency and layout", async () => {
  const { api, orgId, type } = await organisationWithTexts(world)
  await world.db.org(
    orgId,
    (tx) => tx`
    update organisation_settings
       set company_phone = '+48225550120', accent = '#aa1122', time_zone = 'Asia/Tokyo', currency = 'DKK', email_footer = 'Line one'
     where org_id = ${orgId}`,
  )
  const { body: set } = await api("POST /v1/template-sets", { name: "Business" })
  const preview = (more: object) =>
    api(`POST /v1/template-sets/${String(set.id)}/preview`, {
      typeId: type("invoice.overdue").id,
      audience: "customer",
      channel: "email",
      locale: "en",
      subject: "Overdue",
      format: "html",
      ...more,
    })
  const own = await preview({
    body: "<p>{{ amount }} {{ organisation.phone }} {{ event.time | time }}</p><p>{{ customer.name }}</p>",
  })
  expect(own.status).toBe(200)
  expect(own.body.html).toMatch(/#aa1122[\s\S]*DKK[\s\S]*\+48225550120[\s\S]*Alba &amp; Nowak[\s\S]*Line one/)
  expect(own.body.text).toContain("Line one")
  await api(
    "PUT /v1/layout",
    { format: "html", source: "<html><body><h1>Our letter</h1>{{ content }}</body></html>" },
    { "if-match": '"1"' },
  )
  expect((await preview({ body: "<p>{{ amount }}</p>" })).body.html).toContain("<h1>Our letter</h1>")
  const given = await preview({ body: "<p>{{ amount }} {{ invoiceNumber }}</p>", data: { amount: "1.50" } })
  expect(given.body).toMatchObject({ subject: "Overdue", missing: ["invoiceNumber"] })
  expect(given.body.text).toMatch(/1\.50/)
})

test("a preview of what happened names the customer it happened to, and when", async () => {
  const { api, type } = await organisationWithTexts(world)
  const { body: set } = await api("POST /v1/template-sets", { name: "Business" })
  const { status, body } = await api(`POST /v1/template-sets/${String(set.id)}/preview`, {
    typeId: type("invoice.overdue").id,
    audience: "customer",
    channel: "sms",
    locale: "en",
    body: "{{ customer.salutation }} {{ customer.externalId }} {{ recipient.name }} {{ event.time | date }} [client]",
    customer: { name: "Cafe Lumiere", salutation: "Ms Nowak", externalId: "77" },
    time: "2026-03-02T08:30:00Z",
  })
  expect(status, JSON.stringify(body)).toBe(200)
  expect(body.text).toMatch(/^Ms Nowak 77 Cafe Lumiere 2 Mar 2026|^Ms Nowak 77 Cafe Lumiere Mar 2, 2026/)
})

test("a preview refuses what a save would, and says what is not there", async () => {
  const { api, type, ownSetId } = await organisationWithTexts(world)
  const { body: set } = await api("POST /v1/template-sets", { name: "Business" })
  const slot = { typeId: type("invoice.overdue").id, audience: "customer", channel: "sms", locale: "en" }
  const preview = (more: object, setId = String(set.id)) =>
    api(`POST /v1/template-sets/${setId}/preview`, { ...slot, ...more })
  expect(await preview({ body: "{{ amonut }}" })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/body", code: "unknown_variable" }] },
  })
  expect(await preview({ body: "zażółć" })).toMatchObject({ status: 422, body: { errors: [{ code: "not_gsm" }] } })
  expect(await preview({ locale: "de" })).toMatchObject({ status: 409, body: { code: "message_missing" } })
  expect(await preview({}, ownSetId)).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/typeId", code: "other_set" }] },
  })
  expect(await preview({ channel: "push" })).toMatchObject({ status: 422, body: { code: "channel_unsupported" } })
  expect((await preview({ body: "Hello" })).body).toEqual({
    channel: "sms",
    subject: null,
    html: null,
    text: "Hello",
    segments: { alphabet: "gsm7", units: 5, perSegment: 160, segments: 1, left: 155 },
    missing: [],
  })
  const { body } = await api("GET /v1/audit?subjectKind=message")
  expect(body.items).toEqual([])
})

test("what may be written is told as it is: each filter and name passes, and nothing else does", async () => {
  const { api, type } = await organisationWithTexts(world)
  const { body: set } = await api("POST /v1/template-sets", { name: "Business" })
  const { status, body: language } = await api("GET /v1/template-language")
  expect(status).toBe(200)
  const { filters, names, tags } = language as unknown as Record<string, string[]>
  expect(tags).toContain("for")
  const said = (body: string) =>
    api(`POST /v1/template-sets/${String(set.id)}/preview`, {
      typeId: type("invoice.overdue").id,
      audience: "customer",
      channel: "sms",
      locale: "en",
      body,
    })
  expect((await said(`.${names?.map((name) => `{{ ${name} }}`).join(" ")}`)).status).toBe(200)
  const { body: refused } = await said(`{{ amount | ${filters?.join(" }} {{ amount | ")} | sumption }}`)
  const unknown = listOf(refused.errors).filter(({ code }) => code === "unknown_filter")
  expect(unknown).toMatchObject([{ values: { found: "sumption" } }])
})
