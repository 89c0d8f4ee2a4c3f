/** One customer: who they are, where they are reached, what they would get, and what they got. */
import { Anchor, Button, NativeSelect, Text, Title } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useLocation } from "@tanstack/react-router"
import { useState } from "react"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { localeNames, locales, useWords } from "../app/words.tsx"
import { Changed, History } from "../ui/changed.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { useOpenedId } from "../ui/drawer.tsx"
import { ChoiceField, FormView, RowsField, SwitchField, TextField, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Copyable, Facts, When } from "../ui/text.tsx"
import { DeliveryList, WouldGet } from "./activity.tsx"
import { Balance } from "./balance.tsx"
import { CustomerState, useClasses } from "./customers.tsx"
import { useAreas } from "./members.tsx"

type Full = Schemas["Customer"]

const tabs = [
  ["", "customer.details"],
  ["/notifications", "customer.notifications"],
  ["/balance", "balance.title"],
  ["/activity", "nav.activity"],
  ["/history", "changed.history"],
] as const

export function Customer() {
  const id = useOpenedId()
  const t = useWords()
  const may = useMay()
  const path = useLocation({ select: ({ pathname }) => pathname })
  const { data, error, refetch } = useQuery({
    queryKey: ["customers", id],
    queryFn: () => ask(api.GET("/v1/customers/{id}", { params: { path: { id } } })),
  })
  if (error)
    return (
      <Page title={t("customer.title")}>
        <Failure error={error} retry={() => void refetch()} />
      </Page>
    )
  if (!data)
    return (
      <Page title={t("customer.title")}>
        <Waiting rows={8} />
      </Page>
    )
  const needed = { "/history": "audit:see", "/balance": "balances:see" } as const
  const shown = tabs.filter(([below]) => !(below in needed) || may(needed[below as keyof typeof needed]))
  const tab = shown.find(([below]) => path === `/customers/${id}${below}`)?.[0] ?? ""
  const parts = {
    "": <Details customer={data} />,
    "/notifications": <Notifications customer={data} />,
    "/balance": <Balance customer={data} />,
    "/history": <CustomerHistory id={id} />,
    "/activity": <DeliveryList customerId={id} open={(row) => `/activity/${row.id}`} />,
  }
  return (
    <Page
      title={data.name}
      call={{ method: "GET", path: `/v1/customers/${id}${tab === "/balance" ? tab : ""}` }}
      actions={
        <>
          {may("deliveries:send") && data.state === "active" && (
            <Button
              variant="default"
              leftSection={<Icon name="send" />}
              component={Link}
              {...({ to: "/send", search: { customerId: id } } as object)}
            >
              {t("nav.send")}
            </Button>
          )}
          {may("customers:edit") && <Archive customer={data} />}
        </>
      }
    >
      <div className="details-head">
        <CustomerState state={data.state} />
        <Copyable text={data.externalId} />
        <Places customer={data} />
        <span className="reason">
          {t("customer.since")} <When at={data.createdAt} plain />
        </span>
      </div>
      <nav className="tabs" aria-label={t("customer.title")}>
        {shown.map(([below, title]) => (
          <Link
            key={below}
            to={`/customers/${id}${below}` as "/"}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {t(title)}
          </Link>
        ))}
      </nav>
      {parts[tab]}
    </Page>
  )
}

/** What was changed of the customer, by whom. */
function CustomerHistory({ id }: { id: string }) {
  const t = useWords()
  const names = { ...useNames(), emails: t("points.emails"), numbers: t("points.numbers"), state: t("customers.state") }
  return <History subject={{ subjectKind: "customer", subjectId: id }} names={names} />
}

