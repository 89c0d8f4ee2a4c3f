/** The first page: the way to the first real send while there is no provider, and the state of things always. */
import { Alert, Anchor, Button, Title } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { useIntl } from "react-intl"
import { api, ask, type Schemas } from "../api/client.ts"
import { SampleNotice } from "../app/sample.tsx"
import { useMay, useSession } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { AsApi, type Call } from "../ui/asApi.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { Icon } from "../ui/icons.tsx"
import { Empty, Failure, Page, Waiting } from "../ui/page.tsx"
import { DeliveryStatus, StateBadge, type ShownState } from "../ui/status.tsx"
import { ChannelName, When } from "../ui/text.tsx"
import { exampleEvent, useTypeNames } from "./activity.tsx"

type Counts = Schemas["DeliveryCounts"]
type Queues = Schemas["Queues"]
type Channel = Counts["counts"][number]["channel"]

const hour = 3_600_000
/** How far back one looks, in hours. */
const spans = [24, 168, 720] as const

export function Overview() {
  const t = useWords()
  const may = useMay()
  const { organisation } = useSession()
  return (
    <Page title={t("nav.overview")} purpose={t("overview.purpose", { organisation: organisation.name })}>
      <Paused />
      <SampleNotice />
      {may("connections:manage") && <FirstSteps />}
      <Sent />
      <div className="beside">
        <Queue />
        <Problems />
      </div>
    </Page>
  )
}

const queuesQuery = {
  queryKey: ["queues"],
  queryFn: () => ask(api.GET("/v1/queues")),
  refetchInterval: 5000,
}

function Paused() {
  const t = useWords()
  const may = useMay()
  const client = useQueryClient()
  const { data } = useQuery(queuesQuery)
  const { ask: confirm, dialog } = useConfirm()
  if (!data?.pausedAt) return null
  const waiting = waitingOf(data)
  const resume = (drop: boolean) => async () => {
    await ask(api.POST("/v1/organisation/resume", { body: { drop } }))
    await client.invalidateQueries({ queryKey: ["queues"] })
  }
  return (
    <Alert color="yellow" variant="light" icon={<Icon name="alert" />} title={t("overview.paused")} mb={16}>
      <p className="plain">
        {t("overview.pausedSince", { count: waiting })} <When at={data.pausedAt} plain />
      </p>
      {may("settings:edit") && (
        <div className="page-actions">
          <Button
            size="xs"
            onClick={() =>
              confirm({
                title: t("overview.resume"),
                effect: t("overview.resumeEffect", { count: waiting }),
                verb: t("overview.resume"),
                act: resume(false),
              })
            }
          >
            {t("overview.resume")}
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              confirm({
                title: t("overview.drop"),
                effect: t("overview.dropEffect", { count: waiting }),
                verb: t("overview.drop"),
                destructive: true,
                act: resume(true),
              })
            }
          >
            {t("overview.drop")}
          </Button>
        </div>
      )}
      {dialog}
    </Alert>
  )
}

const waitingOf = ({ lanes, events }: Queues) => lanes.reduce((sum, lane) => sum + lane.waiting, events.waiting)

