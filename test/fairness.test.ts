import { expect, test } from "vitest"
import { fairness } from "./fairness.ts"

test("what others say urgently arrives while most of a big organisation's messages still wait", async () => {
  const asked = { others: 5, times: 2, waiting: 5000, between: 20 }
  const { took, arrived } = await fairness(asked)
  expect(took.filter((ms) => ms >= 0 && ms < 30_000)).toHaveLength(asked.others * asked.times)
  expect(arrived).toBeLessThan(asked.waiting / 2)
})
