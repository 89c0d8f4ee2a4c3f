/** The virtual office's texts in Polish. */
import type { DefaultTexts } from "./text.ts"

const greeting = `<p>{% if customer.salutation != blank %}Dzień dobry, {{ customer.salutation }},{% else %}Szanowni Państwo,{% endif %}</p>`
const closing = `<p>Z poważaniem<br>{{ organisation.name }}</p>`
const kind = `{% case item.kind %}{% when "letter" %}List{% when "registered_letter" %}List polecony{% when "parcel" %}Paczka{% else %}{{ item.kind }}{% endcase %}`

export default {
  "post.received customer email": {
    subject: `{{ "{count, plural, one {Nowa przesyłka} few {# nowe przesyłki} many {# nowych przesyłek} other {# nowej przesyłki}}" | t: count: items.size }} dla: {{ customer.name }}`,
    body: `${greeting}
<p>do naszego biura {{ "{count, plural, one {wpłynęła nowa przesyłka} few {wpłynęły # nowe przesyłki} many {wpłynęło # nowych przesyłek} other {wpłynęło # nowej przesyłki}}" | t: count: items.size }} dla: <strong>{{ customer.name }}</strong>. Zapraszamy po odbiór.</p>
<table>
<tr><th>Nadawca</th><th>Rodzaj</th></tr>
{% for item in items %}<tr><td><strong>{{ item.sender }}</strong>{% if item.note %}<br>{{ item.note }}{% endif %}</td><td>${kind}</td></tr>
{% endfor %}</table>
<p>Jeśli wolą Państwo, abyśmy pocztę otworzyli, zeskanowali lub przesłali dalej, wystarczy odpowiedzieć na tę wiadomość.</p>
${closing}`,
  },
  "post.received customer sms": {
    body: "Nowa poczta dla: [klient]. Nadawca: [nadawca]. Czeka na Panstwa w biurze.",
  },
  "post.received customer push": {
    subject: "Mają Państwo nową pocztę",
    body: `Nadawca: {{ items | map: "sender" | uniq | join: ", " }}. Czeka na odbiór w biurze.`,
  },

  "post.unclaimed customer email": {
    subject: `W biurze nadal czeka poczta dla: {{ customer.name }}`,
    body: `${greeting}
<p>w naszym biurze <strong>{{ "{count, plural, one {czeka # przesyłka} few {czekają # przesyłki} many {czeka # przesyłek} other {czeka # przesyłki}}" | t: count: waitingCount }}</strong> dla Państwa. {{ "{count, plural, one {Data wpływu} other {Data wpływu najstarszej}}" | t: count: waitingCount }}: {{ oldestReceivedOn | date }}.</p>
{% if items %}<table>
<tr><th>Data wpływu</th><th>Nadawca</th><th>Rodzaj</th></tr>
{% for item in items %}<tr><td>{{ item.receivedOn | date }}</td><td>{{ item.sender }}</td><td>${kind}</td></tr>
{% endfor %}</table>
{% endif %}<p>Zapraszamy po odbiór w godzinach pracy biura. Jeśli jest to utrudnione, prosimy odpowiedzieć na tę wiadomość, a prześlemy pocztę na wskazany adres.</p>
${closing}`,
  },
  "post.unclaimed customer sms": {
    body: `W biurze {{ "{count, plural, one {czeka # przesylka} few {czekaja # przesylki} many {czeka # przesylek} other {czeka # przesylki}}" | t: count: waitingCount }} dla Panstwa, najstarsza z {{ oldestReceivedOn | date: "short" }}. Zapraszamy po odbior. {{ organisation.name }}`,
  },

  "contract.ending customer email": {
    subject: `Umowa {{ contractNumber }} kończy się {{ endsOn | date }}`,
    body: `${greeting}
<p>umowa <strong>{{ contractNumber }}</strong> kończy się <strong>{{ endsOn | date }}</strong>{{ "{days, plural, =0 {, czyli dzisiaj} one {, czyli jutro} few { (pozostały # dni)} many { (pozostało # dni)} other { (pozostało # dnia)}}" | t: days: daysLeft }}. Do tego czasu nic się nie zmienia: adres, obsługa poczty i nasza pomoc są do Państwa dyspozycji.</p>
{% if renewalUrl %}<p>Aby zachować adres bez przerwy, prosimy <a href="{{ renewalUrl }}">przedłużyć umowę</a>.</p>
{% else %}<p>Aby zachować adres bez przerwy, wystarczy odpowiedzieć na tę wiadomość, a przygotujemy przedłużenie umowy.</p>
{% endif %}<p>Jeśli nie planują Państwo przedłużenia, prosimy pamiętać, aby przed tym dniem zmienić adres w rejestrach i u swoich nadawców.</p>
${closing}`,
  },
  "contract.ending customer sms": {
    body: `Umowa {{ contractNumber }} konczy sie {{ endsOn | date: "short" }}. Aby zachowac adres, prosimy przedluzyc ja przed tym dniem. {{ organisation.name }}`,
  },

  "invoice.issued customer email": {
    subject: `Faktura {{ invoiceNumber }}: {{ amount | money }}, termin płatności {{ dueDate | date }}`,
    body: `${greeting}
<p>wystawiliśmy nową fakturę za usługi biurowe.</p>
<table>
<tr><td>Faktura</td><td><strong>{{ invoiceNumber }}</strong></td></tr>
<tr><td>Kwota do zapłaty</td><td><strong>{{ amount | money }}</strong></td></tr>
<tr><td>Termin płatności</td><td>{{ dueDate | date }}</td></tr>
</table>
{% if invoiceUrl %}<p><a href="{{ invoiceUrl }}">Otwórz fakturę</a></p>
{% endif %}<p>W tytule przelewu prosimy podać numer faktury. Dziękujemy.</p>
${closing}`,
  },
  "invoice.issued customer sms": {
    body: `Wystawilismy fakture {{ invoiceNumber }} na kwote {{ amount | money }}. Termin platnosci: {{ dueDate | date: "short" }}. {{ organisation.name }}`,
  },
} satisfies DefaultTexts
