/** A message as its reader gets it. Its HTML is shown in a frame where nothing runs and nothing is loaded from elsewhere. */
import { SegmentedControl, Text } from "@mantine/core"
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

export function HtmlFrame({ html, title }: { html: string; title: string }) {
  const source = useMemo(() => styled(html), [html])
  return <iframe className="message-html" title={title} sandbox="" srcDoc={source} />
}

/**
 * The frame inherits the page's policy, by which a style counts only with the page's number: an e-mail's own get it.
 * Scripts have none to carry, the sandbox lets none run, and nothing is loaded or opened from elsewhere.
 */
function styled(html: string): string {
  const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? ""
  return html.replace(/<style\b/gi, `<style nonce="${nonce}"`)
}
