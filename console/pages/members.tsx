/** Members: the people who work in the organisation, with or without a sign-in. */
import { Button, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, Outlet } from "@tanstack/react-router"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { useMay, useSession } from "../app/session.tsx"
import { localeNames, locales, useWords } from "../app/words.tsx"
import { Changed } from "../ui/changed.tsx"
import { type Question, useConfirm } from "../ui/confirm.tsx"
import { DetailDrawer, useCloseTo, useOpenedId } from "../ui/drawer.tsx"
import { ChoiceField, FormView, SeveralField, TextField, useForm } from "../ui/form.tsx"
import { Icon, type IconName } from "../ui/icons.tsx"
import { List, useAsked } from "../ui/list.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { Status, type Tone } from "../ui/status.tsx"
import { Facts, When } from "../ui/text.tsx"

type Row = Schemas["Member"]
type Role = Row["role"]

const roles = ["administrator", "supervisor", "reseller", "employee"] as const
const states = ["active", "invited", "receiver", "deactivated"] as const
const looks: Readonly<Record<Row["state"], { tone: Tone; icon: IconName }>> = {
  active: { tone: "green", icon: "check" },
  invited: { tone: "blue", icon: "email" },
  receiver: { tone: "grey", icon: "inbox" },
  deactivated: { tone: "grey", icon: "withheld" },
}

function MemberState({ member }: { member: Row }) {
  const t = useWords()
  return <Status {...looks[member.state]} word={t(`memberState.${member.state}`)} />
}

