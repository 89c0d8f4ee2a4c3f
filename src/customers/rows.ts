/**
 * The lines of an import, read as the file arrives: CSV or one JSON object a line. Nothing of the file is kept beyond the
 * line at hand. What is wrong with a line is the line's; what makes the rest unreadable ends the file.
 */
import { Readable } from "node:stream"
import { CsvError, parse } from "csv-parse"
import { Problem } from "../base/problem.ts"

export const formats = ["csv", "json"] as const

/** The fields of a line, in the order an export writes them. */
export const importFields = [
  "externalId",
  "name",
  "salutation",
  "language",
  "timeZone",
  "class",
  "area",
  "bcc",
  "sendEmail",
  "sendSms",
  "emails",
  "numbers",
] as const
export type ImportField = (typeof importFields)[number]

/** What an export has beside them; an import passes over it. */
const passedOver = new Set(["state"])

/** A line as it stands in the file: what a schema is to read, and its number, 1 being the first. */
export type RawLine = { line: number; value: unknown }

export type Mapping = Readonly<Record<string, ImportField>>

const unreadable = (line: number, why: string): Problem =>
  new Problem("import_unreadable", `Line ${line}: ${why}`, { values: { line } })

/** Longest line, in characters: a cell may be long, a file without line ends is none. */
const longestLine = 100_000

/** The text of a stream. @throws Problem import_unreadable for anything but UTF-8, with or without byte order mark */
async function* textOf(content: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  let line = 1
  const decode = (bytes?: Buffer) => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
    } catch {
      throw unreadable(line, "the file is not UTF-8. Save it as UTF-8 and send it again.")
    }
  }
  // A file refused halfway gets its answer: the connection that it comes by stays open.
  for await (const chunk of content.iterator({ destroyOnReturn: false })) {
    const text = decode(Buffer.from(chunk as Buffer))
    if (text.includes("\0"))
      throw unreadable(line, "the file is not a text in UTF-8. Save it as UTF-8 and send it again.")
    line += text.split("\n").length - 1
    yield text
  }
  yield decode()
}

/** @throws Problem import_unreadable */
export async function* jsonLines(content: Readable): AsyncGenerator<RawLine> {
  let [line, rest] = [0, ""]
  const read = (text: string): RawLine[] => {
    line += 1
    if (text.trim() === "") return []
    try {
      return [{ line, value: JSON.parse(text) }]
    } catch {
      return [{ line, value: undefined }] // the schema says that it is no object
    }
  }
  for await (const text of textOf(content)) {
    const lines = (rest + text).split("\n")
    rest = lines.pop() as string
    for (const each of lines) yield* read(each)
    if (rest.length > longestLine)
      throw unreadable(line + 1, "this line has no end. Put each customer on a line of its own.")
  }
  yield* read(rest)
}

/** The one of , ; and tab that the header has most of, outside quotes. */
function separatorOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, "")
  const count = (separator: string) => bare.split(separator).length
  return [",", ";", "\t"].toSorted((one, other) => count(other) - count(one))[0] as string
}

/** What the columns are. @throws Problem import_unreadable */
function columnsOf(header: readonly string[], mapping: Mapping | null): (ImportField | null)[] {
  const names = header.map((name) => name.trim())
  const lost = Object.keys(mapping ?? {}).filter((column) => !names.includes(column))
  if (lost.length) throw unreadable(1, `the file has no column ${lost.join(", ")}.`)
  const fields = names.map((name): ImportField | null => {
    if (mapping) return mapping[name] ?? null
    const field = importFields.find((each) => each.toLowerCase() === name.toLowerCase())
    if (field || passedOver.has(name) || name === "") return field ?? null
    throw unreadable(
      1,
      `"${name.slice(0, 100)}" is no field. Name the columns ${importFields.join(", ")}, or send a mapping.`,
    )
  })
  if (!fields.includes("externalId")) throw unreadable(1, "no column is the externalId. It says who a line is about.")
  for (const field of importFields)
    if (!["emails", "numbers", "bcc"].includes(field) && fields.filter((each) => each === field).length > 1)
      throw unreadable(1, `two columns are ${field}.`)
  return fields
}

/** Cells that a spreadsheet would have taken for formulas come with an apostrophe (see base/csv.ts). */
const bareCell = (cell: string): string => cell.replace(/^'(?=[=+\-@\t\r])/, "").trim()
const listOf = (cell: string): string[] =>
  cell
    .split(/[,;|\n]/)
    .map(bareCell)
    .filter((each) => each !== "")
/** Yes and no as spreadsheets of the console's languages have them. */
const flags: Readonly<Record<string, boolean>> = Object.fromEntries([
  ..."true yes tak si sì ja 1".split(" ").map((word) => [word, true] as const),
  ..."false no nie nej 0".split(" ").map((word) => [word, false] as const),
])

/**
 * A cell as the schema wants it. An empty cell of a list, of the salutation, the language or the zone empties it; of
 * another field it says nothing.
 */
function valueOf(field: ImportField, cell: string, country: string): unknown {
  const text = bareCell(cell)
  switch (field) {
    case "salutation":
      return text
    case "language":
    case "timeZone":
      return text === "" ? null : text
    case "bcc":
      return listOf(text)
    case "emails":
      return listOf(text).map((address) => ({ address }))
    case "numbers":
      return listOf(text).map((number) => (number.startsWith("+") ? { number } : { country, national: number }))
    case "sendEmail":
    case "sendSms":
      return text === "" ? undefined : (flags[text.toLowerCase()] ?? text)
    case "externalId":
    case "name":
    case "class":
    case "area":
      break
  }
  return text === "" ? undefined : text
}

/**
 * @param country whose national numbers are meant
 * @throws Problem import_unreadable
 */
export async function* csvLines(content: Readable, mapping: Mapping | null, country: string): AsyncGenerator<RawLine> {
  const texts = textOf(content)
  let head = ""
  for (let next = await texts.next(); !next.done; next = await texts.next()) {
    head += next.value
    if (/[\r\n]/.test(head) || head.length > longestLine) break
  }
  const whole = async function* () {
    yield head
    yield* texts
  }
  const parser = parse({
    delimiter: separatorOf(head.split(/[\r\n]/, 1)[0] as string),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestLine,
  })
  const source = Readable.from(whole())
  source.on("error", (error) => parser.destroy(error))
  source.pipe(parser)
  let columns: (ImportField | null)[] | null = null
  let line = 1
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const started = line
      line = info.lines + 1
      if (!columns) columns = columnsOf(record, mapping)
      else if (record.length !== columns.length)
        yield { line: started, value: new CellCount(record.length, columns.length) }
      else yield { line: started, value: objectOf(columns, record, country) }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    if (error.code === "CSV_MAX_RECORD_SIZE") throw unreadable(line, "this line has no end, or a quote isn't closed.")
    throw unreadable(Number(error.lines ?? line), `${error.message}.`)
  } finally {
    source.destroy()
  }
  if (!columns) throw unreadable(1, "the file is empty. Its first line names the columns.")
}

/** A line with more or fewer cells than the header. */
export class CellCount {
  readonly detail: string
  constructor(cells: number, columns: number) {
    this.detail = `The line has ${cells} cells and the header ${columns}.`
  }
}

function objectOf(columns: readonly (ImportField | null)[], cells: readonly string[], country: string): unknown {
  const value: Record<string, unknown> = {}
  for (const [place, field] of columns.entries()) {
    if (!field) continue
    const read = valueOf(field, cells[place] as string, country)
    const before = value[field]
    value[field] = Array.isArray(before) && Array.isArray(read) ? [...before, ...read] : read
  }
  return value
}
