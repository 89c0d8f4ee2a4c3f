/** Asks before what can't be taken back, naming the thing and what will happen, and does it. */
import { Button, Modal, Text } from "@mantine/core"
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
  act: () => Promise<unknown>
}

/** `ask(question)` opens it; `dialog` is to be drawn. */
export function useConfirm(): { ask: (question: Question) => void; dialog: ReactNode } {
  const t = useWords()
  const [question, setQuestion] = useState<Question | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [isActing, setActing] = useState(false)
  const close = () => {
    setQuestion(null)
    setError(null)
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
      {error !== null && <Failure error={error} />}
      <div className="form-buttons">
        <Button variant="default" onClick={close}>
          {t("cancel")}
        </Button>
        <Button className={question?.destructive ? "danger" : undefined} onClick={() => void act()} loading={isActing}>
          {question?.verb}
        </Button>
      </div>
    </Modal>
  )
  return { ask: setQuestion, dialog }
}
