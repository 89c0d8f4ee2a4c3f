/** Areas: groups of customers that supervisors are assigned to. Every organisation has a main one. */
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { type OrgSql, sql, violates } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { keyset, toPage } from "../base/page.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { checkVersion, found, id, instant, line, listRoute, route, version } from "../base/route.ts"
import { comparable } from "../base/text.ts"

export const AreaAnswer = z
  .object({
    id,
    name: z.string().meta({ examples: ["North"] }),
    isMain: z.boolean().meta({ description: "The area a new customer is put in. It can be renamed, not deleted." }),
    version,
    createdAt: instant,
  })
  .meta({ id: "Area" })
export type Area = z.output<typeof AreaAnswer>

const areaInput = z.strictObject({ name: line(100) }).meta({ id: "AreaInput" })
const byId = z.object({ id })
const columns = sql`id, name, is_main, version, created_at`

const read = async (tx: OrgSql, areaId: string): Promise<Area> =>
  found((await tx<Area>`select ${columns} from areas where org_id = ${tx.orgId} and id = ${areaId}`)[0])

/** @throws Problem name_taken at `/name` */
const refuseTaken = (error: unknown, name: string): never => {
  if (violates(error, "areas_name"))
    throw fieldProblem("name_taken", "/name", "taken", `There is an area called ${name}.`)
  throw error
}

/** Adds an area; the first of an organisation is its main one. */
export async function createArea(call: Actor, name: string, isMain = false): Promise<Area> {
  const { tx } = call
  const [area] = await tx<Area>`
    insert into areas (org_id, id, name, name_key, is_main, created_at)
    values (${tx.orgId}, ${newId()}, ${name}, ${comparable(name)}, ${isMain}, ${call.now})
    returning ${columns}`.catch((error) => refuseTaken(error, name))
  await record(call, { action: "area.created", subject: { kind: "area", id: found(area).id }, after: { name, isMain } })
  return found(area)
}

/** Gives an organisation's main area another name. */
export async function renameMainArea(call: Actor, name: string): Promise<Area> {
  const { tx } = call
  const [before] = await tx<Area>`select ${columns} from areas where org_id = ${tx.orgId} and is_main`
  return await rename(call, found(before), name)
}

async function rename(call: Actor, before: Area, name: string): Promise<Area> {
  const { tx } = call
  const [area] = await tx<Area>`
    update areas set name = ${name}, name_key = ${comparable(name)}, version = version + 1
     where org_id = ${tx.orgId} and id = ${before.id} and version = ${before.version}
    returning ${columns}`.catch((error) => refuseTaken(error, name))
  if (!area) throw new Problem("version_conflict")
  await record(call, { action: "area.updated", subject: { kind: "area", id: area.id }, before, after: area })
  return area
}

export const areaRoutes = [
  listRoute("GET /v1/areas", {
    name: "areas list",
    summary: "The areas customers are grouped in.",
    needs: "members:see",
    item: AreaAnswer,
    run: async ({ tx, paging }) => {
      const { after, order } = keyset(paging, [sql`name_key`, sql`id`])
      const rows = await tx<Area & { nameKey: string }>`
        select ${columns}, name_key from areas where org_id = ${tx.orgId} ${after} ${order}`
      const page = toPage(paging, rows, ({ nameKey, id }) => [nameKey, id])
      return { ...page, items: page.items.map(({ nameKey: _, ...area }) => area) }
    },
  }),
  route("GET /v1/areas/{id}", {
    name: "areas get",
    summary: "One area.",
    needs: "members:see",
    params: byId,
    answer: AreaAnswer,
    run: ({ tx, params }) => read(tx, params.id),
  }),
  route("POST /v1/areas", {
    name: "areas create",
    summary: "Add an area.",
    needs: "members:edit",
    body: areaInput,
    example: { name: "North" },
    status: 201,
    answer: AreaAnswer,
    run: (call) => createArea(call, call.body.name),
  }),
  route("PATCH /v1/areas/{id}", {
    name: "areas update",
    summary: "Rename an area.",
    needs: "members:edit",
    params: byId,
    body: areaInput,
    example: { name: "North and islands" },
    version: "optional",
    answer: AreaAnswer,
    run: async (call) => {
      const { tx, params, body, ifMatch } = call
      const before = await read(tx, params.id)
      checkVersion(ifMatch, before.version)
      return await rename(call, before, body.name)
    },
  }),
  route("DELETE /v1/areas/{id}", {
    name: "areas delete",
    summary: "Delete an area that has no customers and is nobody's last.",
    needs: "members:edit",
    params: byId,
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const { tx, params } = call
      // All of them: of two areas deleted at once, the second sees whose last one it has become.
      await tx`select 1 from areas where org_id = ${tx.orgId} order by id for update`
      const area = await read(tx, params.id)
      if (area.isMain) throw new Problem("protected", "The main area can be renamed, not deleted.")
      const lastOf = await tx<{ name: string }>`
        select m.name from member_areas a join members m on m.org_id = a.org_id and m.id = a.member_id
         where a.org_id = ${tx.orgId} and a.area_id = ${area.id}
           and not exists (select from member_areas o where o.org_id = a.org_id and o.member_id = a.member_id and o.area_id <> a.area_id)
         order by m.name_key limit 5`
      if (lastOf.length)
        throw new Problem("last_area", `It is the last area of ${lastOf.map(({ name }) => name).join(", ")}.`)
      await tx`delete from member_areas where org_id = ${tx.orgId} and area_id = ${area.id}`
      await tx`delete from areas where org_id = ${tx.orgId} and id = ${area.id}`.catch((error) => {
        if (violates(error, "customers_area"))
          throw new Problem("in_use", "There are customers in this area. Move them first.")
        throw error
      })
      await record(call, { action: "area.deleted", subject: { kind: "area", id: area.id }, before: area })
    },
  }),
]
