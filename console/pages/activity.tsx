/** What was sent and what wasn't: the list of deliveries, and one of them with its road, its words and its why. */
import { Anchor, Button, Tabs, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet, useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import { api, ask, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords, type WordId } from "../app/words.tsx"
import { AsApi, type Call } from "../ui/asApi.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useOpenedId } from "../ui/drawer.tsx"
import { Icon } from "../ui/icons.tsx"
import { type Column, type Filter, List, useAsked } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { MessagePreview } from "../ui/preview.tsx"
import { DeliveryStatus, StateBadge, type Tone, useReasons } from "../ui/status.tsx"
import { ChannelName, Copyable, Facts, Way, When } from "../ui/text.tsx"
import { Timeline } from "../ui/timeline.tsx"

/** The first event of somebody who tries it. */
export const exampleEvent: Call = {
  method: "POST",
  path: "/v1/events",
  body: {
    specversion: "1.0",
    id: "first-1",
    source: "/try",
    type: "balance.near_limit",
    subject: "customer/LX-1001",
    data: {
      balance: "431.20",
      creditLimit: "500.00",
      amountLeft: "68.80",
      percentUsed: 86,
      payUrl: "https://pay.example.com/48213",
    },
  },
}

type Row = Schemas["DeliveryListItem"]
type Full = Schemas["Delivery"]

const states = [
  "queued",
  "sending",
  "sent",
  "delivered",
  "withheld",
  "failed",
  "ambiguous",
  "cancelled",
  "expired",
] as const
const channels = ["email", "sms", "push", "inbox"] as const

/** What is filtered by, the same wherever deliveries are listed. */
function useFilters(): Filter[] {
  const t = useWords()
  return [
    {
      name: "state",
      label: t("activity.state"),
      kind: "choice",
      choices: states.map((value) => ({
        value,
        label: value === "queued" ? t("activity.queued") : t(`state.${value}`),
      })),
    },
    {
      name: "channel",
      label: t("activity.channel"),
      kind: "choice",
      choices: channels.map((value) => ({ value, label: t(`channel.${value}`) })),
    },
    { name: "address", label: t("activity.address"), kind: "text" },
    { name: "type", label: t("activity.type"), kind: "chosen", shown: (value) => value },
    { name: "eventId", label: t("activity.event"), kind: "chosen", shown: (value) => `…${value.slice(-6)}` },
    { name: "customerId", label: t("activity.customer"), kind: "chosen", shown: (value) => `…${value.slice(-6)}` },
    { name: "from", label: t("activity.from"), kind: "chosen", shown: (value) => <When at={value} plain /> },
  ]
}

/** The names of notification types in the reader's language, by key; the key itself where types may not be seen. */
export function useTypeNames(): (key: string) => string {
  const may = useMay()
  const t = useWords()
  const { data } = useQuery({
    queryKey: ["notification-types", "names"],
    queryFn: () => ask(api.GET("/v1/notification-types", { params: { query: { limit: 200 } } })),
    enabled: may("types:see"),
    staleTime: 300_000,
  })
  const language = t("language.code")
  const names = new Map(data?.items.map(({ key, name }) => [key, name[language as "en"]]))
  return (key) => names.get(key) ?? key
}

export function DeliveryList({ customerId, open }: { customerId?: string; open: (row: Row) => string }) {
  const t = useWords()
  const filters = useFilters()
  const nameOf = useTypeNames()
  const columns: Column<Row>[] = [
    { id: "what", head: t("activity.what"), phone: "name", cell: (row) => nameOf(row.type) },
    ...(customerId
      ? []
      : [
          {
            id: "who",
            head: t("activity.recipient"),
            cell: (row: Row) => <span className="strong">{row.recipient}</span>,
          },
        ]),
    { id: "address", head: t("activity.address"), cell: (row) => <Way channel={row.channel} address={row.address} /> },
    {
      id: "state",
      head: t("activity.state"),
      phone: "side",
      cell: (row) => (
        <>
          <DeliveryStatus delivery={row} />
          {row.isTrial && <span className="tag">{t("activity.test")}</span>}
          {row.isCaptured && <span className="tag">{t("activity.captured")}</span>}
        </>
      ),
    },
    { id: "at", head: t("activity.planned"), cell: (row) => <When at={row.createdAt} /> },
  ]
  return (
    <List<Row>
      of="deliveries"
      label={t("nav.activity")}
      load={(query) => ask(api.GET("/v1/deliveries", { params: { query } }))}
      within={customerId ? { customerId } : {}}
      filters={customerId ? filters.filter(({ name }) => name !== "customerId") : filters}
      columns={columns}
      rowId={(row) => row.id}
      open={open}
      liveSeconds={5}
      empty={{
        title: t("activity.empty"),
        text: t("activity.emptyText"),
        call: exampleEvent,
      }}
    />
  )
}

export function Activity() {
  const t = useWords()
  const asked = useAsked()
  return (
    <Page
      title={t("nav.activity")}
      purpose={t("activity.purpose")}
      call={{ method: "GET", path: "/v1/deliveries", query: asked }}
      actions={<SendAll asked={asked} />}
    >
      <DeliveryList open={(row) => `/activity/${row.id}`} />
      <Outlet />
    </Page>
  )
}

const unsent = ["withheld", "failed", "expired"] as const

/** Once more, all that the filter shows: what was not sent or failed, with its count told first. */
function SendAll({ asked }: { asked: Record<string, string | undefined> }) {
  const t = useWords()
  const may = useMay()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const [done, setDone] = useState<{ sent: number; withheld: number } | null>(null)
  const state = unsent.find((each) => each === asked.state)
  if (!state || !may("deliveries:send")) return null
  const { cursor: _, state: __, ...rest } = asked
  const filter = { ...rest, state }
  const begin = async () => {
    setDone(null)
    const { count, before } = await client.fetchQuery({
      queryKey: ["deliveries", "unsent", filter],
      queryFn: () => ask(api.GET("/v1/deliveries/unsent", { params: { query: filter } })),
      staleTime: 0,
    })
    confirm({
      title: t("activity.sendAll"),
      effect: t("activity.sendAllEffect", { count }),
      verb: t("activity.sendAllVerb", { count }),
      act: async () => {
        const sum = { sent: 0, withheld: 0 }
        for (let isMore = count > 0; isMore; ) {
          const answer = await ask(api.POST("/v1/deliveries/send-now", { body: { ...filter, before } }))
          sum.sent += answer.sent
          sum.withheld += answer.withheld
          isMore = answer.isMore
        }
        setDone(sum)
        await client.invalidateQueries({ queryKey: ["deliveries"] })
      },
    })
  }
  return (
    <>
      {done && (
        <span role="status" className="reason">
          {t("activity.sendAllDone", done)}
        </span>
      )}
      <Button variant="default" leftSection={<Icon name="send" size={16} />} onClick={() => void begin()}>
        {t("activity.sendAll")}
      </Button>
      {dialog}
    </>
  )
}

export function Delivery() {
  const id = useOpenedId()
  const t = useWords()
  const nameOf = useTypeNames()
  const { data, error, refetch } = useQuery({
    queryKey: ["deliveries", id],
    queryFn: () => ask(api.GET("/v1/deliveries/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (["queued", "sending"].includes(state.data?.state ?? "") ? 2000 : false),
  })
  return (
    <DetailDrawer title={data ? nameOf(data.type) : t("activity.delivery")} list="/activity">
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <DeliveryDetails delivery={data} />
      ) : (
        <Waiting rows={8} />
      )}
    </DetailDrawer>
  )
}

function DeliveryDetails({ delivery }: { delivery: Full }) {
  const t = useWords()
  const may = useMay()
  const { id, channel, address, recipient, audience, customerId, eventId, createdAt, isTrial, tries, type } = delivery
  const { isCaptured } = delivery
  return (
    <div className="details">
      <div className="details-top">
        <div className="details-head">
          <DeliveryStatus delivery={delivery} detailed />
          {isTrial && <span className="tag">{t("activity.test")}</span>}
          {isCaptured && <span className="tag">{t("activity.captured")}</span>}
        </div>
        <Actions delivery={delivery} />
      </div>
      {isCaptured && (
        <Text>
          {t("activity.capturedText")}{" "}
          {may("captured:see") && (
            <Anchor component={Link} underline="always" {...({ to: `/captured/${id}` } as object)}>
              {t("activity.capturedOpen")}
            </Anchor>
          )}
        </Text>
      )}
      {delivery.detail && <Text>{delivery.detail}</Text>}
      <Facts
        facts={[
          [
            t("activity.recipient"),
            customerId ? (
              <Anchor key="who" component={Link} {...({ to: `/customers/${customerId}` } as object)}>
                {recipient}
              </Anchor>
            ) : (
              recipient
            ),
          ],
          [t("activity.audience"), t(`audience.${audience}`)],
          [t("activity.channel"), <ChannelName key="channel" channel={channel} />],
          [t("activity.address"), address ? <Copyable key="address" text={address} /> : "–"],
          [t("activity.planned"), <When key="at" at={createdAt} plain />],
          [t("activity.tries"), tries],
          [
            t("activity.event"),
            <Anchor key="event" component={Link} {...({ to: `/events/${eventId}` } as object)}>
              {t("activity.openEvent")}
            </Anchor>,
          ],
          [t("activity.type"), <code key="type">{type}</code>],
          [t("id"), <Copyable key="id" text={id} />],
        ]}
      />
      <Tabs defaultValue="road" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="road">{t("activity.road")}</Tabs.Tab>
          <Tabs.Tab value="copy">{t("activity.copy")}</Tabs.Tab>
          {customerId && audience !== "copy" && <Tabs.Tab value="why">{t("activity.why")}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="road">
          <Road delivery={delivery} />
        </Tabs.Panel>
        <Tabs.Panel value="copy">
          <Copy delivery={delivery} />
        </Tabs.Panel>
        <Tabs.Panel value="why">
          {customerId && <WouldGet customerId={customerId} type={type} channel={channel} audience={audience} />}
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}

const roadWords = [
  "accepted",
  "planned",
  "sending",
  "sent",
  "delivered",
  "queued",
  "failed",
  "ambiguous",
  "withheld",
  "cancelled",
  "expired",
] as const
const tones: Readonly<Record<string, Tone>> = {
  sent: "green",
  delivered: "green",
  failed: "red",
  ambiguous: "amber",
  queued: "violet",
}

function Road({ delivery: { timeline } }: { delivery: Full }) {
  const t = useWords()
  const reasonOf = useReasons()
  return (
    <Timeline
      label={t("activity.road")}
      steps={timeline.map(({ at, what, reason, words }) => ({
        at,
        what: roadWords.some((word) => word === what) ? t(`road.${what}` as WordId) : what,
        tone: tones[what],
        words: [reason && reasonOf(reason), words].filter(Boolean).join(" · ") || null,
      }))}
    />
  )
}

function Copy({ delivery: { id, address } }: { delivery: Full }) {
  const t = useWords()
  const { data, error } = useQuery({
    queryKey: ["deliveries", id, "copy"],
    queryFn: () => ask(api.GET("/v1/deliveries/{id}/copy", { params: { path: { id } } })),
    retry: false,
  })
  if (error) return <Failure error={error} />
  if (!data) return <Waiting rows={4} />
  return (
    <>
      <Text c="dimmed" mb={8}>
        {t("activity.copyHelp")}
      </Text>
      <MessagePreview message={data} to={address} />
    </>
  )
}

/** The gates, in the order they are asked, as they stand now. */
export function WouldGet({
  customerId,
  type,
  channel,
  audience,
}: {
  customerId: string
  type: string
  channel: Row["channel"]
  audience?: Row["audience"]
}) {
  const t = useWords()
  const reasonOf = useReasons()
  const { data: customer } = useQuery({
    queryKey: ["customers", customerId],
    queryFn: () => ask(api.GET("/v1/customers/{id}", { params: { path: { id: customerId } } })),
  })
  const question = customer && {
    customer: customer.externalId,
    type,
    channel,
    ...(audience && audience !== "copy" ? { audience } : {}),
  }
  const { data, error, refetch } = useQuery({
    queryKey: ["explain", question],
    queryFn: () => ask(api.POST("/v1/explain", { body: question as NonNullable<typeof question> })),
    enabled: question !== undefined,
  })
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!data || !question) return <Waiting rows={6} />
  return (
    <div className="explained">
      <p className="explained-answer">
        {data.would ? (
          <StateBadge state="delivered" word={t("why.yes")} />
        ) : (
          <StateBadge state="withheld" word={t("why.no")} />
        )}
        {data.reason && <span>{reasonOf(data.reason)}</span>}
      </p>
      <ol className="gates">
        {data.gates.map(({ gate, open }) => (
          <li key={gate} className={open === null ? "not-asked" : open ? "open" : "shut"}>
            <Icon name={open === null ? "stop" : open ? "check" : "close"} size={16} />
            <span>{open === false ? reasonOf(gate) : t(`gate.${gate}` as WordId)}</span>
            <span className="sr-only">{open === null ? t("why.notAsked") : open ? t("why.open") : t("why.shut")}</span>
          </li>
        ))}
      </ol>
      {data.addresses.length > 0 && (
        <Text c="dimmed">
          {t("why.addresses", { addresses: data.addresses.map(({ address }) => address).join(", ") })}
        </Text>
      )}
      <AsApi call={{ method: "POST", path: "/v1/explain", body: question }} />
    </div>
  )
}

function Actions({ delivery }: { delivery: Full }) {
  const t = useWords()
  const may = useMay()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { ask: confirm, dialog } = useConfirm()
  const [isSent, setSent] = useState(false)
  const { id, state, recipient, channel, address } = delivery
  const path = { params: { path: { id } } }
  const anew = () => client.invalidateQueries({ queryKey: ["deliveries"] })
  const sendNow = async () => {
    const made = await ask(api.POST("/v1/deliveries/{id}/send-now", path))
    setSent(true)
    await anew()
    await navigate({ to: `/activity/${made.id}`, search: true } as never)
  }
  const cancel = async () => {
    await ask(api.POST("/v1/deliveries/{id}/cancel", path))
    await anew()
  }
  const canSend =
    may("deliveries:send") &&
    ["withheld", "failed", "expired"].includes(state) &&
    delivery.messageId !== null &&
    address !== "" &&
    !isSent
  const canCancel = may("deliveries:send") && state === "queued"
  return (
    <div className="details-actions">
      {canSend && (
        <Button
          onClick={() =>
            confirm({
              title: t("activity.sendNow"),
              effect: t("activity.sendNowEffect", { recipient, channel: t(`channel.${channel}`), address }),
              verb: t("activity.sendNowVerb"),
              act: sendNow,
            })
          }
        >
          {t("activity.sendNow")}
        </Button>
      )}
      {canCancel && (
        <Button
          variant="default"
          onClick={() =>
            confirm({
              title: t("activity.cancel"),
              effect: t("activity.cancelEffect", { recipient, channel: t(`channel.${channel}`), address }),
              verb: t("activity.cancel"),
              destructive: true,
              act: cancel,
            })
          }
        >
          {t("activity.cancel")}
        </Button>
      )}
      <AsApi
        call={
          canSend
            ? { method: "POST", path: `/v1/deliveries/${id}/send-now` }
            : { method: "GET", path: `/v1/deliveries/${id}` }
        }
      />
      {dialog}
    </div>
  )
}
