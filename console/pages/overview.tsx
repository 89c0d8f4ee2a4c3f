/** The first page: the way to the first real send while there is no provider, and the state of things always. */
import { Alert, Anchor, Button, Title } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { lazy, Suspense, useState } from "react"
import { useIntl } from "react-intl"
import { api, ask, type Schemas } from "../api/client.ts"
import { SampleNotice } from "../app/sample.tsx"
import { useMay, useSession } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { AsApi, type Call } from "../ui/asApi.tsx"
import { type Drawn, drawn, type Moment } from "../ui/drawn.ts"
import { Icon } from "../ui/icons.tsx"
import { Empty, Failure, Page, Waiting } from "../ui/page.tsx"
import { DeliveryStatus, StateBadge } from "../ui/status.tsx"
import { ChannelName, When } from "../ui/text.tsx"
import { queuesQuery, ResumeButtons, waitingOf } from "./queues.tsx"
import { exampleEvent, useTypeNames } from "./activity.tsx"
import "./overview.css"

type Counts = Schemas["DeliveryCounts"]
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

function Paused() {
  const t = useWords()
  const may = useMay()
  const { data } = useQuery(queuesQuery)
  if (!data?.pausedAt) return null
  return (
    <Alert color="yellow" variant="light" icon={<Icon name="alert" />} title={t("overview.paused")} mb={16}>
      <p className="plain">
        {t("overview.pausedSince", { count: waitingOf(data) })} <When at={data.pausedAt} plain />
      </p>
      {may("settings:edit") && (
        <div className="page-actions">
          <ResumeButtons waiting={waitingOf(data)} size="xs" />
        </div>
      )}
    </Alert>
  )
}

type Step = {
  id: "provider" | "domain" | "class" | "customers" | "event"
  done: boolean
  to?: string
  call?: Call
}

/** What Tidings itself writes is no business of the organisation's. */
const isTheirs = ({ type }: { type: string }) => !type.startsWith("system.")

/** What is left to do until the first message really leaves; gone once one did. */
function FirstSteps() {
  const t = useWords()
  const one = { params: { query: { limit: 1 } } }
  const few = { limit: 50 } as const
  const { data: connections } = useQuery({
    queryKey: ["connections", "email", "any"],
    queryFn: () => ask(api.GET("/v1/connections", { params: { query: { ...few, channel: "email" } } })),
  })
  const isConnected = (connections?.items.length ?? 0) > 0
  const since = connections?.items.map(({ createdAt }) => createdAt).toSorted()[0]
  const { data: sent } = useQuery({
    queryKey: ["deliveries", "any sent"],
    queryFn: () => ask(api.GET("/v1/deliveries", { params: { query: { ...few, channel: "email", state: "sent" } } })),
    enabled: isConnected,
  })
  // What was kept under Captured counts as sent, too, but nobody got it.
  const isOver = sent?.items.some((each) => isTheirs(each) && (each.settledAt ?? "") >= (since ?? "")) ?? false
  const isAsked = connections !== undefined && (!isConnected || sent !== undefined) && !isOver
  const { data: domains } = useQuery({
    queryKey: ["sending-domains", "any"],
    queryFn: () => ask(api.GET("/v1/sending-domains", { params: { query: { limit: 50 } } })),
    enabled: isAsked,
  })
  const { data: classes } = useQuery({
    queryKey: ["customer-classes", "any"],
    queryFn: () => ask(api.GET("/v1/customer-classes", { params: { query: { limit: 200 } } })),
    enabled: isAsked,
  })
  const { data: customers } = useQuery({
    queryKey: ["customers", "any"],
    queryFn: () => ask(api.GET("/v1/customers", one)),
    enabled: isAsked,
  })
  const { data: events } = useQuery({
    queryKey: ["events", "any"],
    queryFn: () => ask(api.GET("/v1/events", { params: { query: few } })),
    enabled: isAsked,
    refetchInterval: 5000,
  })
  const { data: types } = useQuery({
    queryKey: ["notification-types", "names"],
    queryFn: () => ask(api.GET("/v1/notification-types", { params: { query: { limit: 200 } } })),
    enabled: isAsked,
    staleTime: 300_000,
  })
  if (!isAsked) return null
  const steps: Step[] = [
    { id: "provider", done: isConnected, to: "/email" },
    { id: "domain", done: domains?.items.some(({ verifiedAt }) => verifiedAt !== null) ?? false, to: "/email/domains" },
    { id: "class", done: classes?.items.some(({ boxesOn }) => boxesOn > 0) ?? false, to: "/classes" },
    { id: "customers", done: (customers?.items.length ?? 0) > 0, to: "/customers" },
    {
      id: "event",
      done: events?.items.some(isTheirs) ?? false,
      call: firstEvent(types?.items, customers?.items[0]?.externalId),
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
            {!step.done && step.call && (
              <span className="checklist-ways">
                <Anchor component={Link} {...({ to: "/api-keys" } as object)}>
                  {t("first.key")}
                </Anchor>
                <AsApi call={step.call} />
              </span>
            )}
          </li>
        ))}
      </ol>
      {isConnected && <p className="reason">{t("first.lastly")}</p>}
    </section>
  )
}

