import { expect, test } from "vitest"
import { segmentsOf } from "./segments.ts"

test("160 septets are one segment, 161 are two of 153; what the escape brings takes two", () => {
  expect(segmentsOf("")).toEqual({ alphabet: "gsm7", units: 0, perSegment: 160, segments: 0, left: 160 })
  expect(segmentsOf("a".repeat(160))).toEqual({ alphabet: "gsm7", units: 160, perSegment: 160, segments: 1, left: 0 })
  expect(segmentsOf("a".repeat(161))).toEqual({ alphabet: "gsm7", units: 161, perSegment: 153, segments: 2, left: 145 })
  expect(segmentsOf("a".repeat(306))).toMatchObject({ segments: 2, left: 0 })
  expect(segmentsOf("a".repeat(307))).toMatchObject({ segments: 3, left: 152 })
  expect(segmentsOf("€".repeat(80))).toMatchObject({ alphabet: "gsm7", units: 160, segments: 1 })
  expect(segmentsOf("€".repeat(81))).toMatchObject({ units: 162, segments: 2 })
})

test("an escape and its sign stay together, so a segment may end one septet early", () => {
  // 153 is odd: the 77th euro sign would be cut in two.
  expect(segmentsOf("€".repeat(153))).toMatchObject({ units: 306, segments: 3, left: 151 })
})

test("one sign outside the alphabet makes it UCS-2: 70 units alone, 67 each of several, no sign is cut in two", () => {
  expect(segmentsOf(`${"a".repeat(69)}ł`)).toEqual({
    alphabet: "ucs2",
    units: 70,
    perSegment: 70,
    segments: 1,
    left: 0,
  })
  expect(segmentsOf(`${"a".repeat(70)}ł`)).toMatchObject({
    alphabet: "ucs2",
    units: 71,
    perSegment: 67,
    segments: 2,
    left: 63,
  })
  expect(segmentsOf("👍".repeat(35))).toMatchObject({ units: 70, segments: 1 })
  // 33 of them are 66 units; the 34th begins the next segment.
  expect(segmentsOf("👍".repeat(67))).toMatchObject({ units: 134, segments: 3 })
})
