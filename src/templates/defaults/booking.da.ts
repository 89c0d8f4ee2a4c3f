/** The booking business's texts in Danish. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Kære {{ customer.salutation }}{% else %}Kære kunde{% endif %}</p>`
const employeeGreeting = `<p>Hej {{ recipient.name }}</p>`
const closing = `<p>På gensyn<br>{{ organisation.name }}</p>`
const facts = `<tr><td>Ydelse</td><td><strong>{{ service }}</strong></td></tr>
<tr><td>Begynder</td><td><strong>{{ startsAt | datetime }}</strong></td></tr>
<tr><td>Slutter</td><td>{{ endsAt | datetime }}</td></tr>
{% if employeeName %}<tr><td>Hos</td><td>{{ employeeName }}</td></tr>
{% endif %}{% if place %}<tr><td>Sted</td><td>{{ place }}</td></tr>
{% endif %}`
const price = `{% if price %}<tr><td>Pris</td><td>{{ price | money }}</td></tr>
{% endif %}`
const customerFact = `<tr><td>Kunde</td><td><strong>{{ customer.name }}</strong></td></tr>
`
const cancelling = `{% if cancellationUrl %}<p>Kan du ikke komme, så <a href="{{ cancellationUrl }}">afbestil din tid</a> i god tid, så en anden kan få glæde af den.</p>
{% endif %}`

export default {
  "booking.confirmed customer email": {
    subject: `Din booking er bekræftet: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>Din booking er bekræftet. Vi glæder os til at se dig.</p>
<table>
${facts}${price}</table>
${cancelling}${closing}`,
  },
  "booking.confirmed customer sms": {
    body: `Din booking er bekræftet: {{ service }}, {{ startsAt | datetime: "short" }}{% if place %}, {{ place }}{% endif %}. På gensyn! {{ organisation.name }}`,
  },
  "booking.confirmed customer push": {
    subject: "Din booking er bekræftet",
    body: `{{ service }}, {{ startsAt | datetime }}`,
  },
  "booking.confirmed employee email": {
    subject: `Ny booking: {{ customer.name }}, {{ startsAt | datetime }}`,
    body: `${employeeGreeting}
<p>Der er kommet en ny booking.</p>
<table>
${customerFact}${facts}{% if note %}<tr><td>Kundens bemærkning</td><td>{{ note }}</td></tr>
{% endif %}</table>`,
  },
  "booking.confirmed employee push": {
    subject: "Ny booking",
    body: `{{ customer.name }}: {{ service }}, {{ startsAt | datetime }}`,
  },

  "booking.payment_required customer email": {
    subject: `Betal for din booking: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>Vi har reserveret tiden til dig. Din booking bekræftes, så snart <strong>{{ price | money }}</strong> er betalt.</p>
<table>
${facts}${price}</table>
<p><a class="button" href="{{ paymentUrl }}">Betal {{ price | money }} nu</a></p>
{% if payBefore %}<p>Tiden er reserveret til dig indtil {{ payBefore | datetime }}. Derefter bliver den ledig for andre.</p>
{% endif %}${cancelling}${closing}`,
  },

  "booking.changed customer email": {
    subject: `Din booking er ændret: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>Din booking er ændret. {% if previousStartsAt %}Tidligere tidspunkt: {{ previousStartsAt | datetime }}. {% endif %}Sådan ser den ud nu:</p>
<table>
${facts}${price}</table>
${cancelling}${closing}`,
  },
  "booking.changed customer sms": {
    body: `Din booking er ændret: {{ service }}, nu {{ startsAt | datetime: "short" }}{% if previousStartsAt %} (før {{ previousStartsAt | datetime: "short" }}){% endif %}. {{ organisation.name }}`,
  },
  "booking.changed customer push": {
    subject: "Din booking er ændret",
    body: `{{ service }}, tidspunkt nu: {{ startsAt | datetime }}`,
  },
  "booking.changed employee email": {
    subject: `Booking ændret: {{ customer.name }}, {{ startsAt | datetime }}`,
    body: `${employeeGreeting}
<p>En booking er ændret. {% if previousStartsAt %}Tidligere tidspunkt: {{ previousStartsAt | datetime }}. {% endif %}Sådan ser den ud nu:</p>
<table>
${customerFact}${facts}</table>`,
  },
  "booking.changed employee sms": {
    body: `Booking ændret: {{ customer.name }}, {{ service }}, nu {{ startsAt | datetime: "short" }}{% if previousStartsAt %} (før {{ previousStartsAt | datetime: "short" }}){% endif %}.`,
  },
  "booking.changed employee push": {
    subject: "Booking ændret",
    body: `{{ customer.name }}: {{ service }}, tidspunkt nu: {{ startsAt | datetime }}`,
  },

  "booking.cancelled customer email": {
    subject: `Din booking er aflyst: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>Din booking er aflyst: <strong>{{ service }}</strong>, <strong>{{ startsAt | datetime }}</strong>. Du skal altså ikke møde op.</p>
{% if reason %}<p>Årsag: {{ reason }}</p>
{% endif %}{% if organisation.url != blank %}<p>Du kan vælge en ny tid på <a href="{{ organisation.url }}">{{ organisation.url }}</a>.</p>
{% else %}<p>Svar på denne e-mail, så finder vi gerne en ny tid til dig.</p>
{% endif %}<p>Venlig hilsen<br>{{ organisation.name }}</p>`,
  },
  "booking.cancelled customer sms": {
    body: `Din booking er aflyst: {{ service }}, {{ startsAt | datetime: "short" }}. Vi finder gerne en ny tid til dig. {{ organisation.name }}`,
  },
  "booking.cancelled customer push": {
    subject: "Din booking er aflyst",
    body: `{{ service }}, {{ startsAt | datetime }}`,
  },
  "booking.cancelled employee email": {
    subject: `Booking aflyst: {{ customer.name }}, {{ startsAt | datetime }}`,
    body: `${employeeGreeting}
<p>Denne booking er aflyst, og tiden er ledig igen.</p>
<table>
${customerFact}${facts}{% if reason %}<tr><td>Årsag</td><td>{{ reason }}</td></tr>
{% endif %}</table>`,
  },
  "booking.cancelled employee sms": {
    body: `Booking aflyst: {{ customer.name }}, {{ service }}, {{ startsAt | datetime: "short" }}. Tiden er ledig igen.`,
  },
  "booking.cancelled employee push": {
    subject: "Booking aflyst",
    body: `{{ customer.name }}: {{ service }}, {{ startsAt | datetime }}`,
  },

  "booking.reminder customer email": {
    subject: `Husk din booking: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>Vi minder dig om din booking og glæder os til at se dig.</p>
<table>
${facts}${price}</table>
${cancelling}${closing}`,
  },
  "booking.reminder customer sms": {
    body: `Husk din booking: {{ service }}, {{ startsAt | datetime: "short" }}{% if place %}, {{ place }}{% endif %}. Vi ses! {{ organisation.name }}`,
  },
  "booking.reminder customer push": {
    subject: "Husk din booking",
    body: `{{ service }}, {{ startsAt | datetime }}{% if place %}, {{ place }}{% endif %}`,
  },
} satisfies DefaultTexts
