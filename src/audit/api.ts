/** Reading the audit. */
import { z } from "zod"
import { csvFile, type CsvPage } from "../base/csv.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { firstIdAt } from "../base/partitions.ts"
import { type Call, file, FileAnswer, found, id, instant, listRoute, moment, route } from "../base/route.ts"
import { auditColumns, type AuditRecord, record, withValues } from "./audit.ts"

const fields = z.record(z.string(), z.unknown()).nullable()

export const AuditRecordAnswer = z
  .object({
    id,
    at: instant,
    actorKind: z.enum(["person", "key", "install"]),
    actorId: id.nullable(),
    actorName: z.string(),
    action: z.string().meta({ examples: ["area.created"] }),
    subjectKind: z.string().meta({ examples: ["area"] }),
    subjectId: id.nullable(),
    before: fields.meta({ description: "What the changed fields were." }),
    after: fields.meta({ description: "What they are now." }),
    requestId: id.nullable(),
  })
  .meta({ id: "AuditRecord" })

const filter = z.object({
  subjectKind: z.string().max(50).optional(),
  subjectId: id.optional(),
  actorId: id.optional(),
  action: z
    .string()
    .max(100)
    .optional()
    .meta({ description: "As it is written, such as area.created; or how it begins, such as area." }),
  from: moment.optional().meta({ description: "Not before this instant." }),
  to: moment.optional().meta({ description: "Before this instant." }),
})
type Filter = z.output<typeof filter>

/** The condition on `audit_records`; `area.` and `area` find all that begins so. */
const matching = (tx: OrgSql, { subjectKind, subjectId, actorId, action, from, to }: Filter) => sql`
  org_id = ${tx.orgId}
    ${subjectKind ? sql`and subject_kind = ${subjectKind}` : sql``}
    ${subjectId ? sql`and subject_id = ${subjectId}` : sql``}
    ${actorId ? sql`and actor_id = ${actorId}` : sql``}
    ${action ? sql`and starts_with(action, ${action})` : sql``}
    ${from ? sql`and id >= ${firstIdAt(from)}` : sql``}
    ${to ? sql`and id < ${firstIdAt(to)}` : sql``}`

const rowsAtOnce = 1000
const columnsOfFile = "at who kind action subject subjectId before after request".split(" ")

/** A page of the file, in a transaction of its own. */
async function readPage(
  { install, caller, query }: Call<unknown, Filter>,
  at: readonly string[] | null,
): Promise<CsvPage> {
  const rows = await install.db.org(caller.orgId, async (tx) =>
    withValues(tx, [
      ...(await tx<AuditRecord>`
        select ${auditColumns} from audit_records
         where ${matching(tx, query)} ${at === null ? sql`` : sql`and id < ${at[0]}`}
         order by id desc limit ${rowsAtOnce}`),
    ]),
  )
  const text = (fields: AuditRecord["before"]) => (fields === null ? "" : JSON.stringify(fields))
  const last = rows.at(-1)
  return {
    lines: rows.map((row) => [
      row.at.toString(),
      row.actorName,
      row.actorKind,
      row.action,
      row.subjectKind,
      row.subjectId ?? "",
      text(row.before),
      text(row.after),
      row.requestId ?? "",
    ]),
    next: rows.length === rowsAtOnce && last ? [last.id] : null,
  }
}

export const auditRoutes = [
  listRoute("GET /v1/audit", {
    name: "audit list",
    summary: "Who did what, newest first.",
    needs: "audit:see",
    query: filter,
    item: AuditRecordAnswer,
    run: async ({ tx, query, paging }) => {
      const { after, order } = keyset(paging, [sql`id`], "desc")
      const rows = await tx<AuditRecord>`
        select ${auditColumns} from audit_records where ${matching(tx, query)} ${after} ${order}`
      const page = toPage(paging, rows, ({ id }) => [id])
      return { ...page, items: await withValues(tx, page.items) }
    },
  }),
  route("GET /v1/audit/export", {
    name: "audit export",
    summary: "The same as a CSV file, newest first. That it was taken is recorded as well.",
    needs: "audit:see",
    query: filter,
    answer: file("text/csv"),
    run: async (call) => {
      await record(call, {
        action: "audit.exported",
        subject: { kind: "audit", id: null },
        after: Object.fromEntries(Object.entries(call.query).filter(([, value]) => value !== undefined)),
      })
      return new FileAnswer(
        "text/csv; charset=utf-8",
        "audit.csv",
        csvFile(columnsOfFile, (at) => readPage(call, at)),
      )
    },
  }),
  route("GET /v1/audit/{id}", {
    name: "audit get",
    summary: "One record: what was done, and what it changed.",
    needs: "audit:see",
    params: z.object({ id }),
    answer: AuditRecordAnswer,
    run: async ({ tx, params }) => {
      const rows = await tx<AuditRecord>`
        select ${auditColumns} from audit_records where org_id = ${tx.orgId} and id = ${params.id}`
      return found((await withValues(tx, [...rows]))[0])
    },
  }),
]
