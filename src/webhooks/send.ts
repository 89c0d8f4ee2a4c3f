/**
 * Sending: claim → hand over → settle, for one organisation until nothing is due. Each turn is one transaction that
 * writes down what has come back and claims as many as there is room for at each endpoint, so one that is slow holds up
 * nobody else. At least once: a claim whose process died runs out, and the message goes again under the same id.
 */
import type { Timer } from "../base/clock.ts"
import type { Db, OrgSql } from "../base/db.ts"
import { newRandom } from "../base/ids.ts"
import { type HttpRequest, OutboundError } from "../base/outbound.ts"
import { leaveLane, takeLane } from "../base/ready.ts"
import type { Install } from "../base/route.ts"
import { type Claimed, claim, nextDue } from "./claim.ts"
import { type Outcome, outcomeOf, wordsOf } from "./judge.ts"
import { type Sent, settle, type TellDisabled } from "./settle.ts"
import { signedHeaders } from "./signature.ts"
import { inspectUrl } from "./url.ts"

/** From the look-up of the name to the last byte of the answer. */
const answerSeconds = 20
/** As much of an answer is read. */
const answerBytes = 4096
/** While answers are waited for, what became due meanwhile is looked for this often. */
const lookMs = 1000

export type WebhookDoors = Pick<Install, "db" | "secrets" | "outbound" | "clock"> & {
  timer: Timer
  tellDisabled: TellDisabled
}

/**
 * Sends what is due to the endpoints of one organisation until nothing is, or `signal` says stop; then what is under way
 * is waited for, at most 20 s. Any number of processes may do so at once.
 * @returns how many tries were made
 */
export async function sendWebhooksDue(doors: WebhookDoors, orgId: string, signal: AbortSignal): Promise<number> {
  const { db, secrets, clock, timer, tellDisabled } = doors
  let [flying, tries] = [0, 0]
  let done: Sent[] = []
  let wake = () => {}
  const fly = async (message: Claimed, request: HttpRequest, at: Temporal.Instant) => {
    flying += 1
    const outcome = await handOver(doors, message.url, request, at)
    flying -= 1
    done.push({ message, outcome, at: at.add({ milliseconds: outcome.durationMs }) })
    wake()
  }
  for (;;) {
    const [now, settled] = [clock(), done]
    done = []
    const { claimed, more } = await db.org(orgId, async (tx) => {
      await settle(tx, settled, now, newRandom, tellDisabled)
      return signal.aborted ? { claimed: [], more: false } : await claim(tx, secrets, now)
    })
    for (const message of claimed) void fly(message, requestOf(message, now), now)
    tries += claimed.length
    if (done.length || more) continue
    if (flying === 0) break
    await new Promise<void>((resolve) => {
      const cancel = timer(lookMs, resolve)
      wake = () => {
        cancel()
        resolve()
      }
    })
  }
  if (!signal.aborted) await leave(db, orgId, clock())
  return tries
}

const leave = (db: Db, orgId: string, now: Temporal.Instant) =>
  db.org(orgId, async (tx: OrgSql) => {
    const taken = await takeLane(tx, "webhooks", now)
    if (taken) await leaveLane(tx, "webhooks", taken, await nextDue(tx), now)
  })

/** One try of a message: the body is the same for every try, the time of this one stands in its headers. */
function requestOf({ name, type, createdAt, data, secrets }: Claimed, at: Temporal.Instant): HttpRequest {
  const body = JSON.stringify({ type, timestamp: createdAt.toString(), data })
  const headers = { "content-type": "application/json", "user-agent": "Tidings" }
  return {
    method: "POST",
    headers: { ...headers, ...signedHeaders(name, at, body, secrets) },
    body,
    seconds: answerSeconds,
    maxBytes: answerBytes,
    beyond: "cut",
  }
}

/** Makes a try; whatever happens on the way is its outcome. */
async function handOver(
  { outbound, clock, timer }: WebhookDoors,
  url: string,
  request: HttpRequest,
  at: Temporal.Instant,
): Promise<Outcome> {
  const began = clock()
  const took = () => Math.max(0, Math.round(clock().since(began).total("milliseconds")))
  try {
    // Plain http is for the operator's own hosts: a name that no longer leads to one is refused.
    if (url.startsWith("http:")) await inspectUrl(outbound, url, timer)
    const answer = await outbound.request(url, request)
    return outcomeOf(answer, took(), at)
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    return { status: null, words: wordsOf(error.message), durationMs: took(), askedSeconds: 0 }
  }
}
