/** The command line: `tidings …`. Every mistake of whoever types is one clear message and exit code 1. */

import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { Command, CommanderError } from "commander"
import { z } from "zod"
import { createKey } from "../access/keys.ts"
import type { Link } from "../access/links.ts"
import { installCall, organisationByKey, organisationInput } from "../access/organisations.ts"
import { resetPassword } from "../access/passwords.ts"
import { platformScopes, scopes } from "../access/permissions.ts"
import { firstStartLink, inviteOperator } from "../access/platform.ts"
import { emailAddress } from "../base/address.ts"
import { systemClock } from "../base/clock.ts"
import { type Config, readConfig } from "../base/config.ts"
import { distribute } from "../base/distribute.ts"
import { defaultDataDir } from "../base/embedded.ts"
import { release } from "../base/instance.ts"
import { openLog } from "../base/log.ts"
import { checkMigrated, waitingMigrations } from "../base/migrate.ts"
import { Problem, StartError } from "../base/problem.ts"
import { line } from "../base/route.ts"
import { wallFaults } from "../base/walls.ts"
import { sampleData } from "../catalogue/check.ts"
import type { Variable } from "../catalogue/definition.ts"
import { telephony } from "../catalogue/starting/telephony.ts"
import { startingCatalogue, startingCatalogues } from "../catalogue/starting.ts"
import { receive } from "../deliveries/receipts.ts"
import { type Ask, playMonth } from "../samples/demo.ts"
import { loadSample, removeSample, samples, type SignIn } from "../samples/load.ts"
import { telco } from "../samples/telco.ts"
import { listenForBounces } from "./bounces.ts"
import { addConsole } from "./console.ts"
import { makeOrganisation } from "./founding.ts"
import { addHealth } from "./health.ts"
import { maintain } from "./maintain.ts"
import { asAdministrator, type Opened, type OpenedDatabase, openDatabase, openInstall, reaching } from "./open.ts"
import { addRouteCommands } from "./remote.ts"
import { routes } from "./routes.ts"
import { makeServer } from "./server.ts"
import { dueNow, verify } from "./verify.ts"
import { startWorker } from "./worker.ts"

type Out = { write(text: string): unknown }
type Env = Readonly<Record<string, string | undefined>>

const checkout = new URL("../../", import.meta.url).pathname

