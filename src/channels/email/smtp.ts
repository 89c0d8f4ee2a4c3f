/** E-mail by any SMTP server: over connections that are kept open while there is something to send. */
import { z } from "zod"
import { readHost } from "../../base/networks.ts"
import { type Outcome, refused, sent } from "../channel.ts"
import { called, defineProvider, type Doors, secret, type Session } from "../provider.ts"
import { isAddress, readDomain } from "./address.ts"
import { type Conversation, converse, type Server, Stopped, type TimeLimits, usualLimits } from "./conversation.ts"
import { judge, type Reply, wordsOf } from "./judge.ts"
import { compose, type EmailMessage } from "./message.ts"
import { trySmtp } from "./trial.ts"

const host = z
  .string()
  .transform((text) => readHost(text) ?? "")
  .refine((text) => text !== "", { error: "a host name or an address", params: { fault: "host" } })
const domain = z
  .string()
  .transform((text) => readDomain(text) ?? text)
  .refine((text) => readDomain(text) === text, {
    error: "a domain, such as mail.example.com",
    params: { fault: "domain" },
  })

const settings = z
  .object({
    host: host.meta({
      ...called(
        { en: "Server", pl: "Serwer", it: "Server", da: "Server" },
        {
          en: "As your mail provider names it, such as smtp.example.com.",
          pl: "Tak, jak podaje dostawca poczty, na przykład smtp.example.com.",
          it: "Come lo indica il fornitore di posta, per esempio smtp.example.com.",
          da: "Som mailudbyderen kalder den, for eksempel smtp.example.com.",
        },
      ),
      examples: ["mail.example.com"],
    }),
    port: z
      .int()
      .min(1)
      .max(65535)
      .default(587)
      .meta(called({ en: "Port", pl: "Port", it: "Porta", da: "Port" })),
    security: z
      .enum(["tls", "starttls", "starttls_if_offered", "none"])
      .default("starttls")
      .meta(
        called(
          { en: "Security", pl: "Szyfrowanie", it: "Sicurezza", da: "Kryptering" },
          {
            en: "STARTTLS is usual on port 587, TLS from the start on port 465.",
            pl: "STARTTLS na porcie 587, TLS od początku na porcie 465.",
            it: "STARTTLS di solito sulla porta 587, TLS dall’inizio sulla porta 465.",
            da: "STARTTLS er normalt på port 587, TLS fra starten på port 465.",
          },
          {
            tls: { en: "TLS from the start", pl: "TLS od początku", it: "TLS dall’inizio", da: "TLS fra starten" },
            starttls: { en: "STARTTLS", pl: "STARTTLS", it: "STARTTLS", da: "STARTTLS" },
            starttls_if_offered: {
              en: "STARTTLS where it is offered",
              pl: "STARTTLS, jeśli serwer go oferuje",
              it: "STARTTLS se il server lo offre",
              da: "STARTTLS, hvis serveren tilbyder det",
            },
            none: { en: "None", pl: "Brak", it: "Nessuna", da: "Ingen" },
          },
        ),
      ),
    user: z
      .string()
      .min(1)
      .max(320)
      .regex(/^\P{Cc}*$/u)
      .optional()
      .meta(called({ en: "User", pl: "Użytkownik", it: "Utente", da: "Bruger" })),
    password: secret()
      .optional()
      .meta({
        secret: true,
        writeOnly: true,
        format: "password",
        ...called({ en: "Password", pl: "Hasło", it: "Password", da: "Adgangskode" }),
      }),
    ehloName: domain.optional().meta({
      isRare: true,
      ...called(
        {
          en: "Name of this server",
          pl: "Nazwa tego serwera",
          it: "Nome di questo server",
          da: "Denne servers navn",
        },
        {
          en: "How Tidings introduces itself. Unless set, the bounce domain.",
          pl: "Tak przedstawia się Tidings. Bez niej: domena zwrotów.",
          it: "Come si presenta Tidings. Se vuoto, il dominio dei ritorni.",
          da: "Sådan præsenterer Tidings sig. Ellers returdomænet.",
        },
      ),
    }),
    domain: domain.meta(
      called(
        { en: "Bounce domain", pl: "Domena zwrotów", it: "Dominio dei ritorni", da: "Returdomæne" },
        {
          en: "What can’t be delivered comes back to an address in it. Best one kept for this alone, such as bounces.example.com.",
          pl: "Na adres w tej domenie wraca to, czego nie udało się doręczyć. Najlepiej osobna, na przykład bounces.example.com.",
          it: "Ciò che non si può consegnare torna a un indirizzo di questo dominio. Meglio uno riservato, per esempio bounces.example.com.",
          da: "Det, der ikke kan leveres, kommer tilbage til en adresse her. Helst et domæne kun til det, for eksempel bounces.example.com.",
        },
      ),
    ),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    path: ["password"],
    error: "user and password come together",
    params: { fault: "user_and_password" },
  })
  .refine(({ user, security }) => user === undefined || security !== "none", {
    path: ["security"],
    error: "a password is sent only over TLS",
    params: { fault: "password_needs_tls" },
  })

type Settings = z.output<typeof settings>

// Many servers end a connection after a hundred messages, or after some idle minutes; we go before.
const messagesPerConnection = 100
const idleMs = 30_000

type Kept = { conversation: Conversation; messages: number; isFresh: boolean; cancel: () => void }

const serverOf = ({ host, port, security, user, password, domain, ehloName }: Settings): Server => ({
  host,
  port,
  security,
  login: user !== undefined && password !== undefined ? { user, password } : null,
  ehloName: ehloName ?? domain,
})

/** @param limits seconds that each phase of a conversation may take */
export function openSmtp(settings: Settings, doors: Doors, limits: TimeLimits = usualLimits): Session {
  const server = serverOf(settings)
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
  trial: (settings, doors, message) => trySmtp(serverOf(settings), `no-reply@${settings.domain}`, message, doors),
})
