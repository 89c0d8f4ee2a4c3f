/**
 * A request is one entry in a table: the same entry serves HTTP, the permission check, OpenAPI, the CLI and the
 * console's typed client.
 */
import type { Readable } from "node:stream"
import { z } from "zod"
import type { Clock } from "./clock.ts"
import type { Config } from "./config.ts"
import type { Db, OrgSql } from "./db.ts"
import type { WriteLetter } from "./letter.ts"
import type { Log } from "./log.ts"
import type { Outbound } from "./outbound.ts"
import type { Paging } from "./page.ts"
import { pageOf, pageQuery } from "./page.ts"
import { Problem } from "./problem.ts"
import type { Secrets } from "./secrets.ts"

export const roles = ["operator", "administrator", "supervisor", "reseller", "employee"] as const
export type Role = (typeof roles)[number]

/** How far a permission reaches for a caller; the room turns it into a `where`. */
export type Extent = "all" | "areas" | "classes" | "own"

/** Who asks. */
export type Caller = {
  orgId: string
  /** Shown in the audit and in "changed by": a person's name, a key's name, or "Tidings". */
  name: string
  kind: "person" | "key" | "install"
  role: Role
  memberId: string | null
  personId: string | null
  sessionId: string | null
  keyId: string | null
  /** What an API key may; null: all that the role may. */
  scopes: ReadonlySet<string> | null
  /** The organisation asks for two-step sign-in and this person has yet to set it up. */
  mustSetUpTwoStep: boolean
  /** The areas a supervisor is assigned to. */
  areaIds: readonly string[]
  /** The caller's network address, for the audit and for rate limits. */
  address: string | null
}

/** What the process was started with. */
export type Install = {
  config: Config
  db: Db
  secrets: Secrets
  /** Opens every outgoing socket. */
  outbound: Outbound
  /** Accepts what Tidings itself writes to its people (see events/letters.ts). */
  writeLetter: WriteLetter
  clock: Clock
  log: Log
  /** The organisation that stands for the install itself: operators are its members. */
  platformId: string
}

type Common = {
  install: Install
  now: Temporal.Instant
  requestId: string
  address: string | null
  userAgent: string | null
}

/** What `run` of a route is given: one organisation's transaction, committed when it returns. */
export type Call<Params = unknown, Query = unknown, Body = unknown> = Common & {
  tx: OrgSql
  caller: Caller
  extent: Extent
  params: Params
  query: Query
  body: Body
  /** The version from If-Match; null where the route doesn't ask for one or the caller sent `*`. */
  ifMatch: number | null
  paging: Paging
}

/** What `prepare` of a route is given: no transaction is open, so it may take long; it opens short ones by `org`. */
export type PrepareCall<Params = unknown, Query = unknown, Body = unknown> = Common & {
  caller: Caller
  extent: Extent
  params: Params
  query: Query
  body: Body
  org: <T>(work: (tx: OrgSql) => Promise<T>) => Promise<T>
}

/** What `run` of a route that stands apart is given: it opens its own transactions by `org`, and sees how it was asked. */
export type ApartCall<Params = unknown, Query = unknown, Body = unknown> = PrepareCall<Params, Query, Body> & {
  /** Without parameters, in lower case. */
  contentType: string
  headers: Readonly<Record<string, string | undefined>>
}

/** What `run` of an open route is given: nobody is signed in, no transaction is open. */
export type OpenCall<Params = unknown, Query = unknown, Body = unknown> = Common & {
  params: Params
  query: Query
  body: Body
}

/** What `run` of a streaming route is given: the body as it arrives; it opens its own transactions by `org`. */
export type StreamCall<Params = unknown, Query = unknown> = Common & {
  caller: Caller
  extent: Extent
  params: Params
  query: Query
  content: Readable
  org: <T>(work: (tx: OrgSql) => Promise<T>) => Promise<T>
}

export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const
export type Method = (typeof methods)[number]
export type Address = `${Method} /v1/${string}`

