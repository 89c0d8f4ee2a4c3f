/** The SMTP provider against a server that fails at every step in every way, and writes down what it took. */
import { afterAll, expect, test } from "vitest"
import { whole } from "../../../test/world/mime.ts"
import { leadingTo, makeSmtp, type SmtpOptions, type SmtpWorld, type Step } from "../../../test/world/smtp.ts"
import { handTimer } from "../../../test/world/timer.ts"
import { systemTimer } from "../../base/clock.ts"
import { openOutbound } from "../../base/outbound.ts"
import type { Outcome } from "../channel.ts"
import { converse, type TimeLimits } from "./conversation.ts"
import { compose, type EmailMessage } from "./message.ts"
import smtp, { openSmtp } from "./smtp.ts"

const worlds: SmtpWorld[] = []
afterAll(() => Promise.all(worlds.map((world) => world.close())))

async function server(options: SmtpOptions = {}): Promise<SmtpWorld> {
  const world = await makeSmtp(options)
  worlds.push(world)
  return world
}

// Each phase its own time, so that a test can ring the one it means.
const limits: TimeLimits = {
  connect: 1,
  greeting: 2,
  ehlo: 3,
  starttls: 4,
  tls: 5,
  auth: 6,
  mail: 7,
  rcpt: 8,
  data: 9,
  body: 11,
  dot: 12,
}
const login = { user: "tidings", password: "correct horse" }
const users = { [login.user]: login.password }
const given = { host: "mail.example.com", domain: "bounces.example.com" }

function open(world: SmtpWorld, settings: Record<string, unknown> = login, timer = systemTimer) {
  const parsed = smtp.settings.parse({ ...given, ...settings }) as Parameters<typeof openSmtp>[0]
  return openSmtp(parsed, { outbound: world.outbound, timer }, limits)
}

let sequence = 0
const nextId = () => `019c4f2e-5f1b-8c3a-9c55-${String(sequence++).padStart(12, "0")}`
const message = (more: Partial<EmailMessage> = {}, id = nextId()): EmailMessage => ({
  id,
  domain: "tidings.example.com",
  returnPath: `b+${id}@bounces.example.com`,
  date: Temporal.Instant.from("2026-03-03T06:15:00Z"),
  from: { name: "Wirtualne Biuro", address: "biuro@example.com" },
  replyTo: null,
  to: { name: "Anna Kowalska", address: "anna@example.org" },
  subject: "Nowa poczta",
  text: "Dzień dobry\n",
  html: null,
  enclosures: [],
  unsubscribeUrl: null,
  dkim: null,
  ...more,
})
const huge = "Dzień dobry, przyszła nowa poczta.\n".repeat(300_000)
const forever = new AbortController().signal
const told = (outcome: Outcome) =>
  [outcome.kind, "scope" in outcome ? outcome.scope : "", "reason" in outcome ? outcome.reason : ""]
    .filter(Boolean)
    .join(" ")

const faults = ["451", "421", "554", "close", "reset", "silence", "babble", "call off"] as const
type FaultName = (typeof faults)[number]

const lost = (scope: string): Record<"close" | "reset" | "silence" | "call off", string> => ({
  close: `retry ${scope} connection_lost`,
  reset: `retry ${scope} connection_lost`,
  silence: `retry ${scope} timed_out`,
  "call off": "retry connection called_off",
})
const answers = (scope: string, refusal: string): Record<FaultName, string> => ({
  ...lost(scope),
  "451": `retry ${scope} not_now`,
  "421": `retry ${scope} busy`,
  "554": refusal,
  babble: `retry ${scope} unintelligible`,
})
const brokenTls = "refused connection tls_failed"
const expected: Record<Step, Record<FaultName, string>> = {
  greeting: answers("connection", "refused connection refused"),
  ehlo: answers("connection", "refused connection refused"),
  starttls: { ...answers("connection", "refused connection tls_missing"), babble: brokenTls },
  tls: {
    ...lost("connection"),
    "451": brokenTls,
    "421": brokenTls,
    "554": brokenTls,
    babble: brokenTls,
    close: brokenTls,
    reset: brokenTls,
  },
  auth: answers("connection", "refused connection credentials_refused"),
  mail: answers("connection", "refused sender sender_refused"),
  rcpt: answers("recipient", "refused recipient recipient_refused"),
  data: answers("recipient", "refused recipient message_refused"),
  body: answers("recipient", "refused recipient message_refused"),
  dot: {
    ...answers("recipient", "refused recipient message_refused"),
    close: "unknown connection_lost",
    reset: "unknown connection_lost",
    silence: "unknown timed_out",
    babble: "unknown unintelligible",
    "call off": "unknown called_off",
  },
}
const cases = Object.entries(expected).flatMap(([step, row]) =>
  faults.flatMap((fault) => [true, false].map((pipelining) => [step as Step, fault, row[fault], pipelining] as const)),
)

