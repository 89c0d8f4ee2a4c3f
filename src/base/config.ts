/** Settings from the environment: all mistakes at once, each with what to do. */
import { readFileSync } from "node:fs"
import { z } from "zod"
import { type Allowed, readAllowed } from "./networks.ts"
import { StartError } from "./problem.ts"

const httpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    "an address that begins with http:// or https://",
  )

/** libpq's form, which allows an empty host for a socket: not always what WHATWG calls a URL. */
const databaseUrl = z.string().regex(/^postgres(ql)?:\/\//, "an address that begins with postgres://")

const allowed = z.string().transform((text, context): Allowed[] => {
  try {
    return readAllowed(text)
  } catch (error) {
    context.addIssue((error as RangeError).message)
    return z.NEVER
  }
})

const settings = z.object({
  PORT: z.coerce.number().int().min(1).max(65535).default(8080),
  /** The address to listen on; everywhere unless told. */
  HOST: z.string().min(1).default("0.0.0.0"),
  /** Where the embedded database and the secret key live. */
  DATA_DIR: z.string().min(1).optional(),
  DATABASE_URL: databaseUrl.optional(),
  /** A login that may create roles; asked for only while the two roles do not exist. */
  DATABASE_ADMIN_URL: databaseUrl.optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(500).default(16),
  /** `transaction` behind a pooler that gives connections to transactions. */
  DATABASE_POOLER: z.enum(["none", "transaction"]).default("none"),
  PUBLIC_URL: httpUrl.optional(),
  /** One or more keys separated by commas, each at least 32 characters; the first seals, all open. */
  SECRET_KEY: z
    .string()
    .refine((text) => text.split(",").every((key) => key.trim().length >= 32), { error: "at least 32 characters" })
    .optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).optional(),
  /** Proxies whose X-Forwarded-For is believed: addresses or networks, separated by commas. */
  TRUSTED_PROXIES: z.string().optional(),
  /** What may be reached beside public addresses: networks and host:port, separated by commas. */
  OUTBOUND_ALLOW: allowed.optional(),
  /** Where bounces and complaints come in, by SMTP or LMTP; nowhere unless set. */
  BOUNCE_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  /** `none` starts without the sample organisations. */
  SAMPLES: z.enum(["telco", "none"]).default("telco"),
})

export const settingNames = Object.keys(settings.shape)

export type Config = {
  port: number
  host: string
  dataDir: string | null
  databaseUrl: string | null
  databaseAdminUrl: string | null
  poolSize: number
  pooler: "none" | "transaction"
  /** Where people reach this install, without a slash at the end. */
  publicUrl: string
  secretKey: string | null
  logLevel: string | null
  trustedProxies: string[]
  outboundAllow: Allowed[]
  bouncePort: number | null
  samples: "telco" | "none"
}

/** Edits (insert, delete, replace, swap) from one word to another, up to 3. */
export function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, i) => [i])
  for (let j = 0; j <= b.length; j++) (rows[0] as number[])[j] = j
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const at = (x: number, y: number) => rows[x]?.[y] ?? 3
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same)
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(i - 2, j - 2) + 1)
      ;(rows[i] as number[])[j] = best
    }
  return Math.min(3, rows[a.length]?.[b.length] ?? 3)
}

/** The known word nearest to what was written, if it is near enough to be a slip. */
export function didYouMean(word: string, known: Iterable<string>): string | null {
  const limit = word.length > 4 ? 2 : 1
  let best: string | null = null
  let least = limit + 1
  for (const candidate of known) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase())
    if (edits < least) [best, least] = [candidate, edits]
  }
  return best
}

/**
 * Reads the settings. Each name also works as NAME_FILE, the path of a file that holds the value.
 * @throws StartError config_invalid that lists every mistake
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, dataDirDefault?: string): Config {
  const mistakes: string[] = []
  const values: Record<string, string> = {}
  const known = [...settingNames, ...settingNames.map((name) => `${name}_FILE`)]
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === "") continue
    if (settingNames.includes(name)) {
      values[name] = value
    } else if (known.includes(name)) {
      const target = name.slice(0, -"_FILE".length)
      if (env[target]) mistakes.push(`${name} and ${target} are both set; keep one.`)
      try {
        values[target] = readFileSync(value, "utf8").trim()
      } catch {
        mistakes.push(`${name}: the file ${value} cannot be read.`)
      }
    } else if (name.startsWith("TIDINGS_") && !["TIDINGS_URL", "TIDINGS_API_KEY"].includes(name)) {
      mistakes.push(`${name} is not a setting of Tidings. The names are ${settingNames.join(", ")}.`)
    } else if (/^[A-Z]+_[A-Z_]+$/.test(name)) {
      // Other programs' names are none of our business, but a slip in one of ours would be ignored in silence.
      const meant = didYouMean(name, known)
      if (meant) mistakes.push(`${name} is not a setting of Tidings. Did you mean ${meant}?`)
    }
  }
  const read = settings.safeParse(values)
  for (const issue of read.error?.issues ?? []) mistakes.push(`${issue.path.join(".")}: ${issue.message}.`)
  if (values.DATABASE_URL && !values.SECRET_KEY)
    mistakes.push("SECRET_KEY is needed with DATABASE_URL. Make one with: openssl rand -base64 48")
  if (mistakes.length || !read.data)
    throw new StartError(
      "config_invalid",
      `The settings have mistakes:\n  ${mistakes.join("\n  ")}`,
      "Mend them and start again.",
    )
  const set = read.data
  return {
    port: set.PORT,
    host: set.HOST,
    dataDir: set.DATABASE_URL ? (set.DATA_DIR ?? null) : (set.DATA_DIR ?? dataDirDefault ?? "data"),
    databaseUrl: set.DATABASE_URL ?? null,
    databaseAdminUrl: set.DATABASE_ADMIN_URL ?? null,
    poolSize: set.DATABASE_POOL_SIZE,
    pooler: set.DATABASE_POOLER,
    publicUrl: (set.PUBLIC_URL ?? `http://localhost:${set.PORT}`).replace(/\/+$/, ""),
    secretKey: set.SECRET_KEY ?? null,
    logLevel: set.LOG_LEVEL ?? null,
    trustedProxies: set.TRUSTED_PROXIES?.split(",").map((proxy) => proxy.trim()) ?? [],
    outboundAllow: set.OUTBOUND_ALLOW ?? [],
    bouncePort: set.BOUNCE_PORT ?? null,
    samples: set.SAMPLES,
  }
}
