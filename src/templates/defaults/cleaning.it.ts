/** The cleaning company's texts in Italian. */
import type { DefaultTexts } from "./text.ts"

const title = "{{ reminderType }}: {{ customer.name }}"
const email = `<p>Buongiorno {{ recipient.name }},</p>
<p>il promemoria <strong>{{ reminderType }}</strong> riguarda il cliente <strong>{{ customer.name }}</strong>. Data prevista: {{ occursOn | date }}.{% if late %} Il messaggio arriva in ritardo perché l'invio era stato interrotto.{% endif %}</p>
<p>{{ text | newline_to_br }}</p>
<p>A lavoro concluso, segnare il promemoria come completato in Notifiche › Promemoria, così tutti possono vederlo.</p>`
const sms = { body: "{{ customer.name }}: {{ reminderType }}. {{ text }}" }
const inbox = {
  subject: title,
  body: `{{ text }}{% if late %} (data prevista: {{ occursOn | date }}, mostrato in ritardo){% endif %}`,
}

export default {
  "reminder.fired administrator email": {
    subject: title,
    body: `${email}
<p>Questo messaggio è destinato agli amministratori.</p>`,
  },
  "reminder.fired administrator sms": sms,
  "reminder.fired administrator inbox": inbox,
  "reminder.fired supervisor email": {
    subject: title,
    body: `${email}
<p>Questo messaggio è destinato ai supervisori della zona del cliente.</p>`,
  },
  "reminder.fired supervisor sms": sms,
  "reminder.fired supervisor inbox": inbox,
} satisfies DefaultTexts
