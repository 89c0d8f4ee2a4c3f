/**
 * Once a run: a real PostgreSQL, and in it a migrated database that every test file clones. TEST_POSTGRES_BIN names the
 * bin folder of another server, so that the whole suite can run on each version that is supported.
 */
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { TestProject } from "vitest/node"
import { systemClock } from "../src/base/clock.ts"
import { openDb } from "../src/base/db.ts"
import { startEmbedded } from "../src/base/embedded.ts"
import { newId } from "../src/base/ids.ts"
import { migrate } from "../src/base/migrate.ts"
import { installCall } from "../src/access/organisations.ts"
import { foundPlatform } from "../src/samples/found.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** The superuser, in the database `tidings`, which is the migrated template. */
    adminUrl: string
    /** The login that the application uses. */
    appUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // In memory where there is such a folder: flushing to disk costs nothing there, so durability stays on as in life.
  const dataDir = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "tidings-test-"))
  chmodSync(dataDir, 0o755) // as root the server runs as another user, who must get there
  const server = await startEmbedded({
    dataDir: join(dataDir, "data"),
    log: () => {},
    settings: { max_connections: "300", autovacuum: "off" },
    ...(process.env.TEST_POSTGRES_BIN ? { binDir: process.env.TEST_POSTGRES_BIN } : {}),
  })
  const [db, admin] = [openDb({ url: server.url, poolSize: 2 }), openDb({ url: server.adminUrl, poolSize: 2 })]
  await migrate(db, { admin, now: systemClock() })
  await Promise.all([db.close(), admin.close()])
  // The same with the organisation that stands for the install, which nearly every test wants.
  const beside = openDb({ url: server.adminUrl.replace(/\/tidings(?=\?|$)/, "/postgres"), poolSize: 1 })
  await beside.bare((sql) => sql`create database tidings_founded template tidings`)
  await beside.close()
  const founded = openDb({ url: server.url.replace(/\/tidings(?=\?|$)/, "/tidings_founded"), poolSize: 1 })
  await founded.org(newId(), (tx) => foundPlatform(installCall(tx, systemClock())))
  await founded.close()
  project.provide("adminUrl", server.adminUrl)
  project.provide("appUrl", server.url)
  return async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
