/** How many messages wait of what a class switches. */
import { expect, test } from "vitest"
import { makeTelco } from "../../test/line.ts"
import { makeWorld } from "../../test/world.ts"
import { createClass, newClassInput } from "../customers/classes.ts"
import { planDue } from "../notifications/notify.ts"
import { readWaiting } from "./waiting.ts"

const world = await makeWorld()

test("AL-D10 what waits of a class is counted by type and channel, without what is stopped already and without others' classes", async () => {
  const line = await makeTelco(world)
  const { orgId, classId, ok, typeId } = line
  await line.boxes([
    ["balance.near_limit", "email"],
    ["balance.near_limit", "sms"],
    ["invoice.overdue", "email"],
  ])
  const other = await line.act((call) =>
    createClass(call, newClassInput.parse({ name: "Others", templateSetId: line.setId })),
  )
  await ok(
    `PUT /v1/customer-classes/${other.id}/switches`,
    { on: [{ typeId: typeId("invoice.overdue"), audience: "customer", channel: "email" }] },
    { "if-match": "*" },
  )
  await line.customer("K-1", ["one@firma.example", "two@firma.example", "+48601000001"])
  await line.customer("K-2", ["three@firma.example"], { class: "Others" })
  await line.tell(
    line.event("balance.near_limit", "customer/K-1"),
    line.event("invoice.overdue", "customer/K-1"),
    line.event("invoice.overdue", "customer/K-2"),
  )
  await planDue(world.db, orgId, world.install.clock())

  const waiting = async () => {
    const body = (await ok(`GET /v1/customer-classes/${classId}/waiting`)) as {
      isComplete: boolean
      waiting: { typeId: string; channel: string; count: number }[]
    }
    const keyOf = (id: string) => (id === typeId("invoice.overdue") ? "overdue" : "near")
    const told = body.waiting.map(({ typeId: id, channel, count }) => `${keyOf(id)} ${channel} ${count}`).toSorted()
    return [body.isComplete, ...told]
  }
  const deliveries = await line.deliveries("&state=queued")
  const sms = deliveries.filter(({ channel }) => channel === "sms").length
  expect(await waiting()).toEqual([true, "near email 2", ...(sms ? [`near sms ${sms}`] : []), "overdue email 2"])

  // No more is looked at than is asked for, and the answer says so.
  const few = await world.db.org(orgId, (tx) => readWaiting(tx, classId, 1))
  expect(few.isComplete).toBe(false)

  await line.boxes([["invoice.overdue", "email"]])
  expect(await waiting()).toEqual([true, "overdue email 2"])
  await line.saveClass({ templateSetId: null })
  expect(await waiting()).toEqual([true])
})
