/** A forgotten password: a link by e-mail, and a new password in exchange for it. */
import { setTimeout as delay } from "node:timers/promises"
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { sql } from "../base/db.ts"
import { type Install, openRoute } from "../base/route.ts"
import { hashPassword } from "../base/secrets.ts"
import { countAttempt } from "./attempts.ts"
import { announce, type Letter, type LetterCall, lookAtLink, makeLink, readLink, takeLink } from "./links.ts"
import { readMember } from "./members.ts"
import { installCall } from "./organisations.ts"
import { changePerson, newPasswordInput, typedEmail } from "./people.ts"
import { membershipsOf } from "./sessions.ts"

type ResetLetter = Letter & { type: "system.password_reset" }

/**
 * Makes a link that sets a new password, in one of the organisations the person works in.
 * @param send gives the letter with it away, in the transaction that makes it
 * @returns false if nobody can sign in with this address
 */
export async function resetPassword(
  install: Install,
  email: string,
  now: Temporal.Instant,
  hours: number,
  send: (call: LetterCall, letter: ResetLetter) => Promise<void>,
): Promise<boolean> {
  const { db } = install
  const [person] = await db.global(
    (tx) => tx<{ id: string; credentialVersion: number }>`
      select id, credential_version from people where email = ${email}`,
  )
  const membership = person && (await membershipsOf(db, person.id)).find(({ state }) => state === "active")
  if (!person || !membership) return false
  return await db.org(membership.orgId, async (tx) => {
    const call = { ...installCall(tx, now), install }
    const { memberId } = membership
    const [member] = await tx`
      select 1 from members where org_id = ${tx.orgId} and id = ${memberId} and state = 'active' for key share`
    if (!member) return false
    const { id: personId, credentialVersion } = person
    const link = await makeLink(call, "password_reset", hours, { memberId, personId, credentialVersion })
    await record(call, {
      action: "password.reset_requested",
      subject: { kind: "member", id: memberId },
      after: { expiresAt: link.expiresAt },
    })
    await send(call, { type: "system.password_reset", memberId, email, link })
    return true
  })
}

/** How long the answer takes at least: longer than the work, so that its time doesn't tell whether there is an account. */
const answerMillis = 400

export const passwordRoutes = [
  openRoute("POST /v1/password-resets", {
    name: "password-resets create",
    summary: "Ask for a link that sets a new password. The answer is the same whether the address is known or not.",
    body: z.strictObject({ email: typedEmail }).meta({ id: "PasswordResetRequest" }),
    example: { email: "anna@example.com" },
    status: 202,
    answer: z.void(),
    run: async (call) => {
      const { install, now, body } = call
      await countAttempt(call, "reset", body.email)
      await Promise.all([resetPassword(install, body.email, now, 1, announce), delay(answerMillis)])
    },
  }),
  openRoute("POST /v1/password-resets/confirm", {
    name: "password-resets confirm",
    summary: "Set a new password by a link. Every session of the person ends; two-step sign-in stays as it is.",
    body: z
      .strictObject({
        link: z.string().max(200).meta({ description: "The part of the link behind #." }),
        password: newPasswordInput,
      })
      .meta({ id: "PasswordReset" }),
    example: { link: "tdl_…", password: "correct horse battery" },
    status: 204,
    answer: z.void(),
    run: async ({ install, now, requestId, body }) => {
      const link = readLink(body.link)
      await install.db.org(link.orgId, (tx) => lookAtLink(tx, link, "password_reset", now)) // before the costly hash
      const hash = await hashPassword(body.password)
      await install.db.org(link.orgId, async (tx) => {
        const { personId, memberId } = await takeLink(tx, link, "password_reset", now)
        const { name, email } = await readMember(tx, memberId as string)
        await changePerson({ tx }, { personId: personId as string, sessionId: null }, sql`password_hash = ${hash}`)
        await record(
          { tx, caller: { kind: "person", name, memberId, keyId: null }, now, requestId },
          { action: "password.reset", subject: { kind: "member", id: memberId } },
        )
        await announce(
          { tx, now, install },
          { type: "system.password_changed", memberId: memberId as string, email: email as string },
        )
      })
    },
  }),
]
