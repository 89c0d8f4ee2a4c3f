/** Around what a person writes in free words, in Italian. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Gentile {{ customer.salutation }},{% else %}Gentile cliente,{% endif %}</p>`

export default {
  "announcement.email customer email": {
    subject: "{{ subject }}",
    body: `${greeting}
<p>{{ text | newline_to_br }}</p>`,
  },
  "announcement.sms customer sms": { body: "{{ organisation.name }}: {{ text }}" },
} satisfies DefaultTexts
