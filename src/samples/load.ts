/** Makes a sample organisation from its data, and takes one away again. */
import { createArea, renameMainArea } from "../access/areas.ts"
import { createMember } from "../access/members.ts"
import { installCall } from "../access/organisations.ts"
import { type Actor, theInstall } from "../audit/audit.ts"
import type { Db } from "../base/db.ts"
import { newId, newPassword } from "../base/ids.ts"
import { toMicros } from "../base/money.ts"
import { readMigrations } from "../base/migrate.ts"
import { startingCatalogue } from "../catalogue/starting.ts"
import { saveSheet } from "../catalogue/switches.ts"
import type { NotificationType } from "../catalogue/types.ts"
import { createClass, newClassInput, saveClass } from "../customers/classes.ts"
import { localDate } from "../customers/dueDates.ts"
import type { Reach } from "../customers/scope.ts"
import { lineInput, startOf, upsert } from "../customers/upsert.ts"
import { takeValues } from "../events/balances.ts"
import { saveInvoice } from "../events/invoices.ts"
import { createSet } from "../templates/sets.ts"
import { found } from "./found.ts"
import type { Sample, SampleClass } from "./sample.ts"
import { telco } from "./telco.ts"

/** Every sample there is, by the name it is loaded by. */
export const samples: readonly Sample[] = [telco]

export type SignIn = { name: string; role: string; email: string; password: string }
export type Loaded = { orgId: string; signIns: SignIn[] }

/** What things of a sample became, by the keys that its parts refer to each other with. */
type Made = { areas: Map<string, string>; members: Map<string, string>; sets: Map<string, string> }

/** @throws Problem name_taken when it is loaded already */
export async function loadSample(db: Db, sample: Sample, now: Temporal.Instant): Promise<Loaded> {
  const orgId = newId()
  const signIns = await db.org(orgId, async (tx) => {
    const call = { ...installCall(tx, now), caller: { ...theInstall, orgId, areaIds: [] }, extent: "all" as const }
    const { types, defaultClass } = await found(call, {
      ...beginning(sample),
      catalogue: startingCatalogue(sample.catalogue) ?? null,
      modules: sample.modules,
      sample: sample.key,
    })
    await setUp(call, sample)
    const made: Made = { areas: await makeAreas(call, sample), members: new Map(), sets: new Map() }
    const passwords = await makeMembers(call, sample, made)
    for (const { key, name, managedBy } of sample.templateSets ?? [])
      made.sets.set(key, (await createSet(call, { name, managedBy: made.members.get(managedBy ?? "") ?? null })).id)
    for (const [index, each] of sample.classes.entries())
      await makeClass(call, each, made, types, index === 0 ? defaultClass.id : null)
    await makeMoney(call, sample, await makeCustomers(call, sample))
    return passwords
  })
  return { orgId, signIns }
}

const beginning = ({ key, organisation: { name, country, languages, timeZone, currency } }: Sample) => ({
  key,
  name,
  country,
  language: languages[0] ?? "en",
  timeZone,
  currency,
})

async function setUp({ tx }: Actor, { organisation }: Sample): Promise<void> {
  const {
    languages,
    sendTime = "07:15",
    accent,
    emailFooter = "",
    companyContact,
    url,
    smsStart,
    smsPolicy,
  } = organisation
  await tx`
    update organisation_settings
       set languages = ${[...languages]}, send_time = ${sendTime}, accent = coalesce(${accent ?? null}, accent),
           email_footer = ${emailFooter}, company_email = ${companyContact.email}, company_phone = ${companyContact.phone},
           website = ${url}, sms_start = ${smsStart}, sms_policy = ${smsPolicy}
     where org_id = ${tx.orgId}`
}

async function makeAreas(call: Actor, { areas }: Sample): Promise<Map<string, string>> {
  const made = new Map<string, string>()
  for (const [index, { key, name }] of areas.entries())
    made.set(key, (await (index === 0 ? renameMainArea(call, name) : createArea(call, name))).id)
  return made
}

async function makeMembers(call: Actor, sample: Sample, made: Made): Promise<SignIn[]> {
  const signIns: SignIn[] = []
  for (const { key, name, email, phone, role, locale, areas = [] } of sample.members) {
    const password = newPassword()
    const areaIds = areas.map((area) => made.areas.get(area) as string)
    made.members.set(key, await createMember(call, { name, email, phone, role, language: locale, areaIds, password }))
    signIns.push({ name, role, email, password })
  }
  return signIns
}