/**
 * @param argv the words after the program's name
 * @returns the exit code: 0 well, 1 a mistake or a failure, for `verify` and `migrate --check` the number of what is broken (at most 100)
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
    .command("demo")
    .description("the same, and a month of the sample organisation in a minute; nothing is sent to anybody")
    .option("--seconds-a-day <seconds>", "how long one of the thirty days lasts", "2")
    .action(({ secondsADay }: { secondsADay: string }) => {
      const seconds = read(z.coerce.number().min(0).max(3600), secondsADay)
      return serve(env, say, err, {
        migrating: true,
        api: true,
        worker: true,
        during: (running) => demonstrate(running, seconds, say),
      })
    })
  program
    .command("serve")
    .description("the API, on a migrated database")
    .action(() => serve(env, say, err, { migrating: false, api: true, worker: false }))
  program
    .command("work")
    .description("a worker, on a migrated database")
    .action(() => serve(env, say, err, { migrating: false, api: false, worker: true }))
  /** The same for a command that needs no more than the database, in whatever state it is. */
  const openedDatabase = async (work: (database: OpenedDatabase) => Promise<void>) => {
    const config = readConfig(env, defaultDataDir(checkout))
    const log = openLog(config.logLevel ?? "warn", { write: (line) => void err.write(line) })
    const database = await openDatabase(config, log)
    try {
      await reaching(() => work(database))
    } finally {
      await database.close()
    }
  }

  program
    .command("migrate")
    .description("bring the database up to date")
    .option("--dry-run", "only list what would be applied")
    .option("--check", "only say what is not as it should be; exits with the number")
    .action(async ({ dryRun, check }: { dryRun?: true; check?: true }) => {
      if (dryRun)
        await openedDatabase(async ({ db }) => {
          const waiting = await waitingMigrations(db)
          say(waiting.length ? waiting.map((name) => `Would apply ${name}`).join("\n") : "The database is up to date.")
        })
      else if (check)
        await openedDatabase(async ({ db }) => {
          await checkMigrated(db)
          const faults = await wallFaults(db)
          say(faults.length ? faults.join("\n") : "The database is as it should be.")
          code = Math.min(faults.length, 100)
        })
      else await opened(async () => void say("The database is up to date."), true)
    })
  program
    .command("maintain")
    .description("make partitions ahead, remove what has run out; workers do it once an hour")
    .action(() =>
      opened(async ({ db, clock }) => {
        const { partitions, removed, analysed } = await maintain(db, clock())
        say(`Made ${partitions.length} partitions, removed ${removed} rows, analysed ${analysed.length} tables.`)
      }),
    )
  program
    .command("db")
    .description("how the database lies on its servers")
    .command("distribute")
    .description("lay an empty, migrated database out over a Citus cluster; again after a migration that adds tables")
    .action(() =>
      openedDatabase(async (database) => {
        await checkMigrated(database.db)
        const done = await asAdministrator(database, (admin) => distribute(admin, { log: say }))
        if (!done.length) say("Every table is distributed.")
      }),
    )
  program
    .command("verify")
    .description("check what must always hold; exits with the number broken")
    .action(() =>
      opened(async ({ db, clock }) => {
        const { broken, organisations } = await verify(db, clock())
        for (const { invariant, what, count } of broken) say(`${invariant} is broken ${count} times: ${what}`)
        const count = broken.reduce((sum, each) => sum + each.count, 0)
        say(`${organisations} organisations, ${count} broken`)
        code = Math.min(count, 100)
      }),
    )
  program
    .command("release")
    .description("let sending go on after a restore or a failover")
    .action(() =>
      opened(async ({ db, clock }) => {
        for (const { name, events, deliveries, oldest } of await dueNow(db, clock()))
          say(`${name}: ${events} events and ${deliveries} messages were due, the oldest since ${oldest.toString()}`)
        say(`Released; this is epoch ${await release(db)}.`)
      }),
    )

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
    .option("--catalogue <key>", "the notification types it begins with")
    .action((key: string, { administrator, zone, catalogue, ...options }: Record<string, string>) =>
      opened(async (install) => {
        const input = read(organisationInput, { key, ...options, timeZone: zone })
        const email = read(emailAddress, administrator)
        if (catalogue && !startingCatalogue(catalogue))
          throw new StartError(
            "catalogue_unknown",
            `There is no starting catalogue ${catalogue}.`,
            `There are ${startingCatalogues.map(({ key }) => key).join(", ")}; leave it out to begin with none.`,
          )
        const beginning = { ...input, catalogue: catalogue ?? null, administrator: { name: email, email } }
        const { orgId, letter } = await makeOrganisation(install, beginning)
        say(`Made ${input.name} (${orgId}). ${email} accepts the invitation ${shown(letter.link)}`)
      }),
    )
  program
    .command("operator")
    .description("the people who run this install")
    .command("create <email>")
    .description("invite an operator; again renews the invitation")
    .requiredOption("--name <name>", "their name")
    .action((address: string, options: { name: string }) =>
      opened(async (install) => {
        const input = { email: read(emailAddress, address), name: read(line(200), options.name) }
        const { link } = await install.db.org(install.platformId, (tx) =>
          inviteOperator({ ...installCall(tx, install.clock()), install }, input),
        )
        say(`${input.email} accepts the invitation ${shown(link)}`)
      }),
    )
  program
    .command("password")
    .description("passwords that were forgotten")
    .command("reset <email>")
    .description("print a link that sets a new password")
    .action((email: string) =>
      opened(async (install) => {
        const isKnown = await resetPassword(
          install,
          email.trim().toLowerCase(),
          install.clock(),
          24,
          async (_, { link }) => {
            say(`${email} sets a new password ${shown(link)}`)
          },
        )
        if (!isKnown)
          throw new StartError("person_unknown", `Nobody signs in with ${email}.`, "Is it spelt as in the invitation?")
      }),
    )
  program
    .command("keys")
    .description("API keys")
    .command("create <organisation>")
    .description("make an API key for an organisation, named by its key")
    .requiredOption("--name <name>", "what it is for")
    .option("--scope <permission...>", "what it may do; everything unless told")
    .action((key: string, { name, scope: given }: { name: string; scope?: string[] }) =>
      opened(async ({ db, clock, platformId }) => {
        const orgId = await organisationByKey(db, key)
        if (!orgId)
          throw new StartError(
            "organisation_unknown",
            `There is no organisation ${key}.`,
            "Make one with: npx tidings organisation create",
          )
        const all: string[] = orgId === platformId ? platformScopes : scopes
        const scope = given ?? all
        const unknown = scope.filter((each) => !all.includes(each))
        if (unknown.length)
          throw new StartError(
            "scope_unknown",
            `There is no permission ${unknown.join(", ")} here.`,
            `The permissions are ${all.join(", ")}.`,
          )
        const made = await db.org(orgId, (tx) => createKey(installCall(tx, clock()), { name, scopes: scope }))
        say(made.key)
      }),
    )

  const sample = program.command("sample").description("sample organisations")
  sample
    .command("load <name>")
    .description(`make one of: ${samples.map(({ key }) => key).join(", ")}`)
    .action((name: string) =>
      opened(async ({ db, clock }) => {
        const chosen = samples.find(({ key }) => key === name)
        if (!chosen) throw sampleUnknown(name)
        introduce(chosen.organisation.name, (await loadSample(db, chosen, clock())).signIns, say)
      }),
    )
  sample
    .command("remove <name>")
    .description("take a sample away with all that is in it")
    .action((name: string) =>
      opened(async ({ db }) => {
        if (!(await removeSample(db, name))) throw sampleUnknown(name)
        say(`The sample ${name} is gone.`)
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

const sampleUnknown = (name: string) =>
  new StartError(
    "sample_unknown",
    `There is no sample ${name}.`,
    `There are ${samples.map(({ key }) => key).join(", ")}.`,
  )

/** The people of a sample, with passwords that are shown this once. */
function introduce(organisation: string, signIns: readonly SignIn[], say: (line: string) => unknown): void {
  say(`The sample organisation ${organisation} is loaded. Its people, with passwords shown only now:`)
  for (const { name, role, email, password } of signIns)
    say(`  ${role.padEnd(14)} ${email.padEnd(36)} ${password}  ${name}`)
}

/** How a link is printed: once, to whoever typed the command. */
const shown = ({ url, expiresAt }: Link) => `until ${expiresAt.toString({ smallestUnit: "minute" })}, once:\n  ${url}`

/** What was typed, as its schema wants it. @throws StartError with every mistake */
function read<S extends z.ZodType>(schema: S, typed: unknown): z.output<S> {
  const result = schema.safeParse(typed)
  if (result.success) return result.data
  const mistakes = result.error.issues.map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": "))
  throw new StartError("options_invalid", mistakes.join("\n"), "Mend it and try again.")
}

type Running = { install: Opened; server: Awaited<ReturnType<typeof makeServer>>; signal: AbortSignal }
type Parts = {
  migrating: boolean
  api: boolean
  worker: boolean
  /** What is done besides, once the API listens. */
  during?: (running: Running) => Promise<void>
}

/** Runs until told to stop; then lets requests end, and closes in the order opened. */
async function serve(env: Env, say: (line: string) => unknown, err: Out, parts: Parts): Promise<void> {
  const config = readConfig(env, defaultDataDir(checkout))
  const log = openLog(config.logLevel ?? "info", { write: (line) => void err.write(line) })
  const stopping = new AbortController()
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener("abort", () => resolve())
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort())
  })
  const install = await openInstall(config, { log, migrating: parts.migrating, tell: say })
  try {
    const server = parts.api ? await makeServer(install, routes) : null
    if (server) {
      addHealth(server, install)
      if (!addConsole(server, join(checkout, "console", "dist")))
        log.warn("There is no console to serve: it is built by `npm start`, or by `npm run build`.")
      await server.listen({ port: config.port, host: config.host }).catch((error: Error & { code?: string }) => {
        if (error.code !== "EADDRINUSE") throw error
        throw new StartError(
          "port_taken",
          `Port ${config.port} is taken.`,
          `Stop the other program, or start with another: PORT=${config.port + 1} npm start`,
        )
      })
    }
    const bounces =
      server && config.bouncePort !== null
        ? await listenForBounces(install, config.bouncePort).catch((error: Error & { code?: string }) => {
            if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error
            throw new StartError(
              "bounce_port_taken",
              `Port ${config.bouncePort} (BOUNCE_PORT) is taken, or is not ours to take.`,
              "Stop the other program, or set another port, such as 2525, and let your mail server pass bounces on to it.",
            )
          })
        : null
    const worker = parts.worker ? startWorker(install) : null
    if (parts.migrating && install.isNew && config.samples !== "none" && install.embedded)
      await greetWithSample(install, say)
    if (server && (config.samples === "none" || !install.embedded)) {
      const link = await firstStartLink(install)
      if (link) log.info(`There is no operator yet. Set the install up ${shown(link).replace("\n ", "")}`)
    }
    if (server) say(`Tidings is at ${config.publicUrl}`)
    if (install.pausedReason) say(`Sending is paused: ${install.pausedReason} Look, then run: npx tidings release`)
    try {
      if (server) await parts.during?.({ install, server, signal: stopping.signal })
      await stopped
    } finally {
      await bounces?.close()
      await server?.close()
      await worker?.stop()
    }
  } finally {
    await install.close()
  }
}

