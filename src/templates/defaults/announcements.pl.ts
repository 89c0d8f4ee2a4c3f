/** Around what a person writes in free words, in Polish. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Dzień dobry, {{ customer.salutation }},{% else %}Szanowni Państwo,{% endif %}</p>`

export default {
  "announcement.email customer email": {
    subject: "{{ subject }}",
    body: `${greeting}
<p>{{ text | newline_to_br }}</p>`,
  },
  "announcement.sms customer sms": { body: "{{ organisation.name }}: {{ text }}" },
} satisfies DefaultTexts
