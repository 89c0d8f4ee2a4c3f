/**
 * The types of the console's client, made from the OpenAPI document in the shape that openapi-fetch reads. The document
 * is our own, so only what it says is understood; a keyword that isn't known here fails rather than becoming `any`.
 */
import type { OpenApi, Operation, Schema } from "../src/doors/openapi.ts"

const isName = /^[A-Za-z_$][\w$]*$/
const key = (name: string) => (isName.test(name) ? name : JSON.stringify(name))

/** A schema as TypeScript. @throws Error for what has no type here */
function typeOf(schema: Schema): string {
  if (schema.$ref) return `components["schemas"][${JSON.stringify(schema.$ref.split("/").at(-1))}]`
  if ("const" in schema) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ")
  const several = schema.anyOf ?? schema.oneOf
  if (several) return `(${several.map(typeOf).join(" | ")})`
  if (schema.allOf) return `(${schema.allOf.map(typeOf).join(" & ")})`
  if (Array.isArray(schema.type)) return `(${schema.type.map((type) => typeOf({ ...schema, type })).join(" | ")})`
  switch (schema.type) {
    case "string":
      return "string"
    case "integer":
    case "number":
      return "number"
    case "boolean":
      return "boolean"
    case "null":
      return "null"
    case "array":
      return `${schema.items ? bracketed(typeOf(schema.items)) : "unknown"}[]`
    case "object":
      return objectOf(schema)
    case undefined:
      return "unknown"
    default:
      throw new Error(`no type for ${JSON.stringify(schema)}`)
  }
}

const bracketed = (type: string) => (/[|&]/.test(type) ? `(${type})` : type)

function objectOf({ properties, required = [], additionalProperties }: Schema): string {
  if (!properties) {
    const values = additionalProperties as Schema | boolean | undefined
    return `{ [name: string]: ${values && values !== true ? typeOf(values) : "unknown"} }`
  }
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${key(name)}${required.includes(name) ? "" : "?"}: ${typeOf(schema)}`,
  )
  return `{ ${fields.join("; ")} }`
}

function parametersOf(operation: Operation): string {
  const parts = (["query", "header", "path"] as const).map((place) => {
    const all = (operation.parameters ?? []).filter((parameter) => parameter.in === place)
    if (all.length === 0) return `${place}?: never`
    const fields = all.map(({ name, required, schema }) => `${key(name)}${required ? "" : "?"}: ${typeOf(schema)}`)
    const optional = all.some(({ required }) => required) ? "" : "?"
    return `${place}${optional}: { ${fields.join("; ")} }`
  })
  return `{ ${parts.join("; ")}; cookie?: never }`
}

function contentOf(content: Record<string, { schema: Schema }> | undefined): string {
  if (!content) return "content?: never"
  const types = Object.entries(content).map(([type, { schema }]) => `${JSON.stringify(type)}: ${typeOf(schema)}`)
  return `content: { ${types.join("; ")} }`
}

function operationOf(operation: Operation): string {
  const body = operation.requestBody
  const responses = Object.entries(operation.responses).map(([status, response]) => {
    const content =
      "$ref" in response
        ? `content: { "application/problem+json": components["schemas"]["Problem"] }`
        : contentOf(response.content)
    return `${status}: { headers: { [name: string]: unknown }; ${content} }`
  })
  return `{ parameters: ${parametersOf(operation)}; ${body ? `requestBody: { ${contentOf(body.content)} }` : "requestBody?: never"}; responses: { ${responses.join("; ")} } }`
}

export function clientTypes(api: OpenApi): string {
  const paths = Object.entries(api.paths).map(([path, operations]) => {
    const methods = Object.entries(operations).map(([method, operation]) => `    ${method}: ${operationOf(operation)}`)
    return `  ${JSON.stringify(path)}: {\n${methods.join("\n")}\n  }`
  })
  const schemas = Object.entries(api.components.schemas).map(([name, schema]) => `    ${key(name)}: ${typeOf(schema)}`)
  return [
    "/** Made from openapi.json by scripts/generate.ts. */",
    "// biome-ignore-all format: made",
    `export interface paths {\n${paths.join("\n")}\n}`,
    `export interface components {\n  schemas: {\n${schemas.join("\n")}\n  }\n}`,
    "",
  ].join("\n")
}
