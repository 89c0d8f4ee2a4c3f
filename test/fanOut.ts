/** Everybody is told of something, while the worker is killed again and again and the text is edited. */
import { readFileSync } from "node:fs"
import { expect } from "vitest"
import { arrivals, eventOf, keepRunning, say, stage, states, until } from "./campaign.ts"
import { freePort, tidings } from "./process.ts"
import { makeSmtp } from "./world/smtp.ts"

type FanOutReport = {
  customers: number
  kills: number
  /** How many had been looked at whenever that was asked and had changed. */
  seen: number[]
  sent: number
  unclear: number
  twice: number
  versions: number
  edits: number
  largestMb: number
}

/** The most memory that a process has used, in MB. */
function peakMb(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024
  } catch {
    return 0 // it has just ended
  }
}

export async function fanOut({
  customers,
  kills,
  slots,
}: {
  customers: number
  kills: number
  slots: number
}): Promise<FanOutReport> {
  const smtp = await makeSmtp({ tls: "none" })
  const staged = await stage(smtp.port, { slots, policy: "once", customers })
  const { env, db, orgId, key } = staged
  const port = await freePort()
  const api = keepRunning("serve", { ...env, PORT: String(port) })
  const worker = keepRunning("work", env)
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" }
  const at = `http://127.0.0.1:${port}/v1`
  const ask = async (path: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) => {
    const answer = await fetch(`${at}${path}`, { ...init, headers: { ...headers, ...init.headers } })
    const body = (await answer.json()) as Record<string, never>
    expect(answer.status, JSON.stringify(body)).toBeLessThan(300)
    return body
  }
  const [eventId] = await say(port, key, [eventOf("all", "customers")])
  const [message] = await db.org(
    orgId,
    (tx) => tx<{ id: string; setId: string }>`
      select m.id, m.set_id from messages m
        join template_sets s on s.org_id = m.org_id and s.id = m.set_id and s.name = 'Standard'
        join notification_types t on t.org_id = m.org_id and t.id = m.type_id and t.key = 'account.welcome'
       where m.org_id = ${orgId} and m.audience = 'customer' and m.channel = 'email' and m.locale = 'en'`,
  )
  const address = `/template-sets/${message?.setId}/messages/${message?.id}`
  let edits = 0
  const edit = async () => {
    const { subject, bcc, body, format } = await ask(address)
    const changed = { subject: `${String(subject)} ${edits}`, bcc, body, format }
    await ask(address, { method: "PUT", headers: { "if-match": "*" }, body: JSON.stringify(changed) })
    edits += 1
  }
  const seen: number[] = []
  let largestMb = 0
  const look = async () => {
    largestMb = Math.max(largestMb, peakMb(worker.running()?.child.pid))
    const { state, customers: looked } = (await ask(`/events/${eventId}`)) as unknown as {
      state: string
      customers: number
    }
    if (looked !== seen.at(-1)) seen.push(looked)
    return { state, looked, arrived: smtp.journal.length }
  }
  // The first half of the kills while it is planned, the others while it is sent.
  for (let kill = 0; kill < kills; kill++) {
    const isPlanning = kill < kills / 2
    const last = await look()
    const next = (customers / kills) * (kill + 0.5)
    await until(look, ({ state, looked, arrived }) =>
      isPlanning && state !== "planned" ? looked > last.looked : arrived >= next || arrived === customers,
    )
    worker.kill()
    if (isPlanning) await edit()
  }
  await until(
    async () => ({ ...(await states(staged)), ...(await look()) }),
    ({ events, queued = 0, sending = 0 }: Record<string, unknown>) => events === 0 && queued === 0 && sending === 0,
  )
  await Promise.all([api.stop(), worker.stop()])
  const rows = await db.org(
    orgId,
    (tx) => tx<{ id: string; state: string; version: number; address: string }>`
      select id, state, message_version as version, address from deliveries where org_id = ${orgId}`,
  )
  const verified = tidings(["verify"], env)
  expect([await verified.ended, verified.output()]).toEqual([0, expect.stringContaining(" 0 broken")])
  await db.close()
  await smtp.close()
  const arrived = arrivals(smtp.journal)
  expect(new Set(rows.map(({ address: each }) => each)).size).toBe(customers)
  const count = (is: (row: (typeof rows)[number]) => boolean) => rows.filter(is).length
  return {
    customers: rows.length,
    kills: worker.kills(),
    seen,
    sent: count(({ id, state }) => state === "sent" && arrived.get(id) === 1),
    unclear: count(({ state }) => state === "ambiguous"),
    twice: count(({ id }) => (arrived.get(id) ?? 0) > 1),
    versions: new Set(rows.map(({ version }) => version)).size,
    edits,
    largestMb: Math.round(largestMb),
  }
}
