/**
 * Template sets: the words of a whole catalogue, filled with default texts from the start. Sets for customer classes hold
 * the types that classes switch, several classes may share one; the organisation's own set holds all others.
 */
import { type Actor, record } from "../audit/audit.ts"
import { json, type OrgSql, sql, violates } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { type Caller, type Extent, found } from "../base/route.ts"
import { comparable } from "../base/text.ts"
import { type Audience, type Channel, type ConsoleLocale, consoleLocales, type Words } from "../base/words.ts"
import { allTypes, type NotificationType } from "../catalogue/types.ts"
import { compileDefault, defaultSource } from "./defaults.ts"

export const setKinds = ["customer_class", "organisation"] as const
export type SetKind = (typeof setKinds)[number]

export type TemplateSet = {
  id: string
  name: string
  kind: SetKind
  /** The reseller who manages it; null: administrators only. */
  managedBy: { id: string; name: string } | null
  /** The language that is fallen back on when neither the recipient's nor the organisation's has a text. */
  mainLanguage: string
  version: number
  createdAt: Temporal.Instant
}

/** Who looks, and how far the permission `templates:edit` reaches for them. */
export type Viewer = { tx: OrgSql; caller: Pick<Caller, "memberId">; extent: Extent }

/** Keeps a reseller to what they manage. */
export const withinReach = (viewer: Pick<Viewer, "caller" | "extent">, column: string) =>
  viewer.extent === "all" ? sql`` : sql`and ${sql.ref(column)} = ${viewer.caller.memberId}`

/** Reads back what was just written, whoever wrote it. */
const everywhere = (tx: OrgSql): Viewer => ({ tx, caller: { memberId: null }, extent: "all" })

/** Does a set of this kind hold the words of this type? */
export const holds = (kind: SetKind, type: Pick<NotificationType, "switchOwner">): boolean =>
  (kind === "customer_class") === (type.switchOwner === "class")

type TypeSlot = { type: NotificationType; audience: Audience; channel: Channel }

/** What a set of this kind has room for: each audience and channel of each type that is in use. */
export const slotsOf = (kind: SetKind, types: readonly NotificationType[]): TypeSlot[] =>
  types
    .filter((type) => type.retiredAt === null && holds(kind, type))
    .flatMap((type) =>
      Object.entries(type.audiences).flatMap(([audience, channels]) =>
        channels.map((channel) => ({ type, audience: audience as Audience, channel })),
      ),
    )

const managed = sql`case when s.managed_by is not null then jsonb_build_object('id', s.managed_by, 'name', r.name) end as managed_by`
export const setColumns = sql`s.id, s.name, s.kind, ${managed}, s.main_language, s.version, s.created_at`
export const setTables = sql`template_sets s left join members r on r.org_id = s.org_id and r.id = s.managed_by`

/**
 * One set within reach.
 * @param lock `update` before it is changed or deleted, `key share` before something is put into it
 * @throws Problem not_found
 */
export async function readSet(viewer: Viewer, setId: string, lock?: "update" | "key share"): Promise<TemplateSet> {
  const { tx } = viewer
  const held = lock === "update" ? sql`for update of s` : lock === "key share" ? sql`for key share of s` : sql``
  const [set] = await tx<TemplateSet>`
    select ${setColumns} from ${setTables}
     where s.org_id = ${tx.orgId} and s.id = ${setId} ${withinReach(viewer, "s.managed_by")} ${held}`
  return found(set)
}

const ownSetName: Words = {
  en: "Organisation notifications",
  pl: "Powiadomienia organizacji",
  it: "Notifiche dell'organizzazione",
  da: "Organisationens beskeder",
}

/** The console language nearest to the organisation's main one: what the default texts can be fallen back on in. */
async function fallbackLanguage(tx: OrgSql): Promise<ConsoleLocale> {
  const [row] = await tx<{ mainLanguage: string }>`
    select main_language from organisation_settings where org_id = ${tx.orgId}`
  const base = found(row).mainLanguage.split("-")[0]
  return consoleLocales.find((locale) => locale === base) ?? "en"
}

/** Makes the one set of a new organisation that holds the words of all types which no class switches. */
export async function createOrganisationSet(call: Actor, types: readonly NotificationType[]): Promise<TemplateSet> {
  const name = ownSetName[await fallbackLanguage(call.tx)]
  return await create(call, { name, kind: "organisation", managedBy: null }, types)
}

/** Makes a set for customer classes. @throws Problem name_taken at `/name`, invalid at `/managedBy` */
export async function createSet(
  call: Actor,
  { name, managedBy }: { name: string; managedBy: string | null },
): Promise<TemplateSet> {
  await checkManager(call.tx, managedBy)
  return await create(call, { name, kind: "customer_class", managedBy }, await allTypes(call.tx))
}

