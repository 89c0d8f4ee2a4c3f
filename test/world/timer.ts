/** A timer that rings when a test says so: nothing in a test waits for a clock. */
import type { Timer } from "../../src/base/clock.ts"

type Armed = { milliseconds: number; ring: () => void }

type HandTimer = {
  timer: Timer
  /** Rings the one that was set to this time; waits until there is one. */
  ring: (milliseconds: number) => Promise<void>
  armed: () => number[]
}

export function handTimer(): HandTimer {
  const armed = new Set<Armed>()
  let waiting: { milliseconds: number; found: (one: Armed) => void }[] = []
  return {
    timer: (milliseconds, ring) => {
      const one = { milliseconds, ring }
      armed.add(one)
      for (const { found } of waiting.filter((other) => other.milliseconds === milliseconds)) found(one)
      waiting = waiting.filter((other) => other.milliseconds !== milliseconds)
      return () => armed.delete(one)
    },
    ring: async (milliseconds) => {
      const one =
        [...armed].find((other) => other.milliseconds === milliseconds) ??
        (await new Promise<Armed>((found) => waiting.push({ milliseconds, found })))
      armed.delete(one)
      one.ring()
    },
    armed: () => [...armed].map(({ milliseconds }) => milliseconds),
  }
}
