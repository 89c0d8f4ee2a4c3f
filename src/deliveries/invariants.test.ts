/** Each invariant has a fault that it must see: one that looks at nothing would call every database healthy. */
import { randomUUID } from "node:crypto"
import { expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { makeSmtp } from "../../test/world/smtp.ts"
import { makeWorld } from "../../test/world.ts"
import { json, type OrgSql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { sha256 } from "../base/secrets.ts"
import { brokenDeliveries, checks } from "./invariants.ts"

const world = await makeWorld()
const smtp = await makeSmtp()
const { settle } = makeWorker(world, smtp.outbound)
const { boxes, customer, event, ok, orgId, tell } = await makeTelco(world)
await customer("K-1", ["anna@example.com"])
await boxes([["account.welcome", "email"]])
await ok("POST /v1/connections", {
  channel: "email",
  provider: "smtp",
  name: "Mail",
  settings: { host: "mail.example.com", port: 587, domain: "example.com" },
})
await ok("POST /v1/webhooks", { url: "https://crm.example.com/hooks", types: ["event.failed"] })
await tell(event("account.welcome", "customer/K-1"))
await settle()
await smtp.close()

const hourAgo = world.install.clock().subtract({ hours: 1 })
/** The delivery once more, in its month, with something else about it. */
const copy = (tx: OrgSql, change: object) => tx`
  insert into deliveries
  select (jsonb_populate_record(d, jsonb_build_object('id', left(d.id::text, 13) || '-8000-8000-000000000001') || ${json(change)})).*
    from deliveries d where d.org_id = ${tx.orgId}`
const attempt = (tx: OrgSql, number: number, state: string) => tx`
  insert into attempts (org_id, delivery_id, number, state, at)
  select org_id, id, ${number}, ${state}, ${hourAgo} from deliveries where org_id = ${tx.orgId}`
const nobodyKnows = (tx: OrgSql) => tx`delete from ready where org_id = ${tx.orgId}`

/** By what each invariant says: how to break it. */
const faults: Readonly<Record<string, (tx: OrgSql) => Promise<unknown>>> = {
  "an accepted event is a row that says what was accepted": (tx) =>
    tx`update event_keys set body_hash = 'another' where org_id = ${tx.orgId}`,
  "one event makes at most one delivery to an address, but for what was sent again by hand": (tx) => copy(tx, {}),
  "every delivery has its event": (tx) =>
    tx`update deliveries set event_id = ${randomUUID()} where org_id = ${tx.orgId}`,
  "a link's text is kept only while its letter has yet to be handed over": (tx) => tx`
    insert into one_time_links (org_id, id, purpose, secret_hash, event_id, secret_sealed, expires_at)
    select org_id, ${newId()}, 'invitation', 'hash', event_id, 'sealed', ${hourAgo} from deliveries where org_id = ${tx.orgId}`,
  "what was delivered has its hand-over on record": (tx) =>
    tx`update deliveries set state = 'delivered' where org_id = ${tx.orgId}`,
  "an attempt says a state that a hand-over can turn to": (tx) => attempt(tx, 1, "withheld"),
  "what is over has its time, and what isn't has none": (tx) =>
    tx`update deliveries set settled_at = null where org_id = ${tx.orgId}`,
  "what was withheld or failed says why": (tx) =>
    tx`update deliveries set state = 'failed', reason = null where org_id = ${tx.orgId}`,
  "an unclear delivery isn't unclear for longer than its policy says": async (tx) => {
    await tx`update deliveries set state = 'ambiguous', due_at = ${hourAgo} where org_id = ${tx.orgId}`
    await nobodyKnows(tx)
  },
  "whoever has work due is known to have it": async (tx) => {
    await tx`update deliveries set state = 'queued', due_at = ${hourAgo} where org_id = ${tx.orgId}`
    await nobodyKnows(tx)
  },
  "nothing is tried more often than it was intended, nor more often than it may be": (tx) =>
    tx`update deliveries set tries = attempt + 1 where org_id = ${tx.orgId}`,
  "nothing was handed over without an intent": (tx) =>
    tx`update deliveries set sending_at = null where org_id = ${tx.orgId}`,
  "no attempt is written under a fence that was never given": (tx) => attempt(tx, 2, "failed"),
  "one hand-over comes to one end": (tx) => attempt(tx, 2, "sent"),
  "nothing is begun after it expired": (tx) =>
    tx`update deliveries set expires_at = ${hourAgo} where org_id = ${tx.orgId}`,
  "what is to be sent has words that exist": (tx) =>
    tx`update deliveries set message_version = 99 where org_id = ${tx.orgId}`,
  "one event never mixes two versions of a message": (tx) =>
    copy(tx, { address: "other@example.com", message_version: 99 }),
  "an event waits for its attachments as long as somebody is to fetch them, and no longer": (tx) =>
    tx`update events set state = 'fetching' where org_id = ${tx.orgId}`,
  "what was planned had its attachments fetched": (tx) => tx`
    insert into attachments (org_id, event_id, number, name, url)
    select org_id, id, 1, 'a.pdf', 'https://files.example.com/a.pdf' from events where org_id = ${tx.orgId}`,
  "a file is what its hash says, and is kept only for events that have it": (tx) =>
    tx`insert into files (org_id, hash, bytes, kept_at) values (${tx.orgId}, ${sha256("x")}, 'x', ${hourAgo})`,
  "a provider's reference names a delivery that was handed over": (tx) =>
    tx`
      insert into provider_refs (org_id, connection_id, ref, part, delivery_id, created_at)
      values (${tx.orgId}, ${newId()}, 'r', 0, ${randomUUID()}, ${hourAgo})`,
  "every webhook message is known to be due, was delivered, or is visibly dead": async (tx) => {
    await tx`
      insert into webhook_messages (org_id, id, endpoint_id, type, data, state, due_at, created_at)
      select org_id, ${newId()}, id, 'event.failed', '{}', 'waiting', ${hourAgo}, ${hourAgo}
        from webhook_endpoints where org_id = ${tx.orgId}`
    await nobodyKnows(tx)
  },
  "what is planned has its time and keeps nothing to go on from": (tx) =>
    tx`update events set planned_at = null where org_id = ${tx.orgId}`,
  "no lease is older than twice its length": (tx) =>
    tx`update deliveries set state = 'sending', claim_until = ${hourAgo} where org_id = ${tx.orgId}`,
}

class Undone extends Error {}
const brokenAfter = async (fault: (tx: OrgSql) => Promise<unknown>): Promise<string[]> => {
  let broken: string[] = []
  const tried = world.db.org(orgId, async (tx) => {
    await fault(tx)
    const found = await brokenDeliveries(tx, world.install.clock())
    broken = found.filter(({ count }) => count > 0).map(({ what }) => what)
    throw new Undone()
  })
  await expect(tried).rejects.toThrow(Undone)
  return broken
}

test("a healthy organisation breaks none of them, and each has its fault", async () => {
  expect(await brokenAfter(async () => {})).toEqual([])
  expect(Object.keys(faults).toSorted()).toEqual(checks.map(({ what }) => what).toSorted())
})

test.each(checks.map(({ invariant, what }) => [invariant, what]))("%s is seen to be broken: %s", async (_, what) => {
  expect(await brokenAfter(faults[what] as (tx: OrgSql) => Promise<unknown>)).toContain(what)
})
