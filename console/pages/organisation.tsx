/** Organisation: what it is called, the clock and languages it keeps, how it sends, and how long it remembers. */
import { Button, NativeSelect, Text, Title } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useMemo } from "react"
import { useIntl } from "react-intl"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { locales, useWords, type WordId } from "../app/words.tsx"
import { Changed } from "../ui/changed.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { ChoiceField, FormView, NumberField, SeveralField, SwitchField, TextField, useForm } from "../ui/form.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Status } from "../ui/status.tsx"
import { When } from "../ui/text.tsx"
import { queuesQuery, ResumeButtons, waitingOf } from "./queues.tsx"
import { TakeAlong } from "./takeAlong.tsx"

type Full = Schemas["Organisation"]
export type Input = Schemas["OrganisationInput"]

export const organisationQuery = {
  queryKey: ["organisation"],
  queryFn: () => ask(api.GET("/v1/organisation")),
}

/** The document as it is saved: whole, without what the server adds. */
export const inputOf = ({
  id: _,
  key: __,
  logoUrl: ___,
  version: ____,
  changedAt: _____,
  changedBy: ______,
  ...input
}: Full): Input => input

/** Saves some of the settings under the version that was read; the others stay as they are. */
export function useSaveOrganisation() {
  const client = useQueryClient()
  return async (change: Partial<Input>, version: number) => {
    // The others are read anew: of two pages that save different ones neither undoes the other unseen.
    const now = await ask(api.GET("/v1/organisation"))
    const saved = await ask(
      api.PUT("/v1/organisation", {
        params: { header: ifMatch(version) },
        body: { ...inputOf(now), ...change },
      }),
    )
    client.setQueryData(organisationQuery.queryKey, saved)
    await client.invalidateQueries({ queryKey: ["audit"] })
    await client.invalidateQueries({ queryKey: ["session"] })
  }
}

export function OrganisationSettings() {
  const t = useWords()
  const names = useFieldNames()
  const { data, error, refetch } = useQuery(organisationQuery)
  return (
    <Page
      title={t("nav.organisation")}
      purpose={t("organisation.purpose")}
      call={{ method: "GET", path: "/v1/organisation" }}
    >
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <div className="columns">
          <Settings organisation={data} />
          <Pause />
          <TakeAlong />
          <Changed subjectKind="organisation" names={names} told={{ at: data.changedAt, name: data.changedBy }} />
        </div>
      ) : (
        <Waiting rows={10} />
      )}
    </Page>
  )
}

export function useFieldNames() {
  const t = useWords()
  return {
    name: t("name"),
    country: t("organisation.country"),
    website: t("organisation.website"),
    "companyContact/email": t("organisation.contactEmail"),
    "companyContact/phone": t("organisation.contactPhone"),
    companyContact: t("organisation.contact"),
    mainLanguage: t("organisation.mainLanguage"),
    languages: t("organisation.languages"),
    timeZone: t("timeZone"),
    currency: t("organisation.currency"),
    sendTime: t("organisation.sendTime"),
    smsStart: t("organisation.smsStart"),
    smsPolicy: t("organisation.smsPolicy"),
    smsMaxSegments: t("organisation.smsMaxSegments"),
    copyDays: t("organisation.copyDays"),
    activityMonths: t("organisation.activityMonths"),
    requireTwoStep: t("organisation.requireTwoStep"),
    accent: t("look.accent"),
    emailFooter: t("look.footer"),
  }
}

const valuesOf = (organisation: Full) => {
  const { companyContact, accent: _, emailFooter: __, ...plain } = inputOf(organisation)
  return { ...plain, "companyContact/email": companyContact.email, "companyContact/phone": companyContact.phone }
}

/** Who may change settings, told to whoever may not; undefined for whoever may. */
export function useLocked(): string | undefined {
  const t = useWords()
  const may = useMay()
  return may("settings:edit") ? undefined : t("locked", { roles: t("role.administrator") })
}

const smsPolicies = ["gsm7_strict", "gsm7_transliterate", "unicode"] as const

