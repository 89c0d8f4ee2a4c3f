/**
 * Imports: customers from a file, by their external ids. The file is read as it arrives and written in batches, each one
 * transaction; however long it is, memory holds one batch and the external ids seen. An import that broke off can be sent
 * again: what was written already is found unchanged.
 */
import { z } from "zod"
import { type Actor, record } from "../audit/audit.ts"
import { json, type OrgSql, sql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { Problem } from "../base/problem.ts"
import { found, id, instant, type StreamCall } from "../base/route.ts"
import { type Mistake, mistakesOf, type Read, readLine, secondLine } from "./mistakes.ts"
import { csvLines, formats, importFields, jsonLines, type Mapping } from "./rows.ts"
import type { Reach } from "./scope.ts"
import { type Start, startOf, upsert } from "./upsert.ts"

export const newImport = z
  .strictObject({
    format: z.enum(formats).meta({ description: "json: one object a line (application/x-ndjson)." }),
    dryRun: z.boolean().default(false).meta({ description: "Reports what would be done, and does nothing." }),
    mapping: z
      .record(z.string().min(1).max(200), z.enum(importFields))
      .nullable()
      .default(null)
      .meta({ description: "Which column of a CSV file is which field; null: the columns carry the fields' names." }),
  })
  .refine(({ format, mapping }) => format === "csv" || mapping === null, {
    message: "only columns of a CSV file are mapped",
    path: ["mapping"],
  })
  .meta({ id: "NewImport" })

export const ImportAnswer = z
  .object({
    id,
    format: z.enum(formats),
    dryRun: z.boolean(),
    mapping: z.record(z.string(), z.string()).nullable(),
    state: z.enum(["waiting", "running", "stopped", "finished", "failed"]).meta({
      description: "waiting for its file; stopped: the process that read it is gone, send the file again.",
    }),
    failure: z.string().nullable().meta({ description: "Why the file could not be read to its end." }),
    rows: z.int().meta({ description: "Lines read so far." }),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    failed: z.int().meta({ description: "Lines with a mistake; they are listed and nothing of them was written." }),
    createdAt: instant,
    finishedAt: instant.nullable(),
    createdBy: z.string(),
  })
  .meta({ id: "Import" })
export type Import = z.output<typeof ImportAnswer>

/** An import that wrote nothing for so long has stopped; each batch takes a second or less. */
const stoppedAfterSeconds = 30
const rowsAtOnce = 1000
export const mostRows = 1_000_000
/** More mistakes than this help nobody: they are counted, and no longer listed. */
const mostListed = 100_000

/** @param now decides whether one that says it runs has stopped */
export const columns = (now: Temporal.Instant) => sql`
  i.id, i.format, i.dry_run, i.mapping, i.failure, i.rows, i.created, i.updated, i.unchanged, i.failed, i.created_at,
  i.finished_at, i.created_by,
  case when i.state = 'running' and i.beat_at < ${now.subtract({ seconds: stoppedAfterSeconds })} then 'stopped' else i.state end as state`

/** Whoever reaches only some of the customers sees only his own imports: their lines may be about others. */
export const ownImports = ({ caller, extent }: Reach) =>
  extent === "all" ? sql`true` : sql`i.owner_id = ${caller.memberId}`

export const readImport = async (
  call: Reach & { tx: OrgSql; now: Temporal.Instant },
  importId: string,
): Promise<Import> =>
  found(
    (
      await call.tx<Import>`
        select ${columns(call.now)} from imports i
         where i.org_id = ${call.tx.orgId} and i.id = ${importId} and ${ownImports(call)}`
    )[0],
  )

/** Makes an import that waits for its file. What it does is recorded when the file comes. */
export async function createImport(call: Actor & Reach, input: z.output<typeof newImport>): Promise<Import> {
  const { tx, caller, now } = call
  const importId = newId()
  await tx`
    insert into imports (org_id, id, format, dry_run, mapping, state, created_at, created_by, owner_id)
    values (${tx.orgId}, ${importId}, ${input.format}, ${input.dryRun}, ${input.mapping ? json(input.mapping) : null}, 'waiting',
            ${now}, ${caller.name}, ${caller.memberId})`
  return await readImport(call, importId)
}

type Job = {
  id: string
  attempt: number
  format: Import["format"]
  dryRun: boolean
  mapping: Mapping | null
  start: Start
}
type ImportCall = StreamCall<{ id: string }>

/**
 * Takes an import that waits, failed or stopped, and begins it anew. The record of the act is written here, with its
 * first effect still to come: whatever happens to this process, nothing is changed without one.
 * @throws Problem not_found, import_running, import_finished
 */
async function begin(call: ImportCall): Promise<Job> {
  const { params, caller } = call
  return await call.org(async (tx) => {
    const now = call.install.clock()
    const [row] = await tx<Omit<Job, "start"> & { state: string; beatAt: Temporal.Instant | null }>`
      select i.id, i.attempt, i.format, i.dry_run, i.mapping, i.state, i.beat_at from imports i
       where i.org_id = ${tx.orgId} and i.id = ${params.id} and ${ownImports(call)} for update`
    const { state, beatAt, ...job } = found(row)
    if (state === "finished") throw new Problem("import_finished")
    if (
      state === "running" &&
      beatAt &&
      Temporal.Instant.compare(beatAt.add({ seconds: stoppedAfterSeconds }), now) >= 0
    )
      throw new Problem("import_running", undefined, { retryAfterSeconds: stoppedAfterSeconds })
    await tx`delete from import_errors where org_id = ${tx.orgId} and import_id = ${job.id}`
    const attempt = job.attempt + 1
    await tx`
      update imports
         set state = 'running', attempt = ${attempt}, beat_at = ${now}, rows = 0, created = 0, updated = 0, unchanged = 0,
             failed = 0, failure = null
       where org_id = ${tx.orgId} and id = ${job.id}`
    if (!job.dryRun)
      await record(
        { tx, caller, now, requestId: call.requestId },
        {
          action: "customers.imported",
          subject: { kind: "import", id: job.id },
          after: { format: job.format, attempt },
        },
      )
    return { ...job, attempt, start: await startOf(tx) }
  })
}

/** One transaction: the batch, its mistakes, and the import's figures, unless another sending has taken the import over. */
async function writeBatch(
  call: ImportCall,
  job: Job,
  batch: { rows: number; lines: readonly Read[]; mistakes: Mistake[]; failed: number },
): Promise<void> {
  await call.org(async (tx) => {
    const now = call.install.clock()
    const results = batch.lines.length
      ? await upsert(
          { ...call, tx, now },
          batch.lines.map(({ read }) => read),
          job.start,
          job.dryRun,
        )
      : []
    const mistakes = [...batch.mistakes]
    const counts = { created: 0, updated: 0, unchanged: 0, refused: 0 }
    for (const [place, result] of results.entries()) {
      counts[result.outcome] += 1
      if (result.outcome !== "refused") continue
      mistakes.push(...mistakesOf(batch.lines[place] as Read, result.faults))
    }
    const [updated] = await tx<{ failed: number }>`
      update imports
         set rows = rows + ${batch.rows}, created = created + ${counts.created}, updated = updated + ${counts.updated},
             unchanged = unchanged + ${counts.unchanged}, failed = failed + ${batch.failed + counts.refused}, beat_at = ${now}
       where org_id = ${tx.orgId} and id = ${job.id} and attempt = ${job.attempt} and state = 'running'
      returning failed`
    if (!updated) throw new Problem("import_running", "Another sending of the file has taken this import over.")
    if (mistakes.length && updated.failed <= mostListed)
      await tx`
        insert into import_errors (org_id, import_id, line, position, external_id, field, value, detail)
        values ${sql.join(mistakes.map((m) => sql`(${tx.orgId}, ${job.id}, ${m.line}, ${m.position}, ${m.externalId}, ${m.field}, ${m.value}, ${m.detail})`))}`
  })
}

async function end(call: ImportCall, job: Job, state: "finished" | "failed", failure: string | null): Promise<void> {
  await call.org(async (tx) => {
    await tx`
      update imports set state = ${state}, failure = ${failure}, finished_at = ${call.install.clock()}
       where org_id = ${tx.orgId} and id = ${job.id} and attempt = ${job.attempt} and state = 'running'`
  })
}

/**
 * Reads the file of an import to its end. A second line about the same customer is a mistake: which of two should hold?
 * @throws Problem import_unreadable, with what was read until then written and the import `failed`; import_running
 */
export async function runImport(call: ImportCall): Promise<Import> {
  const job = await begin(call)
  try {
    await readAll(call, job)
    await end(call, job, "finished", null)
  } catch (error) {
    const failure =
      error instanceof Problem ? error.message : "The import broke off before the file's end. Send it again."
    await end(call, job, "failed", failure)
    // Whoever sent the file has hung up: that is no fault of ours.
    if (["ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"].includes(String((error as { code?: string }).code)))
      throw new Problem("import_unreadable", failure)
    throw error
  }
  return await call.org((tx) => readImport({ ...call, tx, now: call.install.clock() }, job.id))
}

async function readAll(call: ImportCall, job: Job): Promise<void> {
  const lines = job.format === "csv" ? csvLines(call.content, job.mapping, job.start.country) : jsonLines(call.content)
  const seen = new Set<string>()
  let batch = { rows: 0, lines: [] as Read[], mistakes: [] as Mistake[], failed: 0 }
  // The next batch is read while the database writes this one.
  let writing = Promise.resolve()
  const flush = async () => {
    await writing
    writing = writeBatch(call, job, batch)
    writing.catch(() => {}) // awaited below; without this a failure meanwhile would end the process
    batch = { rows: 0, lines: [], mistakes: [], failed: 0 }
  }
  let rows = 0
  for await (const raw of lines) {
    rows += 1
    if (rows > mostRows) {
      await flush()
      await writing
      throw new Problem(
        "import_unreadable",
        `Line ${raw.line}: a file has at most ${mostRows.toLocaleString("en")} lines. Send the rest as another.`,
      )
    }
    batch.rows += 1
    const result = readLine(raw)
    if (Array.isArray(result)) {
      batch.mistakes.push(...result)
      batch.failed += 1
    } else if (seen.has(result.read.externalId)) {
      batch.mistakes.push(secondLine(result))
      batch.failed += 1
    } else {
      seen.add(result.read.externalId)
      batch.lines.push(result)
    }
    if (batch.rows === rowsAtOnce) await flush()
  }
  await flush()
  await writing
}
