/** "Changed by …, date · History": who changed a document last, and the way to all that was changed. */
import { useQuery } from "@tanstack/react-query"
import { Anchor } from "@mantine/core"
import { Link } from "@tanstack/react-router"
import { api, ask } from "../api/client.ts"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { useMoments } from "./text.tsx"

export function Changed({ subjectKind, subjectId }: { subjectKind: string; subjectId?: string | undefined }) {
  const t = useWords()
  const may = useMay()
  const { plain } = useMoments()
  const query = { subjectKind, ...(subjectId ? { subjectId } : {}), limit: 1 }
  const { data } = useQuery({
    queryKey: ["audit", "last", query],
    queryFn: () => ask(api.GET("/v1/audit", { params: { query } })),
    enabled: may("audit:see"),
  })
  const last = data?.items[0]
  if (!last) return null
  return (
    <p className="changed">
      {t("changed.by", { name: last.actorName, at: plain(last.at) })} ·{" "}
      <Anchor
        component={Link}
        {...({ to: "/audit", search: subjectId ? { subjectKind, subjectId } : { subjectKind } } as object)}
      >
        {t("changed.history")}
      </Anchor>
    </p>
  )
}
