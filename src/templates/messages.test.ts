import { expect, test } from "vitest"
import { listOf, organisationWithTexts, type Written } from "../../test/templates.ts"
import { type Api, makeWorld } from "../../test/world.ts"
import { virtualOffice } from "../catalogue/starting/virtual_office.ts"
import { insertOwnType } from "../catalogue/types.ts"
import { typeDefinition } from "../catalogue/definition.ts"
import { messagesFor } from "./messages.ts"
import { messageSlots } from "./sets.ts"

const world = await makeWorld()

type Entry = { id: string; type: string; version: number; channel: string; locale: string }

/** The messages of a set, all pages. */
async function messagesOf(api: Api, setId: string, filter = ""): Promise<Entry[]> {
  const items: Entry[] = []
  let cursor: string | null = null
  do {
    const { body } = await api(
      `GET /v1/template-sets/${setId}/messages?limit=200${filter}${cursor ? `&cursor=${cursor}` : ""}`,
    )
    items.push(...listOf<Entry>(body.items))
    cursor = body.next as unknown as string | null
  } while (cursor)
  return items
}

/** A set of its own, and the path of one message of it. */
async function oneMessage({ api }: Pick<Written, "api">, type = "invoice.overdue", channel = "email", locale = "en") {
  const { body } = await api("POST /v1/template-sets", { name: `Set of ${type} ${channel} ${locale}` })
  const setId = String(body.id)
  const [message] = await messagesOf(api, setId, `&type=${type}&channel=${channel}&locale=${locale}`)
  return { setId, path: `/v1/template-sets/${setId}/messages/${message?.id}` }
}
async function ownMessage({ api, ownSetId }: Written, type: string, channel: string, locale = "en", audience = "") {
  const [message] = await messagesOf(
    api,
    ownSetId,
    `&type=${type}&channel=${channel}&locale=${locale}${audience && `&audience=${audience}`}`,
  )
  return `/v1/template-sets/${ownSetId}/messages/${message?.id}`
}

const email = (body: string, more = {}) => ({
  subject: "Invoice {{ invoiceNumber }}",
  bcc: [],
  body,
  format: "html",
  ...more,
})
const sms = (body: string) => ({ body, format: "text" })
const at = (number: number) => ({ "if-match": `"${number}"` })

test("PO-A12 PO-A13 PO-A15 PO-D6 subject, BCC and body of a message are changed for every class that has the set", async () => {
  const written = await organisationWithTexts(world)
  const { api, addClass } = written
  const { setId, path } = await oneMessage(written)
  await addClass("Small", setId, 40)
  await addClass("Large", setId, 2)
  const before = await api(`GET ${path}`)
  expect(before).toMatchObject({
    status: 200,
    headers: { etag: '"1"' },
    body: {
      type: "invoice.overdue",
      locale: "en",
      isDefault: true,
      hasDefault: true,
      version: 1,
      bcc: [],
      changedBy: "Tidings",
    },
  })
  expect(before.body.variables).toContain("daysOverdue")
  const words = email("<p>Please pay {{ amount }}.</p>", { bcc: ["Accounts@Example.com", "boss@example.com"] })
  expect(await api(`PUT ${path}`, words, at(1))).toMatchObject({
    status: 200,
    body: {
      subject: words.subject,
      body: words.body,
      bcc: ["accounts@example.com", "boss@example.com"],
      isDefault: false,
      version: 2,
      variables: ["invoiceNumber", "amount"],
      changedBy: "test",
      reaches: { classes: [{ name: "Large", customers: 2 }, { name: "Small", customers: 40 }], customers: 42 }, // biome-ignore format: short
    },
  })
  expect((await api(`GET ${path}`)).body).toMatchObject({ version: 2, body: words.body })
  expect((await api(`GET /v1/template-sets/${setId}`)).body.customised).toBe(1)
})

