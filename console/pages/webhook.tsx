/** One webhook: what it was told and each try of it, its settings and secret, and how its receiver verifies messages. */
import { Anchor, Button, Modal, NativeSelect, Text, Title } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet, useLocation, useParams } from "@tanstack/react-router"
import { useState } from "react"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { AsApi } from "../ui/asApi.tsx"
import { Changed } from "../ui/changed.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useCloseTo, useOpenedId } from "../ui/drawer.tsx"
import { ChoiceField, FormView, TextField, useForm } from "../ui/form.tsx"
import { List } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Status } from "../ui/status.tsx"
import { Copyable, CopyButton, Facts, When } from "../ui/text.tsx"
import { Timeline } from "../ui/timeline.tsx"
import { snippets } from "./snippets.ts"
import { heardOf, ShownOnce, typesOf, useHookTypes, useWebhookNames, WebhookFields, WebhookState } from "./webhooks.tsx"

type Row = Schemas["Webhook"]
type Message = Schemas["WebhookMessage"]

const tabs = [
  ["", "webhooks.messages"],
  ["/settings", "webhooks.settings"],
  ["/verify", "webhooks.verify"],
] as const

export function Webhook() {
  const id = useOpenedId()
  const t = useWords()
  const typeNames = useHookTypes()
  const path = useLocation({ select: ({ pathname }) => pathname })
  const { data, error, refetch } = useQuery({
    queryKey: ["webhooks", id],
    queryFn: () => ask(api.GET("/v1/webhooks/{id}", { params: { path: { id } } })),
    refetchInterval: 3000,
  })
  if (!data)
    return (
      <Page title={t("webhooks.one")}>
        {error ? <Failure error={error} retry={() => void refetch()} /> : <Waiting rows={8} />}
      </Page>
    )
  const parts = { "": <Messages webhook={data} />, "/settings": <Settings webhook={data} />, "/verify": <Verify /> }
  const tab = tabs.find(([below]) => below && path === `/webhooks/${id}${below}`)?.[0] ?? ""
  return (
    <Page
      title={data.description || new URL(data.url).host}
      purpose={data.url}
      call={{ method: "GET", path: `/v1/webhooks/${id}` }}
      actions={<Actions webhook={data} />}
    >
      <div className="details-head">
        <WebhookState row={data} />
        <span className="reason">{typeNames(data.types)}</span>
      </div>
      <nav className="tabs" aria-label={t("webhooks.one")}>
        {tabs.map(([below, title]) => (
          <Link key={below} to={`/webhooks/${id}${below}` as "/"} activeOptions={{ exact: true, includeSearch: false }}>
            {t(title)}
          </Link>
        ))}
      </nav>
      {parts[tab]}
    </Page>
  )
}

function Actions({ webhook: { id, state, description, url } }: { webhook: Row }) {
  const t = useWords()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const path = { params: { path: { id } } }
  const name = description || new URL(url).host
  const turn = async (to: "enable" | "disable") => {
    await (to === "enable"
      ? ask(api.POST("/v1/webhooks/{id}/enable", path))
      : ask(api.POST("/v1/webhooks/{id}/disable", path)))
    await client.invalidateQueries({ queryKey: ["webhooks"] })
  }
  const test = async () => {
    await ask(api.POST("/v1/webhooks/{id}/test", path))
    await client.invalidateQueries({ queryKey: ["webhook-messages"] })
  }
  if (state === "disabled")
    return (
      <>
        <Button
          onClick={() =>
            confirm({
              title: t("webhooks.enableTitle", { name }),
              effect: t("webhooks.enableEffect"),
              verb: t("webhooks.enable"),
              act: () => turn("enable"),
            })
          }
        >
          {t("webhooks.enable")}
        </Button>
        {dialog}
      </>
    )
  return (
    <>
      <Button
        variant="default"
        onClick={() =>
          confirm({
            title: t("webhooks.disableTitle", { name }),
            effect: t("webhooks.disableEffect"),
            verb: t("webhooks.disable"),
            destructive: true,
            act: () => turn("disable"),
          })
        }
      >
        {t("webhooks.disable")}
      </Button>
      <Button
        onClick={() =>
          confirm({
            title: t("webhooks.test"),
            effect: t("webhooks.testEffect", { url }),
            verb: t("webhooks.test"),
            act: test,
          })
        }
      >
        {t("webhooks.test")}
      </Button>
      {dialog}
    </>
  )
}

const states = ["waiting", "delivered", "dead"] as const

