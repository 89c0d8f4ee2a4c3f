/** CSV files as they are sent (RFC 4180), safe to open in a spreadsheet. */

/** A cell that a spreadsheet would take for a formula gets an apostrophe, which an import takes away (OWASP, CSV injection). */
const formulaSafe = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

/** RFC 4180 §2 */
const csvLine = (cells: readonly string[]): string =>
  `${cells
    .map(formulaSafe)
    .map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(",")}\r\n`

/** Spreadsheets read UTF-8 only behind a byte order mark. */
const byteOrderMark = "\ufeff"

export type CsvPage = { lines: readonly (readonly string[])[]; next: readonly string[] | null }

/**
 * A file, made as it is sent: a page after the other, so that it may be as long as it is.
 * @param read the lines behind a place, null being the beginning, and where the next page begins, if there is one
 */
export async function* csvFile(
  header: readonly string[],
  read: (at: readonly string[] | null) => Promise<CsvPage>,
): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(header)
  let at: readonly string[] | null = null
  do {
    const { lines, next }: CsvPage = await read(at)
    yield lines.map(csvLine).join("")
    at = next
  } while (at)
}
