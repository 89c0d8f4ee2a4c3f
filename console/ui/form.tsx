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
import { useWords } from "../app/words.tsx"
import { Icon } from "./icons.tsx"
import { useFaultSentence, useReadProblem } from "./problems.ts"

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
  /** Shows a refusal that didn't come of saving, at its fields. */
  refuse: (error: unknown) => void
  settle: (answer: "mine" | "theirs" | "back") => void
}

function useMistakesOf() {
  const sentenceOf = useFaultSentence()
  return (error: unknown): Mistakes => {
    if (!(error instanceof Refused)) return {}
    const entries = (error.problem.errors ?? []).map((fault) => [
      fault.pointer?.slice(1) ?? fault.parameter ?? "",
      sentenceOf(fault),
    ])
    // The first of a field is shown.
    return Object.fromEntries(entries.toReversed()) as Mistakes
  }
}

export function useForm<V extends Values>({
  values: latest,
  save,
  version: latestVersion,
  reread,
  guarded,
  keeps,
}: FormOptions<V>): Form<V> {
  const mistakesOf = useMistakesOf()
  const [changes, setChanges] = useState<Partial<V>>({})
  // What was read when editing began: read again meanwhile, it would pass for what one has seen and be overwritten.
  const [begun, setBegun] = useState<{ read: V; version: number | undefined } | null>(null)
  const base = begun ?? { read: latest, version: latestVersion }
  const { read } = base
  const [error, setError] = useState<unknown>(null)
  const [isSaving, setSaving] = useState(false)
  const [conflict, setConflict] = useState<Conflict<V> | null>(null)
  const values = { ...read, ...changes }
  const isChanged = Object.keys(changes).some((name) => JSON.stringify(changes[name]) !== JSON.stringify(read[name]))

  const begin = () => {
    setChanges({})
    setBegun(null)
  }
  const submit: Form<V>["submit"] = async (over = {}) => {
    setSaving(true)
    setError(null)
    try {
      await save(over.values ?? values, over.version ?? base.version)
      if (!keeps) begin()
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
    set: (change) => {
      setBegun((former) => former ?? base)
      setChanges((former) => ({ ...former, ...change }))
    },
    isChanged,
    isSaving,
    error,
    mistakes: mistakesOf(error),
    conflict,
    guarded: guarded ?? latestVersion !== undefined,
    submit,
    refuse: setError,
    discard: () => {
      begin()
      setError(null)
    },
    settle: (answer) => {
      if (answer === "mine" && conflict) return void submit({ values, version: conflict.version })
      if (answer === "theirs") begin()
      setConflict(null)
    },
  }
}

const Within = createContext<Form<Values> | null>(null)

/** A field's value, how to change it, and what stands at it: for fields that are drawn by hand. */
export function useField(name: string) {
  const form = useContext(Within)
  if (!form) throw new Error(`the field ${name} stands outside of a form`)
  return {
    form,
    value: form.values[name],
    set: (value: unknown) => form.set({ [name]: value }),
    // Said here as well, since not every part of Mantine's says it by itself.
    props: {
      id: fieldId(name),
      name,
      error: mistakeAt(form, name),
      "aria-invalid": mistakeAt(form, name) !== undefined,
    },
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
  wide = false,
  locked,
  show,
  compare,
}: {
  form: Form<V>
  names: Readonly<Partial<Record<keyof V & string, string>>>
  submit: string
  children: ReactNode
  bar?: "changed" | "always" | "none"
  cancel?: () => void
  /** What saving will do, in numbers. */
  effect?: ReactNode
  /** As wide as there is room. */
  wide?: boolean
  /** For whoever may only look: who may change it. */
  locked?: string | undefined
  /** How a value is shown in a conflict, where it doesn't speak for itself. */
  show?: Show
  /** What differs in a field that is too long to be shown beside itself. */
  compare?: Compare
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
      <form ref={frame} onSubmit={(event) => void send(event)} className={wide ? "form wide" : "form"} noValidate>
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
        <ConflictView
          form={form as unknown as Form<Values>}
          names={names as Record<string, string>}
          show={show}
          compare={compare}
        />
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

type Place = { pathname: string; search: unknown }

/** Is only something opened over the form, which stays as it is? */
function isOverlay(current: Place, next: Place): boolean {
  const rest = ({ pathname, search }: Place) =>
    JSON.stringify([pathname, { ...(search as object), history: undefined, version: undefined }])
  return rest(current) === rest(next)
}

/** Asks before what was typed is left behind, within the console and when the tab is closed. */
function Guard({ isChanged }: { isChanged: boolean }) {
  const t = useWords()
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => isChanged && !isOverlay(current, next),
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

type Show = (name: string, value: unknown) => string | undefined
type Compare = (name: string, theirs: unknown, mine: unknown) => ReactNode

function ConflictView({
  form,
  names,
  show,
  compare,
}: {
  form: Form<Values>
  names: Readonly<Record<string, string>>
  show: Show | undefined
  compare: Compare | undefined
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
      size="xl"
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
          {differing.map((name) => {
            const [saved, mine] = [theirs[name], form.values[name]]
            const compared = compare?.(name, saved, mine)
            return (
              <tr key={name}>
                <th scope="row">{names[name]}</th>
                {compared ? (
                  <td colSpan={2}>{compared}</td>
                ) : (
                  <>
                    <td>{show?.(name, saved) ?? shownValue(saved)}</td>
                    <td>{show?.(name, mine) ?? shownValue(mine)}</td>
                  </>
                )}
              </tr>
            )
          })}
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

export function PasswordField({
  name,
  label,
  help,
  autoComplete,
  ...props
}: Named & { autoComplete: string; autoFocus?: boolean }) {
  const t = useWords()
  const field = useField(name)
  return (
    <PasswordInput
      {...field.props}
      {...props}
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
