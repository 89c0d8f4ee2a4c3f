/**
 * Low-water marks: from when on the rows of a lane are looked for, oldest first. Rows that were done stay in the index
 * until they may be removed, which a long query or a backup can put off for hours; who always began with the oldest would
 * walk past all of them each time.
 *
 * A mark is a process's own and a hint only. What was due, and what is written from now on, is never older than it but for
 * rows that were put back, or whose transaction or clock was slower than any should be. Those are found by the look from
 * the beginning, once a minute.
 *
 * In SQL it is `(due_at, id) >= (mark, firstId)`: of two bounds of one column the planner believes that they leave little,
 * and would rather sort all that waits than walk along the index.
 */

/** Before every id. */
export const firstId = "00000000-0000-0000-0000-000000000000"

/** How far behind the present new rows may still turn up: longer than any transaction of ours lives and clocks differ. */
const lateSeconds = 30
/** How often a lane is looked through from the beginning. */
const wholeSeconds = 60
/** Lanes remembered; a lane that was forgotten is looked through from the beginning. */
const mostKept = 20_000

const beginning = Temporal.Instant.fromEpochMilliseconds(0)

type Mark = { from: Temporal.Instant; wholeAt: Temporal.Instant; seenAt: Temporal.Instant }

export type Marks = {
  /** From when on to look now; what was seen is to be told. */
  from(lane: string, now: Temporal.Instant): Temporal.Instant
  /** The same for a look that tells nothing, and counts for none. */
  peek(lane: string, now: Temporal.Instant): Temporal.Instant
  /** @param oldest when the oldest is due of all that wait, taken by somebody or not; null where none waits */
  saw(lane: string, oldest: Temporal.Instant | null, now: Temporal.Instant): void
  /** Something older was put back. */
  forget(lane: string): void
}

export function openMarks(): Marks {
  const marks = new Map<string, Mark>()
  /** Of a clock that was set back nothing is known. */
  const knownAt = (lane: string, now: Temporal.Instant) => {
    const mark = marks.get(lane)
    return mark && Temporal.Instant.compare(mark.seenAt, now) <= 0 ? mark : undefined
  }
  return {
    from(lane, now) {
      const known = knownAt(lane, now)
      if (known && known.wholeAt.until(now).total("seconds") < wholeSeconds) return known.from
      // Written down before it is tried: where it takes too long, the next look begins at the mark again.
      if (known) known.wholeAt = now
      else {
        if (marks.size >= mostKept) marks.clear()
        marks.set(lane, { from: beginning, wholeAt: now, seenAt: now })
      }
      return beginning
    },
    peek: (lane, now) => knownAt(lane, now)?.from ?? beginning,
    saw(lane, oldest, now) {
      const known = marks.get(lane)
      if (!known) return
      const late = now.subtract({ seconds: lateSeconds })
      known.from = oldest !== null && Temporal.Instant.compare(oldest, late) < 0 ? oldest : late
      known.seenAt = now
    },
    forget: (lane) => void marks.delete(lane),
  }
}
