/** Finds pages of the help by words, the other systems' words among them. */
import type { HelpPage, HelpSection } from "./pages.ts"

/** Without case and marks, so that `lumiere` finds Lumière. */
export const plain = (text: string) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ł", "l").replaceAll("Ł", "l").toLowerCase()

export type Found = { page: HelpPage; section: HelpSection | null; words: string }

const most = 12

/** The words around the first that was asked for. */
function around(text: string, asked: readonly string[]): string {
  const whole = plain(text)
  const at = Math.min(...asked.map((word) => whole.indexOf(word)).filter((place) => place >= 0), text.length)
  const from = at === text.length ? 0 : Math.max(0, text.lastIndexOf(" ", Math.max(0, at - 40)))
  return `${from > 0 ? "… " : ""}${text.slice(from, from + 140).trim()}${from + 140 < text.length ? " …" : ""}`
}

/**
 * @param also what else a page is called, by its slug
 * @returns pages whose name or other names have every word, then sections that have them; the best first
 */
export function findHelp(pages: readonly HelpPage[], also: (slug: string) => string, typed: string): Found[] {
  const asked = plain(typed).split(/\s+/).filter(Boolean)
  if (asked.length === 0) return []
  const has = (text: string) => asked.every((word) => text.includes(word))
  const found: (Found & { rank: number })[] = []
  for (const page of pages) {
    const title = plain(page.title)
    if (has(title) || has(`${title} ${plain(also(page.slug))}`))
      found.push({
        page,
        section: null,
        words: around(page.sections[0]?.text ?? "", asked),
        rank: has(title) ? 0 : 1,
      })
    for (const section of page.sections) {
      if (section.title && has(plain(section.title)))
        found.push({ page, section, words: around(section.text, asked), rank: 2 })
      else if (has(plain(`${page.title} ${section.title ?? ""} ${section.text}`)))
        found.push({ page, section: section.title ? section : null, words: around(section.text, asked), rank: 3 })
    }
  }
  const isFirst = (each: Found, index: number) =>
    found.findIndex(({ page, section }) => page === each.page && section === each.section) === index
  return found
    .filter(isFirst)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
}
