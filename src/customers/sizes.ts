/**
 * How many active customers each class has, kept with each change: counting a million takes too long for a list. The
 * rows are locked in the order of their ids and last in a transaction, so that two writers never wait for each other.
 */
import { type OrgSql, sql } from "../base/db.ts"

/** Sums of changes by class. */
export class SizeChanges {
  readonly #byClass = new Map<string, number>()

  add(classId: string, customers: number): void {
    this.#byClass.set(classId, (this.#byClass.get(classId) ?? 0) + customers)
  }

  /** Writes them; classes whose sum is 0 are left alone. */
  async write(tx: OrgSql): Promise<void> {
    const changed = [...this.#byClass].filter(([, customers]) => customers !== 0)
    if (!changed.length) return
    const ids = changed.map(([classId]) => classId).toSorted()
    await tx`select 1 from class_sizes where org_id = ${tx.orgId} and class_id = any (${ids}::uuid[]) order by class_id for update`
    await tx`
      update class_sizes s set customers = s.customers + v.change
        from (values ${sql.join(changed.map(([classId, change]) => sql`(${classId}::uuid, ${change}::int)`))}) v (class_id, change)
       where s.org_id = ${tx.orgId} and s.class_id = v.class_id`
  }
}

/** Counts again. @returns how many classes have another size than is kept, or none kept at all */
export async function wrongSizes(tx: OrgSql): Promise<number> {
  const [row] = await tx<{ wrong: number }>`
    select count(*)::int as wrong
      from customer_classes k
      left join class_sizes s on s.org_id = k.org_id and s.class_id = k.id
      left join (select class_id, count(*)::int as customers from customers
                  where org_id = ${tx.orgId} and state = 'active' group by class_id) n on n.class_id = k.id
     where k.org_id = ${tx.orgId} and s.customers is distinct from coalesce(n.customers, 0)`
  return row?.wrong ?? 0
}
