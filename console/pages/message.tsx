/**
 * The message editor: the words of one type in one set, for an audience, a channel and a language that stand in the
 * address. Source at the left, at the right what its reader will see, made by what will send it.
 */
import { Alert, Anchor, Button, NativeSelect, SegmentedControl, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { lazy, Suspense, useMemo, useState } from "react"
import { api, ask, ifMatch } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { ChoiceField, FormView, TextField, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { type Asked, useAsked, useSetAsked } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { useLanguageNames, useMoments } from "../ui/text.tsx"
import { Actions } from "./messageActions.tsx"
import { History, lastVersion } from "./messageHistory.tsx"
import { Preview, usePreview } from "./messagePreview.tsx"
import { Source } from "./messageSource.tsx"
import {
  bodyOf,
  type Message,
  messageQuery,
  type Place,
  type TypeWithExample,
  type Words,
  wordsOf,
} from "./messageWords.ts"
import { type Contents, Reaches, setQuery, type Slot, useSetId } from "./templateSet.tsx"

const Diff = lazy(() => import("../ui/diff.tsx"))

export function MessageEditor() {
  const setId = useSetId()
  const key = useParams({ strict: false, select: (params) => (params as { typeKey: string }).typeKey })
  const t = useWords()
  const asked = useAsked()
  const { data: set, error, refetch } = useQuery(setQuery(setId))
  const slots = set?.slots.filter(({ type }) => type === key) ?? []
  const typeId = slots[0]?.typeId
  const { data: type, error: typeError } = useQuery({
    queryKey: ["notification-types", typeId],
    queryFn: () => ask(api.GET("/v1/notification-types/{id}", { params: { path: { id: typeId as string } } })),
    enabled: typeId !== undefined,
  })
  const failed = error ?? typeError
  if (failed) return <Failure error={failed} retry={() => void refetch()} />
  if (set && slots.length === 0)
    return (
      <Page title={key}>
        <Alert color="gray" variant="light" icon={<Icon name="search" />} title={t("message.notHere")}>
          {t("message.notHereText")}{" "}
          <Anchor component={Link} {...({ to: "/templates" } as object)} c="inherit" underline="always">
            {t("nav.templates")}
          </Anchor>
        </Alert>
      </Page>
    )
  if (!set || !type) return <Waiting rows={8} />
  const place = placeOf(set, type, slots, asked)
  return <Opened key={`${place.slot.audience} ${place.slot.channel} ${place.locale}`} place={place} slots={slots} />
}

/** What the address asks for, as near as there is: the first audience, then the first channel, then the main language. */
function placeOf(set: Contents, type: TypeWithExample, slots: readonly Slot[], asked: Asked): Place {
  const audience = slots.find((slot) => slot.audience === asked.audience)?.audience ?? slots[0]?.audience
  const ofAudience = slots.filter((slot) => slot.audience === audience)
  const slot = (ofAudience.find(({ channel }) => channel === asked.channel) ?? ofAudience[0]) as Slot
  const known = set.languages.some(({ locale }) => locale === asked.locale)
  const first = slot.texts.some(({ locale }) => locale === set.mainLanguage)
    ? set.mainLanguage
    : (slot.texts[0]?.locale ?? set.mainLanguage)
  return { set, type, slot, locale: known ? (asked.locale as string) : first }
}

function Opened({ place, slots }: { place: Place; slots: readonly Slot[] }) {
  const { set, slot, locale } = place
  const messageId = slot.texts.find((text) => text.locale === locale)?.messageId
  const { data, error, refetch } = useQuery({ ...messageQuery(set.id, messageId ?? ""), enabled: !!messageId })
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (messageId && !data) return <Waiting rows={8} />
  return <Editor key={messageId ?? "new"} place={place} slots={slots} message={data ?? null} />
}

function Editor({ place, slots, message }: { place: Place; slots: readonly Slot[]; message: Message | null }) {
  const t = useWords()
  const client = useQueryClient()
  const { set, type, slot, locale } = place
  const { channel, audience } = slot
  const [side, show] = useState<"source" | "preview">("source")
  const anew = () => client.invalidateQueries({ queryKey: ["template-sets"] })
  const inSet = { path: { id: set.id } }
  const form = useForm<Words>({
    values: message
      ? wordsOf(message)
      : { subject: "", bcc: "", body: "", format: channel === "email" ? "html" : "text" },
    guarded: true,
    ...(message ? { version: message.version } : {}),
    save: async (words, version) => {
      const body = bodyOf(words, channel)
      if (message) {
        const params = { path: { ...inSet.path, messageId: message.id }, header: ifMatch(version as number) }
        await ask(api.PUT("/v1/template-sets/{id}/messages/{messageId}", { params, body }))
      } else {
        const place = { typeId: type.id, audience, channel, locale }
        await ask(api.POST("/v1/template-sets/{id}/messages", { params: inSet, body: { ...place, ...body } }))
      }
      await anew()
    },
    ...(message
      ? {
          reread: async () => {
            const now = await client.fetchQuery({ ...messageQuery(set.id, message.id), staleTime: 0 })
            return { values: wordsOf(now), version: now.version }
          },
        }
      : {}),
  })
  const preview = usePreview(place, form.values)
  const names = {
    ...(channel === "sms" ? {} : { subject: channel === "email" ? t("message.subject") : t("message.title") }),
    ...(channel === "email" ? { bcc: t("message.bcc") } : {}),
    body: channel === "sms" ? t("message.smsText") : t("message.body"),
    ...(channel === "email" ? { format: t("message.format") } : {}),
  }
  const language = t("language.code") as "en"
  const { reaches } = set
  const effect = reaches
    ? t("reach.effect", { classes: reaches.classes.length + reaches.otherClasses, customers: reaches.customers })
    : t("reach.everybody")
  return (
    <Page
      title={type.name[language]}
      purpose={type.purpose[language]}
      actions={message && <Actions place={place} message={message} words={form.values} isChanged={form.isChanged} />}
      call={
        message
          ? {
              method: "PUT",
              path: `/v1/template-sets/${set.id}/messages/${message.id}`,
              version: message.version,
              body: bodyOf(form.values, channel),
            }
          : {
              method: "POST",
              path: `/v1/template-sets/${set.id}/messages`,
              body: { typeId: type.id, audience, channel, locale, ...bodyOf(form.values, channel) },
            }
      }
    >
      <Where place={place} slots={slots} message={message} />
      {!message && <NoText place={place} form={form} />}
      <SegmentedControl
        className="only-phone"
        fullWidth
        value={side}
        onChange={show}
        data={[
          { value: "source", label: t("message.source") },
          { value: "preview", label: t("message.preview") },
        ]}
      />
      <FormView
        form={form}
        names={names}
        submit={message ? t("message.save") : t("message.add")}
        effect={effect}
        wide
        compare={(name, theirs, mine) =>
          name === "body" ? (
            <Suspense fallback={<Waiting />}>
              <Diff before={String(theirs)} after={String(mine)} label={names.body} />
            </Suspense>
          ) : null
        }
      >
        <div className={`editor shows-${side}`}>
          <Source place={place} form={form} names={names} preview={preview}>
            {channel === "email" && (
              <div className="fields-beside">
                {type.origin !== "system" && (
                  <TextField name="bcc" label={t("message.bcc")} help={t("message.bccHelp")} />
                )}
                <ChoiceField
                  name="format"
                  label={t("message.format")}
                  choices={[
                    { value: "html", label: "HTML" },
                    { value: "mjml", label: "MJML" },
                  ]}
                />
              </div>
            )}
          </Source>
          <Preview place={place} preview={preview} />
        </div>
      </FormView>
      <footer className="editor-foot">
        <Reaches set={set} />
        <CopyForClass place={place} />
        {message && <ChangedBy message={message} />}
      </footer>
      {message && <History place={place} message={message} />}
    </Page>
  )
}

const toVersions = { to: ".", search: (former: Asked) => ({ ...former, version: lastVersion }) } as object

/** Which of the type's messages this is, the way to the others, and how it stands. */
function Where({ place, slots, message }: { place: Place; slots: readonly Slot[]; message: Message | null }) {
  const t = useWords()
  const setAsked = useSetAsked()
  const languageName = useLanguageNames()
  const { set, slot, locale } = place
  const audiences = [...new Set(slots.map(({ audience }) => audience))]
  const channels = slots.filter(({ audience }) => audience === slot.audience).map(({ channel }) => channel)
  return (
    <div className="editor-where">
      <span>
        {t("templates.set")}:{" "}
        <Anchor component={Link} {...({ to: `/templates/${set.id}` } as object)} underline="always">
          {set.name}
        </Anchor>
      </span>
      {audiences.length > 1 && (
        <NativeSelect
          aria-label={t("activity.audience")}
          value={slot.audience}
          data={audiences.map((value) => ({ value, label: t(`audience.${value}`) }))}
          onChange={(event) => setAsked({ audience: event.currentTarget.value })}
        />
      )}
      {channels.length > 1 ? (
        <NativeSelect
          aria-label={t("activity.channel")}
          value={slot.channel}
          data={channels.map((value) => ({ value, label: t(`channel.${value}`) }))}
          onChange={(event) => setAsked({ channel: event.currentTarget.value })}
        />
      ) : (
        <span>{t(`channel.${slot.channel}`)}</span>
      )}
      <NativeSelect
        aria-label={t("language")}
        value={locale}
        data={set.languages.map((each) => ({
          value: each.locale,
          label: slot.texts.some((text) => text.locale === each.locale)
            ? languageName(each.locale)
            : t("message.languageWithout", { language: languageName(each.locale) }),
        }))}
        onChange={(event) => setAsked({ locale: event.currentTarget.value })}
      />
      <span className="reason">
        {t("message.languagesOf", { count: slot.texts.length, all: set.languages.length })}
      </span>
      {message && (
        <>
          <span className="tag">{message.isDefault ? t("templates.default") : t("templates.isCustomised")}</span>
          <Anchor component={Link} {...toVersions}>
            {t("message.version", { number: message.version })}
          </Anchor>
        </>
      )}
    </div>
  )
}

/** What is not written yet, begun with the words of another language. */
function NoText({ place, form }: { place: Place; form: ReturnType<typeof useForm<Words>> }) {
  const t = useWords()
  const client = useQueryClient()
  const languageName = useLanguageNames()
  const { set, slot, locale } = place
  const begin = async (messageId: string) => {
    const { subject, body, format } = wordsOf(await client.fetchQuery(messageQuery(set.id, messageId)))
    form.set({ subject, body, format })
  }
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<Icon name="alert" />}
      title={t("message.noText", { language: languageName(locale) })}
    >
      {slot.texts.length ? t("message.noTextElse") : t("message.noTextNone")}
      {slot.texts.length > 0 && !form.isChanged && (
        <div className="alert-actions">
          {slot.texts.slice(0, 4).map((text) => (
            <Button key={text.locale} variant="default" size="xs" onClick={() => void begin(text.messageId)}>
              {t("message.beginWith", { language: languageName(text.locale) })}
            </Button>
          ))}
        </div>
      )}
    </Alert>
  )
}

