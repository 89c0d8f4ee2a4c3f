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

/**
 * When a local date and time is in a zone. One that the zone's clocks pass over is the first moment behind the gap; one
 * that they show twice is the first of the two.
 */
export function instantIn(zone: string, date: Temporal.PlainDate, time: Temporal.PlainTime): Temporal.Instant {
  const local = date.toPlainDateTime(time)
  const early = local.toZonedDateTime(zone, { disambiguation: "earlier" })
  // In a gap no clock shows it: what is answered for it lies before the jump.
  const behind = early.toPlainDateTime().equals(local) ? early : early.getTimeZoneTransition("next")
  return (behind ?? early).toInstant()
}
