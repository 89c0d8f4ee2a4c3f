/** A test send: one message as it would be, to oneself, marked as a test, and left out of what is counted. */
import canonicalize from "canonicalize"
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { json, type OrgSql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { Problem } from "../base/problem.ts"
import { makeReady } from "../base/ready.ts"
import { found, id, type PrepareCall, paragraph, route } from "../base/route.ts"
import { sha256 } from "../base/secrets.ts"
import type { Audience, Channel } from "../base/words.ts"
import { type NotificationType, typeById } from "../catalogue/types.ts"
import { DeliveryListItem, told } from "../deliveries/api.ts"
import { deliveryId } from "../deliveries/ids.ts"
import { nameOf } from "../deliveries/claim.ts"
import { linksOf } from "../deliveries/unsubscribe.ts"
import {
  examine,
  inTurn,
  type MessageWords,
  orRefuse,
  samplePerson,
  smsPolicyOf,
  sourceOf,
} from "../templates/examine.ts"
import { layoutInForce } from "../templates/layouts.ts"
import type { Context, Rendered } from "../templates/message.ts"
import { wordsInput } from "../templates/messageRoutes.ts"
import { readMessage } from "../templates/messages.ts"
import { organisationContext } from "../templates/organisation.ts"
import { sampleData } from "../templates/render.ts"
import { renderUntrusted } from "../templates/sandbox.ts"
import { loadFacts } from "./facts.ts"
import { type PlanType, stopsOf } from "./plan.ts"

/** Whoever asked waits for it. */
const priority = "urgent"
const expiryHours = 24
/** As long as copies are kept. */
const keepDays = 30

const TrialInput = z
  .strictObject({
    subject: wordsInput.subject.optional(),
    body: paragraph(200_000).optional().meta({ description: "Liquid, unsaved; the text in force when absent." }),
    format: wordsInput.format.optional(),
  })
  .meta({ id: "TrialInput" })
type Given = z.output<typeof TrialInput>

/** What is sent to whom: rendered where a hostile text does no harm, before any transaction is open. */
async function compose({
  org,
  caller,
  extent,
  params,
  body,
  install,
  now,
}: PrepareCall<{ id: string; messageId: string }, unknown, Given>) {
  const { message, words, type, policy, layout, organisation, self } = await org(async (tx) => {
    const read = await readMessage({ tx, caller, extent }, params.id, params.messageId)
    const written: MessageWords =
      body.body === undefined
        ? read
        : {
            subject: body.subject === undefined ? read.subject : body.subject,
            bcc: [],
            body: body.body,
            format: body.format ?? read.format,
          }
    return {
      message: read,
      words: written,
      type: found(await typeById(tx, read.typeId)),
      policy: await smsPolicyOf(tx),
      layout: (await layoutInForce(tx)).compiled,
      organisation: await organisationContext(tx, install.config.publicUrl),
      self: await readSelf(tx, caller.memberId, read.channel),
    }
  })
  if (body.body !== undefined) await examine(caller.orgId, words, message, type, policy)
  const { channel, audience, locale } = message
  const eventId = newId()
  const trialId = deliveryId(eventId, self.memberId, audience, channel, self.address)
  const data = sampleData(type.variables)
  const unsubscribeUrl =
    type.transactional || type.origin === "system" ? null : linksOf(install).unsubscribe(caller.orgId, trialId)
  const context: Context = {
    ...organisation,
    ...samplePerson,
    recipient: { name: self.name, unsubscribeUrl },
    locale,
    data,
    event: { time: now.toString() },
  }
  const content = orRefuse(
    await inTurn(caller.orgId, () => renderUntrusted(sourceOf(words, channel), type.variables, layout, context)),
  )
  return { eventId, trialId, content, data, self, type }
}

type Self = { memberId: string; name: string; address: string }

/** The caller's own address on a channel. @throws Problem no_own_address, channel_unsupported */
export async function readSelf(tx: OrgSql, memberId: string | null, channel: Channel): Promise<Self> {
  if (channel !== "email" && channel !== "sms") throw new Problem("channel_unsupported")
  const [self] = await tx<{ memberId: string; name: string; email: string | null; phone: string | null }>`
    select id as member_id, name, email, phone from members where org_id = ${tx.orgId} and id = ${memberId}`
  const address = channel === "email" ? self?.email : self?.phone
  if (!self || !address) throw new Problem("no_own_address")
  return { memberId: self.memberId, name: self.name, address }
}

type Slot = { typeId: string; messageId: string; audience: Audience; channel: Channel }

/** The counters that stop it, as they are now. */
async function readStops(tx: OrgSql, { typeId, messageId, audience, channel }: Slot): Promise<string[]> {
  const facts = await loadFacts(tx, { typeIds: [typeId], customerIds: [] })
  const type = facts.types.get(typeId) as PlanType
  const [message] = await tx<{ stops: bigint }>`
    select stops from messages where org_id = ${tx.orgId} and id = ${messageId}`
  return stopsOf(facts, { type, audience, channel, customer: null }, { stops: 0n }, found(message)).map(String)
}

export type Trial = {
  eventId: string
  /** The delivery's id. */
  trialId: string
  type: NotificationType
  data: Readonly<Record<string, unknown>>
  /** To whom: the one who asked. */
  self: Self
  /** Whose words it carries. */
  message: { messageId: string; version: number; audience: Audience; channel: Channel; locale: string }
  content: Rendered
}

/** Writes a test send: an event of its own that is planned already, and a delivery that says what was rendered before. */
export async function insertTrial({ tx, now, caller }: Actor, trial: Trial): Promise<void> {
  const { eventId, trialId, type, data, self, message, content } = trial
  const { messageId, audience, channel, locale, version } = message
  const stops = await readStops(tx, { typeId: type.id, messageId, audience, channel })
  await tx`
    insert into events (org_id, id, source, external_id, body_hash, type_id, type_key, subject_kind, time, data, state,
                        due_at, accepted_at, planned_at, recipients, is_trial, made_by)
    values (${tx.orgId}, ${eventId}, '/tidings/test', ${eventId}, ${sha256(canonicalize(data) ?? "")}, ${type.id}, ${type.key}, 'none',
            ${now}, ${json(data)}, 'planned', ${now}, ${now}, ${now}, 1, true, ${caller.name})`
  await tx`
    insert into deliveries (org_id, id, event_id, type_id, member_id, recipient, audience, words_for, channel, address,
                            locale, message_id, message_version, state, priority, due_at, expires_at, max_tries,
                            ambiguous, stops, is_trial, created_at)
    values (${tx.orgId}, ${trialId}, ${eventId}, ${type.id}, ${self.memberId}, ${self.name}, ${audience}, ${audience}, ${channel},
            ${self.address}, ${locale}, ${messageId}, ${version}, 'queued', ${priority}, ${now},
            ${now.add({ hours: expiryHours })}, ${type.attempts},
            ${type.ambiguous[channel] ?? (channel === "sms" ? "once" : "at_least_once")}, ${stops}::bigint[], true, ${now})`
  await tx`
    insert into trials (org_id, delivery_id, content, created_at)
    values (${tx.orgId}, ${trialId}, ${json(content)}, ${now})`
  if (channel !== "inbox") await makeReady(tx, nameOf({ channel, priority }), now)
}

/** Forgets what tests said after a while. @returns how many */
export async function forgetTrials(tx: OrgSql, now: Temporal.Instant, limit: number): Promise<number> {
  const gone = await tx`
    delete from trials
     where org_id = ${tx.orgId}
       and delivery_id = any (array(select delivery_id from trials
                                     where org_id = ${tx.orgId} and created_at < ${now.subtract({ hours: keepDays * 24 })}
                                     limit ${limit}))`
  return gone.count
}

export const trialRoutes = [
  route("POST /v1/template-sets/{id}/messages/{messageId}/test", {
    name: "messages test",
    summary: "Send the text in force, or an unsaved one, with samples to your own address. It is marked as a test.",
    needs: "templates:edit",
    params: z.object({ id, messageId: id }),
    body: TrialInput,
    example: {},
    status: 201,
    answer: DeliveryListItem,
    prepare: compose,
    run: async (call) => {
      const { params, prepared } = call
      const { eventId, trialId, content, data, self, type } = prepared
      const message = await readMessage(call, params.id, params.messageId)
      const { channel } = message
      await insertTrial(call, {
        eventId,
        trialId,
        type,
        data,
        self,
        message: { ...message, messageId: message.id },
        content,
      })
      await record(call, {
        action: "message.tested",
        subject: { kind: "message", id: message.id },
        after: { delivery: trialId, type: type.key, channel },
      })
      return await told(call, trialId)
    },
  }),
]
