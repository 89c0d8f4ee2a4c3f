/** A letter's way stopped at every step it takes: asked again, its reader has it once, and its link works. */
import { afterAll, expect, test } from "vitest"
import { resetPassword } from "../src/access/passwords.ts"
import { announce } from "../src/access/links.ts"
import { createKey } from "../src/access/keys.ts"
import { installCall } from "../src/access/organisations.ts"
import { platformScopes } from "../src/access/permissions.ts"
import { makeWorker } from "./line.ts"
import { endLeases, live } from "./lives.ts"
import { addMember } from "./people.ts"
import { makeWorld } from "./world.ts"
import { type Mortal, mortal } from "./world/mortal.ts"
import { makeSmtp } from "./world/smtp.ts"

const world = await makeWorld()
let told: (() => Promise<void>) | null = null
const smtp = await makeSmtp({ tls: "none", record: () => told?.() })
afterAll(() => smtp.close())
const { settle } = makeWorker(world, smtp.outbound)
const { db, install } = world
const realClock = install.clock
const { orgId } = await world.organisation(undefined, "system")

const settings = { host: "mail.example.com", port: 25, security: "none", domain: "example.com", perSecond: 5000 }
const { key } = await db.org(install.platformId, (tx) =>
  createKey(installCall(tx, realClock()), { name: "operator", scopes: platformScopes }),
)
const made = await world.anonymous(
  "POST /v1/connections",
  { channel: "email", provider: "smtp", name: "Mail", settings },
  { authorization: `Bearer ${key}` },
)
expect(made.status, made.text).toBe(201)

/** Asks for a reset and works as one process, until all is done or it died. */
async function askAndWork(process: Mortal, email: string): Promise<void> {
  told = () => process.step()
  await live(process, install, smtp, (own) => resetPassword(own, email, realClock(), 1, announce))
  told = null
}

/** As if the leases of whoever died had run out, and a minute gone by. */
async function wait(): Promise<void> {
  for (const each of [orgId, install.platformId]) await db.org(each, endLeases)
  for (const seconds of [0, 20, 100]) {
    install.clock = () => realClock().add({ seconds })
    await settle()
  }
  install.clock = realClock
}

test("AL-D11 I1 I7 a process that dies at any step loses no letter and doubles none", async () => {
  const states: string[] = []
  for (let last = 1; ; last++) {
    const { email } = await addMember(world, orgId, { role: "employee" })
    const process = mortal(db, smtp.outbound, last, "death")
    await askAndWork(process, email)
    if (process.steps() < last) break
    await wait()
    const rows = await db.org(
      orgId,
      (tx) => tx<{ id: string; state: string; unclear: boolean; links: number }>`
        select d.id, d.state,
               exists (select from attempts a where a.org_id = d.org_id and a.delivery_id = d.id and a.state = 'ambiguous') as unclear,
               (select count(*)::int from one_time_links k where k.org_id = d.org_id and k.member_id = d.member_id) as links
          from deliveries d where d.org_id = ${orgId} and d.address = ${email}`,
    )
    const arrived = smtp.journal.splice(0).filter(({ to }) => to[0] === email)
    states.push(`${rows.length} ${arrived.length}`)
    // The asking either came to nothing, link and record included, or to one letter.
    if (rows.length === 0) {
      expect(arrived).toEqual([])
      const none = await db.org(
        orgId,
        (tx) => tx`select 1 from one_time_links k join members m on m.org_id = k.org_id and m.id = k.member_id
                    where k.org_id = ${orgId} and m.email = ${email}`,
      )
      expect(none).toHaveLength(0)
      continue
    }
    expect([...rows]).toMatchObject([{ state: "sent", links: 1 }])
    expect(rows[0]?.unclear ? [1, 2] : [1]).toContain(arrived.length)
    for (const { bytes } of arrived) expect(bytes.toString()).toMatch(/link#tdl_/)
  }
  // Each of the ways it can go came up.
  expect(new Set(states)).toEqual(new Set(["0 0", "1 1", "1 2"]))
})
