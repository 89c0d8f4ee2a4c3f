/**
 * One-time links: what an invitation, a password reset, a changed address and the first start are answered with. A link
 * is a credential that names its organisation; it is taken once, in the transaction of what it does.
 */
import type { Actor } from "../audit/audit.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { Problem } from "../base/problem.ts"
import type { Install } from "../base/route.ts"
import type { Secrets } from "../base/secrets.ts"
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
export type Link = { id: string; url: string; expiresAt: Temporal.Instant }

/** A call that can make links: one in a transaction, that knows where people reach the install. */
export type LinkCall = Pick<Actor, "tx" | "now"> & { install: Pick<Install, "config"> }
/** A call that can write letters. */
export type LetterCall = Pick<Actor, "tx" | "now"> & { install: Pick<Install, "writeLetter"> }

/** Makes a link. An earlier one of the same purpose and member stops working. */
export async function makeLink(
  { tx, now, install }: LinkCall,
  purpose: Purpose,
  hours: number,
  { memberId, personId, credentialVersion, email, sessionId }: About,
): Promise<Link> {
  await dropLink(tx, purpose, memberId ?? null)
  const { text, secretHash } = newCredential("link", tx.orgId)
  const [linkId, expiresAt] = [newId(), now.add({ hours })]
  await tx`
    insert into one_time_links (org_id, id, purpose, secret_hash, member_id, person_id, credential_version, email, session_id,
                                created_at, expires_at)
    values (${tx.orgId}, ${linkId}, ${purpose}, ${secretHash}, ${memberId ?? null}, ${personId ?? null},
            ${credentialVersion ?? null}, ${email ?? null}, ${sessionId ?? null}, ${now}, ${expiresAt})`
  // Behind #, where it reaches neither a server's log nor a Referer header.
  return { id: linkId, url: `${install.config.publicUrl}/link#${text}`, expiresAt }
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
    update one_time_links set used_at = ${now}, secret_sealed = null where ${live(tx, link, purpose, now)} returning ${columns}`
  if (!row) throw new Problem("link_used")
  return row
}

/** A letter that Tidings itself writes to one of its people; the types are those of the catalogue. */
export type Letter = { memberId: string; email: string } & (
  | { type: "system.invitation"; link: Link; invitedBy: string | null }
  | { type: "system.password_reset"; link: Link }
  | { type: "system.address_verification"; link: Link; newAddress: string }
  | { type: "system.address_changed"; newAddress: string }
  | { type: "system.password_changed" }
  | { type: "system.two_step_changed"; isOn: boolean }
  | { type: "system.new_sign_in"; device: string; ipAddress?: string }
)

/** Sends a letter, in the transaction of what it is about: with it, or not at all. */
export async function announce({ tx, now, install }: LetterCall, letter: Letter): Promise<void> {
  const { type, memberId, email, ...rest } = letter
  const { link, ...data } = { link: null, ...rest }
  await install.writeLetter(tx, { type, to: { memberId, email }, link, data }, now)
}

// ── the link of a letter that has yet to be handed over ────────────────────────────────────────────────────────────

/** What stands where a link's secret part would be, wherever a letter is kept or shown. */
const mask = "/link#***"

/** What a letter's words are given as its link. */
export const maskedLink = (publicUrl: string): string => `${publicUrl}${mask}`
export const showsMaskedLink = (text: string): boolean => text.includes(mask)
/** The text as its reader gets it. */
export const unmasked = (text: string, secret: string): string => text.replaceAll(mask, `/link#${secret}`)

const placeOf = (orgId: string, linkId: string) => `${orgId} one_time_links ${linkId} secret`

/** Keeps a link's text, sealed, until the letter of this event is handed over. */
export async function sealLink(
  tx: OrgSql,
  secrets: Pick<Secrets, "seal">,
  { id, url }: Link,
  eventId: string,
): Promise<void> {
  const sealed = secrets.seal(url.slice(url.indexOf("#") + 1), placeOf(tx.orgId, id))
  await tx`
    update one_time_links set event_id = ${eventId}, secret_sealed = ${sealed} where org_id = ${tx.orgId} and id = ${id}`
}

export type SealedLink = { id: string; purpose: Purpose; secretSealed: string; expiresAt: Temporal.Instant }

/** The links that these events' letters carry, by event: those that weren't used, and weren't handed over. */
export async function sealedLinks(tx: OrgSql, eventIds: readonly string[]): Promise<Map<string, SealedLink>> {
  if (eventIds.length === 0) return new Map()
  const rows = await tx<SealedLink & { eventId: string }>`
    select event_id, id, purpose, secret_sealed, expires_at from one_time_links
     where org_id = ${tx.orgId} and event_id = any (${[...eventIds]}) and secret_sealed is not null`
  return new Map(rows.map(({ eventId, ...link }) => [eventId, link]))
}

/** The secret part of a link. */
export const openLink = (secrets: Pick<Secrets, "open">, orgId: string, { id, secretSealed }: SealedLink): string =>
  secrets.open(secretSealed, placeOf(orgId, id))

/** Forgets the text of links whose letters were handed over, or never will be; the links still work. */
export async function forgetLinks(tx: OrgSql, eventIds: readonly string[]): Promise<void> {
  if (eventIds.length === 0) return
  await tx`
    update one_time_links set secret_sealed = null
     where org_id = ${tx.orgId} and event_id = any (${[...eventIds]}) and secret_sealed is not null`
}

/** How a link is told where nothing can carry a letter. @param email where the letter would have gone */
export function sentenceOf({ purpose, expiresAt }: SealedLink, email: string, url: string): string {
  const what: Record<Purpose, string> = {
    first_start: "sets the install up",
    invitation: "accepts the invitation",
    password_reset: "sets a new password",
    email_change: `makes ${email} the address to sign in with`,
  }
  return `this link ${what[purpose]} until ${expiresAt.toString({ smallestUnit: "minute" })}, once: ${url}`
}
