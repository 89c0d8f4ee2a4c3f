/** Notification types over HTTP. */
import { z } from "zod"
import { sql } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { found, id, instant, listRoute, route, version } from "../base/route.ts"
import { comparable } from "../base/text.ts"
import { audiences, channels } from "../base/words.ts"
import { sampleData } from "./check.ts"
import { switchOwners, typeDefinition } from "./definition.ts"
import { changeType, createType, definitionOf, setRetired } from "./own.ts"
import { type NotificationType, typeById, typeColumns } from "./types.ts"

export const NotificationTypeAnswer = typeDefinition
  .extend({
    id,
    origin: z
      .string()
      .nullable()
      .meta({
        description: "The starting catalogue it came with, or `system`; null for one of your own.",
        examples: ["telephony"],
      }),
    retiredAt: instant.nullable(),
    version,
    createdAt: instant,
  })
  .meta({ id: "NotificationType" })

const toAnswer = (type: NotificationType): z.output<typeof NotificationTypeAnswer> => {
  const { id: typeId, origin, retiredAt, version: number, createdAt } = type
  return { id: typeId, ...definitionOf(type), origin, retiredAt, version: number, createdAt }
}

const ownType = typeDefinition
  .extend({ switchOwner: z.enum(["class", "organisation", "subscription"]) })
  .meta({ id: "NotificationTypeInput" })

const example: z.input<typeof ownType> = {
  key: "offer.published",
  name: { en: "New offer", pl: "Nowa oferta", it: "Nuova offerta", da: "Nyt tilbud" },
  purpose: {
    en: "Tells customers of an offer made for them.",
    pl: "Informuje klientów o przygotowanej dla nich ofercie.",
    it: "Informa i clienti di un'offerta pensata per loro.",
    da: "Fortæller kunderne om et tilbud til dem.",
  },
  category: "billing",
  audiences: { customer: ["email"] },
  level: "customer",
  switchOwner: "class",
  trigger: "manual",
  transactional: false,
  variables: [
    {
      name: "title",
      title: { en: "Title", pl: "Tytuł", it: "Titolo", da: "Titel" },
      kind: "text",
      required: true,
      maxLength: 80,
      sample: "Twice the minutes in March",
    },
  ],
}

const byId = z.object({ id })

export const typeRoutes = [
  listRoute("GET /v1/notification-types", {
    name: "notification-types list",
    summary: "What the organisation can tell people about.",
    needs: "types:see",
    query: z.object({
      q: z.string().max(100).optional().meta({ description: "Part of the key, or of the name in any language." }),
      category: z.string().max(40).optional(),
      audience: z.enum(audiences).optional(),
      channel: z.enum(channels).optional().meta({ description: "Of the audience, where one is asked for." }),
      switchOwner: z.enum(switchOwners).optional(),
      origin: z.enum(["own", "starting", "system"]).optional(),
      retired: z.enum(["true", "false"]).optional().meta({ description: "Only retired ones, or only the others." }),
    }),
    item: NotificationTypeAnswer,
    run: async ({ tx, query, paging }) => {
      const { after, order } = keyset(paging, [sql`c.position`, sql`c.key`, sql`t.position`, sql`t.key`])
      const reached = query.audience
        ? sql`t.audiences -> ${query.audience}::text`
        : sql`jsonb_path_query_array(t.audiences, '$.*[*]')`
      const origin = { own: sql`is null`, system: sql`= 'system'`, starting: sql`<> 'system'` }
      const rows = await tx<NotificationType & { place: number }>`
        select ${typeColumns}, c.position as place
          from notification_types t join categories c on c.org_id = t.org_id and c.key = t.category
         where t.org_id = ${tx.orgId}
           ${query.q ? sql`and strpos(t.terms, ${comparable(query.q)}) > 0` : sql``}
           ${query.category ? sql`and t.category = ${query.category}` : sql``}
           ${query.audience ? sql`and ${reached} is not null` : sql``}
           ${query.channel ? sql`and ${reached} @> to_jsonb(${query.channel}::text)` : sql``}
           ${query.switchOwner ? sql`and t.switch_owner = ${query.switchOwner}` : sql``}
           ${query.origin ? sql`and t.origin ${origin[query.origin]}` : sql``}
           ${query.retired ? sql`and (t.retired_at is not null) = ${query.retired === "true"}` : sql``}
           ${after} ${order}`
      const page = toPage(paging, rows, (type) => [String(type.place), type.category, String(type.position), type.key])
      return { ...page, items: page.items.map(({ place: _, ...type }) => toAnswer(type)) }
    },
  }),
  route("GET /v1/notification-types/{id}", {
    name: "notification-types get",
    summary: "One notification type, with the data of an example event.",
    needs: "types:see",
    params: byId,
    answer: NotificationTypeAnswer.extend({
      exampleData: z.record(z.string(), z.unknown()).meta({
        description: "What an event of this type could carry as `data`: each variable's sample.",
      }),
    }).meta({ id: "NotificationTypeWithExample" }),
    run: async ({ tx, params }) => {
      const type = found(await typeById(tx, params.id))
      return { ...toAnswer(type), exampleData: sampleData(type) }
    },
  }),
  route("POST /v1/notification-types", {
    name: "notification-types create",
    summary: "Add a notification type of your own.",
    needs: "types:edit",
    body: ownType,
    example,
    status: 201,
    answer: NotificationTypeAnswer,
    run: async (call) => toAnswer(await createType(call, call.body)),
  }),
  route("PUT /v1/notification-types/{id}", {
    name: "notification-types update",
    summary: "Change a notification type. Its variables may only widen.",
    needs: "types:edit",
    params: byId,
    body: typeDefinition.meta({ id: "NotificationTypeChange" }),
    example,
    version: "required",
    answer: NotificationTypeAnswer,
    run: async (call) => toAnswer(await changeType(call, call.params.id, call.body, call.ifMatch)),
  }),
  route("POST /v1/notification-types/{id}/retire", {
    name: "notification-types retire",
    summary: "Retire a notification type of your own: it is offered and sent no more; what was sent stays.",
    needs: "types:edit",
    params: byId,
    version: "optional",
    answer: NotificationTypeAnswer,
    run: async (call) => toAnswer(await setRetired(call, call.params.id, true, call.ifMatch)),
  }),
  route("POST /v1/notification-types/{id}/restore", {
    name: "notification-types restore",
    summary: "Take a retired notification type back into use.",
    needs: "types:edit",
    params: byId,
    version: "optional",
    answer: NotificationTypeAnswer,
    run: async (call) => toAnswer(await setRetired(call, call.params.id, false, call.ifMatch)),
  }),
]
