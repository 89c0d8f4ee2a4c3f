/**
 * Attached files as messages carry them, in memory for as long as they are used: each once, however many messages have it,
 * and all together within a limit.
 */
import type { Db } from "../../base/db.ts"
import type { Attachment } from "./attachments.ts"
import { base64Length, base64LineBytes, base64Lines } from "./mime.ts"

/** Bytes read and encoded at a time: whole lines of base64, a little below a megabyte. */
const pieceBytes = base64LineBytes * 16_384
/** What one process holds of encoded files, with those that are just being sent. */
const mostHeld = 64 * 1024 * 1024

/** Files as messages carry them, for as long as they are used. */
export type Held = { lines: readonly Buffer[]; release(): void }
export type Shelf = {
  /**
   * The files of one message, encoded; each is in memory once, however many messages carry it. Waits where there is no
   * room until others are done with theirs.
   * @returns null where one is no longer kept
   */
  hold(orgId: string, attachments: readonly Attachment[]): Promise<Held | null>
}

type Kept = { length: number; users: number; lines: Promise<Buffer | null> }

/** @param most bytes that are held at once; a message that has more has them alone */
export function openShelf(db: Db, most = mostHeld): Shelf {
  const kept = new Map<string, Kept>()
  let held = 0
  let freed = Promise.withResolvers<void>()

  function drop(key: string): void {
    held -= kept.get(key)?.length ?? 0
    kept.delete(key)
  }

  /** Puts away what nobody uses, the longest unused first, until there is room. */
  function makeRoom(length: number, needed: ReadonlySet<string>): boolean {
    for (const [key, { users }] of kept) {
      if (held + length <= most) break
      if (users === 0 && !needed.has(key)) drop(key)
    }
    return held + length <= most || kept.values().every(({ users }) => users === 0)
  }

  return {
    async hold(orgId, attachments) {
      const wanted = new Map(attachments.map((each) => [`${orgId} ${each.hash}`, each]))
      const keys = new Set(wanted.keys())
      const lacking = () => wanted.entries().filter(([key]) => !kept.has(key))
      const length = () => lacking().reduce((sum, [, { size }]) => sum + base64Length(size), 0)
      while (!makeRoom(length(), keys)) await freed.promise
      for (const [key, { hash, size }] of lacking()) {
        kept.set(key, { length: base64Length(size), users: 0, lines: readLines(db, orgId, hash, size) })
        held += base64Length(size)
      }
      const mine = attachments.map(({ hash }) => {
        const key = `${orgId} ${hash}`
        const file = kept.get(key) as Kept
        kept.delete(key)
        kept.set(key, file) // used last
        file.users += 1
        return { key, file }
      })
      const release = () => {
        for (const { file } of mine) file.users -= 1
        freed.resolve()
        freed = Promise.withResolvers()
      }
      const read = await Promise.allSettled(mine.map(({ file }) => file.lines))
      const lines = read.flatMap((each) => (each.status === "fulfilled" && each.value ? [each.value] : []))
      if (lines.length === mine.length) return { lines, release }
      for (const [at, { key, file }] of mine.entries()) {
        const { status, value } = read[at] as { status: string; value?: Buffer | null }
        if ((status === "rejected" || !value) && kept.get(key) === file) drop(key)
      }
      release()
      const failed = read.find((each) => each.status === "rejected")
      if (failed) throw failed.reason
      return null
    },
  }
}

/** Piece by piece, so that beside the result there is never more than a piece of it. */
async function readLines(db: Db, orgId: string, hash: string, size: number): Promise<Buffer | null> {
  const lines = Buffer.allocUnsafe(base64Length(size))
  let at = 0
  for (let from = 0; from < size; from += pieceBytes) {
    const [row] = await db.org(
      orgId,
      (tx) => tx<{ piece: Buffer }>`
        select substring(bytes from ${from + 1}::int for ${pieceBytes}::int) as piece
          from files where org_id = ${orgId} and hash = ${hash}`,
    )
    if (!row) return null
    at += base64Lines(row.piece).copy(lines, at)
  }
  return at === lines.length ? lines : null
}
