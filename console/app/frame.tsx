/** What stands around every page: the menu at the left (a drawer where there is little room), the bar on top. */
import { ActionIcon, Anchor, Drawer, Kbd, Menu, Text, Tooltip, UnstyledButton } from "@mantine/core"
import { useDisclosure, useHotkeys, useLocalStorage } from "@mantine/hooks"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router"
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react"
import { api, ask } from "../api/client.ts"
import { Icon, Mark } from "../ui/icons.tsx"
import { useTopTitle } from "../ui/title.ts"
import { Palette } from "./palette.tsx"
import { SampleMark } from "./sample.tsx"
import { groups, ownScreens, screenOf } from "./screens.ts"
import { renewSession, useMay, useSession } from "./session.tsx"
import { useWords } from "./words.tsx"

const HelpDrawer = lazy(async () => ({ default: (await import("../pages/help.tsx")).HelpDrawer }))

export function Frame() {
  const t = useWords()
  const path = useLocation({ select: ({ pathname }) => pathname })
  const [isMenuOpen, menu] = useDisclosure()
  const [isPaletteOpen, palette] = useDisclosure()
  const [isHelpOpen, help] = useDisclosure()
  const [isHelpAsked, setHelpAsked] = useState(false)
  const openHelp = () => {
    setHelpAsked(true)
    help.open()
  }
  const [isSlim, setSlim] = useLocalStorage({
    key: "tidings.menu",
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  useHotkeys([
    ["/", () => focusSearch(palette.open)],
    ["shift+?", openHelp],
  ])
  useHotkeys([["mod+K", palette.toggle]], []) // in fields too
  // oxlint-disable-next-line react/exhaustive-deps -- another page was opened
  useEffect(menu.close, [path])
  const main = useRef<HTMLElement>(null)
  return (
    <div className={isSlim ? "shell is-slim" : "shell"}>
      <a
        href="#main"
        className="skip"
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        {t("frame.skip")}
      </a>
      <aside className="side">
        <Navigation />
        <UnstyledButton className="navigation-link slim" onClick={() => setSlim(!isSlim)} aria-expanded={!isSlim}>
          <Icon name={isSlim ? "right" : "left"} />
          <span>{t("frame.slim")}</span>
        </UnstyledButton>
      </aside>
      <Drawer
        opened={isMenuOpen}
        onClose={menu.close}
        position="left"
        size={280}
        title={<span className="sr-only">{t("frame.menu")}</span>}
        closeButtonProps={{ "aria-label": t("close") }}
        className="side-drawer"
      >
        <Navigation />
      </Drawer>
      <header className="top">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={40}
          className="only-narrow"
          aria-label={t("frame.menu")}
          onClick={menu.open}
        >
          <Icon name="menu" size={22} />
        </ActionIcon>
        <Crumbs path={path} />
        <UnstyledButton className="search" onClick={palette.open}>
          <Icon name="search" size={16} />
          <span className="search-words">{t("palette.placeholder")}</span>
          <Kbd size="xs">{isApple() ? "⌘" : "Ctrl"} K</Kbd>
        </UnstyledButton>
        <Tooltip label={t("help.title")}>
          <ActionIcon variant="subtle" color="gray" size={40} aria-label={t("help.title")} onClick={openHelp}>
            <Icon name="help" size={20} />
          </ActionIcon>
        </Tooltip>
        <PersonMenu />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
      <Palette opened={isPaletteOpen} close={palette.close} />
      {isHelpAsked && (
        <Suspense>
          <HelpDrawer opened={isHelpOpen} close={help.close} />
        </Suspense>
      )}
    </div>
  )
}

const isApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent)

/** The list's own search where the page has one, else the palette. */
function focusSearch(otherwise: () => void) {
  const field = document.querySelector<HTMLElement>("main [data-search]")
  if (field) field.focus()
  else otherwise()
}

function Navigation() {
  const t = useWords()
  const may = useMay()
  const isBare = useBareScreens()
  return (
    <>
      <Organisation />
      <nav aria-label={t("frame.navigation")} className="navigation">
        {groups.map(({ title, screens }) => {
          const shown = screens.filter(({ needs, path }) => may(needs) && !isBare(path))
          if (shown.length === 0) return null
          return (
            <div key={title ?? "first"} role={title ? "group" : undefined} aria-label={title ? t(title) : undefined}>
              {title && <div className="navigation-group">{t(title)}</div>}
              {shown.map((screen) => (
                <Link
                  key={screen.path}
                  to={screen.path as "/"}
                  activeOptions={{ exact: screen.path === "/", includeSearch: false }}
                  title={t(screen.title)}
                  className="navigation-link"
                >
                  <Icon name={screen.icon} />
                  <span>{t(screen.title)}</span>
                </Link>
              ))}
            </div>
          )
        })}
      </nav>
    </>
  )
}

/** Screens that would stay empty for this organisation: switches where all are those of classes. */
function useBareScreens(): (path: string) => boolean {
  const may = useMay()
  const { data } = useQuery({
    queryKey: ["notification-types", "switched-here"],
    queryFn: () =>
      ask(api.GET("/v1/notification-types", { params: { query: { switchOwner: "organisation" as const, limit: 1 } } })),
    enabled: may("switches:edit") && may("types:see"),
    staleTime: 300_000,
  })
  return (path) => path === "/switches" && !data?.items.length
}

/** Which organisation one works in, and the way to another for people of several. */
function Organisation() {
  const t = useWords()
  const { organisation, otherOrganisations } = useSession()
  const move = useMutation({
    mutationFn: (id: string) => ask(api.PUT("/v1/session/organisation", { body: { organisation: id } })),
    // All that is on the screen belongs to the other organisation.
    onSuccess: () => location.assign("/"),
  })
  const name = (
    <span className="organisation">
      {organisation.logoUrl ? <img src={organisation.logoUrl} alt="" /> : <Mark />}
      <span className="organisation-name">{organisation.name}</span>
      <SampleMark />
    </span>
  )
  if (otherOrganisations.length === 0) return <div className="organisation-place">{name}</div>
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <UnstyledButton className="organisation-place opens">
          <span className="sr-only">{t("frame.organisation")}</span>
          {name}
          <Icon name="down" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("frame.otherOrganisations")}</Menu.Label>
        {otherOrganisations.map(({ id, name: other }) => (
          <Menu.Item key={id} onClick={() => move.mutate(id)}>
            {other}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function Crumbs({ path }: { path: string }) {
  const t = useWords()
  const title = useTopTitle()
  const screen = screenOf(path)
  const own = ownScreens.find((each) => each.path === path)
  const deeper = screen && path !== screen.path
  const place: ReactNode[] = screen
    ? [
        deeper ? (
          <Anchor key="screen" component={Link} {...({ to: screen.path } as object)}>
            {t(screen.title)}
          </Anchor>
        ) : (
          t(screen.title)
        ),
        ...(deeper ? [title] : []),
      ]
    : own
      ? [t("profile.title"), t(own.title)]
      : path.startsWith("/help/")
        ? [
            <Anchor key="help" component={Link} {...({ to: "/help" } as object)}>
              {t("help.title")}
            </Anchor>,
            title,
          ]
        : path === "/help"
          ? [t("help.title")]
          : []
  return (
    <nav className="crumbs" aria-label={t("frame.breadcrumb")}>
      <ol>
        {place.map((part, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a place is told by where it stands
          <li key={index} aria-current={index === place.length - 1 ? "page" : undefined}>
            {part}
          </li>
        ))}
      </ol>
    </nav>
  )
}

function PersonMenu() {
  const t = useWords()
  const { member, role } = useSession()
  const navigate = useNavigate()
  const client = useQueryClient()
  const signOut = useMutation({
    mutationFn: () => ask(api.DELETE("/v1/session")),
    onSettled: async () => {
      await navigate({ to: "/sign-in" })
      await renewSession(client)
    },
  })
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className="person">
          <span className="sr-only">{t("frame.person", { name: member.name })}</span>
          <span aria-hidden="true" className="initials">
            {initials(member.name)}
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text component="span" display="block" fw={600} c="bright">
            {member.name}
          </Text>
          <span>{t(`role.${role}`)}</span>
        </Menu.Label>
        <Menu.Divider />
        {ownScreens.map(({ path, title, icon }) => (
          <Menu.Item key={path} component={Link} {...({ to: path } as object)} leftSection={<Icon name={icon} />}>
            {t(title)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="out" />} onClick={() => signOut.mutate()}>
          {t("signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const initials = (name: string) =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word[0]?.toLocaleUpperCase())
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join("")
