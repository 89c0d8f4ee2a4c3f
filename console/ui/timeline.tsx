/** What happened, oldest first, each with its exact time. */
import type { ReactNode } from "react"
import { useIntl } from "react-intl"
import type { Tone } from "./status.tsx"

export type Happened = { at: string; what: ReactNode; tone?: Tone | undefined; words?: ReactNode }

export function Timeline({ label, steps }: { label: string; steps: readonly Happened[] }) {
  const { formatDate } = useIntl()
  const dayOf = (at: string) => formatDate(at, { weekday: "short", day: "numeric", month: "short" })
  return (
    <ol className="timeline" aria-label={label}>
      {steps.map(({ at, what, tone, words }, index) => {
        const isNewDay = index === 0 || dayOf(at) !== dayOf((steps[index - 1] as Happened).at)
        return (
          <li key={index} className={tone}>
            <time dateTime={at}>
              {isNewDay && <span className="timeline-day">{dayOf(at)}</span>}
              {formatDate(at, { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 })}
            </time>
            <span className="timeline-what">{what}</span>
            {words && <span className="timeline-words">{words}</span>}
          </li>
        )
      })}
    </ol>
  )
}
