/** What an event may say of its attachments: checked before anything is stored, and part of what the event is. */
import { readFileSync } from "node:fs"
import { afterAll, expect, test } from "vitest"
import { makeTelco } from "../../test/line.ts"
import { makeWorld } from "../../test/world.ts"
import { readAllowed } from "../base/networks.ts"
import { openOutbound } from "../base/outbound.ts"

const looked: string[] = []
const outbound = openOutbound({
  allow: readAllowed("10.1.0.0/16, files.internal:8080"),
  resolve: async (host) => {
    looked.push(host)
    const known: Record<string, string> = { "files.internal": "10.9.9.9", "public.example.com": "93.184.215.14" }
    return known[host] ? [known[host]] : Promise.reject(new Error("ENOTFOUND"))
  },
})
const world = await makeWorld({ outbound })
afterAll(() => outbound.close())
const { api, customer, event, act, orgId, ok } = await makeTelco(world)
await customer("K-1", ["anna@example.org"])

const good = { url: "https://files.example.com/a.pdf", name: "a.pdf" }
const carrying = (attachments: unknown, more: object = {}) => {
  const plain = event("account.welcome", "customer/K-1", more)
  return { ...plain, data: { ...plain.data, attachments } }
}
const counts = () =>
  act(async ({ tx }) => {
    const [row] = await tx<{ events: number; attachments: number }>`
      select (select count(*)::int from events where org_id = ${orgId}) as events,
             (select count(*)::int from attachments where org_id = ${orgId}) as attachments`
    return row
  })
type Fault = { pointer: string; code: string; detail: string }
const refusal = async (body: unknown, headers: Record<string, string> = {}) => {
  const before = await counts()
  const answer = await api("POST /v1/events", body, headers)
  expect(answer.status, answer.text).toBe(422)
  expect(await counts()).toEqual(before)
  return (answer.body.errors as unknown as Fault[]).map(({ pointer, code }) => `${code} ${pointer}`)
}

test.each<[unknown, string]>([
  ["https://files.example.com/a.pdf", "invalid "],
  [{ 0: good }, "invalid "],
  [Array.from({ length: 11 }, () => good), "too_long "],
  [["https://files.example.com/a.pdf"], "invalid /0"],
  [[good, null], "invalid /1"],
  [[{ name: "a.pdf" }], "missing /0/url"],
  [[{ url: good.url }], "missing /0/name"],
  [[{ ...good, filename: "b.pdf" }], "unknown /0"],
  [[{ ...good, name: 7 }], "invalid /0/name"],
  ...[
    "",
    " ",
    "../../etc/passwd",
    "a/b.pdf",
    "C:\\b.pdf",
    "..",
    ".htaccess",
    "a.pdf.",
    "a.pdf ",
    'a".pdf',
    "a?.pdf",
    "a|b",
    "<b>",
  ].map((name): [unknown, string] => [[{ ...good, name }], "invalid /0/name"]),
  ...[
    "a\r\nBcc: x",
    "a\nb",
    "a\tb",
    "a\u0085b",
    "a\u2028b",
    "invoice\u202efdp.exe",
    "a\u200fb",
    "a\u2066b",
    "\ufeffa",
  ].map((name): [unknown, string] => [[{ ...good, name }], "invalid /0/name"]),
  [[{ ...good, name: "x".repeat(151) }], "invalid /0/name"],
  ...[
    "",
    "a.pdf",
    "/a.pdf",
    "//files.example.com/a.pdf",
    "ftp://files.example.com/a.pdf",
    "file:///etc/passwd",
    "data:text/plain,a",
    "javascript:alert(1)",
    "https://user:password@files.example.com/a.pdf",
    "https://",
    "https://files.example.com/a b.pdf",
    "https://files.example.com/\r\na.pdf",
    "https://files.exa\nmple.com/a.pdf",
    " https://files.example.com/a.pdf",
    "https://files.example.com/ż.pdf",
    `https://files.example.com/${"a".repeat(2000)}`,
    "https://[fe80::1%25eth0]/a",
  ].map((url): [unknown, string] => [[{ ...good, url }], "invalid /0/url"]),
  ...["pdf", "message/rfc822", "multipart/mixed", "text/plain; charset=utf-8", "a/b\r\nX: y", "", 7].map(
    (mediaType): [unknown, string] => [[{ ...good, mediaType }], "invalid /0/mediaType"],
  ),
  ...["", "abc", "g".repeat(64), "a".repeat(63), 7].map((sha256): [unknown, string] => [
    [{ ...good, sha256 }],
    "invalid /0/sha256",
  ]),
])("attachments %j are refused, at their place, and nothing is stored", async (attachments, fault) => {
  const [code, place] = fault.split(" ")
  expect(await refusal(carrying(attachments))).toEqual([`${code} /data/attachments${place}`])
  expect(await refusal([event("account.welcome", "customer/K-1"), carrying(attachments)])).toEqual([
    `${code} /1/data/attachments${place}`,
  ])
})

