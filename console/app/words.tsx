/** The words of the console in four languages, and which of them a person reads. */
import { useQuery } from "@tanstack/react-query"
import { createContext, type ReactNode, useContext, useEffect, useMemo } from "react"
import { IntlProvider, useIntl } from "react-intl"
import type english from "../words/en.json"

export type WordId = keyof typeof english
export const locales = ["en", "pl", "it", "da"] as const
export type Locale = (typeof locales)[number]

/** Each language calls itself by its own name. */
export const localeNames: Readonly<Record<Locale, string>> = {
  en: "English",
  pl: "Polski",
  it: "Italiano",
  da: "Dansk",
}

const catalogues: Readonly<Record<Locale, () => Promise<{ default: Record<string, string> }>>> = {
  en: () => import("../words/en.json"),
  pl: () => import("../words/pl.json"),
  it: () => import("../words/it.json"),
  da: () => import("../words/da.json"),
}

const asLocale = (text: string | null | undefined) =>
  locales.find((locale) => text?.toLowerCase().split("-")[0] === locale)

/** Chosen on this browser before signing in. */
const chosenKey = "tidings.language"
export const rememberLocale = (locale: Locale) => localStorage.setItem(chosenKey, locale)

/** What a person has set, else what was chosen here, else what the browser asks for. */
export function localeFor(language: string | null | undefined): Locale {
  const asked = [language, localStorage.getItem(chosenKey), ...navigator.languages]
  return asked.map(asLocale).find((locale) => locale !== undefined) ?? "en"
}

/** Dates as the reader's region writes them, where the browser names one for this language: `en-GB` rather than `en`. */
const regional = (locale: Locale) => {
  const named = navigator.languages.find((language) => language.startsWith(`${locale}-`))
  return named ?? (locale === "en" ? "en-GB" : locale)
}

const Zone = createContext<string | undefined>(undefined)
export const useZone = () => useContext(Zone)

export function Words({
  locale,
  timeZone,
  children,
}: {
  locale: Locale
  timeZone?: string | undefined
  children: ReactNode
}) {
  const { data } = useQuery({
    queryKey: ["words", locale],
    queryFn: async () => (await catalogues[locale]()).default,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (former) => former,
  })
  useEffect(() => {
    document.documentElement.lang = locale
  }, [locale])
  if (!data) return null
  return (
    <Zone.Provider value={timeZone}>
      <IntlProvider locale={regional(locale)} messages={data} {...(timeZone ? { timeZone } : {})}>
        {children}
      </IntlProvider>
    </Zone.Provider>
  )
}

type Values = Record<string, string | number | Date>

/** `t("apiKeys.days", { count })`: the sentence of an id, in the reader's language. */
export function useWords(): (id: WordId, values?: Values) => string {
  const { formatMessage } = useIntl()
  return useMemo(() => (id: WordId, values?: Values) => formatMessage({ id }, values), [formatMessage])
}
