/**
 * Messages: the words of one slot (type, audience, channel, language) of a set. Each save makes a version and nothing
 * alters one, so what was sent can always be shown in the words it was sent with.
 */
import { type Actor, record } from "../audit/audit.ts"
import { json, type OrgSql, sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { found } from "../base/route.ts"
import { consoleLocales } from "../base/words.ts"
import { type NotificationType, typeById } from "../catalogue/types.ts"
import { compileDefault, defaultSource, type Slot } from "./defaults.ts"
import type { MessageWords } from "./examine.ts"
import type { Compiled } from "./message.ts"
import { holds, type TemplateSet, type Viewer, withinReach } from "./sets.ts"

export type Message = Slot &
  MessageWords & {
    id: string
    setId: string
    typeId: string
    /** The type's key. */
    type: string
    origin: string | null
    isDefault: boolean
    /** Dotted paths of the variables it uses. */
    variables: string[]
    version: number
    changedAt: Temporal.Instant
    changedBy: string
  }

export const messageColumns = sql`
  m.id, m.set_id, m.type_id, t.key as type, t.origin, m.audience, m.channel, m.locale, v.subject, v.is_default,
  m.version, v.created_at as changed_at, v.created_by as changed_by`
export const messageTables = sql`
  messages m
  join message_versions v on v.org_id = m.org_id and v.message_id = m.id and v.number = m.version
  join notification_types t on t.org_id = m.org_id and t.id = m.type_id`

/** One message of a set within reach. @throws Problem not_found */
export async function readMessage(viewer: Viewer, setId: string, messageId: string): Promise<Message> {
  const { tx } = viewer
  const [message] = await tx<Message>`
    select ${messageColumns}, v.bcc, v.body, v.format, v.compiled -> 'variables' as variables
      from ${messageTables}
      join template_sets s on s.org_id = m.org_id and s.id = m.set_id
     where m.org_id = ${tx.orgId} and m.set_id = ${setId} and m.id = ${messageId} and m.deleted_at is null
           ${withinReach(viewer, "s.managed_by")}`
  return found(message)
}

/** The message of one slot of a set; the caller has seen that the set is within reach. */
export async function messageAt(
  tx: OrgSql,
  setId: string,
  typeId: string,
  slot: Slot,
): Promise<MessageWords | undefined> {
  const [words] = await tx<MessageWords>`
    select v.subject, v.bcc, v.body, v.format from ${messageTables}
     where m.org_id = ${tx.orgId} and m.set_id = ${setId} and m.type_id = ${typeId} and m.audience = ${slot.audience}
       and m.channel = ${slot.channel} and m.locale = ${slot.locale} and m.deleted_at is null`
  return words
}

/** Did the slot's text come with Tidings? Then it can be brought back, and cannot be deleted. */
export const hasDefault = ({ type, origin, ...slot }: Pick<Message, "type" | "origin"> & Slot): boolean =>
  defaultSource({ key: type, origin }, slot) !== null

/** The default of a slot as words. @throws Problem default_missing */
export async function defaultWords(
  type: NotificationType,
  slot: Slot,
): Promise<{ words: MessageWords; compiled: Compiled }> {
  const source = defaultSource(type, slot)
  if (!source) throw new Problem("default_missing")
  const { subject, body, format } = source
  return { words: { subject, bcc: [], body, format }, compiled: await compileDefault(type, source) }
}

const isSame = (a: MessageWords, b: MessageWords): boolean =>
  a.subject === b.subject && a.body === b.body && a.format === b.format && a.bcc.join() === b.bcc.join()

function isDefaultText(type: Pick<NotificationType, "key" | "origin">, slot: Slot, words: MessageWords): boolean {
  const source = defaultSource(type, slot)
  return source !== null && isSame(words, { ...source, bcc: [] })
}

/**
 * Puts new words in force, for every class that has the set. The same words again change nothing.
 * @param before as read in this transaction; of two who read the same version, one is refused
 * @throws Problem version_conflict
 */
export async function publish(
  call: Actor & Viewer,
  before: Message,
  words: MessageWords,
  compiled: Compiled,
): Promise<Message> {
  const { tx } = call
  if (isSame(before, words)) return before
  const raised = await tx`
    update messages set version = version + 1
     where org_id = ${tx.orgId} and id = ${before.id} and version = ${before.version} and deleted_at is null`
  if (!raised.count) throw new Problem("version_conflict")
  const number = before.version + 1
  await insertVersion(
    call,
    before.id,
    number,
    words,
    compiled,
    isDefaultText({ key: before.type, origin: before.origin }, before, words),
  )
  await record(call, {
    action: "message.updated",
    subject: { kind: "message", id: before.id },
    before: told(before, before, before.version),
    after: told(before, words, number),
    personal: ["bcc"],
  })
  return await readMessage(call, before.setId, before.id)
}

/** What the audit says of a message: where it stands, and which version; the words themselves stand in the version. */
const told = ({ setId, type, audience, channel, locale }: Omit<Message, keyof MessageWords>, { subject, bcc, format }: MessageWords, number: number) =>
  ({ setId, type, audience, channel, locale, number, subject, bcc, format }) // biome-ignore format: one line

async function insertVersion(
  { tx, now, caller }: Actor,
  messageId: string,
  number: number,
  { subject, bcc, body, format }: MessageWords,
  compiled: Compiled,
  isDefault: boolean,
): Promise<void> {
  await tx`
    insert into message_versions (org_id, message_id, number, subject, bcc, body, format, compiled, is_default, created_at, created_by)
    values (${tx.orgId}, ${messageId}, ${number}, ${subject}, ${bcc}, ${body}, ${format}, ${json(compiled)}, ${isDefault}, ${now}, ${caller.name})`
}

/**
 * The type a new text would be of.
 * @throws Problem invalid at `/typeId`, channel_unsupported at `/channel`, invalid at `/locale`
 */
export async function checkSlot(tx: OrgSql, set: TemplateSet, typeId: string, slot: Slot): Promise<NotificationType> {
  const type = await slotType(tx, set, typeId, slot)
  const [settings] = await tx<{ languages: string[] }>`
    select languages from organisation_settings where org_id = ${tx.orgId}`
  if (![...found(settings).languages, ...consoleLocales].includes(slot.locale))
    throw fieldProblem(
      "invalid",
      "/locale",
      "language_unknown",
      "Add the language to the organisation's languages first.",
    )
  return type
}

/** The type of a slot that the set has room for. @throws Problem invalid at `/typeId`, channel_unsupported at `/channel` */
export async function slotType(
  tx: OrgSql,
  set: TemplateSet,
  typeId: string,
  slot: Omit<Slot, "locale">,
): Promise<NotificationType> {
  const type = await typeById(tx, typeId)
  if (!type || type.retiredAt !== null)
    throw fieldProblem("invalid", "/typeId", "type_unknown", "There is no notification type of this id.")
  if (!holds(set.kind, type))
    throw fieldProblem("invalid", "/typeId", "other_set", "The words of this type stand in sets of the other kind.")
  if (!type.audiences[slot.audience]?.includes(slot.channel))
    throw fieldProblem(
      "channel_unsupported",
      "/channel",
      "unsupported",
      `This type is not sent to this audience by ${slot.channel}.`,
    )
  return type
}

/**
 * Writes the first text of a slot; in one whose text was deleted, the history goes on.
 * @throws Problem message_exists
 */
export async function addMessage(
  call: Actor & Viewer,
  set: TemplateSet,
  type: NotificationType,
  slot: Slot,
  words: MessageWords,
  compiled: Compiled,
): Promise<Message> {
  const { tx } = call
  const { audience, channel, locale } = slot
  const [made] = await tx<{ id: string; version: number }>`
    insert into messages as m (org_id, id, set_id, type_id, audience, channel, locale, version)
    values (${tx.orgId}, ${newId()}, ${set.id}, ${type.id}, ${audience}, ${channel}, ${locale}, 1)
    on conflict (org_id, set_id, type_id, audience, channel, locale) do update
       set deleted_at = null, version = m.version + 1
     where m.deleted_at is not null
    returning id, version`
  if (!made) throw new Problem("message_exists")
  await insertVersion(call, made.id, made.version, words, compiled, isDefaultText(type, slot, words))
  const message = await readMessage(call, set.id, made.id)
  await record(call, {
    action: "message.created",
    subject: { kind: "message", id: made.id },
    after: told(message, words, made.version),
    personal: ["bcc"],
  })
  return message
}

/**
 * Deletes a text that the organisation added: one of a type of its own, or in a further language. What waits with these
 * words is stopped; new notifications fall back on another language, if there is one. Texts that came with Tidings can
 * only be changed, restored or switched off, so that a set never loses what it started with.
 * @throws Problem protected, version_conflict
 */
export async function deleteMessage(call: Actor, message: Message): Promise<void> {
  const { tx } = call
  if (hasDefault(message))
    throw new Problem(
      "protected",
      "This text came with Tidings: change it, restore it, or switch the notification off.",
    )
  const gone = await tx`
    update messages set deleted_at = ${call.now}, stops = stops + 1
     where org_id = ${tx.orgId} and id = ${message.id} and version = ${message.version} and deleted_at is null`
  if (!gone.count) throw new Problem("version_conflict")
  await record(call, {
    action: "message.deleted",
    subject: { kind: "message", id: message.id },
    before: told(message, message, message.version),
    personal: ["bcc"],
  })
}

export type MessageVersion = MessageWords & {
  number: number
  isDefault: boolean
  createdAt: Temporal.Instant
  createdBy: string
}

/** One version of a message, with its words. @throws Problem not_found */
export const readVersion = async (tx: OrgSql, messageId: string, number: number): Promise<MessageVersion> =>
  found(
    (
      await tx<MessageVersion>`
        select number, subject, bcc, body, format, is_default, created_at, created_by from message_versions
         where org_id = ${tx.orgId} and message_id = ${messageId} and number = ${number}`
    )[0],
  )

/** A message in force, ready to render. */
export type Ready = Slot & {
  id: string
  setId: string
  typeId: string
  version: number
  bcc: string[]
  compiled: Compiled
  /** Counts deletions: what was planned under another number is withheld. */
  stops: bigint
}

/** The messages in force of these types in these sets, in every language: one statement, whatever their number. */
export const messagesFor = async (
  tx: OrgSql,
  setIds: readonly string[],
  typeIds: readonly string[],
): Promise<Ready[]> =>
  await tx<Ready>`
    select m.id, m.set_id, m.type_id, m.audience, m.channel, m.locale, m.version, m.stops, v.bcc, v.compiled
      from messages m
      join message_versions v on v.org_id = m.org_id and v.message_id = m.id and v.number = m.version
     where m.org_id = ${tx.orgId} and m.set_id = any (${[...setIds]}) and m.type_id = any (${[...typeIds]})
       and m.deleted_at is null`