/** The class and the area, each a way to it. */
function Places({ customer: { classId, areaId } }: { customer: Full }) {
  const may = useMay()
  const classes = useClasses()
  const areas = useAreas(may("members:see"))
  const places = [
    { to: `/classes/${classId}`, name: classes.find(({ id }) => id === classId)?.name },
    { to: `/areas/${areaId}`, name: areas.find(({ id }) => id === areaId)?.name },
  ]
  return places.map(({ to, name }) =>
    name ? (
      <Anchor key={to} component={Link} {...({ to } as object)}>
        {name}
      </Anchor>
    ) : null,
  )
}

function Archive({ customer: { id, name, state, version } }: { customer: Full }) {
  const t = useWords()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const params = { path: { id }, header: ifMatch(version) }
  const anew = () => client.invalidateQueries({ queryKey: ["customers"] })
  if (state === "erased") return null
  const isActive = state === "active"
  return (
    <>
      <Button
        variant="default"
        onClick={() =>
          confirm({
            title: isActive ? t("customer.archiveTitle", { name }) : t("customer.restoreTitle", { name }),
            effect: isActive ? <ArchiveEffect id={id} /> : t("customer.restoreEffect"),
            verb: isActive ? t("customer.archive") : t("customer.restore"),
            act: async () => {
              await (isActive
                ? ask(api.POST("/v1/customers/{id}/archive", { params }))
                : ask(api.POST("/v1/customers/{id}/restore", { params })))
              await anew()
            },
          })
        }
      >
        {isActive ? t("customer.archive") : t("customer.restore")}
      </Button>
      {dialog}
    </>
  )
}

/** How many messages that wait will not be sent. */
function ArchiveEffect({ id }: { id: string }) {
  const t = useWords()
  const { data } = useQuery({
    queryKey: ["deliveries", "waiting", id],
    queryFn: () =>
      ask(api.GET("/v1/deliveries", { params: { query: { customerId: id, state: "queued", limit: 200 } } })),
    staleTime: 0,
  })
  if (!data) return <Waiting rows={1} />
  return <>{t("customer.archiveEffect", { count: data.items.length })}</>
}

function Details({ customer }: { customer: Full }) {
  const may = useMay()
  const names = useNames()
  const isEditable = may("customers:edit") && customer.state === "active"
  return (
    <div className="columns">
      {isEditable ? <DetailsForm customer={customer} /> : <DetailsShown customer={customer} />}
      <Changed subjectKind="customer" subjectId={customer.id} names={names} />
    </div>
  )
}

function useNames() {
  const t = useWords()
  return {
    name: t("name"),
    externalId: t("customers.number"),
    salutation: t("customer.salutation"),
    language: t("language"),
    timeZone: t("timeZone"),
    classId: t("customers.class"),
    areaId: t("customers.area"),
    bcc: t("customer.bcc"),
    sendEmail: t("customer.sendEmail"),
    sendSms: t("customer.sendSms"),
  }
}

function DetailsShown({ customer }: { customer: Full }) {
  const names = useNames()
  const t = useWords()
  const classes = useClasses()
  return (
    <Facts
      facts={[
        [names.salutation, customer.salutation || "–"],
        [
          names.language,
          customer.language
            ? (localeNames[customer.language as "en"] ?? customer.language)
            : t("language.organisations"),
        ],
        [names.classId, classes.find(({ id }) => id === customer.classId)?.name ?? "–"],
        [names.bcc, customer.bcc.join(", ") || "–"],
      ]}
    />
  )
}

const valuesOf = (customer: Full) => ({
  name: customer.name,
  externalId: customer.externalId,
  salutation: customer.salutation,
  language: customer.language,
  timeZone: customer.timeZone,
  classId: customer.classId,
  areaId: customer.areaId,
  bcc: customer.bcc.join(", "),
})

