/** What an operator asks of a database, over all its organisations. */
import pg from "pg"
import { afterAll, expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { makeWorld } from "../../test/world.ts"
import { dueNow, verify } from "./verify.ts"

const world = await makeWorld()
const { settle } = makeWorker(world, world.install.outbound)
const admin = new pg.Client({ connectionString: world.adminUrl })
await admin.connect()
afterAll(() => admin.end())

const told = async () => {
  const line = await makeTelco(world)
  await line.customer("K-1", ["biuro@firma.example"])
  await line.boxes([["account.welcome", "email"]])
  await line.tell(line.event("account.welcome", "customer/K-1"))
  return line.orgId
}
const broken = async () => (await verify(world.db, world.install.clock())).broken

test("I1 I29 what is broken is summed over the organisations, check by check", async () => {
  const orgIds = [await told(), await told()]
  await settle()
  expect(await broken()).toEqual([])
  // Behind everybody's back.
  await admin.query("update class_sizes set customers = customers + 1 where org_id = $1", [orgIds[0]])
  await admin.query("update events set body_hash = 'x' || body_hash where org_id = any ($1)", [orgIds])
  expect((await broken()).toSorted((a, b) => a.invariant.localeCompare(b.invariant))).toEqual([
    { invariant: "I1", what: "an accepted event is a row that says what was accepted", count: 2 },
    {
      invariant: "I29",
      what: "a class has the size that is kept",
      count: expect.toSatisfy((count: number) => count > 0),
    },
  ])
  await admin.query("update class_sizes set customers = customers - 1 where org_id = $1", [orgIds[0]])
  await admin.query("update events set body_hash = substr(body_hash, 2) where org_id = any ($1)", [orgIds])
  expect(await broken()).toEqual([])
})

test("AL-D32 before a release an operator sees what it would let go", async () => {
  await told()
  expect(await dueNow(world.db, world.install.clock())).toMatchObject([{ events: 1, deliveries: 0 }])
  await settle()
  expect(await dueNow(world.db, world.install.clock())).toEqual([])
})
