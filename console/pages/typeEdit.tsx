/** A notification type of the organisation's own is made and widened; of one that came along, what is said of it is changed. */
import { Button, Checkbox, Fieldset, NativeSelect, Text, TextInput } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { localeNames, locales, useWords } from "../app/words.tsx"
import { DetailDrawer, useCloseTo, useOpenedId } from "../ui/drawer.tsx"
import { ChoiceField, type Form, FormView, SwitchField, TextField, useField, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { Failure, Waiting } from "../ui/page.tsx"
import type { Channel } from "../ui/text.tsx"
import { useCategories } from "./catalogue.ts"
import { typeQuery } from "./types.tsx"

type Input = Schemas["NotificationTypeInput"]
type Full = Schemas["NotificationTypeWithExample"]
type Variable = Full["variables"][number]
type Words = Schemas["Words"]

const audiences = ["customer", "contact", "administrator", "supervisor", "reseller", "employee"] as const
const channels = ["email", "sms", "push", "inbox"] as const
const kinds = ["text", "number", "money", "date", "datetime", "url", "boolean"] as const
type Kind = Variable["kind"]

/** A variable as it is typed: everything is text until it is saved. */
type Draft = {
  name: string
  title: string
  kind: Kind
  required: boolean
  maxLength: string
  sample: string
  /** It was there before: then it only widens. */
  before: Variable | null
}

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

/** What is left empty in one language is said as in the first that is not. */
const filled = (words: Words): Words => {
  const first = locales.map((locale) => words[locale].trim()).find(Boolean) ?? ""
  return Object.fromEntries(locales.map((locale) => [locale, words[locale].trim() || first])) as Words
}

/** A sample as its kind asks for it; what can't be read is handed on, for the server to say what is wrong. */
function sampleOf(kind: Kind, text: string): unknown {
  if (kind === "boolean") return text === "true"
  if (kind === "number") return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text
  return text
}

const sampleText = ({ sample }: Variable) => (typeof sample === "object" ? JSON.stringify(sample) : String(sample))

function variableOf(
  { name, title, kind, required, maxLength, sample, before }: Draft,
  language: keyof Words,
): Variable {
  const longest = maxLength.trim() === "" ? {} : { maxLength: Number(maxLength) }
  if (before) {
    const { maxLength: _, ...kept } = before
    const titled = { ...before.title, [language]: title.trim() || before.title[language] }
    const changed = sample === sampleText(before) ? before.sample : sampleOf(kind, sample)
    return { ...kept, title: titled, ...longest, sample: changed } as Variable
  }
  const all = filled({ ...noWords, [language]: title.trim() || name })
  return { name, title: all, kind, required, ...longest, sample: sampleOf(kind, sample) } as Variable
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
  variables: type.variables.map((variable) => ({
    name: variable.name,
    title: variable.title[language],
    kind: variable.kind,
    required: variable.required,
    maxLength: variable.maxLength === undefined ? "" : String(variable.maxLength),
    sample: sampleText(variable),
    before: variable,
  })),
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
      const made = await ask(api.POST("/v1/notification-types", { body: bodyOf(values, language) as Input }))
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
    <FormView form={form} names={names} submit={submit} bar="always" cancel={cancel} wide>
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

/** What an event of it carries. What is there already only widens. */
function VariablesField({ label, isNew }: { label: string; isNew: boolean }) {
  const t = useWords()
  const { form, value, set, props } = useField("variables")
  const drafts = value as Draft[]
  const change = (at: number, more: Partial<Draft>) =>
    set(drafts.map((draft, index) => (index === at ? { ...draft, ...more } : draft)))
  const mistake = (at: number, field: string) =>
    form.mistakes[`variables/${at}/${field}`] ?? (field === "name" ? form.mistakes[`variables/${at}`] : undefined)
  const fresh: Draft = { name: "", title: "", kind: "text", required: isNew, maxLength: "", sample: "", before: null }
  return (
    <Fieldset variant="unstyled" legend={label} id={props.id} tabIndex={-1}>
      <Text c="dimmed" mt={-12}>
        {isNew ? t("types.variablesHelp") : t("types.variablesWiden")}
      </Text>
      {drafts.map((draft, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a variable is told by where it stands
        <div key={at} className="variable-draft">
          <TextInput
            id={`field-variables-${at}-name`}
            label={t("types.variableName")}
            value={draft.name}
            disabled={draft.before !== null}
            error={mistake(at, "name")}
            onChange={(event) => change(at, { name: event.currentTarget.value })}
          />
          <TextInput
            label={t("types.variableTitle")}
            value={draft.title}
            placeholder={draft.name}
            error={mistake(at, "title")}
            onChange={(event) => change(at, { title: event.currentTarget.value })}
          />
          <NativeSelect
            label={t("types.kind")}
            value={draft.kind}
            disabled={draft.before !== null}
            error={mistake(at, "kind")}
            data={(draft.kind === "list" ? (["list"] as const) : kinds).map((kind) => ({
              value: kind,
              label: t(`variableKind.${kind}`),
            }))}
            onChange={(event) => change(at, { kind: event.currentTarget.value as Kind })}
          />
          <TextInput
            id={`field-variables-${at}-sample`}
            label={t("types.sample")}
            value={draft.sample}
            disabled={draft.kind === "list"}
            placeholder={draft.kind === "list" ? undefined : t(`sampleOf.${draft.kind}`)}
            error={mistake(at, "sample")}
            onChange={(event) => change(at, { sample: event.currentTarget.value })}
          />
          <TextInput
            label={t("types.maxLength")}
            value={draft.maxLength}
            inputMode="numeric"
            error={mistake(at, "maxLength")}
            onChange={(event) => change(at, { maxLength: event.currentTarget.value })}
          />
          <Checkbox
            label={t("types.required")}
            checked={draft.required}
            disabled={!isNew}
            onChange={(event) => change(at, { required: event.currentTarget.checked })}
          />
          {draft.before === null && (
            <Button
              variant="subtle"
              color="gray"
              px={8}
              aria-label={t("rows.remove", { what: draft.name || `${label} ${at + 1}` })}
              onClick={() => set(drafts.filter((_, other) => other !== at))}
            >
              <Icon name="close" />
            </Button>
          )}
        </div>
      ))}
      <Button variant="default" leftSection={<Icon name="plus" />} onClick={() => set([...drafts, fresh])}>
        {t("types.addVariable")}
      </Button>
    </Fieldset>
  )
}
