/**
 * One SMTP conversation (RFC 5321), of which it is known at every moment how far it is: the difference between "not sent"
 * and "maybe sent" is whether the final dot was written. Nothing is sent that the server did not ask for in this order.
 */
import type { Socket } from "node:net"
import { TLSSocket } from "node:tls"
import { deadline, OutboundError } from "../../base/outbound.ts"
import type { Doors } from "../provider.ts"
import type { Piece } from "./mime.ts"
import { type Failure, type FailureKind, type Phase, type Reply, wordsOf } from "./judge.ts"

/** Seconds each phase may take; of `body` each 64 KiB of it. */
export type TimeLimits = Readonly<Record<Phase, number>>

/**
 * RFC 5321 §4.5.3.2 less patience with a server that doesn't even greet. Ten minutes after the dot are its own figure: a
 * shorter one makes duplicates of what a slow content filter was about to accept.
 */
export const usualLimits: TimeLimits = {
  connect: 30,
  greeting: 60,
  ehlo: 60,
  starttls: 60,
  tls: 30,
  auth: 60,
  mail: 120,
  rcpt: 120,
  data: 120,
  body: 180,
  dot: 600,
}

export type Server = {
  host: string
  port: number
  security: "tls" | "starttls" | "starttls_if_offered" | "none"
  login: { user: string; password: string } | null
  /** How we introduce ourselves. */
  ehloName: string
}

/** `isUtf8`: one of the addresses, and so the message's head, has letters beyond ASCII. */
export type Envelope = { from: string; to: string; isUtf8: boolean }

export type Conversation = {
  /** Whether another message can be given to it. */
  isOpen(): boolean
  /** Hands one message over. @returns the server's words when it has taken it @throws Stopped */
  deliver(envelope: Envelope, message: readonly Piece[], signal: AbortSignal): Promise<Reply>
  /** Asks whether it would take mail from an address; nothing is sent. @throws Stopped */
  askSender(from: string): Promise<void>
  /** Takes leave. */
  end(): void
}

/** A conversation that did not come to what it was for. */
export class Stopped extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(`${failure.phase}: ${failure.words}`)
    this.name = "Stopped"
    this.failure = failure
  }
}

const chunkBytes = 65_536
const replyBytes = 16_384
/** With pipelining three replies may come at once; a good-bye may come behind them. */
const repliesDue = 4
/** A server that doesn't close after QUIT is left to itself. */
const quitMs = 5_000

/**
 * Connects, greets, secures and signs in.
 * @param passed told of each phase that was got through, with what the server said
 * @throws Stopped
 */
