/** Members: the people who work in an organisation, with or without a sign-in, and what each may. */
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { type OrgSql, sql, violates } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { checkVersion, found, id, instant, type Role, roles, version } from "../base/route.ts"
import { comparable } from "../base/text.ts"
import { dropLink } from "./links.ts"
import { joinPerson } from "./people.ts"

export const personalFields = ["name", "email", "phone"] as const
export const memberStates = ["receiver", "invited", "active", "deactivated"] as const

export const MemberAnswer = z
  .object({
    id,
    externalId: z
      .string()
      .nullable()
      .meta({ description: "What your own system calls them; events name employees by it." }),
    name: z.string().meta({ examples: ["Anna Nowak"] }),
    email: z
      .string()
      .nullable()
      .meta({ examples: ["anna@example.com"] }),
    phone: z
      .string()
      .nullable()
      .meta({ examples: ["+48450000001"] }),
    language: z
      .string()
      .nullable()
      .meta({ description: "Null: the organisation's.", examples: ["pl"] }),
    role: z.enum(roles).meta({ examples: ["administrator"] }),
    areaIds: z.array(id).meta({ description: "A supervisor's areas, at least one." }),
    state: z.enum(memberStates).meta({
      description: "A receiver has no sign-in; an invited one has a link that waits.",
      examples: ["active"],
    }),
    invitationExpiresAt: instant.nullable(),
    twoStep: z.boolean().meta({ description: "Do they sign in with a second step?" }),
    version,
    createdAt: instant,
    deactivatedAt: instant.nullable(),
  })
  .meta({ id: "Member" })
export type Member = z.output<typeof MemberAnswer>

export const memberColumns = sql`
  m.id, m.external_id, m.name, m.email, m.phone, m.language, m.role, m.state, m.version, m.created_at, m.deactivated_at,
  array(select a.area_id from member_areas a where a.org_id = m.org_id and a.member_id = m.id order by a.area_id) as area_ids,
  (select max(l.expires_at) from one_time_links l
    where l.org_id = m.org_id and l.member_id = m.id and l.purpose = 'invitation' and m.state = 'invited') as invitation_expires_at,
  exists (select from people p where p.id = m.person_id and p.totp_sealed is not null) as two_step`

/** @throws Problem not_found */
export const readMember = async (tx: OrgSql, memberId: string): Promise<Member> =>
  found(
    (await tx<Member>`select ${memberColumns} from members m where m.org_id = ${tx.orgId} and m.id = ${memberId}`)[0],
  )

/** A member locked until the transaction ends, and the sign-in behind them. */
type Locked = { before: Member; personId: string | null }

/** @throws Problem not_found */
export async function lockMember(tx: OrgSql, memberId: string): Promise<Locked> {
  const [row] = await tx<{ personId: string | null }>`
    select person_id from members where org_id = ${tx.orgId} and id = ${memberId} for update`
  return { personId: found(row).personId, before: await readMember(tx, memberId) }
}

/** What a unique key refuses, at the field it is about. @throws Problem name_taken, in_use */
export function refuseTaken(error: unknown): never {
  if (violates(error, "members_external_id"))
    throw fieldProblem("name_taken", "/externalId", "taken", "Another member has this external id.")
  if (violates(error, "members_email"))
    throw fieldProblem("name_taken", "/email", "taken", "Another member signs in with this address.")
  if (violates(error, "members_person"))
    throw new Problem("in_use", "Whoever signs in with this address is a member of this organisation already.")
  throw error
}

/**
 * Does the role fit the organisation, and the areas the role?
 * @throws Problem invalid at `/role` or `/areaIds`
 */
async function checkRole(tx: OrgSql, role: Role, areaIds: readonly string[]): Promise<void> {
  const [organisation] = await tx<{ kind: string }>`select kind from organisations where id = ${tx.orgId}`
  const isPlatform = organisation?.kind === "platform"
  if (isPlatform !== (role === "operator"))
    throw fieldProblem(
      "invalid",
      "/role",
      "role_elsewhere",
      isPlatform ? "Whoever works for the platform is an operator." : "Operators work for the platform only.",
    )
  if (role === "supervisor" && areaIds.length === 0)
    throw fieldProblem("invalid", "/areaIds", "missing", "A supervisor has at least one area.")
  if (role !== "supervisor" && areaIds.length > 0)
    throw fieldProblem("invalid", "/areaIds", "not_a_supervisor", "Only supervisors have areas.")
  if (areaIds.length === 0) return
  // Locked, so that none is deleted before it is assigned.
  const areas = await tx<{ id: string }>`
    select id from areas where org_id = ${tx.orgId} and id = any (${areaIds}) order by id for key share`
  const unknown = areaIds.findIndex((areaId) => !areas.some((area) => area.id === areaId))
  if (unknown >= 0) throw fieldProblem("invalid", `/areaIds/${unknown}`, "unknown", "There is no such area.")
}

