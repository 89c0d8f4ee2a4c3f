/** The booking business's texts in English. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Dear {{ customer.salutation }},{% else %}Dear customer,{% endif %}</p>`
const employeeGreeting = `<p>Hello {{ recipient.name }},</p>`
const closing = `<p>See you soon,<br>{{ organisation.name }}</p>`
const facts = `<tr><td>Service</td><td><strong>{{ service }}</strong></td></tr>
<tr><td>Begins</td><td><strong>{{ startsAt | datetime }}</strong></td></tr>
<tr><td>Ends</td><td>{{ endsAt | datetime }}</td></tr>
{% if employeeName %}<tr><td>With</td><td>{{ employeeName }}</td></tr>
{% endif %}{% if place %}<tr><td>Place</td><td>{{ place }}</td></tr>
{% endif %}`
const price = `{% if price %}<tr><td>Price</td><td>{{ price | money }}</td></tr>
{% endif %}`
const customerFact = `<tr><td>Customer</td><td><strong>{{ customer.name }}</strong></td></tr>
`
const cancelling = `{% if cancellationUrl %}<p>If you cannot come, please <a href="{{ cancellationUrl }}">cancel the booking</a> in good time, so that someone else can have it.</p>
{% endif %}`

export default {
  "booking.confirmed customer email": {
    subject: `Booking confirmed: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>Your booking is confirmed. We look forward to seeing you.</p>
<table>
${facts}${price}</table>
${cancelling}${closing}`,
  },
  "booking.confirmed customer sms": {
    body: `Your booking is confirmed: {{ service }}, {{ startsAt | datetime: "short" }}{% if place %}, {{ place }}{% endif %}. {{ organisation.name }}`,
  },
  "booking.confirmed customer push": {
    subject: "Your booking is confirmed",
    body: `{{ service }}, {{ startsAt | datetime }}`,
  },
  "booking.confirmed employee email": {
    subject: `New booking: {{ customer.name }}, {{ startsAt | datetime }}`,
    body: `${employeeGreeting}
<p>There is a new booking.</p>
<table>
${customerFact}${facts}{% if note %}<tr><td>Customer's note</td><td>{{ note }}</td></tr>
{% endif %}</table>`,
  },
  "booking.confirmed employee push": {
    subject: "New booking",
    body: `{{ customer.name }}: {{ service }}, {{ startsAt | datetime }}`,
  },

  "booking.payment_required customer email": {
    subject: `Please pay for your booking: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>Your time is held for you. The booking is confirmed as soon as <strong>{{ price | money }}</strong> has been paid.</p>
<table>
${facts}${price}</table>
<p><a class="button" href="{{ paymentUrl }}">Pay {{ price | money }} now</a></p>
{% if payBefore %}<p>We hold the time until {{ payBefore | datetime }}. After that it becomes free for others.</p>
{% endif %}${cancelling}${closing}`,
  },

  "booking.changed customer email": {
    subject: `Booking changed: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>Your booking has changed. {% if previousStartsAt %}It was to begin on {{ previousStartsAt | datetime }}. {% endif %}This is how it stands now:</p>
<table>
${facts}${price}</table>
${cancelling}${closing}`,
  },
  "booking.changed customer sms": {
    body: `Your booking has changed: {{ service }}, now {{ startsAt | datetime: "short" }}{% if previousStartsAt %} (before: {{ previousStartsAt | datetime: "short" }}){% endif %}. {{ organisation.name }}`,
  },
  "booking.changed customer push": {
    subject: "Your booking has changed",
    body: `{{ service }}, now {{ startsAt | datetime }}`,
  },
  "booking.changed employee email": {
    subject: `Booking changed: {{ customer.name }}, {{ startsAt | datetime }}`,
    body: `${employeeGreeting}
<p>A booking has changed. {% if previousStartsAt %}It was to begin on {{ previousStartsAt | datetime }}. {% endif %}This is how it stands now:</p>
<table>
${customerFact}${facts}</table>`,
  },
  "booking.changed employee sms": {
    body: `Booking changed: {{ customer.name }}, {{ service }}, now {{ startsAt | datetime: "short" }}{% if previousStartsAt %} (before: {{ previousStartsAt | datetime: "short" }}){% endif %}.`,
  },
  "booking.changed employee push": {
    subject: "Booking changed",
    body: `{{ customer.name }}: {{ service }}, now {{ startsAt | datetime }}`,
  },

  "booking.cancelled customer email": {
    subject: `Booking cancelled: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>Your booking <strong>{{ service }}</strong> on <strong>{{ startsAt | datetime }}</strong> has been cancelled. There is no need to come.</p>
{% if reason %}<p>Reason: {{ reason }}</p>
{% endif %}{% if organisation.url != blank %}<p>You can choose a new time at <a href="{{ organisation.url }}">{{ organisation.url }}</a>.</p>
{% else %}<p>Reply to this e-mail and we will gladly find a new time for you.</p>
{% endif %}<p>Kind regards,<br>{{ organisation.name }}</p>`,
  },
  "booking.cancelled customer sms": {
    body: `Your booking has been cancelled: {{ service }}, {{ startsAt | datetime: "short" }}. We will gladly find you a new time. {{ organisation.name }}`,
  },
  "booking.cancelled customer push": {
    subject: "Your booking has been cancelled",
    body: `{{ service }}, {{ startsAt | datetime }}`,
  },
  "booking.cancelled employee email": {
    subject: `Booking cancelled: {{ customer.name }}, {{ startsAt | datetime }}`,
    body: `${employeeGreeting}
<p>This booking has been cancelled. The time is free again.</p>
<table>
${customerFact}${facts}{% if reason %}<tr><td>Reason</td><td>{{ reason }}</td></tr>
{% endif %}</table>`,
  },
  "booking.cancelled employee sms": {
    body: `Booking cancelled: {{ customer.name }}, {{ service }}, {{ startsAt | datetime: "short" }}. The time is free again.`,
  },
  "booking.cancelled employee push": {
    subject: "Booking cancelled",
    body: `{{ customer.name }}: {{ service }}, {{ startsAt | datetime }}`,
  },

  "booking.reminder customer email": {
    subject: `Your booking: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>This is a reminder of your booking. We look forward to seeing you.</p>
<table>
${facts}${price}</table>
${cancelling}${closing}`,
  },
  "booking.reminder customer sms": {
    body: `A reminder of your booking: {{ service }}, {{ startsAt | datetime: "short" }}{% if place %}, {{ place }}{% endif %}. See you soon. {{ organisation.name }}`,
  },
  "booking.reminder customer push": {
    subject: "Your booking is coming up",
    body: `{{ service }}, {{ startsAt | datetime }}{% if place %}, {{ place }}{% endif %}`,
  },
} satisfies DefaultTexts
