/**
 * Room for what is sent: bodies are read whole, and stay in memory until they are answered. When the database is slow they
 * pile up, so all large ones together have only so much room; who finds none left is told to come again. Small ones always
 * fit: nobody keeps single events out by sending large ones slowly.
 */
import { Transform } from "node:stream"
import type { FastifyReply, FastifyRequest, RequestPayload } from "fastify"
import { Problem } from "../base/problem.ts"

/** Up to this a body is small. */
const smallBytes = 64 * 1024
const mostBytes = 64 * 1024 * 1024

/** What a body passes through on its way to be read. */
export function openRoom(): (request: FastifyRequest, reply: FastifyReply, body: RequestPayload) => RequestPayload {
  let taken = 0
  return (request, reply, body) => {
    const length = request.headers["content-length"]
    if (length !== undefined && Number(length) <= smallBytes) return body
    let own = 0
    const counted = new Transform({
      transform(chunk: Buffer, _, done) {
        if (taken + chunk.length > mostBytes)
          return done(new Problem("overloaded", undefined, { retryAfterSeconds: 1 }))
        taken += chunk.length
        own += chunk.length
        done(null, chunk)
      },
    })
    reply.raw.once("close", () => {
      taken -= own
      own = 0
      body.unpipe(counted)
      counted.destroy()
    })
    body.once("error", (error) => counted.destroy(error))
    return body.pipe(counted)
  }
}
