import { once } from "node:events"
import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from "node:http"
import { createServer as createHttpsServer } from "node:https"
import { type AddressInfo, createServer, type Server } from "node:net"
import { afterAll, expect, test } from "vitest"
import { makeCertificate } from "../../test/world/certificate.ts"
import { readConfig } from "./config.ts"
import { readAllowed, readHost, readNetwork, whyNotPublic } from "./networks.ts"
import { OutboundError, openOutbound } from "./outbound.ts"

const opened: (Server | HttpServer)[] = []
afterAll(() => Promise.all(opened.map((server) => new Promise((closed) => server.close(closed)))))

async function listen(server: Server | HttpServer, host = "127.0.0.1", port = 0): Promise<number> {
  opened.push(server)
  await new Promise<void>((ready) => server.listen(port, host, ready))
  return (server.address() as AddressInfo).port
}
const forever = new AbortController().signal
const failure = (work: Promise<unknown>) =>
  work.then(
    () => "no failure",
    (error: unknown) => (error instanceof OutboundError ? error.code : error),
  )

test.each([
  ["8.8.8.8", true],
  ["1.1.1.1", true],
  ["100.63.255.255", true],
  ["100.128.0.0", true],
  ["172.15.255.255", true],
  ["172.32.0.1", true],
  ["198.17.255.255", true],
  ["223.255.255.255", true],
  ["2606:4700:4700::1111", true],
  ["64:ff9b::808:808", true],
  ["::ffff:8.8.8.8", true],
  ["0.0.0.0", false],
  ["0.1.2.3", false],
  ["10.0.0.1", false],
  ["10.255.255.255", false],
  ["100.64.0.1", false],
  ["100.127.255.255", false],
  ["127.0.0.1", false],
  ["127.255.0.3", false],
  ["169.254.169.254", false],
  ["172.16.0.1", false],
  ["172.31.255.255", false],
  ["192.0.0.8", false],
  ["192.0.2.1", false],
  ["192.168.1.1", false],
  ["198.18.0.1", false],
  ["198.19.255.255", false],
  ["203.0.113.9", false],
  ["224.0.0.1", false],
  ["239.1.1.1", false],
  ["240.0.0.1", false],
  ["255.255.255.255", false],
  ["::", false],
  ["::1", false],
  ["::127.0.0.1", false],
  ["::8.8.8.8", false],
  ["::ffff:127.0.0.1", false],
  ["::ffff:7f00:1", false],
  ["::ffff:0:127.0.0.1", false],
  ["0:0:0:0:0:ffff:a9fe:a9fe", false],
  ["64:ff9b::7f00:1", false],
  ["64:ff9b::10.0.0.1", false],
  ["64:ff9b:1::808:808", false],
  ["100::1", false],
  ["2001::1", false],
  ["2001:db8::1", false],
  ["2002:7f00:1::", false],
  ["3fff::1", false],
  ["4000::1", false],
  ["fc00::1", false],
  ["fd12:3456::1", false],
  ["fe80::1", false],
  ["fe80::1%lo", false],
  ["fec0::1", false],
  ["ff02::1", false],
  ["not an address", false],
])("%s is public: %s", (address, isPublic) => {
  expect(whyNotPublic(address) === null).toBe(isPublic)
})

test.each([
  "10.0.0.1/8",
  "10.0.0.0/33",
  "10.0.0.0/",
  "10.0.0.0/8/8",
  "10.0.0/8",
  "fd00::/129",
  "/8",
  "a/8",
  "10.0.0.0/-1",
])("%s is no network", (text) => expect(readNetwork(text)).toBeNull())

test("a private address is not connected to, whatever way it is written", async () => {
  let touched = 0
  const port = await listen(createServer(() => touched++))
  const outbound = openOutbound()
  for (const host of [
    "127.0.0.1",
    "[::ffff:127.0.0.1]",
    "::ffff:7f00:1",
    "127.1",
    "0x7f000001",
    "2130706433",
    "LOCALHOST",
  ])
    expect([host, await failure(outbound.connect({ host, port }, forever))]).toEqual([host, "not_allowed"])
  for (const host of ["", "a b", "a\0b", "a/b", "[", "user@host", "fe80::1%eth0"])
    expect(["unresolved", "not_allowed"]).toContain(await failure(outbound.connect({ host, port }, forever)))
  expect(await failure(outbound.request(`http://127.0.0.1:${port}/`))).toBe("not_allowed")
  expect(await failure(outbound.request(`http://user:pass@example.com:${port}/`))).toBe("not_allowed")
  expect(await failure(outbound.request("file:///etc/passwd"))).toBe("not_allowed")
  expect(touched).toBe(0)
})

test("one private address among those of a name refuses the name", async () => {
  const outbound = openOutbound({ resolve: async () => ["93.184.216.34", "10.0.0.1"] })
  expect(await failure(outbound.connect({ host: "mixed.example", port: 25 }, forever))).toBe("not_allowed")
})

