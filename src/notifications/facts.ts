/** Loads what planning needs to know, set-wise: one query a kind of fact, never one a recipient. */
import type { OrgSql } from "../base/db.ts"
import type { Audience, Channel } from "../base/words.ts"
import { moduleOf } from "../catalogue/modules.ts"
import { suppressionsOf } from "../deliveries/suppressions.ts"
import {
  type Facts,
  type PlanClass,
  type PlanCustomer,
  type PlanMember,
  type PlanType,
  type Sheet,
  switchOf,
  type Wording,
  wordsKey,
} from "./plan.ts"

type Subject = {
  typeIds: readonly string[]
  customerIds: readonly string[]
  /** Whom of the staff to look up; all that the types are for unless told. */
  audiences?: readonly Audience[]
}

/**
 * The facts about these types and customers as they are now, in this transaction.
 * @param toldIn fan-outs that go on: whom their earlier pages told at the addresses of these customers
 */
export async function loadFacts(
  tx: OrgSql,
  { typeIds, customerIds, audiences: asked }: Subject,
  toldIn: readonly string[] = [],
): Promise<Facts> {
  const types = await loadTypes(tx, typeIds)
  const customers = await loadCustomers(tx, customerIds)
  const classIds = [...new Set([...customers.values()].map(({ classId }) => classId))]
  const organisation = await loadOrganisation(tx)
  const classes = await loadClasses(tx, classIds)
  const setIds = [...new Set([organisation.setId, ...[...classes.values()].flatMap(({ setId }) => setId ?? [])])]
  type Row = { sheetId: string; typeId: string; audience: Audience; channel: Channel; isOn: boolean; stops: bigint }
  const switches = await tx<Row>`
    select sheet_id, type_id, audience, channel, is_on, stops from switches
     where org_id = ${tx.orgId} and sheet_id = any (${[organisation.sheetId, ...[...classes.values()].map(({ sheetId }) => sheetId)].filter(Boolean)})
       and type_id = any (${typeIds})`
  const sheetOf = (sheetId: string | null): Sheet =>
    new Map(
      switches
        .filter((row) => row.sheetId === sheetId)
        .map(({ typeId, audience, channel, isOn, stops }) => [switchOf(typeId, audience, channel), { isOn, stops }]),
    )
  const audiences = new Set<string>(asked ?? [...types.values()].flatMap(({ audiences }) => Object.keys(audiences)))
  const members = await loadMembers(
    tx,
    ["administrator", "supervisor", "reseller", "employee", "operator"].filter((role) => audiences.has(role)),
  )
  const { words, sets } = await loadWords(tx, setIds, typeIds)
  const addresses = new Set([
    ...[organisation.companyEmail, organisation.companyPhone].filter(Boolean),
    ...[...customers.values()].flatMap(({ points, bcc }) => [...points.map(({ address }) => address), ...bcc]),
    ...members.flatMap(({ email, phone }) => [email, phone].filter((address) => address !== null)),
    ...[...words.values()].flatMap((byLocale) => [...byLocale.values()].flatMap(({ bcc }) => bcc)),
  ])
  return {
    organisation: {
      language: organisation.language,
      companyEmail: organisation.companyEmail,
      companyPhone: organisation.companyPhone,
      setId: organisation.setId,
      layout: organisation.layout,
      sheet: sheetOf(organisation.sheetId),
    },
    modules: await loadModules(tx),
    types,
    classes: new Map(
      [...classes.values()].map(({ sheetId, ...each }): [string, PlanClass] => [
        each.id,
        { ...each, sheet: sheetOf(sheetId) },
      ]),
    ),
    sets,
    words,
    customers,
    members,
    suppressed: await loadSuppressed(tx, [...addresses]),
    told: toldIn.length ? await loadTold(tx, toldIn, [...addresses]) : new Map(),
  }
}

async function loadTypes(tx: OrgSql, typeIds: readonly string[]): Promise<Map<string, PlanType>> {
  const rows = await tx<Omit<PlanType, "isSystem"> & { origin: string | null }>`
    select id, key, audiences, switch_owner, transactional, priority, attempts, expiry_hours, ambiguous,
           retired_at is not null as is_retired, mandatory as is_mandatory, origin, stops
      from notification_types where org_id = ${tx.orgId} and id = any (${typeIds})`
  return new Map(rows.map(({ origin, ...type }) => [type.id, { ...type, isSystem: origin === "system" }]))
}

async function loadCustomers(tx: OrgSql, customerIds: readonly string[]): Promise<Map<string, PlanCustomer>> {
  if (customerIds.length === 0) return new Map()
  const points = await tx<{ customerId: string; channel: Channel; address: string }>`
    select customer_id, channel, address from contact_points
     where org_id = ${tx.orgId} and customer_id = any (${customerIds}) order by customer_id, position, address`
  const byCustomer = Map.groupBy(points, ({ customerId }) => customerId)
  const rows = await tx<Omit<PlanCustomer, "points">>`
    select id, name, state <> 'active' as is_archived, language, class_id, area_id, send_email, send_sms, bcc, stops,
           stops_email, stops_sms
      from customers where org_id = ${tx.orgId} and id = any (${customerIds}) order by id`
  return new Map(rows.map((row) => [row.id, { ...row, points: byCustomer.get(row.id) ?? [] }]))
}

