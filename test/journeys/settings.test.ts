/** Settings, imports and sending by hand, walked as people do. */
import { expect, test } from "vitest"
import type { Page } from "playwright-core"
import { addVisits, illustrate, makeStage } from "./stage.ts"

const stage = await makeStage()
const { administrator } = stage.people
const api = await stage.api(administrator)
await api("PATCH /v1/profile", { language: "en" })

/** Imports without a page. */
async function bring(text: string): Promise<void> {
  const { body } = await api("POST /v1/imports", { format: "csv" })
  const answer = await fetch(`${stage.baseURL}/v1/imports/${String(body.id)}/content`, {
    method: "PUT",
    headers: { authorization: `Bearer ${api.token}`, "content-type": "text/csv" },
    body: text,
  })
  expect(answer.status).toBe(200)
}
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name })

test("AL-D28 something is written to a class: seen, counted, tested, scheduled, confirmed, and watched", async () => {
  const page = await stage.visit({}, api)
  await page.goto("/send")
  await page.getByText("A class", { exact: true }).click()
  await page.getByLabel("Class", { exact: true }).selectOption({ index: 1 })
  await page.getByText(/of \d+ customers get it/).waitFor()
  await page.getByLabel("Subject").fill("Closed on Friday")
  await page.getByLabel("Text", { exact: true }).fill("We are back on Monday.\nSee you")
  await page.frameLocator("iframe").getByText("We are back on Monday.").waitFor()
  await illustrate(page, "send-message")
  await page.getByRole("button", { name: "Send test to myself" }).click()
  await page.getByText(`A test is on its way to ${administrator.email}`).waitFor()

  // The clock of Warsaw leaps from two to three that night.
  await page.getByText("Later", { exact: true }).click()
  await page.getByLabel("Day").fill("2027-03-28")
  await page.getByLabel("Time").fill("02:30")
  await page.getByText("The clock leaps over this time").waitFor()
  await page.getByLabel("Day").fill("2020-01-01")
  await page.getByText("This is over already").waitFor()
  expect(await page.getByRole("button", { name: /^Schedule/ }).isDisabled()).toBe(true)
  await page.getByLabel("Day").fill("2027-03-29")
  await page.getByRole("button", { name: /^Schedule for/ }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByText(/customers get it: /).waitFor()
  await dialog.getByRole("button", { name: /^Schedule for/ }).click()
  const drawer = page.getByRole("dialog", { name: "Free text by e-mail" })
  await drawer.getByText("Scheduled for").waitFor()
  expect(page.url()).toMatch(/\/events\/[\w-]{36}$/)
  await drawer.getByRole("button", { name: "Cancel event" }).click()
  await page.getByRole("dialog", { name: "Cancel event" }).getByRole("button", { name: "Cancel event" }).click()
  await drawer.getByText("Cancelled").first().waitFor()

  // To one customer, from where they are looked at: what they would not get is said with its reason.
  const { body: found } = await api("GET /v1/customers?q=LX-2001")
  const [one] = found.items as unknown as [{ id: string; name: string }]
  await page.goto(`/customers/${one.id}`)
  await page.getByRole("main").getByRole("link", { name: "Send" }).click()
  await page.getByText("The customer gets it").waitFor()
  await page.getByLabel("What").selectOption({ label: "Free text by SMS" })
  await api(`PATCH /v1/customers/${one.id}`, { sendSms: false })
  await page.getByLabel("Text", { exact: true }).fill("Hello")
  await page.getByText("Off for this customer").waitFor()
  await page.getByRole("link", { name: `Open ${one.name}` }).click()
  await page.getByRole("button", { name: "Leave" }).click()
  await heading(page, one.name).waitFor()

  // More than a hundred: their number is typed before it goes to them.
  const lines = Array.from({ length: 60 }, (_, row) => `MANY-${row},Customer ${row},many${row}@example.com\n`)
  await bring(`externalId,name,emails\n${lines.join("")}`)
  await page.goto("/send")
  await page.getByText("All", { exact: true }).click()
  await page.getByLabel("Subject").fill("Hello")
  await page.getByLabel("Text", { exact: true }).fill("We have moved.")
  const send = page.getByRole("button", { name: /^Send to 1\d\d customers/ })
  const number = /\d+/.exec((await send.textContent()) ?? "")?.[0] as string
  await send.click()
  const really = dialog.getByRole("button", { name: `Send to ${number} customers` })
  expect(await really.isDisabled()).toBe(true)
  await dialog.getByLabel(`Type ${number} to go on`).fill(number)
  await illustrate(page, "send-confirm")
  await really.click()
  await drawer.getByText(/(\d+) of \1 customers planned/).waitFor()
  await expect.poll(() => drawer.locator(".progress-figures dd").first().textContent()).not.toBe("0")
  await illustrate(page, "send-progress")
  await drawer.getByRole("link", { name: "Show its messages" }).click()
  await heading(page, "Activity").waitFor()
})

const csv = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) })

