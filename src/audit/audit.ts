/**
 * The audit: who did what, before and after. A record is written in the transaction of the change and never altered. A
 * sealer chains each organisation's records by hash, so that a record taken out or changed is found. Personal values lie
 * apart and are referenced by a salted hash: erasing a person removes them and the chain still holds.
 */
import canonicalize from "canonicalize"
import type { Db, OrgSql } from "../base/db.ts"
import { json, sql } from "../base/db.ts"
import { newBytes, newId } from "../base/ids.ts"
import type { Caller } from "../base/route.ts"
import { sha256 } from "../base/secrets.ts"

type Fields = Readonly<Record<string, unknown>>

export type Act = {
  /** What was done, subject and past participle: "area.created". */
  action: string
  subject: { kind: string; id: string | null }
  before?: Fields
  after?: Fields
  /** Fields whose values are personal; whose they are is the subject. */
  personal?: readonly string[]
}

/** What a record needs of the call it belongs to. */
export type Actor = {
  tx: OrgSql
  caller: Pick<Caller, "kind" | "name" | "memberId" | "keyId">
  now: Temporal.Instant
  requestId?: string
}

/** Who acts when the install itself does: start, commands, samples. */
export const theInstall = { kind: "install", name: "Tidings", memberId: null, keyId: null } as const

const same = (a: unknown, b: unknown) => canonicalize(plain(a)) === canonicalize(plain(b))

/** As JSON would have it: instants as text, bigint as text. */
const plain = (value: unknown): unknown =>
  value === undefined
    ? null
    : JSON.parse(JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? inner.toString() : inner)) ?? "null")

/** Only what differs; bookkeeping fields say nothing of their own. */
function changed(before: Fields | undefined, after: Fields | undefined): [Fields | null, Fields | null] {
  const dull = new Set(["version", "changedAt", "changedBy", "orgId"])
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter((key) => !dull.has(key))
  if (!before || !after) return [pick(before, keys), pick(after, keys)]
  const differing = keys.filter((key) => !same(before[key], after[key]))
  return [pick(before, differing), pick(after, differing)]
}

const pick = (from: Fields | undefined, keys: readonly string[]): Fields | null =>
  from ? Object.fromEntries(keys.map((key) => [key, plain(from[key])])) : null

/** Writes one record of one act. @returns its id */
export async function record({ tx, caller, now, requestId }: Actor, act: Act): Promise<string> {
  const id = newId()
  const values: { ref: string; salt: string; value: unknown }[] = []
  const personal = new Set(act.personal)
  const refer = (fields: Fields | null) =>
    fields &&
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => {
        if (!personal.has(name) || value === null || value === "") return [name, value]
        const salt = newBytes(16).toString("hex")
        const ref = sha256(`${salt}${canonicalize(value)}`)
        values.push({ ref, salt, value })
        return [name, { ref }]
      }),
    )
  const [before, after] = changed(act.before, act.after).map(refer)
  await tx`
    insert into audit_records (org_id, id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, before, after, request_id)
    values (${tx.orgId}, ${id}, ${now}, ${caller.kind}, ${caller.memberId ?? caller.keyId}, ${caller.name}, ${act.action},
            ${act.subject.kind}, ${act.subject.id}, ${before ? json(before) : null}, ${after ? json(after) : null}, ${requestId ?? null})`
  if (values.length)
    await tx`
      insert into audit_values (org_id, ref, salt, value, subject_id)
      values ${sql.join(values.map(({ ref, salt, value }) => sql`(${tx.orgId}, ${ref}, ${salt}, ${json(value)}, ${act.subject.id}::uuid)`))}`
  await tx`insert into audit_unsealed (org_id, record_id) values (${tx.orgId}, ${id})`
  await tx`insert into ready (org_id, lane, due_at) values (${tx.orgId}, 'audit', ${now}) on conflict do nothing`
  return id
}

export type AuditRecord = {
  id: string
  at: Temporal.Instant
  actorKind: Caller["kind"]
  actorId: string | null
  actorName: string
  action: string
  subjectKind: string
  subjectId: string | null
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  requestId: string | null
}

/** Puts personal values back where they still exist; an erased one reads "erased". */
export async function withValues(tx: OrgSql, records: AuditRecord[]): Promise<AuditRecord[]> {
  const refOf = (value: unknown) =>
    typeof value === "object" && value !== null && "ref" in value && typeof value.ref === "string" ? value.ref : null
  const refs = records.flatMap(({ before, after }) =>
    [...Object.values(before ?? {}), ...Object.values(after ?? {})].map(refOf).filter((ref) => ref !== null),
  )
  if (!refs.length) return records
  const rows = await tx<{ ref: string; value: unknown }>`
    select ref, value from audit_values where org_id = ${tx.orgId} and ref = any (${refs})`
  const values = new Map(rows.map(({ ref, value }) => [ref, value]))
  const fill = (fields: Record<string, unknown> | null) =>
    fields &&
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => {
        const ref = refOf(value)
        return [name, ref ? (values.has(ref) ? values.get(ref) : "erased") : value]
      }),
    )
  return records.map((row) => ({ ...row, before: fill(row.before), after: fill(row.after) }))
}

