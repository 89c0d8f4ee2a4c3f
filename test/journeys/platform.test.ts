/** From an empty install to the first event: the operator, an organisation, its administrator; and the help on the way. */
import { join } from "node:path"
import pg from "pg"
import type { Page } from "playwright-core"
import { expect, test } from "vitest"
import { lookAt } from "./look.ts"
import { illustrate, makeStage, type Person, pictures, signIn } from "./stage.ts"

const stage = await makeStage({ sample: null })
const operator: Person = { name: "Olga Operator", email: "olga@install.example", password: "an install of our own" }
const anna: Person = { name: "Anna Nowak", email: "anna@podlipa.example", password: "a bakery by the lake" }

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name })
const row = (page: Page, name: string | RegExp) => page.getByRole("row", { name })
const linkAfter = (words: string) => /\/link#tdl_\w+/.exec(stage.output().split(words)[1] ?? "")?.[0] as string
async function linkFor({ email }: Person): Promise<string> {
  const told = `<${email}>: this link accepts`
  await expect.poll(() => stage.output().includes(told)).toBe(true)
  return linkAfter(told)
}
/** Past the API: for what takes a month, or a disaster. */
async function inDatabase(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: stage.databaseUrl })
  await client.connect()
  await work(client)
  await client.end()
}

test("AL-D9 from an empty install to the first event: operator, organisation, administrator, checklist", async () => {
  const page = await stage.visit()
  await page.goto(linkAfter("There is no operator yet"))
  await heading(page, "Set up Tidings").waitFor()
  await page.getByLabel("Your name").fill(operator.name)
  await page.getByLabel("Your e-mail").fill(operator.email)
  await page.getByLabel("New password").fill(operator.password)
  await page.getByLabel("Name of the organisation").fill("Café Lumière")
  await page.getByLabel("Administrator’s name").fill("Zoé Martin")
  await page.getByLabel("Administrator’s e-mail").fill("zoe@lumiere.example")
  await page.getByRole("button", { name: "Set up Tidings" }).click()
  await heading(page, "Café Lumière is made").waitFor()
  await signIn(page, operator)
  await row(page, /Café Lumière.*cafe-lumiere.*Active/).waitFor()

  await page.getByRole("link", { name: "Add organisation" }).click()
  const drawer = page.getByRole("dialog")
  await drawer.getByLabel("Name of the organisation").fill("Telefonia Pod Lipą")
  expect(await drawer.getByLabel("Key", { exact: true }).getAttribute("placeholder")).toBe("telefonia-pod-lipa")
  await drawer.getByLabel("Key", { exact: true }).fill("cafe-lumiere")
  await drawer.getByLabel("Country").fill("pl")
  await drawer.getByLabel("Currency").fill("PLN")
  await drawer.getByLabel("Starting catalogue").selectOption({ label: "Telephony" })
  await drawer.getByLabel("Administrator’s name").fill(anna.name)
  await drawer.getByLabel("Administrator’s e-mail").fill(anna.email)
  await drawer.getByRole("button", { name: "Create and invite" }).click()
  await drawer.getByRole("alert").getByRole("link", { name: "Key" }).waitFor()
  await drawer.getByLabel("Key", { exact: true }).fill("")
  await drawer.getByRole("button", { name: "Create and invite" }).click()
  await drawer.getByText("telefonia-pod-lipa").waitFor()
  await drawer.getByText("Data taken along").waitFor()

  const theirs = await stage.visit()
  await theirs.goto(await linkFor(anna))
  await heading(theirs, "Join Telefonia Pod Lipą").waitFor()
  await theirs.getByLabel("New password").fill(anna.password)
  await theirs.getByRole("button", { name: "Accept invitation" }).click()
  await theirs.getByRole("link", { name: "Sign in" }).click()
  await signIn(theirs, anna)
  await theirs.getByText("To the first real send").waitFor()
  await theirs.getByText("0 of 5 done").waitFor()
  const step = (name: string) => theirs.locator(".checklist li").filter({ hasText: name })
  expect(await step("Connect a mail server").getByRole("link").getAttribute("href")).toBe("/email")
  expect(await step("Tick what a class is told").getByRole("link").getAttribute("href")).toBe("/classes")
  await illustrate(theirs, "first-steps")

  await step("Add customers").getByRole("link", { name: "Open" }).click()
  await theirs.getByRole("link", { name: "Add customer" }).click()
  await theirs.getByRole("dialog").getByLabel("Name").fill("Piekarnia Pod Lipą")
  await theirs.getByRole("dialog").getByLabel("Customer number").fill("C-1")
  await theirs.getByRole("dialog").getByRole("button", { name: "Create" }).click()
  await heading(theirs, "Piekarnia Pod Lipą").waitFor()

  // The call as it stands there works as it is, with a key.
  await theirs.getByRole("link", { name: "Overview" }).click()
  await theirs.getByText("1 of 5 done").waitFor()
  await step("Say that something happened").getByRole("button", { name: "View as API" }).click()
  const call = (await theirs.locator(".code pre").first().textContent()) ?? ""
  expect(call).toContain("customer/C-1")
  const { token } = await stage.api(anna)
  const body = /-d '([^']+)'/.exec(call)?.[1] ?? ""
  const told = await fetch(`${stage.baseURL}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body,
  })
  expect(told.status, await told.text()).toBe(202)
  await theirs.keyboard.press("Escape")
  await theirs.getByText("2 of 5 done").waitFor()
})

test("AL-D31 the operator suspends with a reason, resumes, and deletes by repeating the key", async () => {
  const page = await stage.visit({}, await stage.api(operator))
  await page.goto("/")
  await row(page, /Telefonia Pod Lipą/)
    .getByRole("link")
    .click()
  const drawer = page.getByRole("dialog", { name: "Telefonia Pod Lipą" })
  await drawer.getByRole("button", { name: "Suspend" }).click()
  const ask = page.getByRole("dialog", { name: "Suspend Telefonia Pod Lipą" })
  await ask.getByText("1 person can’t sign in").waitFor()
  await ask.getByLabel("Reason").fill("The office is closed.")
  await ask.getByRole("button", { name: "Suspend" }).click()
  await drawer.getByText("The office is closed.").waitFor()

  const theirs = await stage.visit()
  await signIn(theirs, anna)
  await theirs.getByText("The office is closed.").waitFor()
  await drawer.getByRole("button", { name: "End suspension" }).click()
  await page
    .getByRole("dialog", { name: /End the suspension/ })
    .getByRole("button", { name: "End suspension" })
    .click()
  await drawer.getByRole("button", { name: "Suspend" }).waitFor()
  await signIn(theirs, anna)
  await theirs.getByText("To the first real send").waitFor()

  await page.goto("/organisations")
  await row(page, /Café Lumière/)
    .getByRole("link")
    .click()
  await page.getByRole("dialog", { name: "Café Lumière" }).getByRole("button", { name: "Delete" }).click()
  const sure = page.getByRole("dialog", { name: "Delete Café Lumière" })
  await sure.getByText("None of its administrators has taken its data along yet").waitFor()
  await sure.getByLabel("Type the key cafe-lumiere to delete it").fill("cafe")
  await sure.getByRole("button", { name: "Delete" }).click()
  await sure.getByRole("alert").waitFor()
  await sure.getByLabel("Type the key cafe-lumiere to delete it").fill("cafe-lumiere")
  await sure.getByRole("button", { name: "Delete" }).click()
  await row(page, /Café Lumière/).waitFor({ state: "detached" })
})

test("AL-D27 AL-D19 ? opens the help of the screen, which knows other systems' words and whom to ask", async () => {
  const page = await stage.visit({}, await stage.api(operator))
  await page.goto("/company")
  await page.getByLabel("Company", { exact: true }).fill("Nordwind Hosting")
  await page.getByLabel("Address").fill("Długa 1\n00-001 Warszawa")
  await page.getByLabel("VAT id").fill("526")
  await page.getByLabel("E-mail for help").fill("help@nordwind.example")
  await page.getByLabel("When somebody answers").fill("Monday to Friday, 8 to 16")
  await page.getByRole("button", { name: "Save company" }).click()
  await page.getByRole("alert").getByRole("link", { name: "VAT id" }).waitFor()
  await page.getByLabel("VAT id").fill("PL 526-000-12-46")
  await page.getByRole("button", { name: "Save company" }).click()
  await expect.poll(() => page.getByLabel("VAT id").inputValue()).toBe("PL5260001246")
  await illustrate(page, "company")

  const theirs = await stage.visit({}, await stage.api(anna))
  await theirs.goto("/")
  await heading(theirs, "Overview").waitFor()
  await theirs.keyboard.press("Shift+?")
  const help = theirs.getByRole("dialog", { name: "Help" })
  await help.getByRole("heading", { name: "Quick start" }).waitFor()
  await help.getByText("Nordwind Hosting").waitFor()
  await help.getByRole("link", { name: "help@nordwind.example" }).waitFor()
  await help.getByLabel("Search the help").fill("company structure")
  await help.getByRole("link", { name: "Concepts" }).first().click()
  await help.getByRole("heading", { name: "Concepts", exact: true }).waitFor()
  await help.getByLabel("Search the help").fill("powiadomienia SMS")
  await help
    .getByRole("link", { name: /What became of a message/ })
    .first()
    .waitFor()
  await help.getByLabel("Search the help").fill("xyzzy")
  await help.getByText("Nothing found").waitFor()
  await help.getByLabel("Search the help").fill("")
  await help.getByRole("link", { name: "Open as a page" }).click()
  await heading(theirs, "Concepts").waitFor()
  expect(theirs.url()).toContain("/help/concepts")

  // A section has an address of its own.
  await theirs.goto("/help/quick-start#by-hand")
  await theirs.getByRole("heading", { name: "By hand" }).waitFor()
  await expect
    .poll(() => theirs.getByRole("heading", { name: "By hand" }).evaluate((at) => at.getBoundingClientRect().top))
    .toBeLessThan(200)
  await theirs.getByRole("link", { name: "a PostgreSQL of your own" }).click()
  await expect.poll(() => theirs.url()).toContain("/help/operate#the-database")
  await theirs.goto("/help/no-such-page")
  await theirs.getByText("There is no page of this name").waitFor()

  await theirs.keyboard.press("Control+k")
  await theirs.getByRole("combobox", { name: "Search pages and customers" }).fill("edit notifications")
  await theirs.getByRole("option", { name: "Customers" }).click()
  await heading(theirs, "Customers").waitFor()
})

test("AL-D32 Health tells what runs the install, and lets sending go on after a restore", async () => {
  const page = await stage.visit({}, await stage.api(operator))
  await page.goto("/")
  await page.getByRole("link", { name: "Health" }).click()
  await page.getByText("Up to date").waitFor()
  await page.getByText("Working").first().waitFor()
  await inDatabase((client) =>
    client.query("update instance set paused_reason = 'The database was restored or failed over.', paused_at = now()"),
  )
  await page.reload()
  await page.getByText("Nothing is sent until you release it").waitFor()
  await page.getByRole("button", { name: "Release sending" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Release sending" }).click()
  await page.getByText("Nothing is sent until you release it").waitFor({ state: "detached" })
})

/** Figures of a month, as if they had been counted. */
const aMonth = (client: pg.Client) =>
  client.query(`
    with o as (select id from organisations where key = 'telefonia-pod-lipa'),
         counted as (insert into delivery_counts_until (org_id, "until")
                     select id, date_trunc('hour', now()) from o
                     on conflict (org_id) do update set "until" = excluded."until")
    insert into delivery_counts (org_id, hour, channel, state, count)
    select o.id, date_trunc('hour', now()) - n * interval '1 hour', s.channel, s.state,
           greatest(1, round(s.share * (40 + 30 * sin(n / 3.8) + (n * 7919) % 23)))::int
      from o, generate_series(1, 700) n,
           (values ('email', 'delivered', 1.0), ('email', 'sent', 0.25), ('email', 'failed', 0.04), ('email', 'withheld', 0.12),
                   ('sms', 'delivered', 0.4), ('sms', 'withheld', 0.08)) s(channel, state, share)
     where extract(hour from now() - n * interval '1 hour') between 6 and 20
    on conflict do nothing`)

test("AL-D31 every screen of the operator is one that everybody can read and use", async () => {
  await inDatabase(aMonth)
  const asOperator = await stage.api(operator)
  const { body } = await asOperator("GET /v1/organisations")
  const [{ id }] = body.items as unknown as [{ id: string }]
  const page = await stage.visit({}, asOperator)
  await page.goto("/organisations")
  await row(page, /Telefonia/).waitFor()
  await illustrate(page, "organisations")
  const faults = await lookAt(page, [
    { path: "/organisations", name: "organisations", ready: "Telefonia Pod Lipą" },
    { path: "/organisations/new", name: "organisation-new", ready: "Create and invite" },
    { path: `/organisations/${id}`, name: "organisation", ready: "Data taken along" },
    { path: "/company", name: "company", ready: "The seller" },
    { path: "/health", name: "health", ready: "Up to date" },
  ])
  expect(faults).toEqual([])
})

test("AL-D27 the overview and the help are screens that everybody can read and use", async () => {
  await inDatabase(aMonth)
  const asAnna = await stage.api(anna)
  const faults = await lookAt(await stage.visit({}, asAnna), [
    {
      path: "/",
      name: "overview-month",
      ready: "Recent problems",
      open: async (at) => {
        await at.getByRole("button", { name: "30 days" }).click()
        await at.locator(".bars svg").first().waitFor()
      },
    },
    {
      path: "/",
      name: "overview-table",
      ready: "Recent problems",
      open: async (at) => {
        await at.getByRole("button", { name: "Show as table" }).click()
        await at.getByRole("table", { name: "Over time" }).waitFor()
      },
    },
    { path: "/organisation", name: "take-along", ready: "Download all data" },
    { path: "/help", name: "help", ready: "To read on" },
    { path: "/help/start-an-install", name: "help-page", ready: "Add an organisation" },
    {
      path: "/areas",
      name: "help-drawer",
      ready: "Main area",
      open: async (at) => {
        await at.keyboard.press("Shift+?")
        await at.getByRole("dialog").getByRole("heading", { name: "Concepts", exact: true }).waitFor()
      },
    },
  ])
  expect(faults).toEqual([])
  await asAnna("PATCH /v1/profile", { language: "pl" })
  const inPolish = await stage.visit({ locale: "pl-PL" }, asAnna)
  await inPolish.goto("/")
  await inPolish.getByText("Do pierwszej prawdziwej wysyłki").waitFor()
  await inPolish.locator(".bars svg").first().waitFor()
  await inPolish.screenshot({ path: join(pictures, "overview-pl.png") })
})
