/** Send: something said by hand to one customer, a class or all; seen and counted before it leaves. */
import { Alert, Anchor, Button, NativeSelect, SegmentedControl, Text, Title } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate } from "@tanstack/react-router"
import { useMemo, useState } from "react"
import { useIntl } from "react-intl"
import { api, ask, isRefused, type Schemas } from "../api/client.ts"
import { useMay, useSession } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { FormView, NumberField, SwitchField, TextAreaField, TextField, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { useAsked } from "../ui/list.tsx"
import { Empty, Failure, Page, Waiting } from "../ui/page.tsx"
import { MessagePreview } from "../ui/preview.tsx"
import { PickCustomer, type Picked } from "../ui/pickCustomer.tsx"
import { StateBadge, useReasons } from "../ui/status.tsx"
import { ChannelName } from "../ui/text.tsx"
import { browserZone, instantOf, isPast } from "../ui/zone.ts"
import { useClasses } from "./customers.tsx"
import { organisationQuery } from "./organisation.tsx"

type Type = Schemas["NotificationType"]
type Variable = Type["variables"][number]
type Outlook = Schemas["EventPreview"]

export function Send() {
  const t = useWords()
  const { data, error, refetch } = useQuery({
    queryKey: ["notification-types", "all"],
    queryFn: () => ask(api.GET("/v1/notification-types", { params: { query: { limit: 200 } } })),
    staleTime: 300_000,
  })
  const types = (data?.items ?? []).filter(
    ({ trigger, audiences, retiredAt }) => trigger === "manual" && audiences.customer && retiredAt === null,
  )
  return (
    <Page
      title={t("nav.send")}
      purpose={t("send.purpose")}
      call={{
        method: "POST",
        path: "/v1/events",
        body: {
          specversion: "1.0",
          id: "office-closed-1",
          source: "/console",
          type: "announcement.email",
          subject: "customer/LX-1001",
          data: { subject: "Closed on Friday", text: "We are back on Monday at 8." },
        },
      }}
    >
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting rows={8} />
      ) : types.length === 0 ? (
        <Empty title={t("send.noTypes")} text={t("send.noTypesText")} />
      ) : (
        <Compose types={types} />
      )}
    </Page>
  )
}

/** The name of a variable's field, and where the API says that something is wrong with it. */
const fieldOf = ({ name }: Variable) => `data/${name}`

/** What was typed as the event carries it; what is empty is left out. */
function dataOf(type: Type, values: Readonly<Record<string, unknown>>, zone: string): Record<string, unknown> {
  return Object.fromEntries(
    type.variables.flatMap((variable) => {
      const value = values[fieldOf(variable)]
      if (value === undefined || value === null || value === "") return []
      if (variable.kind === "number") return [[variable.name, Number(value)]]
      if (variable.kind === "datetime") return [[variable.name, instantOf(value as string, zone)?.at ?? value]]
      if (variable.kind === "list") return [[variable.name, readList(value as string)]]
      return [[variable.name, value]]
    }),
  )
}