async function setAreas(tx: OrgSql, memberId: string, areaIds: readonly string[]): Promise<void> {
  await tx`
    delete from member_areas
     where org_id = ${tx.orgId} and member_id = ${memberId} and not area_id = any (${areaIds}::uuid[])`
  if (areaIds.length)
    await tx`
      insert into member_areas (org_id, member_id, area_id)
      values ${sql.join(areaIds.map((areaId) => sql`(${tx.orgId}, ${memberId}, ${areaId})`))}
      on conflict do nothing`
}

export type NewMember = {
  name: string
  email?: string | null | undefined
  phone?: string | null | undefined
  language?: string | null | undefined
  externalId?: string | null | undefined
  role: Role
  areaIds?: readonly string[] | undefined
  /** A password makes the member active at once; without one they only receive. */
  password?: string
}

/**
 * Adds a member; with a password also their sign-in, or joins the one that the address has.
 * @throws Problem name_taken at `/externalId`; invalid at `/role`, `/areaIds` or, for a sign-in there is, `/password`
 */
export async function createMember(call: Actor, input: NewMember): Promise<string> {
  const { tx } = call
  const memberId = newId()
  const email = input.email?.toLowerCase() ?? null
  const areaIds = [...new Set(input.areaIds)]
  await checkRole(tx, input.role, areaIds)
  if (input.password !== undefined && email === null) throw new Error("a sign-in needs an address")
  const personId = input.password === undefined || email === null ? null : await joinPerson(tx, email, input.password)
  await tx`
    insert into members (org_id, id, person_id, external_id, name, name_key, email, phone, language, role, state, created_at)
    values (${tx.orgId}, ${memberId}, ${personId}, ${input.externalId ?? null}, ${input.name}, ${comparable(input.name)},
            ${email}, ${input.phone ?? null}, ${input.language ?? null}, ${input.role}, ${personId ? "active" : "receiver"},
            ${call.now})`.catch(refuseTaken)
  await setAreas(tx, memberId, areaIds)
  if (personId)
    await tx`insert into memberships (person_id, org_id, member_id) values (${personId}, ${tx.orgId}, ${memberId})`
  const { password: _, ...after } = input
  await record(call, {
    action: "member.created",
    subject: { kind: "member", id: memberId },
    after,
    personal: personalFields,
  })
  return memberId
}

export type MemberChange = Partial<Pick<Member, "name" | "email" | "phone" | "language" | "externalId">>

/**
 * Changes what the organisation knows of a member. A new address takes a waiting invitation back.
 * @throws Problem name_taken; protected at `/email` for the address somebody signs in with, which is theirs to change
 */
export async function updateMember(call: Actor, { before, personId }: Locked, change: MemberChange): Promise<Member> {
  const { tx } = call
  const { name, email, phone, language, externalId } = { ...before, ...change }
  const isMoved = email !== before.email
  if (isMoved && personId)
    throw fieldProblem(
      "protected",
      "/email",
      "sign_in",
      `${before.name} signs in with this address and changes it in their own profile.`,
    )
  const withdrawn = isMoved && before.state === "invited"
  await tx`
    update members
       set name = ${name}, name_key = ${comparable(name)}, email = ${email}, phone = ${phone}, language = ${language},
           external_id = ${externalId}, state = ${withdrawn ? "receiver" : before.state}, version = version + 1
     where org_id = ${tx.orgId} and id = ${before.id}`.catch(refuseTaken)
  if (withdrawn) await dropLink(tx, "invitation", before.id)
  const after = await readMember(tx, before.id)
  await recordChange(call, "member.updated", before, after)
  return after
}

async function recordChange(call: Actor, action: string, before: Member, after: Member): Promise<void> {
  await record(call, { action, subject: { kind: "member", id: after.id }, before, after, personal: personalFields })
}

/**
 * Locks a member whose rights are about to be taken away, and all active administrators, by id: of two administrators who
 * demote each other at once, the second sees that the first is done.
 * @throws Problem last_administrator; forbidden if the caller's own rights were taken away while they waited
 */
