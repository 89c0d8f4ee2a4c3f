/** The OpenAPI 3.1 document, made from the route entries: what is served is what is described. */
import { z } from "zod"
import { problems } from "../base/problem.ts"
import type { Route } from "../base/route.ts"

/** A JSON Schema (2020-12), as far as it is walked here. */
export type Schema = {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  examples?: unknown[]
  default?: unknown
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  minItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  [keyword: string]: unknown
}
type Content = Record<string, { schema: Schema; example?: unknown }>
type Parameter = { name: string; in: "path" | "query" | "header"; required?: boolean; schema: Schema }
export type Answered = { $ref: string } | { description: string; headers?: Record<string, unknown>; content?: Content }
export type Operation = {
  operationId: string
  summary: string
  tags: string[]
  "x-permission"?: string
  security: Record<string, string[]>[]
  parameters?: Parameter[]
  requestBody?: { required: boolean; content: Content }
  responses: Record<string, Answered>
}
export type OpenApi = {
  openapi: "3.1.0"
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, Schema>
    responses: Record<string, { description: string; headers: Record<string, unknown>; content: Content }>
    securitySchemes: Record<string, unknown>
  }
}

/**
 * Describes the routes. Paths and components are sorted by name, so the document changes only where a route does.
 * @throws Error for two components of one name, two operations of one name, or a body without an example
 */
export function openApi(routes: readonly Route[]): OpenApi {
  const schemas: Record<string, Schema> = { Problem: problemSchema }
  const paths: OpenApi["paths"] = {}
  const names = new Set<string>()
  for (const route of routes) {
    const operation = operationOf(route, schemas)
    if (names.has(operation.operationId)) throw new Error(`two operations are named ${operation.operationId}`)
    names.add(operation.operationId)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tidings",
      version: "1",
      description: "Customer notifications: who is told what, on which channel, in whose words.",
    },
    servers: [{ url: "/" }],
    paths: sorted(paths),
    components: { schemas: sorted(schemas), responses: { Problem: problemResponse }, securitySchemes },
  }
}

const sorted = <Value>(record: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))

const securitySchemes = {
  apiKey: { type: "http", scheme: "bearer", description: "An API key (`tdg_…`)." },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-tidings",
    description: "The session of a person who signed in; over plain http the cookie is `tidings`.",
  },
}

const problemSchema: Schema = {
  type: "object",
  description: "What went wrong (RFC 9457). Some codes add members of their own.",
  properties: {
    type: { type: "string", format: "uri" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", enum: Object.keys(problems) },
    detail: { type: "string" },
    instance: { type: "string", format: "uri", description: "The request, to be quoted to the operator." },
    errors: {
      type: "array",
      items: {
        type: "object",
        properties: {
          pointer: { type: "string", format: "json-pointer", description: "Where in the body (RFC 6901)." },
          parameter: { type: "string", description: "Which query parameter." },
          code: { type: "string" },
          detail: { type: "string" },
          values: { type: "object" },
        },
        required: ["code", "detail"],
        additionalProperties: false,
      },
    },
  },
  required: ["type", "title", "status", "code", "detail"],
}

const problemResponse = {
  description: "A problem.",
  headers: { "Retry-After": { description: "Seconds to wait, where waiting helps.", schema: { type: "integer" } } },
  content: {
    "application/problem+json": {
      schema: { $ref: "#/components/schemas/Problem" },
      example: {
        type: "urn:tidings:problem:not_found",
        title: problems.not_found[1],
        status: problems.not_found[0],
        code: "not_found",
        detail: problems.not_found[1],
      },
    },
  },
}

function operationOf(route: Route, schemas: Record<string, Schema>): Operation {
  const words = route.name.split(/[\s-]+/)
  const operationId = words.map((word, index) => (index ? word[0]?.toUpperCase() + word.slice(1) : word)).join("")
  if (route.body && route.example === undefined) throw new Error(`${operationId} has a body without an example`)
  const answer = isNothing(route.answer) ? null : schemaOf(route.answer, "output", schemas)
  const isVersioned = answer !== null && resolve(answer, schemas).properties?.version !== undefined
  const parameters = [
    ...parametersOf(route.params, "path", schemas),
    ...parametersOf(route.query, "query", schemas),
    ...headersOf(route, isVersioned),
  ]
  return {
    operationId,
    summary: route.summary,
    tags: [route.name.split(" ")[0] as string],
    ...(route.kind === "open" ? {} : { "x-permission": route.needs }),
    security: route.kind === "open" ? [] : [{ apiKey: [] }, { session: [] }],
    ...(parameters.length ? { parameters } : {}),
    ...bodyOf(route, schemas),
    responses: {
      [String(route.status ?? (answer ? 200 : 204))]: answered(route, answer, isVersioned, schemas),
      ...(isVersioned && route.method === "GET" ? { "304": { description: "The version is the one you have." } } : {}),
      default: { $ref: "#/components/responses/Problem" },
    },
  }
}

const isNothing = (schema: z.ZodType) => schema instanceof z.ZodVoid || schema instanceof z.ZodUndefined

function parametersOf(schema: z.ZodType, place: "path" | "query", schemas: Record<string, Schema>): Parameter[] {
  const { properties = {}, required = [] } = resolve(schemaOf(schema, "input", schemas), schemas)
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    ...(description ? { description } : {}),
    ...(place === "path" || required.includes(name) ? { required: true } : {}),
    schema: rest,
  }))
}

