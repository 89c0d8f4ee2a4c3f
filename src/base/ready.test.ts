/** Who has work: a lane that looks empty isn't given up before what was being written meanwhile is seen. */
import { expect, test } from "vitest"
import { makeWorld } from "../../test/world.ts"
import { type Lane, leaveLane, makeReady, parkSeconds, readyNow, takeLane } from "./ready.ts"

const world = await makeWorld()
const { db } = world
const start = Temporal.Instant.from("2026-03-01T09:00:00Z")
const at = (seconds: number) => start.add({ milliseconds: Math.round(seconds * 1000) })

/** An organisation's lane that has work from the start on. */
async function made(lane: Lane) {
  const { orgId } = await world.organisation()
  await db.org(orgId, (tx) => makeReady(tx, lane, start))
  const isReady = async (seconds: number) =>
    (await readyNow(db, [lane], at(seconds))).some((each) => each.orgId === orgId)
  return {
    orgId,
    isReady,
    /** Works on it, sees what is next, and leaves it. @returns whether it was to be had */
    look: (seconds: number, next: number | null = null) =>
      db.org(orgId, async (tx) => {
        const taken = await takeLane(tx, lane, at(seconds))
        if (taken) await leaveLane(tx, lane, taken, next === null ? null : at(next), at(seconds))
        return taken !== null
      }),
  }
}

test("a lane found empty is looked at again at once, then less and less often, then given up", async () => {
  const { isReady, look } = await made("email normal")
  const looks: number[] = []
  for (let seconds = 0; seconds < 60; seconds += 0.25) if (await look(seconds)) looks.push(seconds)
  expect(looks).toEqual([0, 0.25, 0.5, 1, 2, 4, 8])
  expect(await isReady(1000)).toBe(false)
})

test("work announced while its lane was found empty is seen a quarter of a second later", async () => {
  const { orgId, look, isReady } = await made("email normal")
  await db.org(orgId, async (tx) => {
    await makeReady(tx, "email normal", at(0)) // early enough: passed by
    expect(await look(0)).toBe(true) // sees nothing of what is being written
  })
  expect(await isReady(0.2)).toBe(false)
  expect(await look(0.25, 0)).toBe(true)
  expect(await isReady(0.25)).toBe(true)
})

test("what comes into a parked lane takes it out of the park at once", async () => {
  const { orgId, look, isReady } = await made("plan")
  await look(0)
  await db.org(orgId, (tx) => makeReady(tx, "plan", at(0.1)))
  expect(await isReady(0.1)).toBe(true)
})

test("what is due later is waited for, without a look beyond the park", async () => {
  const { look, isReady } = await made("sms bulk")
  const looks: number[] = []
  for (let seconds = 0; seconds < 100; seconds += 0.25) if (await look(seconds, 100)) looks.push(seconds)
  expect(looks).toEqual([0, 0.25, 0.5, 1, 2, 4, 8])
  expect(await isReady(99.9)).toBe(false)
  expect(await isReady(100)).toBe(true)
})

test("lanes that need not be quick are looked at again once, when the park is over", async () => {
  const { look, isReady } = await made("unclear")
  await look(0)
  expect(await isReady(parkSeconds - 0.1)).toBe(false)
  expect(await look(parkSeconds)).toBe(true)
  expect(await isReady(1000)).toBe(false)
})

test("AL-D29 a pause holds every lane back but letters and what became of messages under way, a suspension all", async () => {
  const lanes: Lane[] = ["plan", "dates", "email urgent", "sms normal", "email system", "unclear"]
  const all = await Promise.all(lanes.map(made))
  const goingOn = async (seconds: number): Promise<string[]> => {
    const had: string[] = []
    for (const [index, { isReady, look }] of all.entries()) {
      const isSeen = await isReady(seconds)
      expect(await look(seconds), "what is seen is what is had").toBe(isSeen)
      if (isSeen) had.push(lanes[index] as Lane)
    }
    return had
  }
  for (const { orgId } of all)
    await db.org(orgId, (tx) => tx`update organisations set paused_at = now() where id = ${orgId}`)
  expect(await goingOn(0)).toEqual(["email system", "unclear"])
  for (const { orgId } of all)
    await db.org(orgId, (tx) => tx`update organisations set state = 'suspended' where id = ${orgId}`)
  expect(await goingOn(5)).toEqual([])
  for (const { orgId } of all)
    await db.org(orgId, (tx) => tx`update organisations set state = 'active', paused_at = null where id = ${orgId}`)
  expect(await goingOn(7)).toEqual(lanes)
})

test("who has more to do stands behind those that wait for their turn", async () => {
  const [first, second] = [await made("push bulk"), await made("push bulk")]
  await db.org(first.orgId, (tx) => makeReady(tx, "push bulk", at(-60)))
  const order = async () => (await readyNow(db, ["push bulk"], at(10))).map(({ orgId }) => orgId)
  expect(await order()).toEqual([first.orgId, second.orgId])
  expect(await first.look(5, -50)).toBe(true)
  expect(await order()).toEqual([second.orgId, first.orgId])
})

test("a lane where a great many are ready hides no other", async () => {
  const many: string[] = []
  for (let n = 0; n < 3; n++) many.push((await made("sms normal")).orgId)
  const { orgId } = await made("sms urgent")
  await db.org(orgId, (tx) => makeReady(tx, "sms urgent", at(5)))
  const ready = await readyNow(db, ["sms urgent", "sms normal"], at(10), 2)
  expect(ready.map(({ lane }) => lane)).toEqual(["sms urgent", "sms normal", "sms normal"])
  expect(ready[0]?.orgId).toBe(orgId)
})
