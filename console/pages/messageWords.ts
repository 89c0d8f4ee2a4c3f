/** What is written of a message, as its editor, its preview and its history share it. */
import { api, ask, type Schemas } from "../api/client.ts"
import type { Channel } from "../ui/text.tsx"
import type { Contents, Slot } from "./templateSet.tsx"

export type Message = Schemas["Message"]
export type TypeWithExample = Schemas["NotificationTypeWithExample"]

/** What is written of a message; BCC as one types it. */
export type Words = { subject: string; bcc: string; body: string; format: Message["format"] }
export const wordsOf = ({
  subject,
  bcc,
  body,
  format,
}: Pick<Message, "subject" | "bcc" | "body" | "format">): Words => ({
  subject: subject ?? "",
  bcc: bcc.join(", "),
  body,
  format,
})
const bccOf = (text: string) =>
  text
    .split(/[\s,;]+/)
    .map((address) => address.trim())
    .filter(Boolean)
export const bodyOf = ({ subject, bcc, body, format }: Words, channel: Channel) => ({
  subject: channel === "sms" ? null : subject,
  bcc: channel === "email" ? bccOf(bcc) : [],
  body,
  format,
})

export const messageQuery = (setId: string, messageId: string) => ({
  queryKey: ["template-sets", setId, "messages", messageId],
  queryFn: () =>
    ask(api.GET("/v1/template-sets/{id}/messages/{messageId}", { params: { path: { id: setId, messageId } } })),
})

/** One place of a set: where it is written, and what there is. */
export type Place = { set: Contents; type: TypeWithExample; slot: Slot; locale: string }
