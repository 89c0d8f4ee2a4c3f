/** Thresholds of a credit limit, as a form has them and in words: of a class, or a customer's own. */
import type { Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { RowsField } from "../ui/form.tsx"

type Threshold = Schemas["CustomerClass"]["thresholds"][number]
/** A threshold as a row of a form has it. */
export type ThresholdRow = { kind: string; value: string }

export const toRow = (each: Threshold): ThresholdRow =>
  "percentUsed" in each
    ? { kind: "percentUsed", value: String(each.percentUsed) }
    : { kind: "amountLeft", value: each.amountLeft }

/** What isn't a number is sent as it is typed, so that the server says so at its place. */
export const numberOf = (text: string): number =>
  /^\d+$/.test(text.trim()) ? Number(text) : (text as unknown as number)

export const fromRow = ({ kind, value }: ThresholdRow): Threshold =>
  kind === "percentUsed" ? { percentUsed: numberOf(value) } : { amountLeft: value.trim().replace(",", ".") }

export function ThresholdsField({ name }: { name: string }) {
  const t = useWords()
  return (
    <RowsField
      name={name}
      label={t("thresholds.title")}
      columns={[
        {
          key: "kind",
          label: t("thresholds.when"),
          choices: [
            { value: "percentUsed", label: t("thresholds.percentUsed") },
            { value: "amountLeft", label: t("thresholds.amountLeft") },
          ],
        },
        { key: "value", label: t("thresholds.value"), grow: true },
      ]}
      add={t("thresholds.add")}
      none={t("thresholds.none")}
    />
  )
}

/** A threshold in words. */
export function useThresholdWords() {
  const t = useWords()
  return (each: Threshold) =>
    "percentUsed" in each
      ? t("thresholds.ofLimit", { percent: each.percentUsed })
      : t("thresholds.left", { amount: each.amountLeft })
}
