/** An organisation of tests with a starting catalogue, as creating one gives it: modules, types, words and switches. */
import { installCall } from "../src/access/organisations.ts"
import { systemClock } from "../src/base/clock.ts"
import type { StartingCatalogue } from "../src/catalogue/definition.ts"
import { installModules } from "../src/catalogue/modules.ts"
import { system } from "../src/catalogue/starting/system.ts"
import { installSwitches } from "../src/catalogue/switches.ts"
import { installCatalogue, type NotificationType } from "../src/catalogue/types.ts"
import { createOrganisationSet } from "../src/templates/sets.ts"
import type { World } from "./world.ts"

export async function organisationWith(world: World, catalogue: StartingCatalogue) {
  const organisation = await world.organisation()
  const made = await world.db.org(organisation.orgId, async (tx) => {
    const call = installCall(tx, systemClock())
    await installModules(call)
    const types = [...(await installCatalogue(call, system)), ...(await installCatalogue(call, catalogue))]
    const set = await createOrganisationSet(call, types)
    await installSwitches(call, types)
    return { types: new Map(types.map((type) => [type.key, type])), setId: set.id }
  })
  const type = (key: string): NotificationType => {
    const found = made.types.get(key)
    if (!found) throw new Error(`there is no type ${key}`)
    return found
  }
  return { ...organisation, type, setId: made.setId }
}
