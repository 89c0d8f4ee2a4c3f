/** All that an organisation has, as one file, for whoever may change its settings. */
import { Button, Text, Title } from "@mantine/core"
import { useMay } from "../app/session.tsx"
import { useWords } from "../app/words.tsx"
import { AsApi } from "../ui/asApi.tsx"

const path = "/v1/organisation/export"

export function TakeAlong() {
  const t = useWords()
  const may = useMay()
  if (!may("settings:edit")) return null
  return (
    <section className="below">
      <Title order={2}>{t("takeAlong.title")}</Title>
      <div className="panel">
        <Text c="dimmed" mb={12}>
          {t("takeAlong.help")}
        </Text>
        <div className="page-actions">
          <Button component="a" href={path} download variant="default">
            {t("takeAlong.do")}
          </Button>
          <AsApi call={{ method: "GET", path }} />
        </div>
      </div>
    </section>
  )
}
