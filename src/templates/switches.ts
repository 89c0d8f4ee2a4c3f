/** Switches over HTTP: each with whether there are words for it, which only the owner's template set knows. */
import { z } from "zod"
import type { OrgSql } from "../base/db.ts"
import { Problem } from "../base/problem.ts"
import { type Call, id, instant, route, version } from "../base/route.ts"
import { audiences, channels } from "../base/words.ts"
import { words } from "../catalogue/definition.ts"
import {
  readSheet,
  type Sheet,
  type SheetOwner,
  saveSheet,
  sheetRows,
  type Switch,
  switchInput,
} from "../catalogue/switches.ts"
import { allTypes } from "../catalogue/types.ts"
import { messageSlots } from "./sets.ts"

const SwitchAnswer = z
  .object({
    typeId: id,
    key: z.string().meta({ examples: ["booking.confirmed"] }),
    name: words,
    category: z.string().meta({ examples: ["bookings"] }),
    audience: z.enum(audiences),
    channel: z.enum(channels),
    on: z.boolean(),
    onSince: instant.nullable(),
    switchable: z.boolean().meta({
      description: "False where it is always on: push, in the system, mandatory types.",
    }),
    hasMessage: z.boolean().meta({ description: "Are there words for it? Without, it can't be turned on." }),
  })
  .meta({ id: "Switch" })

export const sheetAnswer = {
  version,
  changedAt: instant.nullable(),
  changedBy: z.string().nullable(),
  switches: z.array(SwitchAnswer).meta({ description: "By category, type, audience and channel." }),
}
const SheetAnswer = z.object(sheetAnswer).meta({ id: "Switches" })

export const sheetInput = z
  .strictObject({
    on: z.array(switchInput).max(2000).meta({ description: "Every switch that is to be on; all others are off." }),
  })
  .meta({ id: "SwitchesInput" })
export const sheetExample: z.input<typeof sheetInput> = {
  on: [{ typeId: "019c4f2e-5f1b-7c3a-9c55-0a1b2c3d4e5f", audience: "customer", channel: "email" }],
}

/** Are there words for a switch in this set, in any language? */
async function wordsOf(tx: OrgSql, setId: string | null): Promise<(one: Switch) => boolean> {
  const slots = setId === null ? [] : await messageSlots(tx, setId)
  const known = new Set(slots.map(({ typeId, audience, channel }) => `${typeId} ${audience} ${channel}`))
  return ({ typeId, audience, channel }) => known.has(`${typeId} ${audience} ${channel}`)
}

/** An owner's sheet as it is answered. */
export async function showSheet(
  tx: OrgSql,
  owner: SheetOwner,
  setId: string | null,
  sheet: Sheet,
): Promise<z.output<typeof SheetAnswer>> {
  const hasMessage = await wordsOf(tx, setId)
  return {
    version: sheet.version,
    changedAt: sheet.changedAt,
    changedBy: sheet.changedBy,
    switches: sheetRows(await allTypes(tx), owner.owner, sheet.on).map(({ type, ...row }) => {
      const { key, name, category } = type
      const { typeId, audience, channel, on, onSince, switchable } = row
      return { typeId, key, name, category, audience, channel, on, onSince, switchable, hasMessage: hasMessage(row) }
    }),
  }
}

/** Saves an owner's sheet whole. @throws Problem as `saveSheet` does */
export async function putSheet(
  call: Pick<Call, "tx" | "caller" | "now" | "requestId" | "ifMatch">,
  owner: SheetOwner,
  setId: string | null,
  on: readonly Switch[],
): Promise<z.output<typeof SheetAnswer>> {
  const sheet = await saveSheet(call, owner, on, call.ifMatch, await wordsOf(call.tx, setId))
  return await showSheet(call.tx, owner, setId, sheet)
}

const organisation = { owner: "organisation" } as const

/** The set that holds the words of what the organisation switches. */
async function ownSet(tx: OrgSql): Promise<string | null> {
  const [set] = await tx<{ id: string }>`
    select id from template_sets where org_id = ${tx.orgId} and kind = 'organisation'`
  return set?.id ?? null
}

/** Resellers switch their classes; the organisation's own switches aren't theirs to see. */
function refuseResellers({ extent }: Pick<Call, "extent">): void {
  if (extent !== "all") throw new Problem("not_found")
}

export const switchRoutes = [
  route("GET /v1/switches", {
    name: "switches get",
    summary: "What the organisation tells, to whom, on which channel.",
    needs: "switches:edit",
    answer: SheetAnswer,
    run: async (call) => {
      refuseResellers(call)
      const { tx } = call
      return await showSheet(tx, organisation, await ownSet(tx), await readSheet(tx, organisation))
    },
  }),
  route("PUT /v1/switches", {
    name: "switches save",
    summary: "Save the organisation's switches as a whole.",
    needs: "switches:edit",
    body: sheetInput,
    example: sheetExample,
    version: "required",
    answer: SheetAnswer,
    run: async (call) => {
      refuseResellers(call)
      return await putSheet(call, organisation, await ownSet(call.tx), call.body.on)
    },
  }),
]
