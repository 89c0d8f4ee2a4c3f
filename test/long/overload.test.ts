/** A database that can't keep up for a while: the server says so, stays small, keeps its word, and recovers by itself. */
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { until } from "../campaign.ts"
import { type Answered, isRefusal, openServer } from "../overload.ts"

const clients = 64
const batch = 500

/** The most memory that a process has used, in MB. */
const peakMb = (pid: number | undefined) =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024

/** Many clients that go on saying new things; each waits for its answer, and as long as it was told to. */
async function underLoad(
  fault: (loud: Awaited<ReturnType<typeof openServer>>, answers: Answered[]) => Promise<object>,
) {
  const loud = await openServer()
  const answers: Answered[] = []
  let slowestMs = 0
  let over = false
  const goOn = async (): Promise<void> => {
    if (over) return
    const asked = performance.now()
    const answer = await loud.say(batch)
    slowestMs = Math.max(slowestMs, performance.now() - asked)
    answers.push(answer)
    if (isRefusal(answer)) await new Promise((again) => setTimeout(again, Number(answer.retryAfter) * 1000))
    await goOn()
  }
  const going = Array.from({ length: clients }, goOn)
  await until(
    async () => answers.length,
    (count) => count >= clients,
  )
  const faulty = await fault(loud, answers)
  over = true
  await Promise.all(going)
  const accepted = answers.flatMap(({ status, sent }) => (status === 202 ? sent : []))
  const kept = new Set(await loud.kept())
  const count = (is: (answer: Answered) => boolean) => answers.filter(is).length
  const report = {
    ...faulty,
    answers: answers.length,
    accepted: count(({ status }) => status === 202),
    overloaded: count(({ code }) => code === "overloaded"),
    unavailable: count(({ code }) => code === "unavailable"),
    lost: accepted.filter((id) => !kept.has(id)).length,
    refusedButKept: answers.filter((each) => isRefusal(each) && each.sent.some((id) => kept.has(id))).length,
    slowestMs: Math.round(slowestMs),
    peakMb: Math.round(peakMb(loud.server.child.pid)),
  }
  console.info(JSON.stringify(report))
  expect(answers.filter((each) => each.status !== 202 && !isRefusal(each))).toEqual([])
  expect(report).toMatchObject({ lost: 0, refusedButKept: 0 })
  expect(report.overloaded + report.unavailable).toBeGreaterThan(0)
  expect(report.peakMb).toBeLessThan(1000)
  expect(await loud.close()).toBe(0)
}

/** Until so many more were accepted. @returns how long that took */
async function recovered(answers: readonly Answered[]): Promise<number> {
  const [before, from] = [answers.length, performance.now()]
  const accepted = () => answers.slice(before).filter(({ status }) => status === 202).length
  await until(
    async () => accepted(),
    (count) => count >= 10,
    60,
  )
  return Math.round(performance.now() - from)
}

test("the table is locked until hundreds were refused", () =>
  underLoad(async ({ admin }, answers) => {
    await admin.bare(async (sql) => {
      await sql`begin`
      await sql`lock table events in share row exclusive mode`
      const before = answers.length
      await until(
        async () => answers.slice(before).filter(isRefusal).length,
        (count) => count >= 300,
      )
      await sql`commit`
    })
    return { fault: "lock", recoveredMs: await recovered(answers) }
  }))

test("the server process that writes is stopped, and never goes on", () =>
  underLoad(async ({ admin }, answers) => {
    const release = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const holding = admin.bare(async (sql) => {
      await sql`begin`
      await sql`lock table events in share row exclusive mode`
      locked.resolve()
      await release.promise
      await sql`rollback`
    })
    await locked.promise
    const look = () =>
      admin.bare(
        (sql) => sql<{ pid: number }>`
          select pid from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into events %' limit 1`,
      )
    const [writer] = await until(look, (rows) => rows.length > 0, 30)
    const pid = writer?.pid as number
    process.kill(pid, "SIGSTOP")
    release.resolve()
    await holding
    try {
      await until(async () => answers.some(isRefusal), Boolean, 60)
      return { fault: "stopped", recoveredMs: await recovered(answers) }
    } finally {
      process.kill(pid, "SIGCONT")
    }
  }))
