/**
 * Every outgoing socket is opened here: the name is resolved, each address found is checked, and the connection goes to
 * the very address that was checked. A private address is reached only where the operator allowed it (OUTBOUND_ALLOW).
 */
import { lookup, Resolver } from "node:dns/promises"
import { connect as openSocket, isIP, type Socket } from "node:net"
import { connect as openTls, type TLSSocket } from "node:tls"
import { Agent, request as ask } from "undici"
import { systemTimer, type Timer } from "./clock.ts"
import { type Allowed, bytesOf, isIn, readHost, unwrapped, whyNotPublic } from "./networks.ts"

/** `not_allowed`: the address isn't public · `unresolved`: the name has no address · `unreachable` · `tls` · `timeout` ·
 * `aborted` · `broken`: the connection ended before the answer did · `too_large`: the answer */
export type OutboundFailure =
  | "not_allowed"
  | "unresolved"
  | "unreachable"
  | "tls"
  | "timeout"
  | "aborted"
  | "broken"
  | "too_large"

export class OutboundError extends Error {
  readonly code: OutboundFailure
  /** Whether some of the request may have reached the other side. */
  readonly mayHaveLeft: boolean

  constructor(code: OutboundFailure, message: string, more: { mayHaveLeft?: boolean; cause?: unknown } = {}) {
    super(message, { cause: more.cause })
    this.name = "OutboundError"
    this.code = code
    this.mayHaveLeft = more.mayHaveLeft ?? false
  }
}

/** All addresses of a name, the best first. */
export type Resolve = (host: string) => Promise<readonly string[]>

export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true, order: "verbatim" })).map(({ address }) => address)

/** The TXT records of a name, each in its pieces. */
export type ResolveTxt = (name: string) => Promise<readonly (readonly string[])[]>

const systemTxt: ResolveTxt = async (name) => await new Resolver({ timeout: 3000, tries: 2 }).resolveTxt(name)

export type Target = { host: string; port: number }

export type HttpRequest = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  headers?: Readonly<Record<string, string>>
  body?: string | Buffer
  signal?: AbortSignal
  /** From the first look-up to the last byte of the answer; 30 unless told. */
  seconds?: number
  /** The largest answer that is read; 1 MiB unless told. */
  maxBytes?: number
  /** What comes of a larger one: `refuse` is too_large, `cut` keeps what was read and hangs up. */
  beyond?: "refuse" | "cut"
}
export type HttpAnswer = {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Buffer
}

export type Outbound = {
  /** Whether all that a name leads to just now is public, or allowed by the operator. @throws OutboundError */
  inspect(target: Target, signal: AbortSignal): Promise<"public" | "allowed">
  /** A TCP connection. @throws OutboundError; the signal's reason where that is one */
  connect(target: Target, signal: AbortSignal): Promise<Socket>
  /** TLS on an open connection; the certificate must be valid for `host`. @throws OutboundError */
  secure(socket: Socket, host: string, signal: AbortSignal): Promise<TLSSocket>
  /** One HTTP request; a redirect is an answer like any other, it is not followed. @throws OutboundError */
  request(url: string, request?: HttpRequest): Promise<HttpAnswer>
  /** The texts that DNS has at a name; none where it has none. @throws OutboundError unresolved where nobody knows */
  txt(name: string): Promise<string[]>
  close(): Promise<void>
}

/** With several addresses each but the last gets this long, so that one that swallows packets doesn't use up the time. */
const addressMs = 5_000
const connectMs = 15_000

/**
 * @param allow beside public addresses
 * @param roots certificates (PEM) trusted beside Node's own, as NODE_EXTRA_CA_CERTS would
 */
