/**
 * What the overview's figures cost at a million deliveries of one organisation, spread over the month: counted from the rows
 * as before, counted once by the sweep, and read from what was counted; and what a change costs the line.
 *
 *     npm run bench -- counts
 */
import { theInstall } from "../src/audit/audit.ts"
import { firstIdAt } from "../src/base/partitions.ts"
import { countHours, hourOf, readCounts, touch } from "../src/deliveries/counts.ts"
import { openStage } from "./line/stage.ts"

const rows = 1_000_000
const stage = await openStage()
const { admin, install } = stage
const { db } = install
const { orgId } = await stage.organisation("counts", 1)
const now = install.clock()
const monthBegan = now.toZonedDateTimeISO("UTC").with({ day: 1 }).startOfDay().toInstant()
await admin.bare(async (sql) => {
  // A delivery of each kind of ending, at even distances since the month began.
  await sql`
    insert into deliveries (org_id, id, event_id, type_id, customer_id, recipient, audience, words_for, channel, address, locale,
                            state, priority, due_at, expires_at, max_tries, ambiguous, stops, settled_at, created_at)
    select ${orgId}, (lpad(to_hex(ms >> 16), 8, '0') || '-' || lpad(to_hex(ms & 65535), 4, '0') || '-8000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
           gen_random_uuid(), t.id, null, 'Anna Nowak', 'customer', 'customer', case when n % 4 = 0 then 'sms' else 'email' end,
           'anna' || n || '@example.com', 'pl',
           case when n % 50 = 0 then 'failed' when n % 10 = 0 then 'withheld' when n % 3 = 0 then 'delivered' else 'sent' end,
           'normal', now(), now(), 3, 'at_least_once', '{0,0,0,0,0,0,0}', now(), now()
      from (select n, (${monthBegan.epochMilliseconds}::bigint
                       + n * (${now.epochMilliseconds - monthBegan.epochMilliseconds}::bigint) / ${rows}::bigint) as ms
              from generate_series(0, ${rows - 1}::int) n) g,
           (select id from notification_types where org_id = ${orgId} order by key limit 1) t`
  await sql`vacuum analyze deliveries`
})
const reach = { caller: { ...theInstall, orgId, areaIds: [] }, extent: "all" } as const
const day = hourOf(now.subtract({ hours: 24 }))
const month = hourOf(monthBegan)

async function measure(what: string, work: () => Promise<unknown>, rounds = 9): Promise<void> {
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    await work()
    took.push(performance.now() - began)
  }
  took.sort((a, b) => a - b)
  console.log(JSON.stringify({ what, leastMs: round1(took[0]), medianMs: round1(took[Math.floor(rounds / 2)]) }))
}
const round1 = (ms = 0) => Number(ms.toFixed(1))

const figures = (from: Temporal.Instant, step: "hour" | "day") => () =>
  db.org(orgId, (tx) => readCounts(tx, reach, from, step, "Europe/Warsaw", now))
await measure("24 hours by hour, from the rows", figures(day, "hour"), 5)
await measure("the month by day, from the rows", figures(month, "day"), 3)
await measure(
  "all hours counted once",
  async () => {
    while (await db.org(orgId, (tx) => countHours(tx, now)));
  },
  1,
)
await measure("24 hours by hour, counted", figures(day, "hour"))
await measure("the month by day, counted", figures(month, "day"))

const idsAt = async (from: Temporal.Instant) =>
  (
    await db.org(
      orgId,
      (tx) =>
        tx<{
          id: string
        }>`select id from deliveries where org_id = ${orgId} and id >= ${firstIdAt(from)} order by id limit 250`,
    )
  ).map(({ id }) => id)
const [over, running] = [await idsAt(month), await idsAt(hourOf(now))]
await measure("nothing, in a transaction", () => db.org(orgId, (tx) => tx`select 1`))
await measure("250 of the running hour touched", () =>
  db.org(orgId, async (tx) => {
    await tx`select 1`
    await touch(tx, running, now)
  }),
)
await measure("250 of an hour that is over touched", () =>
  db.org(orgId, async (tx) => {
    await tx`select 1`
    await touch(tx, over, now)
  }),
)
await stage.close()
