/** E-mail from its sender to what comes back: unsubscribing, sending domains, bounces, complaints. */
import { afterAll, expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { checkSignature } from "../../test/world/dkim.ts"
import { makeSmtp } from "../../test/world/smtp.ts"
import { makeWorld } from "../../test/world.ts"
import { openOutbound } from "../base/outbound.ts"
import { recheckDomains } from "../channels/sendingDomains.ts"
import { planDue } from "../notifications/notify.ts"

/** What DNS has, by name; null: it gives no answer. */
const dns = new Map<string, string[][] | null>()
const none = () => Object.assign(new Error("none"), { code: "ENOTFOUND" })
const outbound = openOutbound({
  resolve: async () => ["93.184.215.14"],
  resolveTxt: async (name) => {
    const found = dns.get(name)
    if (found === null) throw Object.assign(new Error("no answer"), { code: "ESERVFAIL" })
    if (!found) throw none()
    return found
  },
})
const world = await makeWorld({ outbound })
world.install.config = { ...world.install.config, publicUrl: "https://tidings.example.com" }
const smtp = await makeSmtp()
afterAll(() => smtp.close())
const { settle } = makeWorker(world, smtp.outbound)

const connection = {
  channel: "email",
  provider: "smtp",
  name: "Mail",
  settings: { host: "mail.example.com", port: 587, domain: "out.example.com", perSecond: 5000 },
}

/** A telephony business with a type that one need not hear: product news, ticked for its class, sent by SMTP. */
async function makeShop(to = ["anna@example.org"]) {
  const line = await makeTelco(world)
  const { ok, setId, classId, api } = line
  const words = (text: string) => ({ en: text, pl: text, it: text, da: text })
  const type = await ok("POST /v1/notification-types", {
    key: "own.news",
    name: { ...words("Product news"), pl: "Nowości" },
    purpose: words("What is new"),
    category: "account",
    audiences: { customer: ["email", "sms"] },
    level: "customer",
    switchOwner: "class",
    trigger: "event",
    variables: [
      { name: "title", title: words("Title"), kind: "text", required: true, maxLength: 100, sample: "A new phone" },
    ],
    transactional: false,
  })
  const typeId = type.id as string
  const message = await ok(`POST /v1/template-sets/${setId}/messages`, {
    typeId,
    audience: "customer",
    channel: "email",
    locale: "pl",
    subject: "{{ title }}",
    bcc: ["archive@example.org"],
    body: "<p>{{ title }}</p>",
    format: "html",
  })
  await ok("POST /v1/connections", connection)
  const customerId = await line.customer("K-1", to)
  await ok(
    `PUT /v1/customer-classes/${classId}/switches`,
    {
      on: [
        { typeId, audience: "customer", channel: "email" },
        { typeId: line.typeId("account.welcome"), audience: "customer", channel: "email" },
      ],
    },
    { "if-match": "*" },
  )
  const news = (id: string) =>
    line.tell({ ...line.event("account.welcome", "customer/K-1"), id, type: "own.news", data: { title: id } })
  /** What left since last asked. */
  let seen = smtp.journal.length
  const left = () => {
    const entries = smtp.journal.slice(seen).map((entry) => ({ ...entry, text: entry.bytes.toString() }))
    seen = smtp.journal.length
    return entries
  }
  const suppressions = async () =>
    (await ok("GET /v1/suppressions")).items as { address: string; type: string | null; reason: string }[]
  return { ...line, api, typeId, messageId: message.id as string, customerId, news, left, suppressions }
}

const headerOf = (text: string, name: string): string | undefined =>
  new RegExp(`^${name}:((?:.*\\r\\n[ \\t])*.*)\\r\\n`, "im")
    .exec(text.slice(0, text.indexOf("\r\n\r\n") + 2))?.[1]
    ?.replace(/\r\n[ \t]/g, " ")
    .trim()
const pathOf = (text: string): string => {
  const url = /<https:\/\/tidings\.example\.com(\/v1\/unsubscribe\/[\w-]{65})>/.exec(
    headerOf(text, "List-Unsubscribe") ?? "",
  )?.[1]
  if (!url) throw new Error("no link to unsubscribe")
  return url
}
const oneClick = ["List-Unsubscribe=One-Click", { "content-type": "application/x-www-form-urlencoded" }] as const

test("AL-D16 one press in a mail program ends one type for one address; what waits and what comes is withheld", async () => {
  const { news, left, suppressions, act, deliveries, api, tell, event } = await makeShop()
  await news("n-1")
  await settle()
  const mails = left()
  const [toAnna] = mails.filter(({ to }) => to[0] === "anna@example.org")
  expect(headerOf(toAnna?.text ?? "", "List-Unsubscribe-Post")).toBe("List-Unsubscribe=One-Click")
  const path = pathOf(toAnna?.text ?? "")
  // The footer has the link as well, in words of the reader's language.
  expect(toAnna?.text.replace(/=\r\n/g, "")).toContain(path)
  await news("n-2")
  await act(({ tx, now }) => planDue(world.db, tx.orgId, now))
  expect(await deliveries("&state=queued")).toHaveLength(2)
  const pressed = await world.anonymous(`POST ${path}`, ...oneClick)
  expect([pressed.status, pressed.headers["set-cookie"]]).toEqual([200, undefined])
  const [first] = await deliveries("&state=sent&address=anna%40example.org")
  expect(await suppressions()).toMatchObject([
    { address: "anna@example.org", type: "own.news", reason: "unsubscribe", deliveryId: first?.id },
  ])
  await news("n-3")
  await tell(event("account.welcome", "customer/K-1"))
  await settle()
  expect(
    left()
      .map(({ to }) => String(to[0]))
      .toSorted(),
  ).toEqual(["anna@example.org", "archive@example.org", "archive@example.org"])
  expect((await deliveries("&reason=suppressed")).map(({ state, address }) => [state, address])).toEqual(
    [0, 1].map(() => ["withheld", "anna@example.org"]),
  )
  // Once more changes nothing; the audit has one record of it.
  await world.anonymous(`POST ${path}`)
  expect(await suppressions()).toHaveLength(1)
  const { items } = (await api("GET /v1/audit?action=suppression.created")).body
  expect(
    (items as unknown as object[]).filter((each) => (each as { action: string }).action === "suppression.created"),
  ).toHaveLength(1)
})

test("I28 the link is opened by whoever likes without effect, and taken back by its owner", async () => {
  const { news, left, suppressions } = await makeShop()
  await news("n-1")
  await settle()
  const path = pathOf(left().find(({ to }) => to[0] === "anna@example.org")?.text ?? "")
  for (let time = 0; time < 3; time++) {
    const page = await world.anonymous(`GET ${path}`)
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"])
    expect(page.text).toContain("Nowości")
    expect(page.text).toContain("Zrezygnuj z powiadomień")
    expect(String(page.headers["content-security-policy"])).toMatch(/^default-src 'none'/)
  }
  expect(await suppressions()).toEqual([])
  const form = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
  expect(
    (await world.anonymous(`POST ${path}`, form, { "content-type": "multipart/form-data; boundary=x" })).text,
  ).toContain("Cofnij")
  expect(await suppressions()).toHaveLength(1)
  expect((await world.anonymous(`POST ${path}/undo`, ...oneClick)).text).toContain("Zrezygnuj z powiadomień")
  expect(await suppressions()).toEqual([])
  await world.anonymous(`POST ${path}/undo`)
  await news("n-2")
  await settle()
  expect(left().map(({ to }) => to[0])).toContain("anna@example.org")
})

test("I28 a link that was made up, cut, changed or is another organisation's answers as one that never was", async () => {
  const [{ news, left, suppressions }, other] = [await makeShop(), await makeShop()]
  await news("n-1")
  await settle()
  const path = pathOf(left().find(({ to }) => to[0] === "anna@example.org")?.text ?? "")
  const token = path.slice(path.lastIndexOf("/") + 1)
  const swapped = Buffer.from(token.slice(0, 43), "base64url")
  Buffer.from(other.orgId.replaceAll("-", ""), "hex").copy(swapped)
  const never = await world.anonymous(`POST /v1/unsubscribe/x`)
  const bad = [
    token.slice(0, -1),
    `${token}A`,
    token.toUpperCase(),
    token.slice(0, 43),
    `${swapped.toString("base64url")}${token.slice(43)}`,
    ...Array.from(
      { length: 65 },
      (_, at) => token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1),
    ),
  ]
  for (const each of bad)
    for (const address of [
      `POST /v1/unsubscribe/${each}`,
      `POST /v1/unsubscribe/${each}/undo`,
      `GET /v1/unsubscribe/${each}`,
    ]) {
      const answer = await world.anonymous(address)
      expect([answer.status, answer.text], address).toEqual([404, never.text])
    }
  expect([await suppressions(), await other.suppressions()]).toEqual([[], []])
})

