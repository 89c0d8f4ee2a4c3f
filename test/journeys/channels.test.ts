/** E-mail and suppressions, as people set them up: what doesn't work is told where it is mended. */
import { mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { afterAll, expect, test, vi } from "vitest"
import { makeDns } from "../world/dns.ts"
import { makeSmtp } from "../world/smtp.ts"
import { lookAt, type Screen } from "./look.ts"
import { happen, illustrate, makeStage, tell } from "./stage.ts"

const smtp = await makeSmtp({ name: "localhost", users: { tidings: "a password of the mail server" } })
const dns = await makeDns()
const roots = join(await mkdtemp(join(tmpdir(), "tidings-roots-")), "roots.pem")
await writeFile(roots, smtp.roots.join("\n"))

const stage = await makeStage({
  settings: { ...dns.env, NODE_EXTRA_CA_CERTS: roots, OUTBOUND_ALLOW: "127.0.0.0/8, ::1/128" },
})
afterAll(async () => void (await Promise.all([smtp.close(), dns.close()])))

const { administrator, supervisor } = stage.people
const api = await stage.api(administrator)
await api("PATCH /v1/profile", { language: "en" })
await happen(api, ["LX-2001"])

const row = (page: Page, name: string | RegExp) => page.getByRole("row", { name })
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true })
const confirm = (page: Page, title: string, name: string) =>
  page.getByRole("dialog", { name: title }).getByRole("button", { name, exact: true })
const itemsOf = async (list: string) => (await api(`GET /v1/${list}`)).body.items as unknown as Record<string, string>[]
const mailsTo = (address: string) => smtp.journal.filter(({ to }) => to.includes(address))

test("AL-D11 a wrong password is told at its field, mended and tried out; then an event is really received", async () => {
  const page = await stage.visit({}, api)
  await page.goto("/activity?channel=email")
  await row(page, /near credit limit.*piekarnia.*Sent.*Captured/)
    .getByRole("link")
    .click()
  await page.getByText("Nobody got it").waitFor()
  await page.getByRole("link", { name: "See it at Captured" }).click()
  await page.getByRole("dialog").getByText("Plain text").waitFor()
  await page.getByRole("button", { name: "Close" }).click()

  await page.getByRole("link", { name: "E-mail", exact: true }).click()
  await page.getByText("E-mails are kept here, nobody gets them").waitFor()
  await illustrate(page, "email-without-connection")
  await page.getByRole("link", { name: "Connect a mail server" }).first().click()
  const drawer = page.getByRole("dialog")
  await drawer.getByLabel("Name", { exact: true }).fill("Our mail server")
  await drawer.getByLabel("Server", { exact: true }).fill("localhost")
  await drawer.getByLabel("Port").fill(String(smtp.port))
  await drawer.getByLabel("User").fill("tidings")
  await drawer.getByLabel("Password", { exact: true }).fill("not this one")
  await drawer.getByLabel("Bounce domain").fill("bounces.lumivox.example")
  await drawer.getByRole("button", { name: "Save connection" }).click()
  await drawer.getByRole("alert").getByText("One thing needs your attention").waitFor()
  const password = drawer.getByLabel("Password", { exact: true })
  expect(await password.getAttribute("aria-invalid")).toBe("true")
  await drawer.getByText("The server refuses this user and password. 535 5.7.8").first().waitFor()
  expect(await itemsOf("connections")).toEqual([])
  await illustrate(page, "email-wrong-password")

  await password.fill("a password of the mail server")
  await drawer.getByLabel(/Send a test message to/).check()
  await drawer.getByRole("button", { name: "Test connection" }).click()
  await drawer.getByText("It works").waitFor()
  await drawer.getByText(`The test message went to ${administrator.email}`).waitFor()
  expect(mailsTo(administrator.email).map(({ bytes }) => bytes.toString())).toEqual([
    expect.stringContaining("Subject: Test: this connection works"),
  ])
  await drawer.getByRole("button", { name: "Save connection" }).click()
  await row(page, /Our mail server.*Ready/).waitFor()

  await tell(api, "LX-2002")
  await vi.waitFor(() => expect(mailsTo("kontakt@biurosaldo.example")).toHaveLength(1), { timeout: 30_000 })
  await page.goto("/activity?channel=email")
  const sent = row(page, /kontakt@biurosaldo.*Sent/)
  await sent.waitFor()
  expect(await sent.textContent()).not.toContain("Captured")
})

