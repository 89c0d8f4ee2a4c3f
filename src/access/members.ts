/** Members: the people who work in an organisation, and the sign-ins behind them. */
import { type Actor, record } from "../audit/audit.ts"
import type { OrgSql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import type { Role } from "../base/route.ts"
import { hashPassword } from "../base/secrets.ts"
import { comparable } from "../base/text.ts"

export const personalFields = ["name", "email", "phone"] as const

export type NewMember = {
  name: string
  email: string
  phone?: string
  language?: string
  role: Role
  areaIds?: readonly string[]
  /** A password makes the member active at once; without one they only receive. */
  password?: string
}

/** The sign-in of this address, made if there is none. A password given changes nothing for one that exists. */
async function ensurePerson(tx: OrgSql, email: string, password: string): Promise<string> {
  const hash = await hashPassword(password)
  await tx`insert into people (id, email, password_hash) values (${newId()}, ${email}, ${hash}) on conflict (email) do nothing`
  const [person] = await tx<{ id: string }>`select id from people where email = ${email}`
  return (person as { id: string }).id
}

/** Adds a member; with a password also their sign-in. */
export async function createMember(call: Actor, input: NewMember): Promise<string> {
  const { tx } = call
  const memberId = newId()
  const email = input.email.toLowerCase()
  const personId = input.password === undefined ? null : await ensurePerson(tx, email, input.password)
  await tx`
    insert into members (org_id, id, person_id, name, name_key, email, phone, language, role, state, created_at)
    values (${tx.orgId}, ${memberId}, ${personId}, ${input.name}, ${comparable(input.name)}, ${email}, ${input.phone ?? null},
            ${input.language ?? null}, ${input.role}, ${personId ? "active" : "receiver"}, ${call.now})`
  for (const areaId of input.areaIds ?? [])
    await tx`insert into member_areas (org_id, member_id, area_id) values (${tx.orgId}, ${memberId}, ${areaId})`
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