/** Who wrote what is in force: of a message its versions tell that, and all before. */
function ChangedBy({ message: { changedBy, changedAt } }: { message: Message }) {
  const t = useWords()
  const { plain } = useMoments()
  return (
    <p className="changed">
      {t("changed.by", { name: changedBy, at: plain(changedAt) })} ·{" "}
      <Anchor component={Link} {...toVersions}>
        {t("changed.history")}
      </Anchor>
    </p>
  )
}

/** Where one class shall differ: the way to a set of its own, with these words to begin with. */
function CopyForClass({ place: { set, type } }: { place: Place }) {
  const t = useWords()
  const may = useMay()
  const classes = useMemo(() => set.reaches?.classes ?? [], [set])
  const shared = classes.length + (set.reaches?.otherClasses ?? 0)
  if (shared < 2 || !may("classes:edit")) return null
  return (
    <div className="editor-copy">
      <Text c="dimmed">{t("message.copyForClass")}</Text>
      {classes.slice(0, 6).map(({ id, name }) => (
        <Anchor
          key={id}
          component={Link}
          {...({ to: `/templates/${set.id}/copy`, search: { classId: id, type: type.key } } as object)}
        >
          {t("message.copyFor", { name })}
        </Anchor>
      ))}
    </div>
  )
}
