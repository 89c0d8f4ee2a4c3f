/** Is the process alive, is it ready, what does it count: for supervisors and Prometheus. */
import type { FastifyInstance } from "fastify"
import { collectDefaultMetrics, Histogram, Registry } from "prom-client"
import type { Install } from "../base/route.ts"

export function addHealth(server: FastifyInstance, install: Install): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: "tidings_http_request_seconds",
    help: "Time from request to answer.",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  server.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none"
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  server.get("/livez", async () => ({ status: "ok" }))
  server.get("/readyz", async (_, reply) => {
    try {
      await install.db.global((tx) => tx`select 1`)
      return { status: "ok" }
    } catch {
      return reply.code(503).header("retry-after", "2").send({ status: "database unreachable" })
    }
  })
  server.get("/metrics", async (_, reply) => reply.type(registry.contentType).send(await registry.metrics()))
}
