import { test } from "vitest"
import { expectFanOut, fanOut } from "../fanOut.ts"

const customers = 10_000 * Number(process.env.LONG ?? 1)

test(`${customers} customers are told once each, in one wording, by a worker that is killed ten times`, async () => {
  const asked = { customers, kills: 10, slots: 8 }
  const report = await fanOut(asked)
  console.info(JSON.stringify({ ...report, seen: report.seen.length }))
  expectFanOut(asked, report)
})