/** A list is typed as JSON; what can't be read is sent as it is, and refused with its place. */
function readList(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

type Values = Record<string, unknown> & {
  type: string
  to: string
  classId: string
  when: string
  day: string
  time: string
}

function Compose({ types }: { types: readonly Type[] }) {
  const t = useWords()
  const may = useMay()
  const asked = useAsked()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { permissions } = useSession()
  const classes = useClasses()
  const language = t("language.code") as "en"
  const mayMany = permissions["deliveries:send"] === "all"
  const { ask: confirm, dialog } = useConfirm()
  const { data: organisation } = useQuery({ ...organisationQuery, enabled: may("settings:see") })
  const zone = organisation?.timeZone ?? browserZone()
  const [eventId, setEventId] = useState(() => crypto.randomUUID())
  const [chosen, setPicked] = useState<Picked | null>(null)
  const { data: given } = useQuery({
    queryKey: ["customers", asked.customerId],
    queryFn: () => ask(api.GET("/v1/customers/{id}", { params: { path: { id: asked.customerId as string } } })),
    enabled: asked.customerId !== undefined,
  })
  const picked = chosen ?? given ?? null
  const initial: Values = {
    type: types.find(({ key }) => key === asked.type)?.key ?? (types[0] as Type).key,
    to: asked.classId && mayMany ? "class" : "customer",
    classId: asked.classId ?? "",
    when: "now",
    day: "",
    time: "09:00",
  }
  const [first] = useState(initial)
  const form = useForm<Values>({
    values: first,
    guarded: true,
    keeps: true,
    save: async () => {
      const { at } = dueAt
      const { events } = await ask(
        api.POST("/v1/events", {
          body: {
            specversion: "1.0",
            id: eventId,
            source: "/console",
            type: type.key,
            subject,
            data,
            ...(at ? { deliverat: at } : {}),
          } as never,
        }),
      )
      await client.invalidateQueries({ queryKey: ["events"] })
      form.discard()
      setEventId(crypto.randomUUID())
      // After the guard has seen that nothing is left unsaved.
      setTimeout(() => void navigate({ to: `/events/${events[0]?.id}` } as never))
    },
  })
  const { values } = form
  const type = types.find(({ key }) => key === values.type) as Type
  const className = classes.find(({ id }) => id === values.classId)?.name
  const subject =
    values.to === "all"
      ? "customers"
      : values.to === "class"
        ? values.classId && `class/${values.classId}`
        : picked
          ? `customer/${picked.externalId}`
          : ""
  const data = dataOf(type, values, zone)
  const dueAt = values.when === "later" ? (instantOf(`${values.day}T${values.time}`, zone) ?? { at: "" }) : { at: "" }
  const outlook = useOutlook(type, subject, data)
  const count = outlook.data ? estimate(outlook.data) : 0
  const whom = values.to === "customer" ? picked?.name : values.to === "class" ? className : t("send.all")
  const names = Object.fromEntries([
    ["subject", t("send.to")],
    ...type.variables.map((variable) => [fieldOf(variable), variable.title[language]]),
  ]) as Record<string, string>
  const send = () =>
    confirm({
      title: t("send.title", { type: type.name[language] }),
      effect: (
        <>
          <p className="plain">{t("send.effect", { count, whom: whom ?? "" })}</p>
          {dueAt.at && <Later local={`${values.day}T${values.time}`} zone={zone} />}
          {count > 100 && <p>{t("send.many", { count })}</p>}
        </>
      ),
      verb: dueAt.at ? t("send.schedule", { count }) : t("send.do", { count }),
      ...(count > 100 ? { typed: String(count) } : {}),
      act: () => form.submit(),
    })
  const isReady = subject !== "" && (values.when === "now" || (dueAt.at !== "" && !isPast(dueAt.at)))
  return (
    <div className="beside-preview">
      <FormView form={form} names={names} submit={t("send.do", { count })} bar="none">
        <NativeSelect
          label={t("send.what")}
          description={type.purpose[language]}
          value={values.type}
          onChange={(event) => form.set({ type: event.currentTarget.value })}
          data={types.map(({ key, name }) => ({ value: key, label: name[language] }))}
        />
        <fieldset>
          <legend>{t("send.to")}</legend>
          {mayMany && (
            <SegmentedControl
              value={values.to}
              onChange={(to) => form.set({ to })}
              data={(["customer", "class", "all"] as const).map((value) => ({ value, label: t(`send.to.${value}`) }))}
            />
          )}
          {values.to === "customer" && (
            <PickCustomer
              label={t("activity.customer")}
              picked={picked}
              pick={setPicked}
              error={form.mistakes.subject}
            />
          )}
          {values.to === "class" && (
            <NativeSelect
              id="field-subject"
              label={t("customers.class")}
              value={values.classId}
              error={form.mistakes.subject}
              onChange={(event) => form.set({ classId: event.currentTarget.value })}
              data={[
                { value: "", label: t("send.chooseClass") },
                ...classes.map(({ id, name, customers }) => ({
                  value: id,
                  label: t("send.classOf", { name, count: customers }),
                })),
              ]}
            />
          )}
        </fieldset>
        <fieldset>
          <legend>{t("send.words")}</legend>
          {type.variables.map((variable) => (
            <VariableField key={`${type.key} ${variable.name}`} variable={variable} />
          ))}
        </fieldset>
        <fieldset>
          <legend>{t("send.when")}</legend>
          <SegmentedControl
            value={values.when}
            onChange={(when) => form.set({ when })}
            data={(["now", "later"] as const).map((value) => ({ value, label: t(`send.when.${value}`) }))}
          />
          {values.when === "later" && (
            <>
              <div className="fields-beside">
                <TextField name="day" label={t("send.day")} type="date" />
                <TextField name="time" label={t("send.time")} type="time" />
              </div>
              {values.day && <Later local={`${values.day}T${values.time}`} zone={zone} />}
            </>
          )}
        </fieldset>
        <div className="form-buttons">
          <Test type={type} subject={subject} data={data} />
          <Button
            loading={form.isSaving}
            disabled={!isReady}
            leftSection={<Icon name={values.when === "later" ? "calendar" : "send"} />}
            onClick={send}
          >
            {values.when === "later" ? t("send.schedule", { count }) : t("send.do", { count })}
          </Button>
        </div>
      </FormView>
      <Foreseen outlook={outlook} picked={values.to === "customer" ? picked : null} subject={subject} />
      {dialog}
    </div>
  )
}

/** How many would be told: exactly where all were looked at, else as many as the first ones promise. */
const estimate = ({ customers, lookedAt, told }: Outlook) =>
  lookedAt === 0 || lookedAt >= customers ? told : Math.round((told / lookedAt) * customers)

/** The type's samples where nothing required was typed yet, so that there is something to see from the start. */
const withSamples = (type: Type, data: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...Object.fromEntries(type.variables.filter(({ required }) => required).map(({ name, sample }) => [name, sample])),
  ...data,
})

