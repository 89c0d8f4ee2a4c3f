/** The Chromium of this machine, for walks in the browser: CHROMIUM names one that isn't on the PATH. */
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { needsProgram } from "./debian.ts"

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]

export function chromiumPath(): string | null {
  if (process.env.CHROMIUM) return process.env.CHROMIUM
  const folders = (process.env.PATH ?? "").split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file)) ?? null
}

/** Is it there, or can it be put there? */
export const canWalk = (): boolean =>
  chromiumPath() !== null || (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get"))

/** Where it is; installed first where that is allowed. @throws Error that says what to install */
export function needsChromium(): string {
  const found = chromiumPath()
  if (found) return found
  needsProgram("/usr/bin/chromium", "chromium")
  return "/usr/bin/chromium"
}
