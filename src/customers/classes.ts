/** Customer classes: which template set their customers are told from, when, and in whose name. */
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { emailAddress } from "../base/address.ts"
import { json, type OrgSql, sql, violates } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { checkVersion, found, id, instant, line, version } from "../base/route.ts"
import { comparable } from "../base/text.ts"
import { type DaysSince, daysSince, lookAgain } from "./dueDates.ts"
import { classesWithin, type Reach } from "./scope.ts"
import { threshold, thresholds } from "./thresholds.ts"

const days = (description: string) =>
  z
    .array(z.int().min(0).max(365))
    .max(20)
    .transform((list) => [...new Set(list)].toSorted((a, b) => a - b))
    .meta({ description, examples: [[3, 7, 14]] })

/** DE-D7 */
const smsSender = z
  .string()
  .regex(/^(?=.*[A-Za-z])[A-Za-z0-9 ]{3,11}$/, "3 to 11 letters, digits and blanks, with at least one letter")

const fields = {
  name: line(100).meta({ examples: ["Small business"] }),
  managedBy: id.nullable().meta({ description: "The reseller who manages it; null: administrators only." }),
  templateSetId: id
    .nullable()
    .meta({ description: "The words its customers are told in; null: they are told nothing that classes switch." }),
  fromName: line(100).nullable(),
  fromEmail: emailAddress
    .nullable()
    .meta({ description: "The From address; until its domain is verified the install's is used." }),
  replyTo: emailAddress.nullable(),
  smsSender: smsSender.nullable(),
  daysBeforeDue: days("Days before a due date on which a notice goes out."),
  daysAfterDue: days("Days after it, 0 being the date itself."),
  thresholds,
}
export const classInput = z.strictObject(fields).meta({ id: "CustomerClassInput" })
export type ClassInput = z.output<typeof classInput>

export const newClassInput = z
  .strictObject({
    name: fields.name,
    managedBy: fields.managedBy.default(null),
    templateSetId: fields.templateSetId.default(null),
    fromName: fields.fromName.default(null),
    fromEmail: fields.fromEmail.default(null),
    replyTo: fields.replyTo.default(null),
    smsSender: fields.smsSender.default(null),
    daysBeforeDue: fields.daysBeforeDue.default([]),
    daysAfterDue: fields.daysAfterDue.default([]),
    thresholds: thresholds.default([]),
  })
  .meta({ id: "NewCustomerClass" })

export const ClassAnswer = z
  .object({
    id,
    isDefault: z.boolean().meta({ description: "The class a new customer is put in. It stays." }),
    name: z.string().meta({ examples: ["Small business"] }),
    managedBy: id.nullable(),
    templateSetId: id.nullable(),
    fromName: z.string().nullable(),
    fromEmail: z.string().nullable(),
    replyTo: z.string().nullable(),
    smsSender: z.string().nullable(),
    daysBeforeDue: z.array(z.int()),
    daysAfterDue: z.array(z.int()),
    thresholds: z.array(threshold),
    version,
    createdAt: instant,
  })
  .meta({ id: "CustomerClass" })
export type CustomerClass = z.output<typeof ClassAnswer>

export const columns = sql`k.id, k.is_default, k.name, k.managed_by, k.template_set_id, k.from_name, k.from_email, k.reply_to,
  k.sms_sender, k.days_before_due, k.days_after_due, k.thresholds, k.version, k.created_at`

/** One class within reach. @throws Problem not_found */
export const readClass = async (call: Reach & { tx: OrgSql }, classId: string): Promise<CustomerClass> =>
  found(
    (
      await call.tx<CustomerClass>`
        select ${columns} from customer_classes k
         where k.org_id = ${call.tx.orgId} and k.id = ${classId} and ${classesWithin(call)}`
    )[0],
  )

const refuseTaken = (error: unknown, name: string): never => {
  if (violates(error, "customer_classes_name"))
    throw fieldProblem("name_taken", "/name", "taken", `There is a class called ${name}.`)
  throw error
}

/** @throws Problem invalid: no such reseller, or no set of theirs to offer (PO-D11) */
async function checkLinks(call: Reach & { tx: OrgSql }, input: ClassInput, before: CustomerClass | null) {
  const { tx, caller, extent } = call
  if (input.managedBy !== null && input.managedBy !== before?.managedBy) {
    const reseller = await tx`
      select 1 from members where org_id = ${tx.orgId} and id = ${input.managedBy} and role = 'reseller' and state <> 'deactivated'`
    if (!reseller.length) throw fieldProblem("invalid", "/managedBy", "unknown", "There is no such reseller.")
  }
  if (input.templateSetId !== null && input.templateSetId !== before?.templateSetId) {
    const offered = await tx`
      select 1 from template_sets
       where org_id = ${tx.orgId} and id = ${input.templateSetId} and kind = 'customer_class'
         ${extent === "classes" ? sql`and managed_by = ${caller.memberId}` : sql``}`
    if (!offered.length)
      throw fieldProblem("invalid", "/templateSetId", "unknown", "There is no such set for customer classes.")
  }
}

