/** The API of messages: the words of a set, their history, and how they look. */
import { z } from "zod"
import { emailAddress } from "../base/address.ts"
import { language } from "../access/organisations.ts"
import { sql } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import {
  checkVersion,
  found,
  id,
  instant,
  line,
  listRoute,
  paragraph,
  type PrepareCall,
  route,
  version,
} from "../base/route.ts"
import { audiences, channels } from "../base/words.ts"
import { type NotificationType, typeById } from "../catalogue/types.ts"
import { examine, type MessageWords, smsPolicyOf } from "./examine.ts"
import {
  addMessage,
  checkSlot,
  defaultWords,
  deleteMessage,
  hasDefault,
  type Message,
  messageColumns,
  messageTables,
  type MessageVersion,
  publish,
  readMessage,
  readVersion,
} from "./messages.ts"
import { ReachAnswer } from "./setRoutes.ts"
import { reachOf, readSet, type Viewer } from "./sets.ts"

const formats = ["html", "mjml", "text"] as const
const bcc = z
  .array(emailAddress)
  .max(10)
  .refine((all) => new Set(all).size === all.length, {
    error: "an address is there twice",
    params: { fault: "duplicate" },
  })
  .meta({ description: "E-mail only: each address is sent a copy, without personal links." })

/** What is written of a message. */
export const wordsInput = {
  subject: line(1_000, 0)
    .nullable()
    .default(null)
    .meta({ description: "Liquid. The title of push and in-system messages; null for SMS." }),
  bcc: bcc.default([]),
  body: paragraph(200_000).meta({ description: "Liquid; for e-mail within HTML or MJML." }),
  format: z.enum(formats).meta({ description: "`html` or `mjml` for e-mail, else `text`." }),
}
const MessageInput = z.strictObject(wordsInput).meta({ id: "MessageInput" })

export const slotInput = {
  typeId: id,
  audience: z.enum(audiences),
  channel: z.enum(channels),
  locale: language.meta({ examples: ["en"] }),
}

const slotAnswer = {
  id,
  setId: id,
  typeId: id,
  type: z.string().meta({ examples: ["invoice.overdue"], description: "The type's key." }),
  audience: z.enum(audiences),
  channel: z.enum(channels),
  locale: z.string().meta({ examples: ["en"] }),
  subject: z.string().nullable(),
  isDefault: z.boolean().meta({ description: "Is this the text that Tidings came with?" }),
  hasDefault: z.boolean().meta({ description: "Can the default be brought back?" }),
  version,
  changedAt: instant,
  changedBy: z.string(),
}
const MessageEntryAnswer = z.object(slotAnswer).meta({ id: "MessageEntry" })
const MessageAnswer = z
  .object({
    ...slotAnswer,
    bcc: z.array(z.string()),
    body: z.string(),
    format: z.enum(formats),
    variables: z.array(z.string()).meta({ description: "What it uses, such as `amount` and `items[].sender`." }),
    reaches: ReachAnswer.nullable().meta({ description: "Whom a change reaches; null in the organisation's own set." }),
  })
  .meta({ id: "Message" })

const versionAnswer = {
  number: z.int().min(1),
  subject: z.string().nullable(),
  format: z.enum(formats),
  isDefault: z.boolean(),
  createdAt: instant,
  createdBy: z.string(),
}
const MessageVersionEntryAnswer = z.object(versionAnswer).meta({ id: "MessageVersionEntry" })
const MessageVersionAnswer = z
  .object({ ...versionAnswer, bcc: z.array(z.string()), body: z.string() })
  .meta({ id: "MessageVersion" })

const inSet = z.object({ id })
const byId = z.object({ id, messageId: id })
const byNumber = byId.extend({
  number: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1),
})

async function told(viewer: Viewer, { origin, ...message }: Message): Promise<z.output<typeof MessageAnswer>> {
  const set = await readSet(viewer, message.setId)
  const reached = await reachOf(viewer, [set])
  return { ...message, hasDefault: hasDefault({ ...message, origin }), reaches: reached.get(set.id) ?? null }
}

