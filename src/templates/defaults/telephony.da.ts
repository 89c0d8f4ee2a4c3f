/** Telephony's texts in Danish. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Kære {{ customer.salutation }}{% else %}Kære kunde{% endif %}</p>`
const help = `<p>Har du spørgsmål, så svar på denne e-mail{% if organisation.phone != blank %} eller ring til os på {{ organisation.phone }}{% endif %}.</p>`

export default {
  "balance.near_limit customer email": {
    subject: "Du har brugt {{ percentUsed | number }} % af dit kreditmaksimum",
    body: `${greeting}
<p>Du har brugt <strong>{{ percentUsed | number }} %</strong> af dit kreditmaksimum. Når det er brugt op, kan udgående opkald og andre betalte tjenester blive stoppet.</p>
<table>
<tr><td>Skyldig saldo</td><td>{{ balance | money }}</td></tr>
<tr><td>Kreditmaksimum</td><td>{{ creditLimit | money }}</td></tr>
<tr><td>Til rådighed</td><td><strong>{{ amountLeft | money }}</strong></td></tr>
</table>
{% if payUrl %}<p>En betaling giver plads igen: <a href="{{ payUrl }}">betal nu</a>.</p>{% else %}<p>En betaling giver plads igen.</p>{% endif %}
${help}`,
  },
  "balance.near_limit customer sms": {
    body: "{{ organisation.name }}: Du har brugt {{ percentUsed | number }} % af dit kreditmaksimum, {{ amountLeft | money }} tilbage.{% if payUrl %} Betal her: {{ payUrl }}{% endif %}",
  },
  "balance.over_limit customer email": {
    subject: "Din saldo er over dit kreditmaksimum",
    body: `${greeting}
<p>Din saldo er nu <strong>{{ amountOver | money }} over</strong> dit kreditmaksimum. Indtil den er under igen, virker udgående opkald og andre betalte tjenester måske ikke. Du kan stadig modtage opkald og ringe til alarmnumre.</p>
<table>
<tr><td>Skyldig saldo</td><td>{{ balance | money }}</td></tr>
<tr><td>Kreditmaksimum</td><td>{{ creditLimit | money }}</td></tr>
<tr><td>Overskredet med</td><td><strong>{{ amountOver | money }}</strong></td></tr>
</table>
<p>Betal mindst det overskydende beløb{% if payUrl %}: <a href="{{ payUrl }}">betal nu</a>{% endif %}. Har du brug for et højere kreditmaksimum, så kontakt os.</p>
${help}`,
  },
  "balance.over_limit customer sms": {
    body: "{{ organisation.name }}: Din saldo er {{ amountOver | money }} over dit kreditmaksimum. Udgående opkald kan stoppe, til du betaler.{% if payUrl %} {{ payUrl }}{% endif %}",
  },
  "invoice.issued customer email": {
    subject: "Faktura {{ invoiceNumber }}: {{ amount | money }}, forfalder {{ dueDate | date }}",
    body: `${greeting}
<p>Din nye faktura er klar{% if periodStart and periodEnd %}. Den dækker perioden fra {{ periodStart | date }} til {{ periodEnd | date }}{% endif %}.</p>
<table>
<tr><td>Faktura</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>Beløb</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Forfaldsdato</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if invoiceUrl %}<p><a href="{{ invoiceUrl }}">Se fakturaen</a></p>{% endif %}
${help}`,
  },
  "invoice.issued customer sms": {
    body: '{{ organisation.name }}: Faktura {{ invoiceNumber }} på {{ amount | money }} er klar. Den forfalder {{ dueDate | date: "short" }}.{% if invoiceUrl %} {{ invoiceUrl }}{% endif %}',
  },
  "invoice.due_soon customer email": {
    subject: `Faktura {{ invoiceNumber }} forfalder om {{ "{count, plural, one {# dag} other {# dage}}" | t: count: daysLeft }}`,
    body: `${greeting}
<p>Vi minder venligt om, at faktura {{ invoiceNumber }} forfalder <strong>{{ dueDate | date }}</strong>.</p>
<table>
<tr><td>Faktura</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>At betale</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Forfaldsdato</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if payUrl %}<p><a href="{{ payUrl }}">Betal fakturaen</a></p>{% endif %}
<p>Er betalingen allerede på vej, siger vi tak – så skal du ikke gøre mere.</p>
${help}`,
  },
  "invoice.due_soon customer sms": {
    body: `{{ organisation.name }}: Faktura {{ invoiceNumber }} på {{ amount | money }} forfalder om {{ "{count, plural, one {# dag} other {# dage}}" | t: count: daysLeft }}, {{ dueDate | date: "short" }}.{% if payUrl %} {{ payUrl }}{% endif %}`,
  },
  "invoice.overdue customer email": {
    subject: `{% if daysOverdue == 0 %}Faktura {{ invoiceNumber }} forfalder i dag{% else %}Faktura {{ invoiceNumber }} forfaldt for {{ "{count, plural, one {# dag} other {# dage}}" | t: count: daysOverdue }} siden{% endif %}`,
    body: `${greeting}
{% if daysOverdue == 0 %}<p>Faktura {{ invoiceNumber }} forfalder i dag, og vi har endnu ikke modtaget din betaling.</p>{% else %}<p>Faktura {{ invoiceNumber }} forfaldt <strong>{{ dueDate | date }}</strong>, og vi har endnu ikke modtaget din betaling.</p>{% endif %}
<table>
<tr><td>Faktura</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>At betale</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Forfaldsdato</td><td>{{ dueDate | date }}</td></tr>
</table>
<p>Betal venligst nu, så dine tjenester kører videre{% if payUrl %}: <a href="{{ payUrl }}">betal fakturaen</a>{% endif %}. Har du allerede betalt, eller har du brug for mere tid, så kontakt os – vi finder en løsning sammen.</p>
${help}`,
  },
  "invoice.overdue customer sms": {
    body: `{{ organisation.name }}: Faktura {{ invoiceNumber }} på {{ amount | money }} {% if daysOverdue == 0 %}forfalder i dag{% else %}forfaldt for {{ "{count, plural, one {# dag} other {# dage}}" | t: count: daysOverdue }} siden{% endif %}. Betal venligst nu.{% if payUrl %} {{ payUrl }}{% endif %}`,
  },
  "payment.received customer email": {
    subject: "Tak, vi har modtaget {{ amount | money }}",
    body: `${greeting}
<p>Tak for din betaling på <strong>{{ amount | money }}</strong>, som vi modtog {{ paidOn | date }}{% if paymentMethod %} ({{ paymentMethod }}){% endif %}.</p>
{% if invoiceNumber %}<p>Den er bogført på faktura {{ invoiceNumber }}.</p>{% endif %}
{% if balance %}<p>Din skyldige saldo er nu <strong>{{ balance | money }}</strong>.</p>{% endif %}
${help}`,
  },
  "payment.received customer sms": {
    body: "{{ organisation.name }}: Tak, vi har modtaget {{ amount | money }}{% if invoiceNumber %} for faktura {{ invoiceNumber }}{% endif %}.{% if balance %} Skyldig saldo: {{ balance | money }}.{% endif %}",
  },
  "payment.failed customer email": {
    subject: "Din betaling på {{ amount | money }} gik ikke igennem",
    body: `${greeting}
<p>Din betaling på <strong>{{ amount | money }}</strong>{% if invoiceNumber %} for faktura {{ invoiceNumber }}{% endif %}{% if paymentMethod %} ({{ paymentMethod }}){% endif %} gik ikke igennem. Der er ikke trukket noget.</p>
{% if retryOn %}<p>Vi prøver igen <strong>{{ retryOn | date }}</strong>. Tjek inden da, at kortet eller kontoen er gyldig, og at der er dækning.</p>{% else %}<p>Tjek, at kortet eller kontoen er gyldig, og at der er dækning.</p>{% endif %}
{% if payUrl %}<p>Du kan også <a href="{{ payUrl }}">betale på en anden måde</a> med det samme.</p>{% endif %}
${help}`,
  },
  "payment.failed customer sms": {
    body: '{{ organisation.name }}: Din betaling på {{ amount | money }} gik ikke igennem.{% if retryOn %} Vi prøver igen {{ retryOn | date: "short" }}.{% endif %}{% if payUrl %} Betal på anden vis: {{ payUrl }}{% endif %}',
  },
  "balance.adjusted customer email": {
    subject:
      "{% if isCredit %}{{ amount | money }} er krediteret din saldo{% else %}{{ amount | money }} er debiteret din saldo{% endif %}",
    body: `${greeting}
{% if isCredit %}<p>Vi har krediteret din saldo <strong>{{ amount | money }}</strong>.</p>{% else %}<p>Vi har debiteret din saldo <strong>{{ amount | money }}</strong>.</p>{% endif %}
{% if reference %}<p>Reference: {{ reference }}</p>{% endif %}
<p>Din skyldige saldo er nu <strong>{{ balance | money }}</strong>.</p>
${help}`,
  },
  "balance.adjusted customer sms": {
    body: "{{ organisation.name }}: {{ amount | money }} er {% if isCredit %}krediteret{% else %}debiteret{% endif %} din saldo{% if reference %} ({{ reference }}){% endif %}. Skyldig saldo: {{ balance | money }}.",
  },
  "service.limited customer email": {
    subject: "{{ serviceName }}: begrænset fra {{ effectiveAt | datetime }}",
    body: `${greeting}
<p>Fra <strong>{{ effectiveAt | datetime }}</strong> er tjenesten <strong>{{ serviceName }}</strong> begrænset: Du kan modtage opkald og ringe til alarmnumre, mens udgående opkald kan være spærret.</p>
{% if amountDue %}<p>Årsagen er et ubetalt beløb på <strong>{{ amountDue | money }}</strong>. Så snart det er betalt, ophæver vi begrænsningen{% if payUrl %}: <a href="{{ payUrl }}">betal nu</a>{% endif %}.</p>{% else %}<p>Kontakt os, så fortæller vi, hvordan begrænsningen kan ophæves.</p>{% endif %}
${help}`,
  },
  "service.limited customer sms": {
    body: '{{ organisation.name }}: {{ serviceName }} er begrænset fra {{ effectiveAt | datetime: "short" }}.{% if amountDue %} Ubetalt: {{ amountDue | money }}.{% endif %}{% if payUrl %} Betal her: {{ payUrl }}{% endif %}',
  },
  "service.suspended customer email": {
    subject: "{{ serviceName }}: suspenderet fra {{ effectiveAt | datetime }}",
    body: `${greeting}
<p>Fra <strong>{{ effectiveAt | datetime }}</strong> er tjenesten <strong>{{ serviceName }}</strong> suspenderet. Den kan ikke bruges, før den er genåbnet; dine numre og indstillinger bevares.</p>
{% if amountDue %}<p>Årsagen er et ubetalt beløb på <strong>{{ amountDue | money }}</strong>. Så snart det er betalt, genåbner vi tjenesten{% if payUrl %}: <a href="{{ payUrl }}">betal nu</a>{% endif %}.</p>{% else %}<p>Kontakt os, så fortæller vi, hvordan tjenesten kan genåbnes.</p>{% endif %}
${help}`,
  },
  "service.suspended customer sms": {
    body: '{{ organisation.name }}: {{ serviceName }} er suspenderet fra {{ effectiveAt | datetime: "short" }}.{% if amountDue %} Ubetalt: {{ amountDue | money }}.{% endif %}{% if payUrl %} Betal her: {{ payUrl }}{% endif %}',
  },
  "service.terminated customer email": {
    subject: "{{ serviceName }} ophører {{ effectiveAt | datetime }}",
    body: `${greeting}
<p>Tjenesten <strong>{{ serviceName }}</strong> ophører endeligt <strong>{{ effectiveAt | datetime }}</strong>. Derefter kan den ikke længere bruges, og dens numre bliver frigivet.</p>
{% if amountDue %}<p>Der mangler at blive betalt <strong>{{ amountDue | money }}</strong>{% if payUrl %}: <a href="{{ payUrl }}">betal nu</a>{% endif %}.</p>{% endif %}
<p>Vil du gerne beholde dine numre, eller kommer beskeden bag på dig, så kontakt os inden da. Tak, fordi du har været kunde hos os.</p>
${help}`,
  },
  "service.terminated customer sms": {
    body: '{{ organisation.name }}: {{ serviceName }} ophører {{ effectiveAt | datetime: "short" }}. Vil du beholde dine numre, så kontakt os inden da.{% if amountDue %} Ubetalt: {{ amountDue | money }}.{% endif %}',
  },
  "account.welcome customer email": {
    subject: "Velkommen til {{ organisation.name }}",
    body: `${greeting}
<p>Velkommen til {{ organisation.name }}! Din konto er klar. I selvbetjeningen kan du se opkald og fakturaer, ændre indstillinger og betale.</p>
<table>
<tr><td>Kundenummer</td><td>{{ customer.externalId }}</td></tr>
<tr><td>Brugernavn</td><td>{{ login }}</td></tr>
</table>
<p><a href="{{ portalUrl }}">Åbn selvbetjeningen</a></p>
<p>Hav kundenummeret ved hånden, når du kontakter os – så kan vi hjælpe dig hurtigere.</p>
${help}`,
  },
  "account.welcome customer sms": {
    body: "Velkommen til {{ organisation.name }}! Dit kundenummer er {{ customer.externalId }}, dit brugernavn {{ login }}. Opkald, fakturaer og indstillinger: {{ portalUrl }}",
  },
  "account.password_changed customer email": {
    subject: "Din adgangskode er ændret",
    body: `${greeting}
<p>Adgangskoden for brugeren <strong>{{ login }}</strong> blev ændret {{ changedAt | datetime }}.</p>
<p>Var det dig, skal du ikke gøre noget. Hvis ikke, så kontakt os straks, så vi kan beskytte din konto.</p>
${help}`,
  },
  "account.password_changed customer sms": {
    body: '{{ organisation.name }}: Adgangskoden for {{ login }} blev ændret {{ changedAt | datetime: "short" }}. Var det ikke dig? Kontakt os straks{% if organisation.phone != blank %}: {{ organisation.phone }}{% endif %}.',
  },
  "statistics.summary customer email": {
    subject: "Dine opkald fra {{ periodStart | date }} til {{ periodEnd | date }}",
    body: `${greeting}
<p>Her er oversigten over dine opkald fra {{ periodStart | date }} til {{ periodEnd | date }}.</p>
<table>
<tr><td>Opkald</td><td>{{ callCount | number }}</td></tr>
<tr><td>Minutter</td><td>{{ minutes | number }}</td></tr>
<tr><td>Udgifter</td><td><strong>{{ amount | money }}</strong></td></tr>
</table>
{% if services %}<p>Pr. tjeneste:</p>
<ul>{% for service in services %}<li><strong>{{ service.serviceName }}</strong>: {{ service.callCount | number }} opkald, {{ service.minutes | number }} min., {{ service.amount | money }}</li>{% endfor %}</ul>{% endif %}
{% if reportUrl %}<p><a href="{{ reportUrl }}">Se hele rapporten</a></p>{% endif %}
${help}`,
  },
  "statistics.summary customer sms": {
    body: '{{ organisation.name }}, {{ periodStart | date: "short" }} - {{ periodEnd | date: "short" }}: {{ callCount | number }} opkald, {{ minutes | number }} min., {{ amount | money }}.{% if reportUrl %} {{ reportUrl }}{% endif %}',
  },
} satisfies DefaultTexts