test("AL-D11 PO-D13 neither a copy, nor what is transactional, nor a system message can be unsubscribed from", async () => {
  const { ok, news, left, tell, event, saveClass } = await makeShop()
  await saveClass({ fromName: "Shop" })
  await news("n-1")
  await tell(event("account.welcome", "customer/K-1"))
  await settle()
  const mails = left()
  expect(
    mails.map(({ to, text }) => `${to[0]} ${headerOf(text, "List-Unsubscribe") !== undefined}`).toSorted(),
  ).toEqual(["anna@example.org false", "anna@example.org true", "archive@example.org false"])
  const copy = mails.find(({ to }) => to[0] === "archive@example.org")
  expect(copy?.text).not.toContain("/v1/unsubscribe/")
  const { items } = (await ok("GET /v1/deliveries")) as { items: { type: string; audience: string }[] }
  expect(items.filter(({ audience }) => audience === "copy")).toHaveLength(1)
})

test("PO-D14 PO-D10 mail is from the class's address once its domain is verified, and until then from the install's", async () => {
  const { ok, api, orgId, news, left, saveClass } = await makeShop()
  await saveClass({ fromName: "Shop", fromEmail: "news@shop.example", replyTo: "ask@shop.example" })
  const sender = async (id: string) => {
    await news(id)
    await settle()
    const { text, bytes } = left().find(({ to }) => to[0] === "anna@example.org") as { text: string; bytes: Buffer }
    return {
      from: headerOf(text, "From"),
      replyTo: headerOf(text, "Reply-To"),
      dkim: headerOf(text, "DKIM-Signature"),
      bytes,
    }
  }
  const fallen = { from: '"Shop" <no-reply@out.example.com>', replyTo: '"Shop" <ask@shop.example>', dkim: undefined }
  expect(await sender("n-1")).toMatchObject(fallen)
  const made = await ok("POST /v1/sending-domains", { domain: "Shop.Example" })
  const records = made.records as { purpose: string; name: string; value: string; type: string }[]
  expect(records.map(({ purpose, type, name }) => [purpose, type, name])).toEqual([
    ["dkim", "TXT", expect.stringMatching(/^tdg[0-9a-f]{8}\._domainkey\.shop\.example$/)],
    ["dmarc", "TXT", "_dmarc.shop.example"],
    ["spf", "TXT", "out.example.com"],
    ["bounces", "MX", "out.example.com"],
  ])
  const [dkim] = records as [(typeof records)[number]]
  const check = async () =>
    (await ok(`POST /v1/sending-domains/${String(made.id)}/check`)) as {
      verifiedAt: string | null
      checks: { state: string }[]
    }
  expect(await check()).toMatchObject({
    verifiedAt: null,
    checks: [{ state: "missing" }, { state: "missing" }, { state: "missing" }],
  })
  expect(await sender("n-2")).toMatchObject(fallen)
  dns.set(dkim.name, [[dkim.value.replace(/p=.{10}/, "p=AAAAAAAAAA")]])
  expect(await check()).toMatchObject({ verifiedAt: null, checks: [{ state: "wrong" }, {}, {}] })
  // DNS keeps long texts in pieces of 255.
  dns.set(dkim.name, [[dkim.value.slice(0, 255), dkim.value.slice(255)], ["something else"]])
  dns.set("_dmarc.shop.example", [["v=DMARC1; p=reject"]])
  dns.set("out.example.com", [["v=spf1 -all"], ["v=spf1 ~all"]])
  expect(await check()).toMatchObject({
    verifiedAt: expect.any(String),
    checks: [{ state: "found" }, { state: "found" }, { state: "wrong" }],
  })
  const verified = { from: '"Shop" <news@shop.example>', replyTo: '"Shop" <ask@shop.example>' }
  const { bytes, ...signed } = await sender("n-3")
  expect(signed).toMatchObject({ ...verified, dkim: expect.stringContaining("d=shop.example") })
  const key = `-----BEGIN PUBLIC KEY-----\n${/p=(.*)$/.exec(dkim.value)?.[1]}\n-----END PUBLIC KEY-----`
  expect(checkSignature(bytes, key)).toMatchObject({
    covered: expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post", "from", "reply-to"]),
  })
  // A day later DNS gives no answer: nobody knows, and nothing changes. Then the record is gone.
  const { clock } = world.install
  world.install.clock = () => clock().add({ hours: 25 })
  dns.set(dkim.name, null)
  expect(await recheckDomains(world.install, orgId)).toBe(1)
  expect(await recheckDomains(world.install, orgId)).toBe(0)
  expect(await ok(`GET /v1/sending-domains/${String(made.id)}`)).toMatchObject({
    verifiedAt: expect.any(String),
    checks: [{ state: "unreachable" }, {}, {}],
  })
  world.install.clock = () => clock().add({ hours: 50 })
  dns.delete(dkim.name)
  await recheckDomains(world.install, orgId)
  world.install.clock = clock
  expect(await sender("n-4")).toMatchObject(fallen)
  const { body } = await api("GET /v1/audit")
  expect((body.items as unknown as { action: string }[]).map(({ action }) => action)).toContain("sending_domain.lost")
})

