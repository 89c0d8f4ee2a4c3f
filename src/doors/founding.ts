/** Making organisations: by an operator, and at the first start of an install that nobody runs yet. */
import { z } from "zod"
import { announce, readLink, takeLink } from "../access/links.ts"
import { installCall, organisationInput } from "../access/organisations.ts"
import { newPasswordInput } from "../access/people.ts"
import { createOperator } from "../access/platform.ts"
import { emailAddress } from "../base/address.ts"
import { newId } from "../base/ids.ts"
import { type Install, id, line, openRoute, route } from "../base/route.ts"
import { startingCatalogue, startingCatalogues } from "../catalogue/starting.ts"
import { foundWithAdministrator } from "../samples/found.ts"

const catalogueKeys = startingCatalogues.map(({ key }) => key) as [string, ...string[]]
const person = { name: line(200), email: emailAddress }

const beginning = organisationInput.extend({
  catalogue: z
    .enum(catalogueKeys)
    .nullable()
    .default(null)
    .meta({ description: "The notification types it begins with; null: none but the system's." }),
  administrator: z.strictObject(person).meta({ description: "The first administrator; gets a link to accept." }),
})
const example = {
  key: "acme",
  name: "Acme",
  country: "PL",
  language: "pl",
  timeZone: "Europe/Warsaw",
  currency: "PLN",
  catalogue: "telephony",
  administrator: { name: "Anna Nowak", email: "anna@example.com" },
}
const FoundedAnswer = z
  .object({
    id,
    key: z.string().meta({ examples: ["acme"] }),
    name: z.string().meta({ examples: ["Acme"] }),
    invited: z
      .string()
      .meta({ description: "Where the link for the first administrator goes.", examples: ["anna@example.com"] }),
  })
  .meta({ id: "FoundedOrganisation" })

/** Makes an organisation in a transaction of its own. @throws Problem name_taken at `/key` */
export async function makeOrganisation(
  install: Install,
  { catalogue, administrator, ...organisation }: z.output<typeof beginning>,
) {
  const orgId = newId()
  const letter = await install.db.org(orgId, async (tx) => {
    const call = { ...installCall(tx, install.clock()), install }
    const chosen = catalogue === null ? null : (startingCatalogue(catalogue) ?? null)
    const made = await foundWithAdministrator(call, { ...organisation, catalogue: chosen }, administrator)
    await announce(call, made)
    return made
  })
  return { orgId, letter, answer: { id: orgId, key: organisation.key, name: organisation.name, invited: letter.email } }
}

export const foundingRoutes = [
  openRoute("GET /v1/starting-catalogues", {
    name: "starting-catalogues list",
    summary: "What an organisation can begin with.",
    answer: z
      .object({
        items: z.array(
          z.object({
            key: z.string().meta({ examples: ["telephony"] }),
            name: z.record(z.string(), z.string()).meta({ examples: [{ en: "Telephony", pl: "Telefonia" }] }),
            types: z.int().meta({ examples: [14] }),
          }),
        ),
      })
      .meta({ id: "StartingCatalogues" }),
    run: async () => ({
      items: startingCatalogues.map(({ key, name, types }) => ({ key, name, types: types.length })),
    }),
  }),
  route("POST /v1/organisations", {
    name: "organisations create",
    summary: "Make an organisation and invite its first administrator.",
    needs: "platform:manage",
    body: beginning.meta({ id: "NewOrganisation" }),
    example,
    status: 201,
    answer: FoundedAnswer,
    run: async ({ install, body }) => (await makeOrganisation(install, body)).answer,
  }),
  openRoute("POST /v1/first-start", {
    name: "first-start create",
    summary:
      "Set up an install that has no operator yet, by the link its start printed: the first operator and organisation.",
    body: z
      .strictObject({
        link: z.string().max(300),
        operator: z.strictObject({ ...person, password: newPasswordInput }),
        organisation: beginning.meta({ id: "NewOrganisation" }),
      })
      .meta({ id: "FirstStartInput" }),
    example: {
      link: "tdl_…",
      operator: { name: "Jan Nowak", email: "jan@example.com", password: "correct horse battery" },
      organisation: example,
    },
    status: 201,
    answer: FoundedAnswer,
    run: async ({ install, body, now }) => {
      const link = readLink(body.link)
      return await install.db.org(install.platformId, async (tx) => {
        await takeLink(tx, link, "first_start", now)
        await createOperator(installCall(tx, now), body.operator)
        // Before the link counts as used: what can't be made leaves the link as it was.
        return (await makeOrganisation(install, body.organisation)).answer
      })
    },
  }),
]