export function openOutbound({
  allow = [],
  resolve = systemResolve,
  resolveTxt = systemTxt,
  timer = systemTimer,
  roots = [],
}: {
  allow?: readonly Allowed[]
  resolve?: Resolve
  resolveTxt?: ResolveTxt
  timer?: Timer
  roots?: readonly string[]
} = {}): Outbound {
  const isAllowed = (host: string, port: number, address: string) => {
    const bytes = bytesOf(address)
    return allow.some(
      (entry) =>
        (entry.port === null || entry.port === port) &&
        (entry.network ? bytes !== null && isIn(unwrapped(bytes), entry.network) : entry.host === host),
    )
  }

  /** Addresses that may be connected to: all that the name has, or none. */
  async function addressesOf({ host, port }: Target, signal: AbortSignal): Promise<readonly string[]> {
    const name = readHost(host)
    if (!name) throw new OutboundError("unresolved", `${JSON.stringify(host)} is no host name.`)
    const found = isIP(name)
      ? [name]
      : await unlessAborted(signal, resolve(name)).catch((cause: unknown) => {
          if (cause instanceof OutboundError) throw cause
          throw new OutboundError("unresolved", `${name} has no address.`, { cause })
        })
    if (!found.length) throw new OutboundError("unresolved", `${name} has no address.`)
    for (const address of found) {
      const why = whyNotPublic(address)
      if (why && !isAllowed(name, port, address))
        throw new OutboundError(
          "not_allowed",
          `${name} leads to ${address} (${why}), which the operator has not allowed.`,
        )
    }
    return found
  }

  async function inspect(target: Target, signal: AbortSignal): Promise<"public" | "allowed"> {
    const found = await addressesOf(target, signal)
    const name = readHost(target.host) as string
    return found.every((address) => isAllowed(name, target.port, address)) ? "allowed" : "public"
  }

  async function connect(target: Target, signal: AbortSignal): Promise<Socket> {
    const addresses = await addressesOf(target, signal)
    let last: unknown
    for (const [index, address] of addresses.entries()) {
      const isLast = index === addresses.length - 1
      const limit = isLast ? null : deadline(timer, addressMs, signal)
      try {
        return await openTcp(address, target.port, limit?.signal ?? signal)
      } catch (error) {
        if (signal.aborted) throw reasonOf(signal)
        last = error
      } finally {
        limit?.clear()
      }
    }
    const [code, at] = [(last as NodeJS.ErrnoException).code ?? "no answer", `${target.host}:${target.port}`]
    throw new OutboundError("unreachable", `${at} cannot be reached (${code}).`, { cause: last })
  }

  async function secure(socket: Socket, host: string, signal: AbortSignal): Promise<TLSSocket> {
    const name = readHost(host) ?? host
    const tls = openTls({
      socket,
      host: name,
      rejectUnauthorized: true,
      ALPNProtocols: [],
      ...(isIP(name) ? {} : { servername: name.replace(/\.$/, "") }),
      ...(trusted ? { ca: trusted } : {}),
    })
    return await opened(tls, "secureConnect", signal).catch((cause: Error & { code?: string }) => {
      if (cause instanceof OutboundError) throw cause
      throw new OutboundError("tls", `TLS with ${name} failed: ${cause.code ?? cause.message}.`, { cause })
    })
  }
  const trusted = roots.length ? [...roots] : null

  const agent = new Agent({
    allowH2: false,
    connect: ({ hostname, port, protocol }, callback) => {
      const limit = deadline(timer, connectMs)
      const target = { host: hostname, port: Number(port || (protocol === "https:" ? 443 : 80)) }
      const open = async () => {
        try {
          const socket = await connect(target, limit.signal)
          callback(null, protocol === "https:" ? await secure(socket, hostname, limit.signal) : socket)
        } catch (error) {
          callback(error as Error, null)
        } finally {
          limit.clear()
        }
      }
      void open()
    },
  })

  async function request(url: string, told: HttpRequest = {}): Promise<HttpAnswer> {
    const { method = "GET", headers = {}, body = null, seconds = 30, maxBytes = 1 << 20, beyond = "refuse" } = told
    const at = URL.canParse(url) ? new URL(url) : null
    if (!at || !/^https?:$/.test(at.protocol) || at.username || at.password)
      throw new OutboundError("not_allowed", "The address is not one of http or https without a password in it.")
    const limit = deadline(timer, seconds * 1000, told.signal)
    try {
      const answer = await ask(at, { method, headers, body, dispatcher: agent, signal: limit.signal })
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        if (size + chunk.length > maxBytes && beyond === "cut") {
          chunks.push(chunk.subarray(0, maxBytes - size))
          break // leaving the loop closes the connection
        }
        size += chunk.length
        if (size > maxBytes)
          throw new OutboundError("too_large", `${at.host} answered more than ${maxBytes} bytes.`, {
            mayHaveLeft: true,
          })
        chunks.push(chunk)
      }
      return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }
    } catch (error) {
      const cause = limit.signal.aborted ? reasonOf(limit.signal) : error
      if (cause instanceof OutboundError && !limit.signal.aborted) throw cause
      const code = cause instanceof OutboundError ? cause.code : "broken"
      throw new OutboundError(code, `${at.host}: ${(cause as Error).message}`, { mayHaveLeft: true, cause })
    } finally {
      limit.clear()
    }
  }

  async function txt(name: string): Promise<string[]> {
    const host = readHost(name)
    if (!host) throw new OutboundError("unresolved", `${JSON.stringify(name)} is no host name.`)
    try {
      return (await resolveTxt(host)).map((pieces) => pieces.join(""))
    } catch (cause) {
      if (["ENOTFOUND", "ENODATA"].includes((cause as NodeJS.ErrnoException).code ?? "")) return []
      throw new OutboundError("unresolved", `DNS has no answer about ${host}.`, { cause })
    }
  }

  return { inspect, connect, secure, request, txt, close: () => agent.destroy() }
}

/** A signal that is aborted after some time, or with another. `clear` when the work is done. */
export function deadline(timer: Timer, milliseconds: number, outer?: AbortSignal) {
  const inner = new AbortController()
  const cancel = timer(milliseconds, () =>
    inner.abort(new OutboundError("timeout", `No answer within ${milliseconds / 1000} s.`)),
  )
  const pass = () => inner.abort(reasonOf(outer as AbortSignal))
  if (outer?.aborted) pass()
  else outer?.addEventListener("abort", pass)
  const clear = () => {
    cancel()
    outer?.removeEventListener("abort", pass)
  }
  return { signal: inner.signal, clear }
}

const reasonOf = ({ reason }: AbortSignal) =>
  reason instanceof OutboundError ? reason : new OutboundError("aborted", "It was called off.", { cause: reason })

function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(reasonOf(signal))
    signal.addEventListener("abort", stop)
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop))
    if (signal.aborted) stop()
  })
}

const openTcp = (address: string, port: number, signal: AbortSignal) =>
  opened(openSocket({ host: address, port, noDelay: true, keepAlive: true }), "connect", signal)

/** The socket once it says that it is open; whoever gets it listens for its errors. Destroyed where it can't be had. */
function opened<S extends Socket>(socket: S, event: "connect" | "secureConnect", signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null) => {
      socket.off(event, done).off("error", settle).off("close", closed)
      signal.removeEventListener("abort", stop)
      if (!error) return resolve(socket)
      socket.on("error", () => {}) // what else may come of it is no news
      socket.destroy()
      reject(error)
    }
    const done = () => settle(null)
    const closed = () => settle(new Error("closed"))
    const stop = () => settle(reasonOf(signal))
    if (signal.aborted) return stop()
    socket.on(event, done).on("error", settle).on("close", closed)
    signal.addEventListener("abort", stop)
  })
}
