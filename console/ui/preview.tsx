/** A message as its reader gets it. Its HTML is shown in a frame where nothing runs and nothing is loaded from elsewhere. */
import { SegmentedControl, Text } from "@mantine/core"
import { useElementSize } from "@mantine/hooks"
import { useMemo, useState } from "react"
import { useWords } from "../app/words.tsx"
import { Facts } from "./text.tsx"

type Message = {
  subject: string | null
  text: string
  html: string | null
  from: { name: string; address: string | null; replyTo: string | null }
}

export function MessagePreview({ message, to }: { message: Message; to?: string | undefined }) {
  const t = useWords()
  const [shown, show] = useState<"html" | "text">("html")
  const { html, text, subject, from } = message
  return (
    <div className="preview">
      <Facts
        facts={[
          subject === null ? null : [t("message.subject"), subject],
          [t("message.from"), [from.name, from.address && `<${from.address}>`].filter(Boolean).join(" ")],
          to ? [t("message.to"), to] : null,
          from.replyTo ? [t("message.replyTo"), from.replyTo] : null,
        ]}
      />
      {html !== null && (
        <SegmentedControl
          size="xs"
          value={shown}
          onChange={show}
          data={[
            { value: "html", label: t("message.formatted") },
            { value: "text", label: t("message.text") },
          ]}
        />
      )}
      {html !== null && shown === "html" ? (
        <HtmlFrame html={html} title={subject ?? t("message.formatted")} />
      ) : (
        <pre className="message-text" tabIndex={0}>
          {text}
        </pre>
      )}
      {html !== null && shown === "html" && (
        <Text c="dimmed" fz="xs">
          {t("message.noImages")}
        </Text>
      )}
    </div>
  )
}

/** Narrower, an e-mail takes itself to be on a phone. */
const desktopWidth = 680
const frameHeight = 520

/**
 * @param look as it is for a reader whose mail is light or dark; else as this device prefers
 * @param on as wide as on a phone, or as on a desktop and made smaller where there is less room; else as there is room
 */
export function HtmlFrame({
  html,
  title,
  look,
  on,
}: {
  html: string
  title: string
  look?: "light" | "dark"
  on?: "desktop" | "phone"
}) {
  const { ref, width } = useElementSize<HTMLDivElement>()
  const source = useMemo(() => styled(look ? inLook(html, look) : html), [html, look])
  const classes = ["message-html", look === "dark" && "is-dark", on === "phone" && "is-phone"].filter(Boolean).join(" ")
  const scale = width && width < desktopWidth ? width / desktopWidth : 1
  if (on !== "desktop") return <iframe className={classes} title={title} sandbox="" srcDoc={source} />
  return (
    <div ref={ref} className="desktop">
      <iframe
        className={classes}
        title={title}
        sandbox=""
        srcDoc={source}
        style={{ width: Math.max(width, desktopWidth), height: frameHeight / scale, transform: `scale(${scale})` }}
      />
    </div>
  )
}

/** What the message says of dark mail counts or doesn't, whatever this device prefers. */
const inLook = (html: string, look: "light" | "dark") =>
  html.replace(/\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/gi, (_, asked: string) =>
    asked.toLowerCase() === look ? "(min-width: 0)" : "(max-width: 0)",
  )

/**
 * The frame inherits the page's policy, by which a style counts only with the page's number: an e-mail's own get it.
 * Scripts have none to carry, the sandbox lets none run, and nothing is loaded or opened from elsewhere.
 */
function styled(html: string): string {
  const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? ""
  return html.replace(/<style\b/gi, `<style nonce="${nonce}"`)
}
