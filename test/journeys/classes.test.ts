/** Customer classes: what their customers are told, from a first template set to the last box cleared. */
import { expect, test } from "vitest"
import { lookAt } from "./look.ts"
import { makeStage } from "./stage.ts"

const stage = await makeStage()
const { administrator } = stage.people
const api = await stage.api(administrator)
await api("PATCH /v1/profile", { language: "en" })

const classOf = async (name: string) => {
  const { body } = await api("GET /v1/customer-classes")
  return (body.items as unknown as { id: string; name: string; templateSetId: string }[]).find(
    (each) => each.name === name,
  ) as { id: string; templateSetId: string }
}

test("every screen of classes is one that everybody can read and use", async () => {
  const { id } = await classOf("Small business")
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
    { path: `/classes/${id}/customers`, name: "class-customers", ready: "Piekarnia Pod Lipą" },
    { path: `/classes/${id}/history`, name: "class-history", ready: "customer_class.updated" },
  ])
  expect(found).toEqual([])
})
