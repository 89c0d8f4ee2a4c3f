/** Connections: configured providers, with credentials that are sealed and never shown again. */
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { json, type OrgSql, sql } from "../base/db.ts"
import { faultCodeOf, faultValuesOf } from "../base/faults.ts"
import { newId } from "../base/ids.ts"
import { keyset, toPage } from "../base/page.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { checkVersion, found, type Install, id, instant, line, listRoute, route, version } from "../base/route.ts"
import { type Channel, channels } from "../base/words.ts"
import type { Provider } from "./provider.ts"
import { findProviders } from "./registry.ts"
import { TrialAnswer, tryOut } from "./trial.ts"

const providers = await findProviders()

const connection = z.object({
  id,
  channel: z.enum(channels),
  provider: z.string().meta({ examples: ["smtp"] }),
  name: z.string().meta({ examples: ["Mail server"] }),
  settings: z
    .record(z.string(), z.unknown())
    .meta({ description: 'As they were given; of each secret one only whether it is set: {"isSet": true}.' }),
  priority: z.int().meta({ description: "The least is tried first." }),
  state: z.enum(["active", "off"]),
  openUntil: instant.nullable().meta({ description: "Not used before: it failed, and is tried again then." }),
  openReason: z.string().nullable().meta({ description: "What the provider said last, while it fails." }),
  failures: z.int().meta({ description: "In a row, since something last got through." }),
  failingSince: instant.nullable(),
  slots: z.int().meta({ description: "Messages that may be handed over at once." }),
  busy: z.int().meta({ description: "Slots that processes hold just now." }),
  version,
  createdAt: instant,
})
export const ConnectionAnswer = connection.meta({ id: "Connection" })
type ConnectionRow = z.output<typeof connection> & { secretNames: string[] }

const columns = sql`
  id, channel, provider, name, settings, secret_names, priority, state, open_until, open_reason, failures, failing_since, slots,
  (select count(*)::int from connection_slots s
    where s.org_id = connections.org_id and s.connection_id = connections.id and s.lease_until > clock_timestamp()) as busy,
  version, created_at`

const placeOf = (orgId: string, connectionId: string) => `${orgId} connections ${connectionId} secrets`

/** @throws Problem invalid at `/provider` */
function providerOf(channel: string, name: string): Provider {
  const provider = providers.get(`${channel}/${name}`)
  if (!provider) throw fieldProblem("invalid", "/provider", "unknown", `There is no provider ${name} for ${channel}.`)
  return provider
}

type Split = { plain: Record<string, unknown>; secrets: Record<string, unknown>; slots: number; perSecond: number }

/** Settings as they are kept: checked, secrets apart. @throws Problem invalid with pointers under `/settings` */
function split(provider: Provider, given: Record<string, unknown>): Split {
  const read = provider.settings.safeParse(given)
  if (!read.success)
    throw new Problem("invalid", undefined, {
      faults: read.error.issues.map((issue) => ({
        pointer: `/settings${issue.path.map((step) => `/${String(step)}`).join("")}`,
        code: faultCodeOf(issue),
        detail: issue.message,
        ...faultValuesOf(issue),
      })),
    })
  const all: Record<string, unknown> = read.data
  const isSecret = ([name]: [string, unknown]) => provider.secrets.includes(name)
  return {
    plain: Object.fromEntries(Object.entries(all).filter((entry) => !isSecret(entry))),
    secrets: Object.fromEntries(Object.entries(all).filter(isSecret)),
    slots: all.slots as number,
    perSecond: all.perSecond as number,
  }
}

