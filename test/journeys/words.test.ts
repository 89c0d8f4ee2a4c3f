/** Words: template sets, the message editor, notification types; by those who write them. */
import { join } from "node:path"
import type { Page } from "playwright-core"
import { expect, test } from "vitest"
import { lookAt, type Screen } from "./look.ts"
import { happen, illustrate, makeStage, pictures } from "./stage.ts"

const stage = await makeStage()
const { administrator, reseller } = stage.people
const api = await stage.api(administrator)
await api("PATCH /v1/profile", { language: "en" })
await happen(api, ["LX-2001"])

const itemsOf = async (path: string) => (await api(`GET /v1/${path}`)).body.items as unknown as Record<string, string>[]
const idOf = async (path: string, name: string) =>
  (await itemsOf(path)).find((each) => each.name === name || each.key === name)?.id as string
const standard = await idOf("template-sets", "Standard")
const nearLimit = await idOf("notification-types?q=balance.near_limit", "balance.near_limit")
const section = `/templates/${standard}/types/balance.near_limit`

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name })
const field = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true })
const dialog = (page: Page) => page.getByRole("dialog")
const save = async (page: Page, name = "Save message") => {
  await page.getByRole("button", { name }).click()
  await page.getByRole("button", { name }).waitFor({ state: "detached" })
}
/** The first text of a process is tried slowly: its sandbox is begun. */
const previewed = (page: Page) => page.locator(".previewed[aria-busy=false]").waitFor()
const mail = (page: Page) => page.frameLocator("iframe")

