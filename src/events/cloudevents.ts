/**
 * CloudEvents 1.0.2 over HTTP: one event structured (JSON), one in binary mode (headers and a JSON body), or a batch.
 * Pure: reads what was sent into events, or says what is wrong with it and where.
 */
import type { Fault } from "../base/problem.ts"

/** One event as it was sent, its attributes checked; what its data must be is the type's affair. */
export type CloudEvent = {
  id: string
  source: string
  type: string
  subject: string | null
  time: Temporal.Instant | null
  /** Our extension `deliverat`: not planned before. */
  deliverAt: Temporal.Instant | null
  data: unknown
  /** Everything that was sent: what "the same event" is judged by. */
  whole: Record<string, unknown>
}

/** Most events of a batch. */
export const mostInBatch = 1000
const kinds = { structured: "application/cloudevents+json", batch: "application/cloudevents-batch+json" } as const

export type Read = { events: CloudEvent[]; isBatch: boolean } | { faults: Fault[]; malformed: string | null }

/**
 * @param contentType without parameters, in lower case
 * @param headers in lower case, for binary mode (`ce-id`, `ce-source` …)
 * @param value the parsed JSON of the body
 */
export function readCloudEvents(
  contentType: string,
  headers: Readonly<Record<string, string | undefined>>,
  value: unknown,
): Read {
  if (contentType === "application/json" && headers["ce-specversion"] !== undefined)
    return readAll([fromHeaders(headers, value)], false)
  const isBatch = contentType === kinds.batch || (contentType === "application/json" && Array.isArray(value))
  if (!isBatch) return readAll([value], false)
  if (!Array.isArray(value)) return { faults: [], malformed: "A batch is a JSON array of events." }
  if (value.length === 0) return { faults: [], malformed: "The batch is empty." }
  if (value.length > mostInBatch)
    return { faults: [], malformed: `A batch holds at most ${mostInBatch} events; this one has ${value.length}.` }
  return readAll(value, true)
}

function readAll(values: readonly unknown[], isBatch: boolean): Read {
  const faults: Fault[] = []
  const events: CloudEvent[] = []
  for (const [index, value] of values.entries()) {
    const read = readOne(value, isBatch ? `/${index}` : "")
    if ("faults" in read) faults.push(...read.faults)
    else events.push(read)
    if (faults.length >= 100) break
  }
  return faults.length ? { faults, malformed: null } : { events, isBatch }
}

/** Binary mode (CloudEvents HTTP binding §3.1): attributes are headers, percent-encoded; the body is the data. */
function fromHeaders(headers: Readonly<Record<string, string | undefined>>, data: unknown): Record<string, unknown> {
  const attributes = Object.entries(headers).flatMap(([name, value]) => {
    if (!name.startsWith("ce-") || value === undefined) return []
    try {
      return [[name.slice(3), decodeURIComponent(value)]]
    } catch {
      return [[name.slice(3), value]]
    }
  })
  return { ...Object.fromEntries(attributes), datacontenttype: "application/json", data }
}

/** The Unicode that no attribute may hold (CloudEvents §3.1.1 String). */
const unprintable = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u
const known = new Set([
  "specversion",
  "id",
  "source",
  "type",
  "subject",
  "time",
  "datacontenttype",
  "dataschema",
  "data",
  "deliverat",
])

function readOne(value: unknown, at: string): CloudEvent | { faults: Fault[] } {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { faults: [{ pointer: at, code: "invalid", detail: "An event is a JSON object." }] }
  const whole = value as Record<string, unknown>
  const faults: Fault[] = []
  const fault = (name: string, code: Fault["code"], detail: string) =>
    faults.push({ pointer: `${at}/${name}`, code, detail })
  const text = (name: string, most: number, required: boolean): string | null => {
    const given = whole[name]
    if (given === undefined || given === null) {
      if (required) fault(name, "missing", `"${name}" is missing.`)
      return null
    }
    if (typeof given === "string" && given.length > 0 && given.length <= most && !unprintable.test(given)) return given
    fault(name, "invalid", `"${name}" is a text of 1 to ${most} characters.`)
    return null
  }
  const instant = (name: string): Temporal.Instant | null => {
    const given = text(name, 60, false)
    if (given === null) return null
    try {
      return Temporal.Instant.from(given)
    } catch {
      fault(name, "invalid", `"${name}" is a time with an offset, such as 2026-03-03T07:15:00+01:00.`)
      return null
    }
  }
  if (whole.specversion !== "1.0") fault("specversion", "invalid", 'The specversion is "1.0".')
  const id = text("id", 300, true)
  const source = text("source", 300, true)
  if (source !== null && !/^\S+$/.test(source)) fault("source", "invalid", "The source is an address without spaces.")
  const type = text("type", 100, true)
  const subject = text("subject", 300, false)
  const time = instant("time")
  const deliverAt = instant("deliverat")
  const media = text("datacontenttype", 100, false)
  if (media !== null && !/^application\/json\b/i.test(media))
    fault("datacontenttype", "invalid", "The data are JSON: application/json.")
  if ("data_base64" in whole) fault("data_base64", "invalid", "The data are JSON, in `data`.")
  for (const [name, each] of Object.entries(whole)) {
    if (known.has(name) || name === "data_base64") continue
    // Taken for an attribute of somebody else's, it would be lost without a word.
    if (name === "attachments") fault(name, "invalid", "Attachments stand in the data, beside the type's variables.")
    else if (!/^[a-z0-9]{1,40}$/.test(name)) {
      const hint = name.toLowerCase() === "deliverat" ? " Write deliverat." : ""
      fault(name, "invalid", `Names of attributes are lower-case letters and digits.${hint}`)
    } else if (!["string", "number", "boolean"].includes(typeof each))
      fault(name, "invalid", "An attribute is a text, a number, true or false.")
  }
  if (faults.length) return { faults }
  return { id, source, type, subject, time, deliverAt, data: whole.data ?? {}, whole } as CloudEvent
}
