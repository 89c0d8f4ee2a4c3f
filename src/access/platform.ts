/** The platform: the install as its operators see it. They see which organisations there are, never what they say. */
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { type Sql, sql } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { Problem } from "../base/problem.ts"
import { type Call, found, type Install, id, instant, line, listRoute, route } from "../base/route.ts"
import { invite } from "./invitations.ts"
import { type Letter, type Link, type LinkCall, makeLink } from "./links.ts"
import { createMember } from "./members.ts"
import { installCall } from "./organisations.ts"

const operatorHours = 24

/**
 * Adds an operator who signs in at once.
 * @param call in the platform's organisation
 * @throws Problem invalid at `/password` if the address signs in already and has another; name_taken at `/email`
 */
export const createOperator = (
  call: Actor,
  { name, email, password }: { name: string; email: string; password: string },
): Promise<string> => createMember(call, { name, email, password, role: "operator" })

/**
 * Adds an operator by an invitation of 24 hours; renews it for one who has yet to accept.
 * @param call in the platform's organisation
 * @throws Problem in_use for one who signs in already, or is deactivated
 */
export async function inviteOperator(
  call: Actor & LinkCall,
  { name, email }: { name: string; email: string },
): Promise<Letter & { type: "system.invitation" }> {
  const { tx } = call
  const [present] = await tx<{ id: string }>`
    select id from members where org_id = ${tx.orgId} and email = ${email} order by state = 'deactivated', id limit 1`
  return await invite(call, present?.id ?? (await createMember(call, { name, email, role: "operator" })), operatorHours)
}

/**
 * The link by which the first operator sets up an install that has none; a new one each time, the former stops working.
 * It goes to the log only. Whoever takes it: `takeLink(tx, readLink(text), "first_start", now)` in the platform's
 * transaction, then `createOperator` in the same.
 * @returns null if there is an operator
 */
export async function firstStartLink(install: Install): Promise<Link | null> {
  const now = install.clock()
  return await install.db.org(install.platformId, async (tx) => {
    const operators = await tx`
      select 1 from members where org_id = ${tx.orgId} and state in ('active', 'invited') limit 1`
    if (operators.length) return null
    const call = { ...installCall(tx, now), install }
    const link = await makeLink(call, "first_start", 24, {})
    await record(call, {
      action: "first_start.offered",
      subject: { kind: "organisation", id: tx.orgId },
      after: { expiresAt: link.expiresAt },
    })
    return link
  })
}

const states = ["active", "suspended", "deleted"] as const

const seen = z.object({
  id,
  key: z.string().meta({ examples: ["acme"] }),
  name: z.string().meta({ examples: ["Acme"] }),
  state: z.enum(states),
  reason: z.string().nullable().meta({ description: "Why it is suspended." }),
  sample: z.string().nullable().meta({ description: "The sample it was made from." }),
  signIns: z.int().meta({ description: "How many people can sign in, or could.", examples: [3] }),
  createdAt: instant,
})
const OrganisationSeen = seen.meta({ id: "PlatformOrganisation" })
const OrganisationDetails = seen
  .extend({
    customers: z.int().meta({ description: "Active customers.", examples: [120] }),
    letters: z
      .object({ waiting: z.int(), oldest: instant.nullable() })
      .meta({ description: "What Tidings itself wrote to its people and has not been handed over; since when." }),
  })
  .meta({ id: "PlatformOrganisationDetails" })
type Seen = z.output<typeof OrganisationSeen>

const columns = sql`
  o.id, o.key, o.name, o.state, o.reason, o.sample, o.created_at,
  (select count(*)::int from memberships m where m.org_id = o.id) as sign_ins`

const read = async (tx: Sql, orgId: string, lock = sql``): Promise<Seen> =>
  found(
    (
      await tx<Seen>`
      select ${columns} from organisations o where o.id = ${orgId} and o.kind = 'business' ${lock}`
    )[0],
  )

