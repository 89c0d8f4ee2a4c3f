/**
 * Every route × every caller × own, other and missing id. Made from the routes: one that has no row in matrix.rows.ts
 * fails here, so that none is added without saying whose it is.
 */
import { describe, expect, test } from "vitest"
import { permissions } from "../src/access/permissions.ts"
import type { Extent, Role, Route } from "../src/base/route.ts"
import { routes } from "../src/doors/routes.ts"
import { type Fixture, makeStage, missingId, type Row, type Stage } from "./matrix.stage.ts"
import { rows } from "./matrix.rows.ts"
import { makeWorld } from "./world.ts"

const world = await makeWorld()
const stage: Stage = await makeStage(world)

const roles = ["operator", "administrator", "supervisor", "reseller", "employee"] as const
const signedIn = routes.filter(({ kind }) => kind !== "open")

test("every route has its row, and every row its route", () => {
  expect(Object.keys(rows).toSorted()).toEqual(signedIn.map(({ name }) => name).toSorted())
})

test("every permission is asked for by a route", () => {
  const asked = new Set<string>(signedIn.map(({ needs }) => needs))
  expect(Object.keys(permissions).filter((permission) => !asked.has(permission))).toEqual([])
})

/** Sends a route's example for the things of one fixture. */
async function ask(route: Route, fixture: Fixture, credential: string | null) {
  const path = Object.keys(route.params.shape).reduce(
    (text, name) => text.replace(`{${name}}`, encodeURIComponent(fixture.params[name] ?? missingId)),
    route.path,
  )
  const query = fixture.query ? `?${new URLSearchParams(fixture.query).toString()}` : ""
  return await world.anonymous(
    `${route.method} ${path}${query}`,
    fixture.content ?? (route.body ? (fixture.body ?? route.example) : undefined),
    {
      ...(credential ? { authorization: `Bearer ${credential}` } : {}),
      ...(route.version ? { "if-match": "*" } : {}),
      ...(fixture.contentType ? { "content-type": fixture.contentType } : {}),
    },
  )
}

const hasId = (route: Route) => Object.keys(route.params.shape).length > 0

describe.each(signedIn)("$method $path", (route) => {
  const row = rows[route.name] as Row
  const needs = route.needs as keyof typeof permissions
  const reach = permissions[needs] as Partial<Record<Role, Extent>>
  const isPersonal = needs === "profile:edit"

  test("without a credential, with a revoked key, an ended session or one that ran out one is nobody", async () => {
    const fixture = await row.make(stage, stage.home)
    const tries = [null, await stage.revokedKey(), await stage.endedSession(), await stage.expiredSession()]
    for (const credential of tries) {
      const { status, body } = await ask(route, fixture, credential)
      expect([status, body.code]).toEqual([401, "unauthenticated"])
    }
  })

  test("a key needs the scope", async () => {
    const fixture = await row.make(stage, stage.home)
    const narrow = await ask(route, fixture, await stage.keyWithout(needs))
    expect([narrow.status, narrow.body.code]).toEqual([
      403,
      isPersonal || !("administrator" in reach)
        ? expect.stringMatching(/^(scope_missing|forbidden)$/)
        : "scope_missing",
    ])
  })

  test.each(roles)("as %s", async (role) => {
    const extent = reach[role]
    const owner = role === "operator" ? stage.platform : stage.home
    const caller = await stage.session(role)
    if (!extent) {
      const refused = await ask(route, await row.make(stage, row.global ? owner : stage.home), caller)
      expect([refused.status, refused.body.code]).toEqual([403, "forbidden"])
      return
    }
    const own = await ask(route, await row.make(stage, owner, role), caller)
    if (row.absent?.includes(role)) return expect(own.body.code).toBe("not_found")
    expect(row.answers ?? [route.status ?? 200, 204, 200], `${own.status} ${own.text}`).toContain(own.status)
    if (!hasId(route) || row.global) return
    const missing = await ask(route, { ...(await row.make(stage, owner, role)), params: {} }, await stage.session(role))
    expect([missing.status, missing.body.code], missing.text).toEqual([404, "not_found"])
    const foreign = await ask(route, await row.make(stage, stage.other), await stage.session(role))
    expect(foreign.text).toBe(missing.text)
    if (extent !== "all" && row.outside) {
      const outside = await ask(route, await row.outside(stage, role), await stage.session(role))
      expect(outside.text).toBe(missing.text)
    }
  })
})
