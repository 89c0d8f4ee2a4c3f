/** What a customer would be told next: thresholds not yet reached, and days still to come. */
import { expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { makeWorld } from "../../test/world.ts"
import { levels } from "../customers/thresholds.ts"

const world = await makeWorld()
const { settle } = makeWorker(world, world.install.outbound)

test("PO-D7 each threshold is told with the balance that reaches it, the lowest first; a percentage has none of a limit of nothing", () => {
  const list = [{ percentUsed: 85 }, { amountLeft: "20.00" }, { percentUsed: 33 }]
  const told = (limit: bigint) => levels(list, limit).map(({ key, balance }) => [key, balance])
  expect(told(100_000_000n)).toEqual([
    ["percentUsed 33", 33_000_000n],
    ["amountLeft 20000000", 80_000_000n],
    ["percentUsed 85", 85_000_000n],
  ])
  // A third of one millionth is reached by one millionth.
  expect(levels([{ percentUsed: 33 }], 1n)).toMatchObject([{ balance: 1n }])
  expect(told(0n)).toEqual([["amountLeft 20000000", -20_000_000n]])
})

test("PO-D7 PO-D8 what comes next is told with its time and the class's boxes, and goes once it was told or paid", async () => {
  const line = await makeTelco(world)
  world.install.clock = () => Temporal.Instant.from("2026-03-02T12:00:00Z")
  await line.saveClass({ thresholds: [{ percentUsed: 80 }], daysBeforeDue: [7, 3], daysAfterDue: [0] })
  await line.boxes([
    ["balance.near_limit", "email"],
    ["balance.near_limit", "sms"],
    ["invoice.overdue", "email"],
  ])
  const id = await line.customer("K-1", ["biuro@firma.example"])
  const ahead = () => line.ok(`GET /v1/customers/${id}/next-notices`)
  expect(await ahead()).toEqual({ thresholds: [], notices: [] })

  await line.ok(`PUT /v1/customers/${id}/balance`, { balance: "10.00", limit: "100.00", at: "2026-03-02T12:00:00Z" })
  const invoice = { amount: "10.00", issued: "2026-03-01", dueDate: "2026-03-09" }
  await line.ok(`PUT /v1/customers/${id}/invoices/1`, invoice)
  expect(await ahead()).toEqual({
    thresholds: [
      {
        type: "balance.near_limit",
        threshold: { percentUsed: 80 },
        balance: "80.00",
        isReached: false,
        channels: ["email", "sms"],
      },
      { type: "balance.over_limit", threshold: null, balance: "100.00", isReached: false, channels: [] },
    ],
    // A week before it was today's, and told at once.
    notices: [
      {
        type: "invoice.due_soon",
        invoiceNumber: "1",
        dueDate: "2026-03-09",
        day: -3,
        at: "2026-03-06T06:15:00Z",
        channels: [],
      },
      {
        type: "invoice.overdue",
        invoiceNumber: "1",
        dueDate: "2026-03-09",
        day: 0,
        at: "2026-03-09T06:15:00Z",
        channels: ["email"],
      },
    ],
  })

  await line.ok(`PUT /v1/customers/${id}/balance`, { balance: "90.00", limit: "100.00", at: "2026-03-02T12:01:00Z" })
  expect((await ahead()).thresholds).toMatchObject([{ isReached: true }, { isReached: false }])
  await line.ok(`PUT /v1/customers/${id}/invoices/1`, { ...invoice, paidAt: "2026-03-02T12:00:00Z" })
  expect((await ahead()).notices).toEqual([])
  await line.ok(`POST /v1/customers/${id}/archive`)
  expect(await ahead()).toEqual({ thresholds: [], notices: [] })
  await settle()
})
