/** Notification types: what the organisation can tell people about, and what each carries. */
import { Anchor, Button, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet } from "@tanstack/react-router"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { type Call, curlOf } from "../ui/asApi.tsx"
import { Changed } from "../ui/changed.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useOpenedId } from "../ui/drawer.tsx"
import { Icon } from "../ui/icons.tsx"
import { List, useAsked } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Status } from "../ui/status.tsx"
import { ChannelName, type Channel, Copyable, CopyButton, Facts } from "../ui/text.tsx"
import { type NotificationType, useCategories } from "./catalogue.ts"
import { messageAddress } from "./templateSet.tsx"

type Full = Schemas["NotificationTypeWithExample"]
type Audience = Schemas["MessageEntry"]["audience"]

const owners = ["class", "organisation", "reminder", "subscription", "none"] as const
const channels = ["email", "sms", "push", "inbox"] as const

/** Every channel of any audience, in the order of screens. */
const channelsOf = ({ audiences }: Pick<NotificationType, "audiences">): Channel[] => {
  const all = new Set(Object.values(audiences).flat())
  return channels.filter((channel) => all.has(channel))
}

export function Types() {
  const t = useWords()
  const may = useMay()
  const asked = useAsked()
  const categories = useCategories()
  const language = t("language.code") as "en"
  const add = may("types:edit") && (
    <Button component={Link} {...({ to: "/types/new" } as object)} leftSection={<Icon name="plus" />}>
      {t("types.add")}
    </Button>
  )
  return (
    <Page
      title={t("nav.types")}
      purpose={t("types.purpose")}
      actions={add}
      call={{ method: "GET", path: "/v1/notification-types", query: asked }}
    >
      <List<NotificationType>
        of="notification-types"
        label={t("nav.types")}
        load={(query) => ask(api.GET("/v1/notification-types", { params: { query: { limit: 50, ...query } } }))}
        filters={[
          { name: "q", label: t("types.search"), kind: "text" },
          {
            name: "category",
            label: t("types.category"),
            kind: "choice",
            choices: categories.all.map(({ key, name }) => ({ value: key, label: name })),
          },
          {
            name: "channel",
            label: t("activity.channel"),
            kind: "choice",
            choices: channels.map((value) => ({ value, label: t(`channel.${value}`) })),
          },
          {
            name: "switchOwner",
            label: t("types.switchOwner"),
            kind: "choice",
            choices: owners.map((value) => ({ value, label: t(`switchOwner.${value}`) })),
          },
          {
            name: "origin",
            label: t("types.origin"),
            kind: "choice",
            choices: (["own", "starting", "system"] as const).map((value) => ({ value, label: t(`origin.${value}`) })),
          },
          {
            name: "retired",
            label: t("types.state"),
            kind: "choice",
            choices: [
              { value: "false", label: t("types.inUse") },
              { value: "true", label: t("types.retired") },
            ],
          },
        ]}
        groupOf={({ category }) => categories.nameOf(category)}
        columns={[
          { id: "name", head: t("types.type"), phone: "name", cell: (row) => row.name[language] },
          { id: "key", head: t("types.key"), cell: (row) => <code>{row.key}</code> },
          {
            id: "audiences",
            head: t("activity.audience"),
            cell: (row) =>
              Object.keys(row.audiences)
                .map((audience) => t(`audience.${audience as Audience}`))
                .join(", "),
          },
          {
            id: "channels",
            head: t("types.channels"),
            cell: (row) => (
              <span className="channels">
                {channelsOf(row).map((channel) => (
                  <ChannelName key={channel} channel={channel} />
                ))}
              </span>
            ),
          },
          {
            id: "origin",
            head: t("types.origin"),
            phone: "side",
            cell: (row) =>
              row.retiredAt ? (
                <Status tone="grey" icon="withheld" word={t("types.retired")} />
              ) : (
                <span className="nowrap">{t(`origin.${originOf(row)}`)}</span>
              ),
          },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/types/${row.id}`}
        empty={{ title: t("types.empty"), text: t("types.purpose"), action: add }}
      />
      <Outlet />
    </Page>
  )
}

export const originOf = ({ origin }: Pick<NotificationType, "origin">) =>
  origin === null ? "own" : origin === "system" ? "system" : "starting"

export const typeQuery = (id: string) => ({
  queryKey: ["notification-types", id],
  queryFn: () => ask(api.GET("/v1/notification-types/{id}", { params: { path: { id } } })),
})

export function NotificationTypeDrawer() {
  const id = useOpenedId()
  const t = useWords()
  const language = t("language.code") as "en"
  const { data, error, refetch } = useQuery(typeQuery(id))
  return (
    <DetailDrawer title={data?.name[language] ?? t("types.type")} list="/types" wide>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <Details type={data} />
      ) : (
        <Waiting rows={8} />
      )}
    </DetailDrawer>
  )
}

/** The event that would be sent for it, with samples for its data. */
const callOf = (type: Full): Call => ({
  method: "POST",
  path: "/v1/events",
  body: {
    specversion: "1.0",
    id: "example-1",
    source: "/my-system",
    type: type.key,
    ...(type.audiences.customer || type.audiences.contact ? { subject: "customer/1001" } : {}),
    data: type.exampleData,
  },
})

function Details({ type }: { type: Full }) {
  const t = useWords()
  const categories = useCategories()
  const language = t("language.code") as "en"
  const flags = [
    type.transactional ? t("types.transactional") : t("types.notTransactional"),
    type.priority === "normal" ? null : t(`priority.${type.priority}`),
    type.critical ? t("types.critical") : null,
    type.mandatory ? t("types.mandatory") : null,
  ].filter((flag) => flag !== null)
  return (
    <div className="details">
      <div className="details-top">
        {type.retiredAt ? (
          <Status tone="grey" icon="withheld" word={t("types.retired")} />
        ) : (
          <span className="tag">{t(`origin.${originOf(type)}`)}</span>
        )}
        <Actions type={type} />
      </div>
      <Text>{type.purpose[language]}</Text>
      <Facts
        facts={[
          [t("types.key"), <Copyable key="key" text={type.key} />],
          [t("types.category"), categories.nameOf(type.category)],
          [
            t("types.told"),
            <ul key="told" className="plain-list">
              {Object.entries(type.audiences).map(([audience, by]) => (
                <li key={audience}>
                  {t(`audience.${audience as Audience}`)}:{" "}
                  <span className="channels">
                    {by.map((channel) => (
                      <ChannelName key={channel} channel={channel} />
                    ))}
                  </span>
                </li>
              ))}
            </ul>,
          ],
          [t("types.switchOwner"), t(`switchOwner.${type.switchOwner}`)],
          [t("types.trigger"), t(`trigger.${type.trigger}`)],
          [t("types.level"), t(`level.${type.level}`)],
          [t("types.flags"), flags.join(" · ")],
          [t("types.attempts"), t("types.attemptsText", { count: type.attempts, hours: type.expiryHours })],
          [t("types.words"), <WhereWords key="words" type={type} />],
        ]}
      />
      <section>
        <h3>{t("types.variables")}</h3>
        <Variables type={type} />
      </section>
      {type.origin !== "system" && type.retiredAt === null && (
        <section>
          <h3>{t("types.call")}</h3>
          <Text c="dimmed" mb={8}>
            {t("api.explain")}
          </Text>
          <div className="code">
            <pre tabIndex={0}>{curlOf(callOf(type))}</pre>
            <CopyButton text={curlOf(callOf(type))} />
          </div>
        </section>
      )}
      <Changed subjectKind="notification_type" subjectId={type.id} />
    </div>
  )
}

function Actions({ type }: { type: Full }) {
  const t = useWords()
  const may = useMay()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const language = t("language.code") as "en"
  if (!may("types:edit"))
    return (
      <Text c="dimmed" component="span">
        {t("types.readOnly")}
      </Text>
    )
  if (type.origin === "system") return null
  const params = { path: { id: type.id }, header: ifMatch(type.version) }
  const anew = () => client.invalidateQueries({ queryKey: ["notification-types"] })
  const setRetired = async () => {
    if (type.retiredAt) await ask(api.POST("/v1/notification-types/{id}/restore", { params }))
    else await ask(api.POST("/v1/notification-types/{id}/retire", { params }))
    await anew()
    await client.invalidateQueries({ queryKey: ["template-sets"] })
  }
  return (
    <div className="page-actions">
      {type.origin === null && (
        <Button
          variant="default"
          onClick={() =>
            confirm({
              title: t(type.retiredAt ? "types.restoreTitle" : "types.retireTitle", { name: type.name[language] }),
              effect: t(type.retiredAt ? "types.restoreEffect" : "types.retireEffect"),
              verb: t(type.retiredAt ? "types.restore" : "types.retire"),
              destructive: type.retiredAt === null,
              act: setRetired,
            })
          }
        >
          {t(type.retiredAt ? "types.restore" : "types.retire")}
        </Button>
      )}
      {type.retiredAt === null && (
        <Button component={Link} {...({ to: `/types/${type.id}/edit`, search: true } as object)}>
          {t("types.edit")}
        </Button>
      )}
      {dialog}
    </div>
  )
}

/** In each class set for what classes switch, in the organisation's own set for all else. */
function WhereWords({ type }: { type: Full }) {
  const t = useWords()
  const may = useMay()
  const { data } = useQuery({
    queryKey: ["template-sets", "names"],
    queryFn: () => ask(api.GET("/v1/template-sets", { params: { query: { limit: 100 } } })),
    enabled: may("templates:edit"),
  })
  const kind = type.switchOwner === "class" ? "customer_class" : "organisation"
  const sets = data?.items.filter((set) => set.kind === kind) ?? []
  if (sets.length === 0) return t(`setKind.${kind}`)
  return (
    <ul className="plain-list">
      {sets.map((set) => (
        <li key={set.id}>
          <Anchor component={Link} {...(messageAddress(set.id, type.key) as object)}>
            {set.name}
          </Anchor>
        </li>
      ))}
    </ul>
  )
}

const shownSample = (sample: unknown): string => (typeof sample === "string" ? sample : JSON.stringify(sample))

type Shown = Pick<
  Full["variables"][number],
  "name" | "title" | "kind" | "required" | "maxLength" | "sample" | "channels"
>

function Variables({ type }: { type: Full }) {
  const t = useWords()
  const language = t("language.code") as "en"
  if (type.variables.length === 0) return <Text c="dimmed">{t("types.noVariables")}</Text>
  const rows: (Shown & { path: string })[] = type.variables.flatMap((variable) => [
    { ...variable, path: variable.name },
    ...(variable.kind === "list"
      ? variable.of.map((field) => ({ ...field, path: `${variable.name}[].${field.name}` }))
      : []),
  ])
  return (
    <div className="table-frame">
      <table className="rows variables-table" aria-label={t("types.variables")}>
        <thead>
          <tr>
            <th scope="col">{t("name")}</th>
            <th scope="col">{t("types.kind")}</th>
            <th scope="col">{t("types.sample")}</th>
            <th scope="col" className="numeric">
              {t("types.maxLength")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ path, title, kind, required, maxLength, sample, channels: only }) => (
            <tr key={path}>
              <th scope="row">
                <code>{path}</code>
                <span className="under">
                  {title[language]}
                  {only ? ` · ${only.map((channel) => t(`channel.${channel}`)).join(", ")}` : ""}
                </span>
              </th>
              <td>
                {t(`variableKind.${kind}`)}
                <span className="under">{required ? t("types.required") : t("types.optional")}</span>
              </td>
              <td className="sample">{kind === "list" ? "–" : shownSample(sample)}</td>
              <td className="numeric">{maxLength ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
