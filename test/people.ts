/** Members with a role, signed in: for tests of who sees and may what. */
import { randomUUID } from "node:crypto"
import { createMember } from "../src/access/members.ts"
import { installCall } from "../src/access/organisations.ts"
import { systemClock } from "../src/base/clock.ts"
import type { Role } from "../src/base/route.ts"
import type { Api, World } from "./world.ts"

const password = "correct horse battery"

/** A new member of an organisation and the API as they see it. */
export async function signedIn(
  world: World,
  orgId: string,
  role: Role,
  areaIds: readonly string[] = [],
): Promise<{ memberId: string; api: Api }> {
  const email = `${role}.${randomUUID()}@example.com`
  const memberId = await world.db.org(orgId, (tx) =>
    createMember(installCall(tx, systemClock()), { name: `A ${role}`, email, role, areaIds, password }),
  )
  const session = await world.anonymous("POST /v1/sessions", { email, password })
  const headers = { authorization: `Bearer ${session.body.token}` }
  return { memberId, api: (address, body, more = {}) => world.anonymous(address, body, { ...headers, ...more }) }
}
