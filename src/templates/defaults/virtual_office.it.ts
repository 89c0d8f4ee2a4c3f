/** The virtual office's texts in Italian. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Gentile {{ customer.salutation }},{% else %}Gentile cliente,{% endif %}</p>`
const closing = `<p>Cordiali saluti,<br>{{ organisation.name }}</p>`
const kind = `{% case item.kind %}{% when "letter" %}Lettera{% when "registered_letter" %}Raccomandata{% when "parcel" %}Pacco{% else %}{{ item.kind }}{% endcase %}`

export default {
  "post.received customer email": {
    subject: `{{ "{count, plural, one {Nuova posta} other {# nuovi invii}}" | t: count: items.size }} per {{ customer.name }}`,
    body: `${greeting}
<p>{{ "{count, plural, one {è arrivato un nuovo invio} other {sono arrivati # nuovi invii}}" | t: count: items.size }} per <strong>{{ customer.name }}</strong>. Può ritirare la posta presso il nostro ufficio.</p>
<table>
<tr><th>Mittente</th><th>Tipo</th></tr>
{% for item in items %}<tr><td><strong>{{ item.sender }}</strong>{% if item.note %}<br>{{ item.note }}{% endif %}</td><td>${kind}</td></tr>
{% endfor %}</table>
<p>Se preferisce che la posta venga aperta, scansionata o inoltrata, risponda semplicemente a questa e-mail.</p>
${closing}`,
  },
  "post.received customer sms": {
    body: "Nuova posta per [cliente]. Mittente: [mittente]. Può ritirarla presso il nostro ufficio.",
  },
  "post.received customer push": {
    subject: "È arrivata nuova posta",
    body: `Mittente: {{ items | map: "sender" | uniq | join: ", " }}. Può ritirarla in ufficio.`,
  },

  "post.unclaimed customer email": {
    subject: `Posta ancora in attesa per {{ customer.name }}`,
    body: `${greeting}
<p>presso il nostro ufficio <strong>{{ "{count, plural, one {un invio La attende} other {# invii La attendono}}" | t: count: waitingCount }}</strong>. {{ "{count, plural, one {Data di arrivo} other {Arrivo del più vecchio}}" | t: count: waitingCount }}: {{ oldestReceivedOn | date }}.</p>
{% if items %}<table>
<tr><th>Arrivo</th><th>Mittente</th><th>Tipo</th></tr>
{% for item in items %}<tr><td>{{ item.receivedOn | date }}</td><td>{{ item.sender }}</td><td>${kind}</td></tr>
{% endfor %}</table>
{% endif %}<p>La aspettiamo negli orari di apertura. Se non Le è comodo passare, risponda a questa e-mail: inoltreremo la posta all'indirizzo che ci indicherà.</p>
${closing}`,
  },
  "post.unclaimed customer sms": {
    body: `{{ "{count, plural, one {# invio La attende} other {# invii La attendono}}" | t: count: waitingCount }} in ufficio, dal {{ oldestReceivedOn | date: "short" }}. La preghiamo di ritirare la posta. {{ organisation.name }}`,
  },

  "contract.ending customer email": {
    subject: `Contratto {{ contractNumber }}: scadenza {{ endsOn | date }}`,
    body: `${greeting}
<p>il contratto <strong>{{ contractNumber }}</strong> è in scadenza: <strong>{{ endsOn | date }}</strong>, {{ "{days, plural, =0 {cioè oggi} one {cioè domani} other {tra # giorni}}" | t: days: daysLeft }}. Fino ad allora non cambia nulla: indirizzo, gestione della posta e assistenza restano a Sua disposizione.</p>
{% if renewalUrl %}<p>Per mantenere l'indirizzo senza interruzioni, può <a href="{{ renewalUrl }}">rinnovare il contratto</a>.</p>
{% else %}<p>Per mantenere l'indirizzo senza interruzioni, risponda a questa e-mail e prepareremo il rinnovo.</p>
{% endif %}<p>Se non intende rinnovare, Le ricordiamo di aggiornare per tempo l'indirizzo nei registri e presso i Suoi mittenti.</p>
${closing}`,
  },
  "contract.ending customer sms": {
    body: `Il contratto {{ contractNumber }} scade: {{ endsOn | date: "short" }}. Per mantenere l'indirizzo, La invitiamo a rinnovarlo per tempo. {{ organisation.name }}`,
  },

  "invoice.issued customer email": {
    subject: `Fattura {{ invoiceNumber }}: {{ amount | money }}, scadenza {{ dueDate | date }}`,
    body: `${greeting}
<p>abbiamo emesso una nuova fattura per i Suoi servizi d'ufficio.</p>
<table>
<tr><td>Fattura</td><td><strong>{{ invoiceNumber }}</strong></td></tr>
<tr><td>Importo da pagare</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Scadenza</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if invoiceUrl %}<p><a href="{{ invoiceUrl }}">Apra la fattura</a></p>
{% endif %}<p>La preghiamo di indicare il numero della fattura nella causale del pagamento. Grazie.</p>
${closing}`,
  },
  "invoice.issued customer sms": {
    body: `Abbiamo emesso la fattura {{ invoiceNumber }} di {{ amount | money }}. Scadenza: {{ dueDate | date: "short" }}. {{ organisation.name }}`,
  },
} satisfies DefaultTexts
