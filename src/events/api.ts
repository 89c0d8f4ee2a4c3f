/** Events: what happened. They come in as CloudEvents, are durable before they are answered, and can be looked at after. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { Problem } from "../base/problem.ts"
import { found, id, instant, listRoute, route, type ApartCall, apartRoute } from "../base/route.ts"
import { type Reach, within } from "../customers/scope.ts"
import { acceptanceOf, type NewEvent } from "./accept.ts"
import { refuseAddresses } from "./attachments.ts"
import { readCloudEvents } from "./cloudevents.ts"
import { check, lookUp } from "./examine.ts"
import { stopEvents } from "./found.ts"

async function accept(call: ApartCall): Promise<z.output<typeof AcceptedEvents>> {
  const { install, caller, now } = call
  const read = readCloudEvents(call.contentType, call.headers, call.body)
  if ("malformed" in read) {
    if (read.malformed !== null) throw new Problem("malformed", read.malformed)
    throw new Problem("invalid", undefined, { faults: read.faults })
  }
  const lookups = await call.org((tx) => lookUp(tx, call, read.events))
  const checked = read.events.map((event, index) =>
    check(event, read.isBatch ? `/${index}` : "", lookups, { now, mayAll: call.extent === "all", madeBy: caller.name }),
  )
  let faults = checked.flatMap((each) => (Array.isArray(each) ? each : []))
  if (faults.length === 0)
    faults = await refuseAddresses(install.outbound, addressesIn(checked as NewEvent[], read.isBatch))
  if (faults.length) throw new Problem("invalid", undefined, { faults: faults.slice(0, 100) })
  const accepted = await acceptanceOf(install.db).accept(caller.orgId, checked as NewEvent[], now)
  return {
    events: accepted.map((each, index) => {
      const { externalId, source } = checked[index] as NewEvent
      return { ...each, externalId, source }
    }),
  }
}

const addressesIn = (events: readonly NewEvent[], isBatch: boolean) =>
  events.flatMap(({ attachments = [] }, index) =>
    attachments.map(({ url }, at) => ({ url, pointer: `${isBatch ? `/${index}` : ""}/data/attachments/${at}/url` })),
  )

const AcceptedEvents = z
  .object({
    events: z.array(
      z.object({
        id,
        source: z.string().meta({ examples: ["/crm"] }),
        externalId: z.string().meta({ description: "The id it was sent with.", examples: ["88121"] }),
        isNew: z.boolean().meta({ description: "False where it had been accepted before: it is told once." }),
      }),
    ),
  })
  .meta({ id: "AcceptedEvents" })

const state = z.enum(["fetching", "accepted", "planning", "planned", "failed", "cancelled"])
const event = z.object({
  id,
  source: z.string(),
  externalId: z.string(),
  type: z.string().meta({ examples: ["balance.near_limit"] }),
  subject: z.object({
    kind: z.enum(["customer", "class", "all", "none"]),
    id: id.nullable(),
    name: z.string().nullable(),
  }),
  time: instant,
  state: state.meta({ description: "`fetching` waits for its attachments." }),
  reason: z
    .string()
    .nullable()
    .meta({ description: "Why it failed; while it is tried again, what was wrong the last time." }),
  dueAt: instant.meta({ description: "When it is planned: at once, or at its deliverat." }),
  acceptedAt: instant,
  plannedAt: instant.nullable(),
  customers: z.int().meta({ description: "Customers looked at so far." }),
  isTrial: z.boolean(),
  madeBy: z.string(),
})
const EventListItem = event.meta({ id: "EventListItem" })
const EventAnswer = event
  .extend({
    data: z.record(z.string(), z.unknown()),
    attachments: z
      .array(
        z.object({
          name: z.string(),
          url: z.string().meta({ description: "Without what stands behind a ?, which may be a key." }),
          mediaType: z.string().nullable(),
          size: z.int().nullable().meta({ description: "Bytes; null while it is not fetched." }),
          sha256: z.string().nullable(),
        }),
      )
      .meta({ description: "What its e-mails carry; none any more once copies are no longer kept." }),
    about: z.int().meta({
      description: "How many customers it is about: of many, as many as there are just now.",
      examples: [412],
    }),
    counts: z
      .array(z.object({ state: z.string(), reason: z.string().nullable(), count: z.int() }))
      .meta({ description: "Its deliveries by state; each of them is at /v1/deliveries?eventId=…" }),
    groups: z
      .array(
        z.object({
          classId: id.nullable(),
          className: z.string().nullable(),
          audience: z.string(),
          channel: z.string(),
          reason: z.string(),
          count: z.int(),
        }),
      )
      .meta({ description: "What was true of everybody of a class, and of how many." }),
  })
  .meta({ id: "Event" })

type Row = Omit<z.output<typeof event>, "subject"> & {
  subjectKind: "customer" | "class" | "all" | "none"
  subjectId: string | null
  subjectName: string | null
}

const columns = sql`
  e.id, e.source, e.external_id, e.type_key as type, e.subject_kind, e.subject_id, coalesce(c.name, k.name) as subject_name,
  e.time, e.state, e.reason, e.due_at, e.accepted_at, e.planned_at, e.recipients as customers, e.is_trial, e.made_by`
const joins = sql`
  left join customers c on c.org_id = e.org_id and c.id = e.subject_id and e.subject_kind = 'customer'
  left join customer_classes k on k.org_id = e.org_id and k.id = e.subject_id and e.subject_kind = 'class'`
/** Events about customers within reach, or that told oneself; those about many only for who sees all. */
const visible = (reach: Reach) => {
  if (reach.extent === "all") return sql`true`
  if (reach.extent === "own")
    return sql`exists (select from deliveries d
                        where d.org_id = e.org_id and d.event_id = e.id and d.member_id = ${reach.caller.memberId})`
  return sql`c.id is not null and ${within(reach)}`
}

