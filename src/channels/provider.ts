/** A provider is one file: it says what it needs and what it can do, shows one sample, and hands messages over. */
import { z } from "zod"
import type { Timer } from "../base/clock.ts"
import type { Outbound } from "../base/outbound.ts"
import type { Words } from "../base/words.ts"
import type { Carried, Messages, Outcome, Reason } from "./channel.ts"

/** What a provider may use of the world. */
export type Doors = { outbound: Outbound; timer: Timer }

/** An open way to a provider. `send` may be called while others run: one call is one slot. */
export type Session<C extends Carried = Carried> = {
  /**
   * Hands one message over. An outcome whatever happens; it throws only for a mistake of ours. The caller keeps to the
   * connection's slots and rate.
   */
  send(message: Messages[C], signal: AbortSignal): Promise<Outcome>
  /** Takes leave of the provider; what is being sent is finished first. */
  close(): Promise<void>
}

/** A credential in a provider's settings: stored sealed, never shown again. */
export const secret = () =>
  z
    .string()
    .min(1)
    .max(1000)
    .regex(/^\P{Cc}*$/u, "control characters are not allowed")
    .meta({ secret: true, writeOnly: true, format: "password" })

/**
 * What a setting is called, what helps to fill it in, and what its choices mean, for the setting's `meta`: forms are drawn
 * from it in each console language. One that is seldom set has `isRare: true` beside it.
 */
export const called = (titles: Words, descriptions?: Words, choices?: Readonly<Record<string, Words>>) => ({
  title: titles.en,
  titles,
  ...(descriptions ? { description: descriptions.en, descriptions } : {}),
  ...(choices ? { choices } : {}),
})

/** The parts of trying a connection out, as people know them. */
export const trialParts = ["connect", "hello", "tls", "auth", "sender", "message"] as const
/**
 * How one part went. `skipped`: not needed, `words` say why; `not_tried`: an earlier one failed. `field` is the setting to
 * look at.
 */
export type TrialStep = {
  part: (typeof trialParts)[number]
  state: "passed" | "failed" | "skipped" | "not_tried"
  reason: Reason | null
  words: string
  field: string | null
}

/** What the provider's own server answers when all is well; it tells, too, which of the tests' servers speaks for it. */
type Accepted = { smtp: string } | { http: { status: number; headers?: Record<string, string>; body: unknown } }

type Told<C extends Carried, Shape extends z.ZodRawShape> = {
  channel: C
  name: string
  /** The provider's own description of what is spoken here. */
  docs: string
  /** Draws the console's form and checks what is stored. `slots` and `perSecond` join it. */
  settings: z.ZodObject<Shape>
  /** What a new connection starts with: messages at once, and in a second. */
  limits: { slots: number; perSecond: number }
  sample: { settings: z.input<z.ZodObject<Shape>>; accepted: Accepted; refs: string[] }
  open(settings: z.output<z.ZodObject<Shape>> & Limits, doors: Doors): Session<C>
  /**
   * Goes through what sending needs, part by part, in less than a minute; with a message it is sent. A failure is an
   * answer; it throws only for a mistake of ours.
   */
  trial(
    settings: z.output<z.ZodObject<Shape>> & Limits,
    doors: Doors,
    message: Messages[C] | null,
  ): Promise<TrialStep[]>
}

type Limits = { slots: number; perSecond: number }

/** A provider as the registry gives it: settings are checked by `settings` before `open` gets them. */
export type Provider<C extends Carried = Carried> = {
  channel: C
  name: string
  docs: string
  settings: z.ZodObject
  /** The fields of `settings` that are sealed. */
  secrets: readonly string[]
  sample: { settings: Record<string, unknown>; accepted: Accepted; refs: string[] }
  /** @throws z.ZodError for settings that `settings` doesn't take */
  open(settings: Record<string, unknown>, doors: Doors): Session<C>
  /** @throws z.ZodError as `open` does */
  trial(settings: Record<string, unknown>, doors: Doors, message: Messages[C] | null): Promise<TrialStep[]>
}

const isOurs = Symbol("provider")

export function defineProvider<C extends Carried, Shape extends z.ZodRawShape>(told: Told<C, Shape>): Provider<C> {
  const settings = (told.settings as unknown as z.ZodObject).safeExtend({
    slots: z
      .int()
      .min(1)
      .max(500)
      .default(told.limits.slots)
      .meta({
        isRare: true,
        ...called({
          en: "Messages at once",
          pl: "Wiadomości naraz",
          it: "Messaggi contemporanei",
          da: "Beskeder ad gangen",
        }),
      }),
    perSecond: z
      .int()
      .min(1)
      .max(10_000)
      .default(told.limits.perSecond)
      .meta({
        isRare: true,
        ...called({
          en: "Messages a second",
          pl: "Wiadomości na sekundę",
          it: "Messaggi al secondo",
          da: "Beskeder i sekundet",
        }),
      }),
  })
  const fields = z.toJSONSchema(settings, { io: "input" }).properties ?? {}
  const provider: Provider<C> & { [isOurs]: true } = {
    [isOurs]: true,
    channel: told.channel,
    name: told.name,
    docs: told.docs,
    settings,
    secrets: Object.keys(fields).filter((name) => (fields[name] as { secret?: boolean }).secret === true),
    sample: told.sample,
    open: (given, doors) => told.open(settings.parse(given) as z.output<z.ZodObject<Shape>> & Limits, doors),
    trial: (given, doors, message) =>
      told.trial(settings.parse(given) as z.output<z.ZodObject<Shape>> & Limits, doors, message),
  }
  return Object.freeze(provider)
}

/** Whether a value is what `defineProvider` made. */
export const isProvider = (value: unknown): value is Provider =>
  typeof value === "object" && value !== null && isOurs in value
