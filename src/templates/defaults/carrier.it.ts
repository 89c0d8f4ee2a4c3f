/** The carrier's texts in Italian. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>Gentile {{ recipient.name }},</p>`
const help = `<p>Per qualsiasi domanda risponda a questa e-mail{% if organisation.phone != blank %} o chiami il numero {{ organisation.phone }}{% endif %}, indicando {{ ticketNumber }}.</p>
<p>Cordiali saluti,<br>{{ organisation.name }}</p>`
const ticketLink = `{% if ticketUrl %}<p><a href="{{ ticketUrl }}">Apra il ticket</a></p>
{% endif %}`
const service = `<tr><td>Servizio</td><td><strong>{{ serviceName }}</strong>, {{ serviceNumber }}</td></tr>
{% if site %}<tr><td>Sede</td><td>{{ site }}</td></tr>
{% endif %}`
const account = `<tr><td>Numero Cliente</td><td>{{ accountNumber }}</td></tr>
`
const ticket = `<tr><td>Ticket</td><td>{{ ticketNumber }}</td></tr>
`
const nextUpdate = `{% if nextUpdateAt %}<tr><td>Prossimo aggiornamento</td><td>{{ nextUpdateAt | datetime }}</td></tr>
{% endif %}`
const services = `{% if services %}<p>Servizi interessati:</p>
<ul>
{% for service in services %}<li>{{ service.serviceName }}, {{ service.serviceNumber }}{% if service.site %} ({{ service.site }}){% endif %}</li>
{% endfor %}</ul>
{% endif %}`
const severity = `{% case severity %}{% when "critical" %}Critica{% when "major" %}Grave{% when "minor" %}Lieve{% else %}{{ severity }}{% endcase %}`
const outageFacts = `<table>
${service}<tr><td>Gravità</td><td>${severity}</td></tr>
<tr><td>Inizio</td><td>{{ startedAt | datetime }}</td></tr>
{% if phase == "closure" %}{% if endedAt %}<tr><td>Ripristino</td><td>{{ endedAt | datetime }}</td></tr>
{% endif %}{% else %}${nextUpdate}{% endif %}${ticket}</table>
<p>{{ summary | newline_to_br }}</p>
`
const invoiceFacts = `<table>
<tr><td>Account di fatturazione</td><td>{{ billingAccountNumber }}</td></tr>
<tr><td>Fattura</td><td><strong>{{ invoiceNumber }}</strong></td></tr>
<tr><td>Importo da pagare</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Scadenza</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if invoiceUrl %}<p><a href="{{ invoiceUrl }}">Apra la fattura</a></p>
{% endif %}`

/** The words of a matter that is opened, followed and closed. */
const phased = (opened: string, followed: string, closed: string) =>
  `{% if phase == "closure" %}${closed}{% elsif phase == "update" %}${followed}{% else %}${opened}{% endif %}`

export default {
  "service.notice contact email": {
    subject: phased(`{{ topic }}`, `Aggiornamento: {{ topic }}`, `Chiuso: {{ topic }}`),
    body: `${greeting}
<p>${phased(
      `abbiamo novità sui Suoi servizi.`,
      `ecco un aggiornamento su una questione di cui Le avevamo scritto.`,
      `la questione di cui Le avevamo scritto è chiusa.`,
    )}</p>
<p><strong>{{ topic }}</strong></p>
<p>{{ text | newline_to_br }}</p>
${services}<table>
${account}${ticket}</table>
${ticketLink}${help}`,
  },
  "service.notice contact sms": {
    body: phased(
      `Novità sui Suoi servizi: {{ topic }}. Ticket {{ ticketNumber }}. {{ organisation.name }}`,
      `Aggiornamento: {{ topic }}. Ticket {{ ticketNumber }}. {{ organisation.name }}`,
      `Chiuso: {{ topic }}. Ticket {{ ticketNumber }}. {{ organisation.name }}`,
    ),
  },

  "works.planned contact email": {
    subject: phased(
      `Manutenzione programmata {{ ticketNumber }}: {{ startsAt | datetime }}`,
      `Variazione della manutenzione {{ ticketNumber }}: {{ startsAt | datetime }}`,
      `Manutenzione {{ ticketNumber }} conclusa`,
    ),
    body: `${greeting}
<p>${phased(
      `abbiamo programmato un intervento di manutenzione sulla nostra rete. {% if serviceAffecting %}<strong>Durante i lavori i servizi interessati saranno interrotti.</strong>{% else %}Non prevediamo interruzioni dei Suoi servizi.{% endif %}`,
      `l'intervento di manutenzione programmata è cambiato; i dati che seguono sostituiscono i precedenti. {% if serviceAffecting %}<strong>Durante i lavori i servizi interessati saranno interrotti.</strong>{% else %}Non prevediamo interruzioni dei Suoi servizi.{% endif %}`,
      `l'intervento di manutenzione programmata è concluso.`,
    )}</p>