function headersOf(route: Route, isVersioned: boolean): Parameter[] {
  const header = (name: string, description: string, schema: Schema, required = false) =>
    ({ name, in: "header", description, ...(required ? { required } : {}), schema }) as const
  const headers: Parameter[] = []
  if (route.version)
    headers.push(
      header(
        "If-Match",
        'The version that was read, in quotes, such as `"3"`; `*` for whichever it is.',
        { type: "string", pattern: '^(\\*|(W/)?"\\d{1,9}")$' },
        route.version === "required",
      ),
    )
  if (isVersioned && route.method === "GET")
    headers.push(header("If-None-Match", "The ETag you have: 304 if it is still the version.", { type: "string" }))
  if (route.kind === "signed-in" && route.method === "POST")
    headers.push(
      header("Idempotency-Key", "The same key again within 24 hours gives the first answer.", {
        type: "string",
        minLength: 1,
        maxLength: 255,
      }),
    )
  return headers
}

function bodyOf(route: Route, schemas: Record<string, Schema>): Pick<Operation, "requestBody"> {
  if (route.kind === "stream")
    return { requestBody: { required: true, content: { "*/*": { schema: { description: "A file." } } } } }
  if (!route.body && !route.consumes) return {}
  if (!route.body) {
    const content = { schema: { type: "object" }, example: { "List-Unsubscribe": "One-Click" } }
    return {
      requestBody: {
        required: false,
        content: Object.fromEntries((route.consumes ?? []).map((type) => [type, content])),
      },
    }
  }
  const schema = schemaOf(route.body, "input", schemas)
  const content = { schema, example: route.example }
  const types = route.consumes ?? ["application/json"]
  return { requestBody: { required: true, content: Object.fromEntries(types.map((type) => [type, content])) } }
}

function answered(
  route: Route,
  schema: Schema | null,
  isVersioned: boolean,
  schemas: Record<string, Schema>,
): Answered {
  const hasId = schema !== null && resolve(schema, schemas).properties?.id !== undefined
  const headers = {
    ...(isVersioned ? { ETag: { description: "The version, in quotes.", schema: { type: "string" } } } : {}),
    ...(route.status === 201 && hasId ? { Location: { description: "Where it is.", schema: { type: "string" } } } : {}),
  }
  const contentTypes = schema?.contentTypes as string[] | undefined
  if (contentTypes) {
    const content = Object.fromEntries(contentTypes.map((type) => [type, { schema: { description: "A file." } }]))
    return { description: "Done.", content }
  }
  return {
    description: schema ? "Done." : "Done; there is nothing to answer.",
    ...(Object.keys(headers).length ? { headers } : {}),
    ...(schema ? { content: { "application/json": { schema, example: exampleOf(schema, schemas) } } } : {}),
  }
}

