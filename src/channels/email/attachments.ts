/**
 * Attachments: files that an event's e-mails carry. Their bytes are kept once by hash, however many events name them, and
 * go when the last of those events has had its days. Locked in one order everywhere: attachments, then files by hash.
 */
import { json, type OrgSql } from "../../base/db.ts"
import { firstIdAt } from "../../base/partitions.ts"
import { sha256 } from "../../base/secrets.ts"

/** Of one event. */
export const mostAttachments = 10
/** Of all attachments of one event together. */
export const mostBytes = 10 * 1024 * 1024

/** An attachment that was fetched. `hash` is the SHA-256 of its bytes. */
export type Attachment = { number: number; name: string; mediaType: string; hash: string; size: number }

/** Those of these events that are kept, in their order. */
export async function loadAttachments(tx: OrgSql, eventIds: readonly string[]): Promise<Map<string, Attachment[]>> {
  if (eventIds.length === 0) return new Map()
  const rows = await tx<Attachment & { eventId: string }>`
    select event_id, number, name, media_type, file_hash as hash, size from attachments
     where org_id = ${tx.orgId} and event_id = any (${[...eventIds]}) and file_hash is not null
     order by event_id, number`
  const byEvent = new Map<string, Attachment[]>()
  for (const { eventId, ...attachment } of rows) {
    const all = byEvent.get(eventId)
    if (all) all.push(attachment)
    else byEvent.set(eventId, [attachment])
  }
  return byEvent
}

type Place = { eventId: string; number: number }

/**
 * Keeps what was fetched for an attachment, beside what other events have of the same bytes.
 * @returns false where the attachment is gone: whom it is about was erased meanwhile
 */
export async function keepFile(
  tx: OrgSql,
  { eventId, number }: Place,
  { bytes, mediaType }: { bytes: Buffer; mediaType: string },
  now: Temporal.Instant,
): Promise<boolean> {
  const held = await tx`
    select from attachments where org_id = ${tx.orgId} and event_id = ${eventId} and number = ${number} for update`
  if (held.count === 0) return false
  const hash = sha256(bytes)
  // The update holds on to a file that is there, so that nobody removes it before the link is written.
  await tx`
    insert into files (org_id, hash, bytes, kept_at) values (${tx.orgId}, ${hash}, ${bytes}, ${now})
    on conflict (org_id, hash) do update set kept_at = excluded.kept_at`
  await tx`
    update attachments set file_hash = ${hash}, size = ${bytes.length}, media_type = ${mediaType}
     where org_id = ${tx.orgId} and event_id = ${eventId} and number = ${number}`
  return true
}

/** The bytes; null where they are no longer kept. */
export async function readFile(tx: OrgSql, hash: string): Promise<Buffer | null> {
  const [row] = await tx<{ bytes: Buffer }>`select bytes from files where org_id = ${tx.orgId} and hash = ${hash}`
  return row?.bytes ?? null
}

/**
 * Removes attachments whose event was done with longer ago than the organisation keeps copies, and the bytes that no other
 * event has. @returns how many; call again while it is `limit`
 */
export async function forgetAttachments(tx: OrgSql, now: Temporal.Instant, limit: number): Promise<number> {
  const [row] = await tx<{ copyDays: number }>`
    select copy_days from organisation_settings where org_id = ${tx.orgId}`
  if (!row) return 0
  const until = now.subtract({ hours: row.copyDays * 24 })
  // An e-mail that still waits, tried again for longer than copies are kept, goes with its files or not at all.
  const old = await tx<Place & { fileHash: string | null }>`
    select a.event_id, a.number, a.file_hash
      from attachments a join events e on e.org_id = a.org_id and e.id = a.event_id
     where a.org_id = ${tx.orgId} and a.event_id < ${firstIdAt(until)} and e.id < ${firstIdAt(until)}
       and e.state in ('planned', 'failed', 'cancelled') and greatest(e.due_at, e.planned_at) < ${until}
       and a.event_id <> all (array(select event_id from deliveries
                                     where org_id = ${tx.orgId} and state in ('queued', 'sending', 'ambiguous')
                                       and channel = 'email' and id < ${firstIdAt(until)}))
     order by a.event_id, a.number limit ${limit}
       for update of a`
  await remove(tx, old)
  return old.length
}

/** Removes the attachments of all events about a customer; an e-mail that would carry one isn't sent any more. */
export async function eraseAttachments(tx: OrgSql, customerId: string): Promise<void> {
  const theirs = await tx<Place & { fileHash: string | null }>`
    select a.event_id, a.number, a.file_hash
      from events e join attachments a on a.org_id = e.org_id and a.event_id = e.id
     where e.org_id = ${tx.orgId} and e.subject_id = ${customerId} and e.attachments > 0
     order by a.event_id, a.number
       for update of a`
  await remove(tx, theirs)
  // Why one could not be fetched names the file.
  await tx`
    update events set reason = null
     where org_id = ${tx.orgId} and subject_id = ${customerId} and attachments > 0 and reason is not null`
}

async function remove(tx: OrgSql, gone: readonly (Place & { fileHash: string | null })[]): Promise<void> {
  if (gone.length === 0) return
  const places = gone.map(({ eventId, number }) => ({ event_id: eventId, number }))
  await tx`
    delete from attachments a
     using jsonb_to_recordset(${json(places)}) as g(event_id uuid, number int)
     where a.org_id = ${tx.orgId} and a.event_id = g.event_id and a.number = g.number`
  const hashes = [...new Set(gone.flatMap(({ fileHash }) => fileHash ?? []))]
  // Locked first: whoever is just linking one of them is waited for, and then seen.
  await tx`
    select from files where org_id = ${tx.orgId} and hash = any (${hashes}) order by hash for update`
  await tx`
    delete from files f
     where f.org_id = ${tx.orgId} and f.hash = any (${hashes})
       and not exists (select from attachments a where a.org_id = f.org_id and a.file_hash = f.hash)`
}
