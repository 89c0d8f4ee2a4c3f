/** The health of the install: what runs it, what waits, and letting sending go on after a restore. */
import { Alert, Anchor, Button, Title } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { useIntl } from "react-intl"
import { api, ask, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { Icon } from "../ui/icons.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Status } from "../ui/status.tsx"
import { Facts, When } from "../ui/text.tsx"
import "./overview.css"

type Install = Schemas["InstallHealth"]

/** A worker sweeps each minute, and maintains each hour; a little late is nothing. */
const lateMinutes = { sweep: 3, maintain: 90 }
/** Of the disk: below it one should make room. */
const leastFree = 0.1
const mostClockMs = 5000

export function Health() {
  const t = useWords()
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ["install"],
    queryFn: () => ask(api.GET("/v1/install")),
    refetchInterval: 10_000,
  })
  return (
    <Page title={t("nav.health")} purpose={t("health.purpose")} call={{ method: "GET", path: "/v1/install" }}>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting rows={10} />
      ) : (
        <>
          <Paused install={data} />
          <div className="beside">
            <Machine install={data} />
            <div className="stack">
              <Work install={data} now={dataUpdatedAt} />
              <Letters />
            </div>
          </div>
        </>
      )}
    </Page>
  )
}

function Panel({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="panel-head">
        <Title order={2} id={id}>
          {title}
        </Title>
      </div>
      {children}
    </section>
  )
}

/** After a restore: nothing leaves until somebody has looked. */
function Paused({ install: { paused, due } }: { install: Install }) {
  const t = useWords()
  const { formatNumber } = useIntl()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  if (!paused) return null
  const count = due.reduce((sum, { events, deliveries }) => sum + events + deliveries, 0)
  return (
    <Alert color="yellow" variant="light" icon={<Icon name="alert" />} title={t("health.paused")} mb={16}>
      <p className="plain">
        {paused.reason} <When at={paused.at} plain />
      </p>
      <p className="plain">{t("health.pausedHelp")}</p>
      {due.length > 0 && (
        <ul className="lines">
          {due.map(({ name, events, deliveries, oldest }) => (
            <li key={name}>
              <span>{name}</span>
              <span>
                {t("health.due", { count: formatNumber(events + deliveries) })} <When at={oldest} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className="page-actions">
        <Button
          size="xs"
          onClick={() =>
            confirm({
              title: t("health.release"),
              effect: t("health.releaseEffect", { count }),
              verb: t("health.release"),
              act: async () => {
                await ask(api.POST("/v1/install/release"))
                await client.invalidateQueries({ queryKey: ["install"] })
              },
            })
          }
        >
          {t("health.release")}
        </Button>
      </div>
      {dialog}
    </Alert>
  )
}

const good = (word: string) => <Status tone="green" icon="check" word={word} />
const bad = (word: string) => <Status tone="red" icon="alert" word={word} />

function Machine({ install: { version, node, database, disk, clockMs } }: { install: Install }) {
  const t = useWords()
  const { formatNumber } = useIntl()
  const gigabytes = (bytes: number) =>
    formatNumber(bytes / 1e9, { style: "unit", unit: "gigabyte", maximumFractionDigits: bytes < 1e10 ? 2 : 0 })
  return (
    <Panel id="machine" title={t("health.machine")}>
      <Facts
        facts={[
          ["Tidings", version],
          ["Node", node],
          [
            "PostgreSQL",
            `${database.version}, ${t(database.isEmbedded ? "health.embedded" : "health.elsewhere")}, ${gigabytes(database.bytes)}`,
          ],
          [
            t("health.migrations"),
            database.waiting.length === 0 ? (
              <span key="migrations">
                {good(t("health.upToDate"))} <code>{database.migration}</code>
              </span>
            ) : (
              bad(t("health.migrationsWait", { count: database.waiting.length }))
            ),
          ],
          disk
            ? [
                t("health.disk"),
                <span key="disk" className="status-and-reason">
                  {disk.free / disk.total < leastFree ? bad(t("health.diskFull")) : good(t("health.diskGood"))}
                  <span className="reason">
                    {t("health.free", { free: gigabytes(disk.free), total: gigabytes(disk.total) })}
                  </span>
                </span>,
              ]
            : null,
          [
            t("health.clock"),
            Math.abs(clockMs) < mostClockMs
              ? good(t("health.clockGood", { seconds: formatNumber(Math.abs(clockMs) / 1000) }))
              : bad(t("health.clockOff", { seconds: formatNumber(Math.round(clockMs / 1000)) })),
          ],
        ]}
      />
    </Panel>
  )
}

function Work({ install: { worker, lanes }, now }: { install: Install; now: number }) {
  const t = useWords()
  const { formatNumber } = useIntl()
  const since = (at: string | null) => (at ? (now - Date.parse(at)) / 60_000 : Number.POSITIVE_INFINITY)
  const seen = (at: string | null, late: number) => (
    <span className="status-and-reason">
      {since(at) < late ? good(t("health.alive")) : bad(t("health.silent"))}
      <span className="reason">{at ? <When at={at} /> : t("health.never")}</span>
    </span>
  )
  return (
    <Panel id="work" title={t("health.work")}>
      <Facts
        facts={[
          [t("health.worker"), seen(worker.sweptAt, lateMinutes.sweep)],
          [t("health.maintained"), seen(worker.maintainedAt, lateMinutes.maintain)],
        ]}
      />
      {lanes.length === 0 ? (
        <p className="reason">{t("overview.noneWaits")}</p>
      ) : (
        <ul className="lines">
          {lanes.map(({ lane, organisations, oldest }) => (
            <li key={lane}>
              <span>
                <code>{lane}</code>{" "}
                <span className="reason">
                  {t("health.organisations", { count: organisations, shown: formatNumber(organisations) })}
                </span>
              </span>
              <When at={oldest} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

/** Over what the install's own letters leave: invitations, passwords, warnings. */
function Letters() {
  const t = useWords()
  const { data } = useQuery({
    queryKey: ["connections", "email"],
    queryFn: () => ask(api.GET("/v1/connections", { params: { query: { channel: "email", limit: 20 } } })),
  })
  if (!data) return null
  return (
    <Panel id="letters" title={t("health.letters")}>
      {data.items.length === 0 ? (
        <p className="reason">{t("health.noMail")}</p>
      ) : (
        <ul className="lines">
          {data.items.map(({ id, name, state, openUntil, openReason }) => (
            <li key={id}>
              <span>{name}</span>
              <span className="status-and-reason">
                {state === "off" ? (
                  <Status tone="grey" icon="stop" word={t("health.mailOff")} />
                ) : openUntil ? (
                  bad(t("organisations.failing"))
                ) : (
                  good(t("health.mailGood"))
                )}
                {openReason && <span className="reason">{openReason}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Anchor component={Link} {...({ to: "/email" } as object)}>
        {t("health.mailLink")}
      </Anchor>
    </Panel>
  )
}