test("a connection that fails says so in its server's words, what waits is counted, and another can be tried first", async () => {
  const page = await stage.visit({}, api)
  smtp.at("mail", { say: "451 4.3.2 disk full at the mail server" })
  await tell(api, "LX-2010")
  await page.goto("/email")
  await row(page, /Our mail server.*Held back.*disk full at the mail server/).waitFor()
  await page.getByText("1 e-mail waits").waitFor()
  smtp.clear()

  await api("POST /v1/connections", {
    channel: "email",
    provider: "smtp",
    name: "A second one",
    settings: { host: "localhost", port: smtp.port, domain: "bounces.lumivox.example" },
  })
  await button(page, "Try A second one earlier").click()
  await expect
    .poll(async () => (await itemsOf("connections")).map(({ name }) => name))
    .toEqual(["A second one", "Our mail server"])
  await row(page, /A second one/)
    .getByRole("link")
    .click()
  await button(page, "Delete connection").click()
  await page.getByText(/E-mails leave by the other connection/).waitFor()
  await confirm(page, "Delete the connection A second one", "Delete connection").click()
  await row(page, /A second one/).waitFor({ state: "detached" })

  // A password is never read back: left alone it stays, and is replaced on purpose.
  await row(page, /Our mail server/)
    .getByRole("link")
    .click()
  expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe("")
  await button(page, "Replace: Password").click()
  await page.getByLabel("Password", { exact: true }).fill("wrong again")
  await button(page, "Test connection").click()
  await page.getByText("It doesn’t work yet").waitFor()
  await button(page, "Keep the one that is set: Password").click()
  await button(page, "Test connection").click()
  await page.getByText("It works").waitFor()
  // Meanwhile what waited was sent by itself.
  await page.getByRole("dialog").getByText("Ready").waitFor({ timeout: 20_000 })
})

test("PO-D14 a domain is added, its records are copied, found wrong, mended, and verified", async () => {
  const page = await stage.visit({}, api)
  await page.goto("/email")
  await page.getByRole("link", { name: "Sending domains" }).click()
  await page.getByRole("link", { name: "Add domain" }).first().click()
  await page.getByRole("textbox", { name: "Domain" }).fill("not a domain")
  await button(page, "Add domain").click()
  await page.getByRole("alert").getByText("One thing needs your attention").waitFor()
  await page.getByRole("textbox", { name: "Domain" }).fill("lumivox.example")
  await button(page, "Add domain").click()
  const drawer = page.getByRole("dialog", { name: "lumivox.example" })
  await drawer.getByText("Not checked yet").waitFor()
  const [domain] = await itemsOf("sending-domains")
  const { body } = await api(`GET /v1/sending-domains/${String(domain?.id)}`)
  const [dkim, dmarc, spf] = body.records as unknown as { name: string; value: string }[]
  for (const { name, value } of [dkim, dmarc, spf] as { name: string; value: string }[]) {
    await drawer.getByText(name, { exact: true }).first().waitFor()
    await drawer.getByText(value, { exact: true }).waitFor()
  }
  await button(page, "Check now").click()
  await drawer.getByText("Missing").first().waitFor()

  dns.set(dkim?.name ?? "", "v=DKIM1; k=rsa; p=AAAA")
  dns.set(spf?.name ?? "", "v=spf1 -all", "v=spf1 ~all", "something else")
  await button(page, "Check now").click()
  const signature = drawer.getByRole("region", { name: "DKIM: the signature" })
  await signature.getByText("Differs").waitFor()
  await signature.getByText("v=DKIM1; k=rsa; p=AAAA").waitFor()
  await drawer.getByRole("region", { name: "SPF: the server" }).getByText("There is more than one SPF record").waitFor()
  await illustrate(page, "email-domain")

  dns.set(dkim?.name ?? "", dkim?.value ?? "")
  dns.set(dmarc?.name ?? "", dmarc?.value ?? "")
  dns.set(spf?.name ?? "", spf?.value ?? "")
  await button(page, "Check now").click()
  await drawer.getByText("Verified").waitFor()
  await signature.getByText("Found").waitFor()
  await drawer.getByRole("button", { name: "Close" }).click()
  await row(page, /lumivox.example.*Verified/).waitFor()
})

