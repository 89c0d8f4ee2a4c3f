/** Look: the logo, the accent, and what stands around every e-mail. */
import { Button, NativeSelect, Text, Textarea, Title } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query"
import { type DragEvent, useRef, useState } from "react"
import { api, ask, ifMatch, isRefused, Refused, type Problem, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { type Locale, useWords } from "../app/words.tsx"
import { Changed } from "../ui/changed.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { FormView, TextAreaField, TextField, useForm } from "../ui/form.tsx"
import { Icon, Mark } from "../ui/icons.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { HtmlFrame } from "../ui/preview.tsx"
import { When } from "../ui/text.tsx"
import { organisationQuery, useFieldNames, useLocked, useSaveOrganisation } from "./organisation.tsx"

type Layout = Schemas["Layout"]
type Asked = Schemas["LayoutPreviewInput"]

export function Look() {
  const t = useWords()
  const { data, error, refetch } = useQuery(organisationQuery)
  const names = useFieldNames()
  return (
    <Page title={t("nav.look")} purpose={t("look.purpose")} call={{ method: "PUT", path: "/v1/organisation/logo" }}>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <div className="sections">
          <Logo organisation={data} />
          <Colours organisation={data} />
          <LayoutSection />
          <Changed subjectKind="organisation" names={names} told={{ at: data.changedAt, name: data.changedBy }} />
        </div>
      ) : (
        <Waiting rows={10} />
      )}
    </Page>
  )
}

/** Files that are sent as they are stand beside the typed client, which sends JSON. */
async function putFile(path: string, file: Blob): Promise<void> {
  const answer = await fetch(path, { method: "PUT", body: file, credentials: "same-origin" })
  if (!answer.ok) throw new Refused((await answer.json()) as Problem)
}

