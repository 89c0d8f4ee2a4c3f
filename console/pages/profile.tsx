/** What a person has of their own: details, password, two-step sign-in, sessions. */
import { Alert, Anchor, Button, Text, Title } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useLocation } from "@tanstack/react-router"
import { useState } from "react"
import { renderSVG } from "uqr"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { profileQuery, sessionQuery, useSession } from "../app/session.tsx"
import { ownScreens } from "../app/screens.ts"
import { localeNames, locales, useWords } from "../app/words.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { ChoiceField, FormView, PasswordField, TextField, useForm } from "../ui/form.tsx"
import { Icon } from "../ui/icons.tsx"
import { List } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Status } from "../ui/status.tsx"
import { Copyable, CopyButton, When } from "../ui/text.tsx"

export function Profile() {
  const t = useWords()
  const path = useLocation({ select: ({ pathname }) => pathname })
  const { mustSetUpTwoStep } = useSession()
  const tab = ownScreens.find((each) => each.path === path) ?? ownScreens[0]
  const parts = {
    "/profile": <Details />,
    "/profile/password": <Password />,
    "/profile/two-step": <TwoStep />,
    "/profile/sessions": <Sessions />,
  }
  return (
    <Page title={t("profile.title")} purpose={t("profile.purpose")}>
      {mustSetUpTwoStep && (
        <Alert
          color="yellow"
          variant="light"
          icon={<Icon name="alert" />}
          mb={16}
          title={t("problem.two_step_required")}
        >
          {t("twoStep.must")}
        </Alert>
      )}
      <nav className="tabs" aria-label={t("profile.title")}>
        {ownScreens.map((each) => (
          <Link key={each.path} to={each.path as "/"} activeOptions={{ exact: true }}>
            {t(each.title)}
          </Link>
        ))}
      </nav>
      {parts[tab.path]}
    </Page>
  )
}

const themes = ["system", "light", "dark"] as const

function Details() {
  const t = useWords()
  const { data, error, refetch } = useQuery(profileQuery)
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Waiting rows={6} />
  return (
    <>
      <DetailsForm profile={data} />
      <section className="below">
        <Title order={2}>{t("address.change")}</Title>
        <ChangeAddress email={data.email ?? ""} />
      </section>
    </>
  )
}

function DetailsForm({ profile }: { profile: Schemas["Profile"] }) {
  const t = useWords()
  const client = useQueryClient()
  const valuesOf = ({ name, phone, language, timeZone, theme }: Schemas["Profile"]) => ({
    name,
    phone,
    language,
    timeZone,
    theme: theme as string,
  })
  const form = useForm({
    values: valuesOf(profile),
    version: profile.version,
    save: async ({ name, phone, language, timeZone, theme }, version) => {
      const saved = await ask(
        api.PATCH("/v1/profile", {
          params: { header: ifMatch(version as number) },
          body: {
            name,
            phone: phone || null,
            language: language || null,
            timeZone: timeZone || null,
            theme: theme as (typeof themes)[number],
          },
        }),
      )
      client.setQueryData(profileQuery.queryKey, saved)
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey })
    },
    reread: async () => {
      const now = await ask(api.GET("/v1/profile"))
      return { values: valuesOf(now), version: now.version }
    },
  })
  const names = {
    name: t("name"),
    phone: t("phone"),
    language: t("language"),
    timeZone: t("timeZone"),
    theme: t("theme"),
  }
  const zones = Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value.replaceAll("_", " ") }))
  return (
    <FormView form={form} names={names} submit={t("profile.save")}>
      <TextField name="name" label={names.name} autoComplete="name" />
      <TextField name="phone" label={names.phone} type="tel" autoComplete="tel" />
      <ChoiceField
        name="language"
        label={names.language}
        choices={[
          { value: "", label: t("language.browsers") },
          ...locales.map((value) => ({ value, label: localeNames[value] })),
        ]}
      />
      <ChoiceField
        name="timeZone"
        label={names.timeZone}
        choices={[{ value: "", label: t("timeZone.browsers") }, ...zones]}
      />
      <ChoiceField
        name="theme"
        label={names.theme}
        choices={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
      />
    </FormView>
  )
}

