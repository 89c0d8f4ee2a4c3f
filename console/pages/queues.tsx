/** What waits to be sent, and going on after a pause: with it, or without it. */
import { Button, type MantineSize } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { api, ask, type Schemas } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { useConfirm } from "../ui/confirm.tsx"

type Queues = Schemas["Queues"]

export const queuesQuery = {
  queryKey: ["queues"],
  queryFn: () => ask(api.GET("/v1/queues")),
  refetchInterval: 5000,
}

/** How many wait, messages and events. */
export const waitingOf = ({ lanes, events }: Queues): number =>
  lanes.reduce((sum, lane) => sum + lane.waiting, events.waiting)

/** Each says its effect before. */
export function ResumeButtons({ waiting, size = "sm" }: { waiting: number; size?: MantineSize }) {
  const t = useWords()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const resume = (drop: boolean) => async () => {
    await ask(api.POST("/v1/organisation/resume", { body: { drop } }))
    await client.invalidateQueries({ queryKey: ["queues"] })
  }
  return (
    <>
      <Button
        size={size}
        onClick={() =>
          confirm({
            title: t("overview.resume"),
            effect: t("overview.resumeEffect", { count: waiting }),
            verb: t("overview.resume"),
            act: resume(false),
          })
        }
      >
        {t("overview.resume")}
      </Button>
      <Button
        size={size}
        variant="default"
        onClick={() =>
          confirm({
            title: t("overview.drop"),
            effect: t("overview.dropEffect", { count: waiting }),
            verb: t("overview.drop"),
            destructive: true,
            act: resume(true),
          })
        }
      >
        {t("overview.drop")}
      </Button>
      {dialog}
    </>
  )
}
