/**
 * What the customers of a class are told: the template set that has the words, and a box for each notification and
 * channel. Nothing happens before Save, and the bar says what Save will do.
 */
import { Button, Checkbox, NativeSelect, Text, TextInput } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { type KeyboardEvent, useRef, useState } from "react"
import { useIntl } from "react-intl"
import { api, ask, ifMatch, Refused, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { Changed } from "../ui/changed.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { type Form, FormView, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { Empty, Failure, Waiting } from "../ui/page.tsx"

type Class = Schemas["CustomerClass"]
type Sheet = Schemas["CustomerClassSwitches"]
type Box = Sheet["switches"][number]
/** The set in its place, and each box by its name. */
type Values = Record<string, string | boolean> & { templateSetId: string }

/** A class as a PUT takes it: what is its own, not what is known about it. */
export const documentOf = ({
  id: _,
  isDefault: __,
  version: ___,
  createdAt: ____,
  ...document
}: Class): Schemas["CustomerClassInput"] => document

/** The channels that boxes are ticked for. */
const columns = ["email", "sms"] as const
type Column = (typeof columns)[number]

const nameOf = ({ typeId, audience, channel }: Pick<Box, "typeId" | "audience" | "channel">) =>
  `${typeId} ${audience} ${channel}`
const isShown = ({ channel, switchable }: Box) => switchable && columns.some((each) => each === channel)

const valuesOf = (templateSetId: string, sheet: Sheet | undefined): Values => ({
  ...Object.fromEntries((sheet?.switches ?? []).filter(isShown).map((box) => [nameOf(box), box.on])),
  templateSetId,
})

const readSheet = (id: string, templateSetId: string) =>
  ask(
    api.GET("/v1/customer-classes/{id}/switches", {
      params: { path: { id }, query: templateSetId ? { templateSetId } : {} },
    }),
  )

/** The sets that a class can be given, the one it has among them. */
function useSets(present: Sheet["templateSet"] | undefined) {
  const { data } = useQuery({
    queryKey: ["template-sets", "all"],
    queryFn: () => ask(api.GET("/v1/template-sets", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
  })
  const offered = (data?.items ?? []).filter(({ kind }) => kind === "customer_class")
  const isOffered = !present || offered.some(({ id }) => id === present.id)
  return { isKnown: data !== undefined, sets: [...offered, ...(isOffered ? [] : [present])] }
}

export function ClassBoxes({ of, customers }: { of: Class; customers: number }) {
  const t = useWords()
  const may = useMay()
  const { formatList } = useIntl()
  if (may("switches:edit")) return <Panel of={of} customers={customers} />
  const roles = formatList([t("role.administrator"), t("role.reseller")], { type: "disjunction" })
  return <Text c="dimmed">{t("problem.whoMay", { roles })}</Text>
}

function Panel({ of, customers }: { of: Class; customers: number }) {
  const t = useWords()
  const client = useQueryClient()
  const language = t("language.code") as "en"
  const saved = of.templateSetId ?? ""
  /** The set whose boxes are shown since something was changed; null: the one the class has. */
  const [chosen, choose] = useState<string | null>(null)
  const setId = chosen ?? saved
  /** The set that the class was last seen to have: another one by now is somebody else's change. */
  const seen = useRef(saved)
  const {
    data: sheet,
    error,
    refetch,
  } = useQuery({
    queryKey: ["customer-classes", of.id, "switches", setId],
    queryFn: () => readSheet(of.id, setId),
    enabled: setId !== "",
    // What is being changed stays what one has seen; who saved meanwhile is told of by the conflict.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const { isKnown, sets } = useSets(sheet?.templateSet)
  const params = { path: { id: of.id } }
  const boxes = (sheet?.switches ?? []).filter(isShown)
  const kept = useForm<Values>({
    values: valuesOf(saved, sheet),
    version: sheet?.version ?? 1,
    save: async (values, version) => {
      const now = await ask(api.GET("/v1/customer-classes/{id}", { params }))
      if ((now.templateSetId ?? "") !== seen.current)
        throw new Refused({ code: "version_conflict", title: "", detail: "", status: 412 })
      const isTicked = boxes.some((box) => values[nameOf(box)] !== box.on) || version !== sheet?.version
      if (setId && isTicked) {
        const on = boxes
          .filter((box) => values[nameOf(box)])
          .map(({ typeId, audience, channel }) => ({ typeId, audience, channel }))
        const header = ifMatch(version ?? 1)
        await ask(
          api.PUT("/v1/customer-classes/{id}/switches", {
            params: { ...params, query: { templateSetId: setId }, header },
            body: { on },
          }),
        )
      }
      if (setId !== seen.current)
        await ask(
          api.PUT("/v1/customer-classes/{id}", {
            params: { ...params, header: ifMatch(now.version) },
            body: { ...documentOf(now), templateSetId: setId || null },
          }),
        )
      await client.invalidateQueries({ queryKey: ["customer-classes"] })
      await client.invalidateQueries({ queryKey: ["audit"] })
      await client.invalidateQueries({ queryKey: ["explain"] })
      choose(null)
    },
    reread: async () => {
      const now = await ask(api.GET("/v1/customer-classes/{id}", { params }))
      const theirs = setId === "" ? undefined : await readSheet(of.id, setId)
      seen.current = now.templateSetId ?? ""
      return { values: valuesOf(seen.current, theirs), version: theirs?.version ?? 1 }
    },
  })
  const begin = () => {
    if (chosen !== null) return
    seen.current = saved
    choose(setId)
  }
  const end = () => choose(null)
  const { conflict } = kept
  // Two people mostly tick different boxes: over what they saved lies only what was changed here.
  const mine = Object.fromEntries(
    boxes
      .filter((box) => kept.values[nameOf(box)] !== box.on)
      .map((box) => [nameOf(box), kept.values[nameOf(box)] === true]),
  )
  const values: Values = { ...(conflict ? { ...conflict.theirs, ...mine } : kept.values), templateSetId: setId }
  const form: Form<Values> = {
    ...kept,
    values,
    isChanged: kept.isChanged || setId !== saved,
    set: (change) => {
      begin()
      kept.set(change)
    },
    discard: () => {
      kept.discard()
      end()
    },
    settle: (answer) => {
      if (answer === "mine" && conflict) return void kept.submit({ values, version: conflict.version })
      kept.settle(answer)
      if (answer !== "theirs") return
      end()
      void client.invalidateQueries({ queryKey: ["customer-classes"] })
    },
  }
  const assign = (id: string) => {
    // Ticks that were not saved belong to the set they were made for.
    kept.discard()
    begin()
    choose(id)
  }
  const names = {
    templateSetId: t("classes.set"),
    ...Object.fromEntries(
      (sheet?.switches ?? [])
        .filter(isShown)
        .map((box) => [nameOf(box), `${box.name[language]} · ${t(`channel.${box.channel}`)}`]),
    ),
  }
  const nameOfSet = (id: string) => sets.find((set) => set.id === id)?.name ?? t("classes.noSet")
  return (
    <div className="columns">
      <FormView
        form={form}
        names={names}
        submit={t("classes.saveBoxes")}
        effect={<Effect of={of} form={form} sheet={sheet} nameOfSet={nameOfSet} customers={customers} />}
        show={(name, value) => (name === "templateSetId" ? nameOfSet(String(value)) : undefined)}
      >
        <div className="set-chooser">
          <NativeSelect
            label={t("classes.set")}
            value={setId}
            onChange={(event) => assign(event.currentTarget.value)}
            data={[
              ...(setId === "" ? [{ value: "", label: t("classes.chooseSet") }] : []),
              ...sets.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          {setId !== "" && (
            <Button variant="default" onClick={() => assign("")}>
              {t("classes.unassign")}
            </Button>
          )}
        </div>
        {setId === "" ? (
          <Empty
            title={t("classes.toldNothing")}
            text={isKnown && sets.length === 0 ? t("classes.noSets") : t("classes.toldNothingText")}
            action={isKnown && sets.length === 0 && <NewSet managedBy={of.managedBy} made={assign} />}
          />
        ) : error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : sheet ? (
          <Matrix sheet={sheet} setId={setId} form={form} />
        ) : (
          <Waiting rows={10} />
        )}
      </FormView>
      <Changed subjectKind="customer_class" subjectId={of.id} />
    </div>
  )
}

/** What Save will do, in numbers. */
function Effect({
  of,
  form,
  sheet,
  nameOfSet,
  customers,
}: {
  of: Class
  form: Form<Values>
  sheet: Sheet | undefined
  nameOfSet: (id: string) => string
  customers: number
}) {
  const t = useWords()
  const { formatList } = useIntl()
  const setId = form.values.templateSetId
  const isOther = setId !== (of.templateSetId ?? "")
  const changed = (sheet?.switches ?? []).filter((box) => isShown(box) && form.values[nameOf(box)] !== box.on)
  const stops = of.templateSetId !== null && isOther
  const { data } = useQuery({
    queryKey: ["deliveries", "waiting-of-class", of.id],
    queryFn: () => ask(api.GET("/v1/customer-classes/{id}/waiting", { params: { path: { id: of.id } } })),
    enabled: form.isChanged,
    staleTime: 0,
    // Of many, the number matters less than what asking for it costs.
    refetchInterval: ({ state }) => (state.data?.isComplete === false ? 15_000 : 2000),
  })
  const turned = (channel: Column, on: boolean) =>
    changed.filter((box) => box.channel === channel && box.on !== on).length
  const counts = [
    ["classes.smsOn", turned("sms", true)],
    ["classes.smsOff", turned("sms", false)],
    ["classes.emailOn", turned("email", true)],
    ["classes.emailOff", turned("email", false)],
  ] as const
  const off = new Set(changed.filter(({ on }) => on).map(({ typeId, channel }) => `${typeId} ${channel}`))
  const waiting = (data?.waiting ?? [])
    .filter(({ typeId, channel }) => stops || (!isOther && off.has(`${typeId} ${channel}`)))
    .reduce((sum, { count }) => sum + count, 0)
  const what = [
    ...(isOther ? [setId ? t("classes.setBecomes", { name: nameOfSet(setId) }) : t("classes.unassigned")] : []),
    ...counts.filter(([, count]) => count > 0).map(([id, count]) => t(id, { count })),
  ]
  const told = [
    `${t("classes.changes", { count: changed.length + (isOther ? 1 : 0) })}: ${formatList(what, { type: "unit" })}`,
    t("classes.customers", { count: customers }),
    ...(data && (stops || off.size > 0)
      ? [data.isComplete ? t("classes.stops", { count: waiting }) : t("classes.stopsMore", { count: waiting })]
      : []),
  ]
  return <span aria-live="polite">{told.join(" · ")}</span>
}

/** Arrow keys go from box to box; Space ticks, as in every checkbox. */
function walk(event: KeyboardEvent<HTMLTableElement>) {
  const [down, right] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key] ?? []
  const cell = (event.target as HTMLElement).closest<HTMLTableCellElement>("td, th")
  if (down === undefined || right === undefined || !cell) return
  event.preventDefault()
  const rows = [...event.currentTarget.rows]
  let row = rows.indexOf(cell.parentElement as HTMLTableRowElement)
  let column = cell.cellIndex
  while (true) {
    row += down
    column += right
    const next = rows[row]?.cells[column]
    if (!next) return
    const target = next.querySelector<HTMLElement>("input")
    if (target) return target.focus()
  }
}

function Matrix({ sheet, setId, form }: { sheet: Sheet; setId: string; form: Form<Values> }) {
  const t = useWords()
  const language = t("language.code") as "en"
  const { data: categories } = useQuery({
    queryKey: ["categories", "all"],
    queryFn: () => ask(api.GET("/v1/categories", { params: { query: { limit: 200 } } })),
    staleTime: 300_000,
  })
  const boxes = sheet.switches.filter(isShown)
  const isOn = (box: Box) => form.values[nameOf(box)] === true
  /** A box that is off and has no words stays so. */
  const mayTick = (box: Box) => box.hasMessage || isOn(box)
  const all = (some: readonly Box[], label: string) => {
    const open = some.filter(mayTick)
    const on = open.filter(isOn).length
    return (
      <Checkbox
        aria-label={label}
        checked={open.length > 0 && on === open.length}
        indeterminate={on > 0 && on < open.length}
        disabled={open.length === 0}
        onChange={() => form.set(Object.fromEntries(open.map((box) => [nameOf(box), on < open.length])))}
      />
    )
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the boxes inside have the keys
    <table className="matrix" aria-label={t("classes.notifications")} onKeyDown={walk}>
      <thead>
        <tr>
          <th scope="col">{t("activity.what")}</th>
          {columns.map((channel) => (
            <th key={channel} scope="col">
              <span>{t(`channel.${channel}`)}</span>
              {all(
                boxes.filter((box) => box.channel === channel),
                t("classes.all", { what: t(`channel.${channel}`) }),
              )}
            </th>
          ))}
        </tr>
      </thead>
      {[...Map.groupBy(boxes, ({ category }) => category)].map(([key, ofCategory]) => {
        const category = categories?.items.find((each) => each.key === key)?.name[language] ?? key
        return (
          <tbody key={key}>
            <tr className="matrix-category">
              <th scope="rowgroup">{category}</th>
              {columns.map((channel) => (
                <td key={channel}>
                  {all(
                    ofCategory.filter((box) => box.channel === channel),
                    t("classes.all", { what: `${category}, ${t(`channel.${channel}`)}` }),
                  )}
                </td>
              ))}
            </tr>
            {[...Map.groupBy(ofCategory, ({ typeId, audience }) => `${typeId} ${audience}`)].map(([row, ofType]) => (
              <TypeRow key={row} boxes={ofType} setId={setId} form={form} mayTick={mayTick} />
            ))}
          </tbody>
        )
      })}
    </table>
  )
}

function TypeRow({
  boxes,
  setId,
  form,
  mayTick,
}: {
  boxes: readonly Box[]
  setId: string
  form: Form<Values>
  mayTick: (box: Box) => boolean
}) {
  const t = useWords()
  const language = t("language.code") as "en"
  const [{ name, key, audience }] = boxes as [Box]
  const wordless = boxes.filter((box) => !box.hasMessage).map(({ channel }) => t(`channel.${channel}`))
  return (
    <tr>
      <th scope="row">
        <Link to={`/templates/${setId}/types/${key}` as "/"} className="row-link">
          {name[language]}
        </Link>
        {audience !== "customer" && <span className="tag">{t(`audience.${audience}`)}</span>}
        {wordless.map((channel) => (
          <span key={channel} className="matrix-note">
            {t("classes.noMessage", { channel })}
          </span>
        ))}
      </th>
      {columns.map((channel) => {
        const box = boxes.find((each) => each.channel === channel)
        return (
          <td key={channel}>
            {box && mayTick(box) ? (
              <Checkbox
                aria-label={`${name[language]}, ${t(`channel.${channel}`)}`}
                checked={form.values[nameOf(box)] === true}
                onChange={(event) => form.set({ [nameOf(box)]: event.currentTarget.checked })}
              />
            ) : (
              <span aria-hidden="true" className="matrix-none">
                –
              </span>
            )}
          </td>
        )
      })}
    </tr>
  )
}

/** The first set, made where it is missed. */
function NewSet({ managedBy, made }: { managedBy: string | null; made: (id: string) => void }) {
  const t = useWords()
  const may = useMay()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const name = useRef("")
  if (!may("templates:edit")) return null
  const isGiver = may("classes:create")
  return (
    <>
      <Button
        leftSection={<Icon name="plus" />}
        onClick={() => {
          name.current = ""
          confirm({
            title: t("classes.newSet"),
            effect: (
              <TextInput
                label={t("name")}
                description={t("classes.newSetHelp")}
                data-autofocus=""
                onChange={(event) => {
                  name.current = event.currentTarget.value
                }}
              />
            ),
            verb: t("create"),
            act: async () => {
              const body = {
                name: name.current,
                kind: "customer_class" as const,
                ...(isGiver ? { managedBy } : {}),
              }
              const { id } = await ask(api.POST("/v1/template-sets", { body }))
              await client.invalidateQueries({ queryKey: ["template-sets"] })
              made(id)
            },
          })
        }}
      >
        {t("classes.newSet")}
      </Button>
      {dialog}
    </>
  )
}
