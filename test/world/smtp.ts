/**
 * A mail server for tests: it speaks SMTP over real sockets, writes down what it took before it answers, and fails where
 * it is told to. What the journal says is what a recipient would have got.
 */
import { once } from "node:events"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { createSecureContext, TLSSocket } from "node:tls"
import { readAllowed } from "../../src/base/networks.ts"
import { openOutbound, type Outbound } from "../../src/base/outbound.ts"
import { makeCertificate } from "./certificate.ts"

export const steps = ["greeting", "ehlo", "starttls", "tls", "auth", "mail", "rcpt", "data", "body", "dot"] as const
export type Step = (typeof steps)[number]

/** What happens at a step instead of the usual answer. `hold` answers as usual, once it is released. */
export type Fault = { say: string } | "close" | "reset" | "silence" | { hold: Promise<void> }

/** One message whose final dot came, written before anything was answered to it. */
export type Entry = {
  connection: number
  from: string
  to: string[]
  /** What stood behind the addresses of MAIL and RCPT. */
  parameters: string[]
  user: string | null
  isTls: boolean
  /** The message without dot-stuffing. */
  bytes: Buffer
  /** Whether the server has it now; false where it is about to refuse it. */
  accepted: boolean
}

export type SmtpWorld = {
  port: number
  /** What a client must trust to speak TLS with it. */
  roots: string[]
  journal: Entry[]
  /** Lines that clients sent, in order, with the number of the connection. */
  heard: string[]
  connections(): number
  /** From now on, `times` times, this happens at a step. */
  at(step: Step, fault: Fault, times?: number): void
  clear(): void
  /** When somebody next gets to a step (whatever happens there), in any connection. */
  reached(step: Step): Promise<void>
  /** When no connection is open any more. */
  quiet(): Promise<void>
  /** Ends every connection that is open, as a restart would. */
  dropAll(): void
  close(): Promise<void>
  /** Sockets that lead here whatever host and port is asked for. */
  outbound: Outbound
}

export type SmtpOptions = {
  /** The name in its certificate; `expired` is one that is over. */
  name?: string
  isExpired?: boolean
  tls?: "implicit" | "starttls" | "none"
  extensions?: string[]
  users?: Record<string, string>
  /** What it answers to a message that it took. */
  accepted?: string
  /** It wants a message after DATA even where it refused the recipient. */
  isEager?: boolean
  /** A body counts as half-way there after so many bytes. */
  halfway?: number
  /** Told of each entry before the answer, and waited for: a file, for example, that outlives the process. */
  record?: (entry: Entry) => unknown
}

const usualExtensions = ["PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"]

