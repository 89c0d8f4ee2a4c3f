/** The routes of webhooks: who hears what, what was told, and telling it again. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { type Call, checkVersion, found, id, listRoute, moment, route } from "../base/route.ts"
import { addMessages } from "./announce.ts"
import {
  changeEndpoint,
  createEndpoint,
  deleteEndpoint,
  dropOldSecret,
  EndpointAnswer,
  EndpointChange,
  EndpointInput,
  listEndpoints,
  NewEndpointAnswer,
  readEndpoint,
  refuseUrl,
  rotateSecret,
  turnEndpoint,
} from "./endpoints.ts"
import {
  listMessages,
  MessageAnswer,
  messageName,
  messageStates,
  nameOf,
  readMessage,
  resend,
  resendRange,
  settledIds,
} from "./messages.ts"
import { webhookTypes } from "./types.ts"

const byId = z.object({ id })
const byMessage = z.object({ id, messageId: messageName })
const mostDays = 31

/** The endpoint of the call, which must be there and active to be sent anything. @throws Problem webhook_disabled */
async function activeEndpoint({ tx, params, now }: Pick<Call<{ id: string }>, "tx" | "params" | "now">) {
  const endpoint = await readEndpoint(tx, params.id, now, sql`for share`)
  if (endpoint.state === "disabled") throw new Problem("webhook_disabled")
  return endpoint
}

