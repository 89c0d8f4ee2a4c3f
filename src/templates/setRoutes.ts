/** The API of template sets. */
import { z } from "zod"
import { extentOf } from "../access/permissions.ts"
import { language } from "../access/organisations.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { fieldProblem } from "../base/problem.ts"
import {
  type Call,
  checkVersion,
  found,
  id,
  instant,
  line,
  listRoute,
  route,
  version,
  WithHeaders,
} from "../base/route.ts"
import { audiences, channels } from "../base/words.ts"
import { allTypes, type NotificationType } from "../catalogue/types.ts"
import { copySet, moveClass } from "./copies.ts"
import {
  changeSet,
  createSet,
  deleteSet,
  messageSlots,
  reachOf,
  readSet,
  setColumns,
  setKinds,
  setTables,
  slotsOf,
  type TemplateSet,
  type Viewer,
  withinReach,
} from "./sets.ts"

export const ReachAnswer = z
  .object({
    classes: z.array(z.object({ id, name: z.string(), customers: z.int() })).meta({
      description: "The customer classes that have the set, each with its active customers.",
    }),
    otherClasses: z.int().meta({ description: "Classes that have it too and are managed by others." }),
    customers: z.int().meta({ description: "Active customers of all of them: so many a change reaches." }),
  })
  .meta({ id: "Reach" })

const TemplateSetAnswer = z
  .object({
    id,
    name: z.string().meta({ examples: ["Business customers"] }),
    kind: z.enum(setKinds).meta({ description: "The organisation has exactly one set of its own." }),
    managedBy: z
      .object({ id, name: z.string() })
      .nullable()
      .meta({ description: "A reseller; null: administrators only." }),
    mainLanguage: z
      .string()
      .meta({ examples: ["en"], description: "Fallen back on when no nearer language has a text." }),
    reaches: ReachAnswer.nullable().meta({ description: "Null for the organisation's own set: it reaches everybody." }),
    languages: z.array(
      z.object({
        locale: z.string().meta({ examples: ["en"] }),
        texts: z.int().meta({ description: "Slots that have a text in this language." }),
        slots: z.int().meta({ description: "Slots there are: each audience and channel of each type." }),
      }),
    ),
    customised: z.int().meta({ description: "Texts that are not the ones Tidings came with." }),
    version,
    createdAt: instant,
  })
  .meta({ id: "TemplateSet" })

const TemplateSetContentsAnswer = TemplateSetAnswer.extend({
  slots: z
    .array(
      z.object({
        typeId: id,
        type: z.string().meta({ examples: ["invoice.overdue"] }),
        audience: z.enum(audiences),
        channel: z.enum(channels),
        locales: z.array(z.string()).meta({ description: "Languages that have a text; none: it cannot be sent." }),
        texts: z
          .array(z.object({ locale: z.string(), messageId: id, isDefault: z.boolean() }))
          .meta({ description: "The same languages, each with its message." }),
      }),
    )
    .meta({ description: "What the set has room for, in the order of the catalogue." }),
}).meta({ id: "TemplateSetContents" })

const managedBy = id.nullable().meta({ description: "The member id of a reseller; null: administrators only." })
const byId = z.object({ id })

/** What the API says of each set: whom it reaches and how complete it is. One statement a kind of fact. */
async function describe(viewer: Viewer, sets: readonly TemplateSet[], types: readonly NotificationType[]) {
  const { tx } = viewer
  const reached = await reachOf(viewer, sets)
  const texts = await tx<{ setId: string; locale: string; texts: number; customised: number }>`
    select m.set_id, m.locale, count(*)::int as texts, (count(*) filter (where not v.is_default))::int as customised
      from messages m
      join notification_types t on t.org_id = m.org_id and t.id = m.type_id
      join message_versions v on v.org_id = m.org_id and v.message_id = m.id and v.number = m.version
     where m.org_id = ${tx.orgId} and m.set_id = any (${sets.map((set) => set.id)})
       and m.deleted_at is null and t.retired_at is null
     group by m.set_id, m.locale`
  const own = await languagesOf(tx)
  return sets.map((set) => {
    const slots = slotsOf(set.kind, types).length
    const written = texts.filter(({ setId }) => setId === set.id)
    const locales = [...new Set([...own, ...written.map(({ locale }) => locale).toSorted()])]
    return {
      ...set,
      reaches: reached.get(set.id) ?? null,
      languages: locales.map((locale) => ({
        locale,
        texts: written.find((row) => row.locale === locale)?.texts ?? 0,
        slots,
      })),
      customised: written.reduce((sum, { customised }) => sum + customised, 0),
    }
  })
}

/** The organisation's languages, the main one first. */
async function languagesOf(tx: OrgSql): Promise<string[]> {
  const [row] = await tx<{ mainLanguage: string; languages: string[] }>`
    select main_language, languages from organisation_settings where org_id = ${tx.orgId}`
  const { mainLanguage, languages } = found(row)
  return [mainLanguage, ...languages.filter((locale) => locale !== mainLanguage)]
}

const told = async (viewer: Viewer, set: TemplateSet) =>
  found((await describe(viewer, [set], await allTypes(viewer.tx)))[0])

