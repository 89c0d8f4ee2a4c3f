/**
 * A form over one document: what was typed is kept whatever fails, problems stand at their fields and in a summary that
 * leads to them, leaving with unsaved changes asks, and a document that somebody else changed meanwhile is shown beside
 * one's own before anything is overwritten.
 */
import {
  Alert,
  Anchor,
  Button,
  Checkbox,
  Modal,
  NativeSelect,
  PasswordInput,
  Switch,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core"
import { useBlocker } from "@tanstack/react-router"
import { type ComponentProps, createContext, type FormEvent, type ReactNode, useContext, useRef, useState } from "react"
import { isRefused, Refused } from "../api/client.ts"
import { useWords, type WordId } from "../app/words.tsx"
import { Icon } from "./icons.tsx"
import { useReadProblem } from "./problems.ts"

type Values = Record<string, unknown>

export type FormOptions<V extends Values> = {
  values: V
  /** Does what the form is for. @param version of the document, if it has one */
  save: (values: V, version: number | undefined) => Promise<unknown>
  /** The document's version as it was read: then a conflict can be told. */
  version?: number
  /** Reads the document anew, to show what somebody else made of it. */
  reread?: () => Promise<{ values: V; version: number }>
  /** Whether leaving with unsaved changes asks; not where a form begins empty and is quickly filled. */
  guarded?: boolean
  /** Keeps what was typed after saving: for a form of several steps. */
  keeps?: boolean
}

type Mistakes = Readonly<Record<string, string>>
type Conflict<V> = { theirs: V; version: number }

export type Form<V extends Values> = {
  values: V
  set: (change: Partial<V>) => void
  isChanged: boolean
  isSaving: boolean
  error: unknown
  mistakes: Mistakes
  conflict: Conflict<V> | null
  guarded: boolean
  submit: (over?: { values?: V; version?: number }) => Promise<void>
  discard: () => void
  settle: (answer: "mine" | "theirs" | "back") => void
}

const faultWords = [
  "taken",
  "too_small",
  "too_big",
  "invalid_format",
  "invalid_type",
  "invalid_value",
  "wrong_password",
  "wrong_code",
  "same",
  "missing",
  "ahead",
  "invalid_union",
  "custom",
] as const

function useMistakesOf() {
  const t = useWords()
  return (error: unknown): Mistakes => {
    if (!(error instanceof Refused)) return {}
    const entries = (error.problem.errors ?? []).map(({ pointer, parameter, code, detail }) => {
      const word = faultWords.find((each) => each === code)
      // What the server says in English names more than a code can, where there is no word for the code.
      return [pointer?.slice(1) ?? parameter ?? "", word && word !== "custom" ? t(`fault.${word}` as WordId) : detail]
    })
    return Object.fromEntries(entries) as Mistakes
  }
}

export function useForm<V extends Values>({
  values: read,
  save,
  version,
  reread,
  guarded,
  keeps,
}: FormOptions<V>): Form<V> {
  const mistakesOf = useMistakesOf()
  const [changes, setChanges] = useState<Partial<V>>({})
  const [error, setError] = useState<unknown>(null)
  const [isSaving, setSaving] = useState(false)
  const [conflict, setConflict] = useState<Conflict<V> | null>(null)
  const values = { ...read, ...changes }
  const isChanged = Object.keys(changes).some((name) => JSON.stringify(changes[name]) !== JSON.stringify(read[name]))

  const submit: Form<V>["submit"] = async (over = {}) => {
    setSaving(true)
    setError(null)
    try {
      await save(over.values ?? values, over.version ?? version)
      if (!keeps) setChanges({})
      setConflict(null)
    } catch (failed) {
      if (reread && isRefused(failed, "version_conflict")) {
        const { values: theirs, version: now } = await reread()
        setConflict({ theirs, version: now })
      } else setError(failed)
    } finally {
      setSaving(false)
    }
  }
  return {
    values,
    set: (change) => setChanges((former) => ({ ...former, ...change })),
    isChanged,
    isSaving,
    error,
    mistakes: mistakesOf(error),
    conflict,
    guarded: guarded ?? version !== undefined,
    submit,
    discard: () => {
      setChanges({})
      setError(null)
    },
    settle: (answer) => {
      if (answer === "mine" && conflict) return void submit({ values, version: conflict.version })
      if (answer === "theirs") setChanges({})
      setConflict(null)
    },
  }
}

const Within = createContext<Form<Values> | null>(null)

function useField(name: string) {
  const form = useContext(Within)
  if (!form) throw new Error(`the field ${name} stands outside of a form`)
  return {
    form,
    value: form.values[name],
    set: (value: unknown) => form.set({ [name]: value }),
    props: { id: fieldId(name), name, error: mistakeAt(form, name) },
  }
}

/** What is wrong with a field, or with something in it. */
const mistakeAt = ({ mistakes }: Pick<Form<Values>, "mistakes">, name: string) =>
  mistakes[name] ?? Object.entries(mistakes).find(([at]) => at.startsWith(`${name}/`))?.[1]

const fieldId = (name: string) => `field-${name.replaceAll("/", "-")}`

/**
 * @param names what fields are called, for the summary of mistakes and for a conflict
 * @param bar `always` shows the buttons all the time, `none` leaves them to the form; else a bar rises when something was
 * changed
 */
export function FormView<V extends Values>({
  form,
  names,
  submit,
  children,
  bar = "changed",
  cancel,
  effect,
  locked,
  show,
}: {
  form: Form<V>
  names: Readonly<Partial<Record<keyof V & string, string>>>
  submit: string
  children: ReactNode
  bar?: "changed" | "always" | "none"
  cancel?: () => void
  /** What saving will do, in numbers. */
  effect?: ReactNode
  /** For whoever may only look: who may change it. */
  locked?: string | undefined
  /** How a value is shown in a conflict, where it doesn't speak for itself. */
  show?: (name: string, value: unknown) => string | undefined
}) {
  const t = useWords()
  const frame = useRef<HTMLFormElement>(null)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    await form.submit()
    // After the mistakes are drawn.
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>("[data-summary]")?.focus())
  }
  const isShown = bar === "always" || (bar === "changed" && form.isChanged)
  return (
    <Within.Provider value={form as unknown as Form<Values>}>
      <form ref={frame} onSubmit={(event) => void send(event)} className="form" noValidate>
        <Summary form={form as unknown as Form<Values>} names={names as Record<string, string>} />
        {locked ? (
          <>
            <p className="locked">
              <Icon name="keys" size={16} />
              {locked}
            </p>
            <fieldset disabled>{children}</fieldset>
          </>
        ) : (
          children
        )}
        {isShown && !locked && (
          <div className={bar === "always" ? "form-buttons" : "save-bar"}>
            {effect && <Text c="dimmed">{effect}</Text>}
            {bar === "changed" && (
              <Button variant="default" onClick={form.discard}>
                {t("discard")}
              </Button>
            )}
            {cancel && (
              <Button variant="default" onClick={cancel}>
                {t("cancel")}
              </Button>
            )}
            <Button type="submit" loading={form.isSaving}>
              {submit}
            </Button>
          </div>
        )}
      </form>
      {form.guarded && <Guard isChanged={form.isChanged && !form.isSaving} />}
      {form.conflict && (
        <ConflictView form={form as unknown as Form<Values>} names={names as Record<string, string>} show={show} />
      )}
    </Within.Provider>
  )
}

