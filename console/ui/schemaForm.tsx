/** Fields drawn from a JSON Schema that names them in every language: what a provider wants to know. */
import { Button, PasswordInput } from "@mantine/core"
import { useState } from "react"
import { useWords } from "../app/words.tsx"
import { ChoiceField, TextField, useField } from "./form.tsx"
import { Icon } from "./icons.tsx"

type Named = Readonly<Record<string, string>>
type Property = {
  type?: string
  enum?: readonly string[]
  default?: unknown
  titles?: Named
  descriptions?: Named
  choices?: Readonly<Record<string, Named>>
  secret?: boolean
  isRare?: boolean
}
type Values = Readonly<Record<string, unknown>>

/** What stands beside a secret that is kept and never shown. */
const kept = { isSet: true }
const isKept = (value: unknown) => typeof value === "object" && value !== null && (value as typeof kept).isSet

const propertiesOf = (schema: Values) => Object.entries((schema.properties ?? {}) as Record<string, Property>)
const nameOf = (property: string) => `settings/${property}`

/** The values of a form's fields; without settings those that the schema begins with. */
export const schemaValues = (schema: Values, settings: Values | null): Values =>
  Object.fromEntries(
    propertiesOf(schema).map(([name, property]) => [
      nameOf(name),
      settings ? (settings[name] ?? "") : (property.default ?? ""),
    ]),
  )

/** The settings to be sent: a secret that was left alone isn't, null takes one away. */
export const schemaSettings = (schema: Values, values: Values): Record<string, unknown> =>
  Object.fromEntries(
    propertiesOf(schema).flatMap(([name, property]) => {
      const value = values[nameOf(name)]
      if (property.secret) return value === "" || isKept(value) ? [] : [[name, isNothing(value) ? null : value]]
      if (value === "" || value === undefined) return []
      const isNumber = property.type === "integer" && typeof value === "string" && /^\d+$/.test(value)
      return [[name, isNumber ? Number(value) : value]]
    }),
  )

const isNothing = (value: unknown) => value === null || (typeof value === "object" && !isKept(value))

/** What the fields are called, for a form's summary. */
export function useSchemaNames(): (schema: Values) => Record<string, string> {
  const language = useWords()("language.code")
  return (schema) =>
    Object.fromEntries(propertiesOf(schema).map(([name, { titles }]) => [nameOf(name), titles?.[language] ?? name]))
}

/** @param rare whether the fields that are seldom set are drawn, or the others */
export function SchemaFields({ schema, rare }: { schema: Values; rare: boolean }) {
  const language = useWords()("language.code")
  return propertiesOf(schema)
    .filter(([, { isRare }]) => (isRare ?? false) === rare)
    .map(([name, property]) => {
      const common = {
        name: nameOf(name),
        label: property.titles?.[language] ?? name,
        help: property.descriptions?.[language],
      }
      if (property.secret) return <SecretField key={name} {...common} />
      if (property.enum)
        return (
          <ChoiceField
            key={name}
            {...common}
            choices={property.enum.map((value) => ({ value, label: property.choices?.[value]?.[language] ?? value }))}
          />
        )
      return (
        <TextField
          key={name}
          {...common}
          spellCheck={false}
          autoComplete="off"
          {...(property.type === "integer" ? { inputMode: "numeric" } : {})}
        />
      )
    })
}

/** A secret is never read back: it is told that there is one, and it can be replaced or taken away. */
function SecretField({ name, label, help }: { name: string; label: string; help?: string | undefined }) {
  const t = useWords()
  const { value, set, props } = useField(name)
  const [before] = useState(value)
  const wasSet = isKept(before)
  if (isKept(value))
    return (
      <div className="field-row kept-secret">
        <PasswordInput
          {...props}
          label={label}
          description={help}
          placeholder={t("secret.isSet")}
          readOnly
          value=""
          visible={false}
          rightSection={<Icon name="check" size={16} />}
        />
        <Button variant="default" aria-label={t("secret.replace", { what: label })} onClick={() => set("")}>
          {t("secret.replaceThis")}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          aria-label={t("secret.remove", { what: label })}
          onClick={() => set(null)}
        >
          {t("secret.removeThis")}
        </Button>
      </div>
    )
  return (
    <div className="field-row kept-secret">
      <PasswordInput
        {...props}
        label={label}
        description={value === null ? t("secret.isRemoved") : help}
        autoComplete="off"
        visibilityToggleButtonProps={{ "aria-label": t("password.show"), "aria-hidden": false, tabIndex: 0 } as never}
        value={typeof value === "string" ? value : ""}
        onChange={(event) => set(event.currentTarget.value)}
      />
      {wasSet && (
        <Button variant="default" aria-label={t("secret.keep", { what: label })} onClick={() => set(before)}>
          {t("secret.keepThis")}
        </Button>
      )}
    </div>
  )
}