<p>{{ summary | newline_to_br }}</p>
<table>
<tr><td>Inizio</td><td><strong>{{ startsAt | datetime }}</strong></td></tr>
<tr><td>Fine</td><td><strong>{{ endsAt | datetime }}</strong></td></tr>
{% if impact and phase != "closure" %}<tr><td>Impatto previsto</td><td>{{ impact }}</td></tr>
{% endif %}${account}${ticket}</table>
${services}<p>${phased(
      `Non deve fare nulla. Se l'orario Le crea difficoltà, La preghiamo di avvisarci al più presto.`,
      `Non deve fare nulla. Se l'orario Le crea difficoltà, La preghiamo di avvisarci al più presto.`,
      `I servizi dovrebbero funzionare regolarmente. In caso contrario, riavvii gli apparati; se non basta, ci avvisi.`,
    )}</p>
${ticketLink}${help}`,
  },
  "works.planned contact sms": {
    body: phased(
      `Manutenzione {{ ticketNumber }}: da {{ startsAt | datetime: "short" }} a {{ endsAt | datetime: "short" }}. {% if serviceAffecting %}I servizi saranno interrotti.{% else %}Nessuna interruzione prevista.{% endif %} {{ organisation.name }}`,
      `Variazione manutenzione {{ ticketNumber }}: da {{ startsAt | datetime: "short" }} a {{ endsAt | datetime: "short" }}. {% if serviceAffecting %}I servizi saranno interrotti.{% else %}Nessuna interruzione prevista.{% endif %} {{ organisation.name }}`,
      `Manutenzione {{ ticketNumber }} conclusa. Se un servizio non funziona, La preghiamo di avvisarci. {{ organisation.name }}`,
    ),
  },

  "outage.proactive contact email": {
    subject: phased(
      `Disservizio: {{ serviceNumber }}, ticket {{ ticketNumber }}`,
      `Aggiornamento sul disservizio: {{ serviceNumber }}, ticket {{ ticketNumber }}`,
      `Servizio ripristinato: {{ serviceNumber }}, ticket {{ ticketNumber }}`,
    ),
    body: `${greeting}
<p>${phased(
      `il nostro monitoraggio ha rilevato un disservizio. Siamo già al lavoro; non deve fare nulla.`,
      `ecco gli ultimi aggiornamenti sul disservizio. Siamo ancora al lavoro per risolverlo.`,
      `il Suo servizio è stato ripristinato. Ci scusiamo per l'interruzione.`,
    )}</p>
${outageFacts}${ticketLink}${help}`,
  },
  "outage.proactive contact sms": {
    body: phased(
      `Disservizio {{ serviceNumber }}, inizio {{ startedAt | datetime: "short" }}. Siamo al lavoro. Ticket {{ ticketNumber }}.{% if nextUpdateAt %} Prossimo aggiornamento: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Disservizio {{ serviceNumber }}: siamo ancora al lavoro. Ticket {{ ticketNumber }}.{% if nextUpdateAt %} Prossimo aggiornamento: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Il servizio {{ serviceNumber }} è stato ripristinato. Ticket {{ ticketNumber }} chiuso. {{ organisation.name }}`,
    ),
  },

  "service.information contact email": {
    subject: `{{ topic }}: {{ serviceNumber }}`,
    body: `${greeting}
<p>il nostro monitoraggio ha notato qualcosa che riguarda il Suo servizio e che è utile sapere. <strong>Il servizio continua a funzionare.</strong></p>
<p><strong>{{ topic }}</strong></p>
<p>{{ text | newline_to_br }}</p>
<table>
${service}${ticket}</table>
${ticketLink}${help}`,
  },
  "service.information contact sms": {
    body: `{{ serviceNumber }}: {{ topic }}. Il servizio funziona. Ticket {{ ticketNumber }}. {{ organisation.name }}`,
  },

  "outage.reactive contact email": {
    subject: phased(
      `Segnalazione ricevuta: {{ serviceNumber }}, ticket {{ ticketNumber }}`,
      `Aggiornamento sulla Sua segnalazione: {{ serviceNumber }}, ticket {{ ticketNumber }}`,
      `Segnalazione risolta: {{ serviceNumber }}, ticket {{ ticketNumber }}`,
    ),
    body: `${greeting}
<p>${phased(
      `grazie per averci segnalato un disservizio. Abbiamo aperto un ticket e ne stiamo cercando la causa.`,
      `ecco gli ultimi aggiornamenti sul disservizio che ci ha segnalato. Siamo ancora al lavoro per risolverlo.`,
      `il disservizio che ci ha segnalato è risolto. Se il servizio non funziona ancora, risponda a questa e-mail e riapriremo il ticket.`,
    )}</p>
