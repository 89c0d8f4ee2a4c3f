/** The routes of members. */
import { z } from "zod"
import { emailAddress } from "../base/address.ts"
import { phoneNumber } from "../base/phone.ts"
import { sql } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { checkVersion, id, line, listRoute, roles, route } from "../base/route.ts"
import { comparable } from "../base/text.ts"
import {
  changeRole,
  createMember,
  deactivate,
  lockMember,
  type Member,
  MemberAnswer,
  memberColumns,
  memberStates,
  reactivate,
  readMember,
  updateMember,
} from "./members.ts"
import { language } from "./organisations.ts"

const byId = z.object({ id })
const areaIds = z.array(id).max(200)
const known = {
  email: emailAddress.nullable(),
  phone: phoneNumber.nullable(),
  language: language.nullable(),
  externalId: line(100).nullable(),
}

/** Words that all begin a word of the name, or the address; found by scanning one organisation's members. */
function matching(text: string) {
  const words = comparable(text).split(" ").filter(Boolean)
  return sql.join(
    words.map(
      (word) => sql`and (strpos(' ' || m.name_key, ${` ${word}`}) > 0 or starts_with(coalesce(m.email, ''), ${word}))`,
    ),
    sql` `,
  )
}

export const memberRoutes = [
  listRoute("GET /v1/members", {
    name: "members list",
    summary: "The people who work here, by name.",
    needs: "members:see",
    query: z.object({
      search: z.string().max(200).optional().meta({ description: "Beginnings of names, or of the e-mail address." }),
      role: z.enum(roles).optional(),
      state: z.enum(memberStates).optional(),
      areaId: id.optional(),
    }),
    item: MemberAnswer,
    run: async ({ tx, query, paging }) => {
      const { after, order } = keyset(paging, [sql`m.name_key`, sql`m.id`])
      const rows = await tx<Member & { nameKey: string }>`
        select ${memberColumns}, m.name_key from members m
         where m.org_id = ${tx.orgId}
           ${query.role ? sql`and m.role = ${query.role}` : sql``}
           ${query.state ? sql`and m.state = ${query.state}` : sql``}
           ${
             query.areaId
               ? sql`and exists (select from member_areas a where a.org_id = m.org_id and a.member_id = m.id and a.area_id = ${query.areaId})`
               : sql``
           }
           ${query.search ? matching(query.search) : sql``}
           ${after} ${order}`
      const page = toPage(paging, rows, ({ nameKey, id }) => [nameKey, id])
      return { ...page, items: page.items.map(({ nameKey: _, ...member }) => member) }
    },
  }),
  route("GET /v1/members/{id}", {
    name: "members get",
    summary: "One member.",
    needs: "members:see",
    params: byId,
    answer: MemberAnswer,
    run: ({ tx, params }) => readMember(tx, params.id),
  }),
  route("POST /v1/members", {
    name: "members create",
    summary: "Add a member. Without an invitation they only receive.",
    needs: "members:edit",
    body: z
      .strictObject({
        name: line(200),
        email: known.email.optional(),
        phone: known.phone.optional(),
        language: known.language.optional(),
        externalId: known.externalId.optional(),
        role: z.enum(roles),
        areaIds: areaIds.optional(),
      })
      .meta({ id: "MemberInput" }),
    example: { name: "Anna Nowak", email: "anna@example.com", phone: "+48450000001", role: "employee" },
    status: 201,
    answer: MemberAnswer,
    run: async (call) => await readMember(call.tx, await createMember(call, call.body)),
  }),
  route("PATCH /v1/members/{id}", {
    name: "members update",
    summary: "Change what the organisation knows of a member. The address somebody signs in with is theirs to change.",
    needs: "members:edit",
    params: byId,
    body: z
      .strictObject({
        name: line(200).optional(),
        email: known.email.optional(),
        phone: known.phone.optional(),
        language: known.language.optional(),
        externalId: known.externalId.optional(),
      })
      .meta({ id: "MemberChange" }),
    example: { phone: "+48450000002" },
    version: "optional",
    answer: MemberAnswer,
    run: async (call) => {
      const { tx, params, body, ifMatch } = call
      const locked = await lockMember(tx, params.id)
      checkVersion(ifMatch, locked.before.version)
      return await updateMember(call, locked, body)
    },
  }),
  route("PUT /v1/members/{id}/role", {
    name: "members role",
    summary: "Change a member's role and areas. It counts at once; with another role their sessions end.",
    needs: "members:edit",
    params: byId,
    body: z.strictObject({ role: z.enum(roles), areaIds: areaIds.default([]) }).meta({ id: "RoleInput" }),
    example: { role: "administrator", areaIds: [] },
    version: "required",
    answer: MemberAnswer,
    run: (call) => changeRole(call, call.params.id, call.body, call.ifMatch),
  }),
  route("POST /v1/members/{id}/deactivate", {
    name: "members deactivate",
    summary: "Take a member's sign-in away. Their sessions end, what they did stays.",
    needs: "members:edit",
    params: byId,
    answer: MemberAnswer,
    run: (call) => deactivate(call, call.params.id),
  }),
  route("POST /v1/members/{id}/reactivate", {
    name: "members reactivate",
    summary: "Give a deactivated member their sign-in back.",
    needs: "members:edit",
    params: byId,
    answer: MemberAnswer,
    run: (call) => reactivate(call, call.params.id),
  }),
]
