/** What an event names and says, held to what the organisation knows, before it is accepted or tried. */
import canonicalize from "canonicalize"
import { didYouMean } from "../base/config.ts"
import { type OrgSql } from "../base/db.ts"
import type { Fault } from "../base/problem.ts"
import { sha256 } from "../base/secrets.ts"
import { comparable } from "../base/text.ts"
import { checkData } from "../catalogue/check.ts"
import type { TypeDefinition } from "../catalogue/definition.ts"
import { type Reach, within } from "../customers/scope.ts"
import type { NewEvent } from "./accept.ts"
import { readAttachments, takeAttachments } from "./attachments.ts"
import type { CloudEvent } from "./cloudevents.ts"
import { ownSources } from "./found.ts"

/** Furthest ahead an event may ask to be delivered. */
const mostDaysAhead = 366

type Lookups = {
  types: Map<
    string,
    { id: string; key: string; origin: string | null; isRetired: boolean } & Pick<
      TypeDefinition,
      "variables" | "level" | "audiences"
    >
  >
  customers: Map<string, string>
  classes: Map<string, string>
}

/** The types and subjects that these events name, set-wise; customers only within the caller's reach. */
export async function lookUp(tx: OrgSql, reach: Reach, events: readonly CloudEvent[]): Promise<Lookups> {
  const types = await tx<Lookups["types"] extends Map<string, infer Row> ? Row : never>`
    select id, key, origin, retired_at is not null as is_retired, variables, level, audiences
      from notification_types where org_id = ${tx.orgId} and key = any (${[...new Set(events.map(({ type }) => type))]})`
  const named = (prefix: string) => [
    ...new Set(events.flatMap(({ subject }) => (subject?.startsWith(prefix) ? [subject.slice(prefix.length)] : []))),
  ]
  const externalIds = named("customer/")
  const customers = externalIds.length
    ? await tx<{ id: string; externalId: string }>`
        select c.id, c.external_id from customers c
         where c.org_id = ${tx.orgId} and c.external_id = any (${externalIds}) and ${within(reach)}`
    : []
  const classNames = named("class/")
  const classes = classNames.length
    ? await tx<{ id: string; nameKey: string }>`
        select k.id, k.name_key from customer_classes k
         where k.org_id = ${tx.orgId} and (k.name_key = any (${classNames.map(comparable)}) or k.id::text = any (${classNames}))`
    : []
  return {
    types: new Map(types.map((type) => [type.key, type])),
    customers: new Map(customers.map((row) => [row.externalId, row.id])),
    classes: new Map(classes.flatMap((row) => [[row.id, row.id] as const, [row.nameKey, row.id] as const])),
  }
}

/** @returns the event as it is kept, or what is wrong with it */
export function check(
  event: CloudEvent,
  at: string,
  { types, customers, classes }: Lookups,
  { now, mayAll, madeBy }: { now: Temporal.Instant; mayAll: boolean; madeBy: string },
): NewEvent | Fault[] {
  const faults: Fault[] = []
  const fault = (name: string, code: Fault["code"], detail: string) =>
    faults.push({ pointer: `${at}/${name}`, code, detail })
  const type = types.get(event.type)
  if (!type || type.isRetired || type.origin === "system") {
    const near = type ? null : didYouMean(event.type, types.keys())
    fault("type", "unknown", `There is no notification type ${event.type}.${near ? ` Did you mean ${near}?` : ""}`)
    return faults
  }
  if (event.source.startsWith(ownSources))
    fault("source", "reserved", `Sources that begin with ${ownSources} are those of Tidings itself.`)
  const { subject } = event
  let [subjectKind, subjectId]: [NewEvent["subjectKind"], string | null] = ["none", null]
  if (subject?.startsWith("customer/")) {
    ;[subjectKind, subjectId] = ["customer", customers.get(subject.slice("customer/".length)) ?? null]
    if (subjectId === null) fault("subject", "unknown", `There is no customer ${subject.slice("customer/".length)}.`)
  } else if (subject?.startsWith("class/")) {
    const name = subject.slice("class/".length)
    ;[subjectKind, subjectId] = ["class", classes.get(name) ?? classes.get(comparable(name)) ?? null]
    if (subjectId === null || !mayAll) fault("subject", "unknown", `There is no customer class ${name}.`)
  } else if (subject === "customers") {
    subjectKind = "all"
    if (!mayAll) fault("subject", "unknown", "Only an administrator tells every customer.")
  } else if (subject !== null)
    fault("subject", "invalid", "The subject is customer/EXTERNAL_ID, class/NAME, or customers for all of them.")
  else if (type.audiences.customer) fault("subject", "missing", "Say whom it is about: customer/EXTERNAL_ID.")
  const { variables, attachments: given } = takeAttachments(event.data)
  faults.push(...checkData(type, variables).map((each) => ({ ...each, pointer: `${at}${each.pointer ?? ""}` })))
  const attachments = readAttachments(given, `${at}/data/attachments`)
  if ("faults" in attachments) return [...faults, ...attachments.faults]
  const { deliverAt } = event
  if (deliverAt && deliverAt.since(now).total("hours") > mostDaysAhead * 24)
    fault("deliverat", "invalid", `It can wait ${mostDaysAhead} days at most.`)
  if (faults.length) return faults
  return {
    source: event.source,
    externalId: event.id,
    bodyHash: sha256(canonicalize(event.whole) ?? ""),
    typeId: type.id,
    typeKey: type.key,
    subjectKind,
    subjectId,
    time: event.time ?? now,
    data: variables as Record<string, unknown>,
    attachments,
    dueAt: deliverAt && Temporal.Instant.compare(deliverAt, now) > 0 ? deliverAt : now,
    isTrial: false,
    madeBy,
  }
}
