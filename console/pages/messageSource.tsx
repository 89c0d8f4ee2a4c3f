/** The source of a message: its fields, what may be put into them, and what is wrong with them, by line. */
import { Skeleton, Text, UnstyledButton } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { lazy, type ReactNode, Suspense, useMemo, useRef } from "react"
import { api, ask, Refused } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import type { Mistake, Offered } from "../ui/codeEditor.tsx"
import type { Form } from "../ui/form.tsx"
import { useFaultSentence } from "../ui/problems.ts"
import { Icon } from "../ui/icons.tsx"
import type { Place, TypeWithExample, Words } from "./messageWords.ts"
import type { PreviewState } from "./messagePreview.tsx"

const CodeEditor = lazy(() => import("../ui/codeEditor.tsx"))

type Variable = TypeWithExample["variables"][number]
type Field = "subject" | "body"

const shownSample = (sample: Variable["sample"]): string =>
  typeof sample === "object" ? JSON.stringify(sample).slice(0, 80) : String(sample)

/** What a message of this place may use: the type's variables on this channel, then what every message knows. */
function useOffered({ type, slot }: Place): Offered {
  const t = useWords()
  const language = t("language.code") as "en"
  const { data } = useQuery({
    queryKey: ["template-language"],
    queryFn: () => ask(api.GET("/v1/template-language")),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return useMemo(() => {
    const variables = type.variables.filter(({ channels }) => !channels || channels.includes(slot.channel))
    const told = ({ name, title, sample }: Pick<Variable, "name" | "title" | "sample">) => ({
      name,
      detail: title[language],
      info: shownSample(sample),
    })
    return {
      names: [...variables.map(told), ...(data?.names ?? []).map((name) => ({ name }))],
      filters: data?.filters ?? [],
      tags: [...(data?.tags ?? []), "endif", "endfor", "else", "elsif"],
      items: Object.fromEntries(
        variables.flatMap((variable) =>
          variable.kind === "list"
            ? [[variable.name, variable.of.map(({ name, title }) => ({ name, detail: title[language] }))]]
            : [],
        ),
      ),
    }
  }, [type, slot.channel, language, data])
}

/** What puts a variable into a text; a list is gone through. */
const written = (variable: Pick<Variable, "name"> & { kind?: Variable["kind"]; of?: readonly { name: string }[] }) =>
  variable.kind === "list"
    ? `{% for item in ${variable.name} %}{{ item.${variable.of?.[0]?.name ?? ""} }}{% endfor %}`
    : `{{ ${variable.name} }}`

export type Found = Mistake & { field: Field }

/** What the server found wrong with the words as they were last tried. */
export function useFound(error: unknown): readonly Found[] {
  const sentenceOf = useFaultSentence()
  return useMemo(() => {
    if (!(error instanceof Refused) || error.problem.code !== "template_invalid") return []
    return (error.problem.errors ?? []).map((fault) => {
      const { line, column, found, suggestion } = fault.values ?? {}
      return {
        field: fault.pointer === "/subject" ? "subject" : "body",
        line: Number(line ?? 1),
        column: Number(column ?? 1),
        sentence: sentenceOf(fault),
        found: typeof found === "string" ? found : undefined,
        suggestion: typeof suggestion === "string" ? suggestion : undefined,
      }
    })
    // oxlint-disable-next-line react/exhaustive-deps -- the sentences follow the error
  }, [error])
}

const idOf = (field: Field) => `field-${field}`

export function Source({
  place,
  form,
  names,
  preview,
  children,
}: {
  place: Place
  form: Form<Words>
  names: Partial<Record<keyof Words, string>>
  preview: PreviewState
  children: ReactNode
}) {
  const t = useWords()
  const offered = useOffered(place)
  const found = useFound(preview.error)
  const insert = useRef<(text: string) => void>(null)
  const { subject, body, format } = form.values
  const ofField = useMemo(() => Map.groupBy(found, ({ field }) => field), [found])
  const common = {
    offered,
    describedBy: "editor-keys",
    focus: (put: (text: string) => void) => {
      insert.current = put
    },
  }
  const put = (text: string) => {
    if (insert.current) insert.current(text)
    else form.set({ body: `${body}${text}` })
  }
  return (
    <section className="editor-source" aria-label={t("message.source")}>
      {names.subject && (
        <div className="code-field">
          <span className="code-label" aria-hidden="true">
            {names.subject}
          </span>
          <Suspense fallback={<Skeleton height={38} />}>
            <CodeEditor
              {...common}
              id={idOf("subject")}
              label={names.subject}
              kind="line"
              value={subject}
              change={(text) => form.set({ subject: text })}
              mistakes={ofField.get("subject") ?? none}
            />
          </Suspense>
        </div>
      )}
      {children}
      <div className="code-field">
        <span className="code-label" aria-hidden="true">
          {names.body}
        </span>
        <Suspense fallback={<Skeleton height={280} />}>
          <CodeEditor
            {...common}
            id={idOf("body")}
            label={names.body ?? ""}
            kind={format === "text" ? "text" : "html"}
            value={body}
            change={(text) => form.set({ body: text })}
            mistakes={ofField.get("body") ?? none}
          />
        </Suspense>
        <Text id="editor-keys" c="dimmed" fz="xs">
          {t("message.keys")}
        </Text>
      </div>
      <Problems found={found} names={names} />
      <Variables place={place} offered={offered} put={put} />
    </section>
  )
}

const none: readonly Mistake[] = []

function Problems({ found, names }: { found: readonly Found[]; names: Partial<Record<keyof Words, string>> }) {
  const t = useWords()
  const go = async ({ field, line, column }: Found) => {
    const { goTo } = await import("../ui/codeEditor.tsx")
    goTo(idOf(field), { line, column })
  }
  const mend = async (each: Found) => {
    const editor = await import("../ui/codeEditor.tsx")
    editor.mend(idOf(each.field), each)
  }
  return (
    <div role="status">
      {found.length > 0 && (
        <ul className="problems" aria-label={t("editor.problems")}>
          {found.map((each, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- told anew as a whole
            <li key={index}>
              <Icon name="alert" size={16} />
              <UnstyledButton className="problem" onClick={() => void go(each)}>
                {names[each.field]}, {t("message.line", { line: each.line, column: each.column })}
              </UnstyledButton>
              <span>{each.sentence}</span>
              {each.suggestion && (
                <UnstyledButton className="problem" onClick={() => void mend(each)}>
                  {t("editor.use", { word: each.suggestion })}
                </UnstyledButton>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** To press or to drag into the text; each says what it stands for. */
function Variables({ place, offered, put }: { place: Place; offered: Offered; put: (text: string) => void }) {
  const t = useWords()
  const own = new Map(place.type.variables.map((variable) => [variable.name, variable]))
  return (
    <div className="variables" role="group" aria-label={t("message.variables")}>
      <span className="code-label">{t("message.variables")}</span>
      {offered.names.map(({ name, detail, info }) => {
        const text = written(own.get(name) ?? { name })
        return (
          <UnstyledButton
            key={name}
            className="variable"
            draggable
            title={[detail, info].filter(Boolean).join(": ")}
            onDragStart={(event: React.DragEvent) => event.dataTransfer.setData("text/plain", text)}
            onClick={() => put(text)}
          >
            {name}
          </UnstyledButton>
        )
      })}
    </div>
  )
}
