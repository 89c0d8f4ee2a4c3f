/** A notification type of the organisation's own is made and widened; of one that came along, what is said of it is changed. */
import { Checkbox, Fieldset, Text, TextInput } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { localeNames, locales, useWords } from "../app/words.tsx"
import { DetailDrawer, useCloseTo, useOpenedId } from "../ui/drawer.tsx"
import { ChoiceField, type Form, FormView, SwitchField, TextField, useField, useForm } from "../ui/form.tsx"
import { Failure, Waiting } from "../ui/page.tsx"
import type { Channel } from "../ui/text.tsx"
import { useCategories } from "./catalogue.ts"
import { typeQuery } from "./types.tsx"
import { type Draft, draftOf, filled, variableOf, VariablesField, type Words } from "./typeVariables.tsx"

type Input = Schemas["NotificationTypeInput"]
type Full = Schemas["NotificationTypeWithExample"]

const audiences = ["customer", "contact", "administrator", "supervisor", "reseller", "employee"] as const
const channels = ["email", "sms", "push", "inbox"] as const
type Values = {
  key: string
  name: Words
  purpose: Words
  category: string
  audiences: Record<string, Channel[]>
  level: Full["level"]
  switchOwner: Full["switchOwner"]
  trigger: Full["trigger"]
  transactional: boolean
  critical: boolean
  mandatory: boolean
  priority: Full["priority"]
  attempts: string
  expiryHours: string
  variables: Draft[]
}

const noWords: Words = { en: "", pl: "", it: "", da: "" }

const empty: Values = {
  key: "",
  name: noWords,
  purpose: noWords,
  category: "",
  audiences: { customer: ["email"] },
  level: "customer",
  switchOwner: "class",
  trigger: "event",
  transactional: true,
  critical: false,
  mandatory: false,
  priority: "normal",
  attempts: "12",
  expiryHours: "72",
  variables: [],
}

const valuesOf = (type: Full, language: keyof Words): Values => ({
  key: type.key,
  name: type.name,
  purpose: type.purpose,
  category: type.category,
  audiences: type.audiences,
  level: type.level,
  switchOwner: type.switchOwner,
  trigger: type.trigger,
  transactional: type.transactional,
  critical: type.critical,
  mandatory: type.mandatory,
  priority: type.priority,
  attempts: String(type.attempts),
  expiryHours: String(type.expiryHours),
  variables: type.variables.map((variable) => draftOf(variable, language)),
})

const bodyOf = (values: Values, language: keyof Words) => ({
  ...values,
  key: values.key.trim(),
  name: filled(values.name),
  purpose: filled(values.purpose),
  audiences: Object.fromEntries(Object.entries(values.audiences).filter(([, by]) => by.length > 0)),
  attempts: Number(values.attempts),
  expiryHours: Number(values.expiryHours),
  variables: values.variables.map((draft) => variableOf(draft, language)),
})

export function NewType() {
  const t = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const language = t("language.code") as keyof Words
  const categories = useCategories()
  const own = categories.all.filter(({ origin }) => origin !== "system")
  const close = useCloseTo("/types")
  const form = useForm<Values>({
    values: { ...empty, category: own[0]?.key ?? "" },
    guarded: true,
    save: async (values) => {
      // The first category, where it came after one had begun.
      const whole = { ...values, category: values.category || (own[0]?.key ?? "") }
      const made = await ask(api.POST("/v1/notification-types", { body: bodyOf(whole, language) as Input }))
      await client.invalidateQueries({ queryKey: ["notification-types"] })
      await client.invalidateQueries({ queryKey: ["template-sets"] })
      await navigate({ to: `/types/${made.id}` } as never)
    },
  })
  return (
    <DetailDrawer title={t("types.add")} list="/types" wide>
      <Fields form={form} type={null} submit={t("types.create")} cancel={close} />
    </DetailDrawer>
  )
}

export function EditType() {
  const id = useOpenedId()
  const t = useWords()
  const { data, error, refetch } = useQuery(typeQuery(id))
  const language = t("language.code") as "en"
  return (
    <DetailDrawer title={data?.name[language] ?? t("types.type")} list={`/types/${id}`} wide>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <Edit type={data} />
      ) : (
        <Waiting rows={8} />
      )}
    </DetailDrawer>
  )
}

function Edit({ type }: { type: Full }) {
  const t = useWords()
  const client = useQueryClient()
  const language = t("language.code") as keyof Words
  const close = useCloseTo(`/types/${type.id}`)
  const form = useForm<Values>({
    values: valuesOf(type, language),
    version: type.version,
    save: async (values, version) => {
      const body = { ...bodyOf(values, language), ambiguous: type.ambiguous } as Schemas["NotificationTypeChange"]
      const params = { path: { id: type.id }, header: ifMatch(version as number) }
      await ask(api.PUT("/v1/notification-types/{id}", { params, body }))
      await client.invalidateQueries({ queryKey: ["notification-types"] })
      await client.invalidateQueries({ queryKey: ["template-sets"] })
    },
    reread: async () => {
      const now = await client.fetchQuery({ ...typeQuery(type.id), staleTime: 0 })
      return { values: valuesOf(now, language), version: now.version }
    },
  })
  return <Fields form={form} type={type} submit={t("types.save")} cancel={close} />
}

/** In a conflict: variables by their names, audiences with their channels. */
const shown = (name: string, value: unknown): string | undefined =>
  name === "variables"
    ? (value as Draft[]).map((draft) => draft.name).join(", ")
    : name === "audiences"
      ? Object.entries(value as Values["audiences"])
          .map(([audience, by]) => `${audience}: ${by.join(", ")}`)
          .join("; ")
      : undefined

