/** The list of customers: filtered, searched; the same for the screen, for the export and for bulk changes. */
import type { RawBuilder } from "kysely"
import { z } from "zod"
import { type OrgSql, sql } from "../base/db.ts"
import type { Paging } from "../base/page.ts"
import { id } from "../base/route.ts"
import { columns, type Customer } from "./customers.ts"
import { type Reach, within } from "./scope.ts"
import { begins, type Found, inOrder, type Kept, wordsOf } from "./search.ts"

const shape = {
  classId: id.optional(),
  areaId: id.optional(),
  state: z.enum(["active", "archived"]).default("active"),
  q: z.string().max(100).optional().meta({
    description:
      "The beginning of each word of a name, external id, e-mail address or number. Without it the list is by name, with it by what was found.",
  }),
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

/** Who the filter keeps of those the caller reaches. */
async function keptOf({ tx, caller, extent }: Reach & { tx: OrgSql }, filter: Filter): Promise<Kept> {
  const managed = async () => {
    const rows = await tx<{ id: string }>`
      select id from customer_classes where org_id = ${tx.orgId} and managed_by = ${caller.memberId}`
    return rows.map(({ id }) => id)
  }
  const meet = (reached: readonly string[] | null, asked: string | undefined) =>
    asked === undefined ? reached : reached === null || reached.includes(asked) ? [asked] : []
  const { state, sendEmail, sendSms } = filter
  return {
    classIds: meet(extent === "classes" ? await managed() : null, filter.classId),
    areaIds: meet(extent === "areas" ? caller.areaIds : null, filter.areaId),
    state,
    sendEmail,
    sendSms,
  }
}

/** The conditions on `customers c`, whatever is searched for left aside. */
function conditions(call: Reach & { tx: OrgSql }, filter: Filter): RawBuilder<unknown> {
  const equal = (column: RawBuilder<unknown>, value: unknown) =>
    value === undefined ? sql`` : sql`and ${column} = ${value}`
  const { classId, areaId, state, sendEmail, sendSms } = filter
  return sql`c.org_id = ${call.tx.orgId} and ${within(call)} and c.state = ${state} ${equal(sql`c.class_id`, classId)}
    ${equal(sql`c.area_id`, areaId)} ${equal(sql`c.send_email`, sendEmail)} ${equal(sql`c.send_sms`, sendSms)}`
}

/** The conditions on `customers c` of a statement about all of the filtered ones. */
export const selection = (call: Reach & { tx: OrgSql }, filter: Filter): RawBuilder<unknown> =>
  sql.join(
    [
      conditions(call, filter),
      ...wordsOf(filter.q ?? "").map(
        (word) =>
          sql`c.id in (select t.customer_id from customer_terms t where ${begins(call.tx, word, filter.state)})`,
      ),
    ],
    sql` and `,
  )

/** `at` is where it stands in the list. */
export type Row = Customer & Pick<Found, "at">

/** One page, with the row beyond it if there is one: for `toPage`. @param limits given by tests */
export async function readRows(
  call: Reach & { tx: OrgSql },
  given: Filter,
  paging: Paging,
  limits?: Parameters<typeof inOrder>[4],
): Promise<Row[]> {
  const { tx } = call
  const rows: Row[] = []
  const wanted = paging.limit + 1
  for await (const found of inOrder(tx, wordsOf(given.q ?? ""), await keptOf(call, given), paging, limits)) {
    while (found.length && rows.length < wanted) {
      const next = found.splice(0, wanted)
      const customers = await tx<Customer>`
        select ${columns} from customers c
         where ${conditions(call, given)} and c.id = any (${next.map(({ id }) => id)}::uuid[])`
      const byId = new Map(customers.map((customer) => [customer.id, customer]))
      for (const { id, at } of next) {
        const customer = byId.get(id)
        if (customer) rows.push({ ...customer, at })
      }
    }
    if (rows.length >= wanted) break
  }
  return rows.slice(0, wanted)
}
