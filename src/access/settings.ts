/** An organisation's settings: one document, saved whole under its version. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { emailAddress } from "../base/address.ts"
import { makeReady } from "../base/ready.ts"
import { phoneNumber } from "../base/phone.ts"
import { type OrgSql, sql } from "../base/db.ts"
import { fieldProblem, Problem } from "../base/problem.ts"
import { type Call, checkVersion, found, id, instant, line, paragraph, route, version } from "../base/route.ts"
import { logoUrl } from "./logos.ts"
import { country, currency, language, timeZone } from "./organisations.ts"

const website = z
  .string()
  .trim()
  .max(500)
  .refine((text) => text === "" || (/^https?:\/\//.test(text) && URL.canParse(text)), {
    error: "an address such as https://acme.example",
    params: { fault: "web_address" },
  })

const settings = z.strictObject({
  name: line(200),
  country,
  mainLanguage: language.meta({ description: "One of `languages`: what messages fall back to." }),
  languages: z.array(language).min(1).max(40),
  timeZone,
  currency,
  sendTime: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time such as 07:15")
    .meta({ description: "The local time at which dated notices and reminders go out.", examples: ["07:15"] }),
  accent: z
    .string()
    .toLowerCase()
    .regex(/^#[0-9a-f]{6}$/, "a colour such as #0f6674")
    .meta({ examples: ["#0f6674"] }),
  emailFooter: paragraph(2000),
  companyContact: z
    .strictObject({ email: z.union([z.literal(""), emailAddress]), phone: z.union([z.literal(""), phoneNumber]) })
    .meta({
      description: "Who is told where an employee has no address of their own.",
      examples: [{ email: "office@acme.example", phone: "+48450000001" }],
    }),
  website,
  smsStart: z.enum(["send", "do_not_send"]).meta({ description: "What a new customer's SMS switch starts with." }),
  smsPolicy: z.enum(["gsm7_strict", "gsm7_transliterate", "unicode"]),
  smsMaxSegments: z
    .int()
    .min(1)
    .max(20)
    .meta({ examples: [6] }),
  copyDays: z
    .int()
    .min(1)
    .max(3650)
    .meta({ description: "How long captured messages are kept, word for word.", examples: [30] }),
  activityMonths: z
    .int()
    .min(1)
    .max(120)
    .meta({ description: "How long activity is kept.", examples: [24] }),
  requireTwoStep: z.boolean().meta({ description: "Must everybody sign in with a second step?" }),
})
const SettingsInput = settings.meta({ id: "OrganisationInput" })
const SettingsAnswer = settings
  .extend({
    id,
    key: z.string().meta({ examples: ["acme"] }),
    companyContact: z.object({ email: z.string(), phone: z.string() }),
    logoUrl: z.string().nullable(),
    version,
    changedAt: instant,
    changedBy: z.string().nullable(),
  })
  .meta({ id: "Organisation" })
type Settings = z.output<typeof SettingsAnswer>

async function read(tx: OrgSql, lock = sql``): Promise<Settings> {
  const [row] = await tx<Omit<Settings, "logoUrl"> & { logoHash: string | null }>`
    select o.id, o.key, o.name, s.country, s.main_language, s.languages, s.time_zone, s.currency,
           to_char(s.send_time, 'HH24:MI') as send_time, s.accent, s.email_footer,
           jsonb_build_object('email', s.company_email, 'phone', s.company_phone) as company_contact, s.website,
           s.sms_start, s.sms_policy, s.sms_max_segments, s.copy_days, s.activity_months, s.require_two_step,
           s.version, s.changed_at, s.changed_by,
           (select l.hash from logos l where l.org_id = s.org_id) as logo_hash
      from organisation_settings s join organisations o on o.id = s.org_id
     where s.org_id = ${tx.orgId} ${lock}`
  const { logoHash, ...plain } = found(row)
  return { ...plain, logoUrl: logoHash && logoUrl(tx.orgId, logoHash) }
}

/** Whoever asks everybody for a second step has one, so that nobody locks the organisation without knowing how it is. */
async function checkTwoStep({ tx, caller }: Call): Promise<void> {
  const [person] = await tx`select 1 from people where id = ${caller.personId}::uuid and totp_sealed is not null`
  if (!person) throw new Problem("two_step_required", "Set two-step sign-in up for yourself first.")
}

export const settingsRoutes = [
  route("GET /v1/organisation", {
    name: "organisation get",
    summary: "The settings of your organisation.",
    needs: "settings:see",
    answer: SettingsAnswer,
    run: ({ tx }) => read(tx),
  }),
  route("PUT /v1/organisation", {
    name: "organisation update",
    summary: "Save the settings of your organisation, all at once.",
    needs: "settings:edit",
    body: SettingsInput,
    example: {
      name: "Acme",
      country: "PL",
      mainLanguage: "pl",
      languages: ["pl", "en"],
      timeZone: "Europe/Warsaw",
      currency: "PLN",
      sendTime: "07:15",
      accent: "#0f6674",
      emailFooter: "Acme, Długa 1, 00-001 Warszawa",
      companyContact: { email: "office@acme.example", phone: "+48450000001" },
      website: "https://acme.example",
      smsStart: "do_not_send",
      smsPolicy: "gsm7_strict",
      smsMaxSegments: 6,
      copyDays: 30,
      activityMonths: 24,
      requireTwoStep: false,
    },
    version: "required",
    answer: SettingsAnswer,
    run: async (call) => {
      const { tx, body, caller, now, ifMatch } = call
      const before = await read(tx, sql`for update of s`)
      checkVersion(ifMatch, before.version)
      const languages = [...new Set(body.languages)]
      if (!languages.includes(body.mainLanguage))
        throw fieldProblem("invalid", "/mainLanguage", "not_listed", "The main language is one of the languages.")
      if (body.requireTwoStep && !before.requireTwoStep) await checkTwoStep(call)
      if (body.name !== before.name) await tx`update organisations set name = ${body.name} where id = ${tx.orgId}`
      await tx`
        update organisation_settings
           set country = ${body.country}, main_language = ${body.mainLanguage}, languages = ${languages},
               time_zone = ${body.timeZone}, currency = ${body.currency}, send_time = ${body.sendTime},
               accent = ${body.accent}, email_footer = ${body.emailFooter}, company_email = ${body.companyContact.email},
               company_phone = ${body.companyContact.phone}, website = ${body.website}, sms_start = ${body.smsStart},
               sms_policy = ${body.smsPolicy}, sms_max_segments = ${body.smsMaxSegments}, copy_days = ${body.copyDays},
               activity_months = ${body.activityMonths}, require_two_step = ${body.requireTwoStep},
               version = version + 1, changed_at = ${now}, changed_by = ${caller.name}
         where org_id = ${tx.orgId}`
      // Today may have come, or not yet, by the new clock: whatever is told on dates looks again.
      if (body.sendTime !== before.sendTime || body.timeZone !== before.timeZone) await makeReady(tx, "dates", now)
      const after = await read(tx)
      await record(call, {
        action: "organisation.updated",
        subject: { kind: "organisation", id: tx.orgId },
        before,
        after,
        personal: ["companyContact"],
      })
      return after
    },
  }),
]
