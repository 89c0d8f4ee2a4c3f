/** Each invariant is broken on purpose once, behind everybody's back, and is found by its name. */
import pg from "pg"
import { afterAll, expect, test } from "vitest"
import { makeTelco } from "../../test/line.ts"
import { makeWorld } from "../../test/world.ts"
import { systemTimer } from "../base/clock.ts"
import { openTurns } from "../doors/turns.ts"
import { dueNow, verify } from "../doors/verify.ts"
import { openCarriers } from "./carriers.ts"
import { checks } from "./invariants.ts"

const world = await makeWorld()
const carriers = openCarriers(world.install, { outbound: world.install.outbound, timer: systemTimer })
const turns = openTurns(world.install, carriers, new AbortController().signal)
const admin = new pg.Client({ connectionString: world.adminUrl })
await admin.connect()
afterAll(async () => {
  await carriers.close()
  await admin.end()
})

/** What each check says that is broken by a statement, and what mends it again: `$1` is the organisation. */
const bugs: [what: string, seed: string, mend: string][] = [
  [
    "an accepted event is a row that says what was accepted",
    "update events set body_hash = 'x' || body_hash where org_id = $1",
    "update events set body_hash = substr(body_hash, 2) where org_id = $1",
  ],
  [
    "one event makes at most one delivery to an address, but for what was sent again by hand",
    "insert into deliveries select (json_populate_record(d, json_build_object('id', uuidv7()))).* from deliveries d where org_id = $1",
    "delete from deliveries where org_id = $1 and id not in (select delivery_id from attempts where org_id = $1)",
  ],
  [
    "what was handed over has its attempt on record",
    "update attempts set state = 'queued' where org_id = $1",
    "update attempts set state = 'sent' where org_id = $1",
  ],
  [
    "an attempt says a state that a hand-over can turn to",
    "insert into attempts (org_id, delivery_id, number, state, at) select org_id, id, 1, 'withheld', now() from deliveries where org_id = $1",
    "delete from attempts where org_id = $1 and state = 'withheld'",
  ],
  [
    "what is over has its time, and what isn't has none",
    "update deliveries set settled_at = null where org_id = $1",
    "update deliveries set settled_at = now() where org_id = $1",
  ],
  [
    "what was withheld or failed says why",
    "update deliveries set state = 'failed', reason = null where org_id = $1",
    "update deliveries set state = 'sent' where org_id = $1",
  ],
  [
    "an unclear delivery isn't unclear for longer than its policy says",
    "update deliveries set state = 'ambiguous', reason = 'connection_lost', settled_at = null, due_at = now() - interval '1 hour' where org_id = $1",
    "update deliveries set state = 'sent', reason = null, settled_at = now() where org_id = $1",
  ],
  [
    "whoever has work due is known to have it",
    "with gone as (delete from ready where org_id = $1) update deliveries set state = 'queued', settled_at = null, due_at = now() - interval '1 hour' where org_id = $1",
    "update deliveries set state = 'sent', settled_at = now() where org_id = $1",
  ],
  [
    "an event that is planned has its time and nothing to go on from, and one that isn't has no time",
    "update events set pins = '{}' where org_id = $1",
    "update events set pins = null where org_id = $1",
  ],
  [
    "nothing is tried more often than it was intended, nor more often than it may be",
    "update deliveries set tries = attempt + 1 where org_id = $1",
    "update deliveries set tries = 1 where org_id = $1",
  ],
  [
    "nothing was handed over without an intent",
    "update deliveries set tries = 0 where org_id = $1",
    "update deliveries set tries = 1 where org_id = $1",
  ],
  [
    "no attempt is written under a fence that was never given",
    "update attempts set number = 9 where org_id = $1",
    "update attempts set number = 1 where org_id = $1",
  ],
  [
    "one hand-over comes to one end",
    "insert into attempts (org_id, delivery_id, number, state, at) select org_id, id, 0, 'sent', now() from deliveries where org_id = $1",
    "delete from attempts where org_id = $1 and number = 0",
  ],
  [
    "nothing is begun after it expired",
    "update deliveries set expires_at = sending_at - interval '1 hour' where org_id = $1",
    "update deliveries set expires_at = sending_at + interval '1 hour' where org_id = $1",
  ],
  [
    "what is to be sent has words that exist",
    "update deliveries set message_version = 99 where org_id = $1",
    "update deliveries set message_version = 1 where org_id = $1",
  ],
  [
    "one event never mixes two versions of a message",
    "insert into deliveries select (json_populate_record(d, json_build_object('id', uuidv7(), 'state', 'cancelled', 'address', 'other@firma.example', 'message_version', 2))).* from deliveries d where org_id = $1",
    "delete from deliveries where org_id = $1 and state = 'cancelled'",
  ],
  [
    "a provider's reference names a delivery that was handed over",
    "insert into provider_refs (org_id, connection_id, ref, delivery_id, created_at) values ($1, uuidv7(), 'x', uuidv7(), now())",
    "delete from provider_refs where org_id = $1",
  ],
  [
    "every webhook message is known to be due, was delivered, or is visibly dead",
    "insert into webhook_messages (org_id, id, endpoint_id, type, data, state, due_at, created_at) values ($1, uuidv7(), uuidv7(), 'x', '{}', 'waiting', now() - interval '1 hour', now())",
    "delete from webhook_messages where org_id = $1",
  ],
  [
    "a class has the size that is kept",
    "update class_sizes set customers = customers + 1 where org_id = $1",
    "update class_sizes set customers = customers - 1 where org_id = $1",
  ],
  [
    "no lease is older than twice its length",
    "update deliveries set state = 'sending', settled_at = null, claim_until = now() - interval '1 minute' where org_id = $1",
    "update deliveries set state = 'sent', settled_at = now(), claim_until = null where org_id = $1",
  ],
]

test.each(bugs)("it is found when it doesn't hold that %s", async (what, seed, mend) => {
  const { orgId, customer, boxes, event, tell } = await makeTelco(world)
  await customer("K-1", ["biuro@firma.example"])
  await boxes([["account.welcome", "email"]])
  await tell(event("account.welcome", "customer/K-1"))
  do await turns.quiet()
  while (await turns.pass())
  const broken = async () => (await verify(world.db, world.install.clock())).broken.map((each) => each.what)
  expect(await broken()).toEqual([])
  await admin.query(seed, [orgId])
  expect(await broken()).toContain(what)
  await admin.query(mend, [orgId])
  expect(await broken()).toEqual([])
})

test("each check is broken on purpose", () => {
  const tried = new Set([...bugs.map(([what]) => what), "every delivery has its event"])
  expect(checks.filter(({ what }) => !tried.has(what))).toEqual([])
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
