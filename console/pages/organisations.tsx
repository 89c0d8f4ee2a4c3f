/** The organisations of an install, for its operator: who they are, and suspending one. */
import { Button, Textarea } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Outlet } from "@tanstack/react-router"
import { useRef, useState } from "react"
import { api, ask, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { AsApi } from "../ui/asApi.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useOpenedId } from "../ui/drawer.tsx"
import { List, useAsked } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Status } from "../ui/status.tsx"
import { Copyable, Facts, When } from "../ui/text.tsx"

type Row = Schemas["PlatformOrganisation"]
const states = ["active", "suspended", "deleted"] as const

function OrganisationState({ state }: Pick<Row, "state">) {
  const t = useWords()
  if (state === "active") return <Status tone="green" icon="check" word={t("organisationState.active")} />
  return <Status tone={state === "suspended" ? "amber" : "grey"} icon="stop" word={t(`organisationState.${state}`)} />
}

export function Organisations() {
  const t = useWords()
  const asked = useAsked()
  return (
    <Page
      title={t("nav.organisations")}
      purpose={t("organisations.purpose")}
      call={{ method: "GET", path: "/v1/organisations", query: asked }}
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
          { id: "signIns", head: t("organisations.signIns"), numeric: true, phone: "out", cell: (row) => row.signIns },
          {
            id: "state",
            head: t("members.state"),
            phone: "side",
            cell: (row) => <OrganisationState state={row.state} />,
          },
          { id: "at", head: t("createdAt"), cell: (row) => <When at={row.createdAt} /> },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/organisations/${row.id}`}
        empty={{
          title: t("organisations.empty"),
          text: t("organisations.emptyText"),
          call: {
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
          },
        }}
      />
      <Outlet />
    </Page>
  )
}

export function Organisation() {
  const id = useOpenedId()
  const t = useWords()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const { data, error, refetch } = useQuery({
    queryKey: ["organisations", id],
    queryFn: () => ask(api.GET("/v1/organisations/{id}", { params: { path: { id } } })),
  })
  const anew = () => client.invalidateQueries({ queryKey: ["organisations"] })
  const reason = useRef("")
  return (
    <DetailDrawer title={data?.name ?? t("organisations.organisation")} list="/organisations">
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting rows={6} />
      ) : (
        <div className="details">
          <div className="details-head">
            <OrganisationState state={data.state} />
            {data.reason && <span className="reason">{data.reason}</span>}
          </div>
          <div className="details-actions">
            {data.state === "active" && (
              <Button
                variant="default"
                onClick={() =>
                  confirm({
                    title: t("organisations.suspendTitle", { name: data.name }),
                    effect: (
                      <>
                        {t("organisations.suspendEffect", { people: data.signIns, customers: data.customers })}
                        <Reason set={(text) => (reason.current = text)} />
                      </>
                    ),
                    verb: t("organisations.suspend"),
                    destructive: true,
                    act: async () => {
                      await ask(
                        api.POST("/v1/organisations/{id}/suspend", {
                          params: { path: { id } },
                          body: { reason: reason.current },
                        }),
                      )
                      await anew()
                    },
                  })
                }
              >
                {t("organisations.suspend")}
              </Button>
            )}
            {data.state === "suspended" && (
              <Button
                onClick={() =>
                  confirm({
                    title: t("organisations.resumeTitle", { name: data.name }),
                    effect: t("organisations.resumeEffect"),
                    verb: t("organisations.resume"),
                    act: async () => {
                      await ask(api.POST("/v1/organisations/{id}/resume", { params: { path: { id } } }))
                      await anew()
                    },
                  })
                }
              >
                {t("organisations.resume")}
              </Button>
            )}
            <AsApi call={{ method: "GET", path: `/v1/organisations/${id}` }} />
          </div>
          <Facts
            facts={[
              [t("organisations.key"), <Copyable key="key" text={data.key} />],
              [t("organisations.signIns"), data.signIns],
              [t("nav.customers"), data.customers],
              [t("createdAt"), <When key="at" at={data.createdAt} plain />],
              [t("id"), <Copyable key="id" text={data.id} />],
            ]}
          />
          {dialog}
        </div>
      )}
    </DetailDrawer>
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
