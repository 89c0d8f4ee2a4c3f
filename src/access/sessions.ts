/**
 * Signing in and out, and what a person changes about their own sign-in: the password and two-step codes. A sign-in is
 * one person's everywhere; a session belongs to one organisation.
 */
import { Secret, TOTP } from "otpauth"
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { type Db, type OrgSql, type Sql, sql } from "../base/db.ts"
import { newBytes, newId, newPassword } from "../base/ids.ts"
import { keyset, toPage } from "../base/page.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import {
  type Call,
  found,
  type Install,
  id,
  instant,
  listRoute,
  type OpenCall,
  openRoute,
  type Role,
  roles,
  route,
  shownOnce,
  WithHeaders,
} from "../base/route.ts"
import { hashPassword, isPassword, nobodysHash, type Secrets, sha256 } from "../base/secrets.ts"
import { countAttempt } from "./attempts.ts"
import { cookieName, newCredential, sessionIdleDays, suspended } from "./callers.ts"
import { meetDevice } from "./devices.ts"
import { announce } from "./links.ts"
import { logoUrl } from "./logos.ts"
import { changeOwn, checkPassword, lockOwn, newPasswordInput, presentPassword, selfOf, typedEmail } from "./people.ts"
import { extentsOf } from "./permissions.ts"

/** Longest a session lasts, however much it is used. */
const sessionDays = 30

// ── two-step codes ─────────────────────────────────────────────────────────────────────────────────────────────────

type TwoStep = { id: string; totpStep: bigint; recoveryHashes: string[] }

/** What a right code uses up: a time step, or one of the recovery codes. */
type Proof = { step: bigint } | { recoveryHash: string }

const placeOf = (personId: string) => `people ${personId} totp`

const totpOf = (secret: string, label = "") =>
  new TOTP({ issuer: "Tidings", label, secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period: 30 })

/** The time step a code is right for, one before or after now allowed (RFC 6238 §5.2); null for a wrong code. */
function stepOf(totp: TOTP, code: string, now: Temporal.Instant): bigint | null {
  const timestamp = now.epochMilliseconds
  const delta = totp.validate({ token: code, timestamp, window: 1 })
  return delta === null ? null : BigInt(totp.counter({ timestamp }) + delta)
}

function proofOf(secrets: Secrets, person: TwoStep, sealed: string, code: string, now: Temporal.Instant): Proof | null {
  if (/^\d{6}$/.test(code)) {
    const step = stepOf(totpOf(secrets.open(sealed, placeOf(person.id))), code, now)
    return step !== null && step > person.totpStep ? { step } : null
  }
  const recoveryHash = sha256(code.toLowerCase())
  return person.recoveryHashes.includes(recoveryHash) ? { recoveryHash } : null
}

/** Uses a code up. @returns false if somebody used it since it was read */
async function take(tx: Sql, personId: string, proof: Proof): Promise<boolean> {
  const taken =
    "step" in proof
      ? await tx`update people set totp_step = ${proof.step} where id = ${personId} and totp_step < ${proof.step}`
      : await tx`
          update people set recovery_hashes = array_remove(recovery_hashes, ${proof.recoveryHash})
           where id = ${personId} and ${proof.recoveryHash} = any (recovery_hashes)`
  return taken.count === 1
}

// ── signing in ─────────────────────────────────────────────────────────────────────────────────────────────────────

type Person = TwoStep & { passwordHash: string | null; credentialVersion: number; totpSealed: string | null }
type Membership = {
  orgId: string
  memberId: string
  key: string
  name: string
  state: "active" | "suspended"
  reason: string | null
}

/** Where a person works: organisations that aren't deleted and in which they are an active member. */
export async function membershipsOf(db: Db, personId: string): Promise<Membership[]> {
  const all = await db.global(
    (tx) => tx<Membership>`
      select m.org_id, m.member_id, o.key, o.name, o.state, o.reason
        from memberships m join organisations o on o.id = m.org_id
       where m.person_id = ${personId} and o.state <> 'deleted' order by o.name, o.id`,
  )
  const active: Membership[] = []
  for (const membership of all) {
    const rows = await db.org(
      membership.orgId,
      (tx) => tx`select 1 from members where org_id = ${tx.orgId} and id = ${membership.memberId} and state = 'active'`,
    )
    if (rows.length) active.push(membership)
  }
  return active
}

