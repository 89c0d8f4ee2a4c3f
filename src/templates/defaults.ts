/** The texts that came with Tidings: found by type and slot, compiled once a process. */
import { createHash } from "node:crypto"
import type { NotificationType } from "../catalogue/types.ts"
import { type Audience, type Channel, type ConsoleLocale, consoleLocales } from "../base/words.ts"
import announcementsDa from "./defaults/announcements.da.ts"
import announcementsEn from "./defaults/announcements.en.ts"
import announcementsIt from "./defaults/announcements.it.ts"
import announcementsPl from "./defaults/announcements.pl.ts"
import bookingDa from "./defaults/booking.da.ts"
import bookingEn from "./defaults/booking.en.ts"
import bookingIt from "./defaults/booking.it.ts"
import bookingPl from "./defaults/booking.pl.ts"
import carrierDa from "./defaults/carrier.da.ts"
import carrierEn from "./defaults/carrier.en.ts"
import carrierIt from "./defaults/carrier.it.ts"
import carrierPl from "./defaults/carrier.pl.ts"
import cleaningDa from "./defaults/cleaning.da.ts"
import cleaningEn from "./defaults/cleaning.en.ts"
import cleaningIt from "./defaults/cleaning.it.ts"
import cleaningPl from "./defaults/cleaning.pl.ts"
import systemDa from "./defaults/system.da.ts"
import systemEn from "./defaults/system.en.ts"
import systemIt from "./defaults/system.it.ts"
import systemPl from "./defaults/system.pl.ts"
import telephonyDa from "./defaults/telephony.da.ts"
import telephonyEn from "./defaults/telephony.en.ts"
import telephonyIt from "./defaults/telephony.it.ts"
import telephonyPl from "./defaults/telephony.pl.ts"
import type { DefaultTexts } from "./defaults/text.ts"
import virtualOfficeDa from "./defaults/virtual_office.da.ts"
import virtualOfficeEn from "./defaults/virtual_office.en.ts"
import virtualOfficeIt from "./defaults/virtual_office.it.ts"
import virtualOfficePl from "./defaults/virtual_office.pl.ts"
import { type Compiled, compile, type Source } from "./render.ts"

/** By the key of the starting catalogue, `announcements` or `system`. */
const texts: Readonly<Record<string, Readonly<Record<ConsoleLocale, DefaultTexts>>>> = {
  announcements: { en: announcementsEn, pl: announcementsPl, it: announcementsIt, da: announcementsDa },
  booking: { en: bookingEn, pl: bookingPl, it: bookingIt, da: bookingDa },
  carrier: { en: carrierEn, pl: carrierPl, it: carrierIt, da: carrierDa },
  cleaning: { en: cleaningEn, pl: cleaningPl, it: cleaningIt, da: cleaningDa },
  system: { en: systemEn, pl: systemPl, it: systemIt, da: systemDa },
  telephony: { en: telephonyEn, pl: telephonyPl, it: telephonyIt, da: telephonyDa },
  virtual_office: { en: virtualOfficeEn, pl: virtualOfficePl, it: virtualOfficeIt, da: virtualOfficeDa },
}

/** Where a message stands within a set, but for its type. */
export type Slot = { audience: Audience; channel: Channel; locale: string }
type Typed = Pick<NotificationType, "key" | "origin" | "variables">

const isConsoleLocale = (locale: string): locale is ConsoleLocale =>
  (consoleLocales as readonly string[]).includes(locale)

/** The default of a slot as an author would have written it, or null: own types and other languages have none. */
export function defaultSource({ key, origin }: Pick<Typed, "key" | "origin">, slot: Slot): Source | null {
  const { audience, channel, locale } = slot
  if (origin === null || !isConsoleLocale(locale)) return null
  const text = texts[origin]?.[locale][`${key} ${audience} ${channel}`]
  if (!text) return null
  const format = channel === "email" ? "html" : "text"
  return { channel, subject: channel === "sms" ? null : (text.subject ?? null), body: text.body, format }
}

/** By the hash of the text and the variables it was compiled against. */
const compiledOf = new Map<string, Promise<Compiled>>()

/** Compiles a default; each once a process. @throws Error if it doesn't: the tests of every default would have failed */
export function compileDefault(type: Typed, source: Source): Promise<Compiled> {
  const hash = createHash("sha256")
    .update(JSON.stringify([source, type.variables]))
    .digest("base64")
  let made = compiledOf.get(hash)
  if (!made) {
    if (compiledOf.size >= 5_000) compiledOf.clear() // types that were widened have entries of their own
    made = compile(source, type.variables).then((compilation) => {
      if (!compilation.ok)
        throw new Error(`the default of ${type.key} is broken: ${JSON.stringify(compilation.faults)}`)
      return compilation.message
    })
    compiledOf.set(hash, made)
  }
  return made
}
