/** The pages of the help: whatever is in docs/ for people who use or run Tidings, the how-to pages first. */
export type HelpSection = {
  /** Null for what stands before the first heading. */
  id: string | null
  title: string | null
  level: 2 | 3
  html: string
  text: string
}
export type HelpPage = { slug: string; title: string; isHowTo: boolean; sections: HelpSection[] }

const found = import.meta.glob<Omit<HelpPage, "isHowTo">>(
  [
    "../../docs/how-to/*.md",
    "../../docs/{quick-start,concepts,sending,states,email,webhooks,balances-and-invoices,operate,security}.md",
    "!**/README.md",
  ],
  { eager: true, import: "default" },
)

export const helpPages: readonly HelpPage[] = Object.entries(found)
  .map(([path, page]) => ({
    ...page,
    isHowTo: path.includes("/how-to/"),
  }))
  .toSorted((a, b) => Number(b.isHowTo) - Number(a.isHowTo) || a.title.localeCompare(b.title, "en"))
