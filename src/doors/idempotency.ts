/**
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07). The key's row is written in the transaction of the
 * effect, so both are there or neither is, whenever the process dies. A second request waits a moment for the first.
 */
import { z } from "zod"
import { json, type OrgSql } from "../base/db.ts"
import { Problem } from "../base/problem.ts"
import { FileAnswer, type Route } from "../base/route.ts"

/** How long a key is remembered. */
const keyHours = 24

type Stored = { status: number; headers: Record<string, string>; body: unknown }
export type Slot = { slot: string; fingerprint: string; answer: Stored | null }

/**
 * Takes the slot of a key, or finds the answer it holds.
 * @throws Problem idempotency_running while another request holds it, idempotency_mismatch for another body
 */
export async function claimSlot(
  tx: OrgSql,
  { slot, fingerprint }: { slot: string; fingerprint: string },
): Promise<Slot> {
  await tx`set local lock_timeout = '2s'`
  const taken = await tx`
    insert into idempotency_keys (org_id, slot, fingerprint) values (${tx.orgId}, ${slot}, ${fingerprint})
    on conflict do nothing`.catch((error: Error & { code?: string }) => {
    if (error.code === "55P03") throw new Problem("idempotency_running", undefined, { retryAfterSeconds: 1 })
    throw error
  })
  await tx`set local lock_timeout = 0`
  if (taken.count === 1) return { slot, fingerprint, answer: null }
  const [row] = await tx<{ fingerprint: string; status: number; headers: Record<string, string>; answer: unknown }>`
    select fingerprint, status, headers, answer from idempotency_keys where org_id = ${tx.orgId} and slot = ${slot}`
  if (row?.fingerprint !== fingerprint) throw new Problem("idempotency_mismatch")
  const headers = { ...row.headers, "idempotent-replayed": "true" }
  return { slot, fingerprint, answer: { status: row.status, headers, body: row.answer ?? undefined } }
}

/** Keeps the answer beside its effect; what is shown once is not kept. */
export async function storeAnswer(
  tx: OrgSql,
  { slot }: Slot,
  route: Route,
  { status, headers, body }: Stored,
): Promise<void> {
  if (body instanceof FileAnswer) throw new Error(`${route.path} answers a file to a POST`)
  const kept = body === undefined ? null : withoutSecrets(route.answer, body)
  const { "set-cookie": _, ...plainHeaders } = headers
  await tx`
    update idempotency_keys
       set status = ${status}, headers = ${json(plainHeaders)}, answer = ${kept === null ? null : json(kept)}
     where org_id = ${tx.orgId} and slot = ${slot}`
}

function withoutSecrets(schema: z.ZodType, body: unknown): unknown {
  if (!(schema instanceof z.ZodObject) || typeof body !== "object" || body === null) return body
  const shape = schema.shape as Record<string, z.ZodType>
  return Object.fromEntries(Object.entries(body).filter(([name]) => shape[name]?.meta()?.secret !== true))
}

/** Forgets up to `limit` keys that are past their time. @returns how many */
export async function forgetKeys(tx: OrgSql, now: Temporal.Instant, limit: number): Promise<number> {
  const forgotten = await tx`
    delete from idempotency_keys
     where org_id = ${tx.orgId}
       and slot = any (array(select slot from idempotency_keys
                              where org_id = ${tx.orgId} and created_at < ${now.subtract({ hours: keyHours })}
                              order by created_at
                              limit ${limit}))`
  return forgotten.count
}
