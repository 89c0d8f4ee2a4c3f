/** Signing in: address and password, a code where one is set up, the organisation where there are several. */
import { Anchor, Button, NativeSelect, Text, Title } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate, useRouter } from "@tanstack/react-router"
import { type ReactNode, useState } from "react"
import { useIntl } from "react-intl"
import { api, ask, Refused } from "../api/client.ts"
import { useChooseLocale } from "../app/person.tsx"
import { renewSession } from "../app/session.tsx"
import { localeFor, localeNames, locales, type Locale, useWords } from "../app/words.tsx"
import { FormView, PasswordField, TextField, useForm } from "../ui/form.tsx"
import { Mark } from "../ui/icons.tsx"
import { useAsked } from "../ui/list.tsx"
import { useTitle } from "../ui/title.ts"

/** A page without a frame: the mark, one thing to do, and the languages. */
export function Alone({ title, text, children }: { title: string; text?: ReactNode; children?: ReactNode }) {
  const t = useWords()
  const { locale } = useIntl()
  const choose = useChooseLocale()
  useTitle(title)
  return (
    <main className="alone">
      <div className="alone-mark">
        <Mark size={36} />
        <span>Tidings</span>
      </div>
      <Title order={1}>{title}</Title>
      {text && (
        <Text component="div" c="dimmed">
          {text}
        </Text>
      )}
      {children}
      <NativeSelect
        className="alone-language"
        variant="unstyled"
        aria-label={t("language")}
        value={localeFor(locale)}
        onChange={(event) => choose(event.currentTarget.value as Locale)}
        data={locales.map((value) => ({ value, label: localeNames[value] }))}
      />
    </main>
  )
}

type Choice = { id: string; name: string }

export function SignIn() {
  const t = useWords()
  const client = useQueryClient()
  const router = useRouter()
  const navigate = useNavigate()
  const { to } = useAsked()
  const [step, setStep] = useState<"password" | "code" | "organisation">("password")
  const [choices, setChoices] = useState<Choice[]>([])
  const form = useForm({
    values: { email: "", password: "", code: "", organisation: "" },
    save: async ({ email, password, code, organisation }) => {
      const body = {
        email: email.trim(),
        password,
        ...(code ? { code } : {}),
        ...(organisation ? { organisation } : {}),
      }
      try {
        await ask(api.POST("/v1/sessions", { body }))
      } catch (error) {
        const problem = error instanceof Refused ? error.problem : null
        if (problem?.code === "code_required") return setStep("code")
        if (problem?.code === "organisation_required") {
          setChoices(problem.organisations as Choice[])
          return setStep("organisation")
        }
        throw error
      }
      await renewSession(client)
      await router.invalidate()
      await navigate({ to: safe(to), replace: true } as never)
    },
    keeps: true,
  })
  const names = { email: t("email"), password: t("password"), code: t("signIn.code") }
  if (step === "organisation")
    return (
      <Alone title={t("signIn.organisation")} text={t("signIn.organisationHelp")}>
        <ul className="choices">
          {choices.map(({ id, name }) => (
            <li key={id}>
              <Button
                fullWidth
                variant="default"
                loading={form.isSaving && form.values.organisation === id}
                onClick={() => {
                  form.set({ organisation: id })
                  void form.submit({ values: { ...form.values, organisation: id } })
                }}
              >
                {name}
              </Button>
            </li>
          ))}
        </ul>
      </Alone>
    )
  return (
    <Alone title={step === "code" ? t("signIn.codeTitle") : t("signIn.title")}>
      <FormView form={form} names={names} submit={t("signIn.submit")} bar="always">
        {step === "code" ? (
          <TextField
            key="code"
            name="code"
            label={t("signIn.code")}
            help={t("signIn.codeHelp")}
            autoComplete="one-time-code"
            inputMode="text"
            data-autofocus=""
            autoFocus
          />
        ) : (
          <>
            <TextField name="email" label={t("email")} type="email" autoComplete="username" autoFocus />
            <PasswordField name="password" label={t("password")} autoComplete="current-password" />
          </>
        )}
      </FormView>
      {step === "password" && (
        <Anchor component={Link} {...({ to: "/forgotten" } as object)}>
          {t("signIn.forgotten")}
        </Anchor>
      )}
    </Alone>
  )
}

/** Only an address of this console: never another site's. */
const safe = (to: string | undefined) => (to?.startsWith("/") && !to.startsWith("//") && !to.includes("\\") ? to : "/")

export function Forgotten() {
  const t = useWords()
  const [sent, setSent] = useState<string>()
  const form = useForm({
    values: { email: "" },
    save: async ({ email }) => {
      await ask(api.POST("/v1/password-resets", { body: { email: email.trim() } }))
      setSent(email.trim())
    },
  })
  if (sent)
    return (
      <Alone title={t("forgotten.sentTitle")} text={t("forgotten.sent", { email: sent })}>
        <Anchor component={Link} {...({ to: "/sign-in" } as object)}>
          {t("signIn.back")}
        </Anchor>
      </Alone>
    )
  return (
    <Alone title={t("forgotten.title")} text={t("forgotten.text")}>
      <FormView form={form} names={{ email: t("email") }} submit={t("forgotten.submit")} bar="always">
        <TextField name="email" label={t("email")} type="email" autoComplete="username" autoFocus />
      </FormView>
      <Anchor component={Link} {...({ to: "/sign-in" } as object)}>
        {t("signIn.back")}
      </Anchor>
    </Alone>
  )
}