function MessageState({ message: { state, reason, dueAt, attempts } }: { message: Message }) {
  const t = useWords()
  if (state === "delivered") return <Status tone="green" icon="check" word={t("hookState.delivered")} />
  const last = attempts.at(-1)
  return (
    <span className="status-and-reason">
      {state === "waiting" ? (
        <Status
          tone={last ? "violet" : "blue"}
          icon={last ? "calendar" : "clock"}
          word={last ? t("hookState.again") : t("hookState.waiting")}
        />
      ) : (
        <Status tone="red" icon="alert" word={t("hookState.dead")} />
      )}
      <span className="reason">{reason ? t(`hookDead.${reason}`) : last && dueAt ? <When at={dueAt} /> : null}</span>
    </span>
  )
}

const useAnswered = () => {
  const t = useWords()
  return ({ status }: Message["attempts"][number]) =>
    status === null ? t("webhooks.noAnswer") : t("webhooks.answered", { status })
}

function Messages({ webhook }: { webhook: Row }) {
  const t = useWords()
  const typeNames = useHookTypes()
  const answered = useAnswered()
  const { id } = webhook
  return (
    <>
      {webhook.state === "active" && <ResendRange webhook={webhook} />}
      <List<Message>
        of="webhook-messages"
        label={t("webhooks.messages")}
        load={(query) => ask(api.GET("/v1/webhooks/{id}/messages", { params: { path: { id }, query } }))}
        filters={[
          {
            name: "state",
            label: t("activity.state"),
            kind: "choice",
            choices: states.map((value) => ({ value, label: t(`hookState.${value}`) })),
          },
        ]}
        columns={[
          { id: "type", head: t("webhooks.what"), phone: "name", cell: (row) => typeNames([row.type]) },
          { id: "at", head: t("webhooks.happened"), cell: (row) => <When at={row.createdAt} /> },
          { id: "tries", head: t("activity.tries"), numeric: true, phone: "out", cell: (row) => row.attempts.length },
          {
            id: "answer",
            head: t("webhooks.lastAnswer"),
            cell: (row) => {
              const last = row.attempts.at(-1)
              return last ? answered(last) : "–"
            },
          },
          { id: "state", head: t("activity.state"), phone: "side", cell: (row) => <MessageState message={row} /> },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/webhooks/${id}/messages/${row.id}`}
        liveSeconds={3}
        empty={{
          title: t("webhooks.noMessages"),
          text: t("webhooks.noMessagesText"),
          call: { method: "POST", path: `/v1/webhooks/${id}/test` },
        }}
      />
      <Outlet />
    </>
  )
}

export function WebhookMessage() {
  const id = useOpenedId()
  const messageId = useParams({
    strict: false,
    select: (params) => (params as { messageId: string }).messageId,
  })
  const t = useWords()
  const typeNames = useHookTypes()
  const path = { path: { id, messageId } }
  const { data, error, refetch } = useQuery({
    queryKey: ["webhook-messages", id, messageId],
    queryFn: () => ask(api.GET("/v1/webhooks/{id}/messages/{messageId}", { params: path })),
    refetchInterval: ({ state }) => (state.data?.state === "waiting" ? 2000 : false),
  })
  return (
    <DetailDrawer title={data ? typeNames([data.type]) : t("webhooks.message")} list={`/webhooks/${id}`}>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <MessageDetails id={id} message={data} />
      ) : (
        <Waiting rows={8} />
      )}
    </DetailDrawer>
  )
}

/** What is told of is one of ours: the way to it. */
function aboutOf({ type, data }: Message): string | null {
  if (typeof data.id !== "string") return null
  return type.startsWith("delivery.") ? `/activity/${data.id}` : type.startsWith("event.") ? `/events/${data.id}` : null
}

function MessageDetails({ id, message }: { id: string; message: Message }) {
  const t = useWords()
  const answered = useAnswered()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const about = aboutOf(message)
  const resend = () =>
    confirm({
      title: t("webhooks.resend"),
      effect: t("webhooks.resendEffect"),
      verb: t("webhooks.resend"),
      act: async () => {
        await ask(
          api.POST("/v1/webhooks/{id}/messages/{messageId}/resend", {
            params: { path: { id, messageId: message.id } },
          }),
        )
        await client.invalidateQueries({ queryKey: ["webhook-messages"] })
      },
    })
  return (
    <div className="details">
      <div className="details-top">
        <div className="details-head">
          <MessageState message={message} />
        </div>
        <div className="details-actions">
          <Button onClick={resend}>{t("webhooks.resend")}</Button>
          <AsApi call={{ method: "POST", path: `/v1/webhooks/${id}/messages/${message.id}/resend` }} />
        </div>
      </div>
      <Facts
        facts={[
          [t("webhooks.happened"), <When key="at" at={message.createdAt} plain />],
          [t("domains.type"), <code key="type">{message.type}</code>],
          about
            ? [
                t("webhooks.about"),
                <Anchor key="about" component={Link} {...({ to: about } as object)}>
                  {about.startsWith("/events") ? t("activity.openEvent") : t("suppressions.openDelivery")}
                </Anchor>,
              ]
            : null,
          [t("id"), <Copyable key="id" text={message.id} />],
        ]}
      />
      <section>
        <Title order={3}>{t("webhooks.tries")}</Title>
        {message.attempts.length === 0 ? (
          <Text c="dimmed">{t("webhooks.noTries")}</Text>
        ) : (
          <Timeline
            label={t("webhooks.tries")}
            steps={message.attempts.map((attempt) => ({
              at: attempt.at,
              what: t("webhooks.inMs", { answer: answered(attempt), ms: attempt.durationMs }),
              tone: attempt.status !== null && attempt.status < 300 ? "green" : "red",
              words: attempt.words || null,
            }))}
          />
        )}
      </section>
      <section>
        <Title order={3}>{t("webhooks.body")}</Title>
        <Json value={{ type: message.type, timestamp: message.createdAt, data: message.data }} />
      </section>
      {dialog}
    </div>
  )
}

function Json({ value }: { value: unknown }) {
  const text = JSON.stringify(value, null, 2)
  return (
    <div className="code">
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} />
    </div>
  )
}

const hours = 3_600_000
/** As a field of the browser holds it: local time without a zone. */
const fieldTime = (at: number) => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

/** Messages of a time, sent again; how many is told before. */
function ResendRange({ webhook: { id } }: { webhook: Row }) {
  const t = useWords()
  const client = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const [done, setDone] = useState<number | null>(null)
  const [lastDay] = useState(() => ({ from: fieldTime(Date.now() - 24 * hours), to: fieldTime(Date.now() + hours) }))
  const form = useForm({
    values: { ...lastDay, state: "dead" },
    keeps: true,
    save: async () => {
      const { count: sent } = await ask(api.POST("/v1/webhooks/{id}/resend", { params: { path: { id } }, body: range }))
      setDone(sent)
      await client.invalidateQueries({ queryKey: ["webhook-messages"] })
    },
  })
  const { from, to, state } = form.values
  const at = (text: string) => (Number.isNaN(Date.parse(text)) ? "" : new Date(text).toISOString())
  const range = { from: at(from), to: at(to), ...(state === "all" ? {} : { state: state as "dead" | "delivered" }) }
  const { data } = useQuery({
    queryKey: ["webhook-messages", "count", id, range],
    queryFn: () => ask(api.GET("/v1/webhooks/{id}/messages/count", { params: { path: { id }, query: range } })),
    enabled: isOpen && range.from !== "" && range.to !== "",
  })
  const count = data?.count ?? 0
  return (
    <div className="resend-range">
      <Button
        variant="default"
        onClick={() => {
          setDone(null)
          setOpen(true)
        }}
      >
        {t("webhooks.range")}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t("webhooks.range")}
        closeButtonProps={{ "aria-label": t("close") }}
      >
        {done === null ? (
          <FormView
            form={form}
            names={{ from: t("webhooks.from"), to: t("webhooks.to"), state: t("webhooks.which") }}
            submit={t("webhooks.rangeDo", { count })}
            bar="always"
            cancel={() => setOpen(false)}
            effect={t("webhooks.rangeEffect", { count })}
          >
            <div className="fields-beside">
              <TextField name="from" label={t("webhooks.from")} type="datetime-local" />
              <TextField name="to" label={t("webhooks.to")} type="datetime-local" />
            </div>
            <ChoiceField
              name="state"
              label={t("webhooks.which")}
              choices={[
                { value: "dead", label: t("webhooks.onlyDead") },
                { value: "delivered", label: t("webhooks.onlyDelivered") },
                { value: "all", label: t("webhooks.both") },
              ]}
            />
          </FormView>
        ) : (
          <>
            <Text role="status">{t("webhooks.rangeDone", { count: done })}</Text>
            <div className="form-buttons">
              <Button onClick={() => setOpen(false)}>{t("done")}</Button>
            </div>
          </>
        )}
      </Modal>
    </div>
  )
}

function Settings({ webhook }: { webhook: Row }) {
  const t = useWords()
  const client = useQueryClient()
  const names = useWebhookNames()
  const close = useCloseTo("/webhooks")
  const { ask: confirm, dialog } = useConfirm()
  const { id } = webhook
  const path = { path: { id } }
  const valuesOf = ({ url, description, types }: Row) => ({ url, description, ...heardOf(types) })
  // The page looks again every few seconds; what is edited is what was read once, so that a conflict is seen.
  const [read, setRead] = useState(webhook)
  const readNow = () => ask(api.GET("/v1/webhooks/{id}", { params: path }))
  const form = useForm({
    values: valuesOf(read),
    version: read.version,
    save: async ({ url, description, ...heard }, version) => {
      const saved = await ask(
        api.PATCH("/v1/webhooks/{id}", {
          params: { ...path, header: ifMatch(version as number) },
          body: { url, description, types: typesOf(heard) },
        }),
      )
      setRead(saved)
      await client.invalidateQueries({ queryKey: ["webhooks"] })
    },
    reread: async () => {
      const now = await readNow()
      return { values: valuesOf(now), version: now.version }
    },
  })
  return (
    <div className="details columns">
      <FormView form={form} names={names} submit={t("webhooks.save")}>
        <WebhookFields heard={form.values} />
      </FormView>
      <Secret webhook={webhook} changed={async () => setRead(await readNow())} />
      <section>
        <Title order={3}>{t("webhooks.deleteThis")}</Title>
        <Text c="dimmed" mb={8}>
          {t("webhooks.deleteEffect")}
        </Text>
        <Button
          variant="default"
          onClick={() =>
            confirm({
              title: t("webhooks.deleteTitle", { name: webhook.description || new URL(webhook.url).host }),
              effect: t("webhooks.deleteEffect"),
              verb: t("webhooks.deleteThis"),
              destructive: true,
              act: async () => {
                await ask(api.DELETE("/v1/webhooks/{id}", { params: path }))
                close()
                await client.invalidateQueries({ queryKey: ["webhooks", "list"] })
              },
            })
          }
        >
          {t("webhooks.deleteThis")}
        </Button>
      </section>
      <Changed subjectKind="webhook" subjectId={id} />
      {dialog}
    </div>
  )
}

function Secret({
  webhook: { id, oldSecretUntil },
  changed,
}: {
  webhook: Row
  /** A secret is of the same document as the form above. */
  changed: () => Promise<void>
}) {
  const t = useWords()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const [made, setMade] = useState<string | null>(null)
  const path = { params: { path: { id } } }
  const anew = async () => {
    await changed()
    await client.invalidateQueries({ queryKey: ["webhooks"] })
  }
  return (
    <section>
      <Title order={3}>{t("webhooks.secret")}</Title>
      {made ? (
        <ShownOnce secret={made} done={() => setMade(null)} />
      ) : (
        <>
          <Text c="dimmed" mb={8}>
            {t("webhooks.secretHelp")}
          </Text>
          {oldSecretUntil && (
            <p className="reason">
              {t("webhooks.oldSecret")} <When at={oldSecretUntil} plain />
            </p>
          )}
          <div className="details-actions">
            <Button
              variant="default"
              onClick={() =>
                confirm({
                  title: t("webhooks.rotate"),
                  effect: oldSecretUntil ? t("webhooks.rotateAgainEffect") : t("webhooks.rotateEffect"),
                  verb: t("webhooks.rotate"),
                  act: async () => {
                    const { secret } = await ask(api.POST("/v1/webhooks/{id}/rotate-secret", path))
                    setMade(secret ?? null)
                    await anew()
                  },
                })
              }
            >
              {t("webhooks.rotate")}
            </Button>
            {oldSecretUntil && (
              <Button
                variant="default"
                onClick={() =>
                  confirm({
                    title: t("webhooks.dropOld"),
                    effect: t("webhooks.dropOldEffect"),
                    verb: t("webhooks.dropOld"),
                    destructive: true,
                    act: async () => {
                      await ask(api.DELETE("/v1/webhooks/{id}/old-secret", path))
                      await anew()
                    },
                  })
                }
              >
                {t("webhooks.dropOld")}
              </Button>
            )}
          </div>
        </>
      )}
      {dialog}
    </section>
  )
}

/** How the other side knows that a message is ours, and what arrives there. */
function Verify() {
  const t = useWords()
  const typeNames = useHookTypes()
  const { data } = useQuery({
    queryKey: ["webhook-types"],
    queryFn: () => ask(api.GET("/v1/webhook-types")),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [type, setType] = useState("delivery.failed")
  const example = data?.items.find((each) => each.type === type)?.example
  return (
    <div className="details columns">
      <Text>{t("webhooks.verifyText")}</Text>
      <ol className="steps">
        <li>{t("webhooks.verify1")}</li>
        <li>{t("webhooks.verify2")}</li>
        <li>{t("webhooks.verify3")}</li>
      </ol>
      {snippets.map(({ name, code }) => (
        <section key={name}>
          <Title order={3}>{name}</Title>
          <div className="code">
            <pre tabIndex={0}>{code}</pre>
            <CopyButton text={code} />
          </div>
          {name === "curl" && <Text c="dimmed">{t("webhooks.curlHelp")}</Text>}
        </section>
      ))}
      <section>
        <Title order={3}>{t("webhooks.arrives")}</Title>
        <NativeSelect
          aria-label={t("webhooks.what")}
          value={type}
          onChange={(event) => setType(event.currentTarget.value)}
          data={data?.items.map((each) => ({ value: each.type, label: typeNames([each.type]) })) ?? []}
          mb={8}
        />
        {example && <Json value={example} />}
      </section>
    </div>
  )
}
