/** How a text would look: rendered in the sandbox by the function that will send, before anybody saves it. */
import { z } from "zod"
import { Problem } from "../base/problem.ts"
import { id, line, paragraph, route } from "../base/route.ts"
import { channels } from "../base/words.ts"
import { segmentsOf } from "../channels/sms/segments.ts"
import {
  examine,
  inTurn,
  type MessageWords,
  orRefuse,
  samplePerson,
  smsPolicyOf,
  sourceOf,
  unsubscribePage,
} from "./examine.ts"
import { layoutInForce } from "./layouts.ts"
import type { Context, Rendered } from "./message.ts"
import { messageAt, slotType } from "./messages.ts"
import { slotInput, wordsInput } from "./messageRoutes.ts"
import { missing, sampleData } from "./render.ts"
import { organisationContext } from "./organisation.ts"
import { renderUntrusted } from "./sandbox.ts"
import { readSet } from "./sets.ts"

const PreviewAnswer = z
  .object({
    channel: z.enum(channels),
    subject: z.string().nullable().meta({ description: "The title of push and in-system messages; null for SMS." }),
    html: z.string().nullable().meta({ description: "E-mail only." }),
    text: z.string().meta({ description: "The plain-text part of an e-mail, or the whole of another message." }),
    segments: z
      .object({
        alphabet: z.enum(["gsm7", "ucs2"]).meta({ description: "One character outside GSM 03.38 makes it UCS-2." }),
        units: z.int().meta({ description: "Septets, or units of UCS-2." }),
        perSegment: z.int(),
        segments: z.int(),
        left: z.int().meta({ description: "Units that fit before there is one segment more." }),
      })
      .nullable()
      .meta({ description: "SMS only: what it takes." }),
    missing: z.array(z.string()).meta({ description: "Required variables that it uses and the data lacks." }),
  })
  .meta({ id: "Preview" })

/** Its parts as a preview tells them. */
export const shown = (rendered: Rendered) =>
  rendered.channel === "email"
    ? { subject: rendered.subject, html: rendered.html, text: rendered.text, segments: null }
    : rendered.channel === "sms"
      ? { subject: null, html: null, text: rendered.text, segments: segmentsOf(rendered.text) }
      : { subject: rendered.title, html: null, text: rendered.body, segments: null }

export const previewRoute = route("POST /v1/template-sets/{id}/preview", {
  name: "template-sets preview",
  summary: "Render a text with samples or with given data, without saving it; without a body, the one in force.",
  needs: "templates:edit",
  params: z.object({ id }),
  body: z
    .strictObject({
      ...slotInput,
      ...wordsInput,
      body: paragraph(200_000).optional().meta({ description: "Liquid; the text in force when absent." }),
      format: wordsInput.format.optional(),
      data: z
        .record(z.string(), z.json())
        .optional()
        .meta({ description: "What an event would carry; the type's samples when absent." }),
      customer: z
        .strictObject({ name: line(200), salutation: line(200, 0).nullable(), externalId: line(100).nullable() })
        .optional()
        .meta({ description: "Who it is about, and who reads it; somebody made up when absent." }),
      time: z.iso.datetime({ offset: true }).optional().meta({ description: "When it happened; now when absent." }),
    })
    .meta({ id: "PreviewInput" }),
  example: {
    typeId: "019c4f2e-5f1b-7c3a-9c55-0a1b2c3d4e5f",
    audience: "customer",
    channel: "email",
    locale: "en",
    subject: "Invoice {{ invoiceNumber }}",
    body: "<p>It is due on {{ dueDate }}.</p>",
    format: "html",
  },
  answer: PreviewAnswer,
  prepare: async ({ install, org, caller, extent, params, body, now }) => {
    const { type, words, policy, layout, told } = await org(async (tx) => {
      const set = await readSet({ tx, caller, extent }, params.id)
      const known = await slotType(tx, set, body.typeId, body)
      const format = body.format ?? (body.channel === "email" ? "html" : "text")
      const written: MessageWords | undefined =
        body.body === undefined
          ? await messageAt(tx, set.id, known.id, body)
          : { subject: body.subject, bcc: body.bcc, body: body.body, format }
      if (!written) throw new Problem("message_missing")
      const { compiled } = await layoutInForce(tx)
      return {
        type: known,
        words: written,
        policy: await smsPolicyOf(tx),
        layout: compiled,
        told: await organisationContext(tx, install.config.publicUrl),
      }
    })
    const data = body.data ?? sampleData(type.variables)
    const message = await examine(caller.orgId, words, body, type, policy)
    const { customer = samplePerson.customer } = body
    const recipient = {
      name: body.customer?.name ?? samplePerson.recipient.name,
      unsubscribeUrl: type.transactional ? null : unsubscribePage,
    }
    const time = body.time ?? now.toString()
    const context: Context = { ...told, customer, recipient, locale: body.locale, data, event: { time } }
    const rendered = await inTurn(caller.orgId, () =>
      renderUntrusted(sourceOf(words, body.channel), type.variables, layout, context),
    )
    return { channel: body.channel, ...shown(orRefuse(rendered)), missing: missing(message, data) }
  },
  run: async ({ prepared }) => prepared,
})
