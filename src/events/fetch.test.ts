/** Attachments from a file server to a mailbox: fetched once, carried by each message, and nothing sent without them. */
import { createHash, randomBytes } from "node:crypto"
import PostalMime from "postal-mime"
import { afterAll, beforeEach, expect, test } from "vitest"
import { makeTelco, makeWorker } from "../../test/line.ts"
import { type HttpFault, makeHttp } from "../../test/world/http.ts"
import { makeSmtp } from "../../test/world/smtp.ts"
import { handTimer } from "../../test/world/timer.ts"
import { makeWorld } from "../../test/world.ts"
import { systemTimer } from "../base/clock.ts"
import type { Db } from "../base/db.ts"
import { readAllowed } from "../base/networks.ts"
import { forgetAttachments } from "../channels/email/attachments.ts"
import { openOutbound } from "../base/outbound.ts"
import { type FetchDoors, fetchDue } from "./fetch.ts"

const http = await makeHttp()
const https = await makeHttp({ tls: "files.example.com" })
const names: Record<string, string[]> = {
  "files.example.com": ["127.0.0.1"],
  "private.example.com": ["10.0.0.7"],
  "mixed.example.com": ["93.184.215.14", "127.0.0.9"],
}
const outbound = openOutbound({
  allow: readAllowed(`127.0.0.1:${http.port}, 127.0.0.1:${https.port}`),
  resolve: async (host) => names[host] ?? Promise.reject(new Error("ENOTFOUND")),
  resolveTxt: async () => [],
  roots: https.roots,
})
const world = await makeWorld({ outbound })
const smtp = await makeSmtp({ tls: "none" })
afterAll(async () => {
  await Promise.all([smtp.close(), http.close(), https.close(), outbound.close()])
})
const { settle, turns } = makeWorker(world, smtp.outbound)
const realClock = world.install.clock
/** Every worker looks at the clock of the install. */
const later = (seconds: number) => {
  world.install.clock = () => realClock().add({ seconds })
}
beforeEach(() => {
  world.install.clock = realClock
  http.clear()
  http.journal.splice(0)
  smtp.journal.splice(0)
})

const connection = {
  channel: "email",
  provider: "smtp",
  name: "Mail",
  settings: { host: "mail.example.com", port: 25, security: "none", domain: "out.example.com", perSecond: 5000 },
}

/** A telephony business whose welcome goes by e-mail, and by SMS, to one customer. */
async function makeShop({ isCaptured = false } = {}) {
  const line = await makeTelco(world)
  const customerId = await line.customer("K-1", ["anna@example.org", "+48601234567"])
  await line.boxes([["account.welcome", "email"]])
  if (!isCaptured) await line.ok("POST /v1/connections", connection)
  const carrying = (attachments: unknown[], more: object = {}) => {
    const plain = line.event("account.welcome", "customer/K-1", more)
    return { ...plain, data: { ...plain.data, attachments } }
  }
  type Seen = {
    state: string
    reason: string | null
    attachments: { name: string; url: string; mediaType: string | null; size: number | null; sha256: string | null }[]
    counts: { state: string; reason: string | null; count: number }[]
  }
  return {
    ...line,
    customerId,
    carrying,
    seen: async (id: string) => (await line.ok(`GET /v1/events/${id}`)) as unknown as Seen,
  }
}

/** A file at a path of the server, from now on. */
function serve(path: string, body: Buffer | string, headers: Record<string, string> = {}, at = http): string {
  at.at(path, { status: 200, headers, body })
  return `${at === http ? http.url : `https://files.example.com:${https.port}`}${path}`
}
const hashOf = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex")
const read = async (bytes: Buffer) => {
  const mail = await PostalMime.parse(bytes)
  return {
    ...mail,
    files: mail.attachments.map(({ filename, mimeType, disposition, content }) => ({
      filename,
      mimeType,
      disposition,
      bytes: Buffer.from(content as ArrayBuffer),
    })),
  }
}

