/** LONG=10 lets half a million wait, and 99 organisations speak ten times. */
import { expect, test } from "vitest"
import { fairness } from "../fairness.ts"

const isLong = Number(process.env.LONG ?? 1) >= 10
const asked = isLong
  ? { others: 99, times: 10, waiting: 500_000, between: 25 }
  : { others: 99, times: 3, waiting: 50_000, between: 25 }

test(`${asked.others} organisations are told within a second while ${asked.waiting} messages of another wait`, async () => {
  const { took, arrived, perSecond } = await fairness(asked)
  const sorted = took.toSorted((a, b) => a - b)
  const part = (of: number) => Math.round(sorted[Math.floor(sorted.length * of)] ?? 0)
  console.info(
    JSON.stringify({
      ...asked,
      p50Ms: part(0.5),
      p90Ms: part(0.9),
      p99Ms: part(0.99),
      mostMs: part(0.9999),
      arrived,
      perSecond,
    }),
  )
  expect(took).toHaveLength(asked.others * asked.times)
  expect(arrived).toBeLessThan(asked.waiting)
  expect(part(0.99)).toBeLessThanOrEqual(1000)
})
