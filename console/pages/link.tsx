/** What a one-time link leads to: an invitation, a new password, a new address, or the first start of an install. */
import { Button, Text } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { useIntl } from "react-intl"
import { api, ask, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { ChoiceField, FormView, PasswordField, TextField, useForm } from "../ui/form.tsx"
import { Failure, Waiting } from "../ui/page.tsx"
import { Alone } from "./signIn.tsx"

type Found = Schemas["LinkSeen"] & { link: string }

export function LinkPage() {
  const t = useWords()
  // Behind #, so that it reaches no server's log.
  const [link] = useState(() => location.hash.slice(1))
  const { data, error } = useQuery({
    queryKey: ["link", link],
    queryFn: () => ask(api.POST("/v1/links", { body: { link } })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (error)
    return (
      <Alone title={t("link.failed")}>
        <Failure error={error} />
        <ToSignIn />
      </Alone>
    )
  if (!data)
    return (
      <Alone title={t("link.looking")}>
        <Waiting />
      </Alone>
    )
  const found = { ...data, link }
  switch (data.purpose) {
    case "invitation":
      return <Invitation found={found} />
    case "password_reset":
      return <NewPassword found={found} />
    case "email_change":
      return <NewAddress found={found} />
    case "first_start":
      return <FirstStart link={link} />
  }
}

const ToSignIn = () => {
  const t = useWords()
  return (
    <Button component={Link} {...({ to: "/sign-in" } as object)} fullWidth>
      {t("signIn.title")}
    </Button>
  )
}

function Invitation({ found: { link, organisation, email, name, hasSignIn } }: { found: Found }) {
  const t = useWords()
  const [done, setDone] = useState(false)
  const form = useForm({
    values: { name: name ?? "", password: "" },
    save: async ({ name: typed, password }) => {
      await ask(api.POST("/v1/invitations/accept", { body: { link, password, ...(typed ? { name: typed } : {}) } }))
      setDone(true)
    },
  })
  if (done)
    return (
      <Alone
        title={t("invitation.done", { organisation: organisation ?? "" })}
        text={t("invitation.doneText", { email: email ?? "" })}
      >
        <ToSignIn />
      </Alone>
    )
  return (
    <Alone
      title={t("invitation.title", { organisation: organisation ?? "" })}
      text={hasSignIn ? t("invitation.known", { email: email ?? "" }) : t("invitation.new", { email: email ?? "" })}
    >
      <FormView
        form={form}
        names={{ name: t("name"), password: t("password") }}
        submit={t("invitation.submit")}
        bar="always"
      >
        <TextField name="name" label={t("name")} autoComplete="name" />
        <PasswordField
          name="password"
          label={hasSignIn ? t("password") : t("password.new")}
          help={hasSignIn ? undefined : t("password.rule")}
          autoComplete={hasSignIn ? "current-password" : "new-password"}
        />
      </FormView>
    </Alone>
  )
}

function NewPassword({ found: { link, email } }: { found: Found }) {
  const t = useWords()
  const [done, setDone] = useState(false)
  const form = useForm({
    values: { password: "" },
    save: async ({ password }) => {
      await ask(api.POST("/v1/password-resets/confirm", { body: { link, password } }))
      setDone(true)
    },
  })
  if (done)
    return (
      <Alone title={t("reset.done")} text={t("reset.doneText")}>
        <ToSignIn />
      </Alone>
    )
  return (
    <Alone title={t("reset.title")} text={t("reset.text", { email: email ?? "" })}>
      <FormView form={form} names={{ password: t("password.new") }} submit={t("reset.submit")} bar="always">
        <PasswordField
          name="password"
          label={t("password.new")}
          help={t("password.rule")}
          autoComplete="new-password"
        />
      </FormView>
    </Alone>
  )
}

function NewAddress({ found: { link, email } }: { found: Found }) {
  const t = useWords()
  const [done, setDone] = useState(false)
  const form = useForm({
    values: {},
    save: async () => {
      await ask(api.POST("/v1/email-changes/confirm", { body: { link } }))
      setDone(true)
    },
  })
  if (done)
    return (
      <Alone title={t("address.done")} text={t("address.doneText", { email: email ?? "" })}>
        <ToSignIn />
      </Alone>
    )
  return (
    <Alone title={t("address.title")} text={t("address.text", { email: email ?? "" })}>
      <FormView form={form} names={{}} submit={t("address.submit")} bar="always">
        {null}
      </FormView>
    </Alone>
  )
}

/** Key, zone and currency are guessed from what the browser says, and can be changed. */
function FirstStart({ link }: { link: string }) {
  const t = useWords()
  const { locale } = useIntl()
  const [made, setMade] = useState<Schemas["FoundedOrganisation"]>()
  const { data: catalogues } = useQuery({
    queryKey: ["starting-catalogues"],
    queryFn: () => ask(api.GET("/v1/starting-catalogues")),
  })
  const language = locale.slice(0, 2)
  const form = useForm({
    values: {
      "operator/name": "",
      "operator/email": "",
      "operator/password": "",
      "organisation/name": "",
      "organisation/country": locale.includes("-")
        ? (locale.split("-")[1] ?? "")
        : language === "en"
          ? "GB"
          : language === "da"
            ? "DK"
            : language.toUpperCase(),
      "organisation/timeZone": new Intl.DateTimeFormat().resolvedOptions().timeZone,
      "organisation/currency": "EUR",
      "organisation/catalogue": "",
      "organisation/administrator/name": "",
      "organisation/administrator/email": "",
    },
    save: async (values) => {
      const organisation = values["organisation/name"].trim()
      const answer = await ask(
        api.POST("/v1/first-start", {
          body: {
            link,
            operator: {
              name: values["operator/name"],
              email: values["operator/email"].trim(),
              password: values["operator/password"],
            },
            organisation: {
              key: keyOf(organisation),
              name: organisation,
              country: values["organisation/country"].trim().toUpperCase(),
              language,
              timeZone: values["organisation/timeZone"].trim(),
              currency: values["organisation/currency"].trim().toUpperCase(),
              catalogue: (values["organisation/catalogue"] || null) as null,
              administrator: {
                name: values["organisation/administrator/name"],
                email: values["organisation/administrator/email"].trim(),
              },
            },
          },
        }),
      )
      setMade(answer)
    },
  })
  const names = {
    "operator/name": t("firstStart.yourName"),
    "operator/email": t("firstStart.yourEmail"),
    "operator/password": t("password.new"),
    "organisation/name": t("firstStart.organisation"),
    "organisation/country": t("country"),
    "organisation/timeZone": t("timeZone"),
    "organisation/currency": t("currency"),
    "organisation/catalogue": t("firstStart.catalogue"),
    "organisation/administrator/name": t("firstStart.administratorName"),
    "organisation/administrator/email": t("firstStart.administratorEmail"),
  }
  if (made)
    return (
      <Alone
        title={t("firstStart.done", { organisation: made.name })}
        text={t("firstStart.doneText", { email: made.invited })}
      >
        <ToSignIn />
      </Alone>
    )
  return (
    <Alone title={t("firstStart.title")} text={t("firstStart.text")}>
      <FormView form={form} names={names} submit={t("firstStart.submit")} bar="always">
        <fieldset>
          <legend>{t("firstStart.operator")}</legend>
          <TextField name="operator/name" label={names["operator/name"]} autoComplete="name" autoFocus />
          <TextField name="operator/email" label={names["operator/email"]} type="email" autoComplete="username" />
          <PasswordField
            name="operator/password"
            label={names["operator/password"]}
            help={t("password.rule")}
            autoComplete="new-password"
          />
        </fieldset>
        <fieldset>
          <legend>{t("firstStart.first")}</legend>
          <TextField name="organisation/name" label={names["organisation/name"]} />
          <div className="fields-beside">
            <TextField name="organisation/country" label={names["organisation/country"]} help={t("country.help")} />
            <TextField name="organisation/currency" label={names["organisation/currency"]} help={t("currency.help")} />
          </div>
          <TextField name="organisation/timeZone" label={names["organisation/timeZone"]} help={t("timeZone.help")} />
          <ChoiceField
            name="organisation/catalogue"
            label={names["organisation/catalogue"]}
            help={t("firstStart.catalogueHelp")}
            choices={[
              { value: "", label: t("firstStart.catalogueNone") },
              ...(catalogues?.items ?? []).map(({ key, name }) => ({
                value: key,
                label: name[language] ?? name.en ?? key,
              })),
            ]}
          />
        </fieldset>
        <fieldset>
          <legend>{t("firstStart.administrator")}</legend>
          <Text c="dimmed" fz="sm">
            {t("firstStart.administratorHelp")}
          </Text>
          <TextField name="organisation/administrator/name" label={names["organisation/administrator/name"]} />
          <TextField
            name="organisation/administrator/email"
            label={names["organisation/administrator/email"]}
            type="email"
          />
        </fieldset>
      </FormView>
    </Alone>
  )
}

/** A key such as `cafe-lumiere` of a name. */
const keyOf = (name: string) =>
  name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ł", "l")
    .replaceAll("ø", "o")
    .replaceAll("æ", "ae")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
