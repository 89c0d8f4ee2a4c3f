/** The screens of settings, imports and sending: in both themes, on a desk and on a phone. */
import type { Page } from "playwright-core"
import { expect, test } from "vitest"
import { lookAt } from "./look.ts"
import { addVisits, makeStage } from "./stage.ts"

const stage = await makeStage()
const api = await stage.api(stage.people.administrator)
await api("PATCH /v1/profile", { language: "en" })
const firstOf = async (list: string) => {
  const { body } = await api(`GET /v1/${list}`)
  return (body.items as unknown as { id: string }[])[0]?.id as string
}

const data = { subject: "Hello", text: "We have moved." }
const announcement = { specversion: "1.0", id: "1", source: "/walk", type: "announcement.email", subject: "customers" }
await api("POST /v1/events", { ...announcement, data })
await addVisits(api)
const made = await api("POST /v1/imports", { format: "csv", dryRun: true })
await fetch(`${stage.baseURL}/v1/imports/${String(made.body.id)}/content`, {
  method: "PUT",
  headers: { authorization: `Bearer ${api.token}`, "content-type": "text/csv" },
  body: "externalId,name,emails\nA-1,Bakery,a@example.com\nA-2,Florist,flowers@example\n,Nobody,\n",
})
const customer = await firstOf("customers")
await api(`PATCH /v1/customers/${customer}`, { salutation: "Pani Anno", bcc: ["boss@example.com"] })
const csv = Buffer.from("Customer number,Company,E-mail,Phone,Note\nA-1,Bakery,a@example.com,,regular\n")

test("AL-D24 AL-D25 AL-D28 every screen of settings, imports and sending is one that everybody can read and use", async () => {
  const found = await lookAt(await stage.visit({}, api), [
    { path: "/organisation", name: "organisation", ready: "Languages and time" },
    {
      path: "/organisation?history=organisation",
      name: "organisation-history",
      ready: "What was changed",
    },
    {
      path: "/look",
      name: "look",
      ready: "Built-in layout",
      open: (page) => page.locator("iframe").waitFor(),
    },
    {
      path: "/look",
      name: "look-layout",
      ready: "Built-in layout",
      open: async (page: Page) => {
        await page.getByRole("button", { name: "Edit layout" }).click()
        await page.locator("iframe").nth(1).scrollIntoViewIfNeeded()
      },
    },
    { path: "/modules", name: "modules", ready: "Text message" },
    { path: "/switches", name: "switches", ready: "Visit planned" },
    {
      path: "/send",
      name: "send",
      ready: "What will happen",
      open: async (page: Page) => {
        await page.getByText("A class", { exact: true }).click()
        await page.getByLabel("Class", { exact: true }).selectOption({ index: 1 })
        await page.locator("iframe").waitFor()
      },
    },
    { path: `/events/${await firstOf("events")}`, name: "event-progress", ready: "Progress" },
    { path: "/customers/import", name: "imports", ready: "Imports so far" },
    {
      path: "/customers/import",
      name: "import-columns",
      ready: "Imports so far",
      open: async (page: Page) => {
        await page.getByLabel("CSV file").setInputFiles({ name: "new.csv", mimeType: "text/csv", buffer: csv })
        await page.getByText("What the columns are").waitFor()
      },
    },
    { path: `/customers/import/${await firstOf("imports")}`, name: "import", ready: "Lines with a mistake" },
    {
      path: "/customers",
      name: "customers-bulk",
      ready: "Apteka Pod Wagą",
      open: async (page: Page) => {
        await page.getByLabel("Choose Apteka Pod Wagą").check()
        await page.getByRole("button", { name: "Change", exact: true }).click()
        await page.getByLabel("What").selectOption("sendEmail")
        await page.getByLabel("To", { exact: true }).selectOption("Off")
        await page.getByText("1 customer is changed").waitFor()
      },
    },
    { path: `/customers/${customer}/history`, name: "customer-history", ready: "Open in the audit" },
    { path: "/audit?from=2026-01-01", name: "audit-filtered", ready: "From: 2026-01-01" },
  ])
  expect(found).toEqual([])
})
