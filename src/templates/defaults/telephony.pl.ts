/** Telephony's texts in Polish. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Dzień dobry, {{ customer.salutation }},{% else %}Szanowni Państwo,{% endif %}</p>`
const help = `<p>W razie pytań prosimy odpowiedzieć na tę wiadomość{% if organisation.phone != blank %} lub zadzwonić: {{ organisation.phone }}{% endif %}.</p>`

export default {
  "balance.near_limit customer email": {
    subject: "Wykorzystano {{ percentUsed | number }}% limitu kredytowego",
    body: `${greeting}
<p>wykorzystali Państwo <strong>{{ percentUsed | number }}%</strong> limitu kredytowego. Po jego wyczerpaniu połączenia wychodzące i inne płatne usługi mogą zostać wstrzymane.</p>
<table>
<tr><td>Saldo do zapłaty</td><td>{{ balance | money }}</td></tr>
<tr><td>Limit kredytowy</td><td>{{ creditLimit | money }}</td></tr>
<tr><td>Pozostało</td><td><strong>{{ amountLeft | money }}</strong></td></tr>
</table>
{% if payUrl %}<p>Każda wpłata odnawia limit: <a href="{{ payUrl }}">zapłać teraz</a>.</p>{% else %}<p>Każda wpłata odnawia limit.</p>{% endif %}
${help}`,
  },
  "balance.near_limit customer sms": {
    body: "{{ organisation.name }}: wykorzystali Panstwo {{ percentUsed | number }}% limitu kredytowego, pozostalo {{ amountLeft | money }}.{% if payUrl %} Wplata: {{ payUrl }}{% endif %}",
  },
  "balance.over_limit customer email": {
    subject: "Limit kredytowy został przekroczony",
    body: `${greeting}
<p>saldo Państwa konta przekracza limit kredytowy o <strong>{{ amountOver | money }}</strong>. Do czasu wpłaty połączenia wychodzące i inne płatne usługi mogą nie działać. Połączenia przychodzące i numery alarmowe pozostają dostępne.</p>
<table>
<tr><td>Saldo do zapłaty</td><td>{{ balance | money }}</td></tr>
<tr><td>Limit kredytowy</td><td>{{ creditLimit | money }}</td></tr>
<tr><td>Ponad limit</td><td><strong>{{ amountOver | money }}</strong></td></tr>
</table>
<p>Prosimy o wpłatę co najmniej kwoty ponad limit{% if payUrl %}: <a href="{{ payUrl }}">zapłać teraz</a>{% endif %}. Jeśli potrzebują Państwo wyższego limitu, prosimy o kontakt.</p>
${help}`,
  },
  "balance.over_limit customer sms": {
    body: "{{ organisation.name }}: limit kredytowy przekroczony o {{ amountOver | money }}. Do czasu wplaty polaczenia wychodzace moga nie dzialac.{% if payUrl %} {{ payUrl }}{% endif %}",
  },
  "invoice.issued customer email": {
    subject: "Faktura {{ invoiceNumber }}: {{ amount | money }}, termin {{ dueDate | date }}",
    body: `${greeting}
<p>wystawiliśmy dla Państwa nową fakturę{% if periodStart and periodEnd %} za okres od {{ periodStart | date }} do {{ periodEnd | date }}{% endif %}.</p>
<table>
<tr><td>Faktura</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>Kwota</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Termin płatności</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if invoiceUrl %}<p><a href="{{ invoiceUrl }}">Zobacz fakturę</a></p>{% endif %}
${help}`,
  },
  "invoice.issued customer sms": {
    body: '{{ organisation.name }}: faktura {{ invoiceNumber }} na kwote {{ amount | money }}, termin platnosci {{ dueDate | date: "short" }}.{% if invoiceUrl %} {{ invoiceUrl }}{% endif %}',
  },
  "invoice.due_soon customer email": {
    subject: `Termin płatności faktury {{ invoiceNumber }} mija za {{ "{count, plural, one {# dzień} few {# dni} many {# dni} other {# dnia}}" | t: count: daysLeft }}`,
    body: `${greeting}
<p>uprzejmie przypominamy, że termin płatności faktury {{ invoiceNumber }} mija <strong>{{ dueDate | date }}</strong>.</p>
<table>
<tr><td>Faktura</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>Do zapłaty</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Termin płatności</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if payUrl %}<p><a href="{{ payUrl }}">Zapłać fakturę</a></p>{% endif %}
<p>Jeśli płatność została już zlecona, dziękujemy – nie trzeba robić nic więcej.</p>
${help}`,
  },
  "invoice.due_soon customer sms": {
    body: `{{ organisation.name }}: za {{ "{count, plural, one {# dzien} few {# dni} many {# dni} other {# dnia}}" | t: count: daysLeft }} ({{ dueDate | date: "short" }}) mija termin platnosci faktury {{ invoiceNumber }}, {{ amount | money }}.{% if payUrl %} {{ payUrl }}{% endif %}`,
  },
  "invoice.overdue customer email": {
    subject: `{% if daysOverdue == 0 %}Dziś mija termin płatności faktury {{ invoiceNumber }}{% else %}Faktura {{ invoiceNumber }}: {{ "{count, plural, one {# dzień} few {# dni} many {# dni} other {# dnia}}" | t: count: daysOverdue }} po terminie płatności{% endif %}`,
    body: `${greeting}
{% if daysOverdue == 0 %}<p>dziś mija termin płatności faktury {{ invoiceNumber }}, a nie odnotowaliśmy jeszcze wpłaty.</p>{% else %}<p><strong>{{ dueDate | date }}</strong> minął termin płatności faktury {{ invoiceNumber }}, a nie odnotowaliśmy jeszcze wpłaty.</p>{% endif %}
<table>
<tr><td>Faktura</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>Do zapłaty</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Termin płatności</td><td>{{ dueDate | date }}</td></tr>
</table>
<p>Prosimy o uregulowanie należności, aby usługi działały bez przerw{% if payUrl %}: <a href="{{ payUrl }}">zapłać fakturę</a>{% endif %}. Jeśli wpłata została już dokonana lub potrzebują Państwo więcej czasu, prosimy o kontakt – wspólnie znajdziemy rozwiązanie.</p>
${help}`,
  },
  "invoice.overdue customer sms": {
    body: `{{ organisation.name }}: faktura {{ invoiceNumber }}, {{ amount | money }}, {% if daysOverdue == 0 %}termin platnosci mija dzis{% else %}{{ "{count, plural, one {# dzien} few {# dni} many {# dni} other {# dnia}}" | t: count: daysOverdue }} po terminie{% endif %}. Prosimy o wplate.{% if payUrl %} {{ payUrl }}{% endif %}`,
  },
  "payment.received customer email": {
    subject: "Dziękujemy, otrzymaliśmy {{ amount | money }}",
    body: `${greeting}
<p>dziękujemy za płatność w kwocie <strong>{{ amount | money }}</strong>, otrzymaną {{ paidOn | date }}{% if paymentMethod %} ({{ paymentMethod }}){% endif %}.</p>
{% if invoiceNumber %}<p>Zaksięgowaliśmy ją na poczet faktury {{ invoiceNumber }}.</p>{% endif %}
{% if balance %}<p>Saldo do zapłaty wynosi teraz <strong>{{ balance | money }}</strong>.</p>{% endif %}
${help}`,
  },
  "payment.received customer sms": {
    body: "{{ organisation.name }}: dziekujemy, otrzymalismy {{ amount | money }}{% if invoiceNumber %} za fakture {{ invoiceNumber }}{% endif %}.{% if balance %} Saldo do zaplaty: {{ balance | money }}.{% endif %}",
  },
  "payment.failed customer email": {
    subject: "Płatność {{ amount | money }} nie powiodła się",
    body: `${greeting}
<p>płatność w kwocie <strong>{{ amount | money }}</strong>{% if invoiceNumber %} za fakturę {{ invoiceNumber }}{% endif %}{% if paymentMethod %} ({{ paymentMethod }}){% endif %} nie powiodła się. Nic nie zostało pobrane.</p>
{% if retryOn %}<p>Ponowimy próbę <strong>{{ retryOn | date }}</strong>. Prosimy sprawdzić do tego czasu, czy karta lub rachunek są aktywne i czy jest na nich wystarczająca kwota.</p>{% else %}<p>Prosimy sprawdzić, czy karta lub rachunek są aktywne i czy jest na nich wystarczająca kwota.</p>{% endif %}
{% if payUrl %}<p>Mogą Państwo także od razu <a href="{{ payUrl }}">zapłacić w inny sposób</a>.</p>{% endif %}
${help}`,
  },
  "payment.failed customer sms": {
    body: '{{ organisation.name }}: platnosc {{ amount | money }} nie powiodla sie.{% if retryOn %} Ponowimy probe {{ retryOn | date: "short" }}.{% endif %}{% if payUrl %} Inny sposob: {{ payUrl }}{% endif %}',
  },
  "balance.adjusted customer email": {
    subject:
      "{% if isCredit %}Uznaliśmy Państwa saldo kwotą {{ amount | money }}{% else %}Obciążyliśmy Państwa saldo kwotą {{ amount | money }}{% endif %}",
    body: `${greeting}
{% if isCredit %}<p>uznaliśmy saldo Państwa konta kwotą <strong>{{ amount | money }}</strong>.</p>{% else %}<p>obciążyliśmy saldo Państwa konta kwotą <strong>{{ amount | money }}</strong>.</p>{% endif %}
{% if reference %}<p>Podstawa: {{ reference }}</p>{% endif %}
<p>Saldo do zapłaty wynosi teraz <strong>{{ balance | money }}</strong>.</p>
${help}`,
  },
  "balance.adjusted customer sms": {
    body: "{{ organisation.name }}: {% if isCredit %}uznanie{% else %}obciazenie{% endif %} salda kwota {{ amount | money }}{% if reference %} ({{ reference }}){% endif %}. Saldo do zaplaty: {{ balance | money }}.",
  },
  "service.limited customer email": {
    subject: "Ograniczenie usługi {{ serviceName }} od {{ effectiveAt | datetime }}",
    body: `${greeting}
<p>od <strong>{{ effectiveAt | datetime }}</strong> usługa <strong>{{ serviceName }}</strong> zostaje ograniczona: działają połączenia przychodzące i numery alarmowe, natomiast połączenia wychodzące mogą być zablokowane.</p>
{% if amountDue %}<p>Powodem jest zaległość w kwocie <strong>{{ amountDue | money }}</strong>. Zniesiemy ograniczenie, gdy tylko zostanie uregulowana{% if payUrl %}: <a href="{{ payUrl }}">zapłać teraz</a>{% endif %}.</p>{% else %}<p>Prosimy o kontakt – powiemy, co zrobić, aby ograniczenie zostało zniesione.</p>{% endif %}
${help}`,
  },
  "service.limited customer sms": {
    body: '{{ organisation.name }}: ograniczenie uslugi {{ serviceName }} od {{ effectiveAt | datetime: "short" }}.{% if amountDue %} Zaleglosc: {{ amountDue | money }}.{% endif %}{% if payUrl %} Wplata: {{ payUrl }}{% endif %}',
  },
  "service.suspended customer email": {
    subject: "Zawieszenie usługi {{ serviceName }} od {{ effectiveAt | datetime }}",
    body: `${greeting}
<p>od <strong>{{ effectiveAt | datetime }}</strong> usługa <strong>{{ serviceName }}</strong> zostaje zawieszona. Do czasu przywrócenia nie można z niej korzystać; numery i ustawienia pozostają zachowane.</p>
{% if amountDue %}<p>Powodem jest zaległość w kwocie <strong>{{ amountDue | money }}</strong>. Przywrócimy usługę, gdy tylko zostanie uregulowana{% if payUrl %}: <a href="{{ payUrl }}">zapłać teraz</a>{% endif %}.</p>{% else %}<p>Prosimy o kontakt – powiemy, co zrobić, aby usługa została przywrócona.</p>{% endif %}
${help}`,
  },
  "service.suspended customer sms": {
    body: '{{ organisation.name }}: zawieszenie uslugi {{ serviceName }} od {{ effectiveAt | datetime: "short" }}.{% if amountDue %} Zaleglosc: {{ amountDue | money }}.{% endif %}{% if payUrl %} Wplata: {{ payUrl }}{% endif %}',
  },
  "service.terminated customer email": {
    subject: "Zakończenie usługi {{ serviceName }}: {{ effectiveAt | datetime }}",
    body: `${greeting}
<p>usługa <strong>{{ serviceName }}</strong> zostanie trwale zakończona <strong>{{ effectiveAt | datetime }}</strong>. Po tym terminie nie będzie można z niej korzystać, a jej numery zostaną zwolnione.</p>
{% if amountDue %}<p>Do zapłaty pozostaje <strong>{{ amountDue | money }}</strong>{% if payUrl %}: <a href="{{ payUrl }}">zapłać teraz</a>{% endif %}.</p>{% endif %}
<p>Jeśli chcą Państwo zachować numery lub ta wiadomość jest zaskoczeniem, prosimy o kontakt przed tym terminem. Dziękujemy za dotychczasową współpracę.</p>
${help}`,
  },
  "service.terminated customer sms": {
    body: '{{ organisation.name }}: usluga {{ serviceName }} konczy sie {{ effectiveAt | datetime: "short" }}. Aby zachowac numery, prosimy o wczesniejszy kontakt.{% if amountDue %} Do zaplaty: {{ amountDue | money }}.{% endif %}',
  },
  "account.welcome customer email": {
    subject: "Witamy w {{ organisation.name }}",
    body: `${greeting}
<p>witamy w gronie klientów {{ organisation.name }}! Państwa konto jest gotowe. W panelu klienta można sprawdzać połączenia i faktury, zmieniać ustawienia oraz płacić.</p>
<table>
<tr><td>Numer klienta</td><td>{{ customer.externalId }}</td></tr>
<tr><td>Nazwa użytkownika</td><td>{{ login }}</td></tr>
</table>
<p><a href="{{ portalUrl }}">Otwórz panel klienta</a></p>
<p>Prosimy mieć numer klienta pod ręką, kontaktując się z nami: dzięki temu szybciej pomożemy.</p>
${help}`,
  },
  "account.welcome customer sms": {
    body: "Witamy w {{ organisation.name }}! Numer klienta: {{ customer.externalId }}, nazwa uzytkownika: {{ login }}. Polaczenia, faktury i ustawienia: {{ portalUrl }}",
  },
  "account.password_changed customer email": {
    subject: "Hasło zostało zmienione",
    body: `${greeting}
<p>hasło użytkownika <strong>{{ login }}</strong> zostało zmienione {{ changedAt | datetime }}.</p>
<p>Jeśli to Państwa zmiana, nie trzeba nic robić. Jeśli nie, prosimy o niezwłoczny kontakt, abyśmy mogli zabezpieczyć konto.</p>
${help}`,
  },
  "account.password_changed customer sms": {
    body: '{{ organisation.name }}: haslo uzytkownika {{ login }} zmieniono {{ changedAt | datetime: "short" }}. To nie Panstwo? Prosimy o pilny kontakt{% if organisation.phone != blank %}: {{ organisation.phone }}{% endif %}.',
  },
  "statistics.summary customer email": {
    subject: "Państwa połączenia od {{ periodStart | date }} do {{ periodEnd | date }}",
    body: `${greeting}
<p>przesyłamy podsumowanie połączeń od {{ periodStart | date }} do {{ periodEnd | date }}.</p>
<table>
<tr><td>Połączenia</td><td>{{ callCount | number }}</td></tr>
<tr><td>Minuty</td><td>{{ minutes | number }}</td></tr>
<tr><td>Opłaty</td><td><strong>{{ amount | money }}</strong></td></tr>
</table>
{% if services %}<p>Według usług:</p>
<ul>{% for service in services %}<li><strong>{{ service.serviceName }}</strong>: {{ "{count, plural, one {# połączenie} few {# połączenia} many {# połączeń} other {# połączenia}}" | t: count: service.callCount }}, {{ service.minutes | number }} min, {{ service.amount | money }}</li>{% endfor %}</ul>{% endif %}
{% if reportUrl %}<p><a href="{{ reportUrl }}">Zobacz pełny raport</a></p>{% endif %}
${help}`,
  },
  "statistics.summary customer sms": {
    body: '{{ organisation.name }}, {{ periodStart | date: "short" }} - {{ periodEnd | date: "short" }}: polaczenia {{ callCount | number }}, minuty {{ minutes | number }}, oplaty {{ amount | money }}.{% if reportUrl %} {{ reportUrl }}{% endif %}',
  },
} satisfies DefaultTexts
