import { expect, test } from "vitest"
import { openMarks } from "./marks.ts"

const start = Temporal.Instant.from("2026-03-01T09:00:00Z")
const at = (seconds: number) => start.add({ milliseconds: Math.round(seconds * 1000) })
/** From when on is looked, in seconds of the test; null: from the beginning. */
const looks = (marks: ReturnType<typeof openMarks>, seconds: number) => {
  const from = marks.from("lane", at(seconds))
  return from.epochMilliseconds === 0 ? null : start.until(from).total("seconds")
}

test("a look begins where the oldest was that waited", () => {
  const marks = openMarks()
  expect(looks(marks, 1000)).toBe(null)
  marks.saw("lane", at(400), at(1000))
  expect(looks(marks, 1001)).toBe(400)
  marks.saw("lane", at(410), at(1001))
  expect(looks(marks, 1002)).toBe(410)
})

test("what is being written just now is never behind the mark", () => {
  const marks = openMarks()
  looks(marks, 1000)
  marks.saw("lane", at(999), at(1000))
  expect(looks(marks, 1001)).toBe(970)
  marks.saw("lane", null, at(1001))
  expect(looks(marks, 1002)).toBe(971)
  marks.saw("lane", at(9000), at(1002))
  expect(looks(marks, 1003)).toBe(972)
})

test("once a minute a lane is looked through from the beginning, and at once where something was put back", () => {
  const marks = openMarks()
  const begun: number[] = []
  for (let seconds = 0; seconds < 200; seconds += 10) {
    if (looks(marks, seconds) === null) begun.push(seconds)
    marks.saw("lane", null, at(seconds))
  }
  expect(begun).toEqual([0, 60, 120, 180])
  marks.forget("lane")
  expect(looks(marks, 200)).toBe(null)
})

test("a look from the beginning that failed is not repeated before another minute", () => {
  const marks = openMarks()
  looks(marks, 0)
  marks.saw("lane", null, at(0))
  expect(looks(marks, 60)).toBe(null)
  expect(looks(marks, 61)).toBe(-30)
})

test("a clock that was set back looks from the beginning", () => {
  const marks = openMarks()
  looks(marks, 1000)
  marks.saw("lane", null, at(1000))
  expect(looks(marks, 999)).toBe(null)
})
