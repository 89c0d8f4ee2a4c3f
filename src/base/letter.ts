/**
 * Letters: what Tidings itself writes to those who sign in, run an organisation or run the install. Any room may have one
 * written, in the transaction of what it is about; how it leaves is the affair of rooms further on (events/letters.ts).
 */
import type { OrgSql } from "./db.ts"
import type { Audience } from "./words.ts"

export type Letter = {
  /** One of the catalogue's own, such as `system.invitation`. */
  type: `system.${string}`
  /** One member, at this address; or everybody of an audience, each at their own. */
  to: { memberId: string; email: string } | Extract<Audience, "administrator" | "operator">
  /** The one-time link it carries, whose part behind # is a secret. */
  link: { id: string; url: string; expiresAt: Temporal.Instant } | null
  /** What else its words are given; nothing secret. */
  data: Record<string, unknown>
}

/** Accepts and plans a letter, in the transaction of what it is about. */
export type WriteLetter = (tx: OrgSql, letter: Letter, now: Temporal.Instant) => Promise<void>
