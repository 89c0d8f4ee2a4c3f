/** Captured: the messages of an organisation that has no provider yet, kept to be read instead of sent. */
import { z } from "zod"
import { type OrgSql, sql } from "../base/db.ts"
import { keyset, toPage } from "../base/page.ts"
import { FileAnswer, file, found, id, instant, listRoute, route, WithHeaders } from "../base/route.ts"
import { channels } from "../base/words.ts"
import { type Attachment, mostAttachments, readFile } from "../channels/email/attachments.ts"
import { toEnclosed, enclosed } from "./enclosed.ts"

const captured = z.object({
  id: id.meta({ description: "The delivery's." }),
  type: z.string().meta({ examples: ["balance.near_limit"] }),
  channel: z.enum(channels),
  recipient: z.string(),
  address: z.string(),
  subject: z.string().nullable(),
  capturedAt: instant,
})
const CapturedListItem = captured.meta({ id: "CapturedListItem" })
const CapturedAnswer = captured
  .extend({
    from: z.object({ name: z.string(), address: z.string().nullable(), replyTo: z.string().nullable() }),
    text: z.string(),
    html: z.string().nullable(),
    attachments: z.array(enclosed).meta({ description: "Their bytes are at …/attachments/{number}." }),
  })
  .meta({ id: "Captured" })

const columns = sql`
  d.id, t.key as type, d.channel, d.recipient, d.address, coalesce(k.content->>'subject', k.content->>'title') as subject,
  k.captured_at`
const from = sql`
  from captured k
  join deliveries d on d.org_id = k.org_id and d.id = k.delivery_id
  join notification_types t on t.org_id = d.org_id and t.id = d.type_id`

/** Forgets what was captured longer ago than the organisation keeps exact copies. @returns how many */
export async function forgetCaptured(tx: OrgSql, now: Temporal.Instant, limit: number): Promise<number> {
  const gone = await tx`
    delete from captured
     where org_id = ${tx.orgId}
       and delivery_id = any (array(
             select delivery_id from captured
              where org_id = ${tx.orgId}
                and captured_at < ${now}::timestamptz - (select copy_days from organisation_settings where org_id = ${tx.orgId}) * interval '1 day'
              limit ${limit}))`
  return gone.count
}

export const capturedRoutes = [
  listRoute("GET /v1/captured", {
    name: "captured list",
    summary: "Messages that were kept instead of sent, because there is no provider, newest first.",
    needs: "captured:see",
    query: z.object({ channel: z.enum(channels).optional(), address: z.string().max(300).optional() }),
    item: CapturedListItem,
    run: async ({ tx, query, paging }) => {
      const { after, order } = keyset(paging, [sql`k.delivery_id`], "desc")
      const rows = await tx<z.output<typeof captured>>`
        select ${columns} ${from}
         where k.org_id = ${tx.orgId}
           ${query.channel ? sql`and d.channel = ${query.channel}` : sql``}
           ${query.address ? sql`and d.address = ${query.address}` : sql``}
           ${after} ${order}`
      return toPage(paging, rows, (row) => [row.id])
    },
  }),
  route("GET /v1/captured/{id}", {
    name: "captured get",
    summary: "One captured message, as its reader would have got it.",
    needs: "captured:see",
    params: z.object({ id }),
    answer: CapturedAnswer,
    run: async ({ tx, params }) => {
      type Row = z.output<typeof captured> & {
        content: {
          from: z.output<typeof CapturedAnswer>["from"]
          text?: string
          body?: string
          html?: string
          attachments?: Attachment[]
        }
      }
      const [row] =
        await tx<Row>`select ${columns}, k.content ${from} where k.org_id = ${tx.orgId} and k.delivery_id = ${params.id}`
      const { content, ...rest } = found(row)
      const { from: sender, text, body, html, attachments = [] } = content
      const plain = { text: text ?? body ?? "", html: html ?? null, attachments: attachments.map(toEnclosed) }
      return { ...rest, from: sender, ...plain }
    },
  }),
  route("GET /v1/captured/{id}/attachments/{number}", {
    name: "captured attachment",
    summary: "A file that a captured message carries, to be saved.",
    needs: "captured:see",
    params: z.object({ id, number: z.coerce.number().int().min(1).max(mostAttachments) }),
    answer: file("application/octet-stream"),
    run: async ({ tx, params }) => {
      const [row] = await tx<{ attachments: Attachment[] | null }>`
        select content -> 'attachments' as attachments from captured
         where org_id = ${tx.orgId} and delivery_id = ${params.id}`
      const { name, hash } = found(found(row).attachments?.find(({ number }) => number === params.number))
      const bytes = found((await readFile(tx, hash)) ?? undefined)
      // Somebody else's file: it is saved and never shown, whatever it says it is.
      const headers = { "content-security-policy": "default-src 'none'; sandbox", "x-content-type-options": "nosniff" }
      return new WithHeaders(new FileAnswer("application/octet-stream", name, [bytes]), headers)
    },
  }),
]
