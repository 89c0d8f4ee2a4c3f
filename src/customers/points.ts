/** Contact points: the addresses and numbers a customer is reached at, in order, each once. */
import { z } from "zod"
import { emailAddress } from "../base/address.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { isCountry, readNumber } from "../base/phone.ts"
import { type Fault, Problem } from "../base/problem.ts"
import { line, version } from "../base/route.ts"

export type PointChannel = "email" | "sms"
/** `label` undefined: the one it has stays. */
export type PointInput = { channel: PointChannel; address: string; label: string | undefined }
/** A stored one; its place in the list is its place among those of its channel. */
export type Point = { id: string; channel: PointChannel; address: string; label: string }

export const country = z
  .string()
  .regex(/^[A-Z]{2}$/, "a country code such as PL")
  .refine(isCountry, { error: "a country with phone numbers", params: { fault: "country" } })

const label = line(100, 0).optional().meta({ description: "What it is for, such as accounts. Left out: as it was." })

const numberText = z.string().min(1).max(40)

/** What was sent as a number: E.164, or a country and the number as it is written there. */
const numberFields = z.union([
  z.strictObject({ number: numberText.meta({ examples: ["+48601234567"] }), label }),
  z.strictObject({ country, national: numberText.meta({ examples: ["601 234 567"] }), label }),
])

type ReadPoint = PointInput & { warning: string | null }

export const emailInput = z
  .strictObject({ address: emailAddress, label })
  .transform(({ address, label }): ReadPoint => ({ channel: "email", address, label, warning: null }))
export const numberInput = numberFields.transform((input, context): ReadPoint => {
  const read = "number" in input ? readNumber(input.number, null) : readNumber(input.national, input.country)
  if ("number" in read) return { channel: "sms", address: read.number, label: input.label, warning: read.warning }
  context.addIssue({ code: "custom", message: read.mistake, params: { fault: "number" } })
  return z.NEVER
})
export const emailList = z.array(emailInput).max(20)
export const numberList = z.array(numberInput).max(20)

export const pointsInput = z.strictObject({ emails: emailList, numbers: numberList }).meta({ id: "ContactPointsInput" })

const warning = z.object({ pointer: z.string().meta({ examples: ["/numbers/0"] }), detail: z.string() })
export const warnings = z
  .array(warning)
  .meta({ description: "What was stored and yet may be wrong, such as a number that may not be a mobile." })
export type Warnings = z.output<typeof warnings>

export const PointsAnswer = z
  .object({
    emails: z.array(z.object({ address: z.string().meta({ examples: ["anna@example.com"] }), label: z.string() })),
    numbers: z.array(z.object({ number: z.string().meta({ examples: ["+48601234567"] }), label: z.string() })),
    version,
  })
  .meta({ id: "ContactPoints" })
export const SavedPointsAnswer = PointsAnswer.extend({ warnings }).meta({ id: "SavedContactPoints" })

/** As the API shows them. */
export const shown = (points: readonly Omit<Point, "id">[]) => ({
  emails: points.filter(({ channel }) => channel === "email").map(({ address, label }) => ({ address, label })),
  numbers: points.filter(({ channel }) => channel === "sms").map(({ address, label }) => ({ number: address, label })),
})

const nameOf = { email: "emails", sms: "numbers" } as const

/** The lists made one, each address once. @returns the second of two alike as a fault, at its place in its list */
export function joinPoints(lists: Partial<Record<"emails" | "numbers", readonly ReadPoint[] | undefined>>): {
  points: PointInput[]
  warnings: Warnings
  faults: Fault[]
} {
  const [points, warnings, faults]: [PointInput[], Warnings, Fault[]] = [[], [], []]
  for (const list of [lists.emails ?? [], lists.numbers ?? []])
    for (const [place, { warning, ...point }] of list.entries()) {
      const pointer = `/${nameOf[point.channel]}/${place}`
      if (list.slice(0, place).some(({ address }) => address === point.address))
        faults.push({ pointer, code: "duplicate", detail: `${point.address} is there twice.` })
      if (warning) warnings.push({ pointer, detail: warning })
      points.push(point)
    }
  return { points, warnings, faults }
}

/** @throws Problem invalid for an address that is there twice (DE-D8) */
export function distinctPoints(lists: Parameters<typeof joinPoints>[0]): { points: PointInput[]; warnings: Warnings } {
  const { faults, ...joined } = joinPoints(lists)
  if (faults.length) throw new Problem("invalid", undefined, { faults })
  return joined
}

/** Those of some customers, each customer's in order. */
export async function readPoints(tx: OrgSql, customerIds: readonly string[]): Promise<Map<string, Point[]>> {
  const rows = await tx<Point & { customerId: string }>`
    select id, customer_id, channel, address, label from contact_points
     where org_id = ${tx.orgId} and customer_id = any (${customerIds}::uuid[]) and channel in ('email', 'sms')
     order by customer_id, channel, position, id`
  const points = new Map(customerIds.map((customerId): [string, Point[]] => [customerId, []]))
  for (const { customerId, ...point } of rows) points.get(customerId)?.push(point)
  return points
}

/** What is to be stored: new ones get ids, those that stay keep theirs and, unless told, their labels. */
export function settle(before: readonly Point[], given: readonly PointInput[]): Point[] {
  const known = new Map(before.map((point) => [`${point.channel} ${point.address}`, point]))
  return given.map(({ channel, address, label }) => {
    const same = known.get(`${channel} ${address}`)
    return { id: same?.id ?? newId(), channel, address, label: label ?? same?.label ?? "" }
  })
}

export const samePoints = (before: readonly Point[], after: readonly Point[]): boolean =>
  before.length === after.length &&
  before.every(({ id, label }, place) => id === after[place]?.id && label === after[place]?.label)

/** Rows a statement: six values a row, and a statement has at most 65,535 of them. */
const rowsAtOnce = 5000

/** Writes the points of many customers at once: what is gone is deleted, what is new or elsewhere in its list written. */
export async function writePoints(
  tx: OrgSql,
  now: Temporal.Instant,
  changes: readonly { id: string; before: readonly Point[]; after: readonly Point[] }[],
): Promise<void> {
  const kept = new Set(changes.flatMap(({ after }) => after.map(({ id }) => id)))
  const gone = changes.flatMap(({ before }) => before.filter(({ id }) => !kept.has(id)).map(({ id }) => id))
  if (gone.length) await tx`delete from contact_points where org_id = ${tx.orgId} and id = any (${gone}::uuid[])`
  const rows = changes.flatMap(({ id: customerId, after }) =>
    after.map(
      ({ id, channel, address, label }, place) =>
        sql`(${tx.orgId}, ${id}, ${customerId}, ${channel}, ${address}, ${label}, ${place}, ${now})`,
    ),
  )
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await tx`
      insert into contact_points (org_id, id, customer_id, channel, address, label, position, created_at)
      values ${sql.join(rows.slice(from, from + rowsAtOnce))}
      on conflict (org_id, id) do update set label = excluded.label, position = excluded.position`
}