/** The organisation to sign in to: the one asked for, or the only one there is. @throws Problem */
function choose(memberships: readonly Membership[], asked: string | undefined): Membership {
  const open = memberships.filter(({ state }) => state === "active")
  if (asked === undefined && open.length > 1)
    throw new Problem("organisation_required", undefined, {
      values: { organisations: open.map(({ orgId, name }) => ({ id: orgId, name })) },
    })
  const chosen = asked === undefined ? (open[0] ?? memberships[0]) : memberships.find(({ orgId }) => orgId === asked)
  if (!chosen && asked !== undefined)
    throw fieldProblem("invalid", "/organisation", "not_a_member", "You are not a member of this organisation.")
  if (!chosen) throw new Problem("credentials_wrong")
  if (chosen.state === "suspended") throw suspended(chosen.reason)
  return chosen
}

function cookieOf(install: Install, token: string, seconds: number): Record<string, string> {
  const secure = install.config.publicUrl.startsWith("https:") ? "; Secure" : ""
  return {
    "set-cookie": `${cookieName(install)}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`,
  }
}

const codeInput = z
  .string()
  .max(50)
  .transform((text) => text.replace(/\s/g, ""))
  .pipe(z.string().min(6))
  .meta({ description: "Six digits of the authenticator app, or a recovery code." })

const organisationAnswer = z.object({ id, key: z.string(), name: z.string() })
const memberAnswer = z.object({ id, name: z.string() })
const NewSessionAnswer = z
  .object({
    id,
    member: memberAnswer,
    organisation: organisationAnswer,
    role: z.enum(roles),
    expiresAt: instant,
    token: shownOnce("For clients without cookies: send it as Authorization: Bearer."),
  })
  .meta({ id: "NewSession" })

type SignIn = { email: string; password: string; code?: string | undefined; organisation?: string | undefined }

async function signIn(call: OpenCall<unknown, unknown, SignIn>) {
  const { install, now, body } = call
  const { db, secrets } = install
  await countAttempt(call, "sign-in", body.email)
  const [person] = await db.global(
    (tx) => tx<Person>`
      select id, password_hash, credential_version, totp_sealed, totp_step, recovery_hashes
        from people where email = ${body.email}`,
  )
  // An unknown address is answered as a wrong password is, after as much work.
  const isRight = await isPassword(body.password, person?.passwordHash ?? nobodysHash)
  if (!person || !isRight) throw new Problem("credentials_wrong")
  let proof: Proof | null = null
  if (person.totpSealed) {
    if (body.code === undefined) throw new Problem("code_required")
    proof = proofOf(secrets, person, person.totpSealed, body.code, now)
    if (!proof) throw new Problem("credentials_wrong")
  }
  const chosen = choose(await membershipsOf(db, person.id), body.organisation)
  return await openSession(call, chosen, {
    personId: person.id,
    credentialVersion: person.credentialVersion,
    twoStep: proof !== null,
    recoveryCode: proof !== null && "recoveryHash" in proof,
    // Only now: asking which organisation is meant uses no code up.
    proven: async (tx) => proof === null || (await take(tx, person.id, proof)),
  })
}

type Opening = Pick<OpenCall, "install" | "now" | "address" | "userAgent" | "requestId">
type Proven = {
  personId: string
  credentialVersion: number
  twoStep: boolean
  recoveryCode: boolean
  /** From another organisation, in which this person was signed in. */
  isMoved?: boolean
  /** The last that must hold, in the session's own transaction. */
  proven: (tx: OrgSql) => Promise<boolean>
}

