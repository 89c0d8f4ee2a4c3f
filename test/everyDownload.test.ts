/** An event's files fetched by a process that dies at each step it takes, one after the other: told once, with its files. */
import { randomUUID } from "node:crypto"
import PostalMime from "postal-mime"
import { afterAll, expect, test } from "vitest"
import { readAllowed } from "../src/base/networks.ts"
import { openOutbound } from "../src/base/outbound.ts"
import { acceptanceOf, type NewEvent } from "../src/events/accept.ts"
import { makeTelco, makeWorker } from "./line.ts"
import { endLeases, insist, live } from "./lives.ts"
import { makeHttp } from "./world/http.ts"
import { mortal, type Mortal } from "./world/mortal.ts"
import { makeSmtp } from "./world/smtp.ts"
import { makeWorld } from "./world.ts"

const http = await makeHttp()
const outbound = openOutbound({ allow: readAllowed(`127.0.0.1:${http.port}`) })
const world = await makeWorld({ outbound })
const smtp = await makeSmtp({ tls: "none" })
afterAll(async () => {
  await Promise.all([smtp.close(), http.close(), outbound.close()])
})
const { settle } = makeWorker(world, smtp.outbound)
const { act, boxes, customer, event, ok, orgId, typeId } = await makeTelco(world)
const realClock = world.install.clock
const customerId = await customer("K-1", ["anna@example.com"])
await boxes([["account.welcome", "email"]])
const settings = { host: "mail.example.com", port: 25, security: "none", domain: "example.com", perSecond: 5000 }
await ok("POST /v1/connections", { channel: "email", provider: "smtp", name: "Mail", settings })
http.at("/first", { status: 200, body: "first" })
http.at("/second", { status: 200, body: "second" })

const happened = (): NewEvent => ({
  source: "/steps",
  externalId: randomUUID(),
  bodyHash: randomUUID(),
  typeId: typeId("account.welcome"),
  typeKey: "account.welcome",
  subjectKind: "customer",
  subjectId: customerId,
  time: realClock(),
  data: event("account.welcome", "").data,
  attachments: ["first", "second"].map((name) => ({
    url: `${http.url}/${name}`,
    name: `${name}.txt`,
    mediaType: null,
    sha256: null,
  })),
  dueAt: realClock(),
  isTrial: false,
  madeBy: "test",
})

/** Accepts and works as one process, until all is done or it died: also before it asks for a file, and before it has one. */
async function acceptAndWork(process: Mortal, told: NewEvent): Promise<void> {
  const request: typeof outbound.request = async (...asked) => {
    await process.step()
    const answer = await outbound.request(...asked)
    await process.step()
    return answer
  }
  const install = { ...world.install, outbound: { ...outbound, request } }
  await live(process, install, smtp, ({ db }) => insist(db, orgId, [told], realClock()))
}

/** As if the leases of whoever died had run out, and some minutes gone by. */
async function wait(): Promise<void> {
  await act(({ tx }) => endLeases(tx))
  for (const seconds of [20, 100, 180]) {
    world.install.clock = () => realClock().add({ seconds })
    await settle()
    const open = await act(
      ({ tx }) => tx`
        select from deliveries where org_id = ${orgId} and state in ('queued', 'sending', 'ambiguous')`,
    )
    if (open.count === 0) break
  }
  world.install.clock = realClock
}

test.each(["death", "cut"] as const)(
  "I1 I6 a process that meets its %s at any step of a download tells once, with all its files",
  async (kind) => {
    let steps = 0
    for (let last = 1; ; last += kind === "cut" ? 5 : 1) {
      const told = happened()
      for (const journal of [smtp.journal, http.journal]) journal.splice(0)
      const process = mortal(world.db, smtp.outbound, last, kind)
      await acceptAndWork(process, told)
      if (process.steps() < last) break
      steps = last
      if (kind === "death") await acceptanceOf(world.db).accept(orgId, [told], realClock()) // its answer never came
      await wait()
      const rows = await act(
        ({ tx }) => tx<{ id: string; state: string; unclear: boolean }>`
        select d.id, d.state,
               exists (select from attempts a where a.org_id = d.org_id and a.delivery_id = d.id and a.state = 'ambiguous') as unclear
          from events e join deliveries d on d.org_id = e.org_id and d.event_id = e.id and d.channel = 'email'
         where e.org_id = ${orgId} and e.external_id = ${told.externalId}`,
      )
      expect(rows.map(({ state }) => state)).toEqual(["sent"])
      // Nobody knows of a message whether it went where its process died while it went.
      if (!rows[0]?.unclear) expect(smtp.journal).toHaveLength(1)
      for (const { bytes } of smtp.journal) {
        const { attachments } = await PostalMime.parse(bytes)
        expect(attachments.map(({ content }) => Buffer.from(content as ArrayBuffer).toString())).toEqual([
          "first",
          "second",
        ])
      }
      // A file is fetched again only by whoever goes on where another died with it.
      expect(http.to("/first").length).toBeLessThanOrEqual(2)
      expect(http.to("/first").length + http.to("/second").length).toBeLessThanOrEqual(3)
    }
    expect(steps).toBeGreaterThan(30)
  },
)