test.each(cases)(
  "when the server fails at %s by %s, the outcome is %s (pipelining: %s)",
  async (step, fault, outcome, pipelining) => {
    const world = await server({ users, ...(pipelining ? {} : { extensions: ["SIZE 52428800"] }) })
    const { timer, ring } = handTimer()
    const session = open(world, login, timer)
    const stop = new AbortController()
    const say = {
      "451": "451 4.7.1 Try later",
      "421": "421 4.3.2 Closing",
      "554": "554 5.7.1 No",
      babble: "Hello there",
    }
    if (fault in say) world.at(step, { say: say[fault as keyof typeof say] }, 1)
    else if (fault === "call off") world.at(step, { hold: new Promise(() => {}) }, 1)
    else world.at(step, fault as "close", 1)
    const reached = world.reached(step)
    const sending = session.send(message(step === "body" ? { text: huge } : {}), stop.signal)
    await reached
    if (fault === "silence") await ring(limits[step === "greeting" ? "greeting" : step] * 1000)
    if (fault === "call off") stop.abort()
    const first = await sending
    // A connection that is reset at once may never have been one.
    if (step === "greeting" && fault === "reset") expect(told(first)).toMatch(/^retry connection /)
    else expect(told(first)).toBe(outcome)
    if ("words" in first) expect(first.words.length).toBeGreaterThan(0)

    // What the server has, it has by a "sent" or an "unknown"; "try again" and "refused" are never said of it.
    if (world.journal.some((entry) => entry.accepted)) expect(["sent", "unknown"]).toContain(first.kind)
    if (first.kind === "unknown") expect(world.journal).toHaveLength(1)
    if (step !== "dot") expect(world.journal).toEqual([])

    // Whatever it was, the next message goes through.
    const before = world.journal.length
    expect(told(await session.send(message({ to: { name: "", address: "next@example.org" } }), forever))).toBe("sent")
    expect(world.journal.slice(before)).toMatchObject([
      { to: ["next@example.org"], accepted: true, isTls: true, user: "tidings" },
    ])
    await session.close()
  },
)

test("what the server takes is the message composed, to its one recipient, from an address that tells its bounces", async () => {
  const world = await server({ users })
  const session = open(world)
  const sample = message({ text: ".\n..\n.dot\n", html: "<p>.</p>\n.\n" })
  const outcome = await session.send(sample, forever)
  expect(outcome).toEqual({ kind: "sent", refs: [], words: "250 2.0.0 Ok: queued as 4bGxQ31Lw2z9tQn" })
  const bytes = whole(compose(sample))
  expect(world.journal).toEqual([
    {
      connection: 1,
      from: sample.returnPath,
      to: ["anna@example.org"],
      parameters: [`SIZE=${bytes.length}`],
      user: "tidings",
      isTls: true,
      bytes,
      accepted: true,
    },
  ])
  expect(world.heard.filter((line) => /EHLO/.test(line))).toEqual(Array(2).fill("1 EHLO bounces.example.com"))
})

const raw = (text: string) => [{ bytes: Buffer.from(text), isBase64: false }]

test("raw lines that begin with dots arrive as they were, and what is not in CRLF lines is never sent", async () => {
  const world = await server()
  const conversation = await converse(
    { host: "mail.example.com", port: 25, security: "starttls", login: null, ehloName: "here.example.com" },
    { outbound: world.outbound, timer: systemTimer },
    limits,
    forever,
  )
  const envelope = { from: "a@example.com", to: "b@example.com", isUtf8: false }
  for (const text of [".", "..", ".\r\n.\r\n", "a\r\n.\r\nb\r\n..\r\n.c\r\n", "", "\r\n.\r\n\r\n"]) {
    await conversation.deliver(envelope, raw(text), forever)
    expect(world.journal.at(-1)?.bytes.toString()).toBe(text.endsWith("\r\n") ? text : `${text}\r\n`)
  }
  const count = world.journal.length
  for (const text of ["a\n.\nb", "a\n.\r\nMAIL FROM:<x@y.z>\r\n", "a\r.\r\nb", "a\r.\rb", "a\0b", "\n", "\r", "\r\r\n"])
    await expect(conversation.deliver(envelope, raw(text), forever)).rejects.toThrow(RangeError)
  await conversation.deliver(envelope, raw("still usable\r\n"), forever)
  expect(world.journal.length).toBe(count + 1)
  conversation.end()
})