type FileContent = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>

/** An answer that is a file: sent as it is made. */
export class FileAnswer {
  readonly contentType: string
  /** The name it is saved under; null for one that is shown, such as an image. */
  readonly fileName: string | null
  readonly content: FileContent
  constructor(contentType: string, fileName: string | null, content: FileContent) {
    this.contentType = contentType
    this.fileName = fileName
    this.content = content
  }
}

/** An answer with cookies or other headers beside its body. */
export class WithHeaders<T> {
  readonly body: T
  readonly headers: Readonly<Record<string, string>>
  constructor(body: T, headers: Readonly<Record<string, string>>) {
    this.body = body
    this.headers = headers
  }
}

const nothing = z.object({})
type Nothing = typeof nothing

type Told<Needs extends string, P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> = {
  /** The CLI's words, such as "customers create"; in camelCase the operationId. */
  name: string
  /** One sentence for OpenAPI and the CLI's help. */
  summary: string
  needs: Needs
  params?: P
  query?: Q
  body?: B
  /** A body that works; tests send it. Required with `body`. */
  example?: z.input<B>
  status?: 200 | 201 | 202 | 204
  answer: A
  /** Does a write name the version it read (If-Match)? */
  version?: "required" | "optional"
  /** Largest body in bytes; 1 MiB unless told. */
  bodyBytes?: number
  /** Content types of the body; application/json unless told. All of them are JSON; without `body`, forms that aren't read. */
  consumes?: readonly string[]
}

type Run<C, A extends z.ZodType> = (call: C) => Promise<z.output<A> | WithHeaders<z.output<A>> | FileAnswer>

/** An entry as the server reads it. */
export type Route<Needs extends string = string> = Omit<
  Told<Needs, z.ZodType, z.ZodType, z.ZodType, z.ZodType>,
  "params" | "query" | "example"
> & {
  kind: "signed-in" | "apart" | "open" | "stream"
  method: Method
  path: string
  params: z.ZodObject
  query: z.ZodObject
  example: unknown
  paged: boolean
  prepare: ((call: never) => Promise<unknown>) | null
  run: (call: never) => Promise<unknown>
}

function entry<Needs extends string>(
  kind: Route["kind"],
  address: Address,
  told: Told<Needs, z.ZodType, z.ZodType, z.ZodType, z.ZodType> & { run: unknown; prepare?: unknown; paged?: boolean },
): Route<Needs> {
  const [method, path] = address.split(" ") as [Method, string]
  return {
    ...told,
    kind,
    method,
    path,
    params: (told.params ?? nothing) as z.ZodObject,
    query: (told.query ?? nothing) as z.ZodObject,
    example: told.example,
    paged: told.paged ?? false,
    prepare: (told.prepare ?? null) as Route["prepare"],
    run: told.run as Route["run"],
  }
}

/**
 * A request of somebody signed in; `needs` is a permission of access/permissions.ts. What takes long and needs no
 * transaction, such as trying a text in the sandbox, is done in `prepare`; `run` finds its result in `prepared`, and
 * what it was made from perhaps changed since.
 */
export function route<
  const Needs extends string,
  A extends z.ZodType,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
  Prepared = undefined,
