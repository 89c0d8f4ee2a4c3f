import { expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { makeWorld } from "../../test/world.ts"
import { firstIdAt } from "../base/partitions.ts"
import { sweep } from "../doors/maintain.ts"
import { countHours, hourOf, touch, wrongCounts } from "./counts.ts"

const world = await makeWorld()
const { settle } = makeWorker(world, world.install.outbound)
/** Half past this hour: ids, which say when something happened, are made by the machine's own clock. */
const begun = hourOf(world.install.clock()).add({ minutes: 30 })
const at = (moved: Temporal.DurationLike) => {
  const now = begun.add(moved)
  world.install.clock = () => now
  return now
}

type Counts = { at: string; channel: string; state: string; count: number }[]
type Telco = Awaited<ReturnType<typeof makeTelco>>

const counts = async ({ ok }: Telco, query = "") => {
  const { counts: all } = await ok(`GET /v1/deliveries/counts${query}`)
  return (all as Counts).map(({ channel, state, count }) => `${channel} ${state} ${count}`)
}
/** How many hours are kept as counted, and how many wait to be counted again. */
const kept = ({ orgId }: Telco) =>
  world.db.org(orgId, async (tx) => {
    const [row] = await tx<{ hours: number; stale: number }>`
      select (select count(distinct hour)::int from delivery_counts where org_id = ${orgId}) as hours,
             (select count(*)::int from delivery_counts_stale where org_id = ${orgId}) as stale`
    return { ...row, wrong: await wrongCounts(tx) }
  })

async function telcoWithThree(): Promise<Telco> {
  const telco = await makeTelco(world)
  await telco.boxes([["balance.near_limit", "email"]])
  for (const name of ["A", "B", "C"]) await telco.customer(name, [`${name.toLowerCase()}@acme.example`])
  const withheld = await telco.ok("POST /v1/suppressions", { channel: "email", address: "c@acme.example" })
  expect(withheld.id).toBeDefined()
  return telco
}
const tellAll = async (telco: Telco) => {
  await telco.tell(...["A", "B", "C"].map((name) => telco.event("balance.near_limit", `customer/${name}`)))
  await settle()
}

test("figures of hours that are over are counted once, and say what a count of the rows says", async () => {
  at({ hours: 0 })
  const telco = await telcoWithThree()
  await tellAll(telco)
  const expected = ["email sent 2", "email withheld 1"]
  expect(await counts(telco)).toEqual(expected)
  expect(await kept(telco), "the hour that runs is counted when somebody looks").toEqual({
    hours: 0,
    stale: 0,
    wrong: 0,
  })
  await sweep(world.db, at({ minutes: 34 }))
  expect((await kept(telco)).hours, "clocks may differ a little").toBe(0)
  await sweep(world.db, at({ minutes: 36 }))
  expect(await kept(telco)).toEqual({ hours: 1, stale: 0, wrong: 0 })
  expect(await counts(telco)).toEqual(expected)

  // What was counted is what is answered, and the rows are not looked at.
  await world.db.org(
    telco.orgId,
    (tx) => tx`update delivery_counts set count = 70 where org_id = ${tx.orgId} and state = 'sent'`,
  )
  expect(await counts(telco)).toEqual(["email sent 70", "email withheld 1"])
  expect((await kept(telco)).wrong).toBe(1)
  await world.db.org(telco.orgId, async (tx) => {
    await tx`delete from delivery_counts where org_id = ${tx.orgId}`
    await tx`delete from delivery_counts_until where org_id = ${tx.orgId}`
  })
  await tellAll(telco)
  expect(await counts(telco)).toEqual(["email sent 4", "email withheld 2"])
  await sweep(world.db, at({ hours: 2 }))
  await sweep(world.db, at({ hours: 2, minutes: 1 }))
  expect(await kept(telco)).toEqual({ hours: 1, stale: 0, wrong: 0 })
  expect(await counts(telco)).toEqual(["email sent 4", "email withheld 2"])
})

test("what changes after its hour was counted is counted again, and shown at once", async () => {
  at({ hours: 0 })
  const telco = await telcoWithThree()
  await tellAll(telco)
  await sweep(world.db, at({ minutes: 36 }))
  const [row] = (await telco.deliveries("&state=withheld")) as unknown as [{ id: string }]
  for (const { id } of (await telco.ok("GET /v1/suppressions")).items as { id: string }[])
    expect((await telco.api(`DELETE /v1/suppressions/${id}`)).status).toBe(204)
  await telco.ok(`POST /v1/deliveries/${row.id}/send-now`)
  await settle()
  expect(await kept(telco)).toEqual({ hours: 1, stale: 1, wrong: 0 })
  expect(await counts(telco)).toEqual(["email sent 3", "email withheld 1"])
  await sweep(world.db, at({ minutes: 37 }))
  expect((await kept(telco)).stale, "whoever changed it may not be done").toBe(1)
  await sweep(world.db, at({ minutes: 38 }))
  expect(await kept(telco)).toEqual({ hours: 1, stale: 0, wrong: 0 })
  expect(await counts(telco)).toEqual(["email sent 3", "email withheld 1"])
})

test("a change while an hour is being counted again makes it be counted once more", async () => {
  at({ hours: 0 })
  const telco = await telcoWithThree()
  await tellAll(telco)
  await sweep(world.db, at({ minutes: 36 }))
  const [{ id }] = (await telco.deliveries("&state=sent")) as unknown as [{ id: string }]
  const note = (now: Temporal.Instant) => world.db.org(telco.orgId, (tx) => touch(tx, [id], now))
  const countAgain = (now: Temporal.Instant) => world.db.org(telco.orgId, (tx) => countHours(tx, now))
  const taken = async () =>
    (
      await world.db.org(telco.orgId, (tx) => tx`select taken_at from delivery_counts_stale where org_id = ${tx.orgId}`)
    ).map(({ takenAt }) => takenAt !== null)
  await note(at({ minutes: 40 }))
  await countAgain(at({ minutes: 41 }))
  expect(await taken()).toEqual([true])
  await note(at({ minutes: 42 }))
  expect(await taken()).toEqual([false])
  await countAgain(at({ minutes: 43 }))
  expect(await taken(), "the later change waits for its own turn").toEqual([true])
  await countAgain(at({ minutes: 44 }))
  expect(await taken()).toEqual([])
})

test("an hour whose deliveries are on their way costs no note, and one that is over costs one", async () => {
  at({ hours: 0 })
  const telco = await telcoWithThree()
  await tellAll(telco)
  expect((await kept(telco)).stale).toBe(0)
  at({ hours: 3 })
  const ids = (await telco.deliveries()).map(({ id }) => id)
  await world.db.org(telco.orgId, async (tx) => {
    for (let turn = 0; turn < 3; turn++) await touch(tx, ids, world.install.clock())
  })
  expect((await kept(telco)).stale).toBe(1)
})

/** Deliveries of this hour as if they were of another. */
const moveTo = (telco: Telco, hour: Temporal.Instant) =>
  world.db.org(
    telco.orgId,
    (tx) => tx`
      update deliveries set id = (${firstIdAt(hour).slice(0, 13)}::text || right(id::text, 23))::uuid
       where org_id = ${tx.orgId} and id >= ${firstIdAt(hourOf(begun))}::uuid and id < ${firstIdAt(hourOf(begun).add({ hours: 2 }))}::uuid`,
  )

test("figures are told by the hour and by the day of the organisation's zone, tests left out", async () => {
  // Of a month to come: half past ten in the evening in Warsaw, and half past midnight.
  const day = begun.toZonedDateTimeISO("Europe/Warsaw").toPlainDate().with({ day: 10 }).add({ months: 1 })
  const midnight = day.toZonedDateTime("Europe/Warsaw").toInstant()
  const [evening, night] = [midnight.subtract({ minutes: 90 }), midnight.add({ minutes: 30 })]
  at({ hours: 0 })
  const telco = await telcoWithThree()
  await tellAll(telco)
  await moveTo(telco, evening)
  await tellAll(telco)
  await moveTo(telco, night)
  world.install.clock = () => night
  const over = async (step: string) => {
    const answer = await telco.ok(`GET /v1/deliveries/counts?step=${step}`)
    return (answer.counts as Counts).map(({ at: when, state, count }) => `${when} ${state} ${count}`)
  }
  const twice = (first: Temporal.Instant, second: Temporal.Instant) =>
    [first, second].flatMap((when) => [`${when.toString()} sent 2`, `${when.toString()} withheld 1`])
  const byDay = twice(midnight.subtract({ hours: 24 }), midnight)
  const byHour = twice(hourOf(evening), hourOf(night))
  expect([await over("day"), await over("hour")]).toEqual([byDay, byHour])
  await sweep(world.db, night.add({ hours: 1 }))
  expect([await over("day"), await over("hour")]).toEqual([byDay, byHour])
  await world.db.org(telco.orgId, async (tx) => {
    const trials = await tx<{ id: string }>`
      update deliveries set is_trial = true where org_id = ${tx.orgId} and state = 'withheld' returning id`
    await touch(
      tx,
      trials.map(({ id }) => id),
      night.add({ hours: 3 }),
    )
  })
  expect(await over("all")).toEqual([`${hourOf(night.subtract({ hours: 24 })).toString()} sent 4`])
})