/** Settings as they are sent for a connection that is there: a secret that isn't sent stays, null removes it. */
function merged(
  { secrets }: Pick<Install, "secrets">,
  orgId: string,
  row: Pick<ConnectionRow, "id" | "channel" | "provider" | "settings">,
  sealed: string | null,
  settings: Record<string, unknown> | undefined,
): [Provider, Record<string, unknown>] {
  const provider = providerOf(row.channel, row.provider)
  const kept = sealed ? (JSON.parse(secrets.open(sealed, placeOf(orgId, row.id))) as object) : {}
  const sent = Object.entries(settings ?? row.settings)
  const removed = new Set(
    sent.flatMap(([name, value]) => (value === null && provider.secrets.includes(name) ? name : [])),
  )
  return [provider, Object.fromEntries([...Object.entries(kept), ...sent].filter(([name]) => !removed.has(name)))]
}

/** Whether each secret is set, in its place among the settings. */
const shown = ({ secretNames, ...row }: ConnectionRow): z.output<typeof connection> => ({
  ...row,
  settings: {
    ...row.settings,
    ...Object.fromEntries(
      (providers.get(`${row.channel}/${row.provider}`)?.secrets ?? []).map((name) => [
        name,
        { isSet: secretNames.includes(name) },
      ]),
    ),
  },
})

const read = async (tx: OrgSql, connectionId: string, lock = sql``) => {
  const row = found(
    (
      await tx<ConnectionRow & { secretsSealed: string | null }>`
        select ${columns}, secrets_sealed from connections where org_id = ${tx.orgId} and id = ${connectionId} ${lock}`
    )[0],
  )
  const { secretsSealed, ...rest } = row
  return { row: rest, sealed: secretsSealed, answer: shown(rest) }
}

/** A connection ready to be opened: its settings with the secrets in their places. */
export type Configured = {
  id: string
  orgId: string
  version: number
  provider: Provider
  settings: Record<string, unknown>
  slots: number
  perSecond: number
  /** Until when its breaker was open, where nothing got through since. */
  openUntil: Temporal.Instant | null
}

/**
 * The connections of a channel that may be used now, the first to try first; those whose breaker is open are left out.
 * @returns also whether there is any at all, and when the first of those left out may be tried again
 */
export async function usable(
  tx: OrgSql,
  secrets: Install["secrets"],
  channel: string,
  now: Temporal.Instant,
): Promise<{ connections: Configured[]; any: boolean; again: Temporal.Instant | null }> {
  type Usable = Pick<ConnectionRow, "id" | "channel" | "provider" | "settings" | "version" | "slots" | "openUntil">
  const rows = await tx<Usable & { secretsSealed: string | null; perSecond: number }>`
    select id, channel, provider, settings, secrets_sealed, version, slots, per_second, open_until from connections
     where org_id = ${tx.orgId} and channel = ${channel} and state = 'active' order by priority, id`
  const isOpen = ({ openUntil }: (typeof rows)[number]) =>
    openUntil !== null && Temporal.Instant.compare(openUntil, now) > 0
  const again = rows
    .filter(isOpen)
    .map(({ openUntil }) => openUntil as Temporal.Instant)
    .toSorted((a, b) => Temporal.Instant.compare(a, b))[0]
  return {
    any: rows.length > 0,
    again: again ?? null,
    connections: rows
      .filter((row) => !isOpen(row))
      .flatMap((row) => {
        const provider = providers.get(`${row.channel}/${row.provider}`)
        if (!provider) return []
        const opened = row.secretsSealed ? JSON.parse(secrets.open(row.secretsSealed, placeOf(tx.orgId, row.id))) : {}
        const { id, version, slots, perSecond, openUntil } = row
        const settings = { ...row.settings, ...opened }
        return [{ id, orgId: tx.orgId, version, provider, settings, slots, perSecond, openUntil }]
      }),
  }
}

/** Longest a breaker stays open. */
const mostOpenSeconds = 300

/** A connection that fails, its failures in a row and when they began. */
export type Failing = { id: string; channel: Channel; name: string; failures: number; failingSince: Temporal.Instant }

