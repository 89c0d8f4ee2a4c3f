/**
 * Seconds to wait before trying a delivery again: anywhere between 0 and 30, 60, 120 … up to 3600 (full jitter), so that
 * a thousand failures of one minute don't return in one second.
 * @param tries hand-overs already made, from 1
 * @param asked seconds the provider asked for (Retry-After, RFC 9110 §10.2.3), 0 if none; never undercut
 * @param random in [0, 1), given by the caller
 * @throws RangeError if `tries` is below 1
 */
export function backoff(tries: number, asked: number, random: number): number {
  if (tries < 1) throw new RangeError(`${tries} tries are below 1`)
  const most = Math.min(30 * 2 ** (tries - 1), 3600)
  return asked + most * random
}
