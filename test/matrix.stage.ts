/**
 * The stage of the matrix: an organisation at home with somebody in each role, another beside it, the platform, and all
 * the ways of not being let in.
 */
import { createArea } from "../src/access/areas.ts"
import { newCredential, readCredential } from "../src/access/callers.ts"
import { createKey } from "../src/access/keys.ts"
import { createMember } from "../src/access/members.ts"
import { installCall } from "../src/access/organisations.ts"
import { scopes } from "../src/access/permissions.ts"
import type { Actor } from "../src/audit/audit.ts"
import { newId } from "../src/base/ids.ts"
import type { Install, Role } from "../src/base/route.ts"
import { telephony } from "../src/catalogue/starting/telephony.ts"
import { theInstall } from "../src/audit/audit.ts"
import type { Reach } from "../src/customers/scope.ts"
import type { Api, World } from "./world.ts"

export const missingId = "00000000-0000-4000-8000-000000000000"

/** What a request is about: the parameters of its path, and what it sends where the route's example won't do. */
export type Fixture = {
  params: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  content?: string | Buffer
  contentType?: string
}

export type Place = {
  orgId: string
  /** The members, by role. */
  members: Partial<Record<Role, string>>
  /** Areas the supervisor is in, and one that he isn't in. */
  areaId: string
  otherAreaId: string
  act<T>(work: (call: Actor & Reach) => Promise<T>): Promise<T>
}

export type Row = {
  /** Makes what the request is about, anew each time; `role` is who will ask, within whose reach it must lie. */
  make: (stage: Stage, place: Place, role?: Role) => Promise<Fixture>
  /** Makes one that exists but lies outside the role's reach. */
  outside?: (stage: Stage, role: Role) => Promise<Fixture>
  /** Statuses that a caller who may gets, where it isn't the route's own. */
  answers?: number[]
  /** Roles that may, and to whom it is as if it weren't there. */
  absent?: Role[]
  /** Its id is not an organisation's: no "other organisation's" exists. */
  global?: boolean
}

export type Stage = {
  home: Place
  other: Place
  platform: Place
  session(role: Role): Promise<string>
  endedSession(): Promise<string>
  expiredSession(): Promise<string>
  revokedKey(): Promise<string>
  keyWithout(permission: string): Promise<string>
  /** The API as somebody at home in this role. */
  api(role: Role): Promise<Api>
  install: Install
  /** A name nothing has yet. */
  fresh(word: string): string
}

/** Everything the stage is built of. */
export async function makeStage(world: World): Promise<Stage> {
  const { db, install } = world
  let count = 0
  const fresh = (word: string) => `${word} ${++count}`

  async function place(orgId: string, staff: readonly Role[]): Promise<Place> {
    const caller = { ...theInstall, orgId, areaIds: [] }
    const act: Place["act"] = (work) =>
      db.org(orgId, (tx) => work({ ...installCall(tx, install.clock()), caller, extent: "all" }))
    return await act(async (call) => {
      const areaId = (await createArea(call, fresh("Area"))).id
      const otherAreaId = (await createArea(call, fresh("Area"))).id
      const members: Place["members"] = {}
      for (const role of staff)
        members[role] = await createMember(call, {
          name: `A ${role}`,
          email: `${role}.${orgId}@example.com`,
          role,
          password: "correct horse battery",
          ...(role === "supervisor" ? { areaIds: [areaId] } : {}),
        })
      return { orgId, members, areaId, otherAreaId, act }
    })
  }

  const staff = ["administrator", "supervisor", "reseller", "employee"] as const
  const home = await place((await world.organisation(undefined, telephony)).orgId, staff)
  const other = await place((await world.organisation(undefined, telephony)).orgId, staff)
  const platform = await place(install.platformId, ["operator"])

  async function session(role: Role, expired = false): Promise<string> {
    const at = role === "operator" ? platform : home
    const { orgId, members } = at
    const { text, secretHash } = newCredential("session", orgId)
    await at.act(
      ({ tx, now }) => tx`
        insert into sessions (org_id, id, member_id, person_id, secret_hash, credential_version, created_at, last_seen_at, expires_at)
        select ${orgId}, ${newId()}, m.id, p.id, ${secretHash}, p.credential_version, ${now}, ${now},
               ${now.add({ minutes: expired ? -1 : 60 })}
          from members m join people p on p.id = m.person_id
         where m.org_id = ${orgId} and m.id = ${members[role]}`,
    )
    return text
  }
  const endedSession = async () => {
    const text = await session("administrator")
    const hash = readCredential(text)?.secretHash
    await home.act(({ tx }) => tx`delete from sessions where org_id = ${tx.orgId} and secret_hash = ${hash}`)
    return text
  }
  const key = (given: readonly string[]) => home.act((call) => createKey(call, { name: fresh("Key"), scopes: given }))
  const revokedKey = async () => {
    const made = await key(scopes)
    await home.act(
      ({ tx, now }) => tx`update api_keys set revoked_at = ${now} where org_id = ${tx.orgId} and id = ${made.id}`,
    )
    return made.key
  }
  const keyWithout = async (permission: string) => (await key(scopes.filter((each) => each !== permission))).key

  const api = async (role: Role): Promise<Api> => {
    const authorization = `Bearer ${await session(role)}`
    return (address, body, headers = {}) => world.anonymous(address, body, { authorization, ...headers })
  }

  return {
    install,
    api,
    home,
    other,
    platform,
    session,
    endedSession,
    expiredSession: () => session("administrator", true),
    revokedKey,
    keyWithout,
    fresh,
  }
}
