/** Sending domains: which domains an organisation's mail may be from, proved by a record in their DNS. */
import { z } from "zod"
import { type Actor, record, theInstall } from "../audit/audit.ts"
import { json, type OrgSql, sql, violates } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { keyset, toPage } from "../base/page.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { found, type Install, id, instant, listRoute, route } from "../base/route.ts"
import { readDomain } from "./email/address.ts"
import {
  checkRecords,
  checkStates,
  type DnsCheck,
  type DnsRecord,
  newKey,
  placeOfKey,
  recordPurposes,
  recordsOf,
} from "./email/domains.ts"

const domainEntry = z.object({
  id,
  domain: z.string().meta({ examples: ["example.com"] }),
  verifiedAt: instant
    .nullable()
    .meta({ description: "Since when mail may be from it; null: it leaves from the install's address." }),
  checkedAt: instant.nullable(),
  createdAt: instant,
})
const SendingDomainListItem = domainEntry.meta({ id: "SendingDomainListItem" })
const SendingDomainAnswer = domainEntry
  .extend({
    records: z
      .array(
        z.object({
          purpose: z.enum(recordPurposes),
          type: z.enum(["TXT", "MX"]),
          name: z.string(),
          value: z.string(),
          isRequired: z.boolean().meta({ description: "Without it the domain is not verified." }),
        }),
      )
      .meta({ description: "What the domain's DNS shall have, to be copied." }),
    checks: z
      .array(
        z.object({
          purpose: z.enum(recordPurposes),
          name: z.string(),
          state: z.enum(checkStates),
          found: z.array(z.string()).meta({ description: "What is there of its kind." }),
        }),
      )
      .meta({ description: "What was found when it was last looked at." }),
  })
  .meta({ id: "SendingDomain" })

type Entry = z.output<typeof domainEntry>
type Row = Entry & { selector: string; publicKey: string; checks: DnsCheck[] }

const entryColumns = sql`id, domain, verified_at, checked_at, created_at`
const columns = sql`${entryColumns}, selector, public_key, checks`

/** More than anybody's brands, and few enough to be loaded at once. */
const mostDomains = 20
/** How often a domain is looked at again by itself. */
const checkHours = 24

const read = async (tx: OrgSql, domainId: string, lock = sql``): Promise<Row> =>
  found(
    (await tx<Row>`select ${columns} from sending_domains where org_id = ${tx.orgId} and id = ${domainId} ${lock}`)[0],
  )

const hostOf = ({ config }: Pick<Install, "config">) => new URL(config.publicUrl).hostname

/** Where the organisation's mail leaves and comes back. */
const waysOf = async (tx: OrgSql): Promise<{ domain: string; host: string }[]> =>
  await tx<{ domain: string; host: string }>`
    select settings->>'domain' as domain, min(settings->>'host') as host from connections
     where org_id = ${tx.orgId} and channel = 'email' and settings ? 'domain' and settings ? 'host'
     group by 1 order by 1`

const recordsFor = async (tx: OrgSql, install: Pick<Install, "config">, row: Row): Promise<DnsRecord[]> =>
  recordsOf(row, await waysOf(tx), hostOf(install))

async function shown(
  tx: OrgSql,
  install: Pick<Install, "config">,
  row: Row,
): Promise<z.output<typeof SendingDomainAnswer>> {
  const { selector: _, publicKey: __, ...rest } = row
  return { ...rest, records: await recordsFor(tx, install, row) }
}

/**
 * Writes down what was found. A domain is verified while its DKIM record is there and right; where DNS gave no answer it
 * stays what it was.
 */
async function note(call: Actor, before: Row, checks: readonly DnsCheck[]): Promise<{ row: Row; hasTurned: boolean }> {
  const { tx, now } = call
  const dkim = checks.find(({ purpose }) => purpose === "dkim")?.state
  const verifiedAt = dkim === "unreachable" ? before.verifiedAt : dkim === "found" ? (before.verifiedAt ?? now) : null
  const [row] = await tx<Row>`
    update sending_domains set verified_at = ${verifiedAt}, checked_at = ${now}, checks = ${json(checks)}
     where org_id = ${tx.orgId} and id = ${before.id} returning ${columns}`
  return { row: found(row), hasTurned: (verifiedAt === null) !== (before.verifiedAt === null) }
}

const told = ({ domain, verifiedAt, checks }: Row) => ({
  domain,
  isVerified: verifiedAt !== null,
  checks: checks.map(({ purpose, name, state }) => `${purpose} ${name}: ${state}`),
})

