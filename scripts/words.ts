/**
 * Looks at the console's words: each id in every language, with the same placeholders, the plurals its language has, the
 * words of the glossary, and used somewhere.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser"
import { consoleLocales, type ConsoleLocale } from "../src/base/words.ts"

const folder = join(import.meta.dirname, "..", "console")

/** The same thing is called the same everywhere: where English says the first, the others say theirs. */
const glossary: readonly (readonly [en: RegExp, pl: RegExp, it: RegExp, da: RegExp])[] = [
  [/\bcustomer class(es)?\b/i, /klas[ay]? klient|klas klient/i, /class[ei] di clienti/i, /kundegruppe/i],
  [/\bcustomers?\b(?! number)/i, /klien[tc]|klas[ay]/i, /client|class[ei]/i, /kunde/i],
  [/\bcustomer number\b/i, /numer klienta/i, /numero cliente/i, /kundenummer/i],
  [/\bnotification types?\b/i, /rodzaj(e|u|ów)? powiadomie/i, /tip[oi] di notifica/i, /notifikationstype/i],
  [/\bareas?\b/i, /rejon/i, /zon[ae]/i, /område/i],
  [/\btemplate sets?\b/i, /zestaw/i, /set di modelli/i, /skabelonsæt/i],
  [/\bsupervisors?\b/i, /kierowni/i, /supervisor/i, /serviceleder/i],
  [/\bresellers?\b/i, /partner/i, /rivenditor/i, /forhandler/i],
  [/\bemployees?\b/i, /pracowni/i, /collaborator/i, /medarbejder/i],
  [/\boperator\b/i, /operator/i, /gestore/i, /operatør/i],
  [/\bsuppress/i, /blok/i, /blocc/i, /spær/i],
  [/\bwallet\b/i, /portfel/i, /portafoglio/i, /tegnebog/i],
  [/\bmodule\b/i, /moduł/i, /modulo/i, /modul/i],
  [/\bBCC\b/, /UDW/, /Ccn/, /Bcc/],
  [
    /\brecipient\b/i,
    /odbiorc|adres|dotrze|\{recipient\}/i,
    /destinatari|indirizzo|\{recipient\}/i,
    /modtager|adresse|\{recipient\}/i,
  ],
]

/** What no sentence of ours says, in any language: blame, apology, an empty question. */
const never = /\b(oops|ups|sorry|please|submit|are you sure|invalid|proszę|per favore|venligst)\b/i

type Catalogue = Readonly<Record<string, string>>
const read = (locale: ConsoleLocale) =>
  JSON.parse(readFileSync(join(folder, "words", `${locale}.json`), "utf8")) as Catalogue

/** Every argument of a message with its kind; of a plural also which cases it has. */
function argumentsOf(elements: readonly MessageFormatElement[]): { names: string[]; plurals: string[][] } {
  const names = new Set<string>()
  const plurals: string[][] = []
  const walk = (all: readonly MessageFormatElement[]) => {
    for (const element of all) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue
      names.add(`${element.value} ${TYPE[element.type]}`)
      if (element.type !== TYPE.plural && element.type !== TYPE.select) continue
      if (element.type === TYPE.plural) plurals.push(Object.keys(element.options))
      for (const { value } of Object.values(element.options)) walk(value)
    }
  }
  walk(elements)
  return { names: [...names].toSorted(), plurals }
}

/** The plural cases that whole numbers of a language can fall into. */
const casesOf = (locale: ConsoleLocale) => {
  const rules = new Intl.PluralRules(locale)
  return [...new Set(Array.from({ length: 200 }, (_, count) => rules.select(count)))]
}

function sources(path = folder): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === "dist" ? [] : sources(join(path, entry.name))
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts")
      ? [readFileSync(join(path, entry.name), "utf8")]
      : []
  })
}

/** Ids that stand in the code as they are, and the beginnings of those that are put together. */
function used(): (id: string) => boolean {
  const code = sources().join("\n")
  const whole = new Set([...code.matchAll(/"([a-zA-Z][\w.]*)"/g)].map(([, id]) => id))
  const parts = [...code.matchAll(/`([a-zA-Z][\w.]*)\$\{/g)].map(([, beginning]) => beginning as string)
  return (id) => whole.has(id) || parts.some((beginning) => id.startsWith(beginning))
}

/** @returns how many ids there are, and a sentence for each fault */
export function lookAtWords(): { ids: number; faults: string[] } {
  const faults: string[] = []
  const catalogues = Object.fromEntries(consoleLocales.map((locale) => [locale, read(locale)])) as Record<
    ConsoleLocale,
    Catalogue
  >
  const ids = Object.keys(catalogues.en)
  const isUsed = used()
  for (const id of ids) if (!isUsed(id)) faults.push(`${id} is used nowhere`)
  for (const locale of consoleLocales) {
    const catalogue = catalogues[locale]
    const cases = casesOf(locale)
    for (const id of ids.filter((each) => !(each in catalogue))) faults.push(`${locale}: ${id} is missing`)
    for (const [id, text] of Object.entries(catalogue)) {
      const say = (fault: string) => faults.push(`${locale}: ${id} ${fault}: ${text}`)
      const english = catalogues.en[id]
      if (english === undefined) {
        say("is not in English")
        continue
      }
      const own = argumentsOf(parse(text))
      const expected = argumentsOf(parse(english)).names
      if (own.names.join() !== expected.join()) say(`has ${own.names.join()} where English has ${expected.join()}`)
      for (const plural of own.plurals)
        for (const missing of cases.filter((each) => !plural.includes(each))) say(`has no words for "${missing}"`)
      if (never.test(text)) say("says what we never say")
      if (text.trim() !== text || text === "") say("is empty or has blanks around it")
      if (locale === "en" || id.endsWith(".also")) continue
      const at = consoleLocales.indexOf(locale)
      for (const words of glossary)
        if (words[0].test(english) && !(words[at] as RegExp).test(text)) say(`has no ${words[at]?.source}`)
    }
  }
  return { ids: ids.length, faults }
}

if (import.meta.main) {
  const { ids, faults } = lookAtWords()
  for (const fault of faults) console.error(fault)
  console.log(`${ids} ids in ${consoleLocales.length} languages, ${faults.length} faults`)
  process.exitCode = faults.length ? 1 : 0
}
