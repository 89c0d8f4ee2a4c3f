/** The carrier's texts in Danish. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>Kære {{ recipient.name }}</p>`
const help = `<p>Har du spørgsmål, så svar på denne e-mail{% if organisation.phone != blank %} eller ring til {{ organisation.phone }}{% endif %}, og oplys sagsnummer {{ ticketNumber }}.</p>
<p>Venlig hilsen<br>{{ organisation.name }}</p>`
const ticketLink = `{% if ticketUrl %}<p><a href="{{ ticketUrl }}">Åbn sagen</a></p>
{% endif %}`
const service = `<tr><td>Tjeneste</td><td><strong>{{ serviceName }}</strong>, {{ serviceNumber }}</td></tr>
{% if site %}<tr><td>Lokation</td><td>{{ site }}</td></tr>
{% endif %}`
const account = `<tr><td>Kundenummer</td><td>{{ accountNumber }}</td></tr>
`
const ticket = `<tr><td>Sag</td><td>{{ ticketNumber }}</td></tr>
`
const nextUpdate = `{% if nextUpdateAt %}<tr><td>Næste opdatering</td><td>{{ nextUpdateAt | datetime }}</td></tr>
{% endif %}`
const services = `{% if services %}<p>Berørte tjenester:</p>
<ul>
{% for service in services %}<li>{{ service.serviceName }}, {{ service.serviceNumber }}{% if service.site %} ({{ service.site }}){% endif %}</li>
{% endfor %}</ul>
{% endif %}`
const severity = `{% case severity %}{% when "critical" %}Kritisk{% when "major" %}Alvorlig{% when "minor" %}Mindre{% else %}{{ severity }}{% endcase %}`
const outageFacts = `<table>
${service}<tr><td>Alvorlighed</td><td>${severity}</td></tr>
<tr><td>Siden</td><td>{{ startedAt | datetime }}</td></tr>
{% if phase == "closure" %}{% if endedAt %}<tr><td>Genoprettet</td><td>{{ endedAt | datetime }}</td></tr>
{% endif %}{% else %}${nextUpdate}{% endif %}${ticket}</table>
<p>{{ summary | newline_to_br }}</p>
`
const invoiceFacts = `<table>
<tr><td>Faktureringskonto</td><td>{{ billingAccountNumber }}</td></tr>
<tr><td>Faktura</td><td><strong>{{ invoiceNumber }}</strong></td></tr>
<tr><td>Beløb til betaling</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Forfaldsdato</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if invoiceUrl %}<p><a href="{{ invoiceUrl }}">Åbn fakturaen</a></p>
{% endif %}`

/** The words of a matter that is opened, followed and closed. */
const phased = (opened: string, followed: string, closed: string) =>
  `{% if phase == "closure" %}${closed}{% elsif phase == "update" %}${followed}{% else %}${opened}{% endif %}`