type NewSet = { name: string; kind: SetKind; managedBy: string | null }

async function create(call: Actor, input: NewSet, types: readonly NotificationType[]): Promise<TemplateSet> {
  const set = await insertSet(call, { ...input, mainLanguage: await fallbackLanguage(call.tx) })
  const messages = await fill(call, set, types)
  await record(call, {
    action: "template_set.created",
    subject: { kind: "template_set", id: set.id },
    after: { ...input, messages },
  })
  return set
}

/** The row of a new set, still empty. */
export async function insertSet(call: Actor, input: NewSet & { mainLanguage: string }): Promise<TemplateSet> {
  const { tx } = call
  const setId = newId()
  await tx`
    insert into template_sets (org_id, id, name, name_key, kind, managed_by, main_language, created_at)
    values (${tx.orgId}, ${setId}, ${input.name}, ${comparable(input.name)}, ${input.kind}, ${input.managedBy}, ${input.mainLanguage}, ${call.now})`.catch(
    (error) => refuseTaken(error, input.name),
  )
  return await readSet(everywhere(tx), setId)
}

/** @throws Problem name_taken at `/name` */
const refuseTaken = (error: unknown, name: string): never => {
  if (violates(error, "template_sets_name"))
    throw fieldProblem("name_taken", "/name", "taken", `There is a template set called ${name}.`)
  throw error
}

/** @throws Problem invalid at `/managedBy` for anybody but a reseller who is there */
async function checkManager(tx: OrgSql, memberId: string | null): Promise<void> {
  if (memberId === null) return
  const rows = await tx`
    select 1 from members
     where org_id = ${tx.orgId} and id = ${memberId} and role = 'reseller' and state <> 'deactivated'`
  if (!rows.length)
    throw fieldProblem("invalid", "/managedBy", "not_a_reseller", "Choose a reseller, or administrators only.")
}

/** Rows of one statement: far below the 65,535 parameters PostgreSQL takes. */
const rowsAtOnce = 500

/** Puts the default text into each slot that has one, in every console language. @returns how many messages were made */
async function fill({ tx, now }: Actor, set: TemplateSet, types: readonly NotificationType[]): Promise<number> {
  const places = slotsOf(set.kind, types).flatMap((slot) => consoleLocales.map((locale) => ({ ...slot, locale })))
  const rows = []
  for (const { type, ...slot } of places) {
    const source = defaultSource(type, slot)
    if (source)
      rows.push({ id: newId(), typeId: type.id, ...slot, source, compiled: await compileDefault(type, source) })
  }
  for (let first = 0; first < rows.length; first += rowsAtOnce) {
    const some = rows.slice(first, first + rowsAtOnce)
    await tx`
      insert into messages (org_id, id, set_id, type_id, audience, channel, locale, version)
      values ${sql.join(some.map((row) => sql`(${tx.orgId}, ${row.id}, ${set.id}, ${row.typeId}, ${row.audience}, ${row.channel}, ${row.locale}, 1)`))}`
    await tx`
      insert into message_versions (org_id, message_id, number, subject, body, format, compiled, is_default, created_at, created_by)
      values ${sql.join(some.map(({ id, source, compiled }) => sql`(${tx.orgId}, ${id}, 1, ${source.subject}, ${source.body}, ${source.format}, ${json(compiled)}, true, ${now}, 'Tidings')`))}`
  }
  return rows.length
}

export type SetChanges = {
  name?: string | undefined
  managedBy?: string | null | undefined
  mainLanguage?: string | undefined
}

/**
 * Renames a set, hands it to a reseller or back to administrators, or chooses its main language.
 * @param before as read under lock
 * @throws Problem name_taken, protected, invalid at the field
 */
export async function changeSet(call: Actor, before: TemplateSet, changes: SetChanges): Promise<TemplateSet> {
  const { tx } = call
  const { name = before.name, mainLanguage = before.mainLanguage, managedBy = before.managedBy?.id ?? null } = changes
  if (before.kind === "organisation" && managedBy !== null)
    throw new Problem("protected", "The organisation's own set is managed by administrators only.")
  if (managedBy !== before.managedBy?.id) await checkManager(tx, managedBy)
  if (mainLanguage !== before.mainLanguage) await checkHasLanguage(tx, before.id, mainLanguage)
  const kept = { name: before.name, mainLanguage: before.mainLanguage, managedBy: before.managedBy?.id ?? null }
  const wanted = { name, mainLanguage, managedBy }
  if (JSON.stringify(kept) === JSON.stringify(wanted)) return before
  await tx`
    update template_sets
       set name = ${name}, name_key = ${comparable(name)}, managed_by = ${managedBy}, main_language = ${mainLanguage}, version = version + 1
     where org_id = ${tx.orgId} and id = ${before.id}`.catch((error) => refuseTaken(error, name))
  await record(call, {
    action: "template_set.updated",
    subject: { kind: "template_set", id: before.id },
    before: kept,
    after: wanted,
  })
  return await readSet(everywhere(tx), before.id)
}

