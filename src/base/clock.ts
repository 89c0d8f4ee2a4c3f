/** The one place that asks what time it is. Everything else is told. */

export type Clock = () => Temporal.Instant

export const systemClock: Clock = () => Temporal.Now.instant()

/** Rings once after some milliseconds, unless the function it returns is called before. */
export type Timer = (milliseconds: number, ring: () => void) => () => void

export const systemTimer: Timer = (milliseconds, ring) => {
  const timeout = setTimeout(ring, milliseconds)
  return () => clearTimeout(timeout)
}

/** Whole seconds from `from` until `to`, rounded up; 0 if `to` is past. For Retry-After (RFC 9110 §10.2.3). */
export function secondsUntil(to: Temporal.Instant, from: Temporal.Instant): number {
  return Math.max(0, Math.ceil((to.epochMilliseconds - from.epochMilliseconds) / 1000))
}
