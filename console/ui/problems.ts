/** Problems of the API in the reader's language: what happened, why, and what to do. */
import { useIntl } from "react-intl"
import { Refused } from "../api/client.ts"
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
