/** Switches: what the organisation tells, to whom, on which channel; nothing happens before it is saved. */
import { Checkbox, Text, Title } from "@mantine/core"
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query"
import { Fragment } from "react"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { useWords, type WordId } from "../app/words.tsx"
import { Changed } from "../ui/changed.tsx"
import { FormView, useForm } from "../ui/form.tsx"
import { Empty, Failure, Page, Waiting } from "../ui/page.tsx"

type Sheet = Schemas["Switches"]
type Row = Sheet["switches"][number]

const switchesQuery = { queryKey: ["switches"], queryFn: () => ask(api.GET("/v1/switches")) }

export function Switches() {
  const t = useWords()
  const { data, error, refetch } = useQuery(switchesQuery)
  return (
    <Page title={t("nav.switches")} purpose={t("switchesPage.purpose")} call={{ method: "GET", path: "/v1/switches" }}>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting rows={8} />
      ) : data.switches.length === 0 ? (
        <Empty title={t("switchesPage.empty")} text={t("switchesPage.emptyText")} />
      ) : (
        <div className="columns">
          <Edit sheet={data} />
          <Changed subjectKind="switch_sheet" />
        </div>
      )}
    </Page>
  )
}

const keyOf = ({ typeId, audience, channel }: Pick<Row, "typeId" | "audience" | "channel">) =>
  `${typeId} ${audience} ${channel}`
const columns = ["email", "sms"] as const

function Edit({ sheet }: { sheet: Sheet }) {
  const t = useWords()
  const client = useQueryClient()
  const { data: categories } = useQuery({
    queryKey: ["categories"],
    queryFn: async () => (await ask(api.GET("/v1/categories", { params: { query: { limit: 200 } } }))).items,
    staleTime: 300_000,
  })
  const language = t("language.code") as "en"
  const switchable = sheet.switches.filter((row) => row.switchable)
  const valuesOf = (read: Sheet) => ({
    on: read.switches
      .filter((row) => row.switchable && row.on)
      .map(keyOf)
      .toSorted(),
  })
  const form = useForm({
    values: valuesOf(sheet),
    version: sheet.version,
    save: async ({ on }, version) => {
      const saved = await ask(
        api.PUT("/v1/switches", {
          params: { header: ifMatch(version as number) },
          body: {
            on: switchable
              .filter((row) => on.includes(keyOf(row)))
              .map(({ typeId, audience, channel }) => ({ typeId, audience, channel })),
          },
        }),
      )
      client.setQueryData(switchesQuery.queryKey, saved)
      await client.invalidateQueries({ queryKey: ["audit"] })
    },
    reread: async () => {
      const now = await ask(api.GET("/v1/switches"))
      return { values: valuesOf(now), version: now.version }
    },
  })
  const on = new Set(form.values.on)
  const set = (row: Row, isOn: boolean) =>
    form.set({ on: [...(isOn ? on.union(new Set([keyOf(row)])) : on.difference(new Set([keyOf(row)])))].toSorted() })
  const changed = switchable.filter((row) => on.has(keyOf(row)) !== row.on)
  const byCategory = Map.groupBy(sheet.switches, ({ category }) => category)
  return (
    <FormView
      form={form}
      names={{ on: t("nav.switches") }}
      submit={t("switches.save")}
      effect={<Effect changed={changed} on={on} />}
    >
      <div className="table-frame">
        <table className="rows switch-sheet" aria-label={t("nav.switches")}>
          <thead>
            <tr>
              <th scope="col">{t("activity.type")}</th>
              {columns.map((channel) => (
                <th key={channel} scope="col">
                  {t(`channel.${channel}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...byCategory].map(([category, rows]) => (
              <Fragment key={category}>
                <tr className="switch-group">
                  <th scope="colgroup" colSpan={3}>
                    <Title order={3} size="h4">
                      {categories?.find(({ key }) => key === category)?.name[language] ?? category}
                    </Title>
                  </th>
                </tr>
                {[...Map.groupBy(rows, ({ typeId, audience }) => `${typeId} ${audience}`)].map(
                  ([key, [first, ...more]]) => {
                    const all = [first as Row, ...more]
                    const { name, audience } = first as Row
                    return (
                      <tr key={key}>
                        <th scope="row">
                          {name[language]}
                          {audience !== "customer" && (
                            <span className="tag">{t(`audience.${audience}` as WordId)}</span>
                          )}
                        </th>
                        {columns.map((channel) => {
                          const row = all.find((each) => each.channel === channel)
                          return (
                            <td key={channel}>
                              {row ? (
                                <Box row={row} isOn={on.has(keyOf(row))} set={(isOn) => set(row, isOn)} />
                              ) : (
                                <span className="dim">–</span>
                              )}
                            </td>
                          )
                        })}
                      </tr>
                    )
                  },
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </FormView>
  )
}

function Box({ row, isOn, set }: { row: Row; isOn: boolean; set: (isOn: boolean) => void }) {
  const t = useWords()
  const label = `${row.name[t("language.code") as "en"]}, ${t(`channel.${row.channel}`)}`
  if (!row.switchable) return <Checkbox checked disabled readOnly aria-label={label} title={t("switchesPage.always")} />
  const isLacking = !row.hasMessage && !row.on
  return (
    <Checkbox
      aria-label={label}
      checked={isOn}
      disabled={isLacking}
      {...(isLacking ? { title: t("switchesPage.noText") } : {})}
      onChange={(event) => set(event.currentTarget.checked)}
    />
  )
}

/** What saving will do: how many go on and off on which channel, and what that stops. */
function Effect({ changed, on }: { changed: readonly Row[]; on: ReadonlySet<string> }) {
  const t = useWords()
  const stopped = changed.filter((row) => !on.has(keyOf(row)))
  const waiting = useQueries({
    queries: stopped.map(({ key, channel }) => ({
      queryKey: ["deliveries", "waiting", key, channel],
      queryFn: () =>
        ask(
          api.GET("/v1/deliveries", {
            params: { query: { type: key, channel, state: "queued" as const, limit: 200 } },
          }),
        ),
    })),
  }).reduce((sum, { data }) => sum + (data?.items.length ?? 0), 0)
  const parts = columns.flatMap((channel) =>
    ([true, false] as const).flatMap((isOn) => {
      const count = changed.filter((row) => row.channel === channel && on.has(keyOf(row)) === isOn).length
      return count
        ? [t(isOn ? "switchesPage.on" : "switchesPage.off", { channel: t(`channel.${channel}`), count })]
        : []
    }),
  )
  return (
    <Text component="span">
      {parts.join(" · ")}
      {stopped.length > 0 && ` · ${t("switchesPage.stops", { count: waiting })}`}
    </Text>
  )
}
