/** Messages that were kept to be read, because no provider is there to send them. */
import { Anchor } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { Link, Outlet } from "@tanstack/react-router"
import { api, ask, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { AsApi } from "../ui/asApi.tsx"
import { DetailDrawer, useOpenedId } from "../ui/drawer.tsx"
import { List, useAsked } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { MessagePreview } from "../ui/preview.tsx"
import { ChannelName, Way, When } from "../ui/text.tsx"
import { useTypeNames } from "./activity.tsx"

type Row = Schemas["CapturedListItem"]
const channels = ["email", "sms", "push"] as const

export function Captured() {
  const t = useWords()
  const nameOf = useTypeNames()
  const asked = useAsked()
  return (
    <Page
      title={t("nav.captured")}
      purpose={t("captured.purpose")}
      call={{ method: "GET", path: "/v1/captured", query: asked }}
    >
      <List<Row>
        of="captured"
        label={t("nav.captured")}
        load={(query) => ask(api.GET("/v1/captured", { params: { query } }))}
        filters={[
          {
            name: "channel",
            label: t("activity.channel"),
            kind: "choice",
            choices: channels.map((value) => ({ value, label: t(`channel.${value}`) })),
          },
          { name: "address", label: t("activity.address"), kind: "text" },
        ]}
        columns={[
          { id: "subject", head: t("captured.message"), phone: "name", cell: (row) => row.subject ?? nameOf(row.type) },
          { id: "who", head: t("activity.recipient"), cell: (row) => <span className="strong">{row.recipient}</span> },
          {
            id: "address",
            head: t("activity.address"),
            cell: (row) => <Way channel={row.channel} address={row.address} />,
          },
          { id: "at", head: t("captured.at"), phone: "side", cell: (row) => <When at={row.capturedAt} /> },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/captured/${row.id}`}
        liveSeconds={5}
        empty={{ title: t("captured.empty"), text: t("captured.emptyText") }}
      />
      <Outlet />
    </Page>
  )
}

export function CapturedMessage() {
  const id = useOpenedId()
  const t = useWords()
  const nameOf = useTypeNames()
  const { data, error, refetch } = useQuery({
    queryKey: ["captured", id],
    queryFn: () => ask(api.GET("/v1/captured/{id}", { params: { path: { id } } })),
  })
  return (
    <DetailDrawer title={data ? nameOf(data.type) : t("captured.message")} list="/captured">
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <div className="details">
          <div className="details-top">
            <div className="details-head">
              <ChannelName channel={data.channel} />
              <When at={data.capturedAt} plain />
              <Anchor component={Link} {...({ to: `/activity/${id}` } as object)}>
                {t("captured.activity")}
              </Anchor>
            </div>
            <AsApi call={{ method: "GET", path: `/v1/captured/${id}` }} />
          </div>
          <MessagePreview message={data} to={`${data.recipient} <${data.address}>`} />
        </div>
      ) : (
        <Waiting rows={8} />
      )}
    </DetailDrawer>
  )
}
