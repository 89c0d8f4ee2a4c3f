/** How code is shown: the console's colours by its own variables, so that both themes are one; and the editor's few words. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language"
import type { Extension } from "@codemirror/state"
import { EditorView } from "@codemirror/view"
import { tags } from "@lezer/highlight"
import { useMemo } from "react"
import { useWords } from "../app/words.tsx"

const colours = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket, tags.attributeName], color: "var(--dim)" },
  { tag: [tags.variableName, tags.propertyName, tags.processingInstruction, tags.bracket], color: "var(--tide)" },
  { tag: [tags.keyword, tags.controlKeyword, tags.operator, tags.operatorKeyword], color: "var(--violet)" },
  { tag: [tags.function(tags.variableName), tags.standard(tags.variableName)], color: "var(--blue)" },
  { tag: [tags.string, tags.attributeValue, tags.number], color: "var(--green)" },
  { tag: [tags.comment, tags.meta], color: "var(--dim)", fontStyle: "italic" },
])

const look = EditorView.theme({
  "&": { backgroundColor: "var(--sheet)", color: "var(--ink)", fontSize: "0.8125rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--dim)", border: "0" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "light-dark(#cfe5e8, #1f4750)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--tide-soft)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--red)",
    textUnderlineOffset: "3px",
  },
  ".cm-tooltip": { backgroundColor: "var(--sheet)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "15em" },
  ".cm-tooltip-autocomplete ul li": { padding: "3px 10px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--tide-soft)",
    color: "var(--ink)",
  },
  ".cm-completionDetail": { color: "var(--dim)", fontStyle: "normal", fontFamily: "'Inter Variable', sans-serif" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-diagnostic": {
    padding: "6px 10px",
    borderLeft: "3px solid var(--red)",
    fontFamily: "'Inter Variable', sans-serif",
  },
  ".cm-diagnosticAction": { backgroundColor: "var(--tide)", color: "light-dark(#ffffff, #10211f)" },
  ".cm-panels": { backgroundColor: "var(--paper)", color: "var(--ink)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-changedLine": { backgroundColor: "light-dark(#edf6ef, #1c2a20) !important" },
  ".cm-changedText, .cm-insertedLine .cm-changedText": {
    background: "light-dark(#cfe8d6, #2c4a35) !important",
    color: "var(--ink)",
  },
  ".cm-deletedChunk, .cm-deletedLine": {
    backgroundColor: "light-dark(#fbeeed, #33201f) !important",
    textDecoration: "none",
  },
  ".cm-deletedChunk .cm-deletedText": {
    background: "light-dark(#f4cfcc, #5b2f2c) !important",
    textDecoration: "none",
  },
  ".cm-collapsedLines": { background: "var(--hover)", color: "var(--dim)", padding: "4px 12px" },
})

/** The styles it makes count only with the page's number. */
export const codeLook = (): Extension => [
  EditorView.cspNonce.of(document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? ""),
  look,
  syntaxHighlighting(colours),
]

/** The editor's own words in the reader's language. */
export function usePhrases(): Record<string, string> {
  const t = useWords()
  return useMemo(
    () => ({
      Find: t("editor.find"),
      Replace: t("editor.replaceWith"),
      next: t("editor.next"),
      previous: t("editor.previous"),
      all: t("editor.all"),
      "match case": t("editor.matchCase"),
      regexp: t("editor.regexp"),
      "by word": t("editor.byWord"),
      replace: t("editor.replace"),
      "replace all": t("editor.replaceAll"),
      close: t("close"),
      Completions: t("editor.completions"),
      Diagnostics: t("editor.problems"),
      "No diagnostics": t("editor.noProblems"),
      "$ unchanged lines": t("editor.unchanged"),
    }),
    [t],
  )
}