/** A reseller makes sets for himself only. @throws Problem forbidden at `/managedBy` */
function managerFor({ extent, caller }: Viewer, wanted: string | null | undefined): string | null {
  if (extent === "all") return wanted ?? null
  if (wanted !== undefined && wanted !== caller.memberId)
    throw fieldProblem("forbidden", "/managedBy", "not_yours", "Only an administrator can give a set to somebody else.")
  return caller.memberId
}

export const setRoutes = [
  listRoute("GET /v1/template-sets", {
    name: "template-sets list",
    summary: "The template sets you may edit, with the classes that have them.",
    needs: "templates:edit",
    item: TemplateSetAnswer,
    run: async (call) => {
      const { tx, paging } = call
      const { after, order } = keyset(paging, [sql`s.name_key`, sql`s.id`])
      const rows = await tx<TemplateSet & { nameKey: string }>`
        select ${setColumns}, s.name_key from ${setTables}
         where s.org_id = ${tx.orgId} ${withinReach(call, "s.managed_by")} ${after} ${order}`
      const page = toPage(paging, rows, ({ nameKey, id }) => [nameKey, id])
      const sets = page.items.map(({ nameKey: _, ...set }) => set)
      return { ...page, items: await describe(call, sets, await allTypes(tx)) }
    },
  }),
  route("GET /v1/template-sets/{id}", {
    name: "template-sets get",
    summary: "One template set, with all it has room for and which texts are there.",
    needs: "templates:edit",
    params: byId,
    answer: TemplateSetContentsAnswer,
    run: async (call) => {
      const set = await readSet(call, call.params.id)
      const types = await allTypes(call.tx)
      const written = new Map(
        (await messageSlots(call.tx, set.id)).map((slot) => [`${slot.typeId} ${slot.audience} ${slot.channel}`, slot]),
      )
      const slots = slotsOf(set.kind, types).map(({ type, audience, channel }) => {
        const { locales = [], texts = [] } = written.get(`${type.id} ${audience} ${channel}`) ?? {}
        return { typeId: type.id, type: type.key, audience, channel, locales, texts }
      })
      return { ...found((await describe(call, [set], types))[0]), slots }
    },
  }),
  route("POST /v1/template-sets", {
    name: "template-sets create",
    summary: "Add a template set for customer classes, filled with the default texts.",
    needs: "templates:edit",
    body: z
      .strictObject({
        name: line(100),
        kind: z.literal("customer_class").default("customer_class"),
        managedBy: managedBy.optional(),
      })
      .meta({ id: "TemplateSetInput" }),
    example: { name: "Business customers", kind: "customer_class", managedBy: null },
    status: 201,
    answer: TemplateSetAnswer,
    run: async (call) => {
      const { name, managedBy: wanted } = call.body
      return await told(call, await createSet(call, { name, managedBy: managerFor(call, wanted) }))
    },
  }),
  route("PATCH /v1/template-sets/{id}", {
    name: "template-sets update",
    summary: "Rename a template set, hand it over, or choose its main language.",
    needs: "templates:edit",
    params: byId,
    body: z
      .strictObject({ name: line(100).optional(), managedBy: managedBy.optional(), mainLanguage: language.optional() })
      .meta({ id: "TemplateSetChanges" }),
    example: { name: "Large businesses" },
    version: "optional",
    answer: TemplateSetAnswer,
    run: async (call) => {
      const { body, params, ifMatch } = call
      const before = await readSet(call, params.id, "update")
      checkVersion(ifMatch, before.version)
      if (body.managedBy !== undefined) managerFor(call, body.managedBy)
      return await told(call, await changeSet(call, before, body))
    },
  }),
  route("DELETE /v1/template-sets/{id}", {
    name: "template-sets delete",
    summary: "Delete a template set that no customer class has.",
    needs: "templates:edit",
    params: byId,
    version: "optional",
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const set = await readSet(call, call.params.id, "update")
      checkVersion(call.ifMatch, set.version)
      await deleteSet(call, set)
    },
  }),
  route("POST /v1/template-sets/{id}/copy", {
    name: "template-sets copy",
    summary: "Copy a template set with all its words; with a class, that class has the copy from then on.",
    needs: "templates:edit",
    params: byId,
    body: z
      .strictObject({
        name: line(100),
        classId: id
          .optional()
          .meta({ description: "A class that has the set: it goes on with the copy and its own boxes." }),
      })
      .meta({ id: "TemplateSetCopy" }),
    example: { name: "Large businesses" },
    status: 201,
    answer: TemplateSetAnswer,
    run: async (call) => {
      const { body, params } = call
      const source = await readSet(call, params.id, "key share")
      const copy = await copySet(call, source, body.name)
      if (body.classId !== undefined)
        await moveClass({ ...call, extent: classExtent(call) }, body.classId, source, copy)
      return new WithHeaders(await told(call, copy), { location: `/v1/template-sets/${copy.id}` })
    },
  }),
]

/** Giving a class another set is an edit of the class too. @throws Problem scope_missing for a key that may not */
const classExtent = ({ caller }: Call) => extentOf(caller, "classes:edit")
