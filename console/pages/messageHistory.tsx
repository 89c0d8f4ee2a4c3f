/** The history of a message: each version as it was saved, what differs from the text in force, and the way back. */
import { Anchor, Button, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate } from "@tanstack/react-router"
import { lazy, Suspense } from "react"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer } from "../ui/drawer.tsx"
import { type Asked, useAsked, useSetAsked } from "../ui/list.tsx"
import { Failure, Waiting } from "../ui/page.tsx"
import { Facts, When } from "../ui/text.tsx"
import type { Message, Place } from "./messageWords.ts"

const Diff = lazy(() => import("../ui/diff.tsx"))

/** What the address asks for where it names no version: what the last one changed. */
export const lastVersion = "last"

/** Open while the address names a version, or just asks for the history. */
export function History({ place, message }: { place: Place; message: Message }) {
  const t = useWords()
  const { version } = useAsked()
  const setAsked = useSetAsked()
  if (!version) return null
  return (
    <DetailDrawer title={t("message.history")} close={() => setAsked({ version: undefined })} wide>
      <Versions place={place} message={message} chosen={version} />
    </DetailDrawer>
  )
}

function Versions({ place: { set }, message, chosen }: { place: Place; message: Message; chosen: string }) {
  const t = useWords()
  const path = { id: set.id, messageId: message.id }
  const { data, error, refetch } = useQuery({
    queryKey: ["template-sets", set.id, "messages", message.id, "versions"],
    queryFn: () =>
      ask(api.GET("/v1/template-sets/{id}/messages/{messageId}/versions", { params: { path, query: { limit: 100 } } })),
  })
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Waiting rows={6} />
  const earlier = data.items.filter(({ number }) => number < message.version)
  const number = earlier.some((each) => String(each.number) === chosen) ? Number(chosen) : earlier[0]?.number
  return (
    <div className="versions">
      <ol aria-label={t("message.history")}>
        {data.items.map((each) => (
          <li key={each.number} aria-current={each.number === number ? "true" : undefined}>
            <Entry entry={each} isInForce={each.number === message.version} />
          </li>
        ))}
      </ol>
      {number === undefined ? (
        <Text c="dimmed">{t("message.noHistory")}</Text>
      ) : (
        <Version key={number} set={set} message={message} number={number} />
      )}
    </div>
  )
}

function Entry({ entry, isInForce }: { entry: Schemas["MessageVersionEntry"]; isInForce: boolean }) {
  const t = useWords()
  const { number, isDefault, createdAt, createdBy } = entry
  const name = t("message.versionNumber", { number })
  return (
    <>
      {isInForce ? (
        <strong>{name}</strong>
      ) : (
        <Anchor
          component={Link}
          {...({
            to: ".",
            search: (former: Asked) => ({ ...former, version: String(number) }),
            replace: true,
          } as object)}
        >
          {name}
        </Anchor>
      )}
      <span className="reason">
        {isInForce ? t("message.inForce") : isDefault ? t("templates.default") : t("templates.isCustomised")}
      </span>
      <span className="reason">
        {createdBy}, <When at={createdAt} plain />
      </span>
    </>
  )
}

function Version({ set, message, number }: { set: Place["set"]; message: Message; number: number }) {
  const t = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { ask: confirm, dialog } = useConfirm()
  const path = { id: set.id, messageId: message.id, number }
  const { data, error } = useQuery({
    queryKey: ["message-versions", message.id, number],
    queryFn: () => ask(api.GET("/v1/template-sets/{id}/messages/{messageId}/versions/{number}", { params: { path } })),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (error) return <Failure error={error} />
  if (!data) return <Waiting rows={8} />
  const restore = async () => {
    const params = { path, header: ifMatch(message.version) }
    await ask(api.POST("/v1/template-sets/{id}/messages/{messageId}/versions/{number}/restore", { params }))
    await client.invalidateQueries({ queryKey: ["template-sets"] })
    await navigate({ to: ".", search: (former: Asked) => ({ ...former, version: lastVersion }) } as never)
  }
  const changed = (before: string, after: string) =>
    before === after ? (
      after || "–"
    ) : (
      <Text component="span">{t("message.became", { before: before || "–", after: after || "–" })}</Text>
    )
  return (
    <section className="details" aria-label={t("message.versionNumber", { number })}>
      <div className="details-top">
        <Text c="dimmed">{t("message.compared", { number, now: message.version })}</Text>
        <Button
          onClick={() =>
            confirm({
              title: t("message.restore", { number }),
              effect: t("message.restoreEffect", { number, count: set.reaches?.customers ?? 0 }),
              verb: t("message.restore", { number }),
              act: restore,
            })
          }
        >
          {t("message.restore", { number })}
        </Button>
      </div>
      {message.channel !== "sms" && (
        <Facts
          facts={[
            [t("message.subject"), changed(data.subject ?? "", message.subject ?? "")],
            message.channel === "email"
              ? [t("message.bcc"), changed(data.bcc.join(", "), message.bcc.join(", "))]
              : null,
          ]}
        />
      )}
      <Suspense fallback={<Waiting rows={8} />}>
        <Diff before={data.body} after={message.body} label={t("message.body")} />
      </Suspense>
      {dialog}
    </section>
  )
}
