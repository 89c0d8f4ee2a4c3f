/**
 * Letters: what Tidings itself writes becomes an event like any other, and its delivery, in the transaction of what it is
 * about: both are there with it or neither is. The secret part of a link is in neither: see access/links.ts.
 */
import { maskedLink, sealLink } from "../access/links.ts"
import type { OrgSql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import type { Letter, WriteLetter } from "../base/letter.ts"
import type { Install } from "../base/route.ts"
import { planLetter } from "../notifications/notify.ts"
import type { PlanLetter } from "../notifications/plan.ts"
import { acceptWithin } from "./accept.ts"
import { findTypes, foundEvent } from "./found.ts"

/** Writes letters that lead to this install. */
export const letterWriter =
  ({ config, secrets }: Pick<Install, "config" | "secrets">): WriteLetter =>
  async (tx, { type: key, to, link, data }, now) => {
    const type = (await findTypes(tx, "system", [key])).get(key)
    if (!type) throw new Error(`the organisation ${tx.orgId} has no type ${key}`)
    const linked = link ? { link: maskedLink(config.publicUrl), expiresAt: link.expiresAt.toString() } : {}
    const event = foundEvent("letters", newId(), type, null, now, { ...data, ...linked }, now)
    const [accepted] = await acceptWithin(tx, [event], now, true)
    if (!accepted) throw new Error("a letter was accepted and has no event")
    if (link) await sealLink(tx, secrets, link, accepted.id)
    const reader = await readReader(tx, to)
    await planLetter(tx, accepted.id, { ...reader, expiresAt: link?.expiresAt ?? null }, now)
  }

/** One member at the address that the letter is for, whatever their own is; or everybody of an audience. */
async function readReader(tx: OrgSql, to: Letter["to"]): Promise<Pick<PlanLetter, "audience" | "reader">> {
  if (typeof to === "string") return { audience: to, reader: null }
  const [member] = await tx<{ name: string; language: string | null; role: string }>`
    select name, language, role from members where org_id = ${tx.orgId} and id = ${to.memberId}`
  if (!member) throw new Error(`there is no member ${to.memberId} to write to`)
  const { name, language, role } = member
  return {
    // Of the staff's audiences a letter knows two: who runs the install, and who works in an organisation.
    audience: role === "operator" ? "operator" : "employee",
    reader: { id: to.memberId, name, language, addresses: [to.email], memberId: to.memberId },
  }
}
