/** The company that runs an install: what stands on invoices as the seller, and whom people ask for help. */
import { z } from "zod"
import { record } from "../audit/audit.ts"
import { emailAddress } from "../base/address.ts"
import type { OrgSql } from "../base/db.ts"
import { phoneNumber } from "../base/phone.ts"
import { Problem } from "../base/problem.ts"
import { checkVersion, line, paragraph, route, version } from "../base/route.ts"
import { country } from "./organisations.ts"

const contact = z.object({
  email: z.string(),
  phone: z.string(),
  hours: z.string().meta({ description: "When somebody answers.", examples: ["Monday to Friday, 8 to 16"] }),
})
const CompanyInput = z
  .strictObject({
    name: line(200, 0),
    address: paragraph(500),
    country,
    vatId: line(20, 0)
      .transform((text) => text.toUpperCase().replace(/[\s.-]/g, ""))
      .pipe(z.string().regex(/^([A-Z]{2}[0-9A-Z]{2,13})?$/, "a VAT id with its country, such as PL5260001246"))
      .meta({ examples: ["PL5260001246"] }),
    contact: z
      .strictObject({
        email: z.union([z.literal(""), emailAddress]),
        phone: z.union([z.literal(""), phoneNumber]),
        hours: line(200, 0),
      })
      .meta({ description: "Shown to everybody who signs in, on Help." }),
  })
  .meta({ id: "CompanyInput" })
const CompanyAnswer = z
  .object({ name: z.string(), address: z.string(), country: z.string(), vatId: z.string(), contact, version })
  .meta({ id: "Company" })
type Company = z.output<typeof CompanyAnswer>

const nothingYet: Company = {
  name: "",
  address: "",
  country: "PL",
  vatId: "",
  contact: { email: "", phone: "", hours: "" },
  version: 1,
}

/** @param tx of the platform's organisation */
async function read(tx: OrgSql): Promise<Company> {
  const [row] = await tx<Company>`
    select name, address, country, vat_id, version,
           jsonb_build_object('email', contact_email, 'phone', contact_phone, 'hours', contact_hours) as contact
      from companies where org_id = ${tx.orgId}`
  return row ?? nothingYet
}

export const companyRoutes = [
  route("GET /v1/company", {
    name: "company get",
    summary: "The company that runs this install.",
    needs: "platform:manage",
    answer: CompanyAnswer,
    run: ({ tx }) => read(tx),
  }),
  route("PUT /v1/company", {
    name: "company update",
    summary: "Save the company that runs this install, all at once.",
    needs: "platform:manage",
    body: CompanyInput,
    example: {
      name: "Nordwind Hosting",
      address: "Długa 1\n00-001 Warszawa",
      country: "PL",
      vatId: "PL5260001246",
      contact: { email: "help@nordwind.example", phone: "+48225550100", hours: "Monday to Friday, 8 to 16" },
    },
    version: "required",
    answer: CompanyAnswer,
    run: async (call) => {
      const { tx, body, ifMatch } = call
      const before = await read(tx)
      checkVersion(ifMatch, before.version)
      const { name, address, vatId } = body
      const saved = await tx`
        insert into companies (org_id, version, name, address, country, vat_id, contact_email, contact_phone, contact_hours)
        values (${tx.orgId}, ${before.version + 1}, ${name}, ${address}, ${body.country}, ${vatId}, ${body.contact.email},
                ${body.contact.phone}, ${body.contact.hours})
        on conflict (org_id) do update
           set version = excluded.version, name = excluded.name, address = excluded.address, country = excluded.country,
               vat_id = excluded.vat_id, contact_email = excluded.contact_email, contact_phone = excluded.contact_phone,
               contact_hours = excluded.contact_hours
         where companies.version = excluded.version - 1`
      // Somebody else saved since it was read: the same as had it been before.
      if (saved.count === 0)
        throw new Problem("version_conflict", undefined, { values: { version: (await read(tx)).version } })
      const after = await read(tx)
      await record(call, { action: "company.updated", subject: { kind: "company", id: tx.orgId }, before, after })
      return after
    },
  }),
  route("GET /v1/help-contact", {
    name: "help contact",
    summary: "Whom to ask for help: the company that runs this install.",
    needs: "profile:edit",
    answer: z.object({ name: z.string(), contact }).meta({ id: "HelpContact" }),
    run: async ({ install }) => {
      const { name, contact: asked } = await install.db.org(install.platformId, read)
      return { name, contact: asked }
    },
  }),
]
