/** Problems of the API in the reader's language: what happened, why, and what to do. */
import { useIntl } from "react-intl"
import { Refused } from "../api/client.ts"
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
