/**
 * An editor for Liquid, by itself or within HTML: colours, completion of what may be written, mistakes where they are.
 * Heavy: only what needs it may import it, and by `lazy`.
 */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from "@codemirror/autocomplete"
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands"
import { html, htmlCompletionSource } from "@codemirror/lang-html"
import { liquid } from "@codemirror/lang-liquid"
import { bracketMatching } from "@codemirror/language"
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint"
import { search, searchKeymap } from "@codemirror/search"
import { Compartment, EditorState, type Extension, type Text } from "@codemirror/state"
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view"
import { useEffect, useRef, useState } from "react"
import { useWords } from "../app/words.tsx"
import { codeLook, usePhrases } from "./codeLook.ts"

/** What may be written: names with what they stand for, and the fields of the items of lists. */
export type Offered = {
  names: readonly { name: string; detail?: string; info?: string }[]
  filters: readonly string[]
  tags: readonly string[]
  items: Readonly<Record<string, readonly { name: string; detail?: string }[]>>
}

/** Line and column count from 1, as the server tells them. */
export type Mistake = {
  line: number
  column: number
  sentence: string
  found?: string | undefined
  suggestion?: string | undefined
}

export type CodeEditorProps = {
  value: string
  change: (value: string) => void
  /** Of the field, for those who hear it. */
  label: string
  id: string
  describedBy?: string | undefined
  kind: "html" | "text" | "line"
  offered: Offered
  mistakes: readonly Mistake[]
  /** Told when it is written in: what puts a text where the cursor is. */
  focus?: (insert: (text: string) => void) => void
}

export default function CodeEditor(props: CodeEditorProps) {
  const { value, label, id, describedBy, kind, offered, mistakes } = props
  const t = useWords()
  const phrases = usePhrases()
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const [parts] = useState(() => ({ completion: new Compartment(), about: new Compartment() }))
  // What the editor calls back is always of the last drawing.
  const now = useRef(props)
  useEffect(() => {
    now.current = props
  })

  const about = EditorView.contentAttributes.of({
    id,
    "aria-label": label,
    tabindex: "0",
    spellcheck: "true",
    autocapitalize: "off",
    ...(describedBy ? { "aria-describedby": describedBy } : {}),
    ...(mistakes.length ? { "aria-invalid": "true" } : {}),
  })

  useEffect(() => {
    const made = new EditorView({
      parent: place.current as HTMLDivElement,
      state: EditorState.create({
        doc: now.current.value,
        extensions: [
          codeLook(),
          EditorState.phrases.of(phrases),
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          kind === "line" ? oneLine : [lineNumbers(), search({ top: true }), keymap.of(searchKeymap)],
          EditorView.lineWrapping,
          kind === "line" ? [] : lintGutter(),
          kind === "html" ? liquid({ base: html() }) : liquid(),
          parts.completion.of(completionOf(offered, kind)),
          parts.about.of(about),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) now.current.change(update.state.doc.toString())
            if (update.focusChanged && update.view.hasFocus) now.current.focus?.((text) => insert(update.view, text))
          }),
        ],
      }),
    })
    view.current = made
    return () => made.destroy()
    // oxlint-disable-next-line react/exhaustive-deps -- made once; what may change is handed on below
  }, [kind])

  useEffect(() => {
    const { current } = view
    const doc = current?.state.doc.toString()
    // Brought back from outside, such as by a restored version.
    if (current && doc !== value) current.dispatch({ changes: { from: 0, to: doc?.length ?? 0, insert: value } })
  }, [value])

  useEffect(() => {
    view.current?.dispatch({ effects: parts.completion.reconfigure(completionOf(offered, kind)) })
  }, [offered, kind, parts])

  const mistaken = mistakes.length > 0
  useEffect(() => {
    view.current?.dispatch({ effects: parts.about.reconfigure(about) })
    // oxlint-disable-next-line react/exhaustive-deps -- what it is made of
  }, [label, id, describedBy, mistaken])

  useEffect(() => {
    const { current } = view
    if (!current) return
    const diagnostics = mistakes.map((mistake) => diagnosticOf(current.state.doc, mistake, t))
    current.dispatch(setDiagnostics(current.state, diagnostics))
  }, [mistakes, t])

  return <div ref={place} className={`code-editor code-${kind}`} />
}

