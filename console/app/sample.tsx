/** A sample organisation says that it is one, wherever one is in it, and is taken away by one press. */
import { Alert, Button } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { api, ask } from "../api/client.ts"
import { useConfirm } from "../ui/confirm.tsx"
import { Icon } from "../ui/icons.tsx"
import { Waiting } from "../ui/page.tsx"
import { useMay, useSession } from "./session.tsx"
import { useWords } from "./words.tsx"

export function SampleMark() {
  const t = useWords()
  return useSession().organisation.isSample ? <span className="tag">{t("sample.mark")}</span> : null
}

export function SampleNotice() {
  const t = useWords()
  const may = useMay()
  const { organisation } = useSession()
  const { ask: confirm, dialog } = useConfirm()
  if (!organisation.isSample) return null
  return (
    <Alert color="gray" variant="light" icon={<Icon name="help" />} title={t("sample.title")} mb={16}>
      <p className="plain">{t("sample.text")}</p>
      {may("samples:manage") && (
        <div className="page-actions">
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              confirm({
                title: t("sample.removeTitle", { name: organisation.name }),
                effect: <Effect />,
                verb: t("sample.remove"),
                destructive: true,
                act: async () => {
                  await ask(api.DELETE("/v1/sample"))
                  // Nothing that is on the screen is there any more, nor is the session.
                  location.assign("/sign-in")
                },
              })
            }
          >
            {t("sample.remove")}
          </Button>
        </div>
      )}
      {dialog}
    </Alert>
  )
}

function Effect() {
  const t = useWords()
  const { data } = useQuery({ queryKey: ["sample"], queryFn: () => ask(api.GET("/v1/sample")), staleTime: 0 })
  if (!data) return <Waiting rows={2} />
  const { customers, classes, members } = data
  return <>{t("sample.effect", { customers, classes, members })}</>
}
