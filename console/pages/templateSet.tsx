/** One template set: what it says of each type, to whom, on which channel, in how many languages; and whom it reaches. */
import { Alert, Anchor, Button, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet, useNavigate, useParams } from "@tanstack/react-router"
import { Fragment } from "react"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { Changed } from "../ui/changed.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useCloseTo } from "../ui/drawer.tsx"
import { ChoiceField, FormView, TextField, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { Filters, useAsked, useSetAsked } from "../ui/list.tsx"
import { Empty, Failure, Page, Waiting } from "../ui/page.tsx"
import { ChannelName, type Channel, useLanguageNames } from "../ui/text.tsx"
import { useCategories, useTypes } from "./catalogue.ts"
import { useManagers } from "./managers.tsx"
import { AddSet, type SetRow, setsQuery, useManagerName } from "./templates.tsx"

export type Contents = Schemas["TemplateSetContents"]
export type Slot = Contents["slots"][number]

export const useSetId = (): string =>
  useParams({ strict: false, select: (params) => (params as { setId: string }).setId })

export const setQuery = (id: string) => ({
  queryKey: ["template-sets", id],
  queryFn: () => ask(api.GET("/v1/template-sets/{id}", { params: { path: { id } } })),
})

/** Where the messages of a type in a set are, and one of them if it is named. */
export const messageAddress = (setId: string, type: string, slot?: Pick<Slot, "audience" | "channel">) =>
  ({
    to: `/templates/${setId}/types/${encodeURIComponent(type)}`,
    ...(slot ? { search: { audience: slot.audience, channel: slot.channel } } : {}),
  }) as object as { to: "/" }

export function TemplateSet() {
  const id = useSetId()
  const t = useWords()
  const { data, error, refetch } = useQuery(setQuery(id))
  const managerOf = useManagerName()
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return (
    <Page
      title={data?.name ?? t("templates.set")}
      {...(data ? { purpose: `${t(`setKind.${data.kind}`)} · ${t("managedBy")}: ${managerOf(data)}` } : {})}
      actions={data && <Actions set={data} />}
      call={{ method: "GET", path: `/v1/template-sets/${id}` }}
    >
      {data ? (
        <div className="details">
          <Reaches set={data} />
          <Messages set={data} />
          <Changed subjectKind="template_set" subjectId={id} />
        </div>
      ) : (
        <Waiting rows={8} />
      )}
      <Outlet />
    </Page>
  )
}

function Actions({ set }: { set: Contents }) {
  const t = useWords()
  const go = (below: string) => ({ to: `/templates/${set.id}/${below}` }) as object
  return (
    <>
      <Button variant="default" component={Link} {...go("settings")}>
        {t("templates.settings")}
      </Button>
      {set.kind === "customer_class" && (
        <Button variant="default" component={Link} {...go("copy")}>
          {t("templates.copy")}
        </Button>
      )}
      <IfOnlySet />
    </>
  )
}

/** The list of a single set is never seen, so what it offers is offered here. */
function IfOnlySet() {
  const { data } = useQuery(setsQuery)
  return data?.items.length === 1 ? <AddSet /> : null
}

/** Which classes and how many customers its words reach; the classes by name, each leading to the class. */
export function Reaches({ set: { reaches } }: { set: Pick<SetRow, "reaches"> }) {
  const t = useWords()
  if (reaches === null) return <Text>{t("reach.everybody")}</Text>
  const { classes, otherClasses, customers } = reaches
  if (classes.length + otherClasses === 0) return <Text>{t("reach.nobody")}</Text>
  return (
    <p className="reach">
      <span>{t("reach.sum", { classes: classes.length + otherClasses, customers })}</span>{" "}
      {classes.map(({ id, name, customers: count }) => (
        <span key={id}>
          <Anchor component={Link} {...({ to: `/classes/${id}` } as object)}>
            {name}
          </Anchor>{" "}
          ({count})
        </span>
      ))}
      {otherClasses > 0 && <span>{t("reach.others", { count: otherClasses })}</span>}
    </p>
  )
}

function Messages({ set }: { set: Contents }) {
  const t = useWords()
  const asked = useAsked()
  const setAsked = useSetAsked()
  const types = useTypes()
  const categories = useCategories()
  const shown = set.slots.filter(({ type, texts }) => {
    const known = types.byKey.get(type)
    const words = `${type} ${known ? Object.values(known.name).join(" ") : ""}`.toLowerCase()
    if (asked.q && !words.includes(asked.q.toLowerCase())) return false
    if (asked.show === "customised") return texts.some(({ isDefault }) => !isDefault)
    if (asked.show === "incomplete") return texts.length < set.languages.length
    return true
  })
  const groups = Map.groupBy(shown, ({ type }) => types.byKey.get(type)?.category ?? "")
  const present = (["email", "sms", "push", "inbox"] as const).filter((channel) =>
    set.slots.some((slot) => slot.channel === channel),
  )
  if (!types.isThere || !categories.isThere) return <Waiting rows={8} />
  return (
    <section className="list" aria-label={t("templates.messages")}>
      <Filters
        filters={[
          { name: "q", label: t("types.search"), kind: "text" },
          {
            name: "show",
            label: t("templates.all"),
            kind: "choice",
            choices: [
              { value: "customised", label: t("templates.onlyCustomised") },
              { value: "incomplete", label: t("templates.onlyIncomplete") },
            ],
          },
        ]}
        asked={asked}
        set={setAsked}
      />
      {shown.length === 0 ? (
        <Empty title={t("list.nothingFound")} text={t("list.nothingFoundHelp")} />
      ) : (
        <div className="table-frame">
          <table className="rows grouped" aria-label={t("templates.messages")}>
            <thead>
              <tr>
                <th scope="col">{t("types.type")}</th>
                <th scope="col">{t("activity.audience")}</th>
                {present.map((channel) => (
                  <th key={channel} scope="col">
                    <ChannelName channel={channel} />
                  </th>
                ))}
              </tr>
            </thead>
            {[...groups].map(([category, slots]) => (
              <tbody key={category}>
                <tr className="group">
                  <th scope="rowgroup" colSpan={2 + present.length}>
                    {categories.nameOf(category)}
                  </th>
                </tr>
                {[...Map.groupBy(slots, ({ type, audience }) => `${type} ${audience}`).values()].map((same) => (
                  <MessageRow
                    key={same[0]?.type + (same[0]?.audience ?? "")}
                    set={set}
                    slots={same}
                    channels={present}
                  />
                ))}
              </tbody>
            ))}
          </table>
        </div>
      )}
    </section>
  )
}

function MessageRow({ set, slots, channels }: { set: Contents; slots: Slot[]; channels: readonly Channel[] }) {
  const t = useWords()
  const types = useTypes()
  const { type, audience } = slots[0] as Slot
  return (
    <tr>
      <th scope="row">
        <Link {...messageAddress(set.id, type, slots[0])} className="row-link">
          {types.nameOf(type)}
        </Link>
      </th>
      <td data-label={t("activity.audience")}>{t(`audience.${audience}`)}</td>
      {channels.map((channel) => {
        const slot = slots.find((each) => each.channel === channel)
        return (
          <td key={channel} data-label={t(`channel.${channel}`)} className={slot ? undefined : "none"}>
            {slot ? <SlotLink set={set} slot={slot} /> : "–"}
          </td>
        )
      })}
    </tr>
  )
}

/** Default or customised, and in how many of the languages there is a text. */
function SlotLink({ set, slot }: { set: Contents; slot: Slot }) {
  const t = useWords()
  const { texts, type, channel } = slot
  const address = messageAddress(set.id, type, slot)
  const languages = set.languages.length
  const languageName = useLanguageNames()
  const about = `${t(`channel.${channel}`)}: `
  if (texts.length === 0)
    return (
      <Link {...address} className="slot is-missing">
        <span className="sr-only">{about}</span>
        {t("templates.noText")}
      </Link>
    )
  const customised = texts.filter(({ isDefault }) => !isDefault)
  const lacks = set.languages.filter(({ locale }) => !texts.some((text) => text.locale === locale))
  return (
    <Link
      {...address}
      className={customised.length ? "slot is-customised" : "slot"}
      title={
        lacks.length
          ? t("templates.lacks", { languages: lacks.map(({ locale }) => languageName(locale)).join(", ") })
          : undefined
      }
    >
      <span className="sr-only">{about}</span>
      {customised.length ? t("templates.customisedCount", { count: customised.length }) : t("templates.default")}
      <span className={lacks.length ? "slot-languages is-short" : "slot-languages"}>
        {t("templates.languagesOf", { count: texts.length, all: languages })}
      </span>
    </Link>
  )
}

export function SetSettings() {
  const id = useSetId()
  const t = useWords()
  const { data, error, refetch } = useQuery(setQuery(id))
  return (
    <DetailDrawer title={data?.name ?? t("templates.set")} list={`/templates/${id}`}>
      {error ? <Failure error={error} retry={() => void refetch()} /> : data ? <Edit set={data} /> : <Waiting />}
    </DetailDrawer>
  )
}

const valuesOf = ({ name, managedBy, mainLanguage }: SetRow) => ({
  name,
  managedBy: managedBy?.id ?? "",
  mainLanguage,
})

function Edit({ set }: { set: Contents }) {
  const t = useWords()
  const may = useMay()
  const client = useQueryClient()
  const languageName = useLanguageNames()
  const managers = useManagers(set.managedBy?.id)
  const path = { path: { id: set.id } }
  const isClassSet = set.kind === "customer_class"
  const form = useForm({
    values: valuesOf(set),
    version: set.version,
    save: async ({ name, managedBy, mainLanguage }, version) => {
      const body = {
        name,
        mainLanguage,
        ...(may("members:edit") && isClassSet ? { managedBy: managedBy || null } : {}),
      }
      await ask(api.PATCH("/v1/template-sets/{id}", { params: { ...path, header: ifMatch(version as number) }, body }))
      await client.invalidateQueries({ queryKey: ["template-sets"] })
    },
    reread: async () => {
      const now = await client.fetchQuery({ ...setQuery(set.id), staleTime: 0 })
      return { values: valuesOf(now), version: now.version }
    },
  })
  const names = { name: t("name"), managedBy: t("managedBy"), mainLanguage: t("templates.mainLanguage") }
  return (
    <div className="details">
      <FormView form={form} names={names} submit={t("templates.save")} bar="always">
        <TextField name="name" label={names.name} />
        {may("members:edit") && isClassSet && (
          <ChoiceField
            name="managedBy"
            label={names.managedBy}
            help={t("templates.managedByHelp")}
            choices={managers}
          />
        )}
        <ChoiceField
          name="mainLanguage"
          label={names.mainLanguage}
          help={t("templates.mainLanguageHelp")}
          choices={set.languages
            .filter(({ texts, locale }) => texts > 0 || locale === set.mainLanguage)
            .map(({ locale }) => ({ value: locale, label: languageName(locale) }))}
        />
      </FormView>
      {isClassSet && <Delete set={set} />}
      <Changed subjectKind="template_set" subjectId={set.id} />
    </div>
  )
}

/** A set that classes have is not deleted: they are named, each with the way to give it another. */
function Delete({ set }: { set: Contents }) {
  const t = useWords()
  const client = useQueryClient()
  const close = useCloseTo("/templates")
  const { ask: confirm, dialog } = useConfirm()
  const { classes = [], otherClasses = 0 } = set.reaches ?? {}
  if (classes.length + otherClasses > 0)
    return (
      <Alert color="gray" variant="light" icon={<Icon name="withheld" />} title={t("templates.deleteNot")}>
        {t("templates.deleteNotText")}{" "}
        {classes.map(({ id, name }, index) => (
          <Fragment key={id}>
            {index > 0 && ", "}
            <Anchor component={Link} {...({ to: `/classes/${id}` } as object)} c="inherit" underline="always">
              {name}
            </Anchor>
          </Fragment>
        ))}
        {otherClasses > 0 && ` ${t("reach.others", { count: otherClasses })}`}
      </Alert>
    )
  return (
    <div className="details-actions">
      <Button
        variant="default"
        onClick={() =>
          confirm({
            title: t("templates.deleteTitle", { name: set.name }),
            effect: t("templates.deleteEffect", { count: set.customised }),
            verb: t("delete"),
            destructive: true,
            act: async () => {
              const header = ifMatch(set.version)
              await ask(api.DELETE("/v1/template-sets/{id}", { params: { path: { id: set.id }, header } }))
              close()
              client.removeQueries({ queryKey: ["template-sets", set.id] })
              await client.invalidateQueries({ queryKey: ["template-sets", "list"] })
            },
          })
        }
      >
        {t("templates.delete")}
      </Button>
      {dialog}
    </div>
  )
}

export function CopySet() {
  const id = useSetId()
  const t = useWords()
  const { data, error, refetch } = useQuery(setQuery(id))
  return (
    <DetailDrawer title={t("templates.copy")} list={`/templates/${id}`}>
      {error ? <Failure error={error} retry={() => void refetch()} /> : data ? <Copy set={data} /> : <Waiting />}
    </DetailDrawer>
  )
}

function Copy({ set }: { set: Contents }) {
  const t = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { classId = "", type } = useAsked()
  const classes = set.reaches?.classes ?? []
  const chosen = classes.find(({ id }) => id === classId)
  const form = useForm({
    values: { name: chosen ? `${set.name}, ${chosen.name}` : t("templates.copyName", { name: set.name }), classId },
    save: async (values) => {
      const body = { name: values.name, ...(values.classId ? { classId: values.classId } : {}) }
      const copy = await ask(api.POST("/v1/template-sets/{id}/copy", { params: { path: { id: set.id } }, body }))
      await client.invalidateQueries({ queryKey: ["template-sets"] })
      await client.invalidateQueries({ queryKey: ["customer-classes"] })
      // On with the words one came from, if one came from there.
      await navigate((type ? messageAddress(copy.id, type) : { to: `/templates/${copy.id}` }) as never)
    },
  })
  const names = { name: t("name"), classId: t("templates.copyFor") }
  const forClass = classes.find(({ id }) => id === form.values.classId)
  return (
    <FormView form={form} names={names} submit={t("templates.copyVerb")} bar="always">
      <Text>{t("templates.copyText")}</Text>
      <ChoiceField
        name="classId"
        label={names.classId}
        choices={[
          { value: "", label: t("templates.copyForNone") },
          ...classes.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        help={
          forClass
            ? t("templates.copyForHelp", { name: forClass.name, count: forClass.customers })
            : t("templates.copyForNoneHelp")
        }
      />
      <TextField name="name" label={names.name} />
    </FormView>
  )
}
