/**
 * A door for mail that comes in, by SMTP (RFC 5321) or LMTP (RFC 2033): small and strict. It takes messages for addresses
 * it is told of, keeps the beginning of each, sends nothing to anybody, and can't be made to hold much for long.
 */
import { once } from "node:events"
import { createServer, type Socket } from "node:net"
import type { Timer } from "../base/clock.ts"

export type Incoming = {
  /** "" for a bounce. */
  from: string
  to: string[]
  /** The message's beginning, without dot-stuffing. */
  bytes: Buffer
}

export type IncomingLimits = {
  connections: number
  /** Without a byte, and in all. */
  idleSeconds: number
  sessionSeconds: number
  /** Larger messages are refused. */
  messageBytes: number
  /** So much of a message is kept; the rest is read and forgotten. */
  keptBytes: number
  recipients: number
  /** Wrong commands before one is shown the door. */
  mistakes: number
}

export const usualIncoming: IncomingLimits = {
  connections: 50,
  idleSeconds: 60,
  sessionSeconds: 600,
  messageBytes: 25 * 1024 * 1024,
  keptBytes: 64 * 1024,
  recipients: 20,
  mistakes: 10,
}

export type Reception = {
  /** How it calls itself. */
  name: string
  isKnown: (address: string) => boolean
  /** Resolves once the message is safe. A message that it can't take now is offered again by its sender. */
  take: (mail: Incoming) => Promise<void>
  timer: Timer
  limits?: IncomingLimits
}

export type Door = { port: number; close(): Promise<void> }

/** @throws the error of `listen`, such as EADDRINUSE */
export async function listenForMail(reception: Reception, at: { port: number; host: string }): Promise<Door> {
  const limits = reception.limits ?? usualIncoming
  const open = new Map<Socket, Promise<void>>()
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => socket.destroy()) // whoever hangs up is no news
    if (open.size >= limits.connections) return void socket.end(`421 4.3.2 ${reception.name} is busy, come again\r\n`)
    const cancel = reception.timer(limits.sessionSeconds * 1000, () => socket.destroy())
    socket.setTimeout(limits.idleSeconds * 1000, () => socket.destroy())
    const session = converse(socket, reception, limits)
      .catch(() => {})
      .finally(() => {
        cancel()
        socket.destroySoon()
        open.delete(socket)
      })
    open.set(socket, session)
  })
  server.listen(at)
  await once(server, "listening")
  const address = server.address()
  return {
    port: typeof address === "object" && address ? address.port : at.port,
    async close() {
      const closed = once(server, "close")
      server.close()
      for (const socket of open.keys()) socket.end("421 4.3.2 Closing\r\n")
      const cancel = reception.timer(2000, () => {
        for (const socket of open.keys()) socket.destroy()
      })
      await Promise.all(open.values())
      cancel()
      await closed
    },
  }
}

/** RFC 5321 §4.5.3.1.4 has 512, extensions add to it. */
const lineBytes = 2048

type Envelope = { from: string | null; to: string[] }