test.each([
  ["rcpt", "550 5.1.1 User unknown", "refused recipient address_unknown", true],
  ["rcpt", "550-5.1.1 User\r\n550 5.1.1 unknown", "refused recipient address_unknown", true],
  ["rcpt", "550 5.1.2 Bad domain", "refused recipient address_unknown", true],
  ["rcpt", "551 5.1.6 Moved", "refused recipient address_unknown", true],
  ["rcpt", "556 5.1.10 Null MX", "refused recipient address_unknown", true],
  ["dot", "550 5.1.1 User unknown", "refused recipient address_unknown", true],
  ["rcpt", "550 User unknown", "refused recipient recipient_refused", false],
  ["rcpt", "550 5.1.100 Strange", "refused recipient recipient_refused", false],
  ["rcpt", "550 5.7.1 Relay denied", "refused recipient recipient_refused", false],
  ["rcpt", "552 5.2.2 Mailbox full", "refused recipient mailbox_full", false],
  ["rcpt", "550 5.2.1 Mailbox disabled", "refused recipient recipient_refused", false],
  ["rcpt", "450 4.2.0 Greylisted", "retry recipient not_now", false],
  ["rcpt", "451 4.7.1 Greylisted, try again in 300 s", "retry recipient not_now", false],
  ["rcpt", "452 4.2.2 Mailbox full", "retry recipient mailbox_full", false],
  ["data", "451 4.3.0 Queue file write error", "retry recipient not_now", false],
  ["dot", "554 5.7.1 Spam", "refused recipient message_refused", false],
  ["dot", "552 5.3.4 Too big", "refused recipient message_too_large", false],
  ["dot", "452 4.3.1 Disk full", "retry recipient mailbox_full", false],
  ["mail", "550 5.1.1 Sender unknown", "refused sender sender_refused", false],
  ["mail", "550 5.7.1 Sender rejected", "refused sender sender_refused", false],
  ["mail", "552 5.3.4 Too big", "refused recipient message_too_large", false],
  ["mail", "452 4.3.1 Disk full", "retry connection not_now", false],
  ["mail", "530 5.7.0 Sign in first", "refused connection credentials_refused", false],
  ["rcpt", "530 5.7.0 Sign in first", "refused connection credentials_refused", false],
  ["data", "535 5.7.8 Sign in again", "refused connection credentials_refused", false],
  ["auth", "535 5.7.8 Wrong", "refused connection credentials_refused", false],
  ["auth", "454 4.7.0 Temporary", "retry connection not_now", false],
  ["starttls", "454 4.7.0 TLS not available", "retry connection not_now", false],
  ["greeting", "554 5.7.1 Your address is blocked", "refused connection refused", false],
  ["greeting", "550 5.1.1 Odd", "refused connection refused", false],
] as const)("%s answered by %j is %s (suppress: %s)", async (step, say, outcome, suppress) => {
  const world = await server({ users })
  const session = open(world)
  world.at(step, { say }, 1)
  const got = await session.send(message(), forever)
  expect([told(got), "suppress" in got && got.suppress]).toEqual([outcome, suppress])
  expect("words" in got && got.words).toMatch(/^\d{3} /)
  expect(world.journal.filter(({ accepted }) => accepted)).toEqual([])
  expect(told(await session.send(message(), forever))).toBe("sent")
  // A refusal of one recipient leaves the connection as good as it was.
  const isKept = ["rcpt", "data", "dot"].includes(step)
  expect(world.connections()).toBe(isKept ? 1 : 2)
})

test("a server that wants a message though it refused the recipient gets none, and the next one by a new connection", async () => {
  const world = await server({ isEager: true })
  const session = open(world, {})
  world.at("rcpt", { say: "550 5.1.1 User unknown" }, 1)
  expect(told(await session.send(message(), forever))).toBe("refused recipient address_unknown")
  expect(told(await session.send(message(), forever))).toBe("sent")
  expect([world.connections(), world.journal.length]).toEqual([2, 1])
})