/** Looks once a day whether the records are still there. @returns how many domains were looked at */
export async function recheckDomains(
  { db, config, outbound, clock }: Pick<Install, "db" | "config" | "outbound" | "clock">,
  orgId: string,
): Promise<number> {
  const due = await db.org(orgId, async (tx) => {
    const rows = await tx<Row>`
      select ${columns} from sending_domains
       where org_id = ${orgId} and (checked_at is null or checked_at < ${clock().subtract({ hours: checkHours })})`
    const ways = rows.length ? await waysOf(tx) : []
    return rows.map((row) => ({ row, records: recordsOf(row, ways, hostOf({ config })) }))
  })
  for (const { row, records } of due) {
    const checks = await checkRecords(records, outbound)
    await db.org(orgId, async (tx) => {
      const [before] = await tx<Row>`
        select ${columns} from sending_domains where org_id = ${orgId} and id = ${row.id} for update`
      if (!before) return
      const call = { tx, now: clock(), caller: theInstall }
      const { row: after, hasTurned } = await note(call, before, checks)
      if (hasTurned)
        await record(call, {
          action: after.verifiedAt ? "sending_domain.verified" : "sending_domain.lost",
          subject: { kind: "sending_domain", id: row.id },
          before: told(before),
          after: told(after),
        })
    })
  }
  return due.length
}

const byId = z.object({ id })
const domainName = z
  .string()
  .max(300)
  .transform((text) => readDomain(text.trim()) ?? "")
  .refine((text) => text !== "", { error: "a domain, such as example.com", params: { fault: "domain" } })

export const sendingDomainRoutes = [
  listRoute("GET /v1/sending-domains", {
    name: "sending-domains list",
    summary: "The domains that mail may be from, or shall be.",
    needs: "connections:manage",
    item: SendingDomainListItem,
    run: async ({ tx, paging }) => {
      const { after, order } = keyset(paging, [sql`domain`])
      const rows = await tx<Entry>`
        select ${entryColumns} from sending_domains where org_id = ${tx.orgId} ${after} ${order}`
      return toPage(paging, rows, ({ domain }) => [domain])
    },
  }),
  route("GET /v1/sending-domains/{id}", {
    name: "sending-domains get",
    summary: "One domain, with the records that its DNS shall have and what was found there.",
    needs: "connections:manage",
    params: byId,
    answer: SendingDomainAnswer,
    run: async ({ tx, params, install }) => await shown(tx, install, await read(tx, params.id)),
  }),
  route("POST /v1/sending-domains", {
    name: "sending-domains create",
    summary: "Make a key for a domain. Mail is from it once its DNS has the records and they were checked.",
    needs: "connections:manage",
    body: z.strictObject({ domain: domainName }).meta({ id: "SendingDomainInput" }),
    example: { domain: "example.com" },
    status: 201,
    answer: SendingDomainAnswer,
    prepare: newKey,
    run: async (call) => {
      const { tx, body, now, install, prepared } = call
      const domainId = newId()
      await tx`select 1 from organisation_settings where org_id = ${tx.orgId} for update`
      const [{ count }] = (await tx<{ count: number }>`
        select count(*)::int as count from sending_domains where org_id = ${tx.orgId}`) as unknown as [
        { count: number },
      ]
      if (count >= mostDomains) throw new Problem("domains_limit")
      const sealed = install.secrets.seal(prepared.privateKey, placeOfKey(tx.orgId, domainId))
      // Each key has a selector of its own, so that two organisations, or an old key and a new one, can share a domain.
      const selector = `tdg${domainId.slice(-8)}`
      await tx`
        insert into sending_domains (org_id, id, domain, selector, public_key, key_sealed, created_at)
        values (${tx.orgId}, ${domainId}, ${body.domain}, ${selector}, ${prepared.publicKey}, ${sealed}, ${now})`.catch(
        (error) => {
          if (violates(error, "sending_domains_domain"))
            throw fieldProblem("name_taken", "/domain", "taken", `${body.domain} is among the domains already.`)
          throw error
        },
      )
      await record(call, {
        action: "sending_domain.created",
        subject: { kind: "sending_domain", id: domainId },
        after: { domain: body.domain, selector },
      })
      return await shown(tx, install, await read(tx, domainId))
    },
  }),
  route("POST /v1/sending-domains/{id}/check", {
    name: "sending-domains check",
    summary: "Look whether the records are there. It is done once a day by itself.",
    needs: "connections:manage",
    params: byId,
    answer: SendingDomainAnswer,
    prepare: async ({ org, params, install }) =>
      await checkRecords(
        await org(async (tx) => await recordsFor(tx, install, await read(tx, params.id))),
        install.outbound,
      ),
    run: async (call) => {
      const before = await read(call.tx, call.params.id, sql`for update`)
      const { row } = await note(call, before, call.prepared)
      await record(call, {
        action: "sending_domain.checked",
        subject: { kind: "sending_domain", id: row.id },
        before: told(before),
        after: told(row),
      })
      return await shown(call.tx, call.install, row)
    },
  }),
  route("DELETE /v1/sending-domains/{id}", {
    name: "sending-domains delete",
    summary: "Forget a domain with its key. Mail leaves from the install's address again.",
    needs: "connections:manage",
    params: byId,
    status: 204,
    answer: z.void(),
    run: async (call) => {
      const { tx, params } = call
      const before = await read(tx, params.id, sql`for update`)
      await tx`delete from sending_domains where org_id = ${tx.orgId} and id = ${before.id}`
      await record(call, {
        action: "sending_domain.deleted",
        subject: { kind: "sending_domain", id: before.id },
        before: told(before),
      })
    },
  }),
]