/** A field of one line: Enter makes none, and what is pasted with line ends is joined. */
const oneLine: Extension = [
  keymap.of([{ key: "Enter", run: () => true }]),
  EditorState.transactionFilter.of((change) =>
    change.newDoc.lines > 1 ? [change, { changes: joined(change.newDoc), sequential: true }] : change,
  ),
]
const joined = (doc: Text) =>
  Array.from({ length: doc.lines - 1 }, (_, index) => {
    const { to } = doc.line(index + 1)
    return { from: to, to: to + 1, insert: " " }
  })

function insert(view: EditorView, text: string) {
  view.dispatch(view.state.replaceSelection(text), { scrollIntoView: true, userEvent: "input" })
  view.focus()
}

/** Puts the cursor to a line and a column of an editor, which is told by its id. */
export function goTo(id: string, { line, column }: Pick<Mistake, "line" | "column">) {
  const content = document.getElementById(id)
  const view = content && EditorView.findFromDOM(content)
  if (!view) return
  view.dispatch({ selection: { anchor: offsetOf(view.state.doc, line, column) }, scrollIntoView: true })
  view.focus()
}

function offsetOf(doc: Text, line: number, column: number): number {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines))
  return Math.min(at.from + Math.max(column - 1, 0), at.to)
}

/** Puts what was meant in the place of a mistake. */
export function mend(id: string, mistake: Mistake) {
  goTo(id, mistake)
  const content = document.getElementById(id)
  const view = content && EditorView.findFromDOM(content)
  if (!view || !mistake.suggestion) return
  view.dispatch({ changes: { ...rangeOf(view.state.doc, mistake), insert: mistake.suggestion } })
}

/** The word that is mistaken: at its place, or behind it where the place is that of its whole tag. */
function rangeOf(doc: Text, { line, column, found }: Mistake): { from: number; to: number } {
  const from = offsetOf(doc, line, column)
  const rest = doc.sliceString(from, doc.lineAt(from).to)
  const word = /^(\[[^\]]*\]|[\w-]+)/.exec(rest)?.[0]
  const further = found ? rest.indexOf(found) : -1
  if (word) return { from, to: from + word.length }
  if (further < 0) return { from, to: from + rest.length }
  return { from: from + further, to: from + further + (found as string).length }
}

function diagnosticOf(doc: Text, mistake: Mistake, t: ReturnType<typeof useWords>): Diagnostic {
  const { sentence, suggestion } = mistake
  const action = suggestion && {
    name: t("editor.use", { word: suggestion }),
    apply: (view: EditorView, from: number, to: number) => view.dispatch({ changes: { from, to, insert: suggestion } }),
  }
  return { ...rangeOf(doc, mistake), severity: "error", message: sentence, ...(action ? { actions: [action] } : {}) }
}

const completionOf = (offered: Offered, kind: CodeEditorProps["kind"]): Extension =>
  autocompletion({
    icons: false,
    override: [(context) => liquidCompletions(context, offered), ...(kind === "html" ? [htmlCompletionSource] : [])],
  })

const asCompletion =
  (boost: number) =>
  ({ name, detail, info }: { name: string; detail?: string; info?: string }): Completion => ({
    label: name,
    boost,
    ...(detail ? { detail } : {}),
    ...(info ? { info } : {}),
  })

/** Within `{{ … }}` and `{% … %}` what Tidings knows, and nothing else of Liquid. */
function liquidCompletions(context: CompletionContext, offered: Offered): CompletionResult | null {
  const before = context.state.sliceDoc(Math.max(0, context.pos - 2_000), context.pos)
  const opened = /(\{\{|\{%)-?(?:(?!\}\}|%\}).)*$/s.exec(before)
  if (!opened) return null
  const within = opened[0].slice(2)
  const path = /[\w.]*$/.exec(within)?.[0] ?? ""
  if (!path && !context.explicit && !/[\s|]$/.test(within)) return null
  const from = context.pos - path.length
  const lead = within.slice(0, within.length - path.length)
  if (opened[1] === "{%" && lead.trim() === "")
    return { from, options: offered.tags.map((label) => ({ label })), validFor: /^\w*$/ }
  if (/\|\s*$/.test(lead)) return { from, options: offered.filters.map((label) => ({ label })), validFor: /^\w*$/ }
  const loops = [...before.matchAll(/\{%-?\s*for\s+(\w+)\s+in\s+(\w+)/g)].flatMap(([, item = "", list = ""]) =>
    (offered.items[list] ?? []).map((field) => asCompletion(2)({ ...field, name: `${item}.${field.name}` })),
  )
  return { from, options: [...loops, ...offered.names.map(asCompletion(1))], validFor: /^[\w.]*$/ }
}
