/** What each route's request is about: one row a route, by its name. */
import { createArea } from "../src/access/areas.ts"
import { invite } from "../src/access/invitations.ts"
import { createKey } from "../src/access/keys.ts"
import { createMember, deactivate } from "../src/access/members.ts"
import { addOrganisation, installCall } from "../src/access/organisations.ts"
import { json } from "../src/base/db.ts"
import { newId } from "../src/base/ids.ts"
import { sha256 } from "../src/base/secrets.ts"
import { createType } from "../src/catalogue/own.ts"
import { typeDefinition } from "../src/catalogue/definition.ts"
import { sampleData } from "../src/catalogue/check.ts"
import { telephony } from "../src/catalogue/starting/telephony.ts"
import { createClass, newClassInput } from "../src/customers/classes.ts"
import { createImport, newImport } from "../src/customers/import.ts"
import { lineInput, startOf, upsert } from "../src/customers/upsert.ts"
import { createSet } from "../src/templates/sets.ts"
import { addMessages } from "../src/webhooks/announce.ts"
import { placeOf } from "../src/webhooks/claim.ts"
import type { Fixture, Place, Row, Stage } from "./matrix.stage.ts"

type Make = Row["make"]

/** A route about nothing in particular: a list, a new thing of its example. */
const plain: Row = { make: async () => ({ params: {} }) }
const named = (word: string, more: object = {}): Row => ({
  make: async (stage) => ({ params: {}, body: { name: stage.fresh(word), ...more } }),
})
/** The same request with something more in it. */
const withBody =
  (make: Make, body: (stage: Stage, fixture: Fixture) => unknown): Make =>
  async (stage, place, role) => {
    const fixture = await make(stage, place, role)
    return { ...fixture, body: body(stage, fixture) }
  }

const area: Make = async (stage, place) => ({
  params: { id: (await place.act((call) => createArea(call, stage.fresh("Area")))).id },
})
const key: Make = async (stage, place) => ({
  params: { id: (await place.act((call) => createKey(call, { name: stage.fresh("Key"), scopes: ["audit:see"] }))).id },
})

const newMember = (stage: Stage, place: Place) =>
  place.act((call) =>
    createMember(call, {
      name: stage.fresh("Member"),
      email: `${newId()}@example.com`,
      role: place === stage.platform ? "operator" : "employee",
    }),
  )
const member: Make = async (stage, place) => ({ params: { id: await newMember(stage, place) } })
const invited: Make = async (stage, place) => {
  const id = await newMember(stage, place)
  await place.act((call) => invite({ ...call, install: stage.install }, id))
  return { params: { id } }
}
const deactivated: Make = async (stage, place) => {
  const id = await newMember(stage, place)
  await place.act((call) => deactivate(call, id))
  return { params: { id } }
}

const organisation: Make = async (stage) => {
  const [id, key] = [newId(), `made-${newId().slice(-12)}`]
  const details = { key, name: key, country: "PL", language: "pl", timeZone: "Europe/Warsaw", currency: "PLN" }
  await stage.install.db.org(id, (tx) => addOrganisation(installCall(tx, stage.install.clock()), details))
  return { params: { id }, query: { key } }
}
const withoutQuery =
  (make: Make): Make =>
  async (stage, place, role) => ({ params: (await make(stage, place, role)).params })

const ownType = (stage: Stage) =>
  typeDefinition.parse({ ...telephony.types[0], key: `own.${stage.fresh("t").replace(" ", "")}`, category: "billing" })
const type: Make = async (stage, place) => ({
  params: { id: (await place.act((call) => createType(call, ownType(stage)))).id },
})
const category: Make = async (stage, place) => {
  const key = stage.fresh("c").replace(" ", "")
  const name = JSON.stringify({ en: key, pl: key, it: key, da: key })
  await place.act(
    ({ tx }) => tx`insert into categories (org_id, key, name, position) values (${tx.orgId}, ${key}, ${name}, 99)`,
  )
  return { params: { key } }
}

