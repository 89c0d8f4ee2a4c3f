/** An organisation with a catalogue and the words for it, and people of each role who sign in to it. */
import { createMember } from "../src/access/members.ts"
import { installCall, mainArea } from "../src/access/organisations.ts"
import { systemClock } from "../src/base/clock.ts"
import { newId } from "../src/base/ids.ts"
import type { Role } from "../src/base/route.ts"
import type { StartingCatalogue } from "../src/catalogue/definition.ts"
import { system } from "../src/catalogue/starting/system.ts"
import { telephony } from "../src/catalogue/starting/telephony.ts"
import { installCatalogue, type NotificationType } from "../src/catalogue/types.ts"
import { createOrganisationSet } from "../src/templates/sets.ts"
import type { Api, World } from "./world.ts"

export type Written = Awaited<ReturnType<typeof organisationWithTexts>>

export async function organisationWithTexts(world: World, catalogue: StartingCatalogue = telephony) {
  const organisation = await world.organisation()
  const { orgId } = organisation
  const inOrganisation = <T>(work: (call: ReturnType<typeof installCall>) => Promise<T>) =>
    world.db.org(orgId, (tx) => work(installCall(tx, systemClock())))
  const { types, ownSet } = await inOrganisation(async (call) => {
    const installed = [...(await installCatalogue(call, system)), ...(await installCatalogue(call, catalogue))]
    return { types: installed, ownSet: await createOrganisationSet(call, installed) }
  })
  return {
    ...organisation,
    inOrganisation,
    ownSetId: ownSet.id,
    type: (key: string) => types.find((type) => type.key === key) as NotificationType,
    /** The API as somebody of this role sees it, and who that is. */
    signedIn: async (role: Role, name: string = role): Promise<{ api: Api; memberId: string }> => {
      const email = `${newId()}@example.com`
      const password = "correct horse battery"
      const memberId = await inOrganisation(async (call) => {
        const areaIds = role === "supervisor" ? [await mainArea(call.tx)] : []
        return await createMember(call, { name, email, role, areaIds, password })
      })
      const { body } = await world.anonymous("POST /v1/sessions", { email, password })
      const credential = { authorization: `Bearer ${String(body.token)}` }
      const api: Api = (address, sent, headers) => world.anonymous(address, sent, { ...credential, ...headers })
      return { api, memberId }
    },
    /** A customer class with this set and so many customers. */
    addClass: async (
      name: string,
      setId: string | null,
      customers = 0,
      managedBy: string | null = null,
    ): Promise<string> => {
      const classId = newId()
      await world.db.org(orgId, async (tx) => {
        await tx`
          insert into customer_classes (org_id, id, name, name_key, template_set_id, managed_by)
          values (${orgId}, ${classId}, ${name}, ${name.toLowerCase()}, ${setId}, ${managedBy})`
        await tx`insert into class_sizes (org_id, class_id, customers) values (${orgId}, ${classId}, ${customers})`
        for (let number = 1; number <= customers; number++)
          await tx`
            insert into customers (org_id, id, external_id, name, name_key, class_id, area_id, send_email, send_sms)
            select org_id, ${newId()}, ${`${name} ${number}`}, ${name}, ${name.toLowerCase()}, ${classId}, id, true, false
              from areas where org_id = ${orgId} and is_main`
      })
      return classId
    },
  }
}

/** A list of an answer. */
export const listOf = <Item = Record<string, unknown>>(value: unknown): Item[] => value as Item[]
