import fc from "fast-check"
import { expect, test } from "vitest"
import { readReport } from "./report.ts"

const crlf = (text: string) => Buffer.from(text.replace(/\r?\n/g, "\r\n"), "latin1")

/** A report in parts, as RFC 3464 and RFC 5965 have it. */
const report = (
  type: string,
  fields: string,
  { kind = "delivery-status", text = "Sorry.", original = "Subject: x\n\nx", top = "report" } = {},
) =>
  crlf(`From: MAILER-DAEMON@mx.example.net
To: b+x@example.com
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/${top}; report-type=${kind}; boundary="=B"

--=B
Content-Type: text/plain; charset=us-ascii

${text}

--=B
Content-Type: ${type}

${fields}
--=B
Content-Type: message/rfc822

${original}
--=B--
`)
const dsn = (fields: string, more: Parameters<typeof report>[2] = {}) => report("message/delivery-status", fields, more)
const plain = (headers: string, body: string) =>
  crlf(`${headers}\nMIME-Version: 1.0\nContent-Type: text/plain\n\n${body}\n`)

const path = `b+${"0a1b2c3d4e5".repeat(6).slice(0, 61)}@out.example.com`

// The reports of RFC 3464 appendix E and of servers in use; the codes are RFC 3463's.
const bounces: [string, Buffer, string][] = [
  [
    "Postfix",
    dsn(`Reporting-MTA: dns; mx.example.net
X-Postfix-Queue-ID: 4bGx
Arrival-Date: Wed, 25 Nov 2026 05:00:00 +0000 (UTC)

Final-Recipient: rfc822; anna@example.org
Original-Recipient: rfc822;anna@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 <anna@example.org>: Recipient address rejected:
    User unknown in local recipient table
`),
    "failed 5.1.1 nobody",
  ],
  [
    "a comment behind the code",
    dsn("Final-Recipient: rfc822;a@b.example\nAction: Failed (bad)\nStatus: 5.1.1 (bad destination mailbox address)\n"),
    "failed 5.1.1 nobody",
  ],
  ["a domain that is none", dsn("\n\nAction: failed\nStatus: 5.1.2\n"), "failed 5.1.2 nobody"],
  ["a mailbox that has moved", dsn("\n\nAction: failed\nStatus: 5.1.6\n"), "failed 5.1.6 nobody"],
  ["a null MX", dsn("\n\nAction: failed\nStatus: 5.1.10\n"), "failed 5.1.10 nobody"],
  [
    "a full mailbox, given up",
    dsn("\n\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 full\n"),
    "failed 5.2.2",
  ],
  ["given up after days", dsn("\n\nAction: failed\nStatus: 4.4.7\n"), "failed 4.4.7"],
  [
    "a delay",
    dsn("\n\nAction: delayed\nStatus: 4.4.1\nWill-Retry-Until: Fri, 27 Nov 2026 05:00:00 +0000\n"),
    "delayed 4.4.1",
  ],
  [
    "sendmail's x.0.0 with the truth in the diagnosis",
    dsn("\n\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: SMTP; 550 5.1.1 User unknown\n"),
    "failed 5.1.1 nobody",
  ],
  [
    "a contradicting diagnosis does not count",
    dsn("\n\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: SMTP; 550 5.1.1 says the policy\n"),
    "failed 5.7.1",
  ],
  ["no status, a reply alone", dsn("\n\nAction: failed\nDiagnostic-Code: smtp; 550 No such user\n"), "failed 5.0.0"],
  ["no action, a status alone", dsn("\n\nStatus: 5.1.1\n"), "failed 5.1.1 nobody"],
  [
    "no blank line between the groups",
    dsn("Reporting-MTA: dns; x\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n"),
    "failed 5.1.1 nobody",
  ],
  ["leading zeroes", dsn("\n\nAction: failed\nStatus: 5.01.001\n"), "failed 5.1.1 nobody"],
  [
    "Exchange, which calls it mixed",
    dsn("Reporting-MTA: dns;x\n\nAction: failed\nStatus: 5.1.10\n", { top: "mixed" }),
    "failed 5.1.10 nobody",
  ],
  [
    "an address of the network is no code",
    dsn("\n\nAction: failed\nDiagnostic-Code: smtp; 554 [5.1.1.9] refuses 10.5.1.1\n"),
    "failed 5.0.0",
  ],
  ["a success that was not asked for", dsn("\n\nAction: delivered\nStatus: 2.1.5\n"), "delivered 2.1.5"],
  [
    "encoded in base64",
    report(
      "message/delivery-status\nContent-Transfer-Encoding: base64",
      Buffer.from("\n\nAction: failed\nStatus: 5.1.1\n").toString("base64"),
    ),
    "failed 5.1.1 nobody",
  ],
  [
    "Exim's sentences",
    plain(
      "From: Mail Delivery System <Mailer-Daemon@mx.example.net>\nX-Failed-Recipients: anna@example.org\nSubject: Mail delivery failed: returning message to sender",
      "A message that you sent could not be delivered.\n\n  anna@example.org\n    host mx.example.org [5.1.1.1]\n    SMTP error from remote mail server after RCPT TO:<anna@example.org>:\n    550 5.1.1 No such user",
    ),
    "failed 5.1.1 nobody",
  ],
  [
    "Exim's warning",
    plain(
      "From: Mailer-Daemon@mx.example.net\nSubject: Warning: message 1x delayed 24 hours: delivery failed so far",
      "It has not been delivered yet.",
    ),
    "delayed 4.0.0",
  ],
  [
    "qmail",
    plain(
      "From: MAILER-DAEMON@mx.example.net\nSubject: failure notice",
      "Hi. This is the qmail-send program at mx.example.net.\nI'm afraid I wasn't able to deliver your message.\n\n<anna@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)",
    ),
    "failed 5.1.1 nobody",
  ],
]

