/** A worker killed in the middle of a download: another fetches the rest, each message goes once, and all is in order. */
import PostalMime from "postal-mime"
import { expect, test } from "vitest"
import { eventOf, keepRunning, say, stage, states, until } from "./campaign.ts"
import { freePort, tidings } from "./process.ts"
import { makeHttp } from "./world/http.ts"
import { makeSmtp } from "./world/smtp.ts"

test("I1 I6 a worker killed in the middle of a download loses nothing and doubles nothing", async () => {
  const [smtp, http] = [await makeSmtp({ tls: "none" }), await makeHttp()]
  const staged = await stage(smtp.port, { slots: 4, policy: "once", customers: 5 })
  const { db, orgId, key } = staged
  const env = { ...staged.env, OUTBOUND_ALLOW: `${staged.env.OUTBOUND_ALLOW}, 127.0.0.1:${http.port}` }
  http.at("/first", { status: 200, body: "first" })
  http.at("/slow", { slow: Promise.withResolvers<void>().promise }, 1)
  const files = ["first", "slow"].map((name) => ({ url: `${http.url}/${name}`, name: `${name}.txt` }))
  const plain = eventOf(1, "class/All")
  const told = { ...plain, data: { ...plain.data, attachments: files } }
  const port = await freePort()
  const api = keepRunning("serve", { ...env, PORT: String(port) })
  await say(port, key, [told])
  const first = tidings(["work"], env)
  await http.reached("/slow", 1)
  first.child.kill("SIGKILL")
  await first.ended
  // Its claim would run out by itself in a minute and a half.
  await db.org(
    orgId,
    (tx) => tx`update fetches set claim_until = clock_timestamp() - interval '1 second' where org_id = ${orgId}`,
  )
  await say(port, key, [told])
  const second = keepRunning("work", env)
  await until(
    () => states({ db, orgId }),
    ({ sent }) => sent === 5,
    60,
  )
  expect([http.to("/first").length, http.to("/slow").length, smtp.journal.length]).toEqual([1, 2, 5])
  for (const { bytes } of smtp.journal) {
    const { attachments } = await PostalMime.parse(bytes)
    expect(attachments.map(({ content }) => Buffer.from(content as ArrayBuffer).toString())).toEqual(["first", "ok"])
  }
  await Promise.all([api.stop(), second.stop()])
  const verify = tidings(["verify"], env)
  expect([await verify.ended, verify.output()]).toEqual([0, expect.any(String)])
  await Promise.all([db.close(), smtp.close(), http.close()])
})