async function insertClass(call: Actor, input: ClassInput, isDefault: boolean): Promise<CustomerClass> {
  const { tx, now } = call
  const [made] = await tx<CustomerClass>`
    insert into customer_classes as k
           (org_id, id, name, name_key, is_default, managed_by, template_set_id, from_name, from_email, reply_to, sms_sender,
            days_before_due, days_after_due, due_days_since, thresholds, created_at)
    values (${tx.orgId}, ${newId()}, ${input.name}, ${comparable(input.name)}, ${isDefault}, ${input.managedBy},
            ${input.templateSetId}, ${input.fromName}, ${input.fromEmail}, ${input.replyTo}, ${input.smsSender},
            ${input.daysBeforeDue}, ${input.daysAfterDue}, ${json(daysSince({}, input, now))}, ${json(input.thresholds)}, ${now})
    returning ${columns}`.catch((error) => refuseTaken(error, input.name))
  const { id: classId } = found(made)
  await tx`insert into class_sizes (org_id, class_id, customers) values (${tx.orgId}, ${classId}, 0)`
  const subject = { kind: "customer_class", id: classId }
  await record(call, { action: "customer_class.created", subject, after: { ...input, isDefault } })
  return found(made)
}

/** Gives an organisation the class that a new customer is put in; part of making the organisation. */
export const createDefaultClass = (call: Actor, name: string): Promise<CustomerClass> =>
  insertClass(call, newClassInput.parse({ name }), true)

/** @throws Problem name_taken, invalid */
export async function createClass(call: Actor & Reach, input: ClassInput): Promise<CustomerClass> {
  await checkLinks(call, input, null)
  return await insertClass(call, input, false)
}

/**
 * Saves the whole document. Taking a set away, or another one for it, stops what waits to be sent by the first.
 * @throws Problem version_conflict, name_taken, invalid; forbidden where a reseller would hand the class on
 */
export async function saveClass(
  call: Actor & Reach,
  classId: string,
  input: ClassInput,
  ifMatch: number | null,
): Promise<CustomerClass> {
  const { tx, now } = call
  const before = await readClass(call, classId)
  checkVersion(ifMatch, before.version)
  if (call.extent === "classes" && input.managedBy !== before.managedBy)
    throw fieldProblem("forbidden", "/managedBy", "outside", "Only an administrator decides who manages a class.")
  await checkLinks(call, input, before)
  const stops = before.templateSetId !== null && before.templateSetId !== input.templateSetId ? 1 : 0
  const since = await readDaysSince(tx, classId)
  const [after] = await tx<CustomerClass>`
    update customer_classes k
       set name = ${input.name}, name_key = ${comparable(input.name)}, managed_by = ${input.managedBy},
           template_set_id = ${input.templateSetId}, from_name = ${input.fromName}, from_email = ${input.fromEmail},
           reply_to = ${input.replyTo}, sms_sender = ${input.smsSender}, days_before_due = ${input.daysBeforeDue},
           days_after_due = ${input.daysAfterDue}, due_days_since = ${json(daysSince(since, input, now))},
           thresholds = ${json(input.thresholds)}, stops = stops + ${stops}, version = version + 1
     where k.org_id = ${tx.orgId} and k.id = ${classId} and k.version = ${before.version}
    returning ${columns}`.catch((error) => refuseTaken(error, input.name))
  if (!after) throw new Problem("version_conflict")
  if (listsOf(before) !== listsOf(after)) await lookAgain(tx, now)
  await record(call, {
    action: "customer_class.updated",
    subject: { kind: "customer_class", id: classId },
    before,
    after,
  })
  return after
}

const listsOf = ({ daysBeforeDue, daysAfterDue }: CustomerClass) => JSON.stringify([daysBeforeDue, daysAfterDue])

async function readDaysSince(tx: OrgSql, classId: string): Promise<DaysSince> {
  const [row] = await tx<{ dueDaysSince: DaysSince }>`
    select due_days_since from customer_classes where org_id = ${tx.orgId} and id = ${classId}`
  return found(row).dueDaysSince
}

/** Removes a class that nobody is in. Stubs of the erased go to the default class: they say nothing of this one. */
export async function deleteClass(call: Actor & Reach, classId: string): Promise<void> {
  const { tx } = call
  const before = await readClass(call, classId)
  if (before.isDefault) throw new Problem("protected", "The default class can be renamed, not deleted.")
  await tx`
    update customers set class_id = (select id from customer_classes where org_id = ${tx.orgId} and is_default)
     where org_id = ${tx.orgId} and class_id = ${classId} and state = 'erased'`
  await tx`delete from customer_classes where org_id = ${tx.orgId} and id = ${classId}`.catch((error) => {
    if (violates(error, "customers_class"))
      throw new Problem("in_use", "There are customers in this class. Move them first, the archived ones as well.")
    throw error
  })
  await record(call, { action: "customer_class.deleted", subject: { kind: "customer_class", id: classId }, before })
}
