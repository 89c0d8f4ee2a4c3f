/** What the reader of a message will see: always rendered by the server, by what sends it, before anything is saved. */
import { NativeSelect, SegmentedControl, Text } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { useQuery } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import { api, ask, isRefused, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { Failure, Waiting } from "../ui/page.tsx"
import { HtmlFrame } from "../ui/preview.tsx"
import { useMoments } from "../ui/text.tsx"
import { bodyOf, type Place, type Words } from "./messageWords.ts"

type Rendered = Schemas["Preview"]
type Told = Pick<Schemas["PreviewInput"], "data" | "customer" | "time">

export type PreviewState = {
  rendered: Rendered | null
  /** What could not be shown, and why; the last that could stays. */
  error: unknown
  isEmpty: boolean
  isStale: boolean
  eventId: string
  choose: (eventId: string) => void
}

/** An event as a preview is told it: what it carried, and whom it was about as far as one may see them. */
async function happened(eventId: string, maySeeCustomers: boolean): Promise<Told> {
  const { data, subject, time } = await ask(api.GET("/v1/events/{id}", { params: { path: { id: eventId } } }))
  const told = { data: data as Told["data"], time } as Told
  if (subject.kind !== "customer" || subject.id === null || !maySeeCustomers) return told
  const { name, salutation, externalId } = await ask(
    api.GET("/v1/customers/{id}", { params: { path: { id: subject.id } } }),
  )
  return { ...told, customer: { name, salutation, externalId } }
}

const isSlow = (error: unknown) =>
  isRefused(error, "template_invalid") && error.problem.errors?.[0]?.code === "too_slow"

/** Renders what is being written whenever typing rests. */
export function usePreview({ set, type, slot, locale }: Place, words: Words): PreviewState {
  const may = useMay()
  const maySee = may("customers:see")
  const [eventId, choose] = useState("")
  const typed = JSON.stringify(words)
  const [rested] = useDebouncedValue(typed, 350)
  const tried = useMemo(() => JSON.parse(rested) as Words, [rested])
  const [last, keep] = useState<Rendered | null>(null)
  const isEmpty = tried.body.trim() === ""
  const event = useQuery({
    queryKey: ["events", eventId, "told"],
    queryFn: () => happened(eventId, maySee),
    enabled: eventId !== "",
  })
  const { audience, channel } = slot
  const body = { typeId: type.id, audience, channel, locale, ...bodyOf(tried, channel), bcc: [], ...event.data }
  const { data, error, isFetching } = useQuery({
    queryKey: ["preview", set.id, body],
    queryFn: () => ask(api.POST("/v1/template-sets/{id}/preview", { params: { path: { id: set.id } }, body })),
    enabled: !isEmpty && (eventId === "" || event.data !== undefined),
    // What takes too long may do so because the server was busy.
    retry: (count, error) => count < 1 && isSlow(error),
    gcTime: 60_000,
  })
  if (data && data !== last) keep(data)
  return {
    rendered: isEmpty ? null : (data ?? last),
    error: isEmpty ? null : (event.error ?? error),
    isEmpty,
    isStale: isFetching || rested !== typed || (!data && !error),
    eventId,
    choose,
  }
}

export function Preview({ place, preview }: { place: Place; preview: PreviewState }) {
  const t = useWords()
  const { slot, type } = place
  const { rendered, error, isEmpty, isStale } = preview
  const isMistaken = isRefused(error, "template_invalid")
  return (
    <section className="editor-preview" aria-label={t("message.preview")}>
      <With type={type.key} preview={preview} />
      {error && !isMistaken ? <Failure error={error} /> : null}
      {isMistaken && <Text c="dimmed">{rendered ? t("message.previewBefore") : t("message.previewNot")}</Text>}
      {isEmpty && <Text c="dimmed">{t("message.previewEmpty")}</Text>}
      {!rendered && !error && !isEmpty && <Waiting rows={6} />}
      {rendered && (
        <div aria-busy={isStale} className="previewed">
          {slot.channel === "email" ? (
            <Mail rendered={rendered} />
          ) : slot.channel === "sms" ? (
            <TextMessage rendered={rendered} />
          ) : (
            <div className="bubble">
              <strong>{rendered.subject}</strong>
              <span>{rendered.text}</span>
            </div>
          )}
          {rendered.missing.length > 0 && (
            <Text c="dimmed">{t("message.missing", { names: rendered.missing.join(", ") })}</Text>
          )}
        </div>
      )}
    </section>
  )
}

/** A recent event of the type, or the samples of its variables. */
function With({ type, preview: { eventId, choose } }: { type: string; preview: PreviewState }) {
  const t = useWords()
  const may = useMay()
  const { plain } = useMoments()
  const { data } = useQuery({
    queryKey: ["events", "of", type],
    queryFn: () => ask(api.GET("/v1/events", { params: { query: { type, limit: 20 } } })),
    enabled: may("activity:see"),
  })
  const events = data?.items.filter(({ isTrial }) => !isTrial) ?? []
  return (
    <NativeSelect
      label={t("message.previewWith")}
      value={eventId}
      onChange={(event) => choose(event.currentTarget.value)}
      data={[
        { value: "", label: t("message.sample") },
        ...events.map(({ id, time, subject }) => ({
          value: id,
          label: [plain(time), subject.name].filter(Boolean).join(", "),
        })),
      ]}
    />
  )
}

function Mail({ rendered: { subject, html, text } }: { rendered: Rendered }) {
  const t = useWords()
  const [look, show] = useState("desktop")
  return (
    <>
      <p className="preview-subject">{subject}</p>
      <SegmentedControl
        size="xs"
        value={look}
        onChange={show}
        data={(["desktop", "phone", "dark", "text"] as const).map((value) => ({ value, label: t(`look.${value}`) }))}
      />
      {look === "text" || html === null ? (
        <pre className="message-text" tabIndex={0}>
          {text}
        </pre>
      ) : (
        <HtmlFrame
          html={html}
          title={subject ?? ""}
          look={look === "dark" ? "dark" : "light"}
          on={look === "phone" ? "phone" : "desktop"}
        />
      )}
    </>
  )
}

function TextMessage({ rendered: { text, segments } }: { rendered: Rendered }) {
  const t = useWords()
  return (
    <>
      <div className="bubble">{text}</div>
      {segments && (
        <p className="segments">
          <strong>{t("sms.segments", { count: segments.segments })}</strong>{" "}
          {t("sms.characters", { count: segments.units, left: segments.left })}{" "}
          {segments.alphabet === "ucs2" && (
            <span className="reason">{t("sms.ucs2", { count: segments.perSegment })}</span>
          )}
        </p>
      )}
    </>
  )
}
