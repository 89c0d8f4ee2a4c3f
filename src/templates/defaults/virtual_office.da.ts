/** The virtual office's texts in Danish. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Kære {{ customer.salutation }}{% else %}Kære kunde{% endif %}</p>`
const closing = `<p>Venlig hilsen<br>{{ organisation.name }}</p>`
const kind = `{% case item.kind %}{% when "letter" %}Brev{% when "registered_letter" %}Anbefalet brev{% when "parcel" %}Pakke{% else %}{{ item.kind }}{% endcase %}`

export default {
  "post.received customer email": {
    subject: `{{ "{count, plural, one {Ny post} other {# nye forsendelser}}" | t: count: items.size }} til {{ customer.name }}`,
    body: `${greeting}
<p>Der er kommet {{ "{count, plural, one {en ny forsendelse} other {# nye forsendelser}}" | t: count: items.size }} til <strong>{{ customer.name }}</strong>. Du kan hente din post på kontoret.</p>
<table>
<tr><th>Afsender</th><th>Type</th></tr>
{% for item in items %}<tr><td><strong>{{ item.sender }}</strong>{% if item.note %}<br>{{ item.note }}{% endif %}</td><td>${kind}</td></tr>
{% endfor %}</table>
<p>Vil du hellere have posten åbnet, scannet eller sendt videre? Så svar blot på denne e-mail.</p>
${closing}`,
  },
  "post.received customer sms": {
    body: "Ny post til [kunde] fra [afsender]. Den ligger klar til dig på kontoret.",
  },
  "post.received customer push": {
    subject: "Der er ny post til dig",
    body: `Fra {{ items | map: "sender" | uniq | join: ", " }}. Den ligger klar på kontoret.`,
  },

  "post.unclaimed customer email": {
    subject: `Der ligger stadig post til {{ customer.name }}`,
    body: `${greeting}
<p>Der ligger <strong>{{ "{count, plural, one {# forsendelse} other {# forsendelser}}" | t: count: waitingCount }}</strong> og venter på dig på kontoret. {{ "{count, plural, one {Den} other {Den ældste}}" | t: count: waitingCount }} kom den {{ oldestReceivedOn | date }}.</p>
{% if items %}<table>
<tr><th>Modtaget</th><th>Afsender</th><th>Type</th></tr>
{% for item in items %}<tr><td>{{ item.receivedOn | date }}</td><td>{{ item.sender }}</td><td>${kind}</td></tr>
{% endfor %}</table>
{% endif %}<p>Du kan hente posten i vores åbningstid. Passer det dårligt, så svar på denne e-mail, og så sender vi den videre til dig.</p>
${closing}`,
  },
  "post.unclaimed customer sms": {
    body: `Der ligger {{ "{count, plural, one {# forsendelse} other {# forsendelser}}" | t: count: waitingCount }} og venter på dig på kontoret, siden {{ oldestReceivedOn | date: "short" }}. Hent gerne snart. {{ organisation.name }}`,
  },

  "contract.ending customer email": {
    subject: `Din aftale {{ contractNumber }} udløber den {{ endsOn | date }}`,
    body: `${greeting}
<p>Din aftale <strong>{{ contractNumber }}</strong> udløber den <strong>{{ endsOn | date }}</strong>, {{ "{days, plural, =0 {altså i dag} =1 {altså i morgen} other {om # dage}}" | t: days: daysLeft }}. Indtil da er alt, som du kender det: din adresse, din post og vores hjælp.</p>
{% if renewalUrl %}<p>Vil du beholde adressen uden afbrydelse, så <a href="{{ renewalUrl }}">forlæng din aftale</a>.</p>
{% else %}<p>Vil du beholde adressen uden afbrydelse, så svar på denne e-mail, og vi gør forlængelsen klar.</p>
{% endif %}<p>Ønsker du ikke at forlænge, så husk at ændre din adresse i registre og hos dine afsendere inden den dag.</p>
${closing}`,
  },
  "contract.ending customer sms": {
    body: `Din aftale {{ contractNumber }} udløber den {{ endsOn | date: "short" }}. Forlæng den inden da, hvis du vil beholde adressen. {{ organisation.name }}`,
  },

  "invoice.issued customer email": {
    subject: `Faktura {{ invoiceNumber }}: {{ amount | money }}, forfalder den {{ dueDate | date }}`,
    body: `${greeting}
<p>Vi har udstedt en ny faktura for dine kontorydelser.</p>
<table>
<tr><td>Faktura</td><td><strong>{{ invoiceNumber }}</strong></td></tr>
<tr><td>Beløb til betaling</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Forfaldsdato</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if invoiceUrl %}<p><a href="{{ invoiceUrl }}">Åbn fakturaen</a></p>
{% endif %}<p>Angiv fakturanummeret, når du betaler. Tak.</p>
${closing}`,
  },
  "invoice.issued customer sms": {
    body: `Faktura {{ invoiceNumber }} på {{ amount | money }} er udstedt. Forfaldsdato: {{ dueDate | date: "short" }}. {{ organisation.name }}`,
  },
} satisfies DefaultTexts
