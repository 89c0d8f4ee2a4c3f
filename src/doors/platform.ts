/** The platform: the organisations of an install as its operators see them: how they fare, never what they say. */
import { z } from "zod"
import { record, theInstall } from "../audit/audit.ts"
import { type Sql, sql } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { Problem } from "../base/problem.ts"
import { type Call, found, type Install, id, instant, line, listRoute, route } from "../base/route.ts"
import { channels } from "../base/words.ts"
import { hourOf, readCounts } from "../deliveries/counts.ts"
import { oldestDue } from "../deliveries/queues.ts"

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
/** How it fares; of one that is deleted nothing is told. */
const use = z.object({
  month: z.array(z.object({ channel: z.enum(channels), count: z.int() })).meta({
    description: "Messages handed over since the month began (UTC), by channel; none of a channel is left out.",
  }),
  oldest: instant.nullable().meta({ description: "Since when the oldest that waits is due." }),
  failing: z
    .object({ connection: z.string(), since: instant })
    .nullable()
    .meta({ description: "The connection that has failed for longest, and gets nothing through now." }),
})
const OrganisationRow = seen.extend({ use }).meta({ id: "PlatformOrganisationRow" })
const OrganisationDetails = seen
  .extend({
    use,
    exportedAt: instant.nullable().meta({ description: "When one of its administrators last took its data along." }),
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

/** Its own transaction: no transaction sees into another organisation, the operator's neither. */
async function readUse(
  { db }: Pick<Install, "db">,
  { id: orgId, state }: Pick<Seen, "id" | "state">,
  now: Temporal.Instant,
): Promise<z.output<typeof use>> {
  if (state === "deleted") return { month: [], oldest: null, failing: null }
  return await db.org(orgId, async (tx) => {
    const from = hourOf(now.toZonedDateTimeISO("UTC").with({ day: 1 }).startOfDay().toInstant())
    const all = { caller: { ...theInstall, orgId, areaIds: [] }, extent: "all" } as const
    const counts = await readCounts(tx, all, from, "all", "UTC", now)
    const sums = channels.map((channel) => ({
      channel,
      count: counts
        .filter((each) => each.channel === channel && ["sent", "delivered"].includes(each.state))
        .reduce((sum, { count }) => sum + count, 0),
    }))
    const [failing] = await tx<{ connection: string; since: Temporal.Instant }>`
      select name as connection, failing_since as since from connections
       where org_id = ${orgId} and state = 'active' and failing_since is not null order by failing_since limit 1`
    return { month: sums.filter(({ count }) => count > 0), oldest: await oldestDue(tx, now), failing: failing ?? null }
  })
}

const byId = z.object({ id })

export const platformRoutes = [
  listRoute("GET /v1/organisations", {
    name: "organisations list",
    summary: "The organisations of this install, newest first, and how each fares.",
    needs: "platform:manage",
    query: z.object({
      state: z.enum(states).optional().meta({ description: "All but deleted ones unless told." }),
    }),
    item: OrganisationRow,
    run: async ({ tx, query, paging, install, now }) => {
      const { after, order } = keyset(paging, [sql`o.id`], "desc")
      const rows = await tx<Seen>`
        select ${columns} from organisations o
         where o.kind = 'business' and ${query.state ? sql`o.state = ${query.state}` : sql`o.state <> 'deleted'`}
           ${after} ${order}`
      const page = toPage(paging, rows, (row) => [row.id])
      const items: z.output<typeof OrganisationRow>[] = []
      for (const row of page.items) items.push({ ...row, use: await readUse(install, row, now) })
      return { ...page, items }
    },
  }),
  route("GET /v1/organisations/{id}", {
    name: "organisations get",
    summary: "One organisation, with how many customers it has and how many letters of ours wait in it.",
    needs: "platform:manage",
    params: byId,
    answer: OrganisationDetails,
    run: async ({ tx, params, install, now }) => {
      const organisation = await read(tx, params.id)
      const [row] = await install.db.org(
        params.id,
        (inside) => inside<{
          customers: number
          waiting: number
          oldest: Temporal.Instant | null
          exportedAt: Temporal.Instant | null
        }>`
          select (select at from audit_records
                   where org_id = ${inside.orgId} and subject_kind = 'organisation' and subject_id = ${inside.orgId}
                     and action = 'organisation.exported' order by id desc limit 1) as exported_at,
                 (select coalesce(sum(customers), 0)::int from class_sizes where org_id = ${inside.orgId}) as customers,
                 count(*)::int as waiting, min(created_at) as oldest
            from deliveries
           where org_id = ${inside.orgId} and state in ('queued', 'sending', 'ambiguous') and channel = 'email' and priority = 'system'`,
      )
      const { customers, waiting, oldest, exportedAt } = found(row)
      const fares = await readUse(install, organisation, now)
      return { ...organisation, use: fares, exportedAt, customers, letters: { waiting, oldest } }
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
