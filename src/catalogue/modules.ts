/** Modules: features that an administrator switches on and off for the whole organisation. Their data stay. */
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { checkVersion, found, instant, route, version } from "../base/route.ts"
import type { Channel } from "../base/words.ts"

/** In the order screens show them. `sms` is also what "Activate SMS notifications" at the channel switches. */
export const modules = ["sms", "reminders", "subscriptions", "post", "bookings"] as const
export type Module = (typeof modules)[number]

/** Channels that need a module (CM-D11): e-mail, push and in-system need none. */
export const moduleOf: Readonly<Partial<Record<Channel, Module>>> = { sms: "sms" }

export const ModuleAnswer = z
  .object({
    module: z.enum(modules),
    active: z.boolean(),
    state: z.enum(["active", "inactive", "ending"]).meta({ description: "`ending`: active until `endsAt`." }),
    endsAt: instant.nullable(),
    version,
    changedAt: instant,
  })
  .meta({ id: "Module" })
type State = z.output<typeof ModuleAnswer>

const columns = sql`module, state <> 'inactive' as active, state, ends_at, version, changed_at`

/** Gives an organisation its modules, these ones active. Done again it changes nothing. */
export async function installModules(call: Actor, active: readonly Module[] = modules): Promise<void> {
  const { tx, now } = call
  const rows = modules.map(
    (each) => sql`(${tx.orgId}, ${each}, ${active.includes(each) ? "active" : "inactive"}, ${now}::timestamptz)`,
  )
  const made = await tx`
    insert into modules (org_id, module, state, changed_at) values ${sql.join(rows)}
    on conflict (org_id, module) do nothing`
  if (made.count)
    await record(call, { action: "modules.installed", subject: { kind: "module", id: null }, after: { active } })
}

/** Can the organisation use this module just now? */
export const isActive = async (tx: OrgSql, module: Module): Promise<boolean> =>
  (
    await tx`
      select 1 from modules where org_id = ${tx.orgId} and module = ${module} and state <> 'inactive'`
  ).length === 1

/**
 * Activates or deactivates a module, at once. Deactivating stops what waits for it; in its state already, nothing changes.
 * @throws Problem version_conflict
 */
export async function setModule(
  call: Actor,
  module: Module,
  active: boolean,
  ifMatch: number | null = null,
): Promise<State> {
  const { tx } = call
  const [row] = await tx<State>`
    select ${columns} from modules where org_id = ${tx.orgId} and module = ${module} for no key update`
  const before = found(row)
  checkVersion(ifMatch, before.version)
  const state = active ? "active" : "inactive"
  if (before.state === state) return before
  const [after] = await tx<State>`
    update modules
       set state = ${state}, ends_at = null, stops = stops + ${active ? 0 : 1}, version = version + 1,
           changed_at = ${call.now}
     where org_id = ${tx.orgId} and module = ${module}
    returning ${columns}`
  await record(call, {
    action: active ? "module.activated" : "module.deactivated",
    subject: { kind: "module", id: null },
    before: { [module]: before.state },
    after: { [module]: state },
  })
  return found(after)
}

export const moduleRoutes = [
  route("GET /v1/modules", {
    name: "modules list",
    summary: "The modules, and which of them are active.",
    needs: "settings:see",
    answer: z.object({ items: z.array(ModuleAnswer) }),
    run: async ({ tx }) => {
      const rows = await tx<State>`select ${columns} from modules where org_id = ${tx.orgId}`
      return { items: rows.toSorted((a, b) => modules.indexOf(a.module) - modules.indexOf(b.module)) }
    },
  }),
  route("PUT /v1/modules/{module}", {
    name: "modules set",
    summary: "Activate or deactivate a module. It works at once; data stay.",
    needs: "settings:edit",
    params: z.object({ module: z.enum(modules) }),
    body: z.strictObject({ active: z.boolean() }).meta({ id: "ModuleChange" }),
    example: { active: true },
    version: "optional",
    answer: ModuleAnswer,
    run: (call) => setModule(call, call.params.module, call.body.active, call.ifMatch),
  }),
]
