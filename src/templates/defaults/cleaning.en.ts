/** The cleaning company's texts in English. */
import type { DefaultTexts } from "./text.ts"

const title = "{{ reminderType }}: {{ customer.name }}"
const email = `<p>Hello {{ recipient.name }},</p>
<p>This is the reminder <strong>{{ reminderType }}</strong> for <strong>{{ customer.name }}</strong>, set for {{ occursOn | date }}.{% if late %} It reaches you late, because sending was interrupted.{% endif %}</p>
<p>{{ text | newline_to_br }}</p>
<p>When it is taken care of, mark it as done under Notifications › Reminders, so that everyone can see it.</p>`
const sms = { body: "{{ customer.name }}: {{ reminderType }}. {{ text }}" }
const inbox = {
  subject: title,
  body: `{{ text }}{% if late %} (set for {{ occursOn | date }}, shown late){% endif %}`,
}

export default {
  "reminder.fired administrator email": {
    subject: title,
    body: `${email}
<p>You receive this message as an administrator.</p>`,
  },
  "reminder.fired administrator sms": sms,
  "reminder.fired administrator inbox": inbox,
  "reminder.fired supervisor email": {
    subject: title,
    body: `${email}
<p>You receive this message because you supervise the customer's area.</p>`,
  },
  "reminder.fired supervisor sms": sms,
  "reminder.fired supervisor inbox": inbox,
} satisfies DefaultTexts