/** A set for customer classes, the reseller's own where he will ask. */
const set: Make = async (stage, place, role) => {
  const managedBy = role === "reseller" ? (place.members.reseller ?? null) : null
  return { params: { id: (await place.act((call) => createSet(call, { name: stage.fresh("Set"), managedBy }))).id } }
}
const othersSet = (stage: Stage) => set(stage, stage.home)
const message: Make = async (stage, place, role) => {
  const { params } = await set(stage, place, role)
  const [row] = await place.act(
    ({ tx }) =>
      tx<{
        id: string
      }>`select id from messages where org_id = ${tx.orgId} and set_id = ${params.id} and channel = 'email' limit 1`,
  )
  return { params: { id: params.id as string, messageId: row?.id as string, number: "1" } }
}
const othersMessage = (stage: Stage) => message(stage, stage.home)
const slot: Make = async (stage, place, role) => {
  const fixture = await set(stage, place, role)
  const made = await place.act((call) => createType(call, ownType(stage)))
  const words = { typeId: made.id, audience: "customer", channel: "sms", locale: "en" }
  return { ...fixture, body: { ...words, body: "We open at eight.", format: "text" } }
}
const preview: Make = async (stage, place, role) => {
  const { params } = await message(stage, place, role)
  const [row] = await place.act(
    ({ tx }) => tx<{ typeId: string; locale: string }>`
      select type_id, locale from messages where org_id = ${tx.orgId} and id = ${params.messageId}`,
  )
  return { params: { id: params.id as string }, body: { ...row, audience: "customer", channel: "email" } }
}

/** A class, the reseller's own where he will ask. */
const customerClass: Make = async (stage, place, role) => {
  const managedBy = role === "reseller" ? (place.members.reseller ?? null) : null
  const input = newClassInput.parse({ name: stage.fresh("Class"), managedBy })
  return { params: { id: (await place.act((call) => createClass(call, input))).id } }
}
const classDocument: Make = async (stage, place, role) => {
  const fixture = await customerClass(stage, place, role)
  const managedBy = role === "reseller" ? (place.members.reseller ?? null) : null
  return { ...fixture, body: newClassInput.parse({ name: stage.fresh("Class"), managedBy }) }
}
const classWithSet: Make = async (stage, place, role) => {
  const { params } = await set(stage, place, role)
  const managedBy = role === "reseller" ? (place.members.reseller ?? null) : null
  const input = newClassInput.parse({ name: stage.fresh("Class"), managedBy, templateSetId: params.id })
  return { params: { id: (await place.act((call) => createClass(call, input))).id }, body: { on: [] } }
}
const othersClass = (stage: Stage) => customerClass(stage, stage.home)

/** A customer within the reach of who will ask; without a role in nobody's in particular. */
const customer: Make = async (stage, place, role) => {
  const { params } = await customerClass(stage, place, role)
  const externalId = stage.fresh("K").replace(" ", "-")
  const inside = role === "supervisor" ? place.areaId : place.otherAreaId
  const line = lineInput.parse({ externalId, name: "Anna", class: params.id, area: inside })
  const [made] = await place.act(async (call) => upsert(call, [line], await startOf(call.tx), false))
  if (made?.outcome !== "created") throw new Error(`no customer: ${JSON.stringify(made)}`)
  return { params: { id: made.customerId, externalId } }
}
const numbered: Make = async (stage, place, role) => {
  const { params } = await customer(stage, place, role)
  return { params: { ...params, number: "2026/03/0417" } }
}
const othersCustomer = (stage: Stage) => customer(stage, stage.home)
const newCustomer: Make = async (stage, place, role) => {
  const { params } = await customerClass(stage, place, role)
  const inside = role === "supervisor" ? place.areaId : place.otherAreaId
  return {
    params: {},
    body: { externalId: stage.fresh("N").replace(" ", "-"), name: "Anna", classId: params.id, areaId: inside },
  }
}
const archived: Make = async (stage, place, role) => {
  const fixture = await customer(stage, place, role)
  await place.act(
    ({ tx }) => tx`update customers set state = 'archived' where org_id = ${tx.orgId} and id = ${fixture.params.id}`,
  )
  await place.act(
    ({ tx }) => tx`
    update class_sizes z set customers = z.customers - 1 from customers c
     where c.org_id = ${tx.orgId} and c.id = ${fixture.params.id} and z.org_id = c.org_id and z.class_id = c.class_id`,
  )
  return fixture
}

