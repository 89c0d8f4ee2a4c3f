/**
 * What a worker does by itself, lane by lane: plan what was accepted, hand over what is due, sweep what was left lying,
 * tell webhooks. Any number of processes may do so at once; each piece of work is one's.
 */
import { setTimeout as delay } from "node:timers/promises"
import { maskedLink, openLink, sentenceOf, unmasked } from "../access/links.ts"
import { systemTimer } from "../base/clock.ts"
import { isUnavailable } from "../base/db.ts"
import { newRandom } from "../base/ids.ts"
import { type Lane as ReadyLane, readyNow } from "../base/ready.ts"
import type { Install } from "../base/route.ts"
import type { Carriers } from "../deliveries/carriers.ts"
import { deliveryLanes, type Lane, nameOf } from "../deliveries/claim.ts"
import type { Prepared } from "../deliveries/content.ts"
import { captureDue, leaveSent, putOff, receiveDue, sweepDue } from "../deliveries/lanes.ts"
import { send } from "../deliveries/send.ts"
import { fetchDue } from "../events/fetch.ts"
import { makeNoticesDue } from "../events/notices.ts"
import { linksOf } from "../deliveries/unsubscribe.ts"
import { planDue } from "../notifications/notify.ts"
import { sendWebhooksDue } from "../webhooks/send.ts"
import type { TellDisabled } from "../webhooks/settle.ts"

export type Turns = {
  /** Begins all that is due and not under way, and doesn't wait for it. @returns whether anything was begun */
  pass(): Promise<boolean>
  /** When something that is under way next ends well: its place is free, or it made work for another lane. */
  ended(): Promise<void>
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
/** Who has had a place for so long gives it up where others wait, and stands behind them. */
const turnSeconds = 5
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

type Task = { kind: Kind; begunAt: Temporal.Instant; turn: AbortController; task: Promise<void> }

export function openTurns(
  install: Pick<Install, "config" | "db" | "secrets" | "outbound" | "clock" | "log" | "writeLetter">,
  carriers: Carriers,
  signal: AbortSignal,
): Turns {
  const { config, db, secrets, outbound, log } = install
  const clock = () => install.clock()
  const running = new Map<string, Task>()
  let ended = Promise.withResolvers<void>()
  const links = linksOf(install)

  /** One lane of one organisation, until nothing is due in it. */
  async function handOver(orgId: string, lane: Lane, signal: AbortSignal): Promise<void> {
    const tell = (captured: Prepared) => tellLink(orgId, captured)
    while (!signal.aborted) {
      const way = await carriers.take(orgId, lane)
      if (way.kind === "captured") {
        if (!(await captureDue(db, orgId, lane, clock(), newRandom, links, tell))) return
      } else if (way.kind === "later") {
        return await putOff(db, orgId, nameOf(lane), way.at, clock())
      } else {
        const ended = await send({ db, clock, random: newRandom, links }, orgId, lane, way.carrier, signal).catch(
          async (error: unknown) => {
            await way.release()
            throw error
          },
        )
        if (ended.why === "tripped") await way.trip(ended.outcome)
        else await way.release()
        if (ended.why === "empty") return await leaveSent(db, orgId, lane, clock())
        // Otherwise the next connection, or later.
      }
    }
  }

  async function work(orgId: string, lane: ReadyLane, signal: AbortSignal): Promise<void> {
    const delivery = byName.get(lane)
    if (delivery) return await handOver(orgId, delivery, signal)
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
    // As much as fits a transaction, then it is the others' turn.
    await planDue(db, orgId, clock())
  }

  async function turn(orgId: string, lane: ReadyLane, own: AbortSignal): Promise<void> {
    try {
      await work(orgId, lane, AbortSignal.any([signal, own]))
      if (own.aborted) await putOff(db, orgId, lane, clock(), clock())
      ended.resolve()
      ended = Promise.withResolvers()
    } catch (error) {
      if (isUnavailable(error)) return // looked for again
      log.error({ error, orgId, lane }, "a lane failed")
      await delay(restMs, undefined, { signal }).catch(() => {})
    }
  }

  /** The one of a kind that has had its place for longest gives it up, where it is time. */
  function makePlace(kind: Kind): void {
    const [first] = [...running.values()].filter((each) => each.kind === kind && !each.turn.signal.aborted)
    if (first && first.begunAt.until(clock()).total("seconds") >= turnSeconds) first.turn.abort()
  }

  /** Where nothing can carry a letter, the log passes its link on: somebody must get in to make a connection. */
  const tellLink = (orgId: string, { delivery: { recipient, address }, link }: Prepared) => {
    if (!link) return
    const url = unmasked(maskedLink(config.publicUrl), openLink(secrets, orgId, link))
    log.info({ orgId }, `For ${recipient} <${address}>: ${sentenceOf(link, address, url)}`)
  }

  const tellDisabled: TellDisabled = async (tx, { id, url, failingSince, words }, now) => {
    const { origin, pathname } = new URL(url) // what else an address holds may be a secret of its own
    const data = {
      endpointUrl: `${origin}${pathname}`.slice(0, 500),
      failingSince: failingSince.toString(),
      ...(words ? { lastError: words.slice(0, 500) } : {}),
      page: `${config.publicUrl}/webhooks/${id}`,
    }
    await install.writeLetter(tx, { type: "system.webhook_disabled", to: "administrator", link: null, data }, now)
  }

  return {
    async pass() {
      let begun = false
      const full = new Set<Kind>()
      for (const { orgId, lane } of await readyNow(db, lanes, clock())) {
        const key = `${orgId} ${lane}`
        const kind = kindOf(lane)
        if (signal.aborted || running.has(key) || full.has(kind)) continue
        if ([...running.values()].filter((each) => each.kind === kind).length >= most[kind]) {
          full.add(kind)
          makePlace(kind)
          continue
        }
        const own = new AbortController()
        const task = turn(orgId, lane, own.signal).finally(() => running.delete(key))
        running.set(key, { kind, begunAt: clock(), turn: own, task })
        begun = true
      }
      return begun
    },
    ended: () => ended.promise,
    async quiet() {
      while (running.size) await Promise.all([...running.values()].map(({ task }) => task))
    },
  }
}

/** Urgent lanes have places of their own, so that no backlog keeps them waiting. */
const kindOf = (lane: ReadyLane): Kind => {
  if (lane in most) return lane as Kind
  return lane.endsWith("urgent") || lane.endsWith("system") ? "urgent" : "deliver"
}