function Logo({ organisation: { logoUrl, name } }: { organisation: Schemas["Organisation"] }) {
  const t = useWords()
  const may = useMay()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const { ask: confirm, dialog } = useConfirm()
  const [error, setError] = useState<unknown>(null)
  const [isSending, setSending] = useState(false)
  const [isOver, setOver] = useState(false)
  const again = async () => {
    for (const key of [organisationQuery.queryKey, ["session"], ["audit"]])
      await client.invalidateQueries({ queryKey: key })
  }
  const send = async (file: File | undefined) => {
    if (!file) return
    setSending(true)
    setError(null)
    try {
      await putFile("/v1/organisation/logo", file)
      await again()
    } catch (failed) {
      setError(failed)
    } finally {
      setSending(false)
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void send(event.dataTransfer.files[0])
  }
  const mayEdit = may("settings:edit")
  return (
    <section className="columns">
      <Title order={2}>{t("look.logo")}</Title>
      <div
        className={isOver ? "logo-place is-over" : "logo-place"}
        {...(mayEdit
          ? {
              onDrop: drop,
              onDragOver: (event: DragEvent) => {
                event.preventDefault()
                setOver(true)
              },
              onDragLeave: () => setOver(false),
            }
          : {})}
      >
        <div className="logo-on light">{logoUrl ? <img src={logoUrl} alt={name} /> : <Mark size={40} />}</div>
        <div className="logo-on dark" aria-hidden="true">
          {logoUrl ? <img src={logoUrl} alt="" /> : <Mark size={40} />}
        </div>
        <div className="logo-words">
          <Text c="dimmed">{t("look.logoHelp")}</Text>
          {mayEdit && (
            <div className="page-actions">
              <input
                ref={input}
                type="file"
                accept="image/png,image/jpeg,image/webp"
                className="sr-only"
                aria-label={t("look.logoFile")}
                tabIndex={-1}
                onChange={(event) => {
                  void send(event.currentTarget.files?.[0])
                  event.currentTarget.value = ""
                }}
              />
              <Button variant="default" loading={isSending} onClick={() => input.current?.click()}>
                {logoUrl ? t("look.logoReplace") : t("look.logoChoose")}
              </Button>
              {logoUrl && (
                <Button
                  variant="subtle"
                  color="gray"
                  onClick={() =>
                    confirm({
                      title: t("look.logoRemove"),
                      effect: t("look.logoRemoveEffect"),
                      verb: t("look.logoRemove"),
                      destructive: true,
                      act: async () => {
                        await ask(api.DELETE("/v1/organisation/logo"))
                        await again()
                      },
                    })
                  }
                >
                  {t("look.logoRemove")}
                </Button>
              )}
            </div>
          )}
        </div>
      </div>
      {error !== null && <Failure error={error} />}
      {dialog}
    </section>
  )
}

function Colours({ organisation }: { organisation: Schemas["Organisation"] }) {
  const t = useWords()
  const { accent: accentName, emailFooter } = useFieldNames()
  const save = useSaveOrganisation()
  const locked = useLocked()
  const valuesOf = ({ accent, emailFooter: footer }: Schemas["Organisation"]) => ({ accent, emailFooter: footer })
  const form = useForm({
    values: valuesOf(organisation),
    version: organisation.version,
    save: (values, version) => save(values, version as number),
    reread: async () => {
      const now = await ask(api.GET("/v1/organisation"))
      return { values: valuesOf(now), version: now.version }
    },
  })
  const { accent, emailFooter: footer } = form.values
  return (
    <section>
      <Title order={2}>{t("look.around")}</Title>
      <div className="beside-preview">
        <FormView form={form} names={{ accent: accentName, emailFooter }} submit={t("look.save")} locked={locked}>
          <TextField
            name="accent"
            label={accentName}
            help={t("look.accentHelp")}
            maw={240}
            leftSection={
              <input
                type="color"
                className="colour"
                aria-label={t("look.accentPick")}
                disabled={locked !== undefined}
                value={/^#[0-9a-f]{6}$/i.test(accent) ? accent : "#000000"}
                onChange={(event) => form.set({ accent: event.currentTarget.value })}
              />
            }
          />
          <TextAreaField name="emailFooter" label={emailFooter} help={t("look.footerHelp")} rows={4} />
        </FormView>
        <LayoutPreview asked={{ accent, emailFooter: footer }} />
      </div>
    </section>
  )
}

/** An e-mail as it would be, a moment after what it is made of was typed. */
function LayoutPreview({ asked }: { asked: Omit<Asked, "locale"> }) {
  const t = useWords()
  const [settled] = useDebouncedValue(asked, 400)
  const body = {
    locale: t("language.code") as Locale,
    subject: t("look.sampleSubject"),
    text: t("look.sampleText"),
    ...settled,
  }
  const { data, error } = useQuery({
    queryKey: ["layout", "preview", body],
    queryFn: () => ask(api.POST("/v1/layout/preview", { body })),
    placeholderData: keepPreviousData,
    retry: false,
  })
  if (!data) return error ? <LayoutFault error={error} /> : <Waiting rows={6} />
  return (
    <div className="preview" aria-busy={error !== null}>
      {error && <LayoutFault error={error} />}
      <HtmlFrame html={data.html} title={t("look.preview")} />
    </div>
  )
}

/** Where a layout has its mistakes. */
function LayoutFault({ error }: { error: unknown }) {
  const t = useWords()
  if (!isRefused(error, "template_invalid")) return null
  return (
    <ul className="mistakes" role="status">
      {(error.problem.errors ?? []).map(({ detail, values }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- mistakes are told by where they stand
        <li key={index}>
          {values?.line ? `${t("look.line", { line: Number(values.line) })} ` : ""}
          {detail}
        </li>
      ))}
    </ul>
  )
}

function LayoutSection() {
  const t = useWords()
  const { data, error, refetch } = useQuery({ queryKey: ["layout"], queryFn: () => ask(api.GET("/v1/layout")) })
  return (
    <section className="below">
      <Title order={2}>{t("look.layout")}</Title>
      <Text c="dimmed" maw="70ch" mb={12}>
        {t("look.layoutHelp")}
      </Text>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <LayoutEdit key={data.version} layout={data} />
      ) : (
        <Waiting />
      )}
    </section>
  )
}

