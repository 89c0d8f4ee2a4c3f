/** The booking business's texts in Italian. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Gentile {{ customer.salutation }},{% else %}Gentile cliente,{% endif %}</p>`
const employeeGreeting = `<p>Buongiorno {{ recipient.name }},</p>`
const closing = `<p>A presto,<br>{{ organisation.name }}</p>`
const facts = `<tr><td>Servizio</td><td><strong>{{ service }}</strong></td></tr>
<tr><td>Inizio</td><td><strong>{{ startsAt | datetime }}</strong></td></tr>
<tr><td>Fine</td><td>{{ endsAt | datetime }}</td></tr>
{% if employeeName %}<tr><td>Con</td><td>{{ employeeName }}</td></tr>
{% endif %}{% if place %}<tr><td>Luogo</td><td>{{ place }}</td></tr>
{% endif %}`
const price = `{% if price %}<tr><td>Prezzo</td><td>{{ price | money }}</td></tr>
{% endif %}`
const customerFact = `<tr><td>Cliente</td><td><strong>{{ customer.name }}</strong></td></tr>
`
const cancelling = `{% if cancellationUrl %}<p>Se non può venire, La preghiamo di <a href="{{ cancellationUrl }}">annullare la prenotazione</a> per tempo, così da lasciare il posto a qualcun altro.</p>
{% endif %}`

export default {
  "booking.confirmed customer email": {
    subject: `Prenotazione confermata: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>la Sua prenotazione è confermata. La aspettiamo con piacere.</p>
<table>
${facts}${price}</table>
${cancelling}${closing}`,
  },
  "booking.confirmed customer sms": {
    body: `Prenotazione confermata: {{ service }}, {{ startsAt | datetime: "short" }}{% if place %}, {{ place }}{% endif %}. La aspettiamo. {{ organisation.name }}`,
  },
  "booking.confirmed customer push": {
    subject: "Prenotazione confermata",
    body: `{{ service }}, {{ startsAt | datetime }}`,
  },
  "booking.confirmed employee email": {
    subject: `Nuova prenotazione: {{ customer.name }}, {{ startsAt | datetime }}`,
    body: `${employeeGreeting}
<p>è arrivata una nuova prenotazione.</p>
<table>
${customerFact}${facts}{% if note %}<tr><td>Note del cliente</td><td>{{ note }}</td></tr>
{% endif %}</table>`,
  },
  "booking.confirmed employee push": {
    subject: "Nuova prenotazione",
    body: `{{ customer.name }}: {{ service }}, {{ startsAt | datetime }}`,
  },

  "booking.payment_required customer email": {
    subject: `Pagamento richiesto: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>il Suo appuntamento è riservato. Lo confermeremo non appena avremo ricevuto il pagamento di <strong>{{ price | money }}</strong>.</p>
<table>
${facts}${price}</table>
<p><a class="button" href="{{ paymentUrl }}">Paghi ora {{ price | money }}</a></p>
{% if payBefore %}<p>Termine per il pagamento: {{ payBefore | datetime }}. In seguito l'orario tornerà disponibile per altri.</p>
{% endif %}${cancelling}${closing}`,
  },

  "booking.changed customer email": {
    subject: `Prenotazione modificata: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>la Sua prenotazione è stata modificata. {% if previousStartsAt %}Orario precedente: {{ previousStartsAt | datetime }}. {% endif %}Ecco i dati aggiornati:</p>
<table>
${facts}${price}</table>
${cancelling}${closing}`,
  },
  "booking.changed customer sms": {
    body: `Prenotazione modificata: {{ service }}, orario {{ startsAt | datetime: "short" }}{% if previousStartsAt %} (prima {{ previousStartsAt | datetime: "short" }}){% endif %}. {{ organisation.name }}`,
  },
  "booking.changed customer push": {
    subject: "La Sua prenotazione è cambiata",
    body: `{{ service }}, orario aggiornato: {{ startsAt | datetime }}`,
  },
  "booking.changed employee email": {
    subject: `Prenotazione modificata: {{ customer.name }}, {{ startsAt | datetime }}`,
    body: `${employeeGreeting}
<p>una prenotazione è stata modificata. {% if previousStartsAt %}Orario precedente: {{ previousStartsAt | datetime }}. {% endif %}Ecco i dati aggiornati:</p>
<table>
${customerFact}${facts}</table>`,
  },
  "booking.changed employee sms": {
    body: `Prenotazione modificata: {{ customer.name }}, {{ service }}, orario {{ startsAt | datetime: "short" }}{% if previousStartsAt %} (prima {{ previousStartsAt | datetime: "short" }}){% endif %}.`,
  },
  "booking.changed employee push": {
    subject: "Prenotazione modificata",
    body: `{{ customer.name }}: {{ service }}, orario aggiornato: {{ startsAt | datetime }}`,
  },

  "booking.cancelled customer email": {
    subject: `Prenotazione annullata: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>la Sua prenotazione è stata annullata: <strong>{{ service }}</strong>, <strong>{{ startsAt | datetime }}</strong>. L'appuntamento non avrà luogo.</p>
{% if reason %}<p>Motivo: {{ reason }}</p>
{% endif %}{% if organisation.url != blank %}<p>Può scegliere un nuovo orario su <a href="{{ organisation.url }}">{{ organisation.url }}</a>.</p>
{% else %}<p>Risponda a questa e-mail e troveremo volentieri un nuovo orario per Lei.</p>
{% endif %}<p>Cordiali saluti,<br>{{ organisation.name }}</p>`,
  },
  "booking.cancelled customer sms": {
    body: `Prenotazione annullata: {{ service }}, {{ startsAt | datetime: "short" }}. Saremo lieti di proporLe un nuovo orario. {{ organisation.name }}`,
  },
  "booking.cancelled customer push": {
    subject: "La Sua prenotazione è stata annullata",
    body: `{{ service }}, {{ startsAt | datetime }}`,
  },
  "booking.cancelled employee email": {
    subject: `Prenotazione annullata: {{ customer.name }}, {{ startsAt | datetime }}`,
    body: `${employeeGreeting}
<p>questa prenotazione è stata annullata: l'orario è di nuovo libero.</p>
<table>
${customerFact}${facts}{% if reason %}<tr><td>Motivo</td><td>{{ reason }}</td></tr>
{% endif %}</table>`,
  },
  "booking.cancelled employee sms": {
    body: `Prenotazione annullata: {{ customer.name }}, {{ service }}, {{ startsAt | datetime: "short" }}. L'orario è di nuovo libero.`,
  },
  "booking.cancelled employee push": {
    subject: "Prenotazione annullata",
    body: `{{ customer.name }}: {{ service }}, {{ startsAt | datetime }}`,
  },

  "booking.reminder customer email": {
    subject: `Promemoria appuntamento: {{ service }}, {{ startsAt | datetime }}`,
    body: `${greeting}
<p>Le ricordiamo il Suo appuntamento. La aspettiamo con piacere.</p>
<table>
${facts}${price}</table>
${cancelling}${closing}`,
  },
  "booking.reminder customer sms": {
    body: `Le ricordiamo l'appuntamento: {{ service }}, {{ startsAt | datetime: "short" }}{% if place %}, {{ place }}{% endif %}. A presto. {{ organisation.name }}`,
  },
  "booking.reminder customer push": {
    subject: "Il Suo prossimo appuntamento",
    body: `{{ service }}, {{ startsAt | datetime }}{% if place %}, {{ place }}{% endif %}`,
  },
} satisfies DefaultTexts
