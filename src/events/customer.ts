/** The customer whose balance or invoice it is. */
import { z } from "zod"
import { type OrgSql, sql } from "../base/db.ts"
import { Problem } from "../base/problem.ts"
import { found, id } from "../base/route.ts"
import { fields } from "../customers/customers.ts"
import { type Reach, within } from "../customers/scope.ts"

/** How a route names a customer: by the id here, or by the number in the business's own systems. */
export const byEither = [
  { path: "/v1/customers/{id}", verbs: { read: "get", write: "save" }, params: z.object({ id }) },
  {
    path: "/v1/customers/by-external-id/{externalId}",
    verbs: { read: "find", write: "put" },
    params: z.object({ externalId: fields.externalId }),
  },
] as const

// The database has no year 0; and nothing that is still told of is older than that.
const isRecent = (text: string) => text >= "1970"
/** A local date. */
export const date = z.iso
  .date()
  .refine(isRecent, { error: "a date since 1970", params: { fault: "date" } })
  .meta({ examples: ["2026-03-24"] })
/** A moment, as RFC 3339 has it. */
export const moment = z.iso
  .datetime({ offset: true })
  .refine(isRecent, { error: "a time since 1970", params: { fault: "date" } })

export type Named = { id?: string | undefined; externalId?: string | undefined }

/** The id of one within reach. @throws Problem not_found */
export async function findCustomer(call: Reach & { tx: OrgSql }, named: Named): Promise<string> {
  return (await readOne(call, named, sql``)).id
}

/** The same, kept from being erased until the transaction ends. @throws Problem not_found, erased */
export async function keepCustomer(call: Reach & { tx: OrgSql }, named: Named): Promise<string> {
  const row = await readOne(call, named, sql`for key share of c`)
  if (row.state === "erased") throw new Problem("erased")
  return row.id
}

async function readOne(
  call: Reach & { tx: OrgSql },
  { id: customerId, externalId }: Named,
  lock: ReturnType<typeof sql>,
) {
  const [row] = await call.tx<{ id: string; state: string }>`
    select c.id, c.state from customers c
     where c.org_id = ${call.tx.orgId} and ${customerId === undefined ? sql`c.external_id = ${externalId}` : sql`c.id = ${customerId}`}
       and ${within(call)} ${lock}`
  return found(row)
}