/** The type of a message and what else its words are examined by; read before a text is tried. */
async function examining<T extends MessageWords>(
  { org, caller, extent, params }: PrepareCall<{ id: string; messageId: string }>,
  wordsOf: (message: Message, viewer: Viewer) => Promise<T> | T,
) {
  const { message, words, type, policy } = await org(async (tx) => {
    const viewer = { tx, caller, extent }
    const read = await readMessage(viewer, params.id, params.messageId)
    return {
      message: read,
      words: await wordsOf(read, viewer),
      type: found<NotificationType>(await typeById(tx, read.typeId)),
      policy: await smsPolicyOf(tx),
    }
  })
  return { words, compiled: await examine(caller.orgId, words, message, type, policy) }
}

export const messageRoutes = [
  listRoute("GET /v1/template-sets/{id}/messages", {
    name: "messages list",
    summary: "The messages of a set in the order of the catalogue, without their bodies.",
    needs: "templates:edit",
    params: inSet,
    query: z.object({
      type: z.string().max(100).optional().meta({ description: "Key of a notification type." }),
      audience: z.enum(audiences).optional(),
      channel: z.enum(channels).optional(),
      locale: language.optional(),
      customised: z
        .enum(["true", "false"])
        .optional()
        .meta({ description: "`true`: texts that are not defaults; `false`: defaults." }),
    }),
    item: MessageEntryAnswer,
    run: async (call) => {
      const { tx, paging, params, query } = call
      const set = await readSet(call, params.id)
      const { after, order } = keyset(
        paging,
        "c.position t.position t.key m.audience m.channel m.locale".split(" ").map((column) => sql.ref(column)),
      )
      type Row = Message & { categoryPosition: number; position: number }
      const rows = await tx<Row>`
        select ${messageColumns}, c.position as category_position, t.position
          from ${messageTables}
          join categories c on c.org_id = t.org_id and c.key = t.category
         where m.org_id = ${tx.orgId} and m.set_id = ${set.id} and m.deleted_at is null and t.retired_at is null
           ${query.type ? sql`and t.key = ${query.type}` : sql``}
           ${query.audience ? sql`and m.audience = ${query.audience}` : sql``}
           ${query.channel ? sql`and m.channel = ${query.channel}` : sql``}
           ${query.locale ? sql`and m.locale = ${query.locale}` : sql``}
           ${query.customised === undefined ? sql`` : sql`and v.is_default = ${query.customised === "false"}`}
           ${after} ${order}`
      const page = toPage(paging, rows, (row) =>
        [row.categoryPosition, row.position, row.type, row.audience, row.channel, row.locale].map(String),
      )
      const items = page.items.map(({ categoryPosition: _, position: __, origin, ...message }) => ({
        ...message,
        hasDefault: hasDefault({ ...message, origin }),
      }))
      return { ...page, items }
    },
  }),
  route("GET /v1/template-sets/{id}/messages/{messageId}", {
    name: "messages get",
    summary: "One message, and whom a change of it reaches.",
    needs: "templates:edit",
    params: byId,
    answer: MessageAnswer,
    run: async (call) => await told(call, await readMessage(call, call.params.id, call.params.messageId)),
  }),
  route("PUT /v1/template-sets/{id}/messages/{messageId}", {
    name: "messages save",
    summary: "Save a message, for every class that has the set.",
    needs: "templates:edit",
    params: byId,
    body: MessageInput,
    example: {
      subject: "Invoice {{ invoiceNumber }}",
      bcc: [],
      body: "<p>It is due on {{ dueDate }}.</p>",
      format: "html",
    },
    version: "required",
    answer: MessageAnswer,
    prepare: (call) => examining(call, () => call.body),
    run: async (call) => {
      const before = await readMessage(call, call.params.id, call.params.messageId)
      checkVersion(call.ifMatch, before.version)
      return await told(call, await publish(call, before, call.prepared.words, call.prepared.compiled))
    },
  }),
  route("POST /v1/template-sets/{id}/messages", {
    name: "messages create",
    summary: "Write the text of a type, audience, channel and language that has none.",
    needs: "templates:edit",
    params: inSet,
    body: z.strictObject({ ...slotInput, ...wordsInput }).meta({ id: "NewMessage" }),
    example: {
      typeId: "019c4f2e-5f1b-7c3a-9c55-0a1b2c3d4e5f",
      audience: "customer",
      channel: "sms",
      locale: "en",
      body: "{{ organisation.name }}: we open at eight tomorrow.",
      format: "text",
    },
    status: 201,
    answer: MessageAnswer,
    prepare: async ({ org, caller, extent, params, body }) => {
      const { type, policy } = await org(async (tx) => {
        const set = await readSet({ tx, caller, extent }, params.id)
        return { type: await checkSlot(tx, set, body.typeId, body), policy: await smsPolicyOf(tx) }
      })
      return { type, compiled: await examine(caller.orgId, body, body, type, policy) }
    },
    run: async (call) => {
      const { type, compiled } = call.prepared
      const set = await readSet(call, call.params.id, "key share")
      return await told(call, await addMessage(call, set, type, call.body, call.body, compiled))
    },
  }),
  route("DELETE /v1/template-sets/{id}/messages/{messageId}", {
    name: "messages delete",
    summary: "Delete a text that the organisation added; what waits with its words is not sent.",
    needs: "templates:edit",
    params: byId,
    version: "required",
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const message = await readMessage(call, call.params.id, call.params.messageId)
      checkVersion(call.ifMatch, message.version)
      await deleteMessage(call, message)
    },
  }),
  route("POST /v1/template-sets/{id}/messages/{messageId}/restore-default", {
    name: "messages restore-default",
    summary: "Bring the text back that Tidings came with, as a new version.",
    needs: "templates:edit",
    params: byId,
    version: "optional",
    answer: MessageAnswer,
    run: async (call) => {
      const before = await readMessage(call, call.params.id, call.params.messageId)
      checkVersion(call.ifMatch, before.version)
      const { words, compiled } = await defaultWords(found(await typeById(call.tx, before.typeId)), before)
      return await told(call, await publish(call, before, words, compiled))
    },
  }),
  listRoute("GET /v1/template-sets/{id}/messages/{messageId}/versions", {
    name: "messages versions",
    summary: "The history of a message, newest first.",
    needs: "templates:edit",
    params: byId,
    item: MessageVersionEntryAnswer,
    run: async (call) => {
      const { tx, paging, params } = call
      const message = await readMessage(call, params.id, params.messageId)
      const { after, order } = keyset(paging, [sql`number`], "desc")
      const rows = await tx<Omit<MessageVersion, "bcc" | "body">>`
        select number, subject, format, is_default, created_at, created_by from message_versions
         where org_id = ${tx.orgId} and message_id = ${message.id} ${after} ${order}`
      return toPage(paging, rows, ({ number }) => [String(number)])
    },
  }),
  route("GET /v1/template-sets/{id}/messages/{messageId}/versions/{number}", {
    name: "messages version",
    summary: "One version of a message, with its words.",
    needs: "templates:edit",
    params: byNumber,
    answer: MessageVersionAnswer,
    run: async (call) => {
      const message = await readMessage(call, call.params.id, call.params.messageId)
      return await readVersion(call.tx, message.id, call.params.number)
    },
  }),
  route("POST /v1/template-sets/{id}/messages/{messageId}/versions/{number}/restore", {
    name: "messages restore",
    summary: "Put the words of an earlier version in force again, as a new version.",
    needs: "templates:edit",
    params: byNumber,
    version: "optional",
    answer: MessageAnswer,
    // Examined again: what a type or the organisation allows may be narrower than it was.
    prepare: (call) => examining(call, (message, { tx }) => readVersion(tx, message.id, call.params.number)),
    run: async (call) => {
      const before = await readMessage(call, call.params.id, call.params.messageId)
      checkVersion(call.ifMatch, before.version)
      return await told(call, await publish(call, before, call.prepared.words, call.prepared.compiled))
    },
  }),
]
