/** E-mail by any SMTP server: over connections that are kept open while there is something to send. */
import { z } from "zod"
import { readHost } from "../../base/networks.ts"
import { type Outcome, refused, sent } from "../channel.ts"
import { defineProvider, type Doors, secret, type Session } from "../provider.ts"
import { isAddress, readDomain } from "./address.ts"
import { type Conversation, converse, type Server, Stopped, type TimeLimits, usualLimits } from "./conversation.ts"
import { judge, type Reply, wordsOf } from "./judge.ts"
import { compose, type EmailMessage } from "./message.ts"

const host = z
  .string()
  .transform((text) => readHost(text) ?? "")
  .refine((text) => text !== "", "a host name or an address")
const domain = z
  .string()
  .transform((text) => readDomain(text) ?? text)
  .refine((text) => readDomain(text) === text, "a domain, such as mail.example.com")

const settings = z
  .object({
    host: host.meta({ title: "Server", examples: ["mail.example.com"] }),
    port: z.int().min(1).max(65535).default(587).meta({ title: "Port" }),
    security: z
      .enum(["tls", "starttls", "starttls_if_offered", "none"])
      .default("starttls")
      .meta({ title: "Security", description: "`tls` from the first byte is usual on port 465, `starttls` on 587." }),
    user: z
      .string()
      .min(1)
      .max(320)
      .regex(/^\P{Cc}*$/u)
      .optional()
      .meta({ title: "User" }),
    password: secret().optional().meta({ secret: true, writeOnly: true, format: "password", title: "Password" }),
    ehloName: domain.optional().meta({ title: "Name of this server", description: "Unless set, the bounce domain." }),
    domain: domain.meta({ title: "Bounce domain", description: "Bounces come back to b+CODE@DOMAIN." }),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    path: ["password"],
    error: "user and password come together",
  })
  .refine(({ user, security }) => user === undefined || security !== "none", {
    path: ["security"],
    error: "a password is sent only over TLS",
  })

type Settings = z.output<typeof settings>

// Many servers end a connection after a hundred messages, or after some idle minutes; we go before.
const messagesPerConnection = 100
const idleMs = 30_000

type Kept = { conversation: Conversation; messages: number; isFresh: boolean; cancel: () => void }

/** @param limits seconds that each phase of a conversation may take */
export function openSmtp(settings: Settings, doors: Doors, limits: TimeLimits = usualLimits): Session {
  const { host, port, security, user, password, domain } = settings
  const login = user !== undefined && password !== undefined ? { user, password } : null
  const server: Server = { host, port, security, login, ehloName: settings.ehloName ?? domain }
  const idle: Kept[] = []
  let isClosed = false

  async function take(signal: AbortSignal): Promise<Kept> {
    for (let kept = idle.pop(); kept; kept = idle.pop()) {
      kept.cancel()
      if (kept.conversation.isOpen()) return kept
      kept.conversation.end()
    }
    const conversation = await converse(server, doors, limits, signal)
    return { conversation, messages: 0, isFresh: true, cancel: () => {} }
  }

  function giveBack(kept: Kept): void {
    const isDone = isClosed || kept.messages >= messagesPerConnection || !kept.conversation.isOpen()
    if (isDone) return kept.conversation.end()
    kept.isFresh = false
    kept.cancel = doors.timer(idleMs, () => {
      idle.splice(idle.indexOf(kept), 1)
      kept.conversation.end()
    })
    idle.push(kept)
  }

  async function deliver(message: EmailMessage, signal: AbortSignal): Promise<Reply> {
    const pieces = compose(message)
    const from = message.returnPath
    const to = message.to.address
    const isUtf8 = [to, message.from.address, message.replyTo?.address ?? ""].some((text) => /[^\0-\x7f]/.test(text))
    for (;;) {
      const kept = await take(signal)
      kept.messages += 1
      try {
        return await kept.conversation.deliver({ from, to, isUtf8 }, pieces, signal)
      } catch (error) {
        // The server may have ended a connection while it was idle: then nothing was sent, and a new one is as good.
        if (kept.isFresh || !(error instanceof Stopped) || !wasIdleTooLong(error)) throw error
      } finally {
        giveBack(kept)
      }
    }
  }

  return {
    async send(message, signal): Promise<Outcome> {
      if (!isAddress(message.to.address))
        return refused("address_unsupported", "recipient", "The recipient's address is none.")
      if (
        ![message.returnPath, message.from.address, message.replyTo?.address].every(
          (each) => each === undefined || isAddress(each),
        )
      )
        return refused("sender_refused", "sender", "The sender's address, or the one to reply to, is none.")
      try {
        const reply = await deliver(message, signal)
        // No reference: what comes back later comes to the return path, which names the delivery.
        return sent([], wordsOf(reply))
      } catch (error) {
        if (error instanceof Stopped) return judge(error.failure)
        throw error
      }
    },
    async close() {
      isClosed = true
      for (const { conversation, cancel } of idle.splice(0)) {
        cancel()
        conversation.end()
      }
    },
  }
}

const wasIdleTooLong = ({ failure: { phase, kind, reply } }: Stopped) =>
  phase === "mail" && (kind === "closed" || reply?.code === 421)

export default defineProvider({
  channel: "email",
  name: "smtp",
  docs: "https://www.rfc-editor.org/rfc/rfc5321",
  settings,
  limits: { slots: 8, perSecond: 50 },
  sample: {
    settings: {
      host: "mail.example.com",
      port: 587,
      security: "starttls",
      user: "tidings",
      password: "correct horse battery",
      domain: "bounces.example.com",
    },
    accepted: { smtp: "250 2.0.0 Ok: queued as 4bGxQ31Lw2z9tQn" },
    refs: [],
  },
  open: (settings, doors) => openSmtp(settings, doors),
})
