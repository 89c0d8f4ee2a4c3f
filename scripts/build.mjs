/** Builds the console where it isn't up to date: `npm run build`. */
import { buildConsole } from "./console.mjs"
import { fail, prepare } from "./runtime.mjs"

try {
  await buildConsole(await prepare())
} catch (error) {
  fail(error)
}
