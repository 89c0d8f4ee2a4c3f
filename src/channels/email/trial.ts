/** Trying a mail server out: one conversation, told part by part, so that who sets it up sees how far it came. */
import { deadline } from "../../base/outbound.ts"
import type { Doors, TrialStep } from "../provider.ts"
import { type Conversation, converse, type Server, Stopped, type TimeLimits } from "./conversation.ts"
import { judge, type Phase } from "./judge.ts"
import { compose, type EmailMessage } from "./message.ts"

/** Somebody waits for the answer: a server that takes longer than this is told as silent. */
const trialLimits: TimeLimits = {
  connect: 10,
  greeting: 15,
  ehlo: 10,
  starttls: 10,
  tls: 10,
  auth: 15,
  mail: 10,
  rcpt: 10,
  data: 10,
  body: 15,
  dot: 20,
}
const wholeMs = 45_000

type Part = TrialStep["part"]
const partOf: Readonly<Record<Phase, Part>> = {
  connect: "connect",
  greeting: "hello",
  ehlo: "hello",
  starttls: "tls",
  tls: "tls",
  auth: "auth",
  mail: "sender",
  rcpt: "message",
  data: "message",
  body: "message",
  dot: "message",
}

/** Where to look when a part fails. */
const fieldOf: Readonly<Record<Part, string | null>> = {
  connect: "host",
  hello: "port",
  tls: "security",
  auth: "password",
  sender: "domain",
  message: null,
}

/** The parts in the order this server is asked for them. */
const partsOf = ({ security, login }: Server, isSending: boolean): Part[] => [
  "connect",
  ...(security === "tls" ? (["tls", "hello"] as const) : (["hello", "tls"] as const)),
  ...(login ? (["auth"] as const) : []),
  "sender",
  ...(isSending ? (["message"] as const) : []),
]

/**
 * @param from what the sender is asked about where no message is sent
 * @param message is sent, where there is one
 * @param limits seconds that each phase may take
 */
export async function trySmtp(
  server: Server,
  from: string,
  message: EmailMessage | null,
  doors: Doors,
  limits: TimeLimits = trialLimits,
): Promise<TrialStep[]> {
  const said = new Map<Part, string>()
  const passed = (phase: Phase, words: string) => void said.set(partOf[phase], words)
  const limit = deadline(doors.timer, wholeMs)
  let conversation: Conversation | null = null
  let failed: { part: Part; reason: TrialStep["reason"]; words: string } | null = null
  try {
    conversation = await converse(server, doors, limits, limit.signal, passed)
    if (message)
      await conversation.deliver(
        { from: message.returnPath, to: message.to.address, isUtf8: /[^\0-\x7f]/.test(message.to.address) },
        compose(message),
        limit.signal,
      )
    else await conversation.askSender(from)
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    const outcome = judge(error.failure)
    const reason = outcome.kind === "sent" ? null : outcome.reason
    failed = { part: partOf[error.failure.phase], reason, words: outcome.words }
  } finally {
    limit.clear()
    conversation?.end()
  }
  return stepsOf(partsOf(server, message !== null), said, failed)
}

function stepsOf(
  parts: readonly Part[],
  said: ReadonlyMap<Part, string>,
  failed: { part: Part; reason: TrialStep["reason"]; words: string } | null,
): TrialStep[] {
  const end = failed ? parts.indexOf(failed.part) : parts.length
  return parts.map((part, at): TrialStep => {
    const nothing = { part, reason: null, words: "", field: null }
    if (failed && at === end) return { ...failed, state: "failed", field: fieldOf[part] }
    if (at > end) return { ...nothing, state: "not_tried" }
    const words = said.get(part)
    return words === undefined ? { ...nothing, state: "skipped" } : { ...nothing, state: "passed", words }
  })
}
