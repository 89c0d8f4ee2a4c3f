/** Asking a server more than it can do: what it answers, and what it kept of it. */
import { connect } from "node:net"
import { openDb } from "../src/base/db.ts"
import { addOrganisation, eventOf, install } from "./campaign.ts"
import { freePort, type Running, tidings } from "./process.ts"
import { cloneDatabase } from "./world.ts"

export type Answered = {
  status: number
  contentType: string
  retryAfter: string | null
  code: string | null
  /** The external ids of what was sent. */
  sent: string[]
}

/** A `serve` process and an organisation whose events nobody plans. */
export async function openServer() {
  const database = await cloneDatabase()
  const { env, db } = await install(9, database)
  const shape = { slots: 1, connections: 1, policy: "once" as const, type: "account.welcome", customers: 1 }
  const { orgId, key } = await addOrganisation(db, 9, { ...shape, key: "loud" })
  const admin = openDb({ url: database.adminUrl, poolSize: 4 })
  const port = await freePort()
  const server: Running = tidings(["serve"], { ...env, PORT: String(port) })
  await server.said("Tidings is at")
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" }
  let sequence = 0
  return {
    server,
    admin,
    orgId,
    /** Says so many new things in one request. */
    async say(count: number): Promise<Answered> {
      const events = Array.from({ length: count }, () => eventOf(sequence++, "customer/C-0"))
      const sent = events.map(({ id }) => id)
      const body = JSON.stringify(events)
      const answer = await fetch(`http://127.0.0.1:${port}/v1/events`, { method: "POST", headers, body })
      const { code = null } = (await answer.json()) as { code?: string }
      const contentType = answer.headers.get("content-type") ?? ""
      return { status: answer.status, contentType, retryAfter: answer.headers.get("retry-after"), code, sent }
    },
    /** The external ids of everything that is kept. */
    kept: async (): Promise<string[]> => {
      const rows = await admin.bare(
        (sql) => sql<{ externalId: string }>`select external_id from events where org_id = ${orgId}`,
      )
      return rows.map(({ externalId }) => externalId)
    },
    /** A connection that is sent these bytes after a head that promises so many. */
    begin(length: number | "chunked", bytes: Buffer | string) {
      const socket = connect({ host: "127.0.0.1", port })
      const promised = length === "chunked" ? "transfer-encoding: chunked" : `content-length: ${length}`
      const lines = Object.entries({ ...headers, host: "127.0.0.1" }).map(([name, value]) => `${name}: ${value}`)
      socket.write(`${["POST /v1/events HTTP/1.1", ...lines, promised].join("\r\n")}\r\n\r\n`)
      socket.write(bytes)
      const answer = new Promise<string>((resolve) => {
        socket.on("error", () => {})
        socket.once("data", (chunk) => resolve(chunk.toString()))
        socket.once("close", () => resolve(""))
      })
      return { answer, leave: () => socket.destroy() }
    },
    async close() {
      server.child.kill("SIGTERM")
      const code = await server.ended
      await Promise.all([db.close(), admin.close()])
      return code
    },
  }
}

/** Whoever was told to come again was told so properly. */
export const isRefusal = ({ status, contentType, retryAfter, code }: Answered): boolean =>
  (status === 503 || status === 429) &&
  contentType.startsWith("application/problem+json") &&
  Number(retryAfter) >= 1 &&
  (code === "overloaded" || code === "unavailable")
