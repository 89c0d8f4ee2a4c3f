/** The routes of imports: made first, then sent the file, watched meanwhile, and asked what was wrong with which line. */
import { z } from "zod"
import { csvFile } from "../base/csv.ts"
import { sql } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { file, FileAnswer, id, listRoute, route, streamRoute } from "../base/route.ts"
import * as imports from "./import.ts"

const byId = z.object({ id })
const errorsAtOnce = 1000

const ImportErrorAnswer = z
  .object({
    line: z.int().meta({ description: "The line of the file, the first being 1.", examples: [7] }),
    externalId: z
      .string()
      .nullable()
      .meta({ examples: ["LX-1001"] }),
    field: z.string().meta({ examples: ["numbers/0"] }),
    value: z.string().meta({ examples: ["+48 601"] }),
    detail: z.string().meta({ examples: ["This is not a possible phone number."] }),
  })
  .meta({ id: "ImportError" })
type ErrorRow = z.output<typeof ImportErrorAnswer> & { position: number }

const errorColumns = sql`e.line, e.position, e.external_id, e.field, e.value, e.detail`

export const importRoutes = [
  listRoute("GET /v1/imports", {
    name: "imports list",
    summary: "Imports, newest first.",
    needs: "customers:edit",
    item: imports.ImportAnswer,
    run: async (call) => {
      const { tx, paging, now } = call
      const { after, order } = keyset(paging, [sql`i.id`], "desc")
      const rows = await tx<imports.Import>`
        select ${imports.columns(now)} from imports i where i.org_id = ${tx.orgId} and ${imports.ownImports(call)} ${after} ${order}`
      return toPage(paging, rows, (row) => [row.id])
    },
  }),
  route("POST /v1/imports", {
    name: "imports create",
    summary: "Begin an import of customers; its file is sent next.",
    needs: "customers:edit",
    body: imports.newImport,
    example: { format: "csv", dryRun: true, mapping: { Number: "externalId", Customer: "name", "E-mail": "emails" } },
    status: 201,
    answer: imports.ImportAnswer,
    run: (call) => imports.createImport(call, call.body),
  }),
  route("GET /v1/imports/{id}", {
    name: "imports get",
    summary: "How far an import has come.",
    needs: "customers:edit",
    params: byId,
    answer: imports.ImportAnswer,
    run: (call) => imports.readImport(call, call.params.id),
  }),
  streamRoute("PUT /v1/imports/{id}/content", {
    name: "imports send",
    summary:
      "Send the file: text/csv, or application/x-ndjson with one JSON object a line; UTF-8. Answers when it is read to its end.",
    needs: "customers:edit",
    params: byId,
    answer: imports.ImportAnswer,
    run: imports.runImport,
  }),
  listRoute("GET /v1/imports/{id}/errors", {
    name: "imports errors list",
    summary: "What was wrong with which line.",
    needs: "customers:edit",
    params: byId,
    item: ImportErrorAnswer,
    run: async (call) => {
      const { tx, paging, params } = call
      await imports.readImport(call, params.id)
      const { after, order } = keyset(paging, [sql`e.line`, sql`e.position`])
      const rows = await tx<ErrorRow>`
        select ${errorColumns} from import_errors e where e.org_id = ${tx.orgId} and e.import_id = ${params.id} ${after} ${order}`
      const page = toPage(paging, rows, ({ line, position }) => [String(line), String(position)])
      return { ...page, items: page.items.map(({ position: _, ...row }) => row) }
    },
  }),
  route("GET /v1/imports/{id}/errors/export", {
    name: "imports errors export",
    summary: "The same as a CSV file.",
    needs: "customers:edit",
    params: byId,
    answer: file("text/csv"),
    run: async (call) => {
      await imports.readImport(call, call.params.id)
      const header = ["line", "externalId", "field", "value", "detail"]
      const file = csvFile(header, async (at) => {
        const rows = await call.install.db.org(
          call.caller.orgId,
          (tx) => tx<ErrorRow>`
            select ${errorColumns} from import_errors e
             where e.org_id = ${tx.orgId} and e.import_id = ${call.params.id}
               and (e.line, e.position) > (${Number(at?.[0] ?? 0)}, ${Number(at?.[1] ?? 0)})
             order by e.line, e.position limit ${errorsAtOnce}`,
        )
        const last = rows.at(-1)
        return {
          lines: rows.map((row) => [String(row.line), row.externalId ?? "", row.field, row.value, row.detail]),
          next: rows.length === errorsAtOnce && last ? [String(last.line), String(last.position)] : null,
        }
      })
      return new FileAnswer("text/csv; charset=utf-8", "import-errors.csv", file)
    },
  }),
]
