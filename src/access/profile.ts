/** One's own profile: name, phone, language, zone and theme, and the address one signs in with. */
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { emailAddress } from "../base/address.ts"
import { phoneNumber } from "../base/phone.ts"
import { type OrgSql, sql, violates } from "../base/db.ts"
import { fieldProblem } from "../base/problem.ts"
import { checkVersion, found, id, line, openRoute, roles, route, version } from "../base/route.ts"
import { comparable } from "../base/text.ts"
import { countLetter } from "./attempts.ts"
import { announce, lookAtLink, makeLink, readLink, takeLink } from "./links.ts"
import { lockMember, personalFields } from "./members.ts"
import { language, timeZone } from "./organisations.ts"
import { changePerson, checkPassword, lockOwn, presentPassword, selfOf } from "./people.ts"

const themes = ["system", "light", "dark"] as const

const ProfileAnswer = z
  .object({
    id,
    name: z.string().meta({ examples: ["Anna Nowak"] }),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    language: z.string().nullable().meta({ description: "Null: the organisation's." }),
    timeZone: z.string().nullable().meta({ description: "Null: the organisation's." }),
    theme: z.enum(themes),
    role: z.enum(roles),
    version,
  })
  .meta({ id: "Profile" })
type Profile = z.output<typeof ProfileAnswer>

const columns = sql`id, name, email, phone, language, time_zone, theme, role, version`

const addressHours = 24

const taken = () => fieldProblem("name_taken", "/email", "taken", "Somebody signs in with this address already.")

/** Where else a person works, as far as it matters to a changed address. */
const elsewhere = (tx: OrgSql, personId: string) =>
  tx<{ orgId: string }>`
    select org_id from memberships where person_id = ${personId} and org_id <> ${tx.orgId} order by org_id`

/**
 * Gives a person's member in this organisation another address.
 * @returns false if there is no such member, or somebody else there has the address
 */
async function moveMember(call: Pick<Actor, "tx" | "now" | "requestId">, personId: string, email: string) {
  const { tx } = call
  const [before] = await tx<{ id: string; name: string; email: string | null }>`
    select id, name, email from members where org_id = ${tx.orgId} and person_id = ${personId} for update`
  if (!before) return false
  if (before.email === email) return true
  const others = await tx`
    select 1 from members where org_id = ${tx.orgId} and email = ${email} and state in ('invited', 'active')`
  if (others.length) return false
  await tx`
    update members set email = ${email}, version = version + 1 where org_id = ${tx.orgId} and id = ${before.id}`
  await record(
    { ...call, caller: { kind: "person", name: before.name, memberId: before.id, keyId: null } },
    {
      action: "email.changed",
      subject: { kind: "member", id: before.id },
      before: { email: before.email },
      after: { email },
      personal: personalFields,
    },
  )
  return true
}

