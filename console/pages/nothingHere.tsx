/** An address that leads nowhere, or to what one may not see: told in the same words. */
import { Anchor } from "@mantine/core"
import { Link } from "@tanstack/react-router"
import { useWords } from "../app/words.tsx"
import { Empty, Page } from "../ui/page.tsx"

export function NothingHere() {
  const t = useWords()
  return (
    <Page title={t("problem.not_found")}>
      <Empty
        title={t("nothing.title")}
        text={t("nothing.text")}
        action={
          <Anchor component={Link} {...({ to: "/" } as object)}>
            {t("nothing.back")}
          </Anchor>
        }
      />
    </Page>
  )
}
