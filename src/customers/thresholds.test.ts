/** Which threshold a value fires: the cases of the rule, and any history of values against one that is told slowly. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { crossings, type KnownValue, percentUsed, type Threshold, thresholdKey } from "./thresholds.ts"

const start = Temporal.Instant.from("2026-03-02T08:00:00Z")
const euros = (amount: number) => BigInt(Math.round(amount * 1_000_000))
type Told = [minute: number, balance: number, limit: number | null, list?: Threshold[]]

/** What fires at each value of a history; undefined where the value was ignored. */
function fired(list: Threshold[], history: Told[]): (string | null | undefined)[] {
  let known: KnownValue | null = null
  return history.map(([minute, balance, limit, own]) => {
    const at = start.add({ minutes: minute })
    const answer = crossings(own ?? list, known, {
      balance: euros(balance),
      limit: limit === null ? null : euros(limit),
      at,
    })
    if (answer === null) return undefined
    known = { at, reached: answer.reached }
    return answer.fires
  })
}

const eighty: Threshold = { percentUsed: 80 }
const ninety: Threshold = { percentUsed: 90 }
const tenLeft: Threshold = { amountLeft: "10.00" }

test.each<[string, Threshold[], Told[], (string | null | undefined)[]]>([
  [
    "fires when it is reached exactly",
    [eighty],
    [
      [0, 79.99, 100],
      [1, 80, 100],
    ],
    [null, "percentUsed 80"],
  ],
  ["fires with the first value known", [eighty], [[0, 85, 100]], ["percentUsed 80"]],
  [
    "fires once while the value stays",
    [eighty],
    [
      [0, 85, 100],
      [1, 86, 100],
      [2, 85, 100],
    ],
    ["percentUsed 80", null, null],
  ],
  [
    "is armed again on the safe side",
    [eighty],
    [
      [0, 85, 100],
      [1, 79, 100],
      [2, 80, 100],
    ],
    ["percentUsed 80", null, "percentUsed 80"],
  ],
  [
    "is the most severe of several",
    [eighty, tenLeft],
    [
      [0, 10, 100],
      [1, 95, 100],
    ],
    [null, "amountLeft 10000000"],
  ],
  [
    "fires above another that had fired",
    [eighty, ninety],
    [
      [0, 85, 100],
      [1, 95, 100],
    ],
    ["percentUsed 80", "percentUsed 90"],
  ],
  [
    "is silent on the way back",
    [eighty, ninety],
    [
      [0, 95, 100],
      [1, 85, 100],
    ],
    ["percentUsed 90", null],
  ],
  [
    "gives way to the limit itself",
    [eighty],
    [
      [0, 10, 100],
      [1, 100.01, 100],
    ],
    [null, "over"],
  ],
  [
    "is told before the limit is passed",
    [{ percentUsed: 100 }],
    [
      [0, 100, 100],
      [1, 100.01, 100],
    ],
    ["percentUsed 100", "over"],
  ],
  [
    "ignores an older value",
    [eighty],
    [
      [5, 50, 100],
      [4, 95, 100],
      [6, 60, 100],
    ],
    [null, undefined, null],
  ],
  [
    "takes another value of the same moment",
    [eighty],
    [
      [5, 50, 100],
      [5, 95, 100],
    ],
    [null, "percentUsed 80"],
  ],
  [
    "is judged with the next value when it is new",
    [],
    [
      [0, 95, 100],
      [1, 95, 100, [ninety]],
      [2, 96, 100, [ninety]],
    ],
    [null, "percentUsed 90", null],
  ],
  [
    "says nothing new to who is over the limit",
    [eighty],
    [
      [0, 120, 100],
      [1, 121, 100, [eighty, ninety]],
    ],
    ["over", null],
  ],
  [
    "has a meaning only where there is a limit",
    [eighty, tenLeft],
    [
      [0, 95, null],
      [1, 95, 100],
    ],
    [null, "amountLeft 10000000"],
  ],
  [
    "is reached when the limit is lowered",
    [eighty],
    [
      [0, 50, 100],
      [1, 50, 60],
    ],
    [null, "percentUsed 80"],
  ],
  [
    "of a limit of nothing is an amount only",
    [eighty, tenLeft],
    [
      [0, -50, 0],
      [1, -10, 0],
      [2, 0.01, 0],
    ],
    [null, "amountLeft 10000000", "over"],
  ],
])("PO-D7 a threshold %s", (_, list, history, expected) => {
  expect(fired(list, history)).toEqual(expected)
})

test("PO-D7 per cents are whole, and 100 only when nothing is left", () => {
  const of = (balance: number, limit: number) => percentUsed({ balance: euros(balance), limit: euros(limit) })
  expect([of(99.999, 100), of(100, 100), of(-5, 100), of(1, 3), of(0, 0), of(1, 0)]).toEqual([99, 100, 0, 33, 0, 100])
})

/** One threshold at a time, each with an arm of its own, in decimal numbers: slow and plain. */
function naive(list: Threshold[], history: Told[]): (string | null | undefined)[] {
  const disarmed = new Set<string>()
  let last = -1
  return history.map(([minute, balance, limit]) => {
    if (minute < last) return undefined
    last = minute
    const places = list.map((each) => ({
      key: thresholdKey(each),
      severity:
        limit === null || ("percentUsed" in each && limit === 0)
          ? null
          : "percentUsed" in each
            ? (limit * each.percentUsed) / 100
            : limit - Number(each.amountLeft),
    }))
    const isOver = limit !== null && balance > limit
    const wasOver = disarmed.has("over")
    const news: { key: string; severity: number }[] = []
    for (const { key, severity } of places) {
      const isReached = severity !== null && balance >= severity
      if (isReached && !disarmed.has(key)) news.push({ key, severity })
      if (isReached) disarmed.add(key)
      else disarmed.delete(key)
    }
    if (isOver) disarmed.add("over")
    else disarmed.delete("over")
    if (isOver) return wasOver ? null : "over"
    const worst = Math.max(...news.map(({ severity }) => severity))
    return news.find(({ severity }) => severity === worst)?.key ?? null
  })
}

const list = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom(25, 50, 75, 80, 100).map((percent): Threshold => ({ percentUsed: percent })),
    fc.constantFrom(0, 10, 25, 50).map((left): Threshold => ({ amountLeft: `${left}.00` })),
  ),
  { selector: thresholdKey, maxLength: 6 },
)
const history = fc.array(
  fc.tuple(fc.nat(30), fc.integer({ min: -20, max: 130 }), fc.constantFrom(null, 0, 50, 100, 100)),
  { maxLength: 20 },
)

test("PO-D7 any history of values fires what each threshold alone would say, the most severe of them", () => {
  fc.assert(
    fc.property(list, history, (thresholds, told) => {
      // Of two at one level either may be named: both tell the same.
      const level = (key: string | null | undefined, limit: number | null) =>
        key?.startsWith("percentUsed ")
          ? ((limit ?? 0) * Number(key.slice(12))) / 100
          : key?.startsWith("amountLeft ")
            ? (limit ?? 0) - Number(key.slice(11)) / 1e6
            : key
      const plain = (answers: (string | null | undefined)[]) =>
        answers.map((key, index) => level(key, told[index]?.[2] ?? null))
      expect(plain(fired(thresholds, told))).toEqual(plain(naive(thresholds, told)))
    }),
    { numRuns: 2000 },
  )
})
