/** Runs everything and looks again at what changes: the server by Node's watcher, the console by Vite's. */
import { spawn } from "node:child_process"
import { buildConsole } from "./console.mjs"

await buildConsole({ node: process.execPath, env: process.env })
const vite = ["node_modules/vite/bin/vite.js", "build", "--watch", "--config", "console/vite.config.ts"]
const server = ["--watch", "--watch-path=src", "--watch-path=console/dist", "src/main.ts", "start"]
const children = [vite, server].map((args) => spawn(process.execPath, args, { stdio: "inherit" }))
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    for (const child of children) child.kill(signal)
  })
