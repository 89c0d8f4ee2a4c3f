/**
 * A world for one test file: a database cloned from the migrated template, an install on it, the API in process, and
 * people to act. Every answer is held to openapi.json. When the file ends, what must always hold is checked.
 */
import { randomUUID } from "node:crypto"
import pg from "pg"
import { afterAll, expect, inject } from "vitest"
import { createKey } from "../src/access/keys.ts"
import {
  addOrganisation,
  everyOrganisation,
  installCall,
  type NewOrganisation,
  organisationByKey,
} from "../src/access/organisations.ts"
import { type Permission, scopes } from "../src/access/permissions.ts"
import { brokenSeals, sealAll } from "../src/audit/audit.ts"
import { systemClock } from "../src/base/clock.ts"
import { readConfig } from "../src/base/config.ts"
import { type Db, openDb } from "../src/base/db.ts"
import { newId } from "../src/base/ids.ts"
import { registerInstance } from "../src/base/instance.ts"
import { openLog } from "../src/base/log.ts"
import { openOutbound, type Outbound } from "../src/base/outbound.ts"
import type { Install } from "../src/base/route.ts"
import { openSecrets } from "../src/base/secrets.ts"
import type { StartingCatalogue } from "../src/catalogue/definition.ts"
import { createDefaultClass } from "../src/customers/classes.ts"
import { wrongSizes } from "../src/customers/sizes.ts"
import { routes } from "../src/doors/routes.ts"
import { makeServer } from "../src/doors/server.ts"
import { letterWriter } from "../src/events/letters.ts"
import { found, foundPlatform } from "../src/samples/found.ts"
import { checkAnswer } from "./contract.ts"

/** A database of this file's own. */
export async function cloneDatabase(template = "tidings"): Promise<{ url: string; adminUrl: string }> {
  const name = `test_${randomUUID().replaceAll("-", "")}`
  const admin = new pg.Client({ connectionString: inNamedDatabase(inject("adminUrl"), "postgres") })
  await admin.connect()
  await admin.query(`create database ${name} template ${template}`)
  await admin.end()
  return { url: inNamedDatabase(inject("appUrl"), name), adminUrl: inNamedDatabase(inject("adminUrl"), name) }
}

/** The same server and login, another database. */
export function inNamedDatabase(url: string, name: string): string {
  const [, head, query = ""] = /^([^?]*\/)[^/?]*(\?.*)?$/.exec(url) ?? []
  return `${head}${name}${query}`
}

/** An empty organisation, in a transaction of its own. */
export async function createOrganisation(db: Db, input: NewOrganisation, now: Temporal.Instant): Promise<string> {
  const orgId = newId()
  await db.org(orgId, (tx) => addOrganisation(installCall(tx, now), input))
  return orgId
}

export type Answer = {
  status: number
  headers: Record<string, unknown>
  body: Record<string, never> & { [name: string]: unknown }
  text: string
}
export type Api = (address: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

export type World = {
  install: Install
  db: Db
  url: string
  adminUrl: string
  /** What the server logged above "info". */
  logged: string[]
  /** What it told at "info", such as the links it would send; the newest first. */
  told: string[]
  /** Calls the API without a credential. */
  anonymous: Api
  /** A new organisation: empty, or founded with the system's types alone, or with a starting catalogue as well. */
  organisation(
    key?: string,
    catalogue?: StartingCatalogue | "system" | null,
  ): Promise<{ orgId: string; api: Api; withScopes: (given: readonly Permission[]) => Promise<Api> }>
}

/** Names have an address, and nothing is reached: a test that sends brings its own. */
const nowhere = openOutbound({ resolve: async () => ["93.184.215.14"], resolveTxt: async () => [] })

/** @param database a migrated one; a clone of its own unless told */
export async function makeWorld({
  outbound = nowhere,
  database,
}: {
  outbound?: Outbound
  database?: { url: string; adminUrl: string }
} = {}): Promise<World> {
  const { url, adminUrl } = database ?? (await cloneDatabase("tidings_founded"))
  const db = openDb({ url, poolSize: 12 })
  const secrets = openSecrets("a key of the tests that is long enough")
  const logged: string[] = []
  const told: string[] = []
  const log = openLog("info", {
    write(line) {
      const { level, msg } = JSON.parse(line) as { level: string; msg: string }
      if (level === "info") told.unshift(msg)
      else logged.push(line)
    },
  })
  const founded = await organisationByKey(db, "platform")
  const platformId = founded ?? newId()
  if (!founded) await db.org(platformId, (tx) => foundPlatform(installCall(tx, systemClock())))
  await registerInstance(db, secrets, platformId, systemClock())
  const config = readConfig({})
  const writeLetter: Install["writeLetter"] = (...told) => letterWriter(install)(...told)
  const install: Install = { config, db, secrets, outbound, writeLetter, clock: systemClock, log, platformId }
  const server = await makeServer(install, routes)

  const call =
    (credential: string | null): Api =>
    async (address, body, headers = {}) => {
      const [method, path] = address.split(" ") as ["GET", string]
      const answer = await server.inject({
        method,
        url: path,
        headers: { ...(credential ? { authorization: `Bearer ${credential}` } : {}), ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      })
      checkAnswer(method, path, {
        status: answer.statusCode,
        contentType: answer.headers["content-type"]?.toString(),
        text: answer.body,
      })
      const isJson = /[/+]json\b/.test(String(answer.headers["content-type"]))
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: isJson ? answer.json() : {},
        text: answer.body,
      }
    }

  afterAll(async () => {
    await sealAll(db, systemClock())
    for (const orgId of await everyOrganisation(db)) {
      expect(await db.org(orgId, brokenSeals)).toBe(0)
      expect(await db.org(orgId, wrongSizes), "every class has the size that is kept").toBe(0)
    }
    expect(logged, "nothing failed inside").toEqual([])
    await server.close()
    await db.close()
  })

  return {
    install,
    db,
    url,
    adminUrl,
    logged,
    told,
    anonymous: call(null),
    async organisation(key = `org-${randomUUID().slice(0, 8)}`, catalogue = null) {
      const details = { key, name: key, country: "PL", language: "pl", timeZone: "Europe/Warsaw", currency: "PLN" }
      const orgId = newId()
      await db.org(orgId, async (tx) => {
        const made = installCall(tx, install.clock())
        // An empty one is enough for most, and made much faster.
        if (catalogue) return await found(made, { ...details, catalogue: catalogue === "system" ? null : catalogue })
        await addOrganisation(made, details)
        return await createDefaultClass(made, "Customers")
      })
      const withScopes = async (given: readonly Permission[]) => {
        const made = await db.org(orgId, (tx) =>
          createKey(installCall(tx, systemClock()), { name: "test", scopes: given }),
        )
        return call(made.key)
      }
      return { orgId, api: await withScopes(scopes), withScopes }
    },
  }
}
