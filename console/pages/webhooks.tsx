/** Webhooks: the addresses of other systems that are told what happens. */
import { Alert, Button, Checkbox, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet, useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import { api, ask, type Schemas } from "../api/client.ts"
import { useWords, type WordId } from "../app/words.tsx"
import { Changed } from "../ui/changed.tsx"
import { DetailDrawer, useCloseTo } from "../ui/drawer.tsx"
import { ChoiceField, FormView, SeveralField, TextField, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { List } from "../ui/list.tsx"
import { Page } from "../ui/page.tsx"
import { Status } from "../ui/status.tsx"
import { CopyButton, When } from "../ui/text.tsx"

type Row = Schemas["Webhook"]

export function WebhookState({ row: { state, reason, failingSince, pausedUntil, disabledAt } }: { row: Row }) {
  const t = useWords()
  const why = (tone: "grey" | "red" | "amber", word: string, text: string, at: string | null) => (
    <span className="status-and-reason">
      <Status tone={tone} icon={tone === "grey" ? "withheld" : "alert"} word={word} />
      <span className="reason">
        {text} {at && <When at={at} plain />}
      </span>
    </span>
  )
  if (state === "disabled") {
    const tone = reason === "manual" ? "grey" : "red"
    return why(tone, t("webhooks.disabled"), reason ? t(`webhookReason.${reason}`) : "", disabledAt)
  }
  if (pausedUntil) return why("amber", t("webhooks.paused"), t("webhooks.pausedUntil"), pausedUntil)
  if (failingSince) return why("amber", t("webhooks.failing"), t("webhooks.failingSince"), failingSince)
  return <Status tone="green" icon="check" word={t("webhooks.active")} />
}

/** Types and families in the reader's words. */
export function useHookTypes(): (types: readonly string[]) => string {
  const t = useWords()
  return (types) => types.map((type) => t(wordOf(type))).join(", ")
}

const wordOf = (type: string): WordId =>
  type === "*" ? "webhooks.everything" : (`hookType.${type.replace(/\.\*$/, "")}` as WordId)

export function Webhooks() {
  const t = useWords()
  const typesOf = useHookTypes()
  const add = (
    <Button component={Link} {...({ to: "/webhooks/new" } as object)} leftSection={<Icon name="plus" />}>
      {t("webhooks.add")}
    </Button>
  )
  return (
    <Page
      title={t("nav.webhooks")}
      purpose={t("webhooks.purpose")}
      actions={add}
      call={{ method: "GET", path: "/v1/webhooks" }}
    >
      <List<Row>
        of="webhooks"
        label={t("nav.webhooks")}
        load={async () => ({ ...(await ask(api.GET("/v1/webhooks"))), next: null, previous: null })}
        columns={[
          {
            id: "name",
            head: t("name"),
            phone: "name",
            cell: (row) => <span className="strong">{row.description || new URL(row.url).host}</span>,
          },
          { id: "url", head: t("webhooks.url"), cell: (row) => <span className="address">{row.url}</span> },
          { id: "types", head: t("webhooks.types"), phone: "out", cell: (row) => typesOf(row.types) },
          { id: "state", head: t("activity.state"), phone: "side", cell: (row) => <WebhookState row={row} /> },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/webhooks/${row.id}`}
        liveSeconds={10}
        empty={{
          title: t("webhooks.empty"),
          text: t("webhooks.emptyText"),
          action: add,
          call: {
            method: "POST",
            path: "/v1/webhooks",
            body: {
              url: "https://crm.example.com/hooks/tidings",
              description: "CRM",
              types: ["delivery.failed", "event.*"],
            },
          },
        }}
      />
      <Changed subjectKind="webhook" />
      <Outlet />
    </Page>
  )
}

/** What an address hears: everything, or the types that were ticked. */
export type Heard = { hears: "all" | "some"; types: string[] }
export const typesOf = ({ hears, types }: Heard): string[] => (hears === "all" ? ["*"] : types)
export const heardOf = (types: readonly string[]): Heard =>
  types.includes("*") ? { hears: "all", types: [] } : { hears: "some", types: [...types] }

/** Address, name and types; the same for a new webhook and one that is there. */
export function WebhookFields({ heard, isNew = false }: { heard: Heard; isNew?: boolean }) {
  const t = useWords()
  const { data } = useQuery({
    queryKey: ["webhook-types"],
    queryFn: () => ask(api.GET("/v1/webhook-types")),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const singles = data?.items.map(({ type }) => type).filter((type) => type !== "webhook.test") ?? []
  const families = [...new Set(singles.map((type) => `${type.split(".")[0]}.*`))]
  return (
    <>
      <TextField
        name="url"
        label={t("webhooks.url")}
        help={t("webhooks.urlHelp")}
        type="url"
        spellCheck={false}
        placeholder="https://"
        {...(isNew ? { "data-autofocus": "" } : {})}
      />
      <TextField name="description" label={t("name")} help={t("webhooks.nameHelp")} />
      <ChoiceField
        name="hears"
        label={t("webhooks.types")}
        choices={[
          { value: "all", label: t("webhooks.everything") },
          { value: "some", label: t("webhooks.some") },
        ]}
      />
      {heard.hears === "some" && (
        <SeveralField
          name="types"
          label={t("webhooks.chosen")}
          choices={[...families, ...singles].map((value) => ({ value, label: t(wordOf(value)) }))}
        />
      )}
    </>
  )
}

export function useWebhookNames() {
  const t = useWords()
  return {
    url: t("webhooks.url"),
    description: t("name"),
    hears: t("webhooks.types"),
    types: t("webhooks.chosen"),
  }
}

/** A secret that is shown now and never again. */
export function ShownOnce({ secret, done }: { secret: string; done: () => void }) {
  const t = useWords()
  const [isKept, setKept] = useState(false)
  return (
    <div className="details">
      <Alert variant="light" color="tide" title={t("webhooks.secretTitle")} icon={<Icon name="keys" />}>
        <Text mb={8}>{t("webhooks.secretText")}</Text>
        <div className="code wraps">
          <pre tabIndex={0} aria-label={t("webhooks.secret")}>
            {secret}
          </pre>
          <CopyButton text={secret} />
        </div>
      </Alert>
      <Checkbox
        label={t("webhooks.kept")}
        checked={isKept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      <div className="form-buttons">
        <Button onClick={done} disabled={!isKept}>
          {t("done")}
        </Button>
      </div>
    </div>
  )
}

export function NewWebhook() {
  const t = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const names = useWebhookNames()
  const close = useCloseTo("/webhooks")
  const [made, setMade] = useState<Schemas["NewWebhook"]>()
  const form = useForm({
    values: { url: "", description: "", ...heardOf(["*"]) },
    guarded: !made,
    save: async ({ url, description, ...heard }) => {
      const answer = await ask(api.POST("/v1/webhooks", { body: { url, description, types: typesOf(heard) } }))
      setMade(answer)
      await client.invalidateQueries({ queryKey: ["webhooks"] })
    },
  })
  return (
    <DetailDrawer title={t("webhooks.add")} list="/webhooks">
      {made ? (
        <ShownOnce secret={made.secret ?? ""} done={() => void navigate({ to: `/webhooks/${made.id}` } as never)} />
      ) : (
        <FormView form={form} names={names} submit={t("webhooks.create")} bar="always" cancel={close}>
          <WebhookFields heard={form.values} isNew />
        </FormView>
      )}
    </DetailDrawer>
  )
}
