import { expect, test } from "vitest"
import { runCampaign } from "./campaign.ts"

test("I6 I7 I8 workers and API killed while they send: none lost, none doubled, few unclear", async () => {
  const campaign = { events: 300, kills: 3, slots: 4, policy: "once", seed: 1 } as const
  const report = await runCampaign(campaign)
  expect(report).toMatchObject({ accepted: 300, doubled: 0, lost: 0, others: [] })
  expect(report.sent + report.unclear).toBe(300)
  expect(report.unclear).toBeLessThanOrEqual(report.killed * campaign.slots)
})
