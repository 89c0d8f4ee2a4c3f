/** Suppressions: addresses that nothing is sent to, why, and letting them go again. */
import { Anchor, Button, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet } from "@tanstack/react-router"
import { api, ask, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { AsApi } from "../ui/asApi.tsx"
import { Changed } from "../ui/changed.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useCloseTo, useOpenedId } from "../ui/drawer.tsx"
import { ChoiceField, FormView, TextField, useForm } from "../ui/form.tsx"
import { Icon, type IconName } from "../ui/icons.tsx"
import { List, useAsked } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Status, type Tone } from "../ui/status.tsx"
import { ChannelName, Copyable, Facts, Way, When } from "../ui/text.tsx"
import { useTypeNames } from "./activity.tsx"

type Row = Schemas["Suppression"]

const reasons = ["bounce", "complaint", "unsubscribe", "stop", "manual"] as const
const channels = ["email", "sms", "push"] as const
const looks: Readonly<Record<Row["reason"], { tone: Tone; icon: IconName }>> = {
  bounce: { tone: "red", icon: "alert" },
  complaint: { tone: "red", icon: "alert" },
  unsubscribe: { tone: "grey", icon: "stop" },
  stop: { tone: "grey", icon: "stop" },
  manual: { tone: "grey", icon: "members" },
}

/** Of somebody who was erased only a hash is left. */
function useShownAddress(): (address: string) => string {
  const t = useWords()
  return (address) => (address.startsWith("sha256:") ? t("suppressions.erased") : address)
}