export function useAreas(enabled = true) {
  const { data } = useQuery({
    queryKey: ["areas", "all"],
    queryFn: () => ask(api.GET("/v1/areas", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
    enabled,
  })
  return data?.items ?? []
}

export function Members() {
  const t = useWords()
  const may = useMay()
  const asked = useAsked()
  const add = may("members:edit") && (
    <Button component={Link} {...({ to: "/members/new" } as object)} leftSection={<Icon name="plus" />}>
      {t("members.add")}
    </Button>
  )
  return (
    <Page
      title={t("nav.members")}
      purpose={t("members.purpose")}
      actions={add}
      call={{ method: "GET", path: "/v1/members", query: asked }}
    >
      <List<Row>
        of="members"
        label={t("nav.members")}
        load={(query) => ask(api.GET("/v1/members", { params: { query } }))}
        filters={[
          { name: "search", label: t("members.search"), kind: "text" },
          {
            name: "role",
            label: t("role"),
            kind: "choice",
            choices: roles.map((value) => ({ value, label: t(`role.${value}`) })),
          },
          {
            name: "state",
            label: t("members.state"),
            kind: "choice",
            choices: states.map((value) => ({ value, label: t(`memberState.${value}`) })),
          },
        ]}
        columns={[
          { id: "name", head: t("name"), phone: "name", cell: (row) => row.name },
          { id: "email", head: t("email"), cell: (row) => <span className="address">{row.email ?? "–"}</span> },
          { id: "role", head: t("role"), cell: (row) => t(`role.${row.role}`) },
          {
            id: "twoStep",
            head: t("profile.twoStep"),
            phone: "out",
            cell: (row) => (row.state === "active" ? (row.twoStep ? t("on") : t("off")) : "–"),
          },
          { id: "state", head: t("members.state"), phone: "side", cell: (row) => <MemberState member={row} /> },
        ]}
        rowId={(row) => row.id}
        open={(row) => `/members/${row.id}`}
        empty={{
          title: t("members.empty"),
          text: t("members.purpose"),
          call: { method: "POST", path: "/v1/members", body: { name: "Anna Nowak", role: "employee" } },
        }}
      />
      <Outlet />
    </Page>
  )
}

function useNames() {
  const t = useWords()
  return {
    name: t("name"),
    email: t("email"),
    phone: t("phone"),
    language: t("language"),
    externalId: t("members.externalId"),
    role: t("role"),
    areaIds: t("nav.areas"),
  }
}

const languageChoices = (none: string) => [
  { value: "", label: none },
  ...locales.map((value) => ({ value, label: localeNames[value] })),
]

export function NewMember() {
  const t = useWords()
  const names = useNames()
  const areas = useAreas()
  const client = useQueryClient()
  const close = useCloseTo("/members")
  const form = useForm({
    values: { name: "", email: "", role: "employee", areaIds: [] as string[], sends: "invite" },
    save: async ({ name, email, role, areaIds, sends }) => {
      const body = {
        name,
        email: email.trim() || null,
        role: role as Role,
        ...(role === "supervisor" ? { areaIds } : {}),
      }
      const { id } = await ask(api.POST("/v1/members", { body }))
      if (sends === "invite") await ask(api.POST("/v1/members/{id}/invite", { params: { path: { id } } }))
      await client.invalidateQueries({ queryKey: ["members"] })
      close()
    },
  })
  return (
    <DetailDrawer title={t("members.add")} list="/members">
      <FormView
        form={form}
        names={names}
        submit={form.values.sends === "invite" ? t("members.invite") : t("members.addOnly")}
        bar="always"
        cancel={close}
      >
        <TextField name="name" label={names.name} data-autofocus="" />
        <TextField name="email" label={names.email} type="email" />
        <ChoiceField
          name="role"
          label={names.role}
          help={t(`roleHelp.${form.values.role as (typeof roles)[number]}`)}
          choices={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
        />
        {form.values.role === "supervisor" && (
          <SeveralField
            name="areaIds"
            label={names.areaIds}
            choices={areas.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <ChoiceField
          name="sends"
          label={t("members.signIn")}
          choices={[
            { value: "invite", label: t("members.signInInvite") },
            { value: "none", label: t("members.signInNone") },
          ]}
        />
      </FormView>
    </DetailDrawer>
  )
}

export function Member() {
  const id = useOpenedId()
  const t = useWords()
  const { data, error, refetch } = useQuery({
    queryKey: ["members", id],
    queryFn: () => ask(api.GET("/v1/members/{id}", { params: { path: { id } } })),
  })
  return (
    <DetailDrawer title={data?.name ?? t("members.member")} list="/members">
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <Details member={data} />
      ) : (
        <Waiting rows={8} />
      )}
    </DetailDrawer>
  )
}

function Details({ member }: { member: Row }) {
  const t = useWords()
  const may = useMay()
  const mayEdit = may("members:edit")
  return (
    <div className="details">
      <div className="details-head">
        <MemberState member={member} />
        {member.invitationExpiresAt && (
          <span className="reason">
            {t("members.invitedUntil")} <When at={member.invitationExpiresAt} plain />
          </span>
        )}
      </div>
      {mayEdit ? (
        <>
          <SignInActions member={member} />
          <Edit member={member} />
          {member.state !== "deactivated" && <RoleAndAreas member={member} />}
          <Changed subjectKind="member" subjectId={member.id} />
        </>
      ) : (
        <>
          <Facts
            facts={[
              [t("email"), member.email ?? "–"],
              [t("phone"), member.phone ?? "–"],
              [t("role"), t(`role.${member.role}`)],
            ]}
          />
          <Text c="dimmed">{t("members.readOnly")}</Text>
        </>
      )}
    </div>
  )
}

function Edit({ member }: { member: Row }) {
  const t = useWords()
  const names = useNames()
  const client = useQueryClient()
  const path = { path: { id: member.id } }
  const valuesOf = ({ name, email, phone, language, externalId }: Row) => ({ name, email, phone, language, externalId })
  const form = useForm({
    values: valuesOf(member),
    version: member.version,
    save: async ({ name, email, phone, language, externalId }, version) => {
      const body = {
        name,
        // The address somebody signs in with is theirs to change.
        ...(email === member.email ? {} : { email: email || null }),
        phone: phone || null,
        language: language || null,
        externalId: externalId || null,
      }
      await ask(api.PATCH("/v1/members/{id}", { params: { ...path, header: ifMatch(version as number) }, body }))
      await client.invalidateQueries({ queryKey: ["members"] })
    },
    reread: async () => {
      const now = await ask(api.GET("/v1/members/{id}", { params: path }))
      return { values: valuesOf(now), version: now.version }
    },
  })
  return (
    <FormView form={form} names={names} submit={t("members.save")}>
      <TextField name="name" label={names.name} />
      <TextField
        name="email"
        label={names.email}
        type="email"
        disabled={member.state === "active"}
        help={member.state === "active" ? t("members.emailTheirs") : undefined}
      />
      <TextField name="phone" label={names.phone} type="tel" />
      <div className="fields-beside">
        <ChoiceField name="language" label={names.language} choices={languageChoices(t("language.organisations"))} />
        <TextField name="externalId" label={names.externalId} />
      </div>
    </FormView>
  )
}

function RoleAndAreas({ member }: { member: Row }) {
  const t = useWords()
  const names = useNames()
  const areas = useAreas()
  const client = useQueryClient()
  const path = { path: { id: member.id } }
  const form = useForm({
    values: { role: member.role, areaIds: member.areaIds },
    version: member.version,
    save: async ({ role, areaIds }, version) => {
      const body = { role, ...(role === "supervisor" ? { areaIds } : {}) }
      await ask(api.PUT("/v1/members/{id}/role", { params: { ...path, header: ifMatch(version as number) }, body }))
      await client.invalidateQueries({ queryKey: ["members"] })
    },
    reread: async () => {
      const { role, areaIds, version } = await ask(api.GET("/v1/members/{id}", { params: path }))
      return { values: { role, areaIds }, version }
    },
  })
  return (
    <FormView form={form} names={names} submit={t("members.saveRole")} effect={t("members.roleEffect")}>
      <ChoiceField
        name="role"
        label={names.role}
        help={t(`roleHelp.${form.values.role as (typeof roles)[number]}`)}
        choices={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
      />
      {form.values.role === "supervisor" && (
        <SeveralField
          name="areaIds"
          label={names.areaIds}
          choices={areas.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
    </FormView>
  )
}

function SignInActions({ member: { id, name, email, state } }: { member: Row }) {
  const t = useWords()
  const { member: self } = useSession()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const path = { params: { path: { id } } }
  const does = (title: string, effect: string, act: () => Promise<unknown>, destructive = false): Question => ({
    title,
    effect,
    verb: title,
    destructive,
    act: async () => {
      await act()
      await client.invalidateQueries({ queryKey: ["members"] })
    },
  })
  const invite = () => ask(api.POST("/v1/members/{id}/invite", path))
  const to = { name, email: email ?? "" }
  const questions = {
    receiver: email ? [does(t("members.invite"), t("members.inviteEffect", to), invite)] : [],
    invited: [
      does(t("members.inviteAgain"), t("members.inviteAgainEffect", to), invite),
      does(
        t("members.withdraw"),
        t("members.withdrawEffect", to),
        () => ask(api.DELETE("/v1/members/{id}/invitation", path)),
        true,
      ),
    ],
    active:
      self.id === id
        ? []
        : [
            does(
              t("members.deactivate"),
              t("members.deactivateEffect", to),
              () => ask(api.POST("/v1/members/{id}/deactivate", path)),
              true,
            ),
          ],
    deactivated: [
      does(t("members.reactivate"), t("members.reactivateEffect", to), () =>
        ask(api.POST("/v1/members/{id}/reactivate", path)),
      ),
    ],
  }[state]
  return (
    <div className="details-actions">
      {questions.map((question) => (
        <Button key={question.title} variant="default" onClick={() => confirm(question)}>
          {question.title}
        </Button>
      ))}
      {dialog}
    </div>
  )
}
