/** Every screen in both themes, on a desk and on a phone: nothing to object to by WCAG 2.2 AA, and a picture of each. */
import type { Page } from "playwright-core"
import { expect, test } from "vitest"
import { lookAt, type Screen } from "./look.ts"
import { happen, makeStage } from "./stage.ts"

const stage = await makeStage()
const { administrator } = stage.people
const api = await stage.api(administrator)
await happen(api, ["LX-2001", "LX-2004", "LX-2008"])
await api("PATCH /v1/profile", { language: "en" })

const firstOf = async (list: string) => {
  const { body } = await api(`GET /v1/${list}`)
  return (body.items as unknown as { id: string }[])[0]?.id as string
}
const customer = await firstOf("customers?q=LX-2004")
const withheld = await firstOf("deliveries?state=withheld")
const mail = await firstOf("deliveries?state=sent&channel=email")

const signedOut: Screen[] = [
  { path: "/sign-in", name: "sign-in", ready: "Forgotten your password?" },
  { path: "/forgotten", name: "forgotten", ready: "Send link" },
  { path: "/link#tdl_none", name: "link", ready: "This link doesn’t work" },
]
const tab = (name: string) => (page: Page) => page.getByRole("tab", { name }).click()
const signedIn: Screen[] = [
  { path: "/", name: "overview", ready: "Recent problems" },
  { path: "/activity", name: "activity", ready: "Auto Serwis Kowalczyk" },
  { path: `/activity/${withheld}`, name: "delivery", ready: "Event accepted" },
  { path: `/activity/${mail}`, name: "delivery-copy", ready: "Event accepted", open: tab("Exact copy") },
  { path: `/activity/${withheld}`, name: "delivery-why", ready: "Event accepted", open: tab("Why") },
  { path: "/activity?state=failed", name: "nothing-found", ready: "Nothing matches" },
  { path: "/events", name: "events", ready: "walk-LX-2004" },
  { path: `/events/${await firstOf("events")}`, name: "event", ready: "What was decided" },
  { path: "/captured", name: "captured", ready: "piekarnia@podlipa.example" },
  { path: `/captured/${await firstOf("captured?channel=email")}`, name: "captured-message", ready: "Plain text" },
  { path: "/customers", name: "customers", ready: "Apteka Pod Wagą" },
  { path: "/customers/new", name: "customer-new", ready: "Create" },
  { path: `/customers/${customer}`, name: "customer", ready: "Form of address" },
  {
    path: `/customers/${customer}/notifications`,
    name: "customer-notifications",
    ready: "Add another number",
    open: (page) => page.getByLabel("Notification type").selectOption({ label: "Balance near credit limit" }),
  },
  { path: `/customers/${customer}/activity`, name: "customer-activity", ready: "serwis@autokowalczyk.example" },
  { path: "/areas", name: "areas", ready: "Nordics" },
  { path: `/areas/${await firstOf("areas")}`, name: "area", ready: "Save area" },
  { path: "/members", name: "members", ready: "Lorenzo Bassi" },
  { path: "/members/new", name: "member-new", ready: "Send invitation" },
  { path: `/members/${await firstOf("members?role=supervisor")}`, name: "member", ready: "Take sign-in away" },
  { path: "/api-keys", name: "api-keys", ready: "Make a key" },
  { path: "/api-keys/new", name: "api-key-new", ready: "See the audit" },
  { path: "/audit", name: "audit", ready: "profile.updated" },
  { path: `/audit/${await firstOf("audit?action=profile.updated")}`, name: "audit-record", ready: "Before" },
  { path: "/profile", name: "profile", ready: "Sign-in address" },
  { path: "/profile/password", name: "password", ready: "Change password" },
  {
    path: "/profile/two-step",
    name: "two-step",
    ready: "Set up two-step sign-in",
    open: (page) => page.getByRole("button", { name: "Set up two-step sign-in" }).click(),
  },
  { path: "/profile/sessions", name: "sessions", ready: "This one" },
  { path: "/nowhere", name: "nowhere", ready: "Look again" },
  {
    path: "/customers",
    name: "palette",
    ready: "Apteka Pod Wagą",
    open: async (page) => {
      await page.keyboard.press("Control+k")
      await page.getByRole("combobox", { name: "Search pages and customers" }).fill("kow")
      await page.getByRole("option", { name: "Auto Serwis Kowalczyk" }).waitFor()
    },
  },
  {
    path: "/events",
    name: "view-as-api",
    ready: "walk-LX-2004",
    open: (page) => page.getByRole("button", { name: "View as API" }).click(),
  },
]

test("signed out, every screen is one that everybody can read and use", async () => {
  expect(await lookAt(await stage.visit(), signedOut)).toEqual([])
})

const half = Math.ceil(signedIn.length / 2)
test.each([
  ["first", signedIn.slice(0, half)],
  ["second", signedIn.slice(half)],
])("signed in, every screen is one that everybody can read and use (the %s half)", async (_, screens) => {
  expect(await lookAt(await stage.visit({}, api), screens)).toEqual([])
})