/** Opens a connection's breaker: longer each time in a row, from 5 s to 5 min. @returns null where it is gone */
export async function trip(
  tx: OrgSql,
  connectionId: string,
  reason: string,
  now: Temporal.Instant,
): Promise<Failing | null> {
  const [row] = await tx<Omit<Failing, "failingSince"> & { failingSince: Temporal.Instant | null }>`
    select id, channel, name, failures, failing_since
      from connections where org_id = ${tx.orgId} and id = ${connectionId} for update`
  if (!row) return null
  const failing = { ...row, failures: row.failures + 1, failingSince: row.failingSince ?? now }
  const seconds = Math.min(5 * 2 ** row.failures, mostOpenSeconds)
  await tx`
    update connections
       set failures = ${failing.failures}, failing_since = ${failing.failingSince}, open_until = ${now.add({ seconds })},
           open_reason = ${reason.slice(0, 500)}
     where org_id = ${tx.orgId} and id = ${connectionId}`
  return failing
}

/** Something got through: the breaker is shut. Costs nothing while it is. */
export async function mend(tx: OrgSql, connectionId: string): Promise<void> {
  await tx`
    update connections set failures = 0, failing_since = null, open_until = null, open_reason = null
     where org_id = ${tx.orgId} and id = ${connectionId} and failures > 0`
}

const input = {
  name: line(100),
  priority: z.int().min(0).max(1000),
  state: z.enum(["active", "off"]),
  settings: z.record(z.string(), z.unknown()),
}

const sendsMessage = z.boolean().default(false).meta({ description: "Sends a message to one's own address as well." })

async function write(call: Actor & { install: Install }, connectionId: string, given: Split): Promise<string | null> {
  const names = Object.keys(given.secrets)
  return names.length === 0
    ? null
    : call.install.secrets.seal(JSON.stringify(given.secrets), placeOf(call.tx.orgId, connectionId))
}

