/** "View as API": the call that does what the screen does. */
import { Button, Modal, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { useWords } from "../app/words.tsx"
import { CopyButton } from "./text.tsx"
import { Icon } from "./icons.tsx"

export type Call = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  path: string
  query?: Readonly<Record<string, string | number | undefined>>
  body?: unknown
  version?: number
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** A call for a shell; the key stands in a variable, so that it gets into no history. */
export function curlOf({ method, path, query = {}, body, version }: Call): string {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.set(name, String(value))
  const address = `${location.origin}${path}${asked.size ? `?${asked}` : ""}`
  return [
    `curl${method === "GET" ? "" : ` -X ${method}`} -H "Authorization: Bearer $TIDINGS_KEY"`,
    ...(version === undefined ? [] : [`  -H ${quoted(`If-Match: "${version}"`)}`]),
    ...(body === undefined ? [] : [`  -H 'Content-Type: application/json'`, `  -d ${quoted(JSON.stringify(body))}`]),
    `  ${quoted(address)}`,
  ].join(" \\\n")
}

export function AsApi({ call }: { call: Call }) {
  const t = useWords()
  const [opened, { open, close }] = useDisclosure()
  const curl = curlOf(call)
  return (
    <>
      <Button variant="subtle" color="gray" leftSection={<Icon name="code" />} onClick={open}>
        {t("api.view")}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={t("api.title")}
        size="lg"
        closeButtonProps={{ "aria-label": t("close") }}
      >
        <Text mb={12}>{t("api.explain")}</Text>
        <div className="code">
          <pre tabIndex={0}>{curl}</pre>
          <CopyButton text={curl} />
        </div>
      </Modal>
    </>
  )
}
