/** Suppressions: addresses that nothing is sent to, and why. */
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { readAddress } from "../base/address.ts"
import { json, type OrgSql, sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { keyset, type Paging, toPage } from "../base/page.ts"
import { readNumber } from "../base/phone.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { type Call, FileAnswer, file, found, id, instant, line, listRoute, route } from "../base/route.ts"
import { sha256 } from "../base/secrets.ts"
import { csvFile, type CsvPage } from "../base/csv.ts"
import type { Reach } from "../customers/scope.ts"
import { within } from "../customers/scope.ts"

const reasons = ["bounce", "complaint", "unsubscribe", "stop", "manual"] as const
const suppressed = ["email", "sms", "push"] as const

const SuppressionAnswer = z
  .object({
    id,
    channel: z.enum(suppressed),
    address: z.string().meta({ description: "Of somebody who was erased, a hash." }),
    typeId: id.nullable().meta({ description: "Only this notification type; null: everything on the channel." }),
    type: z.string().nullable(),
    reason: z.enum(reasons),
    detail: z.string(),
    deliveryId: id.nullable().meta({ description: "The delivery that it came of; null: of none, or of several." }),
    createdAt: instant,
    createdBy: z.string(),
  })
  .meta({ id: "Suppression" })
type Suppression = z.output<typeof SuppressionAnswer>

export type NewSuppression = Pick<Suppression, "channel" | "address" | "typeId" | "reason" | "detail" | "deliveryId">

/** Suppresses an address; one that is suppressed already stays as it is. @returns whether it is new */
export async function suppress(
  call: Actor,
  { channel, address, typeId, reason, detail, deliveryId }: NewSuppression,
): Promise<boolean> {
  const { tx, now, caller } = call
  const suppressionId = newId()
  const made = await tx`
    insert into suppressions (org_id, id, channel, address, type_id, reason, detail, delivery_id, created_at, created_by)
    values (${tx.orgId}, ${suppressionId}, ${channel}, ${address}, ${typeId}, ${reason}, ${detail}, ${deliveryId}, ${now},
            ${caller.name})
    on conflict do nothing`
  if (made.count === 1)
    await record(call, {
      action: "suppression.created",
      subject: { kind: "suppression", id: suppressionId },
      after: { channel, address, typeId, reason },
      personal: ["address"],
    })
  return made.count === 1
}

/** Suppresses addresses for everything on their channel, by what providers told of them. */
export async function suppressAddresses(
  tx: OrgSql,
  bad: readonly {
    channel: string
    address: string
    reason: "bounce" | "complaint"
    detail: string
    deliveryId: string
  }[],
  now: Temporal.Instant,
): Promise<void> {
  if (bad.length === 0) return
  const rows = bad.map(({ detail, ...rest }) => ({ id: newId(), ...rest, detail: detail.slice(0, 300) }))
  await tx`
    insert into suppressions (org_id, id, channel, address, reason, detail, delivery_id, created_at, created_by)
    select ${tx.orgId}, b.id, b.channel, b.address, b.reason, b.detail, b."deliveryId", ${now}, 'Tidings'
      from jsonb_to_recordset(${json(rows)}) as b(
             id uuid, channel text, address text, reason text, detail text, "deliveryId" uuid)
    on conflict do nothing`
}

/** What stands in place of a suppressed address whose owner was erased. */
export const hashedAddress = (orgId: string, address: string): string => `sha256:${sha256(`${orgId} ${address}`)}`

/** The suppressions of these addresses, those whose owners were erased among them. */
export async function suppressionsOf(
  tx: OrgSql,
  addresses: readonly string[],
): Promise<{ channel: string; address: string; typeId: string | null }[]> {
  if (addresses.length === 0) return []
  const byHash = new Map(addresses.map((address) => [hashedAddress(tx.orgId, address), address]))
  const rows = await tx<{ channel: string; address: string; typeId: string | null }>`
    select channel, address, type_id from suppressions
     where org_id = ${tx.orgId} and address = any (${[...addresses, ...byHash.keys()]})`
  return rows.map((row) => ({ ...row, address: byHash.get(row.address) ?? row.address }))
}

const columns = sql`s.id, s.channel, s.address, s.type_id, t.key as type, s.reason, s.detail,
  s.delivery_id, s.created_at, s.created_by`
const from = sql`from suppressions s left join notification_types t on t.org_id = s.org_id and t.id = s.type_id`

/** Addresses of customers within reach; all of them for who sees all. */
const visible = (call: Reach) =>
  call.extent === "all"
    ? sql`true`
    : sql`exists (select from contact_points p join customers c on c.org_id = p.org_id and c.id = p.customer_id
                   where p.org_id = s.org_id and p.channel = s.channel and p.address = s.address and ${within(call)})`

const read = async (call: Call, suppressionId: string): Promise<Suppression> =>
  found(
    (
      await call.tx<Suppression>`
        select ${columns} ${from} where s.org_id = ${call.tx.orgId} and s.id = ${suppressionId} and ${visible(call)}`
    )[0],
  )

async function checkType(tx: OrgSql, typeId: string | null): Promise<void> {
  if (typeId === null) return
  const rows = await tx`select 1 from notification_types where org_id = ${tx.orgId} and id = ${typeId}`
  if (!rows.length) throw fieldProblem("invalid", "/typeId", "unknown", "There is no such notification type.")
}

const filter = z.object({
  address: z
    .string()
    .max(300)
    .optional()
    .meta({ description: "Exactly this one, of somebody who was erased as well." }),
  search: z.string().max(300).optional().meta({ description: "Addresses that begin so." }),
  channel: z.enum(suppressed).optional(),
  reason: z.enum(reasons).optional(),
})
type Filter = z.output<typeof filter>

/** The rows of a page and one more, newest first. */
async function readRows(call: Reach & Pick<Call, "tx">, query: Filter, paging: Paging): Promise<Suppression[]> {
  const { tx } = call
  const { after, order } = keyset(paging, [sql`s.id`], "desc")
  const begins = query.search?.trim().toLowerCase()
  return await tx<Suppression>`
    select ${columns} ${from}
     where s.org_id = ${tx.orgId} and ${visible(call)}
       ${query.address ? sql`and s.address = any (${[query.address, hashedAddress(tx.orgId, query.address)]})` : sql``}
       ${begins ? sql`and s.address >= ${begins} and s.address < ${`${begins}\u{10ffff}`}` : sql``}
       ${query.channel ? sql`and s.channel = ${query.channel}` : sql``}
       ${query.reason ? sql`and s.reason = ${query.reason}` : sql``}
       ${after} ${order}`
}

const rowsAtOnce = 1000

const columnsOfFile = "channel address type reason detail deliveryId createdAt createdBy".split(" ")

/** A page of the file, in a transaction of its own. */
async function readPage(call: Call<unknown, Filter>, at: readonly string[] | null): Promise<CsvPage> {
  const paging: Paging = { limit: rowsAtOnce, at, back: false, cursor: () => "" }
  const read = await call.install.db.org(call.caller.orgId, (tx) => readRows({ ...call, tx }, call.query, paging))
  const page = read.slice(0, rowsAtOnce)
  const last = page.at(-1)
  return {
    lines: page.map(({ channel, address, type, reason, detail, deliveryId, createdAt, createdBy }) => [
      channel,
      address,
      type ?? "",
      reason,
      detail,
      deliveryId ?? "",
      createdAt.toString(),
      createdBy,
    ]),
    next: read.length > rowsAtOnce && last ? [last.id] : null,
  }
}

/** An address as messages to it are addressed: another spelling would suppress nothing. @throws Problem invalid */
function readAddressOn(channel: (typeof suppressed)[number], text: string): string {
  if (channel === "push") return text
  const read = channel === "email" ? readAddress(text) : readNumber(text, null)
  if ("mistake" in read)
    throw fieldProblem("invalid", "/address", channel === "email" ? "address" : "number", read.mistake)
  return "number" in read ? read.number : read.address
}

export const suppressionRoutes = [
  listRoute("GET /v1/suppressions", {
    name: "suppressions list",
    summary: "Addresses that nothing is sent to, newest first.",
    needs: "suppressions:see",
    query: filter,
    item: SuppressionAnswer,
    run: async (call) => toPage(call.paging, await readRows(call, call.query, call.paging), (row) => [row.id]),
  }),
  route("GET /v1/suppressions/export", {
    name: "suppressions export",
    summary: "The filtered list as a CSV file.",
    needs: "suppressions:see",
    query: filter,
    answer: file("text/csv"),
    run: async (call) => {
      const { address, search, ...rest } = call.query
      await record(call, {
        action: "suppressions.exported",
        subject: { kind: "suppressions", id: null },
        after: { filter: rest, searched: Boolean(address ?? search) },
      })
      return new FileAnswer(
        "text/csv; charset=utf-8",
        "suppressions.csv",
        csvFile(columnsOfFile, (at) => readPage(call, at)),
      )
    },
  }),
  route("GET /v1/suppressions/{id}", {
    name: "suppressions get",
    summary: "One suppression.",
    needs: "suppressions:see",
    params: z.object({ id }),
    answer: SuppressionAnswer,
    run: (call) => read(call, call.params.id),
  }),
  route("POST /v1/suppressions", {
    name: "suppressions create",
    summary: "Send nothing more to an address. What waits for it is not sent either.",
    needs: "suppressions:edit",
    body: z
      .strictObject({
        channel: z.enum(suppressed),
        address: line(2000),
        typeId: id.nullable().default(null),
        detail: line(300, 0).default(""),
      })
      .meta({ id: "SuppressionInput" }),
    example: { channel: "email", address: "anna@example.com", detail: "asked by phone" },
    status: 201,
    answer: SuppressionAnswer,
    run: async (call) => {
      const { tx, body } = call
      await checkType(tx, body.typeId)
      const address = readAddressOn(body.channel, body.address)
      if (!(await suppress(call, { ...body, address, reason: "manual", deliveryId: null })))
        throw fieldProblem("name_taken", "/address", "taken", "This address is suppressed already.")
      const [made] = await tx<Suppression>`
        select ${columns} ${from}
         where s.org_id = ${tx.orgId} and s.channel = ${body.channel} and s.address = ${address} and s.type_id is not distinct from ${body.typeId}`
      return found(made)
    },
  }),
  route("DELETE /v1/suppressions/{id}", {
    name: "suppressions release",
    summary: "Let messages go to the address again. What was not sent meanwhile stays unsent.",
    needs: "suppressions:edit",
    params: z.object({ id }),
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const { tx, params } = call
      const before = await read(call, params.id)
      if (before.reason === "complaint" && before.typeId === null)
        throw new Problem("protected", "Its reader complained to their provider. Ask them to write to you first.")
      await tx`delete from suppressions where org_id = ${tx.orgId} and id = ${params.id}`
      await record(call, {
        action: "suppression.released",
        subject: { kind: "suppression", id: params.id },
        before: { channel: before.channel, address: before.address, reason: before.reason },
        personal: ["address"],
      })
    },
  }),
]
