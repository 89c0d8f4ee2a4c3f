/** Endpoints: the addresses of other systems that want to hear what happens here, each with a secret of its own. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { type Outbound, OutboundError } from "../base/outbound.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { makeReady } from "../base/ready.ts"
import { type Call, found, id, instant, line, shownOnce, version } from "../base/route.ts"
import { placeOf } from "./claim.ts"
import { newWebhookSecret } from "./signature.ts"
import { nearestType, subscribable } from "./types.ts"
import { inspectUrl } from "./url.ts"

/** Most endpoints of an organisation: each thing that happens is written down once for each. */
const mostEndpoints = 20
/** How long the secret of before a rotation still signs. */
const oldSecretHours = 24

const endpoint = z.object({
  id,
  url: z.string().meta({ examples: ["https://crm.example.com/hooks/tidings"] }),
  description: z.string().meta({ examples: ["CRM"] }),
  types: z.array(z.string()).meta({ examples: [["delivery.failed", "event.*"]] }),
  state: z.enum(["active", "disabled"]),
  reason: z
    .enum(["manual", "gone", "failing"])
    .nullable()
    .meta({ description: "Why it is disabled: by a person, it answered 410, or nothing arrived for five days." }),
  disabledAt: instant.nullable(),
  failingSince: instant.nullable().meta({ description: "The first failure since something last arrived." }),
  pausedUntil: instant.nullable().meta({ description: "It asked to be left alone until then (Retry-After)." }),
  oldSecretUntil: instant.nullable().meta({ description: "Until when the secret of before also signs." }),
  version,
  createdAt: instant,
})
export const EndpointAnswer = endpoint.meta({ id: "Webhook" })
export const NewEndpointAnswer = endpoint
  .extend({ secret: shownOnce("What signs its messages. It is shown now and never again.") })
  .meta({ id: "NewWebhook" })
type Endpoint = z.output<typeof EndpointAnswer>

const subscription = z.string().refine((word) => subscribable.includes(word), {
  params: { fault: "unknown" },
  error: ({ input }) => {
    const nearest = nearestType(String(input))
    return `There is no such type.${nearest ? ` Did you mean ${nearest}?` : " GET /v1/webhook-types lists them."}`
  },
})

export const EndpointInput = z
  .strictObject({
    url: z
      .string()
      .trim()
      .min(1)
      .max(2000)
      .transform((text) => (URL.canParse(text) ? new URL(text).href : text))
      .pipe(z.string().max(2000)),
    description: line(200, 0).default(""),
    types: z
      .array(subscription)
      .min(1)
      .max(50)
      .transform((words) => [...new Set(words)].toSorted())
      .meta({ description: "Types, families of them (delivery.*), or * for everything." }),
  })
  .meta({ id: "WebhookInput" })
type Input = z.output<typeof EndpointInput>
export const EndpointChange = EndpointInput.extend({ description: line(200, 0) })
  .partial()
  .meta({ id: "WebhookChange" })

const columns = (now: Temporal.Instant) => sql`
  id, url, description, types, state, reason, disabled_at, failing_since,
  case when paused_until > ${now} then paused_until end as paused_until,
  case when old_secret_until > ${now} then old_secret_until end as old_secret_until, version, created_at`

type AnyCall = Pick<Call, "tx" | "caller" | "now" | "requestId" | "install">
const subjectOf = (endpointId: string) => ({ kind: "webhook", id: endpointId })

/** @throws Problem webhook_address_refused at `/url` */
export async function refuseUrl(outbound: Outbound, url: string): Promise<void> {
  try {
    await inspectUrl(outbound, url)
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    throw fieldProblem("webhook_address_refused", "/url", error.code, error.message)
  }
}

/** @throws Problem not_found */
export const readEndpoint = async (tx: OrgSql, endpointId: string, now: Temporal.Instant, lock = sql``) =>
  found(
    (
      await tx<Endpoint>`
        select ${columns(now)} from webhook_endpoints
         where org_id = ${tx.orgId} and id = ${endpointId} and state <> 'deleted' ${lock}`
    )[0],
  )

const forUpdate = sql`for no key update`

/** Those of an organisation, oldest first. They are few. */
export const listEndpoints = async (tx: OrgSql, now: Temporal.Instant): Promise<Endpoint[]> =>
  await tx<Endpoint>`
    select ${columns(now)} from webhook_endpoints where org_id = ${tx.orgId} and state <> 'deleted' order by id`

