/** Areas: what customers are grouped in, and supervisors assigned to. */
import { Button } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet } from "@tanstack/react-router"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { Changed } from "../ui/changed.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useCloseTo, useOpenedId } from "../ui/drawer.tsx"
import { FormView, TextField, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { List } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { When } from "../ui/text.tsx"

type Row = Schemas["Area"]

export function Areas() {
  const t = useWords()
  const may = useMay()
  const add = may("members:edit") && (
    <Button component={Link} {...({ to: "/areas/new" } as object)} leftSection={<Icon name="plus" />}>
      {t("areas.add")}
    </Button>
  )
  return (
    <Page title={t("nav.areas")} purpose={t("areas.purpose")} actions={add} call={{ method: "GET", path: "/v1/areas" }}>
      <List<Row>
        of="areas"
        label={t("nav.areas")}
        load={(query) => ask(api.GET("/v1/areas", { params: { query } }))}
        columns={[
          {
            id: "name",
            head: t("name"),
            phone: "name",
            cell: (row) => row.name,
          },
          {
            id: "main",
            head: t("areas.kind"),
            phone: "side",
            cell: (row) => (row.isMain ? <span className="tag">{t("areas.main")}</span> : null),
          },
          { id: "at", head: t("createdAt"), cell: (row) => <When at={row.createdAt} /> },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/areas/${row.id}`}
        empty={{
          title: t("areas.empty"),
          text: t("areas.purpose"),
          call: { method: "POST", path: "/v1/areas", body: { name: "North and islands" } },
        }}
      />
      <Outlet />
    </Page>
  )
}

export function NewArea() {
  const t = useWords()
  const client = useQueryClient()
  const close = useCloseTo("/areas")
  const form = useForm({
    values: { name: "" },
    save: async ({ name }) => {
      await ask(api.POST("/v1/areas", { body: { name } }))
      await client.invalidateQueries({ queryKey: ["areas"] })
      close()
    },
  })
  return (
    <DetailDrawer title={t("areas.add")} list="/areas">
      <FormView form={form} names={{ name: t("name") }} submit={t("create")} bar="always" cancel={close}>
        <TextField name="name" label={t("name")} help={t("areas.nameHelp")} data-autofocus="" />
      </FormView>
    </DetailDrawer>
  )
}

export function Area() {
  const id = useOpenedId()
  const t = useWords()
  const { data, error, refetch } = useQuery({
    queryKey: ["areas", id],
    queryFn: () => ask(api.GET("/v1/areas/{id}", { params: { path: { id } } })),
  })
  return (
    <DetailDrawer title={data?.name ?? t("areas.area")} list="/areas">
      {error ? <Failure error={error} retry={() => void refetch()} /> : data ? <Edit area={data} /> : <Waiting />}
    </DetailDrawer>
  )
}

function Edit({ area }: { area: Row }) {
  const t = useWords()
  const may = useMay()
  const client = useQueryClient()
  const close = useCloseTo("/areas")
  const { ask: confirm, dialog } = useConfirm()
  const path = { path: { id: area.id } }
  const form = useForm({
    values: { name: area.name },
    version: area.version,
    save: async ({ name }, version) => {
      await ask(
        api.PATCH("/v1/areas/{id}", { params: { ...path, header: ifMatch(version as number) }, body: { name } }),
      )
      await client.invalidateQueries({ queryKey: ["areas"] })
    },
    reread: async () => {
      const { name, version } = await ask(api.GET("/v1/areas/{id}", { params: path }))
      return { values: { name }, version }
    },
  })
  const mayEdit = may("members:edit")
  if (!mayEdit) return <p>{area.name}</p>
  return (
    <div className="details">
      <FormView form={form} names={{ name: t("name") }} submit={t("areas.save")} bar="always">
        <TextField name="name" label={t("name")} />
      </FormView>
      {!area.isMain && (
        <div className="details-actions">
          <Button
            variant="default"
            onClick={() =>
              confirm({
                title: t("areas.delete", { name: area.name }),
                effect: t("areas.deleteEffect"),
                verb: t("delete"),
                destructive: true,
                act: async () => {
                  await ask(api.DELETE("/v1/areas/{id}", { params: path }))
                  await client.invalidateQueries({ queryKey: ["areas", "list"] })
                  close()
                },
              })
            }
          >
            {t("areas.deleteThis")}
          </Button>
        </div>
      )}
      <Changed subjectKind="area" subjectId={area.id} />
      {dialog}
    </div>
  )
}
