/** Importing customers: a file is chosen, its columns are named, it is tried, and then it counts. */
import { Alert, Anchor, Button, NativeSelect, Text, Title } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useBlocker, useNavigate } from "@tanstack/react-router"
import { type DragEvent, useRef, useState, useSyncExternalStore } from "react"
import { useIntl } from "react-intl"
import { api, ask, type Problem, Refused, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { guessFields, type ImportField, importFields, lists, readCsv } from "../ui/csv.ts"
import { useOpenedId } from "../ui/drawer.tsx"
import { Icon, type IconName } from "../ui/icons.tsx"
import { List } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Status, type Tone } from "../ui/status.tsx"
import { When } from "../ui/text.tsx"

type Row = Schemas["Import"]
type Mapping = Record<string, ImportField>
/** A file with what its columns are, and about how many lines it has. */
type Chosen = { file: File; mapping: Mapping; about: number }

/** Files on their way or tried, by import: they outlive the page that they were chosen on, as long as the tab. */
const chosenFiles = new Map<string, Chosen>()
const sending = new Map<string, Promise<void>>()
const failures = new Map<string, unknown>()
const listeners = new Set<() => void>()
let changes = 0
const changed = () => {
  changes += 1
  for (const listen of listeners) listen()
}
const subscribe = (listen: () => void) => {
  listeners.add(listen)
  return () => void listeners.delete(listen)
}
const useChanges = () => useSyncExternalStore(subscribe, () => changes)

const looks: Readonly<Record<Row["state"], { tone: Tone; icon: IconName }>> = {
  waiting: { tone: "blue", icon: "clock" },
  running: { tone: "blue", icon: "arrow" },
  stopped: { tone: "amber", icon: "stop" },
  finished: { tone: "green", icon: "check" },
  failed: { tone: "red", icon: "alert" },
}

function ImportState({ row: { state } }: { row: Pick<Row, "state"> }) {
  const t = useWords()
  return <Status {...looks[state]} word={t(`importState.${state}`)} />
}

/** Makes an import and sends its file; the answer comes when it is read to its end, so it isn't waited for. */
async function begin(chosen: Chosen, dryRun: boolean): Promise<string> {
  const { id } = await ask(api.POST("/v1/imports", { body: { format: "csv", dryRun, mapping: chosen.mapping } }))
  chosenFiles.set(id, chosen)
  const put = async () => {
    const answer = await fetch(`/v1/imports/${id}/content`, {
      method: "PUT",
      headers: { "content-type": "text/csv" },
      body: chosen.file,
      credentials: "same-origin",
    })
    if (!answer.ok) throw new Refused((await answer.json()) as Problem)
  }
  sending.set(
    id,
    put()
      .catch((error: unknown) => void failures.set(id, error))
      .finally(() => {
        sending.delete(id)
        changed()
      }),
  )
  changed()
  return id
}

export function Imports() {
  const t = useWords()
  return (
    <Page
      title={t("imports.title")}
      purpose={t("imports.purpose")}
      call={{
        method: "POST",
        path: "/v1/imports",
        body: { format: "csv", dryRun: true, mapping: { Number: "externalId", Customer: "name", "E-mail": "emails" } },
      }}
    >
      <Choose />
      <section className="below">
        <Title order={2}>{t("imports.before")}</Title>
        <List<Row>
          of="imports"
          label={t("imports.before")}
          load={(query) => ask(api.GET("/v1/imports", { params: { query } }))}
          columns={[
            {
              id: "at",
              head: t("imports.at"),
              phone: "name",
              cell: (row) => <When at={row.createdAt} plain />,
            },
            { id: "who", head: t("imports.who"), cell: (row) => row.createdBy },
            {
              id: "kind",
              head: t("imports.kind"),
              cell: (row) => (row.dryRun ? <span className="tag">{t("imports.dryRun")}</span> : t("imports.real")),
            },
            { id: "rows", head: t("imports.rows"), phone: "out", numeric: true, cell: (row) => row.rows },
            { id: "failed", head: t("imports.failed"), phone: "out", numeric: true, cell: (row) => row.failed },
            { id: "state", head: t("customers.state"), phone: "side", cell: (row) => <ImportState row={row} /> },
          ]}
          rowId={(row) => row.id}
          open={(row) => `/customers/import/${row.id}`}
          empty={{ title: t("imports.empty"), text: t("imports.emptyText") }}
        />
      </section>
    </Page>
  )
}