>(
  address: Address,
  told: Told<Needs, P, Q, B, A> & {
    prepare?: (call: PrepareCall<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Prepared>
    run: Run<Call<z.output<P>, z.output<Q>, z.output<B>> & { prepared: Prepared }, A>
  },
): Route<Needs> {
  return entry("signed-in", address, told as never)
}

/** A list that is read page by page: `limit` and `cursor` join its query, the answer is a page of `item`. */
export function listRoute<
  const Needs extends string,
  I extends z.ZodType,
  P extends z.ZodType = Nothing,
  Q extends z.ZodObject = Nothing,
>(
  address: Address,
  told: Omit<Told<Needs, P, Q, Nothing, I>, "answer" | "body" | "example" | "version"> & {
    item: I
    run: (
      call: Call<z.output<P>, z.output<Q>>,
    ) => Promise<{ items: z.output<I>[]; next: string | null; previous: string | null }>
  },
): Route<Needs> {
  const { item, ...rest } = told
  const query = (told.query ?? nothing).extend(pageQuery.shape)
  return entry("signed-in", address, { ...rest, query, answer: pageOf(item), paged: true })
}

/** A request that anybody may make: sign-in, links from e-mails. */
export function openRoute<
  A extends z.ZodType,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(
  address: Address,
  told: Omit<Told<"open", P, Q, B, A>, "needs" | "version"> & {
    run: Run<OpenCall<z.output<P>, z.output<Q>, z.output<B>>, A>
  },
): Route<"open"> {
  return entry("open", address, { ...told, needs: "open" } as never)
}

/** A request that isn't one transaction: what it does is durable by other means before it is answered. */
export function apartRoute<
  const Needs extends string,
  A extends z.ZodType,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(
  address: Address,
  told: Omit<Told<Needs, P, Q, B, A>, "version"> & {
    run: Run<ApartCall<z.output<P>, z.output<Q>, z.output<B>>, A>
  },
): Route<Needs> {
  return entry("apart", address, told as never)
}

/** A request whose body is a file read as it arrives. */
export function streamRoute<
  const Needs extends string,
  A extends z.ZodType,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
>(
  address: Address,
  told: Omit<Told<Needs, P, Q, Nothing, A>, "body" | "version"> & {
    run: Run<StreamCall<z.output<P>, z.output<Q>>, A>
  },
): Route<Needs> {
  return entry("stream", address, told as never)
}

// ── shapes that many routes share ──────────────────────────────────────────────────────────────────────────────────

/** An instant in answers: a Temporal.Instant here, RFC 3339 in JSON. */
export const instant = z
  .custom<Temporal.Instant>((value) => value instanceof Temporal.Instant)
  .meta({ type: "string", format: "date-time", examples: ["2026-03-03T06:15:00Z"] })

/** A moment as it is sent (RFC 3339). */
export const moment = z.iso.datetime({ offset: true }).transform((text) => Temporal.Instant.from(text))

export const id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  .meta({ format: "uuid", examples: ["019c4f2e-5f1b-7c3a-9c55-0a1b2c3d4e5f"] })

/** A short text of people: trimmed, in NFC, without control characters, so that it can be shown on one line. */
export const line = (max: number, min = 1) =>
  z
    .string()
    .normalize("NFC")
    .trim()
    .min(min)
    .max(max)
    .regex(
      /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u,
      "control and direction characters are not allowed",
    )

/** A longer text: line breaks and tabs stay, other control characters are refused. */
export const paragraph = (max: number, min = 0) =>
  z
    .string()
    .transform((text) => text.replace(/\r\n?/g, "\n").normalize("NFC"))
    .pipe(
      z
        .string()
        .min(min)
        .max(max)
        // biome-ignore lint: the control characters are what is looked for
        .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\p{Cs}]*$/u, "control characters are not allowed"),
    )

/** The answer of a route that gives a file of one of these content types. */
export const file = (...contentTypes: string[]) =>
  z.custom<FileAnswer>((value) => value instanceof FileAnswer).meta({ contentTypes })

/** Marks a field of an answer that is shown once and never stored in the clear. */
export const shownOnce = (description: string) => z.string().meta({ secret: true, description })

/** The number of the document's version, also its ETag. */
export const version = z
  .int()
  .min(1)
  .meta({ description: "Raised by each change; send it as If-Match.", examples: [1] })

/** Compares the version a writer read with the one found. @throws Problem version_conflict, with the present version */
export function checkVersion(ifMatch: number | null, found: number): void {
  if (ifMatch !== null && ifMatch !== found)
    throw new Problem("version_conflict", undefined, { values: { version: found } })
}

/** The row, or the answer that says it isn't there: the same bytes whether it is missing or another's. @throws Problem */
export function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Problem("not_found")
  return row
}