test("PO-A14 a class panel finds a notification's section: the messages of a type in the set of the class", async () => {
  const written = await organisationWithTexts(world)
  const { setId } = await oneMessage(written)
  const all = await messagesOf(written.api, setId)
  expect(all).toHaveLength(14 * 2 * 4)
  expect(all.every((message) => !("body" in message))).toBe(true)
  expect(new Set(all.map(({ type }) => type)).size).toBe(14)
  expect(all.slice(0, 8).map(({ type, channel, locale }) => `${type} ${channel} ${locale}`)).toEqual(
    ["email", "sms"].flatMap((channel) =>
      ["da", "en", "it", "pl"].map((locale) => `balance.near_limit ${channel} ${locale}`),
    ),
  )
  const overdue = await messagesOf(written.api, setId, "&type=invoice.overdue&channel=sms&audience=customer")
  expect(overdue.map(({ locale }) => locale)).toEqual(["da", "en", "it", "pl"])
  expect(await messagesOf(written.api, setId, "&customised=true")).toEqual([])
  expect(await messagesOf(written.api, setId, "&customised=false")).toHaveLength(112)
})

test("each save is a version; earlier words and the default can be put in force again, the same words make none", async () => {
  const written = await organisationWithTexts(world)
  const { api } = written
  const { path } = await oneMessage(written)
  const { body: original } = await api(`GET ${path}`)
  await api(`PUT ${path}`, email("<p>First {{ amount }}</p>"), at(1))
  await api(`PUT ${path}`, email("<p>Second {{ amount }}</p>"), at(2))
  expect((await api(`PUT ${path}`, email("<p>Second {{ amount }}</p>"), at(3))).body.version).toBe(3)
  const versions = await api(`GET ${path}/versions`)
  expect(listOf(versions.body.items)).toMatchObject([
    { number: 3, isDefault: false, createdBy: "test" },
    { number: 2, isDefault: false },
    { number: 1, isDefault: true, createdBy: "Tidings" },
  ])
  expect((await api(`GET ${path}/versions/2`)).body).toMatchObject({ number: 2, body: "<p>First {{ amount }}</p>" })
  expect((await api(`GET ${path}/versions/9`)).status).toBe(404)
  expect(await api(`POST ${path}/versions/2/restore`)).toMatchObject({
    status: 200,
    body: { version: 4, body: "<p>First {{ amount }}</p>", isDefault: false },
  })
  expect(await api(`POST ${path}/restore-default`, undefined, at(3))).toMatchObject({ status: 412 })
  const restored = await api(`POST ${path}/restore-default`)
  expect(restored.body).toMatchObject({ version: 5, isDefault: true, body: original.body, subject: original.subject })
  expect((await api(`POST ${path}/restore-default`)).body.version).toBe(5)
  // The default typed in again is the default.
  await api(`PUT ${path}`, email("<p>Third</p>"), at(5))
  const typed = { subject: original.subject, bcc: [], body: original.body, format: "html" }
  expect((await api(`PUT ${path}`, typed, at(6))).body).toMatchObject({ version: 7, isDefault: true })
  const { body: audit } = await api(`GET /v1/audit?subjectId=${String(original.id)}`)
  expect(listOf(audit.items)).toHaveLength(6)
  expect(listOf(audit.items).at(-1)).toMatchObject({
    action: "message.updated",
    before: { number: 1 },
    after: { number: 2 },
  })
})

test("CA-D5 of two who save at once one is told of the conflict, and keeps nothing", async () => {
  const written = await organisationWithTexts(world)
  const { api } = written
  const { path } = await oneMessage(written)
  const saved = await Promise.all(
    Array.from({ length: 6 }, (_, writer) => api(`PUT ${path}`, email(`<p>Writer ${writer}</p>`), at(1))),
  )
  expect(saved.filter(({ status }) => status === 412)).toHaveLength(5)
  const winner = saved.findIndex(({ status }) => status === 200)
  expect((await api(`GET ${path}`)).body).toMatchObject({ version: 2, body: `<p>Writer ${winner}</p>` })
  expect(listOf((await api(`GET ${path}/versions`)).body.items)).toHaveLength(2)
  expect(await api(`PUT ${path}`, email("<p>x</p>"))).toMatchObject({ status: 428, body: { code: "version_missing" } })
})

