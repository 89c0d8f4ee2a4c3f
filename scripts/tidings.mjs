#!/usr/bin/env node
/** The command `tidings` of a checkout: `npx tidings …`. */
import { join } from "node:path"
import { fail, handOver, prepare, root } from "./runtime.mjs"

try {
  handOver(await prepare(), [join(root, "src", "main.ts"), ...process.argv.slice(2)])
} catch (error) {
  fail(error)
}
