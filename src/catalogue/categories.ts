/** Categories: the headings that notification types stand under, in the order screens show them. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { json, type OrgSql, sql, violates } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { checkVersion, found, listRoute, route, version } from "../base/route.ts"
import { categoryDefinition, words } from "./definition.ts"
import { systemFrom } from "./types.ts"

export const CategoryAnswer = z
  .object({
    key: categoryDefinition.shape.key,
    name: words,
    origin: z
      .string()
      .nullable()
      .meta({ description: "The starting catalogue it came with, or `system`; null for one of your own." }),
    position: z.int().meta({ description: "Its place among the categories." }),
    version,
  })
  .meta({ id: "Category" })
type Category = z.output<typeof CategoryAnswer>

const byKey = z.object({ key: categoryDefinition.shape.key })
const columns = sql`key, name, origin, position, version`

/** The category, held until the transaction ends. @throws Problem not_found, protected for one of the system */
async function hold(tx: OrgSql, key: string): Promise<Category> {
  const [category] = await tx<Category>`
    select ${columns} from categories where org_id = ${tx.orgId} and key = ${key} for no key update`
  if (found(category).origin === "system") throw new Problem("protected")
  return found(category)
}

export const categoryRoutes = [
  listRoute("GET /v1/categories", {
    name: "categories list",
    summary: "The categories of notification types, in their order.",
    needs: "types:see",
    item: CategoryAnswer,
    run: async ({ tx, paging }) => {
      const { after, order } = keyset(paging, [sql`position`, sql`key`])
      const rows = await tx<Category>`select ${columns} from categories where org_id = ${tx.orgId} ${after} ${order}`
      return toPage(paging, rows, ({ position, key }) => [String(position), key])
    },
  }),
  route("POST /v1/categories", {
    name: "categories create",
    summary: "Add a category, behind the others.",
    needs: "types:edit",
    body: categoryDefinition.meta({ id: "CategoryInput" }),
    example: {
      key: "campaigns",
      name: { en: "Campaigns", pl: "Kampanie", it: "Campagne", da: "Kampagner" },
    },
    status: 201,
    answer: CategoryAnswer,
    run: async (call) => {
      const { tx, body } = call
      const [category] = await tx<Category>`
        insert into categories (org_id, key, name, position)
        values (${tx.orgId}, ${body.key}, ${json(body.name)},
                (select coalesce(max(position), 0) + 1 from categories
                  where org_id = ${tx.orgId} and position < ${systemFrom}))
        returning ${columns}`.catch((error) => {
        if (violates(error, "categories_pkey"))
          throw fieldProblem("name_taken", "/key", "taken", `There is a category with the key ${body.key}.`)
        throw error
      })
      await record(call, { action: "category.created", subject: { kind: "category", id: null }, after: body })
      return found(category)
    },
  }),
  route("PATCH /v1/categories/{key}", {
    name: "categories update",
    summary: "Rename a category, or move it.",
    needs: "types:edit",
    params: byKey,
    body: z
      .strictObject({
        name: words,
        position: z
          .int()
          .min(1)
          .max(systemFrom - 1),
      })
      .partial()
      .meta({ id: "CategoryChange" }),
    example: { position: 2 },
    version: "optional",
    answer: CategoryAnswer,
    run: async (call) => {
      const { tx, params, body, ifMatch } = call
      const before = await hold(tx, params.key)
      checkVersion(ifMatch, before.version)
      const { name, position } = { ...before, ...body }
      const [category] = await tx<Category>`
        update categories set name = ${json(name)}, position = ${position}, version = version + 1
         where org_id = ${tx.orgId} and key = ${params.key}
        returning ${columns}`
      // A category is known by its key, which the audit's subject can't be: it stands as the field's name.
      await record(call, {
        action: "category.updated",
        subject: { kind: "category", id: null },
        before: { [before.key]: { name: before.name, position: before.position } },
        after: { [before.key]: { name, position } },
      })
      return found(category)
    },
  }),
  route("DELETE /v1/categories/{key}", {
    name: "categories delete",
    summary: "Delete a category that no type stands in.",
    needs: "types:edit",
    params: byKey,
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const { tx, params } = call
      const { key, name, position } = await hold(tx, params.key)
      await tx`delete from categories where org_id = ${tx.orgId} and key = ${key}`.catch((error) => {
        if (violates(error, "notification_types_category"))
          throw new Problem("in_use", "Types stand in this category, maybe retired ones. Move them first.")
        throw error
      })
      await record(call, {
        action: "category.deleted",
        subject: { kind: "category", id: null },
        before: { key, name, position },
      })
    },
  }),
]
