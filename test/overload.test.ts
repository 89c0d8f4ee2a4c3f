/** More than can be done: it is said so, nothing is half done, and what was answered is kept. */
import { afterAll, expect, test } from "vitest"
import { type Answered, isRefusal, openServer } from "./overload.ts"

const loud = await openServer()
afterAll(async () => {
  expect(await loud.close()).toBe(0)
})
const accepted: string[] = []
const note = (answers: readonly Answered[]) => {
  accepted.push(...answers.flatMap(({ status, sent }) => (status === 202 ? sent : [])))
  expect(answers.filter((each) => each.status !== 202 && !isRefusal(each))).toEqual([])
}
const keptIsAccepted = async () => expect((await loud.kept()).toSorted()).toEqual(accepted.toSorted())

test("I1 I30 while nothing can be written, what is beyond the waiting room is refused at once, and nothing of it is kept", async () => {
  const refused = Promise.withResolvers<void>()
  const locked = Promise.withResolvers<void>()
  const holding = loud.admin.bare(async (sql) => {
    await sql`begin`
    await sql`lock table events in share row exclusive mode`
    locked.resolve()
    await refused.promise
    await sql`commit`
  })
  await locked.promise
  let refusals = 0
  const answers = await Promise.all(
    Array.from({ length: 25 }, async () => {
      const answer = await loud.say(1000)
      if (isRefusal(answer) && ++refusals === 5) refused.resolve()
      return answer
    }),
  )
  await holding
  note(answers)
  expect(answers.filter(isRefusal).length).toBeGreaterThanOrEqual(5)
  await keptIsAccepted()
  note([await loud.say(1)])
  expect(accepted.length).toBeGreaterThan(0)
  await keptIsAccepted()
})

test("a thousand clients at once are all answered, and what was accepted is kept", async () => {
  const answers = await Promise.all(Array.from({ length: 1000 }, () => loud.say(1)))
  note(answers)
  expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThan(0)
  await keptIsAccepted()
})

test("a client that leaves in the middle leaves nothing behind", async () => {
  const body = JSON.stringify([{ specversion: "1.0", id: "half" }])
  for (const length of [10_000, 1_000_000, "chunked"] as const) loud.begin(length, body).leave()
  note([await loud.say(1)])
  await keptIsAccepted()
})

test("a body over the limit is refused, announced or not", async () => {
  const over = 8 * 1024 * 1024 + 1
  const announced = loud.begin(over, "[")
  expect(await announced.answer).toMatch(/^HTTP\/1.1 413 [\s\S]*application\/problem\+json/)
  announced.leave()
  const size = over.toString(16)
  const chunked = loud.begin("chunked", Buffer.concat([Buffer.from(`${size}\r\n`), Buffer.alloc(over, " ")]))
  expect(await chunked.answer).toMatch(/^HTTP\/1.1 413 [\s\S]*application\/problem\+json/)
  chunked.leave()
  await keptIsAccepted()
})

test("large bodies that are still coming have only so much room, and small ones get through", async () => {
  const length = 8_000_000
  const coming = Array.from({ length: 9 }, () => loud.begin(length, Buffer.alloc(length - 1, " ")))
  const answer = await Promise.race(coming.map((each) => each.answer))
  expect(answer).toMatch(/^HTTP\/1.1 503 [\s\S]*application\/problem\+json/)
  expect(answer).toMatch(/\r\nretry-after: 1\r\n/i)
  note([await loud.say(1)])
  for (const each of coming) each.leave()
  await keptIsAccepted()
})
