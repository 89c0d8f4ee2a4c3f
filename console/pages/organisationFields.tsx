/** What is told of a new organisation and its first administrator: at the first start, and by the operator later. */
import { Text } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useIntl } from "react-intl"
import { api, ask, type Schemas } from "../api/client.ts"
import { localeNames, locales, useWords } from "../app/words.tsx"
import { ChoiceField, TextField } from "../ui/form.tsx"

const parts = [
  "name",
  "key",
  "country",
  "language",
  "timeZone",
  "currency",
  "catalogue",
  "administrator/name",
  "administrator/email",
] as const
type Part = (typeof parts)[number]
type Values = Record<string, string>

/** Country and zone are guessed from what the browser says, the key from the name; all can be changed. */
export function useOrganisationFields(prefix: string) {
  const t = useWords()
  const { locale } = useIntl()
  const language = locale.slice(0, 2)
  const region = locale.includes("-") ? (locale.split("-")[1] ?? "") : { en: "GB", da: "DK" }[language]
  const names: Record<Part, string> = {
    name: t("firstStart.organisation"),
    key: t("organisations.key"),
    country: t("country"),
    language: t("organisations.language"),
    timeZone: t("timeZone"),
    currency: t("currency"),
    catalogue: t("firstStart.catalogue"),
    "administrator/name": t("firstStart.administratorName"),
    "administrator/email": t("firstStart.administratorEmail"),
  }
  const start: Record<Part, string> = {
    name: "",
    key: "",
    country: region ?? language.toUpperCase(),
    language,
    timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    currency: "EUR",
    catalogue: "",
    "administrator/name": "",
    "administrator/email": "",
  }
  const prefixed = (all: Record<Part, string>): Values =>
    Object.fromEntries(parts.map((part) => [`${prefix}${part}`, all[part]]))
  return {
    names: prefixed(names),
    start: prefixed(start),
    bodyOf: (values: Values): Schemas["NewOrganisation"] => {
      const of = (part: Part) => (values[`${prefix}${part}`] ?? "").trim()
      return {
        key: of("key") || keyOf(of("name")),
        name: of("name"),
        country: of("country").toUpperCase(),
        language: of("language"),
        timeZone: of("timeZone"),
        currency: of("currency").toUpperCase(),
        catalogue: (of("catalogue") || null) as null,
        administrator: { name: of("administrator/name"), email: of("administrator/email") },
      }
    },
  }
}

export function OrganisationFields({ prefix, legend, values }: { prefix: string; legend: string; values: Values }) {
  const t = useWords()
  const { locale } = useIntl()
  const { names } = useOrganisationFields(prefix)
  const { data: catalogues } = useQuery({
    queryKey: ["starting-catalogues"],
    queryFn: () => ask(api.GET("/v1/starting-catalogues")),
  })
  const field = (part: Part) => ({ name: `${prefix}${part}`, label: names[`${prefix}${part}`] ?? part })
  return (
    <>
      <fieldset>
        <legend>{legend}</legend>
        <TextField {...field("name")} />
        <TextField
          {...field("key")}
          help={t("organisations.keyHelp")}
          placeholder={keyOf(values[`${prefix}name`] ?? "")}
        />
        <div className="fields-beside">
          <TextField {...field("country")} help={t("country.help")} />
          <TextField {...field("currency")} help={t("currency.help")} />
        </div>
        <div className="fields-beside">
          <ChoiceField
            {...field("language")}
            help={t("organisations.languageHelp")}
            choices={locales.map((value) => ({ value, label: localeNames[value] }))}
          />
          <TextField {...field("timeZone")} help={t("timeZone.help")} />
        </div>
        <ChoiceField
          {...field("catalogue")}
          help={t("firstStart.catalogueHelp")}
          choices={[
            { value: "", label: t("firstStart.catalogueNone") },
            ...(catalogues?.items ?? []).map(({ key, name }) => ({
              value: key,
              label: name[locale.slice(0, 2)] ?? name.en ?? key,
            })),
          ]}
        />
      </fieldset>
      <fieldset>
        <legend>{t("firstStart.administrator")}</legend>
        <Text c="dimmed" fz="sm">
          {t("firstStart.administratorHelp")}
        </Text>
        <TextField {...field("administrator/name")} />
        <TextField {...field("administrator/email")} type="email" />
      </fieldset>
    </>
  )
}

/** A key such as `cafe-lumiere` of a name. */
const keyOf = (name: string) =>
  name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ł", "l")
    .replaceAll("ø", "o")
    .replaceAll("æ", "ae")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 40)
