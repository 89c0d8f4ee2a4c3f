/** An organisation of tests with a starting catalogue, as creating one gives it. */
import { installCall } from "../src/access/organisations.ts"
import { systemClock } from "../src/base/clock.ts"
import type { StartingCatalogue } from "../src/catalogue/definition.ts"
import { installModules } from "../src/catalogue/modules.ts"
import { system } from "../src/catalogue/starting/system.ts"
import { installSwitches } from "../src/catalogue/switches.ts"
import { installCatalogue, type NotificationType } from "../src/catalogue/types.ts"
import type { World } from "./world.ts"

export async function organisationWith(world: World, catalogue: StartingCatalogue) {
  const organisation = await world.organisation()
  const types = new Map<string, NotificationType>()
  await world.db.org(organisation.orgId, async (tx) => {
    const call = installCall(tx, systemClock())
    await installModules(call)
    for (const each of [...(await installCatalogue(call, system)), ...(await installCatalogue(call, catalogue))])
      types.set(each.key, each)
    await installSwitches(call, [...types.values()])
  })
  const type = (key: string): NotificationType => {
    const found = types.get(key)
    if (!found) throw new Error(`there is no type ${key}`)
    return found
  }
  return { ...organisation, type }
}
