/** The beginning of a CSV file, to look at: the file itself is read by the server. */

/** Cells by rows (RFC 4180), as far as the text goes; a last line that may be cut off is left out unless `isWhole`. */
export function readCsv(text: string, isWhole: boolean): string[][] {
  const bare = text.replace(/^\uFEFF/, "")
  const separator = separatorOf(bare.split(/[\r\n]/, 1)[0] ?? "")
  const rows: string[][] = []
  let [row, cell, quoted]: [string[], string, boolean] = [[], "", false]
  const endRow = () => {
    row.push(cell)
    if (row.some((each) => each !== "")) rows.push(row)
    ;[row, cell] = [[], ""]
  }
  for (let at = 0; at < bare.length; at++) {
    const sign = bare[at] as string
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (bare[at + 1] === '"') {
        cell += '"'
        at++
      } else quoted = false
    } else if (sign === '"' && cell === "") quoted = true
    else if (sign === separator) {
      row.push(cell)
      cell = ""
    } else if (sign === "\n") endRow()
    else if (sign !== "\r") cell += sign
  }
  if (isWhole && (cell !== "" || row.length > 0)) endRow()
  return rows
}

/** The one of , ; and tab that the header has most of, outside quotes. */
function separatorOf(header: string): string {
  const plain = header.replace(/"[^"]*"/g, "")
  const count = (separator: string) => plain.split(separator).length
  return [",", ";", "\t"].toSorted((one, other) => count(other) - count(one))[0] as string
}

export const importFields = [
  "externalId",
  "name",
  "emails",
  "numbers",
  "salutation",
  "language",
  "timeZone",
  "class",
  "area",
  "bcc",
  "sendEmail",
  "sendSms",
] as const
export type ImportField = (typeof importFields)[number]

/** Several columns may be one of these; of another field there is one. */
export const lists: readonly ImportField[] = ["emails", "numbers", "bcc"]

/** What columns are called in the four languages, without case, marks and signs; the longest that fits counts. */
const usual: Readonly<Record<ImportField, string>> = {
  externalId:
    "externalid id number no nr customernumber customerno customerid accountnumber numer numerklienta nrklienta numero numerocliente codicecliente codice kundenummer kundenr",
  name: "name customer customername company companyname nazwa klient nazwaklienta firma nome cliente ragionesociale azienda navn kunde kundenavn virksomhed",
  emails: "email emails mail emailaddress adresemail poczta indirizzoemail posta emailadresse mailadresse",
  numbers:
    "numbers phone phones phonenumber mobile mobilephone tel telephone sms telefon numertelefonu komorka telefono cellulare numeroditelefono mobil telefonnummer tlf mobilnummer",
  salutation: "salutation formofaddress greeting zwrot zwrotgrzecznosciowy saluto appellativo titolo tiltale hilsen",
  language: "language lang jezyk lingua sprog",
  timeZone: "timezone strefa strefaczasowa fusoorario tidszone",
  class: "class customerclass segment klasa klasaklienta klasaklientow classe classecliente kundegruppe gruppe",
  area: "area region rejon obszar zona omrade",
  bcc: "bcc udw ccn",
  sendEmail: "sendemail wysylajemail inviaemail",
  sendSms: "sendsms wysylajsms inviasms",
}
const fieldOfName = new Map(
  Object.entries(usual).flatMap(([field, names]) => names.split(" ").map((name) => [name, field as ImportField])),
)

const plain = (header: string) =>
  header
    .normalize("NFD")
    .toLowerCase()
    .replaceAll("ł", "l")
    .replaceAll("ø", "o")
    .replaceAll("æ", "ae")
    .replace(/[^a-z0-9]/g, "")
    .replace(/\d+$/, "")

/** Which field each column most likely is; null: passed over. A field that can be one column only is the first's. */
export function guessFields(header: readonly string[]): (ImportField | null)[] {
  const taken = new Set<ImportField>()
  return header.map((name) => {
    const field = fieldOfName.get(plain(name))
    if (!field || (taken.has(field) && !lists.includes(field))) return null
    taken.add(field)
    return field
  })
}
