/** Template sets: the words of all notifications at once, shared by as many customer classes as have the set. */
import { Button } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Navigate, Outlet, useLocation, useNavigate } from "@tanstack/react-router"
import { api, ask, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { DetailDrawer, useCloseTo } from "../ui/drawer.tsx"
import { ChoiceField, FormView, TextField, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { List } from "../ui/list.tsx"
import { Page } from "../ui/page.tsx"
import { useManagers } from "./managers.tsx"

export type SetRow = Schemas["TemplateSet"]

/** The first page of the list, as the list itself reads it. */
export const setsQuery = {
  queryKey: ["template-sets", "list", {}],
  queryFn: () => ask(api.GET("/v1/template-sets")),
}

export function useManagerName() {
  const t = useWords()
  return ({ managedBy }: Pick<SetRow, "managedBy">) => managedBy?.name ?? t("managedBy.administrators")
}

export function AddSet() {
  const t = useWords()
  return (
    <Button component={Link} {...({ to: "/templates/new" } as object)} leftSection={<Icon name="plus" />}>
      {t("templates.add")}
    </Button>
  )
}

export function Templates() {
  const t = useWords()
  const managerOf = useManagerName()
  const isOpen = useLocation({ select: ({ pathname }) => pathname === "/templates" })
  const { data } = useQuery(setsQuery)
  const [only, another] = data?.items ?? []
  if (isOpen && only && !another) return <Navigate to={`/templates/${only.id}` as "/"} replace />
  return (
    <Page
      title={t("nav.templates")}
      purpose={t("templates.purpose")}
      actions={<AddSet />}
      call={{ method: "GET", path: "/v1/template-sets" }}
    >
      <List<SetRow>
        of="template-sets"
        label={t("nav.templates")}
        load={(query) => ask(api.GET("/v1/template-sets", { params: { query } }))}
        columns={[
          { id: "name", head: t("name"), phone: "name", cell: (row) => row.name },
          { id: "kind", head: t("templates.kind"), cell: (row) => t(`setKind.${row.kind}`) },
          { id: "manager", head: t("managedBy"), cell: managerOf },
          {
            id: "classes",
            head: t("templates.classes"),
            cell: ({ reaches }) =>
              reaches === null
                ? t("templates.everybody")
                : reaches.classes.map(({ name }) => name).join(", ") || t("templates.noClass"),
          },
          {
            id: "customers",
            head: t("nav.customers"),
            phone: "out",
            numeric: true,
            cell: ({ reaches }) => reaches?.customers ?? "–",
          },
          {
            id: "customised",
            head: t("templates.customised"),
            phone: "side",
            numeric: true,
            cell: ({ customised }) => t("templates.customisedCount", { count: customised }),
          },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/templates/${row.id}`}
        empty={{
          title: t("templates.empty"),
          text: t("templates.purpose"),
          action: <AddSet />,
          call: { method: "POST", path: "/v1/template-sets", body: { name: "Business customers" } },
        }}
      />
      <Outlet />
    </Page>
  )
}

export function NewSet() {
  const t = useWords()
  const may = useMay()
  const client = useQueryClient()
  const navigate = useNavigate()
  const close = useCloseTo("/templates")
  const managers = useManagers()
  const isAdministrator = may("members:edit")
  const form = useForm({
    values: { name: "", kind: "customer_class", managedBy: "" },
    save: async ({ name, managedBy }) => {
      const body = {
        name,
        kind: "customer_class",
        ...(isAdministrator ? { managedBy: managedBy || null } : {}),
      } as const
      const made = await ask(api.POST("/v1/template-sets", { body }))
      await client.invalidateQueries({ queryKey: ["template-sets"] })
      await navigate({ to: `/templates/${made.id}` } as never)
    },
  })
  const names = { name: t("name"), kind: t("templates.kind"), managedBy: t("managedBy") }
  return (
    <DetailDrawer title={t("templates.add")} list="/templates">
      <FormView form={form} names={names} submit={t("templates.save")} bar="always" cancel={close}>
        <TextField name="name" label={names.name} help={t("templates.nameHelp")} data-autofocus="" />
        <ChoiceField
          name="kind"
          label={names.kind}
          help={t("templates.kindHelp")}
          choices={[{ value: "customer_class", label: t("setKind.customer_class") }]}
        />
        {isAdministrator && (
          <ChoiceField
            name="managedBy"
            label={names.managedBy}
            help={t("templates.managedByHelp")}
            choices={managers}
          />
        )}
      </FormView>
    </DetailDrawer>
  )
}