function DetailsForm({ customer }: { customer: Full }) {
  const t = useWords()
  const may = useMay()
  const names = useNames()
  const classes = useClasses()
  const areas = useAreas(may("members:see"))
  const client = useQueryClient()
  const path = { path: { id: customer.id } }
  const form = useForm({
    values: valuesOf(customer),
    version: customer.version,
    save: async ({ bcc, language, timeZone, ...values }, version) => {
      const body = {
        ...values,
        language: language || null,
        timeZone: timeZone || null,
        bcc: bcc
          .split(/[,;\s]+/)
          .map((address) => address.trim())
          .filter(Boolean),
      }
      const saved = await ask(
        api.PATCH("/v1/customers/{id}", { params: { ...path, header: ifMatch(version as number) }, body }),
      )
      client.setQueryData(["customers", customer.id], saved)
      await client.invalidateQueries({ queryKey: ["customers", "list"] })
      await client.invalidateQueries({ queryKey: ["audit"] })
    },
    reread: async () => {
      const now = await ask(api.GET("/v1/customers/{id}", { params: path }))
      return { values: valuesOf(now), version: now.version }
    },
  })
  const ofAll = (all: readonly { id: string; name: string }[]) =>
    all.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <FormView form={form} names={names} submit={t("customer.save")}>
      <TextField name="name" label={names.name} />
      <div className="fields-beside">
        <TextField name="externalId" label={names.externalId} />
        <TextField name="salutation" label={names.salutation} help={t("customer.salutationHelp")} />
      </div>
      <div className="fields-beside">
        <ChoiceField
          name="language"
          label={names.language}
          choices={[
            { value: "", label: t("language.organisations") },
            ...locales.map((value) => ({ value, label: localeNames[value] })),
          ]}
        />
        <TextField name="timeZone" label={names.timeZone} help={t("timeZone.help")} />
      </div>
      <div className="fields-beside">
        {classes.length > 0 && <ChoiceField name="classId" label={names.classId} choices={ofAll(classes)} />}
        {areas.length > 0 && <ChoiceField name="areaId" label={names.areaId} choices={ofAll(areas)} />}
      </div>
      <TextField name="bcc" label={names.bcc} help={t("customer.bccHelp")} />
    </FormView>
  )
}

function Notifications({ customer }: { customer: Full }) {
  const t = useWords()
  const may = useMay()
  const { data, error, refetch } = useQuery({
    queryKey: ["customers", customer.id, "contact-points"],
    queryFn: () => ask(api.GET("/v1/customers/{id}/contact-points", { params: { path: { id: customer.id } } })),
  })
  const isEditable = may("customers:edit") && customer.state === "active"
  return (
    <div className="columns">
      <Switches customer={customer} isEditable={isEditable} />
      <section className="below">
        <Title order={2}>{t("points.title")}</Title>
        {error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Waiting rows={4} />
        ) : isEditable ? (
          <Points customerId={customer.id} points={data} />
        ) : (
          <Facts
            facts={[
              [t("points.emails"), data.emails.map(({ address }) => address).join(", ") || "–"],
              [t("points.numbers"), data.numbers.map(({ number }) => number).join(", ") || "–"],
            ]}
          />
        )}
      </section>
      <section className="below">
        <Title order={2}>{t("would.title")}</Title>
        <Would customerId={customer.id} />
      </section>
    </div>
  )
}

function Switches({ customer, isEditable }: { customer: Full; isEditable: boolean }) {
  const t = useWords()
  const names = useNames()
  const client = useQueryClient()
  const path = { path: { id: customer.id } }
  const switchesOf = ({ sendEmail, sendSms }: Full) => ({ sendEmail, sendSms })
  const form = useForm({
    values: switchesOf(customer),
    version: customer.version,
    save: async (body, version) => {
      const saved = await ask(
        api.PATCH("/v1/customers/{id}", { params: { ...path, header: ifMatch(version as number) }, body }),
      )
      client.setQueryData(["customers", customer.id], saved)
      await client.invalidateQueries({ queryKey: ["explain"] })
    },
    reread: async () => {
      const now = await ask(api.GET("/v1/customers/{id}", { params: path }))
      return { values: switchesOf(now), version: now.version }
    },
  })
  if (!isEditable)
    return (
      <Facts
        facts={[
          [names.sendEmail, customer.sendEmail ? t("on") : t("off")],
          [names.sendSms, customer.sendSms ? t("on") : t("off")],
        ]}
      />
    )
  return (
    <FormView form={form} names={names} submit={t("switches.save")} effect={t("switches.effect")}>
      <SwitchField name="sendEmail" label={names.sendEmail} />
      <SwitchField name="sendSms" label={names.sendSms} />
    </FormView>
  )
}

