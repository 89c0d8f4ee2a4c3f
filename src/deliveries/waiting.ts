/** What waits of a class's notifications: how many messages taking its boxes or its set away would stop (AL-D10). */
import { z } from "zod"
import { json, type OrgSql } from "../base/db.ts"
import { id, route } from "../base/route.ts"
import { channels } from "../base/words.ts"
import { readClass } from "../customers/classes.ts"
import { deliveryLanes } from "./claim.ts"
import { readStops, type Stoppable } from "./stops.ts"

const WaitingAnswer = z
  .object({
    isComplete: z.boolean().meta({ description: "False where more waits than is looked at: there may be more." }),
    waiting: z.array(z.object({ typeId: id, channel: z.enum(channels), count: z.int() })),
  })
  .meta({ id: "ClassWaiting" })

/** Rows of each lane that are looked at, in the order of their index, so that a backlog of millions costs no more. */
const mostLookedAt = 2_000

/**
 * The queued messages that a class switches and that nothing has stopped yet, by type and channel.
 * @param most rows looked at in each lane
 */
export async function readWaiting(
  tx: OrgSql,
  classId: string,
  most = mostLookedAt,
): Promise<z.output<typeof WaitingAnswer>> {
  const lanes = await tx<{ looked: number; found: Stoppable[] }>`
    select w.looked, w.found
      from jsonb_to_recordset(${json(deliveryLanes)}) as l(channel text, priority text)
     cross join lateral (
       select count(*)::int as looked,
              coalesce(jsonb_agg(jsonb_build_object(
                'id', q.id, 'eventId', q.event_id, 'typeId', q.type_id, 'classId', q.class_id, 'customerId', q.customer_id,
                'messageId', q.message_id, 'wordsFor', q.words_for, 'channel', q.channel, 'address', q.address,
                'stops', q.stops::text[])) filter (where q.class_id = ${classId} and n.id is not null), '[]') as found
         from (select id, event_id, type_id, class_id, customer_id, message_id, words_for, channel, address, stops
                 from deliveries
                where org_id = ${tx.orgId} and state = 'queued' and channel = l.channel and priority = l.priority
                order by due_at, id limit ${most}) q
         left join notification_types n
           on n.org_id = ${tx.orgId} and n.id = q.type_id and n.switch_owner = 'class' and not n.mandatory) w`
  const rows = lanes.flatMap(({ found }) => found)
  const counts = new Map<string, z.output<typeof WaitingAnswer>["waiting"][number]>()
  for (const [channel, ofChannel] of Map.groupBy(rows, (row) => row.channel)) {
    const stopped = await readStops(tx, ofChannel)
    for (const { id: deliveryId, typeId } of ofChannel) {
      if (stopped.has(deliveryId)) continue
      const key = `${typeId} ${channel}`
      counts.set(key, { typeId, channel, count: (counts.get(key)?.count ?? 0) + 1 })
    }
  }
  return { isComplete: lanes.every(({ looked }) => looked < most), waiting: [...counts.values()] }
}

export const classWaitingRoutes = [
  route("GET /v1/customer-classes/{id}/waiting", {
    name: "customer-classes waiting get",
    summary: "How many messages wait of what a class switches: taking its set or a box away would stop them.",
    needs: "switches:edit",
    params: z.object({ id }),
    answer: WaitingAnswer,
    run: async (call) => {
      await readClass(call, call.params.id)
      return await readWaiting(call.tx, call.params.id)
    },
  }),
]
