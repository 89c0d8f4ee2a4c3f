/** Telephony's texts in English. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Dear {{ customer.salutation }},{% else %}Dear customer,{% endif %}</p>`
const help = `<p>Any questions? Just reply to this e-mail{% if organisation.phone != blank %} or call us on {{ organisation.phone }}{% endif %}.</p>`

export default {
  "balance.near_limit customer email": {
    subject: "You have used {{ percentUsed | number }}% of your credit limit",
    body: `${greeting}
<p>You have used <strong>{{ percentUsed | number }}%</strong> of your credit limit. Once it is used up, outgoing calls and other paid services may stop.</p>
<table>
<tr><td>Balance to pay</td><td>{{ balance | money }}</td></tr>
<tr><td>Credit limit</td><td>{{ creditLimit | money }}</td></tr>
<tr><td>Still available</td><td><strong>{{ amountLeft | money }}</strong></td></tr>
</table>
{% if payUrl %}<p>A payment frees your limit again: <a href="{{ payUrl }}">pay now</a>.</p>{% else %}<p>A payment frees your limit again.</p>{% endif %}
${help}`,
  },
  "balance.near_limit customer sms": {
    body: "{{ organisation.name }}: {{ percentUsed | number }}% of your credit limit is used, {{ amountLeft | money }} left.{% if payUrl %} A payment frees it again: {{ payUrl }}{% endif %}",
  },
  "balance.over_limit customer email": {
    subject: "Your balance is over the credit limit",
    body: `${greeting}
<p>Your balance is now <strong>{{ amountOver | money }} over</strong> your credit limit. Until it is back below the limit, outgoing calls and other paid services may not work. You can still receive calls and reach emergency numbers.</p>
<table>
<tr><td>Balance to pay</td><td>{{ balance | money }}</td></tr>
<tr><td>Credit limit</td><td>{{ creditLimit | money }}</td></tr>
<tr><td>Over the limit by</td><td><strong>{{ amountOver | money }}</strong></td></tr>
</table>
<p>Please pay at least the amount over the limit{% if payUrl %}: <a href="{{ payUrl }}">pay now</a>{% endif %}. If you need a higher limit, let us know.</p>
${help}`,
  },
  "balance.over_limit customer sms": {
    body: "{{ organisation.name }}: your balance is {{ amountOver | money }} over your credit limit. Outgoing calls may stop until you pay.{% if payUrl %} {{ payUrl }}{% endif %}",
  },
  "invoice.issued customer email": {
    subject: "Invoice {{ invoiceNumber }}: {{ amount | money }}, due {{ dueDate | date }}",
    body: `${greeting}
<p>Your new invoice is ready{% if periodStart and periodEnd %}. It covers {{ periodStart | date }} to {{ periodEnd | date }}{% endif %}.</p>
<table>
<tr><td>Invoice</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>Amount</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Due date</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if invoiceUrl %}<p><a href="{{ invoiceUrl }}">View the invoice</a></p>{% endif %}
${help}`,
  },
  "invoice.issued customer sms": {
    body: '{{ organisation.name }}: invoice {{ invoiceNumber }} for {{ amount | money }} is ready, due {{ dueDate | date: "short" }}.{% if invoiceUrl %} {{ invoiceUrl }}{% endif %}',
  },
  "invoice.due_soon customer email": {
    subject: `Invoice {{ invoiceNumber }} is due in {{ "{count, plural, one {# day} other {# days}}" | t: count: daysLeft }}`,
    body: `${greeting}
<p>This is a friendly reminder that invoice {{ invoiceNumber }} is due on <strong>{{ dueDate | date }}</strong>.</p>
<table>
<tr><td>Invoice</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>To pay</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Due date</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if payUrl %}<p><a href="{{ payUrl }}">Pay the invoice</a></p>{% endif %}
<p>If your payment is already on its way, thank you: there is nothing more to do.</p>
${help}`,
  },
  "invoice.due_soon customer sms": {
    body: `{{ organisation.name }}: invoice {{ invoiceNumber }}, {{ amount | money }}, is due in {{ "{count, plural, one {# day} other {# days}}" | t: count: daysLeft }}, on {{ dueDate | date: "short" }}.{% if payUrl %} {{ payUrl }}{% endif %}`,
  },
  "invoice.overdue customer email": {
    subject: `{% if daysOverdue == 0 %}Invoice {{ invoiceNumber }} is due today{% else %}Invoice {{ invoiceNumber }} is {{ "{count, plural, one {# day} other {# days}}" | t: count: daysOverdue }} overdue{% endif %}`,
    body: `${greeting}
{% if daysOverdue == 0 %}<p>Invoice {{ invoiceNumber }} is due today, and we have not yet received your payment.</p>{% else %}<p>Invoice {{ invoiceNumber }} was due on <strong>{{ dueDate | date }}</strong>, and we have not yet received your payment.</p>{% endif %}
<table>
<tr><td>Invoice</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>To pay</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Due date</td><td>{{ dueDate | date }}</td></tr>
</table>
<p>Please pay it now so that your services keep running{% if payUrl %}: <a href="{{ payUrl }}">pay the invoice</a>{% endif %}. If you have already paid, or need more time, let us know and we will sort it out together.</p>
${help}`,
  },
  "invoice.overdue customer sms": {
    body: `{{ organisation.name }}: invoice {{ invoiceNumber }}, {{ amount | money }}, {% if daysOverdue == 0 %}is due today{% else %}is {{ "{count, plural, one {# day} other {# days}}" | t: count: daysOverdue }} overdue{% endif %}. Please pay it now.{% if payUrl %} {{ payUrl }}{% endif %}`,
  },
  "payment.received customer email": {
    subject: "Thank you, we have received {{ amount | money }}",
    body: `${greeting}
<p>Thank you for your payment of <strong>{{ amount | money }}</strong>, received on {{ paidOn | date }}{% if paymentMethod %} by {{ paymentMethod }}{% endif %}.</p>
{% if invoiceNumber %}<p>It was booked against invoice {{ invoiceNumber }}.</p>{% endif %}
{% if balance %}<p>Your balance to pay is now <strong>{{ balance | money }}</strong>.</p>{% endif %}
${help}`,
  },
  "payment.received customer sms": {
    body: "{{ organisation.name }}: thank you, we have received {{ amount | money }}{% if invoiceNumber %} for invoice {{ invoiceNumber }}{% endif %}.{% if balance %} Balance to pay: {{ balance | money }}.{% endif %}",
  },
  "payment.failed customer email": {
    subject: "Your payment of {{ amount | money }} did not go through",
    body: `${greeting}
<p>Your payment of <strong>{{ amount | money }}</strong>{% if invoiceNumber %} for invoice {{ invoiceNumber }}{% endif %}{% if paymentMethod %} by {{ paymentMethod }}{% endif %} did not go through. Nothing has been charged.</p>
{% if retryOn %}<p>We will try again on <strong>{{ retryOn | date }}</strong>. Please check by then that the card or account is valid and has enough funds.</p>{% else %}<p>Please check that the card or account is valid and has enough funds.</p>{% endif %}
{% if payUrl %}<p>You can also <a href="{{ payUrl }}">pay another way</a> right now.</p>{% endif %}
${help}`,
  },
  "payment.failed customer sms": {
    body: '{{ organisation.name }}: your payment of {{ amount | money }} did not go through.{% if retryOn %} We will try again on {{ retryOn | date: "short" }}.{% endif %}{% if payUrl %} Pay another way: {{ payUrl }}{% endif %}',
  },
  "balance.adjusted customer email": {
    subject:
      "{% if isCredit %}{{ amount | money }} credited to your balance{% else %}{{ amount | money }} charged to your balance{% endif %}",
    body: `${greeting}
{% if isCredit %}<p>We have credited <strong>{{ amount | money }}</strong> to your balance.</p>{% else %}<p>We have charged <strong>{{ amount | money }}</strong> to your balance.</p>{% endif %}
{% if reference %}<p>Reference: {{ reference }}</p>{% endif %}
<p>Your balance to pay is now <strong>{{ balance | money }}</strong>.</p>
${help}`,
  },
  "balance.adjusted customer sms": {
    body: "{{ organisation.name }}: {{ amount | money }} {% if isCredit %}credited{% else %}charged{% endif %} to your balance{% if reference %} ({{ reference }}){% endif %}. Balance to pay: {{ balance | money }}.",
  },
  "service.limited customer email": {
    subject: "{{ serviceName }}: limited from {{ effectiveAt | datetime }}",
    body: `${greeting}
<p>From <strong>{{ effectiveAt | datetime }}</strong> the service <strong>{{ serviceName }}</strong> is limited: you can receive calls and reach emergency numbers, while outgoing calls may be blocked.</p>
{% if amountDue %}<p>The reason is an unpaid amount of <strong>{{ amountDue | money }}</strong>. As soon as it is paid, the limitation is lifted{% if payUrl %}: <a href="{{ payUrl }}">pay now</a>{% endif %}.</p>{% else %}<p>Please get in touch with us and we will tell you how to have the limitation lifted.</p>{% endif %}
${help}`,
  },
  "service.limited customer sms": {
    body: '{{ organisation.name }}: {{ serviceName }} is limited from {{ effectiveAt | datetime: "short" }}.{% if amountDue %} Unpaid: {{ amountDue | money }}.{% endif %}{% if payUrl %} To lift it: {{ payUrl }}{% endif %}',
  },
  "service.suspended customer email": {
    subject: "{{ serviceName }}: suspended from {{ effectiveAt | datetime }}",
    body: `${greeting}
<p>From <strong>{{ effectiveAt | datetime }}</strong> the service <strong>{{ serviceName }}</strong> is suspended. Until it is restored it cannot be used; your numbers and settings are kept.</p>
{% if amountDue %}<p>The reason is an unpaid amount of <strong>{{ amountDue | money }}</strong>. As soon as it is paid, we restore the service{% if payUrl %}: <a href="{{ payUrl }}">pay now</a>{% endif %}.</p>{% else %}<p>Please get in touch with us and we will tell you how to have the service restored.</p>{% endif %}
${help}`,
  },
  "service.suspended customer sms": {
    body: '{{ organisation.name }}: {{ serviceName }} is suspended from {{ effectiveAt | datetime: "short" }}.{% if amountDue %} Unpaid: {{ amountDue | money }}.{% endif %}{% if payUrl %} To restore it: {{ payUrl }}{% endif %}',
  },
  "service.terminated customer email": {
    subject: "{{ serviceName }} ends on {{ effectiveAt | datetime }}",
    body: `${greeting}
<p>The service <strong>{{ serviceName }}</strong> ends for good on <strong>{{ effectiveAt | datetime }}</strong>. After that it can no longer be used, and its numbers are released.</p>
{% if amountDue %}<p>An amount of <strong>{{ amountDue | money }}</strong> is still to be paid{% if payUrl %}: <a href="{{ payUrl }}">pay now</a>{% endif %}.</p>{% endif %}
<p>If you would like to keep your numbers or this comes as a surprise, please contact us before that day. Thank you for having been with us.</p>
${help}`,
  },
  "service.terminated customer sms": {
    body: '{{ organisation.name }}: {{ serviceName }} ends on {{ effectiveAt | datetime: "short" }}. To keep your numbers, contact us before then.{% if amountDue %} Still to pay: {{ amountDue | money }}.{% endif %}',
  },
  "account.welcome customer email": {
    subject: "Welcome to {{ organisation.name }}",
    body: `${greeting}
<p>Welcome! Your account with {{ organisation.name }} is ready. In the self-care portal you can see calls and invoices, change settings and pay.</p>
<table>
<tr><td>Customer number</td><td>{{ customer.externalId }}</td></tr>
<tr><td>User name</td><td>{{ login }}</td></tr>
</table>
<p><a href="{{ portalUrl }}">Open the self-care portal</a></p>
<p>Please keep the customer number at hand when you contact us: it helps us to help you quickly.</p>
${help}`,
  },
  "account.welcome customer sms": {
    body: "Welcome to {{ organisation.name }}! Your customer number is {{ customer.externalId }}, your user name {{ login }}. Calls, invoices and settings: {{ portalUrl }}",
  },
  "account.password_changed customer email": {
    subject: "Your password has been changed",
    body: `${greeting}
<p>The password of the user <strong>{{ login }}</strong> was changed on {{ changedAt | datetime }}.</p>
<p>If that was you, there is nothing to do. If not, please contact us at once so that we can protect your account.</p>
${help}`,
  },
  "account.password_changed customer sms": {
    body: '{{ organisation.name }}: the password of {{ login }} was changed on {{ changedAt | datetime: "short" }}. Not you? Please contact us at once{% if organisation.phone != blank %}: {{ organisation.phone }}{% endif %}.',
  },
  "statistics.summary customer email": {
    subject: "Your calls from {{ periodStart | date }} to {{ periodEnd | date }}",
    body: `${greeting}
<p>Here is the summary of your calls from {{ periodStart | date }} to {{ periodEnd | date }}.</p>
<table>
<tr><td>Calls</td><td>{{ callCount | number }}</td></tr>
<tr><td>Minutes</td><td>{{ minutes | number }}</td></tr>
<tr><td>Charges</td><td><strong>{{ amount | money }}</strong></td></tr>
</table>
{% if services %}<p>By service:</p>
<ul>{% for service in services %}<li><strong>{{ service.serviceName }}</strong>: {{ "{count, plural, one {# call} other {# calls}}" | t: count: service.callCount }}, {{ service.minutes | number }} min, {{ service.amount | money }}</li>{% endfor %}</ul>{% endif %}
{% if reportUrl %}<p><a href="{{ reportUrl }}">View the full report</a></p>{% endif %}
${help}`,
  },
  "statistics.summary customer sms": {
    body: '{{ organisation.name }}, {{ periodStart | date: "short" }} - {{ periodEnd | date: "short" }}: {{ callCount | number }} calls, {{ minutes | number }} min, {{ amount | money }}.{% if reportUrl %} {{ reportUrl }}{% endif %}',
  },
} satisfies DefaultTexts
