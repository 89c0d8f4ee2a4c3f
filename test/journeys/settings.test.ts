/** Settings, imports and sending by hand, walked as people do. */
import { expect, test } from "vitest"
import type { Page } from "playwright-core"
import { lookAt } from "./look.ts"
import { makeStage } from "./stage.ts"

const stage = await makeStage()
const { administrator } = stage.people
const api = await stage.api(administrator)
await api("PATCH /v1/profile", { language: "en" })

test("AL-D24 every settings screen is one that everybody can read and use", async () => {
  expect(
    await lookAt(await stage.visit({}, api), [
      { path: "/organisation", name: "organisation", ready: "Languages and time" },
      { path: "/look", name: "look", ready: "Built-in layout" },
      {
        path: "/look",
        name: "look-layout",
        ready: "Built-in layout",
        open: async (page: Page) => {
          await page.getByRole("button", { name: "Edit layout" }).click()
          await page.getByLabel("Source").scrollIntoViewIfNeeded()
        },
      },
      { path: "/modules", name: "modules", ready: "Text message" },
    ]),
  ).toEqual([])
})
