/**
 * A web server for tests: it writes down each request whole before it answers, and fails as it is told to. Nothing in it
 * waits for a clock: what is slow or silent stays so until the test lets it go.
 */
import { once } from "node:events"
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http"
import { createServer as createHttps } from "node:https"
import type { AddressInfo, Socket } from "node:net"
import { pipeline } from "node:stream/promises"
import { makeCertificate } from "./certificate.ts"

/** What happens to a request instead of a plain 200. */
export type HttpFault =
  /** Answers this. A redirect is `{ status: 302, headers: { location } }`. */
  | { status: number; headers?: Record<string, string>; body?: string | Buffer }
  /** Hangs up before a byte of the answer, or after its head and half its body. */
  | "close"
  | "close_midway"
  | "reset"
  /** Never answers. */
  | "silence"
  /** Answers as usual, once it is released. */
  | { hold: Promise<void> }
  /** Sends the head and half the body, and the rest once it is released. */
  | { slow: Promise<void> }
  /** 200 and a body of so many bytes. */
  | { huge: number }
  /** 200 and a body that goes on for as long as somebody reads it. */
  | "endless"
  /** Not HTTP at all. */
  | { garbage: string }

/** One request, written before anything was answered to it. */
export type HttpEntry = {
  connection: number
  method: string
  path: string
  headers: Readonly<Record<string, string>>
  body: string
}

export type HttpWorld = {
  port: number
  /** Where it listens, without a slash at the end. */
  url: string
  /** What a client must trust where it speaks TLS. */
  roots: string[]
  journal: HttpEntry[]
  /** Requests for a path. */
  to(path: string): HttpEntry[]
  /** From now on, `times` times, this happens to requests for a path. The first that was set happens first. */
  at(path: string, fault: HttpFault, times?: number): void
  clear(): void
  /** When requests for a path have come `count` times in all. */
  reached(path: string, count: number): Promise<void>
  /** How many are being answered at most at once, for a path. */
  mostAtOnce(path: string): number
  close(): Promise<void>
}

function* forEver(): Generator<Buffer, never> {
  for (const more = Buffer.alloc(65_536, "x"); ; ) yield more
}

/** @param tls the name of its certificate; plain http without one */
export async function makeHttp({
  host = "127.0.0.1",
  port = 0,
  tls,
}: {
  host?: string
  port?: number
  tls?: string
} = {}): Promise<HttpWorld> {
  const journal: HttpEntry[] = []
  const connections = new Map<Socket, number>()
  const flying = new Map<string, { now: number; most: number }>()
  let faults: { path: string; fault: HttpFault; times: number }[] = []
  let waiting: { path: string; count: number; arrived: () => void }[] = []
  const to = (path: string) => journal.filter((entry) => entry.path === path)

  const next = (path: string): HttpFault => {
    const found = faults.find((each) => each.path === path && each.times > 0)
    if (!found) return { status: 200, body: "ok" }
    found.times -= 1
    return found.fault
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const path = request.url ?? ""
    const count = flying.get(path) ?? { now: 0, most: 0 }
    count.now += 1
    count.most = Math.max(count.most, count.now)
    flying.set(path, count)
    response.once("close", () => {
      count.now -= 1
    })
    journal.push({
      connection: connections.get(request.socket) ?? 0,
      method: request.method ?? "",
      path,
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString(),
    })
    const fault = next(path)
    for (const { arrived } of waiting.filter((each) => each.path === path && to(path).length >= each.count)) arrived()
    waiting = waiting.filter((each) => to(each.path).length < each.count)
    if (fault === "silence") return
    if (fault === "close") return void request.socket.destroy()
    if (fault === "reset") return void request.socket.resetAndDestroy()
    if (fault === "close_midway") {
      response.writeHead(200, { "content-length": "100" })
      return void response.write("half", () => request.socket.destroy())
    }
    if (fault === "endless") {
      response.writeHead(200)
      return await pipeline(forEver(), response)
    }
    if ("garbage" in fault) return void request.socket.end(fault.garbage)
    if ("huge" in fault) return void response.writeHead(200).end(Buffer.alloc(fault.huge, "x"))
    if ("hold" in fault) await fault.hold
    if ("slow" in fault) {
      response.writeHead(200).write("half ")
      await fault.slow
      return void response.end("and half")
    }
    const { status, headers = {}, body = "" } = "status" in fault ? fault : { status: 200, body: "ok" }
    response.writeHead(status, headers).end(body)
  }

  const certificate = tls === undefined ? null : makeCertificate(tls)
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void answer(request, response).catch(() => request.socket.destroy()) // the client went away
  const server = certificate
    ? createHttps({ key: certificate.key, cert: certificate.certificate }, listener)
    : createHttp(listener)
  server.on(certificate ? "secureConnection" : "connection", (socket: Socket) => {
    connections.set(socket, connections.size + 1)
    socket.on("error", () => {})
  })
  server.listen(port, host)
  await once(server, "listening")
  const bound = (server.address() as AddressInfo).port

  return {
    port: bound,
    url: `${certificate ? "https" : "http"}://${host}:${bound}`,
    roots: certificate ? [certificate.certificate] : [],
    journal,
    to,
    at(path, fault, times = Number.POSITIVE_INFINITY) {
      faults.push({ path, fault, times })
    },
    clear() {
      faults = []
    },
    async reached(path, count) {
      if (to(path).length >= count) return
      await new Promise<void>((arrived) => waiting.push({ path, count, arrived }))
    },
    mostAtOnce: (path) => flying.get(path)?.most ?? 0,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    },
  }
}
