/** What an operator asks of a database: does everything hold that must, and what waits to be sent? */
import { everyOrganisation } from "../access/organisations.ts"
import { brokenSeals } from "../audit/audit.ts"
import type { Db } from "../base/db.ts"
import { wrongSizes } from "../customers/sizes.ts"
import { wrongCounts } from "../deliveries/counts.ts"
import { type Broken, brokenDeliveries } from "../deliveries/invariants.ts"

/** @returns each check that found something, summed over the organisations, and how many of those there are */
export async function verify(db: Db, now: Temporal.Instant): Promise<{ broken: Broken[]; organisations: number }> {
  const sums = new Map<string, Broken>()
  const organisations = await everyOrganisation(db)
  for (const orgId of organisations) {
    const found = await db.org(
      orgId,
      async (tx): Promise<Broken[]> => [
        { invariant: "I22", what: "the audit's chain holds", count: await brokenSeals(tx) },
        { invariant: "I29", what: "a class has the size that is kept", count: await wrongSizes(tx) },
        { invariant: "I29", what: "an hour's figures are what its deliveries say", count: await wrongCounts(tx) },
        ...(await brokenDeliveries(tx, now)),
      ],
    )
    for (const each of found.filter(({ count }) => count > 0))
      sums.set(each.what, { ...each, count: each.count + (sums.get(each.what)?.count ?? 0) })
  }
  return { broken: [...sums.values()], organisations: organisations.length }
}

/** What is due in each organisation that has something due: what a release lets go. */
export async function dueNow(
  db: Db,
  now: Temporal.Instant,
): Promise<{ name: string; events: number; deliveries: number; oldest: Temporal.Instant }[]> {
  const due = []
  for (const orgId of await everyOrganisation(db)) {
    const [row] = await db.org(
      orgId,
      (tx) => tx<{ name: string; events: number; deliveries: number; oldest: Temporal.Instant | null }>`
        select o.name, e.count as events, d.count as deliveries, least(e.oldest, d.oldest) as oldest
          from organisations o,
               (select count(*)::int as count, min(due_at) as oldest
                  from (select due_at from events where org_id = ${orgId} and state in ('accepted', 'planning')
                        union all
                        select due_at from fetches where org_id = ${orgId}) w
                 where due_at <= ${now}) e,
               (select count(*)::int as count, min(due_at) as oldest from deliveries
                 where org_id = ${orgId} and state = 'queued' and due_at <= ${now}) d
         where o.id = ${orgId}`,
    )
    if (row?.oldest) due.push({ ...row, oldest: row.oldest })
  }
  return due
}