function Summary({ form, names }: { form: Form<Values>; names: Readonly<Record<string, string>> }) {
  const t = useWords()
  const read = useReadProblem()
  if (!form.error) return null
  const { title, detail, request } = read(form.error)
  const mistakes = Object.entries(form.mistakes)
  return (
    <Alert
      color="red"
      variant="light"
      icon={<Icon name="alert" />}
      title={mistakes.length ? t("form.mistakes", { count: mistakes.length }) : title}
      role="alert"
      tabIndex={-1}
      data-summary=""
    >
      {mistakes.length === 0 && detail}
      {request && t("problem.request", { request })}
      {mistakes.length > 0 && (
        <ul className="mistakes">
          {mistakes.map(([name, sentence]) => {
            const field = names[name] ? name : (name.split("/")[0] as string)
            const target = document.getElementById(fieldId(name)) ? name : field
            return (
              <li key={name}>
                {names[field] ? (
                  <Anchor
                    href={`#${fieldId(target)}`}
                    c="inherit"
                    underline="always"
                    onClick={(event) => {
                      event.preventDefault()
                      document.getElementById(fieldId(target))?.focus()
                    }}
                  >
                    {names[field]}
                  </Anchor>
                ) : null}
                {names[field] ? ": " : ""}
                {sentence}
              </li>
            )
          })}
        </ul>
      )}
    </Alert>
  )
}

