/**
 * The HTTP door: turns route entries into a server. For each request it finds the caller, checks the permission, reads
 * what was sent against the entry's schemas, runs it in one transaction of the caller's organisation, and answers.
 */
import { createHash } from "node:crypto"
import { Readable } from "node:stream"
import cookie from "@fastify/cookie"
import helmet from "@fastify/helmet"
import canonicalize from "canonicalize"
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify"
import type { z } from "zod"
import { type Credential, cookieName, findCaller, readCredential } from "../access/callers.ts"
import { extentOf, type Permission } from "../access/permissions.ts"
import { type OrgSql, tookTooLong, violates } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { type Paging, readPaging } from "../base/page.ts"
import { type Fault, Problem } from "../base/problem.ts"
import { type Caller, FileAnswer, type Install, type Route, WithHeaders } from "../base/route.ts"
import { closeSandbox } from "../templates/sandbox.ts"
import { claimSlot, type Slot, storeAnswer } from "./idempotency.ts"
import { pointersOf, refuseUnprintable } from "./reading.ts"
import { openRoom } from "./room.ts"

const megabyte = 1024 * 1024
const formTypes = ["application/x-www-form-urlencoded", "multipart/form-data"]
const jsonTypes = ["application/json", "application/cloudevents+json", "application/cloudevents-batch+json"]

/** What a route answers, before it is written. */
type Reply = { status: number; headers: Record<string, string>; body: unknown }

/**
 * @param routes every entry; two of one method and path are refused
 * @throws Error at start for a route whose example its own schema refuses
 */
export async function makeServer(
  install: Install,
  routes: readonly Route<Permission | "open">[],
): Promise<FastifyInstance> {
  const server = fastify({
    logger: false,
    genReqId: newId,
    bodyLimit: megabyte,
    trustProxy: install.config.trustedProxies.length ? install.config.trustedProxies : false,
    routerOptions: { maxParamLength: 1000, ignoreTrailingSlash: false },
    forceCloseConnections: "idle",
    requestTimeout: 0, // a file may take longer to come than any other request: see limitBodyTime
  })
  await server.register(helmet, {
    contentSecurityPolicy: { directives: { defaultSrc: ["'self'"], frameAncestors: ["'none'"] } },
    hsts: install.config.publicUrl.startsWith("https:"),
  })
  await server.register(cookie)
  server.addHook("onClose", closeSandbox)
  server.addHook("onRequest", async (request, reply) => limitBodyTime(request, reply))
  const room = openRoom()
  server.addHook("preParsing", async (request, reply, body) => {
    const { isStream } = request.routeOptions.config as { isStream?: boolean }
    return isStream ? body : room(request, reply, body)
  })
  // One reader of JSON for every route: depth, unprintable text and prototype tricks are refused before a schema looks.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(jsonTypes, { parseAs: "buffer" }, (_, body, done) => {
    try {
      done(null, readJson(body as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })
  server.addContentTypeParser(["text/csv", "application/x-ndjson"], (_request, payload, done) => done(null, payload))
  server.addContentTypeParser(["image/png", "image/jpeg", "image/webp"], (_request, payload, done) =>
    done(null, payload),
  )

  // A form says no more than that it was sent: what it is about stands in the address.
  server.addContentTypeParser(formTypes, { parseAs: "buffer" }, (request, _body, done) => {
    const { consumes } = request.routeOptions.config as { consumes?: readonly string[] }
    done(consumes?.some((type) => formTypes.includes(type)) ? null : new Problem("unsupported_media_type"), undefined)
  })

  server.setNotFoundHandler((request, reply) => sendProblem(install, request, reply, new Problem("not_found")))
  server.setErrorHandler((error, request, reply) => sendProblem(install, request, reply, error))

  for (const route of routes)
    server.route({
      method: route.method,
      url: route.path.replace(/\{(\w+)\}/g, ":$1"),
      bodyLimit: route.bodyBytes ?? megabyte,
      exposeHeadRoute: false,
      config: { isStream: route.kind === "stream", consumes: route.consumes },
      handler: async (request, reply) => {
        const answer = await answerOf(install, route, request)
        return send(request, reply, answer)
      },
    })
  return server
}

/** A body that is read whole has this long to come; a file has as long as it needs, but never this long without a byte. */
const bodySeconds = 30

function limitBodyTime({ raw, routeOptions }: FastifyRequest, reply: FastifyReply): void {
  const { isStream } = routeOptions.config as { isStream?: boolean }
  let had = -1
  const watch = setInterval(() => {
    if (raw.complete) return clearInterval(watch)
    if (!isStream || raw.socket.bytesRead === had) raw.destroy()
    had = raw.socket.bytesRead
  }, bodySeconds * 1000)
  reply.raw.once("close", () => clearInterval(watch))
}

function readJson(body: Buffer): unknown {
  if (body.length === 0) return undefined
  let text: string
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body)
  } catch {
    throw new Problem("malformed", "The body is not valid UTF-8.")
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Problem("malformed", `The body is not JSON: ${(error as Error).message}`)
  }
  refuseUnprintable(value)
  return value
}

