/**
 * Unsubscribing by the link of an e-mail: what its header offers to mail programs (RFC 8058) and its footer to people.
 * The link names a delivery and can't be made up; opening it changes nothing, since programs open every link they see.
 */
import { z } from "zod"
import { record, theInstall } from "../audit/audit.ts"
import type { OrgSql } from "../base/db.ts"
import { Problem } from "../base/problem.ts"
import { FileAnswer, file, type Install, type OpenCall, openRoute, WithHeaders } from "../base/route.ts"
import { suppress } from "./suppressions.ts"
import { type About, pageHeaders, unsubscribePage } from "./unsubscribePage.ts"

/** Addresses of the install that a message leads to. */
export type Links = {
  publicUrl: string
  /** Where a delivery's reader unsubscribes. */
  unsubscribe: (orgId: string, deliveryId: string) => string
}

const purpose = "unsubscribe"

export const linksOf = ({ config: { publicUrl }, secrets }: Pick<Install, "config" | "secrets">): Links => ({
  publicUrl,
  unsubscribe(orgId, deliveryId) {
    const about = Buffer.from(`${orgId}${deliveryId}`.replaceAll("-", ""), "hex").toString("base64url")
    return `${publicUrl}/v1/unsubscribe/${about}${secrets.sign(about, purpose)}`
  },
})

type Told = { orgId: string; deliveryId: string }

/** @throws Problem not_found for whatever isn't a link of this install's, word for word */
function readToken({ secrets }: Pick<Install, "secrets">, token: string): Told {
  const [, about = "", signature = ""] = /^([\w-]{43})([\w-]{22})$/.exec(token) ?? []
  if (!about || !secrets.isSigned(about, signature, purpose)) throw new Problem("not_found")
  const ids = Buffer.from(about, "base64url").toString("hex")
  const [orgId, deliveryId] = [ids.slice(0, 32), ids.slice(32)].map((hex) =>
    hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
  ) as [string, string]
  return { orgId, deliveryId }
}

async function readAbout(tx: OrgSql, deliveryId: string): Promise<About> {
  const [about] = await tx<About>`
    select d.id as delivery_id, d.address, d.locale, d.type_id, t.name as type_name, o.name as organisation
      from deliveries d
      join notification_types t on t.org_id = d.org_id and t.id = d.type_id
      join organisations o on o.id = d.org_id
     where d.org_id = ${tx.orgId} and d.id = ${deliveryId} and d.channel = 'email' and d.address <> ''
       and not t.transactional and t.origin is distinct from 'system'`
  if (!about) throw new Problem("not_found")
  return about
}

const isUnsubscribed = async (tx: OrgSql, { address, typeId }: About): Promise<boolean> => {
  const rows = await tx`
    select 1 from suppressions
     where org_id = ${tx.orgId} and channel = 'email' and address = ${address} and type_id = ${typeId}`
  return rows.length > 0
}

type TokenCall = OpenCall<{ token: string }>

/** Does something about a link's delivery, in its organisation, and shows the page as it is then. */
async function answer(
  { install, now, requestId, params: { token } }: TokenCall,
  act: (
    call: { tx: OrgSql; now: Temporal.Instant; caller: typeof theInstall; requestId: string },
    about: About,
  ) => Promise<void>,
) {
  const { orgId, deliveryId } = readToken(install, token)
  return await install.db.org(orgId, async (tx) => {
    const about = await readAbout(tx, deliveryId)
    await act({ tx, now, caller: theInstall, requestId }, about)
    const page = unsubscribePage(
      about,
      `${install.config.publicUrl}/v1/unsubscribe/${token}`,
      await isUnsubscribed(tx, about),
    )
    return new WithHeaders(new FileAnswer("text/html; charset=utf-8", null, [page]), pageHeaders)
  })
}

const common = {
  params: z.object({ token: z.string().max(1000) }),
  answer: file("text/html"),
}
const consumes = ["application/x-www-form-urlencoded", "multipart/form-data"]

export const unsubscribeRoutes = [
  openRoute("GET /v1/unsubscribe/{token}", {
    ...common,
    name: "unsubscribe show",
    summary: "What the link of an e-mail would end. Changes nothing.",
    run: (call) => answer(call, async () => {}),
  }),
  openRoute("POST /v1/unsubscribe/{token}", {
    ...common,
    name: "unsubscribe confirm",
    summary:
      "Send nothing more of this type to the address the e-mail went to (RFC 8058). What waits is not sent either.",
    consumes,
    status: 200,
    run: (call) =>
      answer(call, async (acting, { deliveryId, address, typeId }) => {
        const detail = "by the link of an e-mail"
        await suppress(acting, { channel: "email", address, typeId, reason: "unsubscribe", detail, deliveryId })
      }),
  }),
  openRoute("POST /v1/unsubscribe/{token}/undo", {
    ...common,
    name: "unsubscribe undo",
    summary: "Take the unsubscribing back.",
    consumes,
    status: 200,
    run: (call) =>
      answer(call, async (acting, { address, typeId }) => {
        const { tx } = acting
        const [gone] = await tx<{ id: string }>`
          delete from suppressions
           where org_id = ${tx.orgId} and channel = 'email' and address = ${address} and type_id = ${typeId}
             and reason = 'unsubscribe'
          returning id`
        if (gone)
          await record(acting, {
            action: "suppression.released",
            subject: { kind: "suppression", id: gone.id },
            before: { channel: "email", address, reason: "unsubscribe" },
            personal: ["address"],
          })
      }),
  }),
]