function ChangeAddress({ email }: { email: string }) {
  const t = useWords()
  const [sent, setSent] = useState<string>()
  const form = useForm({
    values: { email: "", password: "" },
    save: async (body) => {
      await ask(api.PUT("/v1/profile/email", { body }))
      setSent(body.email)
    },
  })
  if (sent)
    return (
      <Alert variant="light" color="tide" icon={<Icon name="email" />} title={t("address.sent", { email: sent })}>
        {t("address.sentText", { email })}
      </Alert>
    )
  return (
    <>
      <Text c="dimmed" mb={12}>
        {t("address.now", { email })}
      </Text>
      <FormView
        form={form}
        names={{ email: t("address.new"), password: t("password.present") }}
        submit={t("address.ask")}
        bar="always"
      >
        <TextField name="email" label={t("address.new")} type="email" autoComplete="off" />
        <PasswordField name="password" label={t("password.present")} autoComplete="current-password" />
      </FormView>
    </>
  )
}

function Password() {
  const t = useWords()
  const [isDone, setDone] = useState(false)
  const form = useForm({
    values: { current: "", password: "" },
    save: async (body) => {
      await ask(api.PUT("/v1/profile/password", { body }))
      setDone(true)
    },
  })
  return (
    <>
      <Text c="dimmed" mb={12}>
        {t("password.effect")}
      </Text>
      {isDone && !form.isChanged && (
        <Alert variant="light" color="green" icon={<Icon name="check" />} mb={12} role="status">
          {t("password.changed")}
        </Alert>
      )}
      <FormView
        form={form}
        names={{ current: t("password.present"), password: t("password.new") }}
        submit={t("password.change")}
        bar="always"
      >
        <PasswordField name="current" label={t("password.present")} autoComplete="current-password" />
        <PasswordField
          name="password"
          label={t("password.new")}
          help={t("password.rule")}
          autoComplete="new-password"
        />
      </FormView>
    </>
  )
}

function TwoStep() {
  const t = useWords()
  const { twoStep } = useSession()
  const client = useQueryClient()
  const [secret, setSecret] = useState<{ secret: string; url: string }>()
  const [codes, setCodes] = useState<string[]>()
  const [error, setError] = useState<unknown>(null)
  const anew = () => client.invalidateQueries({ queryKey: sessionQuery.queryKey })
  if (codes) return <RecoveryCodes codes={codes} done={() => setCodes(undefined)} />
  if (twoStep) return <RemoveTwoStep done={anew} />
  if (secret)
    return (
      <ConfirmTwoStep
        {...secret}
        done={async (given) => {
          setCodes(given)
          setSecret(undefined)
          await anew()
        }}
      />
    )
  const begin = () =>
    ask(api.POST("/v1/profile/totp")).then(
      ({ secret: text, url }) => setSecret({ secret: text ?? "", url: url ?? "" }),
      setError,
    )
  return (
    <div className="reading">
      <Status tone="grey" icon="withheld" word={t("twoStep.off")} />
      <Text my={12}>{t("twoStep.explain")}</Text>
      {error !== null && <Failure error={error} />}
      <Button onClick={() => void begin()}>{t("twoStep.begin")}</Button>
    </div>
  )
}

function ConfirmTwoStep({
  secret,
  url,
  done,
}: {
  secret: string
  url: string
  done: (codes: string[]) => Promise<void>
}) {
  const t = useWords()
  const form = useForm({
    values: { code: "" },
    save: async (body) => {
      const { recoveryCodes } = await ask(api.POST("/v1/profile/totp/confirm", { body }))
      await done(recoveryCodes ?? [])
    },
  })
  const picture = `data:image/svg+xml,${encodeURIComponent(renderSVG(url, { border: 2 }))}`
  return (
    <div className="reading">
      <ol className="steps">
        <li>
          <Text>{t("twoStep.scan")}</Text>
          <img className="qr" src={picture} alt={t("twoStep.qr")} width={196} height={196} />
          <Text c="dimmed">{t("twoStep.type")}</Text>
          <Copyable text={secret} shown={secret.match(/.{1,4}/g)?.join(" ") ?? secret} />
        </li>
        <li>
          <FormView form={form} names={{ code: t("signIn.code") }} submit={t("twoStep.confirm")} bar="always">
            <TextField
              name="code"
              label={t("signIn.code")}
              help={t("twoStep.codeHelp")}
              inputMode="numeric"
              autoComplete="one-time-code"
            />
          </FormView>
        </li>
      </ol>
    </div>
  )
}

