/** The layout an organisation's e-mails are put in: the built-in one, or its own, kept in versions. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { json, type OrgSql, sql, violates } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { Problem } from "../base/problem.ts"
import { type Call, checkVersion, found, instant, listRoute, paragraph, route, version } from "../base/route.ts"
import { inTurn, refusal } from "./examine.ts"
import { defaultLayout } from "./layout.ts"
import type { CompiledLayout, LayoutSource } from "./message.ts"
import { compileLayoutUntrusted } from "./sandbox.ts"

/** The version of the built-in layout, before there is any other. */
const first = 1

type Layout = {
  number: number
  format: LayoutSource["format"]
  source: string
  isBuiltIn: boolean
  createdAt: Temporal.Instant | null
  createdBy: string | null
}
type Row = Omit<Layout, "format" | "source" | "isBuiltIn"> & {
  format: LayoutSource["format"] | null
  source: string | null
}

const builtIn = { ...defaultLayout, isBuiltIn: true }
const whole = ({ format, source, ...row }: Row): Layout =>
  format === null || source === null ? { ...row, ...builtIn } : { ...row, format, source, isBuiltIn: false }

async function presentLayout(tx: OrgSql): Promise<Layout> {
  const [row] = await tx<Row>`
    select number, format, source, created_at, created_by from layouts
     where org_id = ${tx.orgId} order by number desc limit 1`
  return row ? whole(row) : { number: first, ...builtIn, createdAt: null, createdBy: null }
}

/** The layout in force, ready to render, with its version; `compiled` is null for the built-in one. */
export async function layoutInForce(tx: OrgSql): Promise<{ number: number; compiled: CompiledLayout | null }> {
  const [row] = await tx<{ number: number; compiled: CompiledLayout | null }>`
    select number, compiled from layouts where org_id = ${tx.orgId} order by number desc limit 1`
  return row ?? { number: first, compiled: null }
}

/** Puts a layout in force; null is the built-in one. @throws Problem version_conflict where another was faster */
async function publish(call: Call, before: Layout, made: (LayoutSource & { compiled: CompiledLayout }) | null) {
  const { tx, now, caller } = call
  const number = before.number + 1
  await tx`
    insert into layouts (org_id, number, format, source, compiled, created_at, created_by)
    values (${tx.orgId}, ${number}, ${made?.format ?? null}, ${made?.source ?? null}, ${made ? json(made.compiled) : null}, ${now}, ${caller.name})`.catch(
    (error) => {
      if (violates(error, "layouts_pkey")) throw new Problem("version_conflict")
      throw error
    },
  )
  await record(call, {
    action: "layout.updated",
    subject: { kind: "layout", id: null },
    before: { number: before.number, isBuiltIn: before.isBuiltIn },
    after: { number, isBuiltIn: made === null },
  })
}

const entry = {
  format: z.enum(["html", "mjml"]),
  isBuiltIn: z.boolean().meta({ description: "Is it the layout that Tidings came with?" }),
  createdAt: instant.nullable(),
  createdBy: z.string().nullable(),
}
const LayoutAnswer = z.object({ ...entry, source: z.string(), version }).meta({ id: "Layout" })
const number = z.int().min(1)
const LayoutVersionEntryAnswer = z.object({ ...entry, number }).meta({ id: "LayoutVersionEntry" })
const LayoutVersionAnswer = z.object({ ...entry, number, source: z.string() }).meta({ id: "LayoutVersion" })

const entryOf = (row: Row) => {
  const { source: _, ...rest } = whole(row)
  return rest
}
const told = ({ number: present, ...layout }: Layout) => ({ ...layout, version: present })

export const layoutRoutes = [
  route("GET /v1/layout", {
    name: "layout get",
    summary: "The layout that e-mails are put in.",
    needs: "settings:see",
    answer: LayoutAnswer,
    run: async ({ tx }) => told(await presentLayout(tx)),
  }),
  route("PUT /v1/layout", {
    name: "layout save",
    summary: "Put e-mails in a layout of your own from now on.",
    needs: "settings:edit",
    body: z
      .strictObject({
        format: z.enum(["html", "mjml"]),
        source: paragraph(200_000).meta({
          description: "A document in Liquid with `{{ content }}` once, in its text.",
        }),
      })
      .meta({ id: "LayoutInput" }),
    example: { format: "html", source: "<html><body><h1>{{ organisation.name }}</h1>{{ content }}</body></html>" },
    version: "required",
    answer: LayoutAnswer,
    prepare: async ({ caller, body }) =>
      await inTurn(caller.orgId, async () => {
        const compilation = await compileLayoutUntrusted(body)
        if (!compilation.ok) throw refusal(compilation.faults, "source")
        return compilation.message
      }),
    run: async (call) => {
      const { tx, body, prepared, ifMatch } = call
      const before = await presentLayout(tx)
      checkVersion(ifMatch, before.number)
      if (before.isBuiltIn || before.format !== body.format || before.source !== body.source)
        await publish(call, before, { ...body, compiled: prepared })
      return told(await presentLayout(tx))
    },
  }),
  route("DELETE /v1/layout", {
    name: "layout reset",
    summary: "Go back to the built-in layout.",
    needs: "settings:edit",
    version: "required",
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const before = await presentLayout(call.tx)
      checkVersion(call.ifMatch, before.number)
      if (!before.isBuiltIn) await publish(call, before, null)
    },
  }),
  listRoute("GET /v1/layout/versions", {
    name: "layout versions",
    summary: "The layouts that were put in force, newest first.",
    needs: "settings:see",
    item: LayoutVersionEntryAnswer,
    run: async ({ tx, paging }) => {
      const { after, order } = keyset(paging, [sql`number`], "desc")
      const rows = await tx<Row>`
        select number, format, source, created_at, created_by from layouts where org_id = ${tx.orgId} ${after} ${order}`
      const page = toPage(paging, rows, (row) => [String(row.number)])
      return { ...page, items: page.items.map(entryOf) }
    },
  }),
  route("GET /v1/layout/versions/{number}", {
    name: "layout version",
    summary: "One version of the layout, with its source.",
    needs: "settings:see",
    params: z.object({
      number: z.coerce
        .number()
        .int()
        .min(2)
        .max(2 ** 31 - 1),
    }),
    answer: LayoutVersionAnswer,
    run: async ({ tx, params }) => {
      const [row] = await tx<Row>`
        select number, format, source, created_at, created_by from layouts
         where org_id = ${tx.orgId} and number = ${params.number}`
      return whole(found(row))
    },
  }),
]