async function loadOrganisation(tx: OrgSql) {
  type Row = {
    language: string
    companyEmail: string
    companyPhone: string
    setId: string
    layout: number | null
    sheetId: string | null
  }
  const [row] = await tx<Row>`
    select s.main_language as language, s.company_email, s.company_phone, t.id as set_id,
           (select max(number) from layouts l where l.org_id = s.org_id) as layout,
           w.id as sheet_id
      from organisation_settings s
      join template_sets t on t.org_id = s.org_id and t.kind = 'organisation'
      left join switch_sheets w on w.org_id = s.org_id and w.owner = 'organisation'
     where s.org_id = ${tx.orgId}`
  if (!row) throw new Error(`organisation ${tx.orgId} has no set of its own`)
  return row
}

type ClassRow = Omit<PlanClass, "sheet"> & { sheetId: string | null }

async function loadClasses(tx: OrgSql, classIds: readonly string[]): Promise<Map<string, ClassRow>> {
  if (classIds.length === 0) return new Map()
  const rows = await tx<ClassRow>`
    select c.id, c.name, c.template_set_id as set_id, c.managed_by, c.stops, w.id as sheet_id
      from customer_classes c
      left join switch_sheets w on w.org_id = c.org_id and w.class_id = c.id and w.set_id = c.template_set_id
     where c.org_id = ${tx.orgId} and c.id = any (${classIds})`
  return new Map(rows.map((row) => [row.id, row]))
}

async function loadModules(tx: OrgSql): Promise<Facts["modules"]> {
  const rows = await tx<{ module: string; isActive: boolean; stops: bigint }>`
    select module, state <> 'inactive' as is_active, stops from modules where org_id = ${tx.orgId}`
  const byName = new Map(rows.map((row) => [row.module, row]))
  return new Map(
    Object.entries(moduleOf).map(([channel, name]) => [
      channel as Channel,
      byName.get(name) ?? { isActive: false, stops: 0n },
    ]),
  )
}

const loadMembers = async (tx: OrgSql, roles: readonly string[]): Promise<PlanMember[]> =>
  roles.length === 0
    ? []
    : await tx<PlanMember>`
        select m.id, m.external_id, m.name, m.role, m.language, m.email, m.phone,
               array(select area_id from member_areas a where a.org_id = m.org_id and a.member_id = m.id) as area_ids
          from members m
         where m.org_id = ${tx.orgId} and m.role = any (${roles}) and m.state in ('active', 'receiver') order by m.id`

async function loadWords(tx: OrgSql, setIds: readonly string[], typeIds: readonly string[]) {
  const rows = await tx<
    Wording & { setId: string; typeId: string; audience: Audience; channel: Channel; locale: string }
  >`
    select m.set_id, m.type_id, m.audience, m.channel, m.locale, m.id as message_id, m.version, v.bcc, m.stops
      from messages m
      join message_versions v on v.org_id = m.org_id and v.message_id = m.id and v.number = m.version
     where m.org_id = ${tx.orgId} and m.set_id = any (${setIds}) and m.type_id = any (${typeIds}) and m.deleted_at is null`
  const words = new Map<string, Map<string, Wording>>()
  for (const { setId, typeId, audience, channel, locale, messageId, version, bcc, stops } of rows) {
    const key = wordsKey(setId, typeId, audience, channel)
    words.set(key, (words.get(key) ?? new Map()).set(locale, { messageId, version, bcc, stops }))
  }
  const sets = await tx<{ id: string; language: string }>`
    select id, main_language as language from template_sets where org_id = ${tx.orgId} and id = any (${setIds})`
  return { words, sets: new Map(sets.map(({ id, language }) => [id, { language }])) }
}

async function loadSuppressed(tx: OrgSql, addresses: readonly string[]): Promise<Set<string>> {
  const rows = await suppressionsOf(tx, addresses)
  return new Set(rows.map(({ channel, address, typeId }) => `${channel} ${address}${typeId ? ` ${typeId}` : ""}`))
}

async function loadTold(tx: OrgSql, eventIds: readonly string[], addresses: readonly string[]) {
  const rows = await tx<{ eventId: string; channel: string; address: string; recipient: string }>`
    select event_id, channel, address, recipient from deliveries
     where org_id = ${tx.orgId} and event_id = any (${eventIds}) and channel = any ('{email,sms,push}')
       and address = any (${addresses}) and audience <> 'copy' and state <> 'withheld'`
  return new Map(
    rows.map(({ eventId, channel, address, recipient }) => [`${eventId} ${channel} ${address}`, recipient]),
  )
}