test("PO-A5 PO-A6 PO-A7 PO-D3 PO-D11 a template set is made by Save, handed over, and deleted only while no class has it", async () => {
  const page = await stage.visit({}, api)
  await page.goto("/")
  await page.getByRole("link", { name: "Templates" }).click()
  await page.getByRole("row", { name: /Organisation notifications.*Everybody/ }).waitFor()
  await page.getByRole("row", { name: /Standard.*Large business, Small business/ }).waitFor()
  await page.getByRole("link", { name: "New template set" }).click()
  await dialog(page).getByLabel("Name").fill("Premium")
  expect(await dialog(page).getByLabel("Template type").locator("option").allTextContents()).toEqual([
    "Customer class notifications",
  ])
  const managers = dialog(page).getByLabel("Managed by")
  expect(await managers.locator("option").allTextContents()).toEqual(["Administrator only", reseller.name])
  expect(await idOf("template-sets", "Premium")).toBe(undefined)
  await dialog(page).getByRole("button", { name: "Save" }).click()
  await heading(page, "Premium").waitFor()
  await page.getByText("Customer class notifications · Managed by: Administrator only").waitFor()
  await page.getByText("No customer class has this set.").waitFor()
  // Filled from the start.
  await page.getByRole("row", { name: /Balance near credit limit.*Default 4 of 4.*Default 4 of 4/ }).waitFor()

  await page.getByRole("link", { name: "Name and manager" }).click()
  await managers.selectOption({ label: reseller.name })
  await dialog(page).getByRole("button", { name: "Save" }).click()
  await page.getByText(`Managed by: ${reseller.name}`).waitFor()
  await dialog(page).getByRole("button", { name: "Delete set" }).click()
  await page.getByText("All its texts are default ones.").waitFor()
  await page.getByRole("button", { name: "Delete", exact: true }).click()
  await page.getByRole("row", { name: /Premium/ }).waitFor({ state: "detached" })

  await page.getByRole("link", { name: "Standard" }).click()
  await page.getByRole("link", { name: "Name and manager" }).click()
  await dialog(page).getByText("This set is in use and stays").waitFor()
  expect(await dialog(page).getByRole("link", { name: "Small business" }).getAttribute("href")).toMatch(/^\/classes\//)
  expect(await dialog(page).getByRole("button", { name: "Delete set" }).count()).toBe(0)
})

test("PO-A13 PO-A15 PO-D6 subject, BCC and body are changed where their reader's view stands, and whom that reaches is told before", async () => {
  const page = await stage.visit({}, api)
  await page.goto(`/templates/${standard}`)
  await page.getByRole("link", { name: "Balance near credit limit" }).click()
  expect(new URL(page.url()).pathname).toBe(section)
  await previewed(page)
  await mail(page).getByText("Dear Anna Nowak,").waitFor()
  await illustrate(page, "message-editor")

  await field(page, "Subject").fill("{{ customer.name }}: {{ amountLeft }} left")
  await field(page, "BCC").fill("books@lumivox.example, owner@lumivox.example")
  await field(page, "Body").fill("<p>Only {{ amountLeft }} left.</p>")
  await page.getByText("Alba & Nowak: €68.80 left").waitFor()
  await mail(page).getByText("Only €68.80 left.").waitFor()
  const reached = page.locator(".save-bar").getByText(/Reaches 2 classes and \d+ customers\./)
  await reached.waitFor()
  await page.getByRole("link", { name: "Small business", exact: true }).waitFor()

  // As it would have been for somebody it happened to.
  await page.getByLabel("Preview with").selectOption({ index: 1 })
  await page.getByText("Piekarnia Pod Lipą: €68.80 left").waitFor()
  await page.getByText("Dark", { exact: true }).click()
  await page.locator("iframe.is-dark").waitFor()
  await page.getByText("Plain text", { exact: true }).click()
  await page.locator("pre", { hasText: "Only €68.80 left." }).waitFor()

  await save(page)
  await page.getByText("Customised", { exact: true }).waitFor()
  await page.getByText("Version 2, history").waitFor()
  // The same words for every class that has the set.
  const [message] = await itemsOf(`template-sets/${standard}/messages?type=balance.near_limit&channel=email&locale=en`)
  const { body } = await api(`GET /v1/template-sets/${standard}/messages/${message?.id}`)
  expect(body).toMatchObject({
    subject: "{{ customer.name }}: {{ amountLeft }} left",
    bcc: ["books@lumivox.example", "owner@lumivox.example"],
    body: "<p>Only {{ amountLeft }} left.</p>",
    isDefault: false,
  })

  // One class shall differ: it gets a set of its own, and one goes on with the same words there.
  await page.getByRole("link", { name: "for Small business" }).click()
  await dialog(page).getByText("Small business goes on with the copy").waitFor()
  await dialog(page).getByLabel("Name").fill("Small shops")
  await dialog(page).getByRole("button", { name: "Copy set" }).click()
  await page.getByText(/A change reaches 1 class and \d+ customers:/).waitFor()
  await page.getByText("Template set: Small shops").waitFor()
  await expect.poll(() => field(page, "Body").textContent()).toBe("<p>Only {{ amountLeft }} left.</p>")
})

test("a mistake is named at its line, with what was meant; it is mended by one press, and nothing typed is lost", async () => {
  const page = await stage.visit({}, api)
  await page.goto(`${section}?locale=it`)
  await previewed(page)
  await field(page, "Body").fill("<p>Ciao</p>\n<p>{{ custmer.name }} {{ amountLeft | mony }}</p>")
  const mistakes = page.getByRole("list", { name: "Mistakes" })
  await mistakes.getByText("There is no variable “custmer”. Did you mean “customer”?").waitFor()
  await mistakes.getByText("There is no filter “mony”. Did you mean “money”?").waitFor()
  await illustrate(page, "message-mistakes")
  // Saved all the same it is refused, and everything stays as it was typed.
  await page.getByRole("button", { name: "Save message" }).click()
  await page.getByRole("alert").getByText("Body").waitFor()
  expect(await field(page, "Body").textContent()).toContain("custmer")

  await mistakes.getByRole("button", { name: "Body, line 2, column 7" }).click()
  await expect.poll(() => page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe("Body")
  await mistakes.getByRole("button", { name: "Use customer" }).click()
  await mistakes.getByText("custmer").waitFor({ state: "detached" })
  // What may be written is offered.
  await field(page, "Body").press("Control+End")
  await page.keyboard.type("<p>{{ amountLeft | mon")
  await page.getByRole("option", { name: "money" }).click()
  expect(await field(page, "Body").textContent()).toContain("{{ amountLeft | money")
  // The keyboard isn't caught in it.
  await page.keyboard.press("Tab")
  expect(await page.evaluate("document.activeElement.closest('.cm-editor') === null")).toBe(true)

  // Leaving asks; staying keeps it.
  await page.getByRole("combobox", { name: "Language" }).selectOption("da")
  await page.getByRole("button", { name: "Go on editing" }).click()
  expect(await field(page, "Body").textContent()).toContain("{{ customer.name }}")
})

test("AL-D4 two people edit one message: the second sees both, and nothing is overwritten unasked", async () => {
  const page = await stage.visit({}, api)
  await page.goto(`${section}?channel=sms`)
  await previewed(page)
  await field(page, "Text of the SMS").fill("Mine: {{ amountLeft }} left.")
  const [message] = await itemsOf(`template-sets/${standard}/messages?type=balance.near_limit&channel=sms&locale=en`)
  const address = `PUT /v1/template-sets/${standard}/messages/${message?.id}`
  const theirs = { subject: null, bcc: [], body: "Theirs: {{ amountLeft }} left.", format: "text" }
  expect((await api(address, theirs, { "if-match": "*" })).status).toBe(200)
  // The page reads it anew, as it does when one comes back to its tab: what was begun still is what it was begun from.
  await page.evaluate("dispatchEvent(new Event('visibilitychange'))")
  await page.getByRole("button", { name: "Save message" }).click()
  await dialog(page).getByText("Two people changed this").waitFor()
  await dialog(page).locator(".cm-deletedText", { hasText: "Theirs" }).first().waitFor()
  await dialog(page).locator(".cm-insertedLine, .cm-changedText", { hasText: "Mine" }).first().waitFor()
  const now = async () => (await api(`GET /v1/template-sets/${standard}/messages/${message?.id}`)).body
  expect(await now()).toMatchObject({ body: "Theirs: {{ amountLeft }} left.", version: 2 })
  await dialog(page).getByRole("button", { name: "Save mine" }).click()
  await dialog(page).waitFor({ state: "detached" })
  expect(await now()).toMatchObject({ body: "Mine: {{ amountLeft }} left.", version: 3 })
})

test("PO-D1 the history shows what each version changed, brings one back, and the default too", async () => {
  const [message] = await itemsOf(`template-sets/${standard}/messages?type=payment.received&channel=sms&locale=en`)
  for (const body of ["Earlier: {{ amount }}", "Later: {{ amount }}"]) {
    const words = { subject: null, bcc: [], body, format: "text" }
    const { status } = await api(`PUT /v1/template-sets/${standard}/messages/${message?.id}`, words, {
      "if-match": "*",
    })
    expect(status).toBe(200)
  }
  const page = await stage.visit({}, api)
  await page.goto(`/templates/${standard}/types/payment.received?channel=sms`)
  await page.getByRole("link", { name: "Version 3, history" }).click()
  await dialog(page).getByText("What version 3 changed of version 2.").waitFor()
  await dialog(page).locator(".cm-deletedChunk", { hasText: "Earlier" }).waitFor()
  await dialog(page).getByRole("link", { name: "Version 1" }).click()
  await dialog(page).getByText("What version 3 changed of version 1.").waitFor()
  await illustrate(page, "message-history")
  await page.goBack()
  await dialog(page).waitFor({ state: "detached" })
  await page.getByRole("link", { name: "Version 3, history" }).click()
  await dialog(page).getByRole("button", { name: "Restore version 2" }).click()
  await page.getByText(/become a new version\. \d+ customers are reached\./).waitFor()
  await page.getByRole("button", { name: "Restore version 2" }).last().click()
  await page.getByText("Version 4, history").waitFor()
  await expect.poll(() => dialog(page).count()).toBe(1)
  await dialog(page).getByRole("button", { name: "Close" }).click()
  await dialog(page).waitFor({ state: "detached" })
  await expect.poll(() => field(page, "Text of the SMS").textContent()).toContain("Earlier")
  await page.getByRole("button", { name: "Restore default" }).click()
  await dialog(page).getByRole("button", { name: "Restore default" }).click()
  await page.getByText("Version 5, history").waitFor()
  await page.getByText("Default", { exact: true }).waitFor()
})

test("AL-D28 a test goes to oneself, with words that were not saved, marked as a test; an SMS tells its segments", async () => {
  const page = await stage.visit({}, api)
  await page.goto(`${section}?channel=email&locale=pl`)
  await previewed(page)
  await field(page, "Subject").fill("Próba: {{ amountLeft }}")
  await page.getByRole("button", { name: "Test send" }).click()
  await dialog(page).getByText("The text as it stands here, not saved").waitFor()
  await dialog(page).getByRole("button", { name: "Send to me" }).click()
  await page.getByText(`On its way to ${administrator.email}.`).waitFor()
  const link = await page.getByRole("link", { name: "Show" }).getAttribute("href")
  const delivery = async () => (await api(`GET /v1/deliveries/${link?.split("/").at(-1)}`)).body
  expect(await delivery()).toMatchObject({ address: administrator.email, isTrial: true })
  await page.getByRole("button", { name: "Discard" }).click()

  await page.getByRole("combobox", { name: "Channel" }).selectOption("sms")
  await previewed(page)
  await field(page, "Text of the SMS").fill("€".repeat(81))
  await page.getByText("2 segments").waitFor()
  await page.getByText("162 characters, 143 left before one more segment.").waitFor()
  await field(page, "Text of the SMS").fill("Zażółć")
  await page.getByText("An SMS can’t have these characters: ż ó ł ć").waitFor()
  await page.getByRole("button", { name: "Discard" }).click()
})

test("PO-D4 AL-D15 a type of one's own is made, widened, given words, and retired", async () => {
  const page = await stage.visit({}, api)
  await page.goto("/types")
  await page.getByRole("link", { name: "New type" }).click()
  const drawer = dialog(page)
  await drawer.getByRole("group", { name: "Name" }).getByLabel("English").fill("New offer")
  await drawer.getByRole("group", { name: "Purpose" }).getByLabel("English").fill("Tells of an offer made for them.")
  await drawer.getByLabel("Key").fill("Offer")
  await drawer.getByRole("checkbox", { name: "Customer: SMS" }).check()
  await drawer.getByRole("button", { name: "Add variable" }).click()
  await drawer.getByRole("textbox", { name: "Name", exact: true }).fill("title")
  await drawer.getByLabel("Sample").fill("Twice the minutes")
  // A list, and what each of its items has.
  await drawer.getByRole("button", { name: "Add variable" }).click()
  await drawer.getByRole("textbox", { name: "Name", exact: true }).last().fill("packages")
  await drawer.getByLabel("Kind").last().selectOption({ label: "List" })
  const fields = drawer.getByRole("group", { name: "Each item of packages has" })
  await fields.getByRole("button", { name: "Add field" }).click()
  await fields.getByRole("textbox", { name: "Name", exact: true }).fill("price")
  await fields.getByLabel("Kind").selectOption({ label: "Amount" })
  await fields.getByLabel("Sample").fill("12.50")
  await illustrate(page, "own-type")
  await drawer.getByRole("button", { name: "Create type" }).click()
  await drawer.getByText("One thing needs your attention").waitFor()
  await drawer.getByLabel("Key").fill("offer.published")
  await drawer.getByRole("button", { name: "Create type" }).click()
  await drawer.getByText("Twice the minutes").first().waitFor()
  await drawer.getByRole("row", { name: /title.*Text.*Always there/ }).waitFor()
  await drawer.getByRole("row", { name: /packages\[\]\.price.*Amount.*12\.50/ }).waitFor()

  await drawer.getByRole("link", { name: "Edit" }).click()
  expect(await drawer.getByLabel("Key").isDisabled()).toBe(true)
  await drawer.getByRole("button", { name: "Add variable" }).click()
  await drawer.getByRole("textbox", { name: "Name", exact: true }).last().fill("until")
  await drawer.getByLabel("Kind").last().selectOption({ label: "Date" })
  await drawer.getByLabel("Sample").last().fill("2027-03-17")
  await drawer.getByRole("button", { name: "Save type" }).click()
  await expect.poll(async () => (await itemsOf("notification-types?origin=own"))[0]?.variables?.length).toBe(3)

  await page.goto(`/templates/${standard}`)
  await page.getByRole("row", { name: /New offer.*No text, add.*No text, add/ }).waitFor()
  await page.getByRole("link", { name: "SMS: No text, add" }).click()
  await page.getByText("There is no text in English yet").waitFor()
  await field(page, "Text of the SMS").fill("{{ title }} until {{ until }}: ")
  // A list is gone through, with a field of its items.
  await field(page, "Text of the SMS").press("Control+End")
  await page.getByRole("button", { name: "packages" }).click()
  await page.locator(".bubble", { hasText: "Twice the minutes until Mar 17, 2027: €12.50" }).waitFor()
  await save(page, "Add text")
  await page.getByText("1 of 4 languages").waitFor()
  await page.getByRole("combobox", { name: "Language" }).selectOption({ label: "Polish (no text)" })
  await page.getByRole("button", { name: "Begin with English" }).click()
  await expect.poll(() => field(page, "Text of the SMS").textContent()).toContain("{{ item.price }}")
  await save(page, "Add text")
  await page.getByText("2 of 4 languages").waitFor()

  const id = await idOf("notification-types?origin=own", "offer.published")
  await page.goto(`/types/${id}`)
  await drawer.getByRole("button", { name: "Retire" }).click()
  await page.getByText("events of it are refused").waitFor()
  await page.getByRole("button", { name: "Retire" }).last().click()
  await drawer.getByText("Retired").waitFor()

  // Of one that came along what is said is changed, and nothing else.
  const welcome = await idOf("notification-types?q=account.welcome", "account.welcome")
  await page.goto(`/types/${welcome}/edit`)
  await drawer.getByRole("group", { name: "Name" }).getByLabel("English").fill("Welcome aboard")
  expect(await drawer.getByRole("button", { name: "Add variable" }).count()).toBe(0)
  await drawer.getByRole("button", { name: "Save type" }).click()
  await page.getByRole("dialog", { name: "Welcome aboard" }).waitFor()
})

test("PO-D11 a reseller sees only the sets managed by him: one set opens by itself, and types are to be read", async () => {
  const asReseller = await stage.api(reseller)
  await asReseller("PATCH /v1/profile", { language: "en" })
  const page = await stage.visit({}, asReseller)
  await page.goto("/templates")
  await heading(page, "Partner").waitFor()
  await page.getByRole("link", { name: "New template set" }).waitFor()
  await page.goto(section)
  await page.getByText("There is nothing here").waitFor()
  await page.goto(`/types/${nearLimit}`)
  await dialog(page).getByText("Administrators change types.").waitFor()
  expect(await dialog(page).getByRole("link", { name: "Edit" }).count()).toBe(0)
  await dialog(page).getByRole("link", { name: "Partner" }).click()
  await field(page, "Body").waitFor()
})

test("po polsku na telefonie: source and preview are two tabs, and what is typed in one is seen in the other", async () => {
  await api("PATCH /v1/profile", { language: "pl" })
  const page = await stage.visit({ viewport: { width: 390, height: 844 }, locale: "pl-PL", hasTouch: true }, api)
  await page.goto(`${section}?channel=sms&locale=pl`)
  await field(page, "Treść SMS-a").fill("Zostało {{ amountLeft }}")
  await page.getByText("SMS nie może mieć tych znaków: ł").waitFor()
  await field(page, "Treść SMS-a").fill("Zaledwie {{ amountLeft }}")
  expect(await page.getByRole("region", { name: "Podgląd" }).isVisible()).toBe(false)
  await page.getByText("Podgląd", { exact: true }).first().click()
  await page.locator(".bubble", { hasText: "Zaledwie 68,80" }).waitFor()
  await page.getByText("1 część").waitFor()
  expect(await field(page, "Treść SMS-a").isVisible()).toBe(false)
  await page.locator(".save-bar", { hasText: /Obejmie \d klas/ }).waitFor()
  await page.screenshot({ path: join(pictures, "message-polish.png") })
  await page.getByRole("button", { name: "Odrzuć zmiany" }).click()
  await page.goto(`/templates/${standard}`)
  await page.getByText("Domyślna").first().waitFor()
  await page.screenshot({ path: join(pictures, "template-set-polish.png") })
  await api("PATCH /v1/profile", { language: "en" })
})

const drawn = async (page: Page) => {
  await previewed(page)
  await field(page, "Body").or(field(page, "Text of the SMS")).first().waitFor()
}
const screens: Screen[] = [
  { path: "/templates", name: "templates", ready: "Organisation notifications" },
  { path: "/templates/new", name: "template-set-new", ready: "Managed by" },
  { path: `/templates/${standard}`, name: "template-set", ready: "Balance near credit limit" },
  { path: `/templates/${standard}/settings`, name: "template-set-settings", ready: "This set is in use" },
  { path: `/templates/${standard}/copy`, name: "template-set-copy", ready: "Copy set" },
  { path: section, name: "message", ready: "Variables", open: drawn },
  {
    path: `${section}?channel=sms`,
    name: "message-mistakes",
    ready: "Variables",
    open: async (page) => {
      await drawn(page)
      await field(page, "Text of the SMS").fill("{{ amountLft }} left")
      await page.getByText("Did you mean").first().waitFor()
    },
  },
  { path: `${section}?version=last`, name: "message-history", ready: "What version 2 changed", open: drawn },
  { path: "/types", name: "types", ready: "balance.near_limit" },
  { path: `/types/${nearLimit}`, name: "type", ready: "An event of this type" },
  { path: "/types/new", name: "type-new", ready: "Create type" },
]
test("every screen of templates and types is one that everybody can read and use", async () => {
  expect(await lookAt(await stage.visit({}, api), screens)).toEqual([])
})
