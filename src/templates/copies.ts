/** Copies of template sets: all words at once, for a set of its own or for one class that shall differ. */
import { type Actor, record } from "../audit/audit.ts"
import { sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { insertSet, type TemplateSet, type Viewer, withinReach } from "./sets.ts"

/**
 * Copies a set with the words that are in force; the copy is managed as the set is, and its history begins anew.
 * @throws Problem name_taken at `/name`, protected for the organisation's own set
 */
export async function copySet(call: Actor, source: TemplateSet, name: string): Promise<TemplateSet> {
  const { tx, now, caller } = call
  if (source.kind === "organisation") throw new Problem("protected", "An organisation has one set of its own.")
  const managedBy = source.managedBy?.id ?? null
  const copy = await insertSet(call, { name, kind: source.kind, managedBy, mainLanguage: source.mainLanguage })
  const messages = await tx<{ typeId: string; audience: string; channel: string; locale: string }>`
    select type_id, audience, channel, locale from messages
     where org_id = ${tx.orgId} and set_id = ${source.id} and deleted_at is null`
  const rowsAtOnce = 2_000
  for (let first = 0; first < messages.length; first += rowsAtOnce)
    await tx`
      insert into messages (org_id, id, set_id, type_id, audience, channel, locale, version)
      values ${sql.join(
        messages
          .slice(first, first + rowsAtOnce)
          .map(
            (row) =>
              sql`(${tx.orgId}, ${newId()}, ${copy.id}, ${row.typeId}, ${row.audience}, ${row.channel}, ${row.locale}, 1)`,
          ),
      )}`
  await tx`
    insert into message_versions (org_id, message_id, number, subject, bcc, body, format, compiled, is_default, created_at, created_by)
    select n.org_id, n.id, 1, v.subject, v.bcc, v.body, v.format, v.compiled, v.is_default, ${now}::timestamptz, ${caller.name}
      from messages n
      join messages m on m.org_id = n.org_id and m.set_id = ${source.id} and m.type_id = n.type_id
                     and m.audience = n.audience and m.channel = n.channel and m.locale = n.locale
      join message_versions v on v.org_id = m.org_id and v.message_id = m.id and v.number = m.version
     where n.org_id = ${tx.orgId} and n.set_id = ${copy.id}
        on conflict do nothing`
  await record(call, {
    action: "template_set.created",
    subject: { kind: "template_set", id: copy.id },
    after: {
      name,
      kind: copy.kind,
      managedBy,
      mainLanguage: copy.mainLanguage,
      copyOf: source.id,
      messages: messages.length,
    },
  })
  return copy
}

/**
 * Gives one class the copy in place of the set it was made from. The class goes on as before: the words are the same and
 * its boxes are taken along, with the counter of what was stopped by them. So nothing was switched off, nothing that
 * waits is stopped, and the class's own counter stays as it is.
 * @throws Problem invalid at `/classId` unless it is a class within reach that has the set
 */
export async function moveClass(call: Actor & Viewer, classId: string, source: TemplateSet, copy: TemplateSet) {
  const { tx, now, caller } = call
  const [moved] = await tx<{ name: string }>`
    update customer_classes set template_set_id = ${copy.id}, version = version + 1
     where org_id = ${tx.orgId} and id = ${classId} and template_set_id = ${source.id} ${withinReach(call, "managed_by")}
    returning name`
  if (!moved)
    throw fieldProblem("invalid", "/classId", "not_assigned", `No class of this id has the set ${source.name}.`)
  const [sheet] = await tx<{ id: string }>`
    select id from switch_sheets
     where org_id = ${tx.orgId} and class_id = ${classId} and set_id = ${source.id} for update`
  if (sheet) {
    const sheetId = newId()
    await tx`
      insert into switch_sheets (org_id, id, owner, class_id, set_id, stops, changed_at, changed_by)
      select org_id, ${sheetId}, owner, class_id, ${copy.id}, stops, ${now}, ${caller.name}
        from switch_sheets where org_id = ${tx.orgId} and id = ${sheet.id}
          on conflict do nothing`
    await tx`
      insert into switches (org_id, sheet_id, type_id, audience, channel, on_since)
      select org_id, ${sheetId}, type_id, audience, channel, on_since
        from switches where org_id = ${tx.orgId} and sheet_id = ${sheet.id}
          on conflict do nothing`
  }
  await record(call, {
    action: "customer_class.updated",
    subject: { kind: "customer_class", id: classId },
    before: { templateSetId: source.id },
    after: { templateSetId: copy.id },
  })
}
