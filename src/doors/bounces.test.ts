/** What comes back after it was sent: through the door for mail to the delivery it is about. */
import { once } from "node:events"
import { connect } from "node:net"
import { afterAll, expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { makeSmtp } from "../../test/world/smtp.ts"
import { makeWorld } from "../../test/world.ts"
import { systemTimer } from "../base/clock.ts"
import { newId } from "../base/ids.ts"
import { returnPath } from "../channels/email/returnPath.ts"
import { receive, turnBy } from "../deliveries/receipts.ts"
import { states, turns } from "../deliveries/states.ts"
import { planDue } from "../notifications/notify.ts"
import { listenForBounces } from "./bounces.ts"
import { type IncomingLimits, usualIncoming } from "./incoming.ts"

const world = await makeWorld()
const smtp = await makeSmtp()
const { settle } = makeWorker(world, smtp.outbound)
world.install.config = { ...world.install.config, host: "127.0.0.1", publicUrl: "https://tidings.example.com" }
const door = await listenForBounces(world.install, 0)
afterAll(async () => {
  await door.close()
  await smtp.close()
})

/** Says lines to the door, each after the answer to the one before. @returns the answers, to the end of the connection */
async function say(lines: (string | Buffer)[], port = door.port): Promise<string[]> {
  const socket = connect({ port, host: "127.0.0.1" })
  let text = ""
  const answers: string[] = []
  const waiting = [...lines]
  socket.on("error", () => {})
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1")
    for (;;) {
      const end = /^\d{3} .*\r\n/m.exec(text)
      if (!end) return
      answers.push(text.slice(0, end.index + end[0].length).trimEnd())
      text = text.slice(end.index + end[0].length)
      const next = waiting.shift()
      if (next === undefined) return void socket.end()
      socket.write(typeof next === "string" ? `${next}\r\n` : next)
    }
  })
  await once(socket, "close")
  return answers
}
const codes = (answers: string[]) => answers.map((answer) => answer.split("\r\n").at(-1)?.slice(0, 3)).join(" ")

const bring = async (to: string | string[], message: string, from = "", hello = "EHLO mx.example.net") =>
  codes(
    await say([
      hello,
      `MAIL FROM:<${from}>`,
      ...[to].flat().map((address) => `RCPT TO:<${address}>`),
      "DATA",
      `${message.replace(/\r?\n/g, "\r\n").replaceAll("\r\n.", "\r\n..")}\r\n.`,
      "QUIT",
    ]),
  )
const taken = "220 250 250 250 354 250 221"

const dsn = (action: string, status: string, words = `smtp; 550 ${status} No`) => `From: MAILER-DAEMON@mx.example.net
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=B"

--=B
Content-Type: text/plain

Sorry.
.
--=B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; anna@example.org
Action: ${action}
Status: ${status}
Diagnostic-Code: ${words}

--=B--
`
const complaint = (path: string) => `From: fbl@isp.example
Subject: FW: Hello
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="=B"

--=B
Content-Type: text/plain

A complaint.
--=B
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Isp/1
Version: 1
Original-Mail-From: <${path}>

--=B
Content-Type: message/rfc822

From: x@example.com

x
--=B--
`

const connection = {
  channel: "email",
  provider: "smtp",
  name: "Mail",
  settings: { host: "mail.example.com", port: 587, domain: "out.example.com", perSecond: 5000 },
}

/** One welcome sent by SMTP to Anna. @returns with the return path that its envelope had */
async function sendOne() {
  const line = await makeTelco(world)
  await line.ok("POST /v1/connections", connection)
  await line.customer("K-1", ["anna@example.org"])
  await line.boxes([["account.welcome", "email"]])
  await line.tell(line.event("account.welcome", "customer/K-1"))
  await settle()
  const path = smtp.journal.at(-1)?.from as string
  const id = (await line.deliveries())[0]?.id as string
  const delivery = async () => {
    const { state, reason, timeline } = (await line.ok(`GET /v1/deliveries/${id}`)) as {
      state: string
      reason: string | null
      timeline: { what: string; words: string | null }[]
    }
    return {
      state,
      reason,
      road: timeline
        .map(({ what }) => what)
        .slice(2)
        .join(" "),
      words: timeline.at(-1)?.words,
    }
  }
  const suppressions = async () =>
    ((await line.ok("GET /v1/suppressions")).items as { address: string; type: string | null; reason: string }[]).map(
      ({ address, type, reason }) => `${address} ${type} ${reason}`,
    )
  return { ...line, id, path, delivery, suppressions }
}