test("PO-D4 CA-D8 a text with mistakes is refused on save, each with its place and what was perhaps meant", async () => {
  const written = await organisationWithTexts(world)
  const { api } = written
  const { path } = await oneMessage(written)
  const refused = await api(
    `PUT ${path}`,
    email("<p>Hello</p>\n<p>{{ invoiceNumbr }} {% fro %}</p>", { subject: "{{ amoun }}" }),
    at(1),
  )
  expect(refused).toMatchObject({
    status: 422,
    body: {
      code: "template_invalid",
      errors: [
        {
          pointer: "/subject",
          code: "unknown_variable",
          values: { line: 1, column: 4, found: "amoun", suggestion: "amount" },
        },
        { pointer: "/body", code: "unknown_variable", values: { line: 2, column: 7, suggestion: "invoiceNumber" } },
        { pointer: "/body", code: "unknown_tag", values: { line: 2, column: 23, found: "fro", suggestion: "for" } },
      ],
    },
  })
  const empty = await api(`PUT ${path}`, email("<p> &nbsp; </p>", { subject: "  " }), at(1))
  expect(listOf(empty.body.errors).map(({ pointer, code }) => [pointer, code])).toEqual([["/subject", "empty"]])
  expect((await api(`PUT ${path}`, email("<p> </p>"), at(1))).body).toMatchObject({
    errors: [{ pointer: "/body", code: "empty" }],
  })
  expect((await api(`GET ${path}`)).body.version).toBe(1)
})

test("an e-mail is written in HTML or in MJML, another message in plain text, and an SMS has no subject", async () => {
  const written = await organisationWithTexts(world)
  const { api } = written
  const { path } = await oneMessage(written)
  const mjml = "<mj-section><mj-column><mj-text>Pay {{ amount }}</mj-text></mj-column></mj-section>"
  expect((await api(`PUT ${path}`, email(mjml, { format: "mjml" }), at(1))).status).toBe(200)
  expect(
    (await api(`PUT ${path}`, email("<mj-include path='/etc/passwd' />", { format: "mjml" }), at(2))).body,
  ).toMatchObject({
    errors: [{ pointer: "/body", code: "mjml" }],
  })
  const { path: text } = await oneMessage(written, "invoice.overdue", "sms")
  for (const [path2, wrong, pointer] of [
    [path, email("x", { format: "text" }), "/format"],
    [text, { ...sms("x"), format: "html" }, "/format"],
    [text, { ...sms("x"), subject: "x" }, "/subject"],
    [text, { ...sms("x"), bcc: ["a@example.com"] }, "/bcc"],
  ] as const)
    expect(await api(`PUT ${path2}`, wrong, { "if-match": "*" })).toMatchObject({
      status: 422,
      body: { code: "invalid", errors: [{ pointer }] },
    })
})

test("PO-D5 PO-D13 BCC holds up to ten addresses, each once, and never on the system's own messages", async () => {
  const written = await organisationWithTexts(world)
  const { api } = written
  const { path } = await oneMessage(written)
  const many = (count: number) => Array.from({ length: count }, (_, number) => `a${number}@example.com`)
  expect((await api(`PUT ${path}`, email("<p>x</p>", { bcc: many(10) }), at(1))).status).toBe(200)
  for (const bcc of [
    many(11),
    ["a@example.com", " A@example.com"],
    ["not an address"],
    ["a@example.com\r\nTo: b@example.com"],
  ])
    expect(await api(`PUT ${path}`, email("<p>x</p>", { bcc }), at(2))).toMatchObject({
      status: 422,
      body: { code: "invalid" },
    })
  const link = await ownMessage(written, "system.password_reset", "email", "en", "employee")
  const { body } = await api(`GET ${link}`)
  const words = { subject: body.subject, body: body.body, format: body.format, bcc: ["a@example.com"] }
  expect(await api(`PUT ${link}`, words, at(1))).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/bcc", code: "system_type" }] },
  })
})

