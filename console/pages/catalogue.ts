/** Notification types and categories as screens name them, in the reader's language. */
import { useQuery } from "@tanstack/react-query"
import { api, ask, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"

export type NotificationType = Schemas["NotificationType"]

/** Every type, retired ones too: some pages of two hundred. */
async function allTypes(): Promise<NotificationType[]> {
  const found: NotificationType[] = []
  let cursor: string | undefined
  do {
    const page = await ask(
      api.GET("/v1/notification-types", { params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } } }),
    )
    found.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor)
  return found
}

export function useTypes() {
  const language = useWords()("language.code") as "en"
  const { data } = useQuery({ queryKey: ["notification-types", "all"], queryFn: allTypes, staleTime: 60_000 })
  const byKey = new Map(data?.map((type) => [type.key, type]))
  return { isThere: data !== undefined, byKey, nameOf: (key: string) => byKey.get(key)?.name[language] ?? key }
}

export function useCategories() {
  const language = useWords()("language.code") as "en"
  const { data } = useQuery({
    queryKey: ["categories"],
    queryFn: () => ask(api.GET("/v1/categories", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
  })
  const all = data?.items ?? []
  return {
    isThere: data !== undefined,
    all: all.map(({ key, name, origin }) => ({ key, name: name[language], origin })),
    nameOf: (key: string) => all.find((category) => category.key === key)?.name[language] ?? key,
  }
}
