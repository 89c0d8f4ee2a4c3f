/**
 * Sending domains as DNS sees them: the records that a domain needs, whether they are there, and the keys that sign for it.
 */
import { generateKeyPair } from "node:crypto"
import { promisify } from "node:util"
import type { OrgSql } from "../../base/db.ts"
import type { Outbound } from "../../base/outbound.ts"
import type { Secrets } from "../../base/secrets.ts"
import { type DkimKey, dkimKey } from "./dkim.ts"

/** A domain that may be signed for. */
export type SigningDomain = { id: string; domain: string; selector: string; keySealed: string }

/** The organisation's verified domains, by name. */
export async function signingDomains(tx: OrgSql): Promise<Map<string, SigningDomain>> {
  const rows = await tx<SigningDomain>`
    select id, domain, selector, key_sealed from sending_domains where org_id = ${tx.orgId} and verified_at is not null`
  return new Map(rows.map((row) => [row.domain, row]))
}

export const placeOfKey = (orgId: string, domainId: string) => `${orgId} sending_domains ${domainId} key`

/** A domain's key never changes: a new one is a domain made anew. */
const keys = new Map<string, DkimKey>()
const mostKeys = 2000

export function openKey(
  secrets: Pick<Secrets, "open">,
  orgId: string,
  { id, domain, selector, keySealed }: SigningDomain,
): DkimKey {
  const place = placeOfKey(orgId, id)
  const known = keys.get(place)
  if (known) return known
  const key = dkimKey(domain, selector, secrets.open(keySealed, place))
  if (keys.size >= mostKeys) keys.delete(keys.keys().next().value as string)
  keys.set(place, key)
  return key
}

/** A new key of 2048 bits, the most that every DNS and receiver takes: PEM, and the public part as DNS has it. */
export async function newKey(): Promise<{ privateKey: string; publicKey: string }> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "der" },
  })
  return { privateKey, publicKey: publicKey.toString("base64") }
}

/** What a record is for. `dkim` proves the domain; the others help mail to arrive, and bounces to come back. */
export const recordPurposes = ["dkim", "dmarc", "spf", "bounces"] as const
export type DnsRecord = {
  purpose: (typeof recordPurposes)[number]
  type: "TXT" | "MX"
  name: string
  value: string
  isRequired: boolean
}

/**
 * The records of a domain, to be copied.
 * @param ways the organisation's mail connections: the domain that bounces come back to, and the server mail leaves by
 * @param host where Tidings takes bounces in
 */
export function recordsOf(
  { domain, selector, publicKey }: { domain: string; selector: string; publicKey: string },
  ways: readonly { domain: string; host: string }[],
  host: string,
): DnsRecord[] {
  const txt = (purpose: DnsRecord["purpose"], name: string, value: string): DnsRecord => ({
    purpose,
    type: "TXT",
    name,
    value,
    isRequired: purpose === "dkim",
  })
  return [
    txt("dkim", `${selector}._domainkey.${domain}`, `v=DKIM1; k=rsa; p=${publicKey}`),
    txt("dmarc", `_dmarc.${domain}`, "v=DMARC1; p=none"),
    ...ways.flatMap((way): DnsRecord[] => [
      txt("spf", way.domain, `v=spf1 a:${way.host} ~all`),
      { purpose: "bounces", type: "MX", name: way.domain, value: `10 ${host}`, isRequired: false },
    ]),
  ]
}

/** `wrong`: there is one, and it isn't what it must be. `unreachable`: DNS gave no answer, so nobody knows. */
export const checkStates = ["found", "missing", "wrong", "unreachable"] as const
export type DnsCheck = {
  purpose: DnsRecord["purpose"]
  name: string
  state: (typeof checkStates)[number]
  found: string[]
}

/** Looks every TXT record up. */
export async function checkRecords(
  records: readonly DnsRecord[],
  outbound: Pick<Outbound, "txt">,
): Promise<DnsCheck[]> {
  return await Promise.all(
    records
      .filter(({ type }) => type === "TXT")
      .map(async (record): Promise<DnsCheck> => {
        const { purpose, name } = record
        const texts = await outbound.txt(name).catch(() => null)
        if (texts === null) return { purpose, name, state: "unreachable", found: [] }
        const { state, found } = judgeRecord(record, texts)
        // Whatever else a domain says of itself is none of our business.
        return { purpose, name, state, found: found.slice(0, 3).map((text) => text.slice(0, 1000)) }
      }),
  )
}

const begins = {
  dkim: /^\s*v\s*=\s*DKIM1\b|(^|;)\s*p\s*=/i,
  dmarc: /^\s*v\s*=\s*DMARC1\b/i,
  spf: /^v=spf1( |$)/i,
  bounces: /^$/,
}

/** What the texts found at a name say to what should be there. Pure. */
export function judgeRecord(
  { purpose, value }: Pick<DnsRecord, "purpose" | "value">,
  texts: readonly string[],
): { state: "found" | "missing" | "wrong"; found: string[] } {
  const found = texts.filter((text) => begins[purpose].test(text))
  if (found.length === 0) return { state: "missing", found }
  // Of two policies none holds (RFC 7208 §4.5, RFC 7489 §6.6.3); of two keys any receiver may take either.
  const isRight = found.length === 1 && (purpose !== "dkim" || isSameKey(found[0] as string, value))
  return { state: isRight ? "found" : "wrong", found }
}

/** RFC 6376 §3.6.1: tags in any order, blanks anywhere; `k` and `v` may be left out. */
function tagsOf(text: string): Map<string, string> {
  return new Map(
    text
      .split(";")
      .map((tag) => tag.split("="))
      .map(([name = "", ...rest]) => [name.trim().toLowerCase(), rest.join("=").replace(/\s+/g, "")]),
  )
}

function isSameKey(text: string, wanted: string): boolean {
  const tags = tagsOf(text)
  return (
    (tags.get("v") ?? "DKIM1") === "DKIM1" &&
    (tags.get("k") ?? "rsa") === "rsa" &&
    (tags.get("s") ?? "*").split(":").some((service) => service === "*" || service === "email") &&
    (tags.get("h") ?? "sha256").split(":").includes("sha256") &&
    tags.get("p") === tagsOf(wanted).get("p")
  )
}
