/** What must always hold, checked on any database: every organisation's audit chain, sizes and deliveries. */
import { everyOrganisation } from "../access/organisations.ts"
import { brokenSeals } from "../audit/audit.ts"
import type { Db } from "../base/db.ts"
import { wrongSizes } from "../customers/sizes.ts"
import { type Broken, brokenDeliveries } from "../deliveries/invariants.ts"

/** @returns each invariant that is broken, summed over the organisations, and how many of those there are */
export async function verify(db: Db, now: Temporal.Instant): Promise<{ broken: Broken[]; organisations: number }> {
  const sums = new Map<string, Broken>()
  const organisations = await everyOrganisation(db)
  for (const orgId of organisations) {
    const found = await db.org(
      orgId,
      async (tx): Promise<Broken[]> => [
        { invariant: "I22", what: "the audit's chain holds", count: await brokenSeals(tx) },
        { invariant: "I29", what: "a class has the size that is kept", count: await wrongSizes(tx) },
        ...(await brokenDeliveries(tx, now)),
      ],
    )
    for (const each of found.filter(({ count }) => count > 0))
      sums.set(each.invariant, { ...each, count: each.count + (sums.get(each.invariant)?.count ?? 0) })
  }
  return { broken: [...sums.values()], organisations: organisations.length }
}