/** An import of one's own; without a role somebody else's. */
const anImport: Make = async (stage, place, role) => {
  const input = newImport.parse({ format: "csv", dryRun: true })
  if (role === "supervisor" || role === "reseller") {
    const { body } = await (await stage.api(role))("POST /v1/imports", { format: "csv", dryRun: true })
    return { params: { id: String(body.id) } }
  }
  return { params: { id: (await place.act((call) => createImport(call, input))).id } }
}
const othersImport = (stage: Stage) => anImport(stage, stage.home)
const file: Make = async (stage, place, role) => ({
  ...(await anImport(stage, place, role)),
  content: "externalId,name\nK-1,Anna\n",
  contentType: "text/csv",
})

const logo: Row = {
  make: async () => ({
    params: {},
    content: Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    ),
    contentType: "image/png",
  }),
}

/** A delivery to a customer within the reach of who will ask, and that has words and an address. */
const delivery: Make = async (stage, place, role) => {
  const { params } = await customer(stage, place, role)
  const [eventId, id] = [newId(), newId()]
  const memberId = role === "employee" ? (place.members.employee ?? null) : null
  await place.act(async ({ tx, now }) => {
    const [row] = await tx<{ typeId: string; messageId: string }>`
      select m.type_id, m.id as message_id
        from messages m join notification_types t on t.org_id = m.org_id and t.id = m.type_id
       where m.org_id = ${tx.orgId} and m.channel = 'email' and t.origin <> 'system' limit 1`
    await tx`
      insert into events (org_id, id, source, external_id, body_hash, type_id, type_key, subject_kind, subject_id, time, data,
                          state, due_at, accepted_at, made_by)
      values (${tx.orgId}, ${eventId}, '/matrix', ${eventId}, '', ${row?.typeId}, 'account.welcome', 'customer', ${params.id},
              ${now}, '{}', 'planned', ${now}, ${now}, 'test')`
    await tx`
      insert into deliveries (org_id, id, event_id, type_id, customer_id, member_id, recipient, audience, words_for, channel,
                              address, locale, message_id, message_version, state, reason, priority, due_at, expires_at,
                              max_tries, ambiguous, stops, created_at)
      values (${tx.orgId}, ${id}, ${eventId}, ${row?.typeId}, ${params.id}, ${memberId}, 'Anna', 'customer', 'customer', 'email',
              'anna@example.com', 'en', ${row?.messageId}, 1, 'withheld', 'suppressed', 'normal', ${now}, ${now.add({ hours: 1 })}, 3,
              'once', '{0,0,0,0,0,0,0}', ${now})`
  })
  return { params: { id } }
}
const othersDelivery = (stage: Stage) => delivery(stage, stage.home)
const waiting: Make = async (stage, place, role) => {
  const fixture = await delivery(stage, place, role)
  await place.act(
    ({ tx, now }) => tx`
    update deliveries set state = 'queued', reason = null, due_at = ${now.add({ hours: 1 })} where org_id = ${tx.orgId} and id = ${fixture.params.id}`,
  )
  return fixture
}
const event: Make = async (stage, place, role) => {
  const { params } = await delivery(stage, place, role)
  const [row] = await place.act(
    ({ tx }) =>
      tx<{ id: string }>`select event_id as id from deliveries where org_id = ${tx.orgId} and id = ${params.id}`,
  )
  return { params: { id: row?.id as string } }
}
const othersEvent = (stage: Stage) => event(stage, stage.home)
const captured: Make = async (stage, place, role) => {
  const fixture = await delivery(stage, place, role)
  await place.act(
    ({ tx, now }) => tx`
    insert into captured (org_id, delivery_id, content, captured_at)
    values (${tx.orgId}, ${fixture.params.id}, '{"from": {"name": "A", "address": null, "replyTo": null}, "text": "Hello"}', ${now})`,
  )
  return fixture
}
const capturedFile: Make = async (stage, place, role) => {
  const { params } = await captured(stage, place, role)
  const file = { number: 1, name: "a.txt", mediaType: "text/plain", hash: sha256("a"), size: 1 }
  await place.act(async ({ tx, now }) => {
    await tx`
      insert into files (org_id, hash, bytes, kept_at) values (${tx.orgId}, ${file.hash}, 'a', ${now}) on conflict do nothing`
    await tx`
      update captured set content = content || ${json({ attachments: [file] })}
       where org_id = ${tx.orgId} and delivery_id = ${params.id}`
  })
  return { params: { ...params, number: "1" } }
}
const newEvent: Make = async (stage, place, role) => {
  const { params } = await customer(stage, place, role)
  const data = sampleData(
    telephony.types.find(({ key }) => key === "account.welcome") as Parameters<typeof sampleData>[0],
  )
  const subject = `customer/${params.externalId}`
  return {
    params: {},
    body: { specversion: "1.0", id: newId(), source: "/matrix", type: "account.welcome", subject, data },
  }
}
/** What `newEvent` would do. */
const foreseen: Make = async (stage, place, role) => {
  const { params, body } = await newEvent(stage, place, role)
  const { type, subject, data } = body as Record<"type" | "subject" | "data", unknown>
  return { params, body: { type, subject, data } }
}
const question: Make = async (stage, place, role) => {
  const { params } = await customer(stage, place, role)
  return { params: {}, body: { customer: params.externalId, type: "account.welcome", channel: "email" } }
}
/** Of an address that a customer within reach has. */
const suppression: Make = async (stage, place, role) => {
  const { params } = await customer(stage, place, role)
  const address = `${newId()}@example.com`
  const id = newId()
  await place.act(async ({ tx, now }) => {
    await tx`
      insert into contact_points (org_id, id, customer_id, channel, address, position)
      values (${tx.orgId}, ${newId()}, ${params.id}, 'email', ${address}, 0)`
    await tx`
      insert into suppressions (org_id, id, channel, address, reason, created_at, created_by)
      values (${tx.orgId}, ${id}, 'email', ${address}, 'manual', ${now}, 'test')`
  })
  return { params: { id } }
}
const sendingDomain: Make = async (stage, place) => {
  const id = newId()
  await place.act(
    ({ tx, now }) => tx`
    insert into sending_domains (org_id, id, domain, selector, public_key, key_sealed, created_at)
    values (${tx.orgId}, ${id}, ${`${stage.fresh("d").replace(" ", "")}.example`}, 'tdg', 'AAAA', '', ${now})`,
  )
  return { params: { id } }
}
const connection: Make = async (_, place) => {
  const id = newId()
  await place.act(
    ({ tx }) => tx`
    insert into connections (org_id, id, channel, provider, name, settings, slots, state)
    values (${tx.orgId}, ${id}, 'email', 'smtp', 'Mail', '{"host": "mail.example.com", "domain": "example.com"}', 4, 'off')`,
  )
  return { params: { id } }
}
const webhook: Make = async (stage, place) => {
  const id = newId()
  await place.act(async ({ tx, now }) => {
    // An organisation has only so many: those of other routes go.
    await tx`update webhook_endpoints set state = 'deleted', reason = null, disabled_at = null where org_id = ${tx.orgId}`
    await tx`
      insert into webhook_endpoints (org_id, id, url, types, secret_sealed, created_at)
      values (${tx.orgId}, ${id}, 'https://crm.example.com/hook', '{webhook.test}',
              ${stage.install.secrets.seal("whsec_c2VjcmV0", placeOf(tx.orgId, id))}, ${now})`
  })
  return { params: { id } }
}
const webhookMessage: Make = async (stage, place) => {
  const { params } = await webhook(stage, place)
  const id = newId()
  await place.act(({ tx, now }) =>
    addMessages(tx, [{ id, endpoint_id: params.id as string, type: "webhook.test", data: {} }], now),
  )
  return { params: { id: params.id as string, messageId: `msg_${id.replaceAll("-", "")}` } }
}