test("a file arrives byte for byte with each message, under its own name, with the text as it is without", async () => {
  const { carrying, tell, seen, customer } = await makeShop()
  await customer("K-2", ["ola@example.org", "jan@example.org"], { bcc: ["archive@example.org"] })
  const pdf = Buffer.concat([Buffer.from("%PDF-1.7\r\n.\r\n..\r\n\0\n\r"), randomBytes(200_000)])
  const csv = "nazwa;kwota\r\nŁódź;1,00\n"
  const eventId = await tell(
    carrying(
      [
        {
          url: serve("/a?key=secret", pdf, { "content-type": "application/pdf; x=y" }, https),
          name: "Zażółć gęślą jaźń – wykaz połączeń za luty 2026 roku dla firmy.pdf",
        },
        { url: serve("/b", csv), name: "blå ærø.csv", mediaType: "Text/CSV", sha256: hashOf(csv).toUpperCase() },
        { url: serve("/c", ""), name: "empty.bin" },
      ],
      { subject: "class/Small business" },
    ),
  )
  expect(await seen(eventId)).toMatchObject({ state: "fetching", attachments: [{ size: null }, {}, {}] })
  await settle()
  expect(await seen(eventId)).toMatchObject({
    state: "planned",
    reason: null,
    attachments: [
      {
        url: `https://files.example.com:${https.port}/a`,
        mediaType: "application/pdf",
        size: pdf.length,
        sha256: hashOf(pdf),
      },
      { mediaType: "text/csv", size: Buffer.byteLength(csv) },
      { mediaType: "application/octet-stream", size: 0 },
    ],
  })
  expect([https.to("/a?key=secret"), http.to("/b"), http.to("/c")].map(({ length }) => length)).toEqual([1, 1, 1])
  expect(https.journal[0]).toMatchObject({ method: "GET", headers: { "accept-encoding": "identity" } })
  expect(smtp.journal.map(({ to }) => to.join(" ")).toSorted()).toEqual([
    "anna@example.org",
    "archive@example.org",
    "jan@example.org",
    "ola@example.org",
  ])
  for (const { bytes, accepted } of smtp.journal) {
    expect(accepted).toBe(true)
    const { html, text, files } = await read(bytes)
    expect(html).toContain("<")
    expect(text).not.toBe("")
    expect(files).toEqual([
      {
        filename: "Zażółć gęślą jaźń – wykaz połączeń za luty 2026 roku dla firmy.pdf",
        mimeType: "application/pdf",
        disposition: "attachment",
        bytes: pdf,
      },
      { filename: "blå ærø.csv", mimeType: "text/csv", disposition: "attachment", bytes: Buffer.from(csv) },
      {
        filename: "empty.bin",
        mimeType: "application/octet-stream",
        disposition: "attachment",
        bytes: Buffer.alloc(0),
      },
    ])
    for (const row of bytes.toString("latin1").split("\r\n")) expect(row.length).toBeLessThanOrEqual(78)
  }
})

test("one download for everybody in a class, and for another event with the same file one row", async () => {
  const { carrying, tell, customer, act, orgId, seen } = await makeShop()
  for (let n = 0; n < 40; n++) await customer(`F-${n}`, [`f${n}@example.org`])
  const file = randomBytes(70_000)
  const url = serve("/news", file)
  const eventId = await tell(carrying([{ url, name: "news.pdf" }], { subject: "class/Small business" }))
  await settle()
  expect(http.journal).toHaveLength(1)
  expect(smtp.journal).toHaveLength(41)
  for (const { bytes } of smtp.journal) expect((await read(bytes)).files[0]?.bytes.equals(file)).toBe(true)
  await tell(carrying([{ url, name: "other.pdf" }]))
  await settle()
  expect(http.journal).toHaveLength(2)
  const files = await act(({ tx }) => tx<{ hash: string }>`select hash from files where org_id = ${orgId}`)
  expect([...files]).toEqual([{ hash: hashOf(file) }])
  expect(await seen(eventId)).toMatchObject({ counts: [{ state: "sent", count: 41 }] })
})