test("AL-D11 CA-A2 a system message's words can be adapted, its link not removed", async () => {
  const written = await organisationWithTexts(world)
  const { api } = written
  const path = await ownMessage(written, "system.password_reset", "email", "en", "employee")
  const words = (body: string) => ({ subject: "New password", body, format: "html" })
  expect((await api(`GET ${path}`)).body.reaches).toBeNull()
  expect((await api(`PUT ${path}`, words('<p><a href="{{ link }}">Here</a> you choose one.</p>'), at(1))).status).toBe(
    200,
  )
  for (const without of [
    "<p>Ask us for a new one.</p>",
    "<p>{% if link %}There is a link.{% endif %}</p>",
    '<p>{% if link == blank %}<a href="{{ link }}">Here</a>{% endif %}Hello</p>',
    "<p>https://tidings.example/l/tdg_7f3kq9v2</p>",
  ])
    expect(await api(`PUT ${path}`, words(without), at(2))).toMatchObject({
      status: 422,
      body: {
        code: "template_invalid",
        errors: [{ pointer: "/body", code: "link_missing", values: { suggestion: "link" } }],
      },
    })
  expect((await api(`GET ${path}`)).body.version).toBe(2)
})

test("DE-A13 DE-D1 an SMS typed outside GSM 03.38 is refused with the characters named, unless the policy is another", async () => {
  const written = await organisationWithTexts(world)
  const { api, orgId } = written
  const { path } = await oneMessage(written, "invoice.overdue", "sms", "pl")
  expect(await api(`PUT ${path}`, sms("Dzień dobry,\nprosimy o wpłatę {{ amount }}"), at(1))).toMatchObject({
    status: 422,
    body: {
      code: "template_invalid",
      errors: [{ pointer: "/body", code: "not_gsm", values: { line: 1, column: 5, found: "ń ł ę" } }],
    },
  })
  expect((await api(`PUT ${path}`, sms("a\u200bb"), at(1))).body).toMatchObject({
    errors: [{ values: { found: "U+200B" } }],
  })
  // What Liquid puts in is a value, and a comment is nobody's to read.
  const tags =
    '{% comment %}zażółć{% endcomment %}{% if customer.name == "Łódź" %}x{% endif %}Æøå à\u00a0{{ amount }} €'
  expect((await api(`PUT ${path}`, sms(tags), at(1))).status).toBe(200)
  await world.db.org(orgId, (tx) => tx`update organisation_settings set sms_policy = 'unicode' where org_id = ${orgId}`)
  expect((await api(`PUT ${path}`, sms("Dzień dobry {{ amount }}"), at(2))).body.version).toBe(3)
  await world.db.org(
    orgId,
    (tx) => tx`update organisation_settings set sms_policy = 'gsm7_strict' where org_id = ${orgId}`,
  )
  await api(`PUT ${path}`, sms("Dzien dobry {{ amount }}"), at(3))
  expect((await api(`POST ${path}/versions/3/restore`)).body.code).toBe("template_invalid")
})

test("DE-A9 DE-D6 the SMS about incoming post takes the client and the sender, and no other word in brackets", async () => {
  const written = await organisationWithTexts(world, virtualOffice)
  const { api } = written
  const path = await ownMessage(written, "post.received", "sms", "pl")
  expect((await api(`PUT ${path}`, sms("Nowa poczta: [klient], [nadawca]"), at(1))).status).toBe(200)
  expect((await api(`PUT ${path}`, sms("Nowa poczta: \\[x] [client] [sender]"), at(2))).status).toBe(200)
  expect(await api(`PUT ${path}`, sms("Nowa poczta: [klinet]"), at(3))).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/body", code: "unknown_token" }] },
  })
  // A type without items that have senders has no token for them.
  const other = await organisationWithTexts(world)
  const { path: overdue } = await oneMessage(other, "invoice.overdue", "sms")
  const codeOf = async (body: string) => (await other.api(`PUT ${overdue}`, sms(body), at(1))).body.errors
  expect(await codeOf("[klient], [nadawca]")).toMatchObject([{ pointer: "/body", code: "unknown_token" }])
  expect((await other.api(`PUT ${overdue}`, sms("[klient]"), at(1))).status).toBe(200)
})

async function ownType({ inOrganisation }: Written, key = "own.fair") {
  const words = { en: "Fair", pl: "Targi", it: "Fiera", da: "Messe" }
  const definition = {
    key,
    name: words,
    purpose: words,
    category: "billing",
    audiences: { customer: ["email", "sms"] },
  }
  const rest = { level: "customer", switchOwner: "class", trigger: "manual", variables: [] }
  return await inOrganisation((call) => insertOwnType(call, typeDefinition.parse({ ...definition, ...rest })))
}

