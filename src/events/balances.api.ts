/** The routes of a customer's balance and of thresholds of the customer's own. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { type OrgSql, json } from "../base/db.ts"
import { amount, fromMicros, signedAmount, toMicros } from "../base/money.ts"
import { fieldProblem } from "../base/problem.ts"
import { checkVersion, found, id, instant, route, version } from "../base/route.ts"
import { percentUsed, threshold, thresholds } from "../customers/thresholds.ts"
import { takeValues } from "./balances.ts"
import { byEither, findCustomer, keepCustomer, moment } from "./customer.ts"

/** How far ahead of ours the clock of whoever tells a value may be. */
const mostMinutesAhead = 10

const valueInput = z
  .strictObject({
    balance: signedAmount.meta({ description: "What is owed; below 0 is paid ahead." }),
    limit: amount
      .nullable()
      .meta({ description: "How much may be owed; null: there is no limit.", examples: ["500.00"] }),
    at: moment.meta({
      description: "When it was so. A value older than the last is ignored.",
      examples: ["2026-03-03T07:15:00Z"],
    }),
  })
  .meta({ id: "BalanceInput" })

const thresholdsInput = z
  .strictObject({ thresholds: thresholds.nullable().meta({ description: "null: those of the class." }) })
  .meta({ id: "CustomerThresholdsInput" })

const BalanceAnswer = z
  .object({
    balance: z
      .string()
      .nullable()
      .meta({ description: "null: no value is known yet.", examples: ["431.20"] }),
    limit: z
      .string()
      .nullable()
      .meta({ examples: ["500.00"] }),
    amountLeft: z
      .string()
      .nullable()
      .meta({ examples: ["68.80"] }),
    percentUsed: z
      .number()
      .nullable()
      .meta({ examples: [86] }),
    at: instant.nullable(),
    thresholds: z.array(threshold).nullable().meta({ description: "The customer's own; null: those of the class." }),
    classThresholds: z.array(threshold),
    version: version.meta({ description: "Of the customer's own thresholds; send it as If-Match." }),
  })
  .meta({ id: "Balance" })
type Balance = z.output<typeof BalanceAnswer>

const SavedBalanceAnswer = BalanceAnswer.extend({
  isTaken: z.boolean().meta({ description: "False for a value older than the last, or the same once more." }),
}).meta({ id: "SavedBalance" })

async function read(tx: OrgSql, customerId: string): Promise<Balance> {
  const [row] = await tx<{
    balance: bigint | null
    limit: bigint | null
    at: Temporal.Instant | null
    thresholds: Balance["thresholds"]
    classThresholds: Balance["classThresholds"]
    version: number
  }>`
    select b.balance, b.credit_limit as limit, b.at, b.thresholds, k.thresholds as class_thresholds,
           coalesce(b.version, 1) as version
      from customers c
      join customer_classes k on k.org_id = c.org_id and k.id = c.class_id
      left join customer_balances b on b.org_id = c.org_id and b.customer_id = c.id
     where c.org_id = ${tx.orgId} and c.id = ${customerId}`
  const { balance, limit, ...rest } = found(row)
  const both = balance === null || limit === null ? null : { balance, limit }
  return {
    ...rest,
    balance: balance === null ? null : fromMicros(balance),
    limit: limit === null ? null : fromMicros(limit),
    amountLeft: both && fromMicros(both.limit - both.balance),
    percentUsed: both && percentUsed(both),
  }
}

const subject = (customerId: string) => ({ kind: "customer", id: customerId })
const valueOf = ({ balance, limit, at }: Balance) => ({ balance, limit, at })

export const balanceRoutes = [
  ...byEither.map(({ path, verbs, params }) =>
    route(`GET ${path}/balance`, {
      name: `customers balance ${verbs.read}`,
      summary: "What a customer owes, as last told, and the thresholds that are watched.",
      needs: "balances:see",
      params,
      answer: BalanceAnswer,
      run: async (call) => await read(call.tx, await findCustomer(call, call.params)),
    }),
  ),
  ...byEither.map(({ path, verbs, params }) =>
    route(`PUT ${path}/balance`, {
      name: `customers balance ${verbs.write}`,
      summary: "Tell what a customer owes. Where it reaches a threshold, the customer is told, once.",
      needs: "balances:edit",
      params,
      body: valueInput,
      example: { balance: "431.20", limit: "500.00", at: "2026-03-03T07:15:00Z" },
      answer: SavedBalanceAnswer,
      run: async (call) => {
        const { tx, body, now } = call
        const at = Temporal.Instant.from(body.at)
        if (at.since(now).total("minutes") > mostMinutesAhead)
          throw fieldProblem("invalid", "/at", "ahead", "This time has not come yet.")
        const customerId = await keepCustomer(call, call.params)
        const value = {
          customerId,
          balance: toMicros(body.balance),
          limit: body.limit === null ? null : toMicros(body.limit),
          at,
        }
        const before = (await takeValues(tx, [value], true, now)).get(customerId)
        const after = await read(tx, customerId)
        if (before)
          await record(call, {
            action: "customer_balance.updated",
            subject: subject(customerId),
            before: {
              balance: before.balance === null ? null : fromMicros(before.balance),
              limit: before.limit === null ? null : fromMicros(before.limit),
              at: before.at,
            },
            after: valueOf(after),
            personal: ["balance", "limit"],
          })
        return { ...after, isTaken: before !== undefined }
      },
    }),
  ),
  route("PUT /v1/customers/{id}/thresholds", {
    name: "customers thresholds save",
    summary: "Give a customer thresholds of its own, or those of the class again. They are judged with the next value.",
    needs: "balances:edit",
    params: z.object({ id }),
    body: thresholdsInput,
    example: { thresholds: [{ percentUsed: 90 }] },
    version: "required",
    answer: BalanceAnswer,
    run: async (call) => {
      const { tx, body, params } = call
      const customerId = await keepCustomer(call, params)
      await tx`
        insert into customer_balances (org_id, customer_id) values (${tx.orgId}, ${customerId})
        on conflict (org_id, customer_id) do nothing`
      await tx`select 1 from customer_balances where org_id = ${tx.orgId} and customer_id = ${customerId} for update`
      const before = await read(tx, customerId)
      checkVersion(call.ifMatch, before.version)
      await tx`
        update customer_balances set thresholds = ${body.thresholds && json(body.thresholds)}, version = version + 1
         where org_id = ${tx.orgId} and customer_id = ${customerId}`
      const after = await read(tx, customerId)
      await record(call, {
        action: "customer_thresholds.updated",
        subject: subject(customerId),
        before: { thresholds: before.thresholds },
        after: { thresholds: after.thresholds },
      })
      return after
    },
  }),
]