const huge = 10 * 1024 * 1024 + 1
test.each<[why: string, fault: HttpFault, reason: string, attachment: object]>([
  ["a 404", { status: 404, body: "no" }, "a.pdf: HOST answered 404.", {}],
  ["a 403", { status: 403 }, "a.pdf: HOST answered 403.", {}],
  [
    "a redirect",
    { status: 302, headers: { location: "http://169.254.169.254/" } },
    "a.pdf: HOST answered 302, another address; name the one where the file itself is.",
    {},
  ],
  ["no content", { status: 204 }, "a.pdf: HOST answered 204.", {}],
  [
    "another hash",
    { status: 200, body: "swapped" },
    `a.pdf: what HOST answered has another SHA-256: ${hashOf("swapped")}.`,
    { sha256: hashOf("as it was") },
  ],
  [
    "compressed bytes",
    { status: 200, headers: { "content-encoding": "gzip" }, body: "x" },
    "a.pdf: HOST answered with a coding that wasn't asked for.",
    {},
  ],
  ["too much", { status: 200, headers: { "content-length": `${huge}` }, body: Buffer.alloc(huge) }, "LARGE", {}],
  ["too much of unknown length", { huge }, "LARGE", {}],
  ["a body without an end", "endless", "LARGE", {}],
  ["a large error", { status: 410, body: Buffer.alloc(huge) }, "a.pdf: HOST answered 410.", {}],
])(
  "%s fails the event at once, which says why; nothing is sent without its attachment",
  async (_, fault, reason, more) => {
    const { carrying, tell, seen, deliveries, ok } = await makeShop()
    await ok("POST /v1/webhooks", { url: `${http.url}/hooks`, types: ["event.failed"] })
    http.at("/a.pdf", fault)
    const good = serve("/good", "good")
    const eventId = await tell(
      carrying([
        { url: good, name: "good.txt" },
        { url: `${http.url}/a.pdf`, name: "a.pdf", ...more },
      ]),
    )
    await settle()
    const expected = reason
      .replace("HOST", `127.0.0.1:${http.port}`)
      .replace("LARGE", "a.pdf: it is too large: the attachments of an event have at most 10 MB in all.")
    expect(await seen(eventId)).toMatchObject({ state: "failed", reason: expected, counts: [] })
    expect([http.to("/a.pdf").length, smtp.journal.length, (await deliveries()).length]).toEqual([1, 0, 0])
    const told = http.to("/hooks").map(({ body }) => JSON.parse(body))
    expect(told).toMatchObject([{ type: "event.failed", data: { id: eventId, reason: expected } }])
  },
)

test("all files of an event together have no more than 10 MB, and the very 10 MB are sent", async () => {
  const { carrying, tell, seen } = await makeShop()
  const [first, second] = [randomBytes(10 * 1024 * 1024 - 5), Buffer.from("12345")]
  const [one, two] = [serve("/first", first), serve("/second", second)]
  const fits = await tell(
    carrying([
      { url: one, name: "1.bin" },
      { url: two, name: "2.bin" },
    ]),
  )
  await settle()
  expect(await seen(fits)).toMatchObject({ state: "planned", counts: [{ state: "sent", count: 1 }] })
  const [mail] = smtp.journal
  const { files } = await read(mail?.bytes as Buffer)
  expect(files.map(({ bytes }, at) => bytes.equals([first, second][at] as Buffer))).toEqual([true, true])
  const three = serve("/third", "123456")
  const tooMuch = await tell(
    carrying([
      { url: one, name: "1.bin" },
      { url: three, name: "3.bin" },
    ]),
  )
  await settle()
  expect(await seen(tooMuch)).toMatchObject({
    state: "failed",
    reason: expect.stringMatching(/^3\.bin: it is too large/),
  })
})

test.each<[string, HttpFault]>([
  ["an error of the server", { status: 500, body: "later" }],
  ["a connection that breaks half-way", "close_midway"],
  ["a reset", "reset"],
  ["what is no HTTP", { garbage: "Hello\r\n\r\n" }],
])("after %s it is asked for again, a little later", async (_, fault) => {
  const { carrying, tell, seen } = await makeShop()
  http.at("/a.pdf", fault, 1)
  const eventId = await tell(carrying([{ url: serve("/a.pdf", "content"), name: "a.pdf" }]))
  await settle()
  if (http.journal.length === 1) {
    // What was wrong is seen meanwhile.
    expect(await seen(eventId)).toMatchObject({ state: "fetching", reason: expect.stringMatching(/^a\.pdf: /) })
    later(31)
    await settle()
  }
  expect(http.journal).toHaveLength(2)
  expect(await seen(eventId)).toMatchObject({ state: "planned", reason: null, counts: [{ state: "sent", count: 1 }] })
  expect(smtp.journal).toHaveLength(1)
})

