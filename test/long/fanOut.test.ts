/** LONG=10 tells a hundred thousand. */
import { expect, test } from "vitest"
import { fanOut } from "../fanOut.ts"

const customers = Number(process.env.LONG ?? 1) < 10 ? 3000 : 100_000

test(`I2 I25 ${customers} customers are told once each, in one wording, by a worker that is killed ten times`, async () => {
  const slots = 8
  const report = await fanOut({ customers, kills: 10, slots })
  const { seen } = report
  console.info(JSON.stringify({ ...report, seen: seen.length }))
  expect(report).toMatchObject({ customers, twice: 0, versions: 1 })
  expect(report.sent + report.unclear).toBe(customers)
  expect(report.unclear).toBeLessThanOrEqual(report.kills * slots)
  expect(report.edits).toBeGreaterThan(0)
  expect(seen.at(-1)).toBe(customers)
  expect(seen, "progress is seen, and never goes back").toEqual(seen.toSorted((a, b) => a - b))
  expect(seen.length).toBeGreaterThan(3)
  expect(report.largestMb).toBeLessThan(400)
})