test("eight at once use eight connections, and the next eight the same ones", async () => {
  const world = await server({ users })
  const session = open(world)
  for (let round = 0; round < 3; round++) {
    const sent = await Promise.all(Array.from({ length: 8 }, () => session.send(message(), forever)))
    expect(sent.map(told)).toEqual(Array(8).fill("sent"))
  }
  expect(world.connections()).toBe(8)
  expect(new Set(world.journal.map(({ bytes }) => /^Message-ID: (.*)$/m.exec(bytes.toString())?.[1])).size).toBe(24)
  expect(
    world.journal.every(({ from, bytes }) => bytes.includes(from.slice("b+".length).split("@")[0] as string)),
  ).toBe(true)
  await session.close()
})

test("a connection is left after a hundred messages, or when it was idle for long", async () => {
  const world = await server()
  const { timer, ring, armed } = handTimer()
  const session = open(world, {}, timer)
  for (let count = 0; count < 101; count++) await session.send(message(), forever)
  expect(world.connections()).toBe(2)
  expect(world.heard.filter((line) => line.includes("QUIT"))).toEqual(["1 QUIT"])
  await ring(30_000)
  await session.send(message(), forever)
  expect(world.connections()).toBe(3)
  expect(world.heard.filter((line) => line.includes("QUIT"))).toEqual(["1 QUIT", "2 QUIT"])
  await session.close()
  expect(armed().every((milliseconds) => milliseconds === 5000)).toBe(true) // none but the wait for the good-byes
})

test("closing lets what is being sent come to its end, and leaves no connection behind", async () => {
  const world = await server()
  const session = open(world, {})
  const { promise: hold, resolve: release } = Promise.withResolvers<void>()
  world.at("dot", { hold }, 1)
  const reached = world.reached("dot")
  const sending = session.send(message(), forever)
  await reached
  await session.close()
  release()
  expect(told(await sending)).toBe("sent")
  await world.quiet()
  expect(world.heard.at(-1)).toBe("1 QUIT")
})

test("a connection that the server ended while it was idle costs nothing: the message goes by a new one", async () => {
  const world = await server()
  const session = open(world, {})
  await session.send(message(), forever)
  world.dropAll()
  expect(told(await session.send(message(), forever))).toBe("sent")
  world.at("mail", "close", 1)
  expect(told(await session.send(message(), forever))).toBe("sent")
  world.at("mail", { say: "421 4.4.2 Idle for too long" }, 1)
  expect(told(await session.send(message(), forever))).toBe("sent")
  expect(world.journal).toHaveLength(4)
  // A new connection that is ended is not tried again and again.
  world.at("mail", "close", 2)
  expect(told(await session.send(message(), forever))).toBe("retry connection connection_lost")
})

test("what happens to an idle connection is not about the message it carried last", async () => {
  const world = await server()
  const conversation = await converse(
    { host: "mail.example.com", port: 25, security: "starttls", login: null, ehloName: "here.example.com" },
    { outbound: world.outbound, timer: systemTimer },
    limits,
    forever,
  )
  const envelope = { from: "a@example.com", to: "b@example.com", isUtf8: false }
  await conversation.deliver(envelope, raw("text"), forever)
  world.dropAll()
  await world.quiet()
  await expect(conversation.deliver(envelope, raw("text"), forever)).rejects.toMatchObject({
    failure: { phase: "mail", kind: "closed" },
  })
  expect(conversation.isOpen()).toBe(false)
})