function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const t = useWords()
  return (
    <div className="reading">
      <Alert variant="light" color="yellow" icon={<Icon name="alert" />} title={t("twoStep.codesTitle")}>
        {t("twoStep.codesText")}
      </Alert>
      <div className="code">
        <pre tabIndex={0}>{codes.join("\n")}</pre>
        <CopyButton text={codes.join("\n")} />
      </div>
      <div className="form-buttons">
        <Button onClick={done}>{t("twoStep.codesKept")}</Button>
      </div>
    </div>
  )
}

function RemoveTwoStep({ done }: { done: () => Promise<unknown> }) {
  const t = useWords()
  const form = useForm({
    values: { password: "" },
    save: async (body) => {
      await ask(api.POST("/v1/profile/totp/remove", { body }))
      await done()
    },
  })
  return (
    <div className="reading">
      <Status tone="green" icon="check" word={t("twoStep.on")} />
      <Text my={12}>{t("twoStep.removeEffect")}</Text>
      <FormView form={form} names={{ password: t("password.present") }} submit={t("twoStep.remove")} bar="always">
        <PasswordField name="password" label={t("password.present")} autoComplete="current-password" />
      </FormView>
    </div>
  )
}

type SessionRow = Schemas["SessionListItem"]

function Sessions() {
  const t = useWords()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const end = ({ id, userAgent }: SessionRow) =>
    confirm({
      title: t("sessions.end"),
      effect: t("sessions.endEffect", { where: browserOf(userAgent) ?? t("sessions.unknown") }),
      verb: t("sessions.end"),
      destructive: true,
      act: async () => {
        await ask(api.DELETE("/v1/sessions/{id}", { params: { path: { id } } }))
        await client.invalidateQueries({ queryKey: ["sessions"] })
      },
    })
  return (
    <>
      <Text c="dimmed" mb={12}>
        {t("sessions.purpose")}{" "}
        <Anchor component={Link} underline="always" {...({ to: "/profile/password" } as object)}>
          {t("sessions.endAll")}
        </Anchor>
      </Text>
      <List<SessionRow>
        of="sessions"
        label={t("profile.sessions")}
        load={(query) => ask(api.GET("/v1/sessions", { params: { query } }))}
        columns={[
          {
            id: "browser",
            head: t("sessions.where"),
            phone: "name",
            cell: (row) => <span className="strong">{browserOf(row.userAgent) ?? t("sessions.unknown")}</span>,
          },
          { id: "address", head: t("sessions.address"), cell: (row) => <code>{row.address ?? "–"}</code> },
          { id: "since", head: t("sessions.since"), phone: "out", cell: (row) => <When at={row.createdAt} /> },
          { id: "seen", head: t("sessions.seen"), cell: (row) => <When at={row.lastSeenAt} /> },
          {
            id: "end",
            head: t("actions"),
            phone: "side",
            cell: (row) =>
              row.current ? (
                <span className="tag">{t("sessions.this")}</span>
              ) : (
                <Button size="compact-sm" variant="subtle" color="gray" onClick={() => end(row)}>
                  {t("sessions.end")}
                </Button>
              ),
          },
        ]}
        rowId={(row) => row.id}
        empty={{ title: t("sessions.empty"), text: t("sessions.purpose") }}
      />
      {dialog}
    </>
  )
}

/** "Firefox, Windows" of what a browser says it is. */
function browserOf(userAgent: string | null): string | null {
  if (!userAgent) return null
  const browser = /(Firefox|Edg|OPR|Chrome|Safari|curl)/.exec(userAgent)?.[1]
  const system = /(Windows|iPhone|iPad|Android|Mac OS X|Linux)/.exec(userAgent)?.[1]
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" }
  const parts = [browser, system].filter((part) => part !== undefined).map((part) => names[part] ?? part)
  return parts.length ? parts.join(", ") : userAgent.slice(0, 40)
}
