/** The organisations of an install, for its operator: how they fare, making, suspending and deleting one. */
import { Button, Text, Textarea, TextInput } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet, useNavigate } from "@tanstack/react-router"
import { useRef, useState } from "react"
import { useIntl } from "react-intl"
import { api, ask, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { AsApi, type Call } from "../ui/asApi.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useCloseTo, useOpenedId } from "../ui/drawer.tsx"
import { FormView, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { List, useAsked } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Status } from "../ui/status.tsx"
import { Copyable, Facts, When } from "../ui/text.tsx"
import { OrganisationFields, useOrganisationFields } from "./organisationFields.tsx"
import "./overview.css"

type Row = Schemas["PlatformOrganisationRow"]
type Full = Schemas["PlatformOrganisationDetails"]
const states = ["active", "suspended", "deleted"] as const

const exampleCall: Call = {
  method: "POST",
  path: "/v1/organisations",
  body: {
    key: "acme",
    name: "Acme",
    country: "PL",
    language: "pl",
    timeZone: "Europe/Warsaw",
    currency: "PLN",
    catalogue: "telephony",
    administrator: { name: "Anna Nowak", email: "anna@example.com" },
  },
}

function OrganisationState({ state }: Pick<Row, "state">) {
  const t = useWords()
  if (state === "active") return <Status tone="green" icon="check" word={t("organisationState.active")} />
  return <Status tone={state === "suspended" ? "amber" : "grey"} icon="stop" word={t(`organisationState.${state}`)} />
}

/** What was handed over since the month began, by channel. */
function Month({ use }: Pick<Row, "use">) {
  const t = useWords()
  const { formatNumber } = useIntl()
  if (use.month.length === 0) return <span className="reason">{t("organisations.nothingSent")}</span>
  return (
    <span className="month">
      {use.month.map(({ channel, count }) => (
        <span key={channel} title={t(`channel.${channel}`)}>
          <Icon name={channel} size={15} />
          <span className="sr-only">{t(`channel.${channel}`)} </span>
          {formatNumber(count)}
        </span>
      ))}
    </span>
  )
}

function Waits({ use: { oldest, failing } }: Pick<Row, "use">) {
  const t = useWords()
  if (failing)
    return (
      <span className="status-and-reason">
        <Status tone="red" icon="alert" word={t("organisations.failing")} />
        <span className="reason">
          <When at={failing.since} />
        </span>
      </span>
    )
  return oldest ? <When at={oldest} /> : <span className="reason">{t("overview.noneWaits")}</span>
}

export function Organisations() {
  const t = useWords()
  const asked = useAsked()
  return (
    <Page
      title={t("nav.organisations")}
      purpose={t("organisations.purpose")}
      call={{ method: "GET", path: "/v1/organisations", query: asked }}
      actions={
        <Button component={Link} {...({ to: "/organisations/new" } as object)} leftSection={<Icon name="plus" />}>
          {t("organisations.add")}
        </Button>
      }
    >
      <List<Row>
        of="organisations"
        label={t("nav.organisations")}
        load={(query) => ask(api.GET("/v1/organisations", { params: { query } }))}
        filters={[
          {
            name: "state",
            label: t("members.state"),
            kind: "choice",
            choices: states.map((value) => ({ value, label: t(`organisationState.${value}`) })),
          },
        ]}
        columns={[
          { id: "name", head: t("name"), phone: "name", cell: (row) => row.name },
          { id: "key", head: t("organisations.key"), cell: (row) => <code>{row.key}</code> },
          { id: "month", head: t("organisations.month"), cell: (row) => <Month use={row.use} /> },
          { id: "waits", head: t("organisations.waits"), cell: (row) => <Waits use={row.use} /> },
          { id: "signIns", head: t("organisations.signIns"), numeric: true, phone: "out", cell: (row) => row.signIns },
          {
            id: "state",
            head: t("members.state"),
            phone: "side",
            cell: (row) => <OrganisationState state={row.state} />,
          },
          { id: "at", head: t("createdAt"), phone: "out", cell: (row) => <When at={row.createdAt} /> },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/organisations/${row.id}`}
        empty={{ title: t("organisations.empty"), text: t("organisations.emptyText"), call: exampleCall }}
      />
      <Outlet />
    </Page>
  )
}

export function NewOrganisation() {
  const t = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const close = useCloseTo("/organisations")
  const { start, names, bodyOf } = useOrganisationFields("")
  const form = useForm<Record<string, string>>({
    values: start,
    save: async (values) => {
      const { id } = await ask(api.POST("/v1/organisations", { body: bodyOf(values) }))
      await client.invalidateQueries({ queryKey: ["organisations"] })
      await navigate({ to: `/organisations/${id}` } as never)
    },
  })
  return (
    <DetailDrawer title={t("organisations.add")} list="/organisations">
      <FormView form={form} names={names} submit={t("organisations.make")} bar="always" cancel={close}>
        <OrganisationFields prefix="" legend={t("organisations.organisation")} values={form.values} />
      </FormView>
    </DetailDrawer>
  )
}

export function Organisation() {
  const id = useOpenedId()
  const t = useWords()
  const { data, error, refetch } = useQuery({
    queryKey: ["organisations", id],
    queryFn: () => ask(api.GET("/v1/organisations/{id}", { params: { path: { id } } })),
  })
  return (
    <DetailDrawer title={data?.name ?? t("organisations.organisation")} list="/organisations">
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting rows={6} />
      ) : (
        <Details organisation={data} />
      )}
    </DetailDrawer>
  )
}

function Details({ organisation }: { organisation: Full }) {
  const t = useWords()
  const { formatNumber } = useIntl()
  const { id, key, state, reason, use, signIns, customers, letters, createdAt, exportedAt } = organisation
  return (
    <div className="details">
      <div className="details-head">
        <OrganisationState state={state} />
        {reason && <span className="reason">{reason}</span>}
      </div>
      <Acts organisation={organisation} />
      <Facts
        facts={[
          [t("organisations.key"), <Copyable key="key" text={key} />],
          ...use.month.map(
            ({ channel, count }) =>
              [
                t("organisations.monthBy", { channel: t(`channel.${channel}`) }),
                <span key={channel} className="channel">
                  <Icon name={channel} size={16} />
                  {formatNumber(count)}
                </span>,
              ] as const,
          ),
          use.month.length === 0 ? [t("organisations.month"), "0"] : null,
          [t("organisations.waits"), use.oldest ? <When key="oldest" at={use.oldest} /> : t("overview.noneWaits")],
          use.failing
            ? [
                t("organisations.failing"),
                <span key="failing">
                  {use.failing.connection}, <When at={use.failing.since} />
                </span>,
              ]
            : null,
          [
            t("organisations.letters"),
            letters.waiting && letters.oldest ? (
              <span key="letters">
                {formatNumber(letters.waiting)}, <When at={letters.oldest} />
              </span>
            ) : (
              "0"
            ),
          ],
          [t("organisations.signIns"), formatNumber(signIns)],
          [t("nav.customers"), formatNumber(customers)],
          [
            t("organisations.exported"),
            exportedAt ? <When key="exported" at={exportedAt} plain /> : t("organisations.neverExported"),
          ],
          [t("createdAt"), <When key="at" at={createdAt} plain />],
          [t("id"), <Copyable key="id" text={id} />],
        ]}
      />
    </div>
  )
}

function Acts({ organisation }: { organisation: Full }) {
  const t = useWords()
  const client = useQueryClient()
  const close = useCloseTo("/organisations")
  const { ask: confirm, dialog } = useConfirm()
  const { id, key, name, state, signIns: people, customers, exportedAt } = organisation
  const path = { path: { id } }
  const anew = () => client.invalidateQueries({ queryKey: ["organisations"] })
  const typed = useRef("")
  const keep = (text: string) => (typed.current = text)
  const suspend = () =>
    confirm({
      title: t("organisations.suspendTitle", { name }),
      effect: (
        <>
          {t("organisations.suspendEffect", { people, customers })}
          <Reason set={keep} />
        </>
      ),
      verb: t("organisations.suspend"),
      destructive: true,
      act: async () => {
        const body = { reason: typed.current }
        await ask(api.POST("/v1/organisations/{id}/suspend", { params: path, body }))
        await anew()
      },
    })
  const resume = () =>
    confirm({
      title: t("organisations.resumeTitle", { name }),
      effect: t("organisations.resumeEffect"),
      verb: t("organisations.resume"),
      act: async () => {
        await ask(api.POST("/v1/organisations/{id}/resume", { params: path }))
        await anew()
      },
    })
  const remove = () =>
    confirm({
      title: t("organisations.deleteTitle", { name }),
      effect: (
        <>
          <Text>{t("organisations.deleteEffect", { people, customers })}</Text>
          <Text mt={8}>
            {exportedAt ? (
              <>
                {t("organisations.exported")}: <When at={exportedAt} plain />
              </>
            ) : (
              t("organisations.exportFirst")
            )}
          </Text>
          <KeyAgain organisationKey={key} set={keep} />
        </>
      ),
      verb: t("organisations.delete"),
      destructive: true,
      act: async () => {
        await ask(api.DELETE("/v1/organisations/{id}", { params: { ...path, query: { key: typed.current.trim() } } }))
        await anew()
        close()
      },
    })
  return (
    <div className="details-actions">
      {state === "active" && (
        <Button variant="default" onClick={suspend}>
          {t("organisations.suspend")}
        </Button>
      )}
      {state === "suspended" && <Button onClick={resume}>{t("organisations.resume")}</Button>}
      {state !== "deleted" && (
        <Button variant="default" onClick={remove}>
          {t("organisations.delete")}
        </Button>
      )}
      <AsApi call={{ method: "GET", path: `/v1/organisations/${id}` }} />
      {dialog}
    </div>
  )
}

function Reason({ set }: { set: (text: string) => void }) {
  const t = useWords()
  const [text, setText] = useState("")
  return (
    <Textarea
      mt={12}
      label={t("organisations.reason")}
      description={t("organisations.reasonHelp")}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        set(event.currentTarget.value)
      }}
    />
  )
}

function KeyAgain({ organisationKey, set }: { organisationKey: string; set: (text: string) => void }) {
  const t = useWords()
  const [text, setText] = useState("")
  return (
    <TextInput
      mt={12}
      label={t("organisations.keyAgain", { key: organisationKey })}
      autoComplete="off"
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        set(event.currentTarget.value)
      }}
    />
  )
}