test("AL-D25 customers come from a file: its columns are guessed, it is tried, its mistakes are told, and then it counts", async () => {
  const page = await stage.visit({}, api)
  await page.goto("/customers")
  await page.getByRole("link", { name: "Import" }).click()
  await heading(page, "Import customers").waitFor()
  const file = csv(
    "klienci.csv",
    "Nr;Nazwa;E-mail;Telefon;Uwagi;Klasa\n" +
      "IM-1;Bar Mleczny;bar@mleczny.example;601 234 567;stary;Small business\n" +
      "IM-2;Kwiaciarnia;kwiaty@example;;;Small business\n" +
      "LX-2001;Piekarnia Pod Lipą;piekarnia@podlipa.example;;;Small business\n" +
      "IM-3;Szewc;;;;No such\n",
  )
  await page.getByLabel("CSV file").setInputFiles(file)
  await page.getByText("klienci.csv, about 4 lines").waitFor()
  const column = (name: string) => page.getByLabel(`Column ${name} is`)
  await expect.poll(() => column("Nr").inputValue()).toBe("externalId")
  expect(
    await Promise.all(["Nazwa", "E-mail", "Telefon", "Uwagi", "Klasa"].map((name) => column(name).inputValue())),
  ).toEqual(["name", "emails", "numbers", "", "class"])
  await column("Nr").selectOption("")
  await page.getByText("Say which column is the customer number").waitFor()
  expect(await page.getByRole("button", { name: "Try it first" }).isDisabled()).toBe(true)
  await column("Nr").selectOption("externalId")
  await illustrate(page, "import-columns")
  await page.getByRole("button", { name: "Try it first" }).click()
  await heading(page, "Trial of an import").waitFor()
  await page.getByText("Finished").waitFor()
  await page.getByRole("row", { name: /3.*IM-2.*E-mail/ }).waitFor()
  await page.getByRole("row", { name: /5.*IM-3.*Class.*No such/ }).waitFor()
  await illustrate(page, "import-trial")
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download all as CSV" }).click(),
  ])
  expect(download.suggestedFilename()).toBe("import-errors.csv")
  expect((await api("GET /v1/customers?q=IM-1")).body.items).toEqual([])

  // What was tried is still at hand after something else was looked at.
  await page.getByRole("link", { name: "Areas" }).click()
  await heading(page, "Areas").waitFor()
  await page.goBack()
  await page.getByRole("button", { name: /^Import \d customer/ }).click()
  await page.getByRole("link", { name: "Show customers" }).waitFor()
  expect((await api("GET /v1/customers?q=IM-1")).body.items).toMatchObject([{ name: "Bar Mleczny" }])
  await page.getByRole("link", { name: "Choose another file" }).click()
  await page.getByRole("row", { name: /Marta Zielińska.*Trial.*4.*2.*Finished/ }).waitFor()
})

test("AL-D25 many customers are changed at once, with what that does told before, and each has its history", async () => {
  const page = await stage.visit({}, api)
  await page.goto("/customers?q=apteka")
  await page.getByLabel("Choose all on this page").check()
  await page
    .getByRole("region", { name: /chosen/ })
    .getByRole("button", { name: "Change" })
    .click()
  const dialog = page.getByRole("dialog", { name: "Change chosen customers" })
  await dialog.getByLabel("What").selectOption("sendSms")
  await dialog.getByLabel("To", { exact: true }).selectOption("Off")
  await dialog.getByText(/customers? (is|are) changed|are so already/).waitFor()
  await dialog.getByLabel("What").selectOption("state")
  await dialog.getByLabel("To", { exact: true }).selectOption("Archive")
  await dialog.getByRole("button", { name: /^Archive \d+ customer/ }).click()
  await dialog.waitFor({ state: "detached" })
  await page.getByText("Nothing matches").waitFor()

  await page.getByLabel("Status").selectOption("archived")
  await page
    .getByRole("link", { name: /Apteka/ })
    .first()
    .click()
  await page.getByRole("link", { name: "History" }).first().click()
  await page.goto("/customers?q=apteka&state=archived")
  await page.getByLabel("Choose all on this page").check()
  await page.getByRole("button", { name: "Change", exact: true }).click()
  await dialog.getByLabel("What").selectOption("state")
  await dialog.getByLabel("To", { exact: true }).selectOption("Restore")
  await dialog.getByRole("button", { name: /^Change \d+ customer/ }).click()
  await dialog.waitFor({ state: "detached" })
})

