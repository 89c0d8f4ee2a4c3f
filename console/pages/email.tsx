/** E-mail connections: the mail servers that messages leave by, tried out before they are trusted. */
import { ActionIcon, Alert, Anchor, Button, Checkbox, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet } from "@tanstack/react-router"
import { useRef, useState } from "react"
import { api, ask, ifMatch, Refused, type Schemas } from "../api/client.ts"
import { useMay, useSession } from "../app/session.tsx"
import { useWords, type WordId } from "../app/words.tsx"
import { AsApi, type Call } from "../ui/asApi.tsx"
import { Changed } from "../ui/changed.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useCloseTo, useOpenedId } from "../ui/drawer.tsx"
import { ChoiceField, FormView, TextField, useForm } from "../ui/form.tsx"
import { Icon, type IconName } from "../ui/icons.tsx"
import { List } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { SchemaFields, schemaSettings, schemaValues, useSchemaNames } from "../ui/schemaForm.tsx"
import { Status } from "../ui/status.tsx"
import { When } from "../ui/text.tsx"

type Row = Schemas["Connection"]
type Provider = Schemas["Providers"]["items"][number]
type Trial = Schemas["ConnectionTrial"]

const listQuery = {
  queryKey: ["connections", "list", {}],
  queryFn: () => ask(api.GET("/v1/connections", { params: { query: { channel: "email" } } })),
}

export const exampleConnection: Call = {
  method: "POST",
  path: "/v1/connections",
  body: {
    channel: "email",
    provider: "smtp",
    name: "Our mail server",
    settings: { host: "smtp.example.com", user: "tidings", password: "…", domain: "bounces.example.com" },
  },
}

export function EmailTabs() {
  const t = useWords()
  return (
    <nav className="tabs" aria-label={t("nav.email")}>
      {(
        [
          ["/email", "email.connections"],
          ["/email/domains", "domains.title"],
        ] as const
      ).map(([to, title]) => (
        <Link key={to} to={to as "/"} activeOptions={{ exact: true, includeSearch: false }}>
          {t(title)}
        </Link>
      ))}
    </nav>
  )
}

