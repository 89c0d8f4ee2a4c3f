/** The system's own texts in Polish. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>Dzień dobry,</p>`

const signInLink = {
  subject: "Link do logowania",
  body: `${greeting}
<p>oto link do logowania, o który Państwo prosili. Działa jeden raz, do {{ expiresAt | datetime }}.</p>
<p><a href="{{ link }}">Zaloguj się</a></p>
<p>Jeśli to nie Państwo o niego prosili, wystarczy zignorować tę wiadomość: bez linku nikt się nie zaloguje.</p>`,
}
const passwordReset = {
  subject: "Ustawienie nowego hasła",
  body: `${greeting}
<p>otrzymaliśmy prośbę o ustawienie nowego hasła. Link działa jeden raz, do {{ expiresAt | datetime }}; do tego czasu obowiązuje dotychczasowe hasło.</p>
<p><a href="{{ link }}">Ustaw nowe hasło</a></p>
<p>Jeśli to nie Państwa prośba, wystarczy zignorować tę wiadomość: nic się nie zmieni.</p>`,
}
const addressVerification = {
  subject: "Potwierdzenie nowego adresu logowania",
  body: `${greeting}
<p>adres <strong>{{ newAddress }}</strong> ma odtąd służyć do logowania. Prosimy potwierdzić do {{ expiresAt | datetime }}, że należy do Państwa. Do tego czasu obowiązuje dotychczasowy adres.</p>
<p><a href="{{ link }}">Potwierdź adres</a></p>
<p>Jeśli to nie Państwa prośba, wystarczy zignorować tę wiadomość: nic się nie zmieni.</p>`,
}
const addressChanged = {
  subject: "Adres logowania został zmieniony",
  body: `${greeting}
<p>od {{ event.time | datetime }} do logowania służy adres <strong>{{ newAddress }}</strong>, a ten adres już nie działa. Wszystkie pozostałe sesje zostały zakończone.</p>
<p>Jeśli to nie Państwa zmiana, prosimy niezwłocznie zawiadomić swojego administratora lub opiekuna.</p>`,
}
const passwordChanged = {
  subject: "Hasło zostało zmienione",
  body: `${greeting}
<p>Państwa hasło zostało zmienione {{ event.time | datetime }}. Wszystkie pozostałe sesje zostały zakończone.</p>
<p>Jeśli to nie Państwa zmiana, prosimy od razu ustawić nowe hasło na stronie logowania i zawiadomić swojego administratora lub opiekuna.</p>`,
}
const newSignIn = {
  subject: "Nowe logowanie: {{ device }}",
  body: `${greeting}
<p>odnotowaliśmy logowanie na Państwa konto z nieznanego dotąd urządzenia.</p>
<table>
<tr><td>Czas</td><td>{{ event.time | datetime }}</td></tr>
<tr><td>Urządzenie</td><td>{{ device }}</td></tr>
</table>
{% if ipAddress %}<p>Adres IP: {{ ipAddress }}</p>{% endif %}
<p>Jeśli to Państwo, nie trzeba nic robić. Jeśli nie, prosimy od razu zmienić hasło: zakończy to wszystkie pozostałe sesje.</p>`,
}
const twoStepChanged = {
  subject: "Logowanie dwuetapowe jest teraz {% if isOn %}włączone{% else %}wyłączone{% endif %}",
  body: `${greeting}
{% if isOn %}<p>logowanie dwuetapowe na Państwa koncie zostało włączone {{ event.time | datetime }}. Odtąd do zalogowania potrzebny jest także kod z aplikacji. Kody odzyskiwania prosimy przechowywać w bezpiecznym miejscu.</p>{% else %}<p>logowanie dwuetapowe na Państwa koncie zostało wyłączone {{ event.time | datetime }}. Odtąd do zalogowania wystarczy samo hasło.</p>{% endif %}
<p>Jeśli to nie Państwa zmiana, prosimy od razu zmienić hasło i zawiadomić swojego administratora lub opiekuna.</p>`,
}
const contactRejected = {
  subject: "{{ contactName }}: adres należy do kogoś innego",
  body: `${greeting}
<p>na prośbę o potwierdzenie kontaktu {{ contactName }} ({{ customer.name }}) spod adresu <strong>{{ contactEmail }}</strong> nadeszła odpowiedź „To nie ja”.</p>
<p>Wszystkie subskrypcje tego kontaktu zostały zakończone, więc nic więcej tam nie wysyłamy. Prosimy sprawdzić adres i w razie potrzeby go zastąpić: subskrypcje przejdą na nowy.</p>
<p><a href="{{ page }}">Otwórz kontakt</a></p>`,
}
const contactRejectedInbox = {
  subject: "{{ contactName }}: adres kogoś innego",
  body: "{{ contactEmail }}: odpowiedź „To nie ja”. Subskrypcje kontaktu ({{ customer.name }}) zostały zakończone. Sprawdź adres i w razie potrzeby go zastąp.",
}
const removalRequested = {
  subject: "{{ contactName }}: prośba o usunięcie",
  body: `${greeting}
<p><strong>{{ contactName }}</strong> ({{ contactEmail }}), kontakt klienta {{ customer.name }}, prosi o trwałe usunięcie.</p>
<p>Prosimy ustalić, kto odtąd ma otrzymywać powiadomienia, przekazać tej osobie subskrypcje, a następnie usunąć kontakt.</p>
<p><a href="{{ page }}">Otwórz kontakt</a></p>`,
}
const removalRequestedInbox = {
  subject: "{{ contactName }}: prośba o usunięcie",
  body: "{{ contactName }} ({{ contactEmail }}), {{ customer.name }}, prosi o trwałe usunięcie. Przekaż subskrypcje, a potem usuń kontakt.",
}
const accessRequested = {
  subject: "{{ personName }} prosi o dostęp do {{ customerNumber }}",
  body: `${greeting}
<p><strong>{{ personName }}</strong> ({{ personEmail }}) prosi o dostęp do numeru klienta <strong>{{ customerNumber }}</strong>.</p>
{% if reason %}<p>Uzasadnienie: {{ reason }}</p>{% endif %}
<p>Dostęp można przyznać jako użytkownikowi lub administratorowi albo odmówić go z krótkim wyjaśnieniem. O decyzji zawiadomimy w każdym przypadku.</p>
<p><a href="{{ page }}">Rozpatrz prośbę</a></p>`,
}
const accessRequestedInbox = {
  subject: "Prośba o dostęp do {{ customerNumber }}",
  body: "{{ personName }} ({{ personEmail }}) prosi o dostęp do {{ customerNumber }}.{% if reason %} {{ reason }}{% endif %}",
}

export default {
  "system.sign_in_link employee email": signInLink,
  "system.sign_in_link contact email": signInLink,
  "system.sign_in_link operator email": signInLink,
  "system.password_reset employee email": passwordReset,
  "system.password_reset contact email": passwordReset,
  "system.password_reset operator email": passwordReset,
  "system.invitation employee email": {
    subject: "Zaproszenie do {{ organisation.name }}",
    body: `${greeting}
<p>{% if invitedBy %}{{ invitedBy }} zaprasza{% else %}zapraszamy{% endif %} do współpracy z <strong>{{ organisation.name }}</strong> w Tidings, gdzie dbamy o to, by klienci wiedzieli na czas.</p>
<p><a href="{{ link }}">Przyjmij zaproszenie</a></p>
<p>Link działa jeden raz, do {{ expiresAt | datetime }}. Po tym terminie można poprosić o nowy.</p>`,
  },
  "system.invitation contact email": {
    subject: "Dostęp do portalu {{ organisation.name }}",
    body: `${greeting}
<p>{{ organisation.name }} udostępnia portal klienta firmie <strong>{{ customer.name }}</strong> i zaprasza Państwa jako jej administratora. To tam ustala się, kto z Państwa zespołu o czym jest powiadamiany.</p>
<p><a href="{{ link }}">Otwórz portal</a></p>
<p>Link działa jeden raz, do {{ expiresAt | datetime }}. Po tym terminie {{ organisation.name }} chętnie prześle nowy.</p>`,
  },
  "system.address_verification employee email": addressVerification,
  "system.address_verification contact email": addressVerification,
  "system.address_verification operator email": addressVerification,
  "system.address_changed employee email": addressChanged,
  "system.address_changed contact email": addressChanged,
  "system.address_changed operator email": addressChanged,
  "system.password_changed employee email": passwordChanged,
  "system.password_changed contact email": passwordChanged,
  "system.password_changed operator email": passwordChanged,
  "system.new_sign_in employee email": newSignIn,
  "system.new_sign_in contact email": newSignIn,
  "system.new_sign_in operator email": newSignIn,
  "system.two_step_changed employee email": twoStepChanged,
  "system.two_step_changed contact email": twoStepChanged,
  "system.two_step_changed operator email": twoStepChanged,
  "system.contact_verification contact email": {
    subject: "Czy jest to właściwy kontakt dla {{ customer.name }}?",
    body: `${greeting}
<p>{{ customer.name }} wskazuje ten adres jako kontakt do powiadomień od <strong>{{ organisation.name }}</strong>. Prosimy potwierdzić do {{ expiresAt | datetime }}, że adres należy do Państwa.</p>
<p><a href="{{ link }}">Tak, to ja</a></p>
<p>To pomyłka? <a href="{{ rejectLink }}">To nie ja</a>: nie będziemy wysyłać więcej powiadomień i zawiadomimy {{ customer.name }}.</p>`,
  },
  "system.contact_rejected contact email": contactRejected,
  "system.contact_rejected contact inbox": contactRejectedInbox,
  "system.contact_rejected administrator email": contactRejected,
  "system.contact_rejected administrator inbox": contactRejectedInbox,
  "system.removal_requested contact email": removalRequested,
  "system.removal_requested contact inbox": removalRequestedInbox,
  "system.removal_requested administrator email": removalRequested,
  "system.removal_requested administrator inbox": removalRequestedInbox,
  "system.access_requested contact email": accessRequested,
  "system.access_requested contact inbox": accessRequestedInbox,
  "system.access_requested administrator email": accessRequested,
  "system.access_requested administrator inbox": accessRequestedInbox,
  "system.access_decided contact email": {
    subject:
      "{% if isGranted %}Dostęp do {{ customerNumber }} przyznany{% else %}Odmowa dostępu do {{ customerNumber }}{% endif %}",
    body: `${greeting}
{% if isGranted %}<p>mają już Państwo dostęp do numeru klienta <strong>{{ customerNumber }}</strong>{% if isAdmin %} jako administrator{% endif %}. Można przeglądać jego konta i usługi oraz wybrać, o czym powiadamiać.</p>{% else %}<p>prośba o dostęp do numeru klienta <strong>{{ customerNumber }}</strong> została rozpatrzona odmownie.</p>{% endif %}
{% if note %}<p>Wyjaśnienie: {{ note }}</p>{% endif %}
<p><a href="{{ page }}">Otwórz swój profil</a></p>`,
  },
  "system.access_decided contact inbox": {
    subject:
      "{% if isGranted %}Dostęp do {{ customerNumber }} przyznany{% else %}Odmowa dostępu do {{ customerNumber }}{% endif %}",
    body: "{% if isGranted %}Konta i usługi są już widoczne{% if isAdmin %}, można też nimi zarządzać jako administrator{% endif %}.{% else %}Prośba została rozpatrzona odmownie.{% endif %}{% if note %} {{ note }}{% endif %}",
  },
  "system.last_subscriber_left contact email": {
    subject: "Nikt już nie otrzymuje „{{ subscriptionName }}” dla {{ number }}",
    body: `${greeting}
<p>kontakt <strong>{{ contactName }}</strong> był ostatnim odbiorcą „<strong>{{ subscriptionName }}</strong>” dla {{ number }}. Wiadomości na ten temat nie docierają już do nikogo w {{ customer.name }}.</p>
<p>Prosimy wskazać inną osobę, którą mamy powiadamiać.</p>
<p><a href="{{ page }}">Wybierz kontakty</a></p>`,
  },
  "system.last_subscriber_left contact inbox": {
    subject: "Brak odbiorców: {{ subscriptionName }}",
    body: "Kontakt {{ contactName }} był ostatnim odbiorcą dla {{ number }}. Wskaż inną osobę.",
  },
  "system.payment_receipt administrator email": {
    subject: "Potwierdzenie: {{ description }}, {{ total | money }}",
    body: `${greeting}
<p>dziękujemy, płatność dotarła, a zakup jest gotowy do użycia.</p>
<table>
<tr><td>Zakup</td><td>{{ description }}</td></tr>
<tr><td>Faktura</td><td>{{ invoiceNumber }}</td></tr>
<tr><td>Netto</td><td>{{ net | money }}</td></tr>
<tr><td>VAT</td><td>{{ vat | money }}</td></tr>
<tr><td>Brutto</td><td><strong>{{ total | money }}</strong></td></tr>
</table>
<p><a href="{{ page }}">Otwórz fakturę</a></p>`,
  },
  "system.payment_failed administrator email": {
    subject: "Nieopłacone: {{ description }}",
    body: `${greeting}
<p>płatność <strong>{{ total | money }}</strong> ({{ description }}) nie powiodła się. Nic nie pobrano i nic nie dodano.</p>
<p>Prosimy sprawdzić metodę płatności i spróbować ponownie.</p>
<p><a href="{{ page }}">Otwórz rozliczenia</a></p>`,
  },
  "system.payment_failed administrator inbox": {
    subject: "Nieopłacone: {{ description }}",
    body: "Płatność {{ total | money }} nie powiodła się. Nic nie pobrano ani nie dodano. Sprawdź metodę płatności i spróbuj ponownie.",
  },
  "system.wallet_low administrator email": {
    subject: "W portfelu {{ organisation.name }} pozostało {{ balance | money }}",
    body: `${greeting}
<p>w portfelu {{ organisation.name }} pozostało <strong>{{ balance | money }}</strong>. Saldo osiągnęło ustawiony próg {{ threshold | money }}.</p>
<p>Wiadomość, na którą w portfelu nie ma środków, nie zostaje wysłana. Doładowanie pozwoli wysłać każdą.</p>
<p><a href="{{ page }}">Doładuj portfel</a></p>`,
  },
  "system.wallet_low administrator inbox": {
    subject: "W portfelu pozostało {{ balance | money }}",
    body: "Saldo osiągnęło próg {{ threshold | money }}. Wiadomości bez pokrycia nie są wysyłane. Doładuj portfel.",
  },
  "system.credits_low administrator email": {
    subject: `{% if remaining == 0 %}Wyczerpana pula {% if channel == "sms" %}SMS-ów{% else %}e-maili{% endif %}{% else %}Pozostało {{ percent | number }}% puli {% if channel == "sms" %}SMS-ów{% else %}e-maili{% endif %}: {{ remaining | number }}{% endif %}`,
    body: `${greeting}
{% if remaining == 0 %}<p>pula {% if channel == "sms" %}SMS-ów{% else %}e-maili{% endif %} {{ organisation.name }} jest <strong>wyczerpana</strong> i nie są one już wysyłane. Po dokupieniu pakietu wiadomości z ostatnich 24 godzin można wysłać w Historii wysyłki.</p>{% else %}<p>z puli {% if channel == "sms" %}SMS-ów{% else %}e-maili{% endif %} {{ organisation.name }} pozostało <strong>{{ remaining | number }}</strong>, czyli {{ percent | number }}% stanu po ostatnim zakupie. Po wyczerpaniu puli ten kanał przestanie wysyłać.</p>{% endif %}
<p><a href="{{ page }}">Dokup pakiet</a></p>`,
  },
  "system.credits_low administrator inbox": {
    subject: `{% if remaining == 0 %}Wyczerpana pula {% if channel == "sms" %}SMS-ów{% else %}e-maili{% endif %}{% else %}Pula {% if channel == "sms" %}SMS-ów{% else %}e-maili{% endif %}: pozostało {{ remaining | number }}{% endif %}`,
    body: "{% if remaining == 0 %}Nie są już wysyłane. Dokup pakiet; wiadomości z ostatnich 24 godzin można potem wysłać w Historii wysyłki.{% else %}To {{ percent | number }}% stanu po ostatnim zakupie. Dokup pakiet, zanim pula się wyczerpie.{% endif %}",
  },
  "system.sender_requested operator email": {
    subject: "{{ organisation.name }} prosi o nadawcę SMS {{ senderName }}",
    body: `${greeting}
<p>{{ requestedBy }} (<strong>{{ organisation.name }}</strong>) prosi o możliwość wysyłania SMS-ów z nazwą nadawcy <strong>{{ senderName }}</strong>.</p>
<p>Uzasadnienie: {{ reason }}</p>
<p>Do czasu decyzji używany jest nadawca domyślny. O decyzji zawiadomimy osobę, która o to prosi.</p>
<p><a href="{{ page }}">Zaakceptuj lub odrzuć</a></p>`,
  },
  "system.sender_approved employee email": {
    subject: "Nadawca SMS {{ senderName }} został zaakceptowany",
    body: `${greeting}
<p>mamy dobrą wiadomość: odtąd SMS-y {{ organisation.name }} mogą być wysyłane z nazwą nadawcy <strong>{{ senderName }}</strong>.</p>
<p><a href="{{ page }}">Zobacz ustawienia SMS</a></p>`,
  },
  "system.sender_approved employee inbox": {
    subject: "Nadawca SMS {{ senderName }} zaakceptowany",
    body: "Odtąd SMS-y {{ organisation.name }} mogą być wysyłane z nazwą nadawcy {{ senderName }}.",
  },
  "system.sender_refused employee email": {
    subject: "Nadawca SMS {{ senderName }} został odrzucony",
    body: `${greeting}
<p>operator platformy odrzucił nadawcę SMS <strong>{{ senderName }}</strong>. SMS-y są wysyłane tak jak dotąd.</p>
{% if reason %}<p>Powód: {{ reason }}</p>{% endif %}
<p>Można poprosić ponownie, podając inną nazwę lub więcej szczegółów.</p>
<p><a href="{{ page }}">Zobacz ustawienia SMS</a></p>`,
  },
  "system.sender_refused employee inbox": {
    subject: "Nadawca SMS {{ senderName }} odrzucony",
    body: "SMS-y są wysyłane tak jak dotąd.{% if reason %} Powód: {{ reason }}{% endif %}",
  },
  "system.connection_failing administrator email": {
    subject: "Połączenie {{ connectionName }} nie przyjmuje wiadomości",
    body: `${greeting}
<p>od {{ failingSince | datetime }} połączenie <strong>{{ connectionName }}</strong> ({{ organisation.name }}) nie przyjmuje wiadomości. {{ "{count, plural, =0 {Żadna wiadomość nie oczekuje} one {Oczekuje # wiadomość} few {Oczekują # wiadomości} many {Oczekuje # wiadomości} other {Oczekuje # wiadomości}}" | t: count: waitingCount }}; nic nie przepadło.</p>
{% if lastError %}<p>Ostatnia odpowiedź: {{ lastError }}</p>{% endif %}
<p>Prosimy sprawdzić ustawienia połączenia. Gdy znów zacznie działać, wysyłanie ruszy samo.</p>
<p><a href="{{ page }}">Otwórz połączenie</a></p>`,
  },
  "system.connection_failing administrator inbox": {
    subject: "{{ connectionName }} nie przyjmuje wiadomości",
    body: `Od {{ failingSince | datetime }}. {{ "{count, plural, =0 {Żadna wiadomość nie oczekuje} one {Oczekuje # wiadomość} few {Oczekują # wiadomości} many {Oczekuje # wiadomości} other {Oczekuje # wiadomości}}" | t: count: waitingCount }}.{% if lastError %} Ostatnia odpowiedź: {{ lastError }}{% endif %}`,
  },
  "system.connection_failing operator email": {
    subject: "Połączenie platformy {{ connectionName }} nie przyjmuje wiadomości",
    body: `${greeting}
<p>od {{ failingSince | datetime }} połączenie platformy <strong>{{ connectionName }}</strong> nie przyjmuje wiadomości. {{ "{count, plural, =0 {Żadna wiadomość nie oczekuje} one {Oczekuje # wiadomość} few {Oczekują # wiadomości} many {Oczekuje # wiadomości} other {Oczekuje # wiadomości}}" | t: count: waitingCount }}; nic nie przepadło.</p>
{% if lastError %}<p>Ostatnia odpowiedź: {{ lastError }}</p>{% endif %}
<p><a href="{{ page }}">Otwórz połączenie</a></p>`,
  },
  "system.webhook_disabled administrator email": {
    subject: "Webhook {{ organisation.name }} został wyłączony",
    body: `${greeting}
<p>adres <strong>{{ endpointUrl }}</strong> nie odpowiada poprawnie od {{ failingSince | datetime }}, dlatego nic już do niego nie wysyłamy.</p>
{% if lastError %}<p>Ostatnia odpowiedź: {{ lastError }}</p>{% endif %}
<p>Gdy znów zacznie działać, prosimy go włączyć i ponownie wysłać to, co go ominęło.</p>
<p><a href="{{ page }}">Otwórz webhook</a></p>`,
  },
  "system.webhook_disabled administrator inbox": {
    subject: "Webhook został wyłączony",
    body: "{{ endpointUrl }} nie odpowiada poprawnie od {{ failingSince | datetime }}.{% if lastError %} Ostatnia odpowiedź: {{ lastError }}.{% endif %} Włącz go, gdy znów zacznie działać.",
  },
} satisfies DefaultTexts
