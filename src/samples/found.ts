/** Founding: all that a new organisation begins with, in one transaction. */
import { inviteFirstAdministrator } from "../access/invitations.ts"
import type { Letter, LinkCall } from "../access/links.ts"
import { addOrganisation, type NewOrganisation } from "../access/organisations.ts"
import type { Actor } from "../audit/audit.ts"
import type { Words } from "../base/words.ts"
import type { StartingCatalogue } from "../catalogue/definition.ts"
import { installModules, type Module } from "../catalogue/modules.ts"
import { announcements } from "../catalogue/starting/announcements.ts"
import { system } from "../catalogue/starting/system.ts"
import { installSwitches } from "../catalogue/switches.ts"
import { installCatalogue, type NotificationType } from "../catalogue/types.ts"
import { createDefaultClass, type CustomerClass } from "../customers/classes.ts"
import { createOrganisationSet } from "../templates/sets.ts"

export type Beginning = NewOrganisation & {
  /** The types it begins with beside announcements and those of the system; null: none. */
  catalogue: StartingCatalogue | null
  /** The modules that are active; all of them unless told. */
  modules?: readonly Module[]
}

export type Founded = { types: NotificationType[]; defaultClass: CustomerClass }

const className: Words = { en: "Customers", pl: "Klienci", it: "Clienti", da: "Kunder" }

/**
 * Makes an organisation with its settings, main area, modules, notification types, their words in its own template set,
 * switches and default class.
 * @param call in the transaction of the new organisation's id (`newId()`)
 * @throws Problem name_taken at `/key`
 */
export async function found(call: Actor, { catalogue, modules, ...organisation }: Beginning): Promise<Founded> {
  await addOrganisation(call, organisation)
  await installModules(call, modules)
  const ofSystem = await installCatalogue(call, system)
  const types = catalogue ? await installCatalogue(call, catalogue) : []
  const byHand = await installCatalogue(call, announcements)
  await createOrganisationSet(call, [...ofSystem, ...types, ...byHand])
  await installSwitches(call, types)
  const language = organisation.language.split("-")[0] as keyof Words
  return { types, defaultClass: await createDefaultClass(call, className[language] ?? className.en) }
}

/** The same, with a first administrator who has yet to accept. @returns the letter with their link */
export async function foundWithAdministrator(
  call: Actor & LinkCall,
  beginning: Beginning,
  administrator: { name: string; email: string },
): Promise<Letter & { type: "system.invitation" }> {
  await found(call, beginning)
  return await inviteFirstAdministrator(call, { ...administrator, language: beginning.language })
}

/** Makes the organisation that stands for the install: what Tidings itself writes to its operators is worded there. */
export async function foundPlatform(call: Actor): Promise<void> {
  const platform = { key: "platform", name: "Tidings", kind: "platform", country: "PL" } as const
  await addOrganisation(call, { ...platform, language: "en", timeZone: "UTC", currency: "EUR" })
  await createOrganisationSet(call, await installCatalogue(call, system))
}
