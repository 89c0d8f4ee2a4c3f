/**
 * Every API route as a command: `tidings areas create --name North`. Made from the same entries as the server, so a route
 * that exists is a command. It calls a running install: TIDINGS_URL (http://localhost:8080 unless told) with
 * TIDINGS_API_KEY.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { type Command, Option } from "commander"
import { z } from "zod"
import { StartError } from "../base/problem.ts"
import type { Route } from "../base/route.ts"

type Out = { write(text: string): unknown }
type Env = Readonly<Record<string, string | undefined>>
type Property = { type?: string | string[]; description?: string; enum?: unknown[]; items?: { type?: string } }

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The top-level fields of a schema as JSON Schema tells them. */
function fieldsOf(schema: z.ZodType | undefined): { fields: Record<string, Property>; required: string[] } {
  if (!schema) return { fields: {}, required: [] }
  type Described = {
    properties?: Record<string, Property>
    required?: string[]
    $ref?: string
    $defs?: Record<string, Described>
  }
  const whole = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Described
  const resolve = ({ $ref, ...rest }: Described): Described =>
    $ref ? resolve(whole.$defs?.[$ref.split("/").at(-1) ?? ""] ?? {}) : rest
  const described = resolve(whole)
  return { fields: described.properties ?? {}, required: described.required ?? [] }
}

/** A word of the command line as the field's type wants it; what isn't plain text is written as JSON. */
function valueOf(word: unknown, { type, items }: Property): unknown {
  const types = [type].flat()
  if (Array.isArray(word)) return items?.type === "string" ? word : word.map((each) => JSON.parse(String(each)))
  if (types.includes("string") && !(types.includes("null") && word === "null")) return word
  if (typeof word === "boolean") return word
  try {
    return JSON.parse(String(word))
  } catch {
    return word // the server says what is wrong with it
  }
}

function optionFor(name: string, property: Property): Option {
  const types = [property.type].flat()
  const flag = `--${kebab(name)}`
  const option = types.includes("array")
    ? new Option(`${flag} <value...>`, property.description)
    : types.includes("boolean")
      ? new Option(`${flag} [true|false]`, property.description)
      : new Option(`${flag} <value>`, property.description)
  return property.enum && !types.includes("null") ? option.choices(property.enum.map(String)) : option
}

type Words = Record<string, unknown>

/** Content types of files by the ending of their name. */
const typesByEnding: Readonly<Record<string, string>> = {
  csv: "text/csv",
  json: "application/x-ndjson",
  ndjson: "application/x-ndjson",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
}

/** Adds a command for every route; files go in by --file and come out by --out. */
export function addRouteCommands(program: Command, routes: readonly Route[], env: Env, out: Out): void {
  const group = (name: string) =>
    program.commands.find((command) => command.name() === name) ??
    program.command(name).description(`the API's ${name}`)
  for (const route of routes) {
    const givesFile = route.answer.meta()?.contentTypes !== undefined
    const words = route.name.split(" ")
    const verb = words.pop() as string
    const parent = words.reduce(
      (command, word, depth) =>
        depth === 0 ? group(word) : (command.commands.find((each) => each.name() === word) ?? command.command(word)),
      program,
    )
    if (parent.commands.some((command) => command.name() === verb)) continue // a command of the machine itself has the name
    const command = parent.command(verb).description(route.summary)
    const params = Object.keys(route.params.shape)
    for (const name of params) command.argument(`<${kebab(name)}>`)
    const query = fieldsOf(route.query)
    const body = fieldsOf(route.body)
    for (const [name, property] of [...Object.entries(query.fields), ...Object.entries(body.fields)])
      command.addOption(optionFor(name, property))
    if (route.body) command.option("--input <json>", "the whole body as JSON, or @FILE")
    if (route.kind === "stream")
      command.requiredOption("--file <path>", "the file to send: .csv, .json, .png, .jpg, .webp")
    if (givesFile) command.option("--out <path>", "where to write the answer; printed unless told")
    if (route.version) command.option("--if-match <version>", "the version that was read, or *")
    if (route.method === "POST") command.option("--idempotency-key <key>", "repeat safely")
    command.option("--json", "print the answer as it is")
    command.action(async (...given: unknown[]) => {
      const options = given[params.length] as Words
      const path = params.reduce(
        (text, name, index) => text.replace(`{${name}}`, encodeURIComponent(String(given[index]))),
        route.path,
      )
      const sent = (fields: Record<string, Property>) =>
        Object.entries(fields).flatMap(([name, property]) =>
          options[name] === undefined ? [] : [[name, valueOf(options[name], property)] as const],
        )
      const search = new URLSearchParams(sent(query.fields).map(([name, value]) => [name, String(value)]))
      const origin = (env.TIDINGS_URL ?? `http://localhost:${env.PORT ?? 8080}`).replace(/\/+$/, "")
      const url = `${origin}${path}${search.size ? `?${search.toString()}` : ""}`
      const whole = typeof options.input === "string" ? readBody(options.input) : {}
      const fields = Object.fromEntries(sent(body.fields))
      const content =
        route.kind === "stream"
          ? fileOf(String(options.file))
          : route.body
            ? { type: "application/json", body: JSON.stringify(Array.isArray(whole) ? whole : { ...whole, ...fields }) }
            : null
      const answer = await call(url, route, env, options, content)
      if (typeof options.out === "string") writeFileSync(options.out, answer)
      else if (givesFile || options.json) out.write(`${answer.toString()}${givesFile ? "" : "\n"}`)
      else out.write(readable(answer.length ? (JSON.parse(answer.toString()) as Words) : null))
    })
  }
}