export const webhookRoutes = [
  route("GET /v1/webhook-types", {
    name: "webhook-types list",
    summary: "What can be told by webhook, each with an example of what is sent.",
    needs: "webhooks:manage",
    answer: z
      .object({
        items: z.array(
          z.object({
            type: z.string().meta({ examples: ["delivery.failed"] }),
            summary: z.string(),
            example: z.record(z.string(), z.unknown()).meta({ description: "The body as it is sent." }),
          }),
        ),
      })
      .meta({ id: "WebhookTypes" }),
    run: async () => ({
      items: Object.entries(webhookTypes).map(([type, { summary, data }]) => ({
        type,
        summary,
        example: { type, timestamp: "2026-03-03T06:15:00Z", data },
      })),
    }),
  }),
  route("GET /v1/webhooks", {
    name: "webhooks list",
    summary: "The addresses that are told what happens, oldest first; never their secrets.",
    needs: "webhooks:manage",
    answer: z.object({ items: z.array(EndpointAnswer) }).meta({ id: "Webhooks" }),
    run: async ({ tx, now }) => ({ items: await listEndpoints(tx, now) }),
  }),
  route("GET /v1/webhooks/{id}", {
    name: "webhooks get",
    summary: "One webhook.",
    needs: "webhooks:manage",
    params: byId,
    answer: EndpointAnswer,
    run: ({ tx, params, now }) => readEndpoint(tx, params.id, now),
  }),
  route("POST /v1/webhooks", {
    name: "webhooks create",
    summary: "Tell an address what happens. Its secret is in this answer only.",
    needs: "webhooks:manage",
    body: EndpointInput,
    example: {
      url: "https://crm.example.com/hooks/tidings",
      description: "CRM",
      types: ["delivery.failed", "event.*"],
    },
    status: 201,
    answer: NewEndpointAnswer,
    prepare: ({ install, body }) => refuseUrl(install.outbound, body.url),
    run: (call) => createEndpoint(call, call.body),
  }),
  route("PATCH /v1/webhooks/{id}", {
    name: "webhooks update",
    summary: "Change its address, description or types.",
    needs: "webhooks:manage",
    params: byId,
    body: EndpointChange,
    example: { types: ["*"] },
    version: "optional",
    answer: EndpointAnswer,
    prepare: async ({ install, body }) => {
      if (body.url !== undefined) await refuseUrl(install.outbound, body.url)
    },
    run: async (call) => {
      const before = await readEndpoint(call.tx, call.params.id, call.now, sql`for no key update`)
      checkVersion(call.ifMatch, before.version)
      return await changeEndpoint(call, before, call.body)
    },
  }),
  route("DELETE /v1/webhooks/{id}", {
    name: "webhooks delete",
    summary: "Tell it nothing more. What waits for it is given up.",
    needs: "webhooks:manage",
    params: byId,
    status: 204,
    answer: z.void(),
    run: (call) => deleteEndpoint(call, call.params.id),
  }),
  route("POST /v1/webhooks/{id}/rotate-secret", {
    name: "webhooks rotate-secret",
    summary: "Make a new secret. The one of before signs as well for 24 hours.",
    needs: "webhooks:manage",
    params: byId,
    status: 200,
    answer: NewEndpointAnswer,
    run: (call) => rotateSecret(call, call.params.id),
  }),
  route("DELETE /v1/webhooks/{id}/old-secret", {
    name: "webhooks remove-old-secret",
    summary: "Stop signing with the secret of before a rotation.",
    needs: "webhooks:manage",
    params: byId,
    status: 204,
    answer: z.void(),
    run: (call) => dropOldSecret(call, call.params.id),
  }),
  route("POST /v1/webhooks/{id}/enable", {
    name: "webhooks enable",
    summary: "Tell it again what happens from now on.",
    needs: "webhooks:manage",
    params: byId,
    status: 200,
    answer: EndpointAnswer,
    run: (call) => turnEndpoint(call, call.params.id, "active"),
  }),
  route("POST /v1/webhooks/{id}/disable", {
    name: "webhooks disable",
    summary: "Tell it nothing until it is enabled. What waits for it is given up.",
    needs: "webhooks:manage",
    params: byId,
    status: 200,
    answer: EndpointAnswer,
    run: (call) => turnEndpoint(call, call.params.id, "disabled"),
  }),
  route("POST /v1/webhooks/{id}/test", {
    name: "webhooks test",
    summary: "Send it a webhook.test message now, whatever its types are.",
    needs: "webhooks:manage",
    params: byId,
    status: 202,
    answer: MessageAnswer,
    run: async (call) => {
      const { tx, now } = call
      const endpoint = await activeEndpoint(call)
      const messageId = newId()
      const { data } = webhookTypes["webhook.test"]
      await addMessages(tx, [{ id: messageId, endpoint_id: endpoint.id, type: "webhook.test", data }], now)
      const name = nameOf(messageId)
      await record(call, {
        action: "webhook.tested",
        subject: { kind: "webhook", id: endpoint.id },
        after: { message: name },
      })
      return found(await readMessage(tx, endpoint.id, name))
    },
  }),
  listRoute("GET /v1/webhooks/{id}/messages", {
    name: "webhook-messages list",
    summary: "What it was told in the last 30 days, newest first, with each try.",
    needs: "webhooks:manage",
    params: byId,
    query: z.object({ state: z.enum(messageStates).optional() }),
    item: MessageAnswer,
    run: async ({ tx, params, query, paging, now }) => {
      await readEndpoint(tx, params.id, now)
      return await listMessages(tx, params.id, paging, query.state)
    },
  }),
  route("POST /v1/webhooks/{id}/messages/{messageId}/resend", {
    name: "webhook-messages resend",
    summary: "Send a message again under its id, whatever became of it.",
    needs: "webhooks:manage",
    params: byMessage,
    status: 202,
    answer: MessageAnswer,
    run: async (call) => {
      const { tx, params, now } = call
      await activeEndpoint(call)
      const before = found(await readMessage(tx, params.id, params.messageId))
      await resend(tx, params.id, params.messageId, now)
      await record(call, {
        action: "webhook.message_resent",
        subject: { kind: "webhook", id: params.id },
        after: { message: params.messageId, state: before.state },
      })
      return found(await readMessage(tx, params.id, params.messageId))
    },
  }),
  route("GET /v1/webhooks/{id}/messages/{messageId}", {
    name: "webhook-messages get",
    summary: "One message, with each try.",
    needs: "webhooks:manage",
    params: byMessage,
    answer: MessageAnswer,
    run: async ({ tx, params, now }) => {
      await readEndpoint(tx, params.id, now)
      return found(await readMessage(tx, params.id, params.messageId))
    },
  }),
  route("GET /v1/webhooks/{id}/messages/count", {
    name: "webhook-messages count",
    summary: "How many messages of a time would be sent again: at most 10,001 are counted.",
    needs: "webhooks:manage",
    params: byId,
    query: z.object({ from: moment, to: moment, state: z.enum(["dead", "delivered"]).optional() }),
    answer: z.object({ count: z.int() }).meta({ id: "WebhookCount" }),
    run: async ({ tx, params, query, now }) => {
      await readEndpoint(tx, params.id, now)
      return { count: (await settledIds(tx, params.id, query)).length }
    },
  }),
  route("POST /v1/webhooks/{id}/resend", {
    name: "webhooks resend",
    summary: "Send again what it was told in a time: what is dead, or what was delivered too.",
    needs: "webhooks:manage",
    params: byId,
    body: z
      .strictObject({
        from: moment.meta({ description: "Not before this instant." }),
        to: moment.meta({ description: "Before this instant; at most 31 days later, with at most 10,000 messages." }),
        state: z.enum(["dead", "delivered"]).optional().meta({ description: "Only those; both unless told." }),
      })
      .meta({ id: "WebhookResend" }),
    example: { from: "2026-03-03T06:00:00Z", to: "2026-03-03T18:00:00Z", state: "dead" },
    status: 202,
    answer: z
      .object({ count: z.int().meta({ description: "Messages that are sent again." }) })
      .meta({ id: "WebhookResent" }),
    run: async (call) => {
      const { tx, params, body, now } = call
      const { from, to, state } = body
      const days = from.until(to).total("hours") / 24
      if (days <= 0 || days > mostDays)
        throw fieldProblem("invalid", "/to", "range", `"to" is later than "from", by at most ${mostDays} days.`)
      await activeEndpoint(call)
      const count = await resendRange(tx, params.id, body, now)
      await record(call, {
        action: "webhook.messages_resent",
        subject: { kind: "webhook", id: params.id },
        after: { from, to, state: state ?? null, count },
      })
      return { count }
    },
  }),
]