test("TLS is with the server that was asked for, or not at all", async () => {
  const send = async (options: SmtpOptions, settings: Record<string, unknown>) => {
    const world = await server(options)
    const outcome = told(await open(world, settings).send(message(), forever))
    return [outcome, world.journal.map(({ isTls }) => isTls)]
  }
  expect(await send({ tls: "implicit" }, { security: "tls" })).toEqual(["sent", [true]])
  expect(await send({ tls: "starttls" }, { security: "starttls_if_offered" })).toEqual(["sent", [true]])
  expect(await send({ tls: "none" }, { security: "starttls_if_offered" })).toEqual(["sent", [false]])
  expect(await send({ tls: "starttls" }, { security: "none" })).toEqual(["sent", [false]])
  expect(await send({ tls: "none" }, { security: "starttls" })).toEqual(["refused connection tls_missing", []])
  for (const wrong of [{ name: "other.example.com" }, { isExpired: true }])
    for (const security of ["starttls", "starttls_if_offered"])
      expect(await send(wrong, { security })).toEqual([brokenTls, []])
  expect(await send({ name: "other.example.com", tls: "implicit" }, { security: "tls" })).toEqual([brokenTls, []])
  // Nobody vouches for this one.
  const world = await server()
  const outbound = leadingTo(world.port)
  const settings = smtp.settings.parse(given) as Parameters<typeof openSmtp>[0]
  expect(told(await openSmtp(settings, { outbound, timer: systemTimer }).send(message(), forever))).toBe(brokenTls)
})

test("a password goes only over TLS, by a way both know, and is in no words", async () => {
  const plain = await server({ tls: "none", users })
  const session = open(plain, { ...login, security: "starttls_if_offered" })
  expect(told(await session.send(message(), forever))).toBe("refused connection tls_missing")
  expect(plain.heard.filter((line) => line.includes("AUTH"))).toEqual([])

  const old = await server({ users, extensions: ["AUTH=LOGIN"] })
  old.at("ehlo", { say: "250-mail.example.com\r\n250-STARTTLS\r\n250 AUTH=LOGIN" })
  expect(told(await open(old).send(message(), forever))).toBe("sent")
  expect(old.journal[0]).toMatchObject({ user: "tidings", isTls: true })

  const odd = await server()
  odd.at("ehlo", { say: "250-mail.example.com\r\n250-STARTTLS\r\n250 AUTH GSSAPI" })
  expect(told(await open(odd).send(message(), forever))).toBe("refused connection credentials_refused")

  const echoing = await server({ users })
  const spoken = Buffer.from(`\0${login.user}\0${login.password}`).toString("base64")
  echoing.at("auth", {
    say: `535 5.7.8 Wrong: ${spoken} ${login.password} ${Buffer.from(login.password).toString("base64")}`,
  })
  const outcome = await open(echoing).send(message(), forever)
  expect(outcome).toMatchObject({ kind: "refused", scope: "connection", words: "535 5.7.8 Wrong: … … …" })
})

test("what a server says before TLS is not taken for what it says after", async () => {
  const world = await server()
  world.at("starttls", { say: "220 2.0.0 Ready\r\n250-injected\r\n250 AUTH PLAIN" })
  expect(told(await open(world, {}).send(message(), forever))).toBe(brokenTls)
  expect(world.journal).toEqual([])
})

test("letters beyond ASCII before the @ need a server that takes them", async () => {
  const to = { name: "Żółć", address: "żółć@example.org" }
  const modern = await server()
  expect(told(await open(modern, {}).send(message({ to }), forever))).toBe("sent")
  expect(modern.journal[0]).toMatchObject({
    to: ["żółć@example.org"],
    parameters: [expect.stringMatching(/BODY=8BITMIME SMTPUTF8$/)],
  })
  const old = await server({ extensions: ["PIPELINING"] })
  const session = open(old, {})
  expect(told(await session.send(message({ to }), forever))).toBe("refused recipient address_unsupported")
  expect(told(await session.send(message(), forever))).toBe("sent")
  expect([old.connections(), old.journal.length]).toEqual([1, 1])
  expect(old.journal[0]?.parameters).toEqual([])
})

test("a message larger than the server takes is not begun", async () => {
  const world = await server({ extensions: ["SIZE 1000"] })
  const session = open(world, {})
  expect(told(await session.send(message({ text: "x".repeat(2000) }), forever))).toBe(
    "refused recipient message_too_large",
  )
  expect(world.heard.filter((line) => line.includes("MAIL"))).toEqual([])
  expect(told(await session.send(message({ text: "short" }), forever))).toBe("sent")
})

