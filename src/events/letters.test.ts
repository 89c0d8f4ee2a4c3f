/** What Tidings itself writes: how it leaves, in whose words, and that nobody but its reader ever sees its link. */
import pg from "pg"
import { afterAll, expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { addMember, linkTo, newEmail, password, signedIn } from "../../test/people.ts"
import { makeHttp } from "../../test/world/http.ts"
import { parse } from "../../test/world/mime.ts"
import { makeSmtp } from "../../test/world/smtp.ts"
import { type Api, makeWorld } from "../../test/world.ts"
import { createKey } from "../access/keys.ts"
import { installCall } from "../access/organisations.ts"
import { platformScopes } from "../access/permissions.ts"
import { readAllowed } from "../base/networks.ts"
import { openOutbound } from "../base/outbound.ts"
import { sweep } from "../doors/maintain.ts"

const http = await makeHttp()
const outbound = openOutbound({ allow: readAllowed("127.0.0.1"), resolveTxt: async () => [] })
const world = await makeWorld({ outbound })
const { db, install } = world
const smtp = await makeSmtp()
const own = await makeSmtp({ tls: "none" })
afterAll(() => Promise.all([smtp.close(), own.close(), http.close(), outbound.close()]))
// Each connection leads to the server it names.
const { settle } = makeWorker(world, {
  ...smtp.outbound,
  connect: (to, signal) => (to.host.startsWith("own") ? own : smtp).outbound.connect(to, signal),
})
const publicUrl = install.config.publicUrl

const connection = (host: string, domain: string, more: object = {}) => ({
  channel: "email",
  provider: "smtp",
  name: "Mail",
  settings: { host, port: 587, domain, perSecond: 5000, ...more },
})
const operator: Api = await db.org(install.platformId, async (tx) => {
  const { key } = await createKey(installCall(tx, install.clock()), { name: "operator", scopes: platformScopes })
  return (address, body, headers) => world.anonymous(address, body, { authorization: `Bearer ${key}`, ...headers })
})

type Mail = { to: string; from: string; subject: string; replyTo: string | undefined; text: string; html: string }
/** What a server took for an address, the oldest first. */
const mailsTo = (address: string, server = smtp): Mail[] =>
  server.journal
    .filter(({ to, accepted }) => accepted && to[0] === address)
    .map(({ bytes }) => {
      const { headers, parts } = parse(bytes)
      const header = new Map(headers)
      return {
        to: address,
        from: header.get("from") ?? "",
        replyTo: header.get("reply-to"),
        subject: header.get("subject") ?? "",
        text: parts[0]?.text ?? "",
        html: parts[1]?.text ?? "",
      }
    })
/** The link in both parts of a mail, which must be the same. */
function linkIn(mail: Mail | undefined): string {
  const [inText, inHtml] = [mail?.text, mail?.html].map((part) => /\/link#(tdl_\w+)/.exec(part ?? "")?.[1])
  expect(inText, mail?.text).toBeDefined()
  expect(inHtml).toBe(inText)
  expect(mail?.html).toContain(`href="${publicUrl}/link#${inText}"`)
  return inText as string
}

async function makeOffice() {
  const { orgId, api } = await world.organisation(undefined, "system")
  const [{ name }] = (await db.org(
    orgId,
    (tx) => tx<{ name: string }>`select name from organisations where id = ${orgId}`,
  )) as unknown as [{ name: string }]
  const boss = await addMember(world, orgId, { name: "Zofia" })
  const invite = async (email = newEmail(), language: string | null = null) => {
    const { body } = await api("POST /v1/members", { name: "Ola Nowak", email, role: "employee", language })
    const asked = await api(`POST /v1/members/${body.id}/invite`)
    expect(asked.status, asked.text).toBe(200)
    return { email, memberId: body.id as unknown as string }
  }
  const list = async (path: string) =>
    (await api(`GET ${path}`)).body.items as unknown as { id: string; type: string; state: string; address: string }[]
  return { orgId, api, name, boss, invite, list, session: () => signedIn(world, boss) }
}
const accept = (link: string) => world.anonymous("POST /v1/invitations/accept", { link, password })
const askReset = (email: string) => world.anonymous("POST /v1/password-resets", { email })

/** Where in the whole database a text stands, as table.column; past row security. */
async function findEverywhere(text: string): Promise<string[]> {
  const admin = new pg.Client({ connectionString: world.adminUrl })
  await admin.connect()
  const { rows } = await admin.query<{ place: string; table: string; column: string }>(`
    select c.table_name as table, c.column_name as column
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
       and c.data_type in ('text', 'jsonb', 'json', 'ARRAY', 'bytea', 'character varying')`)
  const places: string[] = []
  for (const { table, column } of rows) {
    const found = await admin.query(`select 1 from "${table}" where strpos("${column}"::text, $1) > 0 limit 1`, [text])
    if (found.rowCount) places.push(`${table}.${column}`)
  }
  await admin.end()
  return places
}

test("AL-D11 without a mail connection a letter is captured with its link masked, and the log tells the link", async () => {
  const { api, invite, list } = await makeOffice()
  const { email } = await invite()
  const link = await linkTo(world, email)
  expect(world.told[0]).toMatch(
    new RegExp(
      `^For Ola Nowak <${email}>: this link accepts the invitation until [0-9T:Z-]+, once: ${publicUrl}/link#${link}$`,
    ),
  )
  const [kept] = await list(`/v1/captured?address=${email}`)
  expect(kept).toMatchObject({ type: "system.invitation" })
  const { text } = await api(`GET /v1/captured/${kept?.id}`)
  expect(text).toContain(`${publicUrl}/link#***`)
  expect(text).not.toContain("tdl_")
  expect(await findEverywhere(link.slice(4, 40))).toEqual([])
  expect((await accept(link)).status).toBe(200)
})

test("AL-D11 the operator makes a connection for the install, which no organisation sees", async () => {
  const made = await operator("POST /v1/connections", connection("mail.example.com", "tidings.example.com"))
  expect(made.status, made.text).toBe(201)
  const { api, list } = await makeOffice()
  expect(await list("/v1/connections")).toEqual([])
  expect((await api(`GET /v1/connections/${made.body.id}`)).status).toBe(404)
  for (const closed of ["/v1/deliveries", "/v1/captured", "/v1/events", "/v1/queues"])
    expect((await operator(`GET ${closed}`)).status, "an operator reads no messages").toBe(403)
})

test("AL-D11 over it a letter is signed for the operator's domain, and answers go to the organisation", async () => {
  const made = await operator("POST /v1/sending-domains", { domain: "tidings.example.com" })
  expect(made.status, made.text).toBe(201)
  await db.org(
    install.platformId,
    (tx) => tx`update sending_domains set verified_at = now() where org_id = ${tx.orgId}`,
  )
  const { orgId, boss } = await makeOffice()
  await db.org(
    orgId,
    (tx) => tx`update organisation_settings set company_email = 'biuro@firma.example' where org_id = ${orgId}`,
  )
  await askReset(boss.email)
  await settle()
  const bytes = smtp.journal.findLast(({ to }) => to[0] === boss.email)?.bytes as Buffer
  expect(bytes.toString()).toMatch(/^DKIM-Signature:(.*\r\n )*.*\bd=tidings\.example\.com;/m)
  expect(mailsTo(boss.email)[0]).toMatchObject({
    from: expect.stringContaining("<no-reply@tidings.example.com>"),
    replyTo: expect.stringContaining("<biuro@firma.example>"),
  })
})

test("AL-D11 AL-D23 an invitation leaves by it in the reader's language and the organisation's name, and its link works", async () => {
  const { invite, name, list } = await makeOffice()
  const subjects: Record<string, RegExp> = { pl: /^Zaproszenie/, da: /^Din invitation/, it: /^Il Suo invito/ }
  for (const [language, subject] of Object.entries(subjects)) {
    const { email } = await invite(newEmail(), language)
    await settle()
    const [mail, more] = mailsTo(email)
    expect(more).toBeUndefined()
    expect(mail?.subject).toMatch(subject)
    expect(mail).toMatchObject({ from: expect.stringMatching(`^"?${name}"? <no-reply@tidings\\.example\\.com>$`) })
    expect((await accept(linkIn(mail))).status).toBe(200)
    expect(await list(`/v1/deliveries?address=${email}`)).toMatchObject([{ state: "sent", audience: "employee" }])
  }
})

test("AL-D9 an organisation's first administrator gets the invitation, and asks for a new password by mail", async () => {
  const [email, key] = [newEmail("boss"), `new-${Date.now().toString(36)}`]
  const place = { country: "PL", language: "pl", timeZone: "Europe/Warsaw", currency: "PLN" }
  const made = await operator("POST /v1/organisations", {
    ...place,
    key,
    name: "Nowa",
    administrator: { name: "Jan Nowak", email },
  })
  expect(made.status, made.text).toBe(201)
  await settle()
  expect((await accept(linkIn(mailsTo(email)[0]))).status).toBe(200)
  expect((await askReset(email)).status).toBe(202)
  await settle()
  const [, reset, more] = mailsTo(email)
  expect([reset?.subject, more]).toEqual(["Ustawienie nowego hasła", undefined])
  const fresh = "a new and better password"
  const set = await world.anonymous("POST /v1/password-resets/confirm", { link: linkIn(reset), password: fresh })
  expect(set.status).toBe(204)
  await settle()
  expect(mailsTo(email).map(({ subject }) => subject)).toHaveLength(3)
  expect((await world.anonymous("POST /v1/sessions", { email, password: fresh })).status).toBe(201)
})

test("AL-D14 the new sign-in address is asked to confirm, and the old one is told", async () => {
  const { boss, session } = await makeOffice()
  const next = newEmail("next")
  expect((await (await session())("PUT /v1/profile/email", { email: next, password })).status).toBe(202)
  await settle()
  expect(mailsTo(boss.email)).toEqual([])
  const link = linkIn(mailsTo(next)[0])
  expect((await world.anonymous("POST /v1/email-changes/confirm", { link })).status).toBe(204)
  await settle()
  const [told, ...more] = mailsTo(boss.email)
  expect(told?.text).toContain(next)
  expect([more, mailsTo(next).length]).toEqual([[], 1])
})

test("AL-D30 whose password or second step was changed is told", async () => {
  const { boss, session } = await makeOffice()
  const signed = await session()
  const fresh = "a new and better password"
  await signed("PUT /v1/profile/password", { current: password, password: fresh })
  await settle()
  expect(mailsTo(boss.email)).toMatchObject([{ subject: expect.stringMatching(/hasło/i) }])
  expect(JSON.stringify(mailsTo(boss.email))).not.toContain(fresh)
})

test("AL-D11 a link is nowhere but in the letter: no table, answer, webhook or log has it", async () => {
  const { orgId, api, boss, invite, list } = await makeOffice()
  await api("POST /v1/webhooks", { url: `${http.url}/hook`, types: ["*"] })
  const { email, memberId } = await invite()
  await askReset(boss.email)
  const sealed = () =>
    db.org(orgId, (tx) => tx`select 1 from one_time_links where org_id = ${orgId} and secret_sealed is not null`)
  expect(await sealed(), "only sealed, until they are handed over").toHaveLength(2)
  const before = world.told.length
  await settle()
  expect(await sealed()).toHaveLength(0)
  const links = [linkIn(mailsTo(email)[0]), linkIn(mailsTo(boss.email)[0])]
  const shown: string[] = []
  for (const { id } of await list("/v1/deliveries"))
    for (const path of [`/v1/deliveries/${id}`, `/v1/deliveries/${id}/copy`])
      shown.push((await api(`GET ${path}`)).text)
  for (const { id } of await list("/v1/events")) shown.push((await api(`GET /v1/events/${id}`)).text)
  shown.push((await api("GET /v1/audit")).text, (await api(`GET /v1/members/${memberId}`)).text)
  expect(shown.length).toBeGreaterThan(6)
  expect(shown.filter((text) => text.includes("/link#***")).length, "masked for everybody").toBe(4)
  const heard = http.journal.map(({ body }) => body)
  expect(heard.length).toBeGreaterThan(0)
  const logs = [...world.logged, ...world.told.slice(0, world.told.length - before)]
  for (const link of links) {
    expect([...shown, ...heard, ...logs].filter((text) => text.includes(link.slice(4)))).toEqual([])
    expect(await findEverywhere(link.slice(4))).toEqual([])
  }
})

test("AL-D11 with a connection of its own an organisation's letters leave by that, and by the operator's while it fails", async () => {
  const { api, invite, list } = await makeOffice()
  await api("POST /v1/connections", connection("own.example.org", "own.example.org", { security: "none" }))
  const first = await invite()
  await settle()
  expect([mailsTo(first.email).length, mailsTo(first.email, own).length]).toEqual([0, 1])
  expect(mailsTo(first.email, own)[0]?.from).toContain("<no-reply@own.example.org>")
  own.at("mail", { say: "554 5.7.1 go away" })
  const second = await invite()
  const clock = install.clock
  for (const seconds of [0, 31]) {
    install.clock = () => clock().add({ seconds })
    await settle()
  }
  install.clock = clock
  own.clear()
  expect([mailsTo(second.email).length, mailsTo(second.email, own).length]).toEqual([1, 0])
  expect((await accept(linkIn(mailsTo(second.email)[0]))).status).toBe(200)
  expect(await list(`/v1/deliveries?address=${second.email}`)).toMatchObject([{ state: "sent" }])
})

test("AL-D11 while its letters leave by the operator's connection, an organisation's other mail is captured", async () => {
  const { ok, orgId, customer, boxes, event, tell } = await makeTelco(world)
  await customer("K-1", ["anna@firma.example"])
  await boxes([["account.welcome", "email"]])
  const boss = await addMember(world, orgId)
  await tell(event("account.welcome", "customer/K-1"))
  await askReset(boss.email)
  await settle()
  expect(mailsTo(boss.email)).toHaveLength(1)
  expect(mailsTo("anna@firma.example")).toEqual([])
  expect((await ok("GET /v1/captured")).items).toMatchObject([{ address: "anna@firma.example" }])
})

test("AL-D11 CA-A2 an organisation's own words are used, and cannot do without the link", async () => {
  const { api, invite, list } = await makeOffice()
  const [set] = (await list("/v1/template-sets")) as unknown as [{ id: string }]
  const types = (await list("/v1/notification-types?limit=200")) as unknown as { id: string; key: string }[]
  const typeId = types.find(({ key }) => key === "system.invitation")?.id
  const messages = (await list(`/v1/template-sets/${set.id}/messages?limit=200&typeId=${typeId}`)) as unknown as {
    [name: string]: string
  }[]
  const message = messages.find(
    (each) => each.typeId === typeId && each.audience === "employee" && each.locale === "pl",
  )
  const path = `/v1/template-sets/${set.id}/messages/${message?.id}`
  const save = (body: string) =>
    api(`PUT ${path}`, { subject: "Chodź do nas!", bcc: [], body, format: "html" }, { "if-match": "*" })
  expect((await save("<p>Zapraszamy.</p>")).text).toContain("link_missing")
  const copied = await api(
    `PUT ${path}`,
    { subject: "x", bcc: ["spy@example.org"], body: '<a href="{{ link }}">x</a>', format: "html" },
    { "if-match": "*" },
  )
  expect(copied.text).toContain("system_type")
  expect((await save('<p>Zapraszamy: <a href="{{ link }}">tędy</a></p>')).status).toBe(200)
  const { email } = await invite(newEmail(), "pl")
  await settle()
  const [mail] = mailsTo(email)
  expect(mail).toMatchObject({ subject: "Chodź do nas!", text: expect.stringContaining("Zapraszamy") })
  expect((await accept(linkIn(mail))).status).toBe(200)
})

test("AL-D11 a letter goes to an address that is suppressed, and has nothing to unsubscribe from", async () => {
  const { api, boss } = await makeOffice()
  const suppressed = await api("POST /v1/suppressions", { channel: "email", address: boss.email })
  expect(suppressed.status).toBe(201)
  await askReset(boss.email)
  await settle()
  expect(mailsTo(boss.email)).toHaveLength(1)
  expect(smtp.journal.at(-1)?.bytes.toString()).not.toMatch(/list-unsubscribe/i)
})

test("AL-D29 a letter passes a pause, which everything else waits for", async () => {
  for (const drop of [false, true]) {
    const { ok, orgId, customer, boxes, event, tell, deliveries } = await makeTelco(world)
    await customer("K-1", ["anna@firma.example"])
    await boxes([["account.welcome", "email"]])
    const boss = await addMember(world, orgId)
    await ok("POST /v1/organisation/pause")
    await tell(event("account.welcome", "customer/K-1"))
    await askReset(boss.email)
    await settle()
    expect((await deliveries()).map(({ address, state }) => [address, state])).toEqual([[boss.email, "sent"]])
    expect(mailsTo(boss.email)).toHaveLength(1)
    await askReset(boss.email)
    expect(await ok("POST /v1/organisation/resume", { drop })).toEqual({ waited: 1, dropped: drop })
    await settle()
    expect(mailsTo(boss.email), "dropped is only what waited").toHaveLength(2)
  }
})

test("AL-D31 a suspended organisation is sent nothing, letters neither", async () => {
  const { orgId, boss, invite } = await makeOffice()
  const { email } = await invite()
  await operator(`POST /v1/organisations/${orgId}/suspend`, { reason: "An invoice is unpaid." })
  await askReset(boss.email)
  await settle()
  expect([mailsTo(email), mailsTo(boss.email)]).toEqual([[], []])
  const seen = await operator(`GET /v1/organisations/${orgId}`)
  expect(seen.body.letters, "of which the operator sees the count").toMatchObject({ waiting: 1 })
  expect(seen.text).not.toContain(email)
  await operator(`POST /v1/organisations/${orgId}/resume`)
  await settle()
  expect(mailsTo(email), "what was written before goes on").toHaveLength(1)
})

test("AL-D23 a letter whose link was replaced, withdrawn or has run out before it left is not sent", async () => {
  const { orgId, api, boss, invite, list } = await makeOffice()
  const { email, memberId } = await invite()
  await api(`POST /v1/members/${memberId}/invite`)
  await settle()
  const mails = mailsTo(email)
  expect(mails).toHaveLength(1)
  expect((await list(`/v1/deliveries?address=${email}`)).map(({ state }) => state)).toEqual(["sent", "cancelled"])
  const withdrawn = await invite()
  await api(`DELETE /v1/members/${withdrawn.memberId}/invitation`)
  const late = await invite()
  const clock = install.clock
  install.clock = () => clock().add({ hours: 7 * 24, seconds: 1 })
  await settle()
  await sweep(db, install.clock())
  install.clock = clock
  expect(await db.org(orgId, (tx) => tx`select 1 from one_time_links where secret_sealed is not null`)).toHaveLength(0)
  expect([mailsTo(withdrawn.email), mailsTo(late.email)]).toEqual([[], []])
  expect(await list(`/v1/deliveries?address=${late.email}`)).toMatchObject([{ state: "expired" }])
  expect((await accept(linkIn(mails[0]))).status).toBe(200)
  await askReset(boss.email)
  const signed = await signedIn(world, boss)
  await signed("PUT /v1/profile/password", { current: password, password: "chosen in the meantime" })
  await settle()
  expect(mailsTo(boss.email).map(({ text }) => text.includes("/link#"))).toEqual([false])
})

test("AL-D11 a letter is seen by administrators and by its reader, masked, and is never sent again by hand", async () => {
  const { orgId, api, invite, list } = await makeOffice()
  const ola = await addMember(world, orgId, { role: "employee", name: "Ola" })
  const supervisor = await addMember(world, orgId, { role: "supervisor", name: "Ewa" })
  await askReset(ola.email)
  await invite()
  await settle()
  const [, reset] = (await list("/v1/deliveries")) as [object, { id: string }]
  for (const [member, status] of [
    [ola, 200],
    [supervisor, 404],
  ] as const) {
    const see = await signedIn(world, member)
    const copy = await see(`GET /v1/deliveries/${reset.id}/copy`)
    expect(copy.status).toBe(status)
    if (status === 200) expect(copy.body.text).toContain("/link#***")
  }
  await db.org(orgId, (tx) => tx`update deliveries set state = 'failed', reason = 'refused' where org_id = ${orgId}`)
  const again = await api(`POST /v1/deliveries/${reset.id}/send-now`)
  expect(again).toMatchObject({ status: 409, body: { code: "protected" } })
  await db.org(orgId, (tx) => tx`update deliveries set state = 'sent', reason = null where org_id = ${orgId}`)
})

test("AL-D11 administrators are told that a webhook is disabled, each once, without what its address hides", async () => {
  const { api, orgId, boss } = await makeOffice()
  const second = await addMember(world, orgId, { name: "Jan" })
  await addMember(world, orgId, { role: "employee" })
  const hook = await api("POST /v1/webhooks", { url: `${http.url}/gone?key=hidden`, types: ["delivery.*"] })
  expect(hook.status, hook.text).toBe(201)
  http.at("/gone?key=hidden", { status: 410 })
  const reader = await addMember(world, orgId, { role: "employee", name: "Ola" })
  await askReset(reader.email)
  await settle()
  await settle()
  for (const { email } of [boss, second]) {
    const [mail, more] = mailsTo(email)
    expect(more).toBeUndefined()
    expect(mail?.html).toContain(`${http.url}/gone`)
    expect(mail?.html).not.toContain("hidden")
  }
})

test("AL-D11 administrators are told once that a connection takes nothing, over the operator's", async () => {
  const { ok, orgId, customer, boxes, event, tell } = await makeTelco(world)
  await ok("POST /v1/connections", connection("own.example.org", "own.example.org", { security: "none" }))
  await customer("K-1", ["anna@firma.example"])
  await boxes([["account.welcome", "email"]])
  const boss = await addMember(world, orgId)
  own.at("mail", { say: "454 4.7.0 out of order" })
  await tell(event("account.welcome", "customer/K-1"))
  const clock = install.clock
  for (let minutes = 0; minutes < 60; minutes += 6) {
    install.clock = () => clock().add({ minutes })
    await settle()
  }
  const [mail, more] = mailsTo(boss.email)
  expect(more).toBeUndefined()
  expect(mail?.text).toMatch(/Mail/)
  expect(mail?.text).toContain("out of order")
  own.clear()
  install.clock = () => clock().add({ minutes: 66 })
  await settle()
  install.clock = clock
  expect(mailsTo("anna@firma.example", own)).toHaveLength(1)
})

test("AL-D11 an operator's own letters come in the install's name", async () => {
  const jan = await addMember(world, install.platformId, { role: "operator", name: "Jan" })
  await askReset(jan.email)
  await settle()
  const [mail] = mailsTo(jan.email)
  expect(mail).toMatchObject({ subject: "Choose a new password", from: expect.stringContaining("Tidings") })
  const set = await world.anonymous("POST /v1/password-resets/confirm", { link: linkIn(mail), password })
  expect(set.status).toBe(204)
})