test("AL-D20 a text is written where there is none: for the organisation's own types, and in languages it added", async () => {
  const written = await organisationWithTexts(world)
  const { api, orgId, inOrganisation } = written
  const own = await ownType(written)
  const { setId } = await oneMessage(written)
  const place = { typeId: own.id, audience: "customer", channel: "sms", locale: "en" }
  const first = { ...place, ...sms("See you at the fair, {{ customer.name }}!") }
  const made = await api(`POST /v1/template-sets/${setId}/messages`, first, { "idempotency-key": "first" })
  expect(made).toMatchObject({
    status: 201,
    body: { type: "own.fair", version: 1, isDefault: false, hasDefault: false },
    headers: { location: `/v1/template-sets/${setId}/messages/${made.body.id}` },
  })
  const replayed = await api(`POST /v1/template-sets/${setId}/messages`, first, { "idempotency-key": "first" })
  expect(replayed).toMatchObject({ status: 201, body: made.body })
  expect(await api(`POST /v1/template-sets/${setId}/messages`, { ...place, ...sms("Again") })).toMatchObject({
    status: 409,
    body: { code: "message_exists" },
  })
  for (const [more, code, pointer] of [
    [{ locale: "de" }, "invalid", "/locale"],
    [{ channel: "push" }, "channel_unsupported", "/channel"],
    [{ audience: "employee" }, "channel_unsupported", "/channel"],
    [{ typeId: setId }, "invalid", "/typeId"],
    [{ typeId: written.type("system.password_reset").id }, "invalid", "/typeId"],
    [{ channel: "email" }, "template_invalid", "/subject"],
  ] as const)
    expect(
      await api(`POST /v1/template-sets/${setId}/messages`, {
        ...place,
        ...sms("x"),
        ...("channel" in more && more.channel === "email" ? { format: "html" } : {}),
        ...more,
      }),
    ).toMatchObject({ status: 422, body: { code, errors: [{ pointer }] } })
  await world.db.org(orgId, (tx) => tx`update organisation_settings set languages = '{pl,de}' where org_id = ${orgId}`)
  const german = { typeId: written.type("invoice.overdue").id, audience: "customer", channel: "sms", locale: "de" }
  expect(
    await api(`POST /v1/template-sets/${setId}/messages`, { ...german, ...sms("Bitte zahlen: {{ amount }}") }),
  ).toMatchObject({
    status: 201,
    body: { hasDefault: false, locale: "de" },
  })
  const slots = await inOrganisation(({ tx }) => messageSlots(tx, setId))
  expect(slots.find(({ typeId, channel }) => typeId === own.id && channel === "sms")?.locales).toEqual(["en"])
  expect(slots.find(({ typeId, channel }) => typeId === german.typeId && channel === "sms")?.locales).toContain("de")
})

test("AL-D10 deleting a text stops what waits with it; written again it goes on with its history", async () => {
  const written = await organisationWithTexts(world)
  const { api, inOrganisation } = written
  const own = await ownType(written)
  const { setId, path: invoice } = await oneMessage(written)
  const place = { typeId: own.id, audience: "customer", channel: "sms", locale: "en" }
  const { body: made } = await api(`POST /v1/template-sets/${setId}/messages`, { ...place, ...sms("First") })
  const path = `/v1/template-sets/${setId}/messages/${String(made.id)}`
  const inForce = () => inOrganisation(async ({ tx }) => [...(await messagesFor(tx, [setId], [own.id]))])
  expect(await inForce()).toMatchObject([{ id: made.id, version: 1, stops: 0n, compiled: { body: "First" } }])
  expect((await api(`DELETE ${path}`)).status).toBe(428)
  expect((await api(`DELETE ${path}`, undefined, at(2))).status).toBe(412)
  expect((await api(`DELETE ${path}`, undefined, at(1))).status).toBe(204)
  for (const address of [`GET ${path}`, `GET ${path}/versions`, `DELETE ${path}`])
    expect((await api(address, undefined, address.startsWith("DELETE") ? at(1) : {})).status).toBe(404)
  expect(await inForce()).toEqual([])
  const { body: again } = await api(`POST /v1/template-sets/${setId}/messages`, { ...place, ...sms("Second") })
  expect(again).toMatchObject({ id: made.id, version: 2, body: "Second" })
  expect(await inForce()).toMatchObject([{ version: 2, stops: 1n }])
  expect(listOf((await api(`GET ${path}/versions`)).body.items).map(({ number }) => number)).toEqual([2, 1])
  // What Tidings came with stays.
  expect(await api(`DELETE ${invoice}`, undefined, at(1))).toMatchObject({ status: 409, body: { code: "protected" } })
  expect(await api(`POST ${path}/restore-default`)).toMatchObject({ status: 409, body: { code: "default_missing" } })
})

