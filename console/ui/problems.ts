/** Problems of the API in the reader's language: what happened, why, and what to do. */
import { useIntl } from "react-intl"
import { type Fault, Refused } from "../api/client.ts"
import { useWords, type WordId } from "../app/words.tsx"

/** Codes that have a sentence of their own here; of others the server's English sentence is shown. */
const known = [
  "unreachable",
  "not_found",
  "forbidden",
  "credentials_wrong",
  "link_used",
  "too_many_requests",
  "version_conflict",
  "name_taken",
  "in_use",
  "protected",
  "last_administrator",
  "last_area",
  "not_waiting",
  "message_missing",
  "message_exists",
  "template_invalid",
  "no_own_address",
  "organisation_suspended",
  "two_step_required",
  "unavailable",
  "overloaded",
  "internal",
  "invalid",
] as const

export type Told = { title: string; detail: string | null; request: string | null }

export function useReadProblem(): (error: unknown) => Told {
  const t = useWords()
  const { formatList } = useIntl()
  return (error) => {
    if (!(error instanceof Refused)) return { title: t("problem.internal"), detail: null, request: null }
    const { code, title, detail, instance, rolesThatMay } = error.problem
    const has = known.some((each) => each === code)
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

const faultWords = [
  "taken",
  "too_small",
  "too_big",
  "invalid_format",
  "invalid_type",
  "invalid_value",
  "wrong_password",
  "wrong_code",
  "same",
  "missing",
  "ahead",
  "invalid_union",
] as const

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

/** One mistake in words: of a code that has none here, what the server says in English, which names more than a code can. */
export function useFaultSentence(): (fault: Fault) => string {
  const t = useWords()
  return ({ code, detail, values = {} }) => {
    const word = faultWords.find((each) => each === code)
    if (word) return t(`fault.${word}` as WordId)
    const { line, found, suggestion } = values
    if (typeof line !== "number" || !textFaults.some((each) => each === code)) return detail
    return t(`textFault.${code}` as WordId, {
      detail,
      found: typeof found === "string" ? found : "",
      meant: typeof suggestion === "string" ? t("textFault.meant", { suggestion }) : "",
    }).trim()
  }
}