${outageFacts}${ticketLink}${help}`,
  },
  "outage.reactive contact sms": {
    body: phased(
      `Segnalazione su {{ serviceNumber }} ricevuta, siamo al lavoro. Ticket {{ ticketNumber }}.{% if nextUpdateAt %} Prossimo aggiornamento: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Segnalazione su {{ serviceNumber }}: siamo ancora al lavoro. Ticket {{ ticketNumber }}.{% if nextUpdateAt %} Prossimo aggiornamento: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `La Sua segnalazione su {{ serviceNumber }} è risolta. Ticket {{ ticketNumber }} chiuso. {{ organisation.name }}`,
    ),
  },

  "ticket.escalation contact email": {
    subject: phased(
      `Ticket {{ ticketNumber }}: escalation al livello {{ level | number }}`,
      `Aggiornamento sull'escalation del ticket {{ ticketNumber }}, livello {{ level | number }}`,
      `Ticket {{ ticketNumber }} in escalation chiuso`,
    ),
    body: `${greeting}
<p>${phased(
      `un ticket relativo al Suo servizio è passato a un livello di escalation: vi lavorano più persone, con il coinvolgimento della nostra direzione.`,
      `ecco gli ultimi aggiornamenti sul ticket in escalation.`,
      `il ticket in escalation è stato risolto e chiuso.`,
    )}</p>
<p>{{ summary | newline_to_br }}</p>
<table>
${service}<tr><td>Livello di escalation</td><td><strong>{{ level | number }}</strong></td></tr>
{% if owner %}<tr><td>Responsabile</td><td>{{ owner }}</td></tr>
{% endif %}{% unless phase == "closure" %}${nextUpdate}{% endunless %}${ticket}</table>
${ticketLink}${help}`,
  },
  "ticket.escalation contact sms": {
    body: phased(
      `Ticket {{ ticketNumber }} ({{ serviceNumber }}): escalation al livello {{ level | number }}.{% if nextUpdateAt %} Prossimo aggiornamento: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Ticket {{ ticketNumber }} ({{ serviceNumber }}), escalation livello {{ level | number }}: siamo al lavoro.{% if nextUpdateAt %} Prossimo aggiornamento: {{ nextUpdateAt | datetime: "short" }}.{% endif %} {{ organisation.name }}`,
      `Ticket {{ ticketNumber }} ({{ serviceNumber }}) in escalation risolto e chiuso. {{ organisation.name }}`,
    ),
  },

  "technical.request contact email": {
    subject: `Serve una Sua risposta: {{ topic }} ({{ serviceNumber }})`,
    body: `${greeting}
<p>Le scriviamo perché è il contatto tecnico di questo servizio e abbiamo bisogno di una Sua risposta.</p>
<p><strong>{{ topic }}</strong></p>
<p>{{ text | newline_to_br }}</p>
<table>
${service}{% if replyBefore %}<tr><td>Risposta entro</td><td><strong>{{ replyBefore | date }}</strong></td></tr>
{% endif %}${ticket}</table>
${ticketLink}${help}`,
  },

  "product.communication contact email": {
    subject: `{{ topic }}`,
    body: `${greeting}
<p>{{ text | newline_to_br }}</p>
{% if moreUrl %}<p><a href="{{ moreUrl }}">Per saperne di più</a></p>
{% endif %}<p>Cordiali saluti,<br>{{ organisation.name }}</p>
<p>Riceve questo messaggio perché è iscritto alle comunicazioni sui prodotti.</p>`,
  },
  "product.communication contact sms": {
    body: `{{ organisation.name }}: {{ topic }}.{% if moreUrl %} {{ moreUrl }}{% endif %}`,
  },

  "invoice.issued contact email": {
    subject: `Fattura {{ invoiceNumber }}: {{ amount | money }}, scadenza {{ dueDate | date }}`,
    body: `${greeting}
<p>abbiamo emesso una nuova fattura per il Suo account di fatturazione.</p>
${invoiceFacts}<p>La preghiamo di indicare il numero della fattura nella causale del pagamento. Grazie.</p>
<p>Cordiali saluti,<br>{{ organisation.name }}</p>`,
  },

  "payment.reminder contact email": {
    subject: `Sollecito di pagamento: fattura {{ invoiceNumber }}, {{ amount | money }}`,
    body: `${greeting}
<p>non ci risulta ancora il pagamento di questa fattura. {{ "{days, plural, =0 {Scade oggi.} one {È scaduta ieri.} other {È scaduta da # giorni.}}" | t: days: daysOverdue }}</p>
${invoiceFacts}<p>La preghiamo di effettuare il pagamento indicando il numero della fattura. Se ha già pagato, non tenga conto di questo messaggio.</p>
<p>Cordiali saluti,<br>{{ organisation.name }}</p>`,
  },
  "payment.reminder contact sms": {
    body: `Sollecito: fattura {{ invoiceNumber }}, {{ amount | money }}, scadenza {{ dueDate | date: "short" }}. Se ha già pagato, non tenga conto di questo SMS. {{ organisation.name }}`,
  },
} satisfies DefaultTexts