/**
 * Plays the demonstration on the sample organisation, which is loaded where it isn't there.
 * @throws StartError where something could really be sent
 */
async function demonstrate(
  { install, server, signal }: Running,
  secondsADay: number,
  say: (line: string) => unknown,
): Promise<void> {
  const { db, clock, config } = install
  const found = await organisationByKey(db, telco.key)
  const loaded = found ? null : await loadSample(db, telco, clock())
  if (loaded) introduce(telco.organisation.name, loaded.signIns, say)
  const orgId = found ?? (loaded?.orgId as string)
  const [row] = await db.org(
    orgId,
    (tx) => tx<{ isSample: boolean; connections: number }>`
      select o.sample is not null as is_sample,
             (select count(*)::int from connections c where c.org_id = o.id) as connections
        from organisations o where o.id = ${tx.orgId}`,
  )
  if (!row?.isSample || row.connections > 0)
    throw new StartError(
      "demo_would_send",
      `${telco.organisation.name} ${row?.isSample ? "has a connection to a provider" : "is no sample organisation"}: the demonstration could really send.`,
      "Delete its connections, or take the sample away and begin anew: npx tidings sample remove telco",
    )
  const { id: keyId, key } = await db.org(orgId, (tx) =>
    createKey(installCall(tx, clock()), { name: "Demonstration", scopes }),
  )
  const ask: Ask = async (address, body) => {
    const [method, url] = address.split(" ") as ["GET", string]
    const headers = { authorization: `Bearer ${key}` }
    const answer = await server.inject({ method, url, headers, ...(body ? { payload: body } : {}) })
    const isJson = String(answer.headers["content-type"]).includes("json")
    return { status: answer.statusCode, body: isJson ? answer.json() : null }
  }
  say(`A month of ${telco.organisation.name} begins: watch Activity at ${config.publicUrl}/activity`)
  try {
    await playMonth(telco, {
      ask,
      receive: (receipts) => db.org(orgId, (tx) => receive(tx, receipts, clock())),
      clock,
      sleep: () => delay(secondsADay * 1000, undefined, { signal }).catch(() => {}),
      say,
      signal,
    })
  } finally {
    await ask(`DELETE /v1/api-keys/${keyId}`)
  }
  if (!signal.aborted) say("The month is over. Tidings goes on until you stop it (Ctrl-C).")
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
  introduce(telco.organisation.name, signIns, say)
  const event = JSON.stringify({
    specversion: "1.0",
    id: "first-1",
    source: "/try",
    type: "balance.near_limit",
    subject: `customer/${telco.customers[0]?.externalId}`,
    data: sampleData(telephony.types.find((type) => type.key === "balance.near_limit") as { variables: Variable[] }),
  })
  say(`Say that something happened:
  curl -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '${event}' ${config.publicUrl}/v1/events
Read what was sent (kept here, as long as there is no mail server):
  curl -H 'Authorization: Bearer ${key}' ${config.publicUrl}/v1/captured`)
}