/** What is left to do until the first message really leaves; gone once there is a provider and something was sent. */
function FirstSteps() {
  const t = useWords()
  const { data: connections } = useQuery({
    queryKey: ["connections", "any"],
    queryFn: () => ask(api.GET("/v1/connections", { params: { query: { limit: 1 } } })),
  })
  const isSending = (connections?.items.length ?? 0) > 0
  const first = <T,>(of: string, load: () => Promise<T>) => ({
    queryKey: [of, "any"],
    queryFn: load,
    enabled: connections !== undefined && !isSending,
  })
  const { data: classes } = useQuery(
    first("customer-classes", () => ask(api.GET("/v1/customer-classes", { params: { query: { limit: 200 } } }))),
  )
  const { data: customers } = useQuery(
    first("customers", () => ask(api.GET("/v1/customers", { params: { query: { limit: 1 } } }))),
  )
  const { data: keys } = useQuery(
    first("api-keys", () => ask(api.GET("/v1/api-keys", { params: { query: { limit: 1 } } }))),
  )
  const { data: events } = useQuery(
    first("events", () => ask(api.GET("/v1/events", { params: { query: { limit: 1 } } }))),
  )
  if (!connections || isSending) return null
  const ticked = classes?.items.find(({ boxesOn }) => boxesOn > 0)
  const steps: { id: "customers" | "class" | "key" | "event" | "provider"; done: boolean; to?: string; call?: Call }[] =
    [
      { id: "customers", done: (customers?.items.length ?? 0) > 0, to: "/customers" },
      {
        id: "class",
        done: ticked !== undefined,
        to: "/classes",
      },
      { id: "key", done: (keys?.items.length ?? 0) > 0, to: "/api-keys" },
      {
        id: "event",
        done: (events?.items.length ?? 0) > 0,
        call: exampleEvent,
      },
      {
        id: "provider",
        done: false,
        call: {
          method: "POST",
          path: "/v1/connections",
          body: {
            channel: "email",
            provider: "smtp",
            name: "Our mail server",
            settings: { host: "smtp.example.com", port: 587, user: "tidings", password: "…" },
          },
        },
      },
    ]
  const done = steps.filter((step) => step.done).length
  return (
    <section className="panel" aria-labelledby="first-steps">
      <div className="panel-head">
        <Title order={2} id="first-steps">
          {t("first.title")}
        </Title>
        <span className="reason">{t("first.done", { done, all: steps.length })}</span>
      </div>
      <ol className="checklist">
        {steps.map((step) => (
          <li key={step.id} className={step.done ? "is-done" : undefined}>
            <span className="checklist-mark">
              <Icon name={step.done ? "check" : "right"} size={16} />
              <span className="sr-only">{step.done ? t("first.isDone") : t("first.isOpen")}</span>
            </span>
            <span className="checklist-words">
              <strong>{t(`first.${step.id}`)}</strong>
              {!step.done && <span>{t(`first.${step.id}Help`)}</span>}
            </span>
            {!step.done && step.to && (
              <Button component={Link} {...({ to: step.to } as object)} variant="default" size="xs">
                {t("first.go")}
              </Button>
            )}
            {!step.done && step.call && <AsApi call={step.call} />}
          </li>
        ))}
      </ol>
    </section>
  )
}

const shown = [
  ["sent", ["sent"]],
  ["delivered", ["delivered"]],
  ["failed", ["failed"]],
  ["withheld", ["withheld"]],
  ["ambiguous", ["ambiguous"]],
] as const satisfies readonly (readonly [ShownState, readonly string[]])[]

