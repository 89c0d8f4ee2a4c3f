/** Help: the pages of docs/, beside the screen that is open or as pages of their own, with a search and whom to ask. */
import { Anchor, Drawer, Kbd, Text, TextInput, Title } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { Link, useLocation, useNavigate, useParams } from "@tanstack/react-router"
import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from "react"
import { useIntl } from "react-intl"
import { api, ask } from "../api/client.ts"
import { wordsOfPages, wordsOfScreens } from "../app/otherWords.ts"
import { screenOf, screens } from "../app/screens.ts"
import { useWords } from "../app/words.tsx"
import type { HelpPage, HelpSection } from "../help/pages.ts"
import { findHelp } from "../help/search.ts"
import { Icon } from "../ui/icons.tsx"
import { Page, Waiting } from "../ui/page.tsx"
import { CopyButton } from "../ui/text.tsx"
import "./help.css"

/** All pages at once: less than a picture, and only for whoever asks. */
const pagesQuery = {
  queryKey: ["words", "help"],
  queryFn: async () => (await import("../help/pages.ts")).helpPages,
  staleTime: Number.POSITIVE_INFINITY,
}

/** Where an address of the help leads. */
type Place = { slug: string | null; anchor: string | null }
const placeOf = (href: string): Place => {
  const [path = "", anchor = ""] = href.split("#")
  return { slug: path.replace(/^\/help\/?/, "") || null, anchor: anchor || null }
}
const addressOf = (slug: string, anchor: string | null) => `/help/${slug}${anchor ? `#${anchor}` : ""}`

/** What else the page is called: by the screens it is the help of, and by the systems people come from. */
function useAlso(): (slug: string) => string {
  const t = useWords()
  return (slug) =>
    [
      wordsOfPages[slug] ?? "",
      ...screens
        .filter(({ help }) => help === slug)
        .map(({ path, title, also }) => `${t(title)} ${also ? t(also) : ""} ${wordsOfScreens[path] ?? ""}`),
    ].join(" ")
}