async function makeClass(
  call: Actor & Reach,
  { name, managedBy, templateSet, replyTo, dueDays, thresholds = [], switches = {} }: SampleClass,
  { members, sets }: Made,
  types: readonly NotificationType[],
  defaultId: string | null,
): Promise<void> {
  const setId = sets.get(templateSet ?? "") ?? null
  const input = newClassInput.parse({
    name,
    managedBy: members.get(managedBy ?? "") ?? null,
    templateSetId: setId,
    replyTo: replyTo ?? null,
    daysBeforeDue: [...(dueDays?.before ?? [])],
    daysAfterDue: [...(dueDays?.after ?? [])],
    thresholds: [...thresholds],
  })
  const { id: classId } = defaultId ? await saveClass(call, defaultId, input, null) : await createClass(call, input)
  if (setId === null) return
  const byKey = new Map(types.map((type) => [type.key, type.id]))
  const on = Object.entries(switches).flatMap(([key, channels]) =>
    channels.map((channel) => ({ typeId: byKey.get(key) as string, audience: "customer" as const, channel })),
  )
  await saveSheet(call, { owner: "class", classId, setId }, on, null, () => true)
}

/** @returns the customers' ids by their external ones */
async function makeCustomers(call: Actor & Reach, sample: Sample): Promise<Map<string, string>> {
  const nameOf = (list: readonly { key: string; name: string }[], key: string | undefined) =>
    list.find((each) => each.key === key)?.name
  const lines = sample.customers.map((each) =>
    lineInput.parse({
      externalId: each.externalId,
      name: each.name,
      salutation: each.salutation,
      language: each.locale,
      timeZone: each.timeZone,
      class: nameOf(sample.classes, each.class),
      area: nameOf(sample.areas, each.area),
      bcc: each.bcc && [...each.bcc],
      sendEmail: each.channels?.email,
      sendSms: each.channels?.sms,
      emails: each.email?.map((address) => ({ address })),
      numbers: each.sms?.map((number) => ({ number })),
    }),
  )
  const results = await upsert(call, lines, await startOf(call.tx), false)
  const refused = results.find((result) => result.outcome === "refused")
  if (refused) throw new Error(`the sample has a customer that can't be: ${JSON.stringify(refused)}`)
  return new Map(
    results.flatMap((result, index) =>
      result.outcome === "refused" ? [] : [[lines[index]?.externalId as string, result.customerId] as const],
    ),
  )
}

/** Days between an invoice of a sample and its due date. */
const daysToPay = 14

/**
 * What customers owe. Balances count as told of already, so that loading warns nobody; invoices are told of on the days of
 * their classes, from today on.
 */
async function makeMoney(call: Actor, sample: Sample, customerIds: ReadonlyMap<string, string>): Promise<void> {
  const { tx, now } = call
  const idOf = (externalId: string) => customerIds.get(externalId) as string
  const values = sample.customers.flatMap(({ externalId, credit }) =>
    credit
      ? [{ customerId: idOf(externalId), balance: toMicros(credit.balance), limit: toMicros(credit.limit), at: now }]
      : [],
  )
  await takeValues(tx, values, false, now)
  const today = localDate(now, sample.organisation.timeZone)
  for (const { externalId, invoices = [] } of sample.customers)
    for (const { number, amount, dueInDays } of invoices) {
      const dueDate = today.add({ days: dueInDays })
      const input = { amount: toMicros(amount), issued: dueDate.subtract({ days: daysToPay }), dueDate, paidAt: null }
      await saveInvoice(call, idOf(externalId), number, input)
    }
}

/**
 * Takes a sample organisation away with all that is in it, and the sign-ins that belong to nothing else.
 * @returns false where there is no sample of this key
 */
export async function removeSample(db: Db, key: string): Promise<boolean> {
  return await db.bare(async (sql, client) => {
    const [organisation] = await sql<{ id: string }>`
      select id from organisations where key = ${key} and sample is not null`
    if (!organisation) return false
    const orgId = organisation.id
    const tables = readMigrations().flatMap(({ tables }) => tables.filter(({ place }) => place === "distributed"))
    await client.query("begin")
    try {
      // Some tables may only be added to; their owner may take away, of this organisation only.
      await client.query(`set local role tidings_owner; set local tidings.org_id = '${orgId}'`)
      for (const { table } of tables.toReversed()) await client.query(`delete from ${table} where org_id = $1`, [orgId])
      const { rows } = await client.query<{ id: string }>(
        "delete from memberships where org_id = $1 returning person_id as id",
        [orgId],
      )
      await client.query(
        "delete from people p where id = any ($1) and not exists (select from memberships m where m.person_id = p.id)",
        [rows.map(({ id }) => id)],
      )
      await client.query("delete from organisations where id = $1", [orgId])
      await client.query("commit")
    } catch (error) {
      await client.query("rollback")
      throw error
    }
    return true
  })
}
