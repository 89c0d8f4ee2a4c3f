/** Organisations: the businesses on this install, and the install itself, which is one too. */
import { z } from "zod"
import { type Actor, record, theInstall } from "../audit/audit.ts"
import { type Db, type OrgSql, violates } from "../base/db.ts"
import { isCountry } from "../base/phone.ts"
import { fieldProblem } from "../base/problem.ts"
import { found, line } from "../base/route.ts"
import { createArea } from "./areas.ts"

export const organisationKey = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "2 to 40 lower-case letters, digits and -")

const isZone = (zone: string): boolean => {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId === zone
  } catch {
    return false
  }
}

export const timeZone = z
  .string()
  .max(60)
  .refine((zone) => !/^[+-]/.test(zone) && isZone(zone), {
    error: "a time zone such as Europe/Warsaw",
    params: { fault: "zone" },
  })
  .meta({ examples: ["Europe/Warsaw"] })
export const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/, "a language tag such as pl or en-GB")
  .meta({ examples: ["pl"] })

export const country = z
  .string()
  .refine(isCountry, { error: "an ISO 3166-1 code such as PL", params: { fault: "country" } })
  .meta({ examples: ["PL"] })
const currencies = new Set(Intl.supportedValuesOf("currency"))
export const currency = z
  .string()
  .refine((code) => currencies.has(code), { error: "an ISO 4217 code such as PLN", params: { fault: "currency" } })
  .meta({ examples: ["PLN"] })

/** What is told of a new organisation. */
export const organisationInput = z.strictObject({
  key: organisationKey,
  name: line(200),
  country,
  language,
  timeZone,
  currency,
})

export type NewOrganisation = z.output<typeof organisationInput> & { kind?: "platform" | "business"; sample?: string }

/** The call of the install itself in one organisation: start, commands, samples. */
export const installCall = (tx: OrgSql, now: Temporal.Instant): Actor => ({ tx, caller: theInstall, now })

/**
 * Adds an organisation with its settings and its main area, in the transaction of its own id (`newId()`), so that
 * whatever else it begins with can be made in the same one.
 * @throws Problem name_taken at `/key`
 */
export async function addOrganisation(call: Actor, input: NewOrganisation): Promise<void> {
  const { tx, now } = call
  await tx`
    insert into organisations (id, key, name, kind, sample, created_at)
    values (${tx.orgId}, ${input.key}, ${input.name}, ${input.kind ?? "business"}, ${input.sample ?? null}, ${now})`.catch(
    (error) => {
      if (violates(error, "organisations_key_key"))
        throw fieldProblem("name_taken", "/key", "taken", `There is an organisation with the key ${input.key}.`)
      throw error
    },
  )
  await tx`
    insert into organisation_settings (org_id, country, main_language, languages, time_zone, currency, changed_at)
    values (${tx.orgId}, ${input.country}, ${input.language}, ${[input.language]}, ${input.timeZone}, ${input.currency}, ${now})`
  await createArea(call, "Main area", true)
  const { kind: _, ...after } = input
  await record(call, { action: "organisation.created", subject: { kind: "organisation", id: tx.orgId }, after })
}

/** The organisation with this key, or null. */
export async function organisationByKey(db: Db, key: string): Promise<string | null> {
  const rows = await db.global(
    (tx) => tx<{ id: string }>`select id from organisations where key = ${key} and state <> 'deleted'`,
  )
  return rows[0]?.id ?? null
}

/** Every organisation there is, oldest first; for sweeps and for `verify`. */
export const everyOrganisation = async (db: Db): Promise<string[]> =>
  (
    await db.global(
      (tx) => tx<{ id: string }>`select id from organisations where state <> 'deleted' order by created_at, id`,
    )
  ).map(({ id }) => id)

export const mainArea = async (tx: OrgSql): Promise<string> =>
  found((await tx<{ id: string }>`select id from areas where org_id = ${tx.orgId} and is_main`)[0]).id
