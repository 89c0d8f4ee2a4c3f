/** Operators: who runs the install, and the link by which the first of them sets it up. */
import { type Actor, record } from "../audit/audit.ts"
import type { Install } from "../base/route.ts"
import { invite } from "./invitations.ts"
import { type Letter, type Link, type LinkCall, makeLink } from "./links.ts"
import { createMember } from "./members.ts"
import { installCall } from "./organisations.ts"

const operatorHours = 24

/**
 * Adds an operator who signs in at once.
 * @param call in the platform's organisation
 * @throws Problem invalid at `/password` if the address signs in already and has another; name_taken at `/email`
 */
export const createOperator = (
  call: Actor,
  { name, email, password }: { name: string; email: string; password: string },
): Promise<string> => createMember(call, { name, email, password, role: "operator" })

/**
 * Adds an operator by an invitation of 24 hours; renews it for one who has yet to accept.
 * @param call in the platform's organisation
 * @throws Problem in_use for one who signs in already, or is deactivated
 */
export async function inviteOperator(
  call: Actor & LinkCall,
  { name, email }: { name: string; email: string },
): Promise<Letter & { type: "system.invitation" }> {
  const { tx } = call
  const [present] = await tx<{ id: string }>`
    select id from members where org_id = ${tx.orgId} and email = ${email} order by state = 'deactivated', id limit 1`
  return await invite(call, present?.id ?? (await createMember(call, { name, email, role: "operator" })), operatorHours)
}

/**
 * The link by which the first operator sets up an install that has none; a new one each time, the former stops working.
 * It goes to the log only. Whoever takes it: `takeLink(tx, readLink(text), "first_start", now)` in the platform's
 * transaction, then `createOperator` in the same.
 * @returns null if there is an operator
 */
export async function firstStartLink(install: Install): Promise<Link | null> {
  const now = install.clock()
  return await install.db.org(install.platformId, async (tx) => {
    const operators = await tx`
      select 1 from members where org_id = ${tx.orgId} and state in ('active', 'invited') limit 1`
    if (operators.length) return null
    const call = { ...installCall(tx, now), install }
    const link = await makeLink(call, "first_start", 24, {})
    await record(call, {
      action: "first_start.offered",
      subject: { kind: "organisation", id: tx.orgId },
      after: { expiresAt: link.expiresAt },
    })
    return link
  })
}
