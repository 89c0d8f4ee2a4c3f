/** Small things that stand in texts: moments, ids to copy, names of channels. */
import { ActionIcon, Tooltip } from "@mantine/core"
import { useClipboard } from "@mantine/hooks"
import { useMemo } from "react"
import { useIntl } from "react-intl"
import { useWords, useZone } from "../app/words.tsx"
import type { Schemas } from "../api/client.ts"
import { Icon } from "./icons.tsx"

const day = 24 * 3600
const steps = [
  ["second", 60, 1],
  ["minute", 3600, 60],
  ["hour", day, 3600],
] as const

/** How an instant is told: relative within a day, and always exactly, with the zone it is told in. */
export function useMoments() {
  const { formatDate, formatRelativeTime, locale } = useIntl()
  const zone = useZone()
  return useMemo(() => {
    const exact = (at: string) =>
      `${formatDate(at, { weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" })} (${zoneName(zone)})`
    const plain = (at: string) => {
      const isThisYear = at.slice(0, 4) === new Date().toISOString().slice(0, 4)
      return formatDate(at, {
        weekday: "short",
        day: "numeric",
        month: "short",
        hour: "2-digit",
        minute: "2-digit",
        ...(isThisYear ? {} : { year: "numeric" }),
      })
    }
    const short = (at: string) => {
      const seconds = (Date.parse(at) - Date.now()) / 1000
      const step = steps.find(([, below]) => Math.abs(seconds) < below)
      if (!step) return plain(at)
      return formatRelativeTime(Math.round(seconds / step[2]), step[0], { numeric: "auto" })
    }
    return { exact, plain, short, locale }
  }, [formatDate, formatRelativeTime, locale, zone])
}

const zoneName = (zone: string | undefined) =>
  (zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone).split("/").at(-1)?.replaceAll("_", " ")

/** A moment: relative within a day, the exact time when it is pointed at or focused. */
export function When({ at, plain = false }: { at: string; plain?: boolean }) {
  const moments = useMoments()
  return (
    <Tooltip label={moments.exact(at)}>
      <time dateTime={at} className="when">
        {plain ? moments.plain(at) : moments.short(at)}
      </time>
    </Tooltip>
  )
}

/** Something to copy, such as an id, in the mono face with its button. */
export function Copyable({ text, shown = text }: { text: string; shown?: string }) {
  return (
    <span className="copyable">
      <code>{shown}</code>
      <CopyButton text={text} />
    </span>
  )
}

export function CopyButton({ text }: { text: string }) {
  const t = useWords()
  const { copy, copied } = useClipboard({ timeout: 1500 })
  const label = copied ? t("copy.done") : t("copy.do", { text: text.length > 60 ? `${text.slice(0, 57)}…` : text })
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={() => copy(text)}>
        <Icon name={copied ? "check" : "copy"} size={15} />
      </ActionIcon>
    </Tooltip>
  )
}

export type Channel = Schemas["DeliveryListItem"]["channel"]

export function ChannelName({ channel }: { channel: Channel }) {
  const t = useWords()
  return (
    <span className="channel">
      <Icon name={channel} size={16} />
      {t(`channel.${channel}`)}
    </span>
  )
}

/** An address with the sign of its channel; the channel's name where there is none. */
export function Way({ channel, address }: { channel: Channel; address: string }) {
  const t = useWords()
  const name = t(`channel.${channel}`)
  return (
    <span className="way">
      <span title={name}>
        <Icon name={channel} size={16} />
        <span className="sr-only">{name} </span>
      </span>
      {address ? (
        <span className="address" title={address}>
          {address}
        </span>
      ) : (
        <span aria-hidden="true">{name}</span>
      )}
    </span>
  )
}

/** Name and value one under the other or side by side, as there is room. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: React.ReactNode] | null)[] }) {
  return (
    <dl className="facts">
      {facts
        .filter((fact) => fact !== null)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** Languages of messages, which may be others than the console's, named in the reader's language. */
export function useLanguageNames(): (locale: string) => string {
  const { locale: reader } = useIntl()
  return useMemo(() => {
    const names = new Intl.DisplayNames([reader], { type: "language" })
    return (locale) => {
      const name = names.of(locale) ?? locale
      return name.charAt(0).toLocaleUpperCase(reader) + name.slice(1)
    }
  }, [reader])
}
