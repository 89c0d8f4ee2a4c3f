/** Customer classes: what the customers of each are told, in whose words, and when. */
import { Button, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router"
import { useIntl } from "react-intl"
import { api, ask, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useCloseTo, useOpenedId } from "../ui/drawer.tsx"
import { ChoiceField, FormView, TextField, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { List } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { When } from "../ui/text.tsx"
import { ClassBoxes } from "./classBoxes.tsx"
import { ClassSettings } from "./classSettings.tsx"
import { useClasses } from "./customers.tsx"
import { useManagerName, useManagers } from "./managers.tsx"

type Row = Schemas["CustomerClassRow"]
type Class = Schemas["CustomerClass"]

export function Classes() {
  const t = useWords()
  const may = useMay()
  const managerOf = useManagerName()
  const add = may("classes:create") && (
    <Button component={Link} {...({ to: "/classes/new" } as object)} leftSection={<Icon name="plus" />}>
      {t("classes.add")}
    </Button>
  )
  return (
    <Page
      title={t("nav.classes")}
      purpose={t("classes.purpose")}
      actions={add}
      call={{ method: "GET", path: "/v1/customer-classes" }}
    >
      <List<Row>
        of="customer-classes"
        label={t("nav.classes")}
        load={(query) => ask(api.GET("/v1/customer-classes", { params: { query } }))}
        columns={[
          {
            id: "name",
            head: t("name"),
            phone: "name",
            cell: (row) => (
              <>
                {row.name}
                {row.isDefault && <span className="tag">{t("classes.default")}</span>}
              </>
            ),
          },
          {
            id: "set",
            head: t("classes.set"),
            cell: (row) => row.templateSetName ?? <span className="reason">{t("classes.noSet")}</span>,
          },
          {
            id: "customers",
            head: t("nav.customers"),
            phone: "side",
            numeric: true,
            cell: (row) => t("classes.customers", { count: row.customers }),
          },
          { id: "manager", head: t("managedBy"), cell: (row) => managerOf(row, row.managedByName) },
          {
            id: "boxes",
            head: t("classes.boxesOn"),
            numeric: true,
            cell: (row) => t("classes.boxes", { count: row.boxesOn }),
          },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/classes/${row.id}`}
        empty={{
          title: t("classes.empty"),
          text: t("classes.purpose"),
          call: { method: "POST", path: "/v1/customer-classes", body: { name: "Small business" } },
        }}
      />
      <Outlet />
    </Page>
  )
}

export function NewClass() {
  const t = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const close = useCloseTo("/classes")
  const managers = useManagers()
  const form = useForm({
    values: { name: "", managedBy: "" },
    save: async ({ name, managedBy }) => {
      const { id } = await ask(api.POST("/v1/customer-classes", { body: { name, managedBy: managedBy || null } }))
      await client.invalidateQueries({ queryKey: ["customer-classes"] })
      await navigate({ to: `/classes/${id}` } as never)
    },
  })
  const names = { name: t("name"), managedBy: t("managedBy") }
  return (
    <DetailDrawer title={t("classes.add")} list="/classes">
      <FormView form={form} names={names} submit={t("create")} bar="always" cancel={close}>
        <TextField name="name" label={names.name} help={t("classes.nameHelp")} data-autofocus="" />
        <ChoiceField name="managedBy" label={names.managedBy} help={t("classes.managedByHelp")} choices={managers} />
      </FormView>
    </DetailDrawer>
  )
}

const tabs = [
  ["", "classes.notifications"],
  ["/settings", "classes.settings"],
  ["/customers", "nav.customers"],
  ["/history", "changed.history"],
] as const

export function CustomerClass() {
  const id = useOpenedId()
  const t = useWords()
  const managerOf = useManagerName()
  const path = useLocation({ select: ({ pathname }) => pathname })
  // The list knows what a class counts and how its reseller is called.
  const row = useClasses().find((each) => each.id === id)
  const { data, error, refetch } = useQuery({
    queryKey: ["customer-classes", id],
    queryFn: () => ask(api.GET("/v1/customer-classes/{id}", { params: { path: { id } } })),
  })
  if (!data)
    return (
      <Page title={t("subject.customer_class")}>
        {error ? <Failure error={error} retry={() => void refetch()} /> : <Waiting rows={8} />}
      </Page>
    )
  const tab = tabs.find(([below]) => path === `/classes/${id}${below}`)?.[0] ?? ""
  const parts = {
    "": <ClassBoxes key={id} of={data} customers={row?.customers ?? 0} />,
    "/settings": <ClassSettings key={id} of={data} managerName={managerOf(data, row?.managedByName)} />,
    "/customers": <ClassCustomers id={id} />,
    "/history": <ClassHistory id={id} />,
  }
  const below = tab === "" ? "/switches" : ""
  return (
    <Page
      title={data.name}
      call={{ method: "GET", path: `/v1/customer-classes/${id}${below}` }}
      actions={!data.isDefault && <Delete of={data} customers={row?.customers ?? 0} />}
    >
      <div className="details-head">
        {data.isDefault && <span className="tag">{t("classes.default")}</span>}
        {row && <span className="reason">{t("classes.customers", { count: row.customers })}</span>}
        <span className="reason">
          {t("managedBy")}: {managerOf(data, row?.managedByName)}
        </span>
      </div>
      <nav className="tabs" aria-label={t("subject.customer_class")}>
        {tabs.map(([below, title]) => (
          <Link key={below} to={`/classes/${id}${below}` as "/"} activeOptions={{ exact: true, includeSearch: false }}>
            {t(title)}
          </Link>
        ))}
      </nav>
      {parts[tab]}
    </Page>
  )
}

function Delete({ of: { id, name }, customers }: { of: Class; customers: number }) {
  const t = useWords()
  const may = useMay()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { ask: confirm, dialog } = useConfirm()
  if (!may("classes:create")) return null
  return (
    <>
      <Button
        variant="default"
        onClick={() =>
          confirm({
            title: t("classes.delete", { name }),
            effect: t("classes.deleteEffect", { count: customers }),
            verb: t("delete"),
            destructive: true,
            act: async () => {
              await ask(api.DELETE("/v1/customer-classes/{id}", { params: { path: { id } } }))
              await navigate({ to: "/classes" } as never)
              client.removeQueries({ queryKey: ["customer-classes", id] })
              await client.invalidateQueries({ queryKey: ["customer-classes"] })
            },
          })
        }
      >
        {t("classes.deleteThis")}
      </Button>
      {dialog}
    </>
  )
}

function ClassCustomers({ id }: { id: string }) {
  const t = useWords()
  return (
    <List<Schemas["Customer"]>
      of="customers"
      label={t("nav.customers")}
      within={{ classId: id }}
      load={(query) => ask(api.GET("/v1/customers", { params: { query } }))}
      filters={[{ name: "q", label: t("customers.search"), kind: "text" }]}
      columns={[
        { id: "name", head: t("name"), phone: "name", cell: (row) => row.name },
        { id: "number", head: t("customers.number"), phone: "side", cell: (row) => <code>{row.externalId}</code> },
        { id: "email", head: t("customer.sendEmail"), cell: (row) => (row.sendEmail ? t("on") : t("off")) },
        { id: "sms", head: t("customer.sendSms"), cell: (row) => (row.sendSms ? t("on") : t("off")) },
      ]}
      rowId={(row) => row.id}
      open={(row) => `/customers/${row.id}`}
      empty={{ title: t("classes.nobody"), text: t("classes.nobodyText") }}
    />
  )
}

function ClassHistory({ id }: { id: string }) {
  const t = useWords()
  const may = useMay()
  const { formatList } = useIntl()
  if (!may("audit:see"))
    return <Text c="dimmed">{t("problem.whoMay", { roles: formatList([t("role.administrator")]) })}</Text>
  return (
    <List<Schemas["AuditRecord"]>
      of="audit"
      label={t("changed.history")}
      within={{ subjectKind: "customer_class", subjectId: id }}
      load={(query) => ask(api.GET("/v1/audit", { params: { query } }))}
      columns={[
        { id: "action", head: t("audit.action"), phone: "name", cell: (row) => <code>{row.action}</code> },
        { id: "actor", head: t("audit.actor"), cell: (row) => <span className="strong">{row.actorName}</span> },
        { id: "at", head: t("audit.at"), phone: "side", cell: (row) => <When at={row.at} /> },
      ]}
      rowId={(row) => row.id}
      open={(row) => `/audit/${row.id}`}
      empty={{ title: t("audit.empty"), text: t("audit.emptyText") }}
    />
  )
}
