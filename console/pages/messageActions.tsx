/** What can be done with a message beside writing it: the default brought back, the text deleted, a test sent to oneself. */
import { Anchor, Button } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { api, ask, ifMatch } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { useConfirm } from "../ui/confirm.tsx"
import { Icon } from "../ui/icons.tsx"
import { useLanguageNames } from "../ui/text.tsx"
import { bodyOf, type Message, type Place, type Words } from "./messageWords.ts"

export function Actions({
  place,
  message,
  words,
  isChanged,
}: {
  place: Place
  message: Message
  words: Words
  isChanged: boolean
}) {
  const t = useWords()
  const client = useQueryClient()
  const { ask: confirm, dialog } = useConfirm()
  const { set, slot, locale } = place
  const languageName = useLanguageNames()
  const params = { path: { id: set.id, messageId: message.id }, header: ifMatch(message.version) }
  const anew = () => client.invalidateQueries({ queryKey: ["template-sets"] })
  const restore = async () => {
    await ask(api.POST("/v1/template-sets/{id}/messages/{messageId}/restore-default", { params }))
    await anew()
  }
  const remove = async () => {
    await ask(api.DELETE("/v1/template-sets/{id}/messages/{messageId}", { params }))
    await anew()
  }
  const reached = set.reaches?.customers ?? 0
  return (
    <>
      {message.hasDefault && !message.isDefault && (
        <Button
          variant="default"
          disabled={isChanged}
          onClick={() =>
            confirm({
              title: t("message.restoreDefault"),
              effect: t("message.restoreDefaultEffect", { version: message.version, count: reached }),
              verb: t("message.restoreDefault"),
              act: restore,
            })
          }
        >
          {t("message.restoreDefault")}
        </Button>
      )}
      {!message.hasDefault && (
        <Button
          variant="default"
          disabled={isChanged}
          onClick={() =>
            confirm({
              title: t("message.deleteTitle", { language: languageName(locale) }),
              effect: t("message.deleteEffect"),
              verb: t("delete"),
              destructive: true,
              act: remove,
            })
          }
        >
          {t("message.delete")}
        </Button>
      )}
      {(slot.channel === "email" || slot.channel === "sms") && (
        <TestSend place={place} message={message} words={isChanged ? words : null} />
      )}
      {dialog}
    </>
  )
}

/** To oneself only, marked as a test; with the words as they stand here, saved or not. */
function TestSend({ place, message, words }: { place: Place; message: Message; words: Words | null }) {
  const t = useWords()
  const { ask: confirm, dialog } = useConfirm()
  const [sent, setSent] = useState<{ id: string; address: string } | null>(null)
  const { set, slot } = place
  const send = async () => {
    const path = { id: set.id, messageId: message.id }
    const body = words ? { subject: bodyOf(words, slot.channel).subject, body: words.body, format: words.format } : {}
    const { id, address } = await ask(
      api.POST("/v1/template-sets/{id}/messages/{messageId}/test", { params: { path }, body }),
    )
    setSent({ id, address })
  }
  return (
    <>
      {sent && (
        <span className="test-sent" role="status">
          {t("message.tested", { address: sent.address })}{" "}
          <Anchor href={`/activity/${sent.id}`} target="_blank">
            {t("message.testedShow")}
          </Anchor>
        </span>
      )}
      <Button
        variant="default"
        leftSection={<Icon name="send" />}
        onClick={() =>
          confirm({
            title: t("message.test"),
            effect: words ? t("message.testUnsaved") : t("message.testEffect"),
            verb: t("message.testVerb"),
            act: send,
          })
        }
      >
        {t("message.test")}
      </Button>
      {dialog}
    </>
  )
}
