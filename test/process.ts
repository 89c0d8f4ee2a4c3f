/** The program as it is typed: a process of its own, and what it said. */
import { type ChildProcess, spawn } from "node:child_process"
import { type AddressInfo, createServer as createSocketServer } from "node:net"
import { join } from "node:path"

export async function freePort(): Promise<number> {
  const server = createSocketServer().listen(0, "127.0.0.1")
  await new Promise((ready) => server.once("listening", ready))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

export type Running = {
  child: ChildProcess
  output: () => string
  ended: Promise<number | null>
  said(text: string): Promise<void>
}

export function tidings(args: string[], env: Record<string, string>): Running {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../src/main.ts"), ...args], {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  const waiting: { text: string; done: () => void }[] = []
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => {
      output += chunk
      for (const { text, done } of waiting) if (output.includes(text)) done()
    })
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve))
  return {
    child,
    output: () => output,
    ended,
    said: (text) =>
      Promise.race([
        new Promise<void>((done) => (output.includes(text) ? done() : waiting.push({ text, done }))),
        ended.then((code) => {
          throw new Error(`ended with ${code} before saying "${text}":\n${output}`)
        }),
      ]),
  }
}
