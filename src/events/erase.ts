/** Erasing a customer everywhere, for good: each room takes from what it writes. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import type { OrgSql } from "../base/db.ts"
import { Problem } from "../base/problem.ts"
import { id, route } from "../base/route.ts"
import { CustomerAnswer } from "../customers/customers.ts"
import { eraseCustomer } from "../customers/erase.ts"
import { forgetDeliveries, hideSuppressions } from "../deliveries/erase.ts"

/** What was said about a customer when events happened, and what he owed. */
async function forgetEvents(tx: OrgSql, customerId: string): Promise<void> {
  await tx`
    update events set data = '{}'
     where org_id = ${tx.orgId} and subject_kind = 'customer' and subject_id = ${customerId} and data <> '{}'`
  await tx`delete from customer_balances where org_id = ${tx.orgId} and customer_id = ${customerId}`
  await tx`delete from customer_invoices where org_id = ${tx.orgId} and customer_id = ${customerId}`
}

/** How long what was under way when somebody was erased may still come to an end. */
const lateHours = 24

/** Takes away what was being written about the erased in the moment they were. */
export async function forgetLate(tx: OrgSql, now: Temporal.Instant): Promise<void> {
  const erased = await tx<{ id: string }>`
    select id from customers
     where org_id = ${tx.orgId} and state = 'erased' and erased_at > ${now.subtract({ hours: lateHours })} order by id for update`
  for (const { id: customerId } of erased) {
    await hideSuppressions(tx, (await forgetDeliveries(tx, customerId)) ?? [])
    await forgetEvents(tx, customerId)
  }
}

export const eraseRoutes = [
  route("POST /v1/customers/{id}/erase", {
    name: "customers erase",
    summary: "Erase who a customer is, everywhere and for good. A stub stays, so that figures hold.",
    needs: "customers:erase",
    params: z.object({ id }),
    answer: CustomerAnswer,
    run: async (call) => {
      const { before, addresses, stub } = await eraseCustomer(call)
      const sentTo = await forgetDeliveries(call.tx, before.id)
      if (sentTo === null) throw new Problem("sending_now", undefined, { retryAfterSeconds: 60 })
      await hideSuppressions(call.tx, [...new Set([...addresses, ...sentTo])])
      await forgetEvents(call.tx, before.id)
      await record(call, {
        action: "customer.erased",
        subject: { kind: "customer", id: before.id },
        before: { state: before.state },
        after: { state: "erased" },
      })
      return stub
    },
  }),
]