/** Asks before what was typed is left behind, within the console and when the tab is closed. */
function Guard({ isChanged }: { isChanged: boolean }) {
  const t = useWords()
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isChanged,
    enableBeforeUnload: () => isChanged,
    withResolver: true,
  })
  if (status !== "blocked") return null
  return (
    <Modal opened onClose={reset} title={t("guard.title")} closeButtonProps={{ "aria-label": t("close") }}>
      <Text>{t("guard.text")}</Text>
      <div className="form-buttons">
        <Button variant="default" onClick={proceed}>
          {t("guard.leave")}
        </Button>
        <Button onClick={reset} data-autofocus="">
          {t("guard.stay")}
        </Button>
      </div>
    </Modal>
  )
}

function ConflictView({
  form,
  names,
  show,
}: {
  form: Form<Values>
  names: Readonly<Record<string, string>>
  show: ((name: string, value: unknown) => string | undefined) | undefined
}) {
  const t = useWords()
  const shownValue = (value: unknown): string => {
    if (Array.isArray(value)) return value.map(shownValue).join(", ") || "–"
    if (typeof value === "object" && value !== null) return Object.values(value).map(shownValue).join(" ")
    if (typeof value === "boolean") return value ? t("on") : t("off")
    return typeof value === "string" || typeof value === "number" ? String(value) || "–" : "–"
  }
  const { theirs } = form.conflict as Conflict<Values>
  const differing = Object.keys(names).filter(
    (name) => JSON.stringify(theirs[name]) !== JSON.stringify(form.values[name]),
  )
  return (
    <Modal
      opened
      size="lg"
      onClose={() => form.settle("back")}
      title={t("conflict.title")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Text>{t("conflict.text")}</Text>
      <table className="rows conflict">
        <thead>
          <tr>
            <th scope="col">{t("conflict.field")}</th>
            <th scope="col">{t("conflict.theirs")}</th>
            <th scope="col">{t("conflict.mine")}</th>
          </tr>
        </thead>
        <tbody>
          {differing.map((name) => (
            <tr key={name}>
              <th scope="row">{names[name]}</th>
              <td>{show?.(name, theirs[name]) ?? shownValue(theirs[name])}</td>
              <td>{show?.(name, form.values[name]) ?? shownValue(form.values[name])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="form-buttons">
        <Button variant="default" onClick={() => form.settle("theirs")}>
          {t("conflict.takeTheirs")}
        </Button>
        <Button onClick={() => form.settle("mine")} loading={form.isSaving}>
          {t("conflict.saveMine")}
        </Button>
      </div>
    </Modal>
  )
}

// ── fields: each knows its value and its mistake by its name ──

type Named = { name: string; label: string; help?: string | undefined }

export function TextField({
  name,
  help,
  ...props
}: Named & Omit<ComponentProps<typeof TextInput>, "name" | "label" | "value" | "onChange" | "error" | "id">) {
  const field = useField(name)
  return (
    <TextInput
      {...field.props}
      {...props}
      description={help}
      value={(field.value as string | null) ?? ""}
      onChange={(event) => field.set(event.currentTarget.value)}
    />
  )
}

export function TextAreaField({
  name,
  help,
  ...props
}: Named & Omit<ComponentProps<typeof Textarea>, "name" | "label" | "value" | "onChange" | "error" | "id">) {
  const field = useField(name)
  return (
    <Textarea
      {...field.props}
      {...props}
      description={help}
      value={(field.value as string | null) ?? ""}
      onChange={(event) => field.set(event.currentTarget.value)}
    />
  )
}

/** A whole number; null while nothing is typed. */
export function NumberField({ name, label, help, unit }: Named & { unit?: string }) {
  const field = useField(name)
  return (
    <TextInput
      {...field.props}
      label={label}
      description={help}
      inputMode="numeric"
      maw={200}
      rightSection={unit ? <span className="unit">{unit}</span> : undefined}
      rightSectionWidth={unit ? 84 : undefined}
      value={String((field.value as number | null) ?? "")}
      onChange={(event) => {
        const digits = event.currentTarget.value.replace(/\D/g, "")
        field.set(digits ? Number(digits) : null)
      }}
    />
  )
}

export function PasswordField({ name, label, help, autoComplete }: Named & { autoComplete: string }) {
  const t = useWords()
  const field = useField(name)
  return (
    <PasswordInput
      {...field.props}
      label={label}
      description={help}
      autoComplete={autoComplete}
      visibilityToggleButtonProps={{ "aria-label": t("password.show"), "aria-hidden": false, tabIndex: 0 } as never}
      value={(field.value as string) ?? ""}
      onChange={(event) => field.set(event.currentTarget.value)}
    />
  )
}

export function ChoiceField({
  name,
  label,
  help,
  choices,
}: Named & { choices: readonly { value: string; label: string }[] }) {
  const field = useField(name)
  return (
    <NativeSelect
      {...field.props}
      label={label}
      description={help}
      data={[...choices]}
      value={(field.value as string | null) ?? ""}
      onChange={(event) => field.set(event.currentTarget.value)}
    />
  )
}

/** Several of a few. */
export function SeveralField({
  name,
  label,
  help,
  choices,
}: Named & { choices: readonly { value: string; label: string }[] }) {
  const field = useField(name)
  return (
    <Checkbox.Group
      id={field.props.id}
      label={label}
      description={help}
      error={field.props.error}
      value={field.value as string[]}
      onChange={(value) => field.set(value)}
    >
      <div className="several">
        {choices.map((choice) => (
          <Checkbox key={choice.value} value={choice.value} label={choice.label} />
        ))}
      </div>
    </Checkbox.Group>
  )
}

export function SwitchField({ name, label, help }: Named) {
  const field = useField(name)
  return (
    <Switch
      {...field.props}
      label={label}
      description={help}
      checked={field.value === true}
      onChange={(event) => field.set(event.currentTarget.checked)}
    />
  )
}

type RowColumn = {
  key: string
  label: string
  type?: string
  grow?: boolean
  /** One of these rather than any text; the first at first. */
  choices?: readonly { value: string; label: string }[]
}

/** Several of one kind, each a row of short fields, with a button for one more. */
export function RowsField({
  name,
  label,
  columns,
  add,
  none,
}: {
  name: string
  label: string
  columns: readonly RowColumn[]
  add: string
  /** Said where there is none. */
  none: string
}) {
  const t = useWords()
  const { form, value, set } = useField(name)
  const rows = value as Record<string, string>[]
  const change = (at: number, key: string, text: string) =>
    set(rows.map((row, index) => (index === at ? { ...row, [key]: text } : row)))
  return (
    <fieldset id={fieldId(name)} tabIndex={-1}>
      <legend>{label}</legend>
      {rows.length === 0 && <Text c="dimmed">{none}</Text>}
      {rows.map((row, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a row is told by where it stands
        <div key={index} className="field-row">
          {columns.map(({ key, label: column, type, grow, choices }) =>
            choices ? (
              <NativeSelect
                key={key}
                id={fieldId(`${name}/${index}/${key}`)}
                label={column}
                data={[...choices]}
                value={row[key] ?? ""}
                onChange={(event) => change(index, key, event.currentTarget.value)}
              />
            ) : (
              <TextInput
                key={key}
                id={fieldId(`${name}/${index}/${key}`)}
                className={grow ? "grow" : undefined}
                type={type ?? "text"}
                label={column}
                value={row[key] ?? ""}
                error={
                  form.mistakes[`${name}/${index}/${key}`] ?? (grow ? mistakeAt(form, `${name}/${index}`) : undefined)
                }
                onChange={(event) => change(index, key, event.currentTarget.value)}
              />
            ),
          )}
          <Button
            variant="subtle"
            color="gray"
            px={8}
            aria-label={t("rows.remove", { what: `${label} ${index + 1}` })}
            onClick={() => set(rows.filter((_, other) => other !== index))}
          >
            <Icon name="close" />
          </Button>
        </div>
      ))}
      <Button
        variant="default"
        leftSection={<Icon name="plus" />}
        onClick={() =>
          set([...rows, Object.fromEntries(columns.map(({ key, choices }) => [key, choices?.[0]?.value ?? ""]))])
        }
      >
        {add}
      </Button>
    </fieldset>
  )
}
