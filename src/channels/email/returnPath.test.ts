import { randomUUID } from "node:crypto"
import { expect, test } from "vitest"
import { openSecrets } from "../../base/secrets.ts"
import { isAddress } from "./address.ts"
import { readReturnPath, returnPath } from "./returnPath.ts"

const [old, next] = ["an old key that is long enough for it", "a new key that is long enough for it"]
const secrets = openSecrets(next)

test("a return path names its organisation and delivery, in whatever case it comes back, and after the key was changed", () => {
  for (let round = 0; round < 500; round++) {
    const [orgId, deliveryId] = [randomUUID(), randomUUID()]
    const path = returnPath(openSecrets(old), orgId, deliveryId, "out.example.com")
    expect(isAddress(path)).toBe(true)
    expect(path.indexOf("@")).toBe(63)
    for (const read of [path, path.toUpperCase()])
      expect(readReturnPath(openSecrets(`${next},${old}`), read)).toEqual({ orgId, deliveryId })
    expect(readReturnPath(secrets, path)).toBeNull()
  }
  const least = "00000000-0000-0000-0000-000000000000"
  expect(readReturnPath(secrets, returnPath(secrets, least, least, "a.example"))).toEqual({
    orgId: least,
    deliveryId: least,
  })
})

test("one that was made up, changed in a single letter or cut names nothing", () => {
  const path = returnPath(secrets, randomUUID(), randomUUID(), "out.example.com")
  for (let at = 2; at < 63; at++) {
    const other = path[at] === "0" ? "1" : "0"
    expect(readReturnPath(secrets, path.slice(0, at) + other + path.slice(at + 1))).toBeNull()
  }
  for (const bad of [
    "",
    "@",
    "b+@x",
    path.slice(1),
    path.replace("b+", "b+0"),
    path.replace("b+", "c+"),
    `b+${"z".repeat(61)}@a.example`,
  ])
    expect([bad, readReturnPath(secrets, bad)]).toEqual([bad, null])
})
