/** Reading the audit. */
import { z } from "zod"
import { sql } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { firstIdAt } from "../base/partitions.ts"
import { found, id, instant, listRoute, route } from "../base/route.ts"
import { auditColumns, type AuditRecord, withValues } from "./audit.ts"

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

const moment = z.iso.datetime({ offset: true }).transform((text) => Temporal.Instant.from(text))

export const auditRoutes = [
  listRoute("GET /v1/audit", {
    name: "audit list",
    summary: "Who did what, newest first.",
    needs: "audit:see",
    query: z.object({
      subjectKind: z.string().max(50).optional(),
      subjectId: id.optional(),
      actorId: id.optional(),
      action: z.string().max(100).optional(),
      from: moment.optional().meta({ description: "Not before this instant." }),
      to: moment.optional().meta({ description: "Before this instant." }),
    }),
    item: AuditRecordAnswer,
    run: async ({ tx, query, paging }) => {
      const { after, order } = keyset(paging, [sql`id`], "desc")
      const rows = await tx<AuditRecord>`
        select ${auditColumns} from audit_records
         where org_id = ${tx.orgId}
           ${query.subjectKind ? sql`and subject_kind = ${query.subjectKind}` : sql``}
           ${query.subjectId ? sql`and subject_id = ${query.subjectId}` : sql``}
           ${query.actorId ? sql`and actor_id = ${query.actorId}` : sql``}
           ${query.action ? sql`and action = ${query.action}` : sql``}
           ${query.from ? sql`and id >= ${firstIdAt(query.from)}` : sql``}
           ${query.to ? sql`and id < ${firstIdAt(query.to)}` : sql``}
           ${after} ${order}`
      const page = toPage(paging, rows, ({ id }) => [id])
      return { ...page, items: await withValues(tx, page.items) }
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