test.each(bounces)("a bounce is understood: %s", async (_, bytes, expected) => {
  const got = await readReport(bytes, "")
  const told = got?.kind === "bounce" ? [got.state, got.status, ...(got.isNobody ? ["nobody"] : [])].join(" ") : got
  expect(told).toBe(expected)
})

const silent: [string, Buffer, string][] = [
  [
    "an answer",
    plain("From: Anna <anna@example.org>\nSubject: Re: Hello", "Thanks, 5.1.1 is fine"),
    "anna@example.org",
  ],
  [
    "a holiday notice",
    plain(
      "From: Anna <anna@example.org>\nSubject: Undeliverable until Monday\nAuto-Submitted: auto-replied",
      "I am away",
    ),
    "anna@example.org",
  ],
  [
    "a holiday notice with a null sender",
    plain("From: Anna <anna@example.org>\nSubject: Away\nAuto-Submitted: auto-replied", "550 5.1.1 things to do"),
    "",
  ],
  [
    "a receipt of reading",
    report("message/disposition-notification", "Disposition: manual-action/MDN-sent-manually; displayed\n", {
      kind: "disposition-notification",
    }),
    "",
  ],
  ["a relay that knows nothing of the end", dsn("\n\nAction: relayed\nStatus: 2.1.9\n"), ""],
  [
    "no spam after all (RFC 6430)",
    report("message/feedback-report", "Feedback-Type: not-spam\nVersion: 1\n", { kind: "feedback-report" }),
    "fbl@isp.example",
  ],
  [
    "a report about signatures (RFC 6591)",
    report("message/feedback-report", "Feedback-Type: auth-failure\nVersion: 1\n", { kind: "feedback-report" }),
    "",
  ],
  ["nothing", Buffer.alloc(0), ""],
]

test.each(silent)("what is no bounce says nothing: %s", async (_, bytes, sender) => {
  expect(await readReport(bytes, sender)).toBeNull()
})

test("a complaint names the return path, in its fields or in the message it is about", async () => {
  const fields = "Feedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1\n"
  const first = await readReport(
    report("message/feedback-report", `${fields}Original-Mail-From: <${path}>\n`, { kind: "feedback-report" }),
    "fbl@isp.example",
  )
  const second = await readReport(
    report("message/feedback-report", fields, {
      kind: "feedback-report",
      original: `Return-Path: <${path.toUpperCase()}>\nFrom: x@example.com\n\nx`,
    }),
    "",
  )
  expect(first).toEqual({ kind: "complaint", words: "abuse, told by SomeGenerator/1.0", returnPaths: [path] })
  expect(second).toMatchObject({ kind: "complaint", returnPaths: [path.toUpperCase()] })
})

test("parts within parts a thousand deep, and lies about their borders, end soon", async () => {
  const deep = Array.from(
    { length: 1000 },
    (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\n\n--b${n}\n`,
  ).join("")
  const messages = "Content-Type: message/rfc822\n\n".repeat(1000)
  const wide = `Content-Type: multipart/report; boundary=b\n\n${"--b\nContent-Type: message/delivery-status\n\nAction: x\n".repeat(4000)}`
  for (const text of [
    deep,
    messages,
    wide,
    `Subject: ${"undeliver".repeat(30_000)}\n\nx`,
    `X: ${"a:".repeat(60_000)}\n\n`,
    "\n".repeat(200_000),
  ]) {
    await readReport(crlf(text), "") // what grows with its square takes minutes, and this test has seconds
  }
})

test("whatever bytes come, cut, changed or mixed, the reader says something or nothing, and never throws", async () => {
  const seeds = [...bounces, ...silent].map(([, bytes]) => bytes)
  const change = fc.record({
    seed: fc.nat(seeds.length - 1),
    cut: fc.double({ min: 0, max: 1, noNaN: true }),
    edits: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        byte: fc.nat(255),
        repeat: fc.integer({ min: 0, max: 40 }),
      }),
      { maxLength: 12 },
    ),
    sender: fc.constantFrom("", "a@example.org", "MAILER-DAEMON"),
  })
  const apply = ({
    seed,
    cut,
    edits,
  }: {
    seed: number
    cut: number
    edits: { at: number; byte: number; repeat: number }[]
  }) => {
    let bytes = seeds[seed] as Buffer
    for (const { at, byte, repeat } of edits) {
      const place = Math.floor(at * bytes.length)
      bytes = Buffer.concat([bytes.subarray(0, place), Buffer.alloc(repeat, byte), bytes.subarray(place + 1)])
    }
    return bytes.subarray(0, Math.ceil(bytes.length * (1 - cut * cut)))
  }
  await fc.assert(
    fc.asyncProperty(change, async (given) => {
      const got = await readReport(apply(given), given.sender)
      expect(got === null || got.kind === "complaint" || /^[245]\.\d{1,3}\.\d{1,3}$/.test(got.status)).toBe(true)
    }),
    { numRuns: 1500 },
  )
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 500 }),
      async (bytes) => void (await readReport(Buffer.from(bytes), "")),
    ),
    { numRuns: 500 },
  )
})
