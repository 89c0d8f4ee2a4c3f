/** Customer classes: what their customers are told, from a first template set to the last box cleared. */
import type { Page } from "playwright-core"
import { expect, test, vi } from "vitest"
import { type Call, happen, illustrate, makeStage } from "./stage.ts"

const stage = await makeStage()
const { administrator, reseller } = stage.people
const api = await stage.api(administrator)
await api("PATCH /v1/profile", { language: "en" })

type Row = { id: string } & Record<string, unknown>
const items = async (path: string, call: Call = api) => {
  const { status, body } = await call(`GET /v1/${path}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.items as unknown as Row[]
}
const ok = async (address: string, body?: unknown, headers?: object) => {
  const answer = await api(address, body, headers)
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer.body
}
const classOf = async (name: string) =>
  (await items("customer-classes")).find((each) => each.name === name) as Row & { templateSetId: string | null }
const customerOf = async (number: string) => (await items(`customers?q=${number}`))[0] as Row
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name })
const box = (page: Page, type: string, channel: string) =>
  page.getByRole("checkbox", { name: `${type}, ${channel}`, exact: true })
const save = async (page: Page) => {
  await page.getByRole("button", { name: "Save notifications" }).click()
  await page.getByRole("button", { name: "Save notifications" }).waitFor({ state: "detached" })
}
const [near, over, overdue] = ["Balance near credit limit", "Credit limit exceeded", "Overdue invoice"]

const event = { specversion: "1.0", source: "/walk", type: "balance.near_limit", subject: "customer/LX-2001" }
const data = { balance: "190.00", creditLimit: "200.00", amountLeft: "10.00", percentUsed: 95 }

test("PO-A1 PO-A2 PO-A3 PO-A5 PO-A6 PO-A8 PO-A9 PO-A10 PO-A11 PO-A13 PO-A14 PO-A15 PO-D4 a set, a class, its boxes, a message of each channel, and other words for all who share the set", async () => {
  const page = await stage.visit({}, api)
  await page.goto("/")
  await page.getByRole("link", { name: "Templates" }).click()
  await page.getByRole("link", { name: "New template set" }).click()
  await page.getByRole("dialog").getByLabel("Name").fill("Cafés and bakeries")
  await page.getByRole("dialog").getByLabel("Managed by").selectOption({ label: "Administrator only" })
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click()
  await heading(page, "Cafés and bakeries").waitFor()
  const setId = (await items("template-sets")).find(({ name }) => name === "Cafés and bakeries")?.id as string
  // A notification of one's own has no words yet.
  const offer = (text: string) => ({ en: text, pl: text, it: text, da: text })
  await ok("POST /v1/notification-types", {
    key: "offer.published",
    name: offer("New offer"),
    purpose: offer("Tells customers of an offer made for them."),
    category: "reports",
    audiences: { customer: ["email", "sms"] },
    level: "customer",
    switchOwner: "class",
    trigger: "manual",
    variables: [],
  })
  await page.getByRole("link", { name: "Classes" }).click()
  await page.getByRole("link", { name: "Add class" }).click()
  await page.getByRole("dialog").getByLabel("Name").fill("Small business")
  await page.getByRole("button", { name: "Create" }).click()
  await page.getByText("This is taken. Choose another.").first().waitFor()
  await page.getByRole("dialog").getByLabel("Name").fill("Bakeries")
  await page.getByRole("button", { name: "Create" }).click()
  await heading(page, "Bakeries").waitFor()
  await page.getByText("Nobody in this class is told anything. Choose a template set.").waitFor()
  const { id: classId } = await classOf("Bakeries")
  const { id: customerId } = await customerOf("LX-2001")
  await ok(`PATCH /v1/customers/${customerId}`, { classId })

  // Chosen and ticked, and nothing has happened yet.
  await page.reload()
  await page.getByLabel("Template set").selectOption({ label: "Cafés and bakeries" })
  await page.getByRole("row", { name: /^New offer.*No SMS text in this set, so it can’t be ticked/ }).waitFor()
  expect(await box(page, "New offer", "SMS").count()).toBe(0)
  await box(page, near, "E-mail").check()
  await box(page, near, "SMS").check()
  await box(page, over, "E-mail").check()
  await page
    .getByText("4 changes: template set Cafés and bakeries, SMS on for 1, e-mail on for 2 · 1 customer", {
      exact: true,
    })
    .waitFor()
  await illustrate(page, "class-notifications")
  expect((await classOf("Bakeries")).templateSetId).toBeNull()
  await page.getByRole("button", { name: "Discard" }).click()
  await page.getByText("Nobody in this class is told anything").waitFor()
  await page.getByLabel("Template set").selectOption({ label: "Cafés and bakeries" })
  for (const channel of ["E-mail", "SMS"]) await box(page, near, channel).check()
  await save(page)
  expect(await classOf("Bakeries")).toMatchObject({ templateSetId: setId, boxesOn: 2 })

  await happen(api, ["LX-2001"])
  const captured = async () => await items("captured?limit=200")
  const first = (await captured()).filter(({ type }) => type === "balance.near_limit")
  expect(first.map(({ address }) => String(address)).toSorted()).toEqual(["+48450000011", "piekarnia@podlipa.example"])

  // The title leads to its words; what isn't saved asks first.
  await box(page, overdue, "E-mail").check()
  await page.getByRole("link", { name: near }).click()
  await page.getByRole("dialog", { name: "Unsaved changes" }).getByRole("button", { name: "Go on editing" }).click()
  expect(await box(page, overdue, "E-mail").isChecked()).toBe(true)
  await page.getByRole("link", { name: near }).click()
  await page.getByRole("button", { name: "Leave without saving" }).click()
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/templates/${setId}/types/balance.near_limit`)

  // Other words, and a copy to somebody, reach every class that has the set.
  const other = await ok("POST /v1/customer-classes", { name: "Guest houses", templateSetId: setId })
  const [{ typeId }] = (await items(`template-sets/${setId}/messages?type=balance.near_limit`)) as [Row]
  const on = [{ typeId, audience: "customer", channel: "email" }]
  await ok(`PUT /v1/customer-classes/${String(other.id)}/switches`, { on }, { "if-match": "*" })
  await ok(`PATCH /v1/customers/${(await customerOf("LX-2010")).id}`, { classId: other.id })
  await page.reload()
  await page.getByRole("combobox", { name: "Language" }).selectOption("pl")
  await expect.poll(() => page.url()).toContain("locale=pl")
  await page.getByRole("textbox", { name: "Subject", exact: true }).fill("Uwaga na limit")
  await page.getByRole("textbox", { name: "BCC", exact: true }).fill("ksiegi@lumivox.example")
  await page.getByText(/Reaches 2 classes and 2 customers/).waitFor()
  await page.getByRole("button", { name: "Save message" }).click()
  await page.getByText("Version 2, history").waitFor()
  for (const customer of ["LX-2001", "LX-2010"])
    await ok("POST /v1/events", { ...event, id: `walk-again-${customer}`, subject: `customer/${customer}`, data })
  const warned = async () =>
    (await captured()).filter(({ subject }) => subject === "Uwaga na limit").map(({ address }) => String(address))
  await vi.waitFor(
    async () =>
      expect((await warned()).toSorted()).toEqual([
        "ksiegi@lumivox.example",
        "ksiegi@lumivox.example",
        "piekarnia@podlipa.example",
        "rezerwacje@pensjonatszarotka.example",
      ]),
    { timeout: 30_000, interval: 100 },
  )
})

