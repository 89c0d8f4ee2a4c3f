import fc from "fast-check"
import { test } from "vitest"
import { planKeepsToTheRules } from "../world/plans.ts"

test("in ten thousand organisations, planning decides as the rules do when asked for one address at a time", () => {
  fc.assert(
    planKeepsToTheRules(() => {}),
    { numRuns: 10_000 },
  )
}, 300_000)