export function EmailConnections() {
  const t = useWords()
  const add = (
    <Button component={Link} {...({ to: "/email/new" } as object)} leftSection={<Icon name="plus" />}>
      {t("email.add")}
    </Button>
  )
  return (
    <Page
      title={t("nav.email")}
      purpose={t("email.purpose")}
      actions={add}
      call={{ method: "GET", path: "/v1/connections", query: { channel: "email" } }}
    >
      <EmailTabs />
      <Now />
      <List<Row>
        of="connections"
        label={t("email.connections")}
        load={listQuery.queryFn}
        columns={[
          { id: "name", head: t("name"), phone: "name", cell: (row) => <span className="strong">{row.name}</span> },
          {
            id: "server",
            head: t("email.server"),
            cell: ({ settings: { host, port } }) => <code>{`${String(host)}:${String(port)}`}</code>,
          },
          { id: "state", head: t("activity.state"), phone: "side", cell: (row) => <ConnectionState row={row} /> },
          {
            id: "busy",
            head: t("email.busy"),
            numeric: true,
            cell: ({ busy, slots }) => t("email.busyOf", { busy, slots }),
          },
          { id: "order", head: t("email.order"), cell: (row) => <Order row={row} /> },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/email/${row.id}`}
        liveSeconds={5}
        empty={{ title: t("email.empty"), text: t("email.emptyText"), action: add, call: exampleConnection }}
      />
      <Changed subjectKind="connection" />
      <Outlet />
    </Page>
  )
}

/** How many e-mails wait, where the reader may know. */
function useWaiting() {
  const may = useMay()
  const { data } = useQuery({
    queryKey: ["queues"],
    queryFn: () => ask(api.GET("/v1/queues")),
    enabled: may("settings:see"),
    refetchInterval: 10_000,
  })
  const lanes = data?.lanes.filter(({ channel }) => channel === "email") ?? []
  return {
    count: lanes.reduce((sum, { waiting, scheduled }) => sum + waiting + scheduled, 0),
    oldest: lanes.flatMap(({ oldest }) => oldest ?? []).toSorted()[0],
  }
}

/** What becomes of e-mails just now. */
function Now() {
  const t = useWords()
  const may = useMay()
  const { data } = useQuery(listQuery)
  const { count, oldest } = useWaiting()
  if (!data) return null
  if (!data.items.some(({ state }) => state === "active"))
    return (
      <Alert variant="light" color="gray" icon={<Icon name="captured" />} title={t("email.capturedTitle")} mb={16}>
        {t("email.capturedText")}{" "}
        {may("captured:see") && (
          <Anchor component={Link} {...({ to: "/captured", search: { channel: "email" } } as object)}>
            {t("email.seeCaptured")}
          </Anchor>
        )}
      </Alert>
    )
  if (count === 0) return null
  return (
    <p className="reason now-waiting">
      {t("email.waiting", { count })}
      {oldest && (
        <>
          {" "}
          {t("email.oldest")} <When at={oldest} plain />
        </>
      )}
    </p>
  )
}

const isAhead = (at: string | null): at is string => at !== null && Date.parse(at) > Date.now()

function ConnectionState({ row: { state, openUntil, openReason, failures, failingSince } }: { row: Row }) {
  const t = useWords()
  if (state === "off") return <Status tone="grey" icon="withheld" word={t("email.off")} />
  if (failures === 0) return <Status tone="green" icon="check" word={t("email.ready")} />
  return (
    <span className="status-and-reason">
      <Status tone="red" icon="alert" word={isAhead(openUntil) ? t("email.resting") : t("email.failing")} />
      <span className="reason">
        {isAhead(openUntil) && (
          <>
            {t("email.again")} <When at={openUntil} />
            {" · "}
          </>
        )}
        {t("email.failures", { count: failures })} {failingSince && <When at={failingSince} plain />}
        {openReason && ` · ${openReason}`}
      </span>
    </span>
  )
}

/** The order in which they are tried: one place up or down. */
function Order({ row }: { row: Row }) {
  const t = useWords()
  const client = useQueryClient()
  const { data } = useQuery(listQuery)
  const ids = data?.items.map(({ id }) => id) ?? []
  const at = ids.indexOf(row.id)
  const { ask: confirm, dialog } = useConfirm()
  const move = (to: number) => {
    const next = ids.toSpliced(at, 1).toSpliced(to, 0, row.id)
    const act = async () => {
      await ask(api.PUT("/v1/connections/order", { body: { channel: "email", ids: next } }))
      await client.invalidateQueries({ queryKey: ["connections"] })
    }
    // A refusal, such as of a list that has changed meanwhile, is shown where it can be tried again.
    act().catch(() => confirm({ title: t("email.order"), effect: t("email.orderEffect"), verb: t("retry"), act }))
  }
  const button = (icon: IconName, word: WordId, to: number) => (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={t(word, { name: row.name })}
      disabled={to < 0 || to >= ids.length}
      onClick={() => move(to)}
    >
      <Icon name={icon} size={16} />
    </ActionIcon>
  )
  if (ids.length < 2) return null
  return (
    <span className="order">
      {button("up", "email.moveUp", at - 1)}
      {button("down", "email.moveDown", at + 1)}
      {dialog}
    </span>
  )
}

function useProviders() {
  return useQuery({
    queryKey: ["providers"],
    queryFn: () => ask(api.GET("/v1/providers")),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function NewConnection() {
  const t = useWords()
  const close = useCloseTo("/email")
  const { data, error, refetch } = useProviders()
  const provider = data?.items.find(({ channel }) => channel === "email")
  return (
    <DetailDrawer title={t("email.add")} list="/email">
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : provider ? (
        <ConnectionForm provider={provider} row={null} done={close} />
      ) : (
        <Waiting rows={8} />
      )}
    </DetailDrawer>
  )
}

export function Connection() {
  const id = useOpenedId()
  const t = useWords()
  const close = useCloseTo("/email")
  const { data: providers } = useProviders()
  const { data, error, refetch } = useQuery({
    queryKey: ["connections", id],
    queryFn: () => ask(api.GET("/v1/connections/{id}", { params: { path: { id } } })),
  })
  // How it fares is told anew by the list below; what is being edited is read once, so that a conflict is seen.
  const { data: list } = useQuery(listQuery)
  const live = list?.items.find((each) => each.id === id) ?? data
  const provider = providers?.items.find((each) => each.channel === data?.channel && each.name === data.provider)
  return (
    <DetailDrawer title={data?.name ?? t("email.connection")} list="/email">
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data && live && provider ? (
        <div className="details">
          <div className="details-top">
            <div className="details-head">
              <ConnectionState row={live} />
              <span className="reason">{t("email.busyOf", { busy: live.busy, slots: live.slots })}</span>
            </div>
            <div className="details-actions">
              <Delete row={data} done={close} />
              <AsApi call={{ method: "GET", path: `/v1/connections/${id}` }} />
            </div>
          </div>
          <ConnectionForm key={data.id} provider={provider} row={data} done={() => undefined} />
          <Changed subjectKind="connection" subjectId={id} />
        </div>
      ) : (
        <Waiting rows={8} />
      )}
    </DetailDrawer>
  )
}

function Delete({ row, done }: { row: Row; done: () => void }) {
  const t = useWords()
  const client = useQueryClient()
  const { data } = useQuery(listQuery)
  const { count } = useWaiting()
  const { ask: confirm, dialog } = useConfirm()
  const others = data?.items.filter(({ id, state }) => id !== row.id && state === "active").length ?? 0
  return (
    <>
      <Button
        variant="default"
        onClick={() =>
          confirm({
            title: t("email.deleteTitle", { name: row.name }),
            effect: `${t("email.deleteEffect", { others })} ${t("email.deleteWaiting", { count })}`,
            verb: t("email.delete"),
            destructive: true,
            act: async () => {
              await ask(api.DELETE("/v1/connections/{id}", { params: { path: { id: row.id } } }))
              done()
              await client.invalidateQueries({ queryKey: ["connections", "list"] })
            },
          })
        }
      >
        {t("email.delete")}
      </Button>
      {dialog}
    </>
  )
}

function ConnectionForm({ provider, row, done }: { provider: Provider; row: Row | null; done: () => void }) {
  const t = useWords()
  const client = useQueryClient()
  const schemaNames = useSchemaNames()
  const {
    member: { email },
  } = useSession()
  const reasonOf = useTrialReasons()
  const [trial, setTrial] = useState<Trial | "running" | null>(null)
  const [sends, setSends] = useState(false)
  const anyway = useRef(false)
  const schema = provider.settings
  const valuesOf = (read: Row | null): Record<string, unknown> => ({
    name: read?.name ?? "",
    state: read?.state ?? "active",
    ...schemaValues(schema, read?.settings ?? null),
  })

  async function tryOut(settings: Record<string, unknown>, sendsMessage: boolean): Promise<Trial> {
    setTrial("running")
    try {
      const answer = await ask(
        row
          ? api.POST("/v1/connections/{id}/test", {
              params: { path: { id: row.id } },
              body: { settings, sendsMessage },
            })
          : api.POST("/v1/connections/test", {
              body: { channel: "email", provider: provider.name, settings, sendsMessage },
            }),
      )
      setTrial(answer)
      return answer
    } catch (error) {
      setTrial(null)
      throw error
    }
  }
  /** A trial that failed, as a refusal at the field to look at. */
  const refusalOf = ({ steps }: Trial) => {
    const failed = steps.find(({ state }) => state === "failed")
    const detail = failed ? `${reasonOf(failed.reason)} ${failed.words}`.trim() : ""
    const errors = failed?.field ? [{ pointer: `/settings/${failed.field}`, code: "said", detail }] : []
    return new Refused({ code: "trial_failed", title: t("trial.failed"), detail, status: 0, errors })
  }

  const form = useForm<Record<string, unknown>>({
    values: valuesOf(row),
    ...(row ? { version: row.version } : { guarded: true }),
    save: async (values, version) => {
      const { name, state } = values as { name: string; state: Row["state"] }
      const settings = schemaSettings(schema, values)
      const isNew = row === null || JSON.stringify(settings) !== JSON.stringify(schemaSettings(schema, valuesOf(row)))
      if (state === "active" && isNew && !anyway.current) {
        const answer = await tryOut(settings, false)
        if (!answer.isWorking) throw refusalOf(answer)
      }
      anyway.current = false
      if (row)
        await ask(
          api.PATCH("/v1/connections/{id}", {
            params: { path: { id: row.id }, header: ifMatch(version as number) },
            body: { name, state, settings },
          }),
        )
      else {
        const made = await ask(
          api.POST("/v1/connections", { body: { channel: "email", provider: provider.name, name, settings } }),
        )
        if (state === "off")
          await ask(api.PATCH("/v1/connections/{id}", { params: { path: { id: made.id } }, body: { state } }))
      }
      await client.invalidateQueries({ queryKey: ["connections"] })
      done()
    },
    ...(row
      ? {
          reread: async () => {
            const now = await ask(api.GET("/v1/connections/{id}", { params: { path: { id: row.id } } }))
            return { values: valuesOf(now), version: now.version }
          },
        }
      : {}),
  })
  const test = async () => {
    form.refuse(null)
    try {
      const answer = await tryOut(schemaSettings(schema, form.values), sends)
      if (!answer.isWorking) form.refuse(refusalOf(answer))
    } catch (error) {
      form.refuse(error)
    }
  }
  const names = { name: t("name"), state: t("email.isOn"), ...schemaNames(schema) }
  const failed = trial !== null && trial !== "running" && !trial.isWorking
  return (
    <FormView form={form} names={names} submit={t("email.save")} bar="always" {...(row ? {} : { cancel: done })}>
      <TextField name="name" label={t("name")} help={t("email.nameHelp")} {...(row ? {} : { "data-autofocus": "" })} />
      <SchemaFields schema={schema} rare={false} />
      <ChoiceField
        name="state"
        label={t("email.isOn")}
        help={t("email.isOnHelp")}
        choices={[
          { value: "active", label: t("on") },
          { value: "off", label: t("off") },
        ]}
      />
      <details className="rare">
        <summary>{t("email.more")}</summary>
        <div className="form">
          <SchemaFields schema={schema} rare />
        </div>
      </details>
      <section className="trial" aria-label={t("trial.title")}>
        <div className="trial-head">
          <Button
            variant="default"
            leftSection={<Icon name="activity" />}
            loading={trial === "running"}
            onClick={() => void test()}
          >
            {t("trial.do")}
          </Button>
          {email && (
            <Checkbox
              label={t("trial.sends", { email })}
              checked={sends}
              onChange={(event) => setSends(event.currentTarget.checked)}
            />
          )}
        </div>
        {trial === "running" && (
          <Text c="dimmed" role="status">
            {t("trial.running")}
          </Text>
        )}
        {trial !== null && trial !== "running" && <TrialSteps trial={trial} />}
        {failed && form.isChanged && (
          <Button
            variant="subtle"
            onClick={() => {
              anyway.current = true
              void form.submit()
            }}
          >
            {t("trial.saveAnyway")}
          </Button>
        )}
      </section>
    </FormView>
  )
}

const marks = { passed: "check", failed: "close", skipped: "stop", not_tried: "stop" } as const
const classes = { passed: "open", failed: "shut", skipped: "not-asked", not_tried: "not-asked" } as const

function TrialSteps({ trial: { isWorking, sentTo, steps } }: { trial: Trial }) {
  const t = useWords()
  const reasonOf = useTrialReasons()
  return (
    <div role="status" aria-label={t("trial.title")}>
      <p className="explained-answer">
        <Status
          tone={isWorking ? "green" : "red"}
          icon={isWorking ? "check" : "alert"}
          word={isWorking ? t("trial.works") : t("trial.failed")}
        />
        {sentTo && <span>{t("trial.sentTo", { email: sentTo })}</span>}
      </p>
      <ol className="gates">
        {steps.map(({ part, state, reason, words }) => (
          <li key={part} className={classes[state]}>
            <Icon name={marks[state]} size={16} />
            <span>
              {t(`trial.${part}`)}
              <span className="sr-only">: {t(`trialState.${state}`)}</span>
              {state === "failed" && <span className="trial-reason">{reasonOf(reason)}</span>}
              <span className="trial-words">
                {state === "skipped" ? t("trial.notEncrypted") : state === "not_tried" ? t("why.notAsked") : words}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}

/** Why a hand-over failed, as a sentence. */
function useTrialReasons(): (reason: Trial["steps"][number]["reason"]) => string {
  const t = useWords()
  return (reason) => (reason === null ? "" : t(`handOver.${reason}`))
}
