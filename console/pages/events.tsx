/** What happened, and what was decided about it for whom. */
import { Anchor, Button, Text, Title } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet } from "@tanstack/react-router"
import { api, ask, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { AsApi } from "../ui/asApi.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useOpenedId } from "../ui/drawer.tsx"
import type { IconName } from "../ui/icons.tsx"
import { List, useAsked } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { type ShownState, StateBadge, Status, type Tone, useReasons } from "../ui/status.tsx"
import { type Channel, ChannelName, Copyable, Facts, When } from "../ui/text.tsx"
import { isPast } from "../ui/zone.ts"
import { exampleEvent, useTypeNames } from "./activity.tsx"

type Row = Schemas["EventListItem"]
type Full = Schemas["Event"]

const looks: Readonly<Record<Row["state"], { tone: Tone; icon: IconName }>> = {
  fetching: { tone: "blue", icon: "arrow" },
  accepted: { tone: "blue", icon: "clock" },
  planning: { tone: "blue", icon: "arrow" },
  planned: { tone: "green", icon: "check" },
  failed: { tone: "red", icon: "alert" },
  cancelled: { tone: "grey", icon: "stop" },
}

function EventStatus({ event: { state, reason } }: { event: Pick<Row, "state" | "reason"> }) {
  const t = useWords()
  return (
    <span className="status-and-reason">
      <Status {...looks[state]} word={t(`eventState.${state}`)} />
      {reason && <span className="reason">{reason.replaceAll("_", " ")}</span>}
    </span>
  )
}

/** Whom an event is about: a customer or class by name, all, or nobody. */
function useSubjects() {
  const t = useWords()
  return ({ subject, customers }: Pick<Row, "subject" | "customers">) =>
    subject.name ?? (subject.kind === "all" ? t("events.all", { count: customers }) : t("events.nobody"))
}

export function Events() {
  const t = useWords()
  const nameOf = useTypeNames()
  const subjectOf = useSubjects()
  const asked = useAsked()
  const states = Object.keys(looks) as Row["state"][]
  return (
    <Page
      title={t("nav.events")}
      purpose={t("events.purpose")}
      call={{ method: "GET", path: "/v1/events", query: asked }}
    >
      <List<Row>
        of="events"
        label={t("nav.events")}
        load={(query) => ask(api.GET("/v1/events", { params: { query } }))}
        filters={[
          {
            name: "state",
            label: t("events.state"),
            kind: "choice",
            choices: states.map((value) => ({ value, label: t(`eventState.${value}`) })),
          },
          { name: "externalId", label: t("events.externalId"), kind: "text" },
          { name: "type", label: t("activity.type"), kind: "chosen", shown: nameOf },
          {
            name: "customerId",
            label: t("activity.customer"),
            kind: "chosen",
            shown: (value) => `…${value.slice(-6)}`,
          },
        ]}
        columns={[
          { id: "type", head: t("events.what"), phone: "name", cell: (row) => nameOf(row.type) },
          { id: "subject", head: t("events.subject"), cell: (row) => <span className="strong">{subjectOf(row)}</span> },
          { id: "externalId", head: t("events.externalId"), cell: (row) => <code>{row.externalId}</code> },
          { id: "source", head: t("events.source"), phone: "out", cell: (row) => <code>{row.source}</code> },
          { id: "state", head: t("events.state"), phone: "side", cell: (row) => <EventStatus event={row} /> },
          { id: "at", head: t("events.accepted"), cell: (row) => <When at={row.acceptedAt} /> },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/events/${row.id}`}
        liveSeconds={5}
        empty={{
          title: t("events.empty"),
          text: t("events.emptyText"),
          call: exampleEvent,
        }}
      />
      <Outlet />
    </Page>
  )
}

export function EventDrawer() {
  const id = useOpenedId()
  const t = useWords()
  const nameOf = useTypeNames()
  const { data, error, refetch } = useQuery({
    queryKey: ["events", id],
    queryFn: () => ask(api.GET("/v1/events/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state: { data: now } }) => (now && isGoing(now) ? 2000 : false),
  })
  return (
    <DetailDrawer title={data ? nameOf(data.type) : t("events.event")} list="/events">
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <EventDetails event={data} />
      ) : (
        <Waiting rows={8} />
      )}
    </DetailDrawer>
  )
}

const sumOf = ({ counts }: Full, ...states: string[]) =>
  counts.filter(({ state }) => states.includes(state)).reduce((sum, { count }) => sum + count, 0)

/** Is there more to come of it soon? What waits for a date or for longer isn't looked at again and again. */
const isGoing = (event: Full): boolean =>
  (["fetching", "accepted", "planning"].includes(event.state) && Date.parse(event.dueAt) < Date.now() + 60_000) ||
  (event.state === "planned" &&
    sumOf(event, "queued", "sending") > 0 &&
    Date.now() - Date.parse(event.plannedAt ?? event.acceptedAt) < 60 * 60_000)

/** How far something told to many has come. */
function Progress({ event }: { event: Full }) {
  const t = useWords()
  const { about, customers, state } = event
  const sent = sumOf(event, "sent", "delivered")
  const waiting = sumOf(event, "queued", "sending")
  const failed = sumOf(event, "failed", "ambiguous")
  const ofGroups = event.groups.reduce((sum, { count }) => sum + count, 0)
  const withheld = sumOf(event, "withheld", "cancelled", "expired") + ofGroups
  const isScheduled = state === "accepted" && !isPast(event.dueAt)
  const all = sent + waiting + failed + withheld
  const looked = about === 0 ? 1 : Math.min(customers / about, 1)
  const share = all === 0 ? 0 : looked * ((all - waiting) / all)
  const figures = [
    ["sent", sent, "green"],
    ["waiting", waiting, "blue"],
    ["withheld", withheld, "grey"],
    ["failed", failed, "red"],
  ] as const
  return (
    <section className="progress" aria-label={t("progress.title")}>
      <div className="panel-head">
        <Title order={3}>{t("progress.title")}</Title>
        <span className="reason">
          {isScheduled ? (
            <>
              {t("progress.scheduled")} <When at={event.dueAt} plain />
            </>
          ) : (
            t("progress.planned", { customers, about })
          )}
        </span>
      </div>
      <progress value={share} max={1} aria-label={t("progress.title")} />
      <dl className="progress-figures">
        {figures.map(([name, count, tone]) => (
          <div key={name}>
            <dt className={`status ${count ? tone : ""}`}>{t(`progress.${name}`)}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function EventDetails({ event }: { event: Full }) {
  const t = useWords()
  const reasonOf = useReasons()
  const subjectOf = useSubjects()
  const { id, counts, groups, subject, data } = event
  return (
    <div className="details">
      <div className="details-top">
        <EventStatus event={event} />
        <Cancel event={event} />
      </div>
      {["class", "all"].includes(subject.kind) && <Progress event={event} />}
      <Facts
        facts={[
          [
            t("events.subject"),
            subject.kind === "customer" && subject.id ? (
              <Anchor key="who" component={Link} {...({ to: `/customers/${subject.id}` } as object)}>
                {subjectOf(event)}
              </Anchor>
            ) : (
              subjectOf(event)
            ),
          ],
          [t("events.time"), <When key="time" at={event.time} plain />],
          [t("events.accepted"), <When key="accepted" at={event.acceptedAt} plain />],
          [t("events.source"), <code key="source">{event.source}</code>],
          [t("events.externalId"), <Copyable key="external" text={event.externalId} />],
          [t("events.madeBy"), event.madeBy],
          [t("id"), <Copyable key="id" text={id} />],
        ]}
      />
      <section>
        <Title order={3}>{t("events.decided")}</Title>
        {counts.length === 0 && groups.length === 0 && <Text c="dimmed">{t("events.nothingYet")}</Text>}
        <ul className="decided">
          {counts.map(({ state, reason, count }) => (
            <li key={`${state} ${reason}`}>
              <span className="count">{count}</span>
              <StateBadge state={(state === "queued" ? "waiting" : state) as ShownState} />
              {reason && <span className="reason">{reasonOf(reason)}</span>}
            </li>
          ))}
          {groups.map((group) => (
            <li key={`${group.classId} ${group.audience} ${group.channel} ${group.reason}`}>
              <span className="count">{group.count}</span>
              <StateBadge state="withheld" />
              <span className="reason">
                {[group.className, reasonOf(group.reason)].filter(Boolean).join(" · ")}{" "}
                <ChannelName channel={group.channel as Channel} />
              </span>
            </li>
          ))}
        </ul>
        {counts.length > 0 && (
          <Anchor component={Link} {...({ to: "/activity", search: { eventId: id } } as object)}>
            {t("events.deliveries")}
          </Anchor>
        )}
      </section>
      <section>
        <Title order={3}>{t("events.data")}</Title>
        <div className="code">
          <pre tabIndex={0}>{JSON.stringify(data, null, 2)}</pre>
        </div>
      </section>
    </div>
  )
}

function Cancel({ event: { id, counts, state } }: { event: Full }) {
  const t = useWords()
  const may = useMay()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const waiting = counts.filter((each) => each.state === "queued").reduce((sum, { count }) => sum + count, 0)
  const open = waiting > 0 || state === "accepted" || state === "planning"
  return (
    <div className="details-actions">
      {may("deliveries:send") && open && (
        <Button
          variant="default"
          onClick={() =>
            confirm({
              title: t("events.cancel"),
              effect: t("events.cancelEffect", { count: waiting }),
              verb: t("events.cancel"),
              destructive: true,
              act: async () => {
                await ask(api.POST("/v1/events/{id}/cancel", { params: { path: { id } } }))
                await client.invalidateQueries({ queryKey: ["events"] })
              },
            })
          }
        >
          {t("events.cancel")}
        </Button>
      )}
      <AsApi call={{ method: "GET", path: `/v1/events/${id}` }} />
      {dialog}
    </div>
  )
}
