/** Asking why. */
import { z } from "zod"
import type { OrgSql } from "../base/db.ts"
import { fieldProblem } from "../base/problem.ts"
import { route } from "../base/route.ts"
import { audiences, channels } from "../base/words.ts"
import { typeByKey } from "../catalogue/types.ts"
import { type Reach, within } from "../customers/scope.ts"
import { withheldReasons } from "../deliveries/states.ts"
import { explain } from "./explain.ts"

const reason = z.enum(withheldReasons)
const ExplainedAnswer = z
  .object({
    would: z.boolean().meta({ description: "Would it be sent to at least one address, as things are now?" }),
    reason: reason.nullable().meta({ description: "The first gate that is shut." }),
    gates: z.array(
      z.object({
        gate: reason,
        open: z.boolean().nullable().meta({ description: "null: not asked, because one before it is shut." }),
        values: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
    addresses: z.array(z.object({ address: z.string(), locale: z.string(), reason: reason.nullable() })),
  })
  .meta({ id: "Explained" })

async function customerByExternalId(tx: OrgSql, reach: Reach, externalId: string): Promise<string> {
  // Whoever sees only his own has no customers to ask about.
  const [row] =
    reach.extent === "own"
      ? []
      : await tx<{ id: string }>`
          select c.id from customers c
           where c.org_id = ${tx.orgId} and c.external_id = ${externalId} and ${within(reach)}`
  if (!row) throw fieldProblem("invalid", "/customer", "unknown", `There is no customer ${externalId}.`)
  return row.id
}

export const notificationRoutes = [
  route("POST /v1/explain", {
    name: "explain create",
    summary: "Would this customer get this, as things are now, and if not, why not? Nothing is sent.",
    needs: "activity:see",
    body: z
      .strictObject({
        customer: z.string().min(1).max(100).meta({ description: "The customer's external id." }),
        type: z.string().min(1).max(100),
        channel: z.enum(channels),
        audience: z.enum(audiences).default("customer"),
        employees: z.array(z.string().max(100)).max(100).default([]),
      })
      .meta({ id: "ExplainInput" }),
    example: { customer: "LX-1001", type: "balance.near_limit", channel: "sms" },
    answer: ExplainedAnswer,
    run: async (call) => {
      const { tx, body } = call
      const type = await typeByKey(tx, body.type)
      if (!type) throw fieldProblem("invalid", "/type", "unknown", `There is no notification type ${body.type}.`)
      const customerId = await customerByExternalId(tx, call, body.customer)
      return await explain(tx, { ...body, typeId: type.id, customerId })
    },
  }),
]
