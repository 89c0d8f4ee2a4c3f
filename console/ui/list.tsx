/**
 * A list: filters that live in the address, pages by cursor, skeletons while it loads, an empty state, a failure with a
 * way on. Rows are walked with the arrow keys; what is opened has an address of its own.
 */
import { Button, Checkbox, NativeSelect, Pill, Skeleton, Text, TextInput } from "@mantine/core"
import { useMediaQuery } from "@mantine/hooks"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { Fragment, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react"
import { useWords } from "../app/words.tsx"
import { Icon } from "./icons.tsx"
import { Empty, Failure } from "./page.tsx"
import type { Call } from "./asApi.tsx"

export type PageOf<Row> = { items: Row[]; next: string | null; previous: string | null }
/** What stands in the address behind `?`. */
export type Asked = Partial<Record<string, string>>

export type Filter = { name: string; label: string } & (
  | { kind: "text" }
  | { kind: "day" } // such as 2026-03-29
  | { kind: "choice"; choices: readonly { value: string; label: string }[] }
  | { kind: "chosen"; shown: (value: string) => ReactNode } // set by a link elsewhere, and only taken away here
)

export type Column<Row> = {
  id: string
  head: string
  cell: (row: Row) => ReactNode
  /** On a phone: the line that names the row, what stands at its right, or left out; else below. */
  phone?: "name" | "side" | "out"
  numeric?: boolean
}

export type ListOf<Row> = {
  /** Of what: the first part of the key it is kept under, so that a change elsewhere can call for it anew. */
  of: string
  label: string
  load: (query: Asked) => Promise<PageOf<Row>>
  /** What it is kept to whatever is filtered by, such as one customer. */
  within?: Asked
  filters?: readonly Filter[]
  columns: readonly Column<Row>[]
  rowId: (row: Row) => string
  /** The address that a row opens; the filters stay. */
  open?: (row: Row) => string
  empty: { title: string; text: string; action?: ReactNode; call?: Call }
  /** Look again by itself, while the first page is looked at. */
  liveSeconds?: number
  /** The heading a row stands under; rows of one heading come one after the other. */
  groupOf?: (row: Row) => string
  /** What can be done to several rows: each then has a box to choose it by. */
  choose?: (chosen: Chosen) => ReactNode
}

/** Rows by their ids, or all that the filters leave, on whatever page. */
export type Chosen = { ids: readonly string[]; isAll: boolean; filter: Asked; clear: () => void }

/** The query of this list as it stands in the address. */
export function useAsked(): Asked {
  return useSearch({ strict: false })
}

export function useSetAsked(): (change: Asked) => void {
  const navigate = useNavigate()
  return (change) =>
    void navigate({
      to: ".",
      search: (former: Asked) => {
        const next = { ...former, cursor: undefined, ...change }
        return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== ""))
      },
    } as never)
}