export async function makeSmtp(options: SmtpOptions = {}): Promise<SmtpWorld> {
  const { tls = "starttls", extensions = usualExtensions, users = {}, halfway = 1000, isEager = false } = options
  const { accepted = "250 2.0.0 Ok: queued as 4bGxQ31Lw2z9tQn", name = "mail.example.com" } = options
  const { key, certificate } = makeCertificate(name, options.isExpired)
  const secureContext = createSecureContext({ key, cert: certificate })
  const journal: Entry[] = []
  const heard: string[] = []
  const open = new Set<Socket>()
  let faults: { step: Step; fault: Fault; times: number }[] = []
  let waiting: { step: Step; arrived: () => void }[] = []
  const silent: (() => void)[] = []
  let count = 0

  function nextFault(step: Step): Fault | undefined {
    for (const { arrived } of waiting.filter((one) => one.step === step)) arrived()
    waiting = waiting.filter((one) => one.step !== step)
    const found = faults.find((one) => one.step === step && one.times > 0)
    if (found) found.times -= 1
    return found?.fault
  }

  async function serve(plain: Socket, connection: number): Promise<void> {
    let socket: Socket = plain
    let reader = read(plain)
    let isTls = false
    let user: string | null = null
    let envelope = { from: null as string | null, to: [] as string[], parameters: [] as string[] }
    const say = (text: string) => void (socket.writableEnded || socket.write(`${text}\r\n`))

    /** @returns whether the usual thing was said; the reader ends by itself where the connection does */
    async function answer(step: Step, usual: string): Promise<boolean> {
      const fault = nextFault(step)
      if (fault === undefined) say(usual)
      else return await fail(fault, usual)
      return true
    }

    async function fail(fault: Fault, usual: string): Promise<boolean> {
      if (fault === "close") socket.destroySoon()
      else if (fault === "reset") plain.resetAndDestroy()
      else if (fault === "silence") {
        socket.pause()
        await once(plain, "close").catch(() => {})
      } else if ("hold" in fault) {
        socket.pause()
        await fault.hold
        socket.resume()
        say(usual)
        return true
      } else {
        say(fault.say)
        if (fault.say.startsWith("421")) socket.end()
      }
      return false
    }

    async function secure(): Promise<boolean> {
      const fault = nextFault("tls")
      if (fault !== undefined && !(await fail(fault, ""))) return false
      reader.stop()
      const wrapped = new TLSSocket(plain, { isServer: true, secureContext })
      wrapped.on("error", () => plain.destroy())
      socket = wrapped
      reader = read(wrapped)
      isTls = true
      return true
    }

    async function signIn(parameters: string): Promise<void> {
      const decode = (text: string | null) => Buffer.from(text ?? "", "base64").toString()
      const [mechanism, initial] = parameters.split(" ")
      let [given, password] = ["", ""]
      if (mechanism?.toUpperCase() === "PLAIN") [, given = "", password = ""] = decode(initial ?? "").split("\0")
      else {
        say("334 VXNlcm5hbWU6")
        given = decode(await reader.line())
        say("334 UGFzc3dvcmQ6")
        password = decode(await reader.line())
      }
      if (users[given] !== password) return say("535 5.7.8 Authentication credentials invalid")
      if (await answer("auth", "235 2.7.0 Authentication successful")) user = given
    }

    async function takeMessage(): Promise<void> {
      const raw = await reader.message(halfway, async () => {
        const fault = nextFault("body")
        return fault === undefined || (await fail(fault, ""))
      })
      // What is left of it is no command: read on until the client has gone.
      if (!raw) return void (await once(plain, "close").catch(() => {}))
      const text = raw.toString("latin1").replace(/^\.\./, ".").replaceAll("\r\n..", "\r\n.")
      const fault = nextFault("dot")
      const refuses = typeof fault === "object" && "say" in fault && /^[45]/.test(fault.say)
      const entry: Entry = {
        connection,
        ...envelope,
        from: envelope.from ?? "",
        user,
        isTls,
        bytes: Buffer.from(text, "latin1"),
        accepted: !refuses,
      }
      journal.push(entry)
      await options.record?.(entry)
      envelope = { from: null, to: [], parameters: [] }
      if (fault === undefined) say(accepted)
      else await fail(fault, accepted)
    }

    const address = (text: string) => /^(?:FROM|TO):<([^>]*)>(.*)$/i.exec(text)

    if (tls === "implicit" && !(await secure())) return
    if (!(await answer("greeting", `220 ${name} ESMTP`))) return
    for (let line = await reader.line(); line !== null; line = await reader.line()) {
      heard.push(`${connection} ${line}`)
      const [verb = "", rest = ""] = line.split(/ (.*)/s)
      switch (verb.toUpperCase()) {
        case "EHLO": {
          const more = [
            ...extensions,
            ...(tls === "starttls" && !isTls ? ["STARTTLS"] : []),
            ...(Object.keys(users).length && isTls ? ["AUTH PLAIN LOGIN"] : []),
          ]
          const lines = [`${name} greets ${rest}`, ...more]
          await answer("ehlo", lines.map((text, at) => `250${at === lines.length - 1 ? " " : "-"}${text}`).join("\r\n"))
          break
        }
        case "STARTTLS":
          if ((await answer("starttls", "220 2.0.0 Ready to start TLS")) && !(await secure())) return
          break
        case "AUTH":
          await signIn(rest)
          break
        case "MAIL": {
          const [, from = "", parameters = ""] = address(rest) ?? []
          if (envelope.from !== null) say("503 5.5.1 nested MAIL command")
          else if (await answer("mail", "250 2.1.0 Ok"))
            envelope = { from, to: [], parameters: parameters.trim() ? [parameters.trim()] : [] }
          break
        }
        case "RCPT": {
          const [, to = "", parameters = ""] = address(rest) ?? []
          if (envelope.from === null) say("503 5.5.1 need MAIL command")
          else if (await answer("rcpt", "250 2.1.5 Ok")) {
            envelope.to.push(to)
            if (parameters.trim()) envelope.parameters.push(parameters.trim())
          }
          break
        }
        case "DATA":
          if (!envelope.to.length && !isEager) say("503 5.5.1 need RCPT command")
          else if (await answer("data", "354 End data with <CR><LF>.<CR><LF>")) await takeMessage()
          break
        case "RSET":
          envelope = { from: null, to: [], parameters: [] }
          say("250 2.0.0 Ok")
          break
        case "QUIT":
          say("221 2.0.0 Bye")
          socket.end()
          return
        default:
          say("502 5.5.2 command not recognized")
      }
    }
  }

  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket)
    socket.on("error", () => {})
    socket.on("close", () => {
      open.delete(socket)
      if (!open.size) silent.splice(0).forEach((done) => done())
    })
    void serve(socket, ++count)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  const roots = [certificate]
  const world: SmtpWorld = {
    port,
    roots,
    journal,
    heard,
    connections: () => count,
    at: (step, fault, times = Infinity) => void faults.push({ step, fault, times }),
    clear: () => {
      faults = []
    },
    reached: (step) => new Promise((arrived) => waiting.push({ step, arrived })),
    quiet: () => new Promise((done) => (open.size ? silent.push(done) : done())),
    dropAll: () => {
      for (const socket of open) socket.destroy()
    },
    close: async () => {
      world.dropAll()
      await new Promise((closed) => server.close(closed))
    },
    outbound: leadingTo(port, roots),
  }
  return world
}

