/** Thresholds of a balance: what they are, and which of them a value crosses. Pure. */
import { z } from "zod"
import { amount, toMicros } from "../base/money.ts"

export const threshold = z.union([
  z.strictObject({ amountLeft: amount }),
  z.strictObject({ percentUsed: z.int().min(1).max(100) }),
])
export type Threshold = z.output<typeof threshold>

/** What two writings of one threshold have in common: 10 and 10.00 left are the same. */
export const thresholdKey = (each: Threshold): string =>
  "amountLeft" in each ? `amountLeft ${toMicros(each.amountLeft)}` : `percentUsed ${each.percentUsed}`

export const thresholds = z
  .array(threshold)
  .max(20)
  .refine((list) => new Set(list.map(thresholdKey)).size === list.length, {
    error: "each threshold once",
    params: { fault: "duplicate" },
  })
  .meta({
    description: "When a balance is told of: an amount left, or a percentage of the limit used.",
    examples: [[{ amountLeft: "10.00" }, { percentUsed: 80 }]],
  })

/** What is owed and how much may be, in millionths of the currency. Without a limit nothing can be near it. */
export type Value = { balance: bigint; limit: bigint | null }
/** What is known of a customer: when the last value was, and the keys of all thresholds it had reached. */
export type KnownValue = { at: Temporal.Instant; reached: readonly string[] }
/** The key of the threshold that every limit has: more is owed than may be. */
export const overLimit = "over"

/**
 * What a value means. A threshold fires when it is reached and the last value hadn't reached it, or there was none, or
 * the threshold is new; of several only the most severe does. Below it, it is armed again. Being over the limit is the
 * most severe of all, and who was told so is told nothing less while it lasts.
 * @param previous null: this is the first value known
 * @returns the thresholds reached, and the one that fires; null for a value older than the last, which says nothing
 */
export function crossings(
  thresholds: readonly Threshold[],
  previous: KnownValue | null,
  next: Value & { at: Temporal.Instant },
): { reached: string[]; fires: string | null } | null {
  if (previous && Temporal.Instant.compare(next.at, previous.at) < 0) return null
  const { balance, limit } = next
  if (limit === null) return { reached: [], fires: null }
  const reached = thresholds
    .map((each) => ({ key: thresholdKey(each), level: levelOf(each, limit) }))
    .filter(({ level }) => level !== null && balance * 100n >= level)
    .toSorted((one, other) => Number((other.level ?? 0n) - (one.level ?? 0n)))
    .map(({ key }) => key)
  if (balance > limit) reached.unshift(overLimit)
  const before = new Set(previous?.reached)
  const fires = reached.find((key) => !before.has(key)) ?? null
  return { reached, fires: before.has(overLimit) && reached[0] === overLimit ? null : fires }
}

/** A hundred times the balance that reaches it; null where nothing does: there is no part of a limit of nothing. */
const levelOf = (each: Threshold, limit: bigint): bigint | null => {
  if ("amountLeft" in each) return (limit - toMicros(each.amountLeft)) * 100n
  return limit === 0n ? null : limit * BigInt(each.percentUsed)
}

/** The least balance that reaches each of these under a limit, the lowest first. Those that nothing reaches are left out. */
export const levels = (
  list: readonly Threshold[],
  limit: bigint,
): { threshold: Threshold; key: string; balance: bigint }[] =>
  list
    .flatMap((each) => {
      const level = levelOf(each, limit)
      // Up to the next whole one: a balance is a whole number, a part of a limit need not be.
      const balance = level === null ? null : level / 100n + (level % 100n > 0n ? 1n : 0n)
      return balance === null ? [] : [{ threshold: each, key: thresholdKey(each), balance }]
    })
    .toSorted((one, other) => Number(one.balance - other.balance))

/** Whole per cents of the limit used, rounded down: 100 only once it is used up. */
export const percentUsed = ({ balance, limit }: { balance: bigint; limit: bigint }): number => {
  if (balance <= 0n) return 0
  return limit === 0n ? 100 : Number((balance * 100n) / limit)
}