async function converse(socket: Socket, { name, isKnown, take }: Reception, limits: IncomingLimits): Promise<void> {
  const reader = readerOf(socket)
  const say = (...lines: string[]) => void socket.write(lines.map((line) => `${line}\r\n`).join(""))
  let envelope: Envelope = { from: null, to: [] }
  let greeted: "smtp" | "lmtp" | null = null
  let mistakes = 0
  say(`220 ${name} Tidings takes bounces`)
  for (;;) {
    const line = await reader.line(lineBytes)
    if (line === null) return
    const [, verb = "", rest = ""] = /^([a-z]{4})(?: (.*))?$/i.exec(line.trimEnd()) ?? []
    const wrong = (answer: string) => {
      mistakes += 1
      say(answer)
    }
    switch (verb.toUpperCase()) {
      case "EHLO":
      case "LHLO":
      case "HELO": {
        greeted = verb.toUpperCase() === "LHLO" ? "lmtp" : "smtp"
        envelope = { from: null, to: [] }
        if (verb.toUpperCase() === "HELO") say(`250 ${name}`)
        else
          say(
            `250-${name}`,
            `250-SIZE ${limits.messageBytes}`,
            "250-8BITMIME",
            "250-PIPELINING",
            "250 ENHANCEDSTATUSCODES",
          )
        break
      }
      case "MAIL": {
        const path = /^FROM: ?<([^<>\s]{0,320})>((?: [^\s]{1,200}){0,10})$/i.exec(rest)
        const size = Number(/ SIZE=(\d{1,15})(?: |$)/i.exec(path?.[2] ?? "")?.[1] ?? 0)
        if (greeted === null || envelope.from !== null) wrong("503 5.5.1 Not now")
        else if (!path) wrong("501 5.5.4 MAIL FROM:<address>")
        else if (size > limits.messageBytes) say("552 5.3.4 Too large")
        else {
          envelope.from = path[1] as string
          say("250 2.1.0 Go on")
        }
        break
      }
      case "RCPT": {
        const path = /^TO: ?<([^<>\s]{1,320})>((?: [^\s]{1,200}){0,10})$/i.exec(rest)
        if (envelope.from === null) wrong("503 5.5.1 MAIL first")
        else if (!path) wrong("501 5.5.4 RCPT TO:<address>")
        else if (envelope.to.length >= limits.recipients) say("452 4.5.3 Too many recipients")
        else if (!isKnown(path[1] as string)) wrong("550 5.1.1 Nobody is here by that name")
        else {
          envelope.to.push(path[1] as string)
          say("250 2.1.5 Go on")
        }
        break
      }
      case "DATA": {
        if (envelope.from === null || envelope.to.length === 0) {
          wrong("503 5.5.1 RCPT first")
          break
        }
        say("354 End with a dot on a line of its own")
        const body = await reader.body(limits.keptBytes, limits.messageBytes)
        if (body === null) return
        if (body === "too_large") return say("552 5.3.4 Too large")
        const { from, to } = envelope
        envelope = { from: null, to: [] }
        const answer = await take({ from, to, bytes: body }).then(
          () => "250 2.0.0 Taken",
          () => "451 4.3.0 Not just now, come again",
        )
        // In LMTP each recipient is answered for.
        say(...(greeted === "lmtp" ? to.map(() => answer) : [answer]))
        break
      }
      case "RSET":
        envelope = { from: null, to: [] }
        say("250 2.0.0 Forgotten")
        break
      case "NOOP":
        say("250 2.0.0 Here")
        break
      case "VRFY":
        say("252 2.1.5 Try and see")
        break
      case "QUIT":
        return say("221 2.0.0 Goodbye")
      default:
        wrong("500 5.5.2 That is not known here")
    }
    if (mistakes >= limits.mistakes) return say("421 4.7.0 Too many mistakes")
  }
}

/** Reads lines and bodies in turn. Only CRLF ends a line, and only CRLF . CRLF a body, so that no two servers disagree. */
function readerOf(socket: Socket) {
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let rest: Buffer = Buffer.alloc(0)
  const more = async (): Promise<Buffer | null> => {
    const { done, value } = await chunks.next()
    return done ? null : value
  }
  return {
    /** The next line; null where the connection ended, or a line is longer than any can be. */
    async line(most: number): Promise<string | null> {
      for (;;) {
        const end = rest.indexOf("\r\n")
        if (end > most || (end < 0 && rest.length > most)) return null
        if (end >= 0) {
          const line = rest.toString("latin1", 0, end)
          rest = rest.subarray(end + 2)
          return line
        }
        const chunk = await more()
        if (chunk === null) return null
        rest = Buffer.concat([rest, chunk])
      }
    },
    /** A message, up to the dot that ends it; null where the connection ended before. */
    async body(keep: number, most: number): Promise<Buffer | "too_large" | null> {
      const kept: Buffer[] = []
      let [keptBytes, seen] = [0, 0]
      // The line break before it belongs to the dot, and may be that of DATA itself.
      let tail: Buffer = Buffer.from("\r\n")
      let chunk: Buffer | null = rest
      for (;;) {
        const looked = Buffer.concat([tail, chunk])
        const end = looked.indexOf("\r\n.\r\n")
        const upTo = end < 0 ? Math.max(looked.length - 4, 0) : end
        seen += upTo
        if (seen > most) return "too_large"
        if (keptBytes < keep) {
          const part = looked.subarray(0, Math.min(upTo, keep - keptBytes))
          kept.push(part)
          keptBytes += part.length
        }
        if (end >= 0) {
          rest = looked.subarray(end + 5)
          return unstuffed(Buffer.concat(kept))
        }
        tail = looked.subarray(upTo)
        chunk = await more()
        if (chunk === null) return null
      }
    },
  }
}

const unstuffed = (body: Buffer): Buffer =>
  Buffer.from(body.toString("latin1").replaceAll("\r\n.", "\r\n").replace(/^\r\n/, ""), "latin1")
