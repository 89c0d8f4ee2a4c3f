/**
 * Where texts nobody published are compiled and rendered: a worker thread with a limit on time and one on memory, through
 * the same functions that will send. The main thread never reads such a text; a thread that oversteps is ended and replaced.
 */
import { Worker } from "node:worker_threads"
import type {
  Compilation,
  Compiled,
  CompiledLayout,
  Context,
  Fault,
  FaultCode,
  LayoutSource,
  Rendered,
  Source,
  Variable,
} from "./message.ts"
import type { Job } from "./sandbox.worker.ts"

/** Two threads: one hostile text doesn't keep the next author waiting. */
const THREADS = 2
/** A thread that hasn't started after this many milliseconds never will. */
const START_MS = 20_000

export type Limits = {
  /** from when a free thread takes the text */
  timeoutMs?: number
  /** of the JavaScript heap of a thread; another number takes effect when a thread is replaced */
  heapMb?: number
}

/** `compile` of render.ts, for a text that was just written: what saving and the editor ask. */
export const compileUntrusted = (source: Source, schema: Variable[], limits?: Limits) =>
  queued<Compilation<Compiled>>({ kind: "message", source, schema }, limits)

/** `compileLayout` of render.ts, for a layout that was just written. */
export const compileLayoutUntrusted = (layout: LayoutSource, limits?: Limits) =>
  queued<Compilation<CompiledLayout>>({ kind: "layout", layout }, limits)

/** What one recipient would get: previews and test sends. `layout` is as written, compiled, or null for the built-in one. */
export const renderUntrusted = (
  source: Source,
  schema: Variable[],
  layout: LayoutSource | CompiledLayout | null,
  context: Context,
  limits?: Limits,
) => queued<Compilation<Rendered>>({ kind: "render", source, schema, layout, context }, limits)

/** Ends the threads; what waits is answered `failed`. A later call starts new ones. */
export async function closeSandbox(): Promise<void> {
  for (const { give } of waiting.splice(0)) give(refusal("failed", "The server is stopping."))
  const ending = [...threads]
  threads.clear()
  await Promise.all(ending.map(({ worker }) => worker.terminate()))
}

type Answer = Compilation<never>
type Task = { job: Job; timeoutMs: number; heapMb: number; give: (answer: Answer) => void }
type Thread = { worker: Worker; started: boolean; task: Task | null; timer: NodeJS.Timeout | undefined }

const waiting: Task[] = []
const threads = new Set<Thread>()

function queued<T>(job: Job, { timeoutMs = 500, heapMb = 64 }: Limits = {}): Promise<T> {
  return new Promise((resolve) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each kind of job has its own answer
    waiting.push({ job, timeoutMs, heapMb, give: (answer) => resolve(answer as T) })
    work()
  })
}

/** Gives waiting texts to free threads, and starts a thread where there are too few. */
function work(): void {
  for (const thread of threads) {
    if (!thread.started || thread.task) continue
    const task = waiting.shift()
    if (!task) break
    begin(thread, task)
  }
  const starting = [...threads].filter(({ started }) => !started).length
  if (waiting.length > starting && threads.size < THREADS) start(waiting[0]?.heapMb ?? 64)
}

function start(heapMb: number): void {
  const worker = new Worker(new URL("./sandbox.worker.ts", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    env: {}, // no secret of the process is within reach
    stdin: false,
    stdout: true,
    stderr: true,
  })
  const thread: Thread = { worker, started: false, task: null, timer: undefined }
  threads.add(thread)
  thread.timer = setTimeout(() => end(thread, "failed", "The sandbox did not start."), START_MS)
  thread.timer.unref()
  worker.on("message", (message: "ready" | Answer) => {
    clearTimeout(thread.timer)
    const { task } = thread
    thread.started = true
    thread.task = null
    worker.unref()
    if (message !== "ready") task?.give(message)
    work()
  })
  // A thread out of memory ends with this error; so does one that fails in itself.
  worker.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "ERR_WORKER_OUT_OF_MEMORY") end(thread, "too_large", "It takes more memory than a message may.")
    else end(thread, "failed", "It cannot be rendered.")
  })
  worker.on("exit", () => end(thread, "failed", "It cannot be rendered."))
}

function begin(thread: Thread, task: Task): void {
  thread.task = task
  thread.worker.ref() // while someone waits for the answer
  thread.timer = setTimeout(() => end(thread, "too_slow", `It takes longer than ${task.timeoutMs} ms.`), task.timeoutMs)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  thread.worker.postMessage(task.job)
}

/** Ends a thread and answers for it; once. */
function end(thread: Thread, code: FaultCode, message: string): void {
  clearTimeout(thread.timer)
  if (!threads.delete(thread) && !thread.task) return
  const { task, started } = thread
  thread.task = null
  void thread.worker.terminate()
  task?.give(refusal(code, message))
  // One that never started would never start again: those who wait are told, rather than kept waiting.
  if (!started) for (const each of waiting.splice(0)) each.give(refusal(code, message))
  work()
}

function refusal(code: FaultCode, message: string): Answer {
  const fault: Fault = { field: "body", line: 1, column: 1, code, message }
  return { ok: false, faults: [fault] }
}
