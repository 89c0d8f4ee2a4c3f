import { expect, test } from "vitest"
import { listOf } from "../../test/templates.ts"
import { makeWorld } from "../../test/world.ts"

const world = await makeWorld()
const at = (number: number) => ({ "if-match": `"${number}"` })
const layout = (heading: string) => ({
  format: "html",
  source: `<html><body><h1>${heading}</h1>{{ content }}</body></html>`,
})

test("an organisation begins with the built-in layout, makes its own, and goes back", async () => {
  const { api } = await world.organisation()
  expect(await api("GET /v1/layout")).toMatchObject({
    status: 200,
    headers: { etag: '"1"' },
    body: { isBuiltIn: true, version: 1, createdAt: null },
  })
  expect((await api("PUT /v1/layout", layout("One"))).status).toBe(428)
  expect(await api("PUT /v1/layout", layout("One"), at(1))).toMatchObject({
    status: 200,
    body: { ...layout("One"), isBuiltIn: false, version: 2, createdBy: "test" },
  })
  expect((await api("PUT /v1/layout", layout("One"), at(2))).body.version).toBe(2)
  expect((await api("PUT /v1/layout", layout("Two"), at(2))).body.version).toBe(3)
  expect((await api("DELETE /v1/layout", undefined, at(2))).status).toBe(412)
  expect((await api("DELETE /v1/layout", undefined, at(3))).status).toBe(204)
  expect((await api("DELETE /v1/layout", undefined, at(4))).status).toBe(204)
  expect((await api("GET /v1/layout")).body).toMatchObject({ isBuiltIn: true, version: 4 })
  const { body } = await api("GET /v1/layout/versions")
  expect(listOf(body.items).map(({ number, isBuiltIn }) => [number, isBuiltIn])).toEqual([[4, true], [3, false], [2, false]]) // biome-ignore format: short
  expect((await api("GET /v1/layout/versions/2")).body).toMatchObject(layout("One"))
  expect((await api("GET /v1/layout/versions/9")).status).toBe(404)
  expect(listOf((await api("GET /v1/audit?subjectKind=layout")).body.items)).toHaveLength(3)
})

test("of two layouts saved at once one is refused", async () => {
  const { api } = await world.organisation()
  const saved = await Promise.all(
    ["One", "Two", "Three"].map((heading) => api("PUT /v1/layout", layout(heading), at(1))),
  )
  expect(saved.map(({ status }) => String(status)).toSorted()).toEqual(["200", "412", "412"])
  expect((await api("GET /v1/layout")).body.version).toBe(2)
})

test("a layout with a mistake is refused with its place, a hostile one within its limits", async () => {
  const { api } = await world.organisation()
  const put = (source: string, format = "html") => api("PUT /v1/layout", { format, source }, at(1))
  expect(await put("<html><body>No slot</body></html>")).toMatchObject({
    status: 422,
    body: { code: "template_invalid", errors: [{ pointer: "/source", code: "content_slot" }] },
  })
  expect(await put("<html><body>\n{{ organsation.name }}{{ content }}</body></html>")).toMatchObject({
    body: { errors: [{ pointer: "/source", code: "unknown_variable", values: { line: 2, column: 4 } }] },
  })
  for (const hostile of [
    "<div>".repeat(30_000),
    "{% for a in (1..999999999) %}".repeat(10),
    "<mj-section>".repeat(8_000),
  ])
    for (const format of ["html", "mjml"]) {
      const saved = await api("PUT /v1/layout", { format, source: `${hostile}{{ content }}` }, { "if-match": "*" })
      expect([200, 422]).toContain(saved.status)
    }
  expect((await api("PUT /v1/layout", layout("All well"), { "if-match": "*" })).status).toBe(200)
})

test("who may only see the settings sees the layout and cannot change it", async () => {
  const { withScopes } = await world.organisation()
  const api = await withScopes(["settings:see"])
  expect((await api("GET /v1/layout")).status).toBe(200)
  expect((await api("PUT /v1/layout", layout("Mine"), at(1))).status).toBe(403)
  expect((await api("DELETE /v1/layout", undefined, at(1))).status).toBe(403)
})

test("AL-D24 how e-mails would look with another accent and footer is shown before anybody saves it", async () => {
  const { api } = await world.organisation()
  const shown = await api("POST /v1/layout/preview", {
    locale: "pl",
    subject: "Jutro",
    text: "Zamknięte",
    accent: "#7a1f5c",
    emailFooter: "Długa 1 <b>",
  })
  expect([shown.status, shown.body]).toMatchObject([200, { subject: "Jutro" }])
  const { html } = shown.body as unknown as { html: string }
  for (const part of ["#7a1f5c", "Długa 1 &lt;b&gt;", "Zamknięte"]) expect(html).toContain(part)
  const own = { format: "html", source: "<html><body><h1>Own</h1>{{ content }}</body></html>" }
  expect((await api("POST /v1/layout/preview", { layout: own })).body).toMatchObject({
    html: expect.stringContaining("<h1>Own</h1>"),
  })
  const without = await api("POST /v1/layout/preview", { layout: { ...own, source: "<html><body></body></html>" } })
  expect(without).toMatchObject({
    status: 422,
    body: { code: "template_invalid", errors: [{ pointer: "/layout/source" }] },
  })
  expect((await api("GET /v1/layout")).body).toMatchObject({ isBuiltIn: true })
})
