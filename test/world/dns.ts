/**
 * A name server for tests: it answers what TXT records it was given, over UDP as any resolver asks. A process asks it when
 * it is started with `env`.
 */
import { createSocket } from "node:dgram"
import { once } from "node:events"
import { join } from "node:path"

export type DnsWorld = {
  /** From now on these are the texts at a name; none: there is no such name. */
  set(name: string, ...texts: string[]): void
  /** Makes a process of Node ask here. */
  env: Record<string, string>
  close(): Promise<void>
}

const noSuchName = 3

export async function makeDns(): Promise<DnsWorld> {
  const records = new Map<string, string[]>()
  const socket = createSocket("udp4")
  socket.on("message", (question, from) => {
    const texts = records.get(nameIn(question).toLowerCase())
    socket.send(answerTo(question, texts ?? null), from.port, from.address)
  })
  socket.bind(0, "127.0.0.1")
  await once(socket, "listening")
  const { port } = socket.address()
  return {
    set: (name, ...texts) => void records.set(name, texts),
    env: {
      TEST_NAME_SERVER: `127.0.0.1:${port}`,
      NODE_OPTIONS: `--import=${join(import.meta.dirname, "dns.preload.mjs")}`,
    },
    close: () => new Promise((closed) => socket.close(() => closed())),
  }
}

/** The name that is asked for: labels behind their lengths (RFC 1035 §4.1.2). */
function nameIn(question: Buffer): string {
  const labels: string[] = []
  for (let at = 12; question[at]; at += 1 + (question[at] as number))
    labels.push(question.toString("latin1", at + 1, at + 1 + (question[at] as number)))
  return labels.join(".")
}

function answerTo(question: Buffer, texts: string[] | null): Buffer {
  const end = question.indexOf(0, 12) + 5 // the root, its type and its class
  const asked = question.subarray(12, end)
  const head = Buffer.from(question.subarray(0, 12))
  head.writeUInt16BE(0x8180 | (texts === null ? noSuchName : 0), 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(texts?.length ?? 0, 6)
  head.writeUInt32BE(0, 8)
  const answers = (texts ?? []).map((text) => {
    const pieces = (text.match(/.{1,255}/gs) ?? [""]).map((piece) =>
      Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece, "latin1")]),
    )
    const data = Buffer.concat(pieces)
    const about = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 0, 0, 0])
    about.writeUInt16BE(data.length, 10)
    return Buffer.concat([about, data])
  })
  return Buffer.concat([head, asked, ...answers])
}