test("the connection goes to the address that was checked, even when the name has another one by then", async () => {
  const reached: string[] = []
  const port = await listen(
    createServer((socket) => socket.end(`${reached.push("checked")}`)),
    "127.0.0.2",
  )
  await listen(
    createServer((socket) => socket.end(`${reached.push("rebound")}`)),
    "127.0.0.1",
    port,
  )
  let asked = 0
  const outbound = openOutbound({
    allow: readAllowed("127.0.0.2"),
    resolve: async () => [asked++ === 0 ? "127.0.0.2" : "127.0.0.1"],
  })
  const socket = await outbound.connect({ host: "rebinding.example", port }, forever)
  expect(socket.remoteAddress).toBe("127.0.0.2")
  await once(socket.resume(), "close")
  expect([asked, reached]).toEqual([1, ["checked"]])
  expect(await failure(outbound.connect({ host: "rebinding.example", port }, forever))).toBe("not_allowed")
  expect(reached).toEqual(["checked"])
})

test("what the operator allows is reached on that port, under that name, and nothing else is", async () => {
  const port = await listen(createServer((socket) => socket.end()))
  const resolve = async () => ["127.0.0.1"]
  const reach = async (allow: string, host: string, at = port) => {
    const outbound = openOutbound({ allow: readAllowed(allow), resolve })
    return await failure(outbound.connect({ host, port: at }, forever).then((socket) => socket.destroy()))
  }
  expect(await reach(`127.0.0.1:${port}`, "127.0.0.1")).toBe("no failure")
  expect(await reach(`127.0.0.1:${port}`, "::ffff:127.0.0.1")).toBe("no failure")
  expect(await reach(`mail.internal:${port}`, "Mail.Internal")).toBe("no failure")
  expect(await reach("127.0.0.0/8", "any.example")).toBe("no failure")
  expect(await reach("127.0.0.1:25", "127.0.0.1")).toBe("not_allowed")
  expect(await reach(`mail.internal:${port}`, "other.internal")).toBe("not_allowed")
  expect(await reach("10.0.0.0/8", "127.0.0.1")).toBe("not_allowed")
})

test("a name can be inspected without a connection: public, allowed, or refused", async () => {
  const found: Record<string, string[]> = {
    "public.example": ["8.8.8.8", "1.1.1.1"],
    "own.example": ["10.1.0.1", "10.1.0.2"],
    "mixed.example": ["10.1.0.1", "8.8.8.8"],
    "other.example": ["10.1.0.1", "10.2.0.1"],
  }
  const outbound = openOutbound({ allow: readAllowed("10.1.0.0/16"), resolve: async (host) => found[host] ?? [] })
  const inspect = (host: string) =>
    outbound.inspect({ host, port: 443 }, forever).catch((error: OutboundError) => error.code)
  expect(await Promise.all([...Object.keys(found), "nowhere.example", "127.0.0.1", "10.1.2.3"].map(inspect))).toEqual([
    "public",
    "allowed",
    "public",
    "not_allowed",
    "unresolved",
    "not_allowed",
    "allowed",
  ])
})

test("OUTBOUND_ALLOW is read with the other settings, and a mistake in it is told", () => {
  expect(readConfig({ OUTBOUND_ALLOW: "10.1.0.0/16, mail.internal:25,[fd00::1]:465" }).outboundAllow).toEqual([
    { network: { bytes: [10, 1, 0, 0], prefix: 16 }, host: null, port: null },
    { network: null, host: "mail.internal", port: 25 },
    { network: expect.objectContaining({ prefix: 128 }), host: null, port: 465 },
  ])
  expect(readConfig({}).outboundAllow).toEqual([])
  for (const wrong of ["mail.internal", "10.0.0.1/8", "host:0", "host:99999", "a b:25", "*"])
    expect(() => readConfig({ OUTBOUND_ALLOW: wrong })).toThrow(/OUTBOUND_ALLOW: ".*" is neither a network/)
  for (const text of ["a\r\nb", "a%6db", "a b", "a/b", "a@b", "a..b", ".", "", "a".repeat(300)])
    expect(readHost(text)).toBeNull()
  expect([readHost("Bücher.example"), readHost("a,b"), readHost("[::1]")]).toEqual([
    "xn--bcher-kva.example",
    null,
    "::1",
  ])
})

test("the next address is tried where one doesn't answer, and a name without any is told", async () => {
  const port = await listen(createServer((socket) => socket.end()))
  const found = { two: ["127.0.0.3", "127.0.0.1"], none: [] } as Record<string, string[]>
  const resolve = async (host: string) => found[host] ?? Promise.reject(new Error("ENOTFOUND"))
  const outbound = openOutbound({ allow: readAllowed("127.0.0.0/8"), resolve })
  const socket = await outbound.connect({ host: "two", port }, forever)
  expect(socket.remoteAddress).toBe("127.0.0.1")
  socket.destroy()
  expect(await failure(outbound.connect({ host: "none", port }, forever))).toBe("unresolved")
  expect(await failure(outbound.connect({ host: "gone", port }, forever))).toBe("unresolved")
  expect(await failure(outbound.connect({ host: "127.0.0.9", port }, forever))).toBe("unreachable")
})