test.each([429, 503])("a file server that asks by %i to be left alone for some minutes is", async (status) => {
  const { carrying, tell, seen } = await makeShop()
  http.at("/a.pdf", { status, headers: { "retry-after": "300" } }, 1)
  const eventId = await tell(carrying([{ url: serve("/a.pdf", "content"), name: "a.pdf" }]))
  await settle()
  later(299)
  await settle()
  expect(http.journal).toHaveLength(1)
  later(331)
  await settle()
  expect(await seen(eventId)).toMatchObject({ state: "planned" })
})

test("a file that can't be had for half an hour fails its event, with the last answer; what was fetched is not fetched again", async () => {
  const { carrying, tell, seen } = await makeShop()
  const good = serve("/good", "good")
  http.at("/a.pdf", { status: 502 })
  const eventId = await tell(
    carrying([
      { url: good, name: "good.txt" },
      { url: `${http.url}/a.pdf`, name: "a.pdf" },
    ]),
  )
  for (let hours = 0; hours < 8; hours++) {
    later(hours * 3600)
    await settle()
  }
  expect(await seen(eventId)).toMatchObject({ state: "failed", reason: `a.pdf: 127.0.0.1:${http.port} answered 502.` })
  expect([http.to("/good").length, http.to("/a.pdf").length, smtp.journal.length]).toEqual([1, 8, 0])
})

test("a name that leads to an address that isn't public is not reached, though another of its addresses is", async () => {
  const { carrying, tell, seen } = await makeShop()
  for (const host of ["private.example.com", "mixed.example.com"]) {
    const eventId = await tell(carrying([{ url: `https://${host}:${https.port}/a.pdf`, name: "a.pdf" }]))
    await settle()
    expect(await seen(eventId)).toMatchObject({
      state: "failed",
      reason: expect.stringMatching(/^a\.pdf: .* leads to .* which the operator has not allowed\.$/),
    })
  }
  // One that was the operator's when it was accepted, and leads elsewhere when it is fetched.
  names["inside.example.com"] = ["127.0.0.1"]
  const url = serve("/inside", "content").replace("127.0.0.1", "inside.example.com")
  const moved = await tell(carrying([{ url, name: "a.pdf" }]))
  names["inside.example.com"] = ["93.184.215.14"]
  await settle()
  expect(await seen(moved)).toMatchObject({ state: "failed", reason: expect.stringContaining("plain http") })
  expect(http.journal).toEqual([])
})

test("a name that has no address yet is tried again", async () => {
  const { carrying, tell, seen } = await makeShop()
  const eventId = await tell(carrying([{ url: `https://new.example.com:${https.port}/new`, name: "a.pdf" }]))
  await settle()
  expect(await seen(eventId)).toMatchObject({ state: "fetching", reason: "a.pdf: new.example.com has no address." })
  names["new.example.com"] = ["127.0.0.1"]
  later(31)
  await settle() // its certificate is another's
  expect(await seen(eventId)).toMatchObject({ state: "fetching", reason: expect.stringContaining("TLS") })
})

test("a slow file server delays what waits for its files, and nothing else", async () => {
  const { carrying, tell, event, seen } = await makeShop()
  const { promise, resolve } = Promise.withResolvers<void>()
  http.at("/slow", { slow: promise }, 1)
  const url = `${http.url}/slow`
  const waiting = await tell(carrying([{ url, name: "slow.txt" }]))
  const quick = await tell(carrying([{ url: serve("/quick", "quick"), name: "quick.txt" }]))
  const plain = await tell(event("account.welcome", "customer/K-1"))
  const settled = settle()
  await http.reached("/slow", 1)
  while (smtp.journal.length < 2) {
    await turns.pass()
    await new Promise(setImmediate)
  }
  expect((await seen(waiting)).state).toBe("fetching")
  expect(await Promise.all([quick, plain].map(async (id) => (await seen(id)).state))).toEqual(["planned", "planned"])
  resolve()
  await settled
  expect((await seen(waiting)).state).toBe("planned")
  expect(smtp.journal).toHaveLength(3)
})

