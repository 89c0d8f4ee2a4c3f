/**
 * One-time links: what an invitation, a password reset, a changed address and the first start are answered with. A link
 * is a credential that names its organisation; it is taken once, in the transaction of what it does.
 */
import type { Actor } from "../audit/audit.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { Problem } from "../base/problem.ts"
import type { Call, Install } from "../base/route.ts"
import { type Credential, newCredential, readCredential } from "./callers.ts"

export const purposes = ["first_start", "invitation", "password_reset", "email_change"] as const
type Purpose = (typeof purposes)[number]

/** What a link is about; which fields are set depends on its purpose. */
type About = {
  memberId?: string
  personId?: string
  /** The person's at this moment. */
  credentialVersion?: number
  /** The new address of an email_change. */
  email?: string
  sessionId?: string
}
export type Link = { url: string; expiresAt: Temporal.Instant }

/** A call that can make links: one in a transaction, that knows where people reach the install. */
export type LinkCall = Pick<Actor, "tx" | "now"> & { install: Pick<Install, "config"> }

/** Makes a link. An earlier one of the same purpose and member stops working. */
export async function makeLink(
  { tx, now, install }: LinkCall,
  purpose: Purpose,
  hours: number,
  { memberId, personId, credentialVersion, email, sessionId }: About,
): Promise<Link> {
  await dropLink(tx, purpose, memberId ?? null)
  const { text, secretHash } = newCredential("link", tx.orgId)
  const expiresAt = now.add({ hours })
  await tx`
    insert into one_time_links (org_id, id, purpose, secret_hash, member_id, person_id, credential_version, email, session_id,
                                created_at, expires_at)
    values (${tx.orgId}, ${newId()}, ${purpose}, ${secretHash}, ${memberId ?? null}, ${personId ?? null},
            ${credentialVersion ?? null}, ${email ?? null}, ${sessionId ?? null}, ${now}, ${expiresAt})`
  // Behind #, where it reaches neither a server's log nor a Referer header.
  return { url: `${install.config.publicUrl}/link#${text}`, expiresAt }
}

/** Takes a member's link of one purpose back, used or not. */
export async function dropLink(tx: OrgSql, purpose: Purpose, memberId: string | null): Promise<void> {
  await tx`
    delete from one_time_links
     where org_id = ${tx.orgId} and purpose = ${purpose} and member_id is not distinct from ${memberId}::uuid`
}

/** @throws Problem link_used for anything that isn't a link of ours */
export function readLink(text: string): Credential {
  const credential = readCredential(text.trim())
  if (credential?.kind !== "link") throw new Problem("link_used")
  return credential
}

const live = (tx: OrgSql, { secretHash }: Credential, purpose: Purpose | null, now: Temporal.Instant) => sql`
  org_id = ${tx.orgId} and secret_hash = ${secretHash} and used_at is null and expires_at > ${now}
  and ${purpose === null ? sql`true` : sql`purpose = ${purpose}`}
  and exists (select from organisations o where o.id = ${tx.orgId} and o.state = 'active')
  and (person_id is null or exists (select from people p where p.id = person_id
                                                           and p.credential_version = one_time_links.credential_version))`

type Taken = { memberId: string | null; personId: string | null; email: string | null; sessionId: string | null }
const columns = sql`member_id, person_id, email, session_id`

/** What a link that still works is about, without using it up. @throws Problem link_used, whatever the reason */
export async function lookAtLink(
  tx: OrgSql,
  link: Credential,
  purpose: Purpose,
  now: Temporal.Instant,
): Promise<Taken> {
  const [row] = await tx<Taken>`select ${columns} from one_time_links where ${live(tx, link, purpose, now)}`
  if (!row) throw new Problem("link_used")
  return row
}

/** What a link that still works is for, whom it is for and where. @throws Problem link_used, whatever the reason */
export async function describeLink(tx: OrgSql, link: Credential, now: Temporal.Instant) {
  const [row] = await tx<
    Taken & { purpose: Purpose; expiresAt: Temporal.Instant; name: string | null; memberEmail: string | null }
  >`
    select purpose, expires_at, ${columns},
           (select m.name from members m where m.org_id = one_time_links.org_id and m.id = member_id) as name,
           (select m.email from members m where m.org_id = one_time_links.org_id and m.id = member_id) as member_email
      from one_time_links where ${live(tx, link, null, now)}`
  if (!row) throw new Problem("link_used")
  const [organisation] = await tx<{ name: string }>`select name from organisations where id = ${tx.orgId}`
  const [person] = row.personId
    ? await tx<{ email: string }>`select email from people where id = ${row.personId}`
    : await tx<{
        email: string
      }>`select email from people where email = ${row.memberEmail} and password_hash is not null`
  return {
    purpose: row.purpose,
    expiresAt: row.expiresAt,
    organisation: row.purpose === "invitation" ? (organisation?.name ?? null) : null,
    name: row.name,
    email: row.email ?? person?.email ?? row.memberEmail,
    hasSignIn: person !== undefined,
  }
}

/**
 * Uses a link up; of two at once one gets it. The person it was made for is locked until the transaction ends.
 * @throws Problem link_used, the same for a link that was used, has run out, was replaced or never was
 */
export async function takeLink(tx: OrgSql, link: Credential, purpose: Purpose, now: Temporal.Instant): Promise<Taken> {
  // The person first: whoever else changes the sign-in has then either not begun or is done, and is seen below.
  await tx`
    select 1 from people
     where id = (select person_id from one_time_links where org_id = ${tx.orgId} and secret_hash = ${link.secretHash})
       for no key update`
  const [row] = await tx<Taken>`
    update one_time_links set used_at = ${now} where ${live(tx, link, purpose, now)} returning ${columns}`
  if (!row) throw new Problem("link_used")
  return row
}

/** A letter that Tidings itself writes to one of its people; the types are those of the catalogue. */
export type Letter = { memberId: string; name: string; email: string } & (
  | { type: "system.invitation"; link: Link; invitedBy: string | null }
  | { type: "system.password_reset"; link: Link }
  | { type: "system.address_verification"; link: Link; newAddress: string }
  | { type: "system.address_changed"; newAddress: string }
)

/**
 * Sends a letter, in the transaction of what it is about. There is no mail connection, so the log prints it, for the
 * operator to pass on.
 */
export async function announce({ install }: Pick<Call, "install" | "tx">, letter: Letter): Promise<void> {
  install.log.info({ type: letter.type }, `For ${letter.name} <${letter.email}>: ${sentenceOf(letter)}`)
}

function sentenceOf(letter: Letter): string {
  const opens = (what: string, { url, expiresAt }: Link) =>
    `${what} until ${expiresAt.toString({ smallestUnit: "minute" })}, once: ${url}`
  switch (letter.type) {
    case "system.invitation":
      return opens("this link accepts the invitation", letter.link)
    case "system.password_reset":
      return opens("this link sets a new password", letter.link)
    case "system.address_verification":
      return opens(`this link makes ${letter.newAddress} the address to sign in with`, letter.link)
    case "system.address_changed":
      return `the address to sign in with is ${letter.newAddress} now.`
  }
}