async function lockRights(call: Actor, memberId: string): Promise<Member> {
  const { tx, caller } = call
  const administrators = await tx<{ id: string; isAdministrator: boolean }>`
    select id, role = 'administrator' and state = 'active' as is_administrator from members
     where org_id = ${tx.orgId} and (id = ${memberId} or (role = 'administrator' and state = 'active'))
     order by id for update`
  const active = administrators.filter(({ isAdministrator }) => isAdministrator).map((each) => each.id)
  if (caller.kind === "person" && !active.includes(caller.memberId ?? "")) throw new Problem("forbidden")
  const member = await readMember(tx, memberId)
  if (active.includes(memberId) && active.length === 1) throw new Problem("last_administrator")
  return member
}

/** @throws Problem in_use naming the classes and template sets that a reseller still manages */
async function refuseManager(tx: OrgSql, member: Member): Promise<void> {
  const managed = await tx<{ kind: "class" | "template set"; name: string }>`
    select 'class' as kind, name from customer_classes where org_id = ${tx.orgId} and managed_by = ${member.id}
    union all
    select 'template set', name from template_sets where org_id = ${tx.orgId} and managed_by = ${member.id}
    order by 1, 2 limit 20`
  if (managed.length === 0) return
  const names = managed.map(({ kind, name }) => `the ${kind} ${name}`).join(", ")
  throw new Problem("in_use", `${member.name} still manages ${names}. Give them to somebody else first.`, {
    values: { managed: [...managed] },
  })
}

/**
 * Changes role and areas in one act. It counts from the next request on; with another role their sessions end.
 * @throws Problem invalid, last_administrator, in_use, version_conflict
 */
export async function changeRole(
  call: Actor,
  memberId: string,
  { role, areaIds: given }: { role: Role; areaIds: readonly string[] },
  ifMatch: number | null = null,
): Promise<Member> {
  const { tx } = call
  const areaIds = [...new Set(given)]
  const [present] = await tx<{ role: Role }>`select role from members where org_id = ${tx.orgId} and id = ${memberId}`
  const isSame = found(present).role === role
  // Only areas change: nobody loses a right that others depend on.
  const before = isSame ? (await lockMember(tx, memberId)).before : await lockRights(call, memberId)
  checkVersion(ifMatch, before.version)
  if (isSame && before.role !== role) throw new Problem("version_conflict")
  await checkRole(tx, role, areaIds)
  if (before.role === "reseller" && role !== "reseller") await refuseManager(tx, before)
  await tx`
    update members set role = ${role}, version = version + 1 where org_id = ${tx.orgId} and id = ${memberId}`
  await setAreas(tx, memberId, areaIds)
  if (before.role !== role) await endSessions(tx, memberId)
  const after = await readMember(tx, memberId)
  await recordChange(call, "member.role_changed", before, after)
  return after
}

const endSessions = (tx: OrgSql, memberId: string) =>
  tx`delete from sessions where org_id = ${tx.orgId} and member_id = ${memberId}`

/** Takes a member's sign-in away: sessions and links end, everything they did stays. Again changes nothing. */
export async function deactivate(call: Actor, memberId: string): Promise<Member> {
  const { tx, now } = call
  const before = await lockRights(call, memberId)
  if (before.state === "deactivated") return before
  await tx`
    update members set state = 'deactivated', deactivated_at = ${now}, version = version + 1
     where org_id = ${tx.orgId} and id = ${memberId}`
  await tx`delete from one_time_links where org_id = ${tx.orgId} and member_id = ${memberId}`
  await endSessions(tx, memberId)
  const after = await readMember(tx, memberId)
  await recordChange(call, "member.deactivated", before, after)
  return after
}

/**
 * Gives a deactivated member back what they had: the sign-in, or receiving only. Again changes nothing.
 * @throws Problem name_taken when another member has the address meanwhile
 */
export async function reactivate(call: Actor, memberId: string): Promise<Member> {
  const { tx } = call
  const { before, personId } = await lockMember(tx, memberId)
  if (before.state !== "deactivated") return before
  await tx`
    update members set state = ${personId ? "active" : "receiver"}, deactivated_at = null, version = version + 1
     where org_id = ${tx.orgId} and id = ${memberId}`.catch(refuseTaken)
  const after = await readMember(tx, memberId)
  await recordChange(call, "member.reactivated", before, after)
  return after
}