/** A session in one organisation, in a transaction of it. @throws Problem credentials_wrong */
async function openSession(
  { install, now, address, userAgent, requestId }: Opening,
  { orgId, memberId, key, name: organisation }: Membership,
  { personId, credentialVersion, twoStep, recoveryCode, isMoved = false, proven }: Proven,
) {
  const sessionId = newId()
  const { text: token, secretHash } = newCredential("session", orgId)
  const expiresAt = now.add({ hours: sessionDays * 24 })
  const member = await install.db.org(orgId, async (tx) => {
    if (!(await proven(tx))) throw new Problem("credentials_wrong")
    const [row] = await tx<{ name: string; role: Role; email: string | null }>`
      select name, role, email from members where org_id = ${orgId} and id = ${memberId} and state = 'active' for share`
    if (!row) throw new Problem("credentials_wrong") // deactivated since the memberships were read
    // The version read with the password: if the password was changed meanwhile, this session is dead at once.
    await tx`
      insert into sessions (org_id, id, member_id, person_id, secret_hash, credential_version, two_step, address, user_agent,
                            created_at, last_seen_at, expires_at)
      values (${orgId}, ${sessionId}, ${memberId}, ${personId}, ${secretHash}, ${credentialVersion}, ${twoStep},
              ${address}, ${userAgent}, ${now}, ${now}, ${expiresAt})`
    const { name, role, email } = row
    const device = await meetDevice(tx, memberId, userAgent, now)
    // Whoever moves here from another organisation was let in there.
    if (device !== null && email !== null && !isMoved)
      await announce(
        { tx, now, install },
        {
          type: "system.new_sign_in",
          memberId,
          email,
          device,
          ...(address ? { ipAddress: address.slice(0, 45) } : {}),
        },
      )
    await record(
      { tx, caller: { kind: "person", name, memberId, keyId: null }, now, requestId },
      {
        action: "session.created",
        subject: { kind: "member", id: memberId },
        after: { sessionId, address, userAgent, twoStep, recoveryCode },
        personal: ["address", "userAgent"],
      },
    )
    return { name, role }
  })
  return new WithHeaders(
    {
      id: sessionId,
      member: { id: memberId, name: member.name },
      organisation: { id: orgId, key, name: organisation },
      role: member.role,
      expiresAt,
      token,
    },
    cookieOf(install, token, sessionDays * 24 * 3600),
  )
}

/**
 * Goes on in another organisation where the same person works: a session there, proved by the one here, which ends.
 * @throws Problem invalid at `/organisation`
 */
async function moveSession(call: Call<unknown, unknown, { organisation: string }>) {
  const { tx, install, caller, body } = call
  const { personId, sessionId } = selfOf(caller)
  const [row] = await tx<{ credentialVersion: number; twoStep: boolean }>`
    select credential_version, two_step from sessions where org_id = ${tx.orgId} and id = ${sessionId} for update`
  const { credentialVersion, twoStep } = found(row)
  if (body.organisation === tx.orgId)
    throw fieldProblem("invalid", "/organisation", "same", "You are in this organisation now.")
  const chosen = choose(await membershipsOf(install.db, personId), body.organisation)
  await endSession(call, sessionId)
  const proven = async () => true
  return await openSession(call, chosen, {
    personId,
    credentialVersion,
    twoStep,
    recoveryCode: false,
    isMoved: true,
    proven,
  })
}

// ── one's own sign-in ──────────────────────────────────────────────────────────────────────────────────────────────

/** @returns whether there was such a session of the caller's */
async function endSession(call: Call, sessionId: string): Promise<boolean> {
  const { tx, caller } = call
  const { personId, memberId } = selfOf(caller)
  const ended =
    await tx`delete from sessions where org_id = ${tx.orgId} and id = ${sessionId} and person_id = ${personId}`
  if (ended.count === 0) return false
  await record(call, { action: "session.ended", subject: { kind: "member", id: memberId }, before: { sessionId } })
  return true
}

const SessionAnswer = z
  .object({
    member: memberAnswer.extend({ email: z.string().nullable() }),
    organisation: organisationAnswer.extend({
      logoUrl: z.string().nullable(),
      currency: z
        .string()
        .nullable()
        .meta({ description: "ISO 4217; null: the install itself has none.", examples: ["EUR"] }),
      isSample: z.boolean().meta({ description: "A made-up organisation, to try things with; it can be taken away." }),
    }),
    role: z.enum(roles),
    permissions: z
      .record(z.string(), z.enum(["all", "areas", "classes", "own"]))
      .meta({ description: "What you may do, and how far it reaches.", examples: [{ "customers:see": "areas" }] }),
    mustSetUpTwoStep: z.boolean(),
    twoStep: z.boolean().meta({ description: "Is two-step sign-in set up?" }),
    otherOrganisations: z.array(organisationAnswer),
    expiresAt: instant,
  })
  .meta({ id: "Session" })

