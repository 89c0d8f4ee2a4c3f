import { expect, test } from "vitest"
import { makeWorld } from "../../test/world.ts"
import { newId } from "../base/ids.ts"
import { suppressAddresses } from "./suppressions.ts"

const world = await makeWorld()

type Row = Record<string, string | null>
const itemsOf = (body: Record<string, unknown>) => body.items as Row[]

test("AL-D16 a suppression names the delivery it came of; the newest comes first, whoever made it", async () => {
  const { orgId, api } = await world.organisation()
  const deliveryId = newId()
  const bad = ["one", "two", "three"].map((name) => ({
    channel: "email",
    address: `${name}@example.com`,
    reason: "bounce" as const,
    detail: "550 5.1.1",
    deliveryId,
  }))
  for (const each of bad)
    await world.db.org(orgId, (tx) => suppressAddresses(tx, [each], Temporal.Instant.from("2026-03-03T06:15:00Z")))
  await api("POST /v1/suppressions", { channel: "email", address: "four@example.com" })
  const items = itemsOf((await api("GET /v1/suppressions")).body)
  // The three may have come within one millisecond.
  expect(items[0]?.address).toBe("four@example.com")
  expect(new Set(items.map(({ address }) => address?.split("@")[0]))).toEqual(new Set(["four", "three", "two", "one"]))
  const ids = items.map(({ id }) => String(id))
  expect(ids).toEqual(ids.toSorted((one, other) => (one < other ? 1 : -1)))
  expect(items.map((row) => row.deliveryId)).toEqual([null, deliveryId, deliveryId, deliveryId])
})

test("an address is suppressed as messages to it are addressed, and one that is none is refused", async () => {
  const { api } = await world.organisation()
  const add = (channel: string, address: string) => api("POST /v1/suppressions", { channel, address })
  expect(await add("email", "Anna@Example.COM")).toMatchObject({ status: 201, body: { address: "anna@example.com" } })
  expect(await add("sms", "+48 601 234 567")).toMatchObject({ status: 201, body: { address: "+48601234567" } })
  expect(await add("email", "anna@EXAMPLE.com")).toMatchObject({ status: 409, body: { code: "name_taken" } })
  for (const [channel, address, code] of [
    ["email", "anna at example", "address"],
    ["sms", "601 234 567", "number"],
  ] as const)
    expect(await add(channel, address)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/address", code }] },
    })
})

test("suppressions are found by how an address begins, and the filtered list is saved as a file", async () => {
  const { api } = await world.organisation()
  for (const address of ["anna@example.com", "annabel@example.com", "bo@example.com"])
    await api("POST /v1/suppressions", { channel: "email", address, detail: "=asked" })
  const found = async (query: string) =>
    itemsOf((await api(`GET /v1/suppressions?${query}`)).body).map(({ address }) => address)
  expect(await found("search=Anna")).toEqual(["annabel@example.com", "anna@example.com"])
  expect(await found("search=anna%40")).toEqual(["anna@example.com"])
  expect(await found("search=nna")).toEqual([])
  expect(await found("address=anna%40example.com&reason=bounce")).toEqual([])

  const { status, headers, text } = await api("GET /v1/suppressions/export?search=anna")
  expect([status, headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8"])
  const lines = text.trim().split("\r\n")
  expect(lines).toHaveLength(3)
  expect(lines[1]).toMatch(/^email,annabel@example\.com,,manual,'=asked,,/)
  expect(itemsOf((await api("GET /v1/audit?action=suppressions.exported")).body)).toHaveLength(1)
  expect((await api("GET /v1/audit?action=suppressions.exported")).text).not.toContain("anna")
})
