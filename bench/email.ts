/**
 * E-mails a second on one core: composed, signed and sent by eight connections to a server in another process; beside it
 * nodemailer's pool, doing the same. `node bench/email.ts [seconds]`. Figures a core-second are by this process's own CPU time.
 */
import { fork } from "node:child_process"
import { generateKeyPairSync } from "node:crypto"
import { once } from "node:events"
import { createTransport } from "nodemailer"
import { systemTimer } from "../src/base/clock.ts"
import { dkimKey } from "../src/channels/email/dkim.ts"
import { compose, type EmailMessage } from "../src/channels/email/message.ts"
import smtp from "../src/channels/email/smtp.ts"
import { whole } from "../test/world/mime.ts"
import { leadingTo, makeSmtp } from "../test/world/smtp.ts"

if (process.argv[2] === "server") {
  const world = await makeSmtp({ record: () => world.journal.splice(0) })
  process.send?.({ port: world.port, roots: world.roots })
} else await bench(Number(process.argv[2] ?? 5))

async function bench(seconds: number): Promise<void> {
  const server = fork(import.meta.filename, ["server"])
  const [{ port, roots }] = (await once(server, "message")) as [{ port: number; roots: string[] }]
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  })
  const dkim = dkimKey("example.com", "s1", privateKey)
  const html = `<html><body>${'<p style="margin:0">Dzień dobry, przyszła nowa poczta od: ZUS.</p>\n'.repeat(120)}</body></html>`
  const text = "Dzień dobry, przyszła nowa poczta od: ZUS.\n".repeat(20)
  let sequence = 0
  const message = (signed: boolean): EmailMessage => ({
    id: `019c4f2e-5f1b-8c3a-9c55-${String(sequence++).padStart(12, "0")}`,
    domain: "tidings.example.com",
    returnPath: "b+0abc@bounces.example.com",
    date: Temporal.Instant.from("2026-03-03T06:15:00Z"),
    from: { name: "Wirtualne Biuro", address: "biuro@example.com" },
    replyTo: null,
    to: { name: "Łukasz Żółć", address: "lukasz@example.org" },
    subject: `Nowa poczta ${sequence}`,
    text,
    html: html.replace("ZUS", `ZUS ${sequence}`),
    enclosures: [],
    unsubscribeUrl: `https://tidings.example.com/u/${sequence}`,
    dkim: signed ? dkim : null,
  })
  console.log(`one message: ${whole(compose(message(true))).length.toLocaleString("en")} bytes`)

  async function measure(name: string, work: () => unknown, atOnce: number): Promise<void> {
    await run(work, atOnce, 1)
    const before = process.cpuUsage()
    const { made, took } = await run(work, atOnce, seconds)
    const { user, system } = process.cpuUsage(before)
    const figure = (value: number) => Math.round(value).toLocaleString("en").padStart(7)
    console.log(
      `${name.padEnd(44)}${figure(made / took)} a second${figure(made / ((user + system) / 1e6))} a core-second`,
    )
  }

  async function run(work: () => unknown, atOnce: number, forSeconds: number): Promise<{ made: number; took: number }> {
    const started = performance.now()
    let made = 0
    const one = async () => {
      for (; performance.now() - started < forSeconds * 1000; made++) await work()
    }
    await Promise.all(Array.from({ length: atOnce }, one))
    return { made, took: (performance.now() - started) / 1000 }
  }

  const signal = new AbortController().signal
  await measure("compose", () => compose(message(false)), 1)
  await measure("compose and sign", () => compose(message(true)), 1)
  for (const security of ["none", "starttls"] as const)
    for (const signed of [false, true]) {
      const how = `${signed ? "signed" : "unsigned"}, ${security === "none" ? "plain" : "TLS"}`
      const session = smtp.open(
        { host: "mail.example.com", domain: "bounces.example.com", security },
        { outbound: leadingTo(port, roots), timer: systemTimer },
      )
      const send = async () => {
        const outcome = await session.send(message(signed), signal)
        if (outcome.kind !== "sent") throw new Error(JSON.stringify(outcome))
      }
      await measure(`tidings, ${how}`, send, 8)
      await session.close()

      const transport = createTransport({
        pool: true,
        host: "127.0.0.1",
        port,
        maxConnections: 8,
        maxMessages: 100,
        ignoreTLS: security === "none",
        requireTLS: security !== "none",
        tls: { ca: roots, servername: "mail.example.com" },
        disableFileAccess: true,
        disableUrlAccess: true,
        ...(signed ? { dkim: { domainName: "example.com", keySelector: "s1", privateKey } } : {}),
      })
      const sendByNodemailer = async () => {
        const one = message(signed)
        await transport.sendMail({
          from: one.from,
          to: one.to,
          subject: one.subject,
          text: one.text,
          html: one.html ?? "",
          messageId: `<${one.id}@${one.domain}>`,
          date: new Date(one.date.epochMilliseconds),
          envelope: { from: `bounce+${one.id}@bounces.example.com`, to: one.to.address },
          headers: {
            "List-Unsubscribe": `<${one.unsubscribeUrl}>`,
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
          },
        })
      }
      await measure(`nodemailer, ${how}`, sendByNodemailer, 8)
      transport.close()
    }
  server.kill()
}
