/** Who did what: the record that nothing takes away. */
import { Anchor } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { Outlet } from "@tanstack/react-router"
import { api, ask, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords, useZone, type WordId } from "../app/words.tsx"
import { DetailDrawer, useOpenedId } from "../ui/drawer.tsx"
import { type Asked, List, useAsked } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Copyable, Facts, When } from "../ui/text.tsx"
import { browserZone, nextDay, startOf } from "../ui/zone.ts"

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
  "sending_domain",
  "suppression",
  "delivery",
  "event",
  "webhook",
  "layout",
  "module",
  "switch_sheet",
  "customers",
  "import",
] as const

/** Days as a person means them, by their own clock; the API asks for instants. */
function momentsOf({ from, to, ...rest }: Asked, zone: string): Asked {
  const begin = from ? startOf(from, zone) : null
  const end = to ? startOf(nextDay(to), zone) : null
  return { ...rest, ...(begin ? { from: begin } : {}), ...(end ? { to: end } : {}) }
}

export function Audit() {
  const t = useWords()
  const may = useMay()
  const asked = useAsked()
  const zone = useZone() ?? browserZone()
  const { data: members } = useQuery({
    queryKey: ["members", "all"],
    queryFn: async () => (await ask(api.GET("/v1/members", { params: { query: { limit: 200 } } }))).items,
    enabled: may("members:see"),
    staleTime: 60_000,
  })
  const { data: keys } = useQuery({
    queryKey: ["api-keys", "all"],
    queryFn: async () => (await ask(api.GET("/v1/api-keys", { params: { query: { limit: 200 } } }))).items,
    enabled: may("api_keys:manage"),
    staleTime: 60_000,
  })
  const actors = [...(members ?? []), ...(keys ?? [])].map(({ id, name }) => ({ value: id, label: name }))
  const { cursor: _, ...filter } = momentsOf(asked, zone)
  const subjectName = (kind: string) =>
    subjects.some((each) => each === kind) ? t(`subject.${kind}` as WordId) : kind.replaceAll("_", " ")
  return (
    <Page
      title={t("nav.audit")}
      purpose={t("audit.purpose")}
      call={{ method: "GET", path: "/v1/audit", query: filter }}
      actions={
        <Anchor
          className="plain-action"
          href={`/v1/audit/export?${new URLSearchParams(filter as Record<string, string>)}`}
          download
        >
          {t("customers.export")}
        </Anchor>
      }
    >
      <List<Row>
        of="audit"
        label={t("nav.audit")}
        load={(query) => ask(api.GET("/v1/audit", { params: { query: momentsOf(query, zone) } }))}
        filters={[
          {
            name: "subjectKind",
            label: t("audit.subject"),
            kind: "choice",
            choices: subjects.map((value) => ({ value, label: t(`subject.${value}`) })),
          },
          { name: "subjectId", label: t("audit.subjectId"), kind: "chosen", shown: (value) => `…${value.slice(-6)}` },
          { name: "actorId", label: t("audit.actor"), kind: "choice", choices: actors },
          { name: "action", label: t("audit.actionBegins"), kind: "text" },
          { name: "from", label: t("audit.from"), kind: "day" },
          { name: "to", label: t("audit.to"), kind: "day" },
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