export function List<Row>({
  of,
  label,
  load,
  within = {},
  filters = [],
  columns,
  rowId,
  open,
  empty,
  liveSeconds,
  groupOf,
  choose,
}: ListOf<Row>) {
  const t = useWords()
  const address = useAsked()
  const setAsked = useSetAsked()
  const isNarrow = useMediaQuery("(max-width: 47.99em)", undefined, { getInitialValueInEffect: false })
  const names = [...filters.map(({ name }) => name), "cursor"]
  const asked: Asked = Object.fromEntries(names.filter((name) => address[name]).map((name) => [name, address[name]]))
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    queryKey: [of, "list", { ...asked, ...within }],
    queryFn: () => load({ ...asked, ...within }),
    placeholderData: keepPreviousData,
    ...(liveSeconds && !asked.cursor ? { refetchInterval: liveSeconds * 1000 } : {}),
  })
  const isFiltered = filters.some(({ name }) => asked[name])
  const { cursor: _, ...filter } = asked
  const chosen = useChosen(JSON.stringify(filter))
  const body = () => {
    if (error && !data) return <Failure error={error} retry={() => void refetch()} />
    if (isPending) return <Skeletons columns={columns.length} />
    if (data && data.items.length === 0 && !asked.cursor)
      return isFiltered ? (
        <Empty
          title={t("list.nothingFound")}
          text={t("list.nothingFoundHelp")}
          action={
            <Button
              variant="default"
              onClick={() => setAsked(Object.fromEntries(filters.map(({ name }) => [name, undefined])))}
            >
              {t("list.clearFilters")}
            </Button>
          }
        />
      ) : (
        <Empty {...empty} />
      )
    const boxes = choose ? chosen : null
    const rows = { label, columns, rowId, open, groupOf, items: data?.items ?? [], isStale: isPlaceholderData, boxes }
    return isNarrow ? <Cards {...rows} /> : <Rows {...rows} />
  }
  return (
    <section aria-label={label} className="list">
      {filters.length > 0 && <Filters filters={filters} asked={asked} set={setAsked} />}
      {body()}
      {data && (data.previous || data.next) && (
        <nav className="pages" aria-label={t("list.pages")}>
          <Button
            variant="default"
            disabled={!data.previous}
            leftSection={<Icon name="left" />}
            onClick={() => setAsked({ cursor: data.previous ?? undefined })}
          >
            {t("list.previous")}
          </Button>
          <Button
            variant="default"
            disabled={!data.next}
            rightSection={<Icon name="right" />}
            onClick={() => setAsked({ cursor: data.next ?? undefined })}
          >
            {t("list.next")}
          </Button>
        </nav>
      )}
      {choose && (chosen.ids.size > 0 || chosen.isAll) && (
        <div className="save-bar" role="region" aria-label={t("list.chosen", { count: chosen.ids.size })}>
          <Text>
            {chosen.isAll ? t("list.allChosen") : t("list.chosen", { count: chosen.ids.size })}
            {!chosen.isAll && (data?.next || data?.previous) && (
              <Button variant="subtle" color="gray" size="xs" ml={8} onClick={chosen.all}>
                {t("list.chooseAll")}
              </Button>
            )}
          </Text>
          <Button variant="default" onClick={chosen.clear}>
            {t("list.chooseNone")}
          </Button>
          {choose({ ids: [...chosen.ids], isAll: chosen.isAll, filter, clear: chosen.clear })}
        </div>
      )}
    </section>
  )
}

type Boxes = {
  ids: ReadonlySet<string>
  isAll: boolean
  set: (ids: readonly string[], isOn: boolean) => void
  all: () => void
  clear: () => void
}

/** Which rows are chosen: across pages, until something else is filtered by. */
function useChosen(filter: string): Boxes {
  const [kept, keep] = useState<Pick<Boxes, "ids" | "isAll"> & { filter: string }>({
    filter,
    ids: new Set(),
    isAll: false,
  })
  const { ids, isAll } = kept.filter === filter ? kept : { ids: new Set<string>(), isAll: false }
  return {
    ids,
    isAll,
    set: (some, isOn) =>
      keep({ filter, isAll: false, ids: isOn ? ids.union(new Set(some)) : ids.difference(new Set(some)) }),
    all: () => keep({ filter, ids, isAll: true }),
    clear: () => keep({ filter, ids: new Set(), isAll: false }),
  }
}

type Shown<Row> = Pick<ListOf<Row>, "label" | "columns" | "rowId" | "open"> & {
  groupOf: ListOf<Row>["groupOf"] | undefined
  items: Row[]
  isStale: boolean
  boxes: Boxes | null
}

/** Chooses a row; it says of which by the name in it. */
function RowBox({ boxes, id, name }: { boxes: Boxes; id: string; name: string }) {
  const t = useWords()
  return (
    <Checkbox
      size="xs"
      aria-label={t("list.choose", { name })}
      checked={boxes.isAll || boxes.ids.has(id)}
      disabled={boxes.isAll}
      onChange={(event) => boxes.set([id], event.currentTarget.checked)}
    />
  )
}