/** @throws Problem webhooks_limit */
export async function createEndpoint(call: AnyCall, input: Input): Promise<z.output<typeof NewEndpointAnswer>> {
  const { tx, now, install } = call
  const [row] = await tx<{ count: number }>`
    select count(*)::int as count from webhook_endpoints where org_id = ${tx.orgId} and state <> 'deleted'`
  if ((row?.count ?? 0) >= mostEndpoints) throw new Problem("webhooks_limit")
  const [endpointId, secret] = [newId(), newWebhookSecret()]
  const sealed = install.secrets.seal(secret, placeOf(tx.orgId, endpointId))
  await tx`
    insert into webhook_endpoints (org_id, id, url, description, types, secret_sealed, created_at)
    values (${tx.orgId}, ${endpointId}, ${input.url}, ${input.description}, ${input.types}, ${sealed}, ${now})`
  await record(call, { action: "webhook.created", subject: subjectOf(endpointId), after: input })
  return { ...(await readEndpoint(tx, endpointId, now)), secret }
}

/** @param before as it was read and locked */
export async function changeEndpoint(
  call: AnyCall,
  before: Endpoint,
  change: z.output<typeof EndpointChange>,
): Promise<Endpoint> {
  const { tx, now } = call
  const { url, description, types } = { ...before, ...change }
  await tx`
    update webhook_endpoints
       set url = ${url}, description = ${description}, types = ${types}, version = version + 1
     where org_id = ${tx.orgId} and id = ${before.id}`
  const after = await readEndpoint(tx, before.id, now)
  await record(call, { action: "webhook.updated", subject: subjectOf(before.id), before, after })
  return after
}

/** Nothing more is told to it; what waits is given up. A message under way may still arrive. */
export async function deleteEndpoint(call: AnyCall, endpointId: string): Promise<void> {
  const { tx, now } = call
  const before = await readEndpoint(tx, endpointId, now, forUpdate)
  await tx`
    update webhook_endpoints
       set state = 'deleted', reason = null, disabled_at = ${now}, old_secret_sealed = null, old_secret_until = null
     where org_id = ${tx.orgId} and id = ${endpointId}`
  await makeReady(tx, "webhooks", now)
  const { url, description, types } = before
  await record(call, { action: "webhook.deleted", subject: subjectOf(endpointId), before: { url, description, types } })
}

/** A new secret; the one of before signs as well for a day. */
export async function rotateSecret(call: AnyCall, endpointId: string): Promise<z.output<typeof NewEndpointAnswer>> {
  const { tx, now, install } = call
  await readEndpoint(tx, endpointId, now, forUpdate)
  const secret = newWebhookSecret()
  const until = now.add({ hours: oldSecretHours })
  await tx`
    update webhook_endpoints
       set old_secret_sealed = secret_sealed, old_secret_until = ${until},
           secret_sealed = ${install.secrets.seal(secret, placeOf(tx.orgId, endpointId))}, version = version + 1
     where org_id = ${tx.orgId} and id = ${endpointId}`
  await record(call, {
    action: "webhook.secret_rotated",
    subject: subjectOf(endpointId),
    after: { oldSecretUntil: until },
  })
  return { ...(await readEndpoint(tx, endpointId, now)), secret }
}

/** The secret of before signs no more. */
export async function dropOldSecret(call: AnyCall, endpointId: string): Promise<void> {
  const { tx, now } = call
  const { oldSecretUntil } = await readEndpoint(tx, endpointId, now, forUpdate)
  if (oldSecretUntil === null) return
  await tx`
    update webhook_endpoints set old_secret_sealed = null, old_secret_until = null, version = version + 1
     where org_id = ${tx.orgId} and id = ${endpointId}`
  await record(call, {
    action: "webhook.old_secret_removed",
    subject: subjectOf(endpointId),
    before: { oldSecretUntil },
    after: { oldSecretUntil: null },
  })
}

/** On again, as if it had never failed; or off by hand. Twice changes nothing. */
export async function turnEndpoint(call: AnyCall, endpointId: string, state: "active" | "disabled"): Promise<Endpoint> {
  const { tx, now } = call
  const before = await readEndpoint(tx, endpointId, now, forUpdate)
  if (before.state === state) return before
  await tx`
    update webhook_endpoints
       set state = ${state}, reason = ${state === "active" ? null : "manual"},
           disabled_at = ${state === "active" ? null : now}, failing_since = null, paused_until = null,
           version = version + 1
     where org_id = ${tx.orgId} and id = ${endpointId}`
  await makeReady(tx, "webhooks", now)
  const after = await readEndpoint(tx, endpointId, now)
  await record(call, {
    action: state === "active" ? "webhook.enabled" : "webhook.disabled",
    subject: subjectOf(endpointId),
    before: { state: before.state, reason: before.reason },
    after: { state: after.state, reason: after.reason },
  })
  return after
}
