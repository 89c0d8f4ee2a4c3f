/** Why somebody would get something, or wouldn't: the same gates as planning asks, told one by one. */
import type { OrgSql } from "../base/db.ts"
import type { Audience, Channel } from "../base/words.ts"
import type { WithheldReason } from "../deliveries/states.ts"
import { withheldReasons } from "../deliveries/states.ts"
import { loadFacts } from "./facts.ts"
import { addressGate, ask, type Gate, type PlanCustomer } from "./plan.ts"

export type Explained = {
  /** Would at least one address be sent to? */
  would: boolean
  /** The first gate that is shut. */
  reason: WithheldReason | null
  /** In the order they are asked; `open` is null for those behind a shut one. */
  gates: Gate[]
  /** Each address, when its turn comes. */
  addresses: { address: string; locale: string; reason: WithheldReason | null }[]
}

/** Gates that every message passes today, because nothing can shut them yet. */
const notYetAsked: ReadonlySet<WithheldReason> = new Set([
  "channel_off",
  "not_subscribed",
  "domain_not_allowed",
  "country_not_allowed",
  "frequency_capped",
  "text_not_permitted",
  "no_price",
  "insufficient_funds",
  "quota_exhausted",
])

export async function explain(
  tx: OrgSql,
  question: { typeId: string; customerId: string; audience: Audience; channel: Channel; employees: readonly string[] },
): Promise<Explained> {
  const { typeId, customerId, audience, channel, employees } = question
  const facts = await loadFacts(tx, { typeIds: [typeId], customerIds: [customerId] })
  const type = facts.types.get(typeId)
  const customer = facts.customers.get(customerId) as PlanCustomer
  if (!type) throw new RangeError(`no type ${typeId}`)
  const gates = new Map<WithheldReason, Gate>()
  const answer = ask(facts, { type, audience, channel, customer }, employees, (gate) => gates.set(gate.gate, gate))
  const addresses: Explained["addresses"] = []
  if (answer.shut === null) {
    const told = new Map<string, string>()
    for (const { addresses: all, locale, wording, name } of answer.readers)
      for (const address of all) {
        const refused = wording
          ? addressGate(facts, type, channel, address, told.get(address))
          : ({ reason: "no_message" } as const)
        if (!refused) told.set(address, name)
        addresses.push({ address, locale: locale ?? facts.organisation.language, reason: refused?.reason ?? null })
      }
    const suppressed = addresses.length > 0 && addresses.every(({ reason }) => reason === "suppressed")
    gates.set("suppressed", { gate: "suppressed", open: !suppressed })
    gates.set("no_address", { gate: "no_address", open: addresses.length > 0 })
    gates.set("duplicate_recipient", {
      gate: "duplicate_recipient",
      open: addresses.some(({ reason }) => reason === null),
    })
  }
  const reason = answer.shut ?? (addresses.some((each) => each.reason === null) ? null : (addresses[0]?.reason ?? null))
  return {
    would: reason === null && addresses.length > 0,
    reason,
    gates: withheldReasons
      .filter((gate) => !notYetAsked.has(gate))
      .map((gate) => gates.get(gate) ?? { gate, open: null }),
    addresses,
  }
}