test("PO-D14 a class without an address of its own writes from the organisation's, where that is verified", async () => {
  const { ok, act, news, left } = await makeShop()
  await act(
    ({ tx }) => tx`
    update organisation_settings set company_email = 'office@firm.example' where org_id = ${tx.orgId}`,
  )
  const made = await ok("POST /v1/sending-domains", { domain: "firm.example" })
  const [dkim] = made.records as [{ name: string; value: string }]
  dns.set(dkim.name, [[dkim.value]])
  await ok(`POST /v1/sending-domains/${String(made.id)}/check`)
  await news("n-1")
  await settle()
  expect(headerOf(left()[0]?.text ?? "", "From")).toMatch(/ <office@firm\.example>$/)
  await ok(`POST /v1/sending-domains/${String(made.id)}/check`)
  expect((await world.anonymous("GET /v1/sending-domains")).status).toBe(401)
})

test("a domain is there once, has a proper name, and its key is never shown", async () => {
  const { ok, api } = await makeShop()
  const made = await api("POST /v1/sending-domains", { domain: " Żółw.example " })
  expect(made.body.domain).toBe("xn--w-uga1v8h.example")
  expect(await api("POST /v1/sending-domains", { domain: "xn--w-uga1v8h.example" })).toMatchObject({
    status: 409,
    body: { code: "name_taken", errors: [{ pointer: "/domain" }] },
  })
  for (const domain of ["localhost", "a b.example", "1.2.3.4", "", "-a.example", "a.example/x"])
    expect([domain, (await api("POST /v1/sending-domains", { domain })).status]).toEqual([domain, 422])
  const stored = await world.db.org(
    (await ok("GET /v1/organisation")).id as string,
    (tx) => tx<{ keySealed: string }>`
    select key_sealed from sending_domains where org_id = ${tx.orgId}`,
  )
  expect(stored[0]?.keySealed).toMatch(/^1\./)
  expect(made.text).not.toContain("PRIVATE")
  expect((await ok("GET /v1/sending-domains")).items).toMatchObject([
    { domain: "xn--w-uga1v8h.example", verifiedAt: null },
  ])
  expect((await api(`DELETE /v1/sending-domains/${made.body.id}`)).status).toBe(204)
  expect((await api(`POST /v1/sending-domains/${made.body.id}/check`)).status).toBe(404)
})

