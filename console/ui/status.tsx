/** Where something stands: an icon, a word, a colour that means only that, and the reason where there is one. */
import type { Schemas } from "../api/client.ts"
import { useWords, type WordId } from "../app/words.tsx"
import { Icon, type IconName } from "./icons.tsx"
import { useMoments } from "./text.tsx"

export type Tone = "blue" | "violet" | "green" | "grey" | "amber" | "red"

export function Status({ tone, icon, word }: { tone: Tone; icon: IconName; word: string }) {
  return (
    <span className={`status ${tone}`}>
      <Icon name={icon} size={15} />
      {word}
    </span>
  )
}

type Delivery = Pick<Schemas["DeliveryListItem"], "state" | "reason" | "dueAt">
export type ShownState = Exclude<Delivery["state"], "queued"> | "waiting" | "scheduled"

/** Queued is two things to a reader: due, or for later. */
export const shownState = ({ state, dueAt }: Pick<Delivery, "state" | "dueAt">): ShownState =>
  state !== "queued" ? state : Date.parse(dueAt) > Date.now() + 1000 ? "scheduled" : "waiting"

const looks: Readonly<Record<ShownState, { tone: Tone; icon: IconName }>> = {
  waiting: { tone: "blue", icon: "clock" },
  scheduled: { tone: "violet", icon: "calendar" },
  sending: { tone: "blue", icon: "arrow" },
  sent: { tone: "green", icon: "send" },
  delivered: { tone: "green", icon: "check" },
  withheld: { tone: "grey", icon: "withheld" },
  cancelled: { tone: "grey", icon: "stop" },
  expired: { tone: "grey", icon: "stop" },
  ambiguous: { tone: "amber", icon: "question" },
  failed: { tone: "red", icon: "alert" },
}

/** @param word where another than the state's own says it better */
export function StateBadge({ state, word }: { state: ShownState; word?: string }) {
  const t = useWords()
  return <Status {...looks[state]} word={word ?? t(`state.${state}`)} />
}

/** The state of a delivery with why: the reason, or until when it is to wait. */
export function DeliveryStatus({ delivery, detailed = false }: { delivery: Delivery; detailed?: boolean }) {
  const reasonOf = useReasons()
  const { plain } = useMoments()
  const state = shownState(delivery)
  const why = [
    state === "scheduled" ? plain(delivery.dueAt) : null,
    delivery.reason && (detailed || state !== "sent") ? reasonOf(delivery.reason) : null,
  ].filter(Boolean)
  return (
    <span className="status-and-reason">
      <StateBadge state={state} />
      {why.length > 0 && <span className="reason">{why.join(" · ")}</span>}
    </span>
  )
}

const reasons = [
  "no_receiver",
  "customer_archived",
  "module_inactive",
  "channel_off",
  "channel_unsupported",
  "switched_off",
  "no_template_set",
  "no_message",
  "customer_channel_off",
  "not_subscribed",
  "suppressed",
  "no_address",
  "domain_not_allowed",
  "country_not_allowed",
  "duplicate_recipient",
  "frequency_capped",
  "text_not_permitted",
  "no_price",
  "insufficient_funds",
  "quota_exhausted",
  "unknown",
  "bounce",
  "paused",
  // what became of sending it
  "retry",
  "refused",
  "attempts_exhausted",
  "unrenderable",
  "lease_ran_out",
  "bounced",
  "complaint",
  "connection_lost",
  "timed_out",
  "called_off",
  "unintelligible",
] as const
export type Reason = (typeof reasons)[number]

/** A reason in words; one that has none of ours, such as a provider's, as it is. */
export function useReasons(): (reason: string) => string {
  const t = useWords()
  return (reason) =>
    reasons.includes(reason as Reason) ? t(`reason.${reason}` as WordId) : reason.replaceAll("_", " ")
}
