/**
 * A type's variables only widen: every event that could be sent stays valid, and every text that could be written keeps
 * its values. Pure.
 */
import type { Fault } from "../base/problem.ts"
import { channels } from "../base/words.ts"
import { longest } from "./check.ts"
import type { Variable } from "./definition.ts"

/** Where `after` allows or promises less than `before`; each with a pointer into `after`. */
export function narrowings(before: readonly Variable[], after: readonly Variable[], at = "/variables"): Fault[] {
  const was = new Map(before.map((variable) => [variable.name, variable]))
  const names = new Set(after.map(({ name }) => name))
  const removed = before
    .filter(({ name }) => !names.has(name))
    .map(({ name }) => narrowed(at, "removed", `"${name}" cannot be removed: texts and senders may use it.`, { name }))
  return [
    ...removed,
    ...after.flatMap((variable, index) => {
      const earlier = was.get(variable.name)
      const pointer = `${at}/${index}`
      if (earlier) return changes(earlier, variable, pointer)
      return variable.required
        ? [narrowed(`${pointer}/required`, "added_required", "A variable added later has to be optional.")]
        : []
    }),
  ]
}

function changes(before: Variable, after: Variable, at: string): Fault[] {
  if (before.kind !== after.kind)
    return [narrowed(`${at}/kind`, "kind_changed", `It was ${before.kind} and stays so.`, { kind: before.kind })]
  const faults: Fault[] = []
  if (!before.required && after.required)
    faults.push(narrowed(`${at}/required`, "now_required", "It was optional: senders may leave it out."))
  if (before.required && !after.required)
    faults.push(narrowed(`${at}/required`, "now_optional", "It was required: texts rely on it being there."))
  if ((after.maxLength ?? longest) < (before.maxLength ?? longest))
    faults.push(
      narrowed(`${at}/maxLength`, "shortened", `It was ${before.maxLength ?? longest} and may only grow.`, {
        maxLength: before.maxLength ?? longest,
      }),
    )
  const lost = (before.channels ?? channels).filter((channel) => !(after.channels ?? channels).includes(channel))
  if (lost.length)
    faults.push(narrowed(`${at}/channels`, "channel_removed", `It can be used on ${lost.join(", ")}.`, { lost }))
  return before.kind === "list" && after.kind === "list"
    ? [...faults, ...narrowings(before.of, after.of, `${at}/of`)]
    : faults
}

const narrowed = (pointer: string, code: Fault["code"], detail: string, values?: Record<string, unknown>): Fault => ({
  pointer,
  code,
  detail,
  ...(values ? { values } : {}),
})
