/** Modules: what an administrator switches on and off for the whole organisation. */
import { Switch, Text } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { Changed } from "../ui/changed.tsx"
import { FormView, useForm } from "../ui/form.tsx"
import { Failure, Page, Waiting } from "../ui/page.tsx"
import { useLocked } from "./organisation.tsx"

type Module = Schemas["Module"]

/** Those that something hangs on today; the others are kept for when their screens come. */
const ready: readonly Module["module"][] = ["sms"]

const modulesQuery = {
  queryKey: ["modules"],
  queryFn: async () => (await ask(api.GET("/v1/modules"))).items,
}

export function Modules() {
  const t = useWords()
  const names = useModuleNames()
  const { data, error, refetch } = useQuery(modulesQuery)
  return (
    <Page title={t("nav.modules")} purpose={t("modules.purpose")} call={{ method: "GET", path: "/v1/modules" }}>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <div className="columns">
          <Edit modules={data} />
          <Changed subjectKind="module" names={names} />
        </div>
      ) : (
        <Waiting rows={8} height={32} />
      )}
    </Page>
  )
}

function useModuleNames() {
  const t = useWords()
  return {
    sms: t("module.sms"),
    reminders: t("module.reminders"),
    subscriptions: t("module.subscriptions"),
    post: t("module.post"),
    bookings: t("module.bookings"),
  }
}

function Edit({ modules }: { modules: readonly Module[] }) {
  const t = useWords()
  const names = useModuleNames()
  const client = useQueryClient()
  const locked = useLocked()
  const valuesOf = (all: readonly Module[]) => Object.fromEntries(all.map(({ module, active }) => [module, active]))
  const form = useForm<Record<string, boolean>>({
    values: valuesOf(modules),
    guarded: true,
    save: async (values) => {
      for (const { module, active, version } of modules)
        if (values[module] !== active)
          await ask(
            api.PUT("/v1/modules/{module}", {
              params: { path: { module }, header: ifMatch(version) },
              body: { active: values[module] === true },
            }),
          )
      await client.invalidateQueries({ queryKey: ["modules"] })
      await client.invalidateQueries({ queryKey: ["audit"] })
    },
    reread: async () => {
      const now = await modulesQuery.queryFn()
      client.setQueryData(modulesQuery.queryKey, now)
      return { values: valuesOf(now), version: 1 }
    },
  })
  const turnsOffSms = modules.some(({ module, active }) => module === "sms" && active) && form.values.sms === false
  return (
    <FormView
      form={form}
      names={names}
      submit={t("modules.save")}
      locked={locked}
      effect={turnsOffSms ? <SmsEffect /> : undefined}
    >
      <ul className="modules">
        {modules.map(({ module }) => {
          const isReady = ready.includes(module)
          return (
            <li key={module}>
              <Switch
                id={`field-${module}`}
                label={names[module]}
                description={t(`moduleHelp.${module}`)}
                disabled={!isReady}
                checked={isReady && form.values[module] === true}
                onChange={(event) => form.set({ [module]: event.currentTarget.checked })}
              />
              {!isReady && (
                <Text c="dimmed" fz="xs" className="module-note">
                  {t("modules.notYet")}
                </Text>
              )}
            </li>
          )
        })}
      </ul>
    </FormView>
  )
}

/** How many SMS that wait will not be sent. */
function SmsEffect() {
  const t = useWords()
  const { data } = useQuery({ queryKey: ["queues"], queryFn: () => ask(api.GET("/v1/queues")) })
  const count = (data?.lanes ?? [])
    .filter(({ channel }) => channel === "sms")
    .reduce((sum, { waiting, scheduled }) => sum + waiting + scheduled, 0)
  return <>{t("modules.smsEffect", { count })}</>
}
