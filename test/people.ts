/** People of a test: members with a sign-in, and the links that were told to them. */
import { randomUUID } from "node:crypto"
import { beforeEach, expect } from "vitest"
import { createMember } from "../src/access/members.ts"
import { installCall, mainArea } from "../src/access/organisations.ts"
import { systemTimer } from "../src/base/clock.ts"
import type { Role } from "../src/base/route.ts"
import { openCarriers } from "../src/deliveries/carriers.ts"
import { openTurns } from "../src/doors/turns.ts"
import type { Api, World } from "./world.ts"

export const password = "correct horse battery"
export const newEmail = (name = "anna") => `${name}.${randomUUID().slice(0, 8)}@example.com`

export type Person = { memberId: string; email: string; name: string }

/** Adds a member who signs in; a supervisor without areas gets the main one. */
export async function addMember(
  { install, db }: World,
  orgId: string,
  {
    role = "administrator",
    name = "Anna",
    email = newEmail(),
    areaIds,
  }: Partial<Person> & { role?: Role; areaIds?: string[] } = {},
): Promise<Person> {
  const memberId = await db.org(orgId, async (tx) =>
    createMember(installCall(tx, install.clock()), {
      name,
      email,
      role,
      areaIds: areaIds ?? (role === "supervisor" ? [await mainArea(tx)] : []),
      password,
    }),
  )
  return { memberId, email, name }
}

/** The API as somebody with a session sees it. */
export async function signedIn(
  { anonymous }: World,
  { email, organisation, ...other }: { email: string; password?: string; organisation?: string; memberId?: string },
): Promise<Api & { token: string; id: string }> {
  const answer = await anonymous("POST /v1/sessions", {
    email,
    password: other.password ?? password,
    ...(organisation ? { organisation } : {}),
  })
  expect(answer.status, answer.text).toBe(201)
  const { token, id } = answer.body as unknown as { token: string; id: string }
  const headers = { authorization: `Bearer ${token}` }
  const api: Api = (address, sent, more) => anonymous(address, sent, { ...headers, ...more })
  return Object.assign(api, { token, id })
}

/** Lets a worker go on until it finds nothing more to do. Without a connection it captures, and tells links. */
export async function work({ install }: World): Promise<void> {
  const carriers = openCarriers(install, { outbound: install.outbound, timer: systemTimer })
  const turns = openTurns(install, carriers, new AbortController().signal)
  do await turns.quiet()
  while (await turns.pass())
  await carriers.close()
}

/** The newest link that was told to an address, where nothing carries letters. */
export async function linkTo(world: World, email: string): Promise<string> {
  await work(world)
  const line = world.told.find((each) => each.includes(`<${email}>`) && each.includes("#tdl_"))
  expect(line, `a link for ${email}`).toBeDefined()
  return /tdl_\w+/.exec(line ?? "")?.[0] as string
}

/** A clock of the test's own: it begins on a whole quarter of an hour, and each test with a new one of counted attempts. */
export function ownClock({ install }: World): {
  now: () => Temporal.Instant
  pass: (duration: Temporal.DurationLike) => void
} {
  const quarter = 15 * 60_000
  const next = (from: number) =>
    Temporal.Instant.fromEpochMilliseconds((Math.floor(from / quarter) + 1) * quarter + 1000)
  let now = next(install.clock().epochMilliseconds)
  install.clock = () => now
  beforeEach(() => {
    now = next(now.epochMilliseconds)
  })
  return {
    now: () => now,
    pass: (duration) => {
      now = now.add(duration)
    },
  }
}

/** A new member of this role, and the API as they see it. */
export async function signedInAs(
  world: World,
  orgId: string,
  role: Role,
  areaIds?: string[],
): Promise<{ memberId: string; api: Api }> {
  const member = await addMember(world, orgId, { role, name: `A ${role}`, ...(areaIds ? { areaIds } : {}) })
  return { memberId: member.memberId, api: await signedIn(world, member) }
}
