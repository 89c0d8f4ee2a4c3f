/** What an organisation says of itself in messages, and how it writes times and amounts. */
import { logoUrl } from "../access/logos.ts"
import type { OrgSql } from "../base/db.ts"

type Told = Record<"name" | "email" | "phone" | "url" | "accent" | "footer", string> & { logoUrl: string | null }

/** @param publicUrl the install's, where the logo is served to anybody's mail program */
export async function organisationContext(
  tx: OrgSql,
  publicUrl: string,
): Promise<{ organisation: Told; timeZone: string; currency: string }> {
  const [row] = await tx<Omit<Told, "logoUrl"> & Record<"timeZone" | "currency", string> & { logoHash: string | null }>`
    select o.name, s.time_zone, s.currency, s.company_email as email, s.company_phone as phone, s.website as url,
           s.accent, s.email_footer as footer, (select hash from logos where org_id = ${tx.orgId}) as logo_hash
      from organisation_settings s join organisations o on o.id = s.org_id
     where s.org_id = ${tx.orgId}`
  if (!row) throw new Error(`organisation ${tx.orgId} has no settings`)
  const { timeZone, currency, logoHash, ...organisation } = row
  return {
    organisation: { ...organisation, logoUrl: logoHash && `${publicUrl}${logoUrl(tx.orgId, logoHash)}` },
    timeZone,
    currency,
  }
}