export function Suppressions() {
  const t = useWords()
  const may = useMay()
  const nameOf = useTypeNames()
  const shown = useShownAddress()
  const asked = useAsked()
  const { cursor: _, ...filter } = asked
  const add = may("suppressions:edit") && (
    <Button component={Link} {...({ to: "/suppressions/new" } as object)} leftSection={<Icon name="plus" />}>
      {t("suppressions.add")}
    </Button>
  )
  return (
    <Page
      title={t("nav.suppressions")}
      purpose={t("suppressions.purpose")}
      actions={
        <>
          <Anchor
            className="plain-action"
            href={`/v1/suppressions/export?${new URLSearchParams(filter as Record<string, string>)}`}
            download
          >
            {t("suppressions.export")}
          </Anchor>
          {add}
        </>
      }
      call={{ method: "GET", path: "/v1/suppressions", query: asked }}
    >
      <List<Row>
        of="suppressions"
        label={t("nav.suppressions")}
        load={(query) => ask(api.GET("/v1/suppressions", { params: { query } }))}
        filters={[
          { name: "search", label: t("suppressions.search"), kind: "text" },
          {
            name: "channel",
            label: t("activity.channel"),
            kind: "choice",
            choices: channels.map((value) => ({ value, label: t(`channel.${value}`) })),
          },
          {
            name: "reason",
            label: t("suppressions.reason"),
            kind: "choice",
            choices: reasons.map((value) => ({ value, label: t(`suppressed.${value}`) })),
          },
          { name: "address", label: t("activity.address"), kind: "chosen", shown: (value) => value },
        ]}
        columns={[
          {
            id: "address",
            head: t("activity.address"),
            phone: "name",
            cell: (row) => <Way channel={row.channel} address={shown(row.address)} />,
          },
          {
            id: "reason",
            head: t("suppressions.reason"),
            phone: "side",
            cell: (row) => <Status {...looks[row.reason]} word={t(`suppressed.${row.reason}`)} />,
          },
          {
            id: "what",
            head: t("suppressions.what"),
            cell: (row) => (row.type ? nameOf(row.type) : t("suppressions.everything")),
          },
          { id: "who", head: t("suppressions.by"), phone: "out", cell: (row) => row.createdBy },
          { id: "at", head: t("suppressions.since"), cell: (row) => <When at={row.createdAt} /> },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/suppressions/${row.id}`}
        empty={{
          title: t("suppressions.empty"),
          text: t("suppressions.emptyText"),
          action: add,
          call: {
            method: "POST",
            path: "/v1/suppressions",
            body: { channel: "email", address: "anna@example.com", detail: "asked by phone" },
          },
        }}
      />
      {may("suppressions:edit") ? (
        <Changed subjectKind="suppression" />
      ) : (
        <Text c="dimmed" mt={16}>
          {t("suppressions.readOnly")}
        </Text>
      )}
      <Outlet />
    </Page>
  )
}

export function NewSuppression() {
  const t = useWords()
  const client = useQueryClient()
  const close = useCloseTo("/suppressions")
  const form = useForm({
    values: { channel: "email", address: "", detail: "" },
    save: async ({ channel, address, detail }) => {
      await ask(api.POST("/v1/suppressions", { body: { channel: channel as Row["channel"], address, detail } }))
      await client.invalidateQueries({ queryKey: ["suppressions"] })
      close()
    },
  })
  const names = { channel: t("activity.channel"), address: t("activity.address"), detail: t("suppressions.detail") }
  return (
    <DetailDrawer title={t("suppressions.add")} list="/suppressions">
      <FormView form={form} names={names} submit={t("suppressions.addThis")} bar="always" cancel={close}>
        <Text>{t("suppressions.addEffect")}</Text>
        <ChoiceField
          name="channel"
          label={names.channel}
          choices={channels.map((value) => ({ value, label: t(`channel.${value}`) }))}
        />
        <TextField
          name="address"
          label={names.address}
          help={form.values.channel === "sms" ? t("suppressions.numberHelp") : undefined}
          data-autofocus=""
        />
        <TextField name="detail" label={names.detail} help={t("suppressions.detailHelp")} />
      </FormView>
    </DetailDrawer>
  )
}

export function Suppression() {
  const id = useOpenedId()
  const t = useWords()
  const shown = useShownAddress()
  const { data, error, refetch } = useQuery({
    queryKey: ["suppressions", id],
    queryFn: () => ask(api.GET("/v1/suppressions/{id}", { params: { path: { id } } })),
  })
  return (
    <DetailDrawer title={data ? shown(data.address) : t("suppressions.one")} list="/suppressions">
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <Details row={data} />
      ) : (
        <Waiting rows={6} />
      )}
    </DetailDrawer>
  )
}

function Details({ row }: { row: Row }) {
  const t = useWords()
  const may = useMay()
  const nameOf = useTypeNames()
  const shown = useShownAddress()
  const client = useQueryClient()
  const close = useCloseTo("/suppressions")
  const { ask: confirm, dialog } = useConfirm()
  const address = shown(row.address)
  const isFinal = row.reason === "complaint" && row.typeId === null
  const path = { params: { path: { id: row.id } } }
  const release = () =>
    confirm({
      title: t("suppressions.releaseTitle", { address }),
      effect:
        row.reason === "bounce"
          ? t("suppressions.releaseBounce", { address })
          : t("suppressions.releaseEffect", { address }),
      verb: t("suppressions.release"),
      act: async () => {
        await ask(api.DELETE("/v1/suppressions/{id}", path))
        close()
        await client.invalidateQueries({ queryKey: ["suppressions", "list"] })
      },
    })
  return (
    <div className="details">
      <div className="details-top">
        <div className="details-head">
          <Status {...looks[row.reason]} word={t(`suppressed.${row.reason}`)} />
        </div>
        <div className="details-actions">
          {may("suppressions:edit") && !isFinal && <Button onClick={release}>{t("suppressions.release")}</Button>}
          <AsApi call={{ method: "DELETE", path: `/v1/suppressions/${row.id}` }} />
        </div>
      </div>
      <Text>{t(`suppressedHelp.${row.reason}`)}</Text>
      {isFinal && <Text c="dimmed">{t("suppressions.stays")}</Text>}
      <Facts
        facts={[
          [t("activity.address"), <Copyable key="address" text={row.address} shown={address} />],
          [t("activity.channel"), <ChannelName key="channel" channel={row.channel} />],
          [t("suppressions.what"), row.type ? nameOf(row.type) : t("suppressions.everything")],
          row.detail ? [row.reason === "manual" ? t("suppressions.detail") : t("suppressions.said"), row.detail] : null,
          [t("suppressions.by"), row.createdBy],
          [t("suppressions.since"), <When key="at" at={row.createdAt} plain />],
          row.deliveryId
            ? [
                t("suppressions.cause"),
                <Anchor key="cause" component={Link} {...({ to: `/activity/${row.deliveryId}` } as object)}>
                  {t("suppressions.openDelivery")}
                </Anchor>,
              ]
            : null,
          row.address.startsWith("sha256:")
            ? null
            : [
                t("suppressions.withheld"),
                <Anchor
                  key="withheld"
                  component={Link}
                  {...({ to: "/activity", search: { address: row.address, state: "withheld" } } as object)}
                >
                  {t("suppressions.openWithheld")}
                </Anchor>,
              ],
        ]}
      />
      <Changed subjectKind="suppression" subjectId={row.id} />
      {dialog}
    </div>
  )
}