/** Sockets that lead to one port of this machine, whatever is asked for. */
export function leadingTo(port: number, roots: string[] = []): Outbound {
  const outbound = openOutbound({ allow: readAllowed("127.0.0.0/8"), roots })
  return { ...outbound, connect: (_, signal) => outbound.connect({ host: "127.0.0.1", port }, signal) }
}

type Reader = {
  /** The next line; null when there is none any more. */
  line(): Promise<string | null>
  /** A message up to its final dot, still stuffed; null when it didn't come, or `isWelcome` said no half-way. */
  message(halfway: number, isWelcome: () => Promise<boolean>): Promise<Buffer | null>
  stop(): void
}

function read(socket: Socket): Reader {
  let chunks: Buffer[] = []
  let size = 0
  let isOver = false
  let wake = () => {}
  const data = (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    wake()
  }
  const over = () => {
    isOver = true
    wake()
  }
  socket.on("data", data).on("close", over).on("end", over)
  const more = () => new Promise<void>((resolve) => (isOver ? resolve() : (wake = resolve)))
  /** All that has come, as one. */
  const joined = () => {
    const all = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
    chunks = [all]
    return all
  }
  const take = (all: Buffer, bytes: number) => {
    chunks = bytes < all.length ? [all.subarray(bytes)] : []
    size = all.length - bytes
    return all.subarray(0, bytes)
  }
  return {
    async line() {
      for (;;) {
        const all = joined()
        const end = all.indexOf("\n")
        if (end >= 0)
          return take(all, end + 1)
            .toString()
            .replace(/\r?\n$/, "")
        if (isOver) return null
        await more()
      }
    },
    async message(halfway, isWelcome) {
      for (let isAsked = false; ; ) {
        const all = joined()
        const end = all.subarray(0, 3).equals(Buffer.from(".\r\n")) ? -2 : all.indexOf("\r\n.\r\n")
        if (end !== -1) return take(all, end + 5).subarray(0, Math.max(0, end + 2))
        if (isOver) return null
        if (!isAsked && size >= halfway) {
          isAsked = true
          if (!(await isWelcome())) return null
        } else await more()
      }
    },
    stop() {
      socket.off("data", data).off("close", over).off("end", over)
    },
  }
}
