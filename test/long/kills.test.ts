/** Starts killed at random moments, on one empty database after another: the next start always goes on. */
import { spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import pg from "pg"
import { expect, inject, test } from "vitest"
import { inNamedDatabase } from "../world.ts"

const main = join(import.meta.dirname, "../../src/main.ts")
const rounds = 12 * Number(process.env.LONG ?? 1)

async function emptyDatabase(): Promise<Record<string, string>> {
  const name = `test_${randomUUID().replaceAll("-", "")}`
  const admin = new pg.Client({ connectionString: inNamedDatabase(inject("adminUrl"), "postgres") })
  await admin.connect()
  await admin.query(`create database ${name}`)
  await admin.end()
  return {
    PATH: process.env.PATH ?? "",
    DATABASE_URL: inNamedDatabase(inject("appUrl"), name),
    DATABASE_ADMIN_URL: inNamedDatabase(inject("adminUrl"), name),
    SECRET_KEY: "a key of the tests that is long enough",
  }
}

function tidings(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ["ignore", "pipe", "pipe"] })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk))
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, output })),
  )
  return { child, ended }
}

test(`${rounds} empty databases, each with five starts killed while they migrate, end up migrated and whole`, async () => {
  let killed = 0
  for (let round = 0; round < rounds; round++) {
    const env = await emptyDatabase()
    for (let kill = 0; kill < 5; kill++) {
      const { child, ended } = tidings(["migrate"], env)
      await Promise.race([ended, delay(Math.random() * 700)])
      child.kill("SIGKILL")
      if ((await ended).code === null) killed += 1
    }
    const at = `round ${round}`
    // Two at once, as a supervisor would start them again.
    const both = [tidings(["migrate"], env), tidings(["migrate"], env)]
    for (const { ended } of both) expect(await ended, at).toMatchObject({ code: 0 })
    expect(await tidings(["migrate", "--check"], env).ended, at).toEqual({
      code: 0,
      output: "The database is as it should be.\n",
    })
    expect(await tidings(["verify"], env).ended, at).toEqual({ code: 0, output: "1 organisations, 0 broken\n" })
  }
  console.log(`${killed} of ${rounds * 5} starts were killed before they were done`)
  expect(killed).toBeGreaterThan(rounds)
})
