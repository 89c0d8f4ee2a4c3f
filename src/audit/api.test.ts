import { expect, test } from "vitest"
import { makeWorld } from "../../test/world.ts"

const world = await makeWorld()

test("AL-D26 the audit is filtered by how an action begins and taken along as CSV that no spreadsheet takes for formulas", async () => {
  const { api } = await world.organisation()
  const area = (await api("POST /v1/areas", { name: "=cmd" })).body
  await api("POST /v1/customers", { externalId: "1", name: "Anna" })
  const list = async (query: string) =>
    ((await api(`GET /v1/audit?${query}`)).body.items as unknown as { action: string }[]).map(({ action }) => action)
  expect(await list(`action=area.&subjectId=${area.id}`)).toEqual(["area.created"])
  expect(await list("action=customer.c")).toEqual(["customer.created"])
  expect(await list("action=%25")).toEqual([])
  const taken = await api(`GET /v1/audit/export?subjectKind=area&subjectId=${area.id}`)
  expect(taken).toMatchObject({
    status: 200,
    headers: { "content-disposition": 'attachment; filename="audit.csv"' },
  })
  const [head, first, ...rest] = taken.text.split("\r\n")
  expect([head, rest]).toEqual(["\ufeffat,who,kind,action,subject,subjectId,before,after,request", [""]])
  expect(first).toMatch(/,test,key,area\.created,area,[\w-]{36},,"\{""name"":""=cmd""/)
  expect((await api("GET /v1/audit?action=audit.exported")).body.items).toMatchObject([
    { after: { subjectKind: "area" } },
  ])
})