function Fields({
  form,
  type,
  submit,
  cancel,
}: {
  form: Form<Values>
  type: Full | null
  submit: string
  cancel: () => void
}) {
  const t = useWords()
  const categories = useCategories()
  const isOwn = type === null || type.origin === null
  const names = {
    name: t("name"),
    purpose: t("types.purposeField"),
    key: t("types.key"),
    category: t("types.category"),
    audiences: t("types.told"),
    switchOwner: t("types.switchOwner"),
    trigger: t("types.trigger"),
    level: t("types.level"),
    priority: t("types.priority"),
    attempts: t("types.attempts"),
    expiryHours: t("types.expiryHours"),
    variables: t("types.variables"),
  }
  const chosen = <T extends string>(values: readonly T[], label: (value: T) => string) =>
    values.map((value) => ({ value, label: label(value) }))
  return (
    <FormView form={form} names={names} submit={submit} bar="always" cancel={cancel} wide show={shown}>
      {!isOwn && <Text c="dimmed">{t("types.startingHelp")}</Text>}
      <WordsField name="name" label={names.name} isFirst />
      <WordsField name="purpose" label={names.purpose} help={t("types.purposeHelp")} />
      <div className="fields-beside">
        <TextField name="key" label={names.key} help={t("types.keyHelp")} disabled={type !== null} />
        <ChoiceField
          name="category"
          label={names.category}
          choices={categories.all
            .filter(({ origin, key }) => origin !== "system" || key === type?.category)
            .map(({ key, name }) => ({ value: key, label: name }))}
        />
      </div>
      {isOwn && (
        <>
          <ChoiceField
            name="switchOwner"
            label={names.switchOwner}
            help={type ? t("types.stays") : t("types.switchOwnerHelp")}
            choices={chosen(type ? [type.switchOwner] : (["class", "organisation", "subscription"] as const), (value) =>
              t(`switchOwner.${value}`),
            )}
          />
          <AudiencesField label={names.audiences} />
          <VariablesField label={names.variables} isNew={type === null} />
          <div className="fields-beside">
            <ChoiceField
              name="trigger"
              label={names.trigger}
              choices={chosen(["event", "threshold", "date_offset", "recurrence", "manual"] as const, (value) =>
                t(`trigger.${value}`),
              )}
            />
            <ChoiceField
              name="level"
              label={names.level}
              choices={chosen(["customer", "account", "service", "billing_account", "organisation"] as const, (value) =>
                t(`level.${value}`),
              )}
            />
          </div>
          <SwitchField name="transactional" label={t("types.transactional")} help={t("types.transactionalHelp")} />
        </>
      )}
      <div className="fields-beside">
        <ChoiceField
          name="priority"
          label={names.priority}
          choices={chosen(["urgent", "normal", "bulk"] as const, (value) => t(`priority.${value}`))}
        />
        <TextField name="attempts" label={names.attempts} inputMode="numeric" />
        <TextField name="expiryHours" label={names.expiryHours} inputMode="numeric" />
      </div>
    </FormView>
  )
}

/** The same in each language of the console. */
function WordsField({
  name,
  label,
  help,
  isFirst = false,
}: {
  name: string
  label: string
  help?: string
  isFirst?: boolean
}) {
  const t = useWords()
  const { form, value, set, props } = useField(name)
  const words = value as Words
  const first = locales.map((locale) => words[locale]).find(Boolean) ?? ""
  return (
    <Fieldset variant="unstyled" legend={label} id={props.id} tabIndex={-1}>
      {help && (
        <Text c="dimmed" mt={-12}>
          {help}
        </Text>
      )}
      <div className="words-beside">
        {locales.map((locale, index) => (
          <TextInput
            key={locale}
            id={`${props.id}-${locale}`}
            label={localeNames[locale]}
            lang={locale}
            {...(isFirst && index === 0 ? { "data-autofocus": "" } : {})}
            placeholder={words[locale] ? undefined : first || undefined}
            value={words[locale]}
            error={form.mistakes[`${name}/${locale}`]}
            onChange={(event) => set({ ...words, [locale]: event.currentTarget.value })}
          />
        ))}
      </div>
      {isFirst && (
        <Text c="dimmed" fz="xs" mt={-8}>
          {t("types.wordsHelp")}
        </Text>
      )}
    </Fieldset>
  )
}

/** Who is told, and on which channels each of them. */
function AudiencesField({ label }: { label: string }) {
  const t = useWords()
  const { form, value, set, props } = useField("audiences")
  const { switchOwner } = form.values as Values
  const told = value as Values["audiences"]
  const offered = audiences.filter((audience) =>
    switchOwner === "subscription" ? audience === "contact" : audience !== "contact",
  )
  const change = (audience: string, channel: Channel, isOn: boolean) => {
    const by = told[audience] ?? []
    const next = channels.filter((each) => (each === channel ? isOn : by.includes(each)))
    set({ ...told, [audience]: next })
  }
  return (
    <Fieldset variant="unstyled" legend={label} id={props.id} tabIndex={-1}>
      <div className="table-frame">
        <table className="rows ticks" aria-label={label}>
          <thead>
            <tr>
              <th scope="col">{t("activity.audience")}</th>
              {channels.map((channel) => (
                <th key={channel} scope="col">
                  {t(`channel.${channel}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {offered.map((audience) => (
              <tr key={audience}>
                <th scope="row">{t(`audience.${audience}`)}</th>
                {channels.map((channel) => (
                  <td key={channel}>
                    <Checkbox
                      aria-label={`${t(`audience.${audience}`)}: ${t(`channel.${channel}`)}`}
                      checked={told[audience]?.includes(channel) ?? false}
                      onChange={(event) => change(audience, channel, event.currentTarget.checked)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {props.error && (
        <Text c="red" fz="xs">
          {props.error}
        </Text>
      )}
    </Fieldset>
  )
}