type PointsRead = Schemas["ContactPoints"]

function Points({ customerId, points }: { customerId: string; points: PointsRead }) {
  const t = useWords()
  const client = useQueryClient()
  const path = { path: { id: customerId } }
  const [warnings, setWarnings] = useState<string[]>([])
  const rowsOf = ({ emails, numbers }: PointsRead) => ({ emails: [...emails], numbers: [...numbers] })
  const form = useForm({
    values: rowsOf(points),
    version: points.version,
    save: async (body, version) => {
      const saved = await ask(
        api.PUT("/v1/customers/{id}/contact-points", {
          params: { ...path, header: ifMatch(version as number) },
          body,
        }),
      )
      setWarnings(saved.warnings.map(({ detail }) => detail))
      await client.invalidateQueries({ queryKey: ["customers", customerId] })
      await client.invalidateQueries({ queryKey: ["explain"] })
    },
    reread: async () => {
      const now = await ask(api.GET("/v1/customers/{id}/contact-points", { params: path }))
      return { values: rowsOf(now), version: now.version }
    },
  })
  const label = { key: "label", label: t("points.label") }
  return (
    <FormView
      form={form}
      names={{ emails: t("points.emails"), numbers: t("points.numbers") }}
      submit={t("points.save")}
    >
      <RowsField
        name="emails"
        label={t("points.emails")}
        columns={[{ key: "address", label: t("email"), type: "email", grow: true }, label]}
        add={t("points.addEmail")}
        none={t("points.noEmail")}
      />
      <RowsField
        name="numbers"
        label={t("points.numbers")}
        columns={[{ key: "number", label: t("phone"), type: "tel", grow: true }, label]}
        add={t("points.addNumber")}
        none={t("points.noNumber")}
      />
      {warnings.length > 0 && (
        <Text role="status" c="dimmed">
          {warnings.join(" ")}
        </Text>
      )}
    </FormView>
  )
}

/** "What would this customer get?": one question at a time, asked of the same gates as sending asks. */
function Would({ customerId }: { customerId: string }) {
  const t = useWords()
  const may = useMay()
  const [type, setType] = useState("")
  const [channel, setChannel] = useState<"email" | "sms">("email")
  const language = t("language.code") as "en"
  const { data } = useQuery({
    queryKey: ["notification-types", "names"],
    queryFn: () => ask(api.GET("/v1/notification-types", { params: { query: { limit: 200 } } })),
    enabled: may("types:see"),
    staleTime: 300_000,
  })
  const types = (data?.items ?? []).filter(({ audiences, retiredAt }) => "customer" in audiences && retiredAt === null)
  return (
    <>
      <div className="filter-fields">
        <NativeSelect
          aria-label={t("activity.type")}
          value={type}
          onChange={(event) => setType(event.currentTarget.value)}
          data={[
            { value: "", label: t("would.choose") },
            ...types.map(({ key, name }) => ({ value: key, label: name[language] })),
          ]}
        />
        <NativeSelect
          aria-label={t("activity.channel")}
          value={channel}
          onChange={(event) => setChannel(event.currentTarget.value as "email")}
          data={(["email", "sms"] as const).map((value) => ({ value, label: t(`channel.${value}`) }))}
        />
      </div>
      {type && <WouldGet customerId={customerId} type={type} channel={channel} />}
    </>
  )
}
