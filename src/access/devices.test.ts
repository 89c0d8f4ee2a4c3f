import { expect, test } from "vitest"
import { addMember, ownClock, password, work } from "../../test/people.ts"
import { makeWorld } from "../../test/world.ts"
import { removeExpired } from "./expired.ts"
import { deviceOf } from "./devices.ts"

const world = await makeWorld()
const { now, pass } = ownClock(world)

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"

const signIn = async (email: string, userAgent: string) =>
  expect((await world.anonymous("POST /v1/sessions", { email, password }, { "user-agent": userAgent })).status).toBe(
    201,
  )

/** The letters about sign-ins that an organisation wrote, the newest first. */
async function letters(orgId: string) {
  await work(world)
  const rows = await world.db.org(
    orgId,
    (tx) => tx<{ address: string; subject: string; text: string }>`
      select d.address, c.content->>'subject' as subject, c.content->>'text' as text
        from captured c join deliveries d on d.org_id = c.org_id and d.id = c.delivery_id
        join notification_types t on t.org_id = d.org_id and t.id = d.type_id
       where c.org_id = ${orgId} and t.key = 'system.new_sign_in' order by d.created_at desc`,
  )
  return [...rows]
}

test("AL-D11 a sign-in with a device that wasn't used before is told by a letter, once", async () => {
  const { orgId } = await world.organisation(undefined, "system")
  const { email } = await addMember(world, orgId)
  await signIn(email, firefox)
  expect(await letters(orgId), "the first of all is no news").toEqual([])
  await signIn(email, firefox.replaceAll("140", "141"))
  expect(await letters(orgId), "a newer version is the same device").toEqual([])
  await signIn(email, phone)
  await signIn(email, phone)
  const told = await letters(orgId)
  expect(told).toHaveLength(1)
  expect(told[0]).toMatchObject({ address: email, text: expect.stringContaining("Safari, iOS") })
  expect(told[0]?.text).toContain("127.0.0.1")
  const other = await addMember(world, orgId)
  await signIn(other.email, phone)
  expect(await letters(orgId), "another member's devices are their own").toHaveLength(1)
})

test("a stranger who calls the device something else each time writes three letters a day, not more", async () => {
  const { orgId } = await world.organisation(undefined, "system")
  const { email } = await addMember(world, orgId)
  await signIn(email, firefox)
  pass({ hours: 25 })
  for (const name of ["curl", "wget", "httpie", "lynx", "links"]) await signIn(email, `${name}/1.0`)
  expect(await letters(orgId)).toHaveLength(3)
})

test("two sign-ins at once with a new device are told once", async () => {
  const { orgId } = await world.organisation(undefined, "system")
  const { email } = await addMember(world, orgId)
  await signIn(email, firefox)
  await Promise.all([signIn(email, phone), signIn(email, phone)])
  expect(await letters(orgId)).toHaveLength(1)
})

test("what nobody signed in with for half a year is forgotten, and new again", async () => {
  const { orgId } = await world.organisation(undefined, "system")
  const { email } = await addMember(world, orgId)
  await signIn(email, firefox)
  await signIn(email, phone)
  expect(await letters(orgId)).toHaveLength(1)
  pass({ hours: 24 * 179 })
  await signIn(email, firefox)
  pass({ hours: 24 * 2 })
  const removed = await world.db.org(orgId, (tx) => removeExpired(tx, now(), 100))
  expect(removed.at(-1)).toBe(1)
  await signIn(email, phone)
  expect(await letters(orgId)).toHaveLength(2)
})

test("a device is named by what stays the same from one version to the next", () => {
  const mac =
    "(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
  expect(deviceOf(firefox)).toBe("Firefox, Windows")
  expect(deviceOf(phone)).toBe("Safari, iOS")
  expect(deviceOf(`Mozilla/5.0 ${mac}`)).toBe("Chrome, macOS")
  expect(deviceOf(`Mozilla/5.0 ${mac} Edg/150.0`)).toBe("Edge, macOS")
  expect(deviceOf("curl/8.14.1")).toBe("curl")
  expect(deviceOf("node")).toBe("node")
  expect(deviceOf("<script>")).toBe("Unknown")
  expect(deviceOf(null)).toBe("Unknown")
})
