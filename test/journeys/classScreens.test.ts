/** The screens of customer classes and balances, as everybody sees them. */
import { expect, test } from "vitest"
import { lookAt } from "./look.ts"
import { makeStage } from "./stage.ts"

const stage = await makeStage()
const api = await stage.api(stage.people.administrator)
await api("PATCH /v1/profile", { language: "en" })

type Row = { id: string; name: string }
const items = async (path: string) => (await api(`GET /v1/${path}`)).body.items as unknown as Row[]

test("every screen of classes and balances is one that everybody can read and use", async () => {
  const { id } = (await items("customer-classes")).find(({ name }) => name === "Small business") as Row
  const { id: customer } = (await items("customers?q=LX-2012"))[0] as Row
  const page = await stage.visit({}, api)
  const found = await lookAt(page, [
    { path: "/classes", name: "classes", ready: "Partner customers" },
    { path: "/classes/new", name: "class-new", ready: "Create" },
    {
      path: `/classes/${id}`,
      name: "class",
      ready: "Overdue invoice",
      open: (at) => at.getByLabel("Statistics summary, SMS").check(),
    },
    { path: `/classes/${id}/settings`, name: "class-settings", ready: "Add threshold" },
    { path: `/classes/${id}/customers`, name: "class-customers", ready: "Gabinet Weterynaryjny" },
    { path: `/classes/${id}/history`, name: "class-history", ready: "customer_class.updated" },
    {
      path: `/customers/${customer}/balance`,
      name: "balance",
      ready: "FV-3212",
      open: async (at) => {
        await at.getByText("Enter a balance").click()
        await at.getByLabel("Which thresholds count").selectOption("own")
        await at.getByText("Enter an invoice").click()
      },
    },
    {
      path: "/",
      name: "sample-remove",
      ready: "This is a sample organisation",
      open: (at) => at.getByRole("button", { name: "Remove the sample" }).click(),
    },
  ])
  expect(found).toEqual([])
})
