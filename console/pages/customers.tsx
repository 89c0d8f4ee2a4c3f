/** Customers: who is served, found by any name, number or address. */
import { Anchor, Button } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet, useNavigate } from "@tanstack/react-router"
import { api, ask, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { localeNames, useWords } from "../app/words.tsx"
import { DetailDrawer, useCloseTo } from "../ui/drawer.tsx"
import { ChoiceField, FormView, TextField, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { type Chosen, List, useAsked } from "../ui/list.tsx"
import { Page } from "../ui/page.tsx"
import { Status } from "../ui/status.tsx"
import { BulkChange } from "./bulkChange.tsx"
import { useAreas } from "./members.tsx"

type Row = Schemas["Customer"]

export function useClasses() {
  const may = useMay()
  const { data } = useQuery({
    queryKey: ["customer-classes", "all"],
    queryFn: () => ask(api.GET("/v1/customer-classes", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
    enabled: may("classes:see"),
  })
  return data?.items ?? []
}

export function CustomerState({ state }: { state: Row["state"] }) {
  const t = useWords()
  if (state === "active") return <Status tone="green" icon="check" word={t("customerState.active")} />
  return <Status tone="grey" icon="captured" word={t(`customerState.${state}`)} />
}

export function Customers() {
  const t = useWords()
  const may = useMay()
  const asked = useAsked()
  const classes = useClasses()
  const areas = useAreas(may("members:see"))
  const nameIn = (all: readonly { id: string; name: string }[], id: string) => all.find((each) => each.id === id)?.name
  const { cursor: _, ...filter } = asked
  const add = may("customers:edit") && (
    <Button component={Link} {...({ to: "/customers/new" } as object)} leftSection={<Icon name="plus" />}>
      {t("customers.add")}
    </Button>
  )
  return (
    <Page
      title={t("nav.customers")}
      purpose={t("customers.purpose")}
      actions={
        <>
          {may("customers:edit") && (
            <Anchor className="plain-action" component={Link} {...({ to: "/customers/import" } as object)}>
              {t("customers.import")}
            </Anchor>
          )}
          {may("customers:see") && (
            <Anchor
              className="plain-action"
              href={`/v1/customers/export?${new URLSearchParams(filter as Record<string, string>)}`}
              download
            >
              {t("customers.export")}
            </Anchor>
          )}
          {add}
        </>
      }
      call={{ method: "GET", path: "/v1/customers", query: asked }}
    >
      <List<Row>
        of="customers"
        label={t("nav.customers")}
        load={(query) => ask(api.GET("/v1/customers", { params: { query } }))}
        filters={[
          { name: "q", label: t("customers.search"), kind: "text" },
          {
            name: "classId",
            label: t("customers.class"),
            kind: "choice",
            choices: classes.map(({ id, name }) => ({ value: id, label: name })),
          },
          ...(areas.length
            ? [
                {
                  name: "areaId",
                  label: t("customers.area"),
                  kind: "choice" as const,
                  choices: areas.map(({ id, name }) => ({ value: id, label: name })),
                },
              ]
            : []),
          {
            name: "state",
            label: t("customers.state"),
            kind: "choice",
            choices: (["active", "archived"] as const).map((value) => ({ value, label: t(`customerState.${value}`) })),
          },
          {
            name: "sendSms",
            label: t("customers.sms"),
            kind: "choice",
            choices: [
              { value: "true", label: t("customers.smsOn") },
              { value: "false", label: t("customers.smsOff") },
            ],
          },
        ]}
        columns={[
          {
            id: "name",
            head: t("name"),
            phone: "name",
            cell: (row) => (
              <>
                {row.name}
                {row.state !== "active" && <span className="tag">{t(`customerState.${row.state}`)}</span>}
              </>
            ),
          },
          {
            id: "externalId",
            head: t("customers.number"),
            phone: "side",
            cell: (row) => <code>{row.externalId}</code>,
          },
          { id: "class", head: t("customers.class"), cell: (row) => nameIn(classes, row.classId) ?? "–" },
          { id: "area", head: t("customers.area"), phone: "out", cell: (row) => nameIn(areas, row.areaId) ?? "–" },
          {
            id: "language",
            head: t("language"),
            phone: "out",
            cell: (row) => (row.language ? (localeNames[row.language as "en"] ?? row.language) : t("language.default")),
          },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/customers/${row.id}`}
        {...(may("customers:edit")
          ? { choose: (chosen: Chosen) => <BulkChange chosen={chosen} classes={classes} areas={areas} /> }
          : {})}
        empty={{
          title: t("customers.empty"),
          text: t("customers.emptyText"),
          call: {
            method: "POST",
            path: "/v1/customers",
            body: { externalId: "1001", name: "Café Lumière", emails: [{ address: "hello@lumiere.example" }] },
          },
        }}
      />
      <Outlet />
    </Page>
  )
}

export function NewCustomer() {
  const t = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const classes = useClasses()
  const close = useCloseTo("/customers")
  const form = useForm({
    values: { name: "", externalId: "", classId: "", "emails/0/address": "", "numbers/0/number": "" },
    save: async (values) => {
      const [email, number] = [values["emails/0/address"].trim(), values["numbers/0/number"].trim()]
      const { id } = await ask(
        api.POST("/v1/customers", {
          body: {
            name: values.name,
            externalId: values.externalId.trim(),
            ...(values.classId ? { classId: values.classId } : {}),
            ...(email ? { emails: [{ address: email }] } : {}),
            ...(number ? { numbers: [{ number }] } : {}),
          },
        }),
      )
      await client.invalidateQueries({ queryKey: ["customers"] })
      await navigate({ to: `/customers/${id}` } as never)
    },
  })
  const names = {
    name: t("name"),
    externalId: t("customers.number"),
    classId: t("customers.class"),
    "emails/0/address": t("email"),
    "numbers/0/number": t("phone"),
  }
  return (
    <DetailDrawer title={t("customers.add")} list="/customers">
      <FormView form={form} names={names} submit={t("create")} bar="always" cancel={close}>
        <TextField name="name" label={names.name} data-autofocus="" />
        <TextField name="externalId" label={names.externalId} help={t("customers.numberHelp")} />
        {classes.length > 0 && (
          <ChoiceField
            name="classId"
            label={names.classId}
            choices={[
              { value: "", label: classes.find(({ isDefault }) => isDefault)?.name ?? t("customers.defaultClass") },
              ...classes.filter(({ isDefault }) => !isDefault).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        <TextField name="emails/0/address" label={t("email")} type="email" />
        <TextField name="numbers/0/number" label={t("phone")} type="tel" help={t("phone.help")} />
      </FormView>
    </DetailDrawer>
  )
}