export const auditColumns = sql`id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, before, after, request_id`

/** The seal of a record: over the seal before it and everything the record says. */
const sealOf = (previous: string, row: AuditRecord): string => sha256(`${previous}\n${canonicalize(plain(row))}`)

const sealBatch = 500

/** Seals what waits in one organisation. @returns how many records were sealed */
export async function seal(db: Db, orgId: string, now: Temporal.Instant): Promise<number> {
  return await db.org(orgId, async (tx) => {
    // One sealer an organisation at a time; another process goes on to the next.
    const mine = await tx`select 1 from ready where org_id = ${orgId} and lane = 'audit' for update skip locked`
    if (!mine.length) return 0
    const waiting = await tx<AuditRecord>`
      select ${auditColumns} from audit_records
       where org_id = ${orgId} and id in (select record_id from audit_unsealed where org_id = ${orgId} order by record_id limit ${sealBatch})
       order by id`
    if (!waiting.length) {
      await tx`delete from ready where org_id = ${orgId} and lane = 'audit' and due_at < ${now.subtract({ seconds: 5 })}`
      return 0
    }
    const [last] = await tx<{ number: bigint; hash: string }>`
      select number, hash from audit_seals where org_id = ${orgId} order by number desc limit 1`
    let [number, hash] = [last?.number ?? 0n, last?.hash ?? ""]
    const seals = waiting.map((row) => {
      number += 1n
      hash = sealOf(hash, row)
      return sql`(${orgId}, ${number}, ${row.id}, ${hash}, ${now})`
    })
    await tx`insert into audit_seals (org_id, number, record_id, hash, sealed_at) values ${sql.join(seals)}`
    await tx`delete from audit_unsealed where org_id = ${orgId} and record_id = any (${waiting.map(({ id }) => id)})`
    await tx`update ready set due_at = ${now} where org_id = ${orgId} and lane = 'audit'`
    return waiting.length
  })
}

/** Seals every organisation that has something waiting. */
export async function sealAll(db: Db, now: Temporal.Instant): Promise<number> {
  const waiting = await db.global(
    (tx) => tx<{ orgId: string }>`select org_id from ready where lane = 'audit' order by due_at limit 1000`,
  )
  let sealed = 0
  for (const { orgId } of waiting) {
    let batch: number
    do {
      batch = await seal(db, orgId, now)
      sealed += batch
    } while (batch === sealBatch)
  }
  return sealed
}

/** The minute's sweep: organisations whose records wait although nobody says so. @returns how many were found */
export async function sweepUnsealed(tx: OrgSql, now: Temporal.Instant): Promise<number> {
  const waiting = await tx`select 1 from audit_unsealed where org_id = ${tx.orgId} limit 1`
  if (!waiting.length) return 0
  const added =
    await tx`insert into ready (org_id, lane, due_at) values (${tx.orgId}, 'audit', ${now}) on conflict do nothing`
  return added.count
}

/**
 * Walks an organisation's chain from its first seal.
 * @returns how many seals don't hold: a record changed or missing, a gap in the numbers, a sealed record unsealed again
 */
export async function brokenSeals(tx: OrgSql): Promise<number> {
  let [broken, number, hash] = [0, 0n, ""]
  for (;;) {
    const page = await tx<{ number: bigint; hash: string; recordId: string; record: boolean } & AuditRecord>`
      select s.number, s.hash, s.record_id, r.id is not null as record, r.id, r.at, r.actor_kind, r.actor_id, r.actor_name,
             r.action, r.subject_kind, r.subject_id, r.before, r.after, r.request_id
        from audit_seals s left join audit_records r on r.org_id = s.org_id and r.id = s.record_id
       where s.org_id = ${tx.orgId} and s.number > ${number}
       order by s.number limit 1000`
    if (!page.length) break
    for (const { number: sealNumber, hash: sealHash, recordId: _, record: present, ...row } of page) {
      if (sealNumber !== number + 1n || !present || sealOf(hash, row) !== sealHash) broken += 1
      ;[number, hash] = [sealNumber, sealHash]
    }
  }
  const [lost] = await tx<{ count: number }>`
    select count(*)::int as count from audit_records r
     where org_id = ${tx.orgId}
       and not exists (select from audit_seals s where s.org_id = r.org_id and s.record_id = r.id)
       and not exists (select from audit_unsealed u where u.org_id = r.org_id and u.record_id = r.id)`
  return broken + (lost?.count ?? 0)
}