/** What a row is called, of those that have a name. */
const nameOf = (row: unknown): string =>
  typeof row === "object" && row !== null && "name" in row && typeof row.name === "string" ? row.name : ""

/** The heading of a row that is the first under it. */
const headingAt = <Row,>({ items, groupOf }: Pick<Shown<Row>, "items" | "groupOf">, index: number) => {
  const [before, here] = [items[index - 1], items[index]]
  const heading = here && groupOf?.(here)
  return heading !== undefined && (before === undefined || groupOf?.(before) !== heading) ? heading : null
}

const rowLink = "[data-row]"

/** Arrow keys walk from row to row; Enter opens by itself, since what has the focus is a link. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(rowLink)]
  const at = all.indexOf(document.activeElement as HTMLElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
  if (at < 0 || to === undefined) return
  event.preventDefault()
  all[Math.max(0, Math.min(to, all.length - 1))]?.focus()
}

function RowLink({ to, children }: { to: string | undefined; children: ReactNode }) {
  if (!to) return children
  return (
    <Link to={to} search className="row-link" data-row="">
      {children}
    </Link>
  )
}

/** A press anywhere in the row is a press on its link, unless something else was meant. */
function pressRow(event: React.MouseEvent<HTMLElement>) {
  if ((event.target as HTMLElement).closest("a, button, input") || getSelection()?.toString()) return
  event.currentTarget.querySelector<HTMLElement>(rowLink)?.click()
}

