/** What a claim finds: it begins where the oldest was that waited, and overlooks nothing for long. */
import { expect, test } from "vitest"
import { makeTelco } from "../../test/line.ts"
import { makeWorld } from "../../test/world.ts"
import { newId } from "../base/ids.ts"
import { planDue } from "../notifications/notify.ts"
import { claim, type Lane, nextDue } from "./claim.ts"
import { intend, takeBack } from "./settle.ts"

const world = await makeWorld()
const lane: Lane = { channel: "email", priority: "normal" }

/** An organisation where three messages wait that were planned at `start`. */
async function made() {
  const line = await makeTelco(world)
  await line.boxes([["account.welcome", "email"]])
  for (let n = 0; n < 3; n++) await line.customer(`K-${n}`, [`anna${n}@example.com`])
  for (let n = 0; n < 3; n++) await line.tell(line.event("account.welcome", `customer/K-${n}`))
  const start = world.install.clock().round({ smallestUnit: "millisecond", roundingMode: "ceil" })
  await planDue(world.db, line.orgId, start)
  const at = (seconds: number) => start.add({ seconds })
  const { act } = line
  return {
    at,
    act,
    take: (seconds: number, limit = 250) => act(({ tx }) => claim(tx, lane, limit, at(seconds))),
    claimed: async (seconds: number) =>
      (await act(({ tx }) => claim(tx, lane, 250, at(seconds)))).claimed.map(({ id }) => id),
    next: (seconds: number) => act(({ tx }) => nextDue(tx, lane, at(seconds))),
    /** Their claims have run out. */
    letGo: () => act(({ tx }) => tx`update deliveries set claim_until = null where org_id = ${tx.orgId}`),
    /** They are sent, all but the first, which another process put back as it was due ten minutes before. */
    putBackOne: () =>
      act(async ({ tx }) => {
        await tx`update deliveries set state = 'sent', claim_until = null, settled_at = now() where org_id = ${tx.orgId}`
        await tx`
          update deliveries set state = 'queued', settled_at = null, due_at = ${at(-600)}
           where org_id = ${tx.orgId} and id = (select min(id::text)::uuid from deliveries where org_id = ${tx.orgId})`
      }),
  }
}

test("a claim that ran out is found again at once, however long it was held", async () => {
  const { claimed, letGo } = await made()
  const first = await claimed(0)
  expect(first).toHaveLength(3)
  expect(await claimed(100)).toEqual([])
  await letGo()
  expect(await claimed(101)).toEqual(first)
})

test("who claims less than waits leaves the rest to be found", async () => {
  const { take, claimed } = await made()
  expect((await take(0, 2)).claimed).toHaveLength(2)
  expect(await claimed(40)).toHaveLength(1)
})

test("what another process put back behind all that waits is found within a minute", async () => {
  const { claimed, putBackOne, next, at } = await made()
  await claimed(0)
  await putBackOne()
  expect(await claimed(50)).toEqual([])
  expect(await next(55)).toBe(null)
  expect(await claimed(60)).toHaveLength(1)
  expect(await next(60), "when the claim runs out").toEqual(at(70))
})

test("what this process takes back is found at once", async () => {
  const { act, at, take, claimed, letGo } = await made()
  const { claimed: deliveries } = await take(0)
  const connectionId = newId()
  await act(({ tx }) => intend(tx, deliveries, connectionId, at(0)))
  expect(await claimed(50)).toEqual([])
  await act(({ tx }) => takeBack(tx, deliveries))
  await letGo()
  expect(await claimed(55)).toHaveLength(3)
})