test("what is to be delivered later is fetched then, and what was called off is never", async () => {
  const { carrying, tell, seen, ok } = await makeShop()
  const url = serve("/a", "content")
  const deliverat = realClock().add({ hours: 5 }).toString()
  const dueLater = await tell(carrying([{ url, name: "a.txt" }], { deliverat }))
  const cancelled = await tell(carrying([{ url, name: "a.txt" }], { deliverat }))
  await settle()
  expect(http.journal).toEqual([])
  expect(await ok(`POST /v1/events/${cancelled}/cancel`, {})).toMatchObject({ state: "cancelled" })
  later(5 * 3600 + 1)
  await settle()
  expect(http.journal).toHaveLength(1)
  expect([(await seen(dueLater)).state, (await seen(cancelled)).state]).toEqual(["planned", "cancelled"])
  expect(smtp.journal).toHaveLength(1)
})

test("an event cancelled in the middle of its download is sent nowhere", async () => {
  const { carrying, tell, seen, ok } = await makeShop()
  const { promise, resolve } = Promise.withResolvers<void>()
  http.at("/slow", { slow: promise }, 1)
  const eventId = await tell(carrying([{ url: `${http.url}/slow`, name: "slow.txt" }]))
  const settled = settle()
  await http.reached("/slow", 1)
  await ok(`POST /v1/events/${eventId}/cancel`, {})
  resolve()
  await settled
  expect(await seen(eventId)).toMatchObject({ state: "cancelled", attachments: [{ size: null }] })
  expect(smtp.journal).toEqual([])
})

test("while an organisation is paused nothing is fetched, and what it drops when it goes on isn't either", async () => {
  const { carrying, tell, seen, ok } = await makeShop()
  const url = serve("/a", "content")
  await ok("POST /v1/organisation/pause", {})
  const dropped = await tell(carrying([{ url, name: "a.txt" }]))
  later(10)
  await settle()
  expect(await ok("POST /v1/organisation/resume", { drop: true })).toMatchObject({ waited: 1, dropped: true })
  later(20)
  await settle()
  expect(http.journal).toEqual([])
  expect((await seen(dropped)).state).toBe("cancelled")
  await tell(carrying([{ url, name: "a.txt" }]))
  await settle()
  expect(smtp.journal).toHaveLength(1)
})

test("a message that is too large for its server fails, says so, and holds nothing else up", async () => {
  const small = await makeSmtp({ tls: "none", extensions: ["PIPELINING", "SIZE 100000", "ENHANCEDSTATUSCODES"] })
  const other = makeWorker(world, small.outbound)
  const { carrying, tell, event, deliveries, ok } = await makeShop()
  await tell(carrying([{ url: serve("/large", randomBytes(100_000)), name: "large.bin" }]))
  await tell(event("account.welcome", "customer/K-1"))
  await tell(carrying([{ url: serve("/small", randomBytes(10_000)), name: "small.bin" }]))
  await other.settle()
  const states = (await deliveries()).map(({ state, reason }) => `${state} ${reason}`)
  expect(states.toSorted()).toEqual(["failed refused", "sent null", "sent null"])
  const [failed] = (await deliveries("&state=failed")) as unknown as [{ detail: string }]
  expect(failed.detail).toMatch(/^The message has 1\d\d\d\d\d bytes, the server takes 100000\.$/)
  const [{ openUntil }] = (await ok("GET /v1/queues")).connections as [{ openUntil: string | null }]
  expect(openUntil).toBeNull()
  expect(small.journal).toHaveLength(2)
  await small.close()
})

