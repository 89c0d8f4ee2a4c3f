/** Who did what: the record that nothing takes away. */
import { useQuery } from "@tanstack/react-query"
import { Outlet } from "@tanstack/react-router"
import { api, ask, type Schemas } from "../api/client.ts"
import { useWords, type WordId } from "../app/words.tsx"
import { DetailDrawer, useOpenedId } from "../ui/drawer.tsx"
import { List, useAsked } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Copyable, Facts, When } from "../ui/text.tsx"

type Row = Schemas["AuditRecord"]

const subjects = [
  "organisation",
  "member",
  "api_key",
  "area",
  "customer",
  "customer_class",
  "template_set",
  "message",
  "notification_type",
  "connection",
  "delivery",
  "event",
  "webhook",
] as const

export function Audit() {
  const t = useWords()
  const asked = useAsked()
  const subjectName = (kind: string) =>
    subjects.some((each) => each === kind) ? t(`subject.${kind}` as WordId) : kind.replaceAll("_", " ")
  return (
    <Page title={t("nav.audit")} purpose={t("audit.purpose")} call={{ method: "GET", path: "/v1/audit", query: asked }}>
      <List<Row>
        of="audit"
        label={t("nav.audit")}
        load={(query) => ask(api.GET("/v1/audit", { params: { query } }))}
        filters={[
          {
            name: "subjectKind",
            label: t("audit.subject"),
            kind: "choice",
            choices: subjects.map((value) => ({ value, label: t(`subject.${value}`) })),
          },
          { name: "subjectId", label: t("audit.subjectId"), kind: "chosen", shown: (value) => `…${value.slice(-6)}` },
          { name: "actorId", label: t("audit.actor"), kind: "chosen", shown: (value) => `…${value.slice(-6)}` },
          { name: "action", label: t("audit.action"), kind: "text" },
        ]}
        columns={[
          { id: "action", head: t("audit.action"), phone: "name", cell: (row) => <code>{row.action}</code> },
          { id: "actor", head: t("audit.actor"), cell: (row) => <span className="strong">{row.actorName}</span> },
          { id: "subject", head: t("audit.subject"), phone: "out", cell: (row) => subjectName(row.subjectKind) },
          { id: "at", head: t("audit.at"), phone: "side", cell: (row) => <When at={row.at} /> },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/audit/${row.id}`}
        empty={{ title: t("audit.empty"), text: t("audit.emptyText") }}
      />
      <Outlet />
    </Page>
  )
}

export function AuditRecord() {
  const id = useOpenedId()
  const t = useWords()
  const { data, error, refetch } = useQuery({
    queryKey: ["audit", id],
    queryFn: () => ask(api.GET("/v1/audit/{id}", { params: { path: { id } } })),
  })
  return (
    <DetailDrawer title={data?.action ?? t("audit.record")} list="/audit">
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <div className="details">
          <Facts
            facts={[
              [t("audit.actor"), `${data.actorName} (${t(`actor.${data.actorKind}`)})`],
              [t("audit.at"), <When key="at" at={data.at} plain />],
              data.subjectId ? [t("audit.subjectId"), <Copyable key="subject" text={data.subjectId} />] : null,
              data.requestId ? [t("audit.request"), <Copyable key="request" text={data.requestId} />] : null,
            ]}
          />
          <Differences before={data.before} after={data.after} />
        </div>
      ) : (
        <Waiting rows={6} />
      )}
    </DetailDrawer>
  )
}

const shown = (value: unknown) =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 1)

function Differences({ before, after }: Pick<Row, "before" | "after">) {
  const t = useWords()
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const differing = names.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]))
  if (differing.length === 0) return null
  return (
    <div className="table-frame">
      <table className="rows conflict">
        <thead>
          <tr>
            <th scope="col">{t("conflict.field")}</th>
            <th scope="col">{t("audit.before")}</th>
            <th scope="col">{t("audit.after")}</th>
          </tr>
        </thead>
        <tbody>
          {differing.map((name) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>{shown(before?.[name])}</td>
              <td>{shown(after?.[name])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