test("AL-D16 an address that bounced is suppressed with its cause, another by hand; both are found and released", async () => {
  const page = await stage.visit({}, api)
  smtp.at("rcpt", { say: "550 5.1.1 nobody of this name here" }, 1)
  await tell(api, "LX-2008")
  await expect.poll(async () => (await itemsOf("suppressions")).length, { timeout: 30_000 }).toBe(1)
  const [bounced] = await itemsOf("suppressions")
  await page.goto("/")
  await page.getByRole("link", { name: "Suppressions" }).click()
  await row(page, new RegExp(`${String(bounced?.address)}.*Bounced`))
    .getByRole("link")
    .click()
  await page.getByText("550 5.1.1 nobody of this name here").waitFor()
  await page.getByRole("link", { name: "Open message" }).click()
  await page.getByRole("dialog").getByText("Event accepted").waitFor()

  await page.goto("/suppressions/new")
  await page.getByLabel("Address", { exact: true }).fill("anna at example")
  await button(page, "Suppress address").click()
  await page.getByRole("alert").getByText("One thing needs your attention").waitFor()
  await page.getByLabel("Address", { exact: true }).fill("Anna@Example.com")
  await page.getByLabel("Note").fill("asked by phone")
  await button(page, "Suppress address").click()
  await row(page, /anna@example.com.*By hand/).waitFor()
  await page.getByLabel("Address begins with").fill("ann")
  await row(page, /Bounced/).waitFor({ state: "detached" })
  const address = await page.getByRole("link", { name: "Export CSV" }).getAttribute("href")
  const file = await page.evaluate<string>(`fetch(${JSON.stringify(address)}).then((answer) => answer.text())`)
  expect(file.trim().split("\r\n")).toEqual([
    expect.stringContaining("channel,address,type,reason"),
    expect.stringMatching(/^email,anna@example.com,,manual,asked by phone,,/),
  ])
  await row(page, /anna@example.com/)
    .getByRole("link")
    .click()
  await button(page, "Release").click()
  await page.getByText(/Messages go to anna@example.com again/).waitFor()
  await confirm(page, "Release anna@example.com", "Release").click()
  await page.getByText("Nothing matches").waitFor()
  expect((await itemsOf("suppressions")).map(({ address: left }) => left)).toEqual([bounced?.address])

  const asSupervisor = await stage.api(supervisor)
  await asSupervisor("PATCH /v1/profile", { language: "en" })
  const theirs = await stage.visit({}, asSupervisor)
  await theirs.goto("/suppressions")
  await theirs.getByText("Administrators add and release suppressed addresses").waitFor()
  expect(await theirs.getByRole("link", { name: "Suppress an address" }).count()).toBe(0)
})

test("every screen of channels is one that everybody can read and use", async () => {
  const idOf = async (list: string) => String((await itemsOf(list))[0]?.id)
  const connection = await idOf("connections")
  await api("POST /v1/suppressions", { channel: "sms", address: "+48601234567", detail: "asked by phone" })
  const fill = async (page: Page) => {
    await page.getByLabel("Server", { exact: true }).fill("localhost")
    await page.getByLabel("Port").fill(String(smtp.port))
    await page.getByLabel("User").fill("tidings")
    await page.getByLabel("Password", { exact: true }).fill("wrong")
    await page.getByLabel("Bounce domain").fill("bounces.lumivox.example")
    await page.getByRole("button", { name: "Test connection" }).click()
    await page.getByText("It doesn’t work yet").waitFor()
  }
  const screens: Screen[] = [
    { path: "/email", name: "email", ready: "Our mail server" },
    { path: "/email/new", name: "email-new", ready: "Test connection", open: fill },
    { path: `/email/${connection}`, name: "email-connection", ready: "Test connection" },
    { path: "/email/domains", name: "domains", ready: "lumivox.example" },
    { path: `/email/domains/${await idOf("sending-domains")}`, name: "domain", ready: "Check now" },
    { path: "/suppressions", name: "suppressions", ready: "+48601234567" },
    { path: "/suppressions/new", name: "suppression-new", ready: "Suppress address" },
    { path: `/suppressions/${await idOf("suppressions?reason=bounce")}`, name: "suppression", ready: "Open message" },
  ]
  expect(await lookAt(await stage.visit({}, api), screens)).toEqual([])
})
