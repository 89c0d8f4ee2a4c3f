/** Holds the API to its document: an answer that openapi.json doesn't describe is a failure of the test that got it. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import { type Operation, openApi, type Schema } from "../src/doors/openapi.ts"
import { routes } from "../src/doors/routes.ts"

export const document = openApi(routes)

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true })
addFormats.default(ajv)
const compiled = new WeakMap<Schema, ValidateFunction>()

/** What is wrong with a value by a schema of the document; null when nothing is. */
export function mismatch(schema: Schema, value: unknown): string | null {
  let validate = compiled.get(schema)
  if (!validate) {
    validate = ajv.compile({ ...schema, components: document.components })
    compiled.set(schema, validate)
  }
  return validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: "answer" })
}

// A fixed path comes before one with a parameter in its place, as in the server.
const patterns = Object.keys(document.paths)
  .map((path) => ({ path, parts: path.split("/") }))
  .toSorted((a, b) => a.path.split("{").length - b.path.split("{").length)

function operationAt(method: string, url: string): Operation | undefined {
  const parts = (url.split("?")[0] as string).split("/")
  const fits = (pattern: string[]) =>
    pattern.length === parts.length && pattern.every((part, index) => part.startsWith("{") || part === parts[index])
  const found = patterns.find(
    ({ path, parts: pattern }) => document.paths[path]?.[method.toLowerCase()] && fits(pattern),
  )
  return found && document.paths[found.path]?.[method.toLowerCase()]
}

/** @throws Error naming the request and what its answer has that the document hasn't, or the other way round */
export function checkAnswer(
  method: string,
  url: string,
  answer: { status: number; contentType: string | undefined; text: string },
): void {
  const fail = (why: string): never => {
    throw new Error(`${method} ${url} answered ${answer.status}, against openapi.json: ${why}\n${answer.text}`)
  }
  const type = answer.contentType?.split(";")[0]
  if (answer.status >= 400) {
    if (type !== "application/problem+json") fail(`${type} is no problem`)
    const wrong = mismatch(document.components.schemas.Problem as Schema, JSON.parse(answer.text))
    if (wrong) fail(wrong)
    return
  }
  const operation = operationAt(method, url) ?? fail("there is no such operation")
  const answered = operation.responses[answer.status] ?? fail("there is no such status")
  const content = "content" in answered ? answered.content : undefined
  if (!content) {
    if (answer.text !== "") fail("there should be no body")
    return
  }
  const described = content[type ?? ""] ?? fail(`${type} is not among its types`)
  if (type !== "application/json") return
  const wrong = mismatch(described.schema, JSON.parse(answer.text))
  if (wrong) fail(wrong.slice(0, 1000))
}