type Looked = { file: File; header: string[]; rows: string[][]; about: number; fields: (ImportField | null)[] }

/** Enough for a header and some rows, however long the file is. */
const lookedAt = 256 * 1024

async function look(file: File): Promise<Looked | null> {
  const bytes = await file.slice(0, lookedAt).arrayBuffer()
  const isWhole = file.size <= lookedAt
  const [header, ...rows] = readCsv(new TextDecoder().decode(bytes), isWhole)
  if (!header) return null
  const names = header.map((name) => name.trim())
  const about = isWhole ? rows.length : Math.round((rows.length * file.size) / lookedAt)
  return { file, header: names, rows: rows.slice(0, 5), about, fields: guessFields(names) }
}

function Choose() {
  const t = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [looked, setLooked] = useState<Looked | null>(null)
  const [isEmpty, setEmpty] = useState(false)
  const [isOver, setOver] = useState(false)
  const take = async (file: File | undefined) => {
    if (!file) return
    const seen = await look(file)
    setEmpty(seen === null)
    setLooked(seen)
  }
  if (looked) return <Columns key={looked.file.name} looked={looked} back={() => setLooked(null)} />
  return (
    <div
      className={isOver ? "drop is-over" : "drop"}
      onDrop={(event: DragEvent) => {
        event.preventDefault()
        setOver(false)
        void take(event.dataTransfer.files[0])
      }}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
    >
      <Icon name="upload" size={28} />
      <Text maw="60ch">{t("imports.drop")}</Text>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        className="sr-only"
        tabIndex={-1}
        aria-label={t("imports.file")}
        onChange={(event) => {
          void take(event.currentTarget.files?.[0])
          event.currentTarget.value = ""
        }}
      />
      <Button onClick={() => input.current?.click()}>{t("imports.choose")}</Button>
      {isEmpty && <Text className="amber">{t("imports.nothing")}</Text>}
    </div>
  )
}

