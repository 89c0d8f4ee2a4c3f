/** A customer class itself: its name, who manages it, in whose name its messages leave, and when they are due. */
import { Fieldset } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { api, ask, ifMatch, type Schemas } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { Changed } from "../ui/changed.tsx"
import { ChoiceField, FormView, TextField, useForm } from "../ui/form.tsx"
import { Facts } from "../ui/text.tsx"
import { documentOf } from "./classBoxes.tsx"
import { useManagers } from "./managers.tsx"
import { fromRow, numberOf, type ThresholdRow, ThresholdsField, toRow, useThresholdWords } from "./thresholds.tsx"

type Class = Schemas["CustomerClass"]

const daysOf = (text: string): number[] =>
  text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map(numberOf)

const valuesOf = (of: Class) => ({
  name: of.name,
  managedBy: of.managedBy ?? "",
  fromName: of.fromName ?? "",
  fromEmail: of.fromEmail ?? "",
  replyTo: of.replyTo ?? "",
  smsSender: of.smsSender ?? "",
  daysBeforeDue: of.daysBeforeDue.toReversed().join(", "),
  daysAfterDue: of.daysAfterDue.join(", "),
  thresholds: of.thresholds.map(toRow),
})

function useNames() {
  const t = useWords()
  return {
    name: t("name"),
    managedBy: t("managedBy"),
    fromName: t("classes.fromName"),
    fromEmail: t("classes.fromEmail"),
    replyTo: t("classes.replyTo"),
    smsSender: t("classes.smsSender"),
    daysBeforeDue: t("classes.daysBefore"),
    daysAfterDue: t("classes.daysAfter"),
    thresholds: t("thresholds.title"),
  }
}

export function ClassSettings({ of, managerName }: { of: Class; managerName: string }) {
  const may = useMay()
  return (
    <div className="columns">
      {may("classes:edit") ? (
        <SettingsForm of={of} managerName={managerName} />
      ) : (
        <Shown of={of} managerName={managerName} />
      )}
      <Changed subjectKind="customer_class" subjectId={of.id} />
    </div>
  )
}

function Shown({ of, managerName }: { of: Class; managerName: string }) {
  const names = useNames()
  const words = useThresholdWords()
  return (
    <Facts
      facts={[
        [names.managedBy, managerName],
        [names.fromName, of.fromName ?? "–"],
        [names.fromEmail, of.fromEmail ?? "–"],
        [names.replyTo, of.replyTo ?? "–"],
        [names.smsSender, of.smsSender ?? "–"],
        [names.daysBeforeDue, of.daysBeforeDue.toReversed().join(", ") || "–"],
        [names.daysAfterDue, of.daysAfterDue.join(", ") || "–"],
        [names.thresholds, of.thresholds.map(words).join(" · ") || "–"],
      ]}
    />
  )
}

function SettingsForm({ of, managerName }: { of: Class; managerName: string }) {
  const t = useWords()
  const may = useMay()
  const names = useNames()
  const words = useThresholdWords()
  const client = useQueryClient()
  // Only an administrator decides who manages a class.
  const isGiver = may("classes:create")
  const managers = useManagers(of.managedBy)
  const params = { path: { id: of.id } }
  const form = useForm({
    values: valuesOf(of),
    version: of.version,
    save: async (values, version) => {
      const now = await ask(api.GET("/v1/customer-classes/{id}", { params }))
      const body = {
        ...documentOf(now),
        name: values.name,
        managedBy: values.managedBy || null,
        fromName: values.fromName.trim() || null,
        fromEmail: values.fromEmail.trim() || null,
        replyTo: values.replyTo.trim() || null,
        smsSender: values.smsSender.trim() || null,
        daysBeforeDue: daysOf(values.daysBeforeDue),
        daysAfterDue: daysOf(values.daysAfterDue),
        thresholds: values.thresholds.map(fromRow),
      }
      const header = ifMatch(version as number)
      const saved = await ask(api.PUT("/v1/customer-classes/{id}", { params: { ...params, header }, body }))
      client.setQueryData(["customer-classes", of.id], saved)
      await client.invalidateQueries({ queryKey: ["customer-classes"] })
      await client.invalidateQueries({ queryKey: ["audit"] })
    },
    reread: async () => {
      const now = await ask(api.GET("/v1/customer-classes/{id}", { params }))
      return { values: valuesOf(now), version: now.version }
    },
  })
  const show = (name: string, value: unknown) => {
    if (name === "managedBy") return managers.find((each) => each.value === value)?.label
    if (name === "thresholds") return (value as ThresholdRow[]).map((row) => words(fromRow(row))).join(", ")
    return undefined
  }
  return (
    <FormView form={form} names={names} submit={t("classes.save")} show={show}>
      <TextField name="name" label={names.name} />
      {isGiver ? (
        <ChoiceField name="managedBy" label={names.managedBy} help={t("classes.managedByHelp")} choices={managers} />
      ) : (
        <Facts facts={[[names.managedBy, managerName]]} />
      )}
      <Fieldset variant="unstyled" legend={t("classes.sender")}>
        <div className="fields-beside">
          <TextField name="fromName" label={names.fromName} help={t("classes.fromNameHelp")} />
          <TextField name="fromEmail" label={names.fromEmail} type="email" help={t("classes.fromEmailHelp")} />
        </div>
        <div className="fields-beside">
          <TextField name="replyTo" label={names.replyTo} type="email" help={t("classes.replyToHelp")} />
          <TextField name="smsSender" label={names.smsSender} help={t("classes.smsSenderHelp")} />
        </div>
      </Fieldset>
      <Fieldset variant="unstyled" legend={t("classes.due")}>
        <div className="fields-beside">
          <TextField name="daysBeforeDue" label={names.daysBeforeDue} help={t("classes.daysBeforeHelp")} />
          <TextField name="daysAfterDue" label={names.daysAfterDue} help={t("classes.daysAfterHelp")} />
        </div>
      </Fieldset>
      <ThresholdsField name="thresholds" />
    </FormView>
  )
}
