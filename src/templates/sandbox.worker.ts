/** The thread in which texts nobody published are compiled and rendered. It answers each job in turn; sandbox.ts may end it at any moment. */
import { parentPort } from "node:worker_threads"
import { compile, compileLayout, render, Unrenderable } from "./render.ts"
import type { CompiledLayout, Context, Fault, LayoutSource, Rendered, Source, Variable } from "./message.ts"

export type Job =
  | { kind: "message"; source: Source; schema: Variable[] }
  | { kind: "layout"; layout: LayoutSource }
  | {
      kind: "render"
      source: Source
      schema: Variable[]
      layout: LayoutSource | CompiledLayout | null
      context: Context
    }

async function answer(job: Job): Promise<unknown> {
  if (job.kind === "message") return compile(job.source, job.schema)
  if (job.kind === "layout") return compileLayout(job.layout)
  const layout = job.layout && "source" in job.layout ? await compileLayout(job.layout) : null
  if (layout && !layout.ok) return layout
  const made = await compile(job.source, job.schema)
  if (!made.ok) return made
  const ready = layout ? layout.message : job.layout && "html" in job.layout ? job.layout : null
  try {
    return { ok: true, message: render(made.message, ready, job.context) } satisfies { ok: true; message: Rendered }
  } catch (error) {
    if (!(error instanceof Unrenderable)) throw error
    const fault: Fault = { field: "body", line: 1, column: 1, code: error.code, message: error.message }
    return { ok: false, faults: [fault] }
  }
}

const port = parentPort
if (!port) throw new Error("sandbox.worker.ts runs in a worker thread")
port.on("message", (job: Job) => {
  answer(job).then(
    (result) => port.postMessage(result),
    (error: unknown) =>
      port.postMessage({
        ok: false,
        faults: [
          {
            field: "body",
            line: 1,
            column: 1,
            code: "failed",
            message: error instanceof Error ? error.message : "It failed.",
          },
        ],
      }),
  )
})
// MJML takes most of half a second to load, and what wasn't run yet is slow: neither is charged to the first text.
await compile({ channel: "email", subject: "-", body: "<mj-section></mj-section>", format: "mjml" }, [])
await answer({
  kind: "render",
  source: { channel: "email", subject: "-", body: "<p>{{ customer.name }}</p>", format: "html" },
  schema: [],
  layout: null,
  context: {
    locale: "en",
    timeZone: "UTC",
    currency: "EUR",
    data: {},
    customer: { name: "-" },
    recipient: { name: "-" },
    organisation: { name: "-" },
    event: { time: "2026-03-02T08:30:00Z" },
  },
})
port.postMessage("ready")