test("PO-A16 PO-A17 PO-A18 PO-D2 AL-D10 a cleared box stops what waits once it is saved; without a set nothing goes, and its boxes are kept", async () => {
  const { id: classId } = await classOf("Bakeries")
  const { id: customerId } = await customerOf("LX-2001")
  const page = await stage.visit({}, api)
  // Mail waits for a server that isn't reached: a cleared box stops it once it is saved, and not before.
  await page.goto(`/classes/${classId}`)
  await box(page, near, "E-mail").uncheck()
  await page.getByText("1 change: e-mail off for 1 · 1 customer · no waiting message is stopped").waitFor()
  const settings = { host: "127.0.0.1", port: 9, domain: "lumivox.example" }
  const nowhere = { channel: "email", provider: "smtp", name: "Nowhere", settings }
  const connection = await ok("POST /v1/connections", nowhere)
  await ok("POST /v1/events", { ...event, id: "walk-waiting", data })
  const states = async () =>
    (await items(`deliveries?customerId=${customerId}&channel=email`)).map(({ state }) => String(state))
  const queued = async () => (await states()).filter((state) => state === "queued")
  await page.getByText("1 change: e-mail off for 1 · 1 customer · 2 waiting messages will not be sent").waitFor()
  await illustrate(page, "class-stopping")
  expect(await queued()).toHaveLength(2)
  await save(page)
  await ok(`DELETE /v1/connections/${String(connection.id)}`)
  // Stopped at once; told as not sent once its next try comes (below).
  expect((await ok(`GET /v1/customer-classes/${classId}/waiting`)).waiting).toEqual([])

  // Unassigned, nothing at all is told; assigned again, the boxes are as they were.
  await page.getByRole("button", { name: "Unassign" }).click()
  await page.getByText("1 change: no template set · 1 customer · no waiting message is stopped").waitFor()
  await save(page)
  await page.goto(`/customers/${customerId}/notifications`)
  await page.getByLabel("Notification type").selectOption({ label: near })
  await page.getByLabel("Channel", { exact: true }).selectOption({ label: "SMS" })
  await page.getByText("No, it would not be sent now").waitFor()
  await page
    .getByText(/The class has (a|no) template set/)
    .first()
    .waitFor()
  await page.getByRole("link", { name: "Bakeries" }).click()
  await page.getByLabel("Template set").selectOption({ label: "Cafés and bakeries" })
  await box(page, near, "SMS").waitFor()
  expect([await box(page, near, "SMS").isChecked(), await box(page, near, "E-mail").isChecked()]).toEqual([true, false])
  await page.getByRole("button", { name: "Discard" }).click()
  await page.getByRole("link", { name: "History" }).first().click()
  await page.getByText("switches.saved").first().waitFor()
})