test("AL-D4 AL-D24 AL-D26 of two who save the settings the second sees both; the history tells who, before and after", async () => {
  const page = await stage.visit({}, api)
  await page.goto("/organisation")
  await page.getByLabel("Send time").fill("08:30")
  const { body } = await api("GET /v1/organisation")
  const { id: _, key: __, logoUrl: ___, version, changedAt: ____, changedBy: _____, ...input } = body
  const saved = await api(
    "PUT /v1/organisation",
    { ...input, sendTime: "09:45" },
    { "if-match": `"${String(version)}"` },
  )
  expect(saved.status).toBe(200)
  await page.getByRole("button", { name: "Save settings" }).click()
  const dialog = page.getByRole("dialog", { name: "Two people changed this" })
  await dialog.getByRole("row", { name: "Send time 09:45 08:30" }).waitFor()
  await dialog.getByRole("button", { name: "Save mine" }).click()
  await dialog.waitFor({ state: "detached" })
  await page.getByRole("link", { name: "History" }).click()
  const drawer = page.getByRole("dialog", { name: "History" })
  await drawer.getByRole("row", { name: /Marta Zielińska.*Send time.*09:45.*08:30/ }).waitFor()
  expect(page.url()).toContain("history=organisation")

  const read = await stage.visit({}, await stage.api(stage.people.supervisor))
  await read.goto("/organisation")
  await read.locator(".locked").waitFor()
  expect(await read.locator("#field-name").isDisabled()).toBe(true)
})

test("AL-D4 AL-D8 AL-D29 switches and modules count once they are saved, and sending is paused with the effect named", async () => {
  const page = await stage.visit({}, api)
  await page.goto("/")
  await heading(page, "Overview").waitFor()
  expect(await page.getByRole("link", { name: "Switches" }).count()).toBe(0)
  const type = await addVisits(api)
  const sets = (await api("GET /v1/template-sets")).body.items as unknown as { id: string; kind: string }[]
  const own = sets.find(({ kind }) => kind === "organisation")?.id
  const written = await api(`POST /v1/template-sets/${own}/messages`, {
    typeId: type.id,
    audience: "customer",
    channel: "email",
    locale: "en",
    subject: "We come",
    body: "<p>Tomorrow.</p>",
    format: "html",
  })
  expect(written.status, JSON.stringify(written.body)).toBe(201)
  await page.goto("/switches")
  const box = page.getByLabel("Visit planned, E-mail")
  await box.check()
  expect(await page.getByLabel("Visit planned, SMS").isDisabled()).toBe(true)
  await page.getByText("E-mail on for 1").waitFor()
  await page.getByRole("button", { name: "Discard" }).click()
  expect(await box.isChecked()).toBe(false)
  await box.check()
  await page.getByRole("button", { name: "Save switches" }).click()
  await page.getByText(`Changed by ${administrator.name}`).waitFor()
  const { body: sheet } = await api("GET /v1/switches")
  expect((sheet.switches as unknown as { on: boolean }[]).filter(({ on }) => on)).toHaveLength(1)

  await page.getByRole("link", { name: "Modules" }).click()
  await page.getByLabel("Text message").uncheck({ force: true })
  await page.getByText(/No SMS waits just now|will not be sent/).waitFor()
  await page.getByRole("button", { name: "Save modules" }).click()
  await page.getByText(`Changed by ${administrator.name}`).waitFor()
  await page.getByLabel("Text message").check({ force: true })
  await page.getByRole("button", { name: "Save modules" }).click()

  await page.getByRole("link", { name: "Organisation", exact: true }).click()
  await page.getByRole("button", { name: "Pause sending" }).click()
  const dialog = page.getByRole("dialog", { name: "Pause sending" })
  await dialog.getByText("until you resume").waitFor()
  await dialog.getByRole("button", { name: "Pause sending" }).click()
  await page.getByText("Sending is paused").waitFor()
  await page.getByRole("button", { name: "Resume and send" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Resume and send" }).click()
  await page.getByText("Messages go out").waitFor()
})

test("AL-D24 a logo is cleaned and shown, and what is none is refused with a reason", async () => {
  const page = await stage.visit({}, api)
  await page.goto("/look")
  const choose = (name: string, buffer: Buffer) =>
    page.getByLabel("File of the logo").setInputFiles({ name, mimeType: "image/png", buffer })
  await page.getByRole("button", { name: "Choose logo" }).waitFor()
  await choose("logo.png", Buffer.from("no image at all"))
  await page.getByRole("alert").waitFor()
  const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
  await choose("logo.png", Buffer.from(png, "base64"))
  await page.getByRole("img", { name: "Lumivox" }).waitFor()
  await page.getByRole("button", { name: "Replace logo" }).waitFor()
  expect((await api("GET /v1/organisation")).body.logoUrl).toMatch(/^\/v1\/logos\//)
  await page.getByRole("button", { name: "Remove logo" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Remove logo" }).click()
  await page.getByRole("button", { name: "Choose logo" }).waitFor()
})
