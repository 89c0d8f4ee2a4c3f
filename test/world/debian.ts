/** Programs of the machine that long tests want: installed where that is allowed, otherwise told. */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"

/** @throws Error that says what to install, where it can't be done here */
export function needsProgram(path: string, debianPackage: string): void {
  if (existsSync(path)) return
  const apt = (...args: string[]) =>
    spawnSync("apt-get", ["-qq", ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      encoding: "utf8",
    })
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    apt("update")
    const { stderr } = apt("install", "-y", "--no-install-recommends", debianPackage)
    if (existsSync(path)) return
    throw new Error(`apt-get could not install ${debianPackage}:\n${stderr}`)
  }
  throw new Error(`${path} is missing. On Debian: apt-get install --no-install-recommends ${debianPackage}`)
}
