/** Walks without a mouse, and on a phone. */
import type { Page } from "playwright-core"
import { expect, test } from "vitest"
import { happen, makeStage, signIn } from "./stage.ts"

const stage = await makeStage()
const { administrator, supervisor } = stage.people
const asAdministrator = await stage.api(administrator)
await happen(asAdministrator, ["LX-2001", "LX-2004"])

/** What has the focus, by its name or what stands in it. */
const focused = (page: Page) =>
  page.evaluate<string>("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent ?? ''")

test("from the sign-in to one message and back by keyboard alone", async () => {
  const page = await stage.visit()
  const { keyboard } = page
  expect((await asAdministrator("PATCH /v1/profile", { language: "en" })).status).toBe(200)
  await page.goto("/")
  await page.getByRole("heading", { name: "Sign in" }).waitFor()
  // The address has the focus already.
  await keyboard.type(administrator.email)
  await keyboard.press("Tab")
  await keyboard.type(administrator.password)
  await keyboard.press("Enter")
  await page.getByRole("heading", { name: "Overview" }).waitFor()

  await keyboard.press("Control+k")
  await page.getByRole("combobox", { name: "Search pages and customers" }).waitFor()
  await keyboard.type("deliveries")
  await page.getByRole("option", { name: "Activity" }).waitFor()
  await keyboard.press("Enter")
  await page.getByRole("heading", { name: "Activity" }).waitFor()
  await page
    .getByRole("row", { name: /Auto Serwis Kowalczyk/ })
    .first()
    .waitFor()

  // The first stop of a page leads past the menu.
  await page.evaluate("document.activeElement.blur()")
  await keyboard.press("Tab")
  expect(await focused(page)).toBe("Skip to content")
  await keyboard.press("Enter")
  for (
    let presses = 0;
    presses < 12 && !(await page.evaluate("document.activeElement.matches('[data-row]')"));
    presses++
  )
    await keyboard.press("Tab")
  const first = await page.evaluate("document.activeElement.href")
  await keyboard.press("ArrowDown")
  const second = await page.evaluate<string>("document.activeElement.href")
  expect(second).not.toBe(first)
  await keyboard.press("Enter")
  await page.getByRole("dialog").getByText("Event accepted").waitFor()
  expect(page.url()).toBe(second)
  await keyboard.press("Escape")
  await page.getByRole("dialog").waitFor({ state: "detached" })
  // Where one was.
  await expect.poll(() => page.evaluate("document.activeElement.href")).toBe(second)

  await keyboard.press("/")
  await expect.poll(() => focused(page)).toBe("Address")
  await keyboard.press("Tab")
  await keyboard.press("Shift+?")
  await page.getByRole("dialog", { name: "Help" }).waitFor()
  await keyboard.press("Escape")
  await page.getByRole("dialog").waitFor({ state: "detached" })
})

test("po polsku na telefonie: a supervisor looks up a customer and switches SMS off", async () => {
  const page = await stage.visit({ viewport: { width: 390, height: 844 }, locale: "pl-PL", hasTouch: true })
  expect((await (await stage.api(supervisor))("PATCH /v1/profile", { language: "pl" })).status).toBe(200)
  await page.goto("/")
  await page.getByRole("heading", { name: "Logowanie" }).waitFor()
  await signIn(page, supervisor)
  await page.getByRole("heading", { name: "Pulpit" }).waitFor()
  await page.getByRole("button", { name: "Menu", exact: true }).click()
  const menu = page.getByRole("dialog")
  // What is not a supervisor's isn't offered.
  expect(await menu.getByRole("link", { name: "Klucze API" }).count()).toBe(0)
  await menu.getByRole("link", { name: "Klienci" }).click()
  await menu.waitFor({ state: "detached" })
  const first = page.getByRole("list", { name: "Klienci" }).getByRole("link").first()
  await first.click()
  await page.getByRole("link", { name: "Powiadomienia" }).click()
  const sms = page.getByRole("switch", { name: "Wysyłaj powiadomienia SMS" })
  await sms.waitFor()
  const was = await sms.isChecked()
  await page.locator("label", { hasText: "Wysyłaj powiadomienia SMS" }).click()
  await page.getByText("Wyłączenie zatrzymuje to, co czeka na tym kanale.").waitFor()
  await page.getByRole("button", { name: "Zapisz przełączniki" }).click()
  await page.getByRole("button", { name: "Zapisz przełączniki" }).waitFor({ state: "detached" })
  await page.reload()
  await sms.waitFor()
  expect(await sms.isChecked()).toBe(!was)
  expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0)
})
