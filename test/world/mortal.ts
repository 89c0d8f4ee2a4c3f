/**
 * Doors of a process that ends, or is cut off from its database, at a chosen step: before a statement, before a commit,
 * after a commit whose answer it never gets, before it reaches a provider, or when the provider has a message and hasn't
 * answered. So each moment of the line can be tried, one after the other.
 */
import type { Db, OrgSql, Sql } from "../../src/base/db.ts"
import { Problem } from "../../src/base/problem.ts"
import type { Outbound } from "../../src/base/outbound.ts"

export type Mortal = {
  db: Db
  outbound: Outbound
  /** A step that isn't one of these doors'. @returns never, where it is the last one */
  readonly step: () => Promise<void>
  /** How many steps there were. */
  steps(): number
  /** When it ended. */
  died: Promise<void>
}

class Death extends Error {}

/**
 * @param last the step at which it happens, from 1
 * @param kind `death`: nothing happens any more, and what was not committed is rolled back; `cut`: that one step fails as
 *   it does when the connection to the database breaks, and all goes on
 */
export function mortal(db: Db, outbound: Outbound, last: number, kind: "death" | "cut"): Mortal {
  let count = 0
  let isDead = false
  let die = () => {}
  const died = new Promise<void>((resolve) => {
    die = resolve
  })
  const never = new Promise<never>(() => {})

  function step(): void {
    if (isDead) throw new Death()
    count += 1
    if (count !== last) return
    if (kind === "cut") throw new Problem("unavailable", undefined, { retryAfterSeconds: 1 })
    isDead = true
    die()
    throw new Death()
  }

  const counted = <Tx extends Sql>(tx: Tx): Tx => {
    const run = (async (text: TemplateStringsArray, ...values: unknown[]) => {
      step()
      return await tx(text, ...values)
    }) as unknown as Sql
    return Object.assign(run, { orgId: (tx as unknown as OrgSql).orgId }) as unknown as Tx
  }
  /** Of whoever is dead, nobody hears anything. */
  const mourned = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work()
      step() // it is committed, and whoever asked may never know
      return result
    } catch (error) {
      if (error instanceof Death || isDead) return await never
      throw error
    }
  }
  const whole =
    <Tx extends Sql, T>(work: (tx: Tx) => Promise<T>) =>
    async (tx: Tx): Promise<T> => {
      const result = await work(counted(tx))
      step() // all is said, and nothing committed
      return result
    }
  return {
    db: {
      ...db,
      org: (orgId, work) => mourned(() => db.org(orgId, whole(work))),
      together: (orgIds, work) => mourned(() => db.together(orgIds, whole(work))),
      global: (work) => mourned(() => db.global(whole(work))),
    },
    outbound: {
      ...outbound,
      connect: async (...asked) => {
        if (kind === "death") await mourned(async () => step())
        return isDead ? await never : await outbound.connect(...asked)
      },
    },
    async step() {
      if (kind === "death") await mourned(async () => step())
    },
    steps: () => count,
    died,
  }
}
