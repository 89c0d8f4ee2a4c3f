/** Invitations: how a member comes to sign in. A link of seven days, taken once, joins them to their sign-in. */
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { Problem } from "../base/problem.ts"
import { found, id, line, openRoute, route } from "../base/route.ts"
import { comparable } from "../base/text.ts"
import { countAttempt, countLetter } from "./attempts.ts"
import { announce, dropLink, type Letter, type LinkCall, lookAtLink, makeLink, readLink, takeLink } from "./links.ts"
import { createMember, lockMember, MemberAnswer, readMember, refuseTaken } from "./members.ts"
import { joinPerson, newPasswordInput } from "./people.ts"

const invitationHours = 7 * 24

/**
 * Makes a member's invitation, or renews it; a former link stops working.
 * @returns the letter to announce, or to show the link of
 * @throws Problem invalid without an address; in_use for one who signs in or is deactivated; name_taken at `/email`
 */
export async function invite(
  call: Actor & LinkCall,
  memberId: string,
  hours = invitationHours,
): Promise<Letter & { type: "system.invitation" }> {
  const { tx, caller } = call
  const { before } = await lockMember(tx, memberId)
  const { name, email, state } = before
  if (state === "active") throw new Problem("in_use", `${name} signs in already.`)
  if (state === "deactivated") throw new Problem("in_use", `${name} is deactivated. Reactivate them instead.`)
  if (email === null) throw new Problem("invalid", `${name} has no e-mail address. Add one first.`)
  // One person is one member: who was here before is reactivated, not invited anew.
  const [former] = await tx<{ name: string }>`
    select m.name from members m join people p on p.id = m.person_id
     where m.org_id = ${tx.orgId} and p.email = ${email} and m.state = 'deactivated'`
  if (former)
    throw new Problem("in_use", `${former.name} signed in with this address and is deactivated. Reactivate them.`)
  await tx`
    update members set state = 'invited', version = version + 1
     where org_id = ${tx.orgId} and id = ${memberId}`.catch(refuseTaken)
  const link = await makeLink(call, "invitation", hours, { memberId })
  await record(call, {
    action: "member.invited",
    subject: { kind: "member", id: memberId },
    after: { state: "invited", expiresAt: link.expiresAt },
  })
  return {
    type: "system.invitation",
    memberId,
    email,
    link,
    invitedBy: caller.kind === "person" ? caller.name : null,
  }
}

/** Adds an organisation's first administrator, who has yet to accept. @returns the letter with the link */
export async function inviteFirstAdministrator(
  call: Actor & LinkCall,
  { name, email, language }: { name: string; email: string; language?: string },
): Promise<Letter & { type: "system.invitation" }> {
  return await invite(call, await createMember(call, { name, email, language, role: "administrator" }))
}

const byId = z.object({ id })

export const invitationRoutes = [
  route("POST /v1/members/{id}/invite", {
    name: "members invite",
    summary: "Invite a member to sign in, by a link of seven days. Again sends a new link; the former stops working.",
    needs: "members:edit",
    params: byId,
    answer: MemberAnswer,
    run: async (call) => {
      await countLetter(call.tx, call.params.id, call.now)
      await announce(call, await invite(call, call.params.id))
      return await readMember(call.tx, call.params.id)
    },
  }),
  route("DELETE /v1/members/{id}/invitation", {
    name: "members withdraw",
    summary: "Take an invitation back. Its link stops working.",
    needs: "members:edit",
    params: byId,
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const { tx, params } = call
      const { before } = await lockMember(tx, params.id)
      if (before.state !== "invited") throw new Problem("not_found")
      await tx`
        update members set state = 'receiver', version = version + 1 where org_id = ${tx.orgId} and id = ${params.id}`
      await dropLink(tx, "invitation", params.id)
      await record(call, {
        action: "member.invitation_withdrawn",
        subject: { kind: "member", id: params.id },
        before: { state: "invited" },
        after: { state: "receiver" },
      })
    },
  }),
  openRoute("POST /v1/invitations/accept", {
    name: "invitations accept",
    summary: "Accept an invitation: choose a password, or give the one you sign in with already.",
    body: z
      .strictObject({
        link: z.string().max(200).meta({ description: "The part of the link behind #." }),
        // For a sign-in there is this is its present password, which obeys the same rules.
        password: newPasswordInput,
        name: line(200).optional(),
      })
      .meta({ id: "InvitationAcceptance" }),
    example: { link: "tdl_…", password: "correct horse battery" },
    answer: z
      .object({
        organisation: z.object({ id, key: z.string(), name: z.string() }),
        email: z.string().meta({ description: "The address to sign in with.", examples: ["anna@example.com"] }),
      })
      .meta({ id: "InvitationAccepted" }),
    run: async (call) => {
      const { install, now, requestId, body } = call
      const { db } = install
      const link = readLink(body.link)
      const { id: memberId, email } = await db.org(link.orgId, async (tx) => {
        const about = await lookAtLink(tx, link, "invitation", now)
        return await readMember(tx, about.memberId as string)
      })
      // The password of a sign-in there is could be tried out here as well.
      await countAttempt(call, "sign-in", email ?? "")
      return await db.org(link.orgId, async (tx) => {
        const { before: member } = await lockMember(tx, memberId)
        await takeLink(tx, link, "invitation", now)
        if (member.state !== "invited" || member.email === null) throw new Problem("link_used")
        const personId = await joinPerson(tx, member.email, body.password)
        const name = body.name ?? member.name
        await tx`
          update members
             set person_id = ${personId}, state = 'active', name = ${name}, name_key = ${comparable(name)}, version = version + 1
           where org_id = ${tx.orgId} and id = ${member.id}`.catch(refuseTaken)
        await tx`
          insert into memberships (person_id, org_id, member_id) values (${personId}, ${tx.orgId}, ${member.id})`
        await record(
          { tx, caller: { kind: "person", name, memberId: member.id, keyId: null }, now, requestId },
          {
            action: "member.joined",
            subject: { kind: "member", id: member.id },
            before: { name: member.name, state: member.state },
            after: { name, state: "active" },
            personal: ["name"],
          },
        )
        const [organisation] = await tx<{ id: string; key: string; name: string }>`
          select id, key, name from organisations where id = ${tx.orgId}`
        return { organisation: found(organisation), email: member.email }
      })
    },
  }),
]
