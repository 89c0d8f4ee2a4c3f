/** The variables of a notification type as they are typed: a row each, and below a list the fields of its items. */
import { Button, Checkbox, Fieldset, NativeSelect, Text, TextInput } from "@mantine/core"
import type { Schemas } from "../api/client.ts"
import { locales, useWords } from "../app/words.tsx"
import { useField } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"

export type Words = Schemas["Words"]
type Variable = Schemas["Variable"]
type Kind = Variable["kind"]

const kinds = ["text", "number", "money", "date", "datetime", "url", "boolean"] as const

/** A variable as it is typed: everything is text until it is saved. */
export type Draft = {
  name: string
  title: string
  kind: Kind
  required: boolean
  maxLength: string
  sample: string
  /** The fields of a list's items. */
  of: readonly Draft[]
  /** It was there before: then it only widens. */
  before: Variable | null
}

/** What is left empty in one language is said as in the first that is not. */
export const filled = (words: Words): Words => {
  const first = locales.map((locale) => words[locale].trim()).find(Boolean) ?? ""
  return Object.fromEntries(locales.map((locale) => [locale, words[locale].trim() || first])) as Words
}

const sampleText = ({ sample }: Variable) => (typeof sample === "object" ? JSON.stringify(sample) : String(sample))

export const draftOf = (variable: Variable, language: keyof Words): Draft => ({
  name: variable.name,
  title: variable.title[language],
  kind: variable.kind,
  required: variable.required,
  maxLength: variable.maxLength === undefined ? "" : String(variable.maxLength),
  sample: sampleText(variable),
  of: variable.kind === "list" ? variable.of.map((field) => draftOf(field, language)) : [],
  before: variable,
})

/** A sample as its kind asks for it; what can't be read is handed on, for the server to say what is wrong. */
function sampleOf({ kind, sample, before }: Draft): unknown {
  if (before && sample === sampleText(before)) return before.sample
  if (kind === "boolean") return sample === "true"
  if (kind === "number") return sample.trim() !== "" && Number.isFinite(Number(sample)) ? Number(sample) : sample
  return sample
}

export function variableOf(draft: Draft, language: keyof Words): Variable {
  const { name, title, kind, required, maxLength, before } = draft
  const titles = before
    ? { ...before.title, [language]: title.trim() || before.title[language] }
    : filled({ en: "", pl: "", it: "", da: "", [language]: title.trim() || name })
  const { maxLength: _, ...kept } = before ?? {}
  const all = {
    ...kept,
    name,
    title: titles,
    kind,
    required,
    ...(maxLength.trim() === "" ? {} : { maxLength: Number(maxLength) }),
  }
  if (kind !== "list") return { ...all, sample: sampleOf(draft) } as Variable
  const of = draft.of.map((field) => variableOf(field, language))
  // A field that is new is in each sample item too.
  const made = Object.fromEntries(of.map((field) => [field.name, field.sample]))
  const items = before?.kind === "list" ? before.sample : [{}]
  return { ...all, of, sample: items.map((item) => ({ ...made, ...item })) } as Variable
}

const fresh = (required: boolean): Draft => ({
  name: "",
  title: "",
  kind: "text",
  required,
  maxLength: "",
  sample: "",
  of: [],
  before: null,
})

/** What an event of the type carries. What is there already only widens. */
export function VariablesField({ label, isNew }: { label: string; isNew: boolean }) {
  const t = useWords()
  const { value, set, props } = useField("variables")
  return (
    <Fieldset variant="unstyled" legend={label} id={props.id} tabIndex={-1}>
      <Text c="dimmed" mt={-12}>
        {isNew ? t("types.variablesHelp") : t("types.variablesWiden")}
      </Text>
      <Drafts at="variables" drafts={value as Draft[]} set={set} isNew={isNew} add={t("types.addVariable")} />
    </Fieldset>
  )
}

type Some = {
  /** Pointer to them in the document, without the first slash. */
  at: string
  drafts: readonly Draft[]
  set: (drafts: readonly Draft[]) => void
  isNew: boolean
  add: string
  isWithin?: boolean
}

function Drafts({ at, drafts, set, isNew, add, isWithin = false }: Some) {
  return (
    <>
      {drafts.map((draft, index) => (
        <OneDraft
          // oxlint-disable-next-line react/no-array-index-key -- a variable is told by where it stands
          key={index}
          at={`${at}/${index}`}
          draft={draft}
          set={(changed) => set(drafts.map((each, other) => (other === index ? changed : each)))}
          remove={() => set(drafts.filter((_, other) => other !== index))}
          isNew={isNew}
          isWithin={isWithin}
        />
      ))}
      <Button
        variant="default"
        leftSection={<Icon name="plus" />}
        onClick={() => set([...drafts, fresh(isNew)])}
        {...(isWithin ? { size: "xs" } : {})}
      >
        {add}
      </Button>
    </>
  )
}

function OneDraft({
  at,
  draft,
  set,
  remove,
  isNew,
  isWithin,
}: {
  at: string
  draft: Draft
  set: (draft: Draft) => void
  remove: () => void
  isNew: boolean
  isWithin: boolean
}) {
  const t = useWords()
  const { form } = useField("variables")
  const { name, title, kind, required, maxLength, sample, of, before } = draft
  const change = (more: Partial<Draft>) => set({ ...draft, ...more })
  const field = (key: string) => ({
    id: `field-${at.replaceAll("/", "-")}-${key}`,
    error: form.mistakes[`${at}/${key}`] ?? (key === "name" ? form.mistakes[at] : undefined),
  })
  const offered = isWithin ? kinds : ([...kinds, "list"] as const)
  return (
    <div className={isWithin ? "variable-draft is-within" : "variable-draft"}>
      <TextInput
        {...field("name")}
        label={t("types.variableName")}
        value={name}
        disabled={before !== null}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <TextInput
        {...field("title")}
        label={t("types.variableTitle")}
        value={title}
        placeholder={name}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <NativeSelect
        {...field("kind")}
        label={t("types.kind")}
        value={kind}
        disabled={before !== null}
        data={offered.map((each) => ({ value: each, label: t(`variableKind.${each}`) }))}
        onChange={(event) => change({ kind: event.currentTarget.value as Kind })}
      />
      {kind === "list" ? (
        <span />
      ) : (
        <TextInput
          {...field("sample")}
          label={t("types.sample")}
          value={sample}
          placeholder={t(`sampleOf.${kind}`)}
          onChange={(event) => change({ sample: event.currentTarget.value })}
        />
      )}
      <TextInput
        {...field("maxLength")}
        label={t("types.maxLength")}
        value={maxLength}
        inputMode="numeric"
        onChange={(event) => change({ maxLength: event.currentTarget.value })}
      />
      <Checkbox
        label={t("types.required")}
        checked={required}
        disabled={!isNew}
        onChange={(event) => change({ required: event.currentTarget.checked })}
      />
      {before === null && (
        <Button
          variant="subtle"
          color="gray"
          px={8}
          aria-label={t("rows.remove", { what: name || t("types.variable") })}
          onClick={remove}
        >
          <Icon name="close" />
        </Button>
      )}
      {kind === "list" && (
        <div className="variable-fields" role="group" aria-label={t("types.fields", { name })}>
          <Text c="dimmed">{t("types.fields", { name })}</Text>
          <Drafts
            at={`${at}/of`}
            drafts={of}
            set={(fields) => change({ of: fields })}
            isNew={isNew || before === null}
            add={t("types.addField")}
            isWithin
          />
        </div>
      )}
    </div>
  )
}
