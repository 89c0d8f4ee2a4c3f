/** What a notification type says of itself: the shape that starting catalogues, the table and the API share. */
import { z } from "zod"
import { line } from "../base/route.ts"
import { audiences, channels, type consoleLocales } from "../base/words.ts"

export const switchOwners = ["class", "organisation", "reminder", "subscription", "none"] as const
export const triggers = ["event", "threshold", "date_offset", "recurrence", "manual"] as const
export const levels = ["customer", "account", "service", "billing_account", "organisation"] as const
export const ambiguousPolicies = ["at_least_once", "once"] as const
export const priorities = ["urgent", "normal", "bulk"] as const

export const words = z
  .strictObject({
    en: line(500),
    pl: line(500),
    it: line(500),
    da: line(500),
  } satisfies Record<(typeof consoleLocales)[number], z.ZodType>)
  .meta({ id: "Words", description: "In every language of the console." })

const eachOnce = z
  .array(z.enum(channels))
  .min(1)
  .refine((list) => new Set(list).size === list.length, {
    error: "a channel stands here twice",
    params: { fault: "duplicate" },
  })

/** Names templates can say: camelCase, at top level; the words that every message knows are taken. */
const variableName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, "a name in camelCase, at most 40 characters")
  .refine((name) => !["customer", "recipient", "organisation", "event", "content", "attachments"].includes(name), {
    error: "this name is taken",
    params: { fault: "taken" },
  })
  .meta({ examples: ["invoiceNumber"] })

const value = z.union([
  z.string().max(5000),
  z.number(),
  z.boolean(),
  z.strictObject({ amount: z.string(), currency: z.string() }),
])

const scalar = {
  name: variableName,
  title: words,
  required: z.boolean(),
  /** Longest value in characters, for counting what an SMS may cost at most. */
  maxLength: z.int().min(1).max(5000).optional(),
  /** A believable value: previews, tests and the API's examples are made of it. */
  sample: value,
  /** Where the variable can be used; everywhere when absent. */
  channels: eachOnce.optional(),
}
const kinds = ["text", "number", "money", "date", "datetime", "url", "boolean"] as const

/**
 * One value an event of the type carries. `money` is a decimal string, or `{ amount, currency }` where it is not the
 * organisation's own currency; `date` is `YYYY-MM-DD`; `datetime` is RFC 3339 with an offset; a `list` holds objects
 * whose fields are told by `of`.
 */
export const variable = z
  .discriminatedUnion("kind", [
    z.strictObject({ ...scalar, kind: z.enum(kinds) }),
    z.strictObject({
      ...scalar,
      kind: z.literal("list"),
      sample: z.array(z.record(z.string(), value.nullable())).max(50),
      of: z
        .array(z.strictObject({ ...scalar, kind: z.enum(kinds) }))
        .min(1)
        .max(30),
    }),
  ])
  .meta({ id: "Variable" })
export type Variable = z.infer<typeof variable>

export const typeKey = z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}$/, "like invoice.overdue")

const categoryKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/)
  .meta({ examples: ["billing"] })

export const typeDefinition = z.strictObject({
  key: typeKey.max(100).meta({ examples: ["invoice.overdue"] }),
  name: words,
  /** One sentence for whoever decides whether to switch it on. */
  purpose: words,
  category: categoryKey,
  /** Who can be told, and on which channels each of them. */
  audiences: z.partialRecord(z.enum(audiences), eachOnce),
  level: z.enum(levels),
  switchOwner: z.enum(switchOwners),
  trigger: z.enum(triggers),
  variables: z.array(variable).max(60),
  /** Not transactional means: carries an unsubscribe link (RFC 8058) and obeys it. */
  transactional: z.boolean().default(true),
  /** The last subscriber is warned before leaving. */
  critical: z.boolean().default(false),
  priority: z.enum(priorities).default("normal"),
  /** Cannot be switched off; staff and system types only. */
  mandatory: z.boolean().default(false),
  attempts: z.int().min(1).max(50).default(12),
  /** Hours after which an unsent message is no longer worth sending. */
  expiryHours: z
    .int()
    .min(1)
    .max(24 * 30)
    .default(72),
  /** What to do when nobody knows whether the provider got it, by channel. */
  ambiguous: z
    .partialRecord(z.enum(channels), z.enum(ambiguousPolicies))
    .default({ email: "at_least_once", sms: "once", push: "at_least_once", inbox: "at_least_once" }),
})
export type TypeDefinition = z.infer<typeof typeDefinition>
export type TypeInput = z.input<typeof typeDefinition>

export const categoryDefinition = z.strictObject({ key: categoryKey, name: words })
export type CategoryDefinition = z.infer<typeof categoryDefinition>

/** What an organisation of one trade begins with. */
export type StartingCatalogue = {
  key: string
  name: z.infer<typeof words>
  categories: readonly CategoryDefinition[]
  types: readonly TypeInput[]
}
