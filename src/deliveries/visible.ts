/** Whose deliveries a caller sees. */
import { sql } from "../base/db.ts"
import { type Reach, within } from "../customers/scope.ts"

/** What `visible` and the names in a list need beside `deliveries d`. */
export const joins = sql`
  join notification_types t on t.org_id = d.org_id and t.id = d.type_id
  left join customers c on c.org_id = d.org_id and c.id = d.customer_id`

/** The condition on `deliveries d` and its `joins`: of the customers within reach, or what went to oneself. */
export function visible(reach: Reach) {
  if (reach.extent === "all") return sql`true`
  if (reach.extent === "own") return sql`d.member_id = ${reach.caller.memberId}`
  return sql`(d.customer_id is not null and ${within(reach)})`
}