export async function converse(
  server: Server,
  { outbound, timer }: Doors,
  limits: TimeLimits,
  signal: AbortSignal,
  passed: (phase: Phase, words: string) => void = () => {},
): Promise<Conversation> {
  const password = server.login?.password ?? ""
  const plainLogin = Buffer.from(`\0${server.login?.user ?? ""}\0${password}`).toString("base64")
  const secrets = server.login ? [plainLogin, Buffer.from(password).toString("base64"), password] : []

  let phase: Phase = "connect"
  let socket = null as Socket | null
  let received = "" // latin1, up to the end of the last whole line
  let lines: string[] = []
  const replies: Reply[] = []
  let stopped = null as Stopped | null
  let wake: (() => void) | null = null
  let extensions = new Map<string, string[]>()
  /** A transaction that was begun and not ended: the next one begins with RSET. */
  let isDirty = false

  /** Ends the conversation here, for this reason; the first one counts. */
  function stop(kind: FailureKind, words: string, reply: Reply | null = null): Stopped {
    stopped ??= new Stopped({ phase, kind, words, reply })
    socket?.destroy()
    wake?.()
    return stopped
  }

  function take(line: string): void {
    if (stopped) return
    const [, code, isLast, text = ""] = /^([2-5]\d\d)(?:( )|-|$)(.*)$/.exec(line) ?? []
    if (!code || (lines[0] && !lines[0].startsWith(code)))
      return void stop("garbled", `The server said: ${shown(line)}`)
    lines.push(line)
    if (isLast === undefined && line.length > 3) return
    const enhanced = /^[245]\.\d{1,3}\.\d{1,3}(?=\s|$)/.exec(text)?.[0] ?? null
    replies.push({ code: Number(code), enhanced, lines: lines.map((one) => shown(one.slice(4))) })
    lines = []
    if (replies.length > repliesDue) stop("garbled", "The server answers what it wasn't asked.")
    wake?.()
  }

  const shown = (line: string) => {
    const text = Buffer.from(line, "latin1").toString()
    return secrets.reduce((rest, word) => rest.replaceAll(word, "…"), text)
  }

  /** Hears what a socket says. @returns stops hearing it */
  function listen(to: Socket): () => void {
    socket = to
    const data = (chunk: Buffer) => {
      received += chunk.toString("latin1")
      for (let end = received.indexOf("\n"); end >= 0; end = received.indexOf("\n")) {
        const line = received.slice(0, end).replace(/\r$/, "")
        received = received.slice(end + 1)
        take(line)
      }
      if (received.length + lines.join("").length > replyBytes) stop("garbled", "The server's reply has no end.")
    }
    const error = (cause: NodeJS.ErrnoException) =>
      stop("closed", `The connection broke (${cause.code ?? cause.name}).`)
    const over = () => stop("closed", "The server closed the connection.")
    to.on("data", data).on("error", error).on("end", over).on("close", over)
    return () => void to.off("data", data).off("end", over).off("close", over)
  }

  /** Waits for the next thing to happen: a reply, a chunk that was written, an end. */
  function event(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = timer(limits[phase] * 1000, () => stop("silent", `No answer within ${limits[phase]} s.`))
      wake = () => {
        wake = null
        cancel()
        resolve()
      }
    })
  }

  async function reply(): Promise<Reply> {
    for (;;) {
      const next = replies.shift()
      if (next) return next
      if (stopped) throw stopped
      await event()
    }
  }

  /** A reply that must be one of these, or it is the end of what was asked. */
  async function expected(...codes: number[]): Promise<Reply> {
    const answer = await reply()
    if (codes.includes(answer.code)) {
      passed(phase, wordsOf(answer))
      return answer
    }
    const words = wordsOf(answer)
    const failure: Failure = { phase, kind: "answered", reply: answer, words }
    // What is neither yes nor no, or says good-bye, or comes before all is agreed, ends the conversation.
    const canGoOn = answer.code >= 400 && answer.code !== 421 && ["rcpt", "data", "dot"].includes(phase)
    throw canGoOn ? new Stopped(failure) : stop("answered", words, answer)
  }

  /** Nothing is said to a server that is gone, or says what it wasn't asked. */
  function turn(): void {
    if (stopped) throw stopped
    if (replies.length || received || lines.length) throw stop("garbled", "The server spoke out of turn.")
  }

  async function command(in_: Phase, text: string, ...codes: number[]): Promise<Reply> {
    phase = in_
    turn()
    socket?.write(`${text}\r\n`)
    return await expected(...codes)
  }

  async function secure(plain: Socket): Promise<void> {
    phase = "tls"
    const limit = deadline(timer, limits.tls * 1000, signal)
    const secured = await outbound.secure(plain, server.host, limit.signal).catch(refuse).finally(limit.clear)
    listen(secured)
    passed("tls", secured.getProtocol() ?? "")
  }

  function refuse(error: unknown): never {
    if (!(error instanceof OutboundError)) throw error
    throw stop(kinds[error.code] ?? "closed", error.message)
  }

  async function greet(): Promise<void> {
    const { lines: offers } = await command("ehlo", `EHLO ${server.ehloName}`, 250)
    // Some old servers write AUTH=LOGIN.
    const words = offers.slice(1).map((line) => line.toUpperCase().split(/[ =]+/))
    extensions = new Map(words.map(([keyword = "", ...parameters]) => [keyword, parameters]))
  }

  async function signIn({ user, password: word }: { user: string; password: string }): Promise<void> {
    const offered = extensions.get("AUTH") ?? []
    if (offered.includes("PLAIN")) await command("auth", `AUTH PLAIN ${plainLogin}`, 235)
    else if (offered.includes("LOGIN")) {
      await command("auth", "AUTH LOGIN", 334)
      await command("auth", Buffer.from(user).toString("base64"), 334)
      await command("auth", Buffer.from(word).toString("base64"), 235)
    } else {
      phase = "auth"
      throw stop("login_missing", "The server offers no sign-in by PLAIN or LOGIN.")
    }
  }

  const callOff = () => stop("called_off", "It was called off.")

  async function deliver({ from, to, isUtf8 }: Envelope, message: readonly Piece[], call: AbortSignal): Promise<Reply> {
    phase = "mail"
    const size = message.reduce((sum, { bytes }) => sum + bytes.length, 0)
    const chunks = stuffed(message)
    const last = chunks.pop() as Buffer
    if (stopped) throw stopped
    const told = (kind: FailureKind, words: string) => new Stopped({ phase, kind, words, reply: null })
    if (isUtf8 && !extensions.has("SMTPUTF8")) throw told("ascii_only", "The server takes ASCII addresses only.")
    const largest = Number(extensions.get("SIZE")?.[0] ?? 0)
    if (largest > 0 && size > largest)
      throw told("too_large", `The message has ${size} bytes, the server takes ${largest}.`)
    if (call.aborted) throw told("called_off", "It was called off.")
    call.addEventListener("abort", callOff)
    try {
      if (isDirty) await command("mail", "RSET", 250)
      isDirty = true
      const mail = `MAIL FROM:<${from}>${extensions.has("SIZE") ? ` SIZE=${size}` : ""}${isUtf8 ? " BODY=8BITMIME SMTPUTF8" : ""}`
      if (extensions.has("PIPELINING")) {
        turn()
        socket?.write(`${mail}\r\nRCPT TO:<${to}>\r\nDATA\r\n`)
        await expected(250)
        phase = "rcpt"
        await expected(250, 251).catch(withoutRecipient)
        phase = "data"
        await expected(354)
      } else {
        await command("mail", mail, 250)
        await command("rcpt", `RCPT TO:<${to}>`, 250, 251)
        await command("data", "DATA", 354)
      }
      for (const chunk of chunks) {
        if (replies.length) break
        phase = "body"
        turn()
        socket?.write(chunk, () => wake?.())
        await event()
      }
      // A reply before the end: what is left of the message stays here.
      if (!replies.length) {
        turn()
        phase = "dot"
        socket?.write(last)
      }
      isDirty = phase !== "dot"
      const answer = await expected(250)
      if (phase === "dot") return answer
      throw stop("garbled", `Before the end of the message the server said: ${wordsOf(answer)}`)
    } finally {
      call.removeEventListener("abort", callOff)
      phase = "mail" // whatever happens while it is idle is not about this message any more
    }
  }

  /**
   * DATA was asked for along with the recipient that was refused: its answer is heard, so that the conversation can go on.
   * A server that wants a message for nobody gets none (RFC 2920 §3.1 would have it be empty).
   */
  async function withoutRecipient(refused: unknown): Promise<never> {
    if (!stopped) {
      const answer = await reply().catch(() => null)
      if (answer && (answer.code < 400 || answer.code === 421)) stop("answered", wordsOf(answer), answer)
    }
    throw refused
  }

  signal.addEventListener("abort", callOff)
  try {
    const limit = deadline(timer, limits.connect * 1000, signal)
    const plain = await outbound.connect(server, limit.signal).catch(refuse).finally(limit.clear)
    passed("connect", `${server.host}:${server.port}`)
    let unlisten = () => {}
    if (server.security === "tls") await secure(plain)
    else unlisten = listen(plain)
    phase = "greeting"
    await expected(220)
    await greet()
    if (server.security === "starttls" || (server.security === "starttls_if_offered" && extensions.has("STARTTLS"))) {
      phase = "starttls"
      if (!extensions.has("STARTTLS")) throw stop("tls_missing", "The server doesn't offer STARTTLS.")
      await command("starttls", "STARTTLS", 220)
      // What came in the clear behind the reply would be taken for an answer of the secured server (CVE-2011-0411).
      if (received || replies.length || lines.length) throw stop("tls_failed", "The server spoke before TLS began.")
      unlisten()
      await secure(plain)
      await greet()
    }
    if (server.login) {
      phase = "auth"
      if (!(socket instanceof TLSSocket)) throw stop("tls_missing", "A password is sent only over TLS.")
      await signIn(server.login)
    }
  } catch (error) {
    socket?.destroy()
    throw error
  } finally {
    signal.removeEventListener("abort", callOff)
  }

  return {
    isOpen: () => !stopped && !replies.length && !received && !lines.length,
    deliver,
    async askSender(from) {
      await command("mail", `MAIL FROM:<${from}>`, 250)
      isDirty = true
    },
    end() {
      if (stopped) return
      const leaving = socket
      const cancel = timer(quitMs, () => leaving?.destroy())
      leaving?.once("close", cancel).end("QUIT\r\n")
      stopped = new Stopped({ phase, kind: "closed", words: "We took leave.", reply: null })
    },
  }
}

