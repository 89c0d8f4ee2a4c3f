/** Telephony's texts in Italian. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Gentile {{ customer.salutation }},{% else %}Gentile cliente,{% endif %}</p>`
const help = `<p>Per qualsiasi domanda può rispondere a questa e-mail{% if organisation.phone != blank %} o chiamarci al {{ organisation.phone }}{% endif %}.</p>`

export default {
  "balance.near_limit customer email": {
    subject: "Limite di credito utilizzato: {{ percentUsed | number }}%",
    body: `${greeting}
<p>il Suo limite di credito è quasi esaurito (utilizzo attuale: <strong>{{ percentUsed | number }}%</strong>). Una volta esaurito, le chiamate in uscita e gli altri servizi a pagamento potrebbero interrompersi.</p>
<table>
<tr><td>Saldo da pagare</td><td>{{ balance | money }}</td></tr>
<tr><td>Limite di credito</td><td>{{ creditLimit | money }}</td></tr>
<tr><td>Ancora disponibile</td><td><strong>{{ amountLeft | money }}</strong></td></tr>
</table>
{% if payUrl %}<p>Con un pagamento il limite torna disponibile: <a href="{{ payUrl }}">paghi ora</a>.</p>{% else %}<p>Con un pagamento il limite torna disponibile.</p>{% endif %}
${help}`,
  },
  "balance.near_limit customer sms": {
    body: "{{ organisation.name }}: utilizzo del limite di credito {{ percentUsed | number }}%, restano {{ amountLeft | money }}.{% if payUrl %} Per pagare: {{ payUrl }}{% endif %}",
  },
  "balance.over_limit customer email": {
    subject: "Il Suo saldo ha superato il limite di credito",
    body: `${greeting}
<p>il Suo saldo supera il limite di credito di <strong>{{ amountOver | money }}</strong>. Finché non rientra nel limite, le chiamate in uscita e gli altri servizi a pagamento potrebbero non funzionare. Le chiamate in entrata e i numeri di emergenza restano disponibili.</p>
<table>
<tr><td>Saldo da pagare</td><td>{{ balance | money }}</td></tr>
<tr><td>Limite di credito</td><td>{{ creditLimit | money }}</td></tr>
<tr><td>Oltre il limite</td><td><strong>{{ amountOver | money }}</strong></td></tr>
</table>
<p>La invitiamo a pagare almeno l'importo oltre il limite{% if payUrl %}: <a href="{{ payUrl }}">paghi ora</a>{% endif %}. Se Le serve un limite più alto, ci contatti.</p>
${help}`,
  },
  "balance.over_limit customer sms": {
    body: "{{ organisation.name }}: limite di credito superato di {{ amountOver | money }}. Fino al pagamento le chiamate in uscita potrebbero fermarsi.{% if payUrl %} {{ payUrl }}{% endif %}",
  },
  "invoice.issued customer email": {
    subject: "Fattura {{ invoiceNumber }}: {{ amount | money }}, scadenza {{ dueDate | date }}",
    body: `${greeting}
<p>la Sua nuova fattura è disponibile{% if periodStart and periodEnd %}. Riguarda il periodo dal {{ periodStart | date }} al {{ periodEnd | date }}{% endif %}.</p>
<table>
<tr><td>Fattura</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>Importo</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Scadenza</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if invoiceUrl %}<p><a href="{{ invoiceUrl }}">Visualizzi la fattura</a></p>{% endif %}
${help}`,
  },
  "invoice.issued customer sms": {
    body: '{{ organisation.name }}: la fattura {{ invoiceNumber }} di {{ amount | money }} è disponibile, scadenza {{ dueDate | date: "short" }}.{% if invoiceUrl %} {{ invoiceUrl }}{% endif %}',
  },
  "invoice.due_soon customer email": {
    subject: `La fattura {{ invoiceNumber }} scade tra {{ "{count, plural, one {# giorno} other {# giorni}}" | t: count: daysLeft }}`,
    body: `${greeting}
<p>Le ricordiamo che la fattura {{ invoiceNumber }} scade il <strong>{{ dueDate | date }}</strong>.</p>
<table>
<tr><td>Fattura</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>Da pagare</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Scadenza</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if payUrl %}<p><a href="{{ payUrl }}">Paghi la fattura</a></p>{% endif %}
<p>Se ha già disposto il pagamento, La ringraziamo: non occorre fare altro.</p>
${help}`,
  },
  "invoice.due_soon customer sms": {
    body: `{{ organisation.name }}: la fattura {{ invoiceNumber }} di {{ amount | money }} scade tra {{ "{count, plural, one {# giorno} other {# giorni}}" | t: count: daysLeft }}, il {{ dueDate | date: "short" }}.{% if payUrl %} {{ payUrl }}{% endif %}`,
  },
  "invoice.overdue customer email": {
    subject: `{% if daysOverdue == 0 %}La fattura {{ invoiceNumber }} scade oggi{% else %}La fattura {{ invoiceNumber }} è scaduta da {{ "{count, plural, one {# giorno} other {# giorni}}" | t: count: daysOverdue }}{% endif %}`,
    body: `${greeting}
{% if daysOverdue == 0 %}<p>la fattura {{ invoiceNumber }} scade oggi e non abbiamo ancora ricevuto il pagamento.</p>{% else %}<p>la fattura {{ invoiceNumber }} è scaduta il <strong>{{ dueDate | date }}</strong> e non abbiamo ancora ricevuto il pagamento.</p>{% endif %}
<table>
<tr><td>Fattura</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>Da pagare</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Scadenza</td><td>{{ dueDate | date }}</td></tr>
</table>
<p>La invitiamo a pagarla ora, così i Suoi servizi restano attivi{% if payUrl %}: <a href="{{ payUrl }}">paghi la fattura</a>{% endif %}. Se ha già pagato o Le serve più tempo, ci contatti: troveremo insieme una soluzione.</p>
${help}`,
  },
  "invoice.overdue customer sms": {
    body: `{{ organisation.name }}: la fattura {{ invoiceNumber }} di {{ amount | money }} {% if daysOverdue == 0 %}scade oggi{% else %}è scaduta da {{ "{count, plural, one {# giorno} other {# giorni}}" | t: count: daysOverdue }}{% endif %}. La invitiamo a pagarla.{% if payUrl %} {{ payUrl }}{% endif %}`,
  },
  "payment.received customer email": {
    subject: "Grazie, abbiamo ricevuto {{ amount | money }}",
    body: `${greeting}
<p>grazie per il pagamento di <strong>{{ amount | money }}</strong>, ricevuto il {{ paidOn | date }}{% if paymentMethod %} ({{ paymentMethod }}){% endif %}.</p>
{% if invoiceNumber %}<p>Lo abbiamo registrato per la fattura {{ invoiceNumber }}.</p>{% endif %}
{% if balance %}<p>Il saldo da pagare è ora di <strong>{{ balance | money }}</strong>.</p>{% endif %}
${help}`,
  },
  "payment.received customer sms": {
    body: "{{ organisation.name }}: grazie, abbiamo ricevuto {{ amount | money }}{% if invoiceNumber %} per la fattura {{ invoiceNumber }}{% endif %}.{% if balance %} Saldo da pagare: {{ balance | money }}.{% endif %}",
  },
  "payment.failed customer email": {
    subject: "Il pagamento di {{ amount | money }} non è riuscito",
    body: `${greeting}
<p>il pagamento di <strong>{{ amount | money }}</strong>{% if invoiceNumber %} per la fattura {{ invoiceNumber }}{% endif %}{% if paymentMethod %} ({{ paymentMethod }}){% endif %} non è riuscito. Non Le è stato addebitato nulla.</p>
{% if retryOn %}<p>Riproveremo il <strong>{{ retryOn | date }}</strong>. La preghiamo di verificare entro quella data che la carta o il conto siano validi e abbiano fondi sufficienti.</p>{% else %}<p>La preghiamo di verificare che la carta o il conto siano validi e abbiano fondi sufficienti.</p>{% endif %}
{% if payUrl %}<p>Può anche <a href="{{ payUrl }}">pagare subito in un altro modo</a>.</p>{% endif %}
${help}`,
  },
  "payment.failed customer sms": {
    body: '{{ organisation.name }}: il pagamento di {{ amount | money }} non è riuscito.{% if retryOn %} Riproveremo il {{ retryOn | date: "short" }}.{% endif %}{% if payUrl %} Altri modi: {{ payUrl }}{% endif %}',
  },
  "balance.adjusted customer email": {
    subject:
      "{% if isCredit %}Accredito di {{ amount | money }} sul Suo saldo{% else %}Addebito di {{ amount | money }} sul Suo saldo{% endif %}",
    body: `${greeting}
{% if isCredit %}<p>abbiamo accreditato <strong>{{ amount | money }}</strong> sul Suo saldo.</p>{% else %}<p>abbiamo addebitato <strong>{{ amount | money }}</strong> sul Suo saldo.</p>{% endif %}
{% if reference %}<p>Riferimento: {{ reference }}</p>{% endif %}
<p>Il saldo da pagare è ora di <strong>{{ balance | money }}</strong>.</p>
${help}`,
  },
  "balance.adjusted customer sms": {
    body: "{{ organisation.name }}: {% if isCredit %}accredito{% else %}addebito{% endif %} di {{ amount | money }} sul Suo saldo{% if reference %} ({{ reference }}){% endif %}. Saldo da pagare: {{ balance | money }}.",
  },
  "service.limited customer email": {
    subject: "{{ serviceName }}: limitazione dal {{ effectiveAt | datetime }}",
    body: `${greeting}
<p>dal <strong>{{ effectiveAt | datetime }}</strong> il servizio <strong>{{ serviceName }}</strong> è limitato: può ricevere chiamate e raggiungere i numeri di emergenza, mentre le chiamate in uscita potrebbero essere bloccate.</p>
{% if amountDue %}<p>Il motivo è un importo non pagato di <strong>{{ amountDue | money }}</strong>. Appena sarà saldato, rimuoveremo la limitazione{% if payUrl %}: <a href="{{ payUrl }}">paghi ora</a>{% endif %}.</p>{% else %}<p>Ci contatti: Le diremo come rimuovere la limitazione.</p>{% endif %}
${help}`,
  },
  "service.limited customer sms": {
    body: '{{ organisation.name }}: {{ serviceName }} è limitato dal {{ effectiveAt | datetime: "short" }}.{% if amountDue %} Da pagare: {{ amountDue | money }}.{% endif %}{% if payUrl %} Per riattivarlo: {{ payUrl }}{% endif %}',
  },
  "service.suspended customer email": {
    subject: "{{ serviceName }}: sospensione dal {{ effectiveAt | datetime }}",
    body: `${greeting}
<p>dal <strong>{{ effectiveAt | datetime }}</strong> il servizio <strong>{{ serviceName }}</strong> è sospeso. Fino alla riattivazione non potrà essere utilizzato; numeri e impostazioni restano conservati.</p>
{% if amountDue %}<p>Il motivo è un importo non pagato di <strong>{{ amountDue | money }}</strong>. Appena sarà saldato, riattiveremo il servizio{% if payUrl %}: <a href="{{ payUrl }}">paghi ora</a>{% endif %}.</p>{% else %}<p>Ci contatti: Le diremo come riattivare il servizio.</p>{% endif %}
${help}`,
  },
  "service.suspended customer sms": {
    body: '{{ organisation.name }}: {{ serviceName }} è sospeso dal {{ effectiveAt | datetime: "short" }}.{% if amountDue %} Da pagare: {{ amountDue | money }}.{% endif %}{% if payUrl %} Per riattivarlo: {{ payUrl }}{% endif %}',
  },
  "service.terminated customer email": {
    subject: "{{ serviceName }}: cessazione il {{ effectiveAt | datetime }}",
    body: `${greeting}
<p>il servizio <strong>{{ serviceName }}</strong> cessa definitivamente il <strong>{{ effectiveAt | datetime }}</strong>. Dopo tale data non potrà più essere utilizzato e i relativi numeri saranno liberati.</p>
{% if amountDue %}<p>Resta da pagare un importo di <strong>{{ amountDue | money }}</strong>{% if payUrl %}: <a href="{{ payUrl }}">paghi ora</a>{% endif %}.</p>{% endif %}
<p>Se desidera conservare i numeri o se questo messaggio La sorprende, ci contatti prima di tale data. Grazie per la fiducia accordataci.</p>
${help}`,
  },
  "service.terminated customer sms": {
    body: '{{ organisation.name }}: {{ serviceName }} cessa il {{ effectiveAt | datetime: "short" }}. Per conservare i numeri ci contatti prima.{% if amountDue %} Da pagare: {{ amountDue | money }}.{% endif %}',
  },
  "account.welcome customer email": {
    subject: "Le diamo il benvenuto in {{ organisation.name }}",
    body: `${greeting}
<p>Le diamo il benvenuto in {{ organisation.name }}! Il Suo account è pronto. Nell'area clienti può consultare chiamate e fatture, modificare le impostazioni e pagare.</p>
<table>
<tr><td>Numero cliente</td><td>{{ customer.externalId }}</td></tr>
<tr><td>Nome utente</td><td>{{ login }}</td></tr>
</table>
<p><a href="{{ portalUrl }}">Apra l'area clienti</a></p>
<p>Quando ci contatta, tenga a portata di mano il numero cliente: potremo aiutarLa più in fretta.</p>
${help}`,
  },
  "account.welcome customer sms": {
    body: "Un caloroso benvenuto da {{ organisation.name }}! Il Suo numero cliente è {{ customer.externalId }}, il nome utente {{ login }}. Chiamate, fatture e impostazioni: {{ portalUrl }}",
  },
  "account.password_changed customer email": {
    subject: "La Sua password è stata modificata",
    body: `${greeting}
<p>la password dell'utente <strong>{{ login }}</strong> è stata modificata il {{ changedAt | datetime }}.</p>
<p>Se è stata una Sua scelta, non occorre fare nulla. In caso contrario ci contatti subito, così potremo proteggere il Suo account.</p>
${help}`,
  },
  "account.password_changed customer sms": {
    body: '{{ organisation.name }}: la password di {{ login }} è stata modificata il {{ changedAt | datetime: "short" }}. Se non ha richiesto la modifica, ci contatti subito{% if organisation.phone != blank %}: {{ organisation.phone }}{% endif %}.',
  },
  "statistics.summary customer email": {
    subject: "Le Sue chiamate dal {{ periodStart | date }} al {{ periodEnd | date }}",
    body: `${greeting}
<p>ecco il riepilogo delle Sue chiamate dal {{ periodStart | date }} al {{ periodEnd | date }}.</p>
<table>
<tr><td>Chiamate</td><td>{{ callCount | number }}</td></tr>
<tr><td>Minuti</td><td>{{ minutes | number }}</td></tr>
<tr><td>Costi</td><td><strong>{{ amount | money }}</strong></td></tr>
</table>
{% if services %}<p>Per servizio:</p>
<ul>{% for service in services %}<li><strong>{{ service.serviceName }}</strong>: {{ "{count, plural, one {# chiamata} other {# chiamate}}" | t: count: service.callCount }}, {{ service.minutes | number }} min, {{ service.amount | money }}</li>{% endfor %}</ul>{% endif %}
{% if reportUrl %}<p><a href="{{ reportUrl }}">Visualizzi il report completo</a></p>{% endif %}
${help}`,
  },
  "statistics.summary customer sms": {
    body: '{{ organisation.name }}, {{ periodStart | date: "short" }} - {{ periodEnd | date: "short" }}: {{ callCount | number }} chiamate, {{ minutes | number }} min, {{ amount | money }}.{% if reportUrl %} {{ reportUrl }}{% endif %}',
  },
} satisfies DefaultTexts
