/**
 * Who may do what: one line a permission, one column a role. A role that isn't named may not. How far it reaches:
 * `all` of the organisation, customers of one's `areas`, customers of the `classes` one manages, or one's `own`.
 */
import { Problem } from "../base/problem.ts"
import type { Caller, Extent, Role } from "../base/route.ts"

type Reach = Readonly<Partial<Record<Role, Extent>>>

const everyone: Reach = { operator: "own", administrator: "own", supervisor: "own", reseller: "own", employee: "own" }

export const permissions = {
  "platform:manage": { operator: "all" },
  "templates:edit": { administrator: "all", reseller: "own" },
  "switches:edit": { administrator: "all", reseller: "classes" },
  "types:edit": { administrator: "all" },
  "types:see": { administrator: "all", supervisor: "all", reseller: "all" },
  "settings:edit": { administrator: "all" },
  "settings:see": { administrator: "all", supervisor: "all" },
  "api_keys:manage": { administrator: "all" },
  "audit:see": { administrator: "all" },
  "samples:manage": { administrator: "all" },
  "members:edit": { administrator: "all" },
  "members:see": { administrator: "all", supervisor: "all" },
  "classes:create": { administrator: "all" },
  "classes:edit": { administrator: "all", reseller: "classes" },
  "classes:see": { administrator: "all", supervisor: "all", reseller: "classes" },
  "customers:erase": { administrator: "all" },
  "customers:edit": { administrator: "all", supervisor: "areas", reseller: "classes" },
  "customers:see": { administrator: "all", supervisor: "areas", reseller: "classes" },
  "balances:edit": { administrator: "all", reseller: "classes" },
  "balances:see": { administrator: "all", supervisor: "areas", reseller: "classes" },
  "activity:see": { administrator: "all", supervisor: "areas", reseller: "classes", employee: "own" },
  "deliveries:send": { administrator: "all", supervisor: "areas", reseller: "classes" },
  "suppressions:see": { administrator: "all", supervisor: "areas", reseller: "classes" },
  "suppressions:edit": { administrator: "all" },
  "captured:see": { administrator: "all" },
  "connections:manage": { operator: "all", administrator: "all" },
  "webhooks:manage": { administrator: "all" },
  "profile:edit": everyone,
} as const satisfies Record<string, Reach>

export type Permission = keyof typeof permissions

const scopesOf = (role: Role) =>
  (Object.keys(permissions) as Permission[]).filter((name) => role in permissions[name] && name !== "profile:edit")

/** What an API key can be given: all that an administrator may, but what belongs to a person. */
export const scopes = scopesOf("administrator")
/** What an API key of the platform can be given: it acts as an operator. */
export const platformScopes = scopesOf("operator")

/** The roles a permission is given to, to say who can help. */
export const rolesWith = (permission: Permission): Role[] => Object.keys(permissions[permission]) as Role[]

/**
 * How far a caller's permission reaches.
 * @throws Problem forbidden with the roles that may, two_step_required, or scope_missing for a key without it
 */
export function extentOf(caller: Pick<Caller, "role" | "scopes" | "mustSetUpTwoStep">, permission: Permission): Extent {
  const extent = (permissions[permission] as Reach)[caller.role]
  if (!extent)
    throw new Problem("forbidden", undefined, { values: { permission, rolesThatMay: rolesWith(permission) } })
  if (caller.mustSetUpTwoStep && permission !== "profile:edit") throw new Problem("two_step_required")
  if (caller.scopes && !caller.scopes.has(permission))
    throw new Problem("scope_missing", `The API key does not carry ${permission}.`, { values: { permission } })
  return extent
}

/** May the caller do this at all? For answers that offer an action only to those who may take it. */
export const may = (caller: Pick<Caller, "role" | "scopes">, permission: Permission): boolean =>
  caller.role in permissions[permission] && (caller.scopes === null || caller.scopes.has(permission))

/** All that the caller may do just now, and how far. */
export const extentsOf = (caller: Pick<Caller, "role" | "scopes" | "mustSetUpTwoStep">): Record<string, Extent> =>
  Object.fromEntries(
    (Object.keys(permissions) as Permission[])
      .filter((name) => may(caller, name) && (!caller.mustSetUpTwoStep || name === "profile:edit"))
      .map((name) => [name, extentOf(caller, name)]),
  )