const toEvent = ({ subjectKind, subjectId, subjectName, ...row }: Row) => ({
  ...row,
  subject: { kind: subjectKind, id: subjectId, name: subjectName },
})

/** How many active customers an event is about. */
export async function customersOf(
  tx: OrgSql,
  { subjectKind, subjectId }: Pick<Row, "subjectKind" | "subjectId">,
): Promise<number> {
  if (subjectKind === "none") return 0
  if (subjectKind === "customer") return 1
  const [row] = await tx<{ customers: number }>`
    select coalesce(sum(customers), 0)::int as customers from class_sizes
     where org_id = ${tx.orgId} ${subjectKind === "class" ? sql`and class_id = ${subjectId}` : sql``}`
  return row?.customers ?? 0
}

export const eventRoutes = [
  apartRoute("POST /v1/events", {
    name: "events create",
    summary:
      "Say what happened: one CloudEvent (structured or binary), or a batch of up to 1,000. Durable when answered.",
    needs: "deliveries:send",
    body: z.unknown().meta({ description: "A CloudEvent 1.0, or an array of them." }),
    bodyBytes: 8 * 1024 * 1024,
    consumes: ["application/cloudevents+json", "application/cloudevents-batch+json", "application/json"],
    example: {
      specversion: "1.0",
      id: "88121",
      source: "/crm",
      type: "balance.near_limit",
      subject: "customer/LX-1001",
      data: {
        balance: "431.20",
        creditLimit: "500.00",
        amountLeft: "68.80",
        percentUsed: 86,
        attachments: [{ url: "https://files.example.com/calls/88121.pdf", name: "Calls in February.pdf" }],
      },
    },
    status: 202,
    answer: AcceptedEvents,
    run: accept,
  }),
  listRoute("GET /v1/events", {
    name: "events list",
    summary: "Events, newest first.",
    needs: "activity:see",
    query: z.object({
      type: z.string().max(100).optional(),
      state: state.optional(),
      customerId: id.optional(),
      externalId: z.string().max(300).optional(),
    }),
    item: EventListItem,
    run: async (call) => {
      const { tx, query, paging } = call
      const { after, order } = keyset(paging, [sql`e.id`], "desc")
      const rows = await tx<Row>`
        select ${columns} from events e ${joins}
         where e.org_id = ${tx.orgId} and ${visible(call)}
           ${query.type ? sql`and e.type_key = ${query.type}` : sql``}
           ${query.state ? sql`and e.state = ${query.state}` : sql``}
           ${query.customerId ? sql`and e.subject_id = ${query.customerId}` : sql``}
           ${query.externalId ? sql`and e.external_id = ${query.externalId}` : sql``}
           ${after} ${order}`
      const page = toPage(paging, rows, (row) => [row.id])
      return { ...page, items: page.items.map(toEvent) }
    },
  }),
  route("GET /v1/events/{id}", {
    name: "events get",
    summary: "One event: where it stands, and what was decided for whom.",
    needs: "activity:see",
    params: z.object({ id }),
    answer: EventAnswer,
    run: async (call) => {
      const { tx, params } = call
      const [row] = await tx<Row & { data: Record<string, unknown> }>`
        select ${columns}, e.data from events e ${joins}
         where e.org_id = ${tx.orgId} and e.id = ${params.id} and ${visible(call)}`
      const { data, ...rest } = found(row)
      const isOver = ["planned", "failed", "cancelled"].includes(rest.state)
      const about = isOver ? rest.customers : await customersOf(tx, rest)
      const counts = await tx<{ state: string; reason: string | null; count: number }>`
        select state, reason, count(*)::int as count from deliveries
         where org_id = ${tx.orgId} and event_id = ${params.id} group by state, reason order by state, reason`
      const groups = await tx<z.output<typeof EventAnswer>["groups"][number]>`
        select nullif(g.class_id, '00000000-0000-0000-0000-000000000000') as class_id, k.name as class_name,
               g.audience, g.channel, g.reason, g.count
          from event_groups g left join customer_classes k on k.org_id = g.org_id and k.id = g.class_id
         where g.org_id = ${tx.orgId} and g.event_id = ${params.id} order by k.name_key, g.audience, g.channel`
      const attachments = await tx<z.output<typeof EventAnswer>["attachments"][number]>`
        select name, regexp_replace(url, '[?].*', '') as url, media_type, size, coalesce(file_hash, asked_hash) as sha256
          from attachments where org_id = ${tx.orgId} and event_id = ${params.id} order by number`
      return { ...toEvent(rest), data, about, attachments: [...attachments], counts: [...counts], groups: [...groups] }
    },
  }),
  route("POST /v1/events/{id}/cancel", {
    name: "events cancel",
    summary: "Stop what of this event has not been handed over.",
    needs: "deliveries:send",
    params: z.object({ id }),
    answer: z.object({ id, state }).meta({ id: "CancelledEvent" }),
    run: async (call) => {
      const { tx, params, now } = call
      const [row] = await tx<{ id: string; state: z.output<typeof state> }>`
        select e.id, e.state from events e ${joins}
         where e.org_id = ${tx.orgId} and e.id = ${params.id} and ${visible(call)} for update of e`
      const before = found(row)
      if (before.state === "failed") throw new Problem("not_waiting")
      if (before.state === "cancelled") return before
      const next = before.state === "planned" ? "planned" : "cancelled"
      await stopEvents(tx, [params.id], now)
      await record(call, {
        action: "event.cancelled",
        subject: { kind: "event", id: params.id },
        before: { state: before.state },
        after: { state: next },
      })
      return { id: params.id, state: next } as const
    },
  }),
]