/** What each column is, guessed from its name and shown with its first rows. */
function Columns({
  looked: { file, header, rows, about, fields: guessed },
  back,
}: {
  looked: Looked
  back: () => void
}) {
  const t = useWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [fields, setFields] = useState(guessed)
  const [error, setError] = useState<unknown>(null)
  const [isStarting, setStarting] = useState(false)
  const used = fields.filter((field) => field !== null)
  const twice = used.find((field, at) => used.indexOf(field) !== at && !lists.includes(field))
  const lacks = !used.includes("externalId")
    ? t("imports.lacksNumber")
    : twice
      ? t("imports.twice", { field: t(`importField.${twice}`) })
      : null
  const check = async () => {
    const mapping = Object.fromEntries(
      header.flatMap((name, at) => {
        const field = fields[at]
        return name && field ? [[name, field]] : []
      }),
    )
    setStarting(true)
    try {
      const id = await begin({ file, mapping, about }, true)
      await client.invalidateQueries({ queryKey: ["imports"] })
      await navigate({ to: `/customers/import/${id}` } as never)
    } catch (failed) {
      setError(failed)
      setStarting(false)
    }
  }
  return (
    <section>
      <div className="panel-head">
        <Title order={2}>{t("imports.columns")}</Title>
        <span className="reason">{t("imports.about", { file: file.name, count: about })}</span>
      </div>
      <Text c="dimmed" mb={12} maw="70ch">
        {t("imports.columnsHelp")}
      </Text>
      <div className="table-frame">
        <table className="rows import-columns" aria-label={t("imports.columns")}>
          <thead>
            <tr>
              {header.map((name, at) => (
                // oxlint-disable-next-line react/no-array-index-key -- a column is told by where it stands
                <th key={at} scope="col">
                  <span className="import-name">{name || "–"}</span>
                  <NativeSelect
                    size="xs"
                    aria-label={t("imports.column", { name })}
                    value={fields[at] ?? ""}
                    onChange={(event) => {
                      const value = (event.currentTarget.value || null) as ImportField | null
                      setFields((former) => former.map((field, other) => (other === at ? value : field)))
                    }}
                    data={[
                      { value: "", label: t("imports.passOver") },
                      ...importFields.map((value) => ({ value, label: t(`importField.${value}`) })),
                    ]}
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- a row is told by where it stands
              <tr key={index}>
                {header.map((_, at) => (
                  // oxlint-disable-next-line react/no-array-index-key -- a cell is told by where it stands
                  <td key={at} className={fields[at] ? undefined : "dim"}>
                    {row[at]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {lacks && (
        <Text className="amber" mt={8} role="status">
          {lacks}
        </Text>
      )}
      {error !== null && <Failure error={error} />}
      <div className="form-buttons">
        <Button variant="default" onClick={back}>
          {t("imports.another")}
        </Button>
        <Button loading={isStarting} disabled={lacks !== null} onClick={() => void check()}>
          {t("imports.check")}
        </Button>
      </div>
    </section>
  )
}

export function ImportPage() {
  const id = useOpenedId()
  const t = useWords()
  useChanges()
  const isSending = sending.has(id)
  const { data, error, refetch } = useQuery({
    queryKey: ["imports", id, isSending],
    queryFn: () => ask(api.GET("/v1/imports/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) =>
      isSending || ["waiting", "running"].includes(state.data?.state ?? "") ? 1000 : false,
    placeholderData: (former) => former,
  })
  return (
    <Page
      title={data?.dryRun ? t("imports.dryTitle") : t("imports.oneTitle")}
      call={{ method: "GET", path: `/v1/imports/${id}` }}
    >
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <Outcome row={data} isSending={isSending} />
      ) : (
        <Waiting rows={6} />
      )}
    </Page>
  )
}

function Outcome({ row, isSending }: { row: Row; isSending: boolean }) {
  const t = useWords()
  const { formatNumber } = useIntl()
  const { id, state, dryRun, rows, created, updated, unchanged, failed } = row
  const chosen = chosenFiles.get(id)
  const failure = failures.get(id)
  // A tab that closes takes the file along.
  useBlocker({ shouldBlockFn: () => false, enableBeforeUnload: () => isSending })
  const isGoing = isSending || state === "running" || state === "waiting"
  const about = Math.max(chosen?.about ?? rows, rows)
  const figures = [
    ["created", created, "green"],
    ["updated", updated, "blue"],
    ["unchanged", unchanged, ""],
    ["failed", failed, "red"],
  ] as const
  return (
    <div className="details reading">
      <div className="details-head">
        <ImportState row={row} />
        <span className="reason">
          {row.createdBy}, <When at={row.createdAt} plain />
          {chosen && ` · ${chosen.file.name}`}
        </span>
      </div>
      {isGoing && (
        <section className="progress" aria-label={t("progress.title")}>
          <div className="panel-head">
            <span>{t("imports.progress", { rows: formatNumber(rows), about: formatNumber(about) })}</span>
            {isSending && <span className="reason">{t("imports.keepOpen")}</span>}
          </div>
          <progress value={about ? rows / about : 0} max={1} aria-label={t("progress.title")} />
        </section>
      )}
      {state === "failed" && (
        <Alert color="red" variant="light" icon={<Icon name="alert" />} title={t("imports.unreadable")}>
          {row.failure}
        </Alert>
      )}
      {state === "stopped" && (
        <Alert color="yellow" variant="light" icon={<Icon name="alert" />} title={t("importState.stopped")}>
          {t("imports.stoppedText")}
        </Alert>
      )}
      {failure !== undefined && state !== "failed" && <Failure error={failure} />}
      <section className="progress" aria-label={t("imports.figures")}>
        <dl className="progress-figures">
          {figures.map(([name, count, tone]) => (
            <div key={name}>
              <dt className={`status ${count ? tone : ""}`}>
                {t(dryRun ? `imports.would.${name}` : `imports.did.${name}`)}
              </dt>
              <dd>{formatNumber(count)}</dd>
            </div>
          ))}
        </dl>
      </section>
      {failed > 0 && <Mistakes row={row} isGoing={isGoing} />}
      {!isGoing && <Next row={row} chosen={chosen} />}
    </div>
  )
}

/** Which line is wrong and why; the first of them here, all in the file. */
function Mistakes({ row: { id, failed }, isGoing }: { row: Row; isGoing: boolean }) {
  const t = useWords()
  const { data } = useQuery({
    queryKey: ["imports", id, "errors", failed],
    queryFn: () => ask(api.GET("/v1/imports/{id}/errors", { params: { path: { id }, query: { limit: 20 } } })),
    placeholderData: (former) => former,
  })
  if (!data) return null
  return (
    <section>
      <div className="panel-head">
        <Title order={3}>{t("imports.mistakes")}</Title>
        {!isGoing && (
          <Anchor className="plain-action" href={`/v1/imports/${id}/errors/export`} download>
            {t("imports.download")}
          </Anchor>
        )}
      </div>
      <div className="table-frame">
        <table className="rows import-mistakes" aria-label={t("imports.mistakes")}>
          <thead>
            <tr>
              <th scope="col" className="numeric">
                {t("imports.line")}
              </th>
              <th scope="col">{t("customers.number")}</th>
              <th scope="col">{t("imports.field")}</th>
              <th scope="col">{t("imports.why")}</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map(({ line, externalId, field, value, detail }, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- a line may have several mistakes
              <tr key={index}>
                <td className="numeric">{line}</td>
                <td>{externalId ? <code>{externalId}</code> : "–"}</td>
                <td>
                  <FieldName field={field} />
                  {value && <code className="import-value">{value}</code>}
                </td>
                <td>{detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {data.next && (
        <Text c="dimmed" mt={8}>
          {t("imports.more", { count: failed })}
        </Text>
      )}
    </section>
  )
}

function FieldName({ field }: { field: string }) {
  const t = useWords()
  const known = importFields.find((each) => each === field.split("/")[0])
  return <>{known ? t(`importField.${known}`) : field}</>
}

/** After a trial the import itself, as long as the file is at hand; after that, the customers. */
function Next({ row, chosen }: { row: Row; chosen: Chosen | undefined }) {
  const t = useWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const [isStarting, setStarting] = useState(false)
  const count = row.created + row.updated
  const start = async () => {
    setStarting(true)
    try {
      const id = await begin(chosen as Chosen, false)
      await client.invalidateQueries({ queryKey: ["imports"] })
      await navigate({ to: `/customers/import/${id}` } as never)
    } catch (failed) {
      setError(failed)
    } finally {
      setStarting(false)
    }
  }
  const isTried = row.dryRun && row.state === "finished"
  const isDone = !row.dryRun && row.state === "finished"
  return (
    <>
      {isTried && !chosen && <Text c="dimmed">{t("imports.gone")}</Text>}
      {error !== null && <Failure error={error} />}
      <div className="form-buttons">
        <Button variant="default" component={Link} {...({ to: "/customers/import" } as object)}>
          {t("imports.another")}
        </Button>
        {isTried && chosen && (
          <Button loading={isStarting} disabled={count === 0} onClick={() => void start()}>
            {t("imports.start", { count })}
          </Button>
        )}
        {isDone && (
          <Button component={Link} {...({ to: "/customers" } as object)}>
            {t("imports.toCustomers")}
          </Button>
        )}
      </div>
    </>
  )
}