test("without a mail server the files are kept to be seen: named with the message, and saved, never shown", async () => {
  const { carrying, tell, ok, api } = await makeShop({ isCaptured: true })
  const page = "<script>alert(1)</script>"
  await tell(
    carrying([
      { url: serve("/a", page, { "content-type": "text/html" }), name: "O'Neil – łąka; x=1, 100%.html" },
      { url: serve("/b", "b"), name: "plain.txt" },
    ]),
  )
  await settle()
  const [{ id }] = (await ok("GET /v1/captured")).items as [{ id: string }]
  const attachments = [
    {
      number: 1,
      name: "O'Neil – łąka; x=1, 100%.html",
      mediaType: "text/html",
      size: page.length,
      sha256: hashOf(page),
    },
    { number: 2, name: "plain.txt", mediaType: "application/octet-stream", size: 1, sha256: hashOf("b") },
  ]
  expect(await ok(`GET /v1/captured/${id}`)).toMatchObject({ attachments })
  expect(await ok(`GET /v1/deliveries/${id}/copy`)).toMatchObject({ attachments })
  const saved = await api(`GET /v1/captured/${id}/attachments/1`)
  expect(saved).toMatchObject({
    status: 200,
    text: page,
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition":
        "attachment; filename=\"O'Neil _ __ka; x=1, 100_.html\"; filename*=UTF-8''O%27Neil%20%E2%80%93%20%C5%82%C4%85ka%3B%20x%3D1%2C%20100%25.html",
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    },
  })
  expect((await api(`GET /v1/captured/${id}/attachments/2`)).headers["content-disposition"]).toBe(
    'attachment; filename="plain.txt"',
  )
  expect((await api(`GET /v1/captured/${id}/attachments/3`)).status).toBe(404)
  expect((await api(`GET /v1/captured/${id}/attachments/11`)).status).toBe(404)
})

test("a text message carries no file", async () => {
  const { carrying, tell, boxes, ok } = await makeShop({ isCaptured: true })
  await ok("PUT /v1/modules/sms", { isActive: true }, { "if-match": "*" }).catch(() => {})
  await boxes([["account.welcome", "sms"]])
  await tell(carrying([{ url: serve("/a", "content"), name: "a.txt" }]))
  await settle()
  const { items } = (await ok("GET /v1/captured")) as { items: { id: string; channel: string }[] }
  expect(items.map(({ channel }) => channel)).toEqual(["sms"])
  expect(await ok(`GET /v1/captured/${items[0]?.id}`)).toMatchObject({ attachments: [] })
})

test("send now carries the same bytes, whatever lies at the address since; once they are gone nothing goes without them", async () => {
  const { carrying, tell, ok, api, deliveries, act } = await makeShop()
  await ok("POST /v1/suppressions", { channel: "email", address: "anna@example.org" })
  const url = serve("/a", "as it was")
  await tell(carrying([{ url, name: "a.txt" }]), carrying([{ url, name: "a.txt" }]))
  await settle()
  http.clear()
  serve("/a", "changed")
  const [withheld, other] = await deliveries("&state=withheld&channel=email")
  const [suppression] = (await ok("GET /v1/suppressions")).items as [{ id: string }]
  await api(`DELETE /v1/suppressions/${suppression.id}`)
  await ok(`POST /v1/deliveries/${withheld?.id}/send-now`, {})
  await settle()
  expect(smtp.journal).toHaveLength(1)
  const { files } = await read(smtp.journal[0]?.bytes as Buffer)
  expect(files[0]?.bytes.toString()).toBe("as it was")
  await act(({ tx }) => forgetAttachments(tx, realClock().add({ hours: 31 * 24 }), 1000))
  const again = (await ok(`POST /v1/deliveries/${other?.id}/send-now`, {})) as { id: string }
  await settle()
  expect(smtp.journal).toHaveLength(1)
  expect(await ok(`GET /v1/deliveries/${again.id}`)).toMatchObject({
    state: "failed",
    reason: "unrenderable",
    detail: "its attachments are no longer kept",
  })
  // What it says can still be looked at.
  expect(await ok(`GET /v1/deliveries/${withheld?.id}/copy`)).toMatchObject({ attachments: [] })
})

