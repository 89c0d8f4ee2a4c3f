/** API keys: programs that act for the organisation, each with the permissions it was given. */
import { Alert, Button, Checkbox, Text } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { Link, Outlet } from "@tanstack/react-router"
import { useState } from "react"
import { api, ask, type Schemas } from "../api/client.ts"
import { useSession } from "../app/session.tsx"
import { useWords, type WordId } from "../app/words.tsx"
import { Changed } from "../ui/changed.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useCloseTo } from "../ui/drawer.tsx"
import { ChoiceField, FormView, SeveralField, TextField, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { List } from "../ui/list.tsx"
import { Page } from "../ui/page.tsx"
import { Status } from "../ui/status.tsx"
import { CopyButton, When } from "../ui/text.tsx"

type Row = Schemas["ApiKey"]
type Scope = Schemas["ApiKeyInput"]["scopes"][number]

const isPast = (at: string | null) => at !== null && Date.parse(at) < Date.now()

function KeyState({ row }: { row: Row }) {
  const t = useWords()
  if (row.revokedAt) return <Status tone="grey" icon="withheld" word={t("apiKeys.revoked")} />
  if (isPast(row.expiresAt)) return <Status tone="grey" icon="stop" word={t("apiKeys.expired")} />
  return <Status tone="green" icon="check" word={t("apiKeys.active")} />
}

export function ApiKeys() {
  const t = useWords()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const add = (
    <Button component={Link} {...({ to: "/api-keys/new" } as object)} leftSection={<Icon name="plus" />}>
      {t("apiKeys.add")}
    </Button>
  )
  const revoke = ({ id, name, lastUsedAt }: Row) =>
    confirm({
      title: t("apiKeys.revokeTitle", { name }),
      effect: (
        <>
          {t("apiKeys.revokeEffect", { name })}{" "}
          {lastUsedAt ? t("apiKeys.lastUsedSentence") : t("apiKeys.neverUsedSentence")}{" "}
          {lastUsedAt && <When at={lastUsedAt} plain />}
        </>
      ),
      verb: t("apiKeys.revoke"),
      destructive: true,
      act: async () => {
        await ask(api.DELETE("/v1/api-keys/{id}", { params: { path: { id } } }))
        await client.invalidateQueries({ queryKey: ["api-keys"] })
      },
    })
  return (
    <Page
      title={t("nav.apiKeys")}
      purpose={t("apiKeys.purpose")}
      actions={add}
      call={{ method: "GET", path: "/v1/api-keys" }}
    >
      <List<Row>
        of="api-keys"
        label={t("nav.apiKeys")}
        load={(query) => ask(api.GET("/v1/api-keys", { params: { query } }))}
        columns={[
          { id: "name", head: t("name"), phone: "name", cell: (row) => <span className="strong">{row.name}</span> },
          { id: "hint", head: t("apiKeys.begins"), cell: (row) => <code>{row.hint}…</code> },
          {
            id: "scopes",
            head: t("apiKeys.scopes"),
            cell: (row) => (
              <span title={row.scopes.join(", ")}>{t("apiKeys.scopeCount", { count: row.scopes.length })}</span>
            ),
          },
          {
            id: "used",
            head: t("apiKeys.lastUsed"),
            cell: (row) => (row.lastUsedAt ? <When at={row.lastUsedAt} /> : <span>{t("apiKeys.never")}</span>),
          },
          { id: "state", head: t("members.state"), phone: "side", cell: (row) => <KeyState row={row} /> },
          {
            id: "revoke",
            head: t("actions"),
            cell: (row) =>
              row.revokedAt ? null : (
                <Button size="compact-sm" variant="subtle" color="gray" onClick={() => revoke(row)}>
                  {t("apiKeys.revoke")}
                </Button>
              ),
          },
        ]}
        rowId={(row) => row.id}
        empty={{
          title: t("apiKeys.empty"),
          text: t("apiKeys.emptyText"),
          call: {
            method: "POST",
            path: "/v1/api-keys",
            body: { name: "CRM", scopes: ["customers:see", "customers:edit"] },
          },
        }}
      />
      <Changed subjectKind="api_key" />
      {dialog}
      <Outlet />
    </Page>
  )
}

const days = ["", "30", "90", "365"] as const

export function NewApiKey() {
  const t = useWords()
  const client = useQueryClient()
  const close = useCloseTo("/api-keys")
  const { permissions } = useSession()
  const [made, setMade] = useState<string>()
  const [isKept, setKept] = useState(false)
  const scopes = Object.keys(permissions).filter((name) => name !== "profile:edit")
  const form = useForm({
    values: { name: "", scopes: [] as string[], days: "" },
    save: async ({ name, scopes: given, days: kept }) => {
      const expiresAt = kept ? new Date(Date.now() + Number(kept) * 86_400_000).toISOString() : undefined
      const body = { name, scopes: given as Scope[], ...(expiresAt ? { expiresAt } : {}) }
      const { key } = await ask(api.POST("/v1/api-keys", { body }))
      setMade(key)
      await client.invalidateQueries({ queryKey: ["api-keys"] })
    },
  })
  const names = { name: t("name"), scopes: t("apiKeys.scopes"), days: t("apiKeys.until") }
  return (
    <DetailDrawer title={t("apiKeys.add")} list="/api-keys">
      {made ? (
        <div className="details">
          <Alert variant="light" color="tide" title={t("apiKeys.madeTitle")} icon={<Icon name="keys" />}>
            <Text mb={8}>{t("apiKeys.madeText")}</Text>
            <div className="code">
              <pre tabIndex={0}>{made}</pre>
              <CopyButton text={made} />
            </div>
          </Alert>
          <Checkbox
            label={t("apiKeys.kept")}
            checked={isKept}
            onChange={(event) => setKept(event.currentTarget.checked)}
          />
          <div className="form-buttons">
            <Button onClick={close} disabled={!isKept}>
              {t("done")}
            </Button>
          </div>
        </div>
      ) : (
        <FormView form={form} names={names} submit={t("apiKeys.create")} bar="always" cancel={close}>
          <TextField name="name" label={names.name} help={t("apiKeys.nameHelp")} data-autofocus="" />
          <ChoiceField
            name="days"
            label={names.days}
            choices={days.map((value) => ({
              value,
              label: value ? t("apiKeys.days", { count: Number(value) }) : t("apiKeys.noEnd"),
            }))}
          />
          <SeveralField
            name="scopes"
            label={names.scopes}
            help={t("apiKeys.scopesHelp")}
            choices={scopes.map((value) => ({ value, label: t(`scope.${value.replace(":", ".")}` as WordId) }))}
          />
        </FormView>
      )}
    </DetailDrawer>
  )
}