export const connectionRoutes = [
  route("GET /v1/providers", {
    name: "providers list",
    summary: "The providers a connection can use, with what each wants to know.",
    needs: "connections:manage",
    answer: z
      .object({
        items: z.array(
          z.object({
            channel: z.enum(channels),
            name: z.string(),
            docs: z.string(),
            settings: z.record(z.string(), z.unknown()).meta({ description: "A JSON Schema; secrets are writeOnly." }),
          }),
        ),
      })
      .meta({ id: "Providers" }),
    run: async () => ({
      items: [...providers.values()].map(({ channel, name, docs, settings }) => ({
        channel,
        name,
        docs,
        settings: z.toJSONSchema(settings, { io: "input", unrepresentable: "any" }) as Record<string, unknown>,
      })),
    }),
  }),
  listRoute("GET /v1/connections", {
    name: "connections list",
    summary: "Configured providers, in the order they are tried.",
    needs: "connections:manage",
    query: z.object({ channel: z.enum(channels).optional() }),
    item: ConnectionAnswer,
    run: async ({ tx, query, paging }) => {
      const { after, order } = keyset(paging, [sql`priority`, sql`id`])
      const rows = await tx<ConnectionRow>`
        select ${columns} from connections
         where org_id = ${tx.orgId} ${query.channel ? sql`and channel = ${query.channel}` : sql``} ${after} ${order}`
      const page = toPage(paging, rows, ({ priority, id }) => [String(priority), id])
      return { ...page, items: page.items.map(shown) }
    },
  }),
  route("GET /v1/connections/{id}", {
    name: "connections get",
    summary: "One connection; never its secrets.",
    needs: "connections:manage",
    params: z.object({ id }),
    answer: ConnectionAnswer,
    run: async ({ tx, params }) => (await read(tx, params.id)).answer,
  }),
  route("POST /v1/connections", {
    name: "connections create",
    summary: "Send over a provider. From the next message on, the channel's messages leave by it.",
    needs: "connections:manage",
    body: z
      .strictObject({
        channel: z.enum(channels),
        provider: z.string().max(50),
        name: input.name,
        priority: input.priority.default(100),
        settings: input.settings,
      })
      .meta({ id: "ConnectionInput" }),
    example: {
      channel: "email",
      provider: "smtp",
      name: "Mail server",
      settings: { host: "mail.example.com", user: "tidings", password: "a password", domain: "example.com" },
    },
    status: 201,
    answer: ConnectionAnswer,
    run: async (call) => {
      const { tx, body, now } = call
      const given = split(providerOf(body.channel, body.provider), body.settings)
      const connectionId = newId()
      const sealed = await write(call, connectionId, given)
      await tx`
        insert into connections (org_id, id, channel, provider, name, settings, secret_names, secrets_sealed, priority, slots,
                                 per_second, created_at)
        values (${tx.orgId}, ${connectionId}, ${body.channel}, ${body.provider}, ${body.name}, ${json(given.plain)},
                ${Object.keys(given.secrets)}, ${sealed}, ${body.priority}, ${given.slots}, ${given.perSecond}, ${now})`
      await record(call, {
        action: "connection.created",
        subject: { kind: "connection", id: connectionId },
        after: {
          channel: body.channel,
          provider: body.provider,
          name: body.name,
          priority: body.priority,
          ...given.plain,
        },
      })
      return (await read(tx, connectionId)).answer
    },
  }),
  route("PATCH /v1/connections/{id}", {
    name: "connections update",
    summary:
      "Change a connection. A secret that isn't sent stays as it is, null removes it; the connection's breaker is shut again.",
    needs: "connections:manage",
    params: z.object({ id }),
    body: z
      .strictObject({
        name: input.name.optional(),
        priority: input.priority.optional(),
        state: input.state.optional(),
        settings: input.settings.optional(),
      })
      .meta({ id: "ConnectionChange" }),
    example: { priority: 50 },
    version: "optional",
    answer: ConnectionAnswer,
    run: async (call) => {
      const { tx, params, body, ifMatch, install } = call
      const { row, sealed } = await read(tx, params.id, sql`for update`)
      checkVersion(ifMatch, row.version)
      const given = split(...merged(install, tx.orgId, row, sealed, body.settings))
      const next = { name: row.name, priority: row.priority, state: row.state, ...body }
      await tx`
        update connections
           set name = ${next.name}, priority = ${next.priority}, state = ${next.state}, settings = ${json(given.plain)},
               secret_names = ${Object.keys(given.secrets)}, secrets_sealed = ${await write(call, row.id, given)}, slots = ${given.slots}, per_second = ${given.perSecond},
               failures = 0, failing_since = null, open_until = null, open_reason = null, version = version + 1
         where org_id = ${tx.orgId} and id = ${row.id}`
      const told = ({ name, priority, state }: typeof next, settings: object) => ({
        name,
        priority,
        state,
        ...settings,
      })
      await record(call, {
        action: "connection.updated",
        subject: { kind: "connection", id: row.id },
        before: told({ ...next, ...row }, row.settings),
        after: told(next, given.plain),
      })
      return (await read(tx, row.id)).answer
    },
  }),
  route("DELETE /v1/connections/{id}", {
    name: "connections delete",
    summary: "Forget a connection with its credentials.",
    needs: "connections:manage",
    params: z.object({ id }),
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const { tx, params } = call
      const { row } = await read(tx, params.id, sql`for update`)
      await tx`delete from connections where org_id = ${tx.orgId} and id = ${row.id}`
      const { channel, provider, name, settings } = row
      await record(call, {
        action: "connection.deleted",
        subject: { kind: "connection", id: row.id },
        before: { channel, provider, name, ...settings },
      })
    },
  }),
  route("POST /v1/connections/test", {
    name: "connections try",
    summary: "Try settings out before they are saved: how far one gets, part by part. At most 45 seconds.",
    needs: "connections:manage",
    body: z
      .strictObject({
        channel: z.enum(channels),
        provider: z.string().max(50),
        settings: input.settings,
        sendsMessage,
      })
      .meta({ id: "ConnectionTrialInput" }),
    example: {
      channel: "email",
      provider: "smtp",
      settings: { host: "mail.example.com", user: "tidings", password: "a password", domain: "example.com" },
    },
    status: 200,
    answer: TrialAnswer,
    prepare: async (call) => {
      const { channel, provider: name, settings, sendsMessage: sends } = call.body
      const provider = providerOf(channel, name)
      const { plain, secrets } = split(provider, settings)
      return await tryOut(call, provider, { ...plain, ...secrets }, sends)
    },
    run: async (call) => {
      const { channel, provider, settings } = call.body
      const { plain } = split(providerOf(channel, provider), settings)
      await record(call, {
        action: "connection.tested",
        subject: { kind: "connection", id: null },
        after: { channel, provider, isWorking: call.prepared.isWorking, ...plain },
      })
      return call.prepared
    },
  }),
  route("POST /v1/connections/{id}/test", {
    name: "connections test",
    summary:
      "Try a connection out, perhaps with other settings before they are saved: how far one gets, part by part. At most 45 seconds.",
    needs: "connections:manage",
    params: z.object({ id }),
    body: z
      .strictObject({
        settings: input.settings
          .optional()
          .meta({ description: "In place of those it has. A secret that isn't sent is the one it has." }),
        sendsMessage,
      })
      .meta({ id: "ConnectionTest" }),
    example: { sendsMessage: false },
    status: 200,
    answer: TrialAnswer,
    prepare: async (call) => {
      const { install, caller, params, body, org } = call
      const { row, sealed } = await org((tx) => read(tx, params.id))
      const [provider, settings] = merged(install, caller.orgId, row, sealed, body.settings)
      const { plain, secrets } = split(provider, settings)
      return { plain, trial: await tryOut(call, provider, { ...plain, ...secrets }, body.sendsMessage) }
    },
    run: async (call) => {
      const { row } = await read(call.tx, call.params.id)
      const { plain, trial } = call.prepared
      await record(call, {
        action: "connection.tested",
        subject: { kind: "connection", id: row.id },
        // With the server that it was tried with: the password it has went there.
        after: { name: row.name, isWorking: trial.isWorking, ...plain },
      })
      return trial
    },
  }),
  route("PUT /v1/connections/order", {
    name: "connections order",
    summary: "Say which connection of a channel is tried first, which second, and so on.",
    needs: "connections:manage",
    body: z
      .strictObject({ channel: z.enum(channels), ids: z.array(id).max(100) })
      .meta({ id: "ConnectionOrder", description: "All of the channel, the first to try first." }),
    example: { channel: "sms", ids: [] },
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const { tx, body } = call
      const rows = await tx<{ id: string; name: string }>`
        select id, name from connections where org_id = ${tx.orgId} and channel = ${body.channel}
         order by priority, id for update`
      const nameOf = new Map(rows.map((row) => [row.id, row.name]))
      const isWhole = rows.length === new Set(body.ids).size && body.ids.every((each) => nameOf.has(each))
      if (!isWhole || body.ids.length !== rows.length)
        throw fieldProblem("invalid", "/ids", "not_all", "Name each connection of the channel once.")
      await tx`
        update connections c set priority = o.number * 10, version = version + 1
          from jsonb_to_recordset(${json(body.ids.map((each, at) => ({ id: each, number: at + 1 })))}) as o(id uuid, number int)
         where c.org_id = ${tx.orgId} and c.id = o.id and c.priority <> o.number * 10`
      await record(call, {
        action: "connection.reordered",
        subject: { kind: "connection", id: null },
        before: { channel: body.channel, order: rows.map(({ name }) => name) },
        after: { channel: body.channel, order: body.ids.map((each) => nameOf.get(each)) },
      })
    },
  }),
]
