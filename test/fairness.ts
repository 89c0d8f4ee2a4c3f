/** Many small organisations beside a big one: how long an urgent message takes while hundreds of thousands wait. */
import { expect } from "vitest"
import { systemClock } from "../src/base/clock.ts"
import { openDb } from "../src/base/db.ts"
import { brokenDeliveries } from "../src/deliveries/invariants.ts"
import { makeBacklog } from "./backlog.ts"
import { addOrganisation, eventOf, install, keepRunning, say, until } from "./campaign.ts"
import { freePort } from "./process.ts"
import { cloneDatabase } from "./world.ts"
import { makeSmtp } from "./world/smtp.ts"

type Asked = {
  /** Organisations that tell of something urgent now and then. */
  others: number
  /** How often each of them does. */
  times: number
  /** Deliveries of the big one that wait. */
  waiting: number
  /** Messages of the big one that arrive between two urgent events. */
  between: number
}

export type Fairness = {
  /** From the request to the server's 250, of each urgent one, in milliseconds and in the order asked. */
  took: number[]
  /** What had arrived of the big one when the last urgent one had, and how many a second meanwhile. */
  arrived: number
  perSecond: number
}

const big = "big"
const urgentType = "payment.failed"
const usualType = "account.welcome"

export async function fairness({ others, times, waiting, between }: Asked): Promise<Fairness> {
  const arrivedAt = new Map<string, number>()
  let arrived = 0
  const smtp = await makeSmtp({
    tls: "none",
    record: ({ to: [to = ""] }) => {
      if (to.endsWith(`@${big}.example`)) arrived += 1
      else arrivedAt.set(to, performance.now())
    },
  })
  const database = await cloneDatabase()
  const { env, db } = await install(smtp.port, database)
  const admin = openDb({ url: database.adminUrl, poolSize: 2 })
  const shape = { slots: 16, connections: 1, policy: "at_least_once" as const }
  const bigOne = await addOrganisation(db, smtp.port, { ...shape, key: big, type: usualType, customers: 1000 })
  const small: { name: string; orgId: string; key: string }[] = []
  for (let n = 0; n < others; n++) {
    const name = `small-${n}`
    const { orgId, key } = await addOrganisation(db, smtp.port, {
      ...shape,
      key: name,
      type: urgentType,
      customers: times,
    })
    small.push({ name, orgId, key })
  }
  const backlog = await makeBacklog({ db, admin }, { orgId: bigOne.orgId, typeKey: usualType, most: waiting })
  await backlog.add(waiting, "planned", true)
  await admin.bare((sql) => sql`analyze`)
  const port = await freePort()
  const api = keepRunning("serve", { ...env, PORT: String(port) })
  const worker = keepRunning("work", env)
  const took: number[] = []
  let rate = 0
  try {
    await until(
      async () => arrived,
      (count) => count > between,
    )
    const [before, began] = [arrived, performance.now()]
    const under: Promise<void>[] = []
    for (let round = 0; round < times; round++)
      for (const { name, key } of small) {
        const since = arrived
        const number = took.push(Number.NaN) - 1
        const ask = async () => {
          const asked = performance.now()
          await say(port, key, [eventOf(round, `customer/C-${round}`, urgentType)])
          const to = `anna${round}@${name}.example`
          took[number] =
            ((await until(
              async () => arrivedAt.get(to),
              (at) => at !== undefined,
            )) as number) - asked
        }
        under.push(ask())
        await until(
          async () => arrived - since,
          (more) => more >= between,
        )
      }
    await Promise.all(under)
    rate = ((arrived - before) / (performance.now() - began)) * 1000
  } finally {
    await Promise.all([api.stop(), worker.stop()])
  }
  const report = { took, arrived, perSecond: Math.round(rate) }
  // Not of the big one: what it had waiting was never accepted.
  for (const { orgId } of small) {
    const broken = await db.org(orgId, (tx) => brokenDeliveries(tx, systemClock()))
    expect(broken.filter(({ count }) => count > 0)).toEqual([])
  }
  await Promise.all([db.close(), admin.close()])
  await smtp.close()
  return report
}
