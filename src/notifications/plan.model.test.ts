import fc from "fast-check"
import { expect, test } from "vitest"
import { planKeepsToTheRules } from "../../test/world/plans.ts"

const everybodys = "customer_archived module_inactive switched_off no_template_set no_message suppressed no_address"
const each = ["sent", "duplicate_recipient", ...everybodys.split(" ")]

test("in any organisation, planning decides as the rules do when they are asked for one address at a time", () => {
  const seen = new Set<string>()
  fc.assert(
    planKeepsToTheRules((answer) => seen.add(answer)),
    { numRuns: 1000 },
  )
  // The worlds must not be tame: whatever can be answered was.
  expect(seen).toEqual(
    new Set([
      ...each.flatMap((answer) => [`customer ${answer}`, `staff ${answer}`]),
      "customer customer_channel_off",
      "staff no_receiver",
      "copy sent",
      "copy suppressed",
    ]),
  )
})
