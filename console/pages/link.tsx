/** What a one-time link leads to: an invitation, a new password, a new address, or the first start of an install. */
import { Button } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { api, ask, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { FormView, PasswordField, TextField, useForm } from "../ui/form.tsx"
import { Failure, Waiting } from "../ui/page.tsx"
import { OrganisationFields, useOrganisationFields } from "./organisationFields.tsx"
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

function FirstStart({ link }: { link: string }) {
  const t = useWords()
  const [made, setMade] = useState<Schemas["FoundedOrganisation"]>()
  const organisation = useOrganisationFields("organisation/")
  const form = useForm<Record<string, string>>({
    values: { "operator/name": "", "operator/email": "", "operator/password": "", ...organisation.start },
    save: async (values) => {
      const of = (name: string) => values[`operator/${name}`] ?? ""
      const operator = { name: of("name"), email: of("email").trim(), password: of("password") }
      const body = { link, operator, organisation: organisation.bodyOf(values) }
      setMade(await ask(api.POST("/v1/first-start", { body })))
    },
  })
  const names = {
    "operator/name": t("firstStart.yourName"),
    "operator/email": t("firstStart.yourEmail"),
    "operator/password": t("password.new"),
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
      <FormView form={form} names={{ ...names, ...organisation.names }} submit={t("firstStart.submit")} bar="always">
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
        <OrganisationFields prefix="organisation/" legend={t("firstStart.first")} values={form.values} />
      </FormView>
    </Alone>
  )
}
