/** Files in memory: each once, all within a limit, however many messages carry them. */
import { randomBytes } from "node:crypto"
import { expect, test } from "vitest"
import { makeWorld } from "../../../test/world.ts"
import type { Db } from "../../base/db.ts"
import { newId } from "../../base/ids.ts"
import { sha256 } from "../../base/secrets.ts"
import type { Attachment } from "./attachments.ts"
import { base64Length, base64Lines } from "./mime.ts"
import { openShelf } from "./shelf.ts"

const world = await makeWorld()
const { orgId } = await world.organisation()
const size = 100_000

async function kept(bytes = randomBytes(size)): Promise<Attachment & { bytes: Buffer }> {
  const hash = sha256(bytes)
  await world.db.org(
    orgId,
    (tx) => tx`
      insert into files (org_id, hash, bytes, kept_at) values (${orgId}, ${hash}, ${bytes}, ${world.install.clock()})`,
  )
  return { number: 1, name: "a", mediaType: "text/plain", hash, size: bytes.length, bytes }
}
/** The database, with a count of what was asked of it. */
function counted() {
  let reads = 0
  const db: Db = {
    ...world.db,
    org: (id, work) => {
      reads += 1
      return world.db.org(id, work)
    },
  }
  return { db, reads: () => reads }
}
/** Whether it is still waited for when all that can happen by itself has. */
async function isPending(work: Promise<unknown>): Promise<boolean> {
  const still = Symbol("still")
  for (let turn = 0; turn < 20; turn++) await world.db.org(orgId, (tx) => tx`select 1`)
  return (await Promise.race([work, Promise.resolve(still)])) === still
}

test("a file of many messages is read and encoded once, and is what was kept", async () => {
  const { db, reads } = counted()
  const [shelf, file] = [openShelf(db), await kept(randomBytes(2_000_000))]
  const held = await Promise.all(Array.from({ length: 50 }, () => shelf.hold(orgId, [file, file])))
  expect(reads()).toBe(3)
  const first = held[0]?.lines[0]
  expect(first?.equals(base64Lines(file.bytes))).toBe(true)
  for (const each of held) expect(each?.lines.every((lines) => lines === first)).toBe(true)
})

test("there is room for so much: what is used stays, what isn't makes room, and who finds none waits", async () => {
  const { db, reads } = counted()
  const [a, b, c] = [await kept(), await kept(), await kept()]
  const shelf = openShelf(db, 2 * base64Length(size))
  const [one, two] = [await shelf.hold(orgId, [a]), await shelf.hold(orgId, [b])]
  const third = shelf.hold(orgId, [c])
  expect(await isPending(third)).toBe(true)
  expect(await shelf.hold(orgId, [a]).then((held) => held?.release())).toBeUndefined() // what is there is had at once
  expect(await isPending(third)).toBe(true)
  two?.release()
  const three = await third
  expect(three?.lines[0]?.equals(base64Lines(c.bytes))).toBe(true)
  expect(reads()).toBeGreaterThanOrEqual(3)
  const before = reads()
  one?.release()
  three?.release()
  await shelf.hold(orgId, [a])
  expect(reads()).toBe(before) // it was still there
})

test("a message that has more than the limit has it alone", async () => {
  const [a, b, c] = [await kept(), await kept(), await kept()]
  const shelf = openShelf(world.db, 2 * base64Length(size))
  const small = await shelf.hold(orgId, [a])
  const large = shelf.hold(orgId, [a, b, c])
  expect(await isPending(large)).toBe(true)
  small?.release()
  expect((await large)?.lines).toHaveLength(3)
})

test("what is gone is nothing, and what could not be read is asked for again", async () => {
  const [a, gone] = [await kept(), { number: 2, name: "b", mediaType: "a/b", hash: sha256("gone"), size: 5 }]
  let isBroken = true
  const db: Db = {
    ...world.db,
    org: (id, work) => (isBroken ? Promise.reject(new Error("away")) : world.db.org(id, work)),
  }
  const shelf = openShelf(db, base64Length(size))
  await expect(shelf.hold(orgId, [a])).rejects.toThrow("away")
  isBroken = false
  const held = await shelf.hold(orgId, [a])
  expect(held?.lines).toHaveLength(1)
  held?.release()
  expect(await shelf.hold(orgId, [gone])).toBeNull()
  expect(await shelf.hold(orgId, [{ ...a, hash: a.hash }]).then((again) => again?.lines.length)).toBe(1)
  expect(await openShelf(world.db).hold(newId(), [a])).toBeNull() // another organisation's
})
