/** What the console reckons by itself: local times of a zone, and the beginning of a file. */
import { expect, test } from "vitest"
import { guessFields, readCsv } from "../console/ui/csv.ts"
import { instantOf, nextDay, startOf } from "../console/ui/zone.ts"

test.each([
  ["2026-07-01T09:00", "Europe/Warsaw", "2026-07-01T07:00:00.000Z", false, false],
  // The clock leaps from two to three: what was meant comes as much later.
  ["2026-03-29T02:30", "Europe/Warsaw", "2026-03-29T01:30:00.000Z", true, false],
  ["2026-03-29T03:00", "Europe/Warsaw", "2026-03-29T01:00:00.000Z", false, false],
  // Two comes twice; the first is meant.
  ["2026-10-25T02:30", "Europe/Warsaw", "2026-10-25T00:30:00.000Z", false, true],
  ["2026-03-08T02:15", "America/New_York", "2026-03-08T07:15:00.000Z", true, false],
  ["2026-01-01T00:00", "Asia/Kathmandu", "2025-12-31T18:15:00.000Z", false, false],
])("%s in %s is %s", (local, zone, at, moved, twice) => {
  expect(instantOf(local, zone)).toEqual({ at, moved, twice })
  // As the server would place it.
  expect(Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant().epochMilliseconds).toBe(Date.parse(at))
})

test("a day begins at its first instant and is followed by the next", () => {
  expect(startOf("2026-03-29", "Europe/Warsaw")).toBe("2026-03-28T23:00:00.000Z")
  expect(nextDay("2026-02-28")).toBe("2026-03-01")
  expect([instantOf("", "UTC"), startOf("soon", "UTC")]).toEqual([null, null])
})

test("the beginning of a CSV file is read as the server reads it", () => {
  expect(readCsv('\ufeffa;"b;c";d\r\n1;"two\nlines ""quoted""";3\r\n\r\ncut o', false)).toEqual([
    ["a", "b;c", "d"],
    ["1", 'two\nlines "quoted"', "3"],
  ])
  expect(readCsv("a\tb\n1\t2", true)).toEqual([
    ["a", "b"],
    ["1", "2"],
  ])
})

test.each([
  [["Customer number", "Company", "E-mail", "Phone", "Mobile phone", "Notes"]],
  [["Nr klienta", "Nazwa", "Adres e-mail", "Telefon", "Komórka", "Uwagi"]],
  [["Numero cliente", "Ragione sociale", "E-mail", "Telefono", "Cellulare", "Note"]],
  [["Kundenummer", "Virksomhed", "E-mail 1", "Tlf.", "Mobil", "Bemærkning"]],
])("columns are guessed by their names: %s", (header) => {
  expect(guessFields(header)).toEqual(["externalId", "name", "emails", "numbers", "numbers", null])
})

test("of two columns that could be the name the first is, and what an export calls its columns is known", () => {
  expect(guessFields(["Name", "Company"])).toEqual(["name", null])
  expect(guessFields(["externalId", "timeZone", "class", "area", "bcc", "sendEmail", "sendSms", "state"])).toEqual([
    "externalId",
    "timeZone",
    "class",
    "area",
    "bcc",
    "sendEmail",
    "sendSms",
    null,
  ])
})
