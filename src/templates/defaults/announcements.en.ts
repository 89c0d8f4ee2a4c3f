/** Around what a person writes in free words, in English. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Dear {{ customer.salutation }},{% else %}Dear customer,{% endif %}</p>`

export default {
  "announcement.email customer email": {
    subject: "{{ subject }}",
    body: `${greeting}
<p>{{ text | newline_to_br }}</p>`,
  },
  "announcement.sms customer sms": { body: "{{ organisation.name }}: {{ text }}" },
} satisfies DefaultTexts