export const profileRoutes = [
  route("GET /v1/profile", {
    name: "profile get",
    summary: "What this organisation knows of you.",
    needs: "profile:edit",
    answer: ProfileAnswer,
    run: async ({ tx, caller }) => {
      const { memberId } = selfOf(caller)
      return found(
        (await tx<Profile>`select ${columns} from members where org_id = ${tx.orgId} and id = ${memberId}`)[0],
      )
    },
  }),
  route("PATCH /v1/profile", {
    name: "profile update",
    summary: "Change your name, phone, language, time zone or theme.",
    needs: "profile:edit",
    body: z
      .strictObject({
        name: line(200).optional(),
        phone: phoneNumber.nullable().optional(),
        language: language.nullable().optional(),
        timeZone: timeZone.nullable().optional(),
        theme: z.enum(themes).optional(),
      })
      .meta({ id: "ProfileInput" }),
    example: { language: "pl", theme: "dark" },
    version: "optional",
    answer: ProfileAnswer,
    run: async (call) => {
      const { tx, caller, body, ifMatch } = call
      const { memberId } = selfOf(caller)
      const [row] = await tx<Profile>`
        select ${columns} from members where org_id = ${tx.orgId} and id = ${memberId} for no key update`
      const before = found(row)
      checkVersion(ifMatch, before.version)
      const { name, phone, language, timeZone, theme } = { ...before, ...body }
      const [after] = await tx<Profile>`
        update members
           set name = ${name}, name_key = ${comparable(name)}, phone = ${phone}, language = ${language},
               time_zone = ${timeZone}, theme = ${theme}, version = version + 1
         where org_id = ${tx.orgId} and id = ${memberId} returning ${columns}`
      await record(call, {
        action: "profile.updated",
        subject: { kind: "member", id: memberId },
        before,
        after: found(after),
        personal: personalFields,
      })
      return found(after)
    },
  }),
  route("PUT /v1/profile/email", {
    name: "profile email",
    summary: "Ask to sign in with another address. It counts once the link sent there is opened, within 24 hours.",
    needs: "profile:edit",
    body: z.strictObject({ email: emailAddress, password: presentPassword }).meta({ id: "EmailInput" }),
    example: { email: "anna.nowak@example.com", password: "correct horse battery" },
    status: 202,
    answer: z.void(),
    run: async (call) => {
      const { tx, now, caller, body } = call
      const { memberId } = selfOf(caller)
      // Member before person, as everywhere: two changes then wait for each other instead of both being ended.
      await tx`select 1 from members where org_id = ${tx.orgId} and id = ${memberId} for key share`
      const own = await lockOwn(call)
      await checkPassword(own, body.password, "/password")
      if (body.email === own.email)
        throw fieldProblem("invalid", "/email", "same", "You sign in with this address now.")
      await countLetter(tx, memberId, now)
      const { personId, credentialVersion, sessionId } = own
      const about = { memberId, personId, credentialVersion, sessionId, email: body.email }
      const link = await makeLink(call, "email_change", addressHours, about)
      await record(call, {
        action: "email.change_requested",
        subject: { kind: "member", id: memberId },
        after: { email: body.email, expiresAt: link.expiresAt },
        personal: personalFields,
      })
      // The same whether somebody has the address or not: whoever opens the link is told.
      const [type, { email }] = ["system.address_verification" as const, body]
      await announce(call, { type, memberId, email, newAddress: email, link })
    },
  }),
  openRoute("POST /v1/email-changes/confirm", {
    name: "email-changes confirm",
    summary: "Confirm a new address by the link sent to it. From then on it signs in, and other sessions end.",
    body: z
      .strictObject({ link: z.string().max(200).meta({ description: "The part of the link behind #." }) })
      .meta({ id: "EmailConfirmation" }),
    example: { link: "tdl_…" },
    status: 204,
    answer: z.void(),
    run: async ({ install, now, requestId, body }) => {
      const { db } = install
      const link = readLink(body.link)
      const { about, others } = await db.org(link.orgId, async (tx) => {
        const row = await lookAtLink(tx, link, "email_change", now)
        const about = row as { [Field in keyof typeof row]: string }
        const [somebody] = await tx`select 1 from people where email = ${about.email}`
        if (somebody) throw taken()
        return { about, others: await elsewhere(tx, about.personId) }
      })
      const { personId, memberId, sessionId, email } = about
      // The other organisations first and the sign-in last: if this stops half-way the link still works, and ends it.
      for (const { orgId } of others) await db.org(orgId, (tx) => moveMember({ tx, now, requestId }, personId, email))
      await db.org(link.orgId, async (tx) => {
        await lockMember(tx, memberId)
        await takeLink(tx, link, "email_change", now)
        const [person] = await tx<{ email: string }>`select email from people where id = ${personId}`
        const former = found(person).email
        await changePerson({ tx }, { personId, sessionId }, sql`email = ${email}`).catch((error) => {
          if (violates(error, "people_email_key")) throw taken()
          throw error
        })
        if (!(await moveMember({ tx, now, requestId }, personId, email))) throw taken()
        await announce(
          { install, tx, now },
          { type: "system.address_changed", memberId, email: former, newAddress: email },
        )
      })
    },
  }),
]