type Type = Schemas["NotificationType"]

/** An event that works here: of a type there is, with the samples of its data, about a customer there is. */
function firstEvent(types: readonly Type[] | undefined, customer: string | undefined): Call {
  const type =
    types?.find(({ switchOwner, trigger }) => switchOwner === "class" && trigger === "event") ??
    types?.find(({ key }) => isTheirs({ type: key }))
  if (!type) return exampleEvent
  const data = Object.fromEntries(type.variables.map(({ name, sample }) => [name, sample]))
  return {
    ...exampleEvent,
    body: {
      ...(exampleEvent.body as object),
      type: type.key,
      subject: `customer/${customer ?? "1001"}`,
      data,
    },
  }
}

const shown = ["sent", "delivered", "failed", "withheld", "ambiguous"] as const satisfies readonly Drawn[]

const Bars = lazy(() => import("../ui/chart.tsx"))

function Sent() {
  const t = useWords()
  const { formatNumber } = useIntl()
  const [span, setSpan] = useState<(typeof spans)[number]>(24)
  const [isTable, setTable] = useState(false)
  const step = span > 72 ? "day" : "hour"
  const { data, error, refetch } = useQuery({
    queryKey: ["deliveries", "counts", span],
    // On a whole minute, so that an answer can be found again.
    queryFn: () => ask(api.GET("/v1/deliveries/counts", { params: { query: { from: sinceOf(span), step } } })),
    refetchInterval: 15_000,
  })
  const channels = [...new Set(data?.counts.map(({ channel }) => channel))].toSorted()
  const countOf = (channel: Channel, state: string) =>
    (data?.counts ?? [])
      .filter((each) => each.channel === channel && each.state === state)
      .reduce((sum, { count }) => sum + count, 0)
  return (
    <section className="panel" aria-labelledby="sent">
      <div className="panel-head">
        <Title order={2} id="sent">
          {t("overview.sent")}
        </Title>
        <div className="panel-ways">
          <div className="spans" role="group" aria-label={t("overview.span")}>
            {spans.map((hours) => (
              <button key={hours} type="button" aria-pressed={hours === span} onClick={() => setSpan(hours)}>
                {t(`overview.hours${hours}`)}
              </button>
            ))}
          </div>
          <Button size="compact-sm" variant="subtle" onClick={() => setTable(!isTable)} aria-pressed={isTable}>
            {t(isTable ? "overview.asChart" : "overview.asTable")}
          </Button>
        </div>
      </div>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting rows={3} height={28} />
      ) : channels.length === 0 ? (
        <Empty title={t("overview.nothing")} text={t("overview.nothingText")} />
      ) : (
        <>
          <OverTime data={data} channels={channels} step={step} isTable={isTable} />
          <div className="table-frame">
            <table className="rows figures">
              <thead>
                <tr>
                  <th scope="col">{t("activity.channel")}</th>
                  {shown.map((state) => (
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
                    {shown.map((state) => {
                      const count = countOf(channel, state)
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
        </>
      )}
    </section>
  )
}

type OverTimeOf = { data: Counts; channels: Channel[]; step: "hour" | "day"; isTable: boolean }

/** The same over time: a chart for each channel, or one table of all. */
function OverTime({ data, channels, step, isTable }: OverTimeOf) {
  const t = useWords()
  const { formatDate, formatNumber } = useIntl()
  const label = (at: string) =>
    step === "hour"
      ? formatDate(at, { hour: "2-digit", minute: "2-digit" })
      : // By its noon: it began at midnight where the organisation is, which needn't be where the reader is.
        formatDate(Date.parse(at) + 12 * hour, { day: "numeric", month: "short" })
  const slot = (channel: Channel, state: string, at: number) => `${channel} ${state} ${at}`
  const counted = new Map(
    data.counts.map(({ channel, state, at, count }) => [slot(channel, state, Date.parse(at)), count]),
  )
  const begun = stepsOf(data, step)
  const moments = (channel: Channel): Moment[] =>
    begun.map((at) => ({
      at: new Date(at).toISOString(),
      ...(Object.fromEntries(shown.map((state) => [state, counted.get(slot(channel, state, at)) ?? 0])) as Record<
        Drawn,
        number
      >),
    }))
  if (!isTable)
    return (
      <div className="charts">
        <ul className="legend">
          {drawn.map(({ state, colour }) => (
            <li key={state}>
              <i style={{ background: colour }} />
              {t(`state.${state}`)}
            </li>
          ))}
        </ul>
        {channels.map((channel) => (
          <div key={channel}>
            <ChannelName channel={channel} />
            <Suspense fallback={<Waiting rows={4} height={28} />}>
              <Bars
                moments={moments(channel)}
                label={label}
                name={t("overview.chartOf", { channel: t(`channel.${channel}`) })}
              />
            </Suspense>
          </div>
        ))}
      </div>
    )
  const rows = channels.flatMap((channel) =>
    moments(channel)
      .filter((moment) => shown.some((state) => moment[state] > 0))
      .map((moment) => ({ channel, ...moment })),
  )
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, by keys too
    <section className="table-frame over-time" aria-label={t("overview.overTime")} tabIndex={0}>
      <table className="rows figures" aria-label={t("overview.overTime")}>
        <thead>
          <tr>
            <th scope="col">{t(step === "hour" ? "overview.hour" : "overview.day")}</th>
            <th scope="col">{t("activity.channel")}</th>
            {shown.map((state) => (
              <th key={state} scope="col" className="numeric">
                {t(`state.${state}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows
            .toSorted((a, b) => b.at.localeCompare(a.at))
            .map((row) => (
              <tr key={`${row.at} ${row.channel}`}>
                <th scope="row">
                  <When at={row.at} plain />
                </th>
                <td>
                  <ChannelName channel={row.channel} />
                </td>
                {shown.map((state) => (
                  <td key={state} className="numeric" data-label={t(`state.${state}`)}>
                    {formatNumber(row[state])}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  )
}

/** When each hour or day began, also those of which nothing is counted. */
function stepsOf({ from, counts }: Counts, step: "hour" | "day"): number[] {
  const known = [...new Set(counts.map(({ at }) => Date.parse(at)))].toSorted((a, b) => a - b)
  const length = step === "hour" ? hour : 24 * hour
  let at = step === "hour" ? Date.parse(from) : (known[0] ?? Date.parse(from))
  while (at > Date.parse(from)) at -= length
  const steps: number[] = []
  while (at <= Date.now()) {
    steps.push(at)
    // A day is an hour longer or shorter where the clocks change.
    const next = at + length
    at = known.find((each) => Math.abs(each - next) <= 2 * hour && step === "day") ?? next
  }
  return steps
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
              <Anchor component={Link} {...({ to: `/email/${id}` } as object)}>
                {name}
              </Anchor>
              : {openUntil ? t("overview.connectionHeld", { reason: openReason ?? "" }) : t("overview.connectionGood")}
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
