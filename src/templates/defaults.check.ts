/** What every default text must satisfy, tried for one starting catalogue in all console languages. */
import anyAscii from "any-ascii"
import { IntlMessageFormat } from "intl-messageformat"
import { Liquid } from "liquidjs"
import { describe, expect, test } from "vitest"
import { z } from "zod"
import { type ConsoleLocale, consoleLocales } from "../base/words.ts"
import { type StartingCatalogue, type TypeDefinition, typeDefinition, type Variable } from "../catalogue/definition.ts"
import type { DefaultTexts } from "./defaults/text.ts"
import { type Context, compile, missing, render as renderMessage } from "./render.ts"

type Data = Record<string, unknown>
const rows = z.array(z.record(z.string(), z.unknown()))

/** GSM 03.38 basic table (3GPP TS 23.038 §6.2.1) without the escape. */
const gsmBasic =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"

/** What every message knows beside its type's variables. */
const standard: Data = {
  customer: { name: "Biuro Rachunkowe Nowak", salutation: "Ms Nowak", externalId: "K-1042" },
  recipient: { name: "Anna Nowak" },
  organisation: {
    name: "Biuro Centrum",
    email: "kontakt@biuro.example",
    phone: "+48 22 555 01 20",
    url: "https://biuro.example",
  },
  event: { time: "2026-03-02T08:30:00+01:00" },
}
const standardNames = [
  "customer.name",
  "customer.salutation",
  "customer.externalId",
  "recipient.name",
  "event.time",
].concat(["name", "email", "phone", "url"].map((name) => `organisation.${name}`))

/** The least that a customer and an organisation say of themselves. */
const bare: Data = {
  customer: { name: "Biuro Rachunkowe Nowak", salutation: "", externalId: "K-1042" },
  organisation: { name: "Biuro Centrum", email: "", phone: "", url: "" },
}

/** The values of a type's samples; without those that an event may leave out, when `only` is `required`. */
export function samples(variables: readonly Variable[], only: "all" | "required" = "all"): Data {
  const kept = variables.filter((variable) => only === "all" || variable.required)
  return Object.fromEntries(
    kept.map((variable) => {
      if (variable.kind !== "list") return [variable.name, variable.sample]
      const names = variable.of.filter((field) => only === "all" || field.required).map((field) => field.name)
      return [
        variable.name,
        rows.parse(variable.sample).map((row) => Object.fromEntries(names.map((name) => [name, row[name]]))),
      ]
    }),
  )
}

type Length = "short" | "medium" | "long"
const epoch = (time: string) => Temporal.Instant.from(time).epochMilliseconds

/** Liquid with plain stand-ins for the renderer's filters; a missing value throws unless it is only asked for by `if`. */
function liquid(locale: ConsoleLocale): Liquid {
  const engine = new Liquid({ strictVariables: true, strictFilters: true, lenientIf: true, ownPropertyOnly: true })
  const inZone = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" })
  engine.registerFilter("date", (value: string, length: Length = "medium") =>
    inZone({ dateStyle: length }).format(epoch(`${value}T00:00Z`)),
  )
  engine.registerFilter("datetime", (value: string, length: Length = "medium") =>
    inZone({ dateStyle: length, timeStyle: "short" }).format(epoch(value)),
  )
  engine.registerFilter("money", (value: string) =>
    new Intl.NumberFormat(locale, { style: "currency", currency: "PLN" }).format(Number(value)),
  )
  engine.registerFilter("number", (value: number) => new Intl.NumberFormat(locale).format(value))
  engine.registerFilter("t", (message: string, ...values: [string, string | number][]) =>
    new IntlMessageFormat(message, locale).format(Object.fromEntries(values)),
  )
  return engine
}

/** The rendered text of a template in `locale`, with the standard variables joined to `data`. */
export const render = (template: string, locale: ConsoleLocale, data: Data): string =>
  liquid(locale).parseAndRenderSync(template, { ...standard, ...data })

/** One Liquid tag or output; a quoted string in it may hold braces. */
const tag = /\{\{(?:"[^"]*"|[^"])*?\}\}|\{%(?:"[^"]*"|[^"])*?%\}/g

/** Elements are of the few that layouts know, and each that opens is closed in its place. */
function isFragment(html: string): boolean {
  const open: string[] = []
  for (const [, close, name] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
    if (name === undefined || !["p", "strong", "em", "a", "table", "tr", "th", "td", "ul", "li", "br"].includes(name))
      return false
    if (name === "br") continue
    if (!close) open.push(name)
    else if (open.pop() !== name) return false
  }
  return open.length === 0
}

/**
 * Declares the tests of one catalogue and its texts.
 * @param smsSegments how many segments an SMS of a type may have, by type; one when absent
 * @param also values to try beside the samples, where texts differ by them
 */
