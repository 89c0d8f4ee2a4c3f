/** CSV files as they are sent (RFC 4180), safe to open in a spreadsheet. */

/** A cell that a spreadsheet would take for a formula gets an apostrophe, which an import takes away (OWASP, CSV injection). */
const formulaSafe = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

/** RFC 4180 §2 */
export const csvLine = (cells: readonly string[]): string =>
  `${cells
    .map(formulaSafe)
    .map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(",")}\r\n`

/** Spreadsheets read UTF-8 only behind a byte order mark. */
export const byteOrderMark = "\ufeff"
