/** Who is signed in here, and what they may do. */
import { type QueryClient, queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query"
import { api, ask, isRefused, type Schemas } from "../api/client.ts"

export type Session = Schemas["Session"]
export type Permission = Schemas["ApiKeyInput"]["scopes"][number] | "platform:manage" | "profile:edit"

/** The session; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await ask(api.GET("/v1/session"))
    } catch (error) {
      if (isRefused(error, "unauthenticated")) return null
      throw error
    }
  },
  staleTime: 60_000,
})

export const profileQuery = queryOptions({
  queryKey: ["profile"],
  queryFn: () => ask(api.GET("/v1/profile")),
  staleTime: 60_000,
})

const own = ["session", "profile", "words"]

/** Reads anew who is signed in, and forgets all that another person or organisation was shown. */
export async function renewSession(client: QueryClient): Promise<void> {
  client.removeQueries({ predicate: ({ queryKey }) => !own.includes(String(queryKey[0])) })
  const session = await client.fetchQuery({ ...sessionQuery, staleTime: 0 })
  if (session) await client.fetchQuery({ ...profileQuery, staleTime: 0 })
}

/** For what stands behind the sign-in. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery)
  if (!data) throw new Error("nobody is signed in")
  return data
}

/** `may("customers:edit")`: may the reader do this at all? */
export function useMay(): (permission: Permission) => boolean {
  const { data } = useQuery(sessionQuery)
  return (permission) => data?.permissions[permission] !== undefined
}