test("AL-D16 I26 a hard bounce fails the delivery and suppresses the address, once, however often it comes", async () => {
  const { path, delivery, suppressions, tell, event, deliveries, ok } = await sendOne()
  expect(await delivery()).toMatchObject({ state: "sent", road: "sending sent" })
  for (let time = 0; time < 3; time++) expect(await bring(path.toUpperCase(), dsn("failed", "5.1.1"))).toBe(taken)
  const bounced = { state: "failed", reason: "bounced", road: "sending sent failed", words: "smtp; 550 5.1.1 No" }
  expect(await delivery()).toEqual(bounced)
  expect(await suppressions()).toEqual(["anna@example.org null bounce"])
  // What comes later, and says otherwise, changes nothing.
  await bring(path, dsn("delivered", "2.0.0"))
  await bring(path, dsn("delayed", "4.4.1"))
  expect(await delivery()).toEqual(bounced)
  await tell(event("account.welcome", "customer/K-1"))
  await settle()
  expect(await deliveries("&reason=suppressed")).toHaveLength(1)
  expect(await ok("GET /v1/deliveries?state=failed")).toMatchObject({ items: [{ detail: "smtp; 550 5.1.1 No" }] })
})

test("a soft bounce is noted and changes nothing; giving up fails the delivery and leaves the address alone", async () => {
  const { path, delivery, suppressions } = await sendOne()
  await bring(path, dsn("delayed", "4.4.1"))
  await bring(path, dsn("delayed", "4.4.1"))
  expect(await delivery()).toMatchObject({ state: "sent", road: "sending sent delayed" })
  await bring(path, dsn("failed", "4.4.7"))
  expect(await delivery()).toMatchObject({ state: "failed", reason: "bounced", road: "sending sent delayed failed" })
  expect(await suppressions()).toEqual([])
})

test("AL-D16 a complaint suppresses the address, wherever it was sent, and the delivery stays what it is", async () => {
  for (const to of [null, "complaints@out.example.com"]) {
    const { path, delivery, suppressions } = await sendOne()
    expect(await bring(to ?? path, complaint(to ? path : "nobody@example.com"), "fbl@isp.example")).toBe(taken)
    expect(await suppressions()).toEqual(["anna@example.org null complaint"])
    expect(await delivery()).toMatchObject({ state: "sent", road: "sending sent complained" })
  }
})

test("what is no bounce is taken, answered by nobody, and changes nothing", async () => {
  const { path, delivery, suppressions } = await sendOne()
  const before = smtp.journal.length
  await bring(
    path,
    "From: Anna <anna@example.org>\nSubject: Away\nAuto-Submitted: auto-replied\n\nI am away, 550 5.1.1",
    "anna@example.org",
  )
  await bring(path, "Subject: \n\n")
  await bring("complaints@out.example.com", dsn("failed", "5.1.1"))
  expect([await delivery(), await suppressions(), smtp.journal.length]).toMatchObject([{ state: "sent" }, [], before])
})

test("I26 I28 a return path that was made up is nobody's; one of a delivery that never was is taken and forgotten", async () => {
  const { orgId, id, path, delivery, suppressions } = await sendOne()
  const digit = path[40] === "a" ? "b" : "a"
  const forged = [
    path.slice(0, 40) + digit + path.slice(41),
    `bounce+${id}@out.example.com`,
    "postmaster@out.example.com",
  ]
  for (const address of forged)
    expect(codes(await say(["EHLO x", "MAIL FROM:<>", `RCPT TO:<${address}>`, "QUIT"]))).toBe("220 250 250 550 221")
  const unknown = returnPath(world.install.secrets, orgId, newId(), "out.example.com")
  const nowhere = returnPath(world.install.secrets, newId(), newId(), "out.example.com")
  expect(await bring([unknown, nowhere], dsn("failed", "5.1.1"))).toBe("220 250 250 250 250 354 250 221")
  expect([await delivery(), await suppressions()]).toMatchObject([{ state: "sent" }, []])
})

