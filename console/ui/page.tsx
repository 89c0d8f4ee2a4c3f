/** A page: its title, one line on what it is for, what can be done at the right, then what it holds. */
import { Alert, Button, Skeleton, Text, Title } from "@mantine/core"
import type { ReactNode } from "react"
import { Refused } from "../api/client.ts"
import { useWords } from "../app/words.tsx"
import { AsApi, type Call } from "./asApi.tsx"
import { useReadProblem } from "./problems.ts"
import { Icon } from "./icons.tsx"
import { useTitle } from "./title.ts"

export function Page({
  title,
  purpose,
  actions,
  call,
  children,
}: {
  title: string
  purpose?: string
  actions?: ReactNode
  /** What does the same by API. */
  call?: Call
  children: ReactNode
}) {
  useTitle(title)
  return (
    <>
      <header className="page-head">
        <div>
          <Title order={1}>{title}</Title>
          {purpose && (
            <Text c="dimmed" maw="70ch" mt={2}>
              {purpose}
            </Text>
          )}
        </div>
        <div className="page-actions">
          {call && <AsApi call={call} />}
          {actions}
        </div>
      </header>
      {children}
    </>
  )
}

/** Lines to come, in the place they will take. */
export function Waiting({ rows = 3, height = 20 }: { rows?: number; height?: number }) {
  const t = useWords()
  return (
    <div role="status" aria-label={t("waiting")} className="waiting">
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={height} width={`${90 - ((index * 17) % 40)}%`} />
      ))}
    </div>
  )
}

/** What could not be read, why, and the way on. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useWords()
  const read = useReadProblem()
  const { title, detail, request } = read(error)
  const gone = error instanceof Refused && error.problem.code === "not_found"
  return (
    <Alert
      color={gone ? "gray" : "red"}
      variant="light"
      title={title}
      icon={<Icon name={gone ? "search" : "alert"} />}
      role="alert"
      className="failure"
    >
      {detail && <Text>{detail}</Text>}
      {request && (
        <Text c="dimmed" fz="xs" mt={4}>
          {t("problem.request", { request })}
        </Text>
      )}
      {retry && !gone && (
        <Button variant="default" size="xs" mt={8} onClick={retry}>
          {t("retry")}
        </Button>
      )}
    </Alert>
  )
}

/** What a place is for while nothing is there: a sentence, one thing to do, and the call that does it. */
export function Empty({ title, text, action, call }: { title: string; text: string; action?: ReactNode; call?: Call }) {
  return (
    <div className="empty">
      <Title order={2}>{title}</Title>
      <Text c="dimmed" maw="60ch">
        {text}
      </Text>
      {(action || call) && (
        <div className="page-actions">
          {action}
          {call && <AsApi call={call} />}
        </div>
      )}
    </div>
  )
}
