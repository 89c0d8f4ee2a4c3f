import { expect, test } from "vitest"
import { makeWorld } from "../../test/world.ts"
import { installCall } from "../access/organisations.ts"
import { systemClock } from "../base/clock.ts"
import { typeDefinition } from "./definition.ts"
import { system } from "./starting/system.ts"
import { startingCatalogues } from "./starting.ts"
import { allTypes, installCatalogue, typeById, typeByKey } from "./types.ts"

const world = await makeWorld()

test.each(startingCatalogues.map((catalogue) => [catalogue.key, catalogue] as const))(
  "AL-D15 an organisation that begins with %s has its types as they are written, and those of the system behind them",
  async (key, catalogue) => {
    const { orgId } = await world.organisation()
    await world.db.org(orgId, async (tx) => {
      const call = installCall(tx, systemClock())
      await installCatalogue(call, system)
      const installed = await installCatalogue(call, catalogue)
      expect(installed.map((type) => typeDefinition.strip().parse(type))).toEqual(
        catalogue.types.map((type) => typeDefinition.parse(type)),
      )
      expect(new Set(installed.map(({ origin }) => origin))).toEqual(new Set([key]))
      const all = await allTypes(tx)
      expect(all).toHaveLength(catalogue.types.length + system.types.length)
      const order = [...catalogue.categories, ...system.categories].map((category) => category.key)
      expect(all.map(({ category }) => order.indexOf(category))).toEqual(
        all.map(({ category }) => order.indexOf(category)).toSorted((a, b) => a - b),
      )
    })
  },
)

test("a catalogue installed again adds nothing and changes nothing", async () => {
  const { orgId, api } = await world.organisation()
  const [catalogue] = startingCatalogues
  if (!catalogue) throw new Error("there is no catalogue")
  const install = () => world.db.org(orgId, (tx) => installCatalogue(installCall(tx, systemClock()), catalogue))
  const first = await install()
  expect(await install()).toEqual(first)
  const { body } = await api("GET /v1/audit?action=catalogue.installed")
  expect(body.items).toMatchObject([{ after: { catalogue: catalogue.key, types: catalogue.types.length } }])
})

test("a type is found by id and by key, and never another organisation's", async () => {
  const [{ orgId }, { orgId: other }] = [await world.organisation(), await world.organisation()]
  const [type] = await world.db.org(orgId, (tx) => installCatalogue(installCall(tx, systemClock()), system))
  if (!type) throw new Error("nothing was installed")
  await world.db.org(orgId, async (tx) => {
    expect(await typeById(tx, type.id)).toEqual(type)
    expect(await typeByKey(tx, type.key)).toEqual(type)
  })
  await world.db.org(other, async (tx) => {
    expect(await typeById(tx, type.id)).toBeUndefined()
    expect(await typeByKey(tx, type.key)).toBeUndefined()
  })
})
