/**
 * What it costs to look who has work, of 10,000 organisations: where few have any, where all have, and after all lanes were
 * put off ten times under an old snapshot.
 *
 *     npm run bench -- ready
 */
import { type Lane, readyNow } from "../src/base/ready.ts"
import { deliveryLanes, nameOf } from "../src/deliveries/claim.ts"
import { openStage } from "./line/stage.ts"

const organisations = 10_000
const lanes: Lane[] = ["plan", "dates", ...deliveryLanes.map(nameOf), "unclear", "receipts", "webhooks"]
const stage = await openStage()
const { admin, install } = stage
await admin.bare(async (sql) => {
  await sql`
    insert into organisations (id, key, name)
    select gen_random_uuid(), 'many-' || n, 'Many ' || n from generate_series(1, ${organisations}::int) n`
  await sql`
    insert into ready (org_id, lane, due_at)
    select id, lane, now() + interval '1 hour' from organisations, unnest(${lanes}::text[]) as lane where key like 'many-%'`
  await sql`analyze`
})
const put = (due: string, where: string) =>
  admin.bare((sql) => sql`update ready set due_at = now() + ${due}::interval where org_id::text < ${where}`)

await put("-1 second", "01")
await measure("40 organisations ready")
const over = Promise.withResolvers<void>()
const holding = admin.bare(async (sql) => {
  await sql`begin isolation level repeatable read`
  await sql`select count(*) from organisations`
  await over.promise
})
for (let round = 0; round < 10; round++) await put(`-${11 - round} seconds`, "g")
await measure("all ready, ten times put off under an old snapshot")
await put("1 hour", "g")
await put("-1 second", "01")
await measure("40 ready again, under it")
over.resolve()
await holding
await stage.close()

async function measure(what: string): Promise<void> {
  const took: number[] = []
  let found = 0
  for (let round = 0; round < 40; round++) {
    const began = performance.now()
    found = (await readyNow(install.db, lanes, install.clock())).length
    took.push(performance.now() - began)
  }
  took.sort((a, b) => a - b)
  const [least, median, p90] = [0, 20, 36].map((at) => Number((took[at] ?? 0).toFixed(1)))
  console.log(JSON.stringify({ what, found, leastMs: least, medianMs: median, p90Ms: p90 }))
}