export default {
  "service.notice contact email": {
    subject: phased(`{{ topic }}`, `Opdatering: {{ topic }}`, `Afsluttet: {{ topic }}`),
    body: `${greeting}
<p>${phased(
      `Vi har nyt om dine tjenester.`,
      `Her er en opdatering i en sag, vi har skrevet til dig om.`,
      `En sag, vi har skrevet til dig om, er nu afsluttet.`,
    )}</p>
<p><strong>{{ topic }}</strong></p>
<p>{{ text | newline_to_br }}</p>
${services}<table>
${account}${ticket}</table>
${ticketLink}${help}`,
  },
  "service.notice contact sms": {
    body: phased(
      `Nyt om dine tjenester: {{ topic }}. Sag {{ ticketNumber }}. {{ organisation.name }}`,
      `Opdatering: {{ topic }}. Sag {{ ticketNumber }}. {{ organisation.name }}`,
      `Afsluttet: {{ topic }}. Sag {{ ticketNumber }}. {{ organisation.name }}`,
    ),
  },

  "works.planned contact email": {
    subject: phased(
      `Planlagt arbejde {{ ticketNumber }}: {{ startsAt | datetime }}`,
      `Ændring i planlagt arbejde {{ ticketNumber }}: {{ startsAt | datetime }}`,
      `Planlagt arbejde {{ ticketNumber }} er afsluttet`,
    ),
    body: `${greeting}
<p>${phased(
      `Vi planlægger arbejde på vores net. {% if serviceAffecting %}<strong>De berørte tjenester vil være afbrudt imens.</strong>{% else %}Vi forventer ingen afbrydelse af dine tjenester.{% endif %}`,
      `Vores planlagte arbejde er ændret; oplysningerne her erstatter dem, du har fået før. {% if serviceAffecting %}<strong>De berørte tjenester vil være afbrudt imens.</strong>{% else %}Vi forventer ingen afbrydelse af dine tjenester.{% endif %}`,
      `Det planlagte arbejde er afsluttet.`,
    )}</p>
<p>{{ summary | newline_to_br }}</p>
<table>
<tr><td>Begynder</td><td><strong>{{ startsAt | datetime }}</strong></td></tr>
<tr><td>Slutter</td><td><strong>{{ endsAt | datetime }}</strong></td></tr>
{% if impact and phase != "closure" %}<tr><td>Forventet påvirkning</td><td>{{ impact }}</td></tr>
{% endif %}${account}${ticket}</table>
${services}<p>${phased(
      `Du behøver ikke gøre noget. Passer tidspunktet dårligt, så sig til hurtigst muligt.`,
      `Du behøver ikke gøre noget. Passer tidspunktet dårligt, så sig til hurtigst muligt.`,
      `Dine tjenester bør virke som normalt. Gør de ikke det, så genstart dit udstyr; hjælper det ikke, så sig til.`,
    )}</p>
${ticketLink}${help}`,
  },
  "works.planned contact sms": {
    body: phased(
      `Planlagt arbejde {{ ticketNumber }}: {{ startsAt | datetime: "short" }} til {{ endsAt | datetime: "short" }}. {% if serviceAffecting %}Tjenester vil være afbrudt.{% else %}Ingen afbrydelse ventes.{% endif %} {{ organisation.name }}`,
      `Ændret: planlagt arbejde {{ ticketNumber }}, nu {{ startsAt | datetime: "short" }} til {{ endsAt | datetime: "short" }}. {% if serviceAffecting %}Tjenester vil være afbrudt.{% else %}Ingen afbrydelse ventes.{% endif %} {{ organisation.name }}`,
      `Planlagt arbejde {{ ticketNumber }} er afsluttet. Sig til, hvis en tjeneste ikke virker. {{ organisation.name }}`,
    ),
  },

  "outage.proactive contact email": {
    subject: phased(
      `Driftsforstyrrelse: {{ serviceNumber }}, sag {{ ticketNumber }}`,
      `Opdatering om driftsforstyrrelsen: {{ serviceNumber }}, sag {{ ticketNumber }}`,
      `Tjenesten virker igen: {{ serviceNumber }}, sag {{ ticketNumber }}`,
    ),
    body: `${greeting}
<p>${phased(
      `Vores overvågning har fundet en driftsforstyrrelse på din tjeneste. Vi arbejder på sagen, og du behøver ikke gøre noget.`,
      `Her er det seneste om driftsforstyrrelsen på din tjeneste. Vi arbejder stadig på at løse den.`,
      `Din tjeneste virker igen. Vi beklager afbrydelsen.`,
    )}</p>
${outageFacts}${ticketLink}${help}`,
  },
  "outage.proactive contact sms": {
    body: phased(
      `Driftsforstyrrelse {{ serviceNumber }} siden {{ startedAt | datetime: "short" }}. Vi arbejder på den. Sag {{ ticketNumber }}.{% if nextUpdateAt %} Næste opdatering: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Driftsforstyrrelse {{ serviceNumber }}: vi arbejder stadig på den. Sag {{ ticketNumber }}.{% if nextUpdateAt %} Næste opdatering: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Tjenesten {{ serviceNumber }} virker igen. Sag {{ ticketNumber }} er lukket. {{ organisation.name }}`,
    ),
  },

  "service.information contact email": {
    subject: `{{ topic }}: {{ serviceNumber }}`,
    body: `${greeting}
<p>Vores overvågning har bemærket noget ved din tjeneste, som du bør vide. <strong>Tjenesten virker stadig.</strong></p>
<p><strong>{{ topic }}</strong></p>
<p>{{ text | newline_to_br }}</p>
<table>
${service}${ticket}</table>
${ticketLink}${help}`,
  },
  "service.information contact sms": {
    body: `{{ serviceNumber }}: {{ topic }}. Tjenesten virker stadig. Sag {{ ticketNumber }}. {{ organisation.name }}`,
  },

  "outage.reactive contact email": {
    subject: phased(
      `Vi har modtaget din melding: {{ serviceNumber }}, sag {{ ticketNumber }}`,
      `Opdatering om din melding: {{ serviceNumber }}, sag {{ ticketNumber }}`,
      `Din melding er løst: {{ serviceNumber }}, sag {{ ticketNumber }}`,
    ),
    body: `${greeting}
<p>${phased(
      `Tak, fordi du meldte en driftsforstyrrelse. Vi har oprettet en sag og leder efter årsagen.`,
      `Her er det seneste om den driftsforstyrrelse, du har meldt. Vi arbejder stadig på at løse den.`,
      `Den driftsforstyrrelse, du meldte, er løst. Virker tjenesten stadig ikke hos dig, så svar på denne e-mail, og vi åbner sagen igen.`,
    )}</p>
${outageFacts}${ticketLink}${help}`,
  },
  "outage.reactive contact sms": {
    body: phased(
      `Vi har fået din melding om {{ serviceNumber }} og arbejder på den. Sag {{ ticketNumber }}.{% if nextUpdateAt %} Næste opdatering: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Din melding om {{ serviceNumber }}: vi arbejder stadig på den. Sag {{ ticketNumber }}.{% if nextUpdateAt %} Næste opdatering: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Din melding om {{ serviceNumber }} er løst. Sag {{ ticketNumber }} er lukket. {{ organisation.name }}`,
    ),
  },

  "ticket.escalation contact email": {
    subject: phased(
      `Sag {{ ticketNumber }} er eskaleret til niveau {{ level | number }}`,
      `Opdatering i eskaleret sag {{ ticketNumber }}, niveau {{ level | number }}`,
      `Eskaleret sag {{ ticketNumber }} er lukket`,
    ),
    body: `${greeting}
<p>${phased(
      `En sag om din tjeneste er eskaleret, så flere folk og vores ledelse tager hånd om den.`,
      `Her er det seneste i den eskalerede sag.`,
      `Den eskalerede sag er løst og lukket.`,
    )}</p>
<p>{{ summary | newline_to_br }}</p>
<table>
${service}<tr><td>Eskaleringsniveau</td><td><strong>{{ level | number }}</strong></td></tr>
{% if owner %}<tr><td>Ansvarlig</td><td>{{ owner }}</td></tr>
{% endif %}{% unless phase == "closure" %}${nextUpdate}{% endunless %}${ticket}</table>
${ticketLink}${help}`,
  },
  "ticket.escalation contact sms": {
    body: phased(
      `Sag {{ ticketNumber }} ({{ serviceNumber }}) er eskaleret til niveau {{ level | number }}.{% if nextUpdateAt %} Næste opdatering: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Nyt i sag {{ ticketNumber }} ({{ serviceNumber }}), eskaleringsniveau {{ level | number }}.{% if nextUpdateAt %} Næste opdatering: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Eskaleret sag {{ ticketNumber }} ({{ serviceNumber }}) er løst og lukket. {{ organisation.name }}`,
    ),
  },

  "technical.request contact email": {
    subject: `Vi har brug for dit svar: {{ topic }} ({{ serviceNumber }})`,
    body: `${greeting}
<p>Du er teknisk kontakt for denne tjeneste, og vi har brug for dit svar.</p>
<p><strong>{{ topic }}</strong></p>
<p>{{ text | newline_to_br }}</p>
<table>
${service}{% if replyBefore %}<tr><td>Svar senest</td><td><strong>{{ replyBefore | date }}</strong></td></tr>
{% endif %}${ticket}</table>
${ticketLink}${help}`,
  },

  "product.communication contact email": {
    subject: `{{ topic }}`,
    body: `${greeting}
<p>{{ text | newline_to_br }}</p>
{% if moreUrl %}<p><a href="{{ moreUrl }}">Læs mere</a></p>
{% endif %}<p>Venlig hilsen<br>{{ organisation.name }}</p>
<p>Du får denne besked, fordi du er tilmeldt produktnyt.</p>`,
  },
  "product.communication contact sms": {
    body: `{{ organisation.name }}: {{ topic }}.{% if moreUrl %} {{ moreUrl }}{% endif %}`,
  },

  "invoice.issued contact email": {
    subject: `Faktura {{ invoiceNumber }}: {{ amount | money }}, forfalder den {{ dueDate | date }}`,
    body: `${greeting}
<p>Der er udstedt en ny faktura på din faktureringskonto.</p>
${invoiceFacts}<p>Angiv fakturanummeret, når du betaler. Tak.</p>
<p>Venlig hilsen<br>{{ organisation.name }}</p>`,
  },

  "payment.reminder contact email": {
    subject: `Betalingspåmindelse: faktura {{ invoiceNumber }}, {{ amount | money }}`,
    body: `${greeting}
<p>Vi har endnu ikke modtaget betaling af denne faktura. {{ "{days, plural, =0 {Den forfalder i dag.} =1 {Den forfaldt i går.} other {Den forfaldt for # dage siden.}}" | t: days: daysOverdue }}</p>
${invoiceFacts}<p>Betal venligst beløbet, og angiv fakturanummeret. Har du betalt i mellemtiden, så se bort fra denne besked.</p>
<p>Venlig hilsen<br>{{ organisation.name }}</p>`,
  },
  "payment.reminder contact sms": {
    body: `Påmindelse: faktura {{ invoiceNumber }} på {{ amount | money }} forfaldt {{ dueDate | date: "short" }}. Har du betalt, så se bort fra denne sms. {{ organisation.name }}`,
  },
} satisfies DefaultTexts
