/** The carrier's texts in English. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>Dear {{ recipient.name }},</p>`
const help = `<p>Questions? Reply to this e-mail{% if organisation.phone != blank %} or call {{ organisation.phone }}{% endif %} and quote {{ ticketNumber }}.</p>
<p>Kind regards,<br>{{ organisation.name }}</p>`
const ticketLink = `{% if ticketUrl %}<p><a href="{{ ticketUrl }}">Open the ticket</a></p>
{% endif %}`
const service = `<tr><td>Service</td><td><strong>{{ serviceName }}</strong>, {{ serviceNumber }}</td></tr>
{% if site %}<tr><td>Site</td><td>{{ site }}</td></tr>
{% endif %}`
const account = `<tr><td>Customer number</td><td>{{ accountNumber }}</td></tr>
`
const ticket = `<tr><td>Ticket</td><td>{{ ticketNumber }}</td></tr>
`
const nextUpdate = `{% if nextUpdateAt %}<tr><td>Next update</td><td>{{ nextUpdateAt | datetime }}</td></tr>
{% endif %}`
const services = `{% if services %}<p>Services concerned:</p>
<ul>
{% for service in services %}<li>{{ service.serviceName }}, {{ service.serviceNumber }}{% if service.site %} ({{ service.site }}){% endif %}</li>
{% endfor %}</ul>
{% endif %}`
const severity = `{% case severity %}{% when "critical" %}Critical{% when "major" %}Major{% when "minor" %}Minor{% else %}{{ severity }}{% endcase %}`
const outageFacts = `<table>
${service}<tr><td>Severity</td><td>${severity}</td></tr>
<tr><td>Since</td><td>{{ startedAt | datetime }}</td></tr>
{% if phase == "closure" %}{% if endedAt %}<tr><td>Restored</td><td>{{ endedAt | datetime }}</td></tr>
{% endif %}{% else %}${nextUpdate}{% endif %}${ticket}</table>
<p>{{ summary | newline_to_br }}</p>
`
const invoiceFacts = `<table>
<tr><td>Billing account</td><td>{{ billingAccountNumber }}</td></tr>
<tr><td>Invoice</td><td><strong>{{ invoiceNumber }}</strong></td></tr>
<tr><td>Amount to pay</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Due date</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if invoiceUrl %}<p><a href="{{ invoiceUrl }}">Open the invoice</a></p>
{% endif %}`

/** The words of a matter that is opened, followed and closed. */
const phased = (opened: string, followed: string, closed: string) =>
  `{% if phase == "closure" %}${closed}{% elsif phase == "update" %}${followed}{% else %}${opened}{% endif %}`

