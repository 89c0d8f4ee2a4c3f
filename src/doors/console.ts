/**
 * The console's files: a page for whoever opens an address in a browser, and what the page loads. Files are named by
 * their contents and kept for good; the page itself is never kept, and carries a number used once, without which no
 * style of it counts.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { extname, join } from "node:path"
import type { FastifyInstance, FastifyRequest } from "fastify"
import { newSecret } from "../base/ids.ts"
import { Problem } from "../base/problem.ts"

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
}

/** What the build writes in the place of the number; see console/vite.config.ts. */
const placeholder = "NONCE"

/**
 * What the page may load. Scripts come from here only. Styles too, or carry the page's number, as those do that Mantine
 * makes of the theme. Attributes of style are let through, because an e-mail that is shown has them, in a frame that
 * inherits this policy; they load nothing.
 */
const policyOf = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ")

type File = { type: string; bytes: Buffer; br?: Buffer; gzip?: Buffer }

/** The files of a build, read once: about two megabytes. */
function readFiles(folder: string): Map<string, File> {
  const files = new Map<string, File>()
  for (const name of readdirSync(folder)) {
    const type = types[extname(name)]
    if (!type) continue
    const beside = (ending: string) => {
      const path = join(folder, `${name}${ending}`)
      return existsSync(path) ? readFileSync(path) : undefined
    }
    const [br, gzip] = [beside(".br"), beside(".gz")]
    files.set(name, { type, bytes: readFileSync(join(folder, name)), ...(br ? { br } : {}), ...(gzip ? { gzip } : {}) })
  }
  return files
}

/** What programs ask for is never answered with a page. */
const isProgram = (path: string) => /^\/(v1|livez|readyz|metrics|assets)(\/|$)/.test(path)

const wantsPage = ({ headers }: FastifyRequest) => (headers.accept ?? "").includes("text/html")

/**
 * Serves a build of the console at `/`: any address that isn't a program's is the page, which knows its own ways.
 * @param folder where the build is
 * @returns false where there is none
 */
export function addConsole(server: FastifyInstance, folder: string): boolean {
  const pageFile = join(folder, "index.html")
  if (!existsSync(pageFile)) return false
  const page = readFileSync(pageFile, "utf8")
  const files = readFiles(join(folder, "assets"))

  server.get<{ Params: { name: string } }>("/assets/:name", (request, reply) => {
    const file = files.get(request.params.name)
    if (!file) throw new Problem("not_found")
    const accepted = request.headers["accept-encoding"] ?? ""
    const coding = file.br && /\bbr\b/.test(accepted) ? "br" : file.gzip && /\bgzip\b/.test(accepted) ? "gzip" : null
    void reply.type(file.type).headers({
      "cache-control": "public, max-age=31536000, immutable",
      vary: "accept-encoding",
      ...(coding ? { "content-encoding": coding } : {}),
    })
    return reply.send(coding ? file[coding] : file.bytes)
  })

  server.get("/*", (request, reply) => {
    const path = request.url.split("?")[0] as string
    if (isProgram(path) || !wantsPage(request)) throw new Problem("not_found")
    const nonce = newSecret()
    void reply.headers({ "cache-control": "no-store", "content-security-policy": policyOf(nonce), vary: "accept" })
    return reply.type("text/html; charset=utf-8").send(page.replaceAll(placeholder, nonce))
  })
  return true
}
