/**
 * The second wall, looked at in the database's own catalogue: what a migration's declaration promises of a table, and
 * whether it is so. For a database that was changed by hand or restored in part.
 */
import type { Db } from "./db.ts"
import { readMigrations } from "./migrate.ts"

type Found = {
  name: string
  owner: string
  enabled: boolean
  forced: boolean
  policies: Record<string, string>
  verbs: string[]
  parent: string | null
}

/** As PostgreSQL writes down the policy that `guard` makes, spaces and brackets aside. */
const ownOrganisation = "org_id=NULLIFcurrent_setting'tidings.org_id'::text,true,''::text::uuid"

/** One sentence for each thing that isn't as declared; none when all is well. */
export async function wallFaults(db: Db): Promise<string[]> {
  const found = await db.bare(
    (sql) => sql<Found>`
      select c.relname as name, pg_get_userbyid(c.relowner) as owner, c.relrowsecurity as enabled,
             c.relforcerowsecurity as forced, p.relname as parent,
             (select coalesce(jsonb_object_agg(polname, pg_get_expr(polqual, polrelid)), '{}')
                from pg_policy where polrelid = c.oid) as policies,
             array(select verb from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as verb
                    where has_table_privilege('tidings_app', c.oid, verb)) as verbs
        from pg_class c
        left join pg_inherits i on i.inhrelid = c.oid
        left join pg_class p on p.oid = i.inhparent
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
  )
  const faults: string[] = []
  for (const { table, place, appendOnly, idsOnly } of readMigrations().flatMap(({ tables }) => tables)) {
    const self = found.find(({ name }) => name === table)
    if (!self) {
      faults.push(`${table} is missing`)
      continue
    }
    const isGuarded = place === "distributed" && !idsOnly
    const verbs = appendOnly ? ["SELECT", "INSERT"] : ["SELECT", "INSERT", "UPDATE", "DELETE"]
    if (self.owner !== "tidings_owner") faults.push(`${table} belongs to ${self.owner} instead of tidings_owner`)
    if (self.verbs.join() !== verbs.join())
      faults.push(`${table}: tidings_app may ${told(self.verbs)}; it should be ${told(verbs)}`)
    if (!isGuarded) continue
    faults.push(...securityFaults(self))
    if ((self.policies.own_organisation ?? "").replace(/[\s()]/g, "") !== ownOrganisation)
      faults.push(`${table}: the policy own_organisation is missing or says something else`)
    for (const [name, expression] of Object.entries(self.policies))
      if (!/tidings\.org_ids?'/.test(expression ?? ""))
        faults.push(`${table}: the policy ${name} lets through more than one's own organisation`)
    for (const partition of found.filter(({ parent }) => parent === table)) {
      faults.push(...securityFaults(partition))
      if (partition.verbs.length)
        faults.push(`${partition.name}: tidings_app may ${told(partition.verbs)} past its table`)
    }
  }
  return faults
}

function securityFaults({ name, enabled, forced }: Found): string[] {
  if (!enabled) return [`${name}: row security is off`]
  return forced ? [] : [`${name}: row security is not forced`]
}

const told = (verbs: readonly string[]) => verbs.join(", ").toLowerCase() || "nothing"
