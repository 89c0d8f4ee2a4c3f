import { expect, test } from "vitest"
import { makeWorld } from "../../test/world.ts"
import { openLog } from "./log.ts"

const world = await makeWorld()

test("a log line tells what failed and never whose: no secrets, no rows of the database", async () => {
  const lines: string[] = []
  const log = openLog("info", { write: (line) => void lines.push(line) })
  const failure = await world.db
    .global((tx) => tx`insert into people (id, email) values (gen_random_uuid(), 'Anna.Kowalska@acme.example')`)
    .catch((error: unknown) => error)
  expect(failure).toMatchObject({ detail: expect.stringContaining("Anna.Kowalska") })
  log.error({ error: failure, password: "hunter2", request: { authorization: "Bearer tdg_x" } }, "request failed")
  const [line = ""] = lines
  expect(line).toContain("people_email_check")
  expect(line).toContain("request failed")
  for (const secret of ["Anna", "Kowalska", "hunter2", "tdg_x"]) expect(line).not.toContain(secret)
})
