/** Every catalogue there is to begin with; an organisation chooses one, or none. */
import type { StartingCatalogue } from "./definition.ts"
import { booking } from "./starting/booking.ts"
import { carrier } from "./starting/carrier.ts"
import { cleaning } from "./starting/cleaning.ts"
import { telephony } from "./starting/telephony.ts"
import { virtualOffice } from "./starting/virtual_office.ts"

/** What an organisation may choose from, in the order it is offered. */
export const startingCatalogues: readonly StartingCatalogue[] = [telephony, virtualOffice, carrier, cleaning, booking]

/** The starting catalogue of this key, or undefined: an organisation may also begin with none. */
export const startingCatalogue = (key: string): StartingCatalogue | undefined =>
  startingCatalogues.find((catalogue) => catalogue.key === key)