test("every mistake is told at once, and those of the data with them", async () => {
  const wrong = carrying([
    { url: "x", name: "/" },
    { ...good, sha256: "x" },
  ])
  expect(await refusal({ ...wrong, data: { ...wrong.data, lgin: "x" } })).toEqual([
    "unknown_variable /data/lgin",
    "invalid /data/attachments/0/url",
    "invalid /data/attachments/0/name",
    "invalid /data/attachments/1/sha256",
  ])
})

test.each([
  "https://10.0.0.1/a.pdf",
  "https://127.0.0.1/a.pdf",
  "https://2130706433/a.pdf",
  "https://169.254.169.254/latest/meta-data",
  "https://[::1]/a.pdf",
  "https://[::ffff:10.0.0.1]/a.pdf",
  "http://10.0.0.1/a.pdf",
  "http://93.184.215.14/a.pdf",
  "http://public.example.com/a.pdf",
  "http://files.internal:8081/a.pdf",
])("%s is no address that files may come from", async (url) => {
  expect(await refusal(carrying([good, { ...good, url }]))).toEqual(["not_allowed /data/attachments/1/url"])
})

test("what the operator allows may be plain http; a name of https is looked up when it is fetched, and not before", async () => {
  looked.splice(0)
  const urls = [
    "http://files.internal:8080/a.pdf",
    "http://10.1.2.3/a.pdf",
    "https://10.1.2.3/a.pdf",
    "https://anything.example.com/a.pdf",
    "https://93.184.215.14:8443/a.pdf?X-Amz-Signature=secret#page=2",
    "http://not-there-yet.internal/a.pdf",
  ]
  const { events } = await ok("POST /v1/events", carrying(urls.map((url) => ({ url, name: "łąka (1), kopia.pdf" }))))
  expect(looked.toSorted()).toEqual(["files.internal", "not-there-yet.internal"])
  const [{ id }] = events as [{ id: string }]
  expect(await ok(`GET /v1/events/${id}`)).toMatchObject({
    state: "fetching",
    data: event("account.welcome", "").data,
    attachments: [
      { name: "łąka (1), kopia.pdf", mediaType: null, size: null, sha256: null },
      ...urls.slice(1, 4).map((url) => ({ url })),
      { url: "https://93.184.215.14:8443/a.pdf" },
      {},
    ],
  })
  expect(await ok("GET /v1/events?state=fetching")).toMatchObject({ items: [{ id }] })
})

test("the same event again is the same; with another attachment it is another, whichever part of it differs", async () => {
  const sent = carrying([{ ...good, mediaType: "application/pdf", sha256: "a".repeat(64) }], { id: "once" })
  const first = await ok("POST /v1/events", sent)
  expect(await ok("POST /v1/events", sent)).toEqual({
    events: [{ ...(first.events as [object])[0], isNew: false }],
  })
  for (const attachments of [
    [],
    [{ ...good, mediaType: "application/pdf", sha256: "b".repeat(64) }],
    [{ ...good, mediaType: "text/plain", sha256: "a".repeat(64) }],
    [good],
    [{ ...good, name: "b.pdf", mediaType: "application/pdf", sha256: "a".repeat(64) }],
  ])
    expect(await api("POST /v1/events", carrying(attachments, { id: "once" }))).toMatchObject({
      status: 409,
      body: { code: "event_conflict" },
    })
})

test("in binary mode they stand in the body like the data; as an attribute they are refused", async () => {
  const { data, ...attributes } = carrying([good])
  const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]))
  const answer = await api("POST /v1/events", data, { ...headers, "content-type": "application/json" })
  expect(answer.status, answer.text).toBe(202)
  const plain = event("account.welcome", "customer/K-1")
  expect(await refusal({ ...plain, attachments: [good] })).toEqual(["invalid /attachments"])
  expect(await refusal({ ...plain, attachments: JSON.stringify([good]) })).toEqual(["invalid /attachments"])
})

test("no type has a variable of that name", async () => {
  const words = { en: "A", pl: "A", it: "A", da: "A" }
  const answer = await api("POST /v1/notification-types", {
    key: "own.news",
    name: words,
    purpose: words,
    category: "account",
    audiences: { customer: ["email"] },
    level: "customer",
    switchOwner: "class",
    trigger: "event",
    variables: [{ name: "attachments", title: words, kind: "text", required: true, sample: "x" }],
  })
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: "/variables/0/name" }] } })
})

test("what the page about sending shows is accepted", async () => {
  await customer("LX-1001", ["ola@example.org"])
  const page = readFileSync(new URL("../../docs/sending.md", import.meta.url), "utf8")
  const [, shown = ""] = /### Send files along[^]*?-d '([^']+)'/.exec(page) ?? []
  const { events } = await ok("POST /v1/events", JSON.parse(shown))
  const [{ id }] = events as [{ id: string }]
  expect(await ok(`GET /v1/events/${id}`)).toMatchObject({
    attachments: [
      { name: "Faktura 118.pdf", url: "https://files.example.com/FV-2026-118.pdf", mediaType: "application/pdf" },
    ],
  })
})
