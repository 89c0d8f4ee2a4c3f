/** The cleaning company's texts in Polish. */
import type { DefaultTexts } from "./text.ts"

const title = "{{ reminderType }}: {{ customer.name }}"
const email = `<p>Dzień dobry,</p>
<p>przypomnienie <strong>{{ reminderType }}</strong> dotyczy klienta <strong>{{ customer.name }}</strong>. Data przypomnienia: {{ occursOn | date }}.{% if late %} Wiadomość przychodzi z opóźnieniem, ponieważ wysyłka była przerwana.{% endif %}</p>
<p>{{ text | newline_to_br }}</p>
<p>Po załatwieniu sprawy prosimy oznaczyć przypomnienie jako załatwione w sekcji Powiadomienia › Przypomnienia, aby widzieli to wszyscy.</p>`
const sms = { body: "{{ customer.name }}: {{ reminderType }}. {{ text }}" }
const inbox = {
  subject: title,
  body: `{{ text }}{% if late %} (data przypomnienia: {{ occursOn | date }}, pokazane z opóźnieniem){% endif %}`,
}

export default {
  "reminder.fired administrator email": {
    subject: title,
    body: `${email}
<p>Tę wiadomość otrzymują administratorzy.</p>`,
  },
  "reminder.fired administrator sms": sms,
  "reminder.fired administrator inbox": inbox,
  "reminder.fired supervisor email": {
    subject: title,
    body: `${email}
<p>Tę wiadomość otrzymują kierownicy rejonu, do którego należy klient.</p>`,
  },
  "reminder.fired supervisor sms": sms,
  "reminder.fired supervisor inbox": inbox,
} satisfies DefaultTexts