test("CA-D5 two people tick boxes of one class: the second sees both, and nothing is overwritten unasked", async () => {
  const { id, templateSetId } = await classOf("Large business")
  const page = await stage.visit({}, api)
  await page.goto(`/classes/${id}`)
  await box(page, near, "SMS").check()
  const sheet = await ok(`GET /v1/customer-classes/${id}/switches`)
  const switches = sheet.switches as unknown as {
    typeId: string
    audience: string
    channel: string
    on: boolean
    key: string
  }[]
  const on = switches
    .filter((each) => each.on || (each.key === "invoice.overdue" && each.channel === "sms"))
    .map(({ typeId, audience, channel }) => ({ typeId, audience, channel }))
  await ok(`PUT /v1/customer-classes/${id}/switches?templateSetId=${templateSetId}`, { on }, { "if-match": "*" })
  await page.getByRole("button", { name: "Save notifications" }).click()
  const dialog = page.getByRole("dialog", { name: "Two people changed this" })
  await dialog.getByRole("row", { name: `${near} · SMS Off On` }).waitFor()
  await dialog.getByRole("button", { name: "Save mine" }).click()
  await dialog.waitFor({ state: "detached" })
  await page.getByRole("button", { name: "Save notifications" }).waitFor({ state: "detached" })
  // What was ticked here, and what they ticked meanwhile.
  expect([await box(page, near, "SMS").isChecked(), await box(page, overdue, "SMS").isChecked()]).toEqual([true, true])
})

test("PO-D10 PO-D11 AL-D7 a reseller sees and ticks the class he manages with the set he manages, and no other", async () => {
  const asReseller = await stage.api(reseller)
  await asReseller("PATCH /v1/profile", { language: "en" })
  const { id: foreign } = await classOf("Small business")
  const page = await stage.visit({}, asReseller)
  await page.goto("/classes")
  await page.getByRole("link", { name: "Partner customers" }).waitFor()
  expect(await page.getByRole("row").count()).toBe(2)
  expect(await page.getByRole("link", { name: "Add class" }).count()).toBe(0)
  await page.getByRole("link", { name: "Partner customers" }).click()
  await box(page, near, "E-mail").check()
  expect(await page.getByLabel("Template set").locator("option").allTextContents()).toEqual(["Partner"])
  await save(page)
  await page.getByRole("link", { name: "Settings" }).click()
  await page.getByLabel("Days before").fill("10, 5")
  expect(await page.getByLabel("Managed by").count()).toBe(0)
  await page.getByRole("button", { name: "Save class" }).click()
  await page.getByRole("button", { name: "Save class" }).waitFor({ state: "detached" })
  expect(await classOf("Partner customers")).toMatchObject({ daysBeforeDue: [5, 10], managedByName: reseller.name })
  await page.goto(`/classes/${foreign}`)
  await page.getByText("There is nothing here").waitFor()

  // With no set of his own left he makes one where he misses it.
  const { id, templateSetId } = await classOf("Partner customers")
  await ok(`PATCH /v1/template-sets/${String(templateSetId)}`, { managedBy: null })
  await page.goto(`/classes/${id}`)
  await page.getByRole("button", { name: "Unassign" }).click()
  await page.getByRole("button", { name: "Create a template set" }).click()
  await page.getByRole("dialog").getByLabel("Name").fill("Karol’s words")
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click()
  await box(page, near, "E-mail").check()
  await save(page)
  expect(await classOf("Partner customers")).toMatchObject({ templateSetName: "Karol’s words", boxesOn: 1 })
})