function Settings({ organisation }: { organisation: Full }) {
  const t = useWords()
  const names = useFieldNames()
  const save = useSaveOrganisation()
  const locked = useLocked()
  const form = useForm({
    values: valuesOf(organisation),
    version: organisation.version,
    save: async (values, version) => {
      const { "companyContact/email": email, "companyContact/phone": phone, ...plain } = values
      await save({ ...plain, companyContact: { email, phone } }, version as number)
    },
    reread: async () => {
      const now = await ask(api.GET("/v1/organisation"))
      return { values: valuesOf(now), version: now.version }
    },
  })
  const { countries, currencies, zones } = useChoices()
  const languages = useLanguages(form.values.languages)
  const chosen = new Set([...locales, ...form.values.languages])
  return (
    <FormView form={form} names={names} submit={t("organisation.save")} locked={locked}>
      <Title order={2}>{t("organisation.who")}</Title>
      <TextField name="name" label={names.name} />
      <div className="fields-beside">
        <ChoiceField name="country" label={names.country} choices={countries} />
        <TextField name="website" label={names.website} type="url" placeholder="https://" />
      </div>
      <div className="fields-beside">
        <TextField
          name="companyContact/email"
          label={names["companyContact/email"]}
          help={t("organisation.contactHelp")}
          type="email"
        />
        <TextField
          name="companyContact/phone"
          label={names["companyContact/phone"]}
          help={t("phone.help")}
          type="tel"
        />
      </div>
      <Title order={2}>{t("organisation.place")}</Title>
      <SeveralField
        name="languages"
        label={names.languages}
        help={t("organisation.languagesHelp")}
        choices={languages.filter(({ value }) => chosen.has(value))}
      />
      {!locked && (
        <NativeSelect
          aria-label={t("organisation.addLanguage")}
          maw={240}
          value=""
          data={[
            { value: "", label: t("organisation.addLanguage") },
            ...languages.filter(({ value }) => !chosen.has(value)),
          ]}
          onChange={(event) => form.set({ languages: [...form.values.languages, event.currentTarget.value] })}
        />
      )}
      <div className="fields-beside">
        <ChoiceField
          name="mainLanguage"
          label={names.mainLanguage}
          help={t("organisation.mainLanguageHelp")}
          choices={languages.filter(({ value }) => form.values.languages.includes(value))}
        />
        <ChoiceField name="currency" label={names.currency} choices={currencies} />
      </div>
      <div className="fields-beside">
        <ChoiceField name="timeZone" label={names.timeZone} choices={zones} />
        <TextField name="sendTime" label={names.sendTime} help={t("organisation.sendTimeHelp")} type="time" />
      </div>
      <Title order={2}>SMS</Title>
      <ChoiceField
        name="smsStart"
        label={names.smsStart}
        help={t("organisation.smsStartHelp")}
        choices={(["send", "do_not_send"] as const).map((value) => ({ value, label: t(`smsStart.${value}`) }))}
      />
      <ChoiceField
        name="smsPolicy"
        label={names.smsPolicy}
        help={t(`smsPolicyHelp.${form.values.smsPolicy}` as WordId)}
        choices={smsPolicies.map((value) => ({ value, label: t(`smsPolicy.${value}`) }))}
      />
      <NumberField
        name="smsMaxSegments"
        label={names.smsMaxSegments}
        help={t("organisation.smsMaxSegmentsHelp")}
        unit="SMS"
      />
      <Title order={2}>{t("organisation.memory")}</Title>
      <div className="fields-beside">
        <NumberField
          name="copyDays"
          label={names.copyDays}
          help={t("organisation.copyDaysHelp")}
          unit={t("organisation.days")}
        />
        <NumberField
          name="activityMonths"
          label={names.activityMonths}
          help={t("organisation.activityMonthsHelp")}
          unit={t("organisation.months")}
        />
      </div>
      <Title order={2}>{t("signIn.title")}</Title>
      <SwitchField name="requireTwoStep" label={names.requireTwoStep} help={t("organisation.requireTwoStepHelp")} />
    </FormView>
  )
}

/** ISO 3166-1: browsers name countries, but list none. */
const countryCodes =
  "AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW".split(
    " ",
  )

function useChoices() {
  const { locale } = useIntl()
  return useMemo(() => {
    const named = (
      type: "region" | "currency",
      codes: readonly string[],
      shown: (name: string, code: string) => string,
    ) => {
      const names = new Intl.DisplayNames(locale, { type })
      return codes
        .map((value) => ({ value, label: shown(names.of(value) ?? value, value) }))
        .toSorted((a, b) => a.label.localeCompare(b.label, locale))
    }
    return {
      countries: named("region", countryCodes, (name) => name),
      currencies: named("currency", Intl.supportedValuesOf("currency"), (name, code) => `${code} · ${name}`),
      zones: Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value.replaceAll("_", " ") })),
    }
  }, [locale])
}

/** What most of Europe reads; messages may be in any of them. */
const usualLanguages = "en pl it da de fr es pt nl sv nb fi cs sk hu ro bg hr sl lt lv et uk el".split(" ")

/** By the name each has in the reader's language. */
function useLanguages(present: readonly string[]) {
  const { locale } = useIntl()
  return useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: "language" })
    const capital = (name: string) => name[0]?.toLocaleUpperCase(locale) + name.slice(1)
    return [...new Set([...usualLanguages, ...present])]
      .map((value) => ({ value, label: capital(names.of(value) ?? value) }))
      .toSorted((a, b) => a.label.localeCompare(b.label, locale))
  }, [locale, present])
}

/** Holding everything back, and going on with what waited or without it. */
function Pause() {
  const t = useWords()
  const may = useMay()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const { data } = useQuery(queuesQuery)
  if (!data) return null
  const { pausedAt } = data
  const waiting = waitingOf(data)
  return (
    <section className="below">
      <Title order={2}>{t("pause.title")}</Title>
      <div className="panel">
        {pausedAt ? (
          <div className="details-head">
            <Status tone="amber" icon="stop" word={t("overview.paused")} />
            <span className="reason">
              {t("overview.pausedSince", { count: waiting })} <When at={pausedAt} plain />
            </span>
          </div>
        ) : (
          <div className="details-head">
            <Status tone="green" icon="check" word={t("pause.runs")} />
            <span className="reason">{t("pause.waiting", { count: waiting })}</span>
          </div>
        )}
        <Text c="dimmed" my={12}>
          {t("pause.help")}
        </Text>
        {may("settings:edit") && (
          <div className="page-actions">
            {pausedAt ? (
              <ResumeButtons waiting={waiting} />
            ) : (
              <Button
                variant="default"
                onClick={() =>
                  confirm({
                    title: t("pause.do"),
                    effect: t("pause.effect", { count: waiting }),
                    verb: t("pause.do"),
                    act: async () => {
                      await ask(api.POST("/v1/organisation/pause"))
                      await client.invalidateQueries({ queryKey: ["queues"] })
                    },
                  })
                }
              >
                {t("pause.do")}
              </Button>
            )}
          </div>
        )}
      </div>
      {dialog}
    </section>
  )
}
