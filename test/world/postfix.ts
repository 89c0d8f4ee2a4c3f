/** A real Postfix on this machine alone: it listens on loopback, keeps what it is sent in folders and passes nothing on. */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { makeCertificate } from "./certificate.ts"
import { needsProgram } from "./debian.ts"

const daemons = "/usr/lib/postfix/sbin"

export type Postfix = {
  port: number
  roots: string[]
  /** The next message in somebody's mailbox, with the lines as Postfix keeps them (LF); each is given once. */
  next(user: string): Promise<Buffer>
  log(): string
  stop(): Promise<void>
}

/** @param users have a mailbox at example.org; nobody else has */
export async function startPostfix(port: number, users: readonly string[]): Promise<Postfix> {
  needsProgram("/usr/sbin/postfix", "postfix")
  const folder = mkdtempSync("/tmp/tidings-postfix-")
  chmodSync(folder, 0o755)
  const { key, certificate } = makeCertificate("mail.example.org")
  const config = join(folder, "config")
  const mail = join(folder, "mail")
  for (const name of ["config", "queue", "data", "mail"]) mkdirSync(join(folder, name))
  spawnSync("chown", ["postfix", join(folder, "data")])
  spawnSync("chown", ["nobody:nogroup", mail])
  writeFileSync(join(config, "key.pem"), key + certificate, { mode: 0o600 })
  writeFileSync(
    join(config, "main.cf"),
    `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
daemon_directory = ${daemons}
command_directory = /usr/sbin
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.org
mydestination =
mynetworks =
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
local_transport = error:nothing is local
virtual_mailbox_domains = example.org
virtual_mailbox_base = ${mail}
virtual_mailbox_maps = inline:{${users.map((user) => `{${user}@example.org = ${user}/}`).join(" ")}}
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_security_level = may
smtpd_tls_chain_files = ${config}/key.pem
smtputf8_enable = yes
message_size_limit = 20000000
virtual_mailbox_limit = 0
maillog_file = ${folder}/postfix.log
maillog_file_prefixes = ${folder}
`,
  )
  // Each daemon under the name that the others call it by, with as many processes as it may have.
  const services = [
    "rewrite - trivial-rewrite",
    "bounce 0 bounce",
    "defer 0 bounce",
    "trace 0 bounce",
    "verify 1 verify",
  ]
  services.push(
    "proxymap - proxymap",
    "virtual - virtual",
    "error - error",
    "retry - error",
    "anvil 1 anvil",
    "scache 1 scache",
  )
  writeFileSync(
    join(config, "master.cf"),
    [
      `127.0.0.1:${port} inet n - n - - smtpd`,
      "cleanup unix n - n - 0 cleanup",
      "qmgr unix n - n 300 1 qmgr",
      "flush unix n - n 1000? 0 flush",
      "tlsmgr unix - - n 1000? 1 tlsmgr",
      "postlog unix-dgram n - n - 1 postlogd",
      ...services.map((line) => {
        const [name = "", most = "", program = ""] = line.split(" ")
        return `${name} unix - ${name === "virtual" ? "n" : "-"} n - ${most} ${program}`
      }),
      "",
    ].join("\n"),
  )
  const log = () => (existsSync(`${folder}/postfix.log`) ? readFileSync(`${folder}/postfix.log`, "utf8") : "")
  const checked = spawnSync("/usr/sbin/postfix", ["-c", config, "check"], { encoding: "utf8" })
  // -e: should nobody be left to stop it, it ends by itself after a quarter of an hour.
  const master = spawn(join(daemons, "master"), ["-c", config, "-d", "-e", "900"], { stdio: "ignore" })
  const ended = once(master, "exit").then(() => {
    throw new Error(`Postfix ended:\n${checked.stderr}\n${log()}`)
  })
  ended.catch(() => {})
  while (!(await isOpen(port))) await Promise.race([ended, delay(50)])
  const given = new Set<string>()
  return {
    port,
    roots: [certificate],
    async next(user) {
      const inbox = join(mail, user, "new")
      const find = () => (existsSync(inbox) ? readdirSync(inbox).find((name) => !given.has(name)) : undefined)
      let name = find()
      if (name === undefined) {
        const changed = new AbortController()
        const watcher = watch(mail, { recursive: true, signal: changed.signal })
        try {
          while ((name = find()) === undefined) await Promise.race([once(watcher, "change"), ended])
        } finally {
          changed.abort()
        }
      }
      given.add(name)
      return readFileSync(join(inbox, name))
    },
    log,
    async stop() {
      const gone = once(master, "exit")
      master.kill("SIGTERM")
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1")
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false))
    socket.on("connect", () => socket.destroy())
  })
