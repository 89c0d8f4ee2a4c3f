/** Settings, imports and sending by hand, walked as people do. */
import { expect, test } from "vitest"
import type { Page } from "playwright-core"
import { lookAt } from "./look.ts"
import { makeStage } from "./stage.ts"

const stage = await makeStage()
const { administrator } = stage.people
const api = await stage.api(administrator)
await api("PATCH /v1/profile", { language: "en" })

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

  await page.goto("/send")
  await page.getByText("All", { exact: true }).click()
  await page.getByLabel("Subject").fill("Hello")
  await page.getByLabel("Text", { exact: true }).fill("We have moved.")
  await page.getByRole("button", { name: /^Send to \d+ customers/ }).click()
  await dialog.getByRole("button", { name: /^Send to/ }).click()
  await drawer.getByText(/(\d+) of \1 customers planned/).waitFor()
  await drawer.getByRole("link", { name: "Show its messages" }).click()
  await heading(page, "Activity").waitFor()
})

test("AL-D24 every settings screen is one that everybody can read and use", async () => {
  expect(
    await lookAt(await stage.visit({}, api), [
      { path: "/organisation", name: "organisation", ready: "Languages and time" },
      { path: "/look", name: "look", ready: "Built-in layout", open: (page: Page) => page.locator("iframe").waitFor() },
      {
        path: "/look",
        name: "look-layout",
        ready: "Built-in layout",
        open: async (page: Page) => {
          await page.getByRole("button", { name: "Edit layout" }).click()
          await page.locator("iframe").nth(1).scrollIntoViewIfNeeded()
        },
      },
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
      {
        path: `/events/${((await api("GET /v1/events")).body.items as unknown as { id: string }[])[0]?.id}`,
        name: "event-progress",
        ready: "Progress",
      },
      { path: "/modules", name: "modules", ready: "Text message" },
    ]),
  ).toEqual([])
})