function useOutlook(type: Type, subject: string, data: Readonly<Record<string, unknown>>) {
  const body = { type: type.key, subject, data: withSamples(type, data) }
  const [settled] = useDebouncedValue(JSON.stringify(body), 350)
  return useQuery({
    queryKey: ["events", "preview", settled],
    queryFn: () => ask(api.POST("/v1/events/preview", { body: JSON.parse(settled) as typeof body })),
    enabled: (JSON.parse(settled) as typeof body).subject !== "",
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** A field for what an event of the type carries, by its kind; its sample shows what is meant. */
function VariableField({ variable }: { variable: Variable }) {
  const t = useWords()
  const language = t("language.code") as "en"
  const { kind, title, required, maxLength = 0, sample } = variable
  const name = fieldOf(variable)
  const label = required ? title[language] : t("send.optional", { name: title[language] })
  const placeholder =
    typeof sample === "string" || typeof sample === "number"
      ? String(sample)
      : kind === "list"
        ? JSON.stringify(sample)
        : undefined
  if (kind === "boolean") return <SwitchField name={name} label={label} />
  if (kind === "number" && Number.isInteger(sample)) return <NumberField name={name} label={label} />
  if (kind === "list")
    return <TextAreaField name={name} label={label} help={t("send.list")} placeholder={placeholder} rows={4} />
  if (kind === "text" && maxLength > 200)
    return <TextAreaField name={name} label={label} placeholder={placeholder} rows={6} maxLength={maxLength} />
  const types = { date: "date", datetime: "datetime-local", url: "url" } as const
  return (
    <TextField
      name={name}
      label={label}
      type={types[kind as "date"] ?? "text"}
      placeholder={placeholder}
      {...(maxLength ? { maxLength } : {})}
    />
  )
}

/** When it goes out, by the organisation's clock, and what that clock does that day. */
function Later({ local, zone }: { local: string; zone: string }) {
  const t = useWords()
  const { formatDate } = useIntl()
  const meant = instantOf(local, zone)
  if (!meant) return null
  const at = formatDate(meant.at, {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  })
  const place = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone
  return (
    <div role="status">
      <Text>{t("send.at", { at, place })}</Text>
      {meant.moved && <Text className="amber">{t("send.moved")}</Text>}
      {meant.twice && <Text c="dimmed">{t("send.twice")}</Text>}
      {isPast(meant.at) && <Text className="amber">{t("send.past")}</Text>}
    </div>
  )
}

/** Sends what would be said to oneself, on each channel that one has an address for. */
function Test({ type, subject, data }: { type: Type; subject: string; data: Readonly<Record<string, unknown>> }) {
  const t = useWords()
  const [state, setState] = useState<{ addresses?: string; error?: unknown; isSending?: boolean }>({})
  const send = async () => {
    setState({ isSending: true })
    try {
      const { items } = await ask(
        api.POST("/v1/events/test", { body: { type: type.key, subject, data: withSamples(type, data) } }),
      )
      setState({ addresses: items.map(({ address }) => address).join(", ") })
    } catch (error) {
      setState({ error })
    }
  }
  return (
    <>
      {state.addresses && (
        <Text role="status" className="test-sent">
          <Icon name="check" size={16} /> {t("send.tested", { addresses: state.addresses })}
        </Text>
      )}
      {state.error !== undefined && <Failure error={state.error} />}
      <Button variant="default" disabled={!subject} loading={state.isSending ?? false} onClick={() => void send()}>
        {t("send.test")}
      </Button>
    </>
  )
}

/** What would happen: how many are told, why the others aren't, and what the first one reads. */
function Foreseen({
  outlook: { data, error, isFetching },
  picked,
  subject,
}: {
  outlook: ReturnType<typeof useOutlook>
  picked: Picked | null
  subject: string
}) {
  const t = useWords()
  const reasonOf = useReasons()
  const [shown, show] = useState("")
  const channels = useMemo(() => (data?.messages ?? []).map(({ channel }) => channel), [data])
  if (!subject)
    return (
      <div className="foreseen">
        <Title order={2}>{t("send.foreseen")}</Title>
        <Text c="dimmed">{t("send.chooseFirst")}</Text>
      </div>
    )
  const isAboutSubject = isRefused(error, "invalid")
  const message = data?.messages.find(({ channel }) => channel === shown) ?? data?.messages[0]
  const withheld = data?.outcomes.filter(({ reason }) => reason !== null) ?? []
  return (
    <div className="foreseen" aria-busy={isFetching}>
      <Title order={2}>{t("send.foreseen")}</Title>
      {error && !isAboutSubject && <Failure error={error} />}
      {error && isAboutSubject && (
        <Alert color="yellow" variant="light" icon={<Icon name="alert" />}>
          {(isRefused(error, "invalid") ? (error.problem.errors ?? []) : []).map(({ detail }) => detail).join(" ")}
        </Alert>
      )}
      {!data ? (
        !error && <Waiting rows={4} />
      ) : (
        <>
          <p className="foreseen-count">
            {data.customers > 1
              ? t("send.count", { told: estimate(data), customers: data.customers })
              : data.told > 0
                ? t("send.one")
                : t("send.none")}
          </p>
          {data.lookedAt < data.customers && <Text c="dimmed">{t("send.sample", { count: data.lookedAt })}</Text>}
          {withheld.length > 0 && (
            <ul className="decided" aria-label={t("send.withheld")}>
              {withheld.map(({ channel, reason, count }) => (
                <li key={`${channel} ${reason}`}>
                  <span className="count">{count}</span>
                  <StateBadge state="withheld" />
                  <span className="reason">
                    {reasonOf(reason as string)} <ChannelName channel={channel} />
                  </span>
                </li>
              ))}
            </ul>
          )}
          {picked && data.told === 0 && (
            <Anchor component={Link} {...({ to: `/customers/${picked.id}/notifications` } as object)}>
              {t("send.openCustomer", { name: picked.name })}
            </Anchor>
          )}
          {channels.length > 1 && (
            <SegmentedControl
              size="xs"
              value={message?.channel ?? ""}
              onChange={show}
              data={channels.map((value) => ({ value, label: t(`channel.${value}`) }))}
            />
          )}
          {message && (
            <MessagePreview message={message} to={[message.recipient, message.address].filter(Boolean).join(", ")} />
          )}
        </>
      )}
    </div>
  )
}
