/** The command palette (Ctrl/⌘ K): every page, what can be begun, and customers, by a few letters. */
import { Modal, TextInput } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { type KeyboardEvent, useEffect, useState } from "react"
import { api, ask } from "../api/client.ts"
import { plain } from "../help/search.ts"
import { Icon, type IconName } from "../ui/icons.tsx"
import { wordsOfScreens } from "./otherWords.ts"
import { ownScreens, screens } from "./screens.ts"
import { useMay } from "./session.tsx"
import { useWords } from "./words.tsx"

type Found = { key: string; title: string; hint: string; also: string; icon: IconName; to: string }

export function Palette({ opened, close }: { opened: boolean; close: () => void }) {
  const t = useWords()
  return (
    <Modal.Root opened={opened} onClose={close} centered={false} yOffset="10vh" size="lg" padding={0}>
      <Modal.Overlay />
      <Modal.Content aria-label={t("palette.open")}>
        <Modal.Body>
          <Search close={close} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

function useFound(typed: string): Found[] {
  const t = useWords()
  const may = useMay()
  const [asked] = useDebouncedValue(typed.trim(), 150)
  const { data } = useQuery({
    queryKey: ["customers", "palette", asked],
    queryFn: () => ask(api.GET("/v1/customers", { params: { query: { q: asked, limit: 6 } } })),
    enabled: asked.length > 1 && may("customers:see"),
    placeholderData: keepPreviousData,
  })
  const pages = [
    ...screens
      .filter(({ needs }) => may(needs))
      .map((screen) => ({ ...screen, to: screen.path, hint: t("palette.page") })),
    ...ownScreens.map((screen) => ({ ...screen, to: screen.path, hint: t("profile.title") })),
    ...(may("customers:edit")
      ? [
          {
            path: "/customers/new",
            title: "customers.add",
            icon: "plus",
            to: "/customers/new",
            hint: t("palette.action"),
          } as const,
          {
            path: "/customers/import",
            title: "imports.title",
            icon: "upload",
            to: "/customers/import",
            hint: t("palette.action"),
          } as const,
        ]
      : []),
    ...(may("members:edit")
      ? [
          {
            path: "/members/new",
            title: "members.add",
            icon: "plus",
            to: "/members/new",
            hint: t("palette.action"),
          } as const,
        ]
      : []),
  ].map((screen) => ({
    key: screen.path,
    title: t(screen.title),
    hint: screen.hint,
    also: `${"also" in screen && screen.also ? t(screen.also) : ""} ${wordsOfScreens[screen.path] ?? ""}`,
    icon: screen.icon,
    to: screen.to,
  }))
  const words = plain(typed).split(/\s+/).filter(Boolean)
  const isMeant = ({ title, also }: Found) => words.every((word) => plain(`${title} ${also}`).includes(word))
  const customers = asked.length > 1 ? (data?.items ?? []) : []
  return [
    ...pages.filter(isMeant),
    ...customers.map(({ id, name, externalId }) => ({
      key: id,
      title: name,
      hint: externalId,
      also: "",
      icon: "customers" as const,
      to: `/customers/${id}`,
    })),
  ]
}

function Search({ close }: { close: () => void }) {
  const t = useWords()
  const navigate = useNavigate()
  const [typed, setTyped] = useState("")
  const [at, setAt] = useState(0)
  const found = useFound(typed)
  const active = Math.min(at, found.length - 1)
  useEffect(() => {
    document.getElementById(`found-${active}`)?.scrollIntoView({ block: "nearest" })
  }, [active])
  const go = (to: string) => {
    close()
    void navigate({ to })
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      setAt((active + step + found.length) % Math.max(found.length, 1))
    } else if (event.key === "Enter" && found[active]) {
      event.preventDefault()
      go(found[active].to)
    }
  }
  return (
    <div className="palette">
      <TextInput
        data-autofocus=""
        size="lg"
        variant="unstyled"
        leftSection={<Icon name="search" />}
        placeholder={t("palette.placeholder")}
        aria-label={t("palette.open")}
        role="combobox"
        aria-expanded="true"
        aria-controls="found"
        aria-activedescendant={found.length ? `found-${active}` : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={press}
      />
      <div id="found" role="listbox" aria-label={t("palette.found")} className="found">
        {found.map(({ key, title, hint, icon, to }, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above has the keys
          <div
            key={key}
            id={`found-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onMouseMove={() => setAt(index)}
            onClick={() => go(to)}
          >
            <Icon name={icon} />
            <span className="found-title">{title}</span>
            <span className="found-hint">{hint}</span>
          </div>
        ))}
      </div>
      <p role="status" className={found.length ? "sr-only" : "found-none"}>
        {t("palette.count", { count: found.length })}
      </p>
    </div>
  )
}
