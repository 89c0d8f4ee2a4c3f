/** Which providers there are: every file in a channel's folder that has one as its default export. No list is kept. */
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { channels } from "../base/words.ts"
import { isProvider, type Provider } from "./provider.ts"

/** Providers by "channel/name", such as "email/smtp". @throws Error where two have one name, or a folder that is not theirs */
export async function findProviders(folder = import.meta.dirname): Promise<ReadonlyMap<string, Provider>> {
  const found = new Map<string, Provider>()
  for (const channel of channels) {
    const files: string[] = await readdir(join(folder, channel)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return []
      throw error
    })
    for (const file of files) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue
      const { default: provider } = (await import(join(folder, channel, file))) as { default?: unknown }
      if (!isProvider(provider)) continue
      const key = `${channel}/${provider.name}`
      if (provider.channel !== channel || found.has(key))
        throw new Error(`${channel}/${file}: ${key} cannot stand here`)
      found.set(key, provider)
    }
  }
  return found
}
