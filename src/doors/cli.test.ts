/** Commands of the machine itself, each run as it is typed but in this process. */
import { expect, test } from "vitest"
import { cloneDatabase } from "../../test/world.ts"
import { createMember } from "../access/members.ts"
import { installCall } from "../access/organisations.ts"
import { systemClock } from "../base/clock.ts"
import { openDb } from "../base/db.ts"
import { run } from "./cli.ts"
import { routes } from "./routes.ts"

test("AL-D9 commands print links that work once, for administrators, operators and forgotten passwords", async () => {
  const { url } = await cloneDatabase()
  const env = {
    DATABASE_URL: url,
    SECRET_KEY: "a key of the tests that is long enough",
    PUBLIC_URL: "https://tidings.example",
  }
  const asked = async (...args: string[]) => {
    let text = ""
    const out = { write: (chunk: string) => (text += chunk) }
    return [await run(args, env, out, out), text] as const
  }
  const link = expect.stringMatching(
    / until \S+Z, once:\n {2}https:\/\/tidings\.example\/link#tdl_[0-9a-f]{32}_\w{43}\n$/,
  )
  const create = ["organisation", "create", "acme", "--name", "Acme", "--administrator"]
  expect(await asked(...create, "ann@acme.example", "--country", "XX", "--zone", "Mars")).toEqual([
    1,
    expect.stringMatching(/country: .*\ntimeZone: /),
  ])
  expect(await asked(...create, "ann")).toEqual([1, expect.stringContaining("@")])
  expect(await asked(...create, "Ann@Acme.example")).toEqual([0, link])
  expect(await asked(...create, "ann@acme.example")).toEqual([1, expect.stringContaining("key acme")])
  expect(await asked("operator", "create", "ola@tidings.example", "--name", "Ola")).toEqual([0, link])
  expect(await asked("password", "reset", "ola@tidings.example"), "she has yet to accept").toEqual([
    1,
    expect.stringContaining("Nobody signs in with ola@tidings.example."),
  ])

  const db = openDb({ url, poolSize: 1 })
  const [row] = await db.global((tx) => tx<{ id: string }>`select id from organisations where key = 'acme'`)
  const eve = { name: "Eve", email: "eve@acme.example", role: "employee", password: "correct horse battery" } as const
  await db.org(row?.id as string, (tx) => createMember(installCall(tx, systemClock()), eve))
  await db.close()
  expect(await asked("password", "reset", "Eve@acme.example")).toEqual([0, link])
})

test("a key of the platform carries an operator's permissions, another's an administrator's", async () => {
  const { url } = await cloneDatabase()
  const env = { DATABASE_URL: url, SECRET_KEY: "a key of the tests that is long enough" }
  const keys = async (...args: string[]) => {
    let text = ""
    const out = { write: (chunk: string) => (text += chunk) }
    return [await run(["keys", "create", "platform", "--name", "ops", ...args], env, out, out), text] as const
  }
  expect(await keys()).toEqual([0, expect.stringMatching(/^tdg_\w+\n$/)])
  expect(await keys("--scope", "members:edit")).toEqual([
    1,
    expect.stringContaining("The permissions are platform:manage, connections:manage."),
  ])
})

test("every route of the API is a command of its name, with its parameters", async () => {
  for (const route of routes) {
    let text = ""
    const out = { write: (chunk: string) => (text += chunk) }
    expect(await run([...route.name.split(" "), "--help"], {}, out, out), route.name).toBe(0)
    expect(text, route.name).toContain(route.summary.split(" ").slice(0, 3).join(" "))
    for (const name of Object.keys(route.params.shape))
      expect(text).toContain(`<${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}>`)
  }
})