type Content = { type: string; body: string | Buffer<ArrayBuffer> }

function fileOf(path: string): Content {
  const type = typesByEnding[path.toLowerCase().split(".").at(-1) ?? ""]
  if (!type)
    throw new StartError(
      "file_unknown",
      `${path} has an ending that says nothing.`,
      `Files end with ${Object.keys(typesByEnding).join(", ")}.`,
    )
  try {
    return { type, body: readFileSync(path) }
  } catch (error) {
    throw new StartError("file_unreadable", `${path} can't be read: ${(error as Error).message}`, "Is the path right?")
  }
}

function readBody(text: string): Words | unknown[] {
  const json = text.startsWith("@") ? readFileSync(text.slice(1), "utf8") : text
  try {
    return JSON.parse(json) as Words | unknown[]
  } catch (error) {
    throw new StartError(
      "body_invalid",
      `--input is not JSON: ${(error as Error).message}`,
      "Quote it for the shell, or give @FILE.",
    )
  }
}

async function call(url: string, route: Route, env: Env, options: Words, content: Content | null): Promise<Buffer> {
  const key = env.TIDINGS_API_KEY
  if (!key && route.kind !== "open")
    throw new StartError(
      "key_missing",
      "An API key is needed.",
      "Make one with: npx tidings keys create ORGANISATION --name NAME, and set TIDINGS_API_KEY to it.",
    )
  const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {}
  if (content) headers["content-type"] = content.type
  if (typeof options.ifMatch === "string") headers["if-match"] = options.ifMatch === "*" ? "*" : `"${options.ifMatch}"`
  if (typeof options.idempotencyKey === "string") headers["idempotency-key"] = options.idempotencyKey
  const answer = await fetch(url, {
    method: route.method,
    headers,
    ...(content ? { body: content.body } : {}),
  }).catch((error: Error) => {
    throw new StartError(
      "not_reached",
      `${new URL(url).origin} cannot be reached: ${(error.cause instanceof Error ? error.cause : error).message}`,
      "Is it running? Set TIDINGS_URL to where it is.",
    )
  })
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (answer.ok) return bytes
  const problem = JSON.parse(bytes.toString() || "{}") as {
    title?: string
    detail?: string
    code?: string
    errors?: { pointer?: string; parameter?: string; detail: string }[]
  }
  const faults = (problem.errors ?? []).map(
    ({ pointer, parameter, detail }) => `  ${pointer ?? parameter ?? ""}: ${detail}`,
  )
  throw new StartError(
    problem.code ?? "failed",
    [problem.detail ?? problem.title ?? `HTTP ${answer.status}`, ...faults].join("\n"),
    `(${problem.code}, HTTP ${answer.status})`,
  )
}

const shown = (value: unknown): string =>
  value === null || value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value)

/** A page as a table, one thing as lines; the whole stays available with --json. */
function readable(value: unknown): string {
  if (value === null) return "Done.\n"
  const page = value as { items?: Words[]; next?: string | null }
  if (!Array.isArray(page.items))
    return `${Object.entries(value as Words)
      .map(([name, each]) => `${name.padEnd(18)} ${shown(each)}`)
      .join("\n")}\n`
  if (page.items.length === 0) return "None.\n"
  const columns = Object.keys(page.items[0] as Words).filter((name) =>
    page.items?.some((item) => typeof item[name] !== "object" || item[name] === null),
  )
  const width = (name: string) =>
    Math.min(40, Math.max(name.length, ...(page.items ?? []).map((item) => shown(item[name]).length)))
  const row = (cells: (name: string) => string) =>
    columns
      .map((name) => cells(name).slice(0, 40).padEnd(width(name)))
      .join("  ")
      .trimEnd()
  const lines = [row((name) => name), ...page.items.map((item) => row((name) => shown(item[name])))]
  if (page.next) lines.push(`More: --cursor ${page.next}`)
  return `${lines.join("\n")}\n`
}
