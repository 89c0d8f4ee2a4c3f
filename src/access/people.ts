/**
 * People: the sign-ins of the install. One person has one, whatever the number of organisations they work in. What an
 * organisation knows of them (name, phone, language) stands in its own members.
 */
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { type Sql, sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { type Call, type Caller, found } from "../base/route.ts"
import { hashPassword, isPassword, nobodysHash } from "../base/secrets.ts"

/** An address as it is typed to sign in: whatever it is, it is looked up and not found, or found. */
export const typedEmail = z
  .string()
  .max(254)
  .transform((text) => text.trim().toLowerCase())
export const presentPassword = z.string().min(1).max(200)
/** Both lengths of NIST SP 800-63B-4 §3.1.1.2 with room to spare; any characters may be used. */
export const newPasswordInput = z
  .string()
  .transform((text) => text.normalize("NFKC"))
  .pipe(z.string().min(12).max(200))

/**
 * The sign-in of whoever holds this address: a new one gets the password, one that exists must have it.
 * @throws Problem invalid at `/password`
 */
export async function joinPerson(tx: Sql, email: string, password: string): Promise<string> {
  const newPersonId = newId()
  const hash = await hashPassword(password)
  const made = await tx`
    insert into people (id, email, password_hash) values (${newPersonId}, ${email}, ${hash})
    on conflict (email) do nothing`
  if (made.count === 1) return newPersonId
  const [person] = await tx<{ id: string; passwordHash: string | null }>`
    select id, password_hash from people where email = ${email}`
  const { id, passwordHash } = found(person)
  if (!(await isPassword(password, passwordHash ?? nobodysHash)))
    throw fieldProblem(
      "invalid",
      "/password",
      "wrong_password",
      "This address signs in here already. Type the password it has.",
    )
  return id
}

type Self = { personId: string; memberId: string; sessionId: string }

/** @throws Problem forbidden for a caller that is nobody, such as an API key */
export function selfOf({ personId, memberId, sessionId }: Caller): Self {
  if (!personId || !memberId || !sessionId) throw new Problem("forbidden", "This belongs to a person who signed in.")
  return { personId, memberId, sessionId }
}

type Own = Self & {
  email: string
  credentialVersion: number
  passwordHash: string | null
  totpSealed: string | null
  totpPending: string | null
}

/**
 * The caller's sign-in, locked until the transaction ends.
 * @throws Problem unauthenticated if the session died while another change was waited for
 */
export async function lockOwn({ tx, caller }: Pick<Call, "tx" | "caller">): Promise<Own> {
  const self = selfOf(caller)
  const [person] = await tx<Omit<Own, keyof Self>>`
    select p.email, p.credential_version, p.password_hash, p.totp_sealed, p.totp_pending
      from people p join sessions s on s.person_id = p.id and s.credential_version = p.credential_version
     where s.org_id = ${tx.orgId} and s.id = ${self.sessionId} and p.id = ${self.personId}
       for no key update of p`
  if (!person) throw new Problem("unauthenticated")
  return { ...self, ...person }
}

/** @throws Problem invalid at `pointer` unless it is the present password */
export async function checkPassword(own: Own, password: string, pointer: string): Promise<void> {
  if (!(await isPassword(password, own.passwordHash ?? nobodysHash)))
    throw fieldProblem("invalid", pointer, "wrong_password", "This is not your present password.")
}

/** Changes a sign-in, which ends every session of the person but this one, in all organisations. */
export async function changeOwn(call: Actor, own: Own, action: string, change: ReturnType<typeof sql>): Promise<void> {
  await changePerson(call, own, change)
  await record(call, { action, subject: { kind: "member", id: own.memberId } })
}

/**
 * Changes a person's sign-in. Every session of theirs ends, in all organisations, but the one to keep; so does every
 * link that was made for them.
 */
export async function changePerson(
  { tx }: Pick<Actor, "tx">,
  { personId, sessionId }: { personId: string; sessionId: string | null },
  change: ReturnType<typeof sql>,
): Promise<void> {
  const [person] = await tx<{ credentialVersion: number; twoStep: boolean }>`
    update people set credential_version = credential_version + 1, ${change} where id = ${personId}
    returning credential_version, totp_sealed is not null as two_step`
  const { credentialVersion, twoStep } = found(person)
  // Elsewhere sessions die by carrying an old number; here they are taken away as well.
  await tx`
    delete from sessions
     where org_id = ${tx.orgId} and person_id = ${personId} and id is distinct from ${sessionId}::uuid`
  if (sessionId)
    await tx`
      update sessions set credential_version = ${credentialVersion}, two_step = ${twoStep}
       where org_id = ${tx.orgId} and id = ${sessionId} and person_id = ${personId}
         and credential_version = ${credentialVersion - 1}`
}