test("files go with the copies of their event, and not while another event that isn't old has them", async () => {
  const { carrying, tell, act, orgId, seen } = await makeShop()
  const [shared, own] = [serve("/shared", "shared"), serve("/own", "own")]
  const first = await tell(
    carrying([
      { url: shared, name: "1.txt" },
      { url: own, name: "2.txt" },
    ]),
  )
  const deliverat = realClock()
    .add({ hours: 20 * 24 })
    .toString()
  const second = await tell(carrying([{ url: shared, name: "3.txt" }], { deliverat }))
  await settle()
  later(20 * 24 * 3600 + 1)
  await settle()
  const hashes = async () =>
    (await act(({ tx }) => tx<{ hash: string }>`select hash from files where org_id = ${orgId} order by hash`)).map(
      ({ hash }) => hash,
    )
  const forget = (days: number) =>
    act(({ tx }) => forgetAttachments(tx, realClock().add({ hours: days * 24, minutes: 1 }), 1000))
  expect(await forget(29)).toBe(0)
  expect(await hashes()).toEqual([hashOf("shared"), hashOf("own")].toSorted())
  expect(await forget(31)).toBe(2)
  expect(await hashes()).toEqual([hashOf("shared")])
  expect([(await seen(first)).attachments, (await seen(second)).attachments.length]).toEqual([[], 1])
  expect(await forget(51)).toBe(1)
  expect(await hashes()).toEqual([])
})

test("I23 erasing a customer removes the files about him, fetched or not, and leaves those of others", async () => {
  const { carrying, tell, act, orgId, seen, customerId, customer, ok } = await makeShop()
  await customer("K-2", ["ola@example.org"])
  const [shared, own] = [serve("/shared", "shared"), serve("/own", "own")]
  await tell(
    carrying([
      { url: shared, name: "Anna 1.txt" },
      { url: own, name: "Anna 2.txt" },
    ]),
  )
  await tell(carrying([{ url: shared, name: "3.txt" }], { subject: "customer/K-2" }))
  http.at("/gone", { status: 404 })
  const failed = await tell(carrying([{ url: `${http.url}/gone`, name: "Anna 3.txt" }]))
  await settle()
  const deliverat = realClock().add({ hours: 5 }).toString()
  const waiting = await tell(carrying([{ url: serve("/later", "later"), name: "Anna 4.txt" }], { deliverat }))
  await ok(`POST /v1/customers/${customerId}/erase`, {})
  const rows = await act(
    ({ tx }) => tx<{ name: string }>`
      select name from attachments where org_id = ${orgId} union all select hash from files where org_id = ${orgId}
      union all select reason from events where org_id = ${orgId} and reason is not null`,
  )
  expect(rows.map(({ name }) => name)).toEqual(["3.txt", hashOf("shared")])
  expect((await seen(failed)).state).toBe("failed")
  later(5 * 3600 + 1)
  await settle()
  expect(http.to("/later")).toEqual([])
  expect(await seen(waiting)).toMatchObject({
    state: "planned",
    attachments: [],
    counts: [{ state: "withheld", reason: "customer_archived" }],
  })
})

/** Fetching without the rest of the line. */
const fetching = (orgId: string, doors: Partial<FetchDoors> = {}, signal = new AbortController().signal) =>
  fetchDue({ db: world.db, outbound, clock: world.install.clock, timer: systemTimer, ...doors }, orgId, signal)

test("several processes fetch a file once", async () => {
  const { carrying, tell, orgId, seen } = await makeShop()
  const { promise, resolve } = Promise.withResolvers<void>()
  http.at("/a", { hold: promise }, 1)
  const eventId = await tell(carrying([{ url: `${http.url}/a`, name: "a.txt" }]))
  const first = fetching(orgId)
  await http.reached("/a", 1)
  await fetching(orgId)
  resolve()
  await first
  expect(http.journal).toHaveLength(1)
  expect((await seen(eventId)).state).toBe("accepted")
  await settle()
})

