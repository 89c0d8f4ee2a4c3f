/** Balances of customers: what each owes, as last told, and the events that a value makes when it reaches a threshold. */
import { json, type OrgSql, sql } from "../base/db.ts"
import { fromMicros } from "../base/money.ts"
import { crossings, overLimit, percentUsed, type Threshold } from "../customers/thresholds.ts"
import { acceptWithin, type NewEvent } from "./accept.ts"
import { findTypes, foundEvent } from "./found.ts"

/** Of one customer, in millionths of the organisation's currency. */
export type NewValue = { customerId: string; balance: bigint; limit: bigint | null; at: Temporal.Instant }

type Known = {
  customerId: string
  balance: bigint | null
  limit: bigint | null
  at: Temporal.Instant | null
  reached: string[]
  taken: bigint
  thresholds: Threshold[]
}

const [nearType, overType] = ["balance.near_limit", "balance.over_limit"] as const

/**
 * Takes values, each of another customer that the caller holds, and makes the events of the thresholds they reach, in the
 * same transaction. A value older than the last says nothing.
 * @param isTold false: what they have reached counts as told already
 * @returns what was known before, by customer, of those whose value changed something
 */
export async function takeValues(
  tx: OrgSql,
  values: readonly NewValue[],
  isTold: boolean,
  now: Temporal.Instant,
): Promise<Map<string, Known>> {
  if (values.length === 0) return new Map()
  const known = await hold(tx, values)
  const types = await findTypes(tx, "telephony", [nearType, overType])
  const changed = new Map<string, Known>()
  const rows: object[] = []
  const events: NewEvent[] = []
  for (const value of values) {
    const before = known.get(value.customerId) as Known
    const { at, reached, taken } = before
    const answer = crossings(before.thresholds, at && { at, reached }, value)
    if (answer === null || isSame(before, value, answer.reached)) continue
    changed.set(value.customerId, before)
    rows.push({
      customer_id: value.customerId,
      balance: value.balance.toString(),
      credit_limit: value.limit?.toString() ?? null,
      at: value.at.toString(),
      reached: answer.reached,
    })
    const type = answer.fires && types.get(answer.fires === overLimit ? overType : nearType)
    if (!isTold || !answer.fires || !type) continue
    const name = `${value.customerId} ${taken + 1n} ${answer.fires}`
    events.push(foundEvent("thresholds", name, type, value.customerId, value.at, dataOf(value, answer.fires), now))
  }
  if (rows.length)
    await tx`
      update customer_balances b
         set balance = v.balance, credit_limit = v.credit_limit, at = v.at, reached = v.reached, taken = b.taken + 1
        from jsonb_to_recordset(${json(rows)})
               as v(customer_id uuid, balance bigint, credit_limit bigint, at timestamptz, reached text[])
       where b.org_id = ${tx.orgId} and b.customer_id = v.customer_id`
  await acceptWithin(tx, events, now)
  return changed
}

/** What is known of these customers, held until the transaction ends. */
async function hold(tx: OrgSql, values: readonly NewValue[]): Promise<Map<string, Known>> {
  const ids = values.map(({ customerId }) => customerId).toSorted()
  await tx`
    insert into customer_balances (org_id, customer_id)
    values ${sql.join(ids.map((id) => sql`(${tx.orgId}, ${id})`))}
    on conflict (org_id, customer_id) do nothing`
  const rows = await tx<Known>`
    select b.customer_id, b.balance, b.credit_limit as limit, b.at, b.reached, b.taken,
           coalesce(b.thresholds, k.thresholds) as thresholds
      from customer_balances b
      join customers c on c.org_id = b.org_id and c.id = b.customer_id
      join customer_classes k on k.org_id = c.org_id and k.id = c.class_id
     where b.org_id = ${tx.orgId} and b.customer_id = any (${ids}::uuid[])
     order by b.customer_id
       for update of b`
  return new Map(rows.map((row) => [row.customerId, row]))
}

/** A request sent again, and nothing to judge anew. */
const isSame = (before: Known, value: NewValue, reached: readonly string[]): boolean =>
  before.at !== null &&
  Temporal.Instant.compare(before.at, value.at) === 0 &&
  before.balance === value.balance &&
  before.limit === value.limit &&
  before.reached.join() === reached.join()

/** The variables of the type that is told. */
function dataOf({ balance, limit }: NewValue, fires: string): Record<string, unknown> {
  const known = limit ?? 0n // nothing fires without a limit
  const both = { balance: fromMicros(balance), creditLimit: fromMicros(known) }
  return fires === overLimit
    ? { ...both, amountOver: fromMicros(balance - known) }
    : { ...both, amountLeft: fromMicros(known - balance), percentUsed: percentUsed({ balance, limit: known }) }
}