test("AL-D7 a message of a set one does not manage answers as one that isn't there, and is not even tried", async () => {
  const written = await organisationWithTexts(world)
  const { path, setId } = await oneMessage(written)
  const { api } = await written.signedIn("reseller")
  const nowhere = (await api(`GET ${path.slice(0, -4)}0000`)).text
  for (const [method, tail, body] of [
    ["GET", "", undefined],
    ["PUT", "", email("{{ unknown }}")],
    ["DELETE", "", undefined],
    ["POST", "/restore-default", undefined],
    ["GET", "/versions", undefined],
    ["GET", "/versions/1", undefined],
    ["POST", "/versions/1/restore", undefined],
  ] as const) {
    const answer = await api(`${method} ${path}${tail}`, body, { "if-match": "*" })
    expect([method, tail, answer.status, answer.text]).toEqual([method, tail, 404, nowhere])
  }
  const { api: stranger } = await world.organisation()
  expect((await stranger(`GET ${path}`)).text).toBe(nowhere)
  const { body: other } = await written.api("POST /v1/template-sets", { name: "Other" })
  const elsewhere = path.replace(setId, String(other.id))
  expect((await written.api(`PUT ${elsewhere}`, email("<p>x</p>"), at(1))).status).toBe(404)
})

test("hostile texts are refused within their limits, by save and by preview, and the server goes on", async () => {
  const written = await organisationWithTexts(world)
  const { api } = written
  const { path, setId } = await oneMessage(written)
  const loop = (depth: number, inner: string) =>
    "{% for a in (1..9999999) %}".repeat(depth) + inner + "{% endfor %}".repeat(depth)
  const hostile = [
    loop(3, "{{ a }}"),
    loop(1, ""),
    "{% if true %}".repeat(5_000),
    `{{ "x" ${"| append: 'xxxxxxxxxxxxxxxx'".repeat(2_000)} }}`,
    `<p>{{ "${"(a+)+".repeat(500)}" | replace: "a", "aaaaaaaaaaaaaaaaaaaaaaaaaa" }}</p>`,
    "{{ constructor.constructor('return process')() }}",
    "{% include '/etc/passwd' %}{% render '../../package.json' %}",
    `${"<div>".repeat(20_000)}x`,
    "<mj-section>".repeat(5_000),
    "{% assign x = 'a' %}{% for i in (1..60) %}{% assign x = x | append: x %}{% endfor %}{{ x }}",
  ]
  const slot = { typeId: written.type("invoice.overdue").id, audience: "customer", channel: "email", locale: "en" }
  for (const body of hostile) {
    for (const format of ["html", "mjml"]) {
      const preview = await api(`POST /v1/template-sets/${setId}/preview`, { ...slot, ...email(body, { format }) })
      expect([200, 422], `${format} ${body.slice(0, 60)}`).toContain(preview.status)
    }
  }
  const flood = await Promise.all(
    hostile.concat(hostile).map((body) => api(`PUT ${path}`, email(body), { "if-match": "*" })),
  )
  for (const { status } of flood) expect([200, 412, 422, 503]).toContain(status)
  const { body: now } = await api(`GET ${path}`)
  expect((await api(`PUT ${path}`, email("<p>All well: {{ amount }}</p>"), at(Number(now.version)))).status).toBe(200)
})