async function answerOf(install: Install, route: Route<Permission | "open">, request: FastifyRequest): Promise<Reply> {
  const common = {
    install,
    now: install.clock(),
    requestId: request.id,
    address: request.ip,
    userAgent: request.headers["user-agent"]?.slice(0, 300) ?? null,
  }
  if (route.kind === "open") {
    const sent = readSent(route, request)
    return toReply(route, request, await route.run({ ...common, ...sent } as never))
  }
  const credential = credentialOf(install, request)
  const needs = route.needs as Permission
  const apart = async () => {
    const { caller, extent } = await install.db.org(credential.orgId, async (tx) => {
      const found = await findCaller(tx, credential, common.now, request.ip)
      return { caller: found, extent: extentOf(found, needs) }
    })
    const sent = readSent(route, request)
    readIfMatch(route, request)
    const org = <T>(work: (tx: OrgSql) => Promise<T>) => install.db.org(caller.orgId, work)
    return { ...common, ...sent, caller, extent, org }
  }
  if (route.kind === "stream") {
    const content = request.body ?? Readable.from([])
    if (!(content instanceof Readable)) throw new Problem("unsupported_media_type") // JSON, which was read already
    try {
      return toReply(route, request, await route.run({ ...(await apart()), content } as never))
    } finally {
      content.resume() // what is left of a refused file: unread, it would block the connection
    }
  }
  if (route.kind === "apart") {
    const contentType = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? ""
    if (route.body && !(route.consumes ?? ["application/json"]).includes(contentType))
      throw new Problem("unsupported_media_type")
    const call = { ...(await apart()), contentType, headers: request.headers }
    return toReply(route, request, await route.run(call as never))
  }
  const prepared = await route.prepare?.((await apart()) as never)
  return await install.db.org(credential.orgId, async (tx) => {
    const caller = await findCaller(tx, credential, common.now, request.ip)
    const extent = extentOf(caller, needs)
    const sent = readSent(route, request)
    const ifMatch = readIfMatch(route, request)
    const slot = await slotOf(tx, route, request, caller, sent.body)
    if (slot?.answer) return slot.answer
    const paging = route.paged ? pagingOf(install, route, caller, sent.query) : undefined
    const call = { ...common, ...sent, tx, caller, extent, ifMatch, paging, prepared }
    const reply = toReply(route, request, await route.run(call as never))
    if (slot) await storeAnswer(tx, slot, route, reply)
    return reply
  })
}

/** @throws Problem unauthenticated, the same for a missing, a malformed and a wrong credential */
function credentialOf(install: Install, request: FastifyRequest): Credential {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1]
  const text = bearer ?? request.cookies[cookieName(install)]
  const credential = text ? readCredential(text) : null
  if (!credential || credential.kind === "link") throw new Problem("unauthenticated")
  // A browser sends cookies by itself, so a write by cookie must come from a page of ours (Fetch Metadata, W3C).
  const safe = request.method === "GET" || request.method === "HEAD"
  if (!bearer && !safe && !isOwnPage(install, request))
    throw new Problem("forbidden", "This request came from another site's page.")
  return credential
}

function isOwnPage(install: Install, request: FastifyRequest): boolean {
  const site = request.headers["sec-fetch-site"]
  if (site !== undefined) return site === "same-origin"
  const { origin } = request.headers
  return (
    origin === undefined ||
    origin === new URL(install.config.publicUrl).origin ||
    origin === `${request.protocol}://${request.host}`
  )
}

function readSent(route: Route, request: FastifyRequest) {
  const faults: Fault[] = []
  const read = (schema: z.ZodType | undefined, value: unknown, part: "params" | "query" | "body"): unknown => {
    if (!schema) return undefined
    const result = schema.safeParse(value)
    if (result.success) return result.data
    // An id that can't be one is simply not there, as any other id that isn't.
    if (part === "params") throw new Problem("not_found")
    faults.push(...pointersOf(result.error, part))
    return undefined
  }
  const params = read(route.params, request.params, "params")
  const query = read(route.query, request.query, "query")
  if (route.body && request.body === undefined) throw new Problem("malformed", "A JSON body is needed.")
  const body = read(route.body, request.body, "body")
  if (faults.length) throw new Problem("invalid", undefined, { faults })
  return { params, query, body }
}

