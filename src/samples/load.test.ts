/** What a sample is like once it is loaded and a worker has run. */
import { expect, test } from "vitest"
import { makeWorker } from "../../test/line.ts"
import { makeWorld } from "../../test/world.ts"
import { loadSample } from "./load.ts"
import { telco } from "./telco.ts"

const world = await makeWorld()
const { settle } = makeWorker(world, world.install.outbound)

test("the telco sample tells of the invoices whose day it is, once its send time has come, and warns nobody of balances", async () => {
  const at = (time: string) => Temporal.Instant.from(`2026-03-02T${time}Z`)
  world.install.clock = () => at("07:00:00") // 08:00 in Warsaw; it sends at 9
  const { orgId } = await loadSample(world.db, telco, at("07:00:00"))
  const counts = async () => {
    const rows = await world.db.org(
      orgId,
      (tx) => tx<{ typeKey: string; count: number }>`
        select type_key, count(*)::int as count from events where org_id = ${orgId} group by type_key order by type_key`,
    )
    return rows.map(({ typeKey, count }) => [typeKey, count])
  }
  await settle()
  expect(await counts()).toEqual([])
  world.install.clock = () => at("08:00:10")
  await settle()
  expect(await counts()).toEqual([
    ["invoice.due_soon", 6],
    ["invoice.overdue", 4],
  ])
  const [captured] = await world.db.org(
    orgId,
    (tx) => tx<{ count: number }>`select count(*)::int as count from captured where org_id = ${orgId}`,
  )
  expect(captured?.count).toBeGreaterThan(10)
  expect(captured?.count).toBeLessThan(40)
  const [balances] = await world.db.org(
    orgId,
    (tx) => tx<{ known: number; over: number }>`
      select count(*)::int as known, (count(*) filter (where 'over' = any (reached)))::int as over
        from customer_balances where org_id = ${orgId}`,
  )
  expect(balances).toEqual({ known: telco.customers.filter(({ credit }) => credit).length, over: 4 })
})
