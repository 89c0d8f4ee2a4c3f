/** The command line: `tidings …`. Every mistake of whoever types is one clear message and exit code 1. */

import { Command, CommanderError } from "commander"
import { createKey } from "../access/keys.ts"
import { createMember } from "../access/members.ts"
import { createOrganisation, everyOrganisation, installCall, organisationByKey } from "../access/organisations.ts"
import { scopes } from "../access/permissions.ts"
import { brokenSeals } from "../audit/audit.ts"
import { systemClock } from "../base/clock.ts"
import { type Config, readConfig } from "../base/config.ts"
import { defaultDataDir } from "../base/embedded.ts"
import { newPassword } from "../base/ids.ts"
import { release } from "../base/instance.ts"
import { openLog } from "../base/log.ts"
import { Problem, StartError } from "../base/problem.ts"
import { createDefaultClass } from "../customers/classes.ts"
import { wrongSizes } from "../customers/sizes.ts"
import { loadSample } from "../samples/load.ts"
import { telco } from "../samples/telco.ts"
import { addHealth } from "./health.ts"
import { type Opened, openInstall } from "./open.ts"
import { addRouteCommands } from "./remote.ts"
import { routes } from "./routes.ts"
import { makeServer } from "./server.ts"
import { startWorker } from "./worker.ts"

type Out = { write(text: string): unknown }
type Env = Readonly<Record<string, string | undefined>>

const checkout = new URL("../../", import.meta.url).pathname

/**
 * @param argv the words after the program's name
 * @returns the exit code: 0 well, 1 a mistake or a failure, for `verify` the number of what is broken (at most 100)
 */
export async function run(argv: readonly string[], env: Env, out: Out, err: Out): Promise<number> {
  let code = 0
  const say = (line: string) => out.write(`${line}\n`)
  const program = new Command("tidings")
    .description("Customer notifications: who is told what, on which channel, in whose words.")
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) })
    .exitOverride()
    .showSuggestionAfterError()

  /** Opens the install for one command and closes it afterwards. */
  const opened = async (work: (install: Opened) => Promise<void>, migrating = false) => {
    const config = readConfig(env, defaultDataDir(checkout))
    const log = openLog(config.logLevel ?? "warn", { write: (line) => void err.write(line) })
    const install = await openInstall(config, { log, migrating, tell: say })
    try {
      await work(install)
    } finally {
      await install.close()
    }
  }

  program
    .command("start")
    .description("everything in one process: database, migrations, samples, API and worker")
    .action(() => serve(env, say, err, { migrating: true, api: true, worker: true }))
  program
    .command("serve")
    .description("the API, on a migrated database")
    .action(() => serve(env, say, err, { migrating: false, api: true, worker: false }))
  program
    .command("work")
    .description("a worker, on a migrated database")
    .action(() => serve(env, say, err, { migrating: false, api: false, worker: true }))
  program
    .command("migrate")
    .description("bring the database up to date")
    .action(() => opened(async () => void say("The database is up to date."), true))
  program
    .command("verify")
    .description("check what must always hold; exits with the number broken")
    .action(() =>
      opened(async ({ db }) => {
        let broken = 0
        const organisations = await everyOrganisation(db)
        for (const orgId of organisations)
          broken += (await db.org(orgId, brokenSeals)) + (await db.org(orgId, wrongSizes))
        say(`${organisations.length} organisations, ${broken} broken`)
        code = Math.min(broken, 100)
      }),
    )
  program
    .command("release")
    .description("let sending go on after a restore or a failover")
    .action(() => opened(async ({ db }) => void say(`Released; this is epoch ${await release(db)}.`)))

  const organisation = program.command("organisation").description("organisations of this install")
  organisation
    .command("create <key>")
    .description("make an organisation and its first administrator")
    .requiredOption("--name <name>", "its name")
    .requiredOption("--administrator <email>", "the first administrator's address")
    .option("--country <code>", "ISO 3166-1", "PL")
    .option("--language <tag>", "main language", "en")
    .option("--zone <zone>", "time zone", "Europe/Warsaw")
    .option("--currency <code>", "ISO 4217", "EUR")
    .action(
      (key: string, options: Record<"name" | "administrator" | "country" | "language" | "zone" | "currency", string>) =>
        opened(async ({ db, clock }) => {
          const { name, country, language, zone, currency, administrator } = options
          const orgId = await createOrganisation(
            db,
            { key, name, country, language, timeZone: zone, currency },
            clock(),
            (call) => createDefaultClass(call, "Customers"),
          )
          const password = newPassword()
          await db.org(orgId, (tx) =>
            createMember(installCall(tx, clock()), {
              name: administrator,
              email: administrator,
              role: "administrator",
              password,
            }),
          )
          say(`Made ${name} (${orgId}). ${administrator} signs in with ${password}`)
        }),
    )
  program
    .command("keys")
    .description("API keys")
    .command("create <organisation>")
    .description("make an API key for an organisation, named by its key")
    .requiredOption("--name <name>", "what it is for")
    .option("--scope <permission...>", "what it may do; everything unless told", [...scopes])
    .action((key: string, { name, scope }: { name: string; scope: string[] }) =>
      opened(async ({ db, clock }) => {
        const unknown = scope.filter((each) => !(scopes as string[]).includes(each))
        if (unknown.length)
          throw new StartError(
            "scope_unknown",
            `There is no permission ${unknown.join(", ")}.`,
            `The permissions are ${scopes.join(", ")}.`,
          )
        const orgId = await organisationByKey(db, key)
        if (!orgId)
          throw new StartError(
            "organisation_unknown",
            `There is no organisation ${key}.`,
            "Make one with: npx tidings organisation create",
          )
        const made = await db.org(orgId, (tx) => createKey(installCall(tx, clock()), { name, scopes: scope }))
        say(made.key)
      }),
    )

  addRouteCommands(program, routes, env, out)

  try {
    await program.parseAsync([...argv], { from: "user" })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    if (error instanceof StartError) err.write(`${error.message}\n${error.hint}\n`)
    else if (error instanceof Problem) err.write(`${error.message}\n`)
    else err.write(`${(error as Error).stack ?? String(error)}\n`)
    return 1
  }
}