const SessionListItem = z
  .object({
    id,
    current: z.boolean(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    createdAt: instant,
    lastSeenAt: instant,
  })
  .meta({ id: "SessionListItem" })
type SessionListItem = z.output<typeof SessionListItem>

async function describe({ tx, caller }: Call): Promise<z.output<typeof SessionAnswer>> {
  const { personId, memberId, sessionId } = selfOf(caller)
  const [row] = await tx<{
    name: string
    email: string | null
    organisationKey: string
    organisation: string
    isSample: boolean
    currency: string | null
    logoHash: string | null
    expiresAt: Temporal.Instant
    twoStep: boolean
  }>`
    select m.name, m.email, o.key as organisation_key, o.name as organisation, o.sample is not null as is_sample, s.expires_at,
           p.totp_sealed is not null as two_step,
           (select l.hash from logos l where l.org_id = s.org_id) as logo_hash,
           (select g.currency from organisation_settings g where g.org_id = s.org_id) as currency
      from sessions s
      join members m on m.org_id = s.org_id and m.id = s.member_id
      join people p on p.id = s.person_id
      join organisations o on o.id = s.org_id
     where s.org_id = ${tx.orgId} and s.id = ${sessionId}`
  const { name, email, organisation, organisationKey, isSample, currency, logoHash, expiresAt, twoStep } = found(row)
  const otherOrganisations = await tx<{ id: string; key: string; name: string }>`
    select o.id, o.key, o.name from memberships m join organisations o on o.id = m.org_id
     where m.person_id = ${personId} and o.id <> ${tx.orgId} and o.state = 'active' order by o.name, o.id`
  return {
    member: { id: memberId, name, email },
    organisation: {
      id: tx.orgId,
      key: organisationKey,
      name: organisation,
      logoUrl: logoHash && logoUrl(tx.orgId, logoHash),
      currency,
      isSample,
    },
    role: caller.role,
    permissions: extentsOf(caller),
    mustSetUpTwoStep: caller.mustSetUpTwoStep,
    twoStep,
    otherOrganisations: [...otherOrganisations],
    expiresAt,
  }
}

const liveSessions = (tx: OrgSql, personId: string, now: Temporal.Instant) => sql`
  org_id = ${tx.orgId} and person_id = ${personId}
  and expires_at > ${now} and last_seen_at > ${now.subtract({ hours: sessionIdleDays * 24 })}
  and credential_version = (select credential_version from people where people.id = ${personId})`

export const sessionRoutes = [
  openRoute("POST /v1/sessions", {
    name: "sessions create",
    summary: "Sign in with e-mail and password, and a code where two-step sign-in is set up.",
    body: z
      .strictObject({
        email: typedEmail,
        password: presentPassword,
        code: codeInput.optional(),
        organisation: id.optional().meta({ description: "Which of several organisations to sign in to." }),
      })
      .meta({ id: "SessionInput" }),
    example: { email: "anna@example.com", password: "correct horse battery" },
    status: 201,
    answer: NewSessionAnswer,
    run: signIn,
  }),
  route("GET /v1/session", {
    name: "session get",
    summary: "Who you are here, what you may do, and where else you work.",
    needs: "profile:edit",
    answer: SessionAnswer,
    run: describe,
  }),
  route("DELETE /v1/session", {
    name: "session end",
    summary: "Sign out.",
    needs: "profile:edit",
    status: 204,
    answer: z.void(),
    run: async (call) => {
      await endSession(call, selfOf(call.caller).sessionId)
      return new WithHeaders(undefined, cookieOf(call.install, "", 0))
    },
  }),
  route("PUT /v1/session/organisation", {
    name: "session move",
    summary: "Go on in another of your organisations. This session ends, one there begins.",
    needs: "profile:edit",
    body: z.strictObject({ organisation: id }).meta({ id: "SessionMove" }),
    example: { organisation: "018f2c00-0000-7000-8000-000000000000" },
    answer: NewSessionAnswer,
    run: moveSession,
  }),
  listRoute("GET /v1/sessions", {
    name: "sessions list",
    summary: "Where you are signed in to this organisation, newest first.",
    needs: "profile:edit",
    item: SessionListItem,
    run: async ({ tx, caller, paging, now }) => {
      const { personId, sessionId } = selfOf(caller)
      const { after, order } = keyset(paging, [sql`id`], "desc")
      const rows = await tx<SessionListItem>`
        select id, id = ${sessionId} as current, address, user_agent, created_at, last_seen_at
          from sessions where ${liveSessions(tx, personId, now)} ${after} ${order}`
      return toPage(paging, rows, (row) => [row.id])
    },
  }),
  route("DELETE /v1/sessions/{id}", {
    name: "sessions end",
    summary: "End one of your sessions.",
    needs: "profile:edit",
    params: z.object({ id }),
    status: 204,
    answer: z.void(),
    run: async (call) => {
      if (!(await endSession(call, call.params.id))) throw new Problem("not_found")
    },
  }),
  route("PUT /v1/profile/password", {
    name: "profile password",
    summary: "Change your password. All your other sessions end.",
    needs: "profile:edit",
    body: z.strictObject({ current: presentPassword, password: newPasswordInput }).meta({ id: "PasswordInput" }),
    example: { current: "correct horse battery", password: "a longer and better one" },
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const own = await lockOwn(call)
      await checkPassword(own, call.body.current, "/current")
      const hash = await hashPassword(call.body.password)
      await changeOwn(call, own, "password.changed", sql`password_hash = ${hash}`)
      await announce(call, { memberId: own.memberId, email: own.email, type: "system.password_changed" })
    },
  }),
  route("POST /v1/profile/totp", {
    name: "profile totp create",
    summary: "Begin two-step sign-in: a secret for the authenticator app. It counts once a code confirms it.",
    needs: "profile:edit",
    answer: z
      .object({
        secret: shownOnce("The secret in base32, to type in."),
        url: shownOnce("The otpauth:// address, to show as a QR code."),
      })
      .meta({ id: "TwoStepSecret" }),
    run: async (call) => {
      const { tx, install } = call
      const own = await lockOwn(call)
      if (own.totpSealed) throw new Problem("in_use", "Two-step sign-in is set up already. Remove it first.")
      const secret = new Secret({ buffer: Uint8Array.from(newBytes(20)).buffer }).base32
      const sealed = install.secrets.seal(secret, placeOf(own.personId))
      await tx`update people set totp_pending = ${sealed} where id = ${own.personId}`
      return { secret, url: totpOf(secret, own.email).toString() }
    },
  }),
  route("POST /v1/profile/totp/confirm", {
    name: "profile totp confirm",
    summary: "Turn two-step sign-in on with a code of the app. All your other sessions end.",
    needs: "profile:edit",
    body: z.strictObject({ code: codeInput }).meta({ id: "TwoStepCode" }),
    example: { code: "123456" },
    answer: z
      .object({
        recoveryCodes: z.array(z.string()).meta({
          secret: true,
          description: "Each signs in once without the app. They are shown now and never again.",
        }),
      })
      .meta({ id: "RecoveryCodes" }),
    run: async (call) => {
      const { install, now, body } = call
      const own = await lockOwn(call)
      if (!own.totpPending) throw new Problem("in_use", "There is nothing to confirm. Begin two-step sign-in first.")
      const step = stepOf(totpOf(install.secrets.open(own.totpPending, placeOf(own.personId))), body.code, now)
      if (step === null) throw fieldProblem("invalid", "/code", "wrong_code", "This is not the code of this moment.")
      const recoveryCodes = Array.from({ length: 10 }, newPassword)
      const change = sql`
        totp_sealed = totp_pending, totp_pending = null, totp_step = ${step}, recovery_hashes = ${recoveryCodes.map(sha256)}`
      await changeOwn(call, own, "two_step.added", change)
      await announce(call, { memberId: own.memberId, email: own.email, type: "system.two_step_changed", isOn: true })
      return { recoveryCodes }
    },
  }),
  route("POST /v1/profile/totp/remove", {
    name: "profile totp remove",
    summary: "Turn two-step sign-in off. All your other sessions end.",
    needs: "profile:edit",
    body: z.strictObject({ password: presentPassword }).meta({ id: "TwoStepRemoval" }),
    example: { password: "correct horse battery" },
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const own = await lockOwn(call)
      await checkPassword(own, call.body.password, "/password")
      if (!own.totpSealed) return
      const change = sql`totp_sealed = null, totp_pending = null, recovery_hashes = '{}'`
      await changeOwn(call, own, "two_step.removed", change)
      await announce(call, { memberId: own.memberId, email: own.email, type: "system.two_step_changed", isOn: false })
    },
  }),
]