/** Links between pages are followed by whoever shows them; all others by the browser. */
function useFollow(go: (place: Place) => void) {
  return (event: MouseEvent) => {
    const href = (event.target as HTMLElement).closest("a")?.getAttribute("href")
    if (!href || event.metaKey || event.ctrlKey || !/^(\/help|#)/.test(href)) return
    event.preventDefault()
    go(href.startsWith("#") ? { slug: null, anchor: href.slice(1) } : placeOf(href))
  }
}

/** The search, and what it found in place of what stands below it. */
function Searched({ pages, children }: { pages: readonly HelpPage[]; children: ReactNode }) {
  const t = useWords()
  const also = useAlso()
  const [typed, setTyped] = useState("")
  const found = findHelp(pages, also, typed)
  return (
    <>
      <TextInput
        type="search"
        aria-label={t("help.search")}
        placeholder={t("help.search")}
        leftSection={<Icon name="search" size={16} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-search=""
        className="help-search"
      />
      <p role="status" className={typed.trim() && found.length === 0 ? "reason" : "sr-only"}>
        {typed.trim() ? t("help.found", { count: found.length }) : ""}
      </p>
      {typed.trim() ? (
        <ul className="help-found">
          {found.map(({ page, section, words }) => (
            <li key={`${page.slug}#${section?.id ?? ""}`}>
              <a href={addressOf(page.slug, section?.id ?? null)} onClick={() => setTyped("")}>
                {section ? `${page.title} › ${section.title}` : page.title}
              </a>
              <span className="reason">{words}</span>
            </li>
          ))}
        </ul>
      ) : (
        children
      )}
    </>
  )
}

function Section({ slug, section: { id, title, level, html } }: { slug: string; section: HelpSection }) {
  return (
    <section aria-labelledby={id ? `help-${id}` : undefined}>
      {id && title && (
        <Title order={level} id={`help-${id}`} className="help-heading">
          {title}
          <CopyButton text={`${location.origin}${addressOf(slug, id)}`} />
        </Title>
      )}
      {/* Made of our own pages when the console was built, without any HTML of theirs. */}
      {/* oxlint-disable-next-line react/no-danger */}
      <div className="prose" dangerouslySetInnerHTML={{ __html: html }} />
    </section>
  )
}

function Article({ page, anchor }: { page: HelpPage; anchor: string | null }) {
  const t = useWords()
  const { locale } = useIntl()
  const frame = useRef<HTMLElement>(null)
  useEffect(() => {
    const target = anchor && document.getElementById(`help-${anchor}`)
    if (target) target.scrollIntoView({ block: "start" })
    else frame.current?.closest(".mantine-Drawer-content")?.scrollTo(0, 0)
  }, [anchor])
  return (
    <article ref={frame} lang="en" className="help-article">
      {!locale.startsWith("en") && (
        <p className="reason" lang={locale}>
          {t("help.english")}
        </p>
      )}
      {page.sections.map((section) => (
        <Section key={section.id ?? ""} slug={page.slug} section={section} />
      ))}
    </article>
  )
}

function PageList({ pages, current }: { pages: readonly HelpPage[]; current?: string | undefined }) {
  const t = useWords()
  const part = (title: string, listed: readonly HelpPage[]) =>
    listed.length > 0 && (
      <>
        <Title order={2}>{title}</Title>
        <ul lang="en">
          {listed.map(({ slug, title: name }) => (
            <li key={slug}>
              <a href={addressOf(slug, null)} aria-current={slug === current ? "page" : undefined}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </>
    )
  return (
    <nav aria-label={t("help.pages")} className="help-pages">
      {part(
        t("help.howTo"),
        pages.filter(({ isHowTo }) => isHowTo),
      )}
      {part(
        t("help.more"),
        pages.filter(({ isHowTo }) => !isHowTo),
      )}
    </nav>
  )
}

/** Whom to ask: whoever runs this install. */
function Contact() {
  const t = useWords()
  const { data } = useQuery({
    queryKey: ["help-contact"],
    queryFn: () => ask(api.GET("/v1/help-contact")),
    staleTime: 300_000,
  })
  if (!data) return null
  const { email, phone, hours } = data.contact
  const ways = [
    email && (
      <Anchor key="email" href={`mailto:${email}`}>
        {email}
      </Anchor>
    ),
    phone && (
      <Anchor key="phone" href={`tel:${phone}`}>
        {phone}
      </Anchor>
    ),
    hours && <span key="hours">{hours}</span>,
  ].filter(Boolean)
  return (
    <section className="help-contact" aria-labelledby="help-contact">
      <Title order={2} id="help-contact">
        {t("help.ask")}
      </Title>
      {ways.length ? (
        <p className="plain">
          {data.name && <strong>{data.name}</strong>}
          {ways}
        </p>
      ) : (
        <p className="reason">{t("help.askNobody")}</p>
      )}
    </section>
  )
}

function Keys() {
  const t = useWords()
  const mod = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl"
  const keys = [
    [[mod, "K"], t("help.keys.palette")],
    [["/"], t("help.keys.search")],
    [["↑", "↓"], t("help.keys.rows")],
    [["Enter"], t("help.keys.open")],
    [["Esc"], t("help.keys.close")],
    [["?"], t("help.keys.help")],
  ] as const
  return (
    <section aria-labelledby="help-keys">
      <Title order={2} id="help-keys">
        {t("help.keys")}
      </Title>
      <dl className="keys">
        {keys.map(([names, what]) => (
          <div key={what}>
            <dt>
              {names.map((name) => (
                <Kbd key={name}>{name}</Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Text>
        {t("help.api")}{" "}
        <Anchor href="/v1/openapi.json" target="_blank">
          {t("help.openapi")}
        </Anchor>
      </Text>
    </section>
  )
}

/** The page of the screen that is open, beside it. */
export function HelpDrawer({ opened, close }: { opened: boolean; close: () => void }) {
  const t = useWords()
  const path = useLocation({ select: ({ pathname }) => pathname })
  return (
    <Drawer
      opened={opened}
      onClose={close}
      title={t("help.title")}
      size={520}
      closeButtonProps={{ "aria-label": t("close") }}
      className="help-drawer"
    >
      <Beside key={path} first={screenOf(path)?.help ?? null} close={close} />
    </Drawer>
  )
}

function Beside({ first, close }: { first: string | null; close: () => void }) {
  const t = useWords()
  const { data: pages } = useQuery(pagesQuery)
  const [place, setPlace] = useState<Place>({ slug: first, anchor: null })
  const follow = useFollow((next) =>
    setPlace((now) => ({ slug: next.slug ?? (next.anchor ? now.slug : null), anchor: next.anchor })),
  )
  if (!pages) return <Waiting rows={8} />
  const page = pages.find(({ slug }) => slug === place.slug)
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the links inside are what is pressed
    <div onClick={follow}>
      <Searched pages={pages}>
        {page ? (
          <>
            <div className="help-head">
              <Title order={2}>{page.title}</Title>
              <span className="help-ways">
                <Anchor href="/help">{t("help.all")}</Anchor>
                <Anchor
                  component={Link}
                  {...({ to: addressOf(page.slug, null) } as object)}
                  onClick={(event: MouseEvent) => {
                    event.stopPropagation()
                    close()
                  }}
                >
                  {t("help.asPage")}
                </Anchor>
              </span>
            </div>
            <Article key={page.slug} page={page} anchor={place.anchor} />
          </>
        ) : (
          <PageList pages={pages} />
        )}
      </Searched>
      <Contact />
      <Keys />
    </div>
  )
}

/** All pages, or one of them, at an address of its own. */
export function Help() {
  const t = useWords()
  const navigate = useNavigate()
  const anchor = useLocation({ select: ({ hash }) => hash })
  const slug = useParams({ strict: false, select: (params) => (params as { page?: string }).page })
  const { data: pages } = useQuery(pagesQuery)
  const page = pages?.find((each) => each.slug === slug)
  const follow = useFollow((next) => {
    const to = next.slug ?? (next.anchor ? slug : null)
    void navigate({ to: to ? `/help/${to}` : "/help", ...(next.anchor ? { hash: next.anchor } : {}) } as never)
  })
  if (!pages) return <Waiting rows={8} />
  return (
    <Page title={page?.title ?? t("help.title")} purpose={page ? undefined : t("help.purpose")}>
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the links inside are what is pressed */}
      <div className="help-page" onClick={follow}>
        <div>
          <Searched pages={pages}>
            {page ? (
              <Article key={page.slug} page={page} anchor={anchor || null} />
            ) : (
              <>
                {slug && <p className="reason">{t("help.noPage")}</p>}
                <PageList pages={pages} />
              </>
            )}
          </Searched>
          <Contact />
        </div>
        {page && <PageList pages={pages} current={page.slug} />}
      </div>
    </Page>
  )
}
