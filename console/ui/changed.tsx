/** "Changed by …, date · History": who changed a document last; and all that was changed, in a drawer of its own address. */
import { useQuery } from "@tanstack/react-query"
import { Anchor, Drawer } from "@mantine/core"
import { Link } from "@tanstack/react-router"
import { api, ask, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { useAsked, useSetAsked } from "./list.tsx"
import { Empty, Failure, Waiting } from "./page.tsx"
import { useMoments, When } from "./text.tsx"

/** What the fields of a document are called where they are edited. */
export type FieldNames = Readonly<Record<string, string | undefined>>

export function Changed({
  subjectKind,
  subjectId,
  names = {},
  told,
}: {
  subjectKind: string
  subjectId?: string | undefined
  names?: FieldNames
  /** What the document says itself, for whoever may not see the audit. */
  told?: { at: string | null; name: string | null }
}) {
  const t = useWords()
  const may = useMay()
  const asked = useAsked()
  const setAsked = useSetAsked()
  const { plain } = useMoments()
  const subject = { subjectKind, ...(subjectId ? { subjectId } : {}) }
  const { data } = useQuery({
    queryKey: ["audit", "last", subject],
    queryFn: () => ask(api.GET("/v1/audit", { params: { query: { ...subject, limit: 1 } } })),
    enabled: may("audit:see"),
  })
  const last = data?.items[0]
  if (!may("audit:see") && told?.at && told.name)
    return <p className="changed">{t("changed.by", { name: told.name, at: plain(told.at) })}</p>
  if (!last) return null
  return (
    <p className="changed">
      {t("changed.by", { name: last.actorName, at: plain(last.at) })} ·{" "}
      <Anchor component={Link} {...({ to: ".", search: { ...asked, history: subjectKind } } as object)}>
        {t("changed.history")}
      </Anchor>
      <Drawer
        opened={asked.history === subjectKind}
        onClose={() => setAsked({ history: undefined })}
        title={t("changed.history")}
        size={720}
        closeButtonProps={{ "aria-label": t("close") }}
        className="detail-drawer"
      >
        <History subject={subject} names={names} />
      </Drawer>
    </p>
  )
}

type Subject = { subjectKind: string; subjectId?: string }

/** What was changed of a document, newest first, with the way to take it along. */
export function History({ subject, names = {} }: { subject: Subject; names?: FieldNames }) {
  const t = useWords()
  const { data, error, refetch } = useQuery({
    queryKey: ["audit", "history", subject],
    queryFn: () => ask(api.GET("/v1/audit", { params: { query: { ...subject, limit: 50 } } })),
    staleTime: 0,
  })
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Waiting rows={6} />
  if (data.items.length === 0) return <Empty title={t("history.empty")} text={t("audit.emptyText")} />
  return (
    <div className="details">
      <div className="details-actions">
        <Anchor className="plain-action" href={`/v1/audit/export?${new URLSearchParams(subject)}`} download>
          {t("customers.export")}
        </Anchor>
        <Anchor className="plain-action" component={Link} {...({ to: "/audit", search: subject } as object)}>
          {t("history.all")}
        </Anchor>
      </div>
      <div className="table-frame">
        <table className="rows history" aria-label={t("changed.history")}>
          <thead>
            <tr>
              <th scope="col">{t("audit.at")}</th>
              <th scope="col">{t("history.what")}</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((record) => (
              <tr key={record.id}>
                <td>
                  <When at={record.at} plain />
                  <span className="strong history-who">{record.actorName}</span>
                </td>
                <td>
                  <code>{record.action}</code>
                  <Differences record={record} names={names} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

export const shownField = (value: unknown): string =>
  value === undefined || value === null || value === ""
    ? "–"
    : typeof value === "string"
      ? value
      : Array.isArray(value)
        ? value.map(shownField).join(", ") || "–"
        : typeof value === "object"
          ? Object.values(value).map(shownField).join(" ")
          : `${value as number | boolean}`

/** The fields that a record says changed. */
export const differing = ({ before, after }: Pick<Schemas["AuditRecord"], "before" | "after">): string[] =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
  )

function Differences({ record: { before, after }, names }: { record: Schemas["AuditRecord"]; names: FieldNames }) {
  const t = useWords()
  const fields = differing({ before, after })
  if (fields.length === 0) return null
  return (
    <dl className="differences">
      {fields.map((name) => (
        <div key={name}>
          <dt>{names[name] ?? <code>{name}</code>}</dt>
          <dd>
            {before && (
              <>
                <span className="sr-only">{t("audit.before")}: </span>
                <del>{shownField(before[name])}</del>{" "}
              </>
            )}
            <span className="sr-only">{t("audit.after")}: </span>
            <ins>{shownField(after?.[name])}</ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}
