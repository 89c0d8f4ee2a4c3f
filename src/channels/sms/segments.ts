/** What a text takes as SMS: which alphabet it needs, and how many segments it is cut into. */
import { septetsOf } from "./gsm.ts"

export type Segments = {
  /** One sign that GSM 03.38 lacks, and the whole text is sent as UCS-2. */
  alphabet: "gsm7" | "ucs2"
  /** Septets, or UTF-16 units of UCS-2. */
  units: number
  /** Units that one segment holds: more where it is the only one. */
  perSegment: number
  segments: number
  /** Units that still fit before there is one segment more. */
  left: number
}

/**
 * Units of the only segment, and of each of several, which carry a header of six octets that puts them together
 * (3GPP TS 23.040 §9.2.3.24.1).
 */
const room = { gsm7: [160, 153], ucs2: [70, 67] } as const

/**
 * Counts a text. Segments are filled one after the other; neither an escape and its sign nor the two halves of a sign
 * beyond U+FFFF are ever cut apart, so a segment may end one unit early.
 */
export function segmentsOf(text: string): Segments {
  const signs = Array.from(text)
  const septets = signs.map(septetsOf)
  const alphabet = septets.includes(0) ? "ucs2" : "gsm7"
  const sizes = alphabet === "gsm7" ? septets : signs.map((sign) => sign.length)
  const units = sizes.reduce((sum, size) => sum + size, 0)
  const [only, each] = room[alphabet]
  if (units <= only) return { alphabet, units, perSegment: only, segments: units === 0 ? 0 : 1, left: only - units }
  let segments = 1
  let used = 0
  for (const size of sizes) {
    if (used + size > each) {
      segments += 1
      used = 0
    }
    used += size
  }
  return { alphabet, units, perSegment: each, segments, left: each - used }
}
