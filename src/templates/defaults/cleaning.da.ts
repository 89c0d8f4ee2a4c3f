/** The cleaning company's texts in Danish. */
import type { DefaultTexts } from "./text.ts"

const title = "{{ reminderType }}: {{ customer.name }}"
const email = `<p>Hej {{ recipient.name }}</p>
<p>Her er påmindelsen <strong>{{ reminderType }}</strong> om <strong>{{ customer.name }}</strong>, sat til den {{ occursOn | date }}.{% if late %} Den kommer forsinket, fordi udsendelsen var afbrudt.{% endif %}</p>
<p>{{ text | newline_to_br }}</p>
<p>Når opgaven er løst, så markér påmindelsen som udført under Notifikationer › Påmindelser, så alle kan se det.</p>`
const sms = { body: "{{ customer.name }}: {{ reminderType }}. {{ text }}" }
const inbox = {
  subject: title,
  body: `{{ text }}{% if late %} (sat til den {{ occursOn | date }}, vist forsinket){% endif %}`,
}

export default {
  "reminder.fired administrator email": {
    subject: title,
    body: `${email}
<p>Du får denne besked som administrator.</p>`,
  },
  "reminder.fired administrator sms": sms,
  "reminder.fired administrator inbox": inbox,
  "reminder.fired supervisor email": {
    subject: title,
    body: `${email}
<p>Du får denne besked, fordi du er serviceleder i kundens område.</p>`,
  },
  "reminder.fired supervisor sms": sms,
  "reminder.fired supervisor inbox": inbox,
} satisfies DefaultTexts
