/** The routes of customer classes. Their switches have routes of their own. */
import { z } from "zod"
import { sql } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { id, listRoute, route } from "../base/route.ts"
import * as classes from "./classes.ts"
import { classesWithin } from "./scope.ts"

const byId = z.object({ id })

const ClassRowAnswer = classes.ClassAnswer.extend({
  managedByName: z.string().nullable(),
  templateSetName: z.string().nullable(),
  customers: z.int().meta({ description: "How many active customers are in it." }),
  boxesOn: z.int().meta({ description: "How many notifications are ticked for it, with the set it has." }),
}).meta({ id: "CustomerClassRow" })
type ClassRow = z.output<typeof ClassRowAnswer> & { nameKey: string }

export const classRoutes = [
  listRoute("GET /v1/customer-classes", {
    name: "customer-classes list",
    summary: "Customer classes with their set, who manages them, their customers and what is ticked, by name.",
    needs: "classes:see",
    item: ClassRowAnswer,
    run: async (call) => {
      const { tx, paging } = call
      const { after, order } = keyset(paging, [sql`k.name_key`, sql`k.id`])
      const rows = await tx<ClassRow>`
        select ${classes.columns}, k.name_key, m.name as managed_by_name, t.name as template_set_name, s.customers,
               (select count(*)::int from switch_sheets h
                  join switches w on w.org_id = h.org_id and w.sheet_id = h.id and w.is_on
                  join notification_types n on n.org_id = w.org_id and n.id = w.type_id
                   and n.switch_owner = 'class' and n.retired_at is null and not n.mandatory
                 where h.org_id = k.org_id and h.class_id = k.id and h.set_id = k.template_set_id) as boxes_on
          from customer_classes k
          join class_sizes s on s.org_id = k.org_id and s.class_id = k.id
          left join members m on m.org_id = k.org_id and m.id = k.managed_by
          left join template_sets t on t.org_id = k.org_id and t.id = k.template_set_id
         where k.org_id = ${tx.orgId} and ${classesWithin(call)} ${after} ${order}`
      const page = toPage(paging, rows, (row) => [row.nameKey, row.id])
      return { ...page, items: page.items.map(({ nameKey: _, ...row }) => row) }
    },
  }),
  route("GET /v1/customer-classes/{id}", {
    name: "customer-classes get",
    summary: "One customer class.",
    needs: "classes:see",
    params: byId,
    answer: classes.ClassAnswer,
    run: (call) => classes.readClass(call, call.params.id),
  }),
  route("POST /v1/customer-classes", {
    name: "customer-classes create",
    summary: "Add a customer class.",
    needs: "classes:create",
    body: classes.newClassInput,
    example: { name: "Small business", daysBeforeDue: [14, 7, 3], thresholds: [{ percentUsed: 80 }] },
    status: 201,
    answer: classes.ClassAnswer,
    run: (call) => classes.createClass(call, call.body),
  }),
  route("PUT /v1/customer-classes/{id}", {
    name: "customer-classes save",
    summary: "Save a customer class. Another template set, or none, stops what waits to be sent by the present one.",
    needs: "classes:edit",
    params: byId,
    body: classes.classInput,
    example: {
      name: "Small business",
      managedBy: null,
      templateSetId: null,
      fromName: "Lumivox",
      fromEmail: "billing@lumivox.example",
      replyTo: null,
      smsSender: null,
      daysBeforeDue: [14, 7, 3],
      daysAfterDue: [0, 7],
      thresholds: [{ amountLeft: "10.00" }],
    },
    version: "required",
    answer: classes.ClassAnswer,
    run: (call) => classes.saveClass(call, call.params.id, call.body, call.ifMatch),
  }),
  route("DELETE /v1/customer-classes/{id}", {
    name: "customer-classes delete",
    summary: "Delete a customer class that has no customers.",
    needs: "classes:create",
    params: byId,
    status: 204,
    answer: z.void(),
    run: (call) => classes.deleteClass(call, call.params.id),
  }),
]