test("a process that is told to stop hangs up, and another goes on at once", async () => {
  const { carrying, tell, orgId, seen } = await makeShop()
  http.at("/a", "silence", 1)
  const eventId = await tell(carrying([{ url: `${http.url}/a`, name: "a.txt" }]))
  const stopping = new AbortController()
  const first = fetching(orgId, {}, stopping.signal)
  await http.reached("/a", 1)
  stopping.abort()
  await first
  expect(await seen(eventId)).toMatchObject({ state: "fetching", reason: null })
  await fetching(orgId)
  expect([(await seen(eventId)).state, http.journal.length]).toEqual(["accepted", 2])
  await settle()
})

test("a claim that ran out is another's: what its former holder brings is not written", async () => {
  const { carrying, tell, orgId, seen, act } = await makeShop()
  const { promise, resolve } = Promise.withResolvers<void>()
  http.at("/a", { slow: promise }, 1)
  const eventId = await tell(carrying([{ url: `${http.url}/a`, name: "a.txt" }]))
  const first = fetching(orgId)
  await http.reached("/a", 1)
  await act(
    ({ tx }) => tx`update fetches set claim_until = clock_timestamp() - interval '1 second' where org_id = ${orgId}`,
  )
  await fetching(orgId)
  resolve()
  await first
  expect(await seen(eventId)).toMatchObject({ state: "accepted", attachments: [{ sha256: hashOf("ok") }] })
  await settle()
  expect(smtp.journal).toHaveLength(1)
})

test("a file server that says nothing, or trickles, has a minute", async () => {
  const { carrying, tell, orgId, seen } = await makeShop()
  const hand = handTimer()
  const slow = openOutbound({ allow: readAllowed(`127.0.0.1:${http.port}`), timer: hand.timer })
  for (const fault of ["silence", { slow: Promise.withResolvers<void>().promise }] as const) {
    http.at("/a", fault, 1)
    const eventId = await tell(carrying([{ url: `${http.url}/a`, name: "a.txt" }]))
    const one = fetching(orgId, { outbound: slow })
    await http.reached("/a", http.to("/a").length + 1)
    await hand.ring(60_000)
    await one
    expect(await seen(eventId)).toMatchObject({
      state: "fetching",
      reason: `a.txt: 127.0.0.1:${http.port}: No answer within 60 s.`,
    })
  }
  await slow.close()
  http.clear()
  later(31)
  await settle()
  expect(smtp.journal).toHaveLength(2)
})

test("a file that can't be kept is not asked for for ever", async () => {
  const { carrying, tell, orgId, seen } = await makeShop()
  const eventId = await tell(carrying([{ url: serve("/a", "content"), name: "a.txt" }]))
  // A database without room for it.
  const db: Db = {
    ...world.db,
    org: (id, work) =>
      world.db.org(id, (tx) => {
        const run = async (text: TemplateStringsArray, ...values: unknown[]) => {
          if (text.join("").includes("insert into files")) throw new Error("too large for this database")
          return await tx(text, ...values)
        }
        return work(Object.assign(run, { orgId: id }) as unknown as typeof tx)
      }),
  }
  for (let hours = 0; hours < 8; hours++) {
    later(hours * 3600)
    await expect(fetching(orgId, { db, clock: world.install.clock })).rejects.toThrow("too large for this database")
  }
  expect(await seen(eventId)).toMatchObject({ state: "failed", reason: "a.txt: it could not be kept." })
  expect(http.journal).toHaveLength(8)
})

test("a file stays as long as an e-mail that carries it still waits", async () => {
  const { carrying, tell, act, seen } = await makeShop()
  smtp.at("rcpt", { say: "450 4.2.0 Greylisted" }, 1)
  const eventId = await tell(carrying([{ url: serve("/a", "content"), name: "a.txt" }]))
  await settle()
  expect(await seen(eventId)).toMatchObject({ counts: [{ state: "queued", reason: "retry" }] })
  const inAMonth = realClock().add({ hours: 31 * 24 })
  expect(await act(({ tx }) => forgetAttachments(tx, inAMonth, 1000))).toBe(0)
  later(61)
  await settle()
  expect(smtp.journal).toHaveLength(1)
  expect(await act(({ tx }) => forgetAttachments(tx, inAMonth, 1000))).toBe(1)
})