/** The JSON Schema of a zod schema; those with an id are put among the components. */
function schemaOf(schema: z.ZodType, io: "input" | "output", schemas: Record<string, Schema>): Schema {
  const made = z.toJSONSchema(schema, { io, unrepresentable: "any", override: adjust })
  const text = JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/')
  const { $schema: _, $defs = {}, ...rest } = JSON.parse(text) as Schema & { $defs?: Record<string, Schema> }
  for (const [name, { id: _id, ...component }] of Object.entries($defs)) {
    const known = schemas[name]
    if (known && JSON.stringify(known) !== JSON.stringify(component))
      throw new Error(`the component ${name} has two shapes: what is sent and what is answered need a name each`)
    schemas[name] = component
  }
  return rest
}

/** What zod can't know: bigints travel as text, texts are measured after trimming, secrets are missing in a replay. */
function adjust({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }) {
  const { def } = zodSchema._zod
  if (def.type === "bigint") Object.assign(jsonSchema, { type: "string", pattern: "^-?\\d+$", examples: ["7500"] })
  if (def.type === "pipe" && jsonSchema.type === "string" && def.out instanceof z.ZodString) {
    const { minLength, maxLength } = def.out
    if (minLength) jsonSchema.minLength ??= minLength
    if (maxLength !== null) jsonSchema.maxLength ??= maxLength
  }
  if (def.type === "object") {
    const isSecret = (name: string) => (def.shape[name] as z.ZodType | undefined)?.meta()?.secret === true
    if (jsonSchema.required) jsonSchema.required = jsonSchema.required.filter((name) => !isSecret(name))
  }
  if (jsonSchema.secret) {
    delete jsonSchema.secret
    jsonSchema["x-shown-once"] = true
  }
}

const resolve = (schema: Schema, schemas: Record<string, Schema>): Schema =>
  schema.$ref ? { ...schemas[schema.$ref.slice("#/components/schemas/".length)], ...schema } : schema

const formats: Record<string, string> = {
  "date-time": "2026-03-03T06:15:00Z",
  date: "2026-03-03",
  time: "06:15:00",
  email: "anna@example.com",
  uri: "https://example.com/",
  uuid: "019c4f2e-5f1b-7c3a-9c55-0a1b2c3d4e5f",
}

/** A value of a schema: its own example where there is one, else one composed from its parts. */
export function exampleOf(unresolved: Schema, schemas: Record<string, Schema>, depth = 0): unknown {
  const schema = resolve(unresolved, schemas)
  const inner = (part: Schema) => exampleOf(part, schemas, depth + 1)
  if (schema.examples?.length) return schema.examples[0]
  for (const given of ["default", "const"] as const) if (schema[given] !== undefined) return schema[given]
  if (schema.enum) return schema.enum[0]
  const options = schema.anyOf ?? schema.oneOf
  // A schema that holds itself ends with its empty form.
  if (options) return inner((depth > 8 && options.find(({ type }) => type === "null")) || (options[0] as Schema))
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(inner))
  if (Array.isArray(schema.type))
    return schema.type.includes("null") ? null : inner({ ...schema, type: schema.type[0] })
  switch (schema.type) {
    case "string":
      return (
        (schema.format && formats[schema.format]) ||
        "text".padEnd(schema.minLength ?? 0, "x").slice(0, schema.maxLength)
      )
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 0, 0)
    case "boolean":
      return false
    case "array":
      return schema.items && depth <= 8
        ? Array.from({ length: schema.minItems ?? 1 }, () => inner(schema.items as Schema))
        : []
    case "object":
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, part]) => [name, inner(part)]))
    case "null":
      return null
    case undefined: // anything goes
    default:
      return {}
  }
}