/** If-Match as the number of a version; null where none is asked for. @throws Problem version_missing, malformed */
function readIfMatch(route: Route, request: FastifyRequest): number | null {
  if (!route.version) return null
  const header = request.headers["if-match"]
  if (header === undefined) {
    if (route.version === "required") throw new Problem("version_missing")
    return null
  }
  if (header.trim() === "*") return null
  const match = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())
  if (!match) throw new Problem("malformed", 'If-Match is the version in quotes, such as "3", or *.')
  return Number(match[1])
}

function pagingOf(install: Install, route: Route, caller: Caller, query: unknown): Paging {
  const { cursor, limit, ...filters } = query as { cursor?: string; limit: number }
  const list = `${caller.orgId} ${route.path} ${JSON.stringify(filters, (_, value) => value ?? null)}`
  return readPaging(install.secrets, list, { cursor, limit })
}

async function slotOf(
  tx: OrgSql,
  route: Route,
  request: FastifyRequest,
  caller: Caller,
  body: unknown,
): Promise<Slot | null> {
  const key = request.headers["idempotency-key"]
  if (route.method !== "POST" || key === undefined) return null
  if (typeof key !== "string" || key.length < 1 || key.length > 255)
    throw new Problem("malformed", "Idempotency-Key is 1 to 255 characters.")
  const sent = canonicalize({ url: request.url, body: body === undefined ? null : JSON.parse(JSON.stringify(body)) })
  return await claimSlot(tx, {
    slot: hash(`${caller.memberId ?? caller.keyId}\n${route.method} ${route.path}\n${key}`),
    fingerprint: hash(sent ?? ""),
  })
}

const hash = (text: string) => createHash("sha256").update(text).digest("base64url")

function toReply(route: Route, request: FastifyRequest, result: unknown): Reply {
  const headers: Record<string, string> = {}
  let body = result
  if (result instanceof WithHeaders) {
    body = result.body
    Object.assign(headers, result.headers)
  }
  const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {}
  if (typeof fields.version === "number") headers.etag = `"${fields.version}"`
  if (route.status === 201 && typeof fields.id === "string")
    headers.location ??= `${request.url.split("?")[0]}/${fields.id}`
  return { status: route.status ?? (body === undefined ? 204 : 200), headers, body }
}

function send(request: FastifyRequest, reply: FastifyReply, { status, headers, body }: Reply): FastifyReply {
  void reply.headers({ "cache-control": "no-store", "x-request-id": request.id, ...headers })
  if (request.method === "GET" && headers.etag && request.headers["if-none-match"] === headers.etag)
    return reply.code(304).send()
  if (body instanceof FileAnswer)
    return reply
      .code(status)
      .type(body.contentType)
      .header("content-disposition", body.fileName === null ? "inline" : saved(body.fileName))
      .send(Readable.from(body.content))
  if (body === undefined) return reply.code(status).send()
  return reply.code(status).type("application/json; charset=utf-8").send(JSON.stringify(body, bigintAsText))
}

/** Saved under this name, in any letters (RFC 6266 §4.3, RFC 8187). */
const saved = (name: string): string => {
  const plain = name.replace(/[^ -~]|["\\%]/g, "_")
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16)}`,
  )
  return `attachment; filename="${plain}"${plain === name ? "" : `; filename*=UTF-8''${encoded}`}`
}

const bigintAsText = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value)

/** What fastify itself refuses, in our words. */
function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  // Took too long, waited too long for a lock, or was chosen to end a deadlock: asking again helps.
  if (tookTooLong(error) || code === "40P01") return new Problem("overloaded", undefined, { retryAfterSeconds: 1 })
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return new Problem("too_large")
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") return new Problem("unsupported_media_type")
  if (code?.startsWith("FST_ERR_") && statusCode && statusCode < 500) return new Problem("malformed")
  if (violates(error, "idempotency_keys_pkey"))
    return new Problem("idempotency_running", undefined, { retryAfterSeconds: 1 })
  return null
}

function sendProblem(install: Install, request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  let problem = problemOf(error)
  if (!problem) {
    install.log.error(
      { error, requestId: request.id, route: `${request.method} ${request.routeOptions.url}` },
      "request failed",
    )
    problem = new Problem("internal")
  }
  void reply.headers({ "cache-control": "no-store", "x-request-id": request.id })
  if (problem.retryAfterSeconds !== null) void reply.header("retry-after", String(problem.retryAfterSeconds))
  if (problem.status === 401) void reply.header("www-authenticate", 'Bearer realm="tidings"')
  // Where something isn't there or isn't yours the bytes are the same: no id of the request among them.
  const body = problem.code === "not_found" ? problem.toJSON() : problem.toJSON(request.id)
  return reply.code(problem.status).type("application/problem+json; charset=utf-8").send(JSON.stringify(body))
}
