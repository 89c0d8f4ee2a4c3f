/** Each invariant is broken on purpose once, behind everybody's back, and is found by its name. */
import pg from "pg"
import { afterAll, expect, test } from "vitest"
import { makeTelco } from "../../test/line.ts"
import { makeWorld } from "../../test/world.ts"
import { systemTimer } from "../base/clock.ts"
import { openTurns } from "../doors/turns.ts"
import { dueNow, verify } from "../doors/verify.ts"
import { openCarriers } from "./carriers.ts"

const world = await makeWorld()
const carriers = openCarriers(world.install, { outbound: world.install.outbound, timer: systemTimer })
const turns = openTurns(world.install, carriers, new AbortController().signal)
const admin = new pg.Client({ connectionString: world.adminUrl })
await admin.connect()
afterAll(async () => {
  await carriers.close()
  await admin.end()
})

/** What is seeded, and what mends it again: `$1` is the organisation. */
const bugs: [invariant: string, what: string, seed: string, mend: string][] = [
  [
    "I1",
    "an accepted event says something else",
    "update events set body_hash = 'x' || body_hash where org_id = $1",
    "update events set body_hash = substr(body_hash, 2) where org_id = $1",
  ],
  [
    "I2",
    "one event has two deliveries to an address",
    "insert into deliveries select (json_populate_record(d, json_build_object('id', uuidv7()))).* from deliveries d where org_id = $1",
    "delete from deliveries where org_id = $1 and id not in (select delivery_id from attempts where org_id = $1)",
  ],
  [
    "I4",
    "a hand-over is on no record",
    "update attempts set state = 'queued' where org_id = $1",
    "update attempts set state = 'sent' where org_id = $1",
  ],
  [
    "I5",
    "nobody knows of work that is due",
    "with gone as (delete from ready where org_id = $1) update deliveries set state = 'queued', due_at = now() - interval '1 hour' where org_id = $1",
    "update deliveries set state = 'sent' where org_id = $1",
  ],
  [
    "I7",
    "something was handed over without an intent",
    "update deliveries set tries = 0 where org_id = $1",
    "update deliveries set tries = 1 where org_id = $1",
  ],
  [
    "I25",
    "what was sent has words that don't exist",
    "update deliveries set message_version = 99 where org_id = $1",
    "update deliveries set message_version = 1 where org_id = $1",
  ],
  [
    "I29",
    "a class has another size than is kept",
    "update class_sizes set customers = customers + 1 where org_id = $1",
    "update class_sizes set customers = customers - 1 where org_id = $1",
  ],
  [
    "I32",
    "a lease is older than twice its length",
    "update deliveries set state = 'sending', claim_until = now() - interval '1 minute' where org_id = $1",
    "update deliveries set state = 'sent', claim_until = null where org_id = $1",
  ],
]

test.each(bugs)("%s is found broken when %s", async (invariant, _, seed, mend) => {
  const { orgId, customer, boxes, event, tell } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example"])
  await boxes([["account.welcome", "email"]])
  await tell(event("account.welcome", "customer/K-1"))
  do await turns.quiet()
  while (await turns.pass())
  const broken = async () => (await verify(world.db, world.install.clock())).broken.map((each) => each.invariant)
  expect(await broken()).toEqual([])
  await admin.query(seed, [orgId])
  expect(await broken()).toContain(invariant)
  await admin.query(mend, [orgId])
  expect(await broken()).toEqual([])
})

test("I3 is found broken when a delivery's event is gone", async () => {
  const { orgId, customer, boxes, event, tell } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example"])
  await boxes([["account.welcome", "email"]])
  const eventId = await tell(event("account.welcome", "customer/K-1"))
  do await turns.quiet()
  while (await turns.pass())
  await admin.query("delete from events where org_id = $1 and id = $2", [orgId, eventId])
  await admin.query("delete from event_keys where org_id = $1", [orgId])
  const { broken } = await verify(world.db, world.install.clock())
  expect(broken.map((each) => each.invariant)).toEqual(["I3"])
  await admin.query("delete from deliveries where org_id = $1", [orgId])
})

test("AL-D32 before a release an operator sees what it would let go", async () => {
  const { customer, boxes, event, tell } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example"])
  await boxes([["account.welcome", "email"]])
  await tell(event("account.welcome", "customer/K-1"))
  expect(await dueNow(world.db, world.install.clock())).toMatchObject([{ events: 1, deliveries: 0 }])
  do await turns.quiet()
  while (await turns.pass())
  expect(await dueNow(world.db, world.install.clock())).toEqual([])
})
