/** Problems: what a caller did wrong, told the same way everywhere (RFC 9457). */
import type { FaultCode } from "./faults.ts"

/** The whole catalogue on one page: code → HTTP status and title. Codes never change; titles may be reworded. */
export const problems = {
  // the request itself
  malformed: [400, "The request could not be read."],
  invalid: [422, "Some of what was sent is not valid."],
  not_found: [404, "There is nothing here, or it is not yours to see."],
  method_not_allowed: [405, "This address does not know that method."],
  not_acceptable: [406, "None of the asked-for formats can be given."],
  unsupported_media_type: [415, "This content type is not understood here."],
  too_large: [413, "The request is too large."],
  cursor_invalid: [400, "The page cursor is not one of ours, or belongs to another list."],
  // who asks
  unauthenticated: [401, "Sign in, or send an API key."],
  credentials_wrong: [401, "E-mail, password or code is wrong."],
  code_required: [401, "A code from the authenticator app is needed as well."],
  two_step_required: [403, "The organisation asks for two-step sign-in. Set it up first."],
  organisation_required: [409, "Choose one of your organisations."],
  organisation_suspended: [403, "This organisation is suspended."],
  forbidden: [403, "Your role may not do this."],
  scope_missing: [403, "The API key does not carry this permission."],
  link_used: [410, "This link has been used or has run out. Ask for a new one."],
  too_many_requests: [429, "Too many requests. Wait a little."],
  // documents
  version_missing: [428, "Send If-Match with the version you read."],
  version_conflict: [412, "Somebody changed this since you read it."],
  name_taken: [409, "This name is taken."],
  in_use: [409, "This is still in use."],
  protected: [409, "This belongs to the system and cannot be changed or deleted."],
  last_administrator: [409, "The last administrator cannot be removed or demoted."],
  erased: [410, "This customer was erased."],
  last_area: [409, "A supervisor has at least one area."],
  // idempotency
  idempotency_running: [409, "A request with this Idempotency-Key is still running."],
  idempotency_mismatch: [422, "This Idempotency-Key was used with another request."],
  // templates and switches
  template_invalid: [422, "The text has mistakes."],
  no_template_set: [409, "Nobody in this class is told anything. Choose a template set."],
  message_missing: [409, "There is no message of this type, audience, channel and language in the set."],
  message_exists: [409, "There is a message of this type, audience, channel and language already."],
  default_missing: [409, "Tidings has no default text for this message."],
  channel_unsupported: [422, "This type does not support the channel."],
  // events
  event_conflict: [409, "Another event was accepted under this source and id."],
  not_waiting: [409, "It is not waiting any more."],
  sending_now: [409, "A message to this customer is on its way just now. Try again in a minute."],
  switch_fixed: [422, "There is no switch for this: it always is as it is."],
  // e-mail
  domains_limit: [409, "There are as many sending domains as an organisation may have."],
  no_own_address: [409, "You have no address of your own on this channel."],
  nobody_told: [409, "Nobody would get this, so there is nothing to show."],
  // webhooks
  webhook_address_refused: [422, "This address cannot receive webhooks."],
  webhook_disabled: [409, "This webhook is disabled. Enable it first."],
  webhooks_limit: [409, "There are as many webhooks as an organisation may have."],
  // imports
  import_running: [409, "This import is running already."],
  import_finished: [409, "This import is over. Start a new one."],
  import_unreadable: [422, "The file could not be read to its end."],
  // the install
  unavailable: [503, "The database cannot be reached just now."],
  overloaded: [503, "Too much at once. Try again shortly."],
  internal: [500, "Something failed here. It has been logged."],
} as const satisfies Record<string, readonly [number, string]>

export type ProblemCode = keyof typeof problems

/** One thing wrong in a request: where (RFC 6901 pointer into the body, or a parameter's name) and why. */
export type Fault = {
  pointer?: string
  parameter?: string
  code: FaultCode
  detail: string
  /** What the code is about: the taken name, the classes still using it, the nearest known word. */
  values?: Record<string, unknown>
}

export class Problem extends Error {
  readonly code: ProblemCode
  readonly faults: readonly Fault[]
  /** Seconds to wait before asking again (Retry-After), where waiting helps. */
  readonly retryAfterSeconds: number | null
  readonly values: Readonly<Record<string, unknown>>

  constructor(
    code: ProblemCode,
    detail?: string,
    more: { faults?: readonly Fault[]; retryAfterSeconds?: number; values?: Record<string, unknown> } = {},
  ) {
    super(detail ?? problems[code][1])
    this.name = "Problem"
    this.code = code
    this.faults = more.faults ?? []
    this.retryAfterSeconds = more.retryAfterSeconds ?? null
    this.values = more.values ?? {}
  }

  get status(): number {
    return problems[this.code][0]
  }

  /** The body of the answer; `instance` is the request's id, to be quoted to the operator. */
  toJSON(instance?: string): Record<string, unknown> {
    return {
      type: `urn:tidings:problem:${this.code}`,
      title: problems[this.code][1],
      status: this.status,
      code: this.code,
      detail: this.message,
      ...(instance ? { instance: `urn:tidings:request:${instance}` } : {}),
      ...(this.faults.length ? { errors: this.faults } : {}),
      ...this.values,
    }
  }
}

/** A Problem about one field of the body. */
export const fieldProblem = (
  code: ProblemCode,
  pointer: string,
  faultCode: FaultCode,
  detail: string,
  values?: Record<string, unknown>,
): Problem =>
  new Problem(code, detail, { faults: [{ pointer, code: faultCode, detail, ...(values ? { values } : {}) }] })

/** A mistake of the person who starts or operates the install: printed with what to do, without a stack. */
export class StartError extends Error {
  readonly code: string
  readonly hint: string

  constructor(code: string, message: string, hint: string, cause?: unknown) {
    super(message, { cause })
    this.name = "StartError"
    this.code = code
    this.hint = hint
  }
}
