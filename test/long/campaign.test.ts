/** The whole campaigns, whose figures stand in docs/reliability.md. LONG=10 makes each ten times as long. */
import { expect, test } from "vitest"
import { runCampaign } from "../campaign.ts"

const times = Number(process.env.LONG ?? 1)
const seed = Number(process.env.SEED ?? 1)

test.each([
  ["once", 2000, 50],
  ["at_least_once", 2000, 50],
] as const)("killed while they send, policy %s", async (policy, events, kills) => {
  const campaign = { events: events * times, kills: kills * times, slots: 4, policy, seed }
  const report = await runCampaign(campaign)
  console.info(`seed ${seed}`, policy, JSON.stringify(report))
  expect(report).toMatchObject({ accepted: campaign.events, doubled: 0, lost: 0, others: [] })
  expect(report.sent + report.unclear).toBe(campaign.events)
  if (policy === "once") expect(report.unclear).toBeLessThanOrEqual(report.killed * campaign.slots)
  else expect(report.unclear).toBe(0)
})
