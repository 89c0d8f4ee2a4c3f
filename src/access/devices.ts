/** What members signed in with before: a sign-in with something else is told to them by a letter. */
import type { OrgSql } from "../base/db.ts"

/** The first that fits; Chrome says that it is Safari, and most others that they are Chrome. */
const browsers: readonly (readonly [name: string, said: RegExp])[] = [
  ["Edge", /\bEdgA?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Chrome", /\b(Headless)?(Chrome|CriOS)\//],
  ["Safari", /\bSafari\//],
]
const systems: readonly (readonly [name: string, said: RegExp])[] = [
  ["iOS", /\b(iPhone|iPad)\b/],
  ["Android", /\bAndroid\b/],
  ["Windows", /\bWindows\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["macOS", /\bMac OS X\b/],
  ["Linux", /\bLinux\b/],
]

/** Browser and system such as "Firefox, Windows", or the program's own name: what stays the same from version to version. */
export function deviceOf(userAgent: string | null): string {
  const named = (list: typeof browsers) => list.find(([, said]) => said.test(userAgent ?? ""))?.[0]
  const parts = [named(browsers), named(systems)].filter((part) => part !== undefined)
  return parts.join(", ") || (/^[A-Za-z][\w.-]{0,39}/.exec(userAgent ?? "")?.[0] ?? "Unknown")
}

/** Whoever has a password and changes what he says he uses can't fill a mailbox. */
const mostToldADay = 3

/**
 * Remembers what a member signs in with.
 * @returns its name where it is new and others are known, so that it is to be told of; null otherwise
 */
export async function meetDevice(
  tx: OrgSql,
  memberId: string,
  userAgent: string | null,
  now: Temporal.Instant,
): Promise<string | null> {
  const device = deviceOf(userAgent)
  const [known] = await tx<{ others: number; today: number }>`
    select (count(*) filter (where device <> ${device}))::int as others,
           (count(*) filter (where first_at > ${now.subtract({ hours: 24 })}))::int as today
      from devices where org_id = ${tx.orgId} and member_id = ${memberId}`
  const made = await tx`
    insert into devices (org_id, member_id, device, first_at, last_at)
    values (${tx.orgId}, ${memberId}, ${device}, ${now}, ${now})
    on conflict (org_id, member_id, device) do nothing`
  if (made.count === 0)
    await tx`
      update devices set last_at = ${now} where org_id = ${tx.orgId} and member_id = ${memberId} and device = ${device}`
  const isNew = made.count > 0 && known !== undefined && known.others > 0
  return isNew && known.today < mostToldADay ? device : null
}
