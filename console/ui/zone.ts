/** Local times of a zone and the instants they are: what a person types as a date and a time. */

/** Minutes that a zone is ahead of UTC at an instant. */
function offsetAt(epoch: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(epoch)
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value)
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"))
  return Math.round((shown - epoch) / 60_000)
}

/**
 * @param local such as `2026-03-29T02:30`
 * @returns the instant, RFC 3339; `moved` where the clock leaps over that time, which then is as much later as it leaps;
 * `twice` where it comes two times, of which the first is meant
 */
export function instantOf(local: string, zone: string): { at: string; moved: boolean; twice: boolean } | null {
  const asUtc = Date.parse(`${local}Z`)
  if (Number.isNaN(asUtc)) return null
  const day = 24 * 60 * 60_000
  const [before, after] = [offsetAt(asUtc - day, zone), offsetAt(asUtc + day, zone)]
  const candidates = [...new Set([before, after])]
    .map((minutes) => asUtc - minutes * 60_000)
    .filter((epoch) => epoch + offsetAt(epoch, zone) * 60_000 === asUtc)
    .toSorted((a, b) => a - b)
  const epoch = candidates[0] ?? asUtc - before * 60_000
  return { at: new Date(epoch).toISOString(), moved: candidates.length === 0, twice: candidates.length > 1 }
}

/** The first instant of a day, such as `2026-03-29`; null for no day. */
export const startOf = (day: string, zone: string): string | null => instantOf(`${day}T00:00`, zone)?.at ?? null

/** The day after a day. */
export const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00Z`) + 24 * 60 * 60_000).toISOString().slice(0, 10)

export const browserZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

export const isPast = (at: string): boolean => Date.parse(at) <= Date.now()