export const rows: Readonly<Record<string, Row>> = {
  // one's own sign-in
  "session get": plain,
  "session end": plain,
  "session move": { make: async () => ({ params: {} }), answers: [422] },
  "sessions list": plain,
  "sessions end": { make: async () => ({ params: {} }), answers: [404] },
  "profile get": plain,
  "profile update": plain,
  "profile email": {
    make: async () => ({ params: {}, body: { email: `${newId()}@example.com`, password: "not the present one" } }),
    answers: [422],
  },
  "profile password": {
    make: async () => ({ params: {}, body: { current: "not the present one", password: "a new one that is long" } }),
    answers: [422],
  },
  "profile totp create": plain,
  "profile totp confirm": { ...plain, answers: [409, 422] },
  "profile totp remove": { ...plain, answers: [204, 422] },

  // who works here
  "members list": plain,
  "members get": { make: member },
  "members create": {
    make: async (stage, place) => ({
      params: {},
      body: {
        name: stage.fresh("Member"),
        email: `${newId()}@example.com`,
        role: place === stage.platform ? "operator" : "employee",
      },
    }),
  },
  "members update": { make: member },
  "members role": {
    make: async (stage, place, role) => ({
      ...(await member(stage, place, role)),
      body: { role: place === stage.platform ? "operator" : "employee", areaIds: [] },
    }),
  },
  "members invite": { make: member },
  "members withdraw": { make: invited },
  "members deactivate": { make: member },
  "members reactivate": { make: deactivated },
  "areas list": plain,
  "areas get": { make: area },
  "areas create": named("Area"),
  "areas update": { make: withBody(area, (stage) => ({ name: stage.fresh("Area") })) },
  "areas delete": { make: area },
  "api-keys list": plain,
  "api-keys create": plain,
  "api-keys revoke": { make: key },
  "audit list": plain,
  "audit export": plain,
  "audit get": {
    make: async (_stage, place) => ({
      params: {
        id: await place.act(async ({ tx }) => {
          const [row] = await tx<{ id: string }>`select id from audit_records where org_id = ${tx.orgId} limit 1`
          return row?.id as string
        }),
      },
    }),
  },

  // the organisation and the install
  "organisation get": plain,
  "organisation update": plain,
  "organisation logo put": logo,
  "organisation logo get": { ...plain, answers: [200, 404] },
  "organisation logo delete": plain,
  "organisations list": plain,
  "organisations create": {
    make: async () => ({
      params: {},
      body: {
        key: `new-${newId().slice(-12)}`,
        name: "New",
        country: "PL",
        language: "pl",
        timeZone: "Europe/Warsaw",
        currency: "PLN",
        administrator: { name: "Anna", email: `${newId()}@example.com` },
      },
    }),
  },
  "organisations get": { make: withoutQuery(organisation), global: true },
  "organisations suspend": { make: withoutQuery(organisation), global: true },
  "organisations resume": { make: withoutQuery(organisation), global: true },
  "install get": plain,
  // Nothing is paused where nothing was restored.
  "install release": { ...plain, answers: [409] },
  "company get": plain,
  "company update": plain,
  "help contact": plain,
  "organisation export": plain,
  "organisations delete": { make: organisation, global: true },

  // what it speaks of
  "notification-types list": plain,
  "notification-types get": { make: type },
  "notification-types create": { make: async (stage) => ({ params: {}, body: ownType(stage) }) },
  "notification-types update": { make: type, answers: [200, 422] },
  "notification-types retire": { make: type },
  "notification-types restore": { make: type },
  "categories list": plain,
  "categories create": {
    make: async (stage) => {
      const key = stage.fresh("d").replace(" ", "")
      return { params: {}, body: { key, name: { en: key, pl: key, it: key, da: key } } }
    },
  },
  "categories update": { make: category },
  "categories delete": { make: category },
  "modules list": plain,
  "modules set": { make: async () => ({ params: { module: "reminders" } }), global: true },
  // The organisation's own are no class's: a reseller has none there.
  "switches get": { ...plain, absent: ["reseller"] },
  "switches save": { make: async () => ({ params: {}, body: { on: [] } }), absent: ["reseller"] },

  // words
  "template-sets list": plain,
  "template-sets get": { make: set, outside: othersSet },
  "template-sets create": {
    make: async (stage, place, role) => {
      const managedBy = role === "reseller" ? (place.members.reseller ?? null) : null
      return { params: {}, body: { name: stage.fresh("Set"), kind: "customer_class", managedBy } }
    },
  },
  "template-sets update": { make: withBody(set, (stage) => ({ name: stage.fresh("Set") })), outside: othersSet },
  "template-sets delete": { make: set, outside: othersSet },
  "template-sets copy": { make: withBody(set, (stage) => ({ name: stage.fresh("Set") })), outside: othersSet },
  "template-sets preview": { make: preview, outside: (stage) => preview(stage, stage.home) },
  "template-language get": plain,
  "messages list": { make: set, outside: othersSet },
  "messages get": { make: message, outside: othersMessage },
  "messages create": { make: slot, outside: (stage) => slot(stage, stage.home) },
  "messages save": {
    make: withBody(message, () => ({ subject: "Hello", bcc: [], body: "<p>Hello.</p>", format: "html" })),
    outside: (stage) =>
      withBody(message, () => ({ subject: "Hello", bcc: [], body: "<p>Hello.</p>", format: "html" }))(
        stage,
        stage.home,
      ),
  },
  "messages delete": { make: message, outside: othersMessage, answers: [409] },
  "messages restore-default": { make: message, outside: othersMessage },
  "messages versions": { make: message, outside: othersMessage },
  "messages version": { make: message, outside: othersMessage },
  "messages restore": { make: message, outside: othersMessage },
  "messages test": { make: message, outside: othersMessage },
  "layout get": plain,
  "layout preview": plain,
  "layout save": plain,
  "layout reset": plain,
  "layout versions": plain,
  "layout version": {
    make: async (stage) => {
      const source = `<html><body>${stage.fresh("Layout")} {{ content }}</body></html>`
      const { body } = await (await stage.api("administrator"))(
        "PUT /v1/layout",
        { format: "html", source },
        { "if-match": "*" },
      )
      return { params: { number: String(body.version) } }
    },
    global: true,
  },

  // whom it serves
  "customer-classes list": plain,
  "customer-classes get": { make: customerClass, outside: othersClass },
  "customer-classes create": named("Class"),
  "customer-classes save": { make: classDocument, outside: (stage) => classDocument(stage, stage.home) },
  "customer-classes delete": { make: customerClass },
  "customer-classes switches get": { make: classWithSet, outside: (stage) => classWithSet(stage, stage.home) },
  "customer-classes switches save": { make: classWithSet, outside: (stage) => classWithSet(stage, stage.home) },
  "customer-classes waiting get": { make: customerClass, outside: othersClass },
  "customers list": plain,
  "customers export": plain,
  "customers get": { make: customer, outside: othersCustomer },
  "customers find": { make: customer, outside: othersCustomer },
  "customers create": { make: newCustomer },
  "customers put": { make: withBody(customer, () => ({ name: "Anna" })), global: true },
  "customers update": { make: customer, outside: othersCustomer },
  "customers archive": { make: customer, outside: othersCustomer },
  "customers restore": { make: archived, outside: (stage) => archived(stage, stage.home) },
  "customers erase": { make: customer },
  "customers bulk": plain,
  "customers contact-points get": { make: customer, outside: othersCustomer },
  "customers contact-points save": { make: customer, outside: othersCustomer },
  "customers balance get": { make: customer, outside: othersCustomer },
  "customers balance find": { make: customer, outside: othersCustomer },
  "customers balance save": { make: customer, outside: othersCustomer },
  "customers balance put": { make: customer, outside: othersCustomer },
  "customers thresholds save": { make: customer, outside: othersCustomer },
  "customers invoices list": { make: customer, outside: othersCustomer },
  "customers next-notices get": { make: customer, outside: othersCustomer },
  "customers invoices save": { make: numbered, outside: (stage) => numbered(stage, stage.home) },
  "customers invoices put": { make: numbered, outside: (stage) => numbered(stage, stage.home) },
  "imports list": plain,
  "imports create": plain,
  "imports get": { make: anImport, outside: othersImport },
  "imports send": { make: file, outside: (stage) => file(stage, stage.home) },
  "imports errors list": { make: anImport, outside: othersImport },
  "imports errors export": { make: anImport, outside: othersImport },

  // what happens
  "events create": { make: newEvent },
  "events preview": { make: foreseen },
  "events test": { make: foreseen, answers: [201, 409] },
  "events list": plain,
  "events get": { make: event, outside: othersEvent },
  "events cancel": { make: event, outside: othersEvent },
  "deliveries list": plain,
  "deliveries counts": plain,
  "deliveries unsent": { make: async () => ({ params: {}, query: { state: "failed" } }) },
  "deliveries send-all-now": plain,
  "deliveries get": { make: delivery, outside: othersDelivery },
  "deliveries copy": { make: delivery, outside: othersDelivery, answers: [200, 409] },
  "deliveries cancel": { make: waiting, outside: (stage) => waiting(stage, stage.home) },
  "deliveries send-now": { make: delivery, outside: othersDelivery },
  // An employee has no customers to ask about.
  "explain create": { make: question, answers: [200, 422] },
  "captured list": plain,
  "captured get": { make: captured },
  "captured attachment": { make: capturedFile },
  "suppressions list": plain,
  "suppressions export": plain,
  "suppressions get": { make: suppression, outside: (stage) => suppression(stage, stage.home) },
  "suppressions create": {
    make: async () => ({ params: {}, body: { channel: "email", address: `${newId()}@example.com` } }),
  },
  "suppressions release": { make: suppression },
  "queues get": plain,
  "organisation pause": plain,
  "organisation resume": plain,
  "providers list": plain,
  "connections list": plain,
  "connections get": { make: connection },
  "connections create": plain,
  "connections try": {
    make: async () => ({
      params: {},
      body: { channel: "email", provider: "smtp", settings: { host: "127.0.0.1", domain: "example.com" } },
    }),
  },
  "connections test": {
    make: async (stage, place, role) => ({
      ...(await connection(stage, place, role)),
      body: { settings: { host: "127.0.0.1", domain: "example.com" } },
    }),
  },
  "connections order": plain,
  "connections update": { make: connection },
  "connections delete": { make: connection },
  "sending-domains list": plain,
  "sending-domains get": { make: sendingDomain },
  "sending-domains create": {
    make: async (stage) => ({ params: {}, body: { domain: `${stage.fresh("d").replace(" ", "")}.example` } }),
  },
  "sending-domains check": { make: sendingDomain },
  "sending-domains delete": { make: sendingDomain },
  "sample get": { ...plain, answers: [404] },
  "sample delete": { ...plain, answers: [409] },
  "webhook-types list": plain,
  "webhooks list": plain,
  "webhooks get": { make: webhook },
  "webhooks create": plain,
  "webhooks update": { make: webhook },
  "webhooks delete": { make: webhook },
  "webhooks rotate-secret": { make: webhook },
  "webhooks remove-old-secret": { make: webhook },
  "webhooks enable": { make: webhook },
  "webhooks disable": { make: webhook },
  "webhooks test": { make: webhook },
  "webhook-messages list": { make: webhook },
  "webhook-messages count": {
    make: async (stage, place, role) => ({
      ...(await webhook(stage, place, role)),
      query: { from: "2026-03-03T06:00:00Z", to: "2026-03-03T18:00:00Z" },
    }),
  },
  "webhook-messages get": { make: webhookMessage },
  "webhook-messages resend": { make: webhookMessage },
  "webhooks resend": { make: webhook },
}
