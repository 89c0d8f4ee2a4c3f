/** The virtual office's texts in English. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Dear {{ customer.salutation }},{% else %}Dear customer,{% endif %}</p>`
const closing = `<p>Kind regards,<br>{{ organisation.name }}</p>`
const kind = `{% case item.kind %}{% when "letter" %}Letter{% when "registered_letter" %}Registered letter{% when "parcel" %}Parcel{% else %}{{ item.kind }}{% endcase %}`

export default {
  "post.received customer email": {
    subject: `{{ "{count, plural, one {New post} other {# new items of post}}" | t: count: items.size }} for {{ customer.name }}`,
    body: `${greeting}
<p>{{ "{count, plural, one {An item of post has} other {# items of post have}}" | t: count: items.size }} come for <strong>{{ customer.name }}</strong> and can be collected at our office.</p>
<table>
<tr><th>Sender</th><th>Kind</th></tr>
{% for item in items %}<tr><td><strong>{{ item.sender }}</strong>{% if item.note %}<br>{{ item.note }}{% endif %}</td><td>${kind}</td></tr>
{% endfor %}</table>
<p>Would you like it opened, scanned or forwarded? Just reply to this e-mail.</p>
${closing}`,
  },
  "post.received customer sms": {
    body: "New post for [client] from [sender]. It is waiting for you at our office.",
  },
  "post.received customer push": {
    subject: "New post for you",
    body: `From {{ items | map: "sender" | uniq | join: ", " }}. It is waiting at the office.`,
  },

  "post.unclaimed customer email": {
    subject: `Post for {{ customer.name }} is still waiting`,
    body: `${greeting}
<p><strong>{{ "{count, plural, one {One item of post is} other {# items of post are}}" | t: count: waitingCount }}</strong> waiting for you at our office. {{ "{count, plural, one {It came} other {The oldest came}}" | t: count: waitingCount }} on {{ oldestReceivedOn | date }}.</p>
{% if items %}<table>
<tr><th>Received</th><th>Sender</th><th>Kind</th></tr>
{% for item in items %}<tr><td>{{ item.receivedOn | date }}</td><td>{{ item.sender }}</td><td>${kind}</td></tr>
{% endfor %}</table>
{% endif %}<p>Please collect it during office hours. If that is difficult, reply to this e-mail and we will forward it to you.</p>
${closing}`,
  },
  "post.unclaimed customer sms": {
    body: `{{ "{count, plural, one {# item of post is} other {# items of post are}}" | t: count: waitingCount }} waiting for you at our office, since {{ oldestReceivedOn | date: "short" }}. Please collect soon. {{ organisation.name }}`,
  },

  "contract.ending customer email": {
    subject: `Your contract {{ contractNumber }} ends on {{ endsOn | date }}`,
    body: `${greeting}
<p>Your contract <strong>{{ contractNumber }}</strong> ends on <strong>{{ endsOn | date }}</strong>, {{ "{days, plural, =0 {that is today} one {that is tomorrow} other {in # days}}" | t: days: daysLeft }}. Until then everything stays as it is: your address, your post and our help.</p>
{% if renewalUrl %}<p>To keep your address without a break, <a href="{{ renewalUrl }}">renew your contract</a>.</p>
{% else %}<p>To keep your address without a break, reply to this e-mail and we will prepare the renewal.</p>
{% endif %}<p>If you do not wish to renew, please remember to change your address in registers and with your senders before that day.</p>
${closing}`,
  },
  "contract.ending customer sms": {
    body: `Your contract {{ contractNumber }} ends on {{ endsOn | date: "short" }}. To keep your address, please renew it before that day. {{ organisation.name }}`,
  },

  "invoice.issued customer email": {
    subject: `Invoice {{ invoiceNumber }}: {{ amount | money }}, due {{ dueDate | date }}`,
    body: `${greeting}
<p>We have issued a new invoice for your office services.</p>
<table>
<tr><td>Invoice</td><td><strong>{{ invoiceNumber }}</strong></td></tr>
<tr><td>Amount to pay</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Due date</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if invoiceUrl %}<p><a href="{{ invoiceUrl }}">Open the invoice</a></p>
{% endif %}<p>Please give the invoice number with your payment. Thank you.</p>
${closing}`,
  },
  "invoice.issued customer sms": {
    body: `Invoice {{ invoiceNumber }} for {{ amount | money }} has been issued. Due date: {{ dueDate | date: "short" }}. {{ organisation.name }}`,
  },
} satisfies DefaultTexts
