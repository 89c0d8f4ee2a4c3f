import "./ui/look.ts"
import { MantineProvider } from "@mantine/core"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { isRefused, Refused } from "./api/client.ts"
import { makeRouter } from "./app/router.tsx"
import { theme } from "./app/theme.ts"

/** The page's number used once, without which no style that is made here counts; its own policy asks for it. */
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? ""
// The one name by which the library that locks scrolling asks for it.
Object.assign(globalThis, { __webpack_nonce__: nonce })

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What was refused is refused again; what wasn't reached may be reached.
      retry: (count, error) =>
        count < 2 && error instanceof Refused && [0, 502, 503, 504].includes(error.problem.status),
    },
  },
})

const router = makeRouter(client)

// A session that ended elsewhere: whatever notices it first leads to the sign-in, and back afterwards.
client.getQueryCache().subscribe(({ query }) => {
  if (!isRefused(query.state.error, "unauthenticated")) return
  const { pathname, href } = router.state.location
  if (pathname === "/sign-in" || !client.getQueryData(["session"])) return
  void router
    .navigate({ to: "/sign-in", search: { to: href } } as never)
    .then(() => client.setQueryData(["session"], null))
})

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
