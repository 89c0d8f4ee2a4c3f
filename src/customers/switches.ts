/** The boxes of a customer class: which notifications its customers get, in the words of one of its template sets. */
import { z } from "zod"
import { Problem } from "../base/problem.ts"
import { type Call, id, route } from "../base/route.ts"
import { readSheet } from "../catalogue/switches.ts"
import { readSet, type TemplateSet } from "../templates/sets.ts"
import { putSheet, sheetAnswer, sheetExample, sheetInput, showSheet } from "../templates/switches.ts"
import { readClass } from "./classes.ts"

const ClassSheetAnswer = z
  .object({
    templateSet: z
      .object({ id, name: z.string() })
      .nullable()
      .meta({ description: "The set these boxes are kept for; null where the class has none." }),
    ...sheetAnswer,
  })
  .meta({ id: "CustomerClassSwitches" })

const byId = z.object({ id })
const ofSet = z.object({
  templateSetId: id.optional().meta({
    description: "Another set than the class has: its boxes are kept, and can be saved before it is chosen.",
  }),
})

type ClassCall = Pick<
  Call<z.output<typeof byId>, z.output<typeof ofSet>>,
  "tx" | "caller" | "extent" | "params" | "query"
>

/**
 * The set whose boxes are meant: the one asked for, which has to be one that could be chosen, or the one the class has.
 * It stays until the transaction ends, and so does the class.
 * @throws Problem not_found
 */
async function setOf(call: ClassCall): Promise<TemplateSet | null> {
  const { tx, params, query } = call
  const { templateSetId: present } = await readClass(call, params.id)
  await tx`select 1 from customer_classes where org_id = ${tx.orgId} and id = ${params.id} for key share`
  const setId = query.templateSetId ?? present
  if (setId === null) return null
  // A reseller sees the set that an administrator gave the class, though it isn't theirs to edit.
  const viewer = setId === present ? { tx, caller: { memberId: null }, extent: "all" as const } : call
  const set = await readSet(viewer, setId, "key share")
  if (set.kind !== "customer_class") throw new Problem("not_found")
  return set
}

const inSet = ({ id: setId, name }: TemplateSet) => ({ templateSet: { id: setId, name } })

export const classSwitchRoutes = [
  route("GET /v1/customer-classes/{id}/switches", {
    name: "customer-classes switches get",
    summary: "What the customers of a class are told, on which channel.",
    needs: "switches:edit",
    params: byId,
    query: ofSet,
    answer: ClassSheetAnswer,
    run: async (call) => {
      const set = await setOf(call)
      if (!set) return { templateSet: null, version: 1, changedAt: null, changedBy: null, switches: [] }
      const owner = { owner: "class", classId: call.params.id, setId: set.id } as const
      return { ...inSet(set), ...(await showSheet(call.tx, owner, set.id, await readSheet(call.tx, owner))) }
    },
  }),
  route("PUT /v1/customer-classes/{id}/switches", {
    name: "customer-classes switches save",
    summary: "Save the boxes of a class as a whole.",
    needs: "switches:edit",
    params: byId,
    query: ofSet,
    body: sheetInput,
    example: sheetExample,
    version: "required",
    answer: ClassSheetAnswer,
    run: async (call) => {
      const set = await setOf(call)
      if (!set) throw new Problem("no_template_set")
      const owner = { owner: "class", classId: call.params.id, setId: set.id } as const
      return { ...inSet(set), ...(await putSheet(call, owner, set.id, call.body.on)) }
    },
  }),
]
