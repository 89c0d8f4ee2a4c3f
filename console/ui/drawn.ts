/** What is drawn of a channel over time, from the bottom up, each in the colour of its tone. */
import type { ShownState } from "./status.tsx"

export const drawn = [
  { state: "delivered", colour: "var(--green)" },
  { state: "sent", colour: "color-mix(in srgb, var(--green) 55%, var(--sheet))" },
  { state: "ambiguous", colour: "var(--amber)" },
  { state: "withheld", colour: "color-mix(in srgb, var(--grey) 60%, var(--sheet))" },
  { state: "failed", colour: "var(--red)" },
] as const satisfies readonly { state: ShownState; colour: string }[]

export type Drawn = (typeof drawn)[number]["state"]
/** How many of each, in the hour or day that began then. */
export type Moment = { at: string } & Record<Drawn, number>