test("PO-A9 the boxes of a class by keyboard alone", async () => {
  const page = await stage.visit({}, api)
  const { keyboard } = page
  const at = () =>
    page.evaluate<string>("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent")
  const { id } = await classOf("Small business")
  await page.goto(`/classes/${id}`)
  await box(page, near, "E-mail").waitFor()
  await page.getByRole("link", { name: "Skip to content" }).focus()
  await keyboard.press("Enter")
  for (let presses = 0; presses < 14 && (await at()) !== "All: E-mail"; presses++) await keyboard.press("Tab")
  await keyboard.press("ArrowDown")
  expect(await at()).toBe("All: Billing, E-mail")
  await keyboard.press("ArrowRight")
  expect(await at()).toBe("All: Billing, SMS")
  await keyboard.press("ArrowDown")
  expect(await at()).toBe(`${near}, SMS`)
  await keyboard.press("Space")
  await page.getByText(/^1 change: SMS off for 1 · \d+ customers/).waitFor()
  await keyboard.press("ArrowUp")
  // Of several some are on: all become so, and then none.
  const whole = page.getByRole("checkbox", { name: "All: Billing, SMS" })
  expect(await whole.evaluate((each) => (each as unknown as { indeterminate: boolean }).indeterminate)).toBe(true)
  await keyboard.press("Space")
  expect(await whole.isChecked()).toBe(true)
  await keyboard.press("Space")
  await expect.poll(() => box(page, overdue, "SMS").isChecked()).toBe(false)
  for (let presses = 0; presses < 60 && (await at()) !== "Save notifications"; presses++) await keyboard.press("Tab")
  await keyboard.press("Enter")
  await page.getByRole("button", { name: "Save notifications" }).waitFor({ state: "detached" })
  await page.reload()
  await box(page, overdue, "SMS").waitFor()
  expect([await box(page, overdue, "SMS").isChecked(), await box(page, overdue, "E-mail").isChecked()]).toEqual([
    false,
    true,
  ])
})

test("PO-D15 a class is made, told apart, and deleted once nobody is in it; the default one stays", async () => {
  const page = await stage.visit({}, api)
  const { id } = await ok("POST /v1/customer-classes", { name: "Gone tomorrow" })
  await page.goto(`/classes/${String(id)}/settings`)
  await page.getByLabel("Days after").fill("soon")
  await page.getByRole("button", { name: "Save class" }).click()
  await page.getByRole("alert").getByRole("link", { name: "Days after" }).click()
  await page.getByLabel("Days after").fill("0, 7")
  await page.getByRole("button", { name: "Add threshold" }).click()
  await page.getByLabel("Value").fill("200")
  await page.getByRole("button", { name: "Save class" }).click()
  await page.getByRole("alert").getByRole("link", { name: "Credit limit thresholds" }).waitFor()
  await page.getByLabel("Value").fill("75")
  await page.getByRole("button", { name: "Save class" }).click()
  await page.getByRole("button", { name: "Save class" }).waitFor({ state: "detached" })
  expect(await classOf("Gone tomorrow")).toMatchObject({ daysAfterDue: [0, 7], thresholds: [{ percentUsed: 75 }] })
  await page.getByRole("button", { name: "Delete class" }).click()
  await page.getByText("nobody is in it").waitFor()
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click()
  await heading(page, "Classes").waitFor()
  await page.getByRole("link", { name: "Large business" }).waitFor()
  expect(await page.getByRole("link", { name: "Gone tomorrow" }).count()).toBe(0)
  const { id: standard } = await classOf("Small business")
  await page.goto(`/classes/${standard}`)
  await box(page, near, "SMS").waitFor()
  expect(await page.getByRole("button", { name: "Delete class" }).count()).toBe(0)
})