export default {
  "service.notice contact email": {
    subject: phased(`{{ topic }}`, `Update: {{ topic }}`, `Closed: {{ topic }}`),
    body: `${greeting}
<p>${phased(
      `We have news about your services.`,
      `There is an update on a matter we wrote to you about.`,
      `A matter we wrote to you about is now closed.`,
    )}</p>
<p><strong>{{ topic }}</strong></p>
<p>{{ text | newline_to_br }}</p>
${services}<table>
${account}${ticket}</table>
${ticketLink}${help}`,
  },
  "service.notice contact sms": {
    body: phased(
      `News about your services: {{ topic }}. Ticket {{ ticketNumber }}. {{ organisation.name }}`,
      `Update about your services: {{ topic }}. Ticket {{ ticketNumber }}. {{ organisation.name }}`,
      `Closed: {{ topic }}. Ticket {{ ticketNumber }}. {{ organisation.name }}`,
    ),
  },

  "works.planned contact email": {
    subject: phased(
      `Planned works {{ ticketNumber }}: {{ startsAt | datetime }}`,
      `Update on planned works {{ ticketNumber }}: {{ startsAt | datetime }}`,
      `Planned works {{ ticketNumber }} finished`,
    ),
    body: `${greeting}
<p>${phased(
      `We are planning works on our network. {% if serviceAffecting %}<strong>The services concerned will be interrupted during this time.</strong>{% else %}We expect no interruption of your services.{% endif %}`,
      `Our planned works have changed; the details below replace those we sent before. {% if serviceAffecting %}<strong>The services concerned will be interrupted during this time.</strong>{% else %}We expect no interruption of your services.{% endif %}`,
      `The planned works are finished.`,
    )}</p>
<p>{{ summary | newline_to_br }}</p>
<table>
<tr><td>Begin</td><td><strong>{{ startsAt | datetime }}</strong></td></tr>
<tr><td>End</td><td><strong>{{ endsAt | datetime }}</strong></td></tr>
{% if impact and phase != "closure" %}<tr><td>Expected impact</td><td>{{ impact }}</td></tr>
{% endif %}${account}${ticket}</table>
${services}<p>${phased(
      `There is nothing you need to do. If this time is a problem for you, please tell us as soon as you can.`,
      `There is nothing you need to do. If this time is a problem for you, please tell us as soon as you can.`,
      `Your services should be working as usual. If something is not, restart your equipment; if that does not help, please tell us.`,
    )}</p>
${ticketLink}${help}`,
  },
  "works.planned contact sms": {
    body: phased(
      `Planned works {{ ticketNumber }}: {{ startsAt | datetime: "short" }} to {{ endsAt | datetime: "short" }}. {% if serviceAffecting %}Services will be interrupted.{% else %}No interruption expected.{% endif %} {{ organisation.name }}`,
      `Changed: planned works {{ ticketNumber }}, now {{ startsAt | datetime: "short" }} to {{ endsAt | datetime: "short" }}. {% if serviceAffecting %}Services will be interrupted.{% else %}No interruption expected.{% endif %} {{ organisation.name }}`,
      `Planned works {{ ticketNumber }} are finished. Please tell us if a service is not working. {{ organisation.name }}`,
    ),
  },

  "outage.proactive contact email": {
    subject: phased(
      `Service outage: {{ serviceNumber }}, ticket {{ ticketNumber }}`,
      `Update on the service outage: {{ serviceNumber }}, ticket {{ ticketNumber }}`,
      `Service restored: {{ serviceNumber }}, ticket {{ ticketNumber }}`,
    ),
    body: `${greeting}
<p>${phased(
      `Our monitoring has found an outage of your service. We are working on it; there is nothing you need to do.`,
      `Here is the latest on the outage of your service. We are still working on it.`,
      `Your service has been restored. We are sorry for the interruption.`,
    )}</p>
${outageFacts}${ticketLink}${help}`,
  },
  "outage.proactive contact sms": {
    body: phased(
      `Service outage {{ serviceNumber }} since {{ startedAt | datetime: "short" }}. We are working on it. Ticket {{ ticketNumber }}.{% if nextUpdateAt %} Next update: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Outage {{ serviceNumber }}: we are still working on it. Ticket {{ ticketNumber }}.{% if nextUpdateAt %} Next update: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Service {{ serviceNumber }} has been restored. Ticket {{ ticketNumber }} is closed. {{ organisation.name }}`,
    ),
  },

  "service.information contact email": {
    subject: `{{ topic }}: {{ serviceNumber }}`,
    body: `${greeting}
<p>Our monitoring has noticed something about your service that you should know. <strong>The service keeps working.</strong></p>
<p><strong>{{ topic }}</strong></p>
<p>{{ text | newline_to_br }}</p>
<table>
${service}${ticket}</table>
${ticketLink}${help}`,
  },
  "service.information contact sms": {
    body: `{{ serviceNumber }}: {{ topic }}. The service keeps working. Ticket {{ ticketNumber }}. {{ organisation.name }}`,
  },

  "outage.reactive contact email": {
    subject: phased(
      `We have your report: {{ serviceNumber }}, ticket {{ ticketNumber }}`,
      `Update on your report: {{ serviceNumber }}, ticket {{ ticketNumber }}`,
      `Your report is resolved: {{ serviceNumber }}, ticket {{ ticketNumber }}`,
    ),
    body: `${greeting}
<p>${phased(
      `Thank you for reporting an outage. We have opened a ticket and are looking for the cause.`,
      `Here is the latest on the outage that you reported. We are still working on it.`,
      `The outage that you reported has been resolved. If the service is still not working for you, please reply and we will open the ticket again.`,
    )}</p>
${outageFacts}${ticketLink}${help}`,
  },
  "outage.reactive contact sms": {
    body: phased(
      `We have your report about {{ serviceNumber }} and are working on it. Ticket {{ ticketNumber }}.{% if nextUpdateAt %} Next update: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Your report about {{ serviceNumber }}: we are still working on it. Ticket {{ ticketNumber }}.{% if nextUpdateAt %} Next update: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Your report about {{ serviceNumber }} is resolved. Ticket {{ ticketNumber }} is closed. {{ organisation.name }}`,
    ),
  },

  "ticket.escalation contact email": {
    subject: phased(
      `Ticket {{ ticketNumber }} escalated to level {{ level | number }}`,
      `Update on escalated ticket {{ ticketNumber }}, level {{ level | number }}`,
      `Escalated ticket {{ ticketNumber }} closed`,
    ),
    body: `${greeting}
<p>${phased(
      `A ticket about your service has been escalated, so that it gets more people and the attention of our management.`,
      `Here is the latest on the escalated ticket.`,
      `The escalated ticket has been resolved and closed.`,
    )}</p>
<p>{{ summary | newline_to_br }}</p>
<table>
${service}<tr><td>Escalation level</td><td><strong>{{ level | number }}</strong></td></tr>
{% if owner %}<tr><td>Handled by</td><td>{{ owner }}</td></tr>
{% endif %}{% unless phase == "closure" %}${nextUpdate}{% endunless %}${ticket}</table>
${ticketLink}${help}`,
  },
  "ticket.escalation contact sms": {
    body: phased(
      `Ticket {{ ticketNumber }} ({{ serviceNumber }}) has been escalated to level {{ level | number }}.{% if nextUpdateAt %} Next update: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Update on ticket {{ ticketNumber }} ({{ serviceNumber }}), escalation level {{ level | number }}.{% if nextUpdateAt %} Next update: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Escalated ticket {{ ticketNumber }} ({{ serviceNumber }}) is resolved and closed. {{ organisation.name }}`,
    ),
  },

  "technical.request contact email": {
    subject: `Your answer is needed: {{ topic }} ({{ serviceNumber }})`,
    body: `${greeting}
<p>You are the technical contact of this service, and we need your answer.</p>
<p><strong>{{ topic }}</strong></p>
<p>{{ text | newline_to_br }}</p>
<table>
${service}{% if replyBefore %}<tr><td>Answer needed by</td><td><strong>{{ replyBefore | date }}</strong></td></tr>
{% endif %}${ticket}</table>
${ticketLink}${help}`,
  },

  "product.communication contact email": {
    subject: `{{ topic }}`,
    body: `${greeting}
<p>{{ text | newline_to_br }}</p>
{% if moreUrl %}<p><a href="{{ moreUrl }}">Read more</a></p>
{% endif %}<p>Kind regards,<br>{{ organisation.name }}</p>
<p>You receive this because you subscribed to product communications.</p>`,
  },
  "product.communication contact sms": {
    body: `{{ organisation.name }}: {{ topic }}.{% if moreUrl %} {{ moreUrl }}{% endif %}`,
  },

  "invoice.issued contact email": {
    subject: `Invoice {{ invoiceNumber }}: {{ amount | money }}, due {{ dueDate | date }}`,
    body: `${greeting}
<p>A new invoice has been issued for your billing account.</p>
${invoiceFacts}<p>Please give the invoice number with your payment. Thank you.</p>
<p>Kind regards,<br>{{ organisation.name }}</p>`,
  },

  "payment.reminder contact email": {
    subject: `Payment reminder: invoice {{ invoiceNumber }}, {{ amount | money }}`,
    body: `${greeting}
<p>We have not yet received the payment of this invoice. {{ "{days, plural, =0 {It is due today.} one {It was due yesterday.} other {It was due # days ago.}}" | t: days: daysOverdue }}</p>
${invoiceFacts}<p>Please pay the amount, giving the invoice number. If you have paid in the meantime, please disregard this message.</p>
<p>Kind regards,<br>{{ organisation.name }}</p>`,
  },
  "payment.reminder contact sms": {
    body: `Payment reminder: invoice {{ invoiceNumber }}, {{ amount | money }}, was due {{ dueDate | date: "short" }}. If already paid, please disregard. {{ organisation.name }}`,
  },
} satisfies DefaultTexts
