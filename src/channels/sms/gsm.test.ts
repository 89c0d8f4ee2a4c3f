import { expect, test } from "vitest"
import { outsideGsm7 } from "./gsm.ts"

test("DE-D1 the letters that GSM 03.38 has pass, Polish ones and whatever else it lacks are named once", () => {
  expect(outsideGsm7("æ ø å à è é ì ò ù ^{}\\[]~|€ 12 @ £\r\n")).toEqual([])
  expect(outsideGsm7("Zażółć gęślą jaźń")).toEqual(Array.from("żółćęśąźń"))
  expect(outsideGsm7("żż „a” 👍🏽\t")).toEqual(["ż", "„", "”", "👍", "🏽", "\t"])
})

test("the alphabet is that of the standard: 127 signs without the escape, and ten by it", () => {
  const known = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).filter(
    (sign) => outsideGsm7(sign).length === 0,
  )
  expect(known).toHaveLength(127 + 10)
})
