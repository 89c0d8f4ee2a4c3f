/** Who manages a class or a template set: administrators only, or one reseller. */
import { useQuery } from "@tanstack/react-query"
import { api, ask } from "../api/client.ts"
import { useMay, useSession } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"

/** Who manages a class, in words; the name of a reseller is known where one may see it. */
export function useManagerName() {
  const t = useWords()
  const { member } = useSession()
  return ({ managedBy }: { managedBy: string | null }, name: string | null | undefined) =>
    managedBy === null ? t("managedBy.administrators") : managedBy === member.id ? member.name : (name ?? "–")
}

/**
 * Whom a class or a set can be given to: nobody but administrators, or each reseller by name.
 * @param chosen the reseller who has it now: named though deactivated meanwhile
 */
export function useManagers(chosen: string | null = null) {
  const t = useWords()
  const may = useMay()
  const { data } = useQuery({
    queryKey: ["members", "resellers"],
    queryFn: () => ask(api.GET("/v1/members", { params: { query: { role: "reseller", limit: 200 } } })),
    enabled: may("members:see"),
    staleTime: 60_000,
  })
  const resellers = (data?.items ?? []).filter(({ state, id }) => state !== "deactivated" || id === chosen)
  return [
    { value: "", label: t("managedBy.administrators") },
    ...resellers.map(({ id, name }) => ({ value: id, label: name })),
  ]
}
