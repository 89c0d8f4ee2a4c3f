import { readFile } from "node:fs/promises"
import { Validator } from "@seriousme/openapi-schema-validator"
import { expect, test } from "vitest"
import { z } from "zod"
import { checkAnswer, document, mismatch } from "../../test/contract.ts"
import { makeWorld } from "../../test/world.ts"
import { openRoute, shownOnce } from "../base/route.ts"
import { openApi, type Operation } from "./openapi.ts"

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
)

test("the committed openapi.json is the one the routes make", async () => {
  const committed = await readFile(new URL("../../openapi.json", import.meta.url), "utf8")
  expect(committed === `${JSON.stringify(document, null, 2)}\n`, "run: node scripts/generate.ts").toBe(true)
})

test("the document is valid OpenAPI 3.1", async () => {
  const validator = new Validator()
  expect(await validator.validate(structuredClone(document))).toMatchObject({ valid: true })
  expect(validator.version).toBe("3.1")
})

test("every operation has a name of its own", () => {
  const names = operations.map(([, { operationId }]) => operationId)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/)
})

test.each(operations)("%s has examples that its schemas accept", (_, { requestBody, responses }) => {
  const contents = [requestBody, ...Object.values(responses)].flatMap((part) =>
    part && "content" in part && part.content?.["application/json"] ? [part.content["application/json"]] : [],
  )
  for (const content of contents) {
    expect(content).toHaveProperty("example")
    expect(mismatch(content.schema, content.example), JSON.stringify(content.example)).toBeNull()
  }
})

test("every parameter in a path is described", () => {
  for (const [address, { parameters = [] }] of operations)
    expect(parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name)).toEqual(
      [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
    )
})

test("a component with two shapes, two operations of one name and a body without an example are refused", () => {
  const make = (name: string, answer: z.ZodType, body?: z.ZodType, example?: unknown) =>
    openRoute(`POST /v1/${name.replace(" ", "/")}`, {
      name,
      summary: "",
      answer,
      run: async () => ({}),
      body,
      example,
    } as never)
  const thing = (shape: z.ZodRawShape) => z.object(shape).meta({ id: "Thing" })
  expect(() => openApi([make("a", thing({ b: z.string() })), make("c", thing({ d: z.string() }))])).toThrow(/Thing/)
  expect(() => openApi([make("a b", z.void()), make("a-b", z.void())])).toThrow(/aB/)
  expect(() => openApi([make("a", z.void(), z.object({}))])).toThrow(/example/)
})

test("a secret may be missing from an answer, a bigint is text, a schema may hold itself", () => {
  const tree = z
    .object({
      secret: shownOnce("Once."),
      costMicros: z.bigint(),
      get children() {
        return z.array(tree)
      },
    })
    .meta({ id: "Tree" })
  const made = openApi([
    openRoute("GET /v1/tree", { name: "tree get", summary: "", answer: tree, run: async () => ({}) as never }),
  ])
  expect(made.components.schemas.Tree).toMatchObject({
    required: ["costMicros", "children"],
    properties: { costMicros: { type: "string" }, children: { items: { $ref: "#/components/schemas/Tree" } } },
  })
  expect(made.paths["/v1/tree"]?.get?.responses["200"]).toMatchObject({
    content: { "application/json": { example: { costMicros: "7500", children: [{ costMicros: "7500" }] } } },
  })
})

test("an answer that the document does not describe fails the test that got it", () => {
  const area = {
    id: "019c4f2e-5f1b-7c3a-9c55-0a1b2c3d4e5f",
    name: "North",
    isMain: true,
    version: 1,
    createdAt: "2026-03-03T06:15:00Z",
  }
  const check =
    (status: number, body: unknown, contentType = "application/json; charset=utf-8") =>
    () =>
      checkAnswer("GET", `/v1/areas/${area.id}?a=b`, { status, contentType, text: JSON.stringify(body) })
  expect(check(200, area)).not.toThrow()
  expect(check(200, { ...area, orgId: area.id })).toThrow(/additional properties/)
  expect(check(200, { ...area, createdAt: "yesterday" })).toThrow(/createdAt.*date-time/)
  expect(check(201, area)).toThrow(/no such status/)
  expect(check(200, area, "text/plain")).toThrow(/text\/plain/)
  expect(check(404, { code: "unheard_of" }, "application/problem+json")).toThrow(/code/)
})

test("the document is served to anybody", async () => {
  const { anonymous } = await makeWorld()
  expect(await anonymous("GET /v1/openapi.json")).toMatchObject({ status: 200, body: document })
})
