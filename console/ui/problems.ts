/** Problems of the API in the reader's language: what happened, why, and what to do. */
import { useIntl } from "react-intl"
import { type Fault, Refused } from "../api/client.ts"
import { useWords, type WordId } from "../app/words.tsx"

export type Told = { title: string; detail: string | null; request: string | null }

export function useReadProblem(): (error: unknown) => Told {
  const t = useWords()
  const { formatList, messages } = useIntl()
  return (error) => {
    if (!(error instanceof Refused)) return { title: t("problem.internal"), detail: null, request: null }
    const { code, title, detail, instance, rolesThatMay } = error.problem
    const has = `problem.${code}` in messages
    const roles = Array.isArray(rolesThatMay)
      ? t("problem.whoMay", {
          roles: formatList(
            rolesThatMay.map((role) => t(`role.${role}` as WordId)),
            { type: "disjunction" },
          ),
        })
      : null
    return {
      title: has ? t(`problem.${code}` as WordId) : title || t("problem.internal"),
      // The server's own sentence says more than the code's where it names things; it is English.
      detail: roles ?? (detail && detail !== title ? detail : null),
      request:
        code === "internal" && typeof instance === "string" ? instance.replace("urn:tidings:request:", "") : null,
    }
  }
}

/** Mistakes of a text (`FaultCode` of the server), told with what was found and what may have been meant. */
const textFaults = [
  "empty",
  "too_long",
  "too_deep",
  "syntax",
  "unknown_tag",
  "unknown_filter",
  "unknown_variable",
  "unknown_token",
  "reserved_name",
  "misplaced",
  "mjml",
  "content_slot",
  "not_gsm",
  "link_missing",
  "too_slow",
  "too_large",
  "failed",
] as const

/** One mistake in words; what the server says in English, which names more than a code can, only where it says "custom". */
export function useFaultSentence(): (fault: Fault) => string {
  const t = useWords()
  const { messages } = useIntl()
  return ({ code, detail, values = {} }) => {
    const { line, found, suggestion, of, min = 0, max = 0 } = values as Record<string, string | number>
    if (typeof line === "number" && textFaults.some((each) => each === code))
      return t(`textFault.${code}` as WordId, {
        detail,
        found: found ?? "",
        meant: suggestion === undefined ? "" : t("textFault.meant", { suggestion }),
      }).trim()
    const id = [`fault.${code}.${String(of)}`, `fault.${code}`].find((each) => each in messages)
    if (!id || code === "custom") return detail
    return [
      t(id as WordId, { min, max }),
      found && `“${found}”`,
      suggestion && t("fault.didYouMean", { suggestion: `“${suggestion}”` }),
    ]
      .filter(Boolean)
      .join(" ")
  }
}
