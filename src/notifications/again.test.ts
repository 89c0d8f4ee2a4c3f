import { expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { signedInAs } from "../../test/people.ts"
import { makeWorld } from "../../test/world.ts"

const world = await makeWorld()
const { settle } = makeWorker(world, world.install.outbound)
type Telco = Awaited<ReturnType<typeof makeTelco>>

/** A class that is told by e-mail, and customers at addresses that are suppressed. */
async function withheld(names: readonly string[]): Promise<Telco> {
  const telco = await makeTelco(world)
  await telco.boxes([["balance.near_limit", "email"]])
  for (const name of names) {
    await telco.customer(name, [`${name}@acme.example`])
    await telco.ok("POST /v1/suppressions", { channel: "email", address: `${name}@acme.example` })
  }
  await telco.tell(...names.map((name) => telco.event("balance.near_limit", `customer/${name}`)))
  await settle()
  return telco
}
const lift = async ({ ok, api }: Telco, ...names: string[]) => {
  for (const { id, address } of (await ok("GET /v1/suppressions?limit=200")).items as { id: string; address: string }[])
    if (names.some((name) => address === `${name}@acme.example`))
      expect((await api(`DELETE /v1/suppressions/${id}`)).status).toBe(204)
}
const count = async ({ ok }: Telco, query = "state=withheld") =>
  (await ok(`GET /v1/deliveries/unsent?${query}`)) as { count: number; before: string }
const sendAll = ({ ok }: Telco, before: string, more: object = {}) =>
  ok("POST /v1/deliveries/send-now", { state: "withheld", before, ...more })
const states = async (telco: Telco) =>
  (await telco.deliveries()).map(({ address, state }) => `${address} ${state}`).toSorted()

test("AL-D17 all of a filter are counted and sent once more, every gate asked again, none of them twice", async () => {
  const telco = await withheld(["a", "b", "c"])
  await lift(telco, "a", "b")
  const { count: before, before: at } = await count(telco)
  expect(before).toBe(3)
  expect(await sendAll(telco, at)).toEqual({ sent: 2, withheld: 1, isMore: false })
  await settle()
  expect(await states(telco)).toEqual([
    "a@acme.example sent",
    "a@acme.example withheld",
    "b@acme.example sent",
    "b@acme.example withheld",
    "c@acme.example withheld",
    "c@acme.example withheld",
  ])
  expect(await sendAll(telco, at), "what was made since is not sent again").toEqual({
    sent: 0,
    withheld: 0,
    isMore: false,
  })
  expect((await count(telco)).count, "the one that is still withheld can be tried once more").toBe(1)
  const { items } = (await telco.ok("GET /v1/audit?action=deliveries.sent_again")) as { items: { after: object }[] }
  expect(items).toMatchObject([{ after: { sent: 2, withheld: 1 } }])
})

test("AL-D17 a filter names a reason, a channel, a customer; what fits none of it stays", async () => {
  const telco = await withheld(["a", "b"])
  const { items } = (await telco.ok("GET /v1/customers?q=a")) as { items: { id: string; externalId: string }[] }
  const id = items.find(({ externalId }) => externalId === "a")?.id
  for (const [query, expected] of [
    ["state=withheld&reason=suppressed", 2],
    ["state=withheld&reason=switched_off", 0],
    ["state=withheld&channel=sms", 0],
    ["state=withheld&type=balance.near_limit", 2],
    ["state=failed", 0],
    [`state=withheld&customerId=${id}`, 1],
    ["state=withheld&address=b@acme.example", 1],
  ] as const)
    expect((await count(telco, query)).count, query).toBe(expected)
  expect((await telco.api("GET /v1/deliveries/unsent?state=sent")).status).toBe(422)
  const { before } = await count(telco)
  await lift(telco, "a", "b")
  expect(await sendAll(telco, before, { customerId: id })).toMatchObject({ sent: 1 })
  expect((await count(telco)).count).toBe(1)
})

test("AL-D17 more than a hundred are sent a hundred at a time, by two people at once as well", async () => {
  const names = Array.from({ length: 130 }, (_, n) => `k${n}`)
  const telco = await withheld(names)
  await telco.act(({ tx }) => tx`delete from suppressions where org_id = ${tx.orgId}`)
  const { count: all, before } = await count(telco)
  expect(all).toBe(130)
  const [one, other] = (await Promise.all([sendAll(telco, before), sendAll(telco, before)])) as { sent: number }[]
  expect((one?.sent ?? 0) + (other?.sent ?? 0)).toBe(130)
  await settle()
  const sent = (await states(telco)).filter((each) => each.endsWith("sent"))
  expect(new Set(sent).size).toBe(sent.length)
  expect((await count(telco)).count).toBe(0)
})

test("AL-D7 AL-D17 a reseller counts and sends those of his own customers only", async () => {
  const telco = await withheld(["a"])
  const reseller = await signedInAs(world, telco.orgId, "reseller")
  expect((await reseller.api("GET /v1/deliveries/unsent?state=withheld")).body.count).toBe(0)
  const sent = await reseller.api("POST /v1/deliveries/send-now", {
    state: "withheld",
    before: world.install.clock().toString(),
  })
  expect(sent.body).toEqual({ sent: 0, withheld: 0, isMore: false })
})

test("of two at one address that failed, only the first is told again", async () => {
  const telco = await withheld(["a"])
  await lift(telco, "a")
  await telco.act(
    ({ tx }) => tx`
      insert into deliveries (org_id, id, event_id, type_id, customer_id, class_id, recipient, audience, words_for, channel, address,
                              locale, message_id, message_version, layout_number, state, reason, priority, due_at, expires_at,
                              max_tries, ambiguous, stops, created_at, settled_at)
      select org_id, (left(id::text, 13) || '-8000-8000-000000000001')::uuid, event_id, type_id, customer_id, class_id, 'Another', audience,
             words_for, channel, address, locale, message_id, message_version, layout_number, state, reason, priority, due_at,
             expires_at, max_tries, ambiguous, stops, created_at, settled_at
        from deliveries where org_id = ${tx.orgId}`,
  )
  const { count: both, before } = await count(telco)
  expect(both).toBe(2)
  expect(await sendAll(telco, before)).toEqual({ sent: 1, withheld: 1, isMore: false })
  await settle()
  expect((await telco.deliveries("&reason=duplicate_recipient")).length).toBe(1)
})
