/** Who asks: reads an API key or a session and finds the caller behind it. */
import type { OrgSql } from "../base/db.ts"
import { newSecret } from "../base/ids.ts"
import { Problem } from "../base/problem.ts"
import type { Caller, Install, Role } from "../base/route.ts"
import { sha256 } from "../base/secrets.ts"

/** Every credential names its organisation, so that looking it up is one organisation's query. */
const kinds = { tdg: "key", tds: "session", tdl: "link" } as const
export type CredentialKind = (typeof kinds)[keyof typeof kinds]
export type Credential = { kind: CredentialKind; orgId: string; secretHash: string }

/** A new credential: the text to give away, once, and the hash to keep. */
export function newCredential(kind: CredentialKind, orgId: string): { text: string; secretHash: string; hint: string } {
  const prefix = Object.entries(kinds).find(([, name]) => name === kind)?.[0]
  const secret = newSecret()
  return {
    text: `${prefix}_${orgId.replaceAll("-", "")}_${secret}`,
    secretHash: sha256(secret),
    hint: secret.slice(0, 4),
  }
}

/** @returns null for anything that isn't one of ours */
export function readCredential(text: string): Credential | null {
  const match = /^(tdg|tds|tdl)_([0-9a-f]{32})_([0-9A-Za-z]{43})$/.exec(text)
  if (!match) return null
  const [, prefix, org, secret] = match as unknown as [string, keyof typeof kinds, string, string]
  const orgId = org.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
  return { kind: kinds[prefix], orgId, secretHash: sha256(secret) }
}

/** The session's cookie. `__Host-` pins it to this host and to https; plain http, as on one's own machine, can't have it. */
export const cookieName = (install: Pick<Install, "config">): string =>
  install.config.publicUrl.startsWith("https:") ? "__Host-tidings" : "tidings"

/** Longest a session stays unused, and how often its use is written down. */
export const sessionIdleDays = 14
const seenEverySeconds = 60

/**
 * The caller behind a credential, in a transaction of its organisation.
 * @throws Problem unauthenticated, the same whatever the reason; organisation_suspended
 */
export async function findCaller(
  tx: OrgSql,
  credential: Credential,
  now: Temporal.Instant,
  address: string | null,
): Promise<Caller> {
  const caller =
    credential.kind === "session"
      ? await findBySession(tx, credential, now, address)
      : credential.kind === "key"
        ? await findByKey(tx, credential, now, address)
        : null
  if (!caller) throw new Problem("unauthenticated")
  const [organisation] = await tx<{ state: string; reason: string | null }>`
    select state, reason from organisations where id = ${tx.orgId}`
  if (organisation?.state === "suspended") throw suspended(organisation.reason)
  if (organisation?.state !== "active") throw new Problem("unauthenticated")
  return caller
}

/** The answer that a suspended organisation's people and programs get, with the operator's reason. */
export const suspended = (reason: string | null): Problem =>
  new Problem("organisation_suspended", reason ? `This organisation is suspended: ${reason}` : undefined)

async function findBySession(
  tx: OrgSql,
  { secretHash }: Credential,
  now: Temporal.Instant,
  address: string | null,
): Promise<Caller | null> {
  const [row] = await tx<{
    sessionId: string
    memberId: string
    personId: string
    name: string
    role: Role
    twoStep: boolean
    lastSeenAt: Temporal.Instant
    areaIds: string[]
    requireTwoStep: boolean
  }>`
    select s.id as session_id, s.member_id, s.person_id, m.name, m.role, s.two_step, s.last_seen_at,
           array(select area_id from member_areas a where a.org_id = m.org_id and a.member_id = m.id) as area_ids,
           t.require_two_step
      from sessions s
      join members m on m.org_id = s.org_id and m.id = s.member_id
      join people p on p.id = s.person_id
      join organisation_settings t on t.org_id = s.org_id
     where s.org_id = ${tx.orgId} and s.secret_hash = ${secretHash}
       and s.expires_at > ${now} and s.last_seen_at > ${now.subtract({ hours: sessionIdleDays * 24 })}
       and s.credential_version = p.credential_version
       and m.state = 'active'`
  if (!row) return null
  if (row.lastSeenAt.until(now).total("seconds") > seenEverySeconds)
    await tx`update sessions set last_seen_at = ${now}, address = ${address} where org_id = ${tx.orgId} and id = ${row.sessionId}`
  return {
    orgId: tx.orgId,
    kind: "person",
    name: row.name,
    role: row.role,
    memberId: row.memberId,
    personId: row.personId,
    sessionId: row.sessionId,
    keyId: null,
    scopes: null,
    mustSetUpTwoStep: row.requireTwoStep && !row.twoStep,
    areaIds: row.areaIds,
    address,
  }
}

async function findByKey(
  tx: OrgSql,
  { secretHash }: Credential,
  now: Temporal.Instant,
  address: string | null,
): Promise<Caller | null> {
  const [row] = await tx<{
    id: string
    name: string
    scopes: string[]
    lastUsedAt: Temporal.Instant | null
    kind: string
  }>`
    select k.id, k.name, k.scopes, k.last_used_at, o.kind
      from api_keys k join organisations o on o.id = k.org_id
     where k.org_id = ${tx.orgId} and k.secret_hash = ${secretHash}
       and k.revoked_at is null and (k.expires_at is null or k.expires_at > ${now})`
  if (!row) return null
  if (!row.lastUsedAt || row.lastUsedAt.until(now).total("seconds") > seenEverySeconds)
    await tx`update api_keys set last_used_at = ${now} where org_id = ${tx.orgId} and id = ${row.id}`
  return {
    orgId: tx.orgId,
    kind: "key",
    name: row.name,
    role: row.kind === "platform" ? "operator" : "administrator",
    memberId: null,
    personId: null,
    sessionId: null,
    keyId: row.id,
    scopes: new Set(row.scopes),
    mustSetUpTwoStep: false,
    areaIds: [],
    address,
  }
}