test("a signal ends the wait for a name, and a connection that is no longer wanted", async () => {
  const stop = new AbortController()
  const outbound = openOutbound({ resolve: () => new Promise(() => stop.abort()) })
  expect(await failure(outbound.connect({ host: "slow.example", port: 25 }, stop.signal))).toBe("aborted")
  expect(await failure(outbound.connect({ host: "slow.example", port: 25 }, AbortSignal.abort()))).toBe("aborted")
})

test("a certificate must be valid, and for the name that was asked for", async () => {
  const { key, certificate } = makeCertificate("mail.example")
  const port = await listen(createHttpsServer({ key, cert: certificate }, (_, answer) => answer.end("hello")))
  const open = (roots: string[]) =>
    openOutbound({ allow: readAllowed("127.0.0.0/8"), resolve: async () => ["127.0.0.1"], roots })
  const trusting = open([certificate])
  expect((await trusting.request(`https://mail.example:${port}/`)).body.toString()).toBe("hello")
  expect(await failure(trusting.request(`https://other.example:${port}/`))).toBe("tls")
  expect(await failure(trusting.request(`https://127.0.0.1:${port}/`))).toBe("tls")
  expect(await failure(open([]).request(`https://mail.example:${port}/`))).toBe("tls")
  await trusting.close()
})

async function answering(listener: RequestListener, more: Parameters<typeof openOutbound>[0] = {}) {
  const port = await listen(createHttpServer(listener))
  const outbound = openOutbound({ allow: readAllowed("127.0.0.0/8"), ...more })
  return { outbound, url: `http://127.0.0.1:${port}` }
}

test("an answer is what it is: a redirect is not followed, a body comes whole", async () => {
  const asked: string[] = []
  const { outbound, url } = await answering((request, answer) => {
    asked.push(`${request.method} ${request.url} ${String(request.headers["x-key"])}`)
    answer.writeHead(302, { location: "http://169.254.169.254/latest" }).end("elsewhere")
  })
  const { status, headers, body } = await outbound.request(`${url}/a?b=c`, {
    method: "POST",
    headers: { "x-key": "k" },
    body: "text",
  })
  expect([status, headers.location, body.toString()]).toEqual([302, "http://169.254.169.254/latest", "elsewhere"])
  expect(asked).toEqual(["POST /a?b=c k"])
  await outbound.close()
})

test("an answer has a size, and an end", async () => {
  let rung = () => {}
  const arrived = Promise.withResolvers<void>()
  const { outbound, url } = await answering(
    (request, answer) => {
      if (request.url === "/large") answer.end(Buffer.alloc(2000))
      else if (request.url === "/broken") answer.writeHead(200).write("half", () => answer.destroy())
      else arrived.resolve()
    },
    {
      timer: (milliseconds, ring) => {
        if (milliseconds === 7000) rung = ring
        return () => {}
      },
    },
  )
  await expect(outbound.request(`${url}/large`, { maxBytes: 1999 })).rejects.toMatchObject({
    code: "too_large",
    mayHaveLeft: true,
  })
  expect((await outbound.request(`${url}/large`, { maxBytes: 2000 })).body.length).toBe(2000)
  const cut = await outbound.request(`${url}/large`, { maxBytes: 1999, beyond: "cut" })
  expect([cut.status, cut.body.length]).toEqual([200, 1999])
  await expect(outbound.request(`${url}/broken`)).rejects.toMatchObject({ code: "broken", mayHaveLeft: true })
  const silent = outbound.request(`${url}/silent`, { seconds: 7 })
  await arrived.promise
  rung()
  await expect(silent).rejects.toMatchObject({ code: "timeout", mayHaveLeft: true })
  const gone = outbound.request("http://127.0.0.99:1/")
  await expect(gone).rejects.toMatchObject({ code: "unreachable", mayHaveLeft: false })
  await outbound.close()
})

test("a name's texts are put together from their pieces; none is no failure, no answer is one", async () => {
  const failing = (code: string) => async () => {
    throw Object.assign(new Error(code), { code })
  }
  const texts = (resolveTxt: () => Promise<string[][]>) => openOutbound({ resolveTxt }).txt("_dmarc.example.com")
  expect(await texts(async () => [["v=DMARC1;", " p=none"], ["x"]])).toEqual(["v=DMARC1; p=none", "x"])
  for (const code of ["ENOTFOUND", "ENODATA"]) expect(await texts(failing(code))).toEqual([])
  await expect(texts(failing("ESERVFAIL"))).rejects.toMatchObject({ code: "unresolved" })
  await expect(openOutbound().txt("a b.example")).rejects.toMatchObject({ code: "unresolved" })
})