test("a copy says whether it still reads as it was handed over; its reader's own links are masked", async () => {
  const { news, act, ok, customerId, deliveries, saveClass, left } = await makeShop()
  const eventId = await news("n-1")
  await act(({ tx, now }) => planDue(world.db, tx.orgId, now))
  const ids = (await deliveries(`&eventId=${eventId}`)).map(({ id }) => id)
  const copies = async () => await Promise.all(ids.map((id) => ok(`GET /v1/deliveries/${id}/copy`)))
  expect((await copies()).map(({ isAsSent }) => isAsSent)).toEqual([null, null])
  await settle()
  const sent = await copies()
  expect(sent).toMatchObject([{ subject: "n-1", isAsSent: true }, { isAsSent: true }])
  const path = pathOf(left().find(({ to }) => to[0] === "anna@example.org")?.text ?? "")
  const shown = JSON.stringify(sent)
  expect(shown).toContain("https://tidings.example.com/v1/unsubscribe/---")
  expect(shown).not.toContain(path)
  // What it isn't made of doesn't matter; the sender's name, the footer and the like do.
  await ok(`PATCH /v1/customers/${customerId}`, { bcc: ["boss@example.org"] })
  expect((await copies()).map(({ isAsSent }) => isAsSent)).toEqual([true, true])
  await saveClass({ fromName: "Another" })
  expect((await copies()).map(({ isAsSent }) => isAsSent)).toEqual([false, false])
})
