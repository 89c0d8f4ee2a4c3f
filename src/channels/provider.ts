/** A provider is one file: it says what it needs and what it can do, shows one sample, and hands messages over. */
import { z } from "zod"
import type { Timer } from "../base/clock.ts"
import type { Outbound } from "../base/outbound.ts"
import type { Carried, Messages, Outcome } from "./channel.ts"

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
}

const isOurs = Symbol("provider")

export function defineProvider<C extends Carried, Shape extends z.ZodRawShape>(told: Told<C, Shape>): Provider<C> {
  const settings = (told.settings as unknown as z.ZodObject).safeExtend({
    slots: z.int().min(1).max(1000).default(told.limits.slots).meta({ title: "Messages at once" }),
    perSecond: z.int().min(1).max(10_000).default(told.limits.perSecond).meta({ title: "Messages a second" }),
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
  }
  return Object.freeze(provider)
}

/** Whether a value is what `defineProvider` made. */
export const isProvider = (value: unknown): value is Provider =>
  typeof value === "object" && value !== null && isOurs in value