test("a reply is words in lines, of a size; half a reply is none", async () => {
  const world = await server()
  const session = open(world, {})
  world.at("rcpt", { say: `550-5.7.1 ${"no ".repeat(300)}\r\n550 5.7.1 \u001b[31mred\u202e\u0007` }, 1)
  const refusal = await session.send(message(), forever)
  expect(refusal).toMatchObject({ kind: "refused", words: expect.stringMatching(/^550 5\.7\.1 no no/) })
  expect("words" in refusal && refusal.words.length).toBe(500)
  for (const say of [
    `250-${"x".repeat(20_000)}`,
    "250-a\r\n".repeat(3000),
    "99 x\r\n".repeat(1000),
    "250-a\r\n550 b",
    "99 x",
    "25",
    "\u0000",
  ])
    for (const step of ["dot", "mail"] as const) {
      world.at(step, { say }, step === "mail" ? 2 : 1)
      const outcome = await session.send(message(), forever)
      if (say === "25" && step === "mail") expect(told(outcome)).toBe("retry connection unintelligible")
      expect(told(outcome)).toMatch(step === "dot" ? /^unknown unintelligible/ : /^retry connection unintelligible/)
      world.clear()
    }
  world.at("mail", { say: `${"250 2.1.0 Ok\r\n".repeat(50)}250 2.1.0 Ok` }, 1)
  expect(told(await session.send(message(), forever))).toBe("retry connection unintelligible")
  world.at("dot", { say: "550 5.7.1 no" }, 1)
  expect(told(await session.send(message(), forever))).toBe("refused recipient message_refused")
})

test("a server that cannot be reached, or must not be, is told apart", async () => {
  const world = await server()
  await world.close()
  expect(told(await open(world, {}).send(message(), forever))).toBe("retry connection unreachable")
  const settings = smtp.settings.parse({ ...given, host: "127.0.0.1" }) as Parameters<typeof openSmtp>[0]
  const session = openSmtp(settings, { outbound: openOutbound(), timer: systemTimer })
  expect(told(await session.send(message(), forever))).toBe("refused connection not_allowed")
  const nowhere = openOutbound({ resolve: () => Promise.reject(new Error("ENOTFOUND")) })
  const lost = openSmtp({ ...settings, host: "gone.example.com" }, { outbound: nowhere, timer: systemTimer })
  expect(told(await lost.send(message(), forever))).toBe("retry connection unreachable")
  const { timer, ring } = handTimer()
  const silent = openOutbound({ resolve: () => new Promise(() => {}), timer })
  const sending = openSmtp({ ...settings, host: "slow.example.com" }, { outbound: silent, timer }, limits).send(
    message(),
    forever,
  )
  await ring(limits.connect * 1000)
  expect(told(await sending)).toBe("retry connection timed_out")
  expect(told(await lost.send(message(), AbortSignal.abort()))).toBe("retry connection called_off")
})

test("an address that is none is refused before anything is said", async () => {
  const world = await server()
  const session = open(world, {})
  for (const address of [
    "a@example.org>\r\nRCPT TO:<b@example.org",
    "a@example.org\r\nDATA",
    "",
    "a",
    "A@example.org",
    '"a b"@example.org',
    "a@example.org,b@example.org",
  ]) {
    expect(told(await session.send(message({ to: { name: "", address } }), forever))).toBe(
      "refused recipient address_unsupported",
    )
    expect(told(await session.send(message({ from: { name: "", address } }), forever))).toBe(
      "refused sender sender_refused",
    )
    expect(told(await session.send(message({ replyTo: { name: "", address } }), forever))).toBe(
      "refused sender sender_refused",
    )
  }
  expect(world.connections()).toBe(0)
})

test("settings that could not work are refused at the field", () => {
  const faults = (more: Record<string, unknown>) =>
    smtp.settings.safeParse({ ...given, ...more }).error?.issues.map(({ path }) => path.join(".")) ?? []
  expect(faults({})).toEqual([])
  expect(faults({ domain: "Pöst.Example.com" })).toEqual([])
  expect(faults({ host: "a b" })).toEqual(["host"])
  expect(faults({ host: "a\r\nb" })).toEqual(["host"])
  expect(faults({ port: 0 })).toEqual(["port"])
  expect(faults({ domain: "a>b" })).toEqual(["domain"])
  for (const ehloName of ["x\r\nMAIL", "a.example\r\nMAIL", "127.0.0.1", "localhost"])
    expect(faults({ ehloName })).toEqual(["ehloName"])
  expect(faults({ user: "u" })).toEqual(["password"])
  expect(faults({ ...login, security: "none" })).toEqual(["security"])
  expect(faults({ ...login, password: "a\0b" })).toEqual(["password"])
  expect(faults({ slots: 0, perSecond: 0 })).toEqual(["slots", "perSecond"])
})
