import { expect, test } from "vitest"
import { type Caller, roles } from "../base/route.ts"
import { extentOf, may, type Permission, permissions, platformScopes, scopes } from "./permissions.ts"

const no = "–"

/** Who may do what and how far it reaches, written out: a change of it is a decision, made here as well. */
const expected: Record<Permission, Record<"op" | "adm" | "sup" | "res" | "emp", string>> = {
  "platform:manage": { op: "all", adm: no, sup: no, res: no, emp: no },
  "templates:edit": { op: no, adm: "all", sup: no, res: "own", emp: no },
  "switches:edit": { op: no, adm: "all", sup: no, res: "classes", emp: no },
  "types:edit": { op: no, adm: "all", sup: no, res: no, emp: no },
  "types:see": { op: no, adm: "all", sup: "all", res: "all", emp: no },
  "settings:edit": { op: no, adm: "all", sup: no, res: no, emp: no },
  "settings:see": { op: no, adm: "all", sup: "all", res: no, emp: no },
  "api_keys:manage": { op: no, adm: "all", sup: no, res: no, emp: no },
  "audit:see": { op: no, adm: "all", sup: no, res: no, emp: no },
  "samples:manage": { op: no, adm: "all", sup: no, res: no, emp: no },
  "members:edit": { op: no, adm: "all", sup: no, res: no, emp: no },
  "members:see": { op: no, adm: "all", sup: "all", res: no, emp: no },
  "classes:create": { op: no, adm: "all", sup: no, res: no, emp: no },
  "classes:edit": { op: no, adm: "all", sup: no, res: "classes", emp: no },
  "classes:see": { op: no, adm: "all", sup: "all", res: "classes", emp: no },
  "customers:erase": { op: no, adm: "all", sup: no, res: no, emp: no },
  "customers:edit": { op: no, adm: "all", sup: "areas", res: "classes", emp: no },
  "customers:see": { op: no, adm: "all", sup: "areas", res: "classes", emp: no },
  "balances:edit": { op: no, adm: "all", sup: no, res: "classes", emp: no },
  "balances:see": { op: no, adm: "all", sup: "areas", res: "classes", emp: no },
  "activity:see": { op: no, adm: "all", sup: "areas", res: "classes", emp: "own" },
  "deliveries:send": { op: no, adm: "all", sup: "areas", res: "classes", emp: no },
  "suppressions:see": { op: no, adm: "all", sup: "areas", res: "classes", emp: no },
  "suppressions:edit": { op: no, adm: "all", sup: no, res: no, emp: no },
  "captured:see": { op: no, adm: "all", sup: no, res: no, emp: no },
  "webhooks:manage": { op: no, adm: "all", sup: no, res: no, emp: no },
  "connections:manage": { op: "all", adm: "all", sup: no, res: no, emp: no },
  "profile:edit": { op: "own", adm: "own", sup: "own", res: "own", emp: "own" },
}
const short = { operator: "op", administrator: "adm", supervisor: "sup", reseller: "res", employee: "emp" } as const

const caller = (role: Caller["role"], more: Partial<Caller> = {}) =>
  ({ role, scopes: null, mustSetUpTwoStep: false, ...more }) as Caller
const names = Object.keys(permissions) as Permission[]

test("AL-D7 each permission reaches for each role as far as the table says", () => {
  expect(names.toSorted()).toEqual(Object.keys(expected).toSorted())
  for (const permission of names)
    for (const role of roles) {
      const reach = expected[permission][short[role]]
      const asked = () => extentOf(caller(role), permission)
      if (reach === no) expect(asked, `${permission} ${role}`).toThrow("Your role may not do this.")
      else expect(asked(), `${permission} ${role}`).toBe(reach)
      expect(may(caller(role), permission)).toBe(reach !== no)
    }
})

test("a key does what it was given and no more, and nothing of a person's own", () => {
  const key = caller("administrator", { scopes: new Set(["members:see"]) })
  expect(extentOf(key, "members:see")).toBe("all")
  expect(() => extentOf(key, "members:edit")).toThrow("does not carry members:edit")
  expect(scopes).not.toContain("profile:edit")
  expect(scopes).not.toContain("platform:manage")
  expect(scopes).toHaveLength(names.length - 2)
  expect(platformScopes).toEqual(["platform:manage", "connections:manage"])
})

test("AL-D30 whoever has yet to set two-step sign-in up may do that and nothing else", () => {
  const waiting = caller("administrator", { mustSetUpTwoStep: true })
  expect(extentOf(waiting, "profile:edit")).toBe("own")
  for (const permission of names.filter((name) => name !== "profile:edit" && name !== "platform:manage"))
    expect(() => extentOf(waiting, permission)).toThrow("two-step")
})