/** A set falls back on its main language, so it must have texts in it. @throws Problem invalid at `/mainLanguage` */
async function checkHasLanguage(tx: OrgSql, setId: string, locale: string): Promise<void> {
  const rows = await tx`
    select 1 from messages
     where org_id = ${tx.orgId} and set_id = ${setId} and locale = ${locale} and deleted_at is null limit 1`
  if (!rows.length)
    throw fieldProblem(
      "invalid",
      "/mainLanguage",
      "no_texts",
      "The set has no text in this language yet. Write one first.",
    )
}

/**
 * Deletes a set that no class uses; the words of its messages stay for what was sent.
 * @param set as read under lock, so that no class can be given it meanwhile
 * @throws Problem protected, in_use with the classes by name
 */
export async function deleteSet(call: Actor & Viewer, set: TemplateSet): Promise<void> {
  const { tx } = call
  if (set.kind === "organisation") throw new Problem("protected", "The organisation's own set cannot be deleted.")
  const { classes, otherClasses } = (await reachOf(call, [set])).get(set.id) as Reach
  if (classes.length + otherClasses > 0) {
    const names = classes.map(({ name }) => name)
    if (otherClasses > 0) names.push(`${otherClasses} ${names.length ? "more" : "managed by others"}`)
    throw new Problem("in_use", `It is the template set of ${names.join(", ")}. Choose another set there first.`, {
      values: { classes: classes.map(({ id, name }) => ({ id, name })) },
    })
  }
  await tx`delete from template_sets where org_id = ${tx.orgId} and id = ${set.id}`
  await record(call, {
    action: "template_set.deleted",
    subject: { kind: "template_set", id: set.id },
    before: { name: set.name, managedBy: set.managedBy?.id ?? null, mainLanguage: set.mainLanguage },
  })
}

export type Reach = {
  /** The classes that have the set and that the viewer may see, by name, each with its active customers. */
  classes: { id: string; name: string; customers: number }[]
  /** Classes that have it and are managed by others. */
  otherClasses: number
  /** Active customers of all of them. */
  customers: number
}

/**
 * Whom the words of these sets reach, by the id of the set: every class that has it. Null for the organisation's own set,
 * whose words reach everybody.
 */
export async function reachOf(
  { tx, extent, caller }: Viewer,
  sets: readonly Pick<TemplateSet, "id" | "kind">[],
): Promise<Map<string, Reach | null>> {
  const rows = await tx<{ id: string; name: string; setId: string; managedBy: string | null; customers: number }>`
    select c.id, c.name, c.template_set_id as set_id, c.managed_by, coalesce(z.customers, 0) as customers
      from customer_classes c left join class_sizes z on z.org_id = c.org_id and z.class_id = c.id
     where c.org_id = ${tx.orgId} and c.template_set_id = any (${sets.map(({ id }) => id)})
     order by c.name_key, c.id`
  const bySet = Map.groupBy(rows, ({ setId }) => setId)
  return new Map(
    sets.map((set) => {
      if (set.kind === "organisation") return [set.id, null]
      const all = bySet.get(set.id) ?? []
      const seen = all.filter(({ managedBy }) => extent === "all" || managedBy === caller.memberId)
      return [
        set.id,
        {
          classes: seen.map(({ id, name, customers }) => ({ id, name, customers })),
          otherClasses: all.length - seen.length,
          customers: all.reduce((sum, { customers }) => sum + customers, 0),
        },
      ]
    }),
  )
}

export type SlotTexts = {
  typeId: string
  audience: Audience
  channel: Channel
  locales: string[]
  /** The same languages, each with its message. */
  texts: { locale: string; messageId: string; isDefault: boolean }[]
}

/** Which slots of a set have a text, and in which languages; slots of retired types are not among them. */
export const messageSlots = async (tx: OrgSql, setId: string): Promise<SlotTexts[]> =>
  await tx<SlotTexts>`
    select m.type_id, m.audience, m.channel, array_agg(m.locale order by m.locale) as locales,
           jsonb_agg(jsonb_build_object('locale', m.locale, 'messageId', m.id, 'isDefault', v.is_default)
                     order by m.locale) as texts
      from messages m
      join message_versions v on v.org_id = m.org_id and v.message_id = m.id and v.number = m.version
      join notification_types t on t.org_id = m.org_id and t.id = m.type_id
     where m.org_id = ${tx.orgId} and m.set_id = ${setId} and m.deleted_at is null and t.retired_at is null
     group by m.type_id, m.audience, m.channel`
