/**
 * What can be wrong with one field, by code: the whole list on one page, as problems have theirs. A code never changes;
 * the console has a sentence for each in every language (`fault.…`), which a test holds it to.
 */
export const faultCodes = [
  // by the shape of what was sent (zod's own)
  "invalid_type",
  "too_big",
  "too_small",
  "invalid_format",
  "not_multiple_of",
  "unrecognized_keys",
  "invalid_union",
  "invalid_key",
  "invalid_element",
  "invalid_value",
  "custom",
  // by what it must be
  "address",
  "ahead",
  "country",
  "currency",
  "date",
  "domain",
  "duplicate",
  "empty",
  "fixed",
  "format",
  "host",
  "invalid",
  "missing",
  "not_text",
  "number",
  "range",
  "same",
  "taken",
  "too_long",
  "too_many",
  "unknown",
  "unknown_variable",
  "wrong_kind",
  "web_address",
  "zone",
  // people, roles, places
  "not_a_member",
  "not_a_reseller",
  "not_a_supervisor",
  "not_the_key",
  "not_yours",
  "outside",
  "role_elsewhere",
  "sign_in",
  "wrong_code",
  "wrong_password",
  // types, sets, switches
  "audience_unsupported",
  "channel_unsupported",
  "email_only",
  "language_unknown",
  "message_missing",
  "no_subject",
  "no_texts",
  "not_assigned",
  "not_listed",
  "other_owner",
  "other_set",
  "retired",
  "switch_fixed",
  "system_type",
  "type_unknown",
  "unsupported",
  // a type that changes
  "added_required",
  "channel_removed",
  "kind_changed",
  "now_optional",
  "now_required",
  "removed",
  "reserved",
  "shortened",
  // texts
  "content_slot",
  "failed",
  "link_missing",
  "misplaced",
  "mjml",
  "not_gsm",
  "reserved_name",
  "syntax",
  "too_deep",
  "too_large",
  "too_slow",
  "unknown_filter",
  "unknown_tag",
  "unknown_token",
  // images
  "damaged",
  "not_an_image",
  "too_many_pixels",
  // connections, and addresses that are reached from here
  "aborted",
  "broken",
  "not_all",
  "not_allowed",
  "password_needs_tls",
  "timeout",
  "tls",
  "unreachable",
  "unresolved",
  "user_and_password",
] as const
export type FaultCode = (typeof faultCodes)[number]

/** One of zod's issues, as far as a fault is made of it. */
type Issue = {
  code: string
  params?: Record<string, unknown> | undefined
  origin?: string
  minimum?: number | bigint
  maximum?: number | bigint
}

const known: ReadonlySet<string> = new Set(faultCodes)

/** The code of one of zod's issues: a refinement of ours names its own in `params.fault`. */
export function faultCodeOf({ code, params }: Issue): FaultCode {
  const own = params?.fault
  if (typeof own === "string" && known.has(own)) return own as FaultCode
  return known.has(code) ? (code as FaultCode) : "custom"
}

/** What its sentence names: the limit that was passed, and of what. */
export function faultValuesOf({ origin, minimum, maximum }: Issue): { values?: Record<string, unknown> } {
  const limit = maximum ?? minimum
  if (origin === undefined || limit === undefined) return {}
  return { values: { of: origin, ...(maximum === undefined ? { min: Number(limit) } : { max: Number(limit) }) } }
}