function LayoutEdit({ layout }: { layout: Layout }) {
  const t = useWords()
  const may = useMay()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const [isOpen, setOpen] = useState(!layout.isBuiltIn)
  const again = async () => {
    await client.invalidateQueries({ queryKey: ["layout"] })
    await client.invalidateQueries({ queryKey: ["audit"] })
  }
  const form = useForm({
    values: { format: layout.format, source: layout.source },
    version: layout.version,
    save: async ({ format, source }, version) => {
      await ask(
        api.PUT("/v1/layout", {
          params: { header: ifMatch(version as number) },
          body: { format, source },
        }),
      )
      await again()
    },
    reread: async () => {
      const { format, source, version } = await ask(api.GET("/v1/layout"))
      return { values: { format, source }, version }
    },
  })
  const locked = useLocked()
  const { format, source } = form.values
  const names = { format: t("look.format"), source: t("look.source") }
  return (
    <>
      <div className="details-head">
        <span>{layout.isBuiltIn ? t("look.builtIn") : t("look.own")}</span>
        {layout.createdAt && (
          <span className="reason">
            {t("look.version", { number: layout.version, name: layout.createdBy ?? "" })}{" "}
            <When at={layout.createdAt} plain />
          </span>
        )}
        {!isOpen && (
          <Button variant="default" onClick={() => setOpen(true)}>
            {may("settings:edit") ? t("look.edit") : t("look.show")}
          </Button>
        )}
        {!layout.isBuiltIn && may("settings:edit") && (
          <Button
            variant="default"
            onClick={() =>
              confirm({
                title: t("look.reset"),
                effect: t("look.resetEffect"),
                verb: t("look.reset"),
                act: async () => {
                  await ask(api.DELETE("/v1/layout", { params: { header: ifMatch(layout.version) } }))
                  await again()
                },
              })
            }
          >
            {t("look.reset")}
          </Button>
        )}
      </div>
      {isOpen && (
        <div className="beside-preview below">
          <FormView form={form} names={names} submit={t("look.saveLayout")} locked={locked}>
            <NativeSelect
              label={names.format}
              value={format}
              maw={200}
              onChange={(event) => form.set({ format: event.currentTarget.value as Layout["format"] })}
              data={[
                { value: "html", label: "HTML" },
                { value: "mjml", label: "MJML" },
              ]}
            />
            <Textarea
              id="field-source"
              label={names.source}
              description={t("look.sourceHelp", { content: "{{ content }}" })}
              classNames={{ input: "mono" }}
              rows={18}
              spellCheck={false}
              value={source}
              error={form.mistakes.source}
              onChange={(event) => form.set({ source: event.currentTarget.value })}
            />
          </FormView>
          <LayoutPreview asked={{ layout: { format, source } }} />
        </div>
      )}
      <Changed subjectKind="layout" told={{ at: layout.createdAt, name: layout.createdBy }} />
      <Versions take={(taken) => (setOpen(true), form.set(taken))} />
      {dialog}
    </>
  )
}

/** The layouts there were; one of them is taken into the form, and counts once it is saved. */
function Versions({ take }: { take: (layout: Pick<Layout, "format" | "source">) => void }) {
  const t = useWords()
  const may = useMay()
  const { data } = useQuery({
    queryKey: ["layout", "versions"],
    queryFn: () => ask(api.GET("/v1/layout/versions", { params: { query: { limit: 20 } } })),
  })
  if (!data || data.items.length === 0) return null
  const takeBack = async (number: number) => {
    const { format, source } = await ask(api.GET("/v1/layout/versions/{number}", { params: { path: { number } } }))
    take({ format, source })
  }
  return (
    <details className="versions">
      <summary>{t("look.versions", { count: data.items.length })}</summary>
      <ul className="lines">
        {data.items.map(({ number, isBuiltIn, createdAt, createdBy }) => (
          <li key={number}>
            <span>
              {t("look.version", { number, name: createdBy ?? "" })} {createdAt && <When at={createdAt} plain />}
              {isBuiltIn && <span className="tag">{t("look.builtIn")}</span>}
            </span>
            {may("settings:edit") && (
              <Button variant="subtle" color="gray" size="xs" onClick={() => void takeBack(number)}>
                <Icon name="copy" size={15} />
                <span className="button-words">{t("look.take")}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