test("PO-D7 PO-D8 a balance and an invoice are entered by hand, and what comes next is told", async () => {
  const { id } = await customerOf("LX-2005")
  const page = await stage.visit({}, api)
  await page.goto(`/customers/${id}/balance`)
  await page.getByText("No value is known yet").waitFor()
  await page.getByText("Enter a balance").click()
  await page.getByLabel("Owed (EUR)").fill("a lot")
  await page.getByLabel("Credit limit (EUR)").fill("1 000,00")
  await page.getByRole("button", { name: "Save balance" }).click()
  await page.getByRole("alert").getByRole("link", { name: "Owed" }).waitFor()
  await page.getByLabel("Owed (EUR)").fill("431,20")
  await page.getByRole("button", { name: "Save balance" }).click()
  await page.getByText("€568.80 · 43% of the limit used").waitFor()
  await page.getByText(/Once €800.00 is owed/).waitFor()
  await page.getByLabel("Which thresholds count").selectOption({ label: "The customer’s own" })
  await page.getByLabel("Value").first().fill("50")
  await page.getByRole("button", { name: "Save thresholds" }).click()
  await page.getByText(/Once €500.00 is owed/).waitFor()
  await page.getByText("Enter an invoice").click()
  await page.getByLabel("Number").fill("FV/77")
  await page.getByLabel("Amount (EUR)").fill("431,20")
  const due = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10)
  await page.getByLabel("Due date").fill(due)
  await page.getByRole("button", { name: "Save invoice" }).click()
  await page.getByText("FV/77, due").first().waitFor()
  await page.evaluate("scrollTo(0, 0)")
  await illustrate(page, "customer-balance")
  await page.getByRole("button", { name: "Mark as paid FV/77" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Mark as paid" }).click()
  await page.getByText("FV/77, due").first().waitFor({ state: "detached" })
  await page.getByRole("row", { name: /FV\/77.*Paid/ }).waitFor()
})

test("po polsku na telefonie: zaznaczenie w klasie i skutek w liczbach", async () => {
  const marta = await stage.api(administrator)
  await marta("PATCH /v1/profile", { language: "pl" })
  const { id } = await classOf("Large business")
  const page = await stage.visit({ viewport: { width: 390, height: 844 }, locale: "pl-PL", hasTouch: true }, marta)
  await page.goto(`/classes/${id}`)
  await page.getByRole("checkbox", { name: "Przekroczony limit kredytowy, SMS" }).uncheck()
  await page.getByText(/^1 zmiana: SMS wyłączony dla 1 · 18 klientów/).waitFor()
  await page.screenshot({ path: "test/journeys/pictures/class-pl-390.png" })
  await page.getByRole("button", { name: "Zapisz powiadomienia" }).click()
  await page.getByRole("button", { name: "Zapisz powiadomienia" }).waitFor({ state: "detached" })
  expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0)
  await marta("PATCH /v1/profile", { language: "en" })
})

test("AL-D10 what waited for a cleared box is told as not sent; the class having no set by then is the reason", async () => {
  const { id } = await customerOf("LX-2001")
  const withheld = async () => await items(`deliveries?customerId=${id}&channel=email&state=withheld`)
  await vi.waitFor(async () => expect(await withheld()).toMatchObject([{}, {}]), { timeout: 45_000, interval: 200 })
  const page = await stage.visit({}, api)
  await page.goto(`/customers/${id}/activity?state=withheld`)
  await page
    .getByRole("row", { name: /Balance near credit limit.*Not sent.*The class has no template set/ })
    .first()
    .waitFor()
})

test("a sample is removed by one press, told with what goes with it", async () => {
  const page = await stage.visit({}, api)
  await page.goto("/")
  await page.getByRole("button", { name: "Remove the sample" }).click()
  const dialog = page.getByRole("dialog", { name: "Remove the sample Lumivox" })
  await dialog.getByText(/^60 customers, \d classes and 5 members/).waitFor()
  await dialog.getByRole("button", { name: "Remove the sample" }).click()
  await heading(page, "Sign in").waitFor()
})