function Rows<Row>({ label, columns, rowId, open, groupOf, items, isStale, boxes }: Shown<Row>) {
  const t = useWords()
  const ids = items.map(rowId)
  const isEvery = boxes !== null && (boxes.isAll || ids.every((id) => boxes.ids.has(id)))
  return (
    <div className="table-frame">
      <table className="rows" aria-label={label} aria-busy={isStale}>
        <thead>
          <tr>
            {boxes && (
              <th scope="col" className="row-box">
                <Checkbox
                  size="xs"
                  aria-label={t("list.choosePage")}
                  checked={isEvery}
                  indeterminate={!isEvery && ids.some((id) => boxes.ids.has(id))}
                  disabled={boxes.isAll}
                  onChange={(event) => boxes.set(ids, event.currentTarget.checked)}
                />
              </th>
            )}
            {columns.map(({ id, head, numeric }) => (
              <th key={id} scope="col" className={numeric ? "numeric" : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the links inside are what is pressed */}
        <tbody onKeyDown={walk}>
          {items.map((row, index) => {
            const heading = headingAt({ items, groupOf }, index)
            return (
              <Fragment key={rowId(row)}>
                {heading !== null && (
                  <tr className="group">
                    <th scope="rowgroup" colSpan={columns.length + (boxes ? 1 : 0)}>
                      {heading}
                    </th>
                  </tr>
                )}
                {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the link inside has the keys */}
                <tr onClick={open ? pressRow : undefined} className={open ? "opens" : undefined}>
                  {boxes && (
                    <td className="row-box">
                      <RowBox boxes={boxes} id={rowId(row)} name={nameOf(row)} />
                    </td>
                  )}
                  {columns.map(({ id, cell, numeric, phone }) => (
                    <td key={id} className={numeric ? "numeric" : undefined}>
                      {phone === "name" ? <RowLink to={open?.(row)}>{cell(row)}</RowLink> : cell(row)}
                    </td>
                  ))}
                </tr>
              </Fragment>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Cards<Row>({ label, columns, rowId, open, groupOf, items, isStale, boxes }: Shown<Row>) {
  const name = columns.find(({ phone }) => phone === "name") as Column<Row>
  const side = columns.filter(({ phone }) => phone === "side")
  const below = columns.filter(({ phone }) => phone === undefined)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the links inside are what is pressed
    <ul className="cards" aria-label={label} aria-busy={isStale} onKeyDown={walk}>
      {items.map((row, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the link inside has the keys
        <li key={rowId(row)} onClick={open ? pressRow : undefined} className={open ? "opens" : undefined}>
          <GroupHead heading={headingAt({ items, groupOf }, index)} />
          <div className="card-head">
            {boxes && <RowBox boxes={boxes} id={rowId(row)} name={nameOf(row)} />}
            <span className="card-name">
              <RowLink to={open?.(row)}>{name.cell(row)}</RowLink>
            </span>
            {side.map(({ id, cell }) => (
              <span key={id} className="card-side">
                {cell(row)}
              </span>
            ))}
          </div>
          <div className="card-below">
            {below.map(({ id, cell }) => (
              <span key={id}>{cell(row)}</span>
            ))}
          </div>
        </li>
      ))}
    </ul>
  )
}

const GroupHead = ({ heading }: { heading: string | null }) =>
  heading === null ? null : <div className="card-group">{heading}</div>

function Skeletons({ columns }: { columns: number }) {
  const t = useWords()
  return (
    <div role="status" aria-label={t("waiting")} className="skeletons">
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row}>
          {Array.from({ length: Math.min(columns, 5) }, (_, column) => (
            <Skeleton key={column} height={12} width={`${45 + ((row * 23 + column * 31) % 50)}%`} />
          ))}
        </div>
      ))}
    </div>
  )
}

export function Filters({
  filters,
  asked,
  set,
}: {
  filters: readonly Filter[]
  asked: Asked
  set: (change: Asked) => void
}) {
  const t = useWords()
  const chips = filters.filter(({ name }) => asked[name])
  return (
    <div className="filters" role="search">
      <div className="filter-fields">
        {filters.map((filter) => {
          if (filter.kind === "chosen") return null
          if (filter.kind === "text")
            return <TextFilter key={filter.name} filter={filter} value={asked[filter.name] ?? ""} set={set} />
          if (filter.kind === "day")
            return (
              <TextInput
                key={filter.name}
                type="date"
                className="day-filter"
                aria-label={filter.label}
                leftSection={<span className="unit">{filter.label}</span>}
                leftSectionWidth={58}
                leftSectionPointerEvents="none"
                value={asked[filter.name] ?? ""}
                onChange={(event) => set({ [filter.name]: event.currentTarget.value })}
              />
            )
          return (
            <NativeSelect
              key={filter.name}
              aria-label={filter.label}
              value={asked[filter.name] ?? ""}
              onChange={(event) => set({ [filter.name]: event.currentTarget.value })}
              data={[{ value: "", label: filter.label }, ...filter.choices]}
            />
          )
        })}
      </div>
      {chips.length > 0 && (
        <Pill.Group>
          {chips.map((filter) => (
            <Pill
              key={filter.name}
              withRemoveButton
              size="md"
              onRemove={() => set({ [filter.name]: undefined })}
              removeButtonProps={{
                "aria-label": t("list.clearFilter", { filter: filter.label }),
                "aria-hidden": false,
                tabIndex: 0,
              }}
            >
              {filter.label}: {shownOf(filter, asked[filter.name] as string)}
            </Pill>
          ))}
        </Pill.Group>
      )}
    </div>
  )
}

function shownOf(filter: Filter, value: string): ReactNode {
  if (filter.kind === "chosen") return filter.shown(value)
  if (filter.kind === "text" || filter.kind === "day") return value
  return filter.choices.find((choice) => choice.value === value)?.label ?? value
}

/** Searches once typing rests; the address keeps what was typed. */
function TextFilter({ filter, value, set }: { filter: Filter; value: string; set: (change: Asked) => void }) {
  // What is being typed and not yet asked for; then the address has it.
  const [typed, setTyped] = useState<string>()
  const timer = useRef<number>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <TextInput
      type="search"
      aria-label={filter.label}
      placeholder={filter.label}
      leftSection={<Icon name="search" size={16} />}
      value={typed ?? value}
      data-search=""
      onChange={(event) => {
        const text = event.currentTarget.value
        setTyped(text)
        clearTimeout(timer.current)
        timer.current = window.setTimeout(() => {
          set({ [filter.name]: text.trim() })
          setTyped(undefined)
        }, 300)
      }}
    />
  )
}