test("a receipt that comes before its hand-over is written down waits for it, at most a day", async () => {
  const { act, tell, event, ok, boxes, deliveries } = await sendOne()
  await boxes([["account.welcome", "email"]])
  await tell(event("account.welcome", "customer/K-1"))
  await act(({ tx, now }) => planDue(world.db, tx.orgId, now))
  const [queued] = await deliveries("&state=queued")
  const bounced = { state: "failed", reason: "bounced", words: "5.2.2 full", suppress: false } as const
  const kept = () => act(async ({ tx }) => (await tx`select 1 from receipts where org_id = ${tx.orgId}`).count)
  await act(({ tx, now }) => receive(tx, [{ deliveryId: queued?.id as string, ...bounced, at: now }], now))
  expect(await kept()).toBe(1)
  await settle()
  expect(await ok(`GET /v1/deliveries/${queued?.id}`)).toMatchObject({ state: "sent" })
  const { clock } = world.install
  world.install.clock = () => clock().add({ seconds: 40 })
  await settle()
  expect([await kept(), (await ok(`GET /v1/deliveries/${queued?.id}`)).state]).toEqual([0, "failed"])
  const connectionId = newId()
  await act(({ tx, now }) => receive(tx, [{ connectionId, ref: "never", ...bounced, at: now }], now))
  world.install.clock = () => clock().add({ hours: 12 })
  await settle()
  expect(await kept()).toBe(1)
  world.install.clock = () => clock().add({ hours: 26 })
  await settle()
  expect(await kept()).toBe(0)
  world.install.clock = clock
})

test("a message in parts is delivered when each part is, and a receipt is found by the provider's reference", async () => {
  const { act, id, delivery } = await sendOne()
  const connectionId = newId()
  const receipt = (part: number, state: "delivered" | "failed") =>
    act(({ tx, now }) =>
      receive(
        tx,
        [{ connectionId, ref: `r${part}`, part, state, reason: "undelivered", words: "", suppress: false, at: now }],
        now,
      ),
    )
  await act(async ({ tx, now }) => {
    await tx`delete from provider_refs where org_id = ${tx.orgId} and delivery_id = ${id}`
    await tx`
      insert into provider_refs (org_id, connection_id, ref, part, delivery_id, created_at)
      values (${tx.orgId}, ${connectionId}, 'r0', 0, ${id}, ${now}), (${tx.orgId}, ${connectionId}, 'r1', 1, ${id}, ${now})`
  })
  await receipt(1, "delivered")
  await receipt(1, "delivered")
  expect(await delivery()).toMatchObject({ state: "sent" })
  await receipt(0, "delivered")
  expect(await delivery()).toMatchObject({ state: "delivered" })
  await receipt(0, "failed")
  expect(await delivery()).toMatchObject({ state: "delivered" })
})

test("what nobody knew of is known by what comes back: it arrived, or it failed", async () => {
  for (const [action, state] of [
    ["delayed", "sent"],
    ["delivered", "delivered"],
    ["failed", "failed"],
  ] as const) {
    const { act, id, path, delivery } = await sendOne()
    await act(
      ({ tx, now }) => tx`
      update deliveries set state = 'ambiguous', settled_at = null, due_at = ${now.add({ hours: 1 })}
       where org_id = ${tx.orgId} and id = ${id}`,
    )
    await bring(path, dsn(action, action === "failed" ? "5.2.2" : "4.4.1"))
    expect(await delivery()).toMatchObject({ state })
  }
})

test("I4 I26 no receipt makes a turn that a delivery can't make", () => {
  for (const state of states)
    for (const receipt of ["delivered", "failed", "delayed", "complained"] as const)
      for (const isWhole of [true, false]) {
        const turn = turnBy(receipt, state, isWhole)
        if (turn === null || turn === "early" || turn === "parts") continue
        expect(turns[state], `${state} by ${receipt}`).toContain(turn)
      }
})

