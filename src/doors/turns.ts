/**
 * What a worker does by itself, lane by lane: plan what was accepted, hand over what is due, sweep what was left lying,
 * tell webhooks. Any number of processes may do so at once; each piece of work is one's.
 */
import { setTimeout as delay } from "node:timers/promises"
import { systemTimer } from "../base/clock.ts"
import { isUnavailable } from "../base/db.ts"
import { newRandom } from "../base/ids.ts"
import { type Lane as ReadyLane, readyNow } from "../base/ready.ts"
import type { Install } from "../base/route.ts"
import type { Carriers } from "../deliveries/carriers.ts"
import type { Lane } from "../deliveries/claim.ts"
import { captureDue, deliveryLanes, leaveSent, nameOf, putOff, receiveDue, sweepDue } from "../deliveries/lanes.ts"
import { send } from "../deliveries/send.ts"
import { fetchDue } from "../events/fetch.ts"
import { makeNoticesDue } from "../events/notices.ts"
import { unsubscribeUrls } from "../deliveries/unsubscribe.ts"
import { planDue } from "../notifications/notify.ts"
import { sendWebhooksDue } from "../webhooks/send.ts"

export type Turns = {
  /** Begins all that is due and not under way, and doesn't wait for it. @returns whether anything was begun */
  pass(): Promise<boolean>
  /** When nothing is under way any more. */
  quiet(): Promise<void>
}

/** Organisations and lanes that one process works on at once; the others wait for their turn, the oldest first. */
const most = {
  plan: 4,
  attachments: 8,
  dates: 2,
  deliver: 48,
  urgent: 60,
  webhooks: 8,
  unclear: 2,
  receipts: 2,
} as const
type Kind = keyof typeof most
/** A lane that failed is left alone for so long by this process. */
const restMs = 1000

const byName = new Map(deliveryLanes.map((lane) => [nameOf(lane), lane]))
const lanes: readonly ReadyLane[] = [
  "plan",
  "attachments",
  "dates",
  ...byName.keys(),
  "unclear",
  "receipts",
  "webhooks",
]

export function openTurns(
  install: Pick<Install, "config" | "db" | "secrets" | "outbound" | "clock" | "log">,
  carriers: Carriers,
  signal: AbortSignal,
): Turns {
  const { db, secrets, outbound, log } = install
  const clock = () => install.clock()
  const running = new Map<string, { kind: Kind; task: Promise<void> }>()
  const unsubscribeUrl = unsubscribeUrls(install)

  /** One lane of one organisation, until nothing is due in it. */
  async function handOver(orgId: string, lane: Lane): Promise<void> {
    while (!signal.aborted) {
      const way = await carriers.take(orgId, lane)
      if (way.kind === "captured") {
        if (!(await captureDue(db, orgId, lane, clock(), newRandom, unsubscribeUrl))) return
      } else if (way.kind === "later") {
        return await putOff(db, orgId, lane, way.at, clock())
      } else {
        const ended = await send(
          { db, clock, random: newRandom, unsubscribeUrl },
          orgId,
          lane,
          way.carrier,
          signal,
        ).catch(async (error: unknown) => {
          await way.release()
          throw error
        })
        if (ended.why === "tripped") await way.trip(ended.outcome)
        else await way.release()
        if (ended.why === "empty") return await leaveSent(db, orgId, lane, clock())
        // Otherwise the next connection, or later.
      }
    }
  }

  async function work(orgId: string, lane: ReadyLane): Promise<void> {
    const delivery = byName.get(lane)
    if (delivery) return await handOver(orgId, delivery)
    if (lane === "unclear") {
      while (!signal.aborted && (await sweepDue(db, orgId, clock())));
      return
    }
    if (lane === "receipts") return await receiveDue(db, orgId, clock())
    if (lane === "webhooks")
      return void (await sendWebhooksDue(
        { db, secrets, outbound, clock, timer: systemTimer, tellDisabled },
        orgId,
        signal,
      ))
    if (lane === "attachments") return await fetchDue({ db, outbound, clock, timer: systemTimer }, orgId, signal)
    if (lane === "dates") {
      while (!signal.aborted && (await makeNoticesDue(db, orgId, clock())));
      return
    }
    while (!signal.aborted && (await planDue(db, orgId, clock())));
  }

  /** A disabled endpoint is seen in its state and in the audit; a letter about it needs a mail connection. */
  const tellDisabled = async () => {}

  return {
    async pass() {
      let begun = false
      for (const { orgId, lane } of await readyNow(db, lanes, clock())) {
        const key = `${orgId} ${lane}`
        const kind = kindOf(lane)
        const busy = [...running.values()].filter((each) => each.kind === kind).length
        if (signal.aborted || running.has(key) || busy >= most[kind]) continue
        const task = work(orgId, lane)
          .catch(async (error: unknown) => {
            if (isUnavailable(error)) return // looked for again
            log.error({ error, orgId, lane }, "a lane failed")
            await delay(restMs, undefined, { signal }).catch(() => {})
          })
          .finally(() => running.delete(key))
        running.set(key, { kind, task })
        begun = true
      }
      return begun
    },
    async quiet() {
      while (running.size) await Promise.all([...running.values()].map(({ task }) => task))
    },
  }
}

/** Urgent lanes have places of their own, so that no backlog keeps them waiting. */
const kindOf = (lane: ReadyLane): Kind => {
  if (lane in most) return lane as Kind
  return lane.endsWith("urgent") ? "urgent" : "deliver"
}