type Parts = { migrating: boolean; api: boolean; worker: boolean }

/** Runs until told to stop; then lets requests end, and closes in the order opened. */
async function serve(env: Env, say: (line: string) => unknown, err: Out, parts: Parts): Promise<void> {
  const config = readConfig(env, defaultDataDir(checkout))
  const log = openLog(config.logLevel ?? (parts.migrating ? "warn" : "info"), { write: (line) => void err.write(line) })
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve())
  })
  const install = await openInstall(config, { log, migrating: parts.migrating, tell: say })
  try {
    const server = parts.api ? await makeServer(install, routes) : null
    if (server) {
      addHealth(server, install)
      await server.listen({ port: config.port, host: config.host }).catch((error: Error & { code?: string }) => {
        if (error.code !== "EADDRINUSE") throw error
        throw new StartError(
          "port_taken",
          `Port ${config.port} is taken.`,
          `Stop the other program, or start with another: PORT=${config.port + 1} npm start`,
        )
      })
    }
    const worker = parts.worker ? startWorker(install) : null
    if (parts.migrating && install.isNew && config.samples !== "none" && install.embedded)
      await greetWithSample(install, say)
    if (server) say(`Tidings is at ${config.publicUrl}`)
    if (install.pausedReason) say(`Sending is paused: ${install.pausedReason} Look, then run: npx tidings release`)
    await stopped
    await server?.close()
    await worker?.stop()
  } finally {
    await install.close()
  }
}

/** The first start on an empty embedded database: the sample, how to sign in, a call that works. */
async function greetWithSample(
  { db, config }: { db: Opened["db"]; config: Config },
  say: (line: string) => unknown,
): Promise<void> {
  const { orgId, signIns } = await loadSample(db, telco, systemClock())
  const { key } = await db.org(orgId, (tx) =>
    createKey(installCall(tx, systemClock()), { name: "First steps", scopes }),
  )
  say(`The sample organisation ${telco.organisation.name} is loaded. Its people, with passwords shown only now:`)
  for (const { name, role, email, password } of signIns)
    say(`  ${role.padEnd(14)} ${email.padEnd(36)} ${password}  ${name}`)
  say(`Try:\n  curl -H 'Authorization: Bearer ${key}' ${config.publicUrl}/v1/areas`)
}