test("LMTP answers for each recipient", async () => {
  const { path } = await sendOne()
  const answers = await say([
    "LHLO x",
    "MAIL FROM:<> SIZE=1000 BODY=8BITMIME",
    `RCPT TO:<${path}>`,
    "RCPT TO:<complaints@x.example>",
    "DATA",
    "x\r\n.",
    "NOOP",
    "QUIT",
  ])
  expect(codes(answers)).toBe("220 250 250 250 250 354 250 250 250")
})

test("commands may come all at once, and only a dot between CRLFs ends a message", async () => {
  const { path, delivery } = await sendOne()
  const text = dsn("failed", "5.1.1").replace(/\n/g, "\r\n").replaceAll("\r\n.", "\r\n..")
  const smuggled = `${text}\n.\nMAIL FROM:<>\r\n\r.\r`
  const all = `EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<${path}>\r\nDATA\r\n${smuggled}\r\n.\r\nNOOP\r\nQUIT\r\n`
  const answers = await say([Buffer.from(all), ...Array<Buffer>(7).fill(Buffer.alloc(0))])
  expect(codes(answers)).toBe("220 250 250 250 354 250 250 221")
  expect(await delivery()).toMatchObject({ state: "failed" })
})

const small = async (limits: Partial<IncomingLimits>) => {
  const one = await listenForBounces(world.install, 0, { limits: { ...usualIncoming, ...limits }, timer: systemTimer })
  afterAll(() => one.close())
  return one.port
}
const hello = ["EHLO x", "MAIL FROM:<>", "RCPT TO:<complaints@x.example>"]

test("the door has limits: messages, recipients, lines, mistakes", async () => {
  const port = await small({ messageBytes: 10_000, recipients: 2, mistakes: 3 })
  expect(codes(await say([...hello, "DATA", `${"x".repeat(60)}\r\n`.repeat(300)], port))).toBe(
    "220 250 250 250 354 552",
  )
  expect(codes(await say(["EHLO x", "MAIL FROM:<> SIZE=10001", "QUIT"], port))).toBe("220 250 552 221")
  expect(codes(await say([...hello, ...Array<string>(2).fill(hello[2] as string), "QUIT"], port))).toBe(
    "220 250 250 250 250 452 221",
  )
  expect(codes(await say(["x".repeat(3000)], port))).toBe("220")
  expect(codes(await say(["MAIL FROM:<>", "HELP", "STARTTLS", "NOOP"], port))).toBe("220 503 500 500 421")
  expect(
    codes(await say(["EHLO x", "MAIL FROM:<a b>", "MAIL FROM: <a@b.example> X", "RCPT TO:<>", "QUIT"], port)),
  ).toMatch(/^220 250 501/)
})

test("the door has limits: connections and time", async () => {
  const port = await small({ connections: 2, idleSeconds: 1, sessionSeconds: 2 })
  const idle = [0, 1].map(() => connect({ port, host: "127.0.0.1" }))
  const ended = Promise.all(
    idle.map((socket) =>
      once(
        socket.on("error", () => {}),
        "close",
      ),
    ),
  )
  await Promise.all(idle.map((socket) => once(socket, "data")))
  expect(codes(await say(["EHLO x"], port))).toBe("421")
  await ended
  expect(codes(await say(["EHLO x", "QUIT"], port))).toBe("220 250 221")
})

test("garbage of every kind ends in an answer or a closed connection, and the door stays open", async () => {
  const { path } = await sendOne()
  const pieces = [
    "\0",
    "\r\n",
    "\n",
    ".",
    "MAIL FROM:<>",
    "DATA",
    `RCPT TO:<${path}>`,
    "EHLO x",
    "\xff\xfe",
    "RCPT TO:<b+>",
    " ",
    "QUIT\n",
    "BDAT 5 LAST",
    "x".repeat(500),
  ]
  for (let round = 0; round < 60; round++) {
    const socket = connect({ port: door.port, host: "127.0.0.1" })
    socket.on("error", () => {}).resume()
    const text = Array.from({ length: 40 }, (_, at) => pieces[(round * 31 + at * at * 7) % pieces.length]).join(
      round % 2 ? "\r\n" : "",
    )
    socket.end(Buffer.from(text, "latin1"))
    await once(socket, "close")
  }
  expect(codes(await say(["EHLO x", "QUIT"]))).toBe("220 250 221")
})