const kinds: Partial<Record<OutboundError["code"], FailureKind>> = {
  not_allowed: "not_allowed",
  unresolved: "unreachable",
  unreachable: "unreachable",
  timeout: "silent",
  aborted: "called_off",
  tls: "tls_failed",
}

/**
 * A message as DATA takes it, in chunks: dots at the begin of lines doubled, a final dot on a line of its own in the last.
 * @throws RangeError for NUL, or a line that ends in anything but CRLF: servers disagree on what those mean, and one of
 *   them may see the end of the message, and a second one, where we see text (SMTP smuggling)
 */
function stuffed(message: readonly Piece[]): Buffer[] {
  return message.flatMap(({ bytes, isBase64 }, at) => {
    const isLast = at === message.length - 1
    if (isBase64 && !isLast) return chunked(bytes)
    const text = bytes.toString("latin1")
    if (/\0|\r(?!\n)|(?<!\r)\n/.test(text) || !(isLast || text.endsWith("\r\n")))
      throw new RangeError("a message is in CRLF lines, without NUL")
    const doubled = text.replace(/^\./, "..").replaceAll("\r\n.", "\r\n..")
    const end = isLast ? `${text.endsWith("\r\n") ? "" : "\r\n"}.\r\n` : ""
    return chunked(Buffer.from(doubled + end, "latin1"))
  })
}

const chunked = (bytes: Buffer): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, at) =>
    bytes.subarray(at * chunkBytes, (at + 1) * chunkBytes),
  )
