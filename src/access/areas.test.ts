import { expect, test } from "vitest"
import { makeWorld } from "../../test/world.ts"

const world = await makeWorld()

test("CM-D16 the main area can be renamed, not deleted", async () => {
  const { api } = await world.organisation()
  const { body } = await api("GET /v1/areas")
  const [main] = body.items as unknown as { id: string; isMain: boolean; version: number }[]
  expect(main).toMatchObject({ isMain: true, version: 1 })
  const renamed = await api(`PATCH /v1/areas/${main?.id}`, { name: "Cała Polska" }, { "if-match": '"1"' })
  expect(renamed).toMatchObject({ status: 200, body: { name: "Cała Polska", version: 2 }, headers: { etag: '"2"' } })
  expect(await api(`DELETE /v1/areas/${main?.id}`)).toMatchObject({ status: 409, body: { code: "protected" } })
})

test("an area's name is unique whatever its case and accents, and the field is named", async () => {
  const { api } = await world.organisation()
  expect(await api("POST /v1/areas", { name: "Łódź" })).toMatchObject({ status: 201 })
  expect(await api("POST /v1/areas", { name: "  LODZ " })).toMatchObject({
    status: 409,
    body: { code: "name_taken", errors: [{ pointer: "/name", code: "taken" }] },
  })
})

test("a write that names an old version changes nothing", async () => {
  const { api } = await world.organisation()
  const { body: area } = await api("POST /v1/areas", { name: "North" })
  await api(`PATCH /v1/areas/${area.id}`, { name: "South" })
  expect(await api(`PATCH /v1/areas/${area.id}`, { name: "West" }, { "if-match": '"1"' })).toMatchObject({
    status: 412,
    body: { code: "version_conflict", version: 2 },
  })
  expect((await api(`GET /v1/areas/${area.id}`)).body.name).toBe("South")
})

test("another organisation's area answers with the same bytes as one that isn't there", async () => {
  const [{ api }, { api: stranger }] = [await world.organisation(), await world.organisation()]
  const { body: area } = await api("POST /v1/areas", { name: "North" })
  const missing = "00000000-0000-4000-8000-000000000000"
  for (const method of ["GET", "PATCH", "DELETE"]) {
    const body = method === "PATCH" ? { name: "Mine" } : undefined
    const [foreign, none, never] = await Promise.all(
      [area.id, missing, "not-an-id"].map((id) => stranger(`${method} /v1/areas/${id}`, body)),
    )
    expect(foreign?.status).toBe(404)
    expect([none?.text, never?.text]).toEqual([foreign?.text, foreign?.text])
  }
})

test("pages of a list are the whole of it, each row once, forwards and back, while rows are added", async () => {
  const { api } = await world.organisation()
  for (let number = 0; number < 25; number++) await api("POST /v1/areas", { name: `Area ${number * 2}` })
  const seen: string[] = []
  let cursor: string | null = null
  let last: string | null = null
  do {
    const { body } = await api(`GET /v1/areas?limit=4${cursor ? `&cursor=${cursor}` : ""}`)
    seen.push(...(body.items as unknown as { name: string }[]).map(({ name }) => name))
    await api("POST /v1/areas", { name: `Added ${seen.length}` })
    last = cursor
    cursor = body.next as unknown as string | null
  } while (cursor)
  for (let number = 0; number < 25; number++)
    expect(seen.filter((name) => name === `Area ${number * 2}`)).toHaveLength(1)
  expect(new Set(seen).size).toBe(seen.length)
  const { body: end } = await api(`GET /v1/areas?limit=4&cursor=${last}`)
  const { body: before } = await api(`GET /v1/areas?limit=4&cursor=${end.previous}`)
  expect(before.next).not.toBeNull()
})

test("a forged cursor, or one of another list, is refused", async () => {
  const [{ api }, { api: stranger }] = [await world.organisation(), await world.organisation()]
  for (const name of ["A", "B", "C"]) await api("POST /v1/areas", { name })
  const { body } = await api("GET /v1/areas?limit=2")
  expect((await api(`GET /v1/areas?limit=2&cursor=${body.next}`)).status).toBe(200)
  for (const [who, cursor] of [
    [stranger, body.next],
    [api, `${body.next}x`],
    [api, "AAAA.BBBB"],
  ] as const)
    expect(await who(`GET /v1/areas?cursor=${cursor}`)).toMatchObject({ status: 400, body: { code: "cursor_invalid" } })
})

test("each change leaves one audit record with what it was and what it is", async () => {
  const { api } = await world.organisation()
  const { body: area } = await api("POST /v1/areas", { name: "North" })
  await api(`PATCH /v1/areas/${area.id}`, { name: "South" })
  await api(`DELETE /v1/areas/${area.id}`)
  const { body } = await api(`GET /v1/audit?subjectId=${area.id}`)
  expect(body.items).toMatchObject([
    { action: "area.deleted", before: { name: "South" }, after: null },
    { action: "area.updated", before: { name: "North" }, after: { name: "South" }, actorKind: "key" },
    { action: "area.created", before: null, after: { name: "North" } },
  ])
})
