/** The list of customers: filtered, searched, by name; the same for the screen, for the export and for bulk changes. */
import type { RawBuilder } from "kysely"
import { z } from "zod"
import { type OrgSql, sql } from "../base/db.ts"
import { keyset, type Paging } from "../base/page.ts"
import { id } from "../base/route.ts"
import { columns, type Customer } from "./customers.ts"
import { type Reach, within } from "./scope.ts"
import { searched, type Source, wordsOf } from "./search.ts"

const shape = {
  classId: id.optional(),
  areaId: id.optional(),
  state: z.enum(["active", "archived"]).default("active"),
  q: z
    .string()
    .max(100)
    .optional()
    .meta({ description: "The beginning of each word of a name, external id, e-mail address or number." }),
}
/** As a JSON body has it. */
export const filter = z.strictObject({
  ...shape,
  sendEmail: z.boolean().optional(),
  sendSms: z.boolean().optional(),
})
export type Filter = z.output<typeof filter>

const flag = z.enum(["true", "false"]).transform((text) => text === "true")
/** As a query has it. */
export const filterQuery = z.object({ ...shape, sendEmail: flag.optional(), sendSms: flag.optional() })

/** What a statement about the filtered customers reads from, with all of its conditions. */
export async function selection(
  call: Reach & { tx: OrgSql },
  { classId, areaId, state, q, sendEmail, sendSms }: Filter,
): Promise<Source> {
  const source = await searched(call.tx, wordsOf(q ?? ""))
  const equal = (column: RawBuilder<unknown>, value: unknown) =>
    value === undefined ? sql`` : sql`and ${column} = ${value}`
  return {
    ...source,
    where: sql`where c.org_id = ${call.tx.orgId} and ${within(call)} and c.state = ${state} ${equal(sql`c.class_id`, classId)}
      ${equal(sql`c.area_id`, areaId)} ${equal(sql`c.send_email`, sendEmail)} ${equal(sql`c.send_sms`, sendSms)} ${source.where}`,
  }
}

export type Row = Customer & { nameKey: string }
export const keyOf = ({ nameKey, id }: Row): [string, string] => [nameKey, id]

/** One page, with the row beyond it if there is one: for `toPage`. */
export async function readRows(call: Reach & { tx: OrgSql }, given: Filter, paging: Paging): Promise<Row[]> {
  const { from, where, key } = await selection(call, given)
  const { after, order } = keyset(paging, key)
  return await call.tx<Row>`select ${columns}, c.name_key from ${from} ${where} ${after} ${order}`
}
