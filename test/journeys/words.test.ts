import type { Page } from "playwright-core"
import { expect, test } from "vitest"
import { lookAt, type Screen } from "./look.ts"
import { happen, makeStage } from "./stage.ts"

const stage = await makeStage()
const { administrator } = stage.people
const api = await stage.api(administrator)
await api("PATCH /v1/profile", { language: "en" })
await happen(api, ["LX-2001", "LX-2004"])
const { body: sets } = await api("GET /v1/template-sets")
const items = sets.items as unknown as { id: string; name: string; kind: string }[]
const set = items.find(({ kind, name }) => kind === "customer_class" && name) as { id: string }
const { body: types } = await api("GET /v1/notification-types?q=balance.near_limit")
const type = (types.items as unknown as { id: string }[])[0]?.id as string

/** The first text of a process is tried slowly: its sandbox is begun. */
const previewed = (page: Page) => page.locator(".previewed[aria-busy=false]").waitFor()

const screens: Screen[] = [
  { path: "/templates", name: "templates", ready: "Organisation notifications" },
  { path: "/templates/new", name: "template-set-new", ready: "Managed by" },
  { path: `/templates/${set.id}`, name: "template-set", ready: "Balance near credit limit" },
  { path: `/templates/${set.id}/settings`, name: "template-set-settings", ready: "This set is in use" },
  { path: `/templates/${set.id}/types/balance.near_limit`, name: "message", ready: "Variables", open: previewed },
  {
    path: `/templates/${set.id}/types/balance.near_limit?channel=sms`,
    name: "message-sms",
    ready: "Variables",
    open: previewed,
  },
  { path: "/types", name: "types", ready: "balance.near_limit" },
  { path: `/types/${type}`, name: "type", ready: "An event of this type" },
  { path: "/types/new", name: "type-new", ready: "Create type" },
]
test("every screen of templates and types is one that everybody can read and use", async () => {
  expect(await lookAt(await stage.visit({}, api), screens)).toEqual([])
}, 120_000)