/** Moves an organisation from one state to another; where it is there already nothing happens. */
async function move(
  call: Call,
  orgId: string,
  state: Seen["state"],
  reason: string | null,
  check: (before: Seen) => void,
): Promise<Seen> {
  const { tx } = call
  const before = await read(tx, orgId, sql`for update of o`)
  check(before)
  if (before.state === state && before.reason === reason) return before
  await tx`update organisations set state = ${state}, reason = ${reason} where id = ${orgId}`
  const after = await read(tx, orgId)
  const action = { active: "resumed", suspended: "suspended", deleted: "deleted" }[state]
  await record(call, {
    action: `organisation.${action}`,
    subject: { kind: "organisation", id: orgId },
    before: { key: before.key, state: before.state, reason: before.reason },
    after: { key: after.key, state: after.state, reason: after.reason },
  })
  return after
}

const refuseDeleted = ({ state, name }: Seen) => {
  if (state === "deleted") throw new Problem("in_use", `${name} is deleted.`)
}

const byId = z.object({ id })

export const platformRoutes = [
  listRoute("GET /v1/organisations", {
    name: "organisations list",
    summary: "The organisations of this install, newest first.",
    needs: "platform:manage",
    query: z.object({
      state: z.enum(states).optional().meta({ description: "All but deleted ones unless told." }),
    }),
    item: OrganisationSeen,
    run: async ({ tx, query, paging }) => {
      const { after, order } = keyset(paging, [sql`o.id`], "desc")
      const rows = await tx<Seen>`
        select ${columns} from organisations o
         where o.kind = 'business' and ${query.state ? sql`o.state = ${query.state}` : sql`o.state <> 'deleted'`}
           ${after} ${order}`
      return toPage(paging, rows, (row) => [row.id])
    },
  }),
  route("GET /v1/organisations/{id}", {
    name: "organisations get",
    summary: "One organisation, with how many customers it has and how many letters of ours wait in it.",
    needs: "platform:manage",
    params: byId,
    answer: OrganisationDetails,
    run: async ({ tx, params, install }) => {
      const organisation = await read(tx, params.id)
      // Its own transaction: no transaction sees into another organisation, the operator's neither.
      const [row] = await install.db.org(
        params.id,
        (inside) => inside<{ customers: number; waiting: number; oldest: Temporal.Instant | null }>`
          select (select coalesce(sum(customers), 0)::int from class_sizes where org_id = ${inside.orgId}) as customers,
                 count(*)::int as waiting, min(created_at) as oldest
            from deliveries
           where org_id = ${inside.orgId} and state in ('queued', 'sending', 'ambiguous') and channel = 'email' and priority = 'system'`,
      )
      const { customers, waiting, oldest } = found(row)
      return { ...organisation, customers, letters: { waiting, oldest } }
    },
  }),
  route("POST /v1/organisations/{id}/suspend", {
    name: "organisations suspend",
    summary: "Suspend an organisation: nobody signs in, its keys stop working, nothing is sent.",
    needs: "platform:manage",
    params: byId,
    body: z
      .strictObject({ reason: line(200).meta({ description: "Told to whoever signs in." }) })
      .meta({ id: "Suspension" }),
    example: { reason: "An invoice is unpaid." },
    answer: OrganisationSeen,
    run: (call) => move(call, call.params.id, "suspended", call.body.reason, refuseDeleted),
  }),
  route("POST /v1/organisations/{id}/resume", {
    name: "organisations resume",
    summary: "End a suspension.",
    needs: "platform:manage",
    params: byId,
    answer: OrganisationSeen,
    run: (call) => move(call, call.params.id, "active", null, refuseDeleted),
  }),
  route("DELETE /v1/organisations/{id}", {
    name: "organisations delete",
    summary: "Delete an organisation. Repeat its key, so that it is the one you mean.",
    needs: "platform:manage",
    params: byId,
    query: z.object({ key: z.string().max(40).meta({ description: "The organisation's key." }) }),
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const detail = "This is not the key of the organisation that would be deleted."
      await move(call, call.params.id, "deleted", null, ({ key }) => {
        if (key !== call.query.key)
          throw new Problem("invalid", detail, { faults: [{ parameter: "key", code: "not_the_key", detail }] })
      })
    },
  }),
]
