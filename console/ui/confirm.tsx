/** Asks before what can't be taken back, naming the thing and what will happen, and does it. */
import { Button, Modal, Text, TextInput } from "@mantine/core"
import { type ReactNode, useState } from "react"
import { useWords } from "../app/words.tsx"
import { Failure } from "./page.tsx"

export type Question = {
  title: string
  /** What will happen, in numbers where there are any. */
  effect: ReactNode
  /** The verb on the button. */
  verb: string
  destructive?: boolean
  /** What must be typed before: the number of those it is about, where they are many. */
  typed?: string
  act: () => Promise<unknown>
}

/** `ask(question)` opens it; `dialog` is to be drawn. */
export function useConfirm(): { ask: (question: Question) => void; dialog: ReactNode } {
  const t = useWords()
  const [question, setQuestion] = useState<Question | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [isActing, setActing] = useState(false)
  const [typed, setTyped] = useState("")
  const close = () => {
    setQuestion(null)
    setError(null)
    setTyped("")
  }
  const act = async () => {
    setActing(true)
    setError(null)
    try {
      await question?.act()
      close()
    } catch (failed) {
      setError(failed)
    } finally {
      setActing(false)
    }
  }
  const dialog = (
    <Modal
      opened={question !== null}
      onClose={close}
      title={question?.title}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Text component="div">{question?.effect}</Text>
      {question?.typed && (
        <TextInput
          mt={12}
          label={t("confirm.type", { text: question.typed })}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {error !== null && <Failure error={error} />}
      <div className="form-buttons">
        <Button variant="default" onClick={close}>
          {t("cancel")}
        </Button>
        <Button
          className={question?.destructive ? "danger" : undefined}
          onClick={() => void act()}
          loading={isActing}
          disabled={question?.typed !== undefined && typed.trim() !== question.typed}
        >
          {question?.verb}
        </Button>
      </div>
    </Modal>
  )
  return { ask: setQuestion, dialog }
}
