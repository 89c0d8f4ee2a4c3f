/**
 * Pages of docs/ as the console shows them: rendered when it is built, so that nothing is parsed while somebody reads.
 * Of HTML that stands in a page nothing is let through, and pictures become files of the build.
 */
import { existsSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { Marked, type Token, type Tokens } from "marked"
import type { Plugin } from "vite"
import type { HelpPage, HelpSection } from "./pages.ts"

const escape = (text: string) =>
  text.replace(/[&<>"]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter] as string)

/** As GitHub makes them of headings, so that the same links work in both. */
const anchorOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
    .replace(/\s/g, "-")

/** The words of a page without its marks, for the search. */
function plainOf(tokens: readonly Token[]): string {
  const words: string[] = []
  const walk = (all: readonly Token[]) => {
    for (const token of all) {
      if (token.type === "table") {
        const { header, rows } = token as Tokens.Table
        for (const cell of [header, ...rows].flat()) walk(cell.tokens)
      } else if (token.type === "list") walk((token as Tokens.List).items)
      else if ("tokens" in token && token.tokens) walk(token.tokens)
      else if ("text" in token && typeof token.text === "string") words.push(token.text)
    }
    words.push(" ")
  }
  walk(tokens)
  return words.join("").replace(/\s+/g, " ").trim()
}

/** The name of a page's address: of two that are called alike, the how-to page has it. */
function slugOf(file: string): string {
  const name = basename(file, ".md")
  const isSecond = basename(dirname(file)) !== "how-to" && existsSync(join(dirname(file), "how-to", `${name}.md`))
  return isSecond ? `about-${name}` : name
}

/** Where a link of a page leads from the console; null for what only a checkout has. */
function addressOf(file: string, href: string): string | null {
  if (/^(https?:|mailto:)/.test(href)) return href
  if (href.startsWith("#")) return href
  const [path = "", anchor] = href.split("#")
  if (!path.endsWith(".md") || path.startsWith("../../") || /decisions\/|^\.\.\/[A-Z]/.test(path)) return null
  return `/help/${slugOf(join(dirname(file), path))}${anchor ? `#${anchor}` : ""}`
}

/** @returns the page as a module, which imports its pictures */
export function moduleOf(file: string, source: string): string {
  const pictures: string[] = []
  const place = (index: number) => `\u0000${index}\u0000`
  const marked = new Marked({
    renderer: {
      html: ({ text }) => escape(text),
      image({ href, text }) {
        const path = join(dirname(file), href)
        // One that was not taken yet is left out here; scripts/prose.ts says that it is missing.
        if (!existsSync(path)) return ""
        pictures.push(path)
        return `<img src="${place(pictures.length - 1)}" alt="${escape(text)}" loading="lazy">`
      },
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens)
        const address = addressOf(file, href)
        if (address === null) return words
        const isOutside = /^https?:/.test(address)
        return `<a href="${escape(address)}"${isOutside ? ' target="_blank" rel="noreferrer"' : ""}>${words}</a>`
      },
      table(token) {
        const row = (cells: readonly Tokens.TableCell[], name: string) =>
          `<tr>${cells.map(({ tokens }) => `<${name}>${this.parser.parseInline(tokens)}</${name}>`).join("")}</tr>`
        const body = token.rows.map((cells) => row(cells, "td")).join("")
        return `<div class="help-table" tabindex="0"><table><thead>${row(token.header, 'th scope="col"').replaceAll('</th scope="col">', "</th>")}</thead><tbody>${body}</tbody></table></div>`
      },
      code: ({ text }) => `<pre tabindex="0"><code>${escape(text)}</code></pre>`,
    },
  })
  const tokens = marked.lexer(source)
  let title = basename(file, ".md")
  const sections: { heading: Tokens.Heading | null; tokens: Token[] }[] = [{ heading: null, tokens: [] }]
  for (const token of tokens)
    if (token.type === "heading" && token.depth === 1) title = plainOf((token as Tokens.Heading).tokens)
    else if (token.type === "heading" && token.depth <= 3)
      sections.push({ heading: token as Tokens.Heading, tokens: [] })
    else sections.at(-1)?.tokens.push(token)
  const page: Omit<HelpPage, "isHowTo"> = {
    slug: slugOf(file),
    title,
    sections: sections
      .filter(({ heading, tokens: inside }) => heading || inside.some(({ type }) => type !== "space"))
      .map(({ heading, tokens: inside }): HelpSection => {
        const name = heading && plainOf(heading.tokens)
        return {
          id: name && anchorOf(name),
          title: name,
          level: heading?.depth === 3 ? 3 : 2,
          html: marked.parser(inside),
          text: plainOf(inside),
        }
      }),
  }
  const imports = pictures.map((path, index) => `import picture${index} from ${JSON.stringify(`${path}?url`)}`)
  // oxlint-disable-next-line no-control-regex -- what no page can contain marks the place
  const text = JSON.stringify(page).replace(/\\u0000(\d+)\\u0000/g, (_, index: string) => `" + picture${index} + "`)
  return `${imports.join("\n")}\nexport default ${text}`
}

export const markdown: Plugin = {
  name: "markdown",
  enforce: "pre",
  load(id) {
    return id.endsWith(".md") ? moduleOf(id, readFileSync(id, "utf8")) : null
  },
}