export function checkDefaults(
  catalogue: StartingCatalogue,
  texts: Readonly<Record<ConsoleLocale, DefaultTexts>>,
  { smsSegments = {}, also = [] }: { smsSegments?: Readonly<Record<string, number>>; also?: readonly Data[] } = {},
): void {
  const types = catalogue.types.map((type) => typeDefinition.parse(type))
  const declared = types.flatMap((type) =>
    Object.entries(type.audiences).flatMap(([audience, channels]) =>
      channels.map((channel) => ({ key: `${type.key} ${audience} ${channel}`, type, channel })),
    ),
  )
  const variants = (type: TypeDefinition): Data[] =>
    [{}, ...also].flatMap((values) => [
      { ...samples(type.variables), ...values },
      { ...samples(type.variables, "required"), ...values, ...bare },
    ])
  const textOf = (locale: ConsoleLocale, key: string) => {
    const text = texts[locale][key]
    if (!text) throw new Error(`no text ${key} in ${locale}`)
    return text
  }

  describe(`the starting catalogue ${catalogue.key}`, () => {
    test("has types with keys of their own, each in a category that it names", () => {
      const categories = catalogue.categories.map((category) => category.key)
      expect(new Set(types.map((type) => type.key)).size).toBe(types.length)
      expect(types.filter((type) => !categories.includes(type.category))).toEqual([])
      expect(categories.filter((key) => !types.some((type) => type.category === key))).toEqual([])
    })

    test("has samples that keep to their lengths", () => {
      const tooLong = (all: readonly Variable[], values: Data): string[] =>
        all.flatMap((variable) => {
          const value = values[variable.name]
          if (variable.kind === "list") return rows.parse(value).flatMap((row) => tooLong(variable.of, row))
          return typeof value === "string" && value.length > (variable.maxLength ?? 5000) ? [variable.name] : []
        })
      expect(types.flatMap((type) => tooLong(type.variables, samples(type.variables)))).toEqual([])
    })
  })

  describe.each(consoleLocales)(`the texts of ${catalogue.key} in %s`, (locale) => {
    test("PO-D1 there is one for each type, audience and channel, and none beyond", () => {
      expect(Object.keys(texts[locale]).toSorted()).toEqual(declared.map(({ key }) => key).toSorted())
    })

    test.each(declared)("$key says only what the type knows", ({ key, type, channel }) => {
      const { subject = "", body } = textOf(locale, key)
      const known = type.variables
        .filter((variable) => variable.channels?.includes(channel) ?? true)
        .map((variable) => variable.name)
      const used = liquid(locale).globalFullVariablesSync(subject + body)
      expect(
        used.filter((name) => !standardNames.includes(name) && !known.includes(name.split(/[.[]/)[0] ?? "")),
      ).toEqual([])
    })

    test.each(declared)("PO-D1 $key renders from the samples without a gap", ({ key, type, channel }) => {
      const text = textOf(locale, key)
      expect("subject" in text).toBe(channel !== "sms")
      for (const data of variants(type)) {
        for (const template of Object.values(text)) {
          const rendered = render(template, locale, data)
          expect(rendered.trim()).not.toBe("")
          expect(rendered).not.toMatch(/undefined|\bnull\b|\[object|\{\{|\{%|[ ,:;]{2,}[.,;:]| [.,;]|\( |\(\)/)
        }
        if (channel === "email") expect(render(text.body, locale, data)).toSatisfy(isFragment)
        if (channel === "inbox") expect(text.body).not.toContain("<")
        if (channel === "push") {
          expect(render(text.subject ?? "", locale, data).length).toBeLessThanOrEqual(50)
          expect(render(text.body, locale, data).length).toBeLessThanOrEqual(150)
        }
      }
    })

    test.each(declared)(
      "PO-D4 $key passes the check of saving, and is sent without a gap",
      async ({ key, type, channel }) => {
        const { subject = null, body } = textOf(locale, key)
        const source = { channel, subject, body, format: channel === "email" ? "html" : "text" } as const
        const compiled = await compile(source, type.variables)
        if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults, null, 2))
        const data = samples(type.variables)
        expect(missing(compiled.message, data)).toEqual([])
        const context = {
          ...(standard as Omit<Context, "data" | "locale">),
          locale,
          timeZone: "Europe/Warsaw",
          currency: "PLN",
          data,
        }
        for (const part of Object.values(renderMessage(compiled.message, null, context)))
          expect(part).not.toMatch(/undefined|\[object|\{\{|\{%|^\s*$/)
      },
    )

    test.each(declared.filter(({ channel }) => channel === "sms"))(
      "DE-A13 $key is written in GSM 03.38 and fits its segments",
      ({ key, type }) => {
        const { body } = textOf(locale, key)
        const inTags = (body.match(tag) ?? []).join("").replace(/[{}|]/g, "")
        const typed = body.replace(tag, "").replace(/\[\w+\]/g, type.key === "post.received" ? "" : "$&") + inTags
        expect(Array.from(typed).filter((character) => !gsmBasic.includes(character))).toEqual([])
        const segments = smsSegments[type.key] ?? 1
        const most = segments === 1 ? 160 : segments * 153
        for (const data of variants(type)) {
          expect(anyAscii(render(body, locale, data)).length).toBeLessThanOrEqual(most)
        }
      },
    )
  })
}
