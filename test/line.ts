/** A telephony organisation whose messages go somewhere, for tests of the way from an event to a message. */
import { randomUUID } from "node:crypto"
import { afterAll, expect } from "vitest"
import { theInstall, type Actor } from "../src/audit/audit.ts"
import { systemTimer } from "../src/base/clock.ts"
import type { Outbound } from "../src/base/outbound.ts"
import type { Channel } from "../src/base/words.ts"
import { sampleData } from "../src/catalogue/check.ts"
import { telephony } from "../src/catalogue/starting/telephony.ts"
import { installCall } from "../src/access/organisations.ts"
import type { Reach } from "../src/customers/scope.ts"
import { lineInput, startOf, upsert } from "../src/customers/upsert.ts"
import { brokenDeliveries } from "../src/deliveries/invariants.ts"
import { openCarriers } from "../src/deliveries/carriers.ts"
import { sweepLanes } from "../src/deliveries/lanes.ts"
import { openTurns, type Turns } from "../src/doors/turns.ts"
import { everyOrganisation } from "../src/access/organisations.ts"
import type { Api, World } from "./world.ts"

export type Box = [type: string, channel: "email" | "sms"]

/** A worker in this process: `settle` goes on until nothing is left to do now. When the file ends, I1–I32 are checked. */
export function makeWorker(world: World, outbound: Outbound): { turns: Turns; settle: () => Promise<void> } {
  const stopping = new AbortController()
  const carriers = openCarriers(world.install, { outbound, timer: systemTimer })
  const turns = openTurns(world.install, carriers, stopping.signal)
  afterAll(async () => {
    stopping.abort()
    await turns.quiet()
    await carriers.close()
    for (const orgId of await everyOrganisation(world.db)) {
      const broken = await world.db.org(orgId, (tx) => brokenDeliveries(tx, world.install.clock()))
      expect(broken.filter(({ count }) => count > 0)).toEqual([])
    }
  })
  /** What is due: none of it may lie in a lane that looked empty while it was written. */
  const due = async () => {
    let sum = 0n
    for (const orgId of await everyOrganisation(world.db))
      sum += await world.db.org(orgId, async (tx) => {
        const now = world.install.clock()
        await sweepLanes(tx, now)
        const [row] = await tx<{ count: bigint }>`
          select (select count(*) from deliveries where org_id = ${orgId} and state = 'queued' and due_at <= ${now})
               + (select count(*) from events
                   where org_id = ${orgId} and state in ('accepted', 'planning') and due_at <= ${now})
               + (select count(*) from fetches where org_id = ${orgId} and due_at <= ${now}) as count`
        return row?.count ?? 0n
      })
    return sum
  }
  const settle = async () => {
    for (let before = -1n, left = 0n; left !== before; ) {
      before = left
      do await turns.quiet()
      while (await turns.pass())
      left = await due()
      if (left === 0n) return
    }
  }
  return { turns, settle }
}

/** Lumivox-like: one class with the set Standard, nothing ticked yet. */
export async function makeTelco(world: World) {
  const { orgId, api } = await world.organisation(undefined, telephony)
  const caller = { ...theInstall, orgId, areaIds: [] }
  const act = <T>(work: (call: Actor & Reach) => Promise<T>): Promise<T> =>
    world.db.org(orgId, (tx) => work({ ...installCall(tx, world.install.clock()), caller, extent: "all" }))
  const ok = async (...asked: Parameters<Api>) => {
    const answer = await api(...asked)
    expect(answer.status, answer.text).toBeLessThan(300)
    return answer.body as Record<string, unknown>
  }
  const set = await ok("POST /v1/template-sets", { name: "Standard", kind: "customer_class", managedBy: null })
  const [first] = (await ok("GET /v1/customer-classes")).items as [Record<string, unknown>]
  const classId = first.id as string
  const document = async (change: object) => {
    const now = await ok(`GET /v1/customer-classes/${classId}`)
    const { id: _, isDefault: __, version: ___, createdAt: ____, customers: _____, boxesOn: ______, ...rest } = now
    const fields = Object.fromEntries(
      Object.entries(rest).filter(([name]) =>
        "name managedBy templateSetId fromName fromEmail replyTo smsSender daysBeforeDue daysAfterDue thresholds"
          .split(" ")
          .includes(name),
      ),
    )
    return await ok(`PUT /v1/customer-classes/${classId}`, { ...fields, ...change }, { "if-match": "*" })
  }
  await document({ name: "Small business", templateSetId: set.id })
  const types = (await ok("GET /v1/notification-types?limit=200")).items as { id: string; key: string }[]
  const typeId = (key: string) => types.find((type) => type.key === key)?.id as string
  return {
    orgId,
    api,
    ok,
    act,
    classId,
    setId: set.id as string,
    typeId,
    saveClass: document,
    /** Adds a customer with these addresses: e-mail, or numbers in E.164. @returns the id */
    customer: async (externalId: string, addresses: string[], more: object = {}): Promise<string> => {
      const line = lineInput.parse({
        externalId,
        name: `Firma ${externalId}`,
        language: "pl",
        sendEmail: true,
        sendSms: true,
        emails: addresses.filter((each) => each.includes("@")).map((address) => ({ address })),
        numbers: addresses.filter((each) => !each.includes("@")).map((number) => ({ number })),
        ...more,
      })
      const [made] = await act(async (call) => upsert(call, [line], await startOf(call.tx), false))
      if (made?.outcome !== "created") throw new Error(`not made: ${JSON.stringify(made)}`)
      return made.customerId
    },
    /** Ticks exactly these boxes of the class. */
    boxes: (on: Box[]) =>
      ok(
        `PUT /v1/customer-classes/${classId}/switches`,
        { on: on.map(([key, channel]) => ({ typeId: typeId(key), audience: "customer", channel })) },
        { "if-match": "*" },
      ),
    /** A CloudEvent whose data are the samples of its type. */
    event: (key: string, subject: string, more: object = {}) => ({
      specversion: "1.0",
      id: randomUUID() as string,
      source: "/crm",
      type: key,
      subject,
      data: sampleData(telephony.types.find((type) => type.key === key) as Parameters<typeof sampleData>[0]),
      ...more,
    }),
    /** Says that it happened. @returns its id here */
    tell: async (...events: object[]): Promise<string> => {
      const { events: told } = await ok("POST /v1/events", events.length === 1 ? events[0] : events)
      return (told as [{ id: string }])[0].id
    },
    /** The deliveries, without what changes from run to run. */
    deliveries: async (query = "") => {
      const { items } = await ok(`GET /v1/deliveries?limit=200${query}`)
      return items as { id: string; channel: Channel; address: string; state: string; reason: string | null }[]
    },
  }
}
