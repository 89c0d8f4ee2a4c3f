/** Makes a sample organisation from its data. */
import { createArea, renameMainArea } from "../access/areas.ts"
import { createMember } from "../access/members.ts"
import { createOrganisation, installCall } from "../access/organisations.ts"
import type { Db } from "../base/db.ts"
import { newPassword } from "../base/ids.ts"
import { createDefaultClass } from "../customers/classes.ts"
import type { Sample } from "./sample.ts"

export type Loaded = { orgId: string; signIns: { name: string; role: string; email: string; password: string }[] }

/** @throws Problem name_taken when it is loaded already */
export async function loadSample(db: Db, sample: Sample, now: Temporal.Instant): Promise<Loaded> {
  const { organisation } = sample
  const orgId = await createOrganisation(
    db,
    {
      key: sample.key,
      name: organisation.name,
      country: organisation.country,
      language: organisation.languages[0] ?? "en",
      timeZone: organisation.timeZone,
      currency: organisation.currency,
      sample: sample.key,
    },
    now,
    (call) => createDefaultClass(call, sample.classes[0]?.name ?? organisation.name),
  )
  const signIns = await db.org(orgId, async (tx) => {
    const call = installCall(tx, now)
    const areaIds = new Map<string, string>()
    for (const [index, area] of sample.areas.entries()) {
      const { id } = index === 0 ? await renameMainArea(call, area.name) : await createArea(call, area.name)
      areaIds.set(area.key, id)
    }
    const made: Loaded["signIns"] = []
    for (const { name, email, role, locale, areas = [] } of sample.members) {
      const password = newPassword()
      const ids = areas.map((key) => areaIds.get(key) as string)
      await createMember(call, { name, email, role, language: locale, areaIds: ids, password })
      made.push({ name, role, email, password })
    }
    return made
  })
  return { orgId, signIns }
}