function Sent() {
  const t = useWords()
  const { formatNumber } = useIntl()
  const [span, setSpan] = useState<(typeof spans)[number]>(24)
  const { data, error, refetch } = useQuery({
    queryKey: ["deliveries", "counts", span],
    // On a whole minute, so that an answer can be found again.
    queryFn: () => ask(api.GET("/v1/deliveries/counts", { params: { query: { from: sinceOf(span) } } })),
    refetchInterval: 15_000,
  })
  const channels = [...new Set(data?.counts.map(({ channel }) => channel))]
  const countOf = (channel: Channel, states: readonly string[]) =>
    (data?.counts ?? [])
      .filter((each) => each.channel === channel && states.includes(each.state))
      .reduce((sum, { count }) => sum + count, 0)
  return (
    <section className="panel" aria-labelledby="sent">
      <div className="panel-head">
        <Title order={2} id="sent">
          {t("overview.sent")}
        </Title>
        <div className="spans" role="group" aria-label={t("overview.span")}>
          {spans.map((hours) => (
            <button key={hours} type="button" aria-pressed={hours === span} onClick={() => setSpan(hours)}>
              {t(`overview.hours${hours}`)}
            </button>
          ))}
        </div>
      </div>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting rows={3} height={28} />
      ) : channels.length === 0 ? (
        <Empty title={t("overview.nothing")} text={t("overview.nothingText")} />
      ) : (
        <div className="table-frame">
          <table className="rows figures">
            <thead>
              <tr>
                <th scope="col">{t("activity.channel")}</th>
                {shown.map(([state]) => (
                  <th key={state} scope="col" className="numeric">
                    <StateBadge state={state} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {channels.map((channel) => (
                <tr key={channel}>
                  <th scope="row">
                    <ChannelName channel={channel} />
                  </th>
                  {shown.map(([state, states]) => {
                    const count = countOf(channel, states)
                    return (
                      <td key={state} className="numeric" data-label={t(`state.${state}`)}>
                        {count ? (
                          <Anchor
                            component={Link}
                            {...({ to: "/activity", search: { channel, state, from: data.from } } as object)}
                          >
                            {formatNumber(count)}
                          </Anchor>
                        ) : (
                          <span className="none">0</span>
                        )}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

const sinceOf = (hours: number) => new Date(Math.floor(Date.now() / 60_000) * 60_000 - hours * hour).toISOString()

function Queue() {
  const t = useWords()
  const { formatNumber } = useIntl()
  const { data, error, refetch } = useQuery(queuesQuery)
  const sum = (name: "waiting" | "scheduled" | "sending" | "unclear") =>
    data?.lanes.reduce((all, lane) => all + lane[name], 0) ?? 0
  const oldest = data?.lanes
    .map((lane) => lane.oldest)
    .filter((at) => at !== null)
    .toSorted()[0]
  const lines = [
    ["waiting", sum("waiting") + (data?.events.waiting ?? 0)],
    ["scheduled", sum("scheduled") + (data?.events.scheduled ?? 0)],
    ["sending", sum("sending")],
    ["ambiguous", sum("unclear")],
  ] as const
  return (
    <section className="panel" aria-labelledby="queue">
      <div className="panel-head">
        <Title order={2} id="queue">
          {t("overview.queue")}
        </Title>
      </div>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting rows={4} />
      ) : (
        <>
          <ul className="lines">
            {lines.map(([state, count]) => (
              <li key={state}>
                <StateBadge state={state} />
                <span className="count">{formatNumber(count)}</span>
              </li>
            ))}
          </ul>
          <p className="reason">
            {oldest ? (
              <>
                {t("overview.oldest")} <When at={oldest} />
              </>
            ) : (
              t("overview.noneWaits")
            )}
          </p>
          {data.connections.map(({ id, name, openUntil, openReason }) => (
            <p key={id} className="reason">
              {name}:{" "}
              {openUntil ? t("overview.connectionHeld", { reason: openReason ?? "" }) : t("overview.connectionGood")}
            </p>
          ))}
        </>
      )}
    </section>
  )
}

function Problems() {
  const t = useWords()
  const nameOf = useTypeNames()
  const { data, error, refetch } = useQuery({
    queryKey: ["deliveries", "list", "failed"],
    queryFn: () => ask(api.GET("/v1/deliveries", { params: { query: { state: "failed", limit: 5 } } })),
    refetchInterval: 15_000,
  })
  return (
    <section className="panel" aria-labelledby="problems">
      <div className="panel-head">
        <Title order={2} id="problems">
          {t("overview.problems")}
        </Title>
        {(data?.items.length ?? 0) > 0 && (
          <Anchor component={Link} {...({ to: "/activity", search: { state: "failed" } } as object)}>
            {t("overview.allFailed")}
          </Anchor>
        )}
      </div>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting rows={4} />
      ) : data.items.length === 0 ? (
        <p className="reason">{t("overview.noProblems")}</p>
      ) : (
        <ul className="lines problems">
          {data.items.map((row) => (
            <li key={row.id}>
              <span>
                <Anchor component={Link} {...({ to: `/activity/${row.id}` } as object)}>
                  {nameOf(row.type)}
                </Anchor>
                <span className="reason"> {row.recipient}</span>
              </span>
              <DeliveryStatus delivery={row} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
