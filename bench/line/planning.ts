/** What planning costs an event, one at a time and many. */
import { acceptanceOf } from "../../src/events/accept.ts"
import { planDue } from "../../src/notifications/notify.ts"
import { sha256 } from "../../src/base/secrets.ts"
import { data, type Stage, typeKey } from "./stage.ts"

export async function measurePlanning(stage: Stage): Promise<void> {
  const { install, admin } = stage
  const { db, clock } = install
  const { orgId } = await stage.organisation("planning", 500)
  const [type] = await admin.bare(
    (sql) => sql<{ id: string }>`select id from notification_types where org_id = ${orgId} and key = ${typeKey}`,
  )
  const customers = await admin.bare((sql) => sql<{ id: string }>`select id from customers where org_id = ${orgId}`)
  let sequence = 0
  const accept = (count: number) =>
    acceptanceOf(db).accept(
      orgId,
      Array.from({ length: count }, (_, index) => ({
        source: "/bench",
        externalId: `p-${sequence++}`,
        bodyHash: sha256(String(sequence)),
        typeId: type?.id as string,
        typeKey,
        subjectKind: "customer" as const,
        subjectId: customers[index % customers.length]?.id as string,
        time: clock(),
        data,
        dueAt: clock(),
        isTrial: false,
        madeBy: "bench",
      })),
      clock(),
    )
  console.log("\n| planned at once | ms a transaction | µs an event |\n|--:|--:|--:|")
  for (const [count, times] of [
    [1, 100],
    [100, 20],
    [500, 10],
  ] as const) {
    const took: number[] = []
    for (let round = 0; round < 6 + times; round++) {
      await accept(count)
      const began = performance.now()
      await planDue(db, orgId, clock())
      if (round >= 6) took.push(performance.now() - began) // the first ones warm up
    }
    const middle = took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)] as number
    console.log(`| ${count} | ${middle.toFixed(1)} | ${Math.round((middle / count) * 1000)} |`)
  }
}
